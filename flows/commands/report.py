"""``copydesk report``: write a page about a run and the warehouse it left, as plain text, Markdown or HTML.

Text from pages (names of files, failing rows, publishers) is literal in all three; the HTML has no scripts and loads
nothing.
"""

import argparse
import datetime
import html
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flows.commands.failures import CommandError, RunFailedError
from flows.commands.output import table_text, to_json, write_object, write_rows
from flows.settings import Settings
from flows.text.markdown import escape_markdown, markdown_table
from flows.text.terminal import neutralise
from warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from warehouse.report import Report, Table

_VERDICTS: Final = {"published": "Published", "refused": "Refused: nothing was published", "failed": "Failed"}


def execute(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the report of a run.

    Args:
        arguments: ``run_id`` (None takes the last published run), ``output`` (a page goes there: HTML by its suffix,
            else Markdown) and ``format`` of standard output: ``table`` is plain text, ``json`` the tables, ``csv`` one
            row per cell.
        settings: ``warehouse`` is read.

    Returns:
        0.

    Raises:
        CommandError: There is no such run, or no warehouse; or ``output`` is given with another format than the page.
        RunFailedError: ``output`` cannot be written.
    """
    from warehouse.layout import Layout
    from warehouse.report import report

    output: Path | None = arguments.output
    if output is not None and arguments.format != "table":
        raise CommandError("--output writes a page; leave --format away, or redirect standard output")
    try:
        found = report(Layout.of(settings.warehouse).published, arguments.run_id)
    except WarehouseError as error:
        raise CommandError(str(error)) from error
    if arguments.format == "json":
        write_object(asdict(found), sys.stdout)
    elif arguments.format == "csv":
        write_rows(("table", "row", "column", "value"), _cells(found), "csv", sys.stdout)
    elif output is None:
        sys.stdout.write(_plain(found))
    else:
        _write(found, output)
    return 0


def _write(found: "Report", output: Path) -> None:
    from expectations.report import write_page

    try:
        if output.suffix.lower() in {".html", ".htm"}:
            write_page(output, f"copydesk: {_verdict(found)}", _html(found))
        else:
            unfinished = output.with_name(f".{output.name}.unfinished")
            unfinished.write_text(markdown(found), encoding="utf-8")
            unfinished.replace(output)
    except OSError as error:
        raise RunFailedError(f"cannot write the report {output} ({error.strerror}); give another --output") from error
    sys.stderr.write(f"copydesk: wrote {neutralise(str(output))}\n")


def _verdict(found: "Report") -> str:
    return _VERDICTS.get(found.status, found.status.capitalize())


def _plain(found: "Report") -> str:
    parts = [f"{_verdict(found)}: run {found.run_id}", *([found.error] if found.error else [])]
    lines = [neutralise(part) + "\n" for part in parts]
    for table in found.tables:
        note = f" ({table.note})" if table.note else ""
        lines.append(f"\n{table.title}{neutralise(note)}\n")
        lines.append(table_text(table.columns, [[_rounded(value) for value in row] for row in table.rows]))
    return "".join(lines)


def markdown(found: "Report") -> str:
    """Write a report as Markdown in which every text from outside is literal.

    Args:
        found: The report.

    Returns:
        The page, with a newline at its end.
    """
    parts = [
        f"# {_verdict(found)}",
        f"Run {escape_markdown(found.run_id)}.",
        *([f"**{escape_markdown(found.error)}**"] if found.error else []),
    ]
    for table in found.tables:
        parts.append(f"## {table.title}")
        if table.note:
            parts.append(escape_markdown(table.note))
        rows = [[_shown(value) for value in row] for row in table.rows]
        parts.append(markdown_table(table.columns, rows, _number_columns(table)))
    return "\n\n".join(parts) + "\n"


def _html(found: "Report") -> str:
    parts = [f"<p>Run {_escaped(found.run_id)}.</p>"]
    if found.error:
        parts.append(f"<p><strong>{_escaped(found.error)}</strong></p>")
    for table in found.tables:
        head = "".join(f"<th>{_escaped(name)}</th>" for name in table.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{_escaped(_shown(value) or '')}</td>" for value in row) + "</tr>\n"
            for row in table.rows
        )
        note = f"<p>{_escaped(table.note)}</p>" if table.note else ""
        parts.append(
            f"<h2>{_escaped(table.title)}</h2>{note}"
            f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>"
        )
    return "\n".join(parts)


def _escaped(text: str) -> str:
    return html.escape(neutralise(text), quote=True)


def _cells(found: "Report") -> "list[tuple[str, int, str, Any]]":
    return [
        (table.title, number, column, value)
        for table in found.tables
        for number, row in enumerate(table.rows)
        for column, value in zip(table.columns, row, strict=True)
    ]


def _number_columns(table: "Table") -> list[str]:
    def is_number(value: object) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool)

    by_column = zip(table.columns, zip(*table.rows, strict=True), strict=True)
    return [name for name, values in by_column if all(v is None or is_number(v) for v in values) and any(values)]


def _rounded(value: Any) -> Any:
    """Keep a number a number, so that it stands to the right."""
    return round(value, 3) if isinstance(value, float) else value if isinstance(value, int) else _shown(value)


def _shown(value: Any) -> str | None:
    """Write a value as people read it: thousands parted, days and minutes in place of microseconds."""
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.3f}".rstrip("0").rstrip(".")
        case datetime.datetime():
            return value.isoformat(" ", "seconds")
        case _:
            return str(to_json(value))
