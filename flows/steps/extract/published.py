"""When each article was published and last updated, and how that is known."""

from typing import Final

import polars as pl

from flows.steps.dating import GLUED_CLOCK, date_pattern, day_pattern, read_date, read_day_near
from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, one_per_article

# A caption's day is the picture's; an archive picture is older than the years the article speaks of.
_LINE_MAX_CHARS = 120
_UPDATE_WORDS: Final = (
    "updat",
    "modif",
    "edited",
    "actualiz",
    "atualizad",
    "mis à jour",
    "geändert",
    "aktualisiert",
    "aggiornat",
    "bijgewerkt",
    "uppdaterad",
    "opdateret",
    "oppdatert",
    "päivitetty",
    "zaktualizowan",
    "posodobljen",
    "обновлен",
    "оновлен",
    "更新",
)
"""What a line says, in 14 languages, that tells the day of a change."""

_AFTER_WORD: Final = ".{0,40}?"
_SLIGHT: Final = pl.duration(minutes=1)
"""Publishing systems write the text once more within seconds of its publication."""
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
    says when the article appeared, the day of the dateline, and the day of the latest picture. Nothing is guessed: a
    dateline without a year ("LONDON, Nov 12") takes it from the week before the page was fetched, or the half year
    behind its latest picture, where the day lies in one of them. An instant in UTC leaves the day open by one: there
    the line of the head decides, which tells the newsroom's.

    Args:
        pages: Segmented pages.
        lexicon: Gives the months.
        captions: What ``captions.extract`` found.
        datelines: What ``dateline.extract`` found.

    Returns:
        One row an article: ``article_id``, ``published_on``, ``published_at``, ``published_basis``,
        ``published_start``, ``published_end``, ``updated_on``, ``updated_at``, ``updated_start``, ``updated_end``.
    """
    # A day after the fetch cannot be the day of publication; one day is left for time zones.
    latest = pages.metadata.select(
        "document_id", (pl.col("fetched_at").dt.date() + pl.duration(days=1)).alias("latest")
    )
    given = pages.articles.join(
        pages.metadata.filter(
            pl.col("published_at").is_not_null()
            & (
                pl.col("fetched_at").is_null()
                | (pl.col("published_at").dt.date() <= pl.col("fetched_at").dt.date() + pl.duration(days=1))
            )
        ).select(
            "document_id",
            pl.col("published_at").alias("given_at"),
            pl.coalesce("published_day", pl.col("published_at").dt.date()).alias("given_on"),
            pl.col("is_published_day_only").fill_null(value=False).alias("day_only"),
            (pl.col("published_day").is_null() & pl.col("is_claimed")).alias("is_utc"),
        ),
        on="document_id",
    ).select("article_id", "given_at", "given_on", "day_only", "is_utc")
    limits = pages.articles.select("article_id", "document_id").join(
        latest, on="document_id", how="left", maintain_order="left"
    )
    pictured = _from_captions(pages, captions)
    lines = _head_lines(pages)
    sources = [_from_lines(lines, lexicon), _from_datelines(datelines, pictured, limits, lexicon), pictured]
    found = limits.join(given, on="article_id", how="left", maintain_order="left")
    for number, source in enumerate(sources):
        possible = source.join(limits, on="article_id", how="left", maintain_order="left").filter(
            pl.col("latest").is_null() | (pl.col("on") <= pl.col("latest"))
        )
        found = found.join(
            possible.select("article_id", "on", "start", "end").rename(
                {name: f"{name}_{number}" for name in ("on", "start", "end")}
            ),
            on="article_id",
            how="left",
            maintain_order="left",
        )
    by_metadata = pl.col("given_at").is_not_null()
    is_beside = (pl.col("on_0") - pl.col("given_on")).dt.total_days().abs() == 1
    by_clock = by_metadata & pl.col("is_utc") & ~pl.col("day_only") & ~pl.col("tells_update") & is_beside
    found = found.join(
        sources[0].select("article_id", "tells_update"), on="article_id", how="left", maintain_order="left"
    ).with_columns(by_clock.fill_null(value=False).alias("by_clock"))
    numbers = range(len(sources))
    basis = (
        pl.when(by_metadata)
        .then(pl.lit("metadata"))
        .when(pl.col("on_0").is_not_null())
        .then(pl.lit("text"))
        .when(pl.col("on_1").is_not_null())
        .then(pl.lit("dateline"))
        .when(pl.col("on_2").is_not_null())
        .then(pl.lit("caption"))
        .otherwise(pl.lit("none"))
    )

    def first_of(name: str) -> pl.Expr:
        chain = pl.coalesce(
            *[pl.when(pl.col(f"on_{number}").is_not_null()).then(f"{name}_{number}") for number in numbers]
        )
        return pl.when(~by_metadata | pl.col("by_clock")).then(chain)

    published = found.select(
        "article_id",
        "document_id",
        pl.coalesce(pl.when("by_clock").then("on_0"), "given_on", first_of("on")).alias("published_on"),
        pl.when(by_metadata & ~pl.col("day_only")).then("given_at").alias("published_at"),
        basis.alias("published_basis"),
        first_of("start").alias("published_start"),
        first_of("end").alias("published_end"),
    )
    return _with_updates(published, lines, pages, lexicon)


def _with_updates(published: pl.DataFrame, lines: pl.DataFrame, pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Add when each article was changed last: what its page says in metadata, else in a line of the head.

    Only what lies behind the publication is an update; many pages repeat the one as the other.
    """
    claimed = pages.metadata.select("document_id", "fetched_at", pl.col("updated_at").alias("claimed_at"))
    words = "|".join(_UPDATE_WORDS)
    told = one_per_article(
        _dated(lines.filter("is_update"), "text", "block_start", lexicon, f"(?i:{words}){_AFTER_WORD}")
    ).select("article_id", *[pl.col(name).alias(f"line_{name}") for name in ("on", "start", "end")])
    joined = published.join(claimed, on="document_id", how="left", maintain_order="left").join(
        told, on="article_id", how="left", maintain_order="left"
    )
    day = pl.col("claimed_at").dt.date()
    latest = pl.col("fetched_at").dt.date() + pl.duration(days=1)
    is_later = pl.coalesce(
        pl.col("claimed_at") > pl.col("published_at") + _SLIGHT, day > pl.col("published_on"), pl.lit(value=True)
    )
    by_metadata = ((day <= latest).fill_null(value=True) & is_later & day.is_not_null()).fill_null(value=False)
    by_line = (
        ~by_metadata
        & (pl.col("line_on") > pl.col("published_on"))
        & (pl.col("line_on") <= latest).fill_null(value=True)
    ).fill_null(value=False)
    # The day of the publication is the newsroom's, that of the change is told in UTC: it cannot lie before.
    told_on = pl.max_horizontal(day, "published_on")
    return joined.select(
        "article_id",
        *["published_on", "published_at", "published_basis", "published_start", "published_end"],
        pl.when(by_metadata).then(told_on).when(by_line).then("line_on").alias("updated_on"),
        pl.when(by_metadata).then("claimed_at").alias("updated_at"),
        pl.when(by_line).then("line_start").alias("updated_start"),
        pl.when(by_line).then("line_end").alias("updated_end"),
    )


def _dated(frame: pl.DataFrame, text: str, start: str, lexicon: Lexicon, before: str = "") -> pl.DataFrame:
    """Read the first full date of a text behind what ``before`` matches; rows without one are left out.

    ``tells_update`` says that a word for a change stands before it.
    """
    pattern = f"^(?s)(.*?{before})({date_pattern(lexicon)}){GLUED_CLOCK}"
    return (
        frame.with_columns(
            pl.col(text).str.extract(pattern, 2).alias("date_text"),
            pl.col(text).str.extract(pattern, 1).alias("opening"),
        )
        .with_columns(
            pl.col("opening").str.len_chars().cast(pl.Int32).alias("before"),
            pl.col("opening").str.to_lowercase().str.contains_any(list(_UPDATE_WORDS)).alias("tells_update"),
        )
        .with_columns(read_date(pl.col("date_text"), lexicon).alias("on"))
        .filter(pl.col("on").is_not_null())
        .select(
            "article_id",
            "on",
            (pl.col(start) + pl.col("before")).alias("start"),
            (pl.col(start) + pl.col("before") + pl.col("date_text").str.len_chars().cast(pl.Int32)).alias("end"),
            "tells_update",
        )
    )


def _head_lines(pages: Pages) -> pl.DataFrame:
    """Take the lines between headline and text that may tell a day: those that tell only when first, then others."""
    tells = pl.col("role").is_in(["dateline", "byline"]) & pl.col("is_kept")
    stands_above = (pl.col("part") == "lead") & (pl.col("chars") <= _LINE_MAX_CHARS) & (pl.col("role") != "caption")
    return (
        pages.blocks.filter(pl.col("article_id").is_not_null() & (tells | stands_above))
        .filter(pl.col("text").str.contains(r"(?:19|20)[0-9]{2}"))
        .with_columns(
            # A line that says it tells the update stands behind one that does not.
            pl.col("key").str.contains_any(list(_UPDATE_WORDS)).alias("is_update"),
            (~tells).alias("is_mixed"),
        )
        .sort("doc", "article_index", "is_mixed", "is_update", "block_index")
    )


def _from_lines(lines: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Read the day of publication from the lines of the head.

    "Updated 19 May / First published 18 May" tells both: there the second date is meant.
    """
    first = one_per_article(_dated(lines, "text", "block_start", lexicon))
    opens_with_update = pl.col("key").str.contains(rf"^\s*(?:last )?(?:{'|'.join(_UPDATE_WORDS)})")
    both = lines.filter("is_update").filter(opens_with_update)
    second = one_per_article(_dated(both, "text", "block_start", lexicon, f"{date_pattern(lexicon)}.*?"))
    if second.is_empty():
        return first
    meant = second.with_columns(pl.lit(value=False).alias("tells_update"))
    kept = first.filter(~pl.col("tells_update") | ~pl.col("article_id").is_in(meant["article_id"].implode()))
    return pl.concat([kept, meant]).unique("article_id", keep="first", maintain_order=True)


def _from_datelines(
    datelines: pl.DataFrame, pictured: pl.DataFrame, limits: pl.DataFrame, lexicon: Lexicon
) -> pl.DataFrame:
    whole = _dated(datelines, "dateline_text", "dateline_start", lexicon).drop("tells_update")
    fetched = pl.col("latest") - pl.duration(days=1)
    pattern = f"^(?s)(.*?)({day_pattern(lexicon)})"
    without_year = (
        datelines.join(whole, on="article_id", how="anti", maintain_order="left")
        .filter(pl.col("dateline_text").str.contains(r"\d"))
        .with_columns(
            pl.col("dateline_text").str.extract(pattern, 2).alias("date_text"),
            (
                pl.col("dateline_start")
                + pl.col("dateline_text").str.extract(pattern, 1).str.len_chars().cast(pl.Int32)
            ).alias("start"),
        )
        .join(limits.select("article_id", "latest"), on="article_id", how="left", maintain_order="left")
        .join(
            pictured.select("article_id", pl.col("on").alias("pictured_on")),
            on="article_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            pl.coalesce(
                read_day_near(
                    pl.col("date_text"), fetched - pl.duration(days=_DAYS_BEFORE_FETCH), pl.col("latest"), lexicon
                ),
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
            "start",
            (pl.col("start") + pl.col("date_text").str.len_chars().cast(pl.Int32)).alias("end"),
        )
    )
    return pl.concat([whole, without_year])


def _from_captions(pages: Pages, captions: pl.DataFrame) -> pl.DataFrame:
    # "REUTERS/Ana Lind/File Photo": the credit says it, too.
    told = pl.concat_str("caption_text", "credit", separator=" ", ignore_nulls=True)
    dated = captions.filter(pl.col("taken_on").is_not_null() & ~told.str.contains(_ARCHIVE_PICTURE))
    latest_year = (
        pages.kept("paragraph")
        .join(dated, on="article_id", how="semi", maintain_order="left")
        .with_columns(pl.col("text").str.extract_all(r"\b(?:19|20)\d{2}\b").alias("years"))
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
            pl.col("taken_start").alias("start"),
            pl.col("taken_end").alias("end"),
        )
    )
