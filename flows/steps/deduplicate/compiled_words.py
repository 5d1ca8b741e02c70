"""The same words, shingles and sketches as the NumPy reference, in machine code: eight times as fast.

Bytes are looked at eight at a time (arithmetic on all eight at once finds the letters and digits among them), which
takes a third of the time of a loop over bytes; words with other characters take the slow way, byte by byte.
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
    CHUNK_FACTOR,
    I64,
    IS_WORD_BYTE,
    LOWER,
    MIX_FACTORS,
    WORD_BYTES,
    WORD_FACTOR,
    Shingles,
    Words,
    text_bytes,
    windows,
)


def _eight(byte: int) -> np.uint64:
    """Repeat a byte eight times."""
    return np.uint64(byte * 0x0101010101010101)


_CHUNK_FACTOR: Final = np.uint64(CHUNK_FACTOR)
_WORD_FACTOR: Final = np.uint64(WORD_FACTOR)
_MIX_1: Final = np.uint64(MIX_FACTORS[0])
_MIX_2: Final = np.uint64(MIX_FACTORS[1])
_VALUE_MASK: Final = np.uint64(EMPTY)
_ZERO: Final = np.uint64(0)
_ONE: Final = np.uint64(1)
_HIGH: Final = _eight(0x80)
_LOW: Final = _eight(0x7F)
_CASE: Final = _eight(0x20)
_FROM_A: Final = _eight(0x80 - ord("a"))
_BEYOND_Z: Final = _eight(0x80 - ord("z") - 1)
_FROM_0: Final = _eight(0x80 - ord("0"))
_BEYOND_9: Final = _eight(0x80 - ord("9") - 1)
"""Added to bytes below 0x80, each sets the high bit of those at or beyond its character (H. Warren, "Hacker's Delight",
2nd ed., section 6-1)."""
_FIRST: Final = np.uint64(0x0001020304050607)
"""Times a number with one bit set, the lowest of byte i, this has i as its highest byte."""
_IN_WORD: Final = 1
_IN_NUMBER: Final = 2
_WIDE: Final = 3
"""Kinds of bytes: a letter or digit, a point or comma, the beginning of a character beyond ASCII; 0 is none of them."""


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
def _is_inside_number(data, at):  # type: ignore[no-untyped-def]
    return 0 < at < data.size - 1 and _is_digit(data[at - 1]) and _is_digit(data[at + 1])


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
def _read_any_word(data, at, end):  # type: ignore[no-untyped-def]
    """Read the word that begins here byte by byte: return where it ends, its hash, and whether it holds a digit."""
    value = chunk = _ZERO
    length = 0
    has_digit = False
    while at < end:
        kind = _KINDS[data[at]]
        size, alone = 1, False
        if kind == _WIDE:
            size, in_word, alone = _read_wide(data, at)
            if not in_word or (alone and length > 0):
                break
        elif kind == 0 or (kind == _IN_NUMBER and not (length > 0 and _is_inside_number(data, at))):
            break
        for step in range(at, at + size):
            byte = data[step]
            if length < WORD_BYTES:
                chunk |= np.uint64(LOWER[byte]) << np.uint64(8 * (length & 7))
                if length & 7 == 7:
                    value = (value + chunk) * _CHUNK_FACTOR
                    chunk = _ZERO
            length += 1
            has_digit |= _is_digit(byte)
        at += size
        if alone:
            has_digit = False
            break
    if chunk != _ZERO:
        value = (value + chunk) * _CHUNK_FACTOR
    return at, _mix(value), has_digit


@compiled
def _cut_text(data, eights, at, end, hashes, is_number):  # type: ignore[no-untyped-def]
    """Write the words of one text from the beginning of the arrays on, and return their number."""
    count = 0
    safe = eights.size - WORD_BYTES
    while at < end:
        kind = _KINDS[data[at]]
        if kind == _IN_WORD and at < safe:
            begin = at
            value = digits_seen = _ZERO
            while True:
                eight = eights[at]
                low = eight & _LOW
                folded = low | _CASE
                letters = (folded + _FROM_A) & ~(folded + _BEYOND_Z) & ~eight & _HIGH
                digits = (low + _FROM_0) & ~(low + _BEYOND_9) & ~eight & _HIGH
                others = ~(letters | digits) & _HIGH
                lower = eight | (letters >> np.uint64(2))
                if others != _ZERO or at - begin >= WORD_BYTES - 8:
                    break
                value = (value + lower) * _CHUNK_FACTOR
                digits_seen |= digits
                at += 8
            first_bit = (others & (_ZERO - others)) >> np.uint64(7)
            before = first_bit - _ONE
            if before != _ZERO:
                value = (value + (lower & before)) * _CHUNK_FACTOR
                digits_seen |= digits & before
            at += np.int64((first_bit * _FIRST) >> np.uint64(56))
            kind = _KINDS[data[at]]
            if others != _ZERO and (kind == 0 or (kind == _IN_NUMBER and not _is_inside_number(data, at))):
                hashes[count] = _mix(value)
                is_number[count] = digits_seen != _ZERO
                count += 1
                at += 1
                continue
            at = begin
        elif kind == _WIDE:
            size, in_word, _ = _read_wide(data, at)
            if not in_word:
                at += size
                continue
        elif kind != _IN_WORD:
            at += 1
            continue
        at, hashes[count], is_number[count] = _read_any_word(data, at, end)
        count += 1
    return count


@compiled
def _cut(data, eights, starts, hashes, is_number, offsets):  # type: ignore[no-untyped-def]
    count = 0
    for text in range(starts.size - 1):
        offsets[text] = count
        count += _cut_text(data, eights, starts[text], starts[text + 1], hashes[count:], is_number[count:])
    offsets[starts.size - 1] = count
    return count


@compiled
def _shingle_at(hashes, first, length):  # type: ignore[no-untyped-def]
    value = hashes[first]
    for step in range(first + 1, first + length):
        value = value * _WORD_FACTOR + hashes[step]
    return _mix(value)


@compiled
def _shingle(hashes, offsets, length, shingles, shingle_offsets):  # type: ignore[no-untyped-def]
    count = 0
    for text in range(offsets.size - 1):
        shingle_offsets[text] = count
        for first in range(offsets[text], offsets[text + 1] - length + 1):
            shingles[count] = _shingle_at(hashes, first, length)
            count += 1
    shingle_offsets[offsets.size - 1] = count


@compiled
def _sketch(data, eights, starts, length, whole_shift, whole_slots, lead_slots, lead_shingles, least, counts, minima):  # type: ignore[no-untyped-def]
    """Cut, shingle and draw text by text, so that no more than the words of one are ever held."""
    longest = 0
    for text in range(starts.size - 1):
        longest = max(longest, starts[text + 1] - starts[text])
    hashes = np.empty(longest // 2 + 1, dtype=np.uint64)
    is_number = np.empty(hashes.size, dtype=np.bool_)
    for text in range(starts.size - 1):
        words = _cut_text(data, eights, starts[text], starts[text + 1], hashes, is_number)
        counts[text] = max(words - length + 1, 0)
        if counts[text] < least:
            continue
        row = minima[text]
        for first in range(counts[text]):
            value = _shingle_at(hashes, first, length)
            slot = np.int64(value >> np.uint64(whole_shift))
            row[slot] = min(row[slot], np.uint32((value >> np.uint64(WHOLE_SHIFT)) & _VALUE_MASK))
            if first < lead_shingles:
                slot = whole_slots + np.int64((value >> np.uint64(LEAD_SLOT_SHIFT)) & np.uint64(lead_slots - 1))
                row[slot] = min(row[slot], np.uint32((value >> np.uint64(LEAD_SHIFT)) & _VALUE_MASK))


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
    count = _cut(data, windows(data), starts, hashes, is_number, offsets)
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


def sketch(texts: pl.Series, settings: CopySettings) -> tuple[I64, U32]:
    """Draw the sketches of some texts in one pass, as ``sketch.sketch`` does from their words.

    Args:
        texts: Strings; NULL counts as empty.
        settings: The shape of shingles and sketch.

    Returns:
        The shingles of each text, repeats included, and one row of minima a text.
    """
    data, starts = text_bytes(texts)
    counts = np.zeros(starts.size - 1, dtype=np.int64)
    minima = np.full((counts.size, settings.slots), EMPTY, dtype=np.uint32)
    shift = 64 - settings.whole_slots.bit_length() + 1
    slots = (settings.whole_slots, settings.lead_slots)
    shape = (settings.shingle_words, shift, *slots, settings.lead_shingles, settings.min_shingles)
    _sketch(data, windows(data), starts, *shape, counts, minima)
    return counts, minima
