"""Resolve what an expression means to days, from the day it is said on and the expressions before it."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Final

from flows.steps.extract import dates_calendar as calendar
from flows.steps.extract.dates_calendar import Period
from flows.steps.extract.dates_parts import Meaning

_ABSOLUTE: Final = ("fixed", "figures", "fiscal", "years")
_UNKNOWN: Final = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX",
                   "H": "XXXX-HX", "Y": "XXXX", "E": "XXX", "C": "XX"}  # fmt: skip
_BASES: Final = {"previous": -1, "following": 1}
_FAR_AHEAD_DAYS: Final = {"month": 300, "season": 200, "quarter": 100}
_SUNDAY: Final = 7
"""On a Sunday a newspaper's week begins: its "last week" is the one that ends that day, not the one before."""
_SOON_DAYS: Final = 120
_FIGURES: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d{1,2})/(\d{1,2})/(\d{2,4})")
_CLOCK: Final = re.compile(r"(\d\d?)(?:[:.]?(\d\d))?(?:[:.]\d\d)?\s?([ap])?")


@dataclass(slots=True)
class Anchor:
    """What an expression is resolved from.

    Attributes:
        on: The day it is said on, or None.
        basis: How that day is known, or None.
        thread: The dated period named last before it, or None.
        tense: Negative for past, positive for future, 0 where nothing tells; 2 is surer than 1.
    """

    on: dt.date | None
    basis: str | None
    thread: Period | None
    tense: int


@dataclass(slots=True)
class Resolved:
    """An expression resolved.

    Attributes:
        value: TIMEX3 value, or None.
        period: The dated period, for those that follow; None where there is none.
        first: First day meant, or None.
        last: Last day meant, or None.
        anchor_on: The day it was resolved from, or None.
        anchor_basis: Where that day comes from, or None.
    """

    value: str | None
    period: Period | None
    first: dt.date | None
    last: dt.date | None
    anchor_on: dt.date | None
    anchor_basis: str | None


def is_settled(meaning: Meaning) -> bool:
    """Tell whether an expression resolves to the same, whatever it is resolved from.

    Args:
        meaning: What it says.

    Returns:
        Whether it has a value or a year of its own.
    """
    if meaning.value:
        return meaning.op != "span"
    return meaning.op in _ABSOLUTE or (meaning.year is not None and meaning.op != "yearago")


def resolve(meaning: Meaning, anchor: Anchor) -> Resolved:
    """Resolve one expression.

    Nothing is guessed: what needs an anchor that is not known stays open, with X for what TIMEX3 leaves open.

    Args:
        meaning: What it says.
        anchor: What it is resolved from.

    Returns:
        The value, and days where they follow.
    """
    if meaning.value and meaning.op != "span":
        return Resolved(meaning.value, None, None, None, None, None)
    if meaning.op in _ABSOLUTE or (meaning.year is not None and meaning.op != "yearago"):
        period = _absolute(meaning)
        return _of(period, meaning, None, None) if period else Resolved(_open(meaning), None, None, None, None, None)
    if meaning.op in ("thread", "yearago"):
        return _threaded(meaning, anchor)
    if anchor.on is None:
        return Resolved(_open(meaning), None, None, None, None, None)
    if meaning.op == "span":
        days = calendar.span_of(anchor.on, meaning.unit, int(meaning.amount)) if meaning.amount else None
        first, last = days or (None, None)
        if days and meaning.day:  # "the past year" has a name, though not quite its days
            named = calendar.shifted(anchor.on, meaning.unit, -1)
            return Resolved(None if named is None else named.value, None, first, last, anchor.on, anchor.basis)
        used = anchor.on if days else None
        return Resolved(meaning.value, None, first, last, used, anchor.basis if days else None)
    if meaning.op in ("clock", "day_part"):
        return _clock(meaning, anchor)
    return _of(_relative(meaning, anchor.on, anchor.tense), meaning, anchor.on, anchor.basis)


def _threaded(meaning: Meaning, anchor: Anchor) -> Resolved:
    """Resolve what is told from the expression before it: "the previous day", "a year earlier"."""
    base = anchor.thread
    lone_quarter = meaning.unit == "Q" and not meaning.way
    if base is not None and base.first is not None and not (lone_quarter and base.unit != "Q"):
        return _of(_from_thread(meaning, base), meaning, base.first, "expression")
    if meaning.unit == "same" or anchor.on is None:
        return Resolved(_open(meaning), None, None, None, None, None)
    # "The quarter" of a report is the one that has ended.
    base = calendar.shifted(anchor.on, "Q", -1) if lone_quarter else calendar.day(anchor.on)
    return _of(base and _from_thread(meaning, base), meaning, anchor.on, anchor.basis)


def _of(period: Period | None, meaning: Meaning, on: dt.date | None, basis: str | None) -> Resolved:
    if period is None:
        return Resolved(_open(meaning), None, None, None, None, None)
    narrow = calendar.edge(period, meaning.mod)
    return Resolved(period.value, period, narrow.first, narrow.last, on, basis)


def _open(meaning: Meaning) -> str | None:
    """Write the value of what is not resolved, with X for what is open."""
    if meaning.op in ("month_day", "month"):
        month = f"XXXX-{meaning.number:02d}"
        return f"{month}-{meaning.day:02d}" if meaning.op == "month_day" else month
    if meaning.op == "weekday":
        return f"XXXX-WXX-{meaning.number}{meaning.code}"
    if meaning.op == "quarter":
        return f"XXXX-{meaning.unit}{meaning.number}"
    if meaning.op == "season":
        return f"XXXX-{meaning.code}"
    if meaning.op == "clock":
        return f"XXXX-XX-XX{_clock_value(meaning.code)}"
    if meaning.op == "day_part" or (meaning.kind == "time" and meaning.code):
        return f"XXXX-XX-XX{meaning.code}"
    if meaning.op == "holiday":
        return meaning.code.replace("fixed:", "XXXX-") if meaning.code.startswith("fixed:") else None
    if meaning.op in ("figures", "fixed", "span"):
        return meaning.value or None
    return _UNKNOWN.get(meaning.unit)


def _absolute(meaning: Meaning) -> Period | None:
    number = meaning.year
    if meaning.op == "figures":
        return _figures(meaning.code)
    if number is None:
        return None
    if meaning.op == "fixed":
        return {"Y": calendar.year, "E": calendar.decade, "C": calendar.century}[meaning.unit](number)
    if meaning.op == "years":
        return _years(number, meaning.number)
    if meaning.op == "fiscal":  # whose year begins when is not known
        return Period(f"{number:04d}", None, None, "Y")
    return _in_year(meaning, number)


def _years(first: int, last: int) -> Period | None:
    """Return "2024-25": where in the first year it begins is not known."""
    opening, closing = calendar.year(first), calendar.year(last)
    if opening is None or closing is None:
        return None
    return Period(f"{first:04d}/{last:04d}", opening.first, closing.last, "Y")


def _figures(text: str) -> Period | None:
    match = _FIGURES.fullmatch(text)
    if match is None:
        return None
    if match[1]:
        return calendar.exact_day(int(match[1]), int(match[2]), int(match[3]))
    first, second, number = int(match[4]), int(match[5]), int(match[6])
    if number < 100:
        number += 1900 if number > 50 else 2000
    if first != second and first <= 12 and second <= 12:  # 3/4: which is the month, the writer knows
        return Period(f"{number:04d}", None, None, "D") if calendar.year(number) else None
    return calendar.exact_day(number, *((second, first) if first > 12 else (first, second)))


def _in_year(meaning: Meaning, number: int) -> Period | None:
    """Return the month, day, quarter, season or holiday in a year."""
    if meaning.op == "month_day":
        return calendar.exact_day(number, meaning.number, meaning.day)
    if meaning.op == "month":
        return calendar.month(number, meaning.number)
    if meaning.op == "quarter":
        return (calendar.quarter if meaning.unit == "Q" else calendar.half)(number, meaning.number)
    if meaning.op == "season":
        return calendar.season(number, meaning.code)
    if meaning.op == "holiday":
        return calendar.holiday(meaning.code, number)
    if meaning.op == "week_of":
        start = calendar.exact_day(number, meaning.number, meaning.day)
        return calendar.week(start.first) if start and start.first else None
    if meaning.op == "nth_of_month":
        if meaning.unit == "D":
            return calendar.exact_day(number, meaning.number, int(meaning.amount))
        start = calendar.exact_day(number, meaning.number, min(28, 7 * int(meaning.amount) - 6))
        if start is None or start.first is None:
            return None
        if meaning.unit == "W":
            return calendar.week(start.first)
        return calendar.weekend(start.first)
    return None


def _from_thread(meaning: Meaning, base: Period) -> Period | None:
    on = base.first
    if on is None:
        return None
    if meaning.unit == "same":
        return base
    if meaning.op == "yearago":
        if meaning.unit in ("", base.unit):
            return (
                calendar.back(base, int(meaning.amount))
                if meaning.year is None
                else calendar.back(base, meaning.year - on.year)
            )
        return calendar.shifted(on.replace(day=1, year=max(1, on.year - 1)), meaning.unit, 0)
    count = int(meaning.amount)
    if meaning.unit == "Y" and count and base.unit in ("M", "Q", "H", "S", "Y"):
        return calendar.back(base, count)
    if count > 0 and base.last is not None and meaning.unit in ("D", "W"):
        on = base.last
    period = calendar.shifted(on, meaning.unit, count)
    if period is not None and meaning.code:
        return replace(period, value=period.value + meaning.code)
    return period


def _relative(meaning: Meaning, on: dt.date, tense: int) -> Period | None:
    if meaning.op == "shift":
        if meaning.unit == "W" and meaning.way in ("last", "next") and on.isoweekday() == _SUNDAY:
            on += dt.timedelta(days=1)
        period = calendar.shifted(on, meaning.unit, int(meaning.amount))
        return replace(period, value=period.value + meaning.code) if period and meaning.code else period
    if meaning.op == "weekday":
        return _weekday(meaning, on, tense)
    if meaning.op == "weekend":  # "over the weekend", told on a Monday, is the one before
        coming = calendar.weekend(on)
        is_ahead = coming.first is not None and coming.first > on
        return calendar.shifted(on, "WE", -1) if tense < 0 and is_ahead else coming
    way = meaning.way
    if way.startswith("year:"):
        return _in_year(meaning, on.year + {"last": -1, "next": 1}.get(way[5:], 0))
    if way == "yearago":
        now = _choose(meaning, on, "", tense)
        return calendar.back(now, -1) if now else None
    return _choose(meaning, on, way, tense)


def _choose(meaning: Meaning, on: dt.date, way: str, tense: int) -> Period | None:
    """Choose the year of what is named without one."""
    found = [_in_year(meaning, on.year + offset) for offset in (-1, 0, 1)]
    periods = [period for period in found if period is not None and period.first is not None]
    past = [period for period in periods if period.first <= on]  # type: ignore[operator]
    ahead = [period for period in periods if period.last >= on]  # type: ignore[operator]
    if way in ("last", "previous", "latest"):
        # "last October" said in October is a year ago; "last summer" said in summer is too.
        return next((period for period in reversed(past) if period.last < on), None)  # type: ignore[operator]
    if way in ("next", "following"):
        return next((period for period in periods if period.first > on), None)  # type: ignore[operator]
    if way == "this":
        return next((period for period in periods if period.value.startswith(f"{on.year:04d}")), None)
    if not past or not ahead:
        return past[-1] if past else ahead[0] if ahead else None
    before, after = past[-1], ahead[0]
    if before == after:
        return before
    wait, since = (after.first - on).days, (on - before.last).days  # type: ignore[operator]
    if meaning.op in ("month_day", "holiday", "week_of"):
        # A day far off is given with its year: the near one is meant, and only between the two the verb decides.
        if abs(tense) < 2 and min(wait, since) <= _SOON_DAYS:
            return after if wait < since else before
        return after if tense > 0 else before
    return after if tense > 0 and wait <= _FAR_AHEAD_DAYS.get(meaning.op, 0) else before


def _weekday(meaning: Meaning, on: dt.date, tense: int) -> Period | None:
    since = (on.isoweekday() - meaning.number) % 7  # days since the last one, 0 on the day itself
    if meaning.way in ("last", "previous"):
        step = -(since or 7)
    elif meaning.way in ("next", "following"):
        step = 7 - since
    elif meaning.way == "this":
        step = meaning.number - on.isoweekday()
        step += 7 if step < 0 and tense > 0 else 0
    elif since == 0:  # in a newspaper a weekday said on that weekday is that day
        step = 0
    else:
        step = 7 - since if tense > 0 else -since
    ordinal = on.toordinal() + step
    return (
        calendar.day(dt.date.fromordinal(ordinal), meaning.code) if 7 < ordinal < dt.date.max.toordinal() - 7 else None
    )


def _clock(meaning: Meaning, anchor: Anchor) -> Resolved:
    part = meaning.code if meaning.op == "day_part" else _clock_value(meaning.code)
    thread = anchor.thread
    if thread is not None and thread.unit == "D" and thread.first is not None:
        period = calendar.day(thread.first, part)
        return _of(period, meaning, thread.first, "expression")
    if anchor.on is None:
        return Resolved(_open(meaning), None, None, None, None, None)
    return _of(calendar.day(anchor.on, part), meaning, anchor.on, anchor.basis)


def _clock_value(text: str) -> str:
    match = _CLOCK.match(text)
    if match is None:
        return ""
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        hour = hour % 12 + (12 if match[3] in "pP" else 0)
    return f"T{hour % 24:02d}:{minute:02d}"
