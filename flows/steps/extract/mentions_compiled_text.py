"""Find runs of capitalised words and the ends of sentences in code points: what the patterns of the reference do.

The names and the meaning of every function are those of ``mentions_pattern``, ``mentions_words`` and
``mentions_context``; offsets are indexes into the code points of a batch.
"""

from typing import Final

import numpy as np

from flows.steps.extract.mentions_compiled_lists import (
    ALNUM,
    CLASS,
    DECIMAL,
    INNER,
    IS_LISTED,
    LINK_WORD,
    LOWER_CASE,
    LOWER_START,
    SHORT_WORD,
    SPACE,
    STOPPED_WORD,
    UP,
    UPPER_CASE,
    WORD,
    plain_hash,
    row_of,
)
from flows.steps.extract.mentions_context import BESIDE_CHARS
from flows.text.machine import compiled

_DOT: Final = ord(".")
_MOST_WORDS: Final = 24
_LONGEST_LINK: Final = 5
_LONGEST_STOPPED: Final = 8


@compiled
def is_in(lists, code, bits):  # type: ignore[no-untyped-def]
    """Tell whether a character is of some class."""
    return (lists.chars[code, CLASS] & bits) != 0


@compiled
def is_word(lists, codes, at, low, high):  # type: ignore[no-untyped-def]
    """Tell whether a character of a word stands here; none stands outside the text."""
    return low <= at < high and (lists.chars[codes[at], CLASS] & WORD) != 0


@compiled
def is_apostrophe(code):  # type: ignore[no-untyped-def]
    """Tell the straight and the curly apostrophe."""
    return code == 0x27 or code == 0x2019


@compiled
def is_blank(code):  # type: ignore[no-untyped-def]
    """Tell the two spaces a run may hold."""
    return code == 0x20 or code == 0xA0


@compiled
def is_opening(code):  # type: ignore[no-untyped-def]
    """Tell the marks and the space that may stand between an end of sentence and the next."""
    return (
        code == 0x20 or code == 0x22 or code == 0x201C or code == 0x2018 or code == 0x27 or code == 0xAB
        or code == 0x201E or code == 0x28 or code == 0x5B
    )  # fmt: skip


@compiled
def is_upper_text(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Tell a text in capitals, as ``str.isupper`` does."""
    has_capital = False
    for at in range(start, end):
        bits = lists.chars[codes[at], CLASS]
        if bits & LOWER_CASE:
            return False
        has_capital |= (bits & UPPER_CASE) != 0
    return has_capital


@compiled
def _inner_end(lists, codes, at, end):  # type: ignore[no-untyped-def]
    while at < end and is_in(lists, codes[at], INNER):
        at += 1
    return at


@compiled
def _word_end(lists, codes, at, end):  # type: ignore[no-untyped-def]
    """Find the end of a word of a run, whose capital is the character before."""
    if at < end and codes[at] == _DOT:
        while at + 1 < end and codes[at] == _DOT and is_in(lists, codes[at + 1], UP):
            at += 2
        at = at + 1 if at < end and codes[at] == _DOT else at - 1
        while True:
            inner = at + 1 if at < end and codes[at] == 0x2D else at
            after = _inner_end(lists, codes, inner, end)
            if after == inner:
                return at
            at = after
    stop = at
    while stop < end and 0x61 <= codes[stop] <= 0x7A and stop - at < _LONGEST_STOPPED:
        stop += 1
    if at < stop < end - 1 and codes[stop] == _DOT:
        after = codes[stop + 1]
        is_stopped = after == 0x20 or after == 0x2C or after == 0x29
        if is_stopped and lists.table[row_of(lists, plain_hash(codes, at - 1, stop)), IS_LISTED] & STOPPED_WORD:
            return stop + 1
    while at < end and (
        is_in(lists, codes[at], INNER) or (codes[at] == 0x26 and is_word(lists, codes, at + 1, 0, end))
    ):
        at += 1
    while at < end:
        if is_apostrophe(codes[at]):
            is_genitive = at + 1 < end and codes[at + 1] == 0x73 and not is_word(lists, codes, at + 2, 0, end)
            if is_genitive:
                return at
        elif codes[at] != 0x2D:
            return at
        after = _inner_end(lists, codes, at + 1, end)
        if after == at + 1:
            return at
        at = after
    return at


@compiled
def _next_word(lists, codes, at, end):  # type: ignore[no-untyped-def]
    """Find the capital of the next word of a run, which ends here; -1 where it has none."""
    if at >= end or not is_blank(codes[at]):
        return -1
    at += 1
    for _ in range(2):
        after = at
        while after < end and not is_blank(codes[after]) and after - at <= _LONGEST_LINK:
            after += 1
        if after == at or after >= end or not is_blank(codes[after]):
            break
        if not lists.table[row_of(lists, plain_hash(codes, at, after)), IS_LISTED] & LINK_WORD:
            break
        at = after + 1
    if at < end and is_in(lists, codes[at], UP):
        return at
    for size in range(2, 5):
        if at + size < end and is_in(lists, codes[at + size], UP):
            mark = codes[at + size - 1]
            listed = lists.table[row_of(lists, plain_hash(codes, at, at + size)), IS_LISTED]
            if (mark == 0x2D or is_apostrophe(mark)) and listed & LOWER_START:
                return at + size
    return -1


@compiled
def run_end(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Find the end of the run of capitalised words that begins with the capital here."""
    at = _word_end(lists, codes, start + 1, end)
    for _ in range(_MOST_WORDS):
        capital = _next_word(lists, codes, at, end)
        if capital < 0:
            break
        at = _word_end(lists, codes, capital + 1, end)
    return at


@compiled
def run_start(lists, codes, at, low, end):  # type: ignore[no-untyped-def]
    """Find the next capital that no character of a word stands before; the end where there is none."""
    while at < end:
        if is_in(lists, codes[at], UP) and not is_word(lists, codes, at - 1, low, end):
            return at
        at += 1
    return end


@compiled
def _is_abbreviation(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Tell an abbreviation, which ends with its full stop, from a last word."""
    while start < end and not is_in(lists, codes[start], WORD):
        start += 1
    if start == end:
        return False
    if lists.table[row_of(lists, plain_hash(codes, start, end - 1)), IS_LISTED] & SHORT_WORD:
        return True
    for at in range(start, end):
        is_right = codes[at] == _DOT if (at - start) % 2 else is_in(lists, codes[at], WORD)
        if not is_right:
            return False
    return (end - start) % 2 == 0


@compiled
def opens_sentence(lists, codes, low, at):  # type: ignore[no-untyped-def]
    """Tell whether a sentence begins here, from the characters before it in its block, which begins at low."""
    low = max(low, at - BESIDE_CHARS)
    if at > low + 1 and codes[at - 1] == 0x20 and (is_in(lists, codes[at - 2], ALNUM) or codes[at - 2] == 0x2C):
        return False
    head = at
    while head > low and is_opening(codes[head - 1]):
        head -= 1
    if head == low:
        return True
    mark = codes[head - 1]
    if mark == _DOT:
        start = head
        while start > low and not is_in(lists, codes[start - 1], SPACE):
            start -= 1
        return not _is_abbreviation(lists, codes, start, head)
    if mark == 0x21 or mark == 0x3F or mark == 0x3A or mark == 0x3B or mark == 0x2026 or mark == 0x2022:
        return True
    last = codes[at - 1]
    return mark == 0x2A or mark == 0x7C or last == 0x201C or last == 0x22 or last == 0xAB or last == 0x0A


@compiled
def is_acronym(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Tell "NATO", "U.N.", "AT&T"."""
    if end - start < 2 or is_in(lists, codes[start + 1], LOWER_CASE):
        return False
    if codes[start + 1] == _DOT:
        if (end - start) % 2 or end - start < 4:
            return False
        for at in range(start, end, 2):
            if not (0x41 <= codes[at] <= 0x5A and codes[at + 1] == _DOT):
                return False
        return True
    last = end - 1 if codes[end - 1] == 0x73 else end
    if not (2 <= last - start <= 6 and 0x41 <= codes[start] <= 0x5A):
        return False
    for at in range(start + 1, last):
        if not (0x41 <= codes[at] <= 0x5A or codes[at] == 0x26):
            return False
    return True


@compiled
def is_initials(codes, start, end):  # type: ignore[no-untyped-def]
    """Tell "J." and "J.R."."""
    if end - start == 1:
        return 0x41 <= codes[start] <= 0x5A
    if (end - start) % 2:
        return False
    for at in range(start, end, 2):
        if not (0x41 <= codes[at] <= 0x5A and codes[at + 1] == _DOT):
            return False
    return True


@compiled
def has_decimals(lists, codes, at, end):  # type: ignore[no-untyped-def]
    """Tell whether two digits stand here."""
    return at + 1 < end and is_in(lists, codes[at], DECIMAL) and is_in(lists, codes[at + 1], DECIMAL)


@compiled
def is_text(codes, at, end, wanted):  # type: ignore[no-untyped-def]
    """Tell whether a text, given as an array of code points, stands here."""
    if at + wanted.size > end:
        return False
    for place in range(wanted.size):
        if codes[at + place] != wanted[place]:
            return False
    return True


@compiled
def token_before(lists, codes, low, at):  # type: ignore[no-untyped-def]
    """Find the last run of characters other than white space between two places."""
    end = at
    while end > low and is_in(lists, codes[end - 1], SPACE):
        end -= 1
    start = end
    while start > low and not is_in(lists, codes[start - 1], SPACE):
        start -= 1
    return start, end


@compiled
def token_after(lists, codes, at, high):  # type: ignore[no-untyped-def]
    """Find the first run of characters other than white space between two places."""
    while at < high and is_in(lists, codes[at], SPACE):
        at += 1
    start = at
    while at < high and not is_in(lists, codes[at], SPACE):
        at += 1
    return start, at


def code_points(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """Write a text as an array of its code points.

    Args:
        text: Any text.

    Returns:
        One number a character.
    """
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
