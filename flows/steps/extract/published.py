"""When each article was published and last updated, and how that is known."""

from typing import Final

import polars as pl

from flows.steps.dating import GLUED_CLOCK, date_pattern, day_pattern, read_date, read_day_near
from flows.steps.extract.published_lines import read_ages, read_lines
from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, one_per_article
from flows.text.regex import groups_of

_BASES: Final = ("text", "dateline", "update", "caption")
"""What tells the day where metadata does not, surest first. An update follows publication, most often on its day."""

_SLIGHT: Final = pl.duration(minutes=1)
"""Publishing systems write the text once more within seconds of its publication."""

_LATEST: Final = pl.col("fetched_at").dt.date() + pl.duration(days=1)
"""A day after the fetch cannot be that of publication; one day is left for time zones."""

# A caption's day is the picture's; an archive picture is older than the years the article speaks of.
_ARCHIVE_YEARS = 5
_ARCHIVE_PICTURE = (
    r"(?i)^(?:file\b|archive\b|archivbild|in this (?:file )?(?:photo|picture|image))|\bfile (?:photo|picture|image)\b|"
    r"/\s?(?:file|archive)\b"
)
# A story runs within half a year of its newest picture; what is scraped on a schedule, within a week.
_DAYS_BEHIND_PICTURE = 180
_DAYS_BEFORE_FETCH = 7


def extract(pages: Pages, lexicon: Lexicon, captions: pl.DataFrame, datelines: pl.DataFrame) -> pl.DataFrame:
    """Find the day of publication of each article.

    Metadata speaks for the whole page, so it holds for each of its articles. Below it stand a line of the head that
    says when the article appeared, the day of the dateline, a line that says when it was updated, and the day of the
    latest picture. An instant is known where a line prints the time of day and its zone. Nothing is guessed: a dateline
    without a year ("LONDON, Nov 12") takes it from the week before the page was fetched, or the half year behind its
    latest picture, where the day lies in one of them. An instant in UTC leaves the day open by one: there the line of
    the head decides, which tells the newsroom's.

    Args:
        pages: Segmented pages.
        lexicon: Gives the months, weekdays and time zones.
        captions: What ``captions.extract`` found.
        datelines: What ``dateline.extract`` found.

    Returns:
        One row an article: ``article_id``, ``published_on``, ``published_at``, ``published_basis``,
        ``published_start``, ``published_end``, ``updated_on``, ``updated_at``, ``updated_start``, ``updated_end``.
    """
    limits = pages.articles.select("article_id", "document_id").join(
        pages.metadata.select("document_id", "fetched_at"), on="document_id", how="left", maintain_order="left"
    )
    pictured = _from_captions(pages, captions)
    lines = _possible(pl.concat([read_lines(pages, lexicon), read_ages(pages, limits)]), limits)
    sources = {
        "text": one_per_article(lines.filter(~pl.col("is_update"))),
        "dateline": _possible(_from_datelines(datelines, pictured, limits, lexicon), limits),
        "update": one_per_article(lines.filter("is_update")),
        "caption": _possible(pictured, limits),
    }
    found = limits.join(_given(pages), on="article_id", how="left", maintain_order="left")
    for basis in _BASES:
        named = sources[basis].select("article_id", *[pl.col(name).alias(f"{name}_{basis}") for name in _DAY])
        found = found.join(named, on="article_id", how="left", maintain_order="left")
    by_metadata = pl.col("given_at").is_not_null()
    is_beside = (pl.col("on_text") - pl.col("given_on")).dt.total_days().abs() == 1
    by_clock = by_metadata & pl.col("is_utc") & ~pl.col("day_only") & is_beside
    known = {basis: pl.col(f"on_{basis}").is_not_null() for basis in _BASES}
    told_by = pl.coalesce(*[pl.when(is_known).then(pl.lit(basis)) for basis, is_known in known.items()], pl.lit("none"))
    found = found.with_columns(
        pl.when(by_metadata).then(pl.lit("metadata")).otherwise(told_by).alias("published_basis"),
        # What the span and the day are read from: the line where it decides beside metadata.
        pl.when(by_clock.fill_null(value=False))
        .then(pl.lit("text"))
        .when(~by_metadata)
        .then(told_by)
        .alias("read_from"),
    )

    def read(name: str) -> pl.Expr:
        return pl.coalesce(*[pl.when(pl.col("read_from") == basis).then(f"{name}_{basis}") for basis in _BASES])

    published = found.select(
        "article_id",
        "document_id",
        pl.coalesce(read("on"), "given_on").alias("published_on"),
        pl.when(~by_metadata).then(read("at")).when(~pl.col("day_only")).then("given_at").alias("published_at"),
        "published_basis",
        read("start").alias("published_start"),
        read("end").alias("published_end"),
    )
    return _with_updates(published, lines.filter("is_update"), pages)


_DAY: Final = ("on", "at", "start", "end")
_READ_SCHEMA: Final = pl.Schema(
    {"article_id": pl.String(), "on": pl.Date(), "at": pl.Datetime("us"), "start": pl.Int32(), "end": pl.Int32()}
)


def _given(pages: Pages) -> pl.DataFrame:
    """Take what metadata says of each article's page: ``given_at``, ``given_on``, ``day_only``, ``is_utc``."""
    metadata = pages.metadata.filter(
        pl.col("published_at").is_not_null() & (pl.col("published_at").dt.date() <= _LATEST).fill_null(value=True)
    ).select(
        "document_id",
        pl.col("published_at").alias("given_at"),
        pl.coalesce("published_day", pl.col("published_at").dt.date()).alias("given_on"),
        pl.col("is_published_day_only").fill_null(value=False).alias("day_only"),
        (pl.col("published_day").is_null() & pl.col("is_claimed")).alias("is_utc"),
    )
    return pages.articles.join(metadata, on="document_id").select(
        "article_id", "given_at", "given_on", "day_only", "is_utc"
    )


def _possible(days: pl.DataFrame, limits: pl.DataFrame) -> pl.DataFrame:
    """Leave out days after the fetch, and instants more than a day after it."""
    in_time = pl.col("at") <= pl.col("fetched_at") + pl.duration(days=1)
    return (
        days.join(limits.select("article_id", "fetched_at"), on="article_id", how="left", maintain_order="left")
        .filter(_LATEST.is_null() | (pl.col("on") <= _LATEST))
        .with_columns(pl.when(in_time.fill_null(value=True)).then("at").alias("at"))
        .drop("fetched_at")
    )


def _with_updates(published: pl.DataFrame, updates: pl.DataFrame, pages: Pages) -> pl.DataFrame:
    """Add when each article was changed last: what its page says in metadata, else in a line of the head.

    Only what lies behind the publication is an update; many pages repeat the one as the other. A day alone is one on
    the day of publication as well, where a line says so.
    """
    claimed = pages.metadata.select("document_id", "fetched_at", pl.col("updated_at").alias("claimed_at"))
    told = (
        updates.join(published.select("article_id", "published_on", "published_at", "published_basis"), on="article_id")
        .filter((pl.col("on") >= pl.col("published_on")).fill_null(value=True))
        .filter(
            (pl.col("published_basis") == "update")
            | (pl.col("at") > pl.col("published_at") + _SLIGHT).fill_null(value=True)
        )
        .sort("article_id", "on", "at", "start", descending=[False, True, True, False], nulls_last=True)
        .unique("article_id", keep="first", maintain_order=True)
        .select("article_id", *[pl.col(name).alias(f"line_{name}") for name in _DAY])
    )
    joined = published.join(claimed, on="document_id", how="left", maintain_order="left").join(
        told, on="article_id", how="left", maintain_order="left"
    )
    day = pl.col("claimed_at").dt.date()
    is_later = pl.coalesce(
        pl.col("claimed_at") > pl.col("published_at") + _SLIGHT, day > pl.col("published_on"), pl.lit(value=True)
    )
    by_metadata = ((day <= _LATEST).fill_null(value=True) & is_later & day.is_not_null()).fill_null(value=False)
    by_line = ~by_metadata & pl.col("line_on").is_not_null()
    # The day of the publication is the newsroom's, that of the change is told in UTC: it cannot lie before.
    told_on = pl.max_horizontal(day, "published_on")
    return joined.select(
        "article_id",
        *["published_on", "published_at", "published_basis", "published_start", "published_end"],
        pl.when(by_metadata).then(told_on).when(by_line).then("line_on").alias("updated_on"),
        pl.when(by_metadata).then("claimed_at").when(by_line).then("line_at").alias("updated_at"),
        pl.when(by_line).then("line_start").alias("updated_start"),
        pl.when(by_line).then("line_end").alias("updated_end"),
    )


def _dated(frame: pl.DataFrame, text: str, start: str, lexicon: Lexicon) -> pl.DataFrame:
    """Read the first full date of a text; rows without one are left out."""
    lexicon = lexicon.dating(frame[text])
    pattern = f"^(?s)(?P<lead>.*?)(?P<date_text>{date_pattern(lexicon)}){GLUED_CLOCK}"
    # Lazily: parts of a day that are read twice are searched once.
    return (
        frame.lazy()
        .with_columns(groups_of(text, pattern).alias("parts"))
        .unnest("parts")
        .with_columns(pl.col("lead").str.len_chars().cast(pl.Int32).alias("before"))
        .with_columns(read_date(pl.col("date_text"), lexicon).alias("on"))
        .filter(pl.col("on").is_not_null())
        .select(
            "article_id",
            "on",
            pl.lit(None, dtype=pl.Datetime("us")).alias("at"),
            (pl.col(start) + pl.col("before")).alias("start"),
            (pl.col(start) + pl.col("before") + pl.col("date_text").str.len_chars().cast(pl.Int32)).alias("end"),
        )
        .collect()
    )


def _from_datelines(
    datelines: pl.DataFrame, pictured: pl.DataFrame, limits: pl.DataFrame, lexicon: Lexicon
) -> pl.DataFrame:
    datelines = datelines.filter(pl.col("dateline_text").str.contains(r"[0-9]"))
    if datelines.is_empty():
        return pl.DataFrame(schema=_READ_SCHEMA)
    whole = _dated(datelines, "dateline_text", "dateline_start", lexicon)
    lexicon = lexicon.dating(datelines["dateline_text"])
    earliest = pl.col("fetched_at").dt.date() - pl.duration(days=_DAYS_BEFORE_FETCH)
    pattern = f"^(?s)(.*?)({day_pattern(lexicon)})"
    without_year = (
        datelines.lazy()
        .join(whole.lazy(), on="article_id", how="anti", maintain_order="left")
        .with_columns(
            pl.col("dateline_text").str.extract(pattern, 2).alias("date_text"),
            (
                pl.col("dateline_start")
                + pl.col("dateline_text").str.extract(pattern, 1).str.len_chars().cast(pl.Int32)
            ).alias("start"),
        )
        .join(limits.lazy().select("article_id", "fetched_at"), on="article_id", how="left", maintain_order="left")
        .join(
            pictured.lazy().select("article_id", pl.col("on").alias("pictured_on")),
            on="article_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            pl.coalesce(
                read_day_near(pl.col("date_text"), earliest, _LATEST, lexicon),
                read_day_near(
                    pl.col("date_text"),
                    pl.col("pictured_on"),
                    pl.col("pictured_on") + pl.duration(days=_DAYS_BEHIND_PICTURE),
                    lexicon,
                ),
            ).alias("on")
        )
        .filter(pl.col("on").is_not_null())
        .select(
            "article_id",
            "on",
            pl.lit(None, dtype=pl.Datetime("us")).alias("at"),
            "start",
            (pl.col("start") + pl.col("date_text").str.len_chars().cast(pl.Int32)).alias("end"),
        )
        .collect()
    )
    return pl.concat([whole, without_year])


def _from_captions(pages: Pages, captions: pl.DataFrame) -> pl.DataFrame:
    # "REUTERS/Ana Lind/File Photo": the credit says it, too.
    told = pl.concat_str("caption_text", "credit", separator=" ", ignore_nulls=True)
    dated = captions.filter(pl.col("taken_on").is_not_null() & ~told.str.contains(_ARCHIVE_PICTURE))
    latest_year = (
        pages.kept("paragraph")
        .join(dated, on="article_id", how="semi", maintain_order="left")
        .with_columns(pl.col("text").str.extract_all(r"\b(?:19|20)[0-9]{2}\b").alias("years"))
        .explode("years")
        .drop_nulls("years")
        .group_by("article_id")
        .agg(pl.col("years").cast(pl.Int32).max().alias("latest_year"))
    )
    return (
        dated.join(latest_year, on="article_id", how="left", maintain_order="left")
        .filter(pl.col("taken_on").dt.year() + _ARCHIVE_YEARS >= pl.col("latest_year").fill_null(0))
        .sort("article_id", "taken_on", "taken_start", descending=[False, True, False])
        .unique("article_id", keep="first", maintain_order=True)
        .select(
            "article_id",
            pl.col("taken_on").alias("on"),
            pl.lit(None, dtype=pl.Datetime("us")).alias("at"),
            pl.col("taken_start").alias("start"),
            pl.col("taken_end").alias("end"),
        )
    )
