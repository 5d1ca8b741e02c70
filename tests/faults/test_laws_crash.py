"""Law 8, whole runs: killed at any instant, the published file is the last good one, and the next run finishes.

A nursery process imports everything once and forks a child for every run, which tells each step it comes to. The
moments are drawn with a seed: after how many of these steps, and how long after, the child is killed with SIGKILL.
"""

import hashlib
import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from tests.laws_pages import CAPTIONS, HEADLINES, PROSE
from tests.laws_warehouse import Rows, ask, differences, do_nothing, rows_of
from warehouse.layout import Layout

ROOT: Final = Path(__file__).parents[2]
KILLS: Final = 8
BATCH_PAGES: Final = 3
RUN_PAGES: Final = 2 * BATCH_PAGES
STEPS_OF_A_RUN: Final = 9
"""So many steps a run of the pages below tells at least: the stage, three a batch, duplicates, publishing."""


class Telling:
    """A watcher that tells each step on a line of its own, before the step goes on."""

    def __init__(self, to: int) -> None:
        self.to = to

    def step(self, name: str) -> None:
        os.write(self.to, f"{name}\n".encode())

    def count(self, name: str, amount: int) -> None:
        os.write(self.to, f"{name} {amount}\n".encode())


def child(order: dict[str, Any], to: int) -> None:
    from flows.settings import Settings
    from flows.without_prefect import drive
    from flows.work import Run

    settings = Settings(
        warehouse=order["warehouse"], sources=tuple(order["sources"]), docs=False, batch_size=BATCH_PAGES
    )
    drive(Run(settings, Telling(to)), None if order["is_gated"] else do_nothing)


def nursery() -> None:
    """Fork a child for every order on the standard input; answer with its pid, its steps, and how it ended."""
    import flows.without_prefect  # noqa: F401 - imported once, for all children

    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            try:
                child(order, sys.stdout.fileno())
                os._exit(0)
            except BaseException as error:  # noqa: BLE001 - a fork must not return into the loop
                sys.stderr.write(f"{type(error).__name__}: {error}\n")
                sys.stderr.flush()
                os._exit(1)
        os.write(sys.stdout.fileno(), f"pid {pid}\n".encode())
        _, status = os.waitpid(pid, 0)
        os.write(sys.stdout.fileno(), f"end {os.waitstatus_to_exitcode(status)}\n".encode())


class Nursery:
    """The process that forks runs."""

    def __init__(self) -> None:
        code = f"from {__name__} import nursery; nursery()"
        command = [sys.executable, "-c", code]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.left = b""

    def order(self, warehouse: Path, sources: Sequence[Path], is_gated: bool = False) -> None:
        assert self.process.stdin is not None
        order = {"warehouse": str(warehouse), "sources": [str(source) for source in sources], "is_gated": is_gated}
        self.process.stdin.write(json.dumps(order).encode() + b"\n")

    def read(self, within: float = 120.0) -> str:
        """Return the next line a child or the nursery says."""
        assert self.process.stdout is not None
        while b"\n" not in self.left:
            assert select.select([self.process.stdout], [], [], within)[0], "the child says nothing any more"
            said = os.read(self.process.stdout.fileno(), 65536)
            assert said, "the nursery has ended"
            self.left += said
        line, self.left = self.left.split(b"\n", 1)
        return line.decode()

    def run(self, warehouse: Path, sources: Sequence[Path], is_gated: bool = False) -> list[str]:
        """Do a run to its end; return the steps it told."""
        self.order(warehouse, sources, is_gated)
        said = []
        while not (line := self.read()).startswith("end "):
            said.append(line)
        assert line == "end 0", said
        return [step for step in said if not step.startswith("pid ")]

    def kill(
        self, warehouse: Path, sources: Sequence[Path], after: int, delay: float, is_gated: bool = False
    ) -> str | None:
        """Kill a run some time after its n-th step; return that step, None where the run ended before."""
        self.order(warehouse, sources, is_gated)
        pid, told, step = 0, 0, ""
        while pid == 0 or told < after:
            line = self.read()
            if line.startswith("pid "):
                pid = int(line.split()[1])
            elif line.startswith("end "):
                return None
            else:
                told, step = told + 1, line
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)  # still ours: a child that has ended is not waited for before we read "end"
        while not (line := self.read()).startswith("end "):
            step = line
        return step if line == f"end {-signal.SIGKILL}" else None

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(60)


@pytest.fixture(scope="module")
def forks() -> Iterator[Nursery]:
    opened = Nursery()
    yield opened
    opened.close()


def write_pages(folder: Path, seed: int, count: int) -> list[Path]:
    """Write pages of one glued story each; every third is a copy of the one before, in capitals."""
    rng = random.Random(seed)
    folder.mkdir()
    text, written = "", []
    for number in range(count):
        head = [rng.choice(HEADLINES), *[rng.choice(CAPTIONS)] * 2]
        fresh = "\n".join([*head, "TT", *head, *rng.sample(PROSE, 4), f"It was told {seed}-{number}-{number} times."])
        text = text.upper() if number % 3 == 2 else fresh
        written.append(folder / f"{number:02}.txt")
        written[-1].write_text(text, encoding="utf-8")
    return written


def digest(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


class Scene:
    """A published file, the run that is to follow on it, and what both together hold when nothing disturbs it."""

    def __init__(self, folder: Path, forks: Nursery, is_gated: bool = False) -> None:
        self.forks = forks
        self.is_gated = is_gated
        self.layout = Layout.of(folder / "news.duckdb")
        old = write_pages(folder / "old", 1, 2)
        self.new = write_pages(folder / "new", 2, RUN_PAGES)
        forks.run(self.layout.published, old, is_gated)
        undisturbed = Layout.of(folder / "undisturbed.duckdb")
        shutil.copyfile(self.layout.published, undisturbed.published)
        self.steps = forks.run(undisturbed.published, self.new, is_gated)
        self.before = rows_of(self.layout.published)
        self.after = rows_of(undisturbed.published)
        self.good = digest(self.layout.published)
        self.old = folder / "old.duckdb"
        shutil.copyfile(self.layout.published, self.old)
        assert len(self.after["core.duplicates"]) >= 2
        assert differences(self.before, self.after)

    def state(self) -> Rows:
        """Return what is published; anything but the whole old file or the whole new one breaks the law."""
        if digest(self.layout.published) == self.good:
            return self.before
        found = rows_of(self.layout.published)
        assert differences(self.after, found) == {}, "half a run is published"
        return found

    def kill(self, after: int, delay: float) -> str | None:
        return self.forks.kill(self.layout.published, self.new, after, delay, self.is_gated)

    def finish(self) -> None:
        """Do the next run: it finishes the work, does not redo what is finished, and leaves nothing behind."""
        self.forks.run(self.layout.published, self.new, self.is_gated)
        assert differences(self.after, rows_of(self.layout.published)) == {}
        assert list(self.layout.stages.iterdir()) == []
        assert not self.layout.wal.exists()
        unfinished = "SELECT count(*) FROM ops.runs WHERE status NOT IN ('published', 'failed')"
        assert ask(self.layout.published, unfinished) == [(0,)]

    def start_over(self) -> None:
        """Put the old file back, as if the new run had never been."""
        shutil.copyfile(self.old, self.layout.published)
        shutil.rmtree(self.layout.folder, ignore_errors=True)


def moments(seed: int, kills: int, steps: int) -> Iterator[tuple[int, float]]:
    """Draw after which steps to kill, each part of the run once, and how many seconds later."""
    rng = random.Random(seed)
    for number in range(kills):
        first, last = 1 + number * steps // kills, (number + 1) * steps // kills
        yield rng.randint(first, max(first, last)), rng.choice((0.0, 0.0, rng.uniform(0.0, 0.2)))


def kill_often(scene: Scene, seed: int, kills: int) -> list[str | None]:
    """Kill run after run; what one leaves the next takes over, until one has published."""
    assert len(scene.steps) >= STEPS_OF_A_RUN, scene.steps
    killed = []
    for number, (after, delay) in enumerate(moments(seed, kills, len(scene.steps)), start=1):
        killed.append(scene.kill(after, delay))
        if scene.state() is not scene.before:  # the kill came after the rename
            scene.start_over()
        elif number % 12 == 0 or number == kills:
            scene.finish()
            scene.start_over()
    return killed


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, forks: Nursery) -> Scene:
    return Scene(tmp_path_factory.mktemp("crash"), forks)


def test_whole_runs_killed_at_seeded_moments(scene: Scene) -> None:
    scene.start_over()
    killed = kill_often(scene, seed=20261120, kills=KILLS)
    assert sum(step is not None for step in killed) >= KILLS - 2, killed


def test_finished_batches_are_not_parsed_again(scene: Scene) -> None:
    """Killed when the first of two batches was stored, the next run parses the second only."""
    scene.start_over()
    stored = [number for number, step in enumerate(scene.steps, start=1) if step.startswith("stored ")]
    assert scene.kill(after=stored[0], delay=0.0) is not None
    assert scene.state() is scene.before
    scene.finish()
    query = "SELECT status, parsed_document_count FROM ops.runs ORDER BY run_id DESC LIMIT 2"
    [(last, parsed), (killed, _)] = ask(scene.layout.published, query)
    assert (last, killed) == ("published", "failed")
    assert parsed <= BATCH_PAGES


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_gated_runs_killed_at_many_moments(tmp_path: Path, forks: Nursery) -> None:
    scene = Scene(tmp_path, forks, is_gated=True)
    killed = kill_often(scene, seed=3, kills=24)
    assert sum(step is not None for step in killed) >= 18, killed


def command(home: Path, warehouse: Path, folder: Path) -> subprocess.Popen[bytes]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("COPYDESK_", "PREFECT_"))}
    words = ("run", str(folder), "--warehouse", str(warehouse), "--batch-size", str(BATCH_PAGES), "--no-docs")
    return subprocess.Popen(
        [sys.executable, "-m", "flows", *words],
        cwd=ROOT,
        env=inherited | {"PREFECT_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_command_killed_at_many_moments(tmp_path: Path) -> None:
    """The command as people run it, with Prefect, the checks and the models, killed by the clock."""
    published, undisturbed = tmp_path / "news.duckdb", tmp_path / "undisturbed.duckdb"
    write_pages(tmp_path / "old", 1, 2)
    write_pages(tmp_path / "new", 2, RUN_PAGES)
    home = tmp_path / "home"
    assert command(home, published, tmp_path / "old").wait(300) == 0
    shutil.copyfile(published, undisturbed)
    began = time.monotonic()
    assert command(home, undisturbed, tmp_path / "new").wait(300) == 0
    seconds = time.monotonic() - began
    good, after, rng = digest(published), rows_of(undisturbed), random.Random(5)
    killed = 0
    for number in range(12):
        running = command(home, published, tmp_path / "new")
        time.sleep(seconds * (number + rng.random()) / 12)
        running.kill()
        killed += running.wait(60) == -signal.SIGKILL
        if digest(published) != good:
            break
    assert killed >= 6
    assert digest(published) == good or differences(after, rows_of(published)) == {}
    assert command(home, published, tmp_path / "new").wait(300) == 0
    assert differences(after, rows_of(published)) == {}
    statuses = {status for (status,) in ask(published, "SELECT DISTINCT status FROM ops.runs")}
    assert statuses <= {"published", "failed"}
    assert list(Layout.of(published).stages.iterdir()) == []
