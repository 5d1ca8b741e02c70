"""Held against its own past, a source that falls silent or changes is noticed; one that goes on as before is not."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.checkpoint import run_checks
from expectations.ddl import statements
from expectations.suites.catalogue import meaning_checks, sql_of
from expectations.suites.check import read_tolerances

NOW = datetime.fromisoformat("2026-03-04T12:00:00")
HOUR = timedelta(hours=1)
SOURCE = "feeds/<img src=x onerror=alert(1)>"
USUAL: dict[str, int | None] = {
    "record_count": 200,
    "reject_count": 4,
    "new_document_count": 100,
    "article_count": 150,
    "duplicate_count": 9,
    "damage_article_count": 6,
    "char_count": 300_000,
    "furniture_char_count": 30_000,
}


@dataclass(frozen=True)
class Case:
    """What the run of this hour got from a source that always gave the usual, and which checks must notice."""

    name: str
    now: dict[str, int | None] = field(default_factory=dict)
    earlier: dict[str, int | None] = field(default_factory=dict)
    hours: tuple[float, ...] = (1, 2, 3, 4, 5, 6, 7, 8)
    """How long ago the earlier runs were."""
    fails: frozenset[str] = frozenset()


NOTHING = dict.fromkeys(USUAL, 0)
CASES = [
    Case("as always"),
    Case("four times the rejects", {"reject_count": 16}, fails=frozenset({"rejects_do_not_jump"})),
    Case("twice the rejects", {"reject_count": 8}),
    Case("many rejects among few records", {"reject_count": 20, "record_count": 40}),
    Case("a reject in a source without any", {"reject_count": 2}, {"reject_count": 0}),
    Case("damage", {"damage_article_count": 30}, fails=frozenset({"damage_does_not_jump"})),
    Case("damage is not looked for", {"damage_article_count": None}, {"damage_article_count": None}),
    Case("damage is looked for again", {"damage_article_count": 30}, {"damage_article_count": None}),
    Case("copies", {"duplicate_count": 60}, fails=frozenset({"duplicates_do_not_jump"})),
    Case("furniture", {"furniture_char_count": 90_000}, fails=frozenset({"furniture_does_not_jump"})),
    Case("half the articles a page", {"article_count": 70}, fails=frozenset({"articles_do_not_drop"})),
    Case("no article at all", {"article_count": 0}, fails=frozenset({"articles_do_not_drop"})),
    Case("more articles a page", {"article_count": 400}),
    Case("nothing new this hour", NOTHING),
    Case("two runs are no past", {"reject_count": 100}, hours=(1, 2)),
    Case(
        "silent for a day that delivered by the hour",
        NOTHING,
        hours=tuple(24 + hour for hour in range(8)),
        fails=frozenset({"sources_are_not_silent"}),
    ),
    Case("quiet as every night", NOTHING, hours=(9, 10, 11, 12, 20, 21, 22, 23, 24, 32, 33)),
    Case("silent, but seldom heard before", NOTHING, hours=(240, 264)),
]


def build(path: Path, case: Case) -> None:
    with duckdb.connect(str(path)) as connection:
        for statement in statements():
            connection.execute(statement)
        moments = {f"r{number}": NOW - ago * HOUR for number, ago in enumerate(case.hours)} | {"own": NOW}
        for run_id, moment in moments.items():
            status = "running" if run_id == "own" else "published"
            connection.execute(
                "insert into ops.runs by name select $run_id as run_id, $at as started_at, $status as status,"
                " '0' as code_version, 'p' as parser_version, '{}' as settings, '[]' as sources",
                {"run_id": run_id, "at": moment, "status": status},
            )
            # A second source, as large and always the same, must neither be blamed nor excuse the first.
            for source, given in ((SOURCE, case.now if run_id == "own" else case.earlier), ("steady.jsonl", {})):
                row: dict[str, Any] = {"source_run_id": f"{run_id}/{source}", "run_id": run_id, "source": source}
                row |= USUAL | given
                names = ", ".join(f"${name} as {name}" for name in row)
                connection.execute(f"insert into ops.sources by name select {names}", row)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_change_is_noticed_and_blamed_on_its_source(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "stage.duckdb"
    build(path, case)
    report = run_checks(path, "before_models", "own", checked_at=NOW, tables=["ops.sources"])
    failures = report.failures()
    assert set(failures["expectation"]) == case.fails
    assert report.is_ok, "such a run is published, with a warning"
    for row in failures.iter_rows(named=True):
        [named] = json.loads(row["unexpected_rows"])
        assert named["source"] == SOURCE
        assert named["times"] > 1
        assert row["unexpected_count"] == 1
        assert "times the usual" in row["tolerance"]


def test_the_sql_that_is_shown_finds_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "stage.duckdb"
    build(path, next(case for case in CASES if "silent for a day" in case.name))
    sql = sql_of("ops.sources", "sources_are_not_silent", "own", NOW)
    assert sql
    with duckdb.connect(str(path), read_only=True) as connection:
        assert [row[0] for row in connection.execute(sql).fetchall()] == [SOURCE]
    assert sql_of("ops.sources", "no such check", "own") is None


def test_every_check_of_a_source_is_seen_failing() -> None:
    written = {check.name for check in meaning_checks(read_tolerances()) if check.table == "ops.sources"}
    assert set().union(*(case.fails for case in CASES)) == written
