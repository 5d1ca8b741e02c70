"""Ask the stage what it knows already: sightings, parses, and what is still to be parsed."""

from collections.abc import Iterator, Sequence
from typing import Final

import duckdb
import polars as pl

from expectations.contracts import Documents
from warehouse import frames as door
from warehouse.stage import Stage

BATCH_BYTES: Final = 64 * 1024 * 1024
"""Most bytes of pages in one batch of a re-parse, whatever the number of documents."""

SUPERSEDED: Final = "superseded"
"""Parser version of a document whose stored text has changed since it was parsed: no parser's version equals it."""

_DOCUMENT_COLUMNS: Final = ", ".join(f"d.{name}" for name in Documents.columns())


def sightings_of(stage: Stage, document_ids: pl.Series | Sequence[str]) -> pl.DataFrame:
    """Return every sighting of some documents, whichever run saw it.

    Args:
        stage: The run's stage.
        document_ids: The documents.

    Returns:
        Rows of ``raw.sightings`` in order of sighting_id.

    Raises:
        StageFailed: The stage cannot be read.
    """
    asked = door.keys("document_id", document_ids)
    with stage.transaction() as cursor, door.registered(cursor, asked=asked):
        return cursor.execute(
            "SELECT s.* FROM raw.sightings AS s SEMI JOIN asked USING (document_id) ORDER BY s.sighting_id"
        ).pl()


def parsed_state(stage: Stage, document_ids: pl.Series | Sequence[str]) -> pl.DataFrame:
    """Return which parser read some documents last, and from what metadata.

    Args:
        stage: The run's stage.
        document_ids: The documents.

    Returns:
        document_id, parser_version and metadata_digest of those that have a parse, in order of document_id.

    Raises:
        StageFailed: The stage cannot be read.
    """
    asked = door.keys("document_id", document_ids)
    with stage.transaction() as cursor, door.registered(cursor, asked=asked):
        return cursor.execute(
            """
            SELECT p.document_id, p.parser_version, p.metadata_digest
            FROM ops.parses AS p SEMI JOIN asked USING (document_id) ORDER BY p.document_id
            """
        ).pl()


def unsettled_documents(stage: Stage) -> pl.Series:
    """Return the documents that were seen again, by whichever run, and may have been parsed without it.

    Args:
        stage: The run's stage.

    Returns:
        Their ids, each once, sorted.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        found = cursor.execute("SELECT DISTINCT document_id FROM ops.unsettled ORDER BY document_id").pl()
    return found["document_id"]


def _stale(
    cursor: duckdb.DuckDBPyConnection, run_id: str, parser_version: str, limit: int | None, is_reparsing: bool = True
) -> pl.DataFrame:
    """Number the documents to parse by where they lie: never parsed, parsed otherwise, or not settled."""
    return cursor.execute(
        """
        SELECT d.rowid AS stored_row, d.document_id, d.byte_count
        FROM raw.documents AS d LEFT JOIN ops.parses AS p ON p.document_id = d.document_id
        WHERE p.document_id IS NULL OR p.parser_version = $superseded
           OR ($is_reparsing AND p.parser_version <> $version)
           OR d.document_id IN (SELECT u.document_id FROM ops.unsettled AS u WHERE u.run_id <> $run_id)
        ORDER BY d.rowid LIMIT $limit
        """,
        {
            "version": parser_version,
            "superseded": SUPERSEDED,
            "is_reparsing": is_reparsing,
            "run_id": run_id,
            "limit": limit if limit is not None else 2**62,
        },
    ).pl()


def _fetch(cursor: duckdb.DuckDBPyConnection, asked: pl.DataFrame) -> pl.DataFrame:
    """Read documents by row number, which touches only their pages; by id where rows have moved meanwhile."""
    with door.registered(cursor, asked=asked):
        for condition in ("d.rowid = asked.stored_row AND d.document_id = asked.document_id", "USING (document_id)"):
            on = condition if condition.startswith("USING") else f"ON {condition}"
            found = cursor.execute(
                f"SELECT {_DOCUMENT_COLUMNS} FROM raw.documents AS d JOIN asked {on}"  # noqa: S608
            ).pl()
            if found.height == asked.height:
                break
    return found.sort("document_id")


def _within(frame: pl.DataFrame, max_bytes: int) -> pl.DataFrame:
    """Cut a list of documents where it would exceed the bytes; the first document always stays."""
    total = pl.col("byte_count").cum_sum()
    return frame.filter((total <= max_bytes) | (pl.int_range(pl.len()) == 0))


def stale_documents(stage: Stage, parser_version: str, limit: int, max_bytes: int = BATCH_BYTES) -> pl.DataFrame:
    """Return some documents that this parser has not parsed, as stored.

    Args:
        stage: The run's stage.
        parser_version: Digest of this run's parser.
        limit: Most documents to return.
        max_bytes: Most bytes of pages to return, but always one document.

    Returns:
        Rows of ``raw.documents``; empty where nothing is left to parse.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        return _fetch(cursor, _within(_stale(cursor, stage.run_id, parser_version, limit), max_bytes))


def stale_batches(
    stage: Stage,
    parser_version: str,
    batch_size: int,
    max_bytes: int = BATCH_BYTES,
    *,
    is_reparsing: bool = True,
) -> Iterator[pl.DataFrame]:
    """Go once through the documents that this parser has not parsed, in batches that fit into memory.

    The list is taken at the start, so a document the caller cannot parse does not come again.

    Args:
        stage: The run's stage; the caller may store each batch's parse before it asks for the next.
        parser_version: Digest of this run's parser.
        batch_size: Most documents a batch.
        max_bytes: Most bytes of pages a batch, but always one document.
        is_reparsing: Whether what another version parsed is stale; a backfill may be what parses it again.

    Yields:
        Rows of ``raw.documents``, never none.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        left = _stale(cursor, stage.run_id, parser_version, None, is_reparsing)
    yield from document_batches(stage, left, batch_size, max_bytes)


def document_batches(stage: Stage, listed: pl.DataFrame, batch_size: int, max_bytes: int) -> Iterator[pl.DataFrame]:
    """Read listed documents in batches that fit into memory.

    Args:
        stage: The run's stage.
        listed: ``stored_row``, ``document_id`` and ``byte_count`` of each.
        batch_size: Most documents a batch.
        max_bytes: Most bytes of pages a batch, but always one document.

    Yields:
        Rows of ``raw.documents``, never none.

    Raises:
        StageFailed: The stage cannot be read.
    """
    while not listed.is_empty():
        part = _within(listed.head(batch_size), max_bytes)
        listed = listed.slice(part.height)
        with stage.transaction() as cursor:
            batch = _fetch(cursor, part)
        yield batch
