"""Overlaps, cancellations, kills of runs, of what starts them and of the server, hundreds of times: nothing is lost.

``COPYDESK_TEST_STRESS_RUNS`` says how many runs (200), ``COPYDESK_TEST_STRESS_SEED`` which story. The story is drawn
from the seed; when a signal lands depends on the machine, so the same seed does not give the same run twice.
"""

import hashlib
import os
import random
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest

from tests.prefect_processes import FINAL, House, wait_until
from warehouse.layout import Layout

RUNS = int(os.environ.get("COPYDESK_TEST_STRESS_RUNS", "200"))
SEED = int(os.environ.get("COPYDESK_TEST_STRESS_SEED", "1"))
AT_ONCE = 10  # runs that have not ended, before more are made
SWEPT_SECONDS = 900.0  # a run that never got a process is closed after 300
BUG = re.compile(
    r"\b(Attribute|Type|Key|Index|Name|Value|Assertion|Unbound)Error\b"
)  # no server that is away raises them

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3 * 3600)]


class Story:
    """What is done to the house, and what was done so far."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.random = random.Random(SEED)
        self.made: list[UUID] = []
        self.pages: dict[str, str] = {}
        self.done: Counter[str] = Counter()
        self.server = self.start_server()
        self.serve = self.start_serve()

    def start_server(self) -> subprocess.Popen[bytes]:
        return self.house.start_server()

    def start_serve(self) -> subprocess.Popen[bytes]:
        return self.house.start_serve("--interval", "86400", PREFECT_API_URL=self.house.api)

    def add_pages(self) -> None:
        for _ in range(self.random.randint(1, 3)):
            number = len(self.pages)
            name = f"{number:04}.txt"
            self.house.add_page(name, f"{number}")
            content = (self.house.sources / name).read_bytes()
            self.pages[hashlib.sha256(content).hexdigest()[:32]] = name

    def make_runs(self) -> None:
        for _ in range(self.random.randint(1, 4)):
            kind = self.random.choices(("ingest", "nightly", "backfill"), (20, 1, 1))[0]
            when_busy = self.random.choice(("skip", "skip", "wait", "cancel"))
            given: dict[str, Any] = {"when_busy": when_busy, "wait_seconds": 60}
            if kind == "ingest":
                given["even_if_done"] = self.random.random() < 0.2
            late = datetime.now(UTC) - timedelta(seconds=self.random.choice((0, 0, 60, 3600)))
            self.made.append(self.house.schedule(f"{kind}/{kind}", late, **given))

    def open_runs(self) -> list[Any]:
        return [run for run in self.house.runs() if run.id in set(self.made) and run.state_type.value not in FINAL]

    def disturb(self) -> None:
        """Do one thing that goes wrong, or none."""
        deed = self.random.choices(
            (self.nothing, self.cancel, self.kill_run, self.kill_serve, self.kill_server, self.restart_server),
            (45, 22, 15, 7, 7, 4),
        )[0]
        self.done[deed.__name__] += bool(deed())

    def nothing(self) -> bool:
        return True

    def cancel(self) -> bool:
        chosen = self.open_runs()
        if chosen:
            self.house.cancel(self.random.choice(chosen).id)
        return bool(chosen)

    def kill_run(self) -> bool:
        writer = self.house.writer()
        if writer is None or writer.pid not in self.house.left_over():
            return False
        os.kill(writer.pid, signal.SIGKILL)
        return True

    def kill_serve(self) -> bool:
        # With the runs it started, as the end of a container does, or alone.
        if self.random.random() < 0.5:
            os.killpg(self.serve.pid, signal.SIGKILL)
        else:
            self.serve.kill()
        self.serve.wait()
        self.serve = self.start_serve()
        return True

    def kill_server(self) -> bool:
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()
        time.sleep(self.random.choice((0, 5)))
        self.server = self.start_server()
        return True

    def restart_server(self) -> bool:
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(60)
        self.server = self.start_server()
        return True

    def look(self) -> int:
        """Read the published file as anybody would: each page in it has its one article, or is not in it at all."""
        if not self.house.warehouse.exists():
            return 0
        with duckdb.connect(str(self.house.warehouse), read_only=True) as connection:
            row = connection.execute(
                """
                SELECT (SELECT count(*) FROM raw.documents), (SELECT count(*) FROM core.articles),
                       (SELECT count(*) FROM ops.parses), (SELECT count(*) FROM ops.runs WHERE status = 'running'),
                       (SELECT count(*) FROM marts.articles)
                """
            ).fetchone()
        assert row is not None
        documents, articles, parses, running, stories = row
        assert documents == articles == parses
        assert (running, stories > 0) == (0, True)
        return int(documents)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    # What is read from the pages is not what is tested: without dates, names and figures a run takes half the time.
    house = House(tmp_path, COPYDESK_FIELDS="[]", COPYDESK_STORYLINES="false")
    try:
        yield house
    finally:
        house.close()


def test_nothing_is_lost_or_stuck(house: House) -> None:
    story = Story(house)
    seen = 0
    while len(story.made) < RUNS:
        story.add_pages()
        story.make_runs()
        time.sleep(story.random.choice((0, 1, 3, 6)))
        story.disturb()
        now = story.look()
        assert now >= seen
        seen = now
        wait_until(lambda: len(story.open_runs()) < AT_ONCE, SWEPT_SECONDS, "runs to end")
    wait_until(lambda: not story.open_runs(), SWEPT_SECONDS, "all runs to end")
    last = house.schedule("ingest/ingest", even_if_done=True, when_busy="wait", wait_seconds=60)
    [run] = house.await_final([last], 300)
    ends = Counter(f"{one.state_name}" for one in house.runs())
    print(f"\n{len(story.made)} runs, {len(story.pages)} pages, {dict(story.done)}, ends: {dict(ends)}")
    failed = Counter(str(one.state.message)[:200] for one in house.runs() if one.state_type.value == "FAILED")
    print(*(f"{count} failed: {message}" for message, count in failed.items()), sep="\n")
    assert [message for message in failed if BUG.search(message)] == []
    assert run.state_name == "Completed"
    assert story.look() == len(story.pages)
    with duckdb.connect(str(house.warehouse), read_only=True) as connection:
        stored = {name for (name,) in connection.execute("SELECT document_id FROM raw.documents").fetchall()}
    assert stored == story.pages.keys()
    assert house.writer() is None
    assert list(Layout.of(house.warehouse).stages.iterdir()) == []
    assert [one for one in house.runs() if one.state_type.value not in FINAL] == []
