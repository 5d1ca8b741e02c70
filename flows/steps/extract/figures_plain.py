"""Read the figures whose shape leaves nothing to decide: digits, and behind them a unit, a counted noun or nothing.

Two figures in three of a report are like that ("2,500 people", "31 percent", "$1.4 billion,"). Reading one through
all that a number may be takes some hundred calls; what the words beside it allow is looked up here once a word and
kept for the batch. Whatever is not sure goes to ``figures_reader.read_figure``, whose answer is the same.
"""

import re
from dataclasses import dataclass
from typing import Final

from flows.steps.extract.figures_nouns import MODIFIERS, Noun, noun_after, phrase_of
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
from flows.steps.extract.figures_units import LOWER_PREFIXES, RATE_SIGNS, SMALLER, rate_after, unit_after
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
_NOT_BEFORE: Final = frozenset(["between", "from", "minus"])
_JOINING: Final = """
    to and or in out point year years month months week weeks day days plus odd ish am pm gmt utc hr hrs second won
"""
_NOT_BEHIND: Final = frozenset(_JOINING.split())
"""Words that make a range, a ratio, an age or a clock time of the number before them, or may do so."""
_NOT_BEHIND_MONEY: Final = frozenset(["to", "and", "or"])
_YEARS: Final = (1500, 2100)
_YEAR_CHARS: Final = 4


@dataclass(frozen=True, slots=True)
class Beside:
    """What a word behind a number makes of it.

    Attributes:
        measure: The unit it is; None for the beginning of a noun phrase.
        is_unsure: Whether the words behind it decide which unit it is ("barrels", "barrels a day").
    """

    measure: Measure | None
    is_unsure: bool


class PlainReader:
    """Reads plain figures, and remembers for a batch what it found out about single words."""

    def __init__(self, words: FigureWords) -> None:
        """Start with no word seen.

        Args:
            words: The reference data.
        """
        self._words = words
        self._before: dict[str, bool] = {}
        self._behind: dict[str | None, Beside | None] = {None: Beside(words.after["%"], is_unsure=False)}
        money = [form.split()[0] for form, measure in words.after.items() if measure.kind == "money"]
        counts = {*words.multipliers, *words.letters, *words.money_letters, *words.ones, *words.tens}
        self._not_behind_money = counts.union(_NOT_BEHIND_MONEY, money, [form.lower() for form in money])
        self._not_behind = counts.union(_NOT_BEHIND, words.states, words.fractions)
        self._worded_values = {word: value for word, value in {**words.ones, **words.tens}.items() if value > 1}

    def read(self, text: str, at: int, limit: int) -> Figure | None:
        """Read the figure whose digits begin at a place.

        Args:
            text: The paragraph, white space and hyphens folded.
            at: Where the digits begin.
            limit: No figure reaches beyond it.

        Returns:
            The figure; None where it takes the long way to tell.
        """
        sign = text[at - 1 : at]
        if sign == " " or at == 0:
            return self._worded(text, at, limit) if text[at].isalpha() else self._counted(text, at, limit)
        return self._money(text, at, limit, sign) if sign in _SIGNS else None

    def _worded(self, text: str, at: int, limit: int) -> Figure | None:
        match = _WORDED.match(text, at)
        value = None if match is None else self._worded_values.get(match[1].lower())
        if match is None or value is None:
            return None
        beside = self._beside(text, at, match[3])
        if beside is None:
            return None
        number = Number(at, match.start(2), float(value), "word", 1.0)
        return self._count(text, number, match.end(), limit, *beside)

    def _beside(self, text: str, at: int, word: str | None) -> tuple[Beside, str] | None:
        """Give what the word behind a number makes of it, and the word before; None where either leaves it unsure."""
        beside = self._behind[word] if word in self._behind else self._look_behind(word or "")
        if beside is None:
            return None
        before = text[text.rfind(" ", max(0, at - BEFORE_CHARS), at - 1) + 1 : at - 1] if at else ""
        if at and not (self._before[before] if before in self._before else self._look_before(before)):
            return None
        return beside, before

    def _counted(self, text: str, at: int, limit: int) -> Figure | None:
        match = _COUNTED.match(text, at)
        if match is None:
            return None
        grouped, digits, decimals, _, times, _, word = match.groups()
        known = self._beside(text, at, word)
        if known is None:
            return None
        beside, before = known
        form = "digits"
        if grouped is not None:
            value = float(grouped.replace(",", "") + (decimals or ""))
        elif decimals is not None:
            value = float(digits + decimals)
        else:
            value, form = float(digits), "integer"
            is_year = len(digits) == _YEAR_CHARS and _YEARS[0] <= value <= _YEARS[1]
            if value == 1.0 or (word is not None and times is None and (is_year or digits[0] == "0")):
                return None
        factor = 1.0
        if times is not None:
            factor, form = float(self._words.multipliers[times]), "digits"
            value = exact(value * factor)
        if word is None:
            number_end = match.start(4) - 1
            return self._put(text, (at, number_end, match.end(), limit), value, beside.measure, None, before)
        return self._count(text, Number(at, match.start(6), value, form, factor), match.end(), limit, beside, before)

    def _count(
        self, text: str, number: Number, word_end: int, limit: int, beside: Beside, before: str
    ) -> Figure | None:
        """Read the unit or noun behind a number, whose first word ends at a place."""
        end, measure, noun = word_end, beside.measure, None
        if beside.is_unsure:
            unit = unit_after(text, number, self._words, is_money=False)
            if unit is None or unit[0].kind == "money" or unit[0].unit in SMALLER:
                return None
            measure, end = unit
        elif measure is None:
            noun = noun_after(text, number.end, self._words, is_one=False)
            if noun is None:
                return None
            end = noun.end
        return self._put(text, (number.start, number.end, end, limit), number.value or 0.0, measure, noun, before)

    def _money(self, text: str, at: int, limit: int, sign: str) -> Figure | None:
        match = _MONEY.match(text, at)
        if match is None or text[at - 2 : at - 1] != " ":
            return None
        digits, decimals, times, word = match.groups()
        if word in self._not_behind_money:
            return None
        before = text[text.rfind(" ", max(0, at - 1 - BEFORE_CHARS), at - 2) + 1 : at - 2]
        if before in LOWER_PREFIXES or not (
            self._before[before] if before in self._before else self._look_before(before)
        ):
            return None
        value = float(digits.replace(",", "") + (decimals or ""))
        if value == 1.0:
            return None
        if times is not None:
            value = exact(value * self._words.multipliers[times])
        end = match.end()
        return self._put(text, (at - 1, end, end, limit), value, self._words.symbols[sign], None, before)

    def _put(
        self,
        text: str,
        places: tuple[int, int, int, int],
        value: float,
        measure: Measure | None,
        noun: Noun | None,
        before: str,
    ) -> Figure | None:
        """Put a figure together that begins, has its number end, ends itself and has its limit at some places."""
        start, number_end, end, limit = places
        if end > limit or (measure is not None and may_be_range(text, end)):
            return None
        words, modality = self._words, "exact"
        low = before.lower()
        if low in words.cue_ends:
            start, modality = modality_before(text, start, low, words)
        if modality == "exact" and (may_be_cue(text, end) or may_be_cue(text, number_end)):
            modality, end = modality_after(text, number_end, end, words)
        per = None if measure is None else measure.per
        if per is None and (text[end + 1 : end + 2] in RATE_SIGNS or text[end : end + 1] == "/"):
            rate = rate_after(text, end, words, has_unit=True)
            if rate is not None and rate[1] <= limit + RATE_CHARS:
                per, end = rate
        if measure is None:
            unit, first, last = (None, None, None) if noun is None else (noun.unit, noun.start, noun.end)
            return Figure(start, end, value, None, "count", unit, None, per, first, last, modality)
        begin, stop = phrase_of(text, end, limit, words, is_money=measure.kind == "money") or (None, None)
        kind = measure.kind if measure.kind in ("money", "share") else "measure"
        unit = measure.unit if measure.currency is None else None
        return Figure(start, end, value, None, kind, unit, measure.currency, per, begin, stop, modality)

    def _look_before(self, word: str) -> bool:
        """Tell whether a number behind this word may be plain."""
        words, bare = self._words, word.removesuffix(".")
        low = bare.lower()
        is_plain = (
            bare.isalpha()
            and (low in words.cue_ends if bare != low else bare == word or low not in words.cue_ends)
            and low not in _NOT_BEFORE
            and low not in AGED_WORDS
            and low not in words.designators
            and word.lower() not in words.designators
            and word not in words.codes
        )
        self._before[word] = is_plain
        return is_plain

    def _look_behind(self, word: str) -> Beside | None:
        """Tell what a word makes of the digits before it, as ``figures_units.unit_after`` does; None where unsure."""
        words = self._words
        found: Beside | None = None
        if word not in self._not_behind:
            longest = words.after_words.get(word, 0)
            measure = words.after.get(word) if longest == 1 else None
            if longest == 0 and (word not in words.stops or word in MODIFIERS):
                found = Beside(None, is_unsure=False)
            elif longest > 1:
                found = Beside(None, is_unsure=True)
            elif measure is not None and not measure.is_abbreviation and measure.kind != "money":
                found = None if measure.unit in SMALLER else Beside(measure, is_unsure=False)
        self._behind[word] = found
        return found
