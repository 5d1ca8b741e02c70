"""Answer the user's own SQL from the published file.

This module is on the path of ``copydesk sql`` and imports nothing but DuckDB. The statement can only read the
warehouse: the file is opened read-only, other files and the network are out of reach, and no setting of that
can be turned back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from warehouse.connect import open_published
from warehouse.errors import QueryFailed, one_line

FETCH_ROWS: Final = 2048
"""Rows taken from DuckDB at a time, its own vector length."""


@dataclass(frozen=True)
class Result:
    """Columns and rows of a statement; the rows come once, and the file is closed after the last."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def read_only(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a published file for statements that nobody has vetted.

    Args:
        path: The published file.

    Yields:
        A connection that can read this file and nothing else, closed at the end of the block.

    Raises:
        WarehouseMissing: There is no file.
        WarehouseError: It cannot be opened.
    """
    connection = open_published(path)
    try:
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()


def _explain(error: duckdb.Error) -> QueryFailed:
    lines = [line for line in str(error).splitlines() if line.strip() and not line.lstrip().startswith("^")]
    text = one_line(lines[0] if lines else error)
    where = next((line.split(":", 1)[0] for line in lines if line.startswith("LINE ")), None)
    hint = next((one_line(line) for line in lines[1:] if line.startswith(("Candidate", "Did you mean"))), None)
    detail = "; ".join(part for part in (text, hint) if part)
    return QueryFailed(f"the SQL failed{f' at {where.lower()}' if where else ''}: {detail}")


def run(path: Path, sql: str) -> Result:
    """Run a statement on a published file.

    Args:
        path: The published file.
        sql: One or more statements; the last one's result is returned.

    Returns:
        Its columns and rows. Take all rows, or close ``rows``, to close the file.

    Raises:
        WarehouseMissing: There is no file.
        QueryFailed: The text is empty, wrong, or tries what it must not.
        WarehouseError: The file cannot be opened.
    """
    rows = _run(path, sql)
    columns, types = next(rows)
    return Result(columns, types, rows)


def _run(path: Path, sql: str) -> Iterator[tuple[Any, ...]]:
    """Yield the pair of column names and types, then the rows."""
    if "\0" in sql:
        raise QueryFailed("the SQL failed: it holds a NUL character")
    with read_only(path) as connection:
        try:
            connection.execute(sql)
            description = connection.description
            if not description:
                raise QueryFailed(
                    "the SQL holds no statement; give one, for example: SELECT count(*) FROM core.articles"
                )
            yield tuple(column[0] for column in description), tuple(str(column[1]) for column in description)
            while rows := connection.fetchmany(FETCH_ROWS):
                yield from rows
        except duckdb.Error as error:
            raise _explain(error) from error
        except UnicodeEncodeError as error:
            raise QueryFailed("the SQL failed: it holds a broken character (a lone surrogate)") from error
