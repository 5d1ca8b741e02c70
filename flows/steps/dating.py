"""Read full dates from text: the shapes newspapers print in captions, datelines and publication lines."""

from typing import Final

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.text.patterns import CLOCK
from flows.text.regex import alternation

_YEAR: Final = r"(?:19|20)[0-9]{2}"
_DAY: Final = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTHS: Final = 12
_LATE_DAY: Final = r"(?:1[3-9]|2[0-9]|3[01])"
"""A day no month has the number of."""

AGO: Final = r"(?i:([0-9]{1,2}|an?|one) (min(?:ute)?|h(?:ou)?r|day|week)s? ago)"
"""How a site tells the time that has passed since: "3 hours ago"."""

_CHINESE_DAY: Final = rf"{_YEAR}年(?:0?[1-9]|1[0-2])月{_DAY}日"

GLUED_CLOCK: Final = r"(?:\b|[0-9]{1,2}[:.][0-9]{2}|[A-Z])"
"""Where a scrape drops the white space between elements, the time of day or the next word follows the year at once:
"20247:55 AM", "2024Updated"."""


_MINUTES: Final = r"(?:[\s,|•·/–—-]*[0-9]{1,2}[ -]min(?:ute)?s?(?: read)?\.?)"
"""How long the reading takes, behind the day: "Jun 05, 2026 • 3 minute read"."""

_UPDATED: Final = r"(?:last )?updated|mis à jour|aktualisiert|actualizado|atualizado|aggiornato|bijgewerkt"

DATE_LABEL: Final = (
    r"(?:(?:first|originally) (?:published|posted)|(?:and )?last (?:updated|modified)(?: on| at)?|"
    r"published in [^,.]+,|published(?: on| at| date)?|publi[ée] le|updated(?: on| at)?|posted(?: on)?|issued on|"
    r"(?:publication|publish) date|date (?:created|published|posted)|created|modified|date|"
    r"veröffentlicht(?: am)?|aktualisiert(?: am)?|stand|publicado(?: el| em)?|"
    r"actualizado(?: el)?|mis à jour le|pubblicato(?: il)?|geplaatst(?: op)?|publicerad|udgivet|publisert|"
    r"julkaistu|objavljeno|opublikowano|"
    r"опубликовано|опубліковано|diterbitkan|发布(?:时间|于)?)"
)
"""How a line begins that says when an article was published or updated, in lower case."""


def date_pattern(lexicon: Lexicon) -> str:
    """Return the pattern of a date that names day, month and year, whatever stands behind it.

    Args:
        lexicon: Gives the month names of all languages.

    Returns:
        A pattern without named groups: "December 29, 2024", "29. Dezember 2024", "29 de diciembre de 2024",
        "29 декабря 2024", "2024-12-29", "29.12.2024", "12.29.2024", "29/12/2024", "2024年12月29日"; the month names
        of 13 languages are those of CLDR's wide format. Of days and months between slashes only those are read that
        can be read in one way: "03/04/2024" is another day on each side of the Atlantic.
    """
    month = lexicon.month_pattern
    return (
        rf"(?:\b{month}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}"
        rf"|\b{_DAY}(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?{month},?\s+(?:de\s+|del\s+)?{_YEAR}"
        rf"|\b{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
        rf"|\b{_DAY}\.(?:0?[1-9]|1[0-2])\.{_YEAR}"
        rf"|\b(?:0?[1-9]|1[0-2])\.{_LATE_DAY}\.{_YEAR}"
        rf"|\b(?:{_LATE_DAY}/(?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])/{_LATE_DAY})/{_YEAR}"
        rf"|{_CHINESE_DAY})"
    )


def day_pattern(lexicon: Lexicon) -> str:
    """Return the pattern of a day without its year, as datelines print it: "Nov. 12", "12 November".

    Args:
        lexicon: Gives the month names of all languages.

    Returns:
        A pattern without named groups.
    """
    month = lexicon.month_pattern
    return rf"(?:\b{month}\s+{_DAY}\b|\b{_DAY}\.?\s+(?:de\s+)?{month}(?:\b|$))"


def read_day_near(text: pl.Expr, earliest: pl.Expr, latest: pl.Expr, lexicon: Lexicon) -> pl.Expr:
    """Read a day without its year as the one that lies between two days.

    Args:
        text: What :func:`day_pattern` matched; NULL gives NULL.
        earliest: The first day it may be.
        latest: The last; less than a year behind the first, or the answer would be one of several.
        lexicon: Gives the month names.

    Returns:
        Date expression; NULL where no such day lies between them, or either is NULL.
    """
    low = text.str.to_lowercase()
    month = _named_month(low, lexicon)
    day = low.str.extract(r"([0-9]{1,2})", 1)

    def in_year_of(limit: pl.Expr) -> pl.Expr:
        # 29 February is no day of most years.
        plain = pl.concat_str(
            limit.dt.year().cast(pl.String).str.zfill(4),
            month.cast(pl.String).str.zfill(2),
            day.str.zfill(2),
            separator="-",
        )
        on = plain.str.to_date("%Y-%m-%d", strict=False)
        return pl.when(on.is_between(earliest, latest)).then(on)

    return pl.coalesce(in_year_of(latest), in_year_of(earliest))


def full_date_pattern(lexicon: Lexicon) -> str:
    """Return the pattern of a date that names day, month and year, and ends there.

    Args:
        lexicon: Gives the month names of all languages.

    Returns:
        What :func:`date_pattern` returns, up to the end of a word.
    """
    # Chinese sets no space behind a day.
    return rf"(?:{date_pattern(lexicon)}\b|{_CHINESE_DAY})"


def date_line_pattern(lexicon: Lexicon) -> str:
    """Return the pattern of a line that says little more than when the article was published or updated.

    Args:
        lexicon: Gives the month and weekday names.

    Returns:
        A pattern for the whole line.
    """
    weekday = alternation(lexicon.weekdays)
    # "16:12 BST", "16:12, UK", "4:12 PM GMT+2", "16:12:00-04"
    zone = r"(?:,?\s*\(?[A-Z]{2,5}(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?\)?|[+-][0-9]{2}(?::?[0-9]{2})?)"
    clock = rf"(?:(?:at|um|à|a las)\s+)?(?i:{CLOCK})(?:\s*(?:h|Uhr))?{zone}?"
    # "MANAMA 1996-08-31", "ESCHEN, Liechtenstein, 31 August 1996": above a wire's text it was taken for the headline.
    place = r"(?:[A-Z][A-Z.'’ -]+(?:, [A-Z][A-Za-z. ]+)?,? )?"
    return (
        # "Vigo | Updated on July 8, 2024"
        rf"^(?:(?:[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)?\s?[|/]\s?)?(?i:{DATE_LABEL})\s*[:–—-]?\s*)?{place}"
        rf"(?:(?:{clock})[ ,|•·-]*(?:on\s+)?)?(?:(?i:{weekday})\.?,?\s+)?"
        + date_pattern(lexicon)
        # "8:05 AM on Jul 8, 2024 CDT"
        + rf"(?:\s*[,|•·/–—-]?\s*(?:{clock})|\s[A-Z]{{2,3}}T)?(?:[\s,|•·/-]*(?i:{_UPDATED})\b.{{0,50}})?{_MINUTES}?"
        # "Updated - November 21, 2024 09:12 am IST - VIGO", "Updated - November 21, 2024 at 09:12 AM. | Vigo"
        + r"(?:\s[–—-]\s[A-Z]{3,}(?: [A-Z]{3,})*|\.\s\|\s[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)*)?\s*$"
        + rf"|^(?:(?i:{DATE_LABEL})\s*:?\s*)?{AGO}$"
    )


def read_date(text: pl.Expr, lexicon: Lexicon) -> pl.Expr:
    """Read the day a full date names.

    Args:
        text: What :func:`date_pattern` matched; NULL gives NULL.
        lexicon: Gives the month names.

    Returns:
        Date expression; NULL where the day does not exist (31 June).
    """
    low = text.str.to_lowercase()
    year = low.str.extract(rf"({_YEAR})", 1).cast(pl.Int32)
    iso = low.str.contains(rf"^{_YEAR}-")
    month = _named_month(low, lexicon)
    in_figures = low.str.extract(r"年([0-9]{1,2})月", 1).cast(pl.Int32)
    day = low.str.replace(rf"{_YEAR}(?:年[0-9]{{1,2}}月)?", "").str.extract(r"([0-9]{1,2})", 1).cast(pl.Int32)
    written = pl.concat_str(
        year.cast(pl.String),
        pl.coalesce(month, in_figures).cast(pl.String).str.zfill(2),
        day.cast(pl.String).str.zfill(2),
        separator="-",
    )
    parts = rf"^([0-9]{{1,2}})[./]([0-9]{{1,2}})[./]{_YEAR}"
    numbers = [low.str.extract(parts, part).cast(pl.Int32) for part in (1, 2)]
    # The number no month has is the day; of two that could be either, between full stops the first is.
    month_first = numbers[1] > _MONTHS
    numeric = pl.concat_str(
        year.cast(pl.String),
        pl.when(month_first).then(numbers[0]).otherwise(numbers[1]).cast(pl.String).str.zfill(2),
        pl.when(month_first).then(numbers[1]).otherwise(numbers[0]).cast(pl.String).str.zfill(2),
        separator="-",
    )
    plain = pl.when(iso).then(low.str.head(10)).otherwise(pl.coalesce(numeric, written))
    return plain.str.to_date("%Y-%m-%d", strict=False)


def _named_month(low: pl.Expr, lexicon: Lexicon) -> pl.Expr:
    """Read the number of the month that a text in lower case names; NULL for none."""
    name = low.str.extract(rf"({lexicon.month_pattern})", 1).str.strip_chars_end(".")
    return name.replace_strict(lexicon.months, default=None, return_dtype=pl.Int32)
