"""The comparison of candidate pairs in machine code: what ``measure`` does with sets, on sorted runs of hashes."""

import numpy as np
from numpy.typing import NDArray

from flows.steps.deduplicate import measure as m
from flows.steps.deduplicate.compiled import compiled
from flows.steps.deduplicate.settings import CopySettings
from flows.steps.deduplicate.words import I64, Shingles, Words


@compiled
def _distinct(kept, offsets, wanted, counts, sizes):  # type: ignore[no-untyped-def]
    """Keep each of the sorted hashes of each wanted body once, and count how often it stands."""
    for place in wanted:
        low = offsets[place]
        size = 0
        for at in range(low, offsets[place + 1]):
            if size > 0 and kept[at] == kept[low + size - 1]:
                counts[low + size - 1] += 1
            else:
                kept[low + size] = kept[at]
                counts[low + size] = 1
                size += 1
        sizes[place] = size


@compiled
def _has(ordered, value):  # type: ignore[no-untyped-def]
    low, high = 0, ordered.size
    while low < high:
        middle = (low + high) // 2
        if ordered[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low < ordered.size and ordered[low] == value


@compiled
def _count_shared(left, right):  # type: ignore[no-untyped-def]
    i = j = shared = 0
    while i < left.size and j < right.size:  # without branches, which the processor could only guess
        one, other = left[i], right[j]
        shared += one == other
        i += one <= other
        j += other <= one
    return shared


@compiled
def _count_found(lead, ordered):  # type: ignore[no-untyped-def]
    found = 0
    for value in lead:
        found += _has(ordered, value)
    return found


@compiled
def _lead_numbers(words, is_number, other):  # type: ignore[no-untyped-def]
    """Return how many distinct numbers a lead has, and how many of them the other body lacks."""
    total = missing = 0
    for at in range(words.size):
        if not is_number[at]:
            continue
        is_repeat = False
        for earlier in range(at):
            is_repeat |= words[earlier] == words[at]
        if not is_repeat:
            total += 1
            missing += not _has(other, words[at])
    return total, missing


@compiled
def _measure(pairs, words, is_number, word_at, shingles, shingle_at, sets, vocabulary, figures, numbers, rows):  # type: ignore[no-untyped-def]
    distinct, sizes = sets
    known, uses, known_sizes = vocabulary
    figure, figure_at, figure_sizes = figures
    least, lead, often = numbers
    for pair in range(pairs.shape[0]):
        a, b = pairs[pair]
        row = rows[pair]
        left = distinct[shingle_at[a] : shingle_at[a] + sizes[a]]
        right = distinct[shingle_at[b] : shingle_at[b] + sizes[b]]
        shared = _count_shared(left, right)
        row[m.SHARED], row[m.SIZE_A], row[m.SIZE_B] = shared, left.size, right.size
        if shared < least * min(left.size, right.size):
            continue
        short, long, short_set, long_set = a, b, left, right
        if left.size > right.size:
            short, long, short_set, long_set = b, a, right, left
        short_words = known[word_at[short] : word_at[short] + known_sizes[short]]
        short_uses = uses[word_at[short] : word_at[short] + known_sizes[short]]
        long_words = known[word_at[long] : word_at[long] + known_sizes[long]]
        short_lead = shingles[shingle_at[short] : min(shingle_at[short] + lead, shingle_at[short + 1])]
        long_lead = shingles[shingle_at[long] : min(shingle_at[long] + lead, shingle_at[long + 1])]
        row[m.SHORT_LEAD], row[m.SHORT_LEAD_FOUND] = short_lead.size, _count_found(short_lead, long_set)
        row[m.LONG_LEAD], row[m.LONG_LEAD_FOUND] = long_lead.size, _count_found(long_lead, short_set)
        own_figures = figure[figure_at[short] : figure_at[short] + figure_sizes[short]]
        row[m.NUMBERS] = own_figures.size
        row[m.NUMBERS_MISSING] = own_figures.size - _count_found(own_figures, long_words)
        low, high = word_at[short], min(word_at[short] + lead, word_at[short + 1])
        found = _lead_numbers(words[low:high], is_number[low:high], long_words)
        row[m.SHORT_LEAD_NUMBERS], row[m.SHORT_LEAD_NUMBERS_MISSING] = found
        low, high = word_at[long], min(word_at[long] + lead, word_at[long + 1])
        found = _lead_numbers(words[low:high], is_number[low:high], short_words)
        row[m.LONG_LEAD_NUMBERS], row[m.LONG_LEAD_NUMBERS_MISSING] = found
        for at in range(short_words.size):
            if short_uses[at] >= often and not _has(long_words, short_words[at]):
                row[m.SUBJECTS_MISSING] += 1


def measure(words: Words, shingles: Shingles, pairs: I64, settings: CopySettings) -> NDArray[np.int32]:
    """Measure pairs of bodies, as ``measure.measure`` does.

    Args:
        words: The words of some bodies.
        shingles: Their shingles.
        pairs: Two columns: the places of the two bodies among them.
        settings: Lengths of shingle and lead, and what a subject is.

    Returns:
        One row a pair with the columns ``measure`` names.
    """
    wanted = np.unique(pairs)
    rows = np.zeros((len(pairs), m.COLUMNS), dtype=np.int32)
    sets = _sets_of(shingles.hashes, shingles.offsets, wanted)
    known = _sets_of(words.hashes, words.offsets, wanted)
    figure_at = np.concatenate(([0], np.cumsum(words.is_number)))[words.offsets].astype(np.int64)
    figures = _sets_of(words.hashes[words.is_number], figure_at, wanted)
    numbers = (settings.min_containment, settings.lead_shingles, settings.subject_uses)
    _measure(
        np.ascontiguousarray(pairs),
        words.hashes,
        words.is_number,
        words.offsets,
        shingles.hashes,
        shingles.offsets,
        (sets[0], sets[2]),
        known,
        (figures[0], figure_at, figures[2]),
        numbers,
        rows,
    )
    return rows


def _sets_of(hashes: NDArray[np.uint64], offsets: I64, wanted: I64) -> tuple[NDArray[np.uint64], I64, I64]:
    kept = hashes.copy()
    counts = np.zeros(hashes.size, dtype=np.int64)
    sizes = np.zeros(offsets.size - 1, dtype=np.int64)
    for place in wanted.tolist():  # NumPy's vectorised sort takes 2 µs a body, numba's 20
        kept[offsets[place] : offsets[place + 1]].sort()
    _distinct(kept, offsets, wanted, counts, sizes)
    return kept, counts, sizes
