"""Look a word up once: its shape and the word lists it stands in, as the bits of ``quotes_classes``."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from flows.steps.extract import quotes_classes as bits
from flows.steps.extract.quotes_lists import (
    ABBREVIATIONS,
    BARE_WORDS,
    LOWER_WORDS,
    NOUN_LIKE,
    OFFICE_FRONTS,
    PARTICLES,
    PLAIN,
    RAW_WORDS,
    SHORT_TITLES,
    STANDING,
)
from flows.steps.extract.quotes_shapes import LONG, POSSESSIVE, QUOTE_MARK, STOPS, core_of, shape_of
from flows.steps.extract.quotes_words import (
    ACCORDING,
    BASE,
    FINITE,
    JUDGING,
    JUDGING_PARTICIPLE,
    PARTICIPLE,
    SpeechWords,
)

ENDERS: Final = ("", ",", ".", "!", "?", "…")
"""What ends a quotation, by its code."""
ENDS_NOT: Final = 0
ENDS_COMMA: Final = 1
ENDS_DOT: Final = 2
ENDS_BANG: Final = 3
"""From here on: an exclamation mark, a question mark, three dots."""
UNNAMED: Final = 1
CUE_FINITE: Final = 2
CUE_PARTICIPLE: Final = 3
CUE_BASE: Final = 4
CUE_JUDGING: Final = 5
CUE_JUDGING_PARTICIPLE: Final = 6
CUE_ACCORDING: Final = 7
CUE_KINDS: Final = ("", FINITE, PARTICIPLE, BASE, JUDGING, JUDGING_PARTICIPLE, ACCORDING)
"""Kinds of cues: the code of a kind is its place and one; 0 is no cue."""
LONGER_SHIFT: Final = 4
FOLLOWING_SHIFT: Final = 12
ROLE_SHIFT: Final = 20
HEAD_SHIFT: Final = 32
KIND_MASK: Final = 15
FIELD_MASK: Final = 255
"""Where in the codes of a word its fields begin: kind of cue, phrases it begins, word it is behind a cue, office."""

_OFFICE: Final = re.compile(r"[A-Za-z][a-z]+")
_NAME_WORD: Final = re.compile(r"[A-Z][\w’'-]*\w")
_CLOSING: Final = ',.;:!?)”"'
_ARTICLES: Final = frozenset(("The", "A", "An"))
_CLOSES_NAME: Final = frozenset(',;:!?)”"')
_MOST_INITIALS: Final = 4
_FEWEST_LETTERS: Final = 3
_PRONOUN_FRONTS: Final = ("it", "yo")
_NG: Final = 5
_DIGITS: Final = 6
_TAILS: Final = {"ed": 2, "ly": 3, "ss": 4, "ng": _NG}
"""Ends of words that say something of them, by code; 1 is any other -s."""


class Features(NamedTuple):
    """What is known of a word wherever it stands.

    Attributes:
        shape: Bits of its spelling.
        lists: Bits of the word lists.
        more: More of them.
        codes: Kind of cue, phrases it begins, word it is behind a cue, office: see the shifts.
        cut: How many characters a name loses at its end.
        behind_cut: The same for a given name behind a family name.
    """

    shape: int
    lists: int
    more: int
    codes: int
    cut: int
    behind_cut: int


class WordClasses:
    """Looks words up; holds tables only."""

    def __init__(self, speech: SpeechWords) -> None:
        """Turn the word lists into tables of bits.

        Args:
            speech: The reference words.
        """
        roles = speech.roles
        self._speech = speech
        self._raw = _table(
            RAW_WORDS,
            (bits.AUXILIARY_RAW, roles["auxiliary"]),
            (bits.ADVERB_RAW, roles["adverb"]),
            (bits.PREPOSITION_RAW, roles["preposition"]),
            (bits.RELATIVE_RAW, roles["relative"]),
        )
        self._lower = _table(
            LOWER_WORDS,
            (bits.PRONOUN, roles["pronoun"]),
            (bits.MAN, roles["man"] | {"he"}),
            (bits.WOMAN, roles["woman"] | {"she"}),
            (bits.AUXILIARY | bits.PASSED, roles["auxiliary"]),
            (bits.ADVERB | bits.PASSED, roles["adverb"]),
            (bits.DETERMINER, roles["determiner"]),
            (bits.STANDING, STANDING),
            (bits.OPENER, roles["opener"]),
            (bits.SUBORDINATOR, roles["subordinator"]),
            (bits.RELATIVE, roles["relative"]),
            (bits.OWNER, roles["owner"]),
            (bits.NOUN_LIKE, NOUN_LIKE),
            (bits.PARTICLE_LOWER, PARTICLES),
        )
        self._bare = _table(
            BARE_WORDS,
            (bits.TIME, roles["time"]),
            (bits.DETERMINER_BARE, roles["determiner"]),
            (bits.BREAKS_BARE, roles["stop"] | roles["auxiliary"] | roles["preposition"] | roles["conjunction"]),
            (bits.PARTICLE_BARE, PARTICLES),
        )
        self._skipped = roles["auxiliary"] | roles["adverb"]
        stops = roles["stop"] | roles["auxiliary"]
        self._border = stops | roles["conjunction"] | roles["relative"] | roles["preposition"]
        self._listed = self._all_words(speech)
        self._listed_names = _in_small(
            [speech.titles, speech.given_names, speech.not_first_names, speech.common, speech.org_words]
        )
        self._alike: dict[tuple[int, bool, bool, int, str], Features] = {}
        self._kinds = {kind: code for code, kind in enumerate(CUE_KINDS, 1)}
        firsts = sorted(speech.longer)
        self._phrases = {first: number for number, first in enumerate(firsts, 1)}
        following = sorted({word for phrases in speech.longer.values() for rest, _ in phrases for word in rest})
        self._following = {word: number for number, word in enumerate(following, 1)}
        self._offices = {word: number for number, word in enumerate(sorted(roles["role_head"]), 1)}
        self.leader = self._offices.get("leader", -1)
        self.office_count = len(self._offices) + 1
        self.longer = self._flat_phrases(firsts)

    def _all_words(self, speech: SpeechWords) -> frozenset[str]:
        """Return the words, in small letters, of which more is known than how they are spelled, names aside."""
        lists: list[Iterable[str]] = [self._raw, self._lower, self._bare, self._skipped, self._border]
        lists += [ABBREVIATIONS, NOUN_LIKE, OFFICE_FRONTS, PARTICLES, PLAIN, SHORT_TITLES, speech.cues, speech.longer]
        lists += speech.roles.values()
        following = [word for phrases in speech.longer.values() for rest, _ in phrases for word in rest]
        return _in_small([*lists, following])

    def _flat_phrases(self, firsts: list[str]) -> list[int]:
        """Lay the cues of several words flat: where each first word's begin, then (words, kind, word, word, word)."""
        longer = self._speech.longer
        offsets: list[int] = []
        entries: list[int] = []
        for first in firsts:
            offsets.append(len(firsts) + 1 + len(entries))
            for rest, kind in longer[first]:
                places = [self._following[word] for word in rest]
                entries += [len(rest), self._kinds[kind], *places]
        return [*offsets, len(firsts) + 1 + len(entries), *entries]

    def look_up(self, word: str) -> tuple[Features, str]:
        """Say what is known of a word.

        Args:
            word: As it is spelled, of one character or more.

        Returns:
            Its features, and its core: the word without marks, possessive and full stop.
        """
        # Nine words in ten are in no list: all that is known of them is how they begin and end.
        stop = word[-1]
        stem = word
        if stop in ".?!":
            stem = word[:-1]
        else:
            stop = ""
        size = len(word)
        if size < _FEWEST_LETTERS + 1 or not stem.isascii():
            return self._look_up(word)
        if stem.isalpha():
            lower = stem.lower()
            is_small = stem == lower
            if lower in self._listed or not (is_small or (lower not in self._listed_names and stem[1:].islower())):
                return self._look_up(word)
            tail = _TAILS.get(lower[-2:], lower[-1] == "s")
            if tail == _NG and lower[-3] != "i":
                tail = 0
            key = (tail, is_small, lower[:2] in _PRONOUN_FRONTS, size if size <= LONG else LONG + 1, stop)
        elif stem.isdigit():
            key = (_DIGITS, False, False, size if size <= LONG else LONG + 1, stop)
        else:
            return self._look_up(word)
        found = self._alike.get(key)
        if found is None:
            found = self._alike[key] = self._look_up(word)[0]
        return found, stem

    def _look_up(self, word: str) -> tuple[Features, str]:
        lower = word.lower()
        bare = lower.rstrip(".")
        shape = shape_of(word, lower, bare)
        lists, more = self._lists(word, lower, bare, shape)
        core, cut = core_of(word)
        behind_cut = -1
        if shape & bits.UPPER:
            name_shape, behind_cut = self._name_shape(word, lower)
            shape |= name_shape
            shape |= bits.COMMON * (core.lower() in self._speech.common)
            shape |= bits.GIVEN_CORE * (core in self._speech.given_names)
        codes = self._codes(word, lower, bare)
        if codes & KIND_MASK:
            shape |= bits.CUE
        shape |= self._step(word, shape)
        return Features(shape, lists, more, codes, cut, behind_cut), core

    def _step(self, word: str, shape: int) -> int:
        """Say whether a word may stand among the first names before a last name, and other parts of names."""
        step = bits.PARTICLE * (word in PARTICLES) | bits.BETWEEN * (word in PARTICLES or word in ("&", "of"))
        step |= bits.OFFICE_FRONT * (word in OFFICE_FRONTS)
        step |= bits.POSSESSIVE * word.endswith(("'s", "’s"))
        if not shape & bits.UPPER and word in self._speech.roles["role_head"] and _OFFICE.fullmatch(word):
            step |= bits.OFFICE
        is_closed = word[-1] in _CLOSES_NAME or (word[-1] == "." and len(word) > _MOST_INITIALS)
        if (shape & bits.UPPER or step & bits.PARTICLE) and word not in self._speech.not_first_names and not is_closed:
            step |= bits.NAME_STEP
        return step

    def _codes(self, word: str, lower: str, bare: str) -> int:
        kind = self._speech.cues.get(word)
        codes = 0
        if kind is not None:
            codes = self._kinds[kind] | self._phrases.get(lower, 0) << LONGER_SHIFT
        codes |= self._following.get(word.rstrip(STOPS), 0) << FOLLOWING_SHIFT
        codes |= self._offices.get(SHORT_TITLES.get(lower, lower), 0) << ROLE_SHIFT
        return codes | self._offices.get(bare, 0) << HEAD_SHIFT

    def _lists(self, word: str, lower: str, bare: str, shape: int) -> tuple[int, int]:
        speech, skipped, border = self._speech, self._skipped, self._border
        pronoun = speech.roles["pronoun"]
        determiner = speech.roles["determiner"]
        raw, low, stripped = self._raw.get(word, (0, 0)), self._lower.get(lower, (0, 0)), self._bare.get(bare, (0, 0))
        lists = raw[0] | low[0] | stripped[0]
        more = raw[1] | low[1] | stripped[1]
        if lower.endswith("ly"):
            lists |= bits.ADVERB_RAW * word.islower() | bits.PASSED * bool(shape & bits.LOWER)
        lists |= bits.LY * bare.endswith("ly")
        is_cue = lower in speech.cues
        if bare in speech.cues and speech.cues[bare] != BASE:
            lists |= bits.BREAKS_LATER
        if lists & bits.TIME:
            lists |= bits.BREAKS_LATER
        if not (bare.endswith(("ed", "ing")) or bare in speech.cues or bare in skipped):
            lists |= bits.CONTINUES
        if lower in border:
            lists |= bits.LEFT_BORDER
        if (lower in border or lower in skipped) and lower != "one":
            lists |= bits.NO_START
        opening = lower.partition("’")[0].partition("'")[0]
        if lower.rstrip(STOPS) in pronoun or opening in pronoun:
            lists |= bits.PRONOUN_OPENS
        meant = opening.rstrip(STOPS)
        lists |= bits.PRONOUN_MEANT * (meant in pronoun) | bits.HE * (meant == "he") | bits.SHE * (meant == "she")
        inner = lower.strip("'’")
        lists |= bits.PRONOUN_COLLECTED * (inner in pronoun)
        is_alnum = bool(shape & bits.ALNUM)
        if (inner in border or inner in determiner or not is_alnum) and inner not in STANDING:
            lists |= bits.NOT_COLLECTED * (not shape & bits.HANDLE)
        if lower in border or is_cue or lower in skipped or lower.endswith("ed") or not is_alnum:
            lists |= bits.STOPS_LOWER
        if lower in border or lists & bits.OPENER or lists & bits.TIME:
            lists |= bits.STOPS_UPPER
        if shape & (bits.QUOTE | bits.BREAK | bits.DASH | bits.BANG):
            lists |= bits.STOPS_COLLECTING
        if shape & bits.ALPHA and not (lower in border or is_cue or lower in skipped):
            lists |= bits.NOUN
        lists |= bits.OWNER * lower.endswith(("'s", "’s")) | bits.IT_YO * lower.startswith(_PRONOUN_FRONTS)
        if lower.rstrip(STOPS) in speech.roles["addressed"]:
            lists |= bits.ADDRESSED
        if lower[-1] == "s" and lower[0].isalpha():
            lists |= bits.BASE_SUBJECT
        more |= bits.PLAIN * (word.rstrip(STOPS) in PLAIN)
        more |= bits.WORK * (word in speech.roles["work"]) | bits.ROLE_WORD * (lower in speech.roles["role_head"])
        is_plural = lower[-1] == "s" and not lower.endswith("ss")
        more |= bits.OPENS_CLAUSE_TOO * bool(is_plural or lists & (bits.DETERMINER | bits.PRONOUN))
        return lists, more

    def _name_shape(self, word: str, lower: str) -> tuple[int, int]:
        """Say what part of a name a capitalised word may be, and how much of it a given name behind loses."""
        speech = self._speech
        shape = bits.GIVEN * (word in speech.given_names) | bits.TITLE * (word in speech.titles)
        shape |= bits.ARTICLE * (word in _ARTICLES)
        if _OFFICE.fullmatch(word) and (word in speech.titles or lower in speech.roles["role_head"]):
            shape |= bits.OFFICE
        if _NAME_WORD.match(word):
            shape |= bits.NAME_WORD
        name = POSSESSIVE.sub("", word.rstrip(_CLOSING))
        is_given = len(name) > 1 and name.replace("-", "").isalpha() and not name.isupper()
        if not is_given or name.lower() in speech.org_words or name.lower() in speech.roles["time"]:
            return shape, -1
        return shape | bits.GIVEN_BEHIND, len(word) - len(name)


class _Entries(dict[str, tuple[int, ...]]):
    """Word -> its number and features; a word not met before is looked up in half the time of a method."""

    def __init__(self, classes: WordClasses) -> None:
        super().__init__()
        self._classes = classes
        self.features: list[int] = []
        self.cores: dict[str, int] = {}

    def __missing__(self, word: str) -> tuple[int, ...]:
        (shape, lists, more, codes, cut, behind_cut), core = self._classes.look_up(word)
        cores = self.cores
        number = cores.setdefault(core, len(cores))
        lower = cores.setdefault(core.lower(), len(cores))
        features = (shape, lists, more, codes, number, lower, cut, behind_cut, codes >> HEAD_SHIFT)
        entry = self[word] = (len(self), *features)
        self.features += features
        return entry


class Vocabulary:
    """The words of a batch by number, and what is known of each.

    Attributes:
        classes: Looks words up.
        entries: Word -> its number and a record of ``FEATURE`` numbers; one not met before is looked up.
        features: These records, by number.
        entry: Returns the entry of a word.
    """

    def __init__(self, speech: SpeechWords) -> None:
        """Begin with the words that stand for quotations.

        Args:
            speech: The reference words.
        """
        self.classes = WordClasses(speech)
        self.entries = _Entries(self.classes)
        self.features = self.entries.features
        self.entry = self.entries.__getitem__
        for ender in ENDERS:
            self.entry(QUOTE_MARK + ender)

    @property
    def core_count(self) -> int:
        """How many cores there are."""
        return len(self.entries.cores)


def _in_small(lists: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(word.lower().rstrip(STOPS) for words in lists for word in words)


def _table(
    fixed: Iterable[tuple[int, int, Iterable[str]]], *lists: tuple[int, Iterable[str]]
) -> Mapping[str, tuple[int, int]]:
    """Turn lists of words into one table: word -> bits of the second number and of the third."""
    found: dict[str, tuple[int, int]] = {}
    for second, third, words in [*fixed, *((bit, 0, words) for bit, words in lists)]:
        for word in words:
            had = found.get(word, (0, 0))
            found[word] = had[0] | second, had[1] | third
    return found
