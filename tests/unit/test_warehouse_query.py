"""Reading the published file: ad-hoc SQL that can do no harm, restored bytes, the status."""

import hashlib
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.unit.test_warehouse_frames import (
    NOW,
    UGLY,
    a_run,
    digest,
    document,
    ended,
    raw_frames,
    run_and_publish,
)
from warehouse import runs
from warehouse.errors import DocumentDamaged, DocumentUnknown, QueryFailed, WarehouseError, WarehouseMissing
from warehouse.layout import Layout
from warehouse.load import load_raw
from warehouse.lock import writer_lock
from warehouse.publish import publish
from warehouse.query import FETCH_ROWS, run
from warehouse.restore import restore
from warehouse.stage import open_stage
from warehouse.status import status


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    layout = Layout.of(tmp_path_factory.mktemp("query") / "news.duckdb")
    run_and_publish(layout, "run-1", [document(text) for text in UGLY])
    return layout


def test_columns_types_and_rows(layout: Layout) -> None:
    result = run(layout.published, "SELECT 1 AS \"a b\", 'x' AS s, NULL AS n, ['é'] AS l, DATE '2026-11-20' AS d")
    assert result.columns == ("a b", "s", "n", "l", "d")
    assert result.types == ("INTEGER", "VARCHAR", "INTEGER", "VARCHAR[]", "DATE")
    ((number, text, nothing, listed, day),) = result.rows
    assert (number, text, nothing, listed, str(day)) == (1, "x", None, ["é"], "2026-11-20")


def test_many_rows_come_in_parts_and_empty_results_have_columns(layout: Layout) -> None:
    result = run(layout.published, f"SELECT i FROM range({FETCH_ROWS * 2 + 1}) t(i)")
    assert sum(1 for _ in result.rows) == FETCH_ROWS * 2 + 1
    empty = run(layout.published, "SELECT 1 AS one WHERE false")
    assert (empty.columns, list(empty.rows)) == (("one",), [])


def test_hostile_text_comes_back_as_text(layout: Layout) -> None:
    assert sorted(row[0] for row in run(layout.published, "SELECT page_text FROM raw.documents").rows) == sorted(UGLY)


REFUSED = {
    "write": "CREATE TABLE t (n INTEGER)",
    "delete": "DELETE FROM raw.documents",
    "read a file": "SELECT * FROM read_text('/etc/hostname')",
    "read a csv": "SELECT * FROM '/etc/passwd'",
    "write a file": "COPY (SELECT 1) TO '{there}/out.csv'",
    "export": "EXPORT DATABASE '{there}/out'",
    "attach a file": "ATTACH '{there}/other.duckdb'",
    "install": "INSTALL httpfs",
    "load": "LOAD httpfs",
    "fetch": "SELECT * FROM read_csv('https://example.com/x.csv')",
    "unlock": "SET enable_external_access = true",
    "turn the lock": "SET lock_configuration = false",
    "another setting": "SET threads = 64",
    "list files": "SELECT * FROM glob('/etc/*')",
    "python variable": "SELECT * FROM here",
    "syntax": "SELEC 1",
    "unknown table": "SELECT * FROM core.artikles",
    "cast": "SELECT CAST(page_text AS INTEGER) FROM raw.documents",
    "late": "SELECT CASE WHEN i < 5000 THEN i ELSE error('stop') END FROM range(9000) t(i)",
    "empty": "   ",
    "only a comment": "-- nothing",
    "semicolons": ";;",
    "nul": "SELECT '\0'",
    "surrogate": "SELECT '\ud800'",
    "terminal escape": 'SELECT * FROM "\x1b[31mred\u202e"',
    "second of two": "SELECT 1; DROP SCHEMA core CASCADE",
}


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_wrong_or_forbidden_is_said_in_one_line(layout: Layout, tmp_path: Path, sql: str) -> None:
    here = pl.DataFrame({"secret": [1]})
    before = layout.published.read_bytes()
    with pytest.raises(QueryFailed) as caught:
        list(run(layout.published, sql.replace("{there}", str(tmp_path))).rows)
    message = str(caught.value)
    assert message.startswith(("the SQL failed", "the SQL holds no statement"))
    assert message.isprintable()
    assert len(message) < 900
    assert list(tmp_path.iterdir()) == []
    assert layout.published.read_bytes() == before
    assert here.height == 1


def test_a_wrong_name_gets_its_neighbours_and_its_place(layout: Layout) -> None:
    with pytest.raises(QueryFailed, match=r'at line 2.*artikles does not exist.*Did you mean "articles"'):
        run(layout.published, "SELECT *\nFROM core.artikles")


def test_a_query_that_is_not_read_to_its_end_lets_go_of_the_file(layout: Layout) -> None:
    result = run(layout.published, "SELECT i FROM range(100000) t(i)")
    assert next(result.rows) == (0,)
    result.rows.close()  # type: ignore[attr-defined]
    with duckdb.connect(str(layout.published)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_sql_imports_nothing_but_duckdb() -> None:
    code = "import sys, warehouse.query, warehouse.restore, warehouse.status; print(*sorted(sys.modules))"
    modules = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    heavy = {
        "polars",
        "pyarrow",
        "dataframely",
        "numpy",
        "pandas",
        "prefect",
        "dbt",
        "great_expectations",
        "sqlalchemy",
    }
    assert "duckdb" in modules
    assert heavy.isdisjoint(modules)


BYTES: dict[str, tuple[dict[str, Any], bytes]] = {
    "utf-8": ({"encoding": "utf-8"}, "naïve\r\n🗞️\n".encode()),
    "with a BOM": ({"encoding": "utf-8-sig"}, b"\xef\xbb\xbfa\r\n"),
    "cp1252": ({"encoding": "cp1252"}, b"caf\xe9 \x93quoted\x94"),
    "utf-16 without BOM": ({"encoding": "utf-16-le"}, "aé".encode("utf-16-le")),
    "nul inside": ({"encoding": "utf-8"}, b"a\x00b"),
    "html": ({"encoding": "utf-8", "media_type": "text/html", "content": b"<p>\xff</p>"}, b"<p>\xff</p>"),
    "empty content": ({"encoding": "utf-8", "content": b"", "page_text": "not empty"}, b""),
}


def test_bytes_come_back_exactly(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / "w.duckdb")
    pages = []
    for changes, original in BYTES.values():
        text = changes.get("page_text", original.decode(changes["encoding"], "replace"))
        identity = hashlib.sha256(original).hexdigest()[:32]
        pages.append(document(text, document_id=identity, byte_count=len(original)) | changes)
    run_and_publish(layout, "run-1", pages)
    for page, (_, original) in zip(pages, BYTES.values(), strict=True):
        assert restore(layout.published, page["document_id"]) == original


@pytest.mark.parametrize("document_id", ["", "nobody", "' OR 1=1 --", "\x1b[31m", "a" * 500, "\ud800", "a\0b"])
def test_an_unknown_document_is_said_in_one_line(layout: Layout, document_id: str) -> None:
    with pytest.raises(DocumentUnknown, match="no document") as caught:
        restore(layout.published, document_id)
    assert str(caught.value).isprintable()


def test_bytes_that_are_not_those_of_the_id_are_not_handed_out(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / "w.duckdb")
    pages = [
        document("changed", document_id="0" * 32),
        document("no codec", encoding="klingon"),
        document("é", encoding="ascii"),
    ]
    run_and_publish(layout, "run-1", pages)
    for page, message in zip(pages, ["does not give back", "unknown encoding", "cannot be encoded"], strict=True):
        with pytest.raises(DocumentDamaged, match=message):
            restore(layout.published, page["document_id"])


def test_restoring_needs_a_warehouse_with_documents(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing):
        restore(tmp_path / "none.duckdb", "x")
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute("CREATE TABLE t (n INTEGER)")
    with pytest.raises(WarehouseError, match="cannot read documents"):
        restore(tmp_path / "other.duckdb", "x")
    with pytest.raises(WarehouseError, match="no copydesk warehouse"):
        status(Layout.of(tmp_path / "other.duckdb"))


def test_the_status_before_the_first_run(tmp_path: Path) -> None:
    found = status(Layout.of(tmp_path / "news.duckdb"))
    assert (found.byte_count, found.tables, found.runs, found.kept, found.writer) == (None, (), (), (), None)


def test_the_status_names_tables_runs_files_and_the_writer(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / "news.duckdb")
    for number in range(3):
        run_and_publish(layout, f"run-{number}", [document(f"{number}")], minute=number)
    runs.write_report(layout, ended(a_run("run-3"), "failed", error="no"))
    with writer_lock(layout, "run-4"):
        found = status(layout)
    assert found.byte_count == layout.published.stat().st_size
    counts = {table.table: table.row_count for table in found.tables}
    assert (counts["raw.documents"], counts["core.quotes"], counts["core.damage"]) == (3, 3, 0)
    assert [line.run_id for line in found.runs] == ["run-2", "run-1", "run-0"]
    assert found.runs[0].article_count == 3
    assert [file.run_id for file in found.kept] == ["run-1", "run-0"]
    assert found.writer is not None
    assert found.writer.run_id == "run-4"
    assert found.unpublished == ("run-3",)


def test_the_status_names_the_failed_checks_of_the_last_run(tmp_path: Path) -> None:
    from tests.unit.test_warehouse_publish import steps_and_checks

    layout = Layout.of(tmp_path / "news.duckdb")
    stage = open_stage(layout, "run-1")
    load_raw(stage, "run-1", raw_frames([document("a")]), NOW)
    runs.record_checks(stage, steps_and_checks("run-1")[1])
    runs.finish_run(stage, ended(a_run("run-1", NOW + timedelta(minutes=1))))
    publish(stage, layout, 1)
    ((failed),) = status(layout).failed_checks
    assert (failed.suite, failed.severity, failed.unexpected_count) == ("core.quotes", "error", 1)
    assert restore(layout.published, digest("a")) == b"a"
