"""Complete what the sightings say of a page with what its own markup says."""

from typing import Final

import polars as pl

_URL_DAY: Final = r"[/_-]((?:19|20)\d{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?:[^0-9]|$)"
_URL_DAY_LOOSE: Final = r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?:/|$)"


def with_page_metadata(given: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Fill gaps of the given metadata from the page's own.

    What a record says beside the page was reviewed by whoever made the record, so it stands before the page's claims.

    Args:
        given: What ``merge_sightings`` returns.
        claims: One row a page of HTML: ``document_id``, ``title``, ``author``, ``published_at``,
            ``is_published_day_only``; may be empty. NULL means that the page does not say.

    Returns:
        The rows and columns of ``given``, filled; where neither says when the page appeared, the day in its URL does.
    """
    return _with_url_dates(_filled(given, claims) if claims.height else given)


def _filled(given: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
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


def _with_url_dates(given: pl.DataFrame) -> pl.DataFrame:
    url = pl.col("url")
    parts = [
        pl.coalesce(url.str.extract(_URL_DAY, number), url.str.extract(_URL_DAY_LOOSE, number)).str.zfill(2)
        for number in (1, 2, 3)
    ]
    day = pl.concat_str(parts, separator="-").str.to_datetime("%Y-%m-%d", time_unit="us", strict=False)
    undated = pl.col("published_at").is_null()
    return (
        given.with_columns(day.alias("url_day"))
        .with_columns(
            pl.when(undated).then("url_day").otherwise("published_at").alias("published_at"),
            pl.when(undated & pl.col("url_day").is_not_null())
            .then(pl.lit(value=True))
            .otherwise("is_published_day_only")
            .alias("is_published_day_only"),
        )
        .drop("url_day")
    )
