"""``copydesk diff``: say which rows came, went and changed between two files of a warehouse."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flows.commands.failures import CommandError
from flows.commands.output import dump, table_text, write_object, write_rows
from flows.settings import Settings
from flows.text.terminal import neutralise
from warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from warehouse.diff import Diff, Example

_COLUMNS = ("table", "change", "by", "before", "after", "row_count")


def execute(arguments: argparse.Namespace, settings: Settings) -> int:
    """Compare two files and write what differs.

    Args:
        arguments: ``before`` and ``after`` (paths, runs, ``published``, ``previous``), ``examples``, ``tables``,
            ``format``; ``csv`` gives one row per count, without examples.
        settings: ``warehouse`` is read, for runs and names.

    Returns:
        0, whether anything differs or not.

    Raises:
        CommandError: There is no such file, or it is no copydesk warehouse.
    """
    from warehouse.diff import diff_files
    from warehouse.layout import Layout
    from warehouse.versions import find_version

    if arguments.examples < 0:
        raise CommandError(f"--examples {arguments.examples}: must be 0 or more")
    try:
        layout = Layout.of(settings.warehouse)
        before, after = find_version(layout, arguments.before), find_version(layout, arguments.after)
        found = diff_files(before, after, arguments.examples, arguments.tables or None)
    except (WarehouseError, ValueError) as error:
        raise CommandError(str(error)) from error
    if arguments.format == "json":
        write_object(_as_json(found), sys.stdout)
    elif arguments.format == "csv":
        write_rows(_COLUMNS, _counts(found), "csv", sys.stdout)
    else:
        sys.stdout.write(page(found))
    return 0


def _as_json(found: "Diff") -> dict[str, Any]:
    value = asdict(found)
    for side in ("before", "after"):
        value[side]["path"] = str(value[side]["path"])
    return value


def _counts(found: "Diff") -> Iterator[tuple[Any, ...]]:
    for table in found.tables:
        for change in ("added", "removed", "changed"):
            yield table.table, change, None, None, None, getattr(table, change)
        for group in table.groups:
            yield table.table, group.change, group.by, group.before, group.after, group.row_count


def page(found: "Diff") -> str:
    """Write a comparison as text for people, in which text from pages does nothing.

    Args:
        found: The comparison.

    Returns:
        Its lines: the files, the tables that differ, what changed alike, and some rows.
    """
    sides = (
        f"{word} {neutralise(str(version.path))} (run {version.run_id or 'unknown'}, parser {version.parser_version})\n"
        for word, version in (("before:", found.before), ("after: ", found.after))
    )
    parts = ["".join(sides)]
    differing = [table for table in found.tables if table.added or table.removed or table.changed]
    if not differing:
        return parts[0] + "\nno row differs\n"
    rows = [(t.table, t.before_count, t.after_count, t.added, t.removed, t.changed) for t in differing]
    parts.append(table_text(("table", "rows before", "rows after", "added", "removed", "changed"), rows))
    groups = [
        (t.table, group.change, group.by, _span(group.before, group.after), group.row_count)
        for t in differing
        for group in t.groups
    ]
    if groups:
        parts.append("what changed alike\n" + table_text(("table", "change", "by", "what", "rows"), groups))
    shown = [line for t in differing for example in t.examples for line in _example(t.table, example)]
    if shown:
        parts.append("for example\n" + "".join(shown))
    return "\n".join(parts)


def _span(before: str | None, after: str | None) -> str:
    named = [side for side in (before, after) if side is not None]
    return named[0] if len(set(named)) == 1 else " → ".join(named)


def _example(table: str, example: "Example") -> Iterator[str]:
    key = ", ".join(f"{name} {value}" for name, value in example.key.items())
    yield neutralise(f"{table} {example.change}: {key}") + "\n"
    for name, (before, after) in example.values.items():
        told = f"{dump(before)} → {dump(after)}" if example.change == "changed" else dump(after or before)
        yield neutralise(f"    {name}: {told}") + "\n"
