"""Find the descriptions of a large batch in machine code: the twin of ``mentions_descriptions``, at half the cost.

It decides on characters of ASCII and the usual marks of print. Where others stand beside a noun, or the group before it
reaches further back than the reference looks, the reference decides on that noun.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from flows.steps.extract.mentions_compiled_lists import IS_LISTED, SEED, finish, hash_on, row_of
from flows.steps.extract.mentions_descriptions import BEFORE_CHARS, MOST_MODIFIERS, TOKEN_CHARS
from flows.text.machine import compiled

(
    INTRODUCES, STOPS, PREDICATES, FOLLOWS, IS_NOUN, IS_ARTICLE,
) = (np.int64(1 << bit) for bit in range(6))  # fmt: skip
"""Bits of a word: the lists it is in."""
KIND, SIZE = 0, 1
"""Columns of a noun with its mark: its kind, and how long it is without the mark."""
OPENINGS: Final = 1 << 15
"""Numbers of the three letters a noun begins with, five bits each; no noun is shorter."""

SPOT_BLOCK, SPOT_START, SPOT_END, SPOT_KIND, SPOT_IS_INTRODUCED = range(5)
"""Columns of what is found: places are code points of the batch; where the kind is ``UNSURE``, the reference decides,
and the start is the blank before the noun."""
UNSURE: Final = -1
COLUMNS: Final = 5
_MOST_CAPITALS: Final = 5
"""Words with capitals right before a noun that are told one by one; more are left to the reference."""
_BLANK, _DOT, _COMMA, _DASH = ord(" "), ord("."), ord(","), ord("-")
_LETTER_D, _LETTER_E, _LETTER_G, _LETTER_I, _LETTER_L, _LETTER_N = map(ord, "degiln")
_LETTER_S, _LETTER_Y = map(ord, "sy")


@compiled
def _is_printed(code):  # type: ignore[no-untyped-def]
    """Tell ASCII and the usual marks of print, on which machine code decides."""
    return code < 0x80 or code in (0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026)


@compiled
def _is_capital(code):  # type: ignore[no-untyped-def]
    return 0x41 <= code <= 0x5A


@compiled
def _is_small(code):  # type: ignore[no-untyped-def]
    return 0x61 <= code <= 0x7A


@compiled
def _opens(code):  # type: ignore[no-untyped-def]
    return code in (0x201C, 0x22, 0x28, 0x2018, 0x27)


@compiled
def _ends(code):  # type: ignore[no-untyped-def]
    return code in (
        0x2E, 0x2C, 0x3B, 0x3A, 0x21, 0x3F, 0x2026, 0x29, 0x5D, 0x7D, 0x201D, 0x22, 0x2019, 0x27,
    )  # fmt: skip


@compiled
def _opening_of(codes, at):  # type: ignore[no-untyped-def]
    """Number the three letters that stand here: nine words in ten are passed over by them."""
    return ((codes[at] & 31) << 10) | ((codes[at + 1] & 31) << 5) | (codes[at + 2] & 31)


@compiled
def _flags(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Look up the lists a word is in as it stands."""
    value = SEED
    for at in range(start, end):
        value = hash_on(value, codes[at])
    return lists.table[row_of(lists, finish(value)), IS_LISTED]


@compiled
def _small_flags(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Look up the lists a word is in when it is written in lower case."""
    value = SEED
    for at in range(start, end):
        value = hash_on(value, codes[at] | 0x20 if _is_capital(codes[at]) else codes[at])
    return lists.table[row_of(lists, finish(value)), IS_LISTED]


@compiled
def _word_start(codes, low, end):  # type: ignore[no-untyped-def]
    """Find where the word begins that ends here: behind a blank, or at the beginning."""
    while end > low and codes[end - 1] != _BLANK:
        end -= 1
    return end


@compiled
def _is_in_capitals(codes, start, end):  # type: ignore[no-untyped-def]
    """Tell a word in capitals, as ``str.isupper`` does."""
    has_capital = False
    for at in range(start, end):
        if _is_small(codes[at]):
            return False
        has_capital |= _is_capital(codes[at])
    return has_capital


@compiled
def _ends_group(codes, start, end):  # type: ignore[no-untyped-def]
    last = codes[end - 1]
    if not _ends(last):
        return False
    if end - start > 1:
        before = codes[end - 2]
        if (last == _LETTER_S and before in (0x2019, 0x27)) or (last in (0x2019, 0x27) and before == _LETTER_S):
            return False
    stops = 0
    for at in range(start, end):
        stops += codes[at] == _DOT
    return stops < 2 or not _is_in_capitals(codes, start, end)


@compiled
def _may_follow(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Tell whether the word behind a noun leaves it alone."""
    if _flags(lists, codes, start, end) & FOLLOWS:
        return True
    first, last = start, end
    while first < last and (_opens(codes[first]) or _ends(codes[first])):
        first += 1
    while first < last and (_opens(codes[last - 1]) or _ends(codes[last - 1])):
        last -= 1
    if first < last and _is_capital(codes[first]):
        return False
    flags = _small_flags(lists, codes, first, last)
    if flags & IS_NOUN and _flags(lists, codes, first, last) & IS_NOUN:
        return False
    if first == last or not _is_small(codes[first]) or codes[start] in (0x201C, 0x22, 0x28, 0x2014, 0x2013, 0x2D):
        return True
    if flags & FOLLOWS:
        return True
    size = last - first
    if size < 2:
        return False
    one, two = codes[last - 1], codes[last - 2]
    if (one == _LETTER_D and two == _LETTER_E) or (one == _LETTER_Y and two == _LETTER_L):
        return True
    return size > 2 and one == _LETTER_G and two == _LETTER_N and codes[last - 3] == _LETTER_I


@compiled
def _says_of_another(lists, codes, low, left, end):  # type: ignore[no-untyped-def]
    """Tell whether the group whose first word stands here says what somebody is who stands before it."""
    if left == low:
        return False
    before = _word_start(codes, low, left - 1)
    if _small_flags(lists, codes, before, left - 1) & PREDICATES:
        return True
    is_comma = left - 1 > before and codes[left - 2] == _COMMA
    return is_comma and (_small_flags(lists, codes, left, end) & IS_ARTICLE) != 0


@compiled
def _introduces(lists, codes, start, end, flags):  # type: ignore[no-untyped-def]
    if flags & INTRODUCES:
        return True
    first = start
    while first < end and _opens(codes[first]):
        first += 1
    return first > start and (_small_flags(lists, codes, first, end) & INTRODUCES) != 0


@compiled
def _holds_verb(codes, low, left, at):  # type: ignore[no-untyped-def]
    """Tell whether the word before a noun is its verb; it begins here, and another word of the group stands before."""
    if at - left < 2 or codes[at - 1] != _LETTER_D or codes[at - 2] != _LETTER_E:
        return False
    for place in range(left, at):
        if codes[place] == _DASH:
            return False
    return not (left - 3 >= low and codes[left - 2] == _LETTER_Y and codes[left - 3] == _LETTER_L)


@compiled
def _group_start(lists, codes, low, at):  # type: ignore[no-untyped-def]
    """Find where the group begins whose noun stands behind the blank here, none of its words right before it.

    Returns:
        The place, and whether a word introduces it; ``UNSURE`` for the reference to decide, at where nothing does.
    """
    room = max(low, at - BEFORE_CHARS)
    left = _word_start(codes, low, at)
    nearest, right = left, at
    for count in range(MOST_MODIFIERS):
        if left < room:
            return UNSURE, False
        flags = _small_flags(lists, codes, left, right)
        if _introduces(lists, codes, left, right, flags):
            if count > 1 and _holds_verb(codes, low, nearest, at):
                return at, False
            if room > low and (left == room or _word_start(codes, low, left - 1) < room):
                return UNSURE, False
            return (at, False) if _says_of_another(lists, codes, low, left, right) else (left, True)
        if left == right or flags & STOPS:
            break
        if count > 0 and flags & IS_NOUN and _flags(lists, codes, left, right) & IS_NOUN:
            break
        if 0x30 <= codes[left] <= 0x39:
            if left == low:
                break
            before = _word_start(codes, low, left - 1)
            if before < room:
                return UNSURE, False
            if not _small_flags(lists, codes, before, left - 1) & INTRODUCES:
                break
        if _ends_group(codes, left, right) or left == low:
            break
        right = left - 1
        left = _word_start(codes, low, right)
    return _capitals_start(codes, low, room, at), False


@compiled
def _capitals_start(codes, low, room, at):  # type: ignore[no-untyped-def]
    """Find where the words with capitals begin that stand right before a noun."""
    start, right = at, at
    for _ in range(_MOST_CAPITALS):
        left = _word_start(codes, low, right)
        if left < room:
            return UNSURE
        if left == right or not _is_capital(codes[left]):
            return start
        start = left
        if left == low:
            return start
        right = left - 1
        before = _word_start(codes, low, right)
        if before < room:
            return UNSURE
        if before == right or (_ends(codes[right - 1]) and not _is_in_capitals(codes, before, right)):
            return start
    return UNSURE


def entry(sources: int) -> Callable[..., Any]:
    """Make the function that finds descriptions; the digest of all sources is part of its key (see ``digest_of``)."""

    def find(lists, tokens, openings, codes, starts, found):  # type: ignore[no-untyped-def]
        if sources == 0:
            return np.int64(0)
        count = np.int64(0)
        for at in range(codes.size):
            if codes[at] == 0x0A or codes[at] == 0x09 or codes[at] == 0xA0:
                codes[at] = _BLANK
        for block in range(starts.size - 1):
            low, high = starts[block], starts[block + 1] - 1
            seen, other = low, low - 1  # how far it is read, and the last character there that is not printed
            for at in range(low, high):
                if codes[at] != _BLANK or at + 3 >= high or not openings[_opening_of(codes, at + 1)]:
                    continue
                most = min(high, at + TOKEN_CHARS)
                stop = at + 1
                value = SEED
                while stop < most and codes[stop] != _BLANK:
                    value = hash_on(value, codes[stop])
                    stop += 1
                row = row_of(tokens, finish(value))
                if row == 0:
                    continue
                end = at + 1 + tokens.table[row, SIZE]
                while seen < most:
                    other = other if _is_printed(codes[seen]) else seen
                    seen += 1
                found[count, SPOT_BLOCK] = block
                if other >= max(low, at - BEFORE_CHARS):
                    found[count, SPOT_START] = at
                    found[count, SPOT_KIND] = UNSURE
                    count += 1
                    continue
                if stop == end and stop + 1 < most:
                    after = stop + 1
                    while after < most and codes[after] != _BLANK:
                        after += 1
                    if not _may_follow(lists, codes, stop + 1, after):
                        continue
                left = _word_start(codes, low, at)
                flags = _flags(lists, codes, left, at)
                if left == at or flags & STOPS:
                    continue
                if flags & INTRODUCES:
                    if _says_of_another(lists, codes, low, left, at):
                        continue
                    start, is_introduced = left, True
                elif _ends_group(codes, left, at):
                    continue
                else:
                    start, is_introduced = _group_start(lists, codes, low, at)
                    if start == at:
                        continue
                if start == UNSURE:
                    found[count, SPOT_START] = at
                    found[count, SPOT_KIND] = UNSURE
                else:
                    while start < at and _opens(codes[start]):
                        start += 1
                    found[count, SPOT_START] = start
                    found[count, SPOT_END] = end
                    found[count, SPOT_KIND] = tokens.table[row, KIND]
                    found[count, SPOT_IS_INTRODUCED] = is_introduced
                count += 1
        return count

    return find
