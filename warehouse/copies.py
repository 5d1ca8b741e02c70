"""Hand bodies to the search for copies, and keep what it found: fingerprints and verified pairs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb
import polars as pl

from expectations.ddl import quote_literal
from warehouse import frames as door
from warehouse.errors import one_line
from warehouse.stage import Stage

_LOG: Final = logging.getLogger(__name__)
_THREAD_MEGABYTES: Final = 128
"""What DuckDB may hold for each of its threads while bodies are read; without a limit it would keep all it has read,
1.1 GB of a million articles."""


@contextmanager
def within_memory(stage: Stage) -> Iterator[None]:
    """Let DuckDB keep little of what it reads while a block runs.

    Args:
        stage: The run's stage.

    Yields:
        Nothing.

    Raises:
        StageFailed: The stage cannot be opened.
    """
    cursor = stage.connection().cursor()
    [threads] = cursor.execute("SELECT current_setting('threads')").fetchone() or (1,)
    try:
        cursor.execute(f"SET memory_limit = {quote_literal(f'{_THREAD_MEGABYTES * max(int(threads), 2)}MB')}")
    except duckdb.OutOfMemoryException as error:  # more is in use and cannot go to disk: a matter of memory alone
        _LOG.debug("no limit on memory: %s", one_line(error))
    try:
        yield
    finally:
        cursor.execute("RESET memory_limit")
        cursor.close()


def changed_bodies(stage: Stage, version: str) -> tuple[pl.DataFrame, pl.Series]:
    """Find the bodies that have no fingerprint of this version yet, and the fingerprints whose body is gone.

    Both in one join, which is half of what a run with few new articles spends on a warehouse of a million.

    Args:
        stage: The run's stage, all batches parsed.
        version: Digest of the comparing code.

    Returns:
        ``body_digest`` and ``stored_row`` of each distinct new body (the row of ``core.articles`` its text can be read
        from), in order of the row; and the digests of this version that no article has any more.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        rows = cursor.execute(
            """
            WITH articles AS (SELECT body_digest, rowid AS stored_row FROM core.articles WHERE body_digest IS NOT NULL),
                 fingerprints AS (SELECT body_digest FROM core.fingerprints WHERE version = $version)
            SELECT coalesce(a.body_digest, f.body_digest) AS body_digest, min(a.stored_row) AS stored_row
            FROM articles AS a FULL JOIN fingerprints AS f ON f.body_digest = a.body_digest
            WHERE a.body_digest IS NULL OR f.body_digest IS NULL
            GROUP BY ALL
            """,
            {"version": version},
        ).pl()
    is_gone = rows["stored_row"].is_null()
    return rows.filter(~is_gone).sort("stored_row"), rows.filter(is_gone)["body_digest"]


def bodies_at(stage: Stage, rows: pl.DataFrame) -> pl.DataFrame:
    """Read the text of bodies by where they are stored, which touches only their pages of the file.

    Args:
        stage: The run's stage; ``core.articles`` unchanged since ``rows`` was made.
        rows: ``stored_row`` of each.

    Returns:
        ``body_digest`` and ``body_text``, in any order: sorting texts takes longer than reading them.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor, door.registered(cursor, asked=rows.select("stored_row")):
        return cursor.execute(
            """
            SELECT a.body_digest, a.body_text
            FROM core.articles AS a JOIN asked ON a.rowid = asked.stored_row
            """
        ).pl()


def bodies_of(stage: Stage, digests: pl.Series) -> pl.DataFrame:
    """Read the text of some bodies.

    Args:
        stage: The run's stage.
        digests: Their digests.

    Returns:
        ``body_digest`` and ``body_text``, each body once.

    Raises:
        StageFailed: The stage cannot be read.
    """
    asked = door.keys("body_digest", digests)
    with stage.transaction() as cursor, door.registered(cursor, asked=asked):
        rows = cursor.execute(
            """
            SELECT min(a.rowid) AS stored_row
            FROM core.articles AS a SEMI JOIN asked USING (body_digest) GROUP BY a.body_digest
            """
        ).pl()
    return bodies_at(stage, rows)


def known_sketches(stage: Stage, version: str) -> pl.DataFrame:
    """Read all sketches there are, and nothing else of them.

    Args:
        stage: The run's stage.
        version: Digest of the comparing code.

    Returns:
        ``stored_row``, the row of ``core.fingerprints``, and ``sketch``.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        return cursor.execute(
            "SELECT rowid AS stored_row, sketch FROM core.fingerprints WHERE version = $version", {"version": version}
        ).pl()


def fingerprints_at(stage: Stage, rows: pl.DataFrame) -> pl.DataFrame:
    """Read fingerprints by where they are stored.

    Args:
        stage: The run's stage; ``core.fingerprints`` unchanged since ``rows`` was made.
        rows: ``stored_row`` of each.

    Returns:
        ``body_digest``, ``shingle_count`` and ``sketch``, in any order.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor, door.registered(cursor, asked=rows.select("stored_row")):
        return cursor.execute(
            """
            SELECT f.body_digest, f.shingle_count, f.sketch
            FROM core.fingerprints AS f JOIN asked ON f.rowid = asked.stored_row
            """
        ).pl()


def store_copies(stage: Stage, version: str, fingerprints: pl.DataFrame, copies: pl.DataFrame, gone: pl.Series) -> None:
    """Add what a search found, and forget bodies that no article has any more; all of it or nothing.

    Args:
        stage: The run's stage.
        version: Digest of the comparing code; what another version left is deleted.
        fingerprints: Rows of ``core.fingerprints``, without ``version``, of the bodies that were new.
        copies: Rows of ``core.copies`` with at least one of them.
        gone: Digests of this version that no article has any more.

    Raises:
        ValueError: A frame does not fit its contract.
        StageFailed: DuckDB refused the work; nothing is changed.
    """
    fingerprints = door.check("core.fingerprints", fingerprints.with_columns(version=pl.lit(version)))
    copies = door.check("core.copies", copies)
    with stage.transaction() as cursor:
        row = cursor.execute("DELETE FROM core.fingerprints WHERE version <> $version", {"version": version}).fetchone()
        if len(gone):
            with door.registered(cursor, gone=door.keys("body_digest", gone)):
                cursor.execute("DELETE FROM core.fingerprints WHERE body_digest IN (SELECT body_digest FROM gone)")
        if len(gone) or row is None or row[0]:
            for column in ("body_digest", "other_digest"):
                cursor.execute(
                    f"DELETE FROM core.copies WHERE {column} NOT IN (SELECT body_digest FROM core.fingerprints)"  # noqa: S608
                )
        door.insert(cursor, "core.fingerprints", fingerprints)
        door.insert(cursor, "core.copies", copies)


def verified_copies(stage: Stage) -> pl.DataFrame:
    """Read every verified pair of bodies.

    Args:
        stage: The run's stage.

    Returns:
        Rows of ``core.copies``.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        return cursor.execute("SELECT * FROM core.copies").pl()
