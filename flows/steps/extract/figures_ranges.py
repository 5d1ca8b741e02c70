"""Read ranges: "5-10%", "between 44 and 50 mg", "two or three"; not by how much and to what something moved."""

import re
from typing import Final

from flows.steps.extract.figures_names import Setting
from flows.steps.extract.figures_nouns import noun_after
from flows.steps.extract.figures_units import Quantity, read_quantity
from flows.steps.extract.figures_words import FigureWords, Measure

_RANGE: Final = re.compile(r"[ ]?[-–—−][ ]?|[ ](?P<word>to|and|or)[ ]")
_RANGE_SIGNS: Final = (" to ", " and", " or ", " - 0", " – 0")
_SECOND: Final = re.compile(r"(?:[A-Za-z]{0,3}[$€£¥₹]|Rs\.?)?[ ]?(?P<at>[0-9½¼¾]|[A-Za-z]+)")


def may_be_range(text: str, end: int) -> bool:
    """Tell by one look whether the upper end of a range may follow.

    Args:
        text: The paragraph.
        end: Where the lower end ends.

    Returns:
        False where none can.
    """
    return (
        text[end : end + 1] in ("-", "–", "—", "−")
        or text[end : end + 4] in _RANGE_SIGNS
        or (text[end : end + 1] == " " and text[end + 1 : end + 2] in ("-", "–", "—", "−"))
    )


def range_after(text: str, first: Quantity, low: str, limit: int, setting: Setting) -> Quantity | None:
    """Read the upper end of a range: "5-10%", "between 44 and 50 mg", "$5 to $10 million", "two or three".

    Args:
        text: The paragraph.
        first: The lower end.
        low: The word before it, folded.
        limit: Where the next date expression begins.
        setting: What holds for the whole paragraph.

    Returns:
        The upper end; None where no range follows.
    """
    if first.number.value is None:
        return None
    match = _RANGE.match(text, first.end)
    if match is None:
        return None
    words, word = setting.words, match["word"]
    if (word == "and" and low != "between") or (word == "to" and low == "from"):
        return None
    at = _SECOND.match(text, match.end())
    if at is None or (
        at["at"][0].isalpha() and at["at"].lower() not in words.ones and at["at"].lower() not in words.tens
    ):
        return None
    second = _second(text, match.end(), at.start("at"), words)
    if second is None or second.number.value is None or second.is_negative or second.end > limit:
        return None
    value, high, factor = first.number.value, second.number.value, second.number.factor
    if not (value < high or value < high / factor) or _is_code(text, second.end):
        return None
    if word == "or" and not (high <= 2 * value and first.measure is None):
        return None
    if first.measure is not None and second.measure is not None:
        if first.measure.unit != second.measure.unit:
            return None
        # "rose 45p to 201p": by how much, and to what
        if word == "to" and low in _MOVES and (first.measure.kind != "share" or high >= _LEAP * value):
            return None
    if (
        word == "to"
        and first.measure is None
        and second.measure is None
        and noun_after(text, second.end, words, is_one=False) is None
    ):
        return None
    if second.measure is None and first.measure is not None and word in ("to", "or") and first.end != first.number.end:
        return None  # "5 percent to 30": the second number is of something else
    return second


def _second(text: str, begin: int, at: int, words: FigureWords) -> Quantity | None:
    """Read the upper end on its own: the dash before it would make it look like part of a code."""
    found = read_quantity(text[begin : begin + _SECOND_CHARS], at - begin, words)
    if found is None:
        return None
    number = found.number._replace(start=found.number.start + begin, end=found.number.end + begin)
    return Quantity(found.start + begin, found.end + begin, number, found.is_negative, found.measure)


_SECOND_CHARS: Final = 60
_MOVING: Final = """
    rose rise rises rising risen fell fall falls falling fallen gained gain gains gaining lost lose loses losing added
    add adds adding slipped slips slipping dropped drop drops dropping jumped jumps jumping climbed climbs climbing
    slid slides sliding slumped slumps tumbled tumbles surged surges soared soars dipped dips shed sheds advanced
    declined declines eased edged firmed rallied plunged sank sinks crept grew up down lower higher by
"""
_MOVES: Final = frozenset(_MOVING.split())
_LEAP: Final = 3
"""A share that "rose 2% to 3%" may have done either; one that rose 2% to 40% is at 40%."""


def shared_measure(text: str, first: Quantity, setting: Setting) -> Measure | None:
    """Read the unit that "from 5 to 10 percent" says once; the two are figures of their own.

    Args:
        text: The paragraph.
        first: The number behind "from".
        setting: What holds for the whole paragraph.

    Returns:
        The unit; None where the second number has none.
    """
    match = _RANGE.match(text, first.end)
    at = _SECOND.match(text, match.end()) if match is not None and match["word"] == "to" else None
    if at is None or not at["at"][0].isdigit():
        return None
    second = read_quantity(text, at.start("at"), setting.words)
    return None if second is None else second.measure


def _is_code(text: str, end: int) -> bool:
    return text[end : end + 1] in ("-", "–", "/") and text[end + 1 : end + 2].isdigit()
