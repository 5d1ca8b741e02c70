"""Read one figure: quantity, range, rate, counted noun and modality."""

import re
from typing import Final, NamedTuple

from flows.steps.extract.figures_names import Setting, is_clock, is_count, is_listed, is_name
from flows.steps.extract.figures_nouns import Noun, noun_after, phrase_of
from flows.steps.extract.figures_numbers import exact
from flows.steps.extract.figures_ranges import may_be_range, range_after, shared_measure
from flows.steps.extract.figures_subjects import TOLD, is_told_age
from flows.steps.extract.figures_units import Quantity, rate_after, read_quantity
from flows.steps.extract.figures_words import FigureWords, Measure

_AGE_AFTER: Final = re.compile(
    r"-?[ -](?P<unit>year|month|week|day)s?(?:-?[ -]old(?:s\b|\b)|[ ]of[ ]age\b)|-?[ ]?y/?o\b"  # "27- year- old"
)
_AGED: Final = re.compile(r"(?i)\b(?:aged?|ages)[ ](?:between[ ]|from[ ])?$")
_PERSON_OF: Final = re.compile(r"\b(?:man|woman|boy|girl|child|widow|widower|lady|gentleman|lad)[ ]of[ ]$")
AGED_WORDS: Final = frozenset({"age", "aged", "ages", "between", "from"})
_APPOSED: Final = re.compile(r"[^\W\d_a-z][\w’'.-]*,[ ]$")
_APPOSED_END: Final = re.compile(r"[,.;)](?![0-9])")
_LIST_CHARS: Final = 8
_CUE_MOST_WORDS: Final = 5
_CUE_OPENERS: Final = ("(", "“", '"', "‘", "[", "—", "–")
_CUE_CHARS: Final = 44
_CUE_AFTER: Final = re.compile(r"[ ]?(\+|-?plus\b|-odd\b|-ish\b)|[ ]((?:or|and)[ ][a-z]+)\b|[ ](odd)\b")
CUE_AFTER_STARTS: Final = frozenset([" o", " a", " +", "-p", "-o", "-i", " p"])
"""How a cue behind a figure begins, but for a plus."""
BEFORE_CHARS: Final = 24
_AGE_LIMIT: Final = 110
_ENDS: Final = frozenset(["", ",", ".", ";", ")", "”", '"', "?", "!", ":"])
"""What stands behind a figure that nothing belongs to any more."""
RATE_CHARS: Final = 12
"""How far "a day" may reach beyond the place where it begins: dates may have claimed it as a set."""


class Figure(NamedTuple):
    """A figure as it was read; offsets count in the paragraph.

    Attributes:
        start: Where it begins, modality included ("about 1.4 million").
        end: Where it ends, exclusive, unit, rate and counted noun included.
        value: Its value, or the lower end of a range; None where the text does not say it ("hundreds").
        value_high: The upper end of a range.
        kind: "money", "share", "age", "count", "measure" or "number".
        unit: What is counted or measured, in the singular.
        currency: ISO 4217 code.
        per: What a rate is taken over.
        object_start: Where the text says what it is of.
        object_end: Its end, exclusive.
        modality: One of the contract's modalities.
    """

    start: int
    end: int
    value: float | None
    value_high: float | None
    kind: str
    unit: str | None
    currency: str | None
    per: str | None
    object_start: int | None
    object_end: int | None
    modality: str


class Reading(NamedTuple):
    """What is known of a figure before it is put together."""

    first: Quantity
    second: Quantity | None
    measure: Measure | None
    noun: Noun | None
    per: str | None
    start: int
    end: int
    modality: str


def read_figure(text: str, at: int, limit: int, setting: Setting) -> Figure | None:
    """Read the figure whose number begins at a place.

    Args:
        text: The paragraph, white space and hyphens folded.
        at: Where the number begins.
        limit: Where the next date expression begins (or the paragraph ends): no figure reaches into it.
        setting: What holds for the whole paragraph.

    Returns:
        The figure; None where the number is none: a name, a year, a score, a clock time, a telephone number.
    """
    words = setting.words
    first = read_quantity(text, at, words)
    if first is None or first.number.end > limit:
        return None
    number = first.number
    before = _word_before(text, first.start)
    low = before.lower()
    after = text[number.end + 1 : number.end + 2]
    if (
        after in _AGE_SIGNS
        or low in AGED_WORDS
        or low == "of"
        or low in TOLD
        or text[first.start - 2 : first.start - 1] == ","
    ):
        age = _age(text, first, low, setting)
        if age is not None:
            return age
    if first.end > limit:
        first = first._replace(end=number.end, measure=None)
    is_last = text[first.end : first.end + 1] in _ENDS
    second = None if is_last or not may_be_range(text, first.end) else range_after(text, first, low, limit, setting)
    last = first if second is None else second
    measure = first.measure or last.measure
    start = first.start
    if second is not None and measure is None and low in AGED_WORDS and _AGED.search(text[max(0, start - 16) : start]):
        return Figure(start, second.end, number.value, second.number.value, "age", "year", *NO_RATE, "exact")
    if second is not None and low == "between":
        start -= len("between ")
    near = _word_before(text, start).lower() if start != first.start else low
    start, modality = modality_before(text, start, near, words)
    if measure is None and low == "from":
        measure = shared_measure(text, first, setting)
    if measure is not None and measure.kind in ("time", "scale") and number.form == "word" and number.value == 1:
        return None  # "one day", "at one point": an adverb, or a duration, which is a date's business
    if (not is_last and is_clock(text, number)) or (
        at < _LIST_CHARS and not setting.keeps_bare and is_listed(text, at, number)
    ):
        return None
    end, noun = last.end, None
    if measure is None:
        noun = None if is_last else _noun(text, end, limit, words, is_one=number.value == 1 and second is None)
        is_range, is_cued = second is not None, modality != "exact"
        if not is_count(text, first, noun, before, setting, is_range=is_range, is_cued=is_cued):
            return None
        if noun is not None and number.form != "fraction":
            end = noun.end
        elif number.form == "vague" and text.endswith(" of", number.start, end):
            end -= len(" of")  # "millions of their friends": the phrase is read behind it
    elif is_name(first, before, measure, setting):
        return None
    if is_last:
        per = None if measure is None else measure.per
        return _figure(text, limit, words, Reading(first, None, measure, None, per, start, end, modality))
    if modality == "exact":
        modality, end = modality_after(text, last.number.end, end, words)
    per = None if measure is None else measure.per
    rate = rate_after(text, end, words, has_unit=measure is not None or noun is not None) if per is None else None
    if rate is not None and rate[1] <= limit + RATE_CHARS:
        per, end = rate
    return _figure(text, limit, words, Reading(first, second, measure, noun, per, start, end, modality))


NO_RATE: Final = (None, None, None, None)


def _noun(text: str, end: int, limit: int, words: FigureWords, *, is_one: bool) -> Noun | None:
    after = _CUE_AFTER.match(text, end) if may_be_cue(text, end) else None
    noun = noun_after(text, end if after is None else after.end(), words, is_one=is_one)
    return None if noun is not None and noun.end > limit else noun


def _figure(text: str, limit: int, words: FigureWords, reading: Reading) -> Figure:
    first, second, measure, noun = reading.first, reading.second, reading.measure, reading.noun
    is_money = measure is not None and measure.kind == "money"
    divisor = 1 if measure is None else measure.divisor
    value, high = _signed(first, divisor), None if second is None else _signed(second, divisor)
    if second is not None and value is not None and high is not None:
        factor = second.number.factor
        if first.number.factor == 1.0 < factor and value < high / factor:
            value = exact(value * factor)
    place = (
        (noun.start, noun.end) if noun is not None else phrase_of(text, reading.end, limit, words, is_money=is_money)
    )
    unit: str | None
    if measure is None:
        is_share = first.number.form == "fraction"
        unit, currency = (None if noun is None or is_share else noun.unit), None
        kind = "share" if is_share else "number" if noun is None else "count"
    else:
        unit, currency = (measure.unit if measure.currency is None else None), measure.currency
        kind = measure.kind if measure.kind in ("money", "share") else "measure"
    object_start, object_end = place or (None, None)
    return Figure(
        reading.start,
        reading.end,
        value,
        high,
        kind,
        unit,
        currency,
        reading.per,
        object_start,
        object_end,
        reading.modality,
    )


def _signed(quantity: Quantity, divisor: int) -> float | None:
    value = quantity.number.value
    if value is None:
        return None
    value = -value if quantity.is_negative else value
    return value if divisor == 1 else exact(value / divisor)


def _age(text: str, quantity: Quantity, low: str, setting: Setting) -> Figure | None:
    """Read an age: "34-year-old", "aged 34", "Ana Lind, 34, said"."""
    number, start = quantity.number, quantity.start
    if number.value is None:
        return None
    after = _AGE_AFTER.match(text, number.end) if text[number.end + 1 : number.end + 2] in _AGE_SIGNS else None
    if after is not None:
        begin, modality = modality_before(text, start, low, setting.words)
        return Figure(begin, after.end(), number.value, None, "age", after["unit"] or "year", *NO_RATE, modality)
    is_told = number.form == "word" and low == "of"
    is_said = (low == "of" or low in TOLD) and number.value > 1 and is_told_age(text, start, number.end, low)
    if (
        not (is_told or is_said or number.form == "integer")
        or quantity.measure is not None
        or not 0 < number.value <= _AGE_LIMIT
    ):
        return None
    is_aged = (
        low in AGED_WORDS and _AGED.search(text[max(0, start - 16) : start]) and not may_be_range(text, number.end)
    )
    is_apposed = (
        text[start - 2 : start] == ", "
        and number.end - number.start == 2
        and not setting.is_headline
        and _APPOSED_END.match(text, number.end)
        and _APPOSED.search(text[max(0, start - 30) : start])
    )
    # "a woman of ninety-one"
    is_aged = is_aged or (is_told and _PERSON_OF.search(text[max(0, start - 16) : start]) is not None)
    if is_aged or is_apposed or is_said:
        return Figure(start, number.end, number.value, None, "age", "year", *NO_RATE, "exact")
    return None


_AGE_SIGNS: Final = frozenset("ymwdo ")


def _word_before(text: str, start: int) -> str:
    if text[start - 1 : start] != " ":
        return ""
    left = text[max(0, start - BEFORE_CHARS) : start - 1]
    word = left[left.rfind(" ") + 1 :]
    return "" if word[-1:] in ',;:!?)”"—–' else word.lstrip("(“\"‘'[")


def modality_before(text: str, start: int, low: str, words: FigureWords) -> tuple[int, str]:
    """Read the cue before a figure ("more than", "~"); the figure begins at it.

    Args:
        text: The paragraph.
        start: Where the number begins, its sign of money included.
        low: The word before it, folded.
        words: The reference data.

    Returns:
        Where the figure begins, and its modality.
    """
    if low not in words.cue_ends:
        last = text[start - 1 : start]
        if last in _CUE_SIGNS and last in words.cues_before:
            return start - 1, words.cues_before[last]
        return start, "exact"
    left = text[max(0, start - _CUE_CHARS) : start]
    best: tuple[int, str] = (start, "exact")
    at = len(left)
    for _ in range(_CUE_MOST_WORDS):
        at = left.rfind(" ", 0, at - 1) + 1 if at > 1 else 0
        while left[at : at + 1] in _CUE_OPENERS and at < len(left):
            at += 1
        modality = words.cues_before.get(left[at:-1].lower())
        if modality is not None:
            best = (start - len(left) + at, modality)
        if at == 0 or left[at - 1] != " ":
            break
    return best


_CUE_SIGNS: Final = ("~", "≈", "±", "<", ">", "≥", "≤")


def may_be_cue(text: str, end: int) -> bool:
    """Tell by one look whether a cue like "or more" may follow.

    Args:
        text: The paragraph.
        end: Where the number, or its unit, ends.

    Returns:
        False where none can.
    """
    return text[end : end + 1] == "+" or text[end : end + 2] in CUE_AFTER_STARTS


def modality_after(text: str, number_end: int, end: int, words: FigureWords) -> tuple[str, int]:
    """Read the cue behind a number or its unit: "or more", "-plus".

    Args:
        text: The paragraph.
        number_end: Where the number ends.
        end: Where its unit or noun ends.
        words: The reference data.

    Returns:
        The modality, and where the figure ends.
    """
    for place in (number_end, end):
        match = _CUE_AFTER.match(text, place) if may_be_cue(text, place) else None
        if match is None:
            continue
        cue = (match[1] or match[2] or match[3] or "").strip()
        modality = words.cues_after.get(cue) or words.cues_after.get(cue.lstrip("-"))
        # "412 notebooks and more than 1,000 hours of tape"
        is_other = text.startswith(" than", match.end())
        if (
            modality is not None
            and not is_other
            and not (cue in ("+", "plus") and text[match.end() : match.end() + 1].isdigit())
        ):
            return modality, max(end, match.end())
    return "exact", end
