"""Merge what the sightings of a document say into one row per document.

A document may be seen at many places, each with its own metadata. Which sighting comes first must not matter
(law 6), so every field is decided by itself: the least value that is not NULL.
"""

from typing import Final

import polars as pl

from flows.text.hashing import digest_columns

_LEAST: Final = ("title", "author", "url", "publisher", "fetched_at")
MERGED_COLUMNS: Final = (
    "title",
    "author",
    "published_at",
    "is_published_day_only",
    "url",
    "publisher",
    "fetched_at",
)
"""The merged fields, in the order in which ``metadata_digest`` reads them."""


def merge_sightings(sightings: pl.DataFrame) -> pl.DataFrame:
    """Give one row of metadata per document, whatever the order of its sightings.

    Args:
        sightings: Rows of ``raw.sightings``; the columns of ``MERGED_COLUMNS`` and ``document_id`` are read.

    Returns:
        One row per ``document_id``, sorted by it, with ``MERGED_COLUMNS`` and ``metadata_digest`` (32 hex digits
        over the merged fields). ``title``, ``author``, ``url`` and ``publisher`` are the least value in code point
        order, ``fetched_at`` is the earliest fetch (UTC). ``published_at`` and its flag stay a pair: the earliest
        day given by any sighting; on that day a time of day beats the bare day. NULL means that no sighting says.
    """
    given = pl.col("published_at").is_not_null()
    earliest_first = [pl.col("published_at").dt.date(), pl.col("is_published_day_only"), pl.col("published_at")]
    published = [
        pl.col(column).filter(given).sort_by([key.filter(given) for key in earliest_first]).first()
        for column in ("published_at", "is_published_day_only")
    ]
    again = pl.col("document_id").is_duplicated()
    seen = sightings.select("document_id", *MERGED_COLUMNS)
    # Most documents are seen once: nothing is merged there.
    merged = (
        pl.concat(
            [
                seen.filter(~again).with_columns(
                    pl.when(pl.col("published_at").is_not_null()).then("is_published_day_only")
                ),
                seen.filter(again)
                .group_by("document_id")
                .agg(*[pl.col(column).min() for column in _LEAST], *published)
                .select("document_id", *MERGED_COLUMNS),
            ]
        )
        .with_columns(pl.col("is_published_day_only").fill_null(value=False))
        .select("document_id", *MERGED_COLUMNS)
        .sort("document_id")
    )
    return merged.with_columns(digest_columns(merged, MERGED_COLUMNS, "metadata_digest"))
