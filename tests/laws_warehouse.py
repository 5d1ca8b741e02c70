"""Real runs without Prefect for the tests of the laws, and what a published file holds, row by row."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb

from flows.progress import Silence
from flows.settings import Settings
from flows.without_prefect import drive
from flows.work import Run

VOLATILE: Final = frozenset({"first_run_id", "run_id", "rejected_at"})
"""Columns that may differ between runs over the same documents (law 6)."""

Rows = dict[str, list[str]]


def do_nothing(_run: Run) -> None:
    """Let a stage pass without checks and models, which the test holds against the laws itself."""


def settle(
    warehouse: Path,
    sources: Iterable[Path | str],
    gate: Callable[[Run], None] | None = do_nothing,
    **settings: Any,
) -> dict[str, Any]:
    """Do a run over sources and publish it; without a gate unless one is given."""
    given = Settings(warehouse=warehouse, sources=tuple(str(source) for source in sources), docs=False, **settings)
    return drive(Run(given, Silence()), gate)


def rows_of(warehouse: Path, schemas: Sequence[str] = ("raw", "core"), volatile: frozenset[str] = VOLATILE) -> Rows:
    """Return every row of every table of some schemas, sorted, without the columns that may differ."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        columns = connection.execute(
            "SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns "
            "WHERE list_contains($schemas, table_schema) ORDER BY ALL",
            {"schemas": list(schemas)},
        ).fetchall()
        kept: dict[str, list[str]] = {}
        for table, column in columns:
            if column not in volatile:
                kept.setdefault(table, []).append(f'"{column}"')
        return {
            table: sorted(map(repr, connection.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall()))
            for table, names in kept.items()
        }


def differences(left: Rows, right: Rows) -> dict[str, list[str]]:
    """Name the rows that stand on one side only, by table; empty where both hold the same."""
    assert left.keys() == right.keys()
    return {
        table: [f"only left: {row}" for row in missing(left[table], right[table])]
        + [f"only right: {row}" for row in missing(right[table], left[table])]
        for table in left
        if left[table] != right[table]
    }


def missing(rows: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the rows that the others lack, as often as they lack them."""
    left = list(rows)
    for row in others:
        if row in left:
            left.remove(row)
    return left


def ask(warehouse: Path, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the published file."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()
