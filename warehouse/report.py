"""Read what there is to report of a run and of the warehouse it left, as titled tables; nothing is rendered here.

All of it stands in the published file, so a report of a run can be written as long as its history is kept
(``keep_history_days``), and reads no source.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb

from expectations.ddl import quote_table
from warehouse.connect import open_published
from warehouse.errors import WarehouseError, WarehouseMissing, one_line
from warehouse.history import RUN_COUNTS

MOST_ROWS: Final = 25
"""Rows of a table that may be long: sources, publishers, reasons."""
_EXAMPLE_CHARS: Final = 300

_COUNTS: Final = RUN_COUNTS | {
    "check_count": "checks",
    "error_count": "checks with an error",
    "warning_count": "checks with a warning",
    "run_seconds": "seconds",
}


@dataclass(frozen=True)
class Table:
    """One titled table of a report.

    Attributes:
        title: What it tells.
        columns: Names of its columns.
        rows: Its rows, as Python values; NULL is None.
        note: A line below the title; NULL (None) where there is none.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str | None = None


@dataclass(frozen=True)
class Report:
    """What there is to tell of a run.

    Attributes:
        run_id: The run.
        status: How it ended.
        error: What went wrong, in one line; NULL (None) where nothing did.
        tables: The tables, what a person wants first first; those without rows are left out.
    """

    run_id: str
    status: str
    error: str | None
    tables: tuple[Table, ...] = field(default=())


def report(path: Path, run_id: str | None = None) -> Report:
    """Read the report of a run from a published file.

    Args:
        path: The published file.
        run_id: The run; NULL (None) takes the last that was published.

    Returns:
        The report.

    Raises:
        WarehouseMissing: There is no file, or it knows no such run.
        WarehouseError: The file is no copydesk warehouse, or cannot be read.
    """
    connection = open_published(path)
    try:
        run = _run(connection, run_id)
        if run is None:
            known = connection.execute("SELECT run_id FROM ops.runs ORDER BY run_id DESC LIMIT 3").fetchall()
            named = "no published run" if run_id is None else f"no run {run_id!r}"
            raise WarehouseMissing(
                f"{path} knows {named}; the last are {', '.join(one for (one,) in known) or 'none'}, "
                "the others are in ops.runs"
            )
        tables = tuple(table for table in _tables(connection, run, path) if table.rows)
    except duckdb.Error as error:
        raise WarehouseError(f"{path} is no copydesk warehouse: {one_line(error)}") from error
    finally:
        connection.close()
    return Report(run["run_id"], run["status"], run["run_error"], tables)


def _run(connection: duckdb.DuckDBPyConnection, run_id: str | None) -> dict[str, Any] | None:
    cursor = connection.execute(
        """
        SELECT runs.*, told.sources, told.settings
        FROM marts.run_history AS runs JOIN ops.runs AS told USING (run_id)
        WHERE coalesce(run_id = $run_id, runs.status = 'published')
        ORDER BY run_id DESC LIMIT 1
        """,
        {"run_id": run_id},
    )
    columns = [column[0] for column in cursor.description or ()]
    row = cursor.fetchone()
    return None if row is None else dict(zip(columns, row, strict=True))


def _tables(connection: duckdb.DuckDBPyConnection, run: dict[str, Any], path: Path) -> Iterator[Table]:
    before = _before(connection, run)
    yield _facts(run, path)
    yield _counts(run, before)
    asked = {"run_id": run["run_id"]}
    yield _asked(connection, "What did not hold", _FAILED, asked)
    yield _asked(connection, "What could not be read", _REJECTS, asked, "With one case of each reason.")
    yield _asked(connection, "Its sources", _SOURCES, asked, "Usual is what its ten runs before had.")
    yield _asked(connection, "Where the time went", _STEPS, {**asked, "before": before and before["run_id"]})
    yield _asked(connection, "What the file holds, by publisher", _PUBLISHERS)
    yield _asked(connection, "What the file holds, by language", _LANGUAGES)
    yield _holdings(connection)
    yield _asked(connection, "The runs up to this one", _HISTORY, asked)


def _before(connection: duckdb.DuckDBPyConnection, run: dict[str, Any]) -> dict[str, Any] | None:
    """Find the published run of the same kind before a run: an ingest is not held against a nightly run."""
    row = connection.execute(
        "SELECT run_id FROM marts.run_history WHERE status = 'published' AND run_id < $run_id AND run_kind = $kind "
        "ORDER BY run_id DESC LIMIT 1",
        {"run_id": run["run_id"], "kind": run["run_kind"]},
    ).fetchone()
    return None if row is None else _run(connection, str(row[0]))


def _facts(run: dict[str, Any], path: Path) -> Table:
    sources = [str(one) for one in json.loads(run["sources"] or "[]")]
    shown = [*sources[:MOST_ROWS], *([f"and {len(sources) - MOST_ROWS} more"] if len(sources) > MOST_ROWS else [])]
    facts = [
        ("kind", run["run_kind"]),
        ("began", run["started_at"]),
        ("ended", run["finished_at"]),
        ("sources", ", ".join(shown) or None),
        ("warehouse", str(path)),
        ("bytes", path.stat().st_size),
        ("copydesk", run["code_version"]),
        ("parser", run["parser_version"]),
        ("flow run of Prefect's", run["flow_run_id"]),
    ]
    return Table("The run", ("what", "value"), tuple(fact for fact in facts if fact[1] is not None))


def _counts(run: dict[str, Any], before: dict[str, Any] | None) -> Table:
    if before is None:
        rows = tuple((words, run[name]) for name, words in _COUNTS.items())
        return Table("What it did", ("what", "this run"), rows, "No run of its kind was published before.")
    compared = tuple((words, run[name], before[name]) for name, words in _COUNTS.items())
    return Table("What it did", ("what", "this run", "run before"), compared, f"The run before: {before['run_id']}.")


def _asked(
    connection: duckdb.DuckDBPyConnection,
    title: str,
    sql: str,
    parameters: dict[str, Any] | None = None,
    note: str | None = None,
) -> Table:
    cursor = connection.execute(sql, parameters or {})
    columns = tuple(str(column[0]) for column in cursor.description or ())
    return Table(title, columns, tuple(cursor.fetchall()), note)


def _holdings(connection: duckdb.DuckDBPyConnection) -> Table:
    names = connection.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = current_database() "
        "AND NOT internal AND schema_name IN ('raw', 'core', 'marts') ORDER BY ALL"
    ).fetchall()
    counted = []
    for (name,) in names:
        row = connection.execute(f"SELECT count(*) FROM {quote_table(name)}").fetchone()  # noqa: S608 - quoted
        counted.append((name, row[0] if row else 0))
    return Table("What the file holds, by table", ("table", "rows"), tuple(counted))


_FAILED: Final = f"""
SELECT severity, suite, expectation, unexpected_count AS rows, description AS expects, observed_value AS seen,
       tolerance AS tolerated, unexpected_rows[:{_EXAMPLE_CHARS}] AS "for example"
FROM ops.checks WHERE run_id = $run_id AND NOT is_success ORDER BY severity, suite, expectation
"""  # noqa: S608 - our own numbers
_REJECTS: Final = f"""
SELECT reason, count(*) AS inputs, first(source_uri ORDER BY source_uri, record_key NULLS FIRST) AS "for example",
       first(record_key ORDER BY source_uri, record_key NULLS FIRST) AS record,
       first(detail ORDER BY source_uri, record_key NULLS FIRST)[:{_EXAMPLE_CHARS}] AS detail
FROM raw.rejects WHERE run_id = $run_id GROUP BY reason ORDER BY inputs DESC, reason LIMIT {MOST_ROWS}
"""  # noqa: S608 - our own numbers
_SOURCES: Final = f"""
SELECT read.source, read.record_count AS records, read.new_document_count AS "new documents",
       read.article_count AS articles, read.duplicate_count AS duplicates,
       round(read.reject_count / nullif(read.record_count, 0), 3) AS "rejected share",
       round(health.usual_reject_share, 3) AS usual,
       health.last_delivered_at AS "last delivered",
       round(health.usual_interval_hours, 1) AS "usual interval (h)"
FROM ops.sources AS read LEFT JOIN marts.source_health AS health USING (source)
WHERE read.run_id = $run_id ORDER BY read.record_count DESC, read.source LIMIT {MOST_ROWS}
"""  # noqa: S608 - our own numbers
_STEPS: Final = """
SELECT replace(step, '_', ' ') AS step, nullif(count(batch_index), 0) AS batches, sum(row_in_count) AS "rows in",
       sum(row_out_count) AS "rows out", round(sum(seconds), 1) AS seconds,
       round((SELECT sum(old.seconds) FROM ops.steps AS old WHERE old.run_id = $before AND old.step = steps.step), 1)
           AS "seconds before"
FROM ops.steps AS steps WHERE run_id = $run_id GROUP BY steps.step ORDER BY min(started_at), step
"""
_PUBLISHERS: Final = f"""
SELECT coalesce(publisher, '(unknown)') AS publisher, count(*) AS stories, sum(duplicate_count) AS "copies elsewhere",
       sum(quote_count) AS quotes, min(published_on) AS first, max(published_on) AS last
FROM marts.articles GROUP BY publisher ORDER BY stories DESC, publisher LIMIT {MOST_ROWS}
"""  # noqa: S608 - our own numbers
_LANGUAGES: Final = f"""
SELECT coalesce(language, '(unknown)') AS language, count(*) AS stories, sum(word_count) AS words
FROM marts.articles GROUP BY language ORDER BY stories DESC, language LIMIT {MOST_ROWS}
"""  # noqa: S608 - our own numbers
_HISTORY: Final = """
SELECT run_id AS run, run_kind AS kind, status, round(run_seconds, 1) AS seconds,
       new_document_count AS "new documents",
       reject_count AS rejected, article_count AS articles, error_count AS errors, warning_count AS warnings
FROM marts.run_history WHERE run_id <= $run_id ORDER BY run_id DESC LIMIT 10
"""
