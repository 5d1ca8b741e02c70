"""The DDL is what the contracts say, and nothing in a name or a comment can end its quotes."""

import duckdb
import polars as pl
import pytest

from expectations import ddl, dictionary
from expectations.contracts import TABLES

HOSTILE = {
    "double quote": 'a"b',
    "single quote": "a'b",
    "statement": 'x"; DROP SCHEMA core; --',
    "newline": "a\nb",
    "backslash": "a\\",
    "bidi": "a\u202eb",
    "emoji": "🗞️",
    "dot": "raw.documents",
    "dollar": "$$a$$ $1 ?",
    "format": "{0} %s",
}


def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for statement in ddl.statements():
        connection.execute(statement)
    return connection


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_names_and_texts_come_back_from_duckdb_as_they_were(name: str) -> None:
    connection = duckdb.connect()
    quoted = ddl.quote_identifier(name)
    connection.execute(f"CREATE SCHEMA {quoted}")
    connection.execute(f"CREATE TABLE {quoted}.{quoted} ({quoted} VARCHAR)")
    connection.execute(f"COMMENT ON TABLE {quoted}.{quoted} IS {ddl.quote_literal(name)}")
    found = connection.execute("SELECT schema_name, table_name, comment FROM duckdb_tables()").fetchall()
    assert found == [(name, name, name)]
    assert connection.execute("SELECT column_name FROM duckdb_columns() WHERE NOT internal").fetchall() == [(name,)]


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_names_that_no_quoting_can_carry_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="identifier"):
        ddl.quote_identifier(name)


def test_a_literal_with_a_nul_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        ddl.quote_literal("a\0b")


def test_every_table_has_the_types_nulls_and_comments_of_its_contract() -> None:
    rows = (
        warehouse()
        .execute(
            """
        SELECT schema_name || '.' || table_name, column_name, data_type, is_nullable, comment
        FROM duckdb_columns() WHERE NOT internal ORDER BY table_oid, column_index
        """
        )
        .fetchall()
    )
    wanted = [
        (table, spec.name, spec.type, spec.is_nullable, spec.comment)
        for table, schema in TABLES.items()
        for spec in ddl.column_specs(table, schema)
    ]
    assert rows == wanted


def test_every_table_says_what_a_row_is() -> None:
    found = warehouse().execute("SELECT schema_name || '.' || table_name, comment FROM duckdb_tables()").fetchall()
    assert dict(found) == {table: ddl.table_comment(schema) for table, schema in TABLES.items()}
    assert all(comment.startswith("One row per") for _, comment in found)


def test_the_statements_can_be_run_again() -> None:
    connection = warehouse()
    for statement in ddl.statements():
        connection.execute(statement)


def test_no_table_has_an_index() -> None:
    connection = warehouse()
    assert connection.execute("SELECT count(*) FROM duckdb_indexes()").fetchone() == (0,)
    constraints = connection.execute("SELECT DISTINCT constraint_type FROM duckdb_constraints()").fetchall()
    assert constraints == [("NOT NULL",)]


def test_prose_columns_are_columns_of_the_contracts() -> None:
    for table, columns in ddl.PROSE_COLUMNS.items():
        assert columns <= TABLES[table].columns().keys()
        assert ddl.create_table(table, TABLES[table]).count("USING COMPRESSION zstd") == len(columns)


@pytest.mark.parametrize(
    ("dtype", "wanted"),
    [
        (pl.String(), "VARCHAR"),
        (pl.Int32(), "INTEGER"),
        (pl.Int64(), "BIGINT"),
        (pl.Float64(), "DOUBLE"),
        (pl.Boolean(), "BOOLEAN"),
        (pl.Date(), "DATE"),
        (pl.Datetime("us"), "TIMESTAMP"),
        (pl.Binary(), "BLOB"),
        (pl.List(pl.String), "VARCHAR[]"),
        (pl.List(pl.List(pl.Int32())), "INTEGER[][]"),
        (pl.Array(pl.UInt64(), 9), "UBIGINT[9]"),
    ],
)
def test_types(dtype: pl.DataType, wanted: str) -> None:
    assert ddl.sql_type(dtype) == wanted


@pytest.mark.parametrize("dtype", [pl.Datetime("ms"), pl.Datetime("us", "UTC"), pl.UInt8(), pl.Object()])
def test_types_that_would_be_stored_with_a_loss_are_refused(dtype: pl.DataType) -> None:
    with pytest.raises(ValueError, match=r"lose|no DuckDB type"):
        ddl.sql_type(dtype)


def test_a_comment_says_unit_and_the_meaning_of_null() -> None:
    columns = TABLES["core.quotes"].columns()
    assert ddl.column_comment(columns["quote_start"]) == (
        "Where the quotation, inside its marks begins. Unit: code points of page_text."
    )
    assert ddl.column_comment(columns["cue"]).endswith("NULL: no cue was found.")


def test_the_committed_dictionary_is_what_the_contracts_say() -> None:
    assert dictionary.DICTIONARY_PATH.read_text(encoding="utf-8") == dictionary.render(), (
        "run: python -m expectations.dictionary"
    )


def test_the_dictionary_has_every_column() -> None:
    page = dictionary.render()
    assert page.count("\n## `") == len(TABLES)
    assert page.count("\n| `") == sum(len(schema.columns()) for schema in TABLES.values())


def test_markup_in_a_description_stays_text() -> None:
    escaped = dictionary.escape("a | b\n<script> [x](y) `c` *d* \\")
    assert escaped == r"a \| b \<script\> \[x\](y) \`c\` \*d\* \\"
