"""A comparison of two files as Markdown, for an artifact in Prefect and for the notes of a release."""

import json
from typing import Final

from flows.text.markdown import escape_markdown, markdown_table
from warehouse.diff import Diff, Example, TableDiff

_SHOWN_EXAMPLES: Final = 30


def diff_markdown(found: Diff) -> str:
    """Write a comparison as Markdown in which every text from a page is literal.

    Args:
        found: The comparison.

    Returns:
        The files, the tables that differ, what changed alike, and some rows.
    """
    before, after = found.before, found.after
    parts = [
        f"# {'No row differs' if found.is_empty else 'What changed'}",
        markdown_table(
            ("", "file", "run", "parser"),
            [
                ("before", before.path, before.run_id, before.parser_version),
                ("after", after.path, after.run_id, after.parser_version),
            ],
        ),
    ]
    differing = [table for table in found.tables if table.added or table.removed or table.changed]
    if not differing:
        return "\n\n".join(parts)
    columns = ("table", "rows before", "rows after", "added", "removed", "changed")
    rows = [(t.table, t.before_count, t.after_count, t.added, t.removed, t.changed) for t in differing]
    parts.append(markdown_table(columns, rows, numbers=columns[1:]))
    groups = [
        (t.table, group.change, group.by, group.before, group.after, group.row_count)
        for t in differing
        for group in t.groups
    ]
    if groups:
        columns = ("table", "change", "by", "before", "after", "rows")
        parts += ["## What changed alike", markdown_table(columns, groups, numbers=("rows",))]
    examples = [_example(table, example) for table in differing for example in table.examples]
    if examples:
        parts += ["## For example", "\n".join(examples[:_SHOWN_EXAMPLES])]
    return "\n\n".join(parts)


def _example(table: TableDiff, example: Example) -> str:
    key = ", ".join(str(value) for value in example.key.values())
    told = "; ".join(
        f"{name} {_value(before)} → {_value(after)}"
        if example.change == "changed"
        else f"{name} {_value(after or before)}"
        for name, (before, after) in example.values.items()
    )
    return f"- {escape_markdown(f'{table.table} {example.change}: {key}')}: {escape_markdown(told)}"


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
