"""Where a warehouse lies, who may write it, and which stage a run gets."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from expectations import ddl
from expectations.contracts import TABLES
from tests.unit.test_warehouse_frames import (
    NOW,
    UGLY,
    a_run,
    contents,
    document,
    load_and_parse,
    raw_frames,
    run_and_publish,
)
from warehouse import runs
from warehouse.durable import Identity, link_or_copy, read_json, write_json
from warehouse.errors import StageFailed, WarehouseBusy, WarehouseError, WarehouseMissing, one_line
from warehouse.layout import Layout, check_run_id
from warehouse.load import load_raw
from warehouse.lock import holder, writer_lock
from warehouse.query import run as run_sql
from warehouse.stage import Stage, open_stage, set_aside_stale_wal

RAW = ("raw.documents", "raw.sightings")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout.of(tmp_path / "news.duckdb")


def test_everything_lies_beside_the_published_file(tmp_path: Path) -> None:
    (tmp_path / "link.duckdb").symlink_to(tmp_path / "deep" / "news.duckdb")
    layout = Layout.of(tmp_path / "link.duckdb")
    assert layout.published == (tmp_path / "deep" / "news.duckdb").resolve()
    assert layout.folder.parent == layout.published.parent
    assert layout.stage_file("r1").name == layout.published.name
    assert layout.wal.name == "news.duckdb.wal"
    assert not layout.folder.exists()


@pytest.mark.parametrize("path", ["", "a\0b"])
def test_a_path_that_names_nothing_is_refused(path: str) -> None:
    with pytest.raises(WarehouseError, match="give the path of a file"):
        Layout.of(path)


def test_a_folder_is_no_warehouse(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="is a folder"):
        Layout.of(tmp_path)


@pytest.mark.parametrize("run_id", ["", "..", "../x", "a/b", ".hidden", "a\n", "a" * 101, "é", "-x", "a b"])
def test_a_run_id_cannot_leave_its_folder(run_id: str) -> None:
    with pytest.raises(ValueError, match="run id"):
        check_run_id(run_id)


def test_new_run_ids_name_folders_and_sort_by_time() -> None:
    ids = [runs.new_run_id(NOW.replace(microsecond=n)) for n in (0, 5, 10, 999999)]
    assert ids == sorted(ids)
    assert all(check_run_id(run_id) == run_id for run_id in ids)


@pytest.mark.parametrize("text", UGLY)
def test_messages_are_one_printable_line(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert len(one_line(text * 500)) <= 400


def test_json_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_json(path, {"text": "é\ud800", "n": 1})
    assert read_json(path) == {"text": "é\ud800", "n": 1}
    with pytest.raises(TypeError):
        write_json(path, {"x": object()})
    assert read_json(path) == {"text": "é\ud800", "n": 1}
    assert [item.name for item in tmp_path.iterdir()] == ["a.json"]
    path.write_text("[1", encoding="utf-8")
    assert read_json(path) is None


def test_a_second_name_is_a_link_or_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, link, copy = tmp_path / "s", tmp_path / "l", tmp_path / "c"
    source.write_bytes(b"x")
    link_or_copy(source, link)
    link_or_copy(source, link)
    assert link.samefile(source)

    def no_links(*_: object) -> None:
        raise OSError("this file system has no links")

    monkeypatch.setattr(os, "link", no_links)
    link_or_copy(source, copy)
    assert copy.read_bytes() == b"x"
    assert not copy.samefile(source)
    assert copy.stat().st_mtime_ns == source.stat().st_mtime_ns


def test_a_second_writer_is_told_who_holds_the_lock(layout: Layout) -> None:
    assert holder(layout) is None
    with writer_lock(layout, "run-1"):
        found = holder(layout)
        assert found is not None
        assert (found.run_id, found.pid) == ("run-1", os.getpid())
        with (
            pytest.raises(WarehouseBusy, match=rf"written by run run-1 \(process {os.getpid()} on ") as caught,
            writer_lock(layout, "run-2"),
        ):
            pass
        assert str(layout.published) in str(caught.value)
        assert str(caught.value).isprintable()
    assert holder(layout) is None
    with writer_lock(layout, "run-2"):
        pass


def test_the_lock_is_free_after_an_error(layout: Layout) -> None:
    with pytest.raises(KeyError), writer_lock(layout, "run-1"):
        raise KeyError
    assert holder(layout) is None


def test_a_lock_file_with_rubbish_in_it_still_works(layout: Layout) -> None:
    layout.create()
    layout.lock.write_bytes(b"\xff\x00[rubbish")
    with writer_lock(layout, "run-1"):
        layout.lock.write_bytes(b"[]")
        with pytest.raises(WarehouseBusy, match="another process"), writer_lock(layout, "run-2"):
            pass


def test_a_forked_child_does_not_keep_the_lock(layout: Layout) -> None:
    with writer_lock(layout, "run-1"):
        child = os.fork()
        if child == 0:
            time.sleep(5)
            os._exit(0)
    try:
        with writer_lock(layout, "run-2"):
            pass
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


def test_a_new_stage_is_an_empty_warehouse_in_the_newest_format(layout: Layout) -> None:
    stage = open_stage(layout, "run-1")
    connection = stage.connection()
    assert stage.adopted_from is None
    assert stage.base is None
    assert contents(stage, TABLES) == {table: [] for table in TABLES}
    ((version,),) = connection.execute(
        "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal"
    ).fetchall()
    assert version.startswith("v1.5")
    assert connection.execute("SELECT current_database()").fetchone() == ("news",)
    stage.release()
    stage.release()
    assert sorted(path.name for path in stage.path.parent.iterdir()) == ["news.duckdb", "stage.json"]
    stage.discard()
    assert list(layout.stages.iterdir()) == []


@pytest.mark.parametrize("name", ["it's; DROP.duckdb", 'a "quoted" name.db', "дата 🗞️.duckdb", "noending"])
def test_a_warehouse_may_have_any_name(tmp_path: Path, name: str) -> None:
    layout = Layout.of(tmp_path / name)
    run_and_publish(layout, "run-1", [document("a")])
    run_and_publish(layout, "run-2", [document("b")], minute=1)
    assert list(run_sql(layout.published, "SELECT count(*) FROM core.articles").rows) == [(2,)]


def test_a_stage_is_a_copy_of_the_published_file(layout: Layout) -> None:
    run_and_publish(layout, "run-1", [document("a")])
    stage = open_stage(layout, "run-2")
    assert stage.base == Identity.of(layout.published)
    load_raw(stage, "run-2", raw_frames([document("b")]), NOW)
    assert len(contents(stage, RAW)["raw.documents"]) == 2
    stage.release()
    assert list(run_sql(layout.published, "SELECT count(*) FROM raw.documents").rows) == [(1,)]


def killed(layout: Layout, run_id: str, text: str = "b") -> None:
    """Leave a stage as a killed run does: rows committed, the log not checkpointed, nothing closed in order."""
    stage = open_stage(layout, run_id)
    runs.start_run(stage, a_run(run_id))
    load_and_parse(stage, [document(text)])
    log = stage.path.with_name(stage.path.name + ".wal")
    saved = stage.path.read_bytes(), log.read_bytes()
    stage.release()
    stage.path.write_bytes(saved[0])
    log.write_bytes(saved[1])


def test_a_killed_runs_stage_is_taken_over_with_its_finished_batches(layout: Layout) -> None:
    run_and_publish(layout, "run-1", [document("a")])
    killed(layout, "run-2")
    stage = open_stage(layout, "run-3")
    assert stage.adopted_from == "run-2"
    assert len(contents(stage, RAW)["raw.documents"]) == 2
    ((status, finished_at, error),) = (
        stage.connection().execute("SELECT status, finished_at, error FROM ops.runs WHERE run_id = 'run-2'").fetchall()
    )
    assert (status, finished_at) == ("failed", None)
    assert "taken over by run run-3" in error
    stage.release()
    assert [path.name for path in layout.stages.iterdir()] == ["run-3"]


def test_only_one_of_several_orphans_is_taken_over(layout: Layout) -> None:
    killed(layout, "run-1", "a")
    first = layout.stage_folder("run-1")
    parked = first.rename(layout.folder / "parked")
    killed(layout, "run-2", "b")
    parked.rename(first)
    (layout.stages / "stray").write_text("x", encoding="utf-8")
    stage = open_stage(layout, "run-1")
    assert stage.adopted_from == "run-1", "a run that is tried again gets its own stage"
    assert [path.name for path in layout.stages.iterdir()] == ["run-1"]
    assert [row[4] for row in contents(stage, RAW)["raw.documents"]] == ["a"]
    stage.release()


def published_changes(layout: Layout) -> None:
    aside = layout.stage_folder("run-2").rename(layout.folder / "aside")
    run_and_publish(layout, "run-between", [document("c")], minute=1)
    aside.rename(layout.stage_folder("run-2"))


def cut(layout: Layout) -> None:
    path = layout.stage_file("run-2")
    path.write_bytes(path.read_bytes()[:9000])


def overwrite(layout: Layout) -> None:
    path = layout.stage_file("run-2")
    path.write_bytes(b"\xde\xad" * (path.stat().st_size // 2))


def drop_ledger(layout: Layout) -> None:
    (layout.stage_folder("run-2") / "stage.json").unlink()


def spoil_ledger(layout: Layout) -> None:
    (layout.stage_folder("run-2") / "stage.json").write_text('{"run_id": 7, "base": []}', encoding="utf-8")


def forge_base(layout: Layout) -> None:
    (layout.stage_folder("run-2") / "stage.json").write_text('{"run_id": "run-2", "base": null}', encoding="utf-8")


def drop_file(layout: Layout) -> None:
    layout.stage_file("run-2").unlink()


def foreign_column(layout: Layout) -> None:
    with duckdb.connect(str(layout.stage_file("run-2"))) as connection:
        connection.execute("ALTER TABLE raw.documents ALTER byte_count TYPE VARCHAR")


@pytest.mark.parametrize(
    "spoil",
    [published_changes, cut, overwrite, drop_ledger, spoil_ledger, forge_base, drop_file, foreign_column],
)
def test_a_stage_that_cannot_be_trusted_is_removed(layout: Layout, spoil: Callable[[Layout], None]) -> None:
    run_and_publish(layout, "run-1", [document("a")])
    killed(layout, "run-2")
    spoil(layout)
    stage = open_stage(layout, "run-3")
    assert stage.adopted_from is None
    assert "b" not in [row[4] for row in contents(stage, RAW)["raw.documents"]]
    stage.release()
    assert [path.name for path in layout.stages.iterdir()] == ["run-3"]


def make_half_a_table(stage: Stage) -> None:
    with stage.transaction() as cursor:
        cursor.execute("CREATE TABLE core.half (n INTEGER)")
        raise KeyError


def test_a_transaction_is_all_or_nothing(layout: Layout) -> None:
    stage = open_stage(layout, "run-1")
    with pytest.raises(KeyError):
        make_half_a_table(stage)
    with pytest.raises(StageFailed, match="refused the work: Catalog Error"), stage.transaction() as cursor:
        cursor.execute("SELECT * FROM core.half")
    with stage.transaction() as cursor:
        cursor.execute("CREATE TABLE core.whole (n INTEGER)")
    assert stage.connection().execute("SELECT count(*) FROM core.whole").fetchone() == (0,)
    stage.release()


def test_an_older_warehouse_gains_columns_and_its_parses_are_made_anew(layout: Layout) -> None:
    run_and_publish(layout, "run-1", [document("a")])
    with duckdb.connect(str(layout.published)) as connection:
        connection.execute("ALTER TABLE raw.sightings DROP COLUMN author")
        connection.execute("COMMENT ON TABLE raw.rejects IS 'old'")
        connection.execute("ALTER TABLE core.quotes DROP COLUMN cue")
        connection.execute("DROP TABLE ops.checks")
    stage = open_stage(layout, "run-2")
    found = contents(stage, TABLES)
    assert len(found["raw.sightings"]) == 1
    assert (found["core.quotes"], found["core.articles"], found["ops.parses"]) == ([], [], [])
    comments = dict(stage.connection().execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    assert comments["rejects"] == ddl.table_comment(TABLES["raw.rejects"])
    load_and_parse(stage, [document("a")])
    stage.release()


OLD_FILES = {
    "another type": ("ALTER TABLE raw.documents ALTER byte_count TYPE VARCHAR", "raw.documents.byte_count"),
    "a column that cannot be filled": ("ALTER TABLE raw.sightings DROP COLUMN source_uri", "raw.sightings.source_uri"),
}


@pytest.mark.parametrize(("change", "named"), OLD_FILES.values(), ids=OLD_FILES.keys())
def test_a_warehouse_this_version_cannot_carry_on_is_left_alone(layout: Layout, change: str, named: str) -> None:
    run_and_publish(layout, "run-1", [document("a")])
    with duckdb.connect(str(layout.published)) as connection:
        connection.execute(change)
    before = layout.published.read_bytes()
    with pytest.raises(StageFailed, match=named):
        open_stage(layout, "run-2")
    assert layout.published.read_bytes() == before
    assert list(layout.stages.iterdir()) == []


def test_a_file_that_is_no_database_is_left_alone(layout: Layout) -> None:
    layout.published.write_text("a diary", encoding="utf-8")
    with pytest.raises(StageFailed, match="cannot open the stage"):
        open_stage(layout, "run-1")
    assert layout.published.read_text(encoding="utf-8") == "a diary"
    with pytest.raises(WarehouseError, match="cannot read the warehouse"):
        run_sql(layout.published, "SELECT 1")


def test_a_stale_log_is_set_aside(layout: Layout) -> None:
    run_and_publish(layout, "run-1", [document("a")])
    layout.wal.write_bytes(b"stale")
    assert set_aside_stale_wal(layout, "run-2") == layout.set_aside / "run-2.wal"
    assert (layout.set_aside / "run-2.wal").read_bytes() == b"stale"
    assert set_aside_stale_wal(layout, "run-2") is None
    assert not layout.wal.exists()


WRITER = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"


def test_a_log_that_is_in_use_is_not_touched_and_its_writer_is_named(layout: Layout) -> None:
    run_and_publish(layout, "run-1", [document("a")])
    command = [sys.executable, "-c", WRITER, str(layout.published)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        layout.wal.write_bytes(b"in use")
        with pytest.raises(WarehouseBusy, match="open for writing in another program"):
            open_stage(layout, "run-2")
        assert layout.wal.read_bytes() == b"in use"
        layout.wal.unlink()
        with pytest.raises(WarehouseBusy, match="open for writing in another program"):
            run_sql(layout.published, "SELECT 1")
        other.communicate(b"")
    open_stage(layout, "run-2").discard()


def test_there_is_nothing_to_read_before_the_first_run(layout: Layout) -> None:
    with pytest.raises(WarehouseMissing, match="copydesk run"):
        run_sql(layout.published, "SELECT 1")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(WarehouseError, match="cannot make the folder"):
        open_stage(Layout.of(tmp_path / "file" / "news.duckdb"), "run-1")


def test_the_ledger_names_run_and_base(layout: Layout) -> None:
    run_and_publish(layout, "run-1", [document("a")])
    stage = open_stage(layout, "run-2")
    ledger = json.loads((stage.path.parent / "stage.json").read_text(encoding="utf-8"))
    assert ledger["run_id"] == "run-2"
    assert Identity.from_json(ledger["base"]) == Identity.of(layout.published)
