"""The same words, sketches and candidates as the NumPy reference, in machine code: three to ten times as fast.

Importing this module imports numba (0.3 s) and the first call on a machine compiles (about 8 s, then kept on disk
beside the module or in the user's cache), so ``copies`` uses it for many articles only. Its tests hold every function
against the reference. ``compiled_measure`` has the comparison of pairs.
"""

from collections.abc import Callable
from typing import Any, Final

import numba
import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.steps.deduplicate.settings import CopySettings
from flows.steps.deduplicate.sketch import EMPTY, LEAD_SHIFT, LEAD_SLOT_SHIFT, U32, WHOLE_SHIFT
from flows.steps.deduplicate.words import (
    BYTE_FACTOR,
    I64,
    IS_WORD_BYTE,
    LOWER,
    MIX_FACTORS,
    WORD_BYTES,
    WORD_FACTOR,
    Shingles,
    Words,
    text_bytes,
)

_BYTE_FACTOR: Final = np.uint64(BYTE_FACTOR)
_WORD_FACTOR: Final = np.uint64(WORD_FACTOR)
_MIX_1: Final = np.uint64(MIX_FACTORS[0])
_MIX_2: Final = np.uint64(MIX_FACTORS[1])
_EMPTY: Final = np.uint32(EMPTY)
_VALUE_MASK: Final = np.uint64(EMPTY)
_IN_WORD: Final = 1
_IN_NUMBER: Final = 2
_WIDE: Final = 3
"""Kinds of bytes: a letter or digit, a point or comma, the beginning of a character beyond ASCII; 0 is none of them."""
_MANY: Final = 48
"""Bodies with one minimum in common from which on they are split by a second one before they are paired."""


def _byte_kinds() -> NDArray[np.uint8]:
    kinds = IS_WORD_BYTE.copy()
    kinds[[0x2C, 0x2E]] = _IN_NUMBER
    kinds[0x80:] = _WIDE
    return kinds


_KINDS: Final = _byte_kinds()


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a function on its first call, and keep the machine code on disk.

    Args:
        function: Of the part of Python and NumPy that numba knows.

    Returns:
        The function, callable as before; it releases the interpreter while it runs.
    """
    return numba.njit(cache=True, nogil=True)(function)


@compiled
def _mix(value):  # type: ignore[no-untyped-def]
    value = (value ^ (value >> np.uint64(30))) * _MIX_1
    value = (value ^ (value >> np.uint64(27))) * _MIX_2
    return value ^ (value >> np.uint64(31))


@compiled
def _is_digit(byte):  # type: ignore[no-untyped-def]
    return 0x30 <= byte < 0x3A


@compiled
def _read_wide(data, at):  # type: ignore[no-untyped-def]
    """Return the length of a character beyond ASCII, whether it is of a word, and whether it is a word by itself."""
    first, second = data[at], data[at + 1]
    if first < 0xE0:
        return 2, not (first == 0xC2 or (first == 0xCA and second == 0xBC)), False
    if first < 0xF0:
        third = data[at + 2]
        if (first == 0xE2 and second < 0xB0) or (first == 0xE3 and second == 0x80):
            return 3, False, False
        if first == 0xEF and (0xB8 <= second <= 0xB9 or (second == 0xBC and third < 0x90)):
            return 3, False, False
        alone = 0xE3 <= first <= 0xE9 or (first == 0xE0 and 0xB8 <= second <= 0xBB)
        return 3, True, alone
    return 4, not (first == 0xF0 and second == 0x9F), False


@compiled
def _cut(data, starts, hashes, is_number, offsets):  # type: ignore[no-untyped-def]
    count = 0
    for text in range(starts.size - 1):
        offsets[text] = count
        at = starts[text]
        end = starts[text + 1]
        value = np.uint64(0)
        length = 0  # of the word that is open
        digit = False
        while at < end:
            byte = data[at]
            kind = _KINDS[byte]
            if kind == _IN_WORD and length > 0:  # most bytes take this short way
                if length < WORD_BYTES:
                    value = value * _BYTE_FACTOR + LOWER[byte]
                length += 1
                digit |= _is_digit(byte)
                at += 1
                continue
            size, in_word, alone = 1, kind == _IN_WORD, False
            if kind == _WIDE:
                size, in_word, alone = _read_wide(data, at)
            elif kind == _IN_NUMBER:
                inside = 0 < at < data.size - 1
                in_word = inside and _is_digit(data[at - 1]) and _is_digit(data[at + 1])
            if length > 0 and (alone or not in_word):
                hashes[count] = _mix(value)
                is_number[count] = digit
                count += 1
                length = 0
            if in_word:
                if length == 0:
                    value = np.uint64(0)
                    digit = False
                for step in range(size):
                    byte = data[at + step]
                    if length < WORD_BYTES:
                        value = value * _BYTE_FACTOR + LOWER[byte]
                    length += 1
                    digit |= _is_digit(byte)
                if alone:
                    hashes[count] = _mix(value)
                    is_number[count] = False
                    count += 1
                    length = 0
            at += size
    offsets[starts.size - 1] = count
    return count


@compiled
def _shingle(hashes, offsets, length, shingles, shingle_offsets):  # type: ignore[no-untyped-def]
    count = 0
    for text in range(offsets.size - 1):
        shingle_offsets[text] = count
        for first in range(offsets[text], offsets[text + 1] - length + 1):
            value = hashes[first]
            for step in range(1, length):
                value = value * _WORD_FACTOR + hashes[first + step]
            shingles[count] = _mix(value)
            count += 1
    shingle_offsets[offsets.size - 1] = count


@compiled
def _draw(shingles, offsets, whole_slots, whole_shift, lead_slots, lead_shingles, least, minima):  # type: ignore[no-untyped-def]
    for text in range(offsets.size - 1):
        low, high = offsets[text], offsets[text + 1]
        if high - low < least:
            continue
        for at in range(low, high):
            value = shingles[at]
            slot = np.int64(value >> np.uint64(whole_shift))
            kept = np.uint32((value >> np.uint64(WHOLE_SHIFT)) & _VALUE_MASK)
            minima[text, slot] = min(minima[text, slot], kept)
            if at - low < lead_shingles:
                slot = whole_slots + np.int64((value >> np.uint64(LEAD_SLOT_SHIFT)) & np.uint64(lead_slots - 1))
                kept = np.uint32((value >> np.uint64(LEAD_SHIFT)) & _VALUE_MASK)
                minima[text, slot] = min(minima[text, slot], kept)


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


def cut_words(texts: pl.Series) -> Words:
    """Cut texts into hashed words, as ``words.cut_words`` does.

    Args:
        texts: Strings; NULL counts as empty.

    Returns:
        The words of all texts.
    """
    data, starts = text_bytes(texts)
    hashes = np.empty(data.size // 2 + 1, dtype=np.uint64)
    is_number = np.empty(hashes.size, dtype=np.bool_)
    offsets = np.zeros(starts.size, dtype=np.int64)
    count = _cut(data, starts, hashes, is_number, offsets)
    return Words(hashes[:count], is_number[:count], offsets)


def shingle(words: Words, length: int) -> Shingles:
    """Join every run of some words into one hash, as ``words.shingle`` does.

    Args:
        words: The words of some texts.
        length: Words of a shingle.

    Returns:
        The shingles; a text of fewer words has none.
    """
    counts = np.maximum(np.diff(words.offsets) - length + 1, 0)
    shingles = np.empty(counts.sum(), dtype=np.uint64)
    offsets = np.zeros(words.offsets.size, dtype=np.int64)
    _shingle(words.hashes, words.offsets, length, shingles, offsets)
    return Shingles(shingles, offsets)


def sketch(shingles: Shingles, settings: CopySettings) -> U32:
    """Draw the minima of some bodies, as ``sketch.sketch`` does.

    Args:
        shingles: The shingles of some bodies.
        settings: The number of slots.

    Returns:
        One row a body and one column a slot.
    """
    minima = np.full((shingles.offsets.size - 1, settings.slots), EMPTY, dtype=np.uint32)
    shift = 64 - settings.whole_slots.bit_length() + 1
    _draw(
        shingles.hashes,
        shingles.offsets,
        settings.whole_slots,
        shift,
        settings.lead_slots,
        settings.lead_shingles,
        settings.min_shingles,
        minima,
    )
    return minima


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
