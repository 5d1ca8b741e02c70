"""Read from the lines around a text when it was published, and when it was updated.

One line may tell both: "Published 3:40 pm EDT May 3, 2024 | Updated May 4, 2024". The word before a day says which.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from flows.steps.dating import AGO, GLUED_CLOCK, date_pattern, read_date
from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages
from flows.text.patterns import CLOCK
from flows.text.regex import alternation, groups_of

_LINE_MAX_CHARS: Final = 120
_MOST_DAYS: Final = 3
"""First published, last updated, and one more: a line with more days is a calendar."""

_UPDATED: Final = (
    r"updat|modif|revis|actuali[sz]|mis(?:e)? à jour|geändert|aktualisiert|bijgewerkt|atualizad|aggiornat|更新"
)
_PUBLISHED: Final = (
    r"publi|posted|created|uploaded|veröffentlicht|erschienen|geplaatst|pubblicat|udgivet|julkaistu|objavljeno|发布"
)
_LABELS: Final = rf"(?s).*({_UPDATED}|{_PUBLISHED})"
_LABEL_LINE: Final = (
    rf"^(?:(?:last|first|date|zuletzt|dernière|última) )?(?:{_UPDATED}|{_PUBLISHED})\p{{L}}*(?: (?:on|at|am))?:?$"
)
_UPDATED_BEHIND: Final = r"(?i)^\s*[(\[,–—-]?\s*(?:last )?updated\s*[)\]]?\s*$"
_MINUTES_A_DAY: Final = 24 * 60
_UNIT_MINUTES: Final = {"m": 1, "h": 60, "d": _MINUTES_A_DAY}
_NOON: Final = 12


def read_lines(pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Read the days that lines around each text tell.

    Lines between the headline and the text count, and below it those that do nothing but tell a day. A time of day
    gives an instant only where its zone is printed: elsewhere the day is all that is known.

    Args:
        pages: Segmented pages.
        lexicon: Gives the months, weekdays and time zones.

    Returns:
        One row a day told, the surest of each article first: ``article_id``, ``on``, ``at`` (UTC; NULL where the time
        of day or its zone is not told), ``start`` and ``end`` (of the day's text in the page) and ``is_update``.
    """
    lines = _lines(pages)
    lexicon = lexicon.dating(lines["text"])
    told = (
        _days(lines, lexicon)
        .lazy()
        .with_columns(
            read_date(pl.col("date_text"), lexicon).alias("on"),
            # The last word before a day tells what it is: "Updated 3:40 pm. First published May 3, 2024".
            pl.col("label")
            .str.to_lowercase()
            .str.extract(_LABELS, 1)
            .str.contains(_UPDATED)
            .alias("is_labelled_update"),
        )
    )
    known = (
        told.filter(pl.col("on").is_not_null())
        .with_columns(
            pl.coalesce("is_labelled_update", pl.col("rest").str.contains(_UPDATED_BEHIND)).alias("is_update"),
            # At the top of the page stands the day on which it was fetched.
            pl.col("is_labelled_update").is_null().alias("is_bare"),
        )
        .collect()
    )
    return (
        _with_instants(known, lexicon)
        .sort("doc", "article_index", "is_bare", "is_mixed", "block_index", "number")
        .select("article_id", "on", "at", "start", "end", "is_update")
    )


def read_ages(pages: Pages, limits: pl.DataFrame) -> pl.DataFrame:
    """Read the days of lines that tell how long ago a page appeared when it was fetched: "Published / 3 hours ago".

    The day is that of the fetch less the time told, in UTC; without a fetch it is not known. "Weeks" tell no day.

    Args:
        pages: Segmented pages.
        limits: ``article_id``, ``fetched_at`` (UTC; NULL where not known).

    Returns:
        As ``read_lines``; ``at`` is NULL: the hour is rounded.
    """
    lines = (
        pages.blocks.with_columns(_label_above())
        .filter(pl.col("article_id").is_not_null() & (pl.col("role") == "dateline") & pl.col("is_kept"))
        .filter(pl.col("text").str.to_lowercase().str.ends_with("ago"))
    )
    unit = pl.col("text").str.extract(AGO, 2).str.to_lowercase().str.head(1)
    count = pl.col("text").str.extract(AGO, 1).cast(pl.Int64, strict=False).fill_null(1)
    minutes = count * unit.replace_strict(_UNIT_MINUTES, default=None, return_dtype=pl.Int64)
    label = pl.concat_str(pl.col("above").fill_null(""), "text", separator=" ").str.to_lowercase()
    return (
        lines.join(limits.select("article_id", "fetched_at"), on="article_id", how="left", maintain_order="left")
        .select(
            "article_id",
            (pl.col("fetched_at") - pl.duration(minutes=minutes)).dt.date().alias("on"),
            pl.lit(None, dtype=pl.Datetime("us")).alias("at"),
            pl.col("block_start").alias("start"),
            pl.col("block_end").alias("end"),
            label.str.contains(_UPDATED).alias("is_update"),
        )
        .filter(pl.col("on").is_not_null())
    )


def _label_above() -> pl.Expr:
    """Take the line above a block where it is short enough for a label: ``above``."""
    is_label = (pl.col("words").shift() <= 3) & (pl.col("doc") == pl.col("doc").shift())
    return pl.when(is_label).then(pl.col("key").shift()).alias("above")


def _lines(pages: Pages) -> pl.DataFrame:
    """Choose the lines that may tell when: ``text``, ``above`` (a label on the line before; NULL for none)."""
    tells = pl.col("role").is_in(["dateline", "byline"]) & pl.col("is_kept")
    stands_above = (pl.col("part") == "lead") & (pl.col("chars") <= _LINE_MAX_CHARS) & (pl.col("role") != "caption")
    return (
        pages.blocks.with_columns(_label_above())
        .filter(pl.col("article_id").is_not_null() & (tells | stands_above))
        .filter(pl.col("text").str.contains(r"(?:19|20)[0-9]{2}"))
        .select(
            "doc",
            "article_id",
            "article_index",
            "block_index",
            "block_start",
            "text",
            pl.when(pl.col("above").str.contains(_LABEL_LINE)).then("above").alias("above"),
            (~tells).alias("is_mixed"),
        )
    )


def _days(lines: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Find up to three days in each line: ``label`` and ``rest`` (what stands before and behind), ``date_text``."""
    pattern = rf"^(?s)(?P<label>.*?)(?P<date_text>{date_pattern(lexicon)})(?P<rest>{GLUED_CLOCK}.*)$"
    rest = lines.with_columns(pl.col("text").alias("rest"), pl.col("block_start").alias("from"))
    found: list[pl.DataFrame] = []
    for number in range(_MOST_DAYS):
        parts = groups_of("rest", pattern).alias("parts")
        rest = (
            rest.select(pl.exclude("rest", "label", "date_text", "start", "end"), parts)
            .unnest("parts")
            .drop_nulls("date_text")
        )
        start = pl.col("from") + pl.col("label").str.len_chars().cast(pl.Int32)
        rest = rest.with_columns(
            start.alias("start"), (start + pl.col("date_text").str.len_chars().cast(pl.Int32)).alias("end")
        )
        labelled = pl.concat_str("above", "label", separator=" ") if number == 0 else pl.lit(None, dtype=pl.String)
        found.append(rest.with_columns(pl.coalesce(labelled, "label").alias("label"), pl.lit(number).alias("number")))
        rest = rest.with_columns(pl.col("end").alias("from"))
    return pl.concat(found)


def _with_instants(known: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Read the time of day beside each day, and its zone: ``at``."""
    zone = rf"\(?((?:GMT|UTC) ?[+-][0-9]{{1,2}}(?::?[0-9]{{2}})?|{alternation(lexicon.time_zones)})\b"
    weekday = alternation(lexicon.weekdays)
    before = rf"(?i:({CLOCK}))\s*(?:{zone}\)?)?[\s,|•·]*(?:on\s+)?(?:(?i:{weekday})\.?,?\s*)?$"
    behind = rf"^[\s,|•·/–—-]*(?:(?:at|um|à|a las)\s+)?:?\s*(?i:({CLOCK}))\s*(?:{zone})?"
    day = known.with_columns(
        pl.coalesce(pl.col("rest").str.extract(behind, 1), pl.col("label").str.extract(before, 1)).alias("clock"),
        pl.coalesce(pl.col("rest").str.extract(behind, 2), pl.col("label").str.extract(before, 2)).alias("zone"),
    ).with_row_index("told")
    timed = day.filter(pl.col("clock").is_not_null() & pl.col("zone").is_not_null()).select(
        "told",
        (pl.col("on").cast(pl.Datetime("us")) + pl.duration(minutes=_minutes(pl.col("clock")))).alias("local"),
        "zone",
    )
    return day.join(_to_utc(timed, lexicon.time_zones), on="told", how="left", maintain_order="left")


def _minutes(clock: pl.Expr) -> pl.Expr:
    """Read a time of day as minutes from midnight; NULL for one no clock shows."""
    low = clock.str.to_lowercase()
    hour = low.str.extract(r"^([0-9]{1,2})", 1).cast(pl.Int32)
    minute = low.str.extract(r"^[0-9]{1,2}[:.h]([0-9]{2})", 1).cast(pl.Int32).fill_null(0)
    half = low.str.extract(r"([ap])\.?m", 1)
    hours = pl.when(half.is_null()).then(hour).otherwise(hour % _NOON + _NOON * (half == "p").cast(pl.Int32))
    minutes = hours * 60 + minute
    is_told = (minute < 60) & (half.is_null() | hour.is_between(1, _NOON)) & (minutes < _MINUTES_A_DAY)
    return pl.when(is_told).then(minutes)


def _to_utc(timed: pl.DataFrame, zones: Mapping[str, str]) -> pl.DataFrame:
    """Move local times to UTC: ``told``, ``at``; an hour that a change of the clocks skips or repeats is not read."""
    offset = pl.col("zone").str.extract(r"([+-][0-9]{1,2})", 1).cast(pl.Int32)
    part = pl.col("zone").str.extract(r"[+-][0-9]{1,2}:?([0-9]{2})$", 1).cast(pl.Int32).fill_null(0)
    shift = pl.duration(minutes=offset * 60 + part * pl.when(pl.col("zone").str.contains("-")).then(-1).otherwise(1))
    moved = [timed.filter(offset.is_not_null()).select("told", (pl.col("local") - shift).alias("at"))]
    # Polars moves a column from one zone alone: a frame for each zone that is printed.
    named = timed.filter(offset.is_null())
    for zone in sorted({zones[name] for name in named["zone"]}):
        names = [name for name, of in zones.items() if of == zone]
        utc = (
            pl.col("local")
            .dt.replace_time_zone(zone, ambiguous="null", non_existent="null")
            .dt.convert_time_zone("UTC")
            .dt.replace_time_zone(None)
        )
        moved.append(named.filter(pl.col("zone").is_in(names)).select("told", utc.alias("at")))
    return pl.concat(moved)
