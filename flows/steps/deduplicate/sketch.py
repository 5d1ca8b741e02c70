"""Keep 24 of a body's shingles, by which copies find each other: 72 bytes an article, whatever its length."""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.steps.deduplicate.settings import CopySettings
from flows.steps.deduplicate.words import U64, Shingles, cut_words, shingle

U32 = NDArray[np.uint32]

VALUE_BITS: Final = 24
"""Bits kept of a minimum: among 1 million bodies 0.06 others have the same by chance, and two must agree."""
EMPTY: Final = (1 << VALUE_BITS) - 1
"""The value of a slot that no shingle fell into; it agrees with nothing."""
WHOLE_SHIFT: Final = 36
LEAD_SHIFT: Final = 8
LEAD_SLOT_SHIFT: Final = 3
"""Where the values and the lead's slot are cut from the hash; the slot of the whole is its highest bits."""
WORD_BITS: Final = 64
GROUP_SLOTS: Final = 8
GROUP_WORDS: Final = 3
"""So many slots fill so many numbers of 64 bits."""
_VALUE_BYTES: Final = VALUE_BITS // 8
_SKETCHED_AT_ONCE: Final = 2_000
"""Texts cut at a time: NumPy needs 25 times their bytes for it, 1.2 GB for 20,000 of 2.4 KB."""


def sketch(shingles: Shingles, settings: CopySettings) -> U32:
    """Draw the minima of one-permutation hashing, of the whole and of the lead.

    The highest bits of a shingle's hash say into which slot it falls, other bits are its value, and each slot keeps
    its least. Empty slots stay empty: bodies of few shingles have fewer chances to agree, and need fewer.

    Args:
        shingles: The shingles of some bodies.
        settings: The number of slots.

    Returns:
        One row a body and one column a slot; bodies with fewer than ``min_shingles`` have nothing but EMPTY.
    """
    counts = np.diff(shingles.offsets)
    body = np.repeat(np.arange(counts.size), counts)
    position = np.arange(shingles.hashes.size) - np.repeat(shingles.offsets[:-1], counts)
    minima = np.full((counts.size, settings.slots), EMPTY, dtype=np.uint32)
    flat = minima.reshape(-1)
    hashes, value_mask = shingles.hashes, np.uint64(EMPTY)
    slot = (hashes >> np.uint64(64 - settings.whole_slots.bit_length() + 1)).astype(np.int64)
    value = ((hashes >> np.uint64(WHOLE_SHIFT)) & value_mask).astype(np.uint32)
    np.minimum.at(flat, body * settings.slots + slot, value)
    lead = np.flatnonzero(position < settings.lead_shingles)
    hashes = hashes[lead]
    slot = ((hashes >> np.uint64(LEAD_SLOT_SHIFT)) & np.uint64(settings.lead_slots - 1)).astype(np.int64)
    value = ((hashes >> np.uint64(LEAD_SHIFT)) & value_mask).astype(np.uint32)
    np.minimum.at(flat, body[lead] * settings.slots + settings.whole_slots + slot, value)
    minima[counts < settings.min_shingles] = EMPTY
    return minima


def sketch_texts(texts: pl.Series, settings: CopySettings) -> tuple[NDArray[np.int64], U32]:
    """Cut, shingle and sketch some texts.

    Args:
        texts: Strings; NULL counts as empty.
        settings: The shape of shingles and sketch.

    Returns:
        The shingles of each text, repeats included, and what ``sketch`` draws of them.
    """
    counts, minima = [np.zeros(0, dtype=np.int64)], [np.zeros((0, settings.slots), dtype=np.uint32)]
    for start in range(0, len(texts), _SKETCHED_AT_ONCE):
        shingles = shingle(cut_words(texts.slice(start, _SKETCHED_AT_ONCE)), settings.shingle_words)
        counts.append(np.diff(shingles.offsets))
        minima.append(sketch(shingles, settings))
    return np.concatenate(counts), np.concatenate(minima)


def stored_words(slots: int) -> int:
    """Return of how many numbers of 64 bits a stored sketch is.

    Args:
        slots: Minima of a sketch.

    Returns:
        A multiple of ``GROUP_WORDS``.
    """
    return -(-slots // GROUP_SLOTS) * GROUP_WORDS


def pack(minima: U32) -> pl.Series:
    """Write sketches as they are stored: three bytes a slot, lowest first, eight slots in three numbers of 64 bits.

    Numbers of a fixed size, because bytes of any length took three times as long to read: 0.15 s a million.

    Args:
        minima: One row a body.

    Returns:
        One array a body; slots that fill up the last three numbers are EMPTY.
    """
    count, words = len(minima), stored_words(minima.shape[1])
    filled = np.full((count, words // GROUP_WORDS * GROUP_SLOTS), EMPTY, dtype="<u4")
    filled[:, : minima.shape[1]] = minima
    data = filled.view(np.uint8).reshape(count, filled.shape[1], 4)[:, :, :_VALUE_BYTES]
    packed = data.reshape(count, words * WORD_BITS // 8).view("<u8").astype(np.uint64, copy=False)
    return pl.Series("sketch", packed, dtype=pl.Array(pl.UInt64, words))


def unpack(packed: pl.Series, settings: CopySettings) -> U32:
    """Read sketches that ``pack`` wrote.

    Args:
        packed: Arrays without NULL.
        settings: Those they were drawn with.

    Returns:
        One row a body and one column a slot.

    Raises:
        ValueError: They are of another length.
    """
    shape = len(packed), stored_words(settings.slots) // GROUP_WORDS * GROUP_SLOTS
    wide = np.zeros((*shape, 4), dtype=np.uint8)
    start = 0
    for chunk in packed.get_chunks():  # one after the other: in one piece they would be 72 MB a million more
        rows = packed_rows(chunk, settings).astype("<u8", copy=False).view(np.uint8)
        wide[start : start + len(rows), :, :_VALUE_BYTES] = rows.reshape(len(rows), shape[1], _VALUE_BYTES)
        start += len(rows)
    return np.ascontiguousarray(wide.view("<u4").reshape(shape)[:, : settings.slots], dtype=np.uint32)


def packed_rows(packed: pl.Series, settings: CopySettings) -> U64:
    """Look at sketches that ``pack`` wrote, without unpacking them: what a million need is a quarter less.

    Args:
        packed: Arrays without NULL.
        settings: Those they were drawn with.

    Returns:
        One row of numbers a body; not to be written to.

    Raises:
        ValueError: They are of another length.
    """
    if packed.dtype != pl.Array(pl.UInt64, stored_words(settings.slots)):
        raise ValueError("a sketch is not of the length the settings ask for")
    rows: U64 = packed.rechunk().to_numpy()
    return rows
