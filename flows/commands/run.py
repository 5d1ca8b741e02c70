"""``copydesk run``: read sources, check, and publish the warehouse."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flows.commands.failures import CommandError, RunFailedError, refuse_missing_model
from flows.commands.output import write_object, write_rows
from flows.environment import silence_logs, silence_telemetry
from flows.settings import Settings, SourceTable

if TYPE_CHECKING:
    from flows.ephemeral_server import EphemeralServer
    from flows.progress import Progress

_SHOWN = {
    "records read": "record_count",
    "new documents": "new_document_count",
    "known documents": "known_document_count",
    "rejected": "reject_count",
    "documents parsed": "parsed_document_count",
    "articles": "article_count",
    "duplicates": "duplicate_count",
    "checks": "check_count",
    "checks with a warning": "failed_check_count",
    "bytes published": "byte_count",
    "seconds": "seconds",
    "run": "run_id",
    "warehouse": "warehouse",
}


def execute(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run the flow and write its summary.

    Args:
        arguments: ``format`` and ``verbose``.
        settings: What to read and where to write.

    Returns:
        0: the warehouse is published.

    Raises:
        CommandError: A source or the model of names does not exist.
        RunFailedError: The run failed or a gate refused; nothing was published.
    """
    silence_telemetry()
    if not arguments.verbose:
        silence_logs(is_watched=bool(os.environ.get("PREFECT_API_URL")))
    refuse_unknown_sources(settings.sources)
    refuse_missing_model(settings.names_model)
    with _terminated_like_interrupted():
        summary = _run(settings)
    if arguments.format == "json":
        write_object(summary, sys.stdout)
    elif arguments.format == "csv":
        columns = [name for name in summary if name != "sources"]
        write_rows(columns, [[summary[name] for name in columns]], "csv", sys.stdout)
    else:
        write_rows(
            ("what", "value"), [(what, _plain(summary[name])) for what, name in _SHOWN.items()], "table", sys.stdout
        )
    return 0


def _plain(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """Treat being asked to end (``kill``, a shutdown) like Ctrl-C: report, keep the finished batches, end."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def refuse_unknown_sources(sources: "tuple[str | SourceTable, ...]") -> None:
    """Say at once what is mistyped, before ten seconds are spent on starting; URLs are met when they are read.

    Args:
        sources: The sources of the settings.

    Raises:
        CommandError: One does not exist.
    """
    from flows.source_list import wanted
    from flows.steps.read.sources import SourceError, expand_sources

    try:
        expand_sources(source for source in wanted(sources) if "://" not in source.location)
    except SourceError as error:
        raise CommandError(str(error)) from error


def _run(settings: Settings) -> dict[str, Any]:
    with _booting_server() as server:
        return _ingest(settings, server)


@contextmanager
def _booting_server() -> "Iterator[EphemeralServer | None]":
    """Start the server's process before Prefect is imported here: the two take as long, and there are two cores."""
    from flows.ephemeral_server import EphemeralServer

    if os.environ.get("PREFECT_API_URL"):
        yield None
        return
    with EphemeralServer() as server:
        yield server


def _ingest(settings: Settings, server: "EphemeralServer | None") -> dict[str, Any]:
    from expectations.checkpoint import ChecksError
    from flows.ephemeral_server import ServerFailedError
    from flows.news_flow import run_ingest
    from flows.steps.read.sources import SourceError
    from flows.work import GateRefusedError
    from warehouse.errors import WarehouseError

    with _watch() as progress:
        try:
            return run_ingest(settings, progress, server)
        except SourceError as error:
            raise CommandError(str(error)) from error
        except GateRefusedError as error:
            raise RunFailedError(f"{error}; nothing was published, see copydesk status") from error
        except (WarehouseError, ChecksError, ServerFailedError, OSError) as error:
            raise RunFailedError(f"{error}") from error


@contextmanager
def _watch() -> "Iterator[Progress]":
    """Draw progress on a terminal only."""
    if not sys.stderr.isatty():
        from flows.progress import Silence

        yield Silence()
        return
    from flows.commands.bars import Bars

    with Bars() as bars:
        yield bars
