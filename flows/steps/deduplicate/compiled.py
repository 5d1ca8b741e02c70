"""The same candidates as the NumPy reference, in machine code.

Importing this module imports numba (0.3 s) and the first call on a machine compiles (about 8 s, then kept on disk
beside the module or in the user's cache), so ``copies`` uses it for many articles only. Its tests hold every function
against the reference. ``compiled_words`` has words and sketches, ``compiled_measure`` the comparison of pairs.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from flows.steps.deduplicate.candidates import fewest_agreements
from flows.steps.deduplicate.compiled_cut import compiled
from flows.steps.deduplicate.settings import CopySettings
from flows.steps.deduplicate.sketch import EMPTY, U32
from flows.steps.deduplicate.words import I64

_EMPTY: Final = np.uint32(EMPTY)
_FLAGS: Final = 64
"""Flags for each new body, to the next power of two, by which known ones are looked through."""
_MOST_BITS: Final = 24
"""Of a table of flags: one for every value, 50 MB for all slots, however many bodies are new."""
_ROWS_AT_ONCE: Final = 2_048
"""Sketches looked through slot by slot: 150 KB."""
_MANY: Final = 48
"""Bodies with one minimum in common from which on they are split by a second one before they are paired."""


@compiled
def _agreement(minima, a, b, start):  # type: ignore[no-untyped-def]
    total = 0
    for slot in range(start, minima.shape[1]):
        total += minima[a, slot] == minima[b, slot] and minima[a, slot] != _EMPTY
    return total


@compiled
def _is_worth_comparing(a, b, minima, counts, whole_slots, numbers, needed):  # type: ignore[no-untyped-def]
    total = _agreement(minima, a, b, 0)
    if total < min(needed[0], needed[1], needed[2]):
        return False
    short, long = float(min(counts[a], counts[b])), float(max(counts[a], counts[b]))
    shared = numbers[0] * short
    if not shared < numbers[1] * (short + long - shared):
        return total >= needed[0]
    if _agreement(minima, a, b, whole_slots) > 0:
        return total >= needed[2]
    return total >= needed[1]


@compiled
def _first_agreement(minima, a, b, start):  # type: ignore[no-untyped-def]
    for slot in range(start, minima.shape[1]):
        if minima[a, slot] == minima[b, slot] and minima[a, slot] != _EMPTY:
            return slot
    return minima.shape[1]


@compiled
def _pair_runs(keys, slot, second, minima, counts, is_new, whole_slots, numbers, needed, pairs, count, large):  # type: ignore[no-untyped-def]
    """Append the pairs of equal values that agree first in ``slot`` and, if not negative, next in ``second``.

    Keys are value and row, sorted. Without a second slot, long runs are left out and noted in ``large``.
    """
    mask = np.uint64(0xFFFFFFFF)
    large_count = 0
    low = 0
    while low < keys.size:
        value = keys[low] >> np.uint64(32)
        high = low
        has_new = False
        while high < keys.size and keys[high] >> np.uint64(32) == value:
            has_new |= is_new[np.int64(keys[high] & mask)]
            high += 1
        if not has_new or value == np.uint64(_EMPTY):
            low = high
            continue
        if second < 0 and high - low > _MANY:
            large[large_count, 0] = low
            large[large_count, 1] = high
            large_count += 1
            low = high
            continue
        for left in range(low, high):
            a = np.int64(keys[left] & mask)
            for right in range(left + 1, high):
                b = np.int64(keys[right] & mask)
                if not (is_new[a] or is_new[b]) or _first_agreement(minima, a, b, 0) != slot:
                    continue
                if second >= 0 and _first_agreement(minima, a, b, slot + 1) != second:
                    continue
                if _is_worth_comparing(a, b, minima, counts, whole_slots, numbers, needed):
                    if count == pairs.shape[0]:
                        grown = np.empty((2 * count, 2), dtype=np.int64)
                        for row in range(count):
                            grown[row, 0] = pairs[row, 0]
                            grown[row, 1] = pairs[row, 1]
                        pairs = grown
                    pairs[count, 0] = min(a, b)
                    pairs[count, 1] = max(a, b)
                    count += 1
        low = high
    return pairs, count, large_count


@compiled
def _mark_values(values, is_new, is_seen, keep):  # type: ignore[no-untyped-def]
    """Mark the rows whose value some new row has too; ``is_seen`` has one flag a value modulo its size."""
    mask = is_seen.size - 1
    for row in range(values.size):
        if is_new[row] and values[row] != _EMPTY:
            is_seen[values[row] & mask] = True
    for row in range(values.size):
        keep[row] = values[row] != _EMPTY and is_seen[values[row] & mask]


@compiled
def _take(new, taken):  # type: ignore[no-untyped-def]
    """Set a bit for every value of some sketches, in one table a slot, at the lowest bits of the value.

    Not at the highest: minima are small, so most of such a table would stay empty and the rest be full.
    """
    mask = np.uint32(8 * taken.shape[1] - 1)
    for row in range(new.shape[0]):
        for slot in range(taken.shape[0]):
            value = new[row, slot]
            if value != _EMPTY:
                place = value & mask
                taken[slot, place >> np.uint32(3)] |= np.uint8(1 << (place & np.uint32(7)))


@compiled
def _count_taken(known, taken, hits):  # type: ignore[no-untyped-def]
    """Count the slots whose value some new body may have, slot by slot for some rows, so that all stays in cache."""
    mask = np.uint32(8 * taken.shape[1] - 1)
    for low in range(0, known.shape[0], _ROWS_AT_ONCE):
        high = min(low + _ROWS_AT_ONCE, known.shape[0])
        for slot in range(taken.shape[0]):
            bits = taken[slot]
            for row in range(low, high):
                sketch = known[row]
                value = np.uint32(sketch[3 * slot])
                value |= np.uint32(sketch[3 * slot + 1]) << np.uint32(8)
                value |= np.uint32(sketch[3 * slot + 2]) << np.uint32(16)
                place = value & mask
                is_taken = (bits[place >> np.uint32(3)] >> np.uint8(place & np.uint32(7))) & np.uint8(1)
                hits[row] += is_taken & np.uint8(value != _EMPTY)


def may_agree(known: NDArray[np.uint8], new: U32, settings: CopySettings) -> NDArray[np.bool_]:
    """Say which known bodies have to be looked at further, as ``candidates.may_agree`` does, or some more.

    Its tables have a bit for 128 times as many values as there are new bodies, so that each stays in the processor's
    cache; bodies of which two values share a bit with others by chance (1 in 50) are kept for nothing.

    Args:
        known: Sketches as they are stored, three bytes a slot.
        new: Sketches of the new bodies.
        settings: How many minima must agree.

    Returns:
        One value a known body.
    """
    bits = min(max(len(new) * _FLAGS, 8).bit_length(), _MOST_BITS)
    taken = np.zeros((new.shape[1], (1 << bits) // 8), dtype=np.uint8)
    _take(new, taken)
    hits = np.zeros(len(known), dtype=np.uint8)
    _count_taken(known, taken, hits)
    is_enough: NDArray[np.bool_] = hits >= fewest_agreements(settings)
    return is_enough


def find_candidates(minima: U32, counts: I64, is_new: NDArray[np.bool_], settings: CopySettings) -> I64:
    """Find every pair that has to be compared, as ``candidates.find_candidates`` does.

    A minimum that many bodies share (a phrase every story has) is never paired in full: its bodies are split by each
    further minimum first, so that the cost follows the pairs that agree twice.

    Args:
        minima: One sketch a body.
        counts: Shingles of each body, repeats included.
        is_new: Whether a body has not been compared with the others yet.
        settings: How many minima must agree.

    Returns:
        Two columns of row numbers, the lower first, in ascending order.
    """
    numbers = np.array([settings.min_containment, settings.contained_jaccard])
    needed = np.array([settings.agreements, settings.agreements_where_contained, settings.agreements_with_lead])
    fixed = (minima, counts, is_new, settings.whole_slots, numbers, needed)
    pairs, count = np.empty((1024, 2), dtype=np.int64), 0
    keep = np.empty(len(minima), dtype=np.bool_)
    large = np.empty((len(minima) // _MANY + 1, 2), dtype=np.int64)
    flag_count = min(1 << max(int(is_new.sum()) * 16, 1).bit_length(), EMPTY + 1)
    for slot in range(minima.shape[1]):
        values = np.ascontiguousarray(minima[:, slot])
        _mark_values(values, is_new, np.zeros(flag_count, dtype=np.bool_), keep)
        keys = _sorted_keys(values, np.flatnonzero(keep))
        pairs, count, large_count = _pair_runs(keys, slot, -1, *fixed, pairs, count, large)
        for low, high in large[:large_count].tolist():
            rows = (keys[low:high] & np.uint64(0xFFFFFFFF)).astype(np.int64)
            for second in range(slot + 1, minima.shape[1]):
                inner = _sorted_keys(minima[rows, second], rows)
                pairs, count, _ = _pair_runs(inner, slot, second, *fixed, pairs, count, large[:0])
    found = pairs[:count]
    order: I64 = found[np.lexsort((found[:, 1], found[:, 0]))]
    return order


def _sorted_keys(values: U32, rows: I64) -> NDArray[np.uint64]:
    """Join the values of some rows with their numbers, in ascending order."""
    chosen = values if values.size == rows.size else values[rows]
    return np.sort((chosen.astype(np.uint64) << np.uint64(32)) | rows.astype(np.uint64))
