"""The Prefect flow: in which order the steps of a run go, and what it leaves to be seen in Prefect.

``run_ingest`` is what ``copydesk run`` calls: it brings a Prefect server up where none is configured, and imports Great
Expectations and dbt meanwhile. ``ingest`` is the flow itself, which a deployment calls as well.
"""

import asyncio
import contextlib
import importlib
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from typing import Any, Final
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.events.worker import EventsWorker
from prefect.exceptions import TerminationSignal
from prefect.logging.handlers import APILogWorker
from prefect.runtime import flow_run
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import tasks
from flows.artifacts import Watch, leave_artifacts, leave_diff, send_alerts
from flows.batch import Batch
from flows.environment import silence_telemetry
from flows.ephemeral_server import EphemeralServer, ServerFailedError
from flows.naming import run_name
from flows.plan import INGEST, Plan
from flows.progress import PROGRESS, Progress, watcher
from flows.settings import Settings, load
from flows.sweeping import claimed
from flows.work import Run
from warehouse.claims import Claim
from warehouse.layout import Layout

_LATE_IMPORTS: Final = ("great_expectations", "expectations.engine", "dbt.cli.main", "dbt.adapters.duckdb")
_SEND_SECONDS: Final = 5.0


def _run_name() -> str:
    """Say what runs, over what and when."""
    sources = [str(source) for source in _settings_of(flow_run.parameters.get("settings")).sources]
    return run_name("ingest", sources, flow_run.scheduled_start_time)


def _settings_of(value: Settings | dict[str, Any] | None) -> Settings:
    if isinstance(value, Settings):
        return value
    return load(flags=value)


@flow(name="ingest", flow_run_name=_run_name, persist_result=False)
async def ingest(settings: Settings | None = None) -> dict[str, Any]:
    """Read sources, check what comes of them, and publish the warehouse.

    Args:
        settings: What to read and where to write; NULL reads ``copydesk.toml`` and the environment.

    Returns:
        The summary of the run, ready for JSON.

    Raises:
        GateRefusedError: An expectation failed; nothing was published.
        WarehouseError: The warehouse could not be written.
        SourceError: A source could not be opened.
    """
    silence_telemetry()
    settings = _settings_of(settings)
    async with claimed(Layout.of(settings.warehouse), UUID(str(flow_run.get_id()))) as held:
        return await carry_out(settings, INGEST, held)


async def carry_out(settings: Settings, plan: Plan, held: Claim) -> dict[str, Any]:
    """Do what a run is for, inside a flow of Prefect's: from the lock to the published file.

    Args:
        settings: What to read and where to write.
        plan: What the run is for.
        held: The claim of this process on the flow run.

    Returns:
        The summary of the run, ready for JSON.

    Raises:
        GateRefusedError: An expectation failed; nothing was published.
        WarehouseError: The warehouse could not be written.
        SourceError: A source could not be opened.
    """
    desk = tasks.Desk(Run(settings, watcher(), plan, flow_run.get_id()), settings.workers)
    watch = Watch(desk.run)
    held.began(desk.run.run_id)
    try:
        await watch.begin()
        await watch.step("stage", tasks.begin(desk))
        taken = await _take_in(watch, desk, settings.workers) if plan.kind == "ingest" else 0
        await _parse_stale(watch, desk, settings.workers, taken)
        await watch.step("deduplicate", tasks.deduplicate(desk))
        await watch.step("storylines", tasks.tell_storylines(desk))
        if plan.kind == "nightly":
            await watch.step("forget", tasks.forget(desk))
        await watch.step("check_before_models", tasks.check(desk, "before_models"))
        await watch.step("models", tasks.build_models(desk))
        await watch.step("check_after_models", tasks.check(desk, "after_models"))
        await watch.step("publish", tasks.publish(desk))
        await leave_diff(desk.run)
    except BaseException as error:
        desk.stop()
        try:
            desk.run.fail(error)
        except Exception as second:  # noqa: BLE001 - a full disk must not hide what went wrong first
            error.add_note(f"no report was left: {second}")
        raise
    finally:
        desk.stop()
        desk.run.close()
        await watch.end()
        if desk.run.journal.has_ended:  # one that met another at work has nothing to tell
            await leave_artifacts(desk.run)
            send_alerts(desk.run)
    return desk.run.summary()


async def _take_in(watch: Watch, desk: tasks.Desk, workers: int) -> int:
    """Read, load, parse and store: one batch ahead is read, ``workers`` are parsed, loading keeps the order."""
    return await _in_flight(watch, desk, workers, tasks.read_batch, tasks.load_batch)


async def _parse_stale(watch: Watch, desk: tasks.Desk, workers: int, first: int) -> None:
    """Parse again, from the stage, what a killed run left or another parser version parsed."""
    await _in_flight(watch, desk, workers, tasks.take_stale, None, first)


_Step = Callable[[tasks.Desk, Batch], Coroutine[Any, Any, bool]]


async def _in_flight(
    watch: Watch, desk: tasks.Desk, workers: int, take: _Step, load_taken: _Step | None, first: int = 0
) -> int:
    """Keep ``workers`` batches in flight; return the number of the next, since ``ops.steps`` names steps by it."""
    parsing: deque[tuple[Batch, asyncio.Task[None]]] = deque()
    batch = Batch(first)
    taking = asyncio.ensure_future(take(desk, batch))
    try:
        while await taking:
            following = Batch(batch.index + 1)
            taking = asyncio.ensure_future(take(desk, following))
            if load_taken is None or await load_taken(desk, batch):
                parsing.append((batch, asyncio.ensure_future(tasks.parse_batch(desk, batch))))
            else:
                await watch.batch(batch.index)
            while len(parsing) >= workers:
                await _store_first(watch, desk, parsing)
            batch = following
        while parsing:
            await _store_first(watch, desk, parsing)
    finally:
        left = [taking, *(task for _, task in parsing)]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
    return batch.index


async def _store_first(watch: Watch, desk: tasks.Desk, parsing: deque[tuple[Batch, asyncio.Task[None]]]) -> None:
    batch, parsed = parsing[0]
    await parsed
    parsing.popleft()
    await tasks.store_batch(desk, batch)
    await watch.batch(batch.index)


def run_ingest(settings: Settings, progress: Progress, booting: EphemeralServer | None = None) -> dict[str, Any]:
    """Run the flow here and now, on the configured Prefect server or on an ephemeral one.

    Args:
        settings: What to read and where to write.
        progress: Who is told how far it is.
        booting: A server that was started ahead; None starts one here, where none is configured.

    Returns:
        The summary of the run.

    Raises:
        KeyboardInterrupt: It was asked to end.
        ServerFailedError: The configured server does not answer, or the ephemeral one did not come up.
        GateRefusedError: An expectation failed; nothing was published.
        WarehouseError: The warehouse could not be written.
        SourceError: A source could not be opened.
    """
    silence_telemetry()
    PROGRESS.set(progress)
    with ExitStack() as closing:
        if PREFECT_API_URL.value():
            server = None
            asyncio.run(_refuse_silent_server())
        else:
            server = booting or closing.enter_context(EphemeralServer())
            closing.enter_context(temporary_settings({PREFECT_API_URL: server.api_url}))
        threading.Thread(target=_import_late, name="copydesk-imports", daemon=True).start()
        if server is not None:
            progress.step("starting")
            server.wait()
        closing.callback(_send_what_waits)
        try:
            return asyncio.run(ingest(settings))
        except TerminationSignal as signal:  # what Prefect makes of SIGTERM while a flow runs
            raise KeyboardInterrupt from signal


async def _refuse_silent_server() -> None:
    """Say at once that a configured server does not answer, and what to do; Prefect would say half of it later."""
    async with get_client() as client:
        failure = await client.api_healthcheck()
    if failure is not None:
        raise ServerFailedError(
            f"the Prefect server at {PREFECT_API_URL.value()} does not answer ({type(failure).__name__}); "
            "start it, or unset PREFECT_API_URL to run without"
        )


def _send_what_waits() -> None:
    """Send the log lines and events that still wait, before the server they are for may end."""
    EventsWorker.drain_all(timeout=_SEND_SECONDS)
    APILogWorker.drain_all(timeout=_SEND_SECONDS)


def _import_late() -> None:
    """Import what is needed at the end of a run while its beginning waits for the server and the disk."""
    for name in _LATE_IMPORTS:
        with contextlib.suppress(Exception):  # the step that needs it imports it again, and says what is wrong
            importlib.import_module(name)
