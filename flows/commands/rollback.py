"""``copydesk rollback``: publish an earlier file again."""

import argparse
import sys

from flows.commands.failures import CommandError
from flows.commands.output import write_object, write_rows
from flows.settings import Settings
from warehouse.errors import WarehouseError


def execute(arguments: argparse.Namespace, settings: Settings) -> int:
    """Put back the file that was published before the current one.

    Args:
        arguments: ``steps``, how many files back, and ``format``.
        settings: ``warehouse`` and ``lock_wait_seconds`` are read.

    Returns:
        0.

    Raises:
        CommandError: No such file is kept, or a run is writing.
    """
    from warehouse.layout import Layout
    from warehouse.publish import rollback

    if arguments.steps < 1:
        raise CommandError(f"--steps {arguments.steps}: must be 1 or more")
    try:
        published = rollback(Layout.of(settings.warehouse), arguments.steps, settings.lock_wait_seconds)
    except WarehouseError as error:
        raise CommandError(str(error)) from error
    summary = {
        "warehouse": str(published.path),
        "run_id": published.run_id,
        "byte_count": published.byte_count,
        "kept": None if published.kept is None else str(published.kept),
    }
    if arguments.format == "json":
        write_object(summary, sys.stdout)
    else:
        write_rows(tuple(summary), [tuple(summary.values())], arguments.format, sys.stdout)
    return 0
