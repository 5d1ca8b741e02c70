"""Tell the search for copies what is new, and keep what it found: fingerprints and verified pairs."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import duckdb
import numpy as np
import polars as pl

from warehouse import frames as door
from warehouse.bodies import UNPACKED_AT_ONCE, Places
from warehouse.stage import Stage

_SKETCHES_AT_ONCE: Final = 60 * UNPACKED_AT_ONCE
"""Sketches held at a time while all are looked through: 9 MB."""


class Mark(NamedTuple):
    """The articles of a stage as a search found them."""

    last_row: int
    """Their last row; -1 where there are none."""
    body_count: int
    checksum: int
    """Of the digest of every body and the row it stands in."""


def _mark(places: Places) -> Mark:
    """Sum up some articles; each hash is multiplied by an odd number of its row, so that none may change places."""
    checksum = np.bitwise_xor.reduce(places.hashes * (2 * places.rows.astype(np.uint64) + 1))
    return Mark(int(places.rows[-1]) if places.rows.size else -1, places.rows.size, int(checksum))


def _joined(mark: Mark, behind: Mark) -> Mark:
    """Sum up all articles where those up to a row and those behind it are summed up: 15 ms less of a million."""
    if not behind.body_count:
        return mark
    return Mark(behind.last_row, mark.body_count + behind.body_count, mark.checksum ^ behind.checksum)


class Changed(NamedTuple):
    """What a search has to do, and what it may note when it is done."""

    new: pl.DataFrame
    """``body_digest`` and ``stored_row`` of each distinct new body (the row of ``core.articles`` its text can be read
    from), and its ``word_count``; in order of the row."""
    gone: pl.Series
    """The digests of this version that no article has any more."""
    mark: Mark
    places: Places


def changed_bodies(stage: Stage, version: str) -> Changed:
    """Find the bodies that have no fingerprint of this version yet, and the fingerprints whose body is gone.

    The last search noted up to which row of ``core.articles`` every body has its fingerprint, and a checksum over these
    rows. Where it still holds, which it does until an article is deleted or parsed again, only what stands behind that
    row is looked up. Elsewhere all articles are joined with all fingerprints, which took four times as long in a
    warehouse of a million.

    Args:
        stage: The run's stage, all batches parsed.
        version: Digest of the comparing code.

    Returns:
        New and gone bodies, and the articles as they are.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        noted = _noted(cursor, version)
        stored = cursor.execute(
            """
            SELECT rowid AS stored_row, hash(body_digest) AS digest_hash
            FROM core.articles WHERE body_digest IS NOT NULL
            """
        ).pl()
        if not stored["stored_row"].is_sorted():  # it is wherever DuckDB keeps the order it inserted in
            stored = stored.sort("stored_row")
        places = Places(stored["stored_row"].to_numpy(), stored["digest_hash"].to_numpy())
        head = 0 if noted is None else int(np.searchsorted(places.rows, noted.last_row, side="right"))
        before = Places(places.rows[:head], places.hashes[:head])
        mark = _mark(before)
        is_as_noted = noted == mark
        mark = _joined(mark, _mark(Places(places.rows[head:], places.hashes[head:])))
        if noted is not None and is_as_noted:
            new = _new_behind(cursor, noted.last_row, before)
            return Changed(new, pl.Series([], dtype=pl.String), mark, places)
        rows = cursor.execute(
            """
            WITH articles AS (
                     SELECT body_digest, word_count, rowid AS stored_row
                     FROM core.articles WHERE body_digest IS NOT NULL
                 ),
                 fingerprints AS (SELECT body_digest FROM core.fingerprints WHERE version = $version)
            SELECT coalesce(a.body_digest, f.body_digest) AS body_digest, min(a.stored_row) AS stored_row,
                   max(a.word_count) AS word_count
            FROM articles AS a FULL JOIN fingerprints AS f ON f.body_digest = a.body_digest
            WHERE a.body_digest IS NULL OR f.body_digest IS NULL
            GROUP BY ALL
            """,
            {"version": version},
        ).pl()
    is_gone = rows["stored_row"].is_null()
    return Changed(rows.filter(~is_gone).sort("stored_row"), rows.filter(is_gone)["body_digest"], mark, places)


def _noted(cursor: duckdb.DuckDBPyConnection, version: str) -> Mark | None:
    """Return what the last search of this version noted, unless the fingerprints are others since."""
    row = cursor.execute(
        """
        SELECT c.last_row, c.body_count, CAST(c.checksum AS UBIGINT)
        FROM ops.compared AS c
        WHERE c.version = $version
          AND c.fingerprint_count = (SELECT count(*) FROM core.fingerprints WHERE version = $version)
        """,
        {"version": version},
    ).fetchone()
    return None if row is None else Mark(*row)


def _new_behind(cursor: duckdb.DuckDBPyConnection, last_row: int, before: Places) -> pl.DataFrame:
    """Return the bodies behind a row that no article up to it has, each of which has its fingerprint."""
    asked = cursor.execute(
        """
        SELECT body_digest, hash(body_digest) AS digest_hash, min(rowid) AS stored_row, max(word_count) AS word_count
        FROM core.articles
        WHERE rowid > $last_row AND body_digest IS NOT NULL GROUP BY body_digest ORDER BY stored_row
        """,
        {"last_row": last_row},
    ).pl()
    alike = pl.DataFrame({"stored_row": before.among(asked["digest_hash"].to_numpy()).rows})
    asked = asked.drop("digest_hash")
    if alike.is_empty():
        return asked
    with door.registered(cursor, alike=alike):
        known = cursor.execute(
            "SELECT a.body_digest FROM core.articles AS a SEMI JOIN alike ON alike.stored_row = a.rowid"
        ).pl()
    return asked.join(known, on="body_digest", how="anti", maintain_order="left")


def known_sketches(stage: Stage, version: str) -> Iterator[pl.DataFrame]:
    """Read all sketches there are, and nothing else of them, part by part.

    Args:
        stage: The run's stage, which is not to be used until the last part is taken.
        version: Digest of the comparing code.

    Yields:
        ``stored_row``, the row of ``core.fingerprints``, ``shingle_count`` and ``sketch``; at least one frame.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        [is_only] = cursor.execute(
            """
            SELECT count(*) = (SELECT count(*) FROM core.fingerprints) FROM core.fingerprints WHERE version = $version
            """,
            {"version": version},
        ).fetchone() or (False,)
        query = "SELECT rowid AS stored_row, shingle_count, sketch FROM core.fingerprints"
        if is_only:  # a filter on a million versions takes 30 ms where counting them takes 6
            result = cursor.execute(query)
        else:
            result = cursor.execute(f"{query} WHERE version = $version", {"version": version})
        parts = result.to_arrow_reader(_SKETCHES_AT_ONCE)
        yield pl.DataFrame(pl.from_arrow(parts.schema.empty_table()))
        for part in parts:
            yield pl.DataFrame(pl.from_arrow(part))


def digests_at(stage: Stage, rows: pl.DataFrame) -> pl.DataFrame:
    """Read whose fingerprints are stored where.

    Args:
        stage: The run's stage; ``core.fingerprints`` unchanged since ``rows`` was made.
        rows: ``stored_row`` of each, and whatever else.

    Returns:
        The same rows in the same order, with ``body_digest``.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor, door.registered(cursor, asked=rows.select("stored_row")):
        named = cursor.execute(
            """
            SELECT asked.stored_row, f.body_digest
            FROM core.fingerprints AS f JOIN asked ON f.rowid = asked.stored_row
            """
        ).pl()
    return rows.join(named, on="stored_row", maintain_order="left")


def store_copies(
    stage: Stage, version: str, fingerprints: pl.DataFrame, copies: pl.DataFrame, changed: Changed
) -> None:
    """Add what a search found, and forget bodies that no article has any more; all of it or nothing.

    Args:
        stage: The run's stage.
        version: Digest of the comparing code; what another version left is deleted.
        fingerprints: Rows of ``core.fingerprints``, without ``version``, of the bodies that were new.
        copies: Rows of ``core.copies`` with at least one of them.
        changed: What the search was told to do, all of which it did.

    Raises:
        ValueError: A frame does not fit its contract.
        StageFailed: DuckDB refused the work; nothing is changed.
    """
    fingerprints = door.check("core.fingerprints", fingerprints.with_columns(version=pl.lit(version)))
    copies = door.check("core.copies", copies)
    gone = changed.gone
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
        if _noted(cursor, version) != changed.mark:
            _note(cursor, version, changed.mark)


def _note(cursor: duckdb.DuckDBPyConnection, version: str, mark: Mark) -> None:
    cursor.execute("DELETE FROM ops.compared")
    cursor.execute(
        """
        INSERT INTO ops.compared BY NAME
        SELECT $version AS version, $last_row AS last_row, $body_count AS body_count, $checksum AS checksum,
               count(*) AS fingerprint_count
        FROM core.fingerprints WHERE version = $version
        """,
        {"version": version, **mark._asdict(), "checksum": str(mark.checksum)},
    )


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
