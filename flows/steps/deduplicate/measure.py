"""Compare candidate pairs on their words: exact Jaccard and containment, and what the two do not share.

This is the reference that ``compiled`` must equal: plain sets of hashes, 64 bits each. Two different shingles of a pair
of 1,000-word bodies get the same hash with a probability below 1 in 10^13.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from flows.steps.deduplicate import columns as m
from flows.steps.deduplicate.settings import CopySettings
from flows.steps.deduplicate.verdict import are_apart
from flows.steps.deduplicate.words import Shingles, Words

I64 = NDArray[np.int64]


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
    """Measure pairs of bodies: what their words tell first, their shingles only where that leaves a pair open.

    Every two of the reports on one template are compared, and nearly all are told apart by their numbers.

    Args:
        words: The words of some bodies.
        shingles: Their shingles.
        pairs: Two columns: the places of the two bodies among them.
        settings: Lengths of shingle and lead, and what tells two bodies apart.

    Returns:
        One row a pair with the columns ``columns`` names; what is measured on shingles is 0 where words tell the two
        apart, and the leads are 0 where fewer than ``min_containment`` of the shorter's shingles are shared.
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
    rows = np.zeros((len(pairs), m.COLUMNS), dtype=np.int32)
    for row, (a, b) in zip(rows, pairs.tolist(), strict=True):
        _measure_words(bodies[a], bodies[b], row, settings)
    is_open = ~are_apart(rows, settings)
    for row, (a, b), is_left in zip(rows, pairs.tolist(), is_open.tolist(), strict=True):
        if is_left:
            _measure_shingles(bodies[a], bodies[b], row, settings)
    return rows


def _by_size(a: Body, b: Body) -> tuple[Body, Body]:
    return (a, b) if len(a.distinct) <= len(b.distinct) else (b, a)


def _measure_words(a: Body, b: Body, row: NDArray[np.int32], settings: CopySettings) -> None:
    short, long = _by_size(a, b)
    lead = settings.lead_shingles
    row[m.SIZE_A], row[m.SIZE_B] = len(a.distinct), len(b.distinct)
    row[m.NUMBERS] = len(short.numbers())
    row[m.NUMBERS_MISSING] = len(short.numbers() - long.vocabulary)
    row[m.SHORT_LEAD_NUMBERS] = len(short.numbers(lead))
    row[m.SHORT_LEAD_NUMBERS_MISSING] = len(short.numbers(lead) - long.vocabulary)
    row[m.LONG_LEAD_NUMBERS] = len(long.numbers(lead))
    row[m.LONG_LEAD_NUMBERS_MISSING] = len(long.numbers(lead) - short.vocabulary)
    row[m.SUBJECTS_MISSING] = len(short.subjects(settings.subject_uses) - long.vocabulary)
    row[m.LONG_NUMBERS] = len(long.numbers())
    row[m.LONG_NUMBERS_MISSING] = len(long.numbers() - short.vocabulary)


def _measure_shingles(a: Body, b: Body, row: NDArray[np.int32], settings: CopySettings) -> None:
    shared = len(a.distinct & b.distinct)
    row[m.SHARED] = shared
    if shared < settings.min_containment * min(len(a.distinct), len(b.distinct)):
        return
    short, long = _by_size(a, b)
    lead = settings.lead_shingles
    row[m.SHORT_LEAD] = min(lead, len(short.shingles))
    row[m.SHORT_LEAD_FOUND] = sum(one in long.distinct for one in short.shingles[:lead])
    row[m.LONG_LEAD] = min(lead, len(long.shingles))
    row[m.LONG_LEAD_FOUND] = sum(one in short.distinct for one in long.shingles[:lead])
