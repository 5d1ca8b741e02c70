"""Law 8: killed at any instant, the published file is the last good one, and the next run finishes the work.

A nursery process imports everything once and forks a child for every run, so that many can be killed. A run feeds the
next six pages in three batches; whatever is killed when, the published file must always hold whole runs only.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.unit.test_warehouse_frames import a_run, contents, document, edges_of, ended, load_and_parse
from warehouse import frames as door
from warehouse import load, runs
from warehouse.layout import Layout
from warehouse.lock import holder, writer_lock
from warehouse.publish import publish
from warehouse.stage import open_stage

ROOT = Path(__file__).parents[2]
BATCHES = 3
BATCH_PAGES = 2
RUN_PAGES = BATCHES * BATCH_PAGES
DURABLE_STEPS = ("fsync", "replace", "rename", "link", "unlink", "rmdir", "ftruncate", "sendfile")
TABLES = ("raw.documents", "raw.sightings", *load.PARSED_TABLES, "core.duplicates")


def page(number: int) -> dict[str, Any]:
    """Write a page; the next one of each pair is its copy in capitals."""
    story = f"Story {number // 2}: “{'the river rose again; ' * 60}”\nIt fell on day {number // 2}."
    return document(story.upper() if number % 2 else story)


def published_pages(layout: Layout) -> int:
    if not layout.published.exists():
        return 0
    with duckdb.connect(str(layout.published), read_only=True) as connection:
        return connection.execute("SELECT count(*) FROM raw.documents").fetchone()[0]


def one_run(path: Path, before_publish: Callable[[], None] = lambda: None) -> None:
    """Do a whole run on the pages that come after the published ones."""
    layout = Layout.of(path)
    run_id = runs.new_run_id(runs.utc_now())
    with writer_lock(layout, run_id, 20):
        start = published_pages(layout)
        stage = open_stage(layout, run_id)
        runs.fold_reports(stage)
        runs.start_run(stage, a_run(run_id, runs.utc_now()))
        for batch in range(BATCHES):
            first = start + batch * BATCH_PAGES
            load_and_parse(stage, [page(number) for number in range(first, first + BATCH_PAGES)])
        load.store_duplicates(stage, edges_of(load.duplicate_candidates(stage)))
        runs.finish_run(stage, ended(a_run(run_id, runs.utc_now())))
        before_publish()
        publish(stage, layout, keep=2)


def die_at(step: int) -> Callable[[], None]:
    """Make this process kill itself right before its n-th durable step from the call on."""
    left = [step]

    def arm() -> None:
        for name in DURABLE_STEPS:
            real = getattr(os, name)

            def dying(*args: Any, real: Callable[..., Any] = real, **options: Any) -> Any:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **options)

            setattr(os, name, dying)

    return arm


def die_in_insert(step: int) -> None:
    """Make this process kill itself right before its n-th insert, in the middle of a batch's transaction."""
    real, left = door.insert, [step]

    def dying(*arguments: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        real(*arguments)

    door.insert = dying


def child(order: dict[str, Any]) -> None:
    path = Path(order["path"])
    match order["do"]:
        case "loop":
            while True:
                one_run(path)
        case "die":
            one_run(path, die_at(order["step"]))
        case "insert":
            die_in_insert(order["step"])
            one_run(path)
        case _:
            one_run(path)


def nursery() -> None:
    """Fork a child for every order read from the standard input; answer with its pid, then with how it ended."""
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            try:
                child(order)
                os._exit(0)
            except BaseException as error:  # noqa: BLE001 - a fork must not return into the loop
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
                os._exit(1)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


class Nursery:
    """The process that forks runs."""

    def __init__(self) -> None:
        code = f"from {__name__} import nursery; nursery()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def _read(self) -> int:
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def start(self, **order: Any) -> int:
        """Start a run and return its pid."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return self._read()

    def end(self) -> int:
        """Wait for the run and return its exit code, negative for a signal."""
        return self._read()

    def run(self, **order: Any) -> int:
        self.start(**order)
        return self.end()

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)


@pytest.fixture(scope="module")
def forks() -> Iterator[Nursery]:
    opened = Nursery()
    yield opened
    opened.close()


def check(layout: Layout) -> int:
    """Hold the published file against the only states it may have; give its number of pages."""
    if not layout.published.exists():
        return 0
    assert not layout.wal.exists()
    with duckdb.connect(str(layout.published), read_only=True) as connection:
        found = [text for (text,) in connection.execute("SELECT page_text FROM raw.documents").fetchall()]
        assert len(found) % RUN_PAGES == 0, "half a run is published"
        assert sorted(found) == sorted(page(number)["page_text"] for number in range(len(found)))
        articles, quotes, copies, parses = connection.execute(
            """SELECT (SELECT count(*) FROM core.articles), (SELECT count(*) FROM core.quotes),
                      (SELECT count(*) FROM core.duplicates), (SELECT count(*) FROM ops.parses)"""
        ).fetchone()
        assert (articles, quotes, copies, parses) == (len(found), len(found), len(found) // 2, len(found))
        ((last,),) = connection.execute("SELECT status FROM ops.runs ORDER BY run_id DESC LIMIT 1").fetchall()
        assert last == "published"
    return len(found)


def finish(layout: Layout, forks: Nursery, before: int) -> int:
    """Do the next run; it must finish what the killed one began and leave nothing behind."""
    assert forks.run(do="once", path=str(layout.published)) == 0
    after = check(layout)
    assert after == before + RUN_PAGES
    assert list(layout.stages.iterdir()) == []
    assert all(not path.name.startswith(".") for path in layout.history.iterdir())
    assert len(list(layout.history.iterdir())) <= 2
    assert holder(layout) is None
    with duckdb.connect(str(layout.published), read_only=True) as connection:
        pending = "SELECT count(*) FROM ops.runs WHERE status = 'running' OR (status = 'failed' AND error IS NULL)"
        assert connection.execute(pending).fetchone() == (0,)
    return after


def kill_at_random(folder: Path, forks: Nursery, kills: int, seed: int) -> None:
    layout = Layout.of(folder / "news.duckdb")
    rng = random.Random(seed)
    known = 0
    for number in range(kills):
        pid = forks.start(do="loop", path=str(layout.published))
        time.sleep(rng.uniform(0.0, 1.2))
        os.kill(pid, signal.SIGKILL)
        assert forks.end() == -signal.SIGKILL
        found = check(layout)
        assert found >= known, "a published run is gone"
        known = found
        if number % 4 == 3:
            known = finish(layout, forks, known)
    finish(layout, forks, known)
    one = open_stage(Layout.of(folder / "one.duckdb"), "run-1")
    load_and_parse(one, [page(number) for number in range(known + RUN_PAGES)])
    load.store_duplicates(one, edges_of(load.duplicate_candidates(one)))
    wanted = contents(one, TABLES, ["first_run_id"])
    one.release()
    with duckdb.connect(str(layout.published), read_only=True) as connection:
        assert contents(connection, TABLES, ["first_run_id"]) == wanted


def test_runs_killed_at_random_moments(tmp_path: Path, forks: Nursery) -> None:
    kill_at_random(tmp_path, forks, kills=10, seed=20261120)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_runs_killed_at_very_many_moments(tmp_path: Path, forks: Nursery) -> None:
    kill_at_random(tmp_path, forks, kills=250, seed=7)


def test_a_publication_killed_before_each_of_its_steps(tmp_path: Path, forks: Nursery) -> None:
    layout = Layout.of(tmp_path / "news.duckdb")
    for _ in range(3):
        assert forks.run(do="once", path=str(layout.published)) == 0
    before, step, code = check(layout), 0, -signal.SIGKILL
    seen = []
    while code == -signal.SIGKILL:
        code = forks.run(do="die", path=str(layout.published), step=step)
        found = check(layout)
        assert found in (before, before + RUN_PAGES)
        seen.append(found - before)
        before = finish(layout, forks, found) if step % 6 == 0 else found
        step += 1
        assert step < 100, "the child never ended by itself"
    assert code == 0
    assert 0 in seen
    assert RUN_PAGES in seen[:-1], "no kill came after the rename"
    assert step > 8, "the steps of a publication were not seen"


def test_a_batch_killed_before_each_of_its_inserts_is_as_if_it_had_not_begun(tmp_path: Path, forks: Nursery) -> None:
    layout = Layout.of(tmp_path / "news.duckdb")
    for step in range(1, 18):  # the first insert is the row of the run
        assert forks.run(do="insert", path=str(layout.published), step=step) == -signal.SIGKILL
        assert_whole_batches(layout, tmp_path / f"look-{step}")
    finish(layout, forks, 0)


def assert_whole_batches(layout: Layout, copy: Path) -> None:
    """Look into a copy of the orphan: a batch is loaded or not, parsed or not, never partly."""
    (orphan,) = layout.stages.iterdir()
    shutil.copytree(orphan, copy)
    with duckdb.connect(str(copy / layout.published.name)) as connection:
        documents, sightings, articles, quotes, parses = connection.execute(
            """SELECT (SELECT count(*) FROM raw.documents), (SELECT count(*) FROM raw.sightings),
                      (SELECT count(*) FROM core.articles), (SELECT count(*) FROM core.quotes),
                      (SELECT count(*) FROM ops.parses)"""
        ).fetchone()
    assert documents == sightings
    assert articles == quotes == parses
    assert documents % BATCH_PAGES == parses % BATCH_PAGES == 0


def test_a_killed_run_leaves_its_finished_batches_and_no_lock(tmp_path: Path, forks: Nursery) -> None:
    layout = Layout.of(tmp_path / "news.duckdb")
    assert forks.run(do="die", path=str(layout.published), step=0) == -signal.SIGKILL
    assert not layout.published.exists()
    assert holder(layout) is None
    stage = open_stage(layout, "next")
    assert stage.adopted_from is not None
    assert len(contents(stage, ["raw.documents"])["raw.documents"]) == RUN_PAGES
    counts = [load.load_raw(stage, "next", raw, runs.utc_now()) for raw in batches()]
    assert [(count.new_documents, count.known_documents) for count in counts] == [(0, BATCH_PAGES)] * BATCHES
    assert load.stale_documents(stage, "parser-1", 99).is_empty()
    stage.release()


def batches() -> Iterator[dict[str, Any]]:
    from tests.unit.test_warehouse_frames import raw_frames

    for batch in range(BATCHES):
        yield raw_frames([page(batch * BATCH_PAGES + number) for number in range(BATCH_PAGES)])
