"""Choose stored documents to parse again, by when their pages were fetched or by the parser that read them last."""

from collections.abc import Iterator

import polars as pl

from warehouse.choice import Choice
from warehouse.known import document_batches
from warehouse.stage import Stage


def chosen_documents(stage: Stage, choice: Choice, parser_version: str) -> pl.DataFrame:
    """List the documents a backfill parses again.

    Args:
        stage: The run's stage.
        choice: Which to take.
        parser_version: Digest of this run's parser.

    Returns:
        ``stored_row``, ``document_id`` and ``byte_count``, in the order in which they lie in the file.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        return cursor.execute(
            """
            SELECT d.rowid AS stored_row, d.document_id, d.byte_count
            FROM raw.documents AS d LEFT JOIN ops.parses AS p ON p.document_id = d.document_id
            WHERE ($last_parser IS NULL OR p.parser_version = $last_parser)
              AND (NOT $is_outdated_only OR p.parser_version IS DISTINCT FROM $parser_version)
              AND (($fetched_from IS NULL AND $fetched_until IS NULL) OR d.document_id IN (
                  SELECT s.document_id FROM raw.sightings AS s
                  WHERE s.fetched_at >= coalesce($fetched_from::DATE, DATE '0001-01-01')
                    AND s.fetched_at < coalesce($fetched_until::DATE, DATE '9999-12-30') + INTERVAL 1 DAY
              ))
            ORDER BY d.rowid
            """,
            {
                "last_parser": choice.parser_version,
                "is_outdated_only": choice.is_outdated_only,
                "parser_version": parser_version,
                "fetched_from": choice.fetched_from,
                "fetched_until": choice.fetched_until,
            },
        ).pl()


def chosen_batches(
    stage: Stage, choice: Choice, parser_version: str, batch_size: int, max_bytes: int
) -> Iterator[pl.DataFrame]:
    """Go once through the documents of a backfill, in batches that fit into memory.

    Args:
        stage: The run's stage; the caller may store each batch's parse before it asks for the next.
        choice: Which to take.
        parser_version: Digest of this run's parser.
        batch_size: Most documents a batch.
        max_bytes: Most bytes of pages a batch, but always one document.

    Yields:
        Rows of ``raw.documents``, never none.

    Raises:
        StageFailed: The stage cannot be read.
    """
    yield from document_batches(stage, chosen_documents(stage, choice, parser_version), batch_size, max_bytes)
