"""Say how a warehouse stands, for ``copydesk status``: imports nothing but DuckDB."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from warehouse.connect import open_published
from warehouse.errors import WarehouseError, one_line
from warehouse.layout import Layout
from warehouse.lock import Holder, holder

SHOWN_RUNS: Final = 10
"""Most recent runs to show."""


@dataclass(frozen=True)
class TableRows:
    """How many rows a table has."""

    table: str
    row_count: int


@dataclass(frozen=True)
class KeptFile:
    """An earlier published file that ``rollback`` can put back."""

    run_id: str
    byte_count: int


@dataclass(frozen=True)
class RunLine:
    """One run as ``ops.runs`` has it."""

    run_id: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    record_count: int | None
    new_document_count: int | None
    known_document_count: int | None
    reject_count: int | None
    article_count: int | None
    duplicate_count: int | None
    error: str | None


@dataclass(frozen=True)
class FailedCheck:
    """An expectation of the last published run that did not hold."""

    suite: str
    expectation: str
    severity: str
    unexpected_count: int | None
    description: str
    observed_value: str | None
    unexpected_rows: str | None
    tolerance: str | None


@dataclass(frozen=True)
class Status:
    """How a warehouse stands."""

    path: Path
    byte_count: int | None
    """Size of the published file; None where there is none."""
    tables: tuple[TableRows, ...]
    runs: tuple[RunLine, ...]
    """The last runs the published file knows, the youngest first."""
    failed_checks: tuple[FailedCheck, ...]
    kept: tuple[KeptFile, ...]
    """Earlier published files, the youngest first."""
    writer: Holder | None
    """Who is writing now; None where nobody is."""
    unpublished: tuple[str, ...]
    """Runs that did not publish and are not in ``ops.runs`` yet."""


def _fields(kind: type) -> str:
    return ", ".join(kind.__dataclass_fields__)  # type: ignore[attr-defined]


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


def _count(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> int:
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in (schema, name))
    return int(_rows(connection, f"SELECT count(*) FROM {quoted}")[0][0])  # noqa: S608 - quoted


def _read(path: Path) -> dict[str, tuple[Any, ...]]:
    connection = open_published(path)
    try:
        names = _rows(
            connection,
            """
            SELECT schema_name, table_name FROM duckdb_tables()
            WHERE database_name = current_database() AND NOT internal ORDER BY ALL
            """,
        )
        tables = [(f"{schema}.{name}", _count(connection, schema, name)) for schema, name in names]
        runs = _rows(
            connection,
            f"SELECT {_fields(RunLine)} FROM ops.runs ORDER BY started_at DESC, run_id DESC LIMIT {SHOWN_RUNS}",  # noqa: S608
        )
        failed = _rows(
            connection,
            f"""
            SELECT {_fields(FailedCheck)} FROM ops.checks WHERE NOT is_success AND run_id = (
                SELECT run_id FROM ops.runs WHERE status = 'published' ORDER BY started_at DESC, run_id DESC LIMIT 1
            ) ORDER BY ALL
            """,  # noqa: S608
        )
    except duckdb.Error as error:
        raise WarehouseError(f"{path} is no copydesk warehouse: {one_line(error)}") from error
    finally:
        connection.close()
    return {
        "tables": tuple(TableRows(*row) for row in tables),
        "runs": tuple(RunLine(*row) for row in runs),
        "failed_checks": tuple(FailedCheck(*row) for row in failed),
    }


def status(layout: Layout) -> Status:
    """Look at a warehouse without waiting for a writer.

    Args:
        layout: The warehouse; it need not exist yet.

    Returns:
        How it stands.

    Raises:
        WarehouseError: The published file is no copydesk warehouse, or cannot be read.
    """
    is_there = layout.published.is_file()
    found = _read(layout.published) if is_there else {"tables": (), "runs": (), "failed_checks": ()}
    history = [(path.stat(), path) for path in layout.history.glob("*.duckdb")] if layout.history.is_dir() else []
    history.sort(key=lambda item: (item[0].st_mtime_ns, item[1].name), reverse=True)
    return Status(
        path=layout.published,
        byte_count=layout.published.stat().st_size if is_there else None,
        tables=found["tables"],
        runs=found["runs"],
        failed_checks=found["failed_checks"],
        kept=tuple(KeptFile(path.stem, stat.st_size) for stat, path in history),
        writer=holder(layout),
        unpublished=tuple(sorted(path.stem for path in layout.reports.glob("*.json"))),
    )
