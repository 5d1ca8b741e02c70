"""Schedules on a real server: what is late, missed or overlapping, what is cancelled or killed, and how serving ends.

The tests share one ``copydesk serve`` and run in the order they stand in.
"""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.prefect_processes import House, wait_until
from warehouse.claims import claims
from warehouse.layout import Layout
from warehouse.lock import writer_lock

# Some 10 to 60 s each alone.
pytestmark = [pytest.mark.served, pytest.mark.timeout(1800)]

MANY = 16  # at a page a batch, a run of many seconds


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    # What is read from the pages is not what is tested: without dates, names and figures a run takes half the time.
    lean = {"COPYDESK_FIELDS": "[]", "COPYDESK_STORYLINES": "false"}
    house = House(tmp_path_factory.mktemp("served"), COPYDESK_BATCH_SIZE="1", COPYDESK_DOCS="true", **lean)
    for number in range(3):
        house.add_page(f"{number}.txt", f"{number}")
    try:
        house.start_serve("--interval", "3600", "--now")
        yield house
    finally:
        house.close()


def documents(house: House) -> int:
    with duckdb.connect(str(house.warehouse), read_only=True) as connection:
        row = connection.execute("SELECT count(*) FROM raw.documents").fetchone()
    assert row is not None
    return int(row[0])


def at_work(house: House, flow_run_id: Any) -> int:
    """Wait until a run has stored some batches, and return its process."""
    stages = Layout.of(house.warehouse).stages

    def pid() -> int | None:
        writer = house.writer()
        is_busy = writer is not None and any(stages.glob("*/stage.json"))
        return writer.pid if is_busy and house.run(flow_run_id).state_type.value == "RUNNING" else None

    return int(wait_until(pid, 900, "a run at work"))


def test_serve_registers_three_and_runs_the_first(house: House) -> None:
    names = {
        name: house.ask(lambda client, name=name: client.read_deployment_by_name(f"{name}/{name}"))
        for name in ("ingest", "nightly", "backfill")
    }
    assert [len(deployment.schedules) for deployment in names.values()] == [1, 1, 0]
    assert names["ingest"].parameters["sources"] == [str(house.sources)]
    assert names["ingest"].parameter_openapi_schema["properties"]["when_busy"]["description"]
    [run] = wait_until(house.runs, 60, "the run at once")
    [run] = house.await_final([run.id])
    assert (run.state_name, run.state.message) == (
        "Completed",
        "3 read, 3 new, 0 rejected, 3 parsed; 3 articles published",
    )
    assert documents(house) == 3
    # What somebody reads who watches it: a line for every batch and step, and nothing on the console.
    # A run's process sends its last lines in the seconds after the run has ended.
    wait_until(lambda: any(line.startswith("check after models") for line in house.log(run.id)), 60, "the last line")
    log = house.log(run.id)
    batches = [
        line for line in log if re.fullmatch(r"batch \d: 1 read .*, 1 to parse .*, 1 articles .*, 1 stored .*", line)
    ]
    assert len(batches) == 3
    steps = [line.partition(":")[0] for line in log if line.endswith(" s")]
    assert steps[-5:] == ["deduplicate", "storylines", "check before models", "models", "check after models"]
    assert "publish" in log
    # The link leads somewhere from a browser: to the pages that serve itself serves.
    link = re.search(
        r"http://127\.0\.0\.1:\d+/[\w-]+/index\.html", str(house.artifact(run.id, "copydesk-data-docs").data)
    )
    assert link is not None
    with urllib.request.urlopen(link[0], timeout=60) as answer:
        assert b"what was expected, what was seen" in answer.read()
    assert "batch" not in (house.folder / "serve.log").read_text()


def test_missed_runs_find_nothing_left_to_do(house: House) -> None:
    hour = timedelta(hours=1)
    missed = [house.schedule("ingest/ingest", datetime.now(UTC) - number * hour) for number in range(1, 5)]
    runs = house.await_final(missed)
    assert {run.state_name for run in runs} == {"Skipped"}
    assert {run.state_type.value for run in runs} == {"COMPLETED"}
    assert all("nothing left to do: run 20" in run.state.message for run in runs)
    # They say so within a second; one of five that come one after the other, since four at once wait for each other.
    taken = []
    for number in range(5, 10):
        [run] = house.await_final([house.schedule("ingest/ingest", datetime.now(UTC) - number * hour)])
        assert run.state_name == "Skipped"
        taken.append(run.end_time - run.start_time)
        if taken[-1] < timedelta(seconds=1):
            break
    assert min(taken) < timedelta(seconds=1), taken
    with duckdb.connect(str(house.warehouse), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM ops.runs").fetchone() == (1,)


def test_a_run_that_finds_another_at_work_does_as_it_is_told(house: House) -> None:
    with writer_lock(Layout.of(house.warehouse), "somebody-else"):
        waiting = house.schedule("ingest/ingest", even_if_done=True, when_busy="wait")
        skipped, cancelled, tired = house.await_final(
            [
                house.schedule("ingest/ingest", even_if_done=True),
                house.schedule("ingest/ingest", even_if_done=True, when_busy="cancel"),
                house.schedule("nightly/nightly", wait_seconds=1),
            ]
        )
        assert (skipped.state_type.value, skipped.state_name) == ("COMPLETED", "Skipped")
        assert (cancelled.state_type.value, tired.state_name) == ("CANCELLED", "Skipped")
        for run in (skipped, cancelled, tired):
            assert f"run somebody-else (process {os.getpid()} on " in run.state.message
        assert house.run(waiting).state_type.value in {"SCHEDULED", "PENDING", "RUNNING"}
    [waited] = house.await_final([waiting])
    assert (waited.state_name, documents(house)) == ("Completed", 3)


def test_cancelled_in_the_ui_it_leaves_everything_clean_and_the_next_run_ends_its_work(house: House) -> None:
    for number in range(MANY):
        house.add_page(f"many-{number}.txt", f"m{number}")
    before = house.warehouse.read_bytes()
    run_id = house.schedule("ingest/ingest")
    pid = at_work(house, run_id)
    house.cancel(run_id)
    [run] = house.await_final([run_id])
    assert run.state_type.value == "CANCELLED"
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), 120, "the process to go")
    assert house.writer() is None
    assert house.warehouse.read_bytes() == before

    run_id = house.schedule("ingest/ingest")
    pid = at_work(house, run_id)
    # Some batches have to be stored before, so that they can be found again.
    wait_until(lambda: re.search(r"[1-9]\d* parsed", str(house.progress(run_id))), 900, "a batch")
    os.kill(pid, signal.SIGKILL)
    [run] = house.await_final([run_id])
    assert run.state_type.value == "CRASHED"
    assert house.writer() is None
    assert house.warehouse.read_bytes() == before

    # The next run, whatever it is for, publishes what was read; a nightly one also leaves what that changed.
    [run] = house.await_final([house.schedule("nightly/nightly")])
    read = documents(house)
    assert (run.state_name, 3 < read <= 3 + MANY) == ("Completed", True)
    told = house.artifact(run.id, "copydesk-diff").data
    assert told.startswith("# What changed\n")
    assert re.search(rf"^\| raw\\.documents \| 3 \| {read} \| {read - 3} \| 0 \| 0 \|$", told, re.MULTILINE)
    assert re.search(rf"^\| core\\.articles \| 3 \| {read} \| {read - 3} \| 0 \|", told, re.MULTILINE)

    [run] = house.await_final([house.schedule("ingest/ingest")])
    assert (run.state_name, documents(house)) == ("Completed", 3 + MANY)
    assert house.artifact(run.id, "copydesk-diff") is None
    assert list(Layout.of(house.warehouse).stages.iterdir()) == []


def test_backfill_parses_stored_pages_again_and_nightly_checks_them_all(house: House) -> None:
    for page in house.sources.iterdir():
        page.unlink()  # neither reads a source
    nightly, backfill = house.await_final(
        [
            house.schedule("nightly/nightly"),
            house.schedule("backfill/backfill", outdated_only=False),
        ]
    )
    assert (nightly.state_name, backfill.state_name) == ("Completed", "Completed")
    for run in (nightly, backfill):
        assert house.artifact(run.id, "copydesk-diff").data.startswith("# No row differs\n")
    assert backfill.state.message.startswith(f"0 read, 0 new, 0 rejected, {3 + MANY} parsed")
    with duckdb.connect(str(house.warehouse), read_only=True) as connection:
        kinds = connection.execute(
            "SELECT kind, parsed_document_count FROM ops.runs WHERE flow_run_id IN (?, ?) ORDER BY kind",
            [str(nightly.id), str(backfill.id)],
        ).fetchall()
    assert kinds == [("backfill", 3 + MANY), ("nightly", 0)]


def test_serve_ends_with_its_runs_and_its_server(house: House) -> None:
    with writer_lock(Layout.of(house.warehouse), "somebody-else"):
        run_id = house.schedule("ingest/ingest", even_if_done=True, when_busy="wait")
        wait_until(lambda: str(run_id) in claims(Layout.of(house.warehouse)), 900, "the run to begin")
        [serve] = house.processes
        serve.send_signal(signal.SIGTERM)
        assert serve.wait(400) == 0
    told = (house.folder / "serve.log").read_text()
    assert "copydesk: starting a Prefect server\n" in told
    assert f"copydesk: serving ingest, nightly and backfill; watch them at http://127.0.0.1:{house.port}\n" in told
    assert told.endswith("copydesk: stopped\n")
    wait_until(lambda: house.left_over() == [], 120, "its processes to go")


def test_what_is_wrong_is_said_in_one_line(tmp_path: Path) -> None:
    from flows.__main__ import main

    page = tmp_path / "page.txt"
    page.write_text("x")
    for words in (["--port", "0"], ["--interval", "0"], ["--cron", "* *", "--interval", "5"], [str(tmp_path / "none")]):
        assert main(["serve", *words]) == 2
    done = subprocess.run(
        [sys.executable, "-m", "flows", "serve", str(page), "--cron", "every hour"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PREFECT_API_URL": "http://127.0.0.1:9/api"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("copydesk: --cron, --nightly or --timezone: ")
