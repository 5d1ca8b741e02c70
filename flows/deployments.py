"""The flows that schedules start: ``ingest``, ``nightly`` and ``backfill``, with parameters a person fills in by hand.

Prefect's scheduler starts runs that overlap, runs that are late, and after a downtime every run that was missed. So
each flow guards itself before it works. A run whose sources were read by a run that began after its own scheduled time
has nothing left to do and says so; a run that finds the warehouse being written skips, waits or is cancelled, as its
parameters say. Both are decided before Polars, Great Expectations or dbt are imported, within a second.

The form of the Prefect UI shows the ``Args`` of these docstrings beside its fields.
"""

import asyncio
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Cancelled, Completed
from pydantic import Field

from flows.environment import code_version, silence_telemetry
from flows.naming import run_name
from flows.plan import INGEST, Plan
from flows.resources import or_sample_pages
from flows.settings import Settings, SourceTable, load
from flows.sweeping import claimed
from flows.text.terminal import neutralise
from warehouse.choice import Choice
from warehouse.claims import Claim
from warehouse.errors import WarehouseBusy, one_line
from warehouse.last_run import ingested_since
from warehouse.layout import Layout
from warehouse.lock import holder

WhenBusy = Literal["skip", "wait", "cancel"]

_POLL_SECONDS: Final = 0.5
_SKIPPED: Final = "Skipped"

_WaitSeconds = Annotated[float, Field(ge=0, le=86_400)]


def _run_name() -> str:
    """Say what runs, over what and when."""
    given = flow_run.parameters
    paths = [source.get("path") if isinstance(source, dict) else source for source in given.get("sources") or ()]
    span = [str(given[name]) for name in ("fetched_from", "fetched_until", "parser_version") if given.get(name)]
    subject = [str(path) for path in paths] or [" to ".join(span) or Path(given.get("warehouse") or "warehouse").name]
    return run_name(str(flow_run.flow_name), subject, flow_run.get_scheduled_start_time())


@flow(name="ingest", flow_run_name=_run_name, persist_result=False)
async def ingest(
    sources: list[str | SourceTable] | None = None,
    warehouse: str | None = None,
    publisher: str | None = None,
    when_busy: WhenBusy = "skip",
    wait_seconds: _WaitSeconds = 60.0,
    even_if_done: bool = False,
) -> State[Any]:
    """Read the sources, check what comes of them, and publish the warehouse.

    A run that is late, or was missed in a downtime, ends within a second where a later one has done its work.

    Args:
        sources: What to read: files, folders, globs or URLs; empty takes the sources of copydesk.toml.
        warehouse: The published DuckDB file; empty takes the one of copydesk.toml on the machine that runs it.
        publisher: Publisher of records whose source names none; empty means unknown.
        when_busy: What to do while another run writes the warehouse: skip (end as Completed), wait, or cancel (end
            as Cancelled).
        wait_seconds: How long to wait for another run to end, in seconds; then this one is skipped.
        even_if_done: Read the sources even if a run that began after this one's time has read them.

    Returns:
        Completed with the summary of the run, or Completed as ``Skipped`` or Cancelled with the reason.

    Raises:
        GateRefusedError: An expectation failed; nothing was published.
        WarehouseError: The warehouse could not be written.
        SourceError: A source could not be opened.
    """
    settings = _settings(sources=sources or None, warehouse=warehouse, publisher=publisher)
    return await _guarded(settings, INGEST, when_busy, wait_seconds, even_if_done=even_if_done)


@flow(name="nightly", flow_run_name=_run_name, persist_result=False)
async def nightly(
    warehouse: str | None = None,
    keep_history_days: Annotated[int | None, Field(ge=1, le=100_000)] = None,
    keep_published: Annotated[int | None, Field(ge=0, le=1_000)] = None,
    when_busy: WhenBusy = "wait",
    wait_seconds: _WaitSeconds = 3_600.0,
) -> State[Any]:
    """Check the whole warehouse, forget what is too old, and give back free space.

    Reads no source. Every expectation looks at every row, also at what earlier runs have vouched for; the file is
    written anew where more than a tenth of it is free.

    Args:
        warehouse: The published DuckDB file; empty takes the one of copydesk.toml on the machine that runs it.
        keep_history_days: Days of run history to keep; empty takes the setting of copydesk.toml.
        keep_published: Earlier published files to keep; empty takes the setting of copydesk.toml.
        when_busy: What to do while another run writes the warehouse: skip (end as Completed), wait, or cancel (end
            as Cancelled).
        wait_seconds: How long to wait for another run to end, in seconds; then this one is skipped.

    Returns:
        Completed with the summary of the run, or Completed as ``Skipped`` or Cancelled with the reason.

    Raises:
        GateRefusedError: An expectation failed; nothing was published.
        WarehouseError: The warehouse could not be written.
    """
    settings = _settings(warehouse=warehouse, keep_history_days=keep_history_days, keep_published=keep_published)
    return await _guarded(settings, Plan("nightly"), when_busy, wait_seconds)


@flow(name="backfill", flow_run_name=_run_name, persist_result=False)
async def backfill(
    fetched_from: date | None = None,
    fetched_until: date | None = None,
    parser_version: str | None = None,
    outdated_only: bool = True,
    warehouse: str | None = None,
    when_busy: WhenBusy = "wait",
    wait_seconds: _WaitSeconds = 3_600.0,
) -> State[Any]:
    """Parse stored pages again, from raw.documents, without their sources.

    Args:
        fetched_from: First day (UTC) on which the pages were fetched; empty is the beginning.
        fetched_until: Last day (UTC), inclusive; empty is the end. A page of unknown day is in no range.
        parser_version: Only pages that this version of the parser read last (ops.parses.parser_version).
        outdated_only: Pass over pages that the present parser has read already; off parses them all.
        warehouse: The published DuckDB file; empty takes the one of copydesk.toml on the machine that runs it.
        when_busy: What to do while another run writes the warehouse: skip (end as Completed), wait, or cancel (end
            as Cancelled).
        wait_seconds: How long to wait for another run to end, in seconds; then this one is skipped.

    Returns:
        Completed with the summary of the run, or Completed as ``Skipped`` or Cancelled with the reason.

    Raises:
        GateRefusedError: An expectation failed; nothing was published.
        WarehouseError: The warehouse could not be written.
        ValueError: The range runs backwards.
    """
    choice = Choice(fetched_from, fetched_until, parser_version, outdated_only)
    return await _guarded(_settings(warehouse=warehouse), Plan("backfill", choice), when_busy, wait_seconds)


def _settings(**given: Any) -> Settings:
    silence_telemetry()
    return load(flags=given)


async def _guarded(
    settings: Settings, plan: Plan, when_busy: WhenBusy, wait_seconds: float, *, even_if_done: bool = True
) -> State[Any]:
    """Look whether there is work, and do it where there is."""
    layout = Layout.of(settings.warehouse)
    deadline = time.monotonic() + (wait_seconds if when_busy == "wait" else 0.0)
    async with claimed(layout, UUID(str(flow_run.get_id()))) as held:
        busy = await _wait(layout, deadline)
        # Asked after the wait: what was waited for may have done the work.
        done = None if even_if_done else _done_since(layout, settings, flow_run.get_scheduled_start_time())
        if done is not None:
            return _skip(held, f"nothing left to do: run {done} began after this one's time and read the same sources")
        if busy is None:
            try:
                return await _work(settings, plan, held, deadline)
            except WarehouseBusy as error:  # another run was quicker since we looked, and is at work still
                busy = one_line(error)
        if when_busy == "cancel":
            held.ended("skipped")
            return Cancelled(message=busy)
        return _skip(held, busy)


async def _work(settings: Settings, plan: Plan, held: Claim, deadline: float) -> State[Any]:
    from flows.news_flow import carry_out  # a second of imports, for those who work

    # Of two that waited one takes the lock; the other waits on, for what is left of its time.
    left = max(0.0, deadline - time.monotonic())
    summary = await carry_out(settings.model_copy(update={"lock_wait_seconds": left}), plan, held)
    message = (
        f"{summary['record_count']} read, {summary['new_document_count']} new, {summary['reject_count']} rejected, "
        f"{summary['parsed_document_count']} parsed; {summary['article_count']} articles published"
    )
    return Completed(message=message, data=summary)


async def _wait(layout: Layout, deadline: float) -> str | None:
    """Wait until nobody writes the warehouse; say who does where it takes too long."""
    while (writer := await asyncio.to_thread(holder, layout)) is not None:
        if time.monotonic() >= deadline:
            return one_line(
                f"run {writer.run_id} (process {writer.pid} on {writer.host}, since {writer.since}) is writing "
                f"{layout.published.name}"
            )
        await asyncio.sleep(_POLL_SECONDS)
    return None


def _done_since(layout: Layout, settings: Settings, scheduled_at: datetime) -> str | None:
    sources = [str(source) for source in or_sample_pages(settings.sources)]
    return ingested_since(layout, sources, code_version(), scheduled_at.astimezone(UTC).replace(tzinfo=None))


def _skip(held: Claim, why: str) -> State[Any]:
    held.ended("skipped")
    get_run_logger().info("skipped: %s", neutralise(why))
    return Completed(message=why, name=_SKIPPED)
