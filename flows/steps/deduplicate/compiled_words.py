"""The same words, shingles and sketches as the NumPy reference, in machine code: ten times as fast.

``compiled_cut`` finds and hashes the words of a text; here they are joined and drawn, text by text, so that all of one
text stays in the processor's first cache.
"""

from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.steps.deduplicate.compiled_cut import (
    BLOCK_BYTES,
    SPARE_BLOCKS,
    compiled,
    find_words,
    flag_numbers,
    hash_words,
    mix,
)
from flows.steps.deduplicate.settings import CopySettings
from flows.steps.deduplicate.sketch import EMPTY, LEAD_SHIFT, LEAD_SLOT_SHIFT, U32, WHOLE_SHIFT
from flows.steps.deduplicate.words import I64, U8, U64, WORD_FACTOR, Shingles, Words, text_bytes, windows

_WORD_FACTOR: Final = np.uint64(WORD_FACTOR)
_VALUE_MASK: Final = np.uint64(EMPTY)


class _Scratch(NamedTuple):
    """What one text needs while it is cut; made once for the longest."""

    data: U8
    eights: U64
    """The same memory, eight bytes a number."""
    chunks: U64
    """The same memory, eight bytes from every byte on."""
    bits: U64
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


def _scratch(text_starts: I64) -> _Scratch:
    longest = int(np.diff(text_starts).max(initial=0))
    blocks = longest // BLOCK_BYTES + 1 + SPARE_BLOCKS
    data = np.zeros(blocks * BLOCK_BYTES, dtype=np.uint8)
    places = np.zeros((2, longest // 2 + 2), dtype=np.int32)
    return _Scratch(
        data, data.view(np.uint64), windows(data), np.zeros((3, blocks + 1), np.uint64), places[0], places[1]
    )


@compiled
def _cut(texts, text_starts, scratch, hashes, is_number, offsets):  # type: ignore[no-untyped-def]
    data, eights, chunks, bits, starts, ends = scratch
    count = 0
    for text in range(text_starts.size - 1):
        offsets[text] = count
        words = find_words(texts[text_starts[text] : text_starts[text + 1]], data, eights, bits, starts, ends)
        hash_words(chunks, starts, ends, words, hashes[count:])
        flag_numbers(bits[1], starts, ends, words, is_number[count:])
        count += words
    offsets[text_starts.size - 1] = count
    return count


@compiled
def _first_shingle(hashes, length):  # type: ignore[no-untyped-def]
    """Return the first shingle before it is mixed, and the factor with which its first word stands in it."""
    value = hashes[0]
    factor = np.uint64(1)
    for step in range(1, length):
        value = value * _WORD_FACTOR + hashes[step]
        factor *= _WORD_FACTOR
    return value, factor


@compiled
def _shingle(hashes, offsets, length, shingles, shingle_offsets):  # type: ignore[no-untyped-def]
    count = 0
    for text in range(offsets.size - 1):
        shingle_offsets[text] = count
        words = hashes[offsets[text] : offsets[text + 1]]
        if words.size < length:
            continue
        value, factor = _first_shingle(words, length)
        shingles[count] = mix(value)
        for first in range(1, words.size - length + 1):
            value = (value - words[first - 1] * factor) * _WORD_FACTOR + words[first + length - 1]
            shingles[count + first] = mix(value)
        count += words.size - length + 1
    shingle_offsets[offsets.size - 1] = count


@compiled
def _draw(value, row, whole_shift):  # type: ignore[no-untyped-def]
    slot = np.int64(value >> np.uint64(whole_shift))
    row[slot] = min(row[slot], np.uint32((value >> np.uint64(WHOLE_SHIFT)) & _VALUE_MASK))


@compiled
def _draw_lead(value, row, whole_slots, lead_slots):  # type: ignore[no-untyped-def]
    slot = whole_slots + np.int64((value >> np.uint64(LEAD_SLOT_SHIFT)) & np.uint64(lead_slots - 1))
    row[slot] = min(row[slot], np.uint32((value >> np.uint64(LEAD_SHIFT)) & _VALUE_MASK))


@compiled
def _sketch(texts, text_starts, scratch, length, whole_shift, slots, lead_shingles, least, counts, minima):  # type: ignore[no-untyped-def]
    """Cut, shingle and draw text by text, so that no more than the words of one are ever held."""
    data, eights, chunks, bits, starts, ends = scratch
    hashes = np.empty(starts.size, dtype=np.uint64)
    for text in range(text_starts.size - 1):
        words = find_words(texts[text_starts[text] : text_starts[text + 1]], data, eights, bits, starts, ends)
        count = max(words - length + 1, 0)
        counts[text] = count
        if count < max(least, 1):
            continue
        hash_words(chunks, starts, ends, words, hashes)
        row = minima[text]
        value, factor = _first_shingle(hashes, length)
        lead = min(count, lead_shingles)
        for first in range(count):
            if first > 0:
                value = (value - hashes[first - 1] * factor) * _WORD_FACTOR + hashes[first + length - 1]
            mixed = mix(value)
            _draw(mixed, row, whole_shift)
            if first < lead:
                _draw_lead(mixed, row, slots[0], slots[1])


def cut_words(texts: pl.Series) -> Words:
    """Cut texts into hashed words, as ``words.cut_words`` does.

    Args:
        texts: Strings; NULL counts as empty.

    Returns:
        The words of all texts.
    """
    data, starts = text_bytes(texts, is_ended=False)
    hashes = np.empty(data.size // 2 + 1, dtype=np.uint64)
    is_number = np.empty(hashes.size, dtype=np.bool_)
    offsets = np.zeros(starts.size, dtype=np.int64)
    count = _cut(data, starts, _scratch(starts), hashes, is_number, offsets)
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
    data, starts = text_bytes(texts, is_ended=False)
    counts = np.zeros(starts.size - 1, dtype=np.int64)
    minima = np.full((counts.size, settings.slots), EMPTY, dtype=np.uint32)
    shift = 64 - settings.whole_slots.bit_length() + 1
    slots = (settings.whole_slots, settings.lead_slots)
    shape = (settings.shingle_words, shift, slots, settings.lead_shingles, settings.min_shingles)
    _sketch(data, starts, _scratch(starts), *shape, counts, minima)
    return counts, minima
