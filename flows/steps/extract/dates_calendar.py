"""Calendar arithmetic of time expressions: periods as TIMEX3 writes them, with their first and last day."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

_FIRST_YEAR: Final = 1
_LAST_YEAR: Final = 9998  # one year is left for the day after a period
_SEASON_MONTHS: Final = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
SEASONS: Final = tuple(_SEASON_MONTHS)
_KEPT: Final = 1024
"""Periods of each kind that are kept: news names the same days and months again and again."""
_THIRDS: Final = {"START": (0, 1), "MID": (1, 2), "END": (2, 3)}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the calendar.

    Attributes:
        value: Its TIMEX3 value.
        first: First day; None where the value does not say (XXXX).
        last: Last day; None with ``first``.
        unit: What it is: D, W, WE, M, Q, H, S, Y, E (decade) or C (century).
    """

    value: str
    first: dt.date | None
    last: dt.date | None
    unit: str


@lru_cache(_KEPT)
def day(on: dt.date, part: str = "") -> Period:
    """Return one day.

    Args:
        on: The day.
        part: Part of the day as TIMEX3 codes it, for example ``TMO``; empty for the whole day.

    Returns:
        The period.
    """
    return Period(on.isoformat() + part, on, on, "D")


@lru_cache(_KEPT)
def exact_day(year: int, month: int, number: int) -> Period | None:
    """Return the day of a year, month and day.

    Args:
        year: The year.
        month: 1 to 12.
        number: Day of the month.

    Returns:
        The period; None where there is no such day.
    """
    try:
        return day(dt.date(year, month, number)) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    except ValueError:
        return None


@lru_cache(_KEPT)
def week(on: dt.date) -> Period:
    """Return the week of a day, by ISO 8601 (Monday first).

    Args:
        on: Any day of it.

    Returns:
        The period.
    """
    first = on - dt.timedelta(days=on.weekday())
    year, number, _ = on.isocalendar()
    return Period(f"{year:04d}-W{number:02d}", first, first + dt.timedelta(days=6), "W")


def weekend(on: dt.date) -> Period:
    """Return the weekend of the week of a day.

    Args:
        on: Any day of the week.

    Returns:
        Its Saturday and Sunday.
    """
    whole = week(on)
    first = on + dt.timedelta(days=5 - on.weekday())
    return Period(whole.value + "-WE", first, first + dt.timedelta(days=1), "WE")


def months(year: int, month: int, count: int, value: str, unit: str) -> Period | None:
    """Return a stretch of whole months.

    Args:
        year: Year of the first.
        month: The first, 1 to 12.
        count: How many.
        value: Its TIMEX3 value.
        unit: Its unit.

    Returns:
        The period; None outside the years of the calendar.
    """
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    end = year * 12 + month - 1 + count
    if end // 12 > _LAST_YEAR + 1:
        return None
    return Period(value, dt.date(year, month, 1), dt.date(end // 12, end % 12 + 1, 1) - dt.timedelta(days=1), unit)


@lru_cache(_KEPT)
def month(year: int, number: int) -> Period | None:
    """Return a month of a year.

    Args:
        year: The year.
        number: 1 to 12.

    Returns:
        The period; None outside the years of the calendar.
    """
    return months(year, number, 1, f"{year:04d}-{number:02d}", "M")


@lru_cache(_KEPT)
def quarter(year: int, number: int) -> Period | None:
    """Return a calendar quarter.

    Args:
        year: The year.
        number: 1 to 4.

    Returns:
        The period; None where there is none.
    """
    return months(year, 3 * number - 2, 3, f"{year:04d}-Q{number}", "Q") if 1 <= number <= 4 else None


@lru_cache(_KEPT)
def half(year: int, number: int) -> Period | None:
    """Return a half of a year.

    Args:
        year: The year.
        number: 1 or 2.

    Returns:
        The period; None where there is none.
    """
    return months(year, 6 * number - 5, 6, f"{year:04d}-H{number}", "H") if 1 <= number <= 2 else None


@lru_cache(_KEPT)
def season(year: int, code: str) -> Period | None:
    """Return a season by the meteorological reckoning of the northern hemisphere; a winter begins in December.

    Args:
        year: The year it begins in.
        code: SP, SU, FA or WI.

    Returns:
        The period; None outside the years of the calendar.
    """
    return months(year, _SEASON_MONTHS[code], 3, f"{year:04d}-{code}", "S")


@lru_cache(_KEPT)
def year(number: int) -> Period | None:
    """Return a year.

    Args:
        number: The year.

    Returns:
        The period; None outside the years of the calendar.
    """
    return months(number, 1, 12, f"{number:04d}", "Y")


@lru_cache(_KEPT)
def decade(number: int) -> Period | None:
    """Return a decade.

    Args:
        number: Its years without their last figure, 199 for the 1990s.

    Returns:
        The period; None outside the years of the calendar.
    """
    return months(number * 10, 1, 120, f"{number:03d}X", "E") if number > 0 else None


@lru_cache(_KEPT)
def century(number: int) -> Period | None:
    """Return a century.

    Args:
        number: Its years without their last two figures, 19 for the 20th century.

    Returns:
        The period; None outside the years of the calendar.
    """
    return months(number * 100 + 1, 1, 1200, f"{number:02d}", "C") if number >= 0 else None


def shifted(on: dt.date, unit: str, count: int) -> Period | None:
    """Return the period of a unit that lies so many units from that of a day.

    Args:
        on: The day counted from.
        unit: D, W, WE, M, Q, H, Y, E, C or F (a fortnight).
        count: How many units later, negative for earlier.

    Returns:
        The period; None outside the years of the calendar.
    """
    if unit == "F":
        unit, count = "W", 2 * count
    if unit in ("D", "W", "WE"):
        moved = _plus_days(on, count if unit == "D" else 7 * count)
        if moved is None:
            return None
        return day(moved) if unit == "D" else week(moved) if unit == "W" else weekend(moved)
    if unit in ("M", "Q", "H"):
        size = {"M": 1, "Q": 3, "H": 6}[unit]
        number, index = divmod((on.year * 12 + on.month - 1) // size + count, 12 // size)
        return {"M": month, "Q": quarter, "H": half}[unit](number, index + 1)
    if unit == "Y":
        return year(on.year + count)
    return decade(on.year // 10 + count) if unit == "E" else century((on.year - 1) // 100 + count)


def back(period: Period, count: int) -> Period | None:
    """Return the same period of another year.

    Args:
        period: A dated period of a year at most.
        count: How many years later, negative for earlier.

    Returns:
        A day, month, quarter, half, season or year; None for other units or where there is none.
    """
    if period.first is None:
        return None
    number = period.first.year + count
    start = period.first.month
    if period.unit == "D":
        return exact_day(number, start, period.first.day)
    if period.unit == "M":
        return month(number, start)
    if period.unit == "Q":
        return quarter(number, (start + 2) // 3)
    if period.unit == "H":
        return half(number, (start + 5) // 6)
    if period.unit == "S":
        return season(number, SEASONS[start // 3 - 1])
    return year(number) if period.unit == "Y" else None


def edge(period: Period, part: str) -> Period:
    """Narrow a period to its first, middle or last third, as "early", "mid" and "late" do; a day stays whole.

    Args:
        period: The whole period.
        part: START, MID or END; anything else narrows nothing.

    Returns:
        The period with the same value and narrower days.
    """
    if period.first is None or period.last is None or part not in _THIRDS or period.unit == "D":
        return period
    days = (period.last - period.first).days + 1
    before, until = (days * share // 3 for share in _THIRDS[part])
    first = period.first + dt.timedelta(days=before)
    return replace(period, first=first, last=max(first, period.first + dt.timedelta(days=until - 1)))


def span_of(on: dt.date, unit: str, count: int) -> tuple[dt.date, dt.date] | None:
    """Return the days that so many units cover before or after a day, the day itself included.

    Args:
        on: The day.
        unit: D, W, M, Q, Y, E, C or F.
        count: How many units, negative for those before.

    Returns:
        First and last day; None outside the calendar.
    """
    sign = 1 if count > 0 else -1
    if unit in ("D", "W", "F"):
        other = _plus_days(on, count * {"D": 1, "W": 7, "F": 14}[unit])
    elif unit in ("M", "Q", "Y", "E", "C"):
        total = on.year * 12 + on.month - 1 + count * {"M": 1, "Q": 3, "Y": 12, "E": 120, "C": 1200}[unit]
        number, index = divmod(total, 12)
        target = month(number, index + 1) if _FIRST_YEAR <= number <= _LAST_YEAR else None
        other = None if target is None or target.last is None else target.last.replace(day=min(on.day, target.last.day))
    else:
        return None
    if other is None:
        return None
    return (on, other) if sign > 0 else (other, on)


@lru_cache(_KEPT)
def holiday(rule: str, number: int) -> Period | None:
    """Return the day of a holiday in a year.

    Args:
        rule: ``fixed:MM-DD``, ``nth:month:which:ISO weekday:days after`` or ``easter:days after``.
        number: The year.

    Returns:
        The period; None outside the years of the calendar.
    """
    if not _FIRST_YEAR <= number <= _LAST_YEAR:
        return None
    how, *rest = rule.split(":")
    if how == "fixed":
        return exact_day(number, int(rest[0][:2]), int(rest[0][3:]))
    if how == "easter":
        return day(_easter(number) + dt.timedelta(days=int(rest[0])))
    at, which, weekday, after = (int(part) for part in rest)
    if which > 0:
        first = dt.date(number, at, 1)
        on = first + dt.timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (which - 1))
    else:
        last = dt.date(number + at // 12, at % 12 + 1, 1) - dt.timedelta(days=1)
        on = last - dt.timedelta(days=(last.isoweekday() - weekday) % 7)
    return day(on + dt.timedelta(days=after))


def _easter(number: int) -> dt.date:
    # The Gregorian computus of Meeus, Jones and Butcher (Nature, 1876).
    a, (b, c) = number % 19, divmod(number, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    w = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * w) // 451
    at, index = divmod(h + w - 7 * m + 114, 31)
    return dt.date(number, at, index + 1)


def _plus_days(on: dt.date, count: int) -> dt.date | None:
    ordinal = on.toordinal() + count
    # A week or weekend reaches six days to either side.
    return dt.date.fromordinal(ordinal) if 7 < ordinal < dt.date(_LAST_YEAR, 12, 31).toordinal() else None
