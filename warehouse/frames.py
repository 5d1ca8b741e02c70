"""Hold frames against the contracts at the door of the warehouse, and insert them.

A frame that lacks a column would be loaded with NULLs, and one with a further column would lose it; both are
faults of the code that made it, so both raise.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

import duckdb
import polars as pl

from expectations.contracts import TABLES
from expectations.ddl import quote_identifier, quote_table

NONE: Final[frozenset[str]] = frozenset()


def check(table: str, frame: pl.DataFrame, without: frozenset[str] = NONE) -> pl.DataFrame:
    """Make sure that a frame has exactly the columns and types of a table.

    Args:
        table: Full table name.
        frame: The rows; a column of Polars' Null type passes, since it is empty or all NULL.
        without: Columns of the contract that the warehouse fills itself.

    Returns:
        The same rows with the columns in the contract's order.

    Raises:
        KeyError: The contracts know no such table.
        ValueError: A column is missing, superfluous or of another type.
    """
    wanted = {name: column.dtype for name, column in TABLES[table].columns().items() if name not in without}
    missing = sorted(wanted.keys() - set(frame.columns))
    extra = sorted(set(frame.columns) - wanted.keys())
    if missing or extra:
        raise ValueError(f"frame for {table}: missing columns {missing}, unknown columns {extra}")
    for name, dtype in wanted.items():
        found = frame.schema[name]
        if found != dtype and found != pl.Null:
            raise ValueError(f"frame for {table}: column {name} is {found}, the contract says {dtype}")
    return frame.select(*wanted)


def names(frames: Mapping[str, pl.DataFrame], required: Iterable[str], optional: Iterable[str] = ()) -> None:
    """Make sure that a mapping holds a frame for each table it must, and for no other.

    Args:
        frames: Frames by full table name.
        required: Tables that must be there.
        optional: Tables that may be there.

    Raises:
        ValueError: A frame is missing or not expected.
    """
    needed = set(required)
    missing = sorted(needed - frames.keys())
    extra = sorted(frames.keys() - needed - set(optional))
    if missing or extra:
        raise ValueError(f"frames: missing tables {missing}, unexpected tables {extra}")


@contextmanager
def registered(cursor: duckdb.DuckDBPyConnection, **frames: pl.DataFrame) -> Iterator[None]:
    """Let SQL see frames under names, without copying them, while a block runs.

    Args:
        cursor: The cursor that runs the SQL; no other sees them.
        **frames: Frames by the names SQL is to call them.

    Yields:
        Nothing.
    """
    for name, frame in frames.items():
        cursor.register(name, frame)
    try:
        yield
    finally:
        for name in frames:
            cursor.unregister(name)


def insert(cursor: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Append a frame to a table through Arrow, columns matched by name.

    Args:
        cursor: Inside a transaction on the stage.
        table: Full table name.
        frame: Rows with columns of the table; columns left out become NULL.

    Raises:
        duckdb.Error: A row breaks a NOT NULL, or the disk is full.
    """
    if frame.is_empty():
        return
    columns = ", ".join(quote_identifier(name) for name in frame.columns)
    with registered(cursor, incoming_rows=frame):
        cursor.execute(f"INSERT INTO {quote_table(table)} BY NAME SELECT {columns} FROM incoming_rows")  # noqa: S608


def keys(column: str, values: pl.Series | Sequence[str]) -> pl.DataFrame:
    """Make a frame of distinct keys to join with.

    Args:
        column: The key's column name.
        values: Keys, in any order, repeats allowed.

    Returns:
        One String column, each key once.
    """
    return pl.DataFrame({column: pl.Series(column, values, dtype=pl.String)}).drop_nulls().unique(maintain_order=True)


def naive_utc(instant: datetime) -> datetime:
    """Return an instant as the tables store it: UTC without a zone.

    Args:
        instant: An instant; one without a zone is taken as UTC already.

    Returns:
        The same instant in UTC, without a zone.
    """
    return instant if instant.tzinfo is None else instant.astimezone(UTC).replace(tzinfo=None)
