"""What the dbt project makes of a warehouse: rows of the marts, comments, seeds, and views that survive a rename.

One build, with the unit tests, serves all tests here; it runs on a file whose path is as awkward as paths get: it
holds a quote, spaces and an accent, and the file's stem is the name of a schema. A second build, as a run does it,
goes over a copy.
"""

import csv
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from expectations.contracts import TABLES
from expectations.ddl import statements
from flows.resources import reference_dir, sql_dir

HOSTILE = '{{ 7 * 7 }}\'; drop table core.quotes; -- \x1b[31m\u202e<b>&amp;</b> %s $1 \\ "q" {% raw %}'
MARTS = (
    "articles",
    "captions",
    "check_history",
    "duplicate_groups",
    "duplicates",
    "figures_over_time",
    "organisations",
    "page_audit",
    "people",
    "places",
    "quotes_by_speaker",
    "rejects_by_reason",
    "run_history",
    "source_health",
    "storylines",
    "timeline",
    "who_said_what_to_whom",
    "wire_copies",
)
FILLERS: dict[str, Any] = {
    "VARCHAR": "x",
    "INTEGER": 0,
    "BIGINT": 0,
    "BOOLEAN": False,
    "DOUBLE": 0.0,
    "TIMESTAMP": datetime.fromisoformat("2026-01-02T03:04:05"),
}
PAGE = "Fähre läuft aus\n\nFähre läuft aus\n“Wir fahren”, sagte Zoë.\n😀 Teilen"

ROWS: dict[str, list[dict[str, Any]]] = {
    "ops.runs": [
        {"run_id": "r1", "started_at": datetime.fromisoformat("2026-01-01T00:00:00"), "status": "published"},
        {"run_id": "r2", "started_at": datetime.fromisoformat("2026-01-09T00:00:00"), "status": "running"},
    ],
    "raw.documents": [
        {"document_id": "d1", "page_text": PAGE},
        {"document_id": "d2", "page_text": "FÄHRE LÄUFT AUS"},
        {"document_id": "d3", "page_text": " \n\u2003"},
    ],
    "raw.sightings": [
        {
            "sighting_id": "s1",
            "source_uri": "late.jsonl",
            "document_id": "d1",
            "url": "https://example.org/late",
            "publisher": "Küstenblatt",
            "fetched_at": datetime.fromisoformat("2026-01-03T00:00:00"),
            "first_run_id": "r2",
        },
        {
            "sighting_id": "s2",
            "source_uri": "early.jsonl",
            "document_id": "d1",
            "url": "https://example.org/early?a=1&b=2",
            "publisher": "KÜSTENBLATT",
            "fetched_at": datetime.fromisoformat("2026-01-02T00:00:00"),
            "first_run_id": "r1",
        },
        {
            "sighting_id": "s3",
            "source_uri": "copy.txt",
            "document_id": "d2",
            "publisher": HOSTILE,
            "first_run_id": "r2",
        },
        {"sighting_id": "s4", "source_uri": "blank.txt", "document_id": "d3", "first_run_id": "r2"},
    ],
    "raw.rejects": [
        {"reject_id": "x1", "source_uri": "b.bin", "reason": "binary", "detail": HOSTILE},
        {"reject_id": "x2", "source_uri": "a.bin", "reason": "binary"},
    ],
    "core.articles": [
        {
            "article_id": "d1-0",
            "document_id": "d1",
            "headline": "Fähre läuft aus",
            "authors": ["Ida Klee", "O'Brien, Pat"],
            "published_on": date(2026, 1, 2),
            "published_basis": "text",
            "body_text": "“Wir fahren”, sagte Zoë.",
            "word_count": 4,
            "representative_id": "d1-0",
            "is_representative": True,
        },
        {
            "article_id": "d2-0",
            "document_id": "d2",
            "headline": HOSTILE,
            "published_on": date(2026, 1, 4),
            "published_basis": "metadata",
            "representative_id": "d1-0",
        },
    ],
    "core.blocks": [
        {"document_id": "d1", "block_index": 0, "block_start": 0, "block_end": 15, "role": "headline", "is_kept": True},
        {
            "document_id": "d1",
            "block_index": 1,
            "block_start": 17,
            "block_end": 32,
            "role": "headline",
            "repeats_block_index": 0,
        },
        {
            "document_id": "d1",
            "block_index": 2,
            "block_start": 33,
            "block_end": 57,
            "role": "paragraph",
            "is_kept": True,
        },
        {"document_id": "d1", "block_index": 3, "block_start": 58, "block_end": 66, "role": "furniture"},
        {"document_id": "d2", "block_index": 0, "block_start": 0, "block_end": 15, "role": "headline", "is_kept": True},
    ],
    "core.captions": [
        {
            "caption_id": "d1-0-c0",
            "article_id": "d1-0",
            "caption_text": "Am Kai",
            "agency": "reuters",
            "repeat_count": 2,
        },
        {"caption_id": "d2-0-c0", "article_id": "d2-0", "caption_text": HOSTILE, "agency": HOSTILE, "repeat_count": 1},
    ],
    "core.quotes": [
        {
            "quote_id": "d1-0-q0",
            "article_id": "d1-0",
            "quote_start": 34,
            "quote_end": 44,
            "quote_text": "Wir fahren",
            "kind": "direct",
            "speaker_name": "Zoë",
            "confidence": 0.9,
        },
        {
            "quote_id": "d1-0-q1",
            "article_id": "d1-0",
            "quote_text": HOSTILE,
            "kind": "direct",
            "speaker_name": HOSTILE,
            "confidence": 0.1,
        },
        {"quote_id": "d1-0-q2", "article_id": "d1-0", "quote_text": "niemand", "kind": "direct"},
        {
            "quote_id": "d2-0-q0",
            "article_id": "d2-0",
            "quote_text": "Wir fahren",
            "kind": "direct",
            "speaker_name": "Zoë",
        },
    ],
    "core.duplicates": [
        {"article_id": "d2-0", "representative_id": "d1-0", "method": "near", "similarity": 0.875},
    ],
}


@dataclass(frozen=True)
class Built:
    """The outcome of a build and the file it was made in, under another name than it had then."""

    path: Path
    statuses: dict[str, dict[str, str]]
    """Status of each node, by kind and name."""
    folder_before: Path
    folder_after: Path


def fill(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        for statement in statements():
            connection.execute(statement)
        for table, rows in ROWS.items():
            described = connection.execute(
                "select column_name, data_type, is_nullable from duckdb_columns()"
                " where schema_name || '.' || table_name = ? order by column_index",
                [table],
            ).fetchall()
            for row in rows:
                assert set(row) <= {name for name, _, _ in described}, table
                values = [row.get(name, None if nullable else FILLERS[kind]) for name, kind, nullable in described]
                connection.execute(f"insert into {table} values ({', '.join('?' * len(values))})", values)


def dbt_build(stage: Path, target: Path, unit_tests: str | None) -> dict[str, dict[str, str]]:
    """Run `dbt build` in this process as warehouse.models does, and let go of the file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPYDESK_STAGE", str(stage))
        patch.delenv("COPYDESK_UNIT_TESTS", raising=False)
        if unit_tests:
            patch.setenv("COPYDESK_UNIT_TESTS", unit_tests)
        arguments = ["build", "--project-dir", str(sql_dir()), "--profiles-dir", str(sql_dir()), "--no-write-json"]
        arguments += ["--target-path", str(target), "--log-path", str(target), "--log-level", "none", "--quiet"]
        folder = Path.cwd()
        try:
            outcome = dbtRunner().invoke(arguments)
        finally:
            os.chdir(folder)
            DuckDBConnectionManager.close_all_connections()
    assert outcome.exception is None, outcome.exception
    statuses: dict[str, dict[str, str]] = {}
    for result in outcome.result:
        assert result.status in {"success", "pass"}, f"{result.node.name}: {result.message}"
        statuses.setdefault(str(result.node.resource_type), {})[result.node.name] = str(result.status)
    assert outcome.success
    return statuses


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("models")
    stage = folder / "it's a stagé" / "core.duckdb"
    stage.parent.mkdir()
    fill(folder / "filled.duckdb")
    (folder / "filled.duckdb").replace(stage)
    before = Path.cwd()
    statuses = dbt_build(stage, folder / "target", "unit_tests")
    published = folder / "published.duckdb"
    assert [path.name for path in stage.parent.iterdir()] == ["core.duckdb"], "a write-ahead log is left"
    stage.replace(published)
    return Built(published, statuses, before, Path.cwd())


def seeded() -> list[Path]:
    """The reference files that dbt loads: all but the long word lists of the reader of names."""
    project = yaml.safe_load((sql_dir() / "dbt_project.yml").read_text(encoding="utf-8"))
    said = project["seeds"]["copydesk"]
    left_out = {
        name for name, settings in said.items() if isinstance(settings, dict) and not settings.get("+enabled", True)
    }
    assert left_out == {
        "common_words",
        "description_heads",
        "given_names",
        "name_words",
        "names",
        "news_words",
        "places",
    }
    return sorted(path for path in reference_dir().glob("*.csv") if path.stem not in left_out)


SEEDED = seeded()


@pytest.fixture(scope="module")
def reader(built: Built) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(built.path), read_only=True) as connection:
        yield connection


def rows_of(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[dict[str, Any]]:
    cursor = connection.execute(query, list(values))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_the_build_makes_everything_and_every_unit_test_passes(built: Built) -> None:
    written = set()
    for path in (sql_dir() / "unit_tests").glob("*.yml"):
        written |= {test["name"] for test in yaml.safe_load(path.read_text(encoding="utf-8"))["unit_tests"]}
    assert set(built.statuses["unit_test"]) == written
    assert set(built.statuses["model"]) == {path.stem for path in (sql_dir() / "models").rglob("*.sql")}
    assert set(built.statuses["seed"]) == {path.stem for path in SEEDED}


def test_articles_are_the_representatives_with_their_reach(reader: duckdb.DuckDBPyConnection) -> None:
    (article,) = rows_of(reader, "from marts.articles")
    expected = {
        "article_id": "d1-0",
        "headline": "Fähre läuft aus",
        "authors": ["Ida Klee", "O'Brien, Pat"],
        "published_on": date(2026, 1, 2),
        "body_text": "“Wir fahren”, sagte Zoë.",
        "caption_count": 1,
        "quote_count": 3,
        "figure_count": 0,
        "duplicate_count": 1,
        "sighting_count": 3,
        "outlet_count": 2,
        "url": "https://example.org/early?a=1&b=2",
        "publisher": "KÜSTENBLATT",
        "source_uri": "early.jsonl",
        "first_fetched_at": datetime.fromisoformat("2026-01-02T00:00:00"),
        "last_fetched_at": datetime.fromisoformat("2026-01-03T00:00:00"),
        "first_seen_at": datetime.fromisoformat("2026-01-01T00:00:00"),
    }
    assert {name: article[name] for name in expected} == expected


def test_speakers_are_counted_once_and_their_words_stay_words(reader: duckdb.DuckDBPyConnection) -> None:
    rows = rows_of(reader, "from marts.quotes_by_speaker order by example_quote_id")
    assert [(row["speaker_name"], row["quote_count"], row["example_quote_text"]) for row in rows] == [
        ("Zoë", 1, "Wir fahren"),
        (HOSTILE, 1, HOSTILE),
    ]
    (found,) = rows_of(
        reader,
        "select substr(page_text, example_quote_start + 1, example_quote_end - example_quote_start) as found"
        " from marts.quotes_by_speaker inner join raw.documents on example_document_id = document_id"
        " where speaker_key = 'zoë'",
    )
    assert found["found"] == "Wir fahren"


def test_captions_carry_headline_and_canonical_agency(reader: duckdb.DuckDBPyConnection) -> None:
    rows = rows_of(reader, "from marts.captions order by caption_id")
    picked = ("document_id", "headline", "caption_text", "agency", "is_agency_known", "repeat_count")
    assert [tuple(row[name] for name in picked) for row in rows] == [
        ("d1", "Fähre läuft aus", "Am Kai", "Reuters", True, 2),
        ("d2", HOSTILE, HOSTILE, HOSTILE, False, 1),
    ]


def test_a_duplicate_stands_beside_its_representative(reader: duckdb.DuckDBPyConnection) -> None:
    (row,) = rows_of(reader, "from marts.duplicates")
    assert (row["headline"], row["representative_headline"]) == (HOSTILE, "Fähre läuft aus")
    assert (row["publisher"], row["representative_publisher"]) == (HOSTILE, "KÜSTENBLATT")
    assert (row["days_later"], row["similarity"], row["method"], row["is_chained"]) == (2, 0.875, "near", False)


def test_the_page_audit_adds_up_to_the_page(reader: duckdb.DuckDBPyConnection) -> None:
    rows = {row["document_id"]: row for row in rows_of(reader, "from marts.page_audit")}
    parts = ("kept", "repeated", "furniture", "other", "white_space")
    counts = {key: tuple(row[f"{part}_char_count"] for part in parts) for key, row in rows.items()}
    assert counts == {"d1": (39, 15, 8, 0, 4), "d2": (15, 0, 0, 0, 0), "d3": (0, 0, 0, 0, 3)}
    pages = {row["document_id"]: row["page_text"] for row in ROWS["raw.documents"]}
    for key, row in rows.items():
        assert sum(counts[key]) == row["page_char_count"] == len(pages[key])
        assert sum(row[f"{part}_share"] for part in parts) == pytest.approx(1)


def test_rejects_are_counted_with_a_case(reader: duckdb.DuckDBPyConnection) -> None:
    (row,) = rows_of(reader, "from marts.rejects_by_reason")
    assert (row["reason"], row["reject_count"], row["source_count"]) == ("binary", 2, 2)
    assert (row["example_source_uri"], row["example_detail"]) == ("a.bin", None)


def test_no_view_names_a_database(reader: duckdb.DuckDBPyConnection) -> None:
    views = rows_of(reader, "select schema_name, view_name, sql from duckdb_views() where not internal")
    tables = {
        name
        for (name,) in reader.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
    }
    assert tables == {"figures_over_time"}
    assert {view["view_name"] for view in views if view["schema_name"] == "marts"} == set(MARTS) - tables
    for view in views:
        assert not re.search(r"copydesk\.|core\.core\.", view["sql"]), view["view_name"]
        reader.execute(f'from "{view["schema_name"]}"."{view["view_name"]}"').fetchall()


def test_every_relation_and_column_carries_its_description(reader: duckdb.DuckDBPyConnection) -> None:
    schemas = "('staging', 'marts', 'reference')"
    relations = rows_of(
        reader,
        f"select view_name as name, comment from duckdb_views() where schema_name in {schemas}"
        f" union all select table_name, comment from duckdb_tables() where schema_name in {schemas}",
    )
    assert len(relations) > len(MARTS)
    assert [row["name"] for row in relations if not row["comment"]] == []
    columns = rows_of(
        reader, f"select table_name, column_name, comment from duckdb_columns() where schema_name in {schemas}"
    )
    assert [row for row in columns if not row["comment"]] == []


@pytest.mark.parametrize("path", SEEDED, ids=lambda path: path.stem)
def test_a_seed_holds_what_the_file_says(reader: duckdb.DuckDBPyConnection, path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        expected = [tuple(value or None for value in row.values()) for row in csv.DictReader(file)]
    assert expected
    loaded = reader.execute(f'select cast(columns(*) as varchar) from reference."{path.stem}"').fetchall()
    assert sorted(loaded, key=repr) == sorted(expected, key=repr)


def test_a_run_builds_again_without_unit_tests_and_changes_no_row(built: Built, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    shutil.copy(built.path, copy)
    with duckdb.connect(str(copy)) as connection:
        # What stands in the way of a model, whatever it is, gives way to it.
        connection.execute("drop view marts.duplicates; create table marts.duplicates as select 1 as wrong")
        connection.execute("drop table staging.int_names; create view staging.int_names as select 1 as wrong")
        connection.execute("insert into marts.figures_over_time (object) values ('stale')")
        connection.execute("drop table reference.titles; create view reference.titles as select 1 as wrong")
    statuses = dbt_build(copy, built.path.parent / "target", None)
    assert set(statuses) == {"model", "seed"}
    attached = duckdb.connect()
    attached.execute(f"attach '{built.path}' as before (read_only); attach '{copy}' as after (read_only)")
    for mart in MARTS:
        for one, other in (("before", "after"), ("after", "before")):
            left = attached.execute(f"from {one}.marts.{mart} except all from {other}.marts.{mart}").fetchall()
            assert left == [], mart
    attached.close()


def test_dbt_leaves_the_working_folder_and_the_project_as_they_were(built: Built) -> None:
    assert built.folder_after == built.folder_before
    left = {path.name for path in sql_dir().iterdir()} & {"target", "logs", "dbt_packages", ".user.yml"}
    assert left == set()


def test_every_table_of_the_contracts_is_there_to_be_read(reader: duckdb.DuckDBPyConnection) -> None:
    for table in TABLES:
        reader.execute(f"from {table} limit 1").fetchall()
