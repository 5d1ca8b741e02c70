"""Law 7: a reader is never blocked and never sees half a run; two writers never write at once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from tests.unit.test_warehouse_frames import document, raw_frames, run_and_publish
from warehouse import runs
from warehouse.errors import WarehouseBusy
from warehouse.layout import Layout
from warehouse.load import load_raw
from warehouse.lock import holder, writer_lock
from warehouse.query import run as run_sql
from warehouse.stage import open_stage

ROOT = Path(__file__).parents[2]
PUBLICATIONS = 20
PAGES = 3


def child(function: str, *arguments: object) -> subprocess.Popen[str]:
    code = f"import sys; from {__name__} import {function}; {function}(*sys.argv[1:])"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def read_until_told(path: str) -> None:
    """Read the published file again and again; say how often, and which sizes it had in which order."""
    import select

    sizes: list[int] = []
    count = slowest = 0.0
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        began = time.monotonic()
        sql = """SELECT (SELECT count(*) FROM raw.documents), (SELECT count(*) FROM core.articles),
                        (SELECT count(*) FROM core.quotes), (SELECT count(*) FROM ops.runs WHERE status <> 'published'),
                        (SELECT count(*) FROM ops.runs)"""
        ((documents, articles, quotes, unfinished, count_of_runs),) = run_sql(Path(path), sql).rows
        assert documents == articles == quotes == count_of_runs * PAGES, "half a run was seen"
        assert unfinished == 0
        slowest = max(slowest, time.monotonic() - began)
        count += 1
        if not sizes or sizes[-1] != documents:
            sizes.append(documents)
    print(int(count), slowest, *sizes, flush=True)


def write_runs(path: str, first: str, count: str) -> None:
    """Publish some runs, waiting for the lock where it is held."""
    layout = Layout.of(path)
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(first), int(first) + int(count)):
        run_and_publish(layout, runs.new_run_id(runs.utc_now()), pages(number), keep=2, minute=number)


def pages(run: int) -> list[dict[str, object]]:
    return [document(f"Run {run}, page {number}.\n" + "Some text. " * 300) for number in range(PAGES)]


def test_a_reader_sees_whole_runs_only_and_no_error(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / "news.duckdb")
    run_and_publish(layout, "run-00", pages(0))
    with child("read_until_told", layout.published) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
        for number in range(1, PUBLICATIONS + 1):
            run_and_publish(layout, f"run-{number:02}", pages(number), keep=2, minute=number)
        out, _ = reader.communicate("stop\n", timeout=60)
    assert reader.returncode == 0
    count, slowest, *sizes = out.split()
    seen = [int(size) for size in sizes]
    assert int(count) > PUBLICATIONS // 2
    assert float(slowest) < 10
    assert seen == sorted(seen), "an older file came back"
    assert len(seen) > 3, "the reader saw too little of the publishing"


def test_an_open_reader_keeps_its_file(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / "news.duckdb")
    run_and_publish(layout, "run-0", pages(0))
    with child("hold_open", layout.published) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == f"{PAGES}\n"
        run_and_publish(layout, "run-1", pages(1), minute=1)
        out, _ = reader.communicate("again\n", timeout=60)
    assert out.split() == [str(PAGES), str(2 * PAGES)], "the open file, then the new one"


def hold_open(path: str) -> None:
    sql = "SELECT count(*) FROM raw.documents"
    connection = duckdb.connect(path, read_only=True)
    print(connection.execute(sql).fetchone()[0], flush=True)
    sys.stdin.readline()
    print(connection.execute(sql).fetchone()[0], flush=True)
    connection.close()
    print(duckdb.connect(path, read_only=True).execute(sql).fetchone()[0], flush=True)


def test_two_writers_take_turns(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / "news.duckdb")
    with child("write_runs", layout.published, 0, 4) as one, child("write_runs", layout.published, 4, 4) as two:
        for writer in (one, two):
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in (one, two):
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        for writer in (one, two):
            writer.communicate(timeout=90)
    assert (one.returncode, two.returncode) == (0, 0)
    ((count, count_of_runs),) = run_sql(
        layout.published, "SELECT (SELECT count(*) FROM raw.documents), (SELECT count(*) FROM ops.runs)"
    ).rows
    assert (count, count_of_runs) == (8 * PAGES, 8), "a run was lost"


def hold_lock(path: str) -> None:
    with writer_lock(Layout.of(path), "run-held"):
        stage = open_stage(Layout.of(path), "run-held")
        load_raw(stage, "run-held", raw_frames(pages(0)), runs.utc_now())
        print("held", flush=True)
        sys.stdin.readline()


def test_a_second_writer_is_told_waits_and_goes_on_after_a_kill(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / "news.duckdb")
    with child("hold_lock", layout.published) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        began = time.monotonic()
        with pytest.raises(WarehouseBusy, match=rf"run run-held \(process {other.pid} on"):
            run_and_publish_without_waiting(layout)
        assert time.monotonic() - began < 5
        found = holder(layout)
        assert found is not None
        assert found.pid == other.pid
        os.kill(other.pid, signal.SIGKILL)
        other.wait(30)
        assert holder(layout) is None
        with writer_lock(layout, "run-next"):
            stage = open_stage(layout, "run-next")
            assert stage.adopted_from == "run-held"
            assert stage.connection().execute("SELECT count(*) FROM raw.documents").fetchone() == (PAGES,)
            stage.release()


def run_and_publish_without_waiting(layout: Layout) -> None:
    with writer_lock(layout, "run-second", wait_seconds=0):
        raise AssertionError("two writers at once")
