"""Lay texts out as pages that are cut already, for extractors tried on their own; read and cut pages for the rest."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from flows.pipeline import parse
from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages
from flows.steps.read.batches import ReadBatch, read_batches
from flows.steps.segment.articles import segment

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

STORM = (
    "The harbour of Vigo was closed on Monday after a storm tore three cranes from their rails and sank a barge.",
    "Ana Lind, who runs the port, said nobody was hurt and the cranes would be raised within the month, if it is calm.",
    "Insurers put the damage at four million, and the fishermen of the old quay have asked the town for a loan.",
    "The last storm of that force, in the winter of the strike, took the lighthouse and most of the nets with it.",
    "Work begins on Friday, when the tide is low enough for divers to see the bottom between the two moles of stone.",
)
"""The paragraphs of an article, for pages that differ in what stands around them."""


def cut(lines: Iterable[str], lexicon: Lexicon) -> pl.DataFrame:
    """Cut one page of these lines into blocks."""
    documents = pl.DataFrame({"document_id": ["a" * 32], "page_text": ["\n".join(lines)]})
    return segment(documents, NO_HINTS, NO_METADATA, lexicon)


def roles_of(lines: Iterable[str], lexicon: Lexicon) -> list[tuple[str, str, bool]]:
    """Cut one page of these lines: text, role and whether it is kept of each block."""
    return list(cut(lines, lexicon).select("text", "role", "is_kept").iter_rows())


def read_and_parse(
    path: Path, lexicon: Lexicon, fields: Collection[str] = ()
) -> tuple[ReadBatch, dict[str, pl.DataFrame]]:
    """Read a file or folder that makes one batch, and parse it: the batch and the tables by name."""
    [batch] = read_batches([path])
    parsed = parse(batch.documents, batch.sightings, batch.hints, batch.page_metadata, lexicon, fields)
    return batch, parsed.tables


def parse_lines(folder: Path, lexicon: Lexicon, *lines: str) -> dict[str, pl.DataFrame]:
    """Write these lines to a file of the folder as one page, read it and parse it: the tables by name."""
    path = folder / "page.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_and_parse(path, lexicon)[1]
