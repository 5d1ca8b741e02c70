"""Read the figures whose shape leaves nothing to decide: digits, and behind them a unit, a counted noun or nothing.

Four figures in five of a report are like that ("2,500 people", "31 percent", "$1.4 billion,"). Reading one through
all that a number may be takes some hundred calls and three times as long; what the words beside it allow is looked up
here once a word and kept for the batch. Whatever is not sure goes to ``figures_reader.read_figure``, whose answer is
the same.
"""

import re
from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import Any, Final

from flows.steps.extract.figures_beside import IS_APART, IS_CAPITAL, IS_CUE, IS_FROM, IS_UNSURE, Beside, WordsBeside
from flows.steps.extract.figures_names import Setting, is_count
from flows.steps.extract.figures_nouns import MOST_MODIFIERS, NEXT, Noun, phrase_of
from flows.steps.extract.figures_numbers import Number, exact
from flows.steps.extract.figures_ranges import may_be_range
from flows.steps.extract.figures_reader import (
    BEFORE_CHARS,
    CUE_AFTER_STARTS,
    RATE_CHARS,
    Figure,
    may_be_cue,
    modality_after,
    modality_before,
)
from flows.steps.extract.figures_subjects import TOLD
from flows.steps.extract.figures_units import LOWER_PREFIXES, SMALLER, Quantity, money_before, rate_after, unit_after
from flows.steps.extract.figures_words import FigureWords, Measure

_COUNTED: Final = re.compile(
    r"(?:([0-9]{1,3}(?:,[0-9]{3})+)|([0-9]{1,15}))(\.[0-9]+)?"
    r"(?:%|(?:[ ](million|billion|trillion|thousand|mln|bln|bn)\b)?[ ]([A-Za-z][a-z]+))"
    r"(?=[ ,;:?!)]|\.(?:[ ]|\Z)|\Z)"
)
_WORDED: Final = re.compile(r"([A-Za-z]+)[ ]([A-Za-z][a-z]+)(?=[ ,;:?!)]|\.(?:[ ]|\Z)|\Z)")
_MONEY: Final = re.compile(
    r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(\.[0-9]+)?(?:[ ](million|billion|trillion)\b)?"
    r"(?:(?=[,.;)](?:[ ]|\Z)|\Z)|(?=[ ]([a-z]+)(?:[ ,;)]|\.(?:[ ]|\Z)|\Z)))"
)
_SIGNS: Final = frozenset("$£€")
_NOT_BEHIND_MONEY: Final = frozenset(
    ["to", "and", "or", "yo", "year", "years", "month", "months", "week", "weeks", "day", "days"]
)
_YEARS: Final = (1500, 2100)
_YEAR_CHARS: Final = 4
_AGED_CHARS: Final = 16
_APOSTROPHES: Final = frozenset("'’")
_CONTINUED: Final = frozenset(" +-/")
"""How whatever belongs to a figure behind it begins: a cue, a rate, a phrase."""
_NEXT_COUNT: Final = re.compile(r"[ ]([0-9]|[a-z]+)")
_JOINTS: Final = frozenset("/:_#@=&*^|\\")
"""Signs that make the digits behind them part of a date, an address, a code."""
_TELLING: Final = TOLD.union(["of"])
_LED_BY: Final = ("a ", "a-", "an", "pe", "ea", "ev")
"""How "a day", "per head", "each week" and "every month" begin."""


class Unsure(Enum):
    """The answer of who does not know."""

    UNSURE = auto()


UNSURE: Final = Unsure.UNSURE

_Count = tuple[int, int, float, str, float]
"""What a ``Number`` holds, before one is needed."""
_figure: Final[Callable[[tuple[Any, ...]], Figure]] = partial(tuple.__new__, Figure)
"""Makes a figure without the frame of its own that ``Figure`` takes: half the time."""


class PlainReader:
    """Reads plain figures, and remembers for a batch what it found out about single words."""

    def __init__(self, words: FigureWords) -> None:
        """Start with no word seen.

        Args:
            words: The reference data.
        """
        self._words = words
        beside = WordsBeside(words)
        self._before, self._behind, self._tokens = beside.before, beside.behind, beside.tokens
        money = [form.split()[0] for form, measure in words.after.items() if measure.kind == "money"]
        counts = beside.counts
        self._not_behind_money = counts.union(_NOT_BEHIND_MONEY, money, [form.lower() for form in money])
        self._counting = counts.union(["and"])
        self._worded_values = {word: float(value) for word, value in {**words.ones, **words.tens}.items() if value > 1}
        leads = [sign + lead for sign in (" ", "-") for lead in _LED_BY]
        self._rate_leads = frozenset([*leads, *(f" {adverb[:2]}" for adverb in words.adverbs), " of"])
        self._going_on = CUE_AFTER_STARTS.union(lead[:2] for lead in self._rate_leads)

    def read(self, text: str, at: int, limit: int, setting: Setting) -> Figure | Unsure | None:
        """Read the figure whose number begins at a place.

        Args:
            text: The paragraph, white space and hyphens folded.
            at: Where the number begins.
            limit: No figure reaches beyond it.
            setting: What holds for the whole paragraph.

        Returns:
            The figure; None where the number is none; ``UNSURE`` where it takes the long way to tell.
        """
        sign = text[at - 1 : at]
        if sign == " " or at == 0:
            return (self._worded if text[at].isalpha() else self._counted)(text, at, limit, setting)
        if sign in _SIGNS:
            return self._money(text, at, limit, sign)
        # "COVID-19", "1986/87": digits that belong to what stands before them.
        is_part = sign in _JOINTS or (sign == "-" and text[at - 2 : at - 1].isalnum())
        is_none = is_part and text[at].isdecimal() and money_before(text, at, self._words) is None
        return None if is_none else UNSURE

    def _worded(self, text: str, at: int, limit: int, setting: Setting) -> Figure | Unsure | None:
        match = _WORDED.match(text, at)
        value = None if match is None else self._worded_values.get(match[1].lower())
        if match is None or value is None:
            return UNSURE
        word = match[2]
        beside = self._behind[word]
        before, kind = self._word_before(text, at)
        if beside is None or beside.is_lone or kind in (IS_UNSURE, IS_FROM) or before == "of":
            return UNSURE  # "a woman of ninety-one"
        number = (at, match.end(1), value, "word", 1.0)
        return self._count(text, number, (match.end(), limit), beside, (before, kind, word), setting)

    def _word_before(self, text: str, at: int) -> tuple[str, int]:
        """Give the word before a number, and what it lets the number be."""
        if at == 0:
            return "", IS_APART
        low = at - BEFORE_CHARS
        start = text.rfind(" ", low if low > 0 else 0, at - 1) + 1
        if start == 0 and low > 0:
            return "", IS_UNSURE  # a word too long to be looked at
        before = text[start : at - 1]
        return before, self._before[before]

    def _counted(self, text: str, at: int, limit: int, setting: Setting) -> Figure | Unsure | None:
        match = _COUNTED.match(text, at)
        if match is None:
            return UNSURE
        grouped, digits, decimals, times, word = match.groups()
        beside = self._behind[word]
        if beside is None:
            return UNSURE
        before, kind = self._word_before(text, at)
        if kind == IS_UNSURE or (kind == IS_FROM and not beside.is_lone):
            return UNSURE
        form = "digits"
        if grouped is not None:
            value = float(grouped.replace(",", "") + (decimals or ""))
        elif decimals is not None:
            value = float(digits + decimals)
        else:
            value, form = float(digits), "integer"
            is_year = len(digits) == _YEAR_CHARS and _YEARS[0] <= value <= _YEARS[1]
            if word is not None and times is None and (is_year or digits[0] == "0"):
                return UNSURE
        if value == 1.0:
            return UNSURE  # what is counted stands in the singular, where it does
        factor = 1.0
        if times is not None:
            factor, form = float(self._words.multipliers[times]), "digits"
            value = exact(value * factor)
        end = match.end()
        if word is None:
            return self._put(text, (at, end, limit), value, beside.measure, (before, kind))
        number = (at, end - len(word) - 1, value, form, factor)
        if beside.is_lone:
            return self._lone(text, Number(*number), limit, (before, kind), setting)
        return self._count(text, number, (end, limit), beside, (before, kind, word), setting)

    def _count(
        self,
        text: str,
        number: _Count,
        bounds: tuple[int, int],
        beside: Beside,
        near: tuple[str, int, str],
        setting: Setting,
    ) -> Figure | Unsure | None:
        """Read the unit or noun behind a number.

        Args:
            text: The paragraph.
            number: The number, a blank behind it.
            bounds: Where the word behind the blank ends, and where the figure has to.
            beside: What that word makes of the number.
            near: The word before the number, what it lets the number be, and the word behind it.
            setting: What holds for the whole paragraph.
        """
        (end, limit), (before, kind, word) = bounds, near
        start, stop, value, _, _ = number
        if beside.is_unsure:
            unit = unit_after(text, Number(*number), self._words, is_money=False)
            if unit is None or (
                (unit[0].kind == "money" or unit[0].unit in SMALLER) and self._counts_on(text, unit[1])
            ):
                return UNSURE
            value = value if unit[0].divisor == 1 else exact(value / unit[0].divisor)
            return self._put(text, (start, unit[1], limit), value, unit[0], (before, kind))
        if beside.measure is not None:
            return self._put(text, (start, end, limit), value, beside.measure, (before, kind))
        noun = self._noun(text, end, word)
        if noun is None:
            return self._lone(text, Number(*number), limit, (before, kind), setting)
        end, singular, is_person, is_known = noun
        if end > limit:
            return UNSURE
        modality, per, first, last = "exact", None, stop + 1, end
        if kind == IS_CUE:
            start, modality = modality_before(text, start, before.lower(), self._words)
        if kind == IS_CAPITAL or beside.is_named:
            quantity = Quantity(number[0], stop, Number(*number), is_negative=False, measure=None)
            counted = Noun(first, last, singular, is_person, is_known)
            before = "" if kind == IS_APART else before
            is_cued = modality != "exact"
            if not is_count(text, quantity, counted, before, setting, is_range=False, is_cued=is_cued):
                return None
        behind = text[end : end + 2]
        if behind in self._going_on or "/" in behind or behind[:1] == "+":  # one in three
            if modality == "exact":
                modality, end = modality_after(text, end, end, self._words)
            per, end = self._rate(text, end, limit, has_unit=True)
        return _figure((start, end, value, None, "count", singular, None, per, first, last, modality))

    def _counts_on(self, text: str, end: int) -> bool:
        """Tell whether a smaller unit or a multiplier may follow: "6 feet 2 inches", "75 euros million"."""
        following = _NEXT_COUNT.match(text, end)
        return following is not None and (following[1].isdecimal() or following[1] in self._counting)

    def _noun(self, text: str, end: int, word: str) -> tuple[int, str, bool, bool] | None:
        """Read the noun phrase whose first word ends at a place, as ``figures_nouns.noun_after`` does.

        Returns:
            Where it ends, and the other fields of a ``Noun`` behind that.
        """
        token = self._tokens[word]
        for position in range(MOST_MODIFIERS + 1):
            if token.is_stop:
                return None
            behind = text[end : end + 1]
            is_genitive = behind in _APOSTROPHES
            if token.unit is not None and not is_genitive:
                more = NEXT.match(text, end) if token.goes_on and behind == " " else None
                if more is not None:
                    low = more[1].lower()
                    unit = self._words.plurals.get(low)
                    if unit is not None:
                        return more.end(), unit, low in self._words.persons, True
                return end, token.unit, token.is_person, token.is_known
            match = NEXT.match(text, end + is_genitive) if position < MOST_MODIFIERS else None
            if match is None:
                return None
            end = match.end()
            token = self._tokens[match[1]]
        return None

    def _lone(
        self, text: str, number: Number, limit: int, near: tuple[str, int], setting: Setting
    ) -> Figure | Unsure | None:
        """Read a number and words behind it that count nothing: "up from 4,930 in May"."""
        (before, kind), start, end = near, number.start, number.end
        if end > limit or (kind == IS_FROM and "age" in text[max(0, start - _AGED_CHARS) : start].lower()):
            return UNSURE
        if before in _TELLING:
            return UNSURE  # "She was 83 when …", "at the age of 75 in …"
        modality = "exact"
        if kind == IS_CUE:
            start, modality = modality_before(text, start, before.lower(), self._words)
        quantity = Quantity(number.start, end, number, is_negative=False, measure=None)
        before = "" if kind == IS_APART else before
        if not is_count(text, quantity, None, before, setting, is_range=False, is_cued=modality != "exact"):
            return None
        per, end = self._rate(text, end, limit, has_unit=False)
        first, last = phrase_of(text, end, limit, self._words, is_money=False) or (None, None)
        return _figure((start, end, number.value, None, "number", None, None, per, first, last, modality))

    def _rate(self, text: str, end: int, limit: int, *, has_unit: bool) -> tuple[str | None, int]:
        """Read what a rate is taken over, and where the figure ends then."""
        if text[end : end + 3] in self._rate_leads or "/" in text[end : end + 2]:
            rate = rate_after(text, end, self._words, has_unit=has_unit)
            if rate is not None and rate[1] <= limit + RATE_CHARS:
                return rate
        return None, end

    def _money(self, text: str, at: int, limit: int, sign: str) -> Figure | Unsure | None:
        match = _MONEY.match(text, at)
        if match is None or text[at - 2 : at - 1] != " ":
            return UNSURE
        digits, decimals, times, word = match.groups()
        before, kind = self._word_before(text, at - 1)
        if word in self._not_behind_money or before in LOWER_PREFIXES or kind in (IS_UNSURE, IS_CAPITAL, IS_FROM):
            return UNSURE
        value = float(digits.replace(",", "") + (decimals or ""))
        if value == 1.0:
            return UNSURE
        if times is not None:
            value = exact(value * self._words.multipliers[times])
        return self._put(text, (at - 1, match.end(), limit), value, self._words.symbols[sign], (before, kind))

    def _put(
        self, text: str, places: tuple[int, int, int], value: float, measure: Measure | None, near: tuple[str, int]
    ) -> Figure | Unsure:
        """Put a figure with a unit together that begins, ends and has its limit at some places."""
        start, end, limit = places
        if end > limit or measure is None or may_be_range(text, end):
            return UNSURE
        words, modality, per, begin, stop = self._words, "exact", measure.per, None, None
        if near[1] == IS_CUE:
            start, modality = modality_before(text, start, near[0].lower(), words)
        behind = text[end : end + 2]
        if behind[:1] in _CONTINUED:
            if modality == "exact" and may_be_cue(text, end):
                modality, end = modality_after(text, end, end, words)
            if per is None:
                per, end = self._rate(text, end, limit, has_unit=True)
            begin, stop = phrase_of(text, end, limit, words, is_money=measure.kind == "money") or (None, None)
        kind = measure.kind if measure.kind in ("money", "share") else "measure"
        unit = measure.unit if measure.currency is None else None
        return _figure((start, end, value, None, kind, unit, measure.currency, per, begin, stop, modality))
