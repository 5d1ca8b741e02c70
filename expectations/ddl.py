"""Render the DuckDB statements that create every table of the contracts, with its comments.

The contracts are the single source: a column's type, its NOT NULL and its ``COMMENT ON`` text are all read
from its dataframely column here, and nowhere else in the project is a column type spelled. No table gets a
PRIMARY KEY: DuckDB backs it with an ART index that is stored in full, slows bulk loads and makes an update
of a row a delete and an insert; the Great Expectations suites check uniqueness instead.
"""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from expectations.contracts import TABLES, Contract

PROSE_COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    "raw.documents": frozenset({"page_text", "content"}),
    "core.articles": frozenset({"headline", "standfirst", "contributor", "body_text"}),
    "core.captions": frozenset({"caption_text", "caption_id"}),
    "core.quotes": frozenset({"quote_text", "quote_id"}),
    "core.figures": frozenset({"figure_id"}),
    "core.dates": frozenset({"date_id"}),
    "core.mentions": frozenset({"mention_id"}),
}
"""Columns stored with zstd: prose, and the keys of long tables, where neighbours differ in their last letters.

Prose needs it said, because DuckDB picks it by itself only from a mean length of 4,096 bytes on.

Measured with DuckDB 1.5.6 on 5,000 generated pages of 2.9 KB (text, body copy, four quotes and 24 blocks a
page; share of the raw bytes): default storage 1.52, STORAGE_VERSION 'latest' 1.55, zstd on page_text and
body_text 1.16, on all columns here 1.12, zstd forced on every column 1.16; 20,000 pages of the benchmark's
generator with the columns here: 1.02. ``zstd_min_string_length`` would
have to be set by every program that writes the file, and had no effect below 4,096; a column keeps
``USING COMPRESSION`` across reopening and ``COPY FROM DATABASE``.
"""

_SCALARS: Final[Mapping[str, str]] = {
    "String": "VARCHAR",
    "Int32": "INTEGER",
    "Int64": "BIGINT",
    "UInt64": "UBIGINT",
    "Float64": "DOUBLE",
    "Boolean": "BOOLEAN",
    "Date": "DATE",
    "Binary": "BLOB",
}


@dataclass(frozen=True)
class ColumnSpec:
    """One column as DuckDB must show it: what ``CREATE TABLE`` says and what ``duckdb_columns()`` gives back."""

    name: str
    type: str
    is_nullable: bool
    comment: str
    is_prose: bool


def quote_identifier(name: str) -> str:
    """Quote a name for SQL, so that no character in it can end it.

    Args:
        name: A schema, table, column or catalog name; any text without NUL.

    Returns:
        The name in double quotes, inner double quotes doubled.

    Raises:
        ValueError: The name is empty or holds a NUL, which no quoting can carry.
    """
    if not name or "\0" in name:
        raise ValueError("a SQL identifier must not be empty or hold a NUL")
    return '"' + name.replace('"', '""') + '"'


def quote_literal(text: str) -> str:
    """Quote a text for SQL where no parameter can be bound (``COMMENT ON``, ``ATTACH``).

    Args:
        text: Any text without NUL; DuckDB's plain literals know no backslash escapes.

    Returns:
        The text in single quotes, inner single quotes doubled.

    Raises:
        ValueError: The text holds a NUL.
    """
    if "\0" in text:
        raise ValueError("a SQL literal must not hold a NUL")
    return "'" + text.replace("'", "''") + "'"


def quote_table(table: str) -> str:
    """Quote a full table name such as ``raw.documents``.

    Args:
        table: Schema and table, joined by the first dot.

    Returns:
        Both parts quoted, without a database, so that it holds in whatever file is current.

    Raises:
        ValueError: A part is missing.
    """
    schema, _, name = table.partition(".")
    return f"{quote_identifier(schema)}.{quote_identifier(name)}"


def sql_type(dtype: pl.DataType) -> str:
    """Name the DuckDB type that stores a Polars type without loss.

    Args:
        dtype: A column's Polars type, as its dataframely column gives it.

    Returns:
        The DuckDB type name, spelled as ``duckdb_columns()`` spells it.

    Raises:
        ValueError: No contract uses the type yet: decide here how it is to be stored.
    """
    if isinstance(dtype, pl.List):
        inner = dtype.inner
        return sql_type(inner if isinstance(inner, pl.DataType) else inner()) + "[]"
    if isinstance(dtype, pl.Array):
        inner = dtype.inner
        return sql_type(inner if isinstance(inner, pl.DataType) else inner()) + f"[{dtype.size}]"
    if isinstance(dtype, pl.Datetime):
        if dtype.time_unit != "us" or dtype.time_zone is not None:
            raise ValueError(f"{dtype} would lose its unit or zone: instants are naive UTC in microseconds")
        return "TIMESTAMP"
    try:
        return _SCALARS[str(dtype)]
    except KeyError:
        raise ValueError(f"no DuckDB type is set for {dtype}") from None


def table_comment(schema: type[Contract]) -> str:
    """Return the table's description: its contract's docstring, unwrapped.

    Args:
        schema: The table's contract.

    Returns:
        One line; empty where Python runs without docstrings (``-OO``).
    """
    return " ".join(inspect.cleandoc(schema.__doc__ or "").split())


def column_comment(column: Any) -> str:
    """Return a column's description with its unit and the meaning of NULL.

    Args:
        column: A dataframely column with ``description`` and ``metadata`` (keys ``unit`` and ``null``).

    Returns:
        One line, for example ``Where the quote begins. Unit: code points of page_text. NULL: not known.``
    """
    metadata = column.metadata or {}
    parts = [column.description or ""]
    if metadata.get("unit"):
        parts.append(f"Unit: {metadata['unit']}.")
    if column.nullable:
        parts.append(f"NULL: {metadata.get('null') or 'not known'}.")
    return " ".join(" ".join(parts).split())


def column_specs(table: str, schema: type[Contract]) -> tuple[ColumnSpec, ...]:
    """List a table's columns as the warehouse must hold them.

    Args:
        table: Full name, for example ``raw.documents``.
        schema: Its contract.

    Returns:
        The columns in the contract's order.

    Raises:
        ValueError: A column's type has no DuckDB counterpart.
    """
    prose = PROSE_COLUMNS.get(table, frozenset())
    return tuple(
        ColumnSpec(name, sql_type(column.dtype), bool(column.nullable), column_comment(column), name in prose)
        for name, column in schema.columns().items()
    )


def create_table(table: str, schema: type[Contract]) -> str:
    """Render one CREATE TABLE statement.

    Args:
        table: Full name, for example ``raw.documents``.
        schema: Its contract.

    Returns:
        The statement; it does nothing where the table exists.

    Raises:
        ValueError: A column's type has no DuckDB counterpart.
    """
    lines = []
    for column in column_specs(table, schema):
        null = "" if column.is_nullable else " NOT NULL"
        compression = " USING COMPRESSION zstd" if column.is_prose else ""
        lines.append(f"  {quote_identifier(column.name)} {column.type}{null}{compression}")
    return f"CREATE TABLE IF NOT EXISTS {quote_table(table)} (\n" + ",\n".join(lines) + "\n)"


def comments(table: str, schema: type[Contract]) -> tuple[str, ...]:
    """Render the COMMENT ON statements of a table and of each of its columns.

    Args:
        table: Full name, for example ``raw.documents``.
        schema: Its contract.

    Returns:
        One statement for the table, then one a column.
    """
    quoted = quote_table(table)
    on_columns = (
        f"COMMENT ON COLUMN {quoted}.{quote_identifier(column.name)} IS {quote_literal(column.comment)}"
        for column in column_specs(table, schema)
    )
    return (f"COMMENT ON TABLE {quoted} IS {quote_literal(table_comment(schema))}", *on_columns)


def schemas(tables: Mapping[str, type[Contract]] = TABLES) -> tuple[str, ...]:
    """List the schemas that hold the tables, each once, in order of first use.

    Args:
        tables: Contracts by full table name.

    Returns:
        The schema names, unquoted.
    """
    return tuple(dict.fromkeys(table.partition(".")[0] for table in tables))


def statements(tables: Mapping[str, type[Contract]] = TABLES) -> Iterator[str]:
    """Render everything an empty warehouse needs: schemas, tables, comments.

    Args:
        tables: Contracts by full table name.

    Yields:
        One statement at a time, without a closing semicolon, in an order that can be executed.
    """
    for schema_name in schemas(tables):
        yield f"CREATE SCHEMA IF NOT EXISTS {quote_identifier(schema_name)}"
    for table, schema in tables.items():
        yield create_table(table, schema)
        yield from comments(table, schema)
