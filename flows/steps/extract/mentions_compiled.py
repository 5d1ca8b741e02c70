"""Name the articles of a batch in machine code: the twin of ``mentions_typing``, five to seven times as fast.

The batch is one array of code points. Runs of capitalised words, their parts, what stands beside them and the choice of
a kind are read from it in one pass, article by article, and no text is made before the names are known.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.steps.extract.mentions_compiled_lists import (
    ALPHA,
    ENGLISH,
    FOREIGN,
    IS_LISTED,
    ODD,
    UPPER_CASE,
    code_lists,
    raw_hash,
    row_of,
    with_characters,
)
from flows.steps.extract.mentions_compiled_names import full_names, learn_names, may_have_role, read_capitals
from flows.steps.extract.mentions_compiled_room import make_room, make_standings
from flows.steps.extract.mentions_compiled_text import is_in, is_upper_text, token_after
from flows.steps.extract.mentions_compiled_typing import (
    NAME_BLOCK,
    NAME_END,
    NAME_KIND,
    NAME_MAY_HAVE_ROLE,
    NAME_ROLE,
    NAME_START,
    decide,
    read_block,
)
from flows.steps.extract.mentions_compiled_words import make_desk
from flows.steps.extract.mentions_gazetteer import Gazetteer
from flows.steps.extract.mentions_opening import ENGLISH as ENGLISH_WORDS
from flows.steps.extract.mentions_opening import FOREIGN as FOREIGN_WORDS
from flows.steps.extract.mentions_opening import OPENING_CHARS
from flows.steps.extract.mentions_typing import PERSON, TITLE_CASE
from flows.text.machine import compiled, digest_of

_COLUMNS: Final = 7
_LONGEST_CHARS: Final = 300_000
"""Longer articles are left to the reference: room is made for the worst, some 500 bytes a character."""
_MOST_SMALL_WORD: Final = max(len(word.strip()) for word in (*ENGLISH_WORDS, *FOREIGN_WORDS))
"""Longer words are not looked up."""


class Found(NamedTuple):
    """The names of a batch.

    Attributes:
        named: One row a name: start, end, kind, start of its role, block, name with its full form, whether words beside
            it may hold its role; places are code points of the batch.
        firsts: For each article its first name, and the end.
        left: Articles that are left to the reference.
    """

    named: NDArray[np.int64]
    firsts: NDArray[np.int64]
    left: NDArray[np.bool_]


@compiled
def _is_title_case(lists, codes, low, high):  # type: ignore[no-untyped-def]
    words = capitals = 0
    at = low
    while True:
        start, at = token_after(lists, codes, at, high)
        if start == at:
            return words > 2 and capitals >= TITLE_CASE * words
        if at - start > 3 and is_in(lists, codes[start], ALPHA):
            words += 1
            capitals += is_in(lists, codes[start], UPPER_CASE)


@compiled
def _is_foreign(lists, codes, low, high, rows, ends):  # type: ignore[no-untyped-def]
    """Tell whether other languages' small words are more than the English ones at the beginning of an article."""
    high = min(high, low + OPENING_CHARS)
    # The space behind a word is not counted as the one before the next standing of the same word.
    known = 0
    balance = 0
    for at in range(low, high - 2):
        if codes[at] != 0x20:
            continue
        stop = at + 1
        while stop < high and codes[stop] != 0x20 and stop - at <= _MOST_SMALL_WORD:
            stop += 1
        if stop == high or codes[stop] != 0x20 or stop == at + 1:
            continue
        row = row_of(lists, raw_hash(codes, at + 1, stop))
        flags = lists.table[row, IS_LISTED]
        if not flags & (ENGLISH | FOREIGN):
            continue
        place = 0
        while place < known and rows[place] != row:
            place += 1
        if place == known:
            rows[known] = row
            ends[known] = 0
            known += 1
        if ends[place] > at:
            continue
        ends[place] = stop + 1
        balance += 1 if flags & FOREIGN else -1
    return balance > 0


@compiled
def _is_left(lists, codes, low, high):  # type: ignore[no-untyped-def]
    for at in range(low, high):
        if is_in(lists, codes[at], ODD):
            return True
    return False


@compiled
def _merge(named, middle, first, count):  # type: ignore[no-untyped-def]
    """Put names found in lines of capitals, which stand behind the others, where they belong in the article."""
    for index in range(middle, count):
        for column in range(_COLUMNS):
            named[count + index - middle, column] = named[index, column]
    taken, other, at = count + count - middle, middle, count
    while taken > count:
        at -= 1
        if other > first and named[other - 1, NAME_START] > named[taken - 1, NAME_START]:
            other -= 1
            source = other
        else:
            taken -= 1
            source = taken
        for column in range(_COLUMNS):
            named[at, column] = named[source, column]


def _entry(sources: int) -> Callable[..., Any]:
    """Make the function that names articles; the digest of all sources is part of its key (see ``digest_of``)."""

    def name_all(lists, codes, starts, heads, datelines, articles, sport, desk, found, room, named, firsts, left):  # type: ignore[no-untyped-def]
        if sources == 0:
            return
        count = np.int64(0)
        for article in range(articles.size - 1):
            firsts[article] = first = count
            low, high = starts[articles[article]], starts[articles[article + 1]] - 1
            left[article] |= _is_left(lists, codes, low, high)
            if left[article]:
                continue
            is_sport = sport[article]
            standings = capitals = np.int64(0)
            for block in range(articles[article], articles[article + 1]):
                begin, end = starts[block], starts[block + 1] - 1
                is_caps = is_upper_text(lists, codes, begin, end)
                if is_caps or (heads[block] > 0 and _is_title_case(lists, codes, begin, end)):
                    left[article] |= is_sport and heads[block] < 2
                    capitals += 1
                    datelines[block] = -1
                else:
                    standings = read_block(
                        lists, codes, begin, end, begin + datelines[block], block, is_sport, desk, found, standings
                    )
            if left[article]:
                continue
            is_foreign = _is_foreign(lists, codes, low, high, room.firsts, room.numbers)
            count = decide(lists, codes, found, standings, low, high, is_foreign, room, named, first)
            if capitals:
                middle = count
                slots = room.first[: learn_names(lists, codes, named, first, count, room)]
                for block in range(articles[article], articles[article + 1]):
                    if datelines[block] < 0:
                        begin, end = starts[block], starts[block + 1] - 1
                        count = read_capitals(
                            lists, codes, begin, end, block, is_sport, slots, room.links, named, count
                        )
                _merge(named, middle, first, count)
            full_names(lists, codes, named, first, count, room)
            for index in range(first, count):
                named[index, NAME_MAY_HAVE_ROLE] = 0
                if named[index, NAME_KIND] == PERSON and named[index, NAME_ROLE] < 0:
                    block = named[index, NAME_BLOCK]
                    begin, end = named[index, NAME_START], named[index, NAME_END]
                    named[index, NAME_MAY_HAVE_ROLE] = may_have_role(
                        lists, codes, starts[block], begin, end, starts[block + 1] - 1
                    )
        firsts[articles.size - 1] = count

    return name_all


@lru_cache(maxsize=1)
def _name_all() -> Any:
    return compiled(_entry(digest_of(Path(__file__).parent.glob("mentions*.py"))))


def name_articles(
    text: str,
    starts: NDArray[np.int64],
    are_heads: NDArray[np.int64],
    datelines: NDArray[np.int64],
    articles: NDArray[np.int64],
    are_sport: Sequence[bool],
    gazetteer: Gazetteer,
) -> Found:
    """Find and type the names of some articles.

    Args:
        text: The texts of all kept blocks, with one line break behind each but the last.
        starts: Where each block begins in it, and one more than its end.
        are_heads: By block: 2 for a headline, 1 for a subheading, 0 for others.
        datelines: By block: the length of its dateline.
        articles: The first block of each article, and the number of blocks.
        are_sport: By article: whether it reports sports.
        gazetteer: The lists of names.

    Returns:
        The names by article, in the order of their start.
    """
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    lists = with_characters(code_lists(gazetteer), codes)
    sizes = starts[articles[1:]] - starts[articles[:-1]]
    longest = int(min(np.max(sizes, initial=0), _LONGEST_CHARS))
    named = np.empty((codes.size + 2, _COLUMNS), dtype=np.int64)
    firsts = np.zeros(articles.size, dtype=np.int64)
    left = sizes > _LONGEST_CHARS
    found, room = make_standings(longest), make_room(longest)
    sport = np.array(are_sport, dtype=np.bool_)
    name_all, desk, own = _name_all(), make_desk(), datelines.copy()
    name_all(lists, codes, starts, are_heads, own, articles, sport, desk, found, room, named, firsts, left)
    return Found(named[: firsts[-1]].copy(), firsts, left)
