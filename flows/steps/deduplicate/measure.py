"""Compare candidate pairs on their words: exact Jaccard and containment, and what the two do not share.

This is the reference that ``compiled`` must equal: plain sets of hashes, 64 bits each. Two different shingles of a pair
of 1,000-word bodies get the same hash with a probability below 1 in 10^13.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from flows.steps.deduplicate.settings import CopySettings
from flows.steps.deduplicate.words import Shingles, Words

I64 = NDArray[np.int64]

SHARED: Final = 0
"""Distinct shingles in both bodies."""
SIZE_A: Final = 1
SIZE_B: Final = 2
"""Distinct shingles of each."""
SHORT_LEAD: Final = 3
SHORT_LEAD_FOUND: Final = 4
LONG_LEAD: Final = 5
LONG_LEAD_FOUND: Final = 6
"""Shingles of the leads of the shorter and the longer, and how many of them stand in the other body."""
NUMBERS: Final = 7
NUMBERS_MISSING: Final = 8
"""Distinct numbers of the shorter, and how many of them the longer lacks."""
SHORT_LEAD_NUMBERS: Final = 9
SHORT_LEAD_NUMBERS_MISSING: Final = 10
LONG_LEAD_NUMBERS: Final = 11
LONG_LEAD_NUMBERS_MISSING: Final = 12
"""Distinct numbers of the leads, and how many of them the other body lacks."""
SUBJECTS_MISSING: Final = 13
"""Words the shorter uses often and the longer never."""
LONG_NUMBERS: Final = 14
LONG_NUMBERS_MISSING: Final = 15
"""Distinct numbers of the longer, and how many of them the shorter lacks."""
COLUMNS: Final = 16


@dataclass(frozen=True)
class Body:
    """The words of one body, as sets."""

    shingles: list[int]
    words: list[int]
    is_number: list[bool]
    lead: int

    @cached_property
    def distinct(self) -> frozenset[int]:
        """Its shingles."""
        return frozenset(self.shingles)

    @cached_property
    def vocabulary(self) -> frozenset[int]:
        """Its words."""
        return frozenset(self.words)

    def numbers(self, limit: int | None = None) -> set[int]:
        """Return the numbers among its first words, all of them by default."""
        return {word for word, is_number in zip(self.words[:limit], self.is_number[:limit], strict=True) if is_number}

    def subjects(self, uses: int) -> set[int]:
        """Return the words it uses at least so often."""
        counts: dict[int, int] = {}
        for word in self.words:
            counts[word] = counts.get(word, 0) + 1
        return {word for word, count in counts.items() if count >= uses}


def measure(words: Words, shingles: Shingles, pairs: I64, settings: CopySettings) -> NDArray[np.int32]:
    """Measure pairs of bodies.

    Args:
        words: The words of some bodies.
        shingles: Their shingles.
        pairs: Two columns: the places of the two bodies among them.
        settings: Lengths of shingle and lead, and what a subject is.

    Returns:
        One row a pair with the columns this module names; beyond the first three they are 0 where fewer than
        ``min_containment`` of the shorter's shingles are shared.
    """
    bodies: dict[int, Body] = {}
    for place in np.unique(pairs).tolist():
        cut = slice(int(words.offsets[place]), int(words.offsets[place + 1]))
        whole = slice(int(shingles.offsets[place]), int(shingles.offsets[place + 1]))
        bodies[place] = Body(
            shingles.hashes[whole].tolist(),
            words.hashes[cut].tolist(),
            words.is_number[cut].tolist(),
            settings.lead_shingles,
        )
    rows = np.zeros((len(pairs), COLUMNS), dtype=np.int32)
    for row, (a, b) in zip(rows, pairs.tolist(), strict=True):
        _measure_pair(bodies[a], bodies[b], row, settings)
    return rows


def _measure_pair(a: Body, b: Body, row: NDArray[np.int32], settings: CopySettings) -> None:
    shared = len(a.distinct & b.distinct)
    row[SHARED], row[SIZE_A], row[SIZE_B] = shared, len(a.distinct), len(b.distinct)
    if shared < settings.min_containment * min(len(a.distinct), len(b.distinct)):
        return
    short, long = (a, b) if len(a.distinct) <= len(b.distinct) else (b, a)
    lead = settings.lead_shingles
    row[SHORT_LEAD] = min(lead, len(short.shingles))
    row[SHORT_LEAD_FOUND] = sum(one in long.distinct for one in short.shingles[:lead])
    row[LONG_LEAD] = min(lead, len(long.shingles))
    row[LONG_LEAD_FOUND] = sum(one in short.distinct for one in long.shingles[:lead])
    row[NUMBERS] = len(short.numbers())
    row[NUMBERS_MISSING] = len(short.numbers() - long.vocabulary)
    row[SHORT_LEAD_NUMBERS] = len(short.numbers(lead))
    row[SHORT_LEAD_NUMBERS_MISSING] = len(short.numbers(lead) - long.vocabulary)
    row[LONG_LEAD_NUMBERS] = len(long.numbers(lead))
    row[LONG_LEAD_NUMBERS_MISSING] = len(long.numbers(lead) - short.vocabulary)
    row[SUBJECTS_MISSING] = len(short.subjects(settings.subject_uses) - long.vocabulary)
    row[LONG_NUMBERS] = len(long.numbers())
    row[LONG_NUMBERS_MISSING] = len(long.numbers() - short.vocabulary)
