"""Hand bodies to the search for copies, and keep what it found: fingerprints and verified pairs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

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

_UNPACKED_AT_ONCE: Final = 2_048
"""Stored rows whose text DuckDB unpacks at once: 10 ms for bodies of 2.4 KB."""
_SKETCHES_AT_ONCE: Final = 60 * _UNPACKED_AT_ONCE
"""Sketches held at a time while all are looked through: 9 MB."""


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


class Mark(NamedTuple):
    """The articles of a stage as a search found them."""

    last_row: int
    """Their last row; -1 where there are none."""
    body_count: int
    checksum: int
    """Of the digest of every body and the row it stands in."""


class Changed(NamedTuple):
    """What a search has to do, and what it may note when it is done."""

    new: pl.DataFrame
    """``body_digest`` and ``stored_row`` of each distinct new body (the row of ``core.articles`` its text can be read
    from), in order of the row."""
    gone: pl.Series
    """The digests of this version that no article has any more."""
    mark: Mark
    places: pl.DataFrame
    """``stored_row`` of every article that has a body, and ``digest_hash``: what DuckDB's ``hash`` gives for its
    digest, by which stored bodies are found without reading a million digests once more (0.08 s)."""


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
        places = cursor.execute(
            """
            SELECT rowid AS stored_row, hash(body_digest) AS digest_hash
            FROM core.articles WHERE body_digest IS NOT NULL
            """
        ).pl()
        is_behind = places["stored_row"] > (-1 if noted is None else noted.last_row)
        before = places.filter(~is_behind)
        mark = _mark(places)
        if noted is not None and noted == _mark(before):
            new = _new_behind(cursor, noted.last_row, before)
            return Changed(new, pl.Series([], dtype=pl.String), mark, places)
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
    return Changed(rows.filter(~is_gone).sort("stored_row"), rows.filter(is_gone)["body_digest"], mark, places)


def _mark(places: pl.DataFrame) -> Mark:
    """Sum up some articles; each hash is multiplied by an odd number of its row, so that none may change places."""
    row = pl.col("stored_row")
    last_row, checksum = places.select(
        row.max().fill_null(-1),
        (pl.col("digest_hash") * (2 * row.cast(pl.UInt64) + 1)).bitwise_xor().fill_null(0).alias("checksum"),
    ).row(0)
    return Mark(last_row, places.height, checksum)


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


def _new_behind(cursor: duckdb.DuckDBPyConnection, last_row: int, before: pl.DataFrame) -> pl.DataFrame:
    """Return the bodies behind a row that no article up to it has, each of which has its fingerprint."""
    asked = cursor.execute(
        """
        SELECT body_digest, hash(body_digest) AS digest_hash, min(rowid) AS stored_row FROM core.articles
        WHERE rowid > $last_row AND body_digest IS NOT NULL GROUP BY body_digest ORDER BY stored_row
        """,
        {"last_row": last_row},
    ).pl()
    alike = before.join(asked, on="digest_hash", how="semi").select("stored_row")
    asked = asked.drop("digest_hash")
    if alike.is_empty():
        return asked
    with door.registered(cursor, alike=alike):
        known = cursor.execute(
            "SELECT a.body_digest FROM core.articles AS a SEMI JOIN alike ON alike.stored_row = a.rowid"
        ).pl()
    return asked.join(known, on="body_digest", how="anti", maintain_order="left")


def bodies_at(stage: Stage, rows: pl.DataFrame) -> pl.DataFrame:
    """Read the text of bodies by where they are stored, which touches only their pages of the file.

    DuckDB unpacks all between the first row and the last that a join asks for, 2,048 rows at a time, so rows far from
    one another are asked for apart: for 2,000 bodies among the last 170,000, 58 times 2,048 rows in place of 84.

    Args:
        stage: The run's stage; ``core.articles`` unchanged since ``rows`` was made.
        rows: ``stored_row`` of each.

    Returns:
        ``body_digest`` and ``body_text``, in any order: sorting texts takes longer than reading them.

    Raises:
        StageFailed: The stage cannot be read.
    """
    column = pl.col("stored_row")
    runs = rows.select(column.sort()).with_columns(
        ((column // _UNPACKED_AT_ONCE).diff() > 1).fill_null(value=False).cum_sum().alias("run")
    )
    parts = []
    with stage.transaction() as cursor:
        for run in runs.partition_by("run", maintain_order=True, include_key=False) or [rows.select("stored_row")]:
            with door.registered(cursor, asked=run):
                parts.append(
                    cursor.execute(
                        """
                        SELECT a.body_digest, a.body_text
                        FROM core.articles AS a JOIN asked ON a.rowid = asked.stored_row
                        """
                    ).pl()
                )
    return pl.concat(parts)


def bodies_of(stage: Stage, digests: pl.Series, places: pl.DataFrame) -> pl.DataFrame:
    """Read the text of some bodies.

    Args:
        stage: The run's stage.
        digests: Their digests.
        places: Where bodies are stored (``Changed.places``); ``core.articles`` unchanged since.

    Returns:
        ``body_digest`` and ``body_text``, each body once.

    Raises:
        StageFailed: The stage cannot be read.
    """
    asked = door.keys("body_digest", digests)
    with stage.transaction() as cursor, door.registered(cursor, asked=asked):
        hashes = cursor.execute("SELECT hash(body_digest) AS digest_hash FROM asked").pl()
    rows = places.join(hashes, on="digest_hash", how="semi").sort("stored_row").unique("digest_hash", keep="first")
    found = bodies_at(stage, rows).join(asked, on="body_digest", how="semi")
    if found.height == asked.height:
        return found
    # Two digests of one hash, once in 10^8 warehouses of a million: the others are looked up by themselves.
    with stage.transaction() as cursor, door.registered(cursor, asked=asked.join(found, on="body_digest", how="anti")):
        rows = cursor.execute(
            """
            SELECT min(a.rowid) AS stored_row
            FROM core.articles AS a SEMI JOIN asked USING (body_digest) GROUP BY a.body_digest
            """
        ).pl()
    return pl.concat([found, bodies_at(stage, rows)])


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
        parts = cursor.execute(
            "SELECT rowid AS stored_row, shingle_count, sketch FROM core.fingerprints WHERE version = $version",
            {"version": version},
        ).to_arrow_reader(_SKETCHES_AT_ONCE)
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
