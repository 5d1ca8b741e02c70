"""Tell figures from the numbers that are names: years, flights, scores, addresses, list numbers, parts of titles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flows.steps.extract.figures_nouns import Noun
from flows.steps.extract.figures_numbers import Number
from flows.steps.extract.figures_subjects import MAGNITUDE, TOLL_LEADS, toll_before
from flows.steps.extract.figures_units import Quantity
from flows.steps.extract.figures_words import FigureWords, Measure
from flows.text.sentences import closes_before, is_abbreviation

_CLOCK: Final = re.compile(r"(?i)[ ]?(?:[ap]\.?m\b|o['’]clock|gmt\b|utc\b|hrs? gmt)|[ ](?-i:EST|EDT|CET|BST|IST)\b")
_CLOCK_SIGNS: Final = frozenset("apogueAPOGUEhHCBI")
_LIST_ITEM: Final = re.compile(r"[.)][ ]")
_OF_THEM: Final = re.compile(r"[ ](?:out[ ])?of[ ](?:the|them|those|these|its|their|his|her|our|us|all)\b")
_TOLL_AFTER: Final = re.compile(
    r"[ ](?:were|was|are|is|have been|has been|had been|people|being)[ ](?:[a-z]+ly[ ])?(?P<state>[a-z]+)"
)
_STREET: Final = re.compile(r"(?:[ ](?:[A-Z][\w’'.-]*|[0-9]{1,3}(?:st|nd|rd|th)\b)){1,5}")
_MONTH: Final = re.compile(r"[ ]([A-Z][a-z]{2,8})\b")
_RATIO: Final = re.compile(r" (?:in|out of) ")
_COUNTER: Final = re.compile(r"[0-9] of $")
_HALF_OF: Final = re.compile(r"[ ](?:of|the|its|his|her|their|our|a|an|all)\b")
_OF_TIME: Final = re.compile(r"(?:[ ]of)?[ ]an?[ ](?:second|minute|hour|day|week|month|year|decade|century)\b")
_SHARE_BEHIND: Final = re.compile(r" \((?:about |nearly |or |some )?[0-9]{1,3}(?:\.[0-9]+)?\s?(?:%|per ?cent\b|pct\b)")
_SENTENCE_OPENERS: Final = "\"“‘'( "
_FIRST_YEAR: Final = 1500
_LAST_YEAR: Final = 2100
_YEAR_LEADS: Final = frozenset(
    [
        "in",
        "since",
        "by",
        "from",
        "until",
        "till",
        "to",
        "of",
        "the",
        "and",
        "before",
        "after",
        "during",
        "early",
        "late",
        "mid",
        "through",
        "between",
        "for",
        "around",
        "about",
    ]
)
_AGE_BOUNDS: Final = frozenset(["over", "under", "above", "below", "around"])
_NOT_ONE: Final = frozenset(["no", "any", "every", "the", "this", "that", "which", "each", "some", "at"])
_NOT_HALVES: Final = frozenset(["first", "second", "other", "better"])


@dataclass(frozen=True, slots=True)
class Setting:
    """What a paragraph says about all numbers in it.

    Attributes:
        words: The reference data.
        months: Folded month name -> number.
        is_headline: Whether every word may be capitalised.
        keeps_bare: Whether numbers with no unit, noun or cue count too (for the parse-back check and the scorer).
    """

    words: FigureWords
    months: Mapping[str, int]
    is_headline: bool
    keeps_bare: bool


def is_count(
    text: str, quantity: Quantity, noun: Noun | None, before: str, setting: Setting, *, is_range: bool, is_cued: bool
) -> bool:
    """Tell whether a number without a unit is a figure: it counts something, or nothing else can be meant.

    Args:
        text: The paragraph.
        quantity: The number.
        noun: The noun behind it, if any.
        before: The word before it.
        setting: What holds for the whole paragraph.
        is_range: Whether it is the lower end of a range.
        is_cued: Whether "about", "at least" … stand before it.

    Returns:
        False for a name, a year, a score, a part of a date, and for a number nobody could say what it counts.
    """
    number, words = quantity.number, setting.words
    low = before.lower().rstrip(".")
    if setting.keeps_bare:
        return True
    if low in words.designators or before.lower() in words.designators:
        return False
    if noun is None and is_range and not (low == "between" and number.form == "digits"):
        return False  # "between 7.4 and 7.9" is a range of something, "7-9" a score
    if number.form == "vague":
        return noun is not None or text.startswith(" of", number.end - 3)
    if number.form == "fraction":
        if _OF_TIME.match(text, number.end):
            return False  # "a quarter of an hour"
        is_ratio = _RATIO.search(text, number.start, number.end) is not None
        return is_ratio or (_HALF_OF.match(text, number.end) is not None and low not in _NOT_HALVES)
    if (
        low == "of"
        and noun is not None
        and text[noun.start].isupper()
        and _COUNTER.search(text[max(0, number.start - 8) : number.start])
    ):
        return False  # "Caption 3 of 15 Photos"
    if number.value == 1 and (noun is None or low in _NOT_ONE):
        return False
    digits = text[number.start : number.end]
    if number.form == "word" and digits[0].isupper() and not setting.is_headline and _is_title(text, number, noun):
        return False
    if number.form == "integer":
        if digits[0] == "0" or _is_month(text, quantity, before, setting):
            return False
        if is_year(number):
            return noun is not None and noun.is_person and low not in _YEAR_LEADS
    if number.form != "word" and _is_address(text, number.end, words):
        return False
    if text.startswith(("-to-", "–to–", "-by-"), number.end):
        return False
    if before[:1].isupper() and not setting.is_headline and low not in words.cue_ends:
        # "the Final Four", "Boeing 737 jets": behind a capital only people are counted, or in a sentence's second word.
        is_word = number.form == "word"
        is_allowed = not digits[0].isupper() if is_word else noun is not None and noun.is_person
        is_allowed = is_allowed or (is_word and _ends_sentence(before, digits))
        if not is_allowed and not _opens_sentence(text, quantity.start, before):
            return False
    return noun is not None or _stands_alone(text, number, digits, low, words, is_cued=is_cued)


def _stands_alone(text: str, number: Number, digits: str, low: str, words: FigureWords, *, is_cued: bool) -> bool:
    is_small = number.form in ("integer", "word") and number.factor == 1.0
    if is_small and low in _AGE_BOUNDS:
        return False  # "voters under 30"
    if low in words.tolls or is_cued or _OF_THEM.match(text, number.end):
        return " " not in digits or number.form == "word" or number.factor > 1
    toll = _TOLL_AFTER.match(text, number.end)
    if toll is not None and toll["state"] in words.states:
        return True
    if low == MAGNITUDE or (low in TOLL_LEADS and toll_before(text, number.start) is not None):
        return True
    if number.form == "integer" and text[number.end : number.end + 2] == " (" and _SHARE_BEHIND.match(text, number.end):
        return True  # "114 (52.5 percent) responded"
    if number.factor > 1 and digits[-1].isupper():
        return False  # "4K", "a 10K race"
    return number.form == "digits" and (number.factor > 1 or "," in digits or "." in digits)


def is_name(quantity: Quantity, before: str, measure: Measure, setting: Setting) -> bool:
    """Tell whether a number with a unit is none all the same: "Channel 4 points out", "in 2020 points rose".

    Args:
        quantity: The number with its unit.
        before: The word before it.
        measure: The unit.
        setting: What holds for the whole paragraph.

    Returns:
        True where it is a name or a year.
    """
    low = before.lower().rstrip(".")
    if measure.kind == "temperature" and quantity.end == quantity.number.end + 1 and not setting.keeps_bare:
        return low in setting.words.designators  # "Flat 12C"
    if measure.kind in ("money", "share") or setting.keeps_bare or measure.is_abbreviation:
        return False
    return low in setting.words.designators or (
        quantity.number.form == "integer" and is_year(quantity.number) and low in _YEAR_LEADS
    )


def is_year(number: Number) -> bool:
    """Tell whether an integer has the looks of a year.

    Args:
        number: An integer in digits.

    Returns:
        True for four digits from 1500 to 2100.
    """
    value = number.value
    return value is not None and _FIRST_YEAR <= value <= _LAST_YEAR and number.end - number.start == 4


def is_clock(text: str, number: Number) -> bool:
    """Tell whether a number is a time of day: "2 pm", "10 o'clock".

    Args:
        text: The paragraph.
        number: The number.

    Returns:
        True where the words of a clock follow.
    """
    after = text[number.end : number.end + 2].lstrip(" ")[:1]
    return (
        after in _CLOCK_SIGNS
        and number.form in ("integer", "digits", "word")
        and _CLOCK.match(text, number.end) is not None
    )


def is_listed(text: str, at: int, number: Number) -> bool:
    """Tell whether the number counts paragraphs: "1. First …", "(2) Second …".

    Args:
        text: The paragraph.
        at: Where the number begins.
        number: The number.

    Returns:
        True where nothing stands before it and a stop or bracket after it.
    """
    return (
        number.form == "integer"
        and not text[: min(at, 8)].strip(" (#")
        and at < 8
        and (_LIST_ITEM.match(text, number.end) is not None)
    )


def _is_month(text: str, quantity: Quantity, before: str, setting: Setting) -> bool:
    if (quantity.number.value or 0) > 31:
        return False
    if before[:1].isupper() and before.rstrip(".").lower() in setting.months:
        return True
    after = _MONTH.match(text, quantity.end)
    return after is not None and after[1].lower() in setting.months


def _is_address(text: str, end: int, words: FigureWords) -> bool:
    if not text[end + 1 : end + 2].isupper():
        return False
    run = _STREET.match(text, end)
    return run is not None and any(word.lower() in words.streets for word in run[0].split()[1:])


def _is_title(text: str, number: Number, noun: Noun | None) -> bool:
    """Tell a number that opens a title inside a sentence: "her last novel, Five Deadly Words"."""
    if noun is None or not text[noun.start].isupper():
        return False
    left = text[max(0, number.start - 3) : number.start].rstrip(_SENTENCE_OPENERS)
    return bool(left) and left[-1] not in ".!?:—–•*|"


def _ends_sentence(before: str, digits: str) -> bool:
    """Whether the full stop of a word with a capital ends a sentence: "on Friday. Two attempts", not "Sgt. Two"."""
    word = before.rstrip(".")
    return word != before and (not is_abbreviation(word) or closes_before(word, digits.split(" ")[0].split("-")[0]))


def _opens_sentence(text: str, start: int, before: str) -> bool:
    at = text.rfind(before, max(0, start - 26), start)
    left = text[max(0, at - 3) : at].rstrip(_SENTENCE_OPENERS)
    return at <= 0 or not left or left[-1] in ".!?:—–"
