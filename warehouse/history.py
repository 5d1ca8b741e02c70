"""What earlier runs did, as the warehouse remembers it: the last one to compare with, and how much memory is kept."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from expectations.ddl import quote_table
from warehouse import frames as door
from warehouse.stage import Stage

_FORGOTTEN: Final = ("ops.steps", "ops.checks", "ops.sources")
"""What grows with every run. ``ops.runs`` stays whole: a row a run, and sightings, parses and rejects name it."""


@dataclass(frozen=True)
class LastRun:
    """The last run that was published, to hold the current one against."""

    run_id: str
    started_at: datetime
    parser_version: str
    seconds: float | None
    """From its begin to its end; None where the end is not known."""
    counts: dict[str, int | None] = field(default_factory=dict)
    """Columns of ``ops.runs`` that end in ``_count``, and ``check_count`` and ``failed_check_count``."""
    step_seconds: dict[str, float] = field(default_factory=dict)
    """Seconds by step, all its batches together; empty where they are forgotten."""


RUN_COUNTS: Final = {
    "record_count": "records read",
    "new_document_count": "new documents",
    "known_document_count": "known documents",
    "reject_count": "rejected",
    "parsed_document_count": "documents parsed",
    "article_count": "articles in the warehouse",
    "duplicate_count": "of them duplicates",
}
"""What ``ops.runs`` counts, in the words in which people are told."""


def last_published(stage: Stage, kind: str) -> LastRun | None:
    """Find the run of a kind that was published last, with what it counted and how long its steps took.

    Args:
        stage: The stage of the run that asks, before it is finished itself.
        kind: What the run is for: an ingest is not held against the nightly run before it.

    Returns:
        That run, None where none was published yet.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        row = cursor.execute(
            f"SELECT run_id, started_at, parser_version, epoch(finished_at - started_at), {', '.join(RUN_COUNTS)} "  # noqa: S608
            "FROM ops.runs "
            "WHERE status = 'published' AND run_id <> $own AND coalesce(kind, 'ingest') = $kind "
            "ORDER BY started_at DESC, run_id DESC LIMIT 1",
            {"own": stage.run_id, "kind": kind},
        ).fetchone()
        if row is None:
            return None
        run_id, started_at, parser_version, seconds, *counted = row
        asked = {"run_id": run_id}
        steps = cursor.execute(
            "SELECT step, sum(seconds) FROM ops.steps WHERE run_id = $run_id GROUP BY step ORDER BY step", asked
        ).fetchall()
        checks: Any = cursor.execute(
            "SELECT count(*), count(*) FILTER (NOT is_success) FROM ops.checks WHERE run_id = $run_id", asked
        ).fetchone()
    counts = dict(zip(RUN_COUNTS, counted, strict=True))
    counts |= {"check_count": checks[0] or None, "failed_check_count": checks[1] if checks[0] else None}
    return LastRun(run_id, started_at, parser_version, seconds, counts, dict(steps))


def forget(stage: Stage, now: datetime, keep_days: int) -> dict[str, int]:
    """Forget the steps, checks and sources of runs that began too long ago.

    The runs themselves stay: sightings, parses and rejects name the run that wrote them, and a row a run is little.

    Args:
        stage: The stage of the run that tidies up.
        now: This instant; UTC.
        keep_days: Days to remember, at least 1.

    Returns:
        Rows forgotten, by table.

    Raises:
        ValueError: ``keep_days`` is less than 1.
        StageFailed: DuckDB refused the work.
    """
    if keep_days < 1:
        raise ValueError("keep_days must be at least 1")
    since = {"since": door.naive_utc(now) - timedelta(days=keep_days), "own": stage.run_id}
    forgotten = {}
    with stage.transaction() as cursor:
        for table in _FORGOTTEN:
            (count,) = cursor.execute(
                f"DELETE FROM {quote_table(table)} WHERE run_id IN "  # noqa: S608
                "(SELECT run_id FROM ops.runs WHERE started_at < $since AND run_id <> $own)",
                since,
            ).fetchone() or (0,)
            forgotten[table] = int(count)
    return forgotten
