"""``copydesk sql``: ask the published warehouse a question."""

import argparse
import sys

from flows.commands.failures import CommandError
from flows.commands.output import write_rows
from flows.settings import Settings
from warehouse.errors import WarehouseError


def execute(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run one statement on the published file and write its rows.

    Args:
        arguments: ``query`` (``-`` for standard input) and ``format``.
        settings: ``warehouse`` is read.

    Returns:
        0.

    Raises:
        CommandError: There is no warehouse, or the statement is wrong.
    """
    from warehouse.layout import Layout
    from warehouse.query import run

    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig") if arguments.query == "-" else arguments.query
    except UnicodeDecodeError as error:
        raise CommandError(f"standard input is not UTF-8 at byte {error.start}; save the query as UTF-8") from error
    try:
        result = run(Layout.of(settings.warehouse).published, text)
        write_rows(result.columns, result.rows, arguments.format, sys.stdout)
    except WarehouseError as error:
        raise CommandError(str(error)) from error
    return 0
