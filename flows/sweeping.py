"""Bring runs of Prefect's whose process is gone to their final state.

Prefect learns how a run ends from its process, or from the worker that watches it. Where both were killed, or the
server was away when they reported, a run stays ``Running``, ``Pending`` or ``Cancelling`` for ever: it is shown as
active, and nobody is warned. copydesk's runs claim themselves with a lock of the kernel's (``warehouse.claims``), so
whether one is alive is known for certain, with no heartbeat and no waiting. Every run sweeps beside its work, and
``copydesk serve`` every half minute.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from prefect import get_run_logger
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import FlowFilter, FlowRunFilter
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Cancelled, Completed, Crashed, Failed

from flows.text.terminal import neutralise
from warehouse.claims import Claim, Claimed, claim, claims, drop_claims
from warehouse.last_run import is_published
from warehouse.layout import Layout

HOST_LABEL: Final = "copydesk.host"
"""Label of a flow run that has begun: the machine it runs on, so that no other machine takes it for dead."""

REPORT_SECONDS: Final = 60.0
"""How long a process may take to tell Prefect how it ended; in a stress test on two busy cores it took up to 15."""

START_SECONDS: Final = 300.0
"""How long a run may be on its way to a process; no worker of processes takes longer than some seconds."""

_FLOWS: Final = ("ingest", "nightly", "backfill")
_UNENDED: Final = ("RUNNING", "PENDING", "CANCELLING")
_AT_ONCE: Final = 200
_SWEEP_SECONDS: Final = 5.0
"""How long a run that has ended waits for the sweep beside it."""


@dataclass(frozen=True)
class Swept:
    """A run that was brought to its final state."""

    flow_run_id: UUID
    name: str
    state_name: str


async def sweep(layout: Layout, own_id: UUID | None = None) -> list[Swept]:
    """Bring the dead runs of a warehouse to their final state, and forget the claims of those that have one.

    Args:
        layout: The warehouse.
        own_id: The run that sweeps, which is alive; NULL where no run does.

    Returns:
        What was done.

    Raises:
        Exception: The server does not answer, or not as expected; nothing is lost, the next sweep finds the same runs.
    """
    async with get_client() as client:
        open_runs = await _unended(client)
        known = await asyncio.to_thread(claims, layout)
        swept = []
        for run in open_runs:
            if run.id == own_id or run.state is None:
                continue
            final = await asyncio.to_thread(final_state, layout, run, known.get(str(run.id)), datetime.now(UTC))
            if final is not None and await _close(client, run, final):
                swept.append(Swept(run.id, run.name, str(final.name)))
        still_open = {str(run.id) for run in open_runs}
        old = time.time() - START_SECONDS
        ended = [one for one in known.values() if not one.is_held and one.changed_at < old]
        drop_claims(layout, [one.flow_run_id for one in ended if one.flow_run_id not in still_open])
        return swept


async def _unended(client: PrefectClient) -> list[FlowRun]:
    """List the runs of our flows that have begun and not ended."""
    flows = FlowFilter.model_validate({"name": {"any_": list(_FLOWS)}})
    states = FlowRunFilter.model_validate({"state": {"type": {"any_": list(_UNENDED)}}})
    found: list[FlowRun] = []
    while True:
        part = await client.read_flow_runs(flow_filter=flows, flow_run_filter=states, limit=_AT_ONCE, offset=len(found))
        found += part
        if len(part) < _AT_ONCE:
            return found


def final_state(layout: Layout, run: FlowRun, claimed: Claimed | None, now: datetime) -> State[Any] | None:
    """Say how a run has ended that Prefect takes for unended.

    Args:
        layout: The warehouse.
        run: The run, as Prefect knows it.
        claimed: Its claim on the warehouse; NULL where it has none.
        now: This instant.

    Returns:
        Its final state; NULL (None) where it is at work, may still report, or is of another machine or warehouse.

    Raises:
        WarehouseError: The published file cannot be read.
        ValueError: The run has no state.
    """
    if run.state is None:
        raise ValueError(f"the flow run {run.id} has no state")
    if claimed is None:
        return _state_without_claim(run, run.state, now)
    if claimed.is_held:
        return None
    if claimed.outcome is not None and now.timestamp() - claimed.changed_at < REPORT_SECONDS:
        return None
    if claimed.run_id is not None and is_published(layout, claimed.run_id):
        return Completed(message=f"run {claimed.run_id} was published; its process could not tell the server")
    if run.state.type == StateType.CANCELLING or claimed.outcome == "stopped":
        return Cancelled(message="its process has ended")
    match claimed.outcome:
        case "done" | "skipped":
            return Completed(message="it ended; its process could not tell the server")
        case "failed":
            return Failed(message="it failed, see copydesk status; its process could not tell the server")
        case _:
            return Crashed(message="its process was killed; nothing was published, the next run finishes its work")


def _state_without_claim(run: FlowRun, state: State[Any], now: datetime) -> State[Any] | None:
    """Judge a run without a claim: one of another warehouse or machine, on its way, or killed before it began."""
    if now - state.timestamp < timedelta(seconds=START_SECONDS) or run.labels.get(HOST_LABEL) is not None:
        return None
    if state.type == StateType.CANCELLING:
        return Cancelled(message="no process works for it")
    return Crashed(message="no process has begun it; its worker was killed, or never started it")


async def _close(client: PrefectClient, run: FlowRun, final: State[Any]) -> bool:
    """Set the final state, unless the run has come to one meanwhile."""
    current = await client.read_flow_run(run.id)
    if current.state is None or current.state.type.value not in _UNENDED:
        return False
    await client.set_flow_run_state(run.id, final, force=True)
    return True


@asynccontextmanager
async def claimed(layout: Layout, flow_run_id: UUID) -> AsyncIterator[Claim]:
    """Claim a run for this process until the block ends, and sweep beside it.

    Args:
        layout: The warehouse.
        flow_run_id: Prefect's id of the run, which works here.

    Yields:
        The claim; how the block ends is noted on it, unless the block has noted something.

    Raises:
        WarehouseError: The claim cannot be made.
    """
    with claim(layout, str(flow_run_id)) as held:
        beside = asyncio.ensure_future(_label_and_sweep(layout, flow_run_id))
        try:
            yield held
        except Exception:
            held.ended("failed")
            raise
        except BaseException:
            held.ended("stopped")
            raise
        else:
            held.ended("done")
        finally:
            await asyncio.wait([beside], timeout=_SWEEP_SECONDS)
            beside.cancel()


async def _label_and_sweep(layout: Layout, flow_run_id: UUID) -> None:
    logger = get_run_logger()
    try:
        async with get_client() as client:
            await client.update_flow_run_labels(flow_run_id, {HOST_LABEL: socket.gethostname()})
        for swept in await sweep(layout, flow_run_id):
            logger.warning("the run %s was dead; it is %s now", neutralise(swept.name), swept.state_name)
    except Exception as error:  # noqa: BLE001 - a server that is away must not stop a run that needs it for nothing else
        logger.warning("dead runs were not looked for: %s", neutralise(str(error) or type(error).__name__))
