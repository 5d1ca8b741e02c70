"""Read full dates from text: the shapes newspapers print in captions, datelines and publication lines."""

from typing import Final

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.text.patterns import CLOCK
from flows.text.regex import alternation

_YEAR: Final = r"(?:19|20)\d{2}"
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"


def full_date_pattern(lexicon: Lexicon) -> str:
    """Return the pattern of a date that names day, month and year.

    Args:
        lexicon: Gives the month names of all languages.

    Returns:
        A pattern without named groups: "December 29, 2024", "29. Dezember 2024", "29 de diciembre de 2024",
        "2024-12-29".
    """
    month = lexicon.month_pattern
    return (
        rf"(?:\b{month}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}\b"
        rf"|\b{_DAY}(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?{month},?\s+(?:de\s+|del\s+)?{_YEAR}\b"
        rf"|\b{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b)"
    )


def date_line_pattern(lexicon: Lexicon) -> str:
    """Return the pattern of a line that says little more than when the article was published or updated.

    Args:
        lexicon: Gives the month and weekday names.

    Returns:
        A pattern for the whole line.
    """
    weekday = alternation(lexicon.weekdays)
    label = (
        r"(?i:first published|last updated|published(?: on| at)?|publi[ée] le|updated(?: on| at)?|posted(?: on)?|"
        r"created|modified|date|veröffentlicht(?: am)?|stand|publicado(?: el)?|actualizado(?: el)?|mis à jour le)"
    )
    clock = rf"(?:(?:at|um|à|a las)\s+)?(?:{CLOCK})(?:\s*(?:h|Uhr))?(?:\s*\(?[A-Z]{{2,5}}\)?)?"
    return (
        rf"^(?:{label}\s*:?\s*)?(?:(?:{clock})[ ,|•·-]*)?(?:(?i:{weekday})\.?,?\s+)?{full_date_pattern(lexicon)}"
        rf"(?:\s*[,|•·/–—-]?\s*(?:{clock}))?(?:[\s,|•·-]*(?i:updated|last updated)\b.{{0,50}})?\s*$"
    )


def read_date(text: pl.Expr, lexicon: Lexicon) -> pl.Expr:
    """Read the day a full date names.

    Args:
        text: What :func:`full_date_pattern` matched; NULL gives NULL.
        lexicon: Gives the month names.

    Returns:
        Date expression; NULL where the day does not exist (31 June).
    """
    low = text.str.to_lowercase()
    year = low.str.extract(rf"({_YEAR})", 1).cast(pl.Int32)
    iso = low.str.contains(rf"^{_YEAR}-")
    name = low.str.extract(rf"({lexicon.month_pattern})", 1).str.strip_chars_end(".")
    month = name.replace_strict(lexicon.months, default=None, return_dtype=pl.Int32)
    day = low.str.replace(rf"{_YEAR}", "").str.extract(r"(\d{1,2})", 1).cast(pl.Int32)
    written = pl.concat_str(
        year.cast(pl.String),
        month.cast(pl.String).str.zfill(2),
        day.cast(pl.String).str.zfill(2),
        separator="-",
    )
    plain = pl.when(iso).then(low.str.head(10)).otherwise(written)
    return plain.str.to_date("%Y-%m-%d", strict=False)
