"""Which process works for which run of Prefect's.

Prefect knows a run by what its process reports. A process that was killed together with whoever watched it (the worker,
``copydesk serve``, the server) reports nothing, and its run stays ``Running`` for ever. So each run claims itself: a
file named after Prefect's id, locked by the kernel while the process works for it, and written with how it ended.
A claim that nobody holds and that names no end is a killed run; one that names an end says how.
"""

import contextlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal

from warehouse.durable import read_json
from warehouse.errors import WarehouseError
from warehouse.layout import Layout
from warehouse.lock import Held, open_lock, try_lock

Outcome = Literal["done", "skipped", "failed", "stopped"]

_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


class Claim:
    """A held claim, to note on it which run of the warehouse it is and how it ends."""

    def __init__(self, descriptor: int) -> None:
        """Take over an open, locked file.

        Args:
            descriptor: The file.
        """
        self._descriptor: Final = descriptor
        self._notes: dict[str, str | None] = {"run_id": None, "outcome": None}
        self._write()

    def began(self, run_id: str) -> None:
        """Note which run of ``ops.runs`` it is.

        Args:
            run_id: The run.
        """
        self._notes["run_id"] = run_id
        self._write()

    def ended(self, outcome: Outcome) -> None:
        """Note how it ends, before Prefect is told; what was noted first stays.

        Args:
            outcome: How.
        """
        self._notes["outcome"] = self._notes["outcome"] or outcome
        self._write()

    def _write(self) -> None:
        text = json.dumps(self._notes | {"pid": str(os.getpid())})
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode("ascii"), 0)


@dataclass(frozen=True)
class Claimed:
    """A claim as another process finds it."""

    flow_run_id: str
    is_held: bool
    """Whether its process is at work."""
    run_id: str | None
    """The run of ``ops.runs``; None where it did not come to one."""
    outcome: Outcome | None
    """How it ended; None where it has not, or was killed."""
    changed_at: float
    """When it was written last, in seconds since 1970."""


@contextmanager
def claim(layout: Layout, flow_run_id: str) -> Iterator[Claim]:
    """Claim a run of Prefect's for this process until the block ends.

    Args:
        layout: The warehouse.
        flow_run_id: Prefect's id of the run.

    Yields:
        The claim; the file stays afterwards, for those who ask how it ended.

    Raises:
        WarehouseError: The file cannot be made, or another process has claimed the run.
        ValueError: The id is none of Prefect's.
    """
    if not _ID.match(flow_run_id):
        raise ValueError(f"{flow_run_id!r} is no id of a flow run")
    layout.create()
    held = Held(open_lock(layout.claims / f"{flow_run_id}.json"))
    assert held.descriptor is not None  # noqa: S101 - just opened
    try:
        if not try_lock(held.descriptor, shared=False):
            raise WarehouseError(f"another process works for the flow run {flow_run_id} already")
        yield Claim(held.descriptor)
    finally:
        held.close()


def claims(layout: Layout) -> dict[str, Claimed]:
    """List the claims on a warehouse.

    Args:
        layout: The warehouse; it need not exist yet.

    Returns:
        The claims by Prefect's id of the run.

    Raises:
        WarehouseError: The system has no ``flock``.
    """
    found = {}
    for path in layout.claims.glob("*.json"):
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:  # it went meanwhile
            continue
        try:
            is_held = not try_lock(descriptor, shared=True)
            notes, changed_at = read_json(path) or {}, os.fstat(descriptor).st_mtime
        finally:
            os.close(descriptor)
        found[path.stem] = Claimed(path.stem, is_held, notes.get("run_id"), notes.get("outcome"), changed_at)
    return found


def drop_claims(layout: Layout, flow_run_ids: Iterator[str] | list[str]) -> None:
    """Remove claims of runs whose end Prefect knows.

    Args:
        layout: The warehouse.
        flow_run_ids: Prefect's ids of the runs.
    """
    for flow_run_id in flow_run_ids:
        with contextlib.suppress(OSError):
            (layout.claims / f"{flow_run_id}.json").unlink()
