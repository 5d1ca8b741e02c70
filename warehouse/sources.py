"""Measure what a run got from each of its sources, for ``ops.sources``.

The figures stand beside those of earlier runs: a source that falls silent, changes its layout or breaks its format
shows as a jump against its own past, which no share over the whole warehouse would show.
"""

from collections.abc import Callable
from typing import Final

import polars as pl

from expectations.contracts import Sources
from warehouse import frames as door
from warehouse.stage import Stage

_MEASURE: Final = """
WITH pages AS (
    SELECT s.document_id, arg_min(o.source, o.position) AS source
    FROM (
        SELECT s.document_id, s.source_uri
        FROM raw.sightings AS s
        ANTI JOIN (SELECT run_id FROM ops.runs WHERE status = 'published') AS p ON p.run_id = s.first_run_id
    ) AS s
    JOIN origins AS o ON o.source_uri = s.source_uri
    ANTI JOIN (
        SELECT s.document_id
        FROM raw.sightings AS s
        SEMI JOIN (SELECT run_id FROM ops.runs WHERE status = 'published') AS p ON p.run_id = s.first_run_id
    ) AS seen ON seen.document_id = s.document_id
    GROUP BY s.document_id
),

articles AS (
    SELECT
        pages.source,
        count(*) AS article_count,
        count(*) FILTER (NOT a.is_representative) AS duplicate_count,
        CASE WHEN count(a.damage_score) > 0 THEN count(*) FILTER (a.damage_score > 0) END AS damage_article_count
    FROM core.articles AS a
    JOIN pages ON pages.document_id = a.document_id
    GROUP BY pages.source
),

blocks AS (
    SELECT
        pages.source,
        sum(b.block_end - b.block_start) AS char_count,
        sum(b.block_end - b.block_start) FILTER (b.role = 'furniture') AS furniture_char_count
    FROM core.blocks AS b
    JOIN pages ON pages.document_id = b.document_id
    GROUP BY pages.source
),

new_pages AS (
    SELECT source, count(*) AS new_document_count FROM pages GROUP BY source
)

SELECT
    n.source,
    n.new_document_count::bigint AS new_document_count,
    coalesce(a.article_count, 0)::bigint AS article_count,
    coalesce(a.duplicate_count, 0)::bigint AS duplicate_count,
    a.damage_article_count::bigint AS damage_article_count,
    coalesce(b.char_count, 0)::bigint AS char_count,
    coalesce(b.furniture_char_count, 0)::bigint AS furniture_char_count
FROM new_pages AS n
LEFT JOIN articles AS a ON a.source = n.source
LEFT JOIN blocks AS b ON b.source = n.source
"""


def record_sources(
    stage: Stage,
    read: pl.DataFrame,
    origin_of: Callable[[pl.Series], pl.Series],
) -> pl.DataFrame:
    """Measure what this run got from each source, and store it; measured again, it replaces what was stored.

    A page seen in two sources counts for the first of them. Pages that a run which did not publish left in the stage
    count, since no published run told of them.

    Args:
        stage: The run's stage, all batches stored and compared.
        read: ``source``, ``record_count`` and ``reject_count`` of every source, in the order of the settings.
        origin_of: Names the source each address was read from, NULL where none of them is it.

    Returns:
        The rows of ``ops.sources``.

    Raises:
        StageFailed: DuckDB refused the work.
    """
    with stage.transaction() as cursor:
        uris = cursor.execute(
            """
            SELECT DISTINCT s.source_uri FROM raw.sightings AS s
            ANTI JOIN (SELECT run_id FROM ops.runs WHERE status = 'published') AS p ON p.run_id = s.first_run_id
            ORDER BY s.source_uri
            """
        ).pl()
        positions = read.select("source", pl.int_range(pl.len(), dtype=pl.Int32).alias("position"))
        origins = uris.with_columns(origin_of(uris["source_uri"]).alias("source")).join(positions, on="source")
        with door.registered(cursor, origins=origins):
            measured = cursor.execute(_MEASURE).pl()
        frame = read.join(measured, on="source", how="left", maintain_order="left").with_columns(
            pl.format("{}/{}", pl.lit(stage.run_id), pl.int_range(pl.len())).alias("source_run_id"),
            pl.lit(stage.run_id).alias("run_id"),
            pl.col(
                "new_document_count", "article_count", "duplicate_count", "char_count", "furniture_char_count"
            ).fill_null(0),
        )
        frame = door.check("ops.sources", frame.select(Sources.columns().keys()))
        cursor.execute("DELETE FROM ops.sources WHERE run_id = $run_id", {"run_id": stage.run_id})
        door.insert(cursor, "ops.sources", frame)
    return frame
