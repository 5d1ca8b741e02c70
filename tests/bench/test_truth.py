"""What the pipeline finds in generated pages, against what they are known to hold.

The pages are regular, so nearly everything must be found. The floors lie a little under what was measured when they
were set; they may be raised, not lowered.
"""

from collections import Counter
from typing import Any

import polars as pl
import pytest

from flows import pipeline, resources
from flows.steps.read.batches import read_batches
from tests.bench.pages import Page, TrueArticle, pages, write_jsonl

COUNT = 400


@pytest.fixture(scope="module")
def truth() -> list[Page]:
    return list(pages(COUNT, seed=11))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    source = tmp_path_factory.mktemp("truth") / "pages.jsonl"
    write_jsonl(source, COUNT, seed=11)
    lexicon = pipeline.load_lexicon(resources.reference_dir())
    tables: dict[str, list[pl.DataFrame]] = {}
    for batch in read_batches([source]):
        parsed = pipeline.parse(batch.documents, batch.sightings, batch.hints, batch.page_metadata, lexicon)
        for name, frame in parsed.tables.items():
            tables.setdefault(name, []).append(frame)
        tables.setdefault("raw.documents", []).append(batch.documents)
        tables.setdefault("raw.sightings", []).append(batch.sightings)
    return {name: pl.concat(frames).unique(maintain_order=True) for name, frames in tables.items()}


def by_page(found: dict[str, pl.DataFrame]) -> dict[str, list[dict[str, Any]]]:
    """Return the articles found on each page, by its text, in order."""
    articles = found["core.articles"].join(found["raw.documents"].select("document_id", "page_text"), on="document_id")
    grouped: dict[str, list[dict[str, Any]]] = {text: [] for text in found["raw.documents"]["page_text"]}
    for row in articles.sort("document_id", "article_index").iter_rows(named=True):
        grouped[row["page_text"]].append(row)
    return grouped


def share(pairs: list[tuple[Any, Any]]) -> float:
    return sum(seen == true for seen, true in pairs) / len(pairs)


def paired(truth: list[Page], found: dict[str, pl.DataFrame]) -> list[tuple[dict[str, Any], TrueArticle]]:
    seen = by_page(found)
    return [
        pair
        for made in truth
        if len(seen[made.text]) == len(made.articles)
        for pair in zip(seen[made.text], made.articles, strict=True)
    ]


def test_copies_of_a_page_are_one_document(truth: list[Page], found: dict[str, pl.DataFrame]) -> None:
    assert found["raw.documents"].height == len({made.text for made in truth})
    assert found["raw.sightings"].height == COUNT


def test_pages_are_cut_into_their_articles(truth: list[Page], found: dict[str, pl.DataFrame]) -> None:
    seen = by_page(found)
    assert share([(len(seen[made.text]), len(made.articles)) for made in truth]) >= 0.98


@pytest.mark.parametrize(
    ("column", "floor"),
    [("headline", 0.95), ("byline", 0.95), ("dateline_place", 0.95), ("contributor", 0.98), ("published_on", 0.9)],
)
def test_fields_are_found(truth: list[Page], found: dict[str, pl.DataFrame], column: str, floor: float) -> None:
    pairs = [(seen[column], getattr(true, column)) for seen, true in paired(truth, found)]
    if column == "dateline_place":
        pairs = [(seen and seen.casefold(), true and true.casefold()) for seen, true in pairs]
    assert share(pairs) >= floor


def test_bodies_hold_the_paragraphs_and_nothing_else(truth: list[Page], found: dict[str, pl.DataFrame]) -> None:
    pairs = []
    for seen, true in paired(truth, found):
        body = "\n\n".join(text for _, text in true.body)
        kept = seen["body_text"] or ""
        pairs.append((kept[-len(body) :], body))  # what stands before it is the dateline, where the page has one
    assert share(pairs) >= 0.95


def recall(seen: list[tuple[Any, ...]], true: list[tuple[Any, ...]]) -> float:
    return sum((Counter(seen) & Counter(true)).values()) / len(true)


def test_captions_and_quotes_are_found(truth: list[Page], found: dict[str, pl.DataFrame]) -> None:
    pairs = paired(truth, found)
    ids = {seen["article_id"] for seen, _ in pairs}
    captions = found["core.captions"].filter(pl.col("article_id").is_in(list(ids)))
    true_captions = [
        (caption.text, caption.photographer, caption.agency, caption.repeat_count, caption.taken_on)
        for _, true in pairs
        for caption in true.captions
        if caption.credit
    ]
    columns = ["caption_text", "photographer", "agency", "repeat_count", "taken_on"]
    assert recall(captions.select(columns).rows(), true_captions) >= 0.95
    quotes = found["core.quotes"].filter(pl.col("article_id").is_in(list(ids)))
    true_quotes = [(quote.text, quote.speaker_name) for _, true in pairs for quote in true.quotes]
    assert recall(quotes.select("quote_text", "speaker_name").rows(), true_quotes) >= 0.9
