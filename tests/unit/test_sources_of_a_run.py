"""What came of each source is counted once, whatever else was read, and remembered as long as is asked for."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from flows.origins import origins_of
from flows.progress import Silence
from flows.settings import Settings
from flows.steps.read.sources import Wanted
from flows.without_prefect import drive
from flows.work import Run
from warehouse.history import forget, last_published
from warehouse.layout import Layout
from warehouse.stage import open_stage

STORY = "Night ferry keeps its crossing\n\nThe ferry {} will sail until the end of the year, its operator said.\n"


def rows(path: Path, sql: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).pl().to_dicts()


def ingest(warehouse: Path, *sources: Path) -> None:
    given = Settings(sources=tuple(str(source) for source in sources), warehouse=warehouse, docs=False, fields=())
    drive(Run(given, Silence()), gate=lambda run: None)


@pytest.mark.parametrize(
    ("sources", "uri", "expected"),
    [
        ([("/a", None)], "/elsewhere/x.txt", "/a"),
        ([("/a", None), ("/a/b", None)], "/a/b/x.txt", "/a/b"),
        ([("/a", None), ("/a/b", None)], "/a/bc/x.txt", "/a"),
        ([("/a", None), ("/b", None)], "/c/x.txt", None),
        ([("/a/*.txt", None), ("/b", None)], "/a/x.txt", "/a/*.txt"),
        ([("/a/200?", None), ("/b", None)], "/a/2004/x.txt", "/a/200?"),
        ([("s3://a/b/", None), ("/b", None)], "s3://a/b/c.parquet", "s3://a/b/"),
        ([("/a/[x", None), ("/b", None)], "/a/[x/y.txt", "/a/[x"),
        ([("file:///a%20b", None), ("/b", None)], "/a b/x", "file:///a%20b"),
    ],
)
def test_an_address_belongs_to_the_longest_source_that_names_it(
    sources: list[tuple[str, str | None]], uri: str, expected: str | None
) -> None:
    wanted = [Wanted(location, pattern) for location, pattern in sources]
    assert origins_of(wanted)(pl.Series("source_uri", [uri])).to_list() == [expected]


def test_each_source_has_its_own_counts_and_the_next_run_adds_nothing(tmp_path: Path) -> None:
    feed, folder = tmp_path / "feed.jsonl", tmp_path / "pages"
    folder.mkdir()
    records = [json.dumps({"text": STORY.format(number)}) for number in ("north", "south")]
    feed.write_text("\n".join([*records, "broken", records[0]]))
    (folder / "page.txt").write_text(STORY.format("east"))
    (folder / "again.txt").write_text(STORY.format("north"))
    (folder / "blank.txt").write_text(" ")
    warehouse = tmp_path / "news.duckdb"
    ingest(warehouse, feed, folder)
    counts = "source, record_count, reject_count, new_document_count, article_count, damage_article_count"
    query = f"SELECT {counts} FROM ops.sources ORDER BY run_id, source_run_id"
    first = rows(warehouse, query)
    assert [tuple(row.values())[1:] for row in first] == [(4, 1, 2, 2, None), (3, 1, 1, 1, None)]
    assert [row["source"] for row in first] == [str(feed), str(folder)]
    [run] = rows(warehouse, "SELECT record_count, reject_count, new_document_count, article_count FROM ops.runs")
    assert run == {name: sum(row[name] for row in first) for name in run}
    ingest(warehouse, feed, folder)
    assert [tuple(row.values())[1:] for row in rows(warehouse, query)[2:]] == [(4, 1, 0, 0, None), (3, 1, 0, 0, None)]


def test_the_last_run_is_the_last_of_its_kind_and_what_is_old_is_forgotten(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(STORY.format("east"))
    warehouse = tmp_path / "news.duckdb"
    layout = Layout.of(warehouse)
    stage = open_stage(layout, "nobody")
    assert last_published(stage, "ingest") is None
    stage.discard()
    ingest(warehouse, page)
    [run] = rows(warehouse, "SELECT run_id, started_at FROM ops.runs")
    stage = open_stage(layout, "own")
    last = last_published(stage, "ingest")
    assert last
    assert (last.run_id, last.counts["record_count"], last.counts["check_count"]) == (run["run_id"], 1, None)
    assert last.step_seconds.keys() >= {"read", "parse", "store", "deduplicate"}
    assert last.seconds is not None
    assert last_published(stage, "nightly") is None
    started_at: datetime = run["started_at"]
    assert forget(stage, started_at + timedelta(days=9), 10) == {"ops.steps": 0, "ops.checks": 0, "ops.sources": 0}
    forgotten = forget(stage, started_at + timedelta(days=11), 10)
    assert (forgotten["ops.sources"], forgotten["ops.steps"] > 4) == (1, True)
    with stage.transaction() as cursor:
        assert cursor.execute("SELECT count(*) FROM ops.runs").fetchone() == (1,)
    with pytest.raises(ValueError, match="at least 1"):
        forget(stage, started_at, 0)
    stage.discard()
