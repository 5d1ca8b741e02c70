"""Who works for which run of Prefect's, and how a run whose process is gone has ended."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from flows.sweeping import HOST_LABEL, REPORT_SECONDS, START_SECONDS, final_state
from warehouse.claims import Claimed, claim, claims, drop_claims
from warehouse.errors import WarehouseError
from warehouse.layout import Layout

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
ID = "0f7c5c1e-0000-4000-8000-00000000000a"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout.of(tmp_path / "news.duckdb")


def test_a_claim_is_held_for_as_long_as_its_block_and_tells_its_end(layout: Layout) -> None:
    assert claims(layout) == {}
    with claim(layout, ID) as held:
        held.began("run-1")
        found = claims(layout)[ID]
        assert (found.is_held, found.run_id, found.outcome) == (True, "run-1", None)
        with pytest.raises(WarehouseError, match="another process works"), claim(layout, ID):
            pass
        held.ended("skipped")
        held.ended("done")
    found = claims(layout)[ID]
    assert (found.is_held, found.run_id, found.outcome) == (False, "run-1", "skipped")
    drop_claims(layout, [ID, str(uuid4())])
    assert claims(layout) == {}


def test_a_killed_process_holds_no_claim(layout: Layout) -> None:
    code = (
        "import os, signal, sys\nfrom warehouse.claims import claim\nfrom warehouse.layout import Layout\n"
        "with claim(Layout.of(sys.argv[1]), sys.argv[2]) as held:\n"
        "    held.began('run-1')\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(layout.published), ID], check=False)
    assert done.returncode < 0
    found = claims(layout)[ID]
    assert (found.is_held, found.run_id, found.outcome) == (False, "run-1", None)


def test_a_damaged_claim_is_one_that_names_no_end(layout: Layout) -> None:
    layout.create()
    (layout.claims / f"{ID}.json").write_bytes(b"\xff{")
    found = claims(layout)[ID]
    assert (found.is_held, found.run_id, found.outcome) == (False, None, None)


@pytest.mark.parametrize("name", ["", "../x", "a" * 36, ID.upper(), f"{ID}\n"])
def test_only_an_id_of_prefects_names_a_claim(layout: Layout, name: str) -> None:
    with pytest.raises(ValueError, match="is no id of a flow run"), claim(layout, name):
        pass
    assert not layout.folder.exists()


def flow_run(state: str, age: float, labels: dict[str, Any] | None = None) -> Any:
    from prefect.client.schemas.objects import FlowRun, State, StateType

    since = NOW - timedelta(seconds=age)
    return FlowRun(
        id=uuid4(), flow_id=uuid4(), state=State(type=StateType(state), timestamp=since), labels=labels or {}
    )


def claimed(*, is_held: bool = False, outcome: Any = None, age: float = 0, run_id: str | None = "run-1") -> Claimed:
    return Claimed(ID, is_held, run_id, outcome, NOW.timestamp() - age)


LONG, OLD = 2 * REPORT_SECONDS, 2 * START_SECONDS
CASES: dict[str, tuple[Any, Claimed | None, str | None]] = {
    "at work": (("RUNNING", OLD), claimed(is_held=True), None),
    "at work, being cancelled": (("CANCELLING", OLD), claimed(is_held=True), None),
    "killed": (("RUNNING", 1), claimed(), "CRASHED"),
    "killed before it came to a run": (("RUNNING", 1), claimed(run_id=None), "CRASHED"),
    "killed while it was cancelled": (("CANCELLING", 1), claimed(), "CANCELLED"),
    "about to report": (("RUNNING", OLD), claimed(outcome="done"), None),
    "could not report that it was done": (("RUNNING", OLD), claimed(outcome="done", age=LONG), "COMPLETED"),
    "could not report that it skipped": (("RUNNING", OLD), claimed(outcome="skipped", age=LONG), "COMPLETED"),
    "could not report that it failed": (("RUNNING", OLD), claimed(outcome="failed", age=LONG), "FAILED"),
    "could not report that it was stopped": (("RUNNING", OLD), claimed(outcome="stopped", age=LONG), "CANCELLED"),
    "on its way to a process": (("PENDING", START_SECONDS / 2), None, None),
    "its worker was killed": (("PENDING", OLD), None, "CRASHED"),
    "killed before it could claim itself": (("RUNNING", OLD), None, "CRASHED"),
    "cancelled on its way": (("CANCELLING", OLD), None, "CANCELLED"),
    "of another machine or warehouse": (("RUNNING", OLD, {HOST_LABEL: "elsewhere"}), None, None),
}


@pytest.mark.parametrize(("run", "found", "wanted"), CASES.values(), ids=CASES.keys())
def test_how_a_run_has_ended(layout: Layout, run: Any, found: Claimed | None, wanted: str | None) -> None:
    final = final_state(layout, flow_run(*run), found, NOW)
    assert (None if final is None else final.type.value) == wanted
    assert final is None or final.message


def test_the_claim_says_which_process(layout: Layout) -> None:
    with claim(layout, ID):
        assert f'"pid": "{os.getpid()}"' in (layout.claims / f"{ID}.json").read_text()
