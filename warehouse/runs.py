"""The record of runs: what each read, did and saw, whether it published or not.

A run that publishes writes its rows into its stage. One that does not has its stage thrown away, so it leaves
a JSON report instead, and the next run takes the report into ``ops``.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from expectations.contracts import TABLES
from expectations.ddl import quote_table
from warehouse import frames as door
from warehouse.durable import read_json, write_json
from warehouse.errors import one_line
from warehouse.layout import Layout, check_run_id
from warehouse.stage import Stage

_FOLDED: Final = {"run": "ops.runs", "steps": "ops.steps", "checks": "ops.checks"}
_KEYS: Final = {"ops.runs": "run_id", "ops.steps": "step_id", "ops.checks": "check_id"}


@dataclass(frozen=True)
class Run:
    """One row of ``ops.runs``; None where the contract allows NULL, with the meaning it gives there."""

    run_id: str
    started_at: datetime
    status: str
    code_version: str
    parser_version: str
    settings: str
    sources: str
    finished_at: datetime | None = None
    record_count: int | None = None
    new_document_count: int | None = None
    known_document_count: int | None = None
    reject_count: int | None = None
    parsed_document_count: int | None = None
    article_count: int | None = None
    duplicate_count: int | None = None
    error: str | None = None
    kind: str | None = None
    flow_run_id: str | None = None


def new_run_id(now: datetime) -> str:
    """Name a new run.

    Args:
        now: The instant it begins.

    Returns:
        The instant in UTC to the microsecond and six random hex digits; names sort by time.
    """
    return f"{door.naive_utc(now):%Y%m%dT%H%M%S%f}Z-{secrets.token_hex(3)}"


def begin(
    run_id: str,
    started_at: datetime,
    code_version: str,
    parser_version: str,
    settings: Mapping[str, Any],
    sources: Sequence[str],
    kind: str = "ingest",
    flow_run_id: str | None = None,
) -> Run:
    """Describe a run that begins now.

    Args:
        run_id: Its name.
        started_at: When it began; UTC.
        code_version: Version of copydesk.
        parser_version: Digest of the parser.
        settings: The settings it runs with; values must be JSON or have a useful ``str``.
        sources: What it was told to read.
        kind: What it is for, one of ``contracts.RUN_KINDS``.
        flow_run_id: Prefect's id of the flow run; None where it runs without Prefect.

    Returns:
        The run with status ``running``.

    Raises:
        ValueError: The run id cannot name a folder.
    """
    return Run(
        run_id=check_run_id(run_id),
        started_at=door.naive_utc(started_at),
        status="running",
        code_version=code_version,
        parser_version=parser_version,
        settings=json.dumps(dict(settings), sort_keys=True, default=str),
        sources=json.dumps([str(source) for source in sources]),
        kind=kind,
        flow_run_id=flow_run_id,
    )


def _frame(table: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    columns = {name: column.dtype for name, column in TABLES[table].columns().items()}
    return pl.DataFrame([{name: row.get(name) for name in columns} for row in rows], schema=columns)


def _upsert(stage: Stage, table: str, frame: pl.DataFrame) -> None:
    frame = door.check(table, frame)
    key = _KEYS[table]
    with stage.transaction() as cursor, door.registered(cursor, written=frame.select(key)):
        cursor.execute(f"DELETE FROM {quote_table(table)} WHERE {key} IN (SELECT {key} FROM written)")  # noqa: S608
        door.insert(cursor, table, frame)


def start_run(stage: Stage, run: Run) -> None:
    """Write a run's row into its stage.

    Args:
        stage: The run's stage.
        run: The run, as ``begin`` describes it.

    Raises:
        StageFailed: DuckDB refused the row.
    """
    _upsert(stage, "ops.runs", _frame("ops.runs", [asdict(run)]))


def finish_run(stage: Stage, run: Run) -> Run:
    """Write how a run ended into its stage, with the articles and duplicates it leaves.

    Args:
        stage: The run's stage.
        run: The run with its final status, counts and finished_at.

    Returns:
        The run with article_count and duplicate_count as the stage has them.

    Raises:
        StageFailed: DuckDB refused the row.
    """
    with stage.transaction() as cursor:
        row = cursor.execute(
            "SELECT (SELECT count(*) FROM core.articles), (SELECT count(*) FROM core.duplicates)"
        ).fetchone()
    articles, duplicates = row if row else (None, None)
    finished = replace(run, article_count=articles, duplicate_count=duplicates)
    start_run(stage, finished)
    return finished


def record_steps(stage: Stage, steps: pl.DataFrame) -> None:
    """Store how long each step of a run took; a step recorded before is replaced.

    Args:
        stage: The run's stage.
        steps: Rows of ``ops.steps``.

    Raises:
        ValueError: The frame does not fit its contract.
        StageFailed: DuckDB refused the rows.
    """
    _upsert(stage, "ops.steps", steps)


def record_checks(stage: Stage, checks: pl.DataFrame) -> None:
    """Store what each expectation saw; a check recorded before is replaced.

    Args:
        stage: The run's stage.
        checks: Rows of ``ops.checks``.

    Raises:
        ValueError: The frame does not fit its contract.
        StageFailed: DuckDB refused the rows.
    """
    _upsert(stage, "ops.checks", checks)


def _to_json(value: object) -> object:
    if isinstance(value, datetime):
        return door.naive_utc(value).isoformat()
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _from_json(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    columns = TABLES[table].columns()
    return {
        name: datetime.fromisoformat(value) if isinstance(columns[name].dtype, pl.Datetime) and value else value
        for name, value in row.items()
        if name in columns
    }


def write_report(
    layout: Layout, run: Run, steps: pl.DataFrame | None = None, checks: pl.DataFrame | None = None
) -> Path:
    """Leave a report of a run that does not publish, for the next run to take into ``ops``.

    Args:
        layout: The warehouse.
        run: The run with its final status and error.
        steps: Its rows of ``ops.steps``; none where it has none.
        checks: Its rows of ``ops.checks``; none where it came to none.

    Returns:
        The report, a JSON file.

    Raises:
        OSError: It cannot be written.
    """
    layout.create()
    error = one_line(run.error) if run.error else None
    value = {
        "run": {name: _to_json(item) for name, item in asdict(replace(run, error=error)).items()},
        "steps": _json_rows(steps),
        "checks": _json_rows(checks),
    }
    path = layout.reports / f"{check_run_id(run.run_id)}.json"
    write_json(path, value)
    return path


def _json_rows(frame: pl.DataFrame | None) -> list[dict[str, object]]:
    rows = [] if frame is None else frame.to_dicts()
    return [{name: _to_json(item) for name, item in row.items()} for row in rows]


def _read_report(path: Path) -> dict[str, pl.DataFrame] | None:
    value = read_json(path)
    if value is None:
        return None
    try:
        parts = {"run": [value["run"]], "steps": value.get("steps") or [], "checks": value.get("checks") or []}
        frames = {
            table: _frame(table, [_from_json(table, row) for row in parts[part]]) for part, table in _FOLDED.items()
        }
    except (KeyError, TypeError, ValueError, AttributeError, pl.exceptions.PolarsError):
        return None
    required = (
        pl.col(name).is_null().any() for name, column in TABLES["ops.runs"].columns().items() if not column.nullable
    )
    return None if frames["ops.runs"].select(pl.any_horizontal(*required)).item() else frames


def fold_reports(stage: Stage) -> tuple[str, ...]:
    """Take the reports of runs that did not publish into ``ops``; the files go when this stage is published.

    A run whose stage was taken over has its row in ``ops.runs`` already; the report knows better how it ended, unless
    the run is published after all (a rollback that was killed before it took place). A report that cannot be read
    is renamed to ``*.unreadable`` and stays.

    Args:
        stage: The run's stage.

    Returns:
        The runs taken over now.

    Raises:
        StageFailed: DuckDB refused the rows.
    """
    folded = []
    for path in sorted(stage.layout.reports.glob("*.json")):
        frames = _read_report(path)
        if frames is None:
            path.replace(path.with_suffix(".unreadable"))
            continue
        run_id = frames["ops.runs"]["run_id"][0]
        with stage.transaction() as cursor:
            row = cursor.execute("SELECT status FROM ops.runs WHERE run_id = $run_id", {"run_id": run_id}).fetchone()
            if row is not None and row[0] == "published":
                continue
            for table, frame in frames.items():
                cursor.execute(f"DELETE FROM {quote_table(table)} WHERE run_id = $run_id", {"run_id": run_id})  # noqa: S608
                door.insert(cursor, table, frame)
        folded.append(run_id)
    return tuple(folded)


def drop_folded(layout: Layout, run_ids: frozenset[str]) -> None:
    """Remove the reports of runs that the published file knows.

    Args:
        layout: The warehouse.
        run_ids: The runs of the published file.

    Raises:
        OSError: A report cannot be removed.
    """
    for path in sorted(layout.reports.glob("*.json")):
        value = read_json(path)
        run = value.get("run") if value else None
        if isinstance(run, dict) and run.get("run_id") in run_ids:
            path.unlink()


def utc_now() -> datetime:
    """Return this instant as the tables store it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
