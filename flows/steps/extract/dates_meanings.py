"""What each shape of a time expression says, before any day is known."""

import re
from collections.abc import Callable
from typing import Final

from flows.steps.extract.dates_parts import WAYS, Meaning, Part
from flows.steps.extract.dates_words import Token

_DURATION: Final = {
    "TS": ("PT", "S"), "TM": ("PT", "M"), "TH": ("PT", "H"), "D": ("P", "D"), "W": ("P", "W"), "M": ("P", "M"),
    "Q": ("P", "Q"), "Y": ("P", "Y"), "E": ("P", "DE"), "C": ("P", "C"), "F": ("P", "W"),
}  # fmt: skip
_WHOLES: Final = {"TH": (60, "TM"), "C": (100, "Y"), "Y": (12, "M")}
"""What a quarter of is said in smaller units."""
_SCALED: Final = {"E": (10, "Y"), "C": (100, "Y"), "F": (2, "W")}


def _duration_value(count: float | None, unit: str) -> str:
    head, tail = _DURATION[unit]
    if count is not None and unit in _SCALED:
        scale, tail = _SCALED[unit]
        count *= scale
    elif count is None and unit in ("E", "C"):
        tail = "Y"
    if count is not None and count % 1 == 0.5 and unit == "Y":
        count, tail = count * 12, "M"
    if count is None:
        return f"{head}X{tail}"
    return f"{head}{f'{count:.7g}' if count % 1 else int(count)}{tail}"


def _reference(part: Part) -> Meaning:
    value = part.value("VZ")
    needs = "" if value != "FUTURE_REF" else "future" if "Z" in part.kinds else "soon"
    return Meaning("ref", value=value, needs=needs)


def _figures(part: Part) -> Meaning:
    code = part.value("q")
    first, _, last = code.partition("~")
    if last:
        return Meaning("years", unit="Y", year=int(first), number=int(last))
    return Meaning("figures", code=code)


def _clock(part: Part) -> Meaning:
    return Meaning("clock", "time", code=part.value("c"), mod=part.mod())


def _day_part(part: Part) -> Meaning:
    code = "TNI" if "T" in part.kinds else part.value("Pw")
    mod = part.mod()
    if "W" in part.kinds:
        return Meaning("weekday", "time", number=part.number("W"), code=code, way=part.way(), mod=mod)
    if "R" in part.kinds:
        return Meaning("shift", "time", "D", part.number("R"), code=code, mod=mod)
    way = part.way()
    if way == "last":
        return Meaning("shift", "time", "D", -1, code=code, mod=mod)
    if way in ("next", "following", "previous", "same"):
        step = {"next": 1, "following": 1, "previous": -1}.get(way, 0)
        return Meaning("thread", "time", "D", step, code=code, mod=mod)
    if "T" in part.kinds or way == "this":
        return Meaning("shift", "time", "D", 0, code=code, mod=mod)
    return Meaning("day_part", "time", code=code, mod=mod)


def _weekday(part: Part) -> Meaning:
    return Meaning("weekday", number=part.number("W"), way=part.way(), mod=part.mod())


def _weekdays(part: Part) -> Meaning:
    return Meaning("set", "set", value=f"XXXX-WXX-{part.value('iW')}")


def _each(part: Part) -> Meaning | None:
    if "E" in part.kinds:
        return Meaning("set", "set", value="XXXX-WXX-WE")
    if part.kinds[-1] in "PSMj":
        code = part.value("PSMj")
        return Meaning("set", "set", value=f"XXXX-{code}" if part.kinds[-1] in "SM" else f"XXXX-XX-XX{code}")
    if "W" in part.kinds:
        return _weekdays(part)
    count = part.number("y") or part.count()
    return Meaning("set", "set", value=_duration_value(count, part.value("uUQ")))


def _set(part: Part) -> Meaning:
    return Meaning("set", "set", value=part.value("K"), needs="set" if part.value("K") != "P1D" else "")


def _month_day(part: Part) -> Meaning:
    way = part.year_way()  # "October 4 last year"
    return Meaning(
        "month_day",
        year=part.year(),
        number=part.number("M"),
        day=part.number("ns"),
        way=way and f"year:{way}",
        mod=part.value("B<"),
    )


def _month(part: Part) -> Meaning:
    year_way = part.year_way()
    way = year_way and f"year:{year_way}"
    lone = part.kinds == "M"
    return Meaning(
        "month",
        unit="M",
        year=part.year(),
        number=part.number("M"),
        way=way or part.way(),
        mod=part.mod(),
        needs="month" if lone else "",
    )


def _quarter(part: Part) -> Meaning | None:
    unit = "H" if "h" in part.kinds else "Q"
    year_way = part.year_way() or ("this" if part.kinds.endswith("ftU") else "")
    owner = re.match(r"t?([dlx])U'", part.kinds)
    if owner:
        year_way = WAYS[owner[1]]
    index = part.number("Os") if "O" in part.kinds or "s" in part.kinds else 0
    if part.value("U") not in ("", "Y") and re.search(r"f[dlx]U$", part.kinds):  # "the first half of this week"
        step = {"d": 0, "l": -1, "x": 1}[part.kinds[-2]]
        return Meaning("shift", unit=part.value("U"), amount=step, mod="START" if index == 1 else "END")
    before = re.search(r"U-?[AJ]|J", part.kinds)
    way = "yearago" if before else f"year:{year_way}" if year_way else part.way()
    if not index:
        count = {"last": -1, "previous": -1, "next": 1, "following": 1}.get(way, 0)
        if way == "yearago":
            return Meaning("yearago", unit="Q", amount=-1)
        op = "thread" if way in ("previous", "following", "same") or way in ("", "latest") else "shift"
        return Meaning(op, unit=unit, amount=count, mod=part.mod(), way="" if way == "latest" else way)
    if not 1 <= index <= (4 if unit == "Q" else 2):
        return None
    return Meaning("quarter", unit=unit, year=part.year(), number=index, way=way, mod=part.mod())


def _year_ago_period(part: Part) -> Meaning:
    return Meaning("yearago", unit="Q" if "Q" in part.kinds else "", year=part.year(), amount=-1)


def _fiscal(part: Part) -> Meaning | None:
    if "Y" in part.kinds:
        return Meaning("fiscal", unit="Y", year=part.year())
    if part.value("uU") != "Y":
        return None
    way = part.way()
    if way in ("last", "previous", "next"):
        return Meaning("fiscal", unit="Y", amount=1 if way == "next" else -1, way=way)
    return Meaning("duration", "duration", "Y", 1, value="P1Y")


def _season(part: Part) -> Meaning:
    year_way = part.year_way()
    owner = re.match(r"([dlx])U'", part.kinds)
    if owner:
        year_way = WAYS[owner[1]]
    way = f"year:{year_way}" if year_way else part.way()
    return Meaning(
        "season",
        unit="S",
        year=part.year(),
        code=part.value("S"),
        way=way,
        mod=part.mod(),
        needs="fall" if part.kinds == "tS" else "",
    )


def _decade(part: Part) -> Meaning:
    return Meaning("fixed", unit="E", year=part.number("D"), mod=part.mod(), needs="decade")


def _century(part: Part) -> Meaning | None:
    return Meaning("fixed", unit="C", year=part.number("Osn") - 1) if part.value("uU") == "C" else None


def _year(part: Part) -> Meaning:
    lone = part.kinds == "Y"
    return Meaning("fixed", unit="Y", year=part.year(), mod=part.mod(), needs="year" if lone else "")


def _the_year(part: Part) -> Meaning | None:
    return _year(part) if part.value("U") == "Y" else None


def _holiday(part: Part) -> Meaning:
    return Meaning("holiday", code=part.value("C"), year=part.year(), way=part.way(), mod=part.mod())


def _ago(part: Part) -> Meaning | None:
    return _moved(part, "shift", -1)


def _hence(part: Part) -> Meaning | None:
    return _moved(part, "shift", 1)


def _later(part: Part) -> Meaning | None:
    return _moved(part, "thread", part.number("J"))


def _moved(part: Part, op: str, sign: int) -> Meaning | None:
    count, unit = part.count(), part.value("uUQ")
    mod = part.mod() if op == "shift" else part.value("m~")
    if unit.startswith("T"):
        return Meaning("hours", "duration", unit, value=_duration_value(count, unit), mod=mod)
    if count is None:
        return Meaning("vague", unit=unit, value="PAST_REF" if part.kinds[-1] == "A" else _duration_value(None, unit))
    if count % 1:
        if unit != "Y":
            return None
        count, unit = count * 12, "M"
    if unit in ("E", "C"):  # "a decade ago" names a year
        count, unit = count * (10 if unit == "E" else 100), "Y"
    return Meaning(op, unit=unit, amount=sign * count, mod=mod)


def _past_span(part: Part) -> Meaning:
    count, unit = part.count(), part.value("uUQ")
    way = part.way()
    sign = 1 if way in ("next", "following") or part.kinds.startswith("tx") else -1 if way in ("last", "latest") else 0
    return Meaning(
        "span", "duration", unit, 0 if count is None else sign * count, value=_duration_value(count, unit), way=way,
        mod=part.mod(),
    )  # fmt: skip


def _duration(part: Part) -> Meaning | None:
    count, unit = part.count(), part.value("uUQ")
    if unit == "Q" and ("-u" in part.kinds or part.kinds == "hU"):  # "three-quarters"
        return None
    lone = re.fullmatch(r"aU", part.kinds) is not None
    return Meaning(
        "duration", "duration", unit, count or 0, value=_duration_value(count, unit), mod=part.mod(),
        needs="rate" if lone else "fraction" if unit == "Q" and count in (1, 3) else "",
    )  # fmt: skip


def _part_of_unit(part: Part) -> Meaning | None:
    """Read "a quarter of an hour", "three quarters of a century"."""
    whole = _WHOLES.get(part.value("U"))
    if whole is None or part.value("Qu") != "Q":
        return None
    size, unit = whole
    return Meaning("duration", "duration", unit, value=_duration_value((part.number("N") or 1) * size / 4, unit))


def _vague_plural(part: Part) -> Meaning | None:
    unit = part.value("u")
    way = part.way()
    if way not in ("", "this") or part.kinds[-1] in "AJ":  # "recent months", "months ago"
        return Meaning("vague", "duration", unit, value=_duration_value(None, unit))
    if way == "this":
        return Meaning("ref", value="PRESENT_REF")
    if unit in ("TS", "TM", "Q") and "L" not in part.kinds:
        return None
    return Meaning(
        "duration", "duration", unit, value=_duration_value(None, unit), needs="" if part.kinds[-1] == "L" else "plural"
    )


def _of_unit(part: Part) -> Meaning | None:
    """Read this week, last year, the following day, the end of the month, earlier this year."""
    unit = "WE" if "E" in part.kinds else part.value("uUQ")
    way = part.way()
    if unit.startswith("T"):
        return None
    if part.kinds == "tlU" and unit not in ("D", "Q"):
        return Meaning("span", "duration", unit, -1, value=_duration_value(1, unit), way="last", day=1)
    if unit == "WE" and (way in ("", "this") or part.value("x") == "+1"):
        return Meaning("weekend", unit="WE", way=way, mod=part.mod())
    if unit == "Q" and way in ("", "latest"):
        return Meaning("thread", unit="Q", mod=part.mod())
    if "t" in part.kinds and not way and unit == "D":
        return None
    if way == "latest" and unit != "WE":
        return Meaning("span", "duration", unit, -1, value=_duration_value(1, unit), way="last")
    if way == "last" and unit == "D":
        return None
    step = {"last": -1, "latest": -1, "previous": -1, "next": 1, "following": 1}.get(way, 0)
    op = "thread" if way in ("previous", "following", "same") else "shift"
    if way == "this" and unit == "D":
        return None
    return Meaning(op, unit=unit, amount=step, mod=part.mod(), way=way)


def _week_of(part: Part) -> Meaning | None:
    if part.value("U") != "W":
        return None
    return Meaning("week_of", year=part.year(), number=part.number("M"), day=part.number("ns"))


def _nth_of_month(part: Part) -> Meaning | None:
    unit, index = part.value("U") or "WE", part.number("O")
    if unit not in ("W", "D", "WE") or not 1 <= index <= 31:
        return None
    return Meaning("nth_of_month", unit=unit, year=part.year(), number=part.number("M"), amount=index)


def _then(_: Part) -> Meaning:
    return Meaning("thread", unit="same")


def _today(part: Part) -> Meaning:
    return Meaning("shift", unit="D", amount=part.number("R"), mod=part.mod())


_BUILDERS: Final[dict[str, Callable[[Part], Meaning | None]]] = {
    "reference": _reference,
    "figures": _figures,
    "clock": _clock,
    "part_of_unit": _part_of_unit,
    "day_part": _day_part,
    "weekday": _weekday,
    "weekdays": _weekdays,
    "each": _each,
    "set": _set,
    "month_day": _month_day,
    "month": _month,
    "quarter": _quarter,
    "year_ago_period": _year_ago_period,
    "fiscal": _fiscal,
    "season": _season,
    "decade": _decade,
    "century": _century,
    "year": _year,
    "the_year": _the_year,
    "holiday": _holiday,
    "ago": _ago,
    "hence": _hence,
    "later": _later,
    "past_span": _past_span,
    "duration": _duration,
    "vague_plural": _vague_plural,
    "of_unit": _of_unit,
    "week_of": _week_of,
    "nth_of_month": _nth_of_month,
    "then": _then,
    "today": _today,
}


def meaning_of(shape: str, tokens: list[Token], kinds: str) -> Meaning | None:
    """Read an expression whose shape is known.

    Args:
        shape: Name of the shape (``dates_recognise``).
        tokens: The tokens it is made of.
        kinds: Their kinds, one letter each.

    Returns:
        What it says; None where the words of the shape make no sense together ("the fifth quarter").

    Raises:
        KeyError: There is no such shape.
    """
    return _BUILDERS[shape](Part(tokens, kinds))
