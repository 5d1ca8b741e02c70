"""Render the data dictionary: every table and column, its type, unit and what NULL means.

``python -m expectations.dictionary`` rewrites ``DICTIONARY.md`` beside this module; a test holds that the
committed file is what the contracts say.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from expectations.contracts import TABLES, Contract
from expectations.ddl import column_specs, table_comment

DICTIONARY_PATH: Final = Path(__file__).with_name("DICTIONARY.md")

_INTRODUCTION: Final = """\
# Data dictionary

<!-- Rendered from expectations/contracts.py by `python -m expectations.dictionary`; do not edit by hand. -->

Every table that Python writes. Spans are half-open and count Unicode code points of `raw.documents.page_text`;
instants are UTC; NULL means "not known", never "empty". The marts are described in `sql/`.
"""

_MARKDOWN: Final = re.compile(r"([\\`*\[\]<>|_])")


def escape(text: str) -> str:
    """Make a text inert in a Markdown table cell.

    Args:
        text: Any text.

    Returns:
        The text on one line, with every character that Markdown or HTML could read as markup escaped.
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _row(name: str, column: Any, sql_type: str) -> str:
    metadata = column.metadata or {}
    key = " (key)" if column.primary_key else ""
    null = escape(metadata.get("null") or "not known") if column.nullable else "never"
    cells = (f"`{name}`{key}", f"`{sql_type}`", escape(metadata.get("unit") or ""), null, escape(column.description))
    return "| " + " | ".join(cells) + " |"


def render(tables: Mapping[str, type[Contract]] = TABLES) -> str:
    """Render the dictionary as Markdown.

    Args:
        tables: Contracts by full table name.

    Returns:
        The whole page, ending in one newline; the same text for the same contracts.
    """
    parts = [_INTRODUCTION]
    for table, schema in tables.items():
        columns = schema.columns()
        lines = [
            f"## `{table}`",
            "",
            escape(table_comment(schema)),
            "",
            "| column | type | unit | NULL means | description |",
            "| --- | --- | --- | --- | --- |",
            *(_row(spec.name, columns[spec.name], spec.type) for spec in column_specs(table, schema)),
            "",
        ]
        parts.append("\n".join(lines))
    return "\n".join(parts)


def write(path: Path = DICTIONARY_PATH) -> None:
    """Rewrite the committed dictionary.

    Args:
        path: Where to; the file beside this module unless told.

    Raises:
        OSError: The file cannot be written.
    """
    path.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    write()
