"""Read the dates that machines write beside texts, whatever the fashion, never guessing and never failing.

ISO 8601, RFC 2822, what JavaScript prints, Unix time (seconds, milliseconds, microseconds or nanoseconds), days in
figures or with an English month name. Of a time of day in any other fashion the day alone is read. A day whose order of
day and month cannot be told (``03/04/2024``) is not read.
"""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - instants are naive UTC throughout
_EPOCH_UTC: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FIRST_YEAR: Final = 1600
_LAST_YEAR: Final = 2200
_MAX_CHARS: Final = 96
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[ T](.+))?", re.ASCII)
_YEAR_LAST: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4})", re.ASCII)
_WEEKDAY: Final = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.IGNORECASE)
_DAY_MONTH: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+([a-z]+)\.?,?[\s-]+(\d{4})", re.IGNORECASE | re.ASCII
)
_MONTH_DAY: Final = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE | re.ASCII)
_JAVASCRIPT: Final = re.compile(
    r"[a-z]{3} ([a-z]{3}) (\d\d) (\d{4}) (\d\d:\d\d:\d\d) (?:GMT|UTC)([+-]\d{4})(?: \([^()]*\))?",
    re.IGNORECASE | re.ASCII,
)
_CLOCK: Final = re.compile(r"[\s,|-]*(?:\bat\s+)?\d{1,2}(?:[:.]\d\d){1,2}(?![\d.:]).*", re.ASCII | re.IGNORECASE)
_HALF_DAY: Final = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)
_ISO_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", re.ASCII)
_ISO_TAIL: Final = re.compile(r"\s*(?:UTC|GMT|Z)$", re.IGNORECASE)
_WRITTEN_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)", re.ASCII)
_LONG_FRACTION: Final = re.compile(r"(\.\d{6})\d+", re.ASCII)


class Instant(NamedTuple):
    """A point in time as it was given.

    ``microseconds`` counts from 1970-01-01T00:00:00 UTC, None where nothing could be read; ``is_day_only`` tells a
    bare day (its midnight UTC) from an instant.
    """

    microseconds: int | None
    is_day_only: bool


UNKNOWN: Final = Instant(None, is_day_only=False)


def parse_instant(value: object) -> Instant:
    """Read a date or instant from whatever a record holds.

    Args:
        value: Text, a number (Unix time), a ``datetime`` or ``date``, or anything else. A time without a zone is
            taken as UTC.

    Returns:
        The instant, or ``UNKNOWN`` (NULL) where the value is missing, ambiguous, out of range or no date at all.
    """
    if value is None or isinstance(value, bool):
        return UNKNOWN
    try:
        if isinstance(value, str):
            return _from_text(value)
        if isinstance(value, int | float):
            return _from_number(float(value))
        if isinstance(value, datetime):
            return _from_datetime(value)
        if isinstance(value, date):
            return _from_day(value.year, value.month, value.day)
    except (ValueError, OverflowError, TypeError):
        return UNKNOWN
    return UNKNOWN


def wall_clock(value: object) -> datetime | None:
    """Read the day and time of day as they are written, whatever zone they are told in.

    Args:
        value: What :func:`parse_instant` was given.

    Returns:
        The naive time on the clock of whoever wrote it; NULL (None) where it is not written as ISO 8601 with a time.
    """
    match = _WRITTEN_TIME.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}")
    except ValueError:
        return None


def _from_text(text: str) -> Instant:
    text = text.strip()
    if not text or len(text) > _MAX_CHARS or not text.isascii():
        return UNKNOWN
    try:
        if len(text) == 10 and text[4] == "-":
            return _from_day(int(text[:4]), int(text[5:7]), int(text[8:])) if text[7] == "-" else UNKNOWN
        if text[4:5] == "-":
            return _from_datetime(datetime.fromisoformat(text))
    except ValueError:
        pass
    for reader in (
        _from_digits,
        _from_iso_like,
        _from_named_month,
        _from_ordered_figures,
        _from_javascript,
        _from_mail_date,
        _from_leading_day,
    ):
        instant = reader(text)
        if instant is not None:
            return instant
    return UNKNOWN


def _from_digits(text: str) -> Instant | None:
    if not _NUMBER.fullmatch(text):
        return None
    if len(text) == 8 and text.isdigit() and 1900 <= int(text[:4]) <= 2100:
        return _from_day(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 14 and text.isdigit() and 1900 <= int(text[:4]) <= 2100:  # noqa: SIM102 - reads as two rules
        if int(text[4:6]) <= 12:
            return _from_datetime(datetime.strptime(text, "%Y%m%d%H%M%S"))  # noqa: DTZ007 - taken as UTC
    return _from_number(float(text)) if len(text.split(".")[0].lstrip("+-")) >= 9 else UNKNOWN


def _from_iso_like(text: str) -> Instant | None:
    match = _YEAR_FIRST.fullmatch(text)
    if match:
        year, month, day, clock = match.groups()
        if clock is None:
            return _from_day(int(year), int(month), int(day))
        text = f"{year}-{int(month):02}-{int(day):02}T{clock}"
    shortened = _LONG_FRACTION.sub(r"\1", text)
    bare = _ISO_TAIL.sub("", shortened)
    try:
        return _from_datetime(datetime.fromisoformat(bare.replace(" +", "+")))
    except ValueError:
        return None


def _from_named_month(text: str) -> Instant | None:
    plain = _WEEKDAY.sub("", text, count=1)
    match = _DAY_MONTH.fullmatch(plain)
    if match:
        day, name, year = match.groups()
    else:
        match = _MONTH_DAY.fullmatch(plain)
        if not match:
            return None
        name, day, year = match.groups()
    month = _MONTHS.get(name.lower())
    return _from_day(int(year), month, int(day)) if month else None


def _from_ordered_figures(text: str) -> Instant | None:
    match = _YEAR_LAST.fullmatch(text)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if first > 12 or first == second or match[2] == ".":  # who parts them by full stops names the day first
        return _from_day(year, second, first)
    return _from_day(year, first, second) if second > 12 else UNKNOWN


def _from_javascript(text: str) -> Instant | None:
    match = _JAVASCRIPT.fullmatch(text)
    month = _MONTHS.get(match[1].lower()) if match else None
    if match is None or month is None:
        return None
    return _from_datetime(datetime.fromisoformat(f"{match[3]}-{month:02}-{match[2]}T{match[4]}{match[5]}"))


def _from_mail_date(text: str) -> Instant | None:
    if ":" not in text or _HALF_DAY.search(text):  # the mail reader takes 9 p.m. for nine in the morning
        return None
    try:
        return _from_datetime(parsedate_to_datetime(text))
    except ValueError:
        return None


def _from_leading_day(text: str) -> Instant | None:
    """Read the day before a time of day that is told in no standard fashion."""
    match = _ISO_DAY.match(text)
    if match:
        return _from_day(*(int(part) for part in match.groups()))
    plain = _WEEKDAY.sub("", text, count=1)
    clock = _CLOCK.search(plain, 8)
    day = plain[: clock.start()] if clock else None
    return (_from_named_month(day) or _from_ordered_figures(day)) if day else None


def _from_number(value: float) -> Instant:
    if value != value or value in (float("inf"), float("-inf")):
        return UNKNOWN
    size = abs(value)
    if size < 1e8:  # before 1973, or a bare year: not a time stamp that news pages carry
        return UNKNOWN
    scale = 1_000_000 if size < 1e11 else 1_000 if size < 1e14 else 1 if size < 1e17 else 1e-3
    return _checked(round(value * scale), is_day_only=False)


def _from_datetime(value: datetime) -> Instant:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        return UNKNOWN
    since = value - (_EPOCH if value.tzinfo is None else _EPOCH_UTC)
    return Instant(since // _MICROSECOND, is_day_only=False)


def _from_day(year: int, month: int, day: int) -> Instant:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return UNKNOWN
    return Instant((datetime(year, month, day) - _EPOCH) // _MICROSECOND, is_day_only=True)  # noqa: DTZ001


def _checked(microseconds: int, *, is_day_only: bool) -> Instant:
    value = _EPOCH + timedelta(microseconds=microseconds)
    return Instant(microseconds, is_day_only) if _FIRST_YEAR <= value.year <= _LAST_YEAR else UNKNOWN
