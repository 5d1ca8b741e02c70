"""Publishing, going back, compaction, and the record of runs."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from expectations.contracts import TABLES
from tests.unit.test_warehouse_frames import (
    NOW,
    UGLY,
    a_run,
    contents,
    document,
    ended,
    frame,
    load_and_parse,
    run_and_publish,
)
from warehouse import publish as publishing
from warehouse import runs
from warehouse.compact import FREE_SHARE, Blocks, compact, measure
from warehouse.durable import Identity
from warehouse.errors import NothingToRollBack, PublishRefused, WarehouseBusy, WarehouseError, WarehouseMissing
from warehouse.layout import Layout
from warehouse.lock import writer_lock
from warehouse.publish import publish, rollback
from warehouse.query import run as run_sql
from warehouse.schema import UNSETTLED
from warehouse.stage import Stage, open_stage


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout.of(tmp_path / "news.duckdb")


def ask(layout: Layout, sql: str) -> list[tuple[Any, ...]]:
    return list(run_sql(layout.published, sql).rows)


def texts(layout: Layout) -> list[str]:
    return [text for (text,) in ask(layout, "SELECT page_text FROM raw.documents ORDER BY 1")]


def kept(layout: Layout) -> list[str]:
    return sorted(path.stem for path in layout.history.iterdir())


def finished(layout: Layout, run_id: str, text: str = "x", minute: int = 0) -> Stage:
    stage = open_stage(layout, run_id)
    run = a_run(run_id, NOW + timedelta(minutes=minute))
    runs.start_run(stage, run)
    load_and_parse(stage, [document(text)])
    runs.finish_run(stage, ended(run))
    return stage


def test_a_published_file_stands_alone(layout: Layout) -> None:
    done = run_and_publish(layout, "run-1", [document("a")])
    assert (done.path, done.run_id, done.kept, done.is_compacted) == (layout.published, "run-1", None, False)
    assert done.byte_count == layout.published.stat().st_size
    assert texts(layout) == ["a"]
    assert sorted(path.name for path in layout.published.parent.iterdir()) == ["news.duckdb", "news.duckdb.d"]
    assert list(layout.stages.iterdir()) == []
    assert ask(layout, "SELECT run_id, status, article_count, duplicate_count FROM ops.runs") == [
        ("run-1", "published", 1, 0)
    ]
    schema, name = UNSETTLED.split(".")
    assert ask(layout, f"SELECT 1 FROM duckdb_tables() WHERE schema_name = '{schema}' AND table_name = '{name}'") == []


def test_earlier_files_are_kept_byte_for_byte_and_pruned(layout: Layout) -> None:
    images = {}
    for number in range(5):
        run_and_publish(layout, f"run-{number}", [document(f"{number}")], keep=2, minute=number)
        images[f"run-{number}"] = layout.published.read_bytes()
    assert kept(layout) == ["run-2", "run-3"]
    assert all(layout.history_file(run_id).read_bytes() == images[run_id] for run_id in kept(layout))
    run_and_publish(layout, "run-5", [document("5")], keep=0, minute=5)
    assert kept(layout) == []


def test_a_file_that_was_no_run_of_ours_is_kept_too(layout: Layout) -> None:
    with duckdb.connect(str(layout.published)) as connection:
        connection.execute("CREATE TABLE diary (entry VARCHAR)")
    run_and_publish(layout, "run-1", [document("a")])
    assert kept(layout) == ["before-run-1"]
    assert ask(layout, "SELECT count(*) FROM diary") == [(0,)]


def unfinished(stage: Stage) -> None:
    runs.start_run(stage, a_run(stage.run_id))


def refused(stage: Stage) -> None:
    runs.finish_run(stage, ended(a_run(stage.run_id), "refused"))


def someone_else_published(stage: Stage) -> None:
    stage.layout.published.write_bytes(stage.layout.published.read_bytes())


def published_file_is_gone(stage: Stage) -> None:
    stage.layout.published.rename(stage.layout.published.with_suffix(".moved"))


@pytest.mark.parametrize("spoil", [unfinished, refused, someone_else_published])
def test_a_refused_publication_leaves_the_published_bytes(layout: Layout, spoil: Callable[[Stage], None]) -> None:
    run_and_publish(layout, "run-1", [document("a")])
    stage = finished(layout, "run-2", minute=1)
    spoil(stage)
    before, identity = layout.published.read_bytes(), Identity.of(layout.published)
    with pytest.raises(PublishRefused, match=str(layout.published.parent) + r"|nothing was published"):
        publish(stage, layout, 3)
    assert (layout.published.read_bytes(), Identity.of(layout.published)) == (before, identity)


def test_a_file_that_was_moved_away_is_not_replaced(layout: Layout) -> None:
    run_and_publish(layout, "run-1", [document("a")])
    stage = finished(layout, "run-2", minute=1)
    published_file_is_gone(stage)
    with pytest.raises(PublishRefused, match="changed or moved"):
        publish(stage, layout, 3)
    assert not layout.published.exists()


def test_a_stage_that_is_open_elsewhere_in_the_process_is_refused(layout: Layout) -> None:
    stage = finished(layout, "run-1")
    stage.release()
    with duckdb.connect(str(stage.path)), pytest.raises(WarehouseError, match=r"open the stage|still open"):
        publish(stage, layout, 3)
    assert not layout.published.exists()
    publish(stage, layout, 3)
    assert texts(layout) == ["x"]


def test_an_error_of_the_disk_is_one_line(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = finished(layout, "run-1")

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(publishing, "fsync_file", full)
    with pytest.raises(PublishRefused, match="No space left") as caught:
        publish(stage, layout, 3)
    assert str(caught.value).isprintable()


def test_keep_cannot_be_negative(layout: Layout) -> None:
    stage = finished(layout, "run-1")
    with pytest.raises(ValueError, match="keep"):
        publish(stage, layout, -1)
    stage.release()


def test_going_back_and_on(layout: Layout) -> None:
    for number in range(4):
        run_and_publish(layout, f"run-{number}", [document(f"page {number}")], minute=number)
    image = layout.history_file("run-1").read_bytes()
    done = rollback(layout, 2)
    assert (done.run_id, layout.published.read_bytes()) == ("run-1", image)
    assert texts(layout) == ["page 0", "page 1"]
    assert kept(layout) == ["run-0", "run-2", "run-3"], "what was rolled back is kept"
    run_and_publish(layout, "run-4", [document("page 4")], minute=4)
    assert texts(layout) == ["page 0", "page 1", "page 4"]
    found = dict(ask(layout, "SELECT run_id, status FROM ops.runs"))
    assert found == {
        "run-0": "published",
        "run-1": "published",
        "run-2": "rolled_back",
        "run-3": "rolled_back",
        "run-4": "published",
    }
    assert list(layout.reports.iterdir()) == []
    assert rollback(layout).run_id == "run-1", "the file of run-3 is not on the line of run-4"
    assert rollback(layout).run_id == "run-0"
    with pytest.raises(NothingToRollBack, match=r"0 earlier file\(s\)"):
        rollback(layout)
    assert texts(layout) == ["page 0"]


def test_going_back_needs_a_warehouse_a_count_and_the_lock(layout: Layout) -> None:
    with pytest.raises(WarehouseMissing):
        rollback(layout)
    run_and_publish(layout, "run-1", [document("a")])
    with pytest.raises(ValueError, match="steps"):
        rollback(layout, 0)
    with pytest.raises(NothingToRollBack, match="cannot go back 1"):
        rollback(layout, 1)
    with writer_lock(layout, "run-2"), pytest.raises(WarehouseBusy, match="run-2"):
        rollback(layout, 1)


def test_a_kept_file_that_is_damaged_or_another_is_not_put_back(layout: Layout) -> None:
    for number in range(3):
        run_and_publish(layout, f"run-{number}", [document(f"{number}")], minute=number)
    before = layout.published.read_bytes()
    layout.history_file("run-0").replace(layout.history_file("run-1"))
    with pytest.raises(NothingToRollBack, match="not the file that run run-1 published"):
        rollback(layout)
    layout.history_file("run-1").write_bytes(b"rubbish" * 5000)
    with pytest.raises(WarehouseError, match="cannot read"):
        rollback(layout)
    assert layout.published.read_bytes() == before
    assert list(layout.reports.iterdir()) == []


def test_a_stale_log_is_never_replayed_into_a_new_file(layout: Layout) -> None:
    run_and_publish(layout, "run-1", [document("a")])
    stage = finished(layout, "run-2", "b", 1)
    stage.release()
    twin = layout.published.parent / "twin.duckdb"
    twin.write_bytes(stage.path.read_bytes())
    connection = duckdb.connect(str(twin))
    connection.execute("DELETE FROM raw.documents")
    log = twin.with_name("twin.duckdb.wal").read_bytes()
    connection.close()
    layout.wal.write_bytes(log)
    publish(stage, layout, 3)
    assert texts(layout) == ["a", "b"]
    assert not layout.wal.exists()
    assert [path.read_bytes() for path in layout.set_aside.iterdir()] == [log]


@pytest.mark.parametrize(
    ("blocks", "wanted"),
    [
        (Blocks(0, 0), False),
        (Blocks(1000, 300), False),
        (Blocks(1000, 301), True),
        (Blocks(40, 31), False),
        (Blocks(40, 32), True),
    ],
)
def test_compaction_is_for_files_with_much_free_space(blocks: Blocks, wanted: bool) -> None:
    assert FREE_SHARE == 0.3
    assert blocks.is_worth_compacting() is wanted


def holes(stage: Stage) -> None:
    """Leave the stage with many free blocks between used ones."""
    connection = stage.connection()
    for name in ("one", "two", "three"):
        connection.execute(f"CREATE TABLE core.{name} AS SELECT hash(i * 7) AS a, hash(i) AS b FROM range(400000) t(i)")
        connection.execute("CHECKPOINT")
    connection.execute("DROP TABLE core.one")
    connection.execute("DROP TABLE core.two")
    connection.execute("CHECKPOINT")


def test_a_file_with_many_holes_is_written_anew_with_all_it_held(layout: Layout) -> None:
    stage = finished(layout, "run-1", "zstd " * 900)
    connection = stage.connection()
    holes(stage)
    connection.execute("CREATE SCHEMA marts")
    connection.execute("CREATE SCHEMA a_first")
    connection.execute("CREATE VIEW marts.speakers AS SELECT quote_text FROM core.quotes")
    connection.execute("CREATE VIEW a_first.speakers AS FROM marts.speakers")
    connection.execute("COMMENT ON VIEW marts.speakers IS 'who''s who'")
    connection.execute("COMMENT ON COLUMN marts.speakers.quote_text IS 'what; was -- said'")
    assert measure(connection).is_worth_compacting()
    before = contents(stage, TABLES), everything(connection)
    stage.release()
    size = stage.path.stat().st_size
    done = publish(stage, layout, 3)
    assert done.is_compacted
    assert done.byte_count < size * 0.75
    with duckdb.connect(str(layout.published)) as published:
        assert contents(published, TABLES) == before[0]
        assert everything(published) == before[1]
        assert not measure(published).is_worth_compacting()
        assert published.execute("SELECT count(*) FROM a_first.speakers").fetchone() == (1,)
        published.execute("INSERT INTO raw.documents SELECT * REPLACE ('x' AS document_id) FROM raw.documents")
        published.execute("CHECKPOINT")
        kinds = published.execute(
            "SELECT DISTINCT compression FROM pragma_storage_info('raw.documents') WHERE column_name = 'page_text' "
            "AND segment_type = 'VARCHAR'"
        ).fetchall()
        assert kinds == [("ZSTD",)], "the storage of a column survives"


def everything(connection: duckdb.DuckDBPyConnection) -> list[list[tuple[Any, ...]]]:
    """List the catalog: tables, views and columns with their comments."""
    own = f"schema_name || '.' || table_name <> '{UNSETTLED}'"
    return [
        connection.execute(sql).fetchall()
        for sql in (
            f"SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal AND {own} ORDER BY ALL",
            "SELECT schema_name, view_name, sql, comment FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
            f"""SELECT schema_name, table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns()
                WHERE NOT internal AND {own} ORDER BY ALL""",
        )
    ]


def test_a_compaction_that_fails_leaves_the_file(layout: Layout) -> None:
    stage = finished(layout, "run-1")
    stage.release()
    before = stage.path.read_bytes()
    (stage.path.parent / "compact").write_text("in the way", encoding="utf-8")
    with pytest.raises(PublishRefused, match=r"cannot write .* anew"):
        compact(stage.path)
    assert stage.path.read_bytes() == before


def steps_and_checks(run_id: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    step = {"step_id": f"{run_id}-read-0", "run_id": run_id, "step": "read", "batch_index": 0, "started_at": NOW}
    check = {
        "check_id": f"{run_id}-c1",
        "run_id": run_id,
        "phase": "before_models",
        "suite": "core.quotes",
        "expectation": "quote stands in its page",
        "description": UGLY[2],
        "severity": "error",
        "is_success": False,
        "observed_value": '{"n": 1}',
        "unexpected_count": 1,
        "unexpected_rows": UGLY[0],
        "checked_at": NOW,
    }
    return frame("ops.steps", [step | {"seconds": 0.25, "row_in_count": 3}]), frame("ops.checks", [check])


def test_steps_and_checks_are_recorded_once(layout: Layout) -> None:
    stage = open_stage(layout, "run-1")
    steps, checks = steps_and_checks("run-1")
    for _ in range(2):
        runs.record_steps(stage, steps)
        runs.record_checks(stage, checks.with_columns(is_success=True))
        runs.record_checks(stage, checks)
    connection = stage.connection()
    assert connection.execute("SELECT * FROM ops.steps").pl().equals(steps)
    assert connection.execute("SELECT * FROM ops.checks").pl().equals(checks)
    stage.release()


def test_a_run_that_did_not_publish_is_in_the_record_of_the_next(layout: Layout) -> None:
    steps, checks = steps_and_checks("run-1")
    failed = ended(a_run("run-1"), "refused", error="gate: \x1b[31m core.quotes\nfailed", record_count=3)
    path = runs.write_report(layout, failed, steps, checks)
    assert json.loads(path.read_text(encoding="ascii"))["run"]["status"] == "refused"
    (layout.reports / "torn.json").write_text('{"run":', encoding="utf-8")
    (layout.reports / "other.json").write_text('{"run": {"run_id": "z"}}', encoding="utf-8")
    (layout.reports / "list.json").write_text('{"run": 7, "steps": "x"}', encoding="utf-8")
    stage = open_stage(layout, "run-2")
    assert runs.fold_reports(stage) == ("run-1",)
    assert runs.fold_reports(stage) == ("run-1",), "again, as when the run is tried anew"
    assert path.exists(), "it goes only with the publication"
    run = a_run("run-2", NOW + timedelta(minutes=1))
    runs.finish_run(stage, ended(run))
    publish(stage, layout, 1)
    assert sorted(item.name for item in layout.reports.iterdir()) == [
        "list.unreadable",
        "other.unreadable",
        "torn.unreadable",
    ]
    assert ask(layout, "SELECT run_id, status, error, record_count, started_at FROM ops.runs ORDER BY 1")[0] == (
        "run-1",
        "refused",
        "gate: [31m core.quotes failed",
        3,
        NOW,
    )
    assert ask(layout, "SELECT run_id, unexpected_rows FROM ops.checks") == [("run-1", UGLY[0])]
    assert ask(layout, "SELECT step_id, seconds FROM ops.steps") == [("run-1-read-0", 0.25)]


def test_the_report_of_a_failed_run_whose_stage_was_taken_over_is_believed(layout: Layout) -> None:
    first = open_stage(layout, "run-1")
    run = a_run("run-1")
    runs.start_run(first, run)
    load_and_parse(first, [document("a")])
    first.release()
    runs.write_report(layout, ended(run, "failed", error="the disk was full"))
    second = open_stage(layout, "run-2")
    assert second.adopted_from == "run-1"
    runs.fold_reports(second)
    found = second.connection().execute("SELECT status, error FROM ops.runs").fetchall()
    assert found == [("failed", "the disk was full")]
    second.release()


def test_a_rollback_that_never_took_place_is_not_recorded(layout: Layout) -> None:
    run_and_publish(layout, "run-1", [document("a")])
    runs.write_report(layout, replace(a_run("run-1"), status="rolled_back"))
    run_and_publish(layout, "run-2", [document("b")], minute=1)
    stage = open_stage(layout, "run-3")
    assert runs.fold_reports(stage) == ()
    assert stage.connection().execute("SELECT DISTINCT status FROM ops.runs").fetchall() == [("published",)]
    stage.release()
    assert list(layout.reports.iterdir()) == [], "the publication knew the run and dropped the report"


def test_settings_and_sources_are_json(layout: Layout) -> None:
    run = runs.begin("run-1", NOW, "0.1", "p", {"b": Path("x"), "a": [1]}, [*UGLY])
    assert json.loads(run.settings) == {"a": [1], "b": "x"}
    assert tuple(json.loads(run.sources)) == UGLY
    with pytest.raises(ValueError, match="run id"):
        runs.begin("../run", NOW, "0.1", "p", {}, [])
