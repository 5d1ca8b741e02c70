"""``copydesk dictionary``: print what every table and column means."""

import argparse
import sys

from flows.commands.output import write_rows
from flows.settings import Settings

_COLUMNS = ("table", "column", "type", "is_key", "is_nullable", "unit", "null_means", "description")


def execute(arguments: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 - every command has this shape
    """Print the data dictionary: as Markdown for people, as rows for scripts.

    Args:
        arguments: ``format``: ``table`` gives Markdown.
        settings: Not used.

    Returns:
        0.
    """
    from expectations.contracts import TABLES
    from expectations.ddl import column_specs
    from expectations.dictionary import render

    if arguments.format == "table":
        sys.stdout.write(render())
        return 0
    rows = []
    for table, schema in TABLES.items():
        columns = schema.columns()
        for spec in column_specs(table, schema):
            column = columns[spec.name]
            metadata = column.metadata or {}
            rows.append(
                (
                    table,
                    spec.name,
                    spec.type,
                    column.primary_key,
                    column.nullable,
                    metadata.get("unit"),
                    metadata.get("null"),
                    column.description,
                )
            )
    write_rows(_COLUMNS, rows, arguments.format, sys.stdout)
    return 0
