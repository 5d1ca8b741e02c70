"""Hand bodies to the search for copies, and keep what it found: fingerprints and verified pairs."""

import polars as pl

from warehouse import frames as door
from warehouse.stage import Stage


def new_bodies(stage: Stage, version: str) -> pl.DataFrame:
    """List the distinct bodies that have no fingerprint of this version yet.

    Args:
        stage: The run's stage, all batches parsed.
        version: Digest of the comparing code.

    Returns:
        ``body_digest`` and ``stored_row``, the row of ``core.articles`` its text can be read from; in order of it.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        return cursor.execute(
            """
            SELECT a.body_digest, min(a.rowid) AS stored_row
            FROM core.articles AS a
            WHERE a.body_digest IS NOT NULL
              AND a.body_digest NOT IN (SELECT f.body_digest FROM core.fingerprints AS f WHERE f.version = $version)
            GROUP BY a.body_digest ORDER BY stored_row
            """,
            {"version": version},
        ).pl()


def bodies_at(stage: Stage, rows: pl.DataFrame) -> pl.DataFrame:
    """Read the text of bodies by where they are stored, which touches only their pages of the file.

    Args:
        stage: The run's stage; ``core.articles`` unchanged since ``rows`` was made.
        rows: ``stored_row`` of each.

    Returns:
        ``body_digest`` and ``body_text``, in order of the row.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor, door.registered(cursor, asked=rows.select("stored_row")):
        return cursor.execute(
            """
            SELECT a.body_digest, a.body_text
            FROM core.articles AS a JOIN asked ON a.rowid = asked.stored_row ORDER BY a.rowid
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


def known_fingerprints(stage: Stage, version: str) -> pl.DataFrame:
    """Read the fingerprints of bodies that still stand in the warehouse.

    Args:
        stage: The run's stage.
        version: Digest of the comparing code.

    Returns:
        ``body_digest``, ``shingle_count`` and ``sketch``.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        return cursor.execute(
            """
            SELECT f.body_digest, f.shingle_count, f.sketch
            FROM core.fingerprints AS f SEMI JOIN core.articles AS a ON a.body_digest = f.body_digest
            WHERE f.version = $version
            """,
            {"version": version},
        ).pl()


def store_copies(stage: Stage, version: str, fingerprints: pl.DataFrame, copies: pl.DataFrame) -> None:
    """Add what a search found, and forget bodies that no article has any more; all of it or nothing.

    Args:
        stage: The run's stage.
        version: Digest of the comparing code; what another version left is deleted.
        fingerprints: Rows of ``core.fingerprints``, without ``version``, of the bodies that were new.
        copies: Rows of ``core.copies`` with at least one of them.

    Raises:
        ValueError: A frame does not fit its contract.
        StageFailed: DuckDB refused the work; nothing is changed.
    """
    fingerprints = door.check("core.fingerprints", fingerprints.with_columns(version=pl.lit(version)))
    copies = door.check("core.copies", copies)
    with stage.transaction() as cursor:
        cursor.execute("DELETE FROM core.fingerprints WHERE version <> $version", {"version": version})
        cursor.execute(
            """
            DELETE FROM core.fingerprints
            WHERE body_digest NOT IN (SELECT body_digest FROM core.articles WHERE body_digest IS NOT NULL)
            """
        )
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
