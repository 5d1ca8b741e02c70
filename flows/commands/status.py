"""``copydesk status``: say what is published, what ran, and who is writing."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.alerts import alerts_of_check
from flows.commands.failures import CommandError
from flows.commands.output import table_text, write_object, write_rows
from flows.settings import Settings
from flows.text.terminal import neutralise
from warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from warehouse.status import Status

_RUN_COLUMNS = ("run_id", "status", "record_count", "new_document_count", "reject_count", "article_count", "error")


def execute(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write how the warehouse stands.

    Args:
        arguments: ``format``; ``csv`` gives one row per fact.
        settings: ``warehouse`` is read.

    Returns:
        0, also where nothing is published yet.

    Raises:
        CommandError: The file is no copydesk warehouse.
    """
    from warehouse.layout import Layout
    from warehouse.status import status

    try:
        layout = Layout.of(settings.warehouse)
        found = status(layout)
    except WarehouseError as error:
        raise CommandError(str(error)) from error
    unpublished = [_report(layout.reports / f"{run_id}.json", run_id) for run_id in found.unpublished]
    if arguments.format == "json":
        value = {**asdict(found), "path": str(found.path), "unpublished": unpublished}
        write_object({**value, "alerts": list(_alerts(found, unpublished))}, sys.stdout)
    elif arguments.format == "csv":
        write_rows(("what", "name", "value"), _facts(found, unpublished), "csv", sys.stdout)
    else:
        sys.stdout.write(_page(found, unpublished))
    return 0


def _report(path: Path, run_id: str) -> dict[str, Any]:
    """Read of a report what a person wants first; a report that is being written or damaged gives its name alone."""
    try:
        run = json.loads(path.read_bytes())["run"]
        return {name: run[name] for name in ("run_id", "status", "started_at", "error")}
    except (OSError, ValueError, KeyError, TypeError):
        return {"run_id": run_id, "status": None, "started_at": None, "error": None}


def _alerts(found: "Status", unpublished: list[dict[str, Any]]) -> Iterator[str]:
    """Tell what somebody should look at: runs that did not publish, then what the last published run warned of."""
    for report in unpublished:
        status, error = report["status"] or "did not publish", report["error"] or "no reason is known"
        yield f"run {report['run_id']} {status}: {error}"
    for check in found.failed_checks:
        for alert in alerts_of_check(asdict(check), {}):
            yield alert.message


def _facts(found: "Status", unpublished: list[dict[str, Any]]) -> Iterator[tuple[str, str | None, Any]]:
    yield "published", "path", str(found.path)
    yield "published", "byte_count", found.byte_count
    for table in found.tables:
        yield "rows", table.table, table.row_count
    for run in found.runs:
        yield "run", run.run_id, run.status
    for check in found.failed_checks:
        yield f"check {check.severity}", f"{check.suite}: {check.expectation}", check.unexpected_count
    for kept in found.kept:
        yield "kept", kept.run_id, kept.byte_count
    for report in unpublished:
        yield "unpublished", report["run_id"], report["error"]
    for message in _alerts(found, unpublished):
        yield "alert", None, message
    if found.writer is not None:
        yield "writer", found.writer.run_id, f"{found.writer.pid}@{found.writer.host} since {found.writer.since}"


def _page(found: "Status", unpublished: list[dict[str, Any]]) -> str:
    size = "nothing is published yet" if found.byte_count is None else f"{found.byte_count:,} bytes"
    parts = [f"{neutralise(str(found.path))}: {size}\n"]
    if found.writer is not None:
        writer = found.writer
        parts.append(
            neutralise(f"run {writer.run_id} (process {writer.pid} on {writer.host}) is writing since {writer.since}")
            + "\n"
        )
    alerts = [f"  {neutralise(message)}\n" for message in _alerts(found, unpublished)]
    if alerts:
        parts.append("alerts\n" + "".join(alerts))
    if found.tables:
        parts.append(table_text(("table", "rows"), [(table.table, table.row_count) for table in found.tables]))
    if found.runs:
        rows = [tuple(getattr(run, name) for name in _RUN_COLUMNS) for run in found.runs]
        parts.append("last runs\n" + table_text(_RUN_COLUMNS, rows))
    if found.failed_checks:
        failed = [
            (check.severity, check.suite, check.expectation, check.unexpected_count) for check in found.failed_checks
        ]
        parts.append("checks that did not hold\n" + table_text(("severity", "suite", "expectation", "rows"), failed))
    if unpublished:
        columns = ("run_id", "status", "error")
        parts.append(
            "runs that did not publish\n"
            + table_text(columns, [tuple(report[name] for name in columns) for report in unpublished])
        )
    if found.kept:
        parts.append(
            "kept for rollback\n"
            + table_text(("run_id", "bytes"), [(kept.run_id, kept.byte_count) for kept in found.kept])
        )
    return "\n".join(parts)
