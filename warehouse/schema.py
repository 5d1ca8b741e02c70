"""Bring a database file to the tables, columns and comments of the contracts.

A published file may have been made by an older version of the contracts. What was read from outside
(``raw``) and what was recorded (``ops``) is kept, and gains the new columns that may be NULL; what was
parsed (``core``) can be parsed again from ``raw.documents`` at any time, so tables that differ are made anew.
"""

from collections.abc import Mapping
from typing import Final

import duckdb

from expectations import ddl
from expectations.contracts import CORE, TABLES
from warehouse.errors import StageFailed

UNSETTLED: Final = "ops.unsettled"
"""Documents the named run saw again; ``settle`` keeps those that were not parsed with it, an empty run id says so.

It lives in stages alone: publishing drops it, no contract describes it.
"""

Columns = Mapping[str, tuple[str, bool, str | None]]
"""Type, whether NULL is allowed, and comment of each column, by name."""


def _found(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, tuple[str, bool, str | None]]]:
    rows = connection.execute(
        """
        select schema_name || '.' || table_name, column_name, data_type, is_nullable, comment
        from duckdb_columns() where database_name = current_database() and not internal
        """
    ).fetchall()
    tables: dict[str, dict[str, tuple[str, bool, str | None]]] = {}
    for table, column, sql_type, is_nullable, comment in rows:
        tables.setdefault(table, {})[column] = (sql_type, bool(is_nullable), comment)
    return tables


def _has_comments(connection: duckdb.DuckDBPyConnection) -> bool:
    rows = connection.execute(
        "select schema_name || '.' || table_name, comment from duckdb_tables() where database_name = current_database()"
    ).fetchall()
    found = dict(rows)
    return all(found.get(table) == ddl.table_comment(schema) for table, schema in TABLES.items())


def _shape(columns: Columns) -> dict[str, tuple[str, bool]]:
    return {name: (sql_type, is_nullable) for name, (sql_type, is_nullable, _) in columns.items()}


def _wanted(table: str) -> dict[str, tuple[str, bool, str | None]]:
    specs = ddl.column_specs(table, TABLES[table])
    return {spec.name: (spec.type, spec.is_nullable, spec.comment) for spec in specs}


def _extend(connection: duckdb.DuckDBPyConnection, table: str, found: Columns, wanted: Columns) -> None:
    for name, (sql_type, is_nullable, _) in wanted.items():
        if name in found:
            if found[name][:2] != (sql_type, is_nullable):
                raise StageFailed(
                    f"column {table}.{name} of the warehouse is {found[name][0]}, this version needs {sql_type}; "
                    "run the version that made it, or start a new warehouse with --warehouse"
                )
        elif is_nullable:
            connection.execute(
                f"ALTER TABLE {ddl.quote_table(table)} ADD COLUMN {ddl.quote_identifier(name)} {sql_type}"
            )
        else:
            raise StageFailed(
                f"the warehouse lacks column {table}.{name}, which this version cannot fill; "
                "start a new warehouse with --warehouse and read the sources again"
            )


def bring_up_to_date(connection: duckdb.DuckDBPyConnection) -> bool:
    """Create or change whatever differs from the contracts, in one transaction.

    Args:
        connection: Open on a stage, outside any transaction.

    Returns:
        Whether anything had to be changed.

    Raises:
        StageFailed: A kept table has a column of another type, or lacks one that must not be NULL.
    """
    found = _found(connection)
    wanted = {table: _wanted(table) for table in TABLES}
    has_all = UNSETTLED in found and all(found.get(table) == columns for table, columns in wanted.items())
    if has_all and _has_comments(connection):
        return False
    connection.execute("BEGIN")
    try:
        differing = [t for t, columns in wanted.items() if t in found and _shape(found[t]) != _shape(columns)]
        if any(table in CORE for table in differing):
            for table in CORE:
                connection.execute(f"DROP TABLE IF EXISTS {ddl.quote_table(table)}")
            if "ops.parses" in found:
                connection.execute("DELETE FROM ops.parses")
        for table in differing:
            if table not in CORE:
                _extend(connection, table, found[table], wanted[table])
        connection.execute(";\n".join(ddl.statements()))  # one call takes half the time of one a statement
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {ddl.quote_table(UNSETTLED)} "
            "(document_id VARCHAR NOT NULL, run_id VARCHAR NOT NULL)"
        )
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return True
