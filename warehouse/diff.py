"""Compare two files of a warehouse: which rows came, went and changed, by table, by column and by rule.

Both files are attached read-only. A table is compared in two passes: hashes of its rows are joined by their keys, which
finds the rows that differ; only those are then looked at column by column. DuckDB's joins spill to disk, so memory
stays within its limit however large the files are.

Rows are told by what they stand for and not by their number: a quotation by its page and its span, because one more
quotation at the top would rename all those below it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from expectations.contracts import CORE, RAW
from expectations.ddl import quote_identifier, quote_literal, quote_table
from warehouse.errors import WarehouseError, one_line
from warehouse.scratch import spilling_scratch

MEMORY_LIMIT: Final = "1GB"
SHOWN_CHARS: Final = 120
"""How much of a value an example shows."""
_MOST_GROUPS: Final = 40
_IGNORED: Final = {
    "raw.sightings": {"first_run_id"},
    "raw.rejects": {"run_id", "rejected_at"},
    "core.blocks": {"block_index", "repeats_block_index"},
    "core.fingerprints": {"version"},
}
"""What differs between two runs on the same pages, or follows from the number of rows above."""


@dataclass(frozen=True)
class Version:
    """One of the two files."""

    path: Path
    run_id: str | None
    """The run that published it; None where it knows none."""
    parser_version: str | None


@dataclass(frozen=True)
class Group:
    """Rows that changed alike: in one column, or from one code to another."""

    change: str
    """added, removed or changed."""
    by: str
    """``column``, or the code that is counted: ``role and rule``, ``kind``, …"""
    before: str | None
    after: str | None
    row_count: int


@dataclass(frozen=True)
class Example:
    """One row that differs."""

    change: str
    key: dict[str, Any]
    values: dict[str, tuple[Any, Any]]
    """Before and after by column: of a changed row those that differ, of others what it held."""


@dataclass(frozen=True)
class TableDiff:
    """What became of one table."""

    table: str
    before_count: int
    after_count: int
    added: int
    removed: int
    changed: int
    groups: tuple[Group, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Diff:
    """What became of a warehouse between two files."""

    before: Version
    after: Version
    tables: tuple[TableDiff, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no row differs."""
        return not any(table.added or table.removed or table.changed for table in self.tables)


@dataclass(frozen=True)
class _Plan:
    """How the rows of one table are told apart and compared."""

    table: str
    keys: dict[str, str]
    """Expression by name; equal keys are the same row."""
    columns: tuple[str, ...]
    code: tuple[str, str] | None
    """Name and expression of what is counted by; None where the table holds no code."""


def diff_files(before: Path, after: Path, examples: int = 3, tables: Sequence[str] | None = None) -> Diff:
    """Compare two files table by table; ``ops`` and the marts, which follow from the rest, are left out.

    Args:
        before: The one file.
        after: The other.
        examples: How many rows to show of each table and kind of change.
        tables: Full names of the tables to compare; NULL (None) compares all of ``raw`` and ``core``.

    Returns:
        What differs.

    Raises:
        WarehouseError: A file is no copydesk warehouse, or cannot be read.
        ValueError: A table is unknown.
    """
    wanted = list(RAW | CORE) if tables is None else list(tables)
    for table in wanted:
        if table not in RAW | CORE:
            raise ValueError(f"there is no table {table} to compare; there are {', '.join(RAW | CORE)}")
    with _both(before, after) as connection:
        try:
            versions = [_version(connection, side, path) for side, path in (("a", before), ("b", after))]
            plans = [plan for table in wanted if (plan := _plan(connection, table)) is not None]
            found = tuple(_compare(connection, plan, examples) for plan in plans)
        except duckdb.Error as error:
            raise WarehouseError(f"cannot compare {before} and {after}: {one_line(error)}") from error
    return Diff(versions[0], versions[1], found)


@contextmanager
def _both(before: Path, after: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with spilling_scratch(MEMORY_LIMIT) as (connection, folder):
        try:
            # One file cannot be attached under two names; a link to it is another name on the disk as well.
            for side, path in (("a", before), ("b", after)):
                if side == "b" and after.samefile(before):
                    path = folder / "same.duckdb"
                    path.symlink_to(before.resolve())
                connection.execute(f"ATTACH {quote_literal(str(path))} AS {side} (READ_ONLY)")
        except (duckdb.Error, OSError) as error:
            raise WarehouseError(f"cannot open {before} and {after} together: {one_line(error)}") from error
        yield connection


def _version(connection: duckdb.DuckDBPyConnection, side: str, path: Path) -> Version:
    row = connection.execute(
        f"SELECT run_id, parser_version FROM {side}.ops.runs WHERE status = 'published' "  # noqa: S608
        "ORDER BY started_at DESC, run_id DESC LIMIT 1"
    ).fetchone()
    return Version(path, *(row or (None, None)))


def _columns_of(connection: duckdb.DuckDBPyConnection, side: str, table: str) -> set[str]:
    rows = connection.execute(
        "SELECT column_name FROM duckdb_columns() "
        "WHERE database_name = $side AND schema_name || '.' || table_name = $t",
        {"side": side, "t": table},
    ).fetchall()
    return {name for (name,) in rows}


def _plan(connection: duckdb.DuckDBPyConnection, table: str) -> _Plan | None:
    """Say how a table is compared; None where one of the files was made before there was such a table."""
    contract = (RAW | CORE)[table]
    there = _columns_of(connection, "a", table) & _columns_of(connection, "b", table)
    if not there:
        return None
    keys = _keys(table, contract.primary_key(), there)
    named = {*keys, *contract.primary_key()} if len(keys) > 1 else set(keys)
    ignored = _IGNORED.get(table, set())
    columns = tuple(name for name in contract.columns() if name in there and name not in named | ignored)
    codes = [name for name in columns if getattr(contract.columns()[name], "regex", None)]
    code = (codes[0], quote_identifier(codes[0])) if codes else None
    if table == "core.blocks":
        code = ("role and rule", "concat_ws(' by ', role, rule)")
    return _Plan(table, keys, columns, code)


def _keys(table: str, primary: list[str], there: set[str]) -> dict[str, str]:
    """Tell what lies in a page by its page and span, anything else by its key."""
    if table == "core.blocks":
        return {name: name for name in ("document_id", "block_start", "block_end")}
    thing = primary[0].removesuffix("_id")
    start, end = f"{thing}_start", f"{thing}_end"
    if len(primary) == 1 and thing != "article" and {start, end, "article_id"} <= there:
        # An article's id is its page's, a hyphen and a number: without the digits it names the page.
        return {"page": "rtrim(article_id, '0123456789')", start: start, end: end}
    return {name: quote_identifier(name) for name in primary}


def _compare(connection: duckdb.DuckDBPyConnection, plan: _Plan, examples: int) -> TableDiff:
    keys = ", ".join(quote_identifier(name) for name in plan.keys)
    for side in ("a", "b"):
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {side}_rows AS {_numbered(connection, side, plan)}")
    hashed = f"hash({', '.join(quote_identifier(name) for name in plan.columns)})" if plan.columns else "0"
    sides = " FULL JOIN ".join(
        f"(SELECT {keys}, copydesk_nth, {hashed} AS row_hash, true AS is_there FROM {side}_rows) AS {side}"  # noqa: S608
        for side in ("a", "b")
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE differing AS
        SELECT {keys}, copydesk_nth,
            CASE WHEN a.is_there IS NULL THEN 'added' WHEN b.is_there IS NULL THEN 'removed' ELSE 'changed' END
                AS change
        FROM {sides} USING ({keys}, copydesk_nth)
        WHERE a.is_there IS NULL OR b.is_there IS NULL OR a.row_hash <> b.row_hash
        """  # noqa: S608
    )
    counts = dict(connection.execute("SELECT change, count(*) FROM differing GROUP BY change").fetchall())
    before, after = (_count(connection, f"{side}.{quote_table(plan.table)}") for side in ("a", "b"))
    return TableDiff(
        table=plan.table,
        before_count=before,
        after_count=after,
        added=counts.get("added", 0),
        removed=counts.get("removed", 0),
        changed=counts.get("changed", 0),
        groups=tuple(_groups(connection, plan)) if counts else (),
        examples=tuple(_examples(connection, plan, examples)) if counts and examples else (),
    )


def _numbered(connection: duckdb.DuckDBPyConnection, side: str, plan: _Plan) -> str:
    """Select keys and columns; rows that share a key are numbered, where there are any, so that none is multiplied."""
    named = [f"{expression} AS {quote_identifier(name)}" for name, expression in plan.keys.items()]
    named += [quote_identifier(name) for name in plan.columns]
    named += [f"{plan.code[1]} AS copydesk_code"] if plan.code else []
    table = f"{side}.{quote_table(plan.table)}"
    expressions = ", ".join(plan.keys.values())
    shared = connection.execute(
        f"SELECT 1 FROM {table} GROUP BY {expressions} HAVING count(*) > 1 LIMIT 1"  # noqa: S608
    ).fetchone()
    order = ", ".join([quote_identifier(name) for name in plan.columns] or ["1"])
    nth = f"row_number() OVER (PARTITION BY {expressions} ORDER BY {order})" if shared else "1"
    return f"SELECT {', '.join(named)}, {nth} AS copydesk_nth FROM {table}"  # noqa: S608


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM {relation}").fetchone() or (0,)  # noqa: S608
    return int(count)


def _joined(plan: _Plan, change: str) -> str:
    keys = ", ".join([*(quote_identifier(name) for name in plan.keys), "copydesk_nth"])
    sides = {"added": ("b",), "removed": ("a",), "changed": ("a", "b")}[change]
    joins = "".join(f" JOIN {side}_rows AS {side} USING ({keys})" for side in sides)
    return f"(SELECT * FROM differing WHERE change = {quote_literal(change)}) AS d{joins}"  # noqa: S608


def _groups(connection: duckdb.DuckDBPyConnection, plan: _Plan) -> Iterator[Group]:
    if plan.columns:
        counted = ", ".join(
            f"count(*) FILTER (a.{quote_identifier(name)} IS DISTINCT FROM b.{quote_identifier(name)})"
            for name in plan.columns
        )
        row = connection.execute(f"SELECT {counted} FROM {_joined(plan, 'changed')}").fetchone() or ()  # noqa: S608
        for name, count in zip(plan.columns, row, strict=True):
            if count:
                yield Group("changed", "column", name, name, int(count))
    if plan.code is None:
        return
    by, _ = plan.code
    for change, side in (("added", "b"), ("removed", "a")):
        rows = connection.execute(
            f"SELECT {side}.copydesk_code AS code, count(*) FROM {_joined(plan, change)} GROUP BY code "  # noqa: S608
            f"ORDER BY count(*) DESC, code LIMIT {_MOST_GROUPS}"
        ).fetchall()
        for code, count in rows:
            yield Group(change, by, None if change == "added" else code, code if change == "added" else None, count)
    rows = connection.execute(
        f"SELECT a.copydesk_code AS one, b.copydesk_code AS other, count(*) FROM {_joined(plan, 'changed')} "  # noqa: S608
        f"WHERE one IS DISTINCT FROM other GROUP BY ALL ORDER BY count(*) DESC, one, other LIMIT {_MOST_GROUPS}"
    ).fetchall()
    for before, after, count in rows:
        yield Group("changed", by, before, after, count)


def _examples(connection: duckdb.DuckDBPyConnection, plan: _Plan, most: int) -> Iterator[Example]:
    keys = [quote_identifier(name) for name in plan.keys]
    for change in ("added", "removed", "changed"):
        sides = {"added": ("b",), "removed": ("a",), "changed": ("a", "b")}[change]
        shown = [f"{side}.{quote_identifier(name)}" for side in sides for name in plan.columns]
        rows = connection.execute(
            f"SELECT {', '.join([*keys, *shown])} FROM {_joined(plan, change)} "  # noqa: S608
            f"ORDER BY {', '.join(keys)}, copydesk_nth LIMIT {int(most)}"
        ).fetchall()
        for row in rows:
            key = dict(zip(plan.keys, row, strict=False))
            values, width = row[len(keys) :], len(plan.columns)
            if change == "changed":
                pairs = zip(plan.columns, values[:width], values[width:], strict=True)
                differing = {name: (_cut(one), _cut(other)) for name, one, other in pairs if one != other}
            else:
                held = {n: _cut(v) for n, v in zip(plan.columns, values, strict=True) if v is not None}
                differing = {n: (None, v) if change == "added" else (v, None) for n, v in held.items()}
            yield Example(change, key, differing)


def _cut(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, str) and len(value) > SHOWN_CHARS:
        return value[: SHOWN_CHARS - 1] + "…"
    return value
