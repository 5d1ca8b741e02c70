"""Complete what the sightings say of a page with what its own markup says."""

from typing import Final

import polars as pl

_URL_DAY: Final = r"[/_-]((?:19|20)[0-9]{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12][0-9]|3[01])(?:[^0-9]|$)"
_LAST_PART: Final = r"^(.*\S)\s+(?:[|·»:–—-]|::)\s+([^|·»:–—]+)$"
_FIRST_PART: Final = r"^([^|·»:–—]+?)\s+(?:[|·»:–—-]|::)\s+(\S.*)$"
_HOST: Final = r"^[a-z]+://(?:www\.)?([^/:?#]+)"
_HOST_LABEL: Final = r"^[a-z]+://(?:www\.)?([^/.:?#]+)"
_SITE_MIN_CHARS: Final = 4
_UNCLAIMED: Final = (
    pl.lit(None, dtype=pl.Date).alias("published_day"),
    pl.lit(None, dtype=pl.Datetime("us")).alias("updated_at"),
    pl.lit(value=False).alias("is_claimed"),
)
_URL_DAY_LOOSE: Final = r"/((?:19|20)[0-9]{2})/([0-9]{1,2})/([0-9]{1,2})(?:/|$)"


def with_page_metadata(given: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Fill gaps of the given metadata from the page's own.

    What a record says beside the page was reviewed by whoever made the record, so it stands before the page's claims.

    Args:
        given: What ``merge_sightings`` returns.
        claims: One row a page of HTML: ``document_id``, ``title``, ``author``, ``published_at``,
            ``is_published_day_only``, ``published_on``, ``modified_at``; may be empty. NULL means that the page does
            not say.

    Returns:
        The rows and columns of ``given``, filled; ``published_day``: the day on the page's own clock, NULL where
        only the instant is known; ``is_claimed``: whether the page itself says when it appeared; ``updated_at``: when
        it says it was changed last. Where neither says when the page appeared, the day in its URL does.
    """
    return _with_url_dates(_filled(given, claims) if claims.height else given.with_columns(*_UNCLAIMED))


def _without_site(title: pl.Expr, url: pl.Expr) -> pl.Expr:
    """Cut the name of the site off a title: its last or first part, where that is how the address begins, too."""
    host = _only_letters(url.str.extract(_HOST, 1))
    bare = title
    for pattern, part, rest in ((_LAST_PART, 2, 1), (_FIRST_PART, 1, 2)):
        letters = _only_letters(bare.str.extract(pattern, part))
        label = _only_letters(url.str.extract(_HOST_LABEL, 1))
        is_site = (
            (letters.str.len_chars() >= _SITE_MIN_CHARS)
            & (
                host.str.starts_with(letters)
                | (letters.str.starts_with(label) & (label.str.len_chars() >= _SITE_MIN_CHARS))
            )
        ).fill_null(value=False)
        bare = pl.when(is_site).then(bare.str.extract(pattern, rest)).otherwise(bare)
    return bare


def _only_letters(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", "")


def _filled(given: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    fields = ("title", "author", "published_at", "is_published_day_only", "published_on")
    joined = given.join(
        claims.select(
            "document_id",
            *[pl.col(field).alias(f"claimed_{field}") for field in fields],
            pl.col("modified_at").alias("updated_at"),
        ),
        on="document_id",
        how="left",
        maintain_order="left",
    )
    undated = pl.col("published_at").is_null()
    # Patterns are compiled for rows that need none, too.
    claimed_title = pl.col("claimed_title")
    if not joined["url"].is_null().all():
        claimed_title = _without_site(claimed_title, pl.col("url"))
    return joined.with_columns(
        pl.coalesce("title", claimed_title).alias("title"),
        pl.coalesce("author", "claimed_author").alias("author"),
        # The instant and its flag stay a pair.
        pl.coalesce("published_at", "claimed_published_at").alias("published_at"),
        pl.when(undated)
        .then("claimed_is_published_day_only")
        .otherwise("is_published_day_only")
        .alias("is_published_day_only"),
        pl.when(undated).then("claimed_published_on").alias("published_day"),
        (undated & pl.col("claimed_published_at").is_not_null()).alias("is_claimed"),
    ).drop(*[f"claimed_{field}" for field in fields])


def _with_url_dates(given: pl.DataFrame) -> pl.DataFrame:
    if given["url"].is_null().all():
        return given
    url = pl.col("url")
    parts = [
        pl.coalesce(url.str.extract(_URL_DAY, number), url.str.extract(_URL_DAY_LOOSE, number)).str.zfill(2)
        for number in (1, 2, 3)
    ]
    day = pl.concat_str(parts, separator="-").str.to_datetime("%Y-%m-%d", time_unit="us", strict=False)
    undated = pl.col("published_at").is_null()
    url_date = pl.col("url_day").dt.date()
    # The instant in UTC may lie on the day before or after the one the newsroom and the address of the page name.
    is_next_to = (url_date - pl.col("published_at").dt.date()).dt.total_days().abs() == 1
    return (
        given.with_columns(day.alias("url_day"))
        .with_columns(
            pl.when(
                pl.col("published_day").is_null() & pl.col("is_claimed") & ~pl.col("is_published_day_only") & is_next_to
            )
            .then(url_date)
            .otherwise("published_day")
            .alias("published_day"),
            pl.when(undated).then("url_day").otherwise("published_at").alias("published_at"),
            pl.when(undated & pl.col("url_day").is_not_null())
            .then(pl.lit(value=True))
            .otherwise("is_published_day_only")
            .alias("is_published_day_only"),
        )
        .drop("url_day")
    )
