"""What single words beside a number make of it, found out once a word."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from flows.steps.extract.figures_nouns import COLLECTIVE, MODIFIERS, REPORTED, plural
from flows.steps.extract.figures_reader import AGED_WORDS
from flows.steps.extract.figures_units import SMALLER
from flows.steps.extract.figures_words import FigureWords, Measure

_NOT_BEFORE: Final = frozenset(["between", "minus"])
_ENDING: Final = frozenset(',;:!?)”"—–')
"""What ends a word that a number behind it has nothing to do with."""
_JOINING: Final = """
    to and or out point year years month months week weeks day days plus odd ish am pm gmt utc hr hrs second won yo
"""
_NOT_BEHIND: Final = frozenset(_JOINING.split())
"""Words that make a range, a ratio, an age or a clock time of the number before them, or may do so."""
_STOPPED: Final = frozenset(["Mrs", *(capital + letter for capital in "MDS" for letter in "rst")])
"""Words whose full stop is a part of them (``figures_nouns.NEXT``)."""
_LONE: Final = frozenset(["in"])
"""Of the words that join, the one that only joins a number in words to another: "nine in ten"."""

IS_UNSURE, IS_PLAIN, IS_CUE, IS_APART, IS_CAPITAL, IS_FROM = range(6)
"""What a word lets a number behind it be: nobody knows, any, one with a modality ("least"), one that nothing stands
before (a mark parts the two), a count of people at most ("Boeing 737"), one that nothing follows that counts."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a word behind a number makes of it.

    Attributes:
        measure: The unit it is; None for the beginning of a noun phrase.
        is_unsure: Whether the words behind it decide which unit it is ("barrels", "barrels a day").
        is_lone: Whether nothing is counted: "up from 4,930 in May".
        is_named: Whether it has a capital, so that the number may be part of a name: "Caption 3 of 15 Photos".
    """

    measure: Measure | None
    is_unsure: bool = False
    is_lone: bool = False
    is_named: bool = False


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


_K = TypeVar("_K")
_V = TypeVar("_V")


class _Remembered(dict[_K, _V]):
    """What was found out about each word asked for."""

    def __init__(self, find: Callable[[_K], _V], known: Mapping[_K, _V]) -> None:
        super().__init__(known)
        self._find = find

    def __missing__(self, key: _K) -> _V:
        found = self[key] = self._find(key)
        return found


class WordsBeside:
    """Remembers what it found out about each word: most figures of a batch have words beside them that others had.

    Attributes:
        before: Word before a number -> what it lets the number be, one of the ``IS_`` constants.
        behind: Word behind a number (None: a percent sign) -> what it makes of it; None where nobody knows.
        tokens: Word of a noun phrase -> what it is.
        counts: Words that are numbers, or make one larger.
    """

    def __init__(self, words: FigureWords) -> None:
        """Start with no word seen.

        Args:
            words: The reference data.
        """
        self._words = words
        self.counts = frozenset({*words.multipliers, *words.letters, *words.money_letters, *words.ones, *words.tens})
        self._not_behind = self.counts.union(_NOT_BEHIND, REPORTED, words.states, words.fractions)
        share: dict[str | None, Beside | None] = {None: Beside(words.after["%"])}
        no_token: dict[str, Token] = {}
        self.before = _Remembered(self._look_before, {"": IS_APART})
        self.behind = _Remembered(self._look_behind, share)
        self.tokens = _Remembered(self._look_at, no_token)

    def _look_before(self, word: str) -> int:
        """Tell what a word lets a number behind it be."""
        words, bare = self._words, word.removesuffix(".")
        low = bare.lower()
        if word[-1:] in _ENDING:
            return IS_APART
        if (
            not (bare.isalpha() or (bare != word and bare.isdecimal()))
            or low in _NOT_BEFORE
            or low in words.designators
            or word.lower() in words.designators
            or word in words.codes
        ):
            return IS_UNSURE
        if low in AGED_WORDS:
            return IS_FROM if word == "from" else IS_UNSURE
        if low in words.cue_ends:
            return IS_CUE if bare == word else IS_UNSURE
        return IS_PLAIN if bare == low else IS_CAPITAL

    def _look_behind(self, word: str | None) -> Beside | None:
        """Tell what a word makes of the digits before it, as ``figures_units.unit_after`` does; None where unsure."""
        words, spelled = self._words, word or ""
        low = spelled.lower()
        if spelled in self._not_behind or low in self._not_behind:
            return Beside(None, is_lone=True) if spelled in _LONE else None
        longest = words.after_words.get(spelled, 0)
        if spelled in _STOPPED or (longest == 0 and words.after_words.get(low, 0) > 0):
            return None
        if longest == 0:
            is_lone = spelled in _LONE or self._ends_phrase(low)
            return Beside(None, is_lone=is_lone, is_named=low != spelled)
        measure = words.after.get(spelled) if longest == 1 else None
        is_sure = measure is not None and not measure.is_abbreviation and measure.kind != "money"
        if is_sure and measure is not None and measure.unit not in SMALLER:
            return Beside(measure)
        return Beside(None, is_unsure=True)

    def _ends_phrase(self, low: str) -> bool:
        return low in self._words.stops and low not in MODIFIERS

    def _look_at(self, word: str) -> Token:
        """Tell what a word of a noun phrase is, as ``figures_nouns.noun_after`` does."""
        words, low = self._words, word.lower()
        if self._ends_phrase(low):
            return Token(None, is_stop=True)
        is_person = low in words.persons
        return Token(plural(word, low, words), is_person, low in words.plurals, not is_person or low in COLLECTIVE)
