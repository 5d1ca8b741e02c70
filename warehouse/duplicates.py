"""Hand the deduplication step its candidates, and store the edges it found."""

import duckdb
import polars as pl

from warehouse import frames as door
from warehouse.errors import StageFailed
from warehouse.stage import Stage


def duplicate_candidates(stage: Stage) -> pl.DataFrame:
    """Return the articles that are copies of others, or were.

    Args:
        stage: The run's stage, all batches parsed.

    Returns:
        Articles whose body_digest stands more than once or in ``core.copies``, and those with an edge in
        ``core.duplicates`` now:
        article_id, document_id, article_index, body_digest, published_at, published_on, published_basis,
        agency (NULL also where the article only draws on one), headline, language, word_count, representative_id,
        is_representative, and fetched_at, the first instant its page was fetched (UTC; NULL where no source says). In
        order of article_id.

    Raises:
        StageFailed: The stage cannot be read.
    """
    with stage.transaction() as cursor:
        return cursor.execute(
            """
            WITH wanted AS (
                SELECT article_id FROM core.articles
                WHERE body_digest IN (
                    SELECT body_digest FROM core.articles WHERE body_digest IS NOT NULL
                    GROUP BY body_digest HAVING count(*) > 1
                    UNION ALL
                    SELECT body_digest FROM core.copies
                    UNION ALL
                    SELECT other_digest FROM core.copies
                )
                UNION
                SELECT article_id FROM core.duplicates
            )
            SELECT a.article_id, a.document_id, a.article_index, a.body_digest, a.published_at, a.published_on,
                   a.published_basis,
                   CASE WHEN a.agency_basis NOT IN ('contributor', 'told') THEN a.agency END AS agency,
                   a.headline, a.language, a.word_count, a.representative_id, a.is_representative,
                   min(s.fetched_at) AS fetched_at
            FROM core.articles AS a
            SEMI JOIN wanted ON wanted.article_id = a.article_id
            LEFT JOIN raw.sightings AS s ON s.document_id = a.document_id
            GROUP BY ALL ORDER BY a.article_id
            """
        ).pl()


def _check_edges(cursor: duckdb.DuckDBPyConnection, edges: pl.DataFrame) -> None:
    if edges["article_id"].is_duplicated().any():
        raise ValueError("edges: an article can have one representative only")
    chained = edges.join(edges.select(representative_id="article_id"), on="representative_id", how="semi")
    if not chained.is_empty():
        raise ValueError(f"edges: the representative {chained['representative_id'][0]} is a duplicate itself")
    row = cursor.execute(
        """
        SELECT count(*) FROM (SELECT article_id FROM edges UNION SELECT representative_id FROM edges) AS named
        ANTI JOIN core.articles USING (article_id)
        """
    ).fetchone()
    if row is None or row[0]:
        raise ValueError("edges: an article of an edge is not in core.articles")


def store_duplicates(stage: Stage, edges: pl.DataFrame) -> int:
    """Make ``core.duplicates`` hold exactly these edges, and the articles say the same.

    Only what differs is written, so a run with nothing new changes no row.

    Args:
        stage: The run's stage.
        edges: All rows ``core.duplicates`` is to hold; every other article represents itself.

    Returns:
        Number of articles whose representative changed.

    Raises:
        ValueError: The frame does not fit its contract, an edge leads to a duplicate, or an article is unknown.
        StageFailed: DuckDB refused the work; nothing is changed.
    """
    edges = door.check("core.duplicates", edges)
    with stage.transaction() as cursor, door.registered(cursor, edges=edges):
        _check_edges(cursor, edges)
        cursor.execute("CREATE OR REPLACE TEMP TABLE kept_edges AS SELECT * FROM edges INTERSECT FROM core.duplicates")
        cursor.execute("DELETE FROM core.duplicates WHERE article_id NOT IN (SELECT article_id FROM kept_edges)")
        cursor.execute(
            "INSERT INTO core.duplicates BY NAME SELECT * FROM edges ANTI JOIN kept_edges USING (article_id)"
        )
        cursor.execute("DROP TABLE kept_edges")
        row = cursor.execute(
            """
            UPDATE core.articles SET representative_id = goal.representative_id, is_representative = goal.is_own
            FROM (
                SELECT a.article_id, coalesce(e.representative_id, a.article_id) AS representative_id,
                       e.article_id IS NULL AS is_own
                FROM core.articles AS a LEFT JOIN edges AS e ON e.article_id = a.article_id
            ) AS goal
            WHERE core.articles.article_id = goal.article_id
              AND (core.articles.representative_id <> goal.representative_id
                   OR core.articles.is_representative <> goal.is_own)
            """
        ).fetchone()
    if row is None:
        raise StageFailed("DuckDB did not say how many articles changed")
    return int(row[0])
