"""The size the issue asks for: a published file, all tables included, against the bytes of its pages."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.bench.pages import pages
from tests.unit.test_warehouse_frames import NOW, a_run, document, ended, frame, parsed_frames, raw_frames
from warehouse import load, runs
from warehouse.layout import Layout
from warehouse.publish import publish
from warehouse.query import run as run_sql
from warehouse.stage import open_stage

LIMIT_RATIO = 1.2
FIXED_BYTES = 1_000_000  # tables end in part-filled blocks of 32 KB, however few pages there are
BATCH = 1000
QUOTES = 3


def quotes_of(documents: list[dict[str, Any]]) -> pl.DataFrame:
    """Quote the longest lines of every page, as many as a news page has."""
    rows = []
    for page in documents:
        lines = sorted(page["page_text"].split("\n"), key=len)[-QUOTES:]
        article_id = f"{page['document_id']}-0"
        rows += [
            {
                "quote_id": f"{article_id}-q{number}",
                "article_id": article_id,
                "quote_start": page["page_text"].index(line),
                "quote_end": page["page_text"].index(line) + len(line),
                "quote_text": line,
                "kind": "direct",
                "speaker_name": line[:14],
            }
            for number, line in enumerate(lines)
        ]
    return frame("core.quotes", rows)


def publish_pages(layout: Layout, count: int, run_id: str, minute: int, rule: str = "line") -> int:
    """Publish generated pages; return their bytes."""
    raw_bytes = 0
    stage = open_stage(layout, run_id)
    texts = [page.text for page in pages(count)]
    for start in range(0, count, BATCH):
        documents = [document(text) for text in dict.fromkeys(texts[start : start + BATCH])]
        raw_bytes += sum(page["byte_count"] for page in documents)
        load.load_raw(stage, run_id, raw_frames(documents), NOW)
        frames, digests = parsed_frames(documents, rule)
        frames["core.quotes"] = quotes_of(documents)
        load.replace_parsed(stage, run_id, f"parser-{rule}", frames, digests, NOW)
    runs.finish_run(stage, ended(a_run(run_id, NOW + timedelta(minutes=minute))))
    publish(stage, layout, keep=0)
    return raw_bytes


def ratio_of(folder: Path, count: int, fixed_bytes: int = 0) -> tuple[float, float]:
    """Weigh the file after a first run and after one that parses every page anew, some fixed bytes aside."""
    layout = Layout.of(folder / "news.duckdb")
    raw_bytes = publish_pages(layout, count, "run-1", 0)
    first = (layout.published.stat().st_size - fixed_bytes) / raw_bytes
    publish_pages(layout, count, "run-2", 1, rule="again")
    ((rules,),) = run_sql(layout.published, "SELECT count(DISTINCT rule) FROM core.blocks").rows
    assert rules == 1
    return first, (layout.published.stat().st_size - fixed_bytes) / raw_bytes


def test_a_file_is_not_much_larger_than_its_pages(tmp_path: Path) -> None:
    first, again = ratio_of(tmp_path, 2000, FIXED_BYTES)
    assert first <= LIMIT_RATIO
    assert again <= LIMIT_RATIO, "a re-parse must not leave its old rows in the file"


@pytest.mark.slow
def test_a_file_of_20_000_pages_is_not_much_larger(tmp_path: Path) -> None:
    first, again = ratio_of(tmp_path, 20_000)
    assert first <= LIMIT_RATIO
    assert again <= LIMIT_RATIO
