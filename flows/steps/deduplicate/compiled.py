"""The same candidates as the NumPy reference, in machine code.

Importing this module imports numba (0.3 s) and the first call on a machine compiles (about 8 s, then kept on disk
beside the module or in the user's cache), so ``copies`` uses it for many articles only. Its tests hold every function
against the reference. ``compiled_words`` has words and sketches, ``compiled_measure`` the comparison of pairs.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from flows.steps.deduplicate.candidates import fewest_agreements
from flows.steps.deduplicate.compiled_cut import compiled
from flows.steps.deduplicate.settings import CopySettings
from flows.steps.deduplicate.sketch import EMPTY, GROUP_SLOTS, GROUP_WORDS, U32, VALUE_BITS, stored_words
from flows.steps.deduplicate.words import I64, U64

_EMPTY: Final = np.uint32(EMPTY)
_VALUE: Final = np.uint64(EMPTY)
_FLAGS: Final = (16, 64)
"""Flags for each new body, to the next power of two, by which known ones are looked through, first and then."""
_ROWS_AT_ONCE: Final = 240
_SPARE_ROWS: Final = 16
"""Sketches whose values are laid side by side: 25 KB, which stay in the processor's first cache; more took three times
as long."""
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
    mask = np.uint32(32 * taken.shape[1] - 1)
    for row in range(new.shape[0]):
        for slot in range(new.shape[1]):
            value = new[row, slot]
            if value != _EMPTY:
                place = value & mask
                taken[slot, place >> np.uint32(5)] |= np.uint32(1) << (place & np.uint32(31))


@compiled
def _spread(known, values):  # type: ignore[no-untyped-def]
    """Lay the values of some stored sketches side by side, slot by slot."""
    for row in range(known.shape[0]):
        for group in range(known.shape[1] // GROUP_WORDS):
            at, slot = group * GROUP_WORDS, group * GROUP_SLOTS
            one, two, three = known[row, at], known[row, at + 1], known[row, at + 2]
            values[slot, row] = np.uint32(one & _VALUE)
            values[slot + 1, row] = np.uint32((one >> np.uint64(24)) & _VALUE)
            values[slot + 2, row] = np.uint32(((one >> np.uint64(48)) | (two << np.uint64(16))) & _VALUE)
            values[slot + 3, row] = np.uint32((two >> np.uint64(8)) & _VALUE)
            values[slot + 4, row] = np.uint32((two >> np.uint64(32)) & _VALUE)
            values[slot + 5, row] = np.uint32(((two >> np.uint64(56)) | (three << np.uint64(8))) & _VALUE)
            values[slot + 6, row] = np.uint32((three >> np.uint64(16)) & _VALUE)
            values[slot + 7, row] = np.uint32(three >> np.uint64(40))


@compiled
def _count_taken(values, bits, hits):  # type: ignore[no-untyped-def]
    mask = np.uint32(32 * bits.size - 1)
    for row in range(values.size):
        place = values[row] & mask
        hits[row] += (bits[place >> np.uint32(5)] >> (place & np.uint32(31))) & np.uint32(1)


@compiled
def _sieve(known, taken, whole_slots, fewest, fewest_with_lead, keep):  # type: ignore[no-untyped-def]
    values = np.empty((taken.shape[0], _ROWS_AT_ONCE + _SPARE_ROWS), dtype=np.uint32)
    hits, in_lead = np.empty(_ROWS_AT_ONCE, dtype=np.uint32), np.empty(_ROWS_AT_ONCE, dtype=np.uint32)
    for low in range(0, known.shape[0], _ROWS_AT_ONCE):
        size = min(_ROWS_AT_ONCE, known.shape[0] - low)
        _spread(known[low : low + size], values)
        hits[:] = 0
        in_lead[:] = 0
        for slot in range(taken.shape[0]):
            _count_taken(values[slot, :size], taken[slot], hits if slot < whole_slots else in_lead)
        for row in range(size):
            total = hits[row] + in_lead[row]
            keep[low + row] = total >= fewest or (in_lead[row] > 0 and total >= fewest_with_lead)


def make_sieve(new: U32, settings: CopySettings) -> Callable[[U64], NDArray[np.bool_]]:
    """Make what says which known bodies have to be looked at further, as ``candidates.make_sieve`` does, or some more.

    Known bodies are looked through by small tables of flags first, which the processor's nearer caches hold: 24 of
    32 KB for 10,000 new bodies. They keep one known body in seven by chance; what is left is looked through by larger
    ones, which keep one in sixty.

    Args:
        new: Sketches of the new bodies.
        settings: How many minima must agree.

    Returns:
        A function of known sketches as they are stored, which gives one value a known body.
    """
    slots = stored_words(settings.slots) // GROUP_WORDS * GROUP_SLOTS
    tables = []
    for flags in _FLAGS:
        bits = min(max(len(new) * flags, 32).bit_length(), VALUE_BITS)
        tables.append(np.zeros((slots, (1 << bits) // 32), dtype=np.uint32))
        _take(new, tables[-1])
    numbers = (settings.whole_slots, *fewest_agreements(settings))

    def sieve(known: U64) -> NDArray[np.bool_]:
        places = np.arange(len(known))
        for taken in tables:
            some = known[places] if len(places) < len(known) else known.view()
            some.flags.writeable = False  # whatever it was: numba compiles a function for each
            keep = np.empty(len(places), dtype=np.bool_)
            _sieve(some, taken, *numbers, keep)
            places = places[keep]
        is_kept = np.zeros(len(known), dtype=np.bool_)
        is_kept[places] = True
        return is_kept

    return sieve


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
