"""An article alone and the same inside a glued page are found as copies, end to end: segment, then deduplicate."""

import hashlib
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

from flows import pipeline, resources
from flows.steps.deduplicate.copies import REFERENCE
from flows.steps.read.batches import read_batches
from tests.corpus_of_copies import jaccard
from tests.glued_copies import GLUED, Copies, glued_copies

FLOOR = 0.98
PAGES_A_WAY = 25


class Found:
    """What the pipeline makes of the pages: the group of every article, by the name of its page."""

    def __init__(self, made: Copies, folder: Path) -> None:
        names = {hashlib.sha256(text.encode()).hexdigest()[:32]: name for name, text in made.pages.items()}
        for name, text in made.pages.items():
            (folder / f"{name}.txt").write_bytes(text.encode())
        lexicon = pipeline.load_lexicon(resources.reference_dir())
        parts = [
            pipeline.parse(
                batch.documents, batch.sightings, batch.hints, batch.page_metadata, lexicon, fields=()
            ).tables["core.articles"]
            for batch in read_batches([folder])
        ]
        self.articles = pl.concat(parts).with_columns(
            page=pl.col("document_id").replace_strict(names), fetched_at=pl.lit(None, dtype=pl.Datetime("us"))
        )
        bodies = self.articles.select("body_digest", "body_text").drop_nulls().unique("body_digest")
        prints = pipeline.fingerprint(bodies, REFERENCE)
        copies = pipeline.find_copies(prints, pipeline.find_near([], prints, REFERENCE), lambda _: bodies, REFERENCE)
        edges = pipeline.find_duplicates(self.articles, copies)
        standing = dict(edges.select("article_id", "representative_id").iter_rows())
        self.groups: dict[str, list[str]] = defaultdict(list)
        for article_id, page in self.articles.select("article_id", "page").iter_rows():
            self.groups[page].append(standing.get(article_id, article_id))


@pytest.fixture(scope="module")
def made() -> Copies:
    return glued_copies(PAGES_A_WAY, seed=5)


@pytest.fixture(scope="module")
def found(made: Copies, tmp_path_factory: pytest.TempPathFactory) -> Found:
    return Found(made, tmp_path_factory.mktemp("glued"))


@pytest.mark.parametrize("way", GLUED)
def test_articles_are_found_inside_glued_pages(made: Copies, found: Found, way: str) -> None:
    sought = [(name, alone) for name, pages in made.glued.items() if name.startswith(way) for alone in pages]
    hits = [bool(set(found.groups[name]) & set(found.groups[alone])) for name, alone in sought]
    assert len(sought) > 2 * PAGES_A_WAY
    assert sum(hits) / len(hits) >= FLOOR


def test_no_stranger_joins_a_group(made: Copies, found: Found) -> None:
    groups = [set(found.groups[alone]) for pages in made.glued.values() for alone in pages]
    assert sum(len(group) for group in groups) == len(set().union(*groups))


def test_pages_as_wholes_are_no_near_copies(made: Copies) -> None:
    """What the figure is held against: between pages, Jaccard stays below every usual threshold."""
    values = [jaccard(made.pages[name], made.pages[alone]) for name, pages in made.glued.items() for alone in pages]
    assert sum(value >= 0.7 for value in values) / len(values) < 0.1
