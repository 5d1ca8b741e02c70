"""Find copies among articles: direct, measured edges to the article that stands for its group."""

import polars as pl


def find_exact_duplicates(candidates: pl.DataFrame) -> pl.DataFrame:
    """Tie articles with equal bodies to one representative.

    Bodies are equal where their digests are: case, white space, quotes and dashes folded. The representative is the
    first by a total order that no arrival can change: earliest publication (unknown last), then the article's id.

    Args:
        candidates: Articles with ``article_id``, ``body_digest`` (NULL for no body) and ``published_on``,
            ``published_at`` (NULL for not known).

    Returns:
        Rows of ``core.duplicates``, one per duplicate; similarity is 1.0, measured between exactly the two.
    """
    day = pl.col("published_on")
    instant = pl.coalesce(pl.col("published_at"), day.cast(pl.Datetime("us")))
    ordered = (
        candidates.filter(pl.col("body_digest").is_not_null())
        .with_columns(instant.alias("instant"))
        .sort("body_digest", "instant", "article_id", nulls_last=True)
    )
    return (
        ordered.with_columns(pl.col("article_id").first().over("body_digest").alias("representative_id"))
        .filter(pl.col("article_id") != pl.col("representative_id"))
        .select(
            "article_id",
            "representative_id",
            pl.lit("exact").alias("method"),
            pl.lit(1.0).alias("similarity"),
        )
        .sort("article_id")
    )
