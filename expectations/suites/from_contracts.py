"""Derive the column-level checks of a table from its contract, a few wide queries a table.

An expectation of its own for every column and property would be some 300 of them, at 5 to 8 ms each whatever the size
of the table. So every kind of check is one query over all columns of a table: it scans the table once, and its failing
rows name the columns at fault.
"""

from collections.abc import Iterator
from typing import Final

import dataframely as dy

from expectations.contracts import TABLES, Contract
from expectations.ddl import quote_identifier, quote_literal, quote_table, sql_type
from expectations.suites.check import Check

_SHOWN_CHARS: Final = 120


def contract_checks() -> list[Check]:
    """Derive the checks of every contract.

    Returns:
        Checks in the order of the tables.
    """
    return [check for table, contract in TABLES.items() for check in _checks_of(table, contract)]


def _checks_of(table: str, contract: type[Contract]) -> Iterator[Check]:
    columns = contract.columns()
    key = contract.primary_key()
    yield _columns_are_there(table, columns)
    yield _key_is_unique(table, key)
    known = {name: f"{quote_identifier(name)} is null" for name, column in columns.items() if not column.nullable}
    if known:
        yield _wide(
            table,
            key,
            known,
            "values_are_known",
            "Columns that are always known hold no NULL.",
            "A step left out a value its contract promises; readers would have to guard against NULL.",
        )
    allowed = {
        name: f"not regexp_matches({quote_identifier(name)}, {quote_literal(column.regex)})"
        for name, column in columns.items()
        if isinstance(column, dy.String) and column.regex
    }
    if allowed:
        yield _wide(
            table,
            key,
            allowed,
            "values_are_allowed",
            "Codes are of their closed sets.",
            "A step writes a code nobody documented; every reader that branches on it goes wrong.",
        )
    in_range = {name: broken for name, column in columns.items() if (broken := _out_of_range(name, column))}
    if in_range:
        yield _wide(
            table,
            key,
            in_range,
            "values_are_in_range",
            "Counts and positions are not negative, shares lie between 0 and 1, numbers are finite.",
            "A count, share or position was computed wrongly.",
        )


def _columns_are_there(table: str, columns: dict[str, dy.Column]) -> Check:
    schema, name = table.split(".")
    wanted = ", ".join(
        f"({quote_literal(column)}, {quote_literal(sql_type(spec.dtype))})" for column, spec in columns.items()
    )
    return Check(
        table=table,
        name="columns_are_there",
        expects="Every column of the contract is there with its type; more columns are welcome.",
        failing_means="The file was written by other code than checks it, or the DDL and the contract have parted.",
        severity="error",
        sql="\n".join(
            [
                "select wanted.column_name, wanted.data_type as wanted_type, found.data_type as found_type",
                f"from (values {wanted}) as wanted(column_name, data_type)",
                "left join duckdb_columns() as found",
                f"    on found.database_name = current_database() and found.schema_name = {quote_literal(schema)}",
                f"    and found.table_name = {quote_literal(name)} and found.column_name = wanted.column_name",
                "where found.data_type is distinct from wanted.data_type",
            ]
        ),
    )


def _key_is_unique(table: str, key: list[str]) -> Check:
    columns = ", ".join(quote_identifier(name) for name in key)
    return Check(
        table=table,
        name="key_is_unique",
        expects=f"No two rows share their key ({', '.join(key)}).",
        failing_means="Something was loaded twice; every join over the key multiplies rows.",
        severity="error",
        sql=f"select {columns}, count(*) as copies\nfrom {quote_table(table)}\ngroup by all\nhaving count(*) > 1",
    )


def _wide(table: str, key: list[str], broken: dict[str, str], name: str, expects: str, failing_means: str) -> Check:
    shown = ", ".join(quote_identifier(column) for column in key)
    seen = "\n".join(
        f"    case when {condition} then {quote_literal(column + ': ')} || "
        f"coalesce(left({quote_identifier(column)}::varchar, {_SHOWN_CHARS}), 'NULL') end,"
        for column, condition in broken.items()
    )
    where = "\n    or ".join(broken.values())
    return Check(
        table=table,
        name=name,
        expects=expects,
        failing_means=failing_means,
        severity="error",
        sql=f"select {shown}, concat_ws('; ',\n{seen}\n    null) as at_fault\nfrom {quote_table(table)}\nwhere {where}",
    )


def _out_of_range(name: str, column: dy.Column) -> str | None:
    """Return the condition under which a value is out of range, NULL (None) where every value is in range."""
    quoted = quote_identifier(name)
    conditions = []
    if isinstance(column, dy.Float64):
        conditions.append(f"not isfinite({quoted})")
    if isinstance(column, dy.Int32 | dy.Int64 | dy.Float64):
        if column.min is not None:
            conditions.append(f"{quoted} < {column.min}")
        if column.max is not None:
            conditions.append(f"{quoted} > {column.max}")
    return f"({' or '.join(conditions)})" if conditions else None
