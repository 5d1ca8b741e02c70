"""Read the figures whose shape leaves nothing to decide: digits, and behind them a unit, a counted noun or nothing.

Four figures in five of a report are like that ("2,500 people", "31 percent", "$1.4 billion,"). Reading one through
all that a number may be takes some hundred calls and three times as long; what the words beside it allow is looked up
here once a word and kept for the batch. Whatever is not sure goes to ``figures_reader.read_figure``, whose answer is
the same.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from flows.steps.extract.figures_names import Setting, is_count
from flows.steps.extract.figures_nouns import COLLECTIVE, MODIFIERS, MOST_MODIFIERS, NEXT, Noun, phrase_of, plural
from flows.steps.extract.figures_numbers import Number, exact
from flows.steps.extract.figures_reader import (
    AGED_WORDS,
    BEFORE_CHARS,
    RATE_CHARS,
    Figure,
    may_be_cue,
    may_be_range,
    modality_after,
    modality_before,
)
from flows.steps.extract.figures_units import LOWER_PREFIXES, SMALLER, Quantity, rate_after, unit_after
from flows.steps.extract.figures_words import FigureWords, Measure

_COUNTED: Final = re.compile(
    r"(?:([0-9]{1,3}(?:,[0-9]{3})+)|([0-9]{1,15}))(\.[0-9]+)?"
    r"(?:%()|(?:[ ](million|billion|trillion|thousand|mln|bln|bn)\b)?([ ])([a-z]{2,}))"
    r"(?=[ ,;)]|\.(?:[ ]|\Z)|\Z)"
)
_WORDED: Final = re.compile(r"([A-Za-z]+)([ ])([a-z]{2,})(?=[ ,;)]|\.(?:[ ]|\Z)|\Z)")
_MONEY: Final = re.compile(
    r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(\.[0-9]+)?(?:[ ](million|billion|trillion)\b)?"
    r"(?:(?=[,.;)](?:[ ]|\Z)|\Z)|(?=[ ]([a-z]+)(?:[ ,;)]|\.(?:[ ]|\Z)|\Z)))"
)
_SIGNS: Final = frozenset("$£€")
_NOT_BEFORE: Final = frozenset(["between", "minus"])
_ENDING: Final = frozenset(',;:!?)”"—–')
"""What ends a word that a number behind it has nothing to do with."""
_JOINING: Final = """
    to and or out point year years month months week weeks day days plus odd ish am pm gmt utc hr hrs second won yo
"""
_NOT_BEHIND: Final = frozenset(_JOINING.split())
"""Words that make a range, a ratio, an age or a clock time of the number before them, or may do so."""
_NOT_BEHIND_MONEY: Final = frozenset(["to", "and", "or"])
_YEARS: Final = (1500, 2100)
_YEAR_CHARS: Final = 4
_AGED_CHARS: Final = 16
_APOSTROPHES: Final = frozenset("'’")
_LONE: Final = frozenset(["in"])
"""Of the words that join, the one that only joins a number in words to another: "nine in ten"."""
_LED_BY: Final = ("a ", "a-", "an", "pe", "ea", "ev")
"""How "a day", "per head", "each week" and "every month" begin."""


class Unsure(Enum):
    """The answer of who does not know."""

    UNSURE = auto()


UNSURE: Final = Unsure.UNSURE

_IS_UNSURE, _IS_PLAIN, _IS_CUE, _IS_APART, _IS_CAPITAL, _IS_FROM = range(6)
"""What a word lets a number behind it be: nobody knows, any, one with a modality ("least"), one that nothing stands
before (a mark parts the two), a count of people at most ("Boeing 737"), one that nothing follows that counts."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a word behind a number makes of it.

    Attributes:
        measure: The unit it is; None for the beginning of a noun phrase.
        is_unsure: Whether the words behind it decide which unit it is ("barrels", "barrels a day").
        is_lone: Whether nothing is counted: "up from 4,930 in May".
    """

    measure: Measure | None
    is_unsure: bool = False
    is_lone: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """What a word of a noun phrase is.

    Attributes:
        unit: Its singular, where it is a plural.
        is_person: Whether it is one of the words for people.
        is_known: Whether it stands in the reference data.
        goes_on: Whether another plural behind it would be what is counted ("police officers").
        is_stop: Whether it ends a noun phrase.
    """

    unit: str | None
    is_person: bool = False
    is_known: bool = False
    goes_on: bool = False
    is_stop: bool = False


class PlainReader:
    """Reads plain figures, and remembers for a batch what it found out about single words."""

    def __init__(self, words: FigureWords) -> None:
        """Start with no word seen.

        Args:
            words: The reference data.
        """
        self._words = words
        self._before: dict[str, int] = {"": _IS_APART}
        self._behind: dict[str | None, Beside | None] = {None: Beside(words.after["%"])}
        self._tokens: dict[str, Token] = {}
        money = [form.split()[0] for form, measure in words.after.items() if measure.kind == "money"]
        counts = {*words.multipliers, *words.letters, *words.money_letters, *words.ones, *words.tens}
        self._not_behind_money = counts.union(_NOT_BEHIND_MONEY, money, [form.lower() for form in money])
        self._not_behind = counts.union(_NOT_BEHIND, words.states, words.fractions)
        self._worded_values = {word: float(value) for word, value in {**words.ones, **words.tens}.items() if value > 1}
        leads = [sign + lead for sign in (" ", "-") for lead in _LED_BY]
        self._rate_leads = frozenset([*leads, *(f" {adverb[:2]}" for adverb in words.adverbs), " of"])

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
        return self._money(text, at, limit, sign) if sign in _SIGNS else UNSURE

    def _worded(self, text: str, at: int, limit: int, setting: Setting) -> Figure | Unsure | None:
        match = _WORDED.match(text, at)
        value = None if match is None else self._worded_values.get(match[1].lower())
        if match is None or value is None:
            return UNSURE
        word = match[3]
        beside = self._behind[word] if word in self._behind else self._look_behind(word)
        before, kind = self._word_before(text, at)
        if beside is None or beside.is_lone or kind in (_IS_UNSURE, _IS_FROM) or before == "of":
            return UNSURE  # "a woman of ninety-one"
        number = Number(at, match.start(2), value, "word", 1.0)
        return self._count(text, number, (match.end(), limit), beside, (before, kind, word), setting)

    def _word_before(self, text: str, at: int) -> tuple[str, int]:
        """Give the word before a number, and what it lets the number be."""
        if at == 0:
            return "", _IS_APART
        low = at - BEFORE_CHARS
        start = text.rfind(" ", low if low > 0 else 0, at - 1) + 1
        if start == 0 and low > 0:
            return "", _IS_UNSURE  # a word too long to be looked at
        before = text[start : at - 1]
        kind = self._before.get(before)
        if kind is None:
            kind = self._before[before] = self._look_before(before)
        return before, kind

    def _counted(self, text: str, at: int, limit: int, setting: Setting) -> Figure | Unsure | None:
        match = _COUNTED.match(text, at)
        if match is None:
            return UNSURE
        grouped, digits, decimals, _, times, _, word = match.groups()
        beside = self._behind[word] if word in self._behind else self._look_behind(word)
        before, kind = self._word_before(text, at)
        if beside is None or kind == _IS_UNSURE or (kind == _IS_FROM and not beside.is_lone):
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
        if word is None:
            return self._put(text, (at, match.end(), limit), value, beside.measure, None, (before, kind))
        number = Number(at, match.start(6), value, form, factor)
        if beside.is_lone:
            return self._lone(text, number, limit, (before, kind), setting)
        return self._count(text, number, (match.end(), limit), beside, (before, kind, word), setting)

    def _count(
        self,
        text: str,
        number: Number,
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
        measure, noun = beside.measure, None
        if beside.is_unsure:
            unit = unit_after(text, number, self._words, is_money=False)
            if unit is None or unit[0].kind == "money" or unit[0].unit in SMALLER:
                return UNSURE
            measure, end = unit
        elif measure is None:
            noun = self._noun(text, number.end + 1, end, word)
            if noun is None:
                return self._lone(text, number, limit, (before, kind), setting)
            end = noun.end
            if kind == _IS_CAPITAL and end <= limit:
                quantity = Quantity(number.start, number.end, number, is_negative=False, measure=None)
                if not is_count(text, quantity, noun, before, setting, is_range=False, is_cued=False):
                    return None
        return self._put(text, (number.start, end, limit), number.value or 0.0, measure, noun, (before, kind))

    def _noun(self, text: str, start: int, end: int, word: str) -> Noun | None:
        """Read the noun phrase that begins with a word, as ``figures_nouns.noun_after`` does."""
        token = self._tokens.get(word) or self._look_at(word)
        for position in range(MOST_MODIFIERS + 1):
            if token.is_stop:
                return None
            behind = text[end : end + 1]
            is_genitive = behind in _APOSTROPHES
            if token.unit is not None and not is_genitive:
                more = NEXT.match(text, end) if token.goes_on and behind == " " else None
                low = "" if more is None else more[1].lower()
                if more is not None and low in self._words.plurals:
                    is_person = low in self._words.persons
                    return Noun(start, more.end(), self._words.plurals[low], is_person, is_known=True)
                return Noun(start, end, token.unit, token.is_person, token.is_known)
            match = NEXT.match(text, end + is_genitive) if position < MOST_MODIFIERS else None
            if match is None:
                return None
            end = match.end()
            token = self._tokens.get(match[1]) or self._look_at(match[1])
        return None

    def _lone(
        self, text: str, number: Number, limit: int, near: tuple[str, int], setting: Setting
    ) -> Figure | Unsure | None:
        """Read a number and words behind it that count nothing: "up from 4,930 in May"."""
        (before, kind), start, end = near, number.start, number.end
        if end > limit or (kind == _IS_FROM and "age" in text[max(0, start - _AGED_CHARS) : start].lower()):
            return UNSURE
        modality = "exact"
        if kind == _IS_CUE:
            start, modality = modality_before(text, start, before.lower(), self._words)
        quantity = Quantity(number.start, end, number, is_negative=False, measure=None)
        before = "" if kind == _IS_APART else before
        if not is_count(text, quantity, None, before, setting, is_range=False, is_cued=modality != "exact"):
            return None
        per, end = self._rate(text, end, limit, has_unit=False)
        first, last = phrase_of(text, end, limit, self._words, is_money=False) or (None, None)
        return Figure(start, end, number.value, None, "number", None, None, per, first, last, modality)

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
        if word in self._not_behind_money or before in LOWER_PREFIXES or kind in (_IS_UNSURE, _IS_CAPITAL, _IS_FROM):
            return UNSURE
        value = float(digits.replace(",", "") + (decimals or ""))
        if value == 1.0:
            return UNSURE
        if times is not None:
            value = exact(value * self._words.multipliers[times])
        return self._put(text, (at - 1, match.end(), limit), value, self._words.symbols[sign], None, (before, kind))

    def _put(
        self,
        text: str,
        places: tuple[int, int, int],
        value: float,
        measure: Measure | None,
        noun: Noun | None,
        near: tuple[str, int],
    ) -> Figure | Unsure:
        """Put a figure together that begins, ends and has its limit at some places."""
        start, end, limit = places
        if end > limit or (measure is not None and may_be_range(text, end)):
            return UNSURE
        words, modality = self._words, "exact"
        if near[1] == _IS_CUE:
            start, modality = modality_before(text, start, near[0].lower(), words)
        if modality == "exact" and may_be_cue(text, end):
            modality, end = modality_after(text, end, end, words)
        per = None if measure is None else measure.per
        if per is None:
            per, end = self._rate(text, end, limit, has_unit=True)
        if measure is None:
            unit, first, last = (None, None, None) if noun is None else (noun.unit, noun.start, noun.end)
            return Figure(start, end, value, None, "count", unit, None, per, first, last, modality)
        begin, stop = phrase_of(text, end, limit, words, is_money=measure.kind == "money") or (None, None)
        kind = measure.kind if measure.kind in ("money", "share") else "measure"
        unit = measure.unit if measure.currency is None else None
        return Figure(start, end, value, None, kind, unit, measure.currency, per, begin, stop, modality)

    def _look_before(self, word: str) -> int:
        """Tell what a word lets a number behind it be."""
        words, bare = self._words, word.removesuffix(".")
        low = bare.lower()
        if word[-1:] in _ENDING:
            return _IS_APART
        if (
            not (bare.isalpha() or (bare != word and bare.isdecimal()))
            or low in _NOT_BEFORE
            or low in words.designators
            or word.lower() in words.designators
            or word in words.codes
        ):
            return _IS_UNSURE
        if low in AGED_WORDS:
            return _IS_FROM if word == "from" else _IS_UNSURE
        if low in words.cue_ends:
            return _IS_CUE if bare == word else _IS_UNSURE
        return _IS_PLAIN if bare == low else _IS_CAPITAL

    def _look_behind(self, word: str | None) -> Beside | None:
        """Tell what a word makes of the digits before it, as ``figures_units.unit_after`` does; None where unsure."""
        words, spelled = self._words, word or ""
        found: Beside | None = None
        longest = words.after_words.get(spelled, 0)
        if spelled in _LONE or (spelled not in self._not_behind and longest == 0 and self._ends_phrase(spelled)):
            found = Beside(None, is_lone=True)
        elif spelled not in self._not_behind:
            measure = words.after.get(spelled) if longest == 1 else None
            if longest == 0:
                found = Beside(None)
            elif longest > 1:
                found = Beside(None, is_unsure=True)
            elif measure is not None and not measure.is_abbreviation and measure.kind != "money":
                found = None if measure.unit in SMALLER else Beside(measure)
        self._behind[word] = found
        return found

    def _ends_phrase(self, low: str) -> bool:
        return low in self._words.stops and low not in MODIFIERS

    def _look_at(self, word: str) -> Token:
        """Tell what a word of a noun phrase is, as ``figures_nouns.noun_after`` does."""
        words, low = self._words, word.lower()
        if self._ends_phrase(low):
            token = Token(None, is_stop=True)
        else:
            is_person = low in words.persons
            goes_on = not is_person or low in COLLECTIVE
            token = Token(plural(word, low, words), is_person, low in words.plurals, goes_on)
        self._tokens[word] = token
        return token
