"""Lay texts out as pages that are cut already, for extractors tried on their own."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from flows.steps.pages import Pages

Block = tuple[str, int, str, str]
"""article_id, block_start (code points), role, text."""

_BLOCKS = {
    "document_id": pl.String,
    "article_id": pl.String,
    "block_start": pl.Int32,
    "block_end": pl.Int32,
    "role": pl.String,
    "is_kept": pl.Boolean,
    "text": pl.String,
}


def of_blocks(blocks: Iterable[Block], page_texts: Mapping[str, str] | None = None) -> Pages:
    """Make pages of kept blocks; page_texts gives the whole pages by document_id, to those who ask for them."""
    rows = [
        (article_id.rpartition("-")[0], article_id, start, start + len(text), role, True, text)
        for article_id, start, role, text in blocks
    ]
    frame = pl.DataFrame(rows, schema=_BLOCKS, orient="row")
    texts = page_texts or {}
    documents = pl.DataFrame(
        {"document_id": list(texts), "page_text": list(texts.values())},
        schema={"document_id": pl.String, "page_text": pl.String},
    )
    return Pages(
        documents, frame, frame.select("article_id", "document_id").unique(maintain_order=True), pl.DataFrame()
    )


def of_paragraphs(articles: Iterable[Sequence[str]], role: str = "paragraph") -> Pages:
    """Make one page an article, one paragraph a line."""
    blocks: list[Block] = []
    texts: dict[str, str] = {}
    for number, paragraphs in enumerate(articles):
        document_id, start = f"{number:032x}", 0
        texts[document_id] = "\n".join(paragraphs)
        for text in paragraphs:
            blocks.append((f"{document_id}-0", start, role, text))
            start += len(text) + 1
    return of_blocks(blocks, texts)


NO_HINTS = pl.DataFrame()
"""What rendering HTML knew of plain text."""

NO_METADATA = pl.DataFrame(schema={"document_id": pl.String, "title": pl.String})
"""What is known beside pages nobody described."""
