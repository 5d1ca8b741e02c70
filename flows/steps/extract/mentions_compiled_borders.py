"""Where a run is no longer one name, in machine code: a twin of :mod:`mentions_borders`, as numbers."""

from flows.steps.extract.mentions_borders import LONGEST_SYLLABLE
from flows.steps.extract.mentions_compiled_lists import (
    AND_COMPANY,
    CALENDAR,
    COMMON,
    DIGIT,
    FUNCTION,
    GIVEN_NAME,
    HEAD,
    IS_INITIAL,
    MODIFIER,
    NAME,
    OF_FOR,
    OPENER,
    ORG_WORD,
    SUFFIX,
    TITLE,
)
from flows.steps.extract.mentions_compiled_text import code_points, is_in, is_text
from flows.steps.extract.mentions_compiled_words import END, FLAGS, LOWER, START, is_compound, phrase_flags
from flows.text.machine import compiled

_HYPHEN, _E, _D = (ord(mark) for mark in "-ed")
_AND, _THE, _FLIGHT = (code_points(word) for word in ("and", "the", "Flight"))


@compiled
def is_flight(lists, codes, words, index):  # type: ignore[no-untyped-def]
    """Tell a flight with its number, which ends the name of the airline."""
    is_word = is_text(codes, words[index, START], words[index, END], _FLIGHT)
    return is_word and is_in(lists, codes[words[index + 1, END] - 1], DIGIT)


@compiled
def is_date(words, index, size):  # type: ignore[no-untyped-def]
    """Tell whether a word is a month or a weekday, and not a name."""
    flags = words[index, FLAGS]
    if not flags & CALENDAR or (index and words[index - 1, FLAGS] & GIVEN_NAME):
        return False
    after = words[index + 1, FLAGS] if index + 1 < size else 0
    return not flags & GIVEN_NAME or not after & IS_INITIAL or after & CALENDAR != 0


@compiled
def joins(lists, codes, words, begin, index, size):  # type: ignore[no-untyped-def]
    """Tell whether a small word stands inside one name: "Bank of England", not "President of France"."""
    if index == begin or index + 1 >= size:
        return False
    for first in range(max(begin, index - 3), index):
        if words[first, FLAGS] & OPENER:
            for last in range(index + 1, min(size, index + 4)):
                if phrase_flags(lists, codes, words[first, START], words[last, END]) & (NAME | TITLE):
                    return True
    before, after = words[index - 1, FLAGS], words[index + 1, FLAGS]
    if words[index, FLAGS] & OF_FOR:
        return before & HEAD != 0
    if is_text(codes, words[index, START], words[index, END], _AND):
        if after & AND_COMPANY:
            return True
        if (before | after) & NAME:
            return False
        for place in range(begin, index - 1):
            if words[place, FLAGS] & HEAD and words[place + 1, FLAGS] & OF_FOR:
                return True
        return False
    return is_text(codes, words[index, START], words[index, END], _THE) and before & OF_FOR != 0 and index - begin > 1


@compiled
def opens_sentence(words, index):  # type: ignore[no-untyped-def]
    """Whether a word behind a firm's full stop begins a sentence."""
    flags = words[index, FLAGS]
    lower = words[index, LOWER]
    is_common = lower & COMMON != 0 and not flags & (SUFFIX | TITLE | MODIFIER | ORG_WORD)
    return flags & GIVEN_NAME != 0 or (flags & IS_INITIAL != 0 and (lower & FUNCTION != 0 or is_common))


@compiled
def is_adjective(lists, codes, words, begin, index):  # type: ignore[no-untyped-def]
    """Tell an adjective made of a name from a given name of two syllables."""
    start, end = words[index, START], words[index, END]
    if not is_compound(codes, start, end):
        return False
    tail = end
    while codes[tail - 1] != _HYPHEN:
        tail -= 1
    is_long = end - tail > LONGEST_SYLLABLE or tail - start > LONGEST_SYLLABLE + 1 or tail - start < 3
    if index == begin or is_long or not words[index - 1, FLAGS] & IS_INITIAL or words[index - 1, LOWER] & COMMON:
        return True
    if codes[end - 1] == _D and codes[end - 2] == _E:
        return True
    listed = phrase_flags(lists, codes, start, tail - 1) | phrase_flags(lists, codes, words[index - 1, START], tail - 1)
    return phrase_flags(lists, codes, tail, end) & COMMON != 0 or listed & NAME != 0
