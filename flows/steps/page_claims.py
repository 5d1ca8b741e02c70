"""Complete what the sightings say of a page with what its own markup says."""

import polars as pl


def with_page_metadata(given: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Fill gaps of the given metadata from the page's own.

    What a record says beside the page was reviewed by whoever made the record, so it stands before the page's claims.

    Args:
        given: What ``merge_sightings`` returns.
        claims: One row a page of HTML: ``document_id``, ``title``, ``author``, ``published_at``,
            ``is_published_day_only``; may be empty. NULL means that the page does not say.

    Returns:
        The rows and columns of ``given``, filled.
    """
    if claims.is_empty():
        return given
    fields = ("title", "author", "published_at", "is_published_day_only")
    joined = given.join(
        claims.select("document_id", *[pl.col(field).alias(f"claimed_{field}") for field in fields]),
        on="document_id",
        how="left",
        maintain_order="left",
    )
    undated = pl.col("published_at").is_null()
    return joined.with_columns(
        pl.coalesce("title", "claimed_title").alias("title"),
        pl.coalesce("author", "claimed_author").alias("author"),
        # The instant and its flag stay a pair.
        pl.coalesce("published_at", "claimed_published_at").alias("published_at"),
        pl.when(undated)
        .then("claimed_is_published_day_only")
        .otherwise("is_published_day_only")
        .alias("is_published_day_only"),
    ).drop(*[f"claimed_{field}" for field in fields])
