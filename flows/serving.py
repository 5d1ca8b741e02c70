"""Serve the three deployments from this process: schedules without a worker, and runs as processes of their own.

What Prefect's ``serve`` leaves open is closed here: a runner whose server goes away gives up after some tries, so it is
begun again; the server is ours where none is configured, and is begun again as well; a run whose process is gone is
brought to its final state every half minute. A stop by Ctrl-C or SIGTERM cancels the runs and ends everything.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from prefect.client.orchestration import get_client
from prefect.runner import Runner
from prefect.schedules import Cron, Interval, Schedule
from prefect.settings import PREFECT_API_URL, PREFECT_UI_URL, temporary_settings
from prefect.types.entrypoint import EntrypointType

from flows.deployments import backfill, ingest, nightly
from flows.ephemeral_server import EphemeralServer, ServerFailedError
from flows.sweeping import sweep
from flows.text.terminal import neutralise
from warehouse.layout import Layout

_LOG: Final = logging.getLogger(__name__)

PROCESSES: Final = 3
"""Most runs at a time: one that works, and others that look and skip."""

SWEEP_SECONDS: Final = 30.0
_POLL_SECONDS: Final = 5.0
"""How often the runner asks for runs; Prefect's ten seconds would make each run up to ten seconds late."""
_LOOK_SECONDS: Final = 0.5
_AGAIN_SECONDS: Final = 2.0
_STOP_SECONDS: Final = 45.0
"""Longer than the 30 seconds a run is given to end by itself when it is cancelled."""


@dataclass(frozen=True)
class Serving:
    """What is served when.

    Attributes:
        warehouse: The published file, which the sweep looks after.
        parameters: Parameters of every deployment, ready for JSON.
        ingest_parameters: Parameters of ``ingest`` besides.
        ingest_cron: When to ingest, as cron writes it.
        ingest_seconds: Seconds from one ingest to the next, in place of the cron line; NULL (None) where that holds.
        nightly_cron: When to look after the warehouse.
        timezone: Name of the time zone the cron lines are meant in.
        is_at_once: Whether to ingest at the start, too.
    """

    warehouse: Path
    parameters: dict[str, Any]
    ingest_parameters: dict[str, Any]
    ingest_cron: str = "7 * * * *"
    ingest_seconds: float | None = None
    nightly_cron: str = "37 2 * * *"
    timezone: str = "UTC"
    is_at_once: bool = False

    def ingest_schedule(self) -> Schedule:
        """Return when to ingest.

        Raises:
            ValueError: The cron line or the time zone is none.
        """
        if self.ingest_seconds is not None:
            return Interval(self.ingest_seconds, timezone=self.timezone)
        return Cron(self.ingest_cron, timezone=self.timezone)

    def nightly_schedule(self) -> Schedule:
        """Return when to look after the warehouse.

        Raises:
            ValueError: The cron line or the time zone is none.
        """
        return Cron(self.nightly_cron, timezone=self.timezone)


def configured_api() -> str | None:
    """Return the address of the Prefect API that the environment or Prefect's profile names; None where none does."""
    value = PREFECT_API_URL.value()
    return str(value) if value else None


def ui_address() -> str:
    """Return where the UI of the server in use is."""
    return str(PREFECT_UI_URL.value() or str(PREFECT_API_URL.value()).removesuffix("/api"))


def serve(serving: Serving, server: EphemeralServer | None, tell: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Args:
        serving: What is served when.
        server: The server of ours, already started and waited for; NULL where one is configured.
        tell: Is given what a person wants to know, line by line.

    Raises:
        ServerFailedError: The configured server does not answer at the start.
    """
    with temporary_settings({} if server is None else {PREFECT_API_URL: server.api_url}):
        asyncio.run(_serve(serving, server, tell))


async def _serve(serving: Serving, server: EphemeralServer | None, tell: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    failure = await _healthcheck()
    if failure is not None:
        raise ServerFailedError(
            f"the Prefect server at {PREFECT_API_URL.value()} does not answer ({failure}); start it"
        )
    _listen_for_stop(stop)
    beside = [asyncio.create_task(_sweep_often(serving, stop))]
    if server is not None:
        beside.append(asyncio.create_task(_keep_alive(server, stop, tell)))
    is_first = True
    while not stop.is_set():
        try:
            await _run_once(serving, stop, tell, is_first=is_first)
        except Exception as error:
            if is_first and isinstance(error, ValueError):
                stop.set()
                raise
            _LOG.debug("the runner ended", exc_info=True)
            tell(f"lost the Prefect server ({type(error).__name__}); trying again")
        is_first = False
        if not stop.is_set():
            await _pause(stop, _AGAIN_SECONDS)
    for task in beside:
        task.cancel()
    await asyncio.gather(*beside, return_exceptions=True)
    with contextlib.suppress(Exception):
        await asyncio.wait_for(sweep(Layout.of(serving.warehouse)), _AGAIN_SECONDS)


async def _run_once(serving: Serving, stop: asyncio.Event, tell: Callable[[str], None], *, is_first: bool) -> None:
    """Register the deployments and run what is scheduled, until it is to stop or the server is lost."""
    while await _healthcheck() is not None:
        if stop.is_set():
            return
        await _pause(stop, _LOOK_SECONDS)
    runner = Runner(name="copydesk", limit=PROCESSES, query_seconds=_POLL_SECONDS, pause_on_shutdown=False)
    given = serving.parameters
    common: dict[str, Any] = {"entrypoint_type": EntrypointType.MODULE_PATH}
    ingest_id = await runner.aadd_flow(
        ingest,
        name="ingest",
        schedule=serving.ingest_schedule(),
        parameters=given | serving.ingest_parameters,
        **common,
    )
    await runner.aadd_flow(nightly, name="nightly", schedule=serving.nightly_schedule(), parameters=given, **common)
    await runner.aadd_flow(backfill, name="backfill", parameters=given, **common)
    running = asyncio.create_task(runner.start())
    while not runner.started and not running.done():
        await asyncio.sleep(_LOOK_SECONDS / 10)
    _listen_for_stop(stop)  # the runner has put its own handler in place, which ends the process half way
    if is_first and serving.is_at_once:
        async with get_client() as client:
            await client.create_flow_run_from_deployment(ingest_id)
    if is_first:
        tell(f"serving ingest, nightly and backfill; watch them at {neutralise(ui_address())}")
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([running, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not running.done():
        tell("stopping; runs at work are cancelled")
        await runner.astop()
    await asyncio.wait([running], timeout=_STOP_SECONDS)
    if running.done():
        running.result()


def _listen_for_stop(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def _healthcheck() -> str | None:
    async with get_client() as client:
        failure = await client.api_healthcheck()
    return None if failure is None else type(failure).__name__


async def _sweep_often(serving: Serving, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            for swept in await sweep(Layout.of(serving.warehouse)):
                _LOG.warning("the run %s was dead; it is %s now", neutralise(swept.name), swept.state_name)
        except Exception:  # noqa: BLE001 - the server is away, or the file is being replaced; the next sweep looks again
            _LOG.debug("no sweep", exc_info=True)
        await _pause(stop, SWEEP_SECONDS)


async def _keep_alive(server: EphemeralServer, stop: asyncio.Event, tell: Callable[[str], None]) -> None:
    """Begin the server again where it ended; its runs and schedules are in its database."""
    while not stop.is_set():
        if not server.is_alive:
            tell("the Prefect server ended; starting it again")
            try:
                await asyncio.to_thread(_restart, server)
            except ServerFailedError as error:
                tell(neutralise(str(error)))
        await _pause(stop, _LOOK_SECONDS)


def _restart(server: EphemeralServer) -> None:
    server.__exit__(None, None, None)
    server.__enter__()
    server.wait()
