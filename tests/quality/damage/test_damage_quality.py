"""Hold the marks of damage to their figures: none in clean articles, nearly all breaks found, by kind."""

import tomllib
from pathlib import Path

import polars as pl
import pytest

from flows.resources import reference_dir, sample_pages_dir
from flows.steps.clean import find_articles
from flows.steps.lexicon import load_lexicon
from flows.steps.segment.articles import segment
from tests.bench.pages import pages
from tests.quality.damage.breaker import BREAKERS
from tests.quality.damage.measure import Figures, figures, marks_of

GOLDEN = Path(__file__).parents[2] / "golden" / "pages.toml"
SEED = 11
# A mark that stands in no break is wrong; what is planted and not found is missed.
RECALL_FLOOR = 0.75
PRECISION_FLOOR = 0.95
CLEAN_CEILING = 0.02
_ENOUGH = 30


def generated(count: int) -> list[list[str]]:
    """Return the bodies of generated articles, each once."""
    bodies = {article.body_key: article.body for page in pages(count, seed=SEED) for article in page.articles}
    return [[text for role, text in body if role == "paragraph"] for body in bodies.values()]


def sample() -> list[list[str]]:
    """Return the English articles of the sample pages that no reader found damage in."""
    entries = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))["page"]
    files = [entry["file"] for entry in entries if not entry.get("damage") and "reject" not in entry]
    texts = [
        (sample_pages_dir() / name).read_bytes().decode("utf-8-sig", "replace")
        for name in files
        if name.endswith(".txt") and not any(language in name for language in ("german", "spanish", "french"))
    ]
    documents = pl.DataFrame({"document_id": [f"{n:032x}" for n in range(len(texts))], "page_text": texts})
    metadata = pl.DataFrame(schema={"document_id": pl.String, "title": pl.String})
    blocks, _ = find_articles(segment(documents, pl.DataFrame(), metadata, load_lexicon(reference_dir())))
    kept = blocks.filter(pl.col("is_kept") & (pl.col("role") == "paragraph"))
    return kept.group_by("article_id", maintain_order=True).agg("text")["text"].to_list()


@pytest.fixture(scope="module")
def articles() -> list[list[str]]:
    return [*generated(500), *sample()]


@pytest.fixture(scope="module")
def measured(articles: list[list[str]]) -> dict[str, Figures]:
    return figures(articles, SEED, len(BREAKERS))


def test_clean_articles_have_no_marks(articles: list[list[str]]) -> None:
    assert marks_of(sample()) == []
    assert len(marks_of(articles)) < CLEAN_CEILING * len(articles)


@pytest.mark.parametrize("kind", BREAKERS)
def test_breaks_are_found(kind: str, measured: dict[str, Figures]) -> None:
    counted = measured[kind]
    assert counted.planted >= _ENOUGH
    assert counted.recall >= RECALL_FLOOR, counted
    assert counted.precision >= PRECISION_FLOOR, counted


def test_real_prose_is_broken_and_found_too() -> None:
    """Hold the sample pages alone to a sum of all kinds: they are few, but nobody generated them."""
    total = [figures(sample(), seed, len(BREAKERS)) for seed in range(8)]
    counted = Figures(*(sum(column) for column in zip(*(row for one in total for row in one.values()), strict=True)))
    assert counted.planted >= _ENOUGH
    assert counted.recall >= RECALL_FLOOR, counted
    assert counted.precision >= PRECISION_FLOOR, counted
