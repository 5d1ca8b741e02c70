"""``copydesk export``: write tables of the published warehouse as Parquet or CSV files, one a table."""

import argparse
import sys
from dataclasses import asdict

from flows.commands.failures import CommandError, RunFailedError
from flows.commands.output import write_object, write_rows
from flows.settings import Settings
from flows.text.terminal import neutralise
from warehouse.errors import ExportFailed, WarehouseError

_COLUMNS = ("table", "file", "row_count", "byte_count", "sha256")


def execute(arguments: argparse.Namespace, settings: Settings) -> int:
    """Export, and list what was written.

    Args:
        arguments: ``folder``, ``wanted`` (schemas and tables), ``kind``, ``exact`` and ``format`` (of the list).
        settings: ``warehouse`` is read.

    Returns:
        0: the folder holds the export.

    Raises:
        CommandError: A name means nothing, the folder holds something else, or there is no warehouse.
        RunFailedError: The folder cannot be written.
    """
    from warehouse.export import export
    from warehouse.layout import Layout

    try:
        layout = Layout.of(settings.warehouse)
        exported = export(
            layout.published, arguments.folder, arguments.wanted, arguments.kind, is_exact=arguments.exact
        )
    except ExportFailed as error:
        raise RunFailedError(str(error)) from error
    except WarehouseError as error:
        raise CommandError(str(error)) from error
    if arguments.format == "json":
        write_object({"folder": str(arguments.folder), "tables": [asdict(one) for one in exported]}, sys.stdout)
        return 0
    is_table = arguments.format == "table"
    columns = _COLUMNS[:4] if is_table else _COLUMNS
    write_rows(columns, [[getattr(one, name) for name in columns] for one in exported], arguments.format, sys.stdout)
    if is_table:
        sys.stderr.write(f"copydesk: exported to {neutralise(str(arguments.folder))}\n")
    return 0
