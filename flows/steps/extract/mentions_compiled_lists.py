"""The lists of names as arrays that machine code reads: a table of hashed words and phrases, and one of characters.

Every list a rule looks a word up in is a bit of one number, so that a word is looked up once however many rules ask.
Two words with one hash would be taken for each other; at 64 bits that is one look-up in 10^14.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.steps.extract import (
    mentions_borders,
    mentions_context,
    mentions_opening,
    mentions_roles,
    mentions_runs,
    mentions_typing,
)
from flows.steps.extract.mentions_context import context_words
from flows.steps.extract.mentions_gazetteer import NOTHING, Evidence, Gazetteer
from flows.steps.extract.mentions_pattern import FIRM_STOPS, FUNCTION_WORDS, LINKS, LOWER_STARTS, STOPPED, UPPER
from flows.steps.extract.mentions_words import GENERATIONS, ORG_ENDINGS, PARTICLES, PERSON_ENDINGS, PLACE_ENDINGS, ROADS
from flows.text.machine import compiled

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]

(
    CALENDAR, NEVER, FUNCTION, GIVEN_NAME, COMMON, TITLE, MODIFIER, HONORIFIC, JOB, NAME, PEOPLE, CLUB, OPENER, SUFFIX,
    HEAD, ORG_WORD, MARK, LOOSE, AND_COMPANY, PARTICLE, GENERATION, OF_FOR, PERSON_END, PLACE_END, ORG_END,
    ORDINARY_END, NO_PLURAL, PLACE_AFTER, BODY_NOUN, SITE_NOUN, WHERE, STOPPED_WORD, SHORT_WORD, LINK_WORD, LOWER_START,
    BODY_MODIFIER, BODY_HEAD, LISTING, ARTICLE, NO_ROLE, ENGLISH, FOREIGN, CAPS_CLUB, ROLE_OPENER, FIRM_STOP, HOLDING,
    ROAD, IS_SMALL, IS_INITIAL, IS_CAPITALS,
) = (1 << bit for bit in range(50))  # fmt: skip
"""Bits of a word: the lists it is in, and at the end how it is written."""

# Numbers of NumPy: numba would compile a function anew for each of Python's that is passed to it.
UP, WORD, INNER, UPPER_CASE, LOWER_CASE, ALNUM, DIGIT, DECIMAL, SPACE, ALPHA, ODD = (
    np.int64(1 << bit) for bit in range(11)
)
"""Bits of a character. UP begins a run; ODD changes its length or its neighbours when its case changes: articles with
such characters are left to the reference."""

SHARP_S: Final = 0xDF
_ASCII: Final = 128
_CODES: Final = 0x110000
SEED: Final = np.uint64(0x9E3779B97F4A7C15)
"""Hash of no characters, before it is finished."""
_PRIME: Final = np.uint64(0x100000001B3)
_MIX: Final = np.uint64(0xD6E8FEB86659FD93)
_ONE: Final = np.uint64(1)
_HALF: Final = np.uint64(32)
_NBSP: Final = np.uint32(0xA0)
_BLANK: Final = np.uint32(0x20)


IS_LISTED, AS_NAME, AS_SUFFIX, AS_HEAD, BEFORE, AFTER, SPELLED, IN_CAPITALS = range(8)
"""Columns of a word: the lists it is in; its evidence as a listed name, as the last word of a name, as a word before
"of" (rows of the points, 0 for none); 1 + its sort before and behind a name; 1 + its kind in lines of title case and of
capitals, 0 where it does not count there."""

CLASS, SMALL, LARGE = range(3)
"""Columns of a character: its bits, its lower-case letter, its capital."""


class Lists(NamedTuple):
    """The arrays that machine code reads: few, because each costs time in every call of a function.

    Attributes:
        slots: Hash of a word or phrase, 0 where the slot is free; its row. Row 0 stands for what is not listed.
        table: One row a word or phrase.
        points: Evidence, one row each: person, organisation, place, other.
        chars: One row a code point.
    """

    slots: I64
    table: I64
    points: F64
    chars: NDArray[np.uint32]


@compiled
def hash_on(value, code):  # type: ignore[no-untyped-def]
    """Go on with a hash by one character."""
    return (value ^ np.uint64(code)) * _PRIME


@compiled
def finish(value):  # type: ignore[no-untyped-def]
    """Make a hash of what was gone over: 63 bits, never 0."""
    value = (value ^ (value >> _HALF)) * _MIX
    return np.int64((value ^ (value >> _HALF)) >> _ONE) | 1


@compiled
def plain_hash(codes, start, end):  # type: ignore[no-untyped-def]
    """Hash a word or phrase; a no-break space counts as a space."""
    value = SEED
    for at in range(start, end):
        code = codes[at] if codes[at] != _NBSP else _BLANK
        value = (value ^ np.uint64(code)) * _PRIME
    return finish(value)


@compiled
def raw_hash(codes, start, end):  # type: ignore[no-untyped-def]
    """Hash a word or phrase as it stands."""
    value = SEED
    for at in range(start, end):
        value = (value ^ np.uint64(codes[at])) * _PRIME
    return finish(value)


@compiled
def lower_hash(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Hash a word in lower case."""
    value = SEED
    for at in range(start, end):
        value = (value ^ np.uint64(lists.chars[codes[at], SMALL])) * _PRIME
    return finish(value)


@compiled
def upper_hash(lists, codes, start, end, is_plain):  # type: ignore[no-untyped-def]
    """Hash a word or phrase in capitals, where "ß" is written "SS"."""
    value = SEED
    for at in range(start, end):
        code = codes[at]
        if is_plain and code == _NBSP:
            code = _BLANK
        elif code == SHARP_S:
            value = (value ^ np.uint64(0x53)) * _PRIME
        value = (value ^ np.uint64(lists.chars[code, LARGE])) * _PRIME
    return finish(value)


@compiled
def row_of(lists, value):  # type: ignore[no-untyped-def]
    """Find the row of a hash; 0 for what is not listed."""
    slots = lists.slots
    mask = slots.shape[0] - 1
    at = (value >> 20) & mask
    while slots[at, 0] != 0:
        if slots[at, 0] == value:
            return slots[at, 1]
        at = (at + 1) & mask
    return np.int64(0)


@compiled
def slots_for(room, count):  # type: ignore[no-untyped-def]
    """Clear the beginning of a table for so many hashes, so that it is half empty at least, and return its size."""
    size = 8
    while size < 2 * count:
        size *= 2
    for at in range(size):
        room[at, 0] = 0
        room[at, 1] = 0
    return size


@compiled
def place_of(slots, value):  # type: ignore[no-untyped-def]
    """Find a hash's place in a table, and take it where it has none."""
    mask = slots.shape[0] - 1
    at = (value >> 20) & mask
    while slots[at, 0] != 0 and slots[at, 0] != value:
        at = (at + 1) & mask
    slots[at, 0] = value
    return at


@compiled
def held_at(slots, value):  # type: ignore[no-untyped-def]
    """Return what a table holds for a hash, 0 where it has none."""
    mask = slots.shape[0] - 1
    at = (value >> 20) & mask
    while slots[at, 0] != 0:
        if slots[at, 0] == value:
            return slots[at, 1]
        at = (at + 1) & mask
    return np.int64(0)


@compiled
def mark_form(slots, value, form):  # type: ignore[no-untyped-def]
    """Remember a short form of a name."""
    slots[place_of(slots, value), 1] |= form


@compiled
def form_key(value, kind):  # type: ignore[no-untyped-def]
    """Make one hash of a hash and a kind of form."""
    return finish(np.uint64(value) ^ (np.uint64(kind + 1) << np.uint64(40)))


def hash_texts(texts: Sequence[str]) -> I64:
    """Hash words and phrases as :func:`raw_hash` does, all at once.

    Args:
        texts: None empty.

    Returns:
        One hash a text; 60 000 take 0.1 s.
    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    sizes = np.array([len(text) for text in texts])
    starts = np.cumsum(sizes) - sizes
    values = np.full(len(texts), SEED, dtype=np.uint64)
    for place in range(int(sizes.max(initial=0))):
        held = sizes > place
        values[held] = (values[held] ^ codes[starts[held] + place]) * _PRIME
    values = (values ^ (values >> _HALF)) * _MIX
    return ((values ^ (values >> _HALF)) >> _ONE).astype(np.int64) | 1


def slots_of(hashes: I64) -> I64:
    """Lay hashes out in a table that :func:`row_of` searches.

    Args:
        hashes: One a word, as :func:`hash_texts` gives them.

    Returns:
        The table; rows are counted from 1.
    """
    size = 1 << (2 * len(hashes)).bit_length()
    slots = np.zeros((size, 2), dtype=np.int64)
    left = np.arange(len(hashes))
    places = (hashes >> 20) & (size - 1)
    # All at once: each round the first of those that want a free slot takes it, and the others step on by one.
    while left.size:
        wanted, first = np.unique(places, return_index=True)
        taken = first[slots[wanted, 0] == 0]
        slots[places[taken]] = np.column_stack([hashes[left[taken]], left[taken] + 1])
        waits = np.ones(left.size, dtype=np.bool_)
        waits[taken] = False
        left, places = left[waits], (places[waits] + 1) & (size - 1)
    return slots


class _Rows:
    """Words and phrases with what is known of each, row by row."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {"": 0}
        self.flags: list[int] = [0]
        self.points: dict[Evidence, int] = {NOTHING: 0}

    def row(self, text: str) -> int:
        row = self.rows.get(text)
        if row is None:
            row = self.rows[text] = len(self.flags)
            self.flags.append(0)
        return row

    def mark(self, texts: Any, flag: int) -> None:
        rows, flags = self.rows, self.flags
        for text in filter(None, texts):
            row = rows.get(text)
            if row is None:
                rows[text] = len(flags)
                flags.append(flag)
            else:
                flags[row] |= flag

    def column(self, values: dict[str, Any]) -> I64:
        places = list(map(self.rows.__getitem__, values))
        held = [self.points.setdefault(v, len(self.points)) if isinstance(v, Evidence) else v for v in values.values()]
        column = np.zeros(len(self.flags), dtype=np.int64)
        column[places] = held
        return column


def _flags(gazetteer: Gazetteer) -> tuple[tuple[Any, int], ...]:
    return (
        (gazetteer.calendar, CALENDAR), (gazetteer.never, NEVER), (FUNCTION_WORDS, FUNCTION),
        (gazetteer.given, GIVEN_NAME), (gazetteer.common, COMMON), (gazetteer.titles, TITLE),
        (gazetteer.title_modifiers, MODIFIER), (gazetteer.honorifics, HONORIFIC), (gazetteer.jobs, JOB),
        (gazetteer.names, NAME), (gazetteer.peoples, PEOPLE), (gazetteer.clubs, CLUB), (gazetteer.openers, OPENER),
        (gazetteer.suffixes, SUFFIX), (gazetteer.heads, HEAD), (gazetteer.org_words, ORG_WORD), (gazetteer.marks, MARK),
        (mentions_borders.LOOSE, LOOSE), (mentions_borders.COMPANY_AFTER_AND, AND_COMPANY),
        (PARTICLES, PARTICLE), (GENERATIONS, GENERATION), (("of", "for"), OF_FOR), (PERSON_ENDINGS, PERSON_END),
        (PLACE_ENDINGS, PLACE_END), (ORG_ENDINGS, ORG_END), (mentions_typing.ORDINARY_ENDINGS, ORDINARY_END),
        (mentions_typing.NO_PLURALS, NO_PLURAL), (gazetteer.place_after, PLACE_AFTER),
        (mentions_context.BODIES, BODY_NOUN), (mentions_context.SITES, SITE_NOUN), (mentions_context.WHERE, WHERE),
        (STOPPED, STOPPED_WORD), (mentions_context.ABBREVIATED, SHORT_WORD), (LINKS, LINK_WORD),
        (LOWER_STARTS, LOWER_START), (mentions_typing.BODY_MODIFIERS, BODY_MODIFIER),
        (mentions_typing.BODY_HEADS, BODY_HEAD), (mentions_typing.LISTS, LISTING), (mentions_runs.ARTICLES, ARTICLE),
        (mentions_roles.NO_ROLE, NO_ROLE), ([word.strip() for word in mentions_opening.ENGLISH], ENGLISH),
        ([word.strip() for word in mentions_opening.FOREIGN], FOREIGN), (mentions_roles.OPENS, ROLE_OPENER),
        (FIRM_STOPS, FIRM_STOP), (mentions_context.HOLDINGS, HOLDING), (ROADS, ROAD),
    )  # fmt: skip


@lru_cache(maxsize=2)
def code_lists(gazetteer: Gazetteer) -> Lists:
    """Write the lists of names as arrays.

    Args:
        gazetteer: The lists.

    Returns:
        The arrays; the tables of characters are still empty (:func:`with_characters`). It takes about 0.2 s, once.
    """
    rows = _Rows()
    for texts, flag in _flags(gazetteer):
        rows.mark(texts, flag)
    words = context_words(gazetteer)
    spelled = {name: _kind(name, gazetteer) for name in gazetteer.names}
    capitals = {upper: spelled[name] for upper, name in gazetteer.upper.items()}
    rows.mark([upper for upper, name in gazetteer.upper.items() if name in gazetteer.clubs], CAPS_CLUB)
    columns: list[dict[str, Any]] = [
        gazetteer.names,
        gazetteer.suffixes,
        gazetteer.heads,
        {word: sort + 1 for word, sort in words.before.items()},
        {word: sort + 1 for word, sort in words.after.items()},
        spelled,
        capitals,
    ]
    for values in columns:
        rows.mark(values, 0)
    table = np.column_stack([rows.flags, *map(rows.column, columns)])
    slots = slots_of(hash_texts(list(rows.rows)[1:]))
    points = np.array([tuple(evidence) for evidence in rows.points], dtype=np.float64)
    return Lists(slots, table, points, np.zeros((_CODES, 3), dtype=np.uint32))


def _kind(name: str, gazetteer: Gazetteer) -> int:
    """Return 1 + the kind of a listed name where it counts in a line of capitals, 0 where it does not."""
    points = gazetteer.names[name]
    best = max(points)
    return 0 if best < mentions_typing.LISTED_ENOUGH or name.lower() in gazetteer.common else points.index(best) + 1


def with_characters(lists: Lists, codes: NDArray[np.uint32]) -> Lists:
    """Fill the tables of characters for those that stand in a text.

    Args:
        lists: The lists as arrays.
        codes: Code points of the text.

    Returns:
        The lists with tables of their own; it takes 2 ms and 3 µs a different character.
    """
    seen = np.zeros(_CODES, dtype=np.bool_)
    # Marking the few that are not ASCII costs a tenth of marking each character.
    seen[:_ASCII] = True
    seen[codes[codes >= _ASCII]] = True
    chars = np.zeros((_CODES, 3), dtype=np.uint32)
    for code in seen.nonzero()[0].tolist():
        char = chr(code)
        small, large = char.lower(), char.upper()
        is_odd = len(small) > 1 or (len(large) > 1 and code != SHARP_S) or char.istitle() != char.isupper()
        # A sigma is written in another way at the end of a word.
        is_odd = is_odd or char == "Σ"
        is_word = char.isalnum() or char == "_"
        bits = (
            (char in UPPER, UP), (is_word, WORD), (is_word or 0x300 <= code < 0x370, INNER),
            (char.isupper(), UPPER_CASE), (char.islower(), LOWER_CASE), (char.isalnum(), ALNUM),
            (char.isdigit(), DIGIT), (char.isdecimal(), DECIMAL), (char.isspace(), SPACE), (char.isalpha(), ALPHA),
            (is_odd, ODD),
        )  # fmt: skip
        chars[code] = sum([bit for is_so, bit in bits if is_so]), ord(small[0]), ord(large[0])
    return lists._replace(chars=chars)
