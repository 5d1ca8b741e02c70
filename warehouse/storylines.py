"""Hand articles to the search for storylines, and keep what it found.

A row is settled when it carries the version of the search. Rows of a run that was killed before it settled them are
drawn again; rows of articles that were parsed again carry ``known.SUPERSEDED`` and count as gone until then.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

import polars as pl

from warehouse import frames as door
from warehouse.stage import Stage

_UNSETTLED: Final = "unsettled"
_ROWS_AT_ONCE: Final = 20_000
"""Articles read at a time, whole days at least: 8 MB of terms and keys."""
_SHOWN: Final = "article_id, storyline_id, similarity, rule, day_on, day_basis, order_at, terms"


def new_articles(stage: Stage, version: str) -> pl.DataFrame:
    """List the articles that stand for themselves and have no settled row of this version.

    Args:
        stage: The run's stage, duplicates found.
        version: Digest of the search.

    Returns:
        ``article_id``, ``stored_row`` (the row of ``core.articles``), ``day_on``, ``day_basis`` (published, fetched;
        NULL where no day is known) and ``order_at``, in order of the row.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        cursor.execute("DELETE FROM core.storylines WHERE version = $unsettled", {"unsettled": _UNSETTLED})
        return cursor.execute(
            """
            WITH wanted AS (
                SELECT a.article_id, a.rowid AS stored_row, a.document_id, a.published_on, a.published_at
                FROM core.articles AS a
                WHERE a.is_representative AND a.body_digest IS NOT NULL
                  AND a.article_id NOT IN (SELECT s.article_id FROM core.storylines AS s WHERE s.version = $version)
            ),
            fetched AS (
                SELECT s.document_id, min(s.fetched_at) AS fetched_at
                FROM raw.sightings AS s SEMI JOIN wanted USING (document_id)
                GROUP BY s.document_id
            )
            SELECT w.article_id, w.stored_row,
                   coalesce(w.published_on, CAST(f.fetched_at AS DATE)) AS day_on,
                   CASE WHEN w.published_on IS NOT NULL THEN 'published'
                        WHEN f.fetched_at IS NOT NULL THEN 'fetched' END AS day_basis,
                   CASE WHEN w.published_on IS NULL THEN f.fetched_at
                        ELSE coalesce(w.published_at, CAST(w.published_on AS TIMESTAMP)) END AS order_at
            FROM wanted AS w LEFT JOIN fetched AS f USING (document_id)
            ORDER BY w.stored_row
            """,
            {"version": version},
        ).pl()


def gone_articles(stage: Stage, version: str) -> pl.DataFrame:
    """List the rows whose article is gone, is a duplicate now, or was drawn by another version.

    Args:
        stage: The run's stage, duplicates found.
        version: Digest of the search.

    Returns:
        ``article_id`` and ``day_on``.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        return cursor.execute(
            """
            SELECT s.article_id, s.day_on FROM core.storylines AS s
            WHERE s.version NOT IN ($version, $unsettled)
               OR s.article_id NOT IN (
                   SELECT a.article_id FROM core.articles AS a WHERE a.is_representative AND a.body_digest IS NOT NULL
               )
            """,
            {"version": version, "unsettled": _UNSETTLED},
        ).pl()


def texts_at(stage: Stage, rows: pl.DataFrame) -> pl.DataFrame:
    """Read headlines and bodies by where they are stored.

    Args:
        stage: The run's stage; ``core.articles`` unchanged since ``rows`` was made.
        rows: What :func:`new_articles` returns, or a part of it.

    Returns:
        The columns of ``rows`` but ``stored_row``, with ``headline`` and ``body_text``, in order of the row.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor, door.registered(cursor, asked=rows):
        return cursor.execute(
            """
            SELECT asked.* EXCLUDE (stored_row), a.headline, a.body_text
            FROM core.articles AS a JOIN asked ON a.rowid = asked.stored_row ORDER BY a.rowid
            """
        ).pl()


def store_unsettled(stage: Stage, drawn: pl.DataFrame) -> None:
    """Add articles with their terms, each as the first of a storyline of its own until it is settled.

    Args:
        stage: The run's stage.
        drawn: ``article_id``, ``day_on``, ``day_basis``, ``order_at``, ``terms``.

    Raises:
        ValueError: The frame does not fit the contract.
        StageFailed: DuckDB refused the rows.
    """
    rows = drawn.with_columns(
        pl.col("article_id").alias("storyline_id"),
        pl.lit(None, dtype=pl.Float64).alias("similarity"),
        pl.lit("first").alias("rule"),
        pl.lit(_UNSETTLED).alias("version"),
    )
    with stage.transaction() as cursor:
        door.insert(cursor, "core.storylines", door.check("core.storylines", rows))


def rows_without_day(stage: Stage, gone: pl.DataFrame) -> pl.DataFrame:
    """Read the rows of articles of which no day is known.

    Args:
        stage: The run's stage.
        gone: What :func:`gone_articles` returned: rows to be passed over.

    Returns:
        The columns of ``core.storylines`` but ``version``.

    Raises:
        StageFailed: The stage cannot be read.
    """
    return _rows(stage, gone, "s.day_on IS NULL", {})


def rows_between(stage: Stage, gone: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Read the rows of some days.

    Args:
        stage: The run's stage.
        gone: Rows to be passed over.
        first: The first day.
        last: The last day, inclusive.

    Returns:
        The columns of ``core.storylines`` but ``version``.

    Raises:
        StageFailed: The stage cannot be read.
    """
    return _rows(stage, gone, "s.day_on BETWEEN $first AND $last", {"first": first, "last": last})


def days_from(stage: Stage, gone: pl.DataFrame, first: date) -> Iterator[tuple[date, pl.DataFrame]]:
    """Give the rows of each day from one on, as far as the reader goes.

    Args:
        stage: The run's stage.
        gone: Rows to be passed over.
        first: The first day.

    Yields:
        A day that has rows, and they; days in order.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        counts = cursor.execute(
            "SELECT day_on, count(*) FROM core.storylines WHERE day_on >= $first GROUP BY day_on ORDER BY day_on",
            {"first": first},
        ).fetchall()
    while counts:
        taken, rows = 0, 0
        while taken < len(counts) and rows < _ROWS_AT_ONCE:
            rows += counts[taken][1]
            taken += 1
        part = rows_between(stage, gone, counts[0][0], counts[taken - 1][0])
        for (day,), of_day in sorted(part.partition_by("day_on", as_dict=True).items()):
            yield day, of_day
        counts = counts[taken:]


def _rows(stage: Stage, gone: pl.DataFrame, condition: str, values: dict[str, date]) -> pl.DataFrame:
    with stage.transaction() as cursor, door.registered(cursor, gone=gone.select("article_id")):
        # An article that was parsed again has a row that is gone and one that is unsettled.
        return cursor.execute(
            f"SELECT {_SHOWN} FROM core.storylines AS s WHERE {condition} "  # noqa: S608
            f"AND (s.version = '{_UNSETTLED}' OR s.article_id NOT IN (SELECT article_id FROM gone))",
            values,
        ).pl()


def settle(stage: Stage, version: str, gone: pl.DataFrame, changed: pl.DataFrame) -> None:
    """Make ``core.storylines`` say what was found, and forget what is gone; all of it or nothing.

    Args:
        stage: The run's stage.
        version: Digest of the search.
        gone: What :func:`gone_articles` returned.
        changed: ``article_id``, ``storyline_id``, ``similarity`` and ``rule`` of the rows that say something else now.

    Raises:
        StageFailed: DuckDB refused the work; nothing is changed.
    """
    values = {"unsettled": _UNSETTLED, "version": version}
    with (
        stage.transaction() as cursor,
        door.registered(cursor, gone=gone.select("article_id"), changed=changed),
    ):
        cursor.execute(
            "DELETE FROM core.storylines WHERE version <> $unsettled AND article_id IN (SELECT article_id FROM gone)",
            {"unsettled": _UNSETTLED},
        )
        cursor.execute(
            """
            UPDATE core.storylines
            SET storyline_id = changed.storyline_id, similarity = changed.similarity, rule = changed.rule
            FROM changed WHERE core.storylines.article_id = changed.article_id
            """
        )
        cursor.execute("UPDATE core.storylines SET version = $version WHERE version = $unsettled", values)


def forget_storylines(stage: Stage) -> None:
    """Empty ``core.storylines``, for a run that is told to leave storylines out.

    Args:
        stage: The run's stage.

    Raises:
        StageFailed: DuckDB refused the work.
    """
    with stage.transaction() as cursor:
        cursor.execute("DELETE FROM core.storylines")
