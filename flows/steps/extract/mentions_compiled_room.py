"""The arrays an article is thought over in: made once for a batch, because machine code makes none."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

BUCKETS: Final = 1024
"""Chains of words in lower case, by their first letter."""

SPAN_START, SPAN_END, SPAN_BESIDE, SPAN_BLOCK, SPAN_FLAGS, SPAN_ROLE, SPAN_KIND, SPAN_FIRST, SPAN_KEY = range(9)
"""Columns of standings: where it stands, where what stands before it ends, its block, its flags, where its role begins,
its kind or -1, whether it begins a sentence, the hash of its text."""


class Standings(NamedTuple):
    """The standings of names in an article, one row each: what the reference's ``_Standing`` holds.

    Attributes:
        cells: Whole numbers.
        points: What its own words say, then what stands beside it says, by kind.
    """

    cells: NDArray[np.int64]
    points: NDArray[np.float64]


class Room(NamedTuple):
    """Where an article is thought over: made once, written anew for each.

    Attributes:
        first: Room for a table of hashes.
        second: Room for another.
        totals: By different name: points beside all its standings, how many there are, how many begin no sentence.
        scored: By standing: points of each kind.
        firsts: By different name: its first standing; later, by standing, what short form it is.
        numbers: By standing: the number of its name.
        heads: Where the chains of words in lower case begin, by their first letter.
        links: The next word of the chain; by turns the words of a line.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    totals: NDArray[np.float64]
    scored: NDArray[np.float64]
    firsts: NDArray[np.int64]
    numbers: NDArray[np.int64]
    heads: NDArray[np.int64]
    links: NDArray[np.int64]


def make_standings(chars: int) -> Standings:
    """Make room for the standings of names.

    Args:
        chars: Characters of the longest article.

    Returns:
        Arrays to be written; memory that is not written to is none.
    """
    count = chars // 2 + 2  # a name needs a letter, and something else before the next
    return Standings(np.empty((count, 9), dtype=np.int64), np.empty((count, 8), dtype=np.float64))


def make_room(chars: int) -> Room:
    """Make room for the thoughts on an article.

    Args:
        chars: Characters of the longest article.

    Returns:
        Arrays to be written; memory that is not written to is none.
    """
    count = chars // 2 + 2
    size = 16 * (chars + 2)
    return Room(
        np.empty((size, 2), dtype=np.int64),
        np.empty((size, 2), dtype=np.int64),
        np.empty((count, 6), dtype=np.float64),
        np.empty((count, 4), dtype=np.float64),
        np.empty(count, dtype=np.int64),
        np.empty(count, dtype=np.int64),
        np.empty(BUCKETS + 1, dtype=np.int64),
        np.empty(chars + 4, dtype=np.int64),
    )
