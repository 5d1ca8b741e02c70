"""Cut bodies into words and shingles of words, as 64-bit hashes: all texts of a batch at once, in NumPy.

This is the reference that ``compiled`` must equal. A word is a run of letters and digits of the folded text; a point
or comma between digits belongs to its number, so that ``2,825,600`` is one word. In scripts written without spaces
(Chinese, Japanese, Thai, Lao) every character is a word. Two bodies that fold to the same text have the same words.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.text.normalise import fold_letters

U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]

CHUNK_FACTOR: Final = 0x9E3779B97F4A7C15
"""Of the sum that joins the chunks of a word; odd, so that no two words of one chunk have the same hash."""
CHUNK_BYTES: Final = 8
"""Bytes of a word that are hashed at once, as one number; most words have no more."""
WORD_FACTOR: Final = 0xC2B2AE3D27D4EB4F
MIX_FACTORS: Final = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
"""Of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""
WORD_BYTES: Final = 256
"""Bytes of a word that count; longer ones are no words."""


def _byte_classes() -> U8:
    table = np.zeros(256, dtype=np.uint8)
    table[[*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B), *range(0x80, 0x100)]] = 1
    return table


def _lower_bytes() -> U8:
    table = np.arange(256, dtype=np.uint8)
    table[0x41:0x5B] += np.uint8(0x20)
    return table


IS_WORD_BYTE: Final = _byte_classes()
LOWER: Final = _lower_bytes()


@dataclass(frozen=True)
class Words:
    """The words of some texts, one after the other."""

    hashes: U64
    """Hash of each word."""
    is_number: NDArray[np.bool_]
    """Whether a word holds a digit."""
    offsets: I64
    """Where each text's words begin; one more entry ends the last."""


@dataclass(frozen=True)
class Shingles:
    """The shingles of some texts, in the order of their words, repeats included."""

    hashes: U64
    offsets: I64


def text_bytes(texts: pl.Series, *, is_ended: bool = True) -> tuple[U8, I64]:
    """Lay folded texts one after the other.

    Only texts with other than ASCII characters are folded here (8 µs for 2.4 KB); the hash folds ASCII case itself.

    Args:
        texts: Strings; NULL counts as empty.
        is_ended: Whether a line feed stands behind each text, which takes one more copy (0.8 µs for 2.4 KB).

    Returns:
        The bytes, and where each text begins, with one more entry for the end.
    """
    column = pl.col("text").fill_null("")
    frame = pl.DataFrame({"text": texts}).with_columns(column)
    is_ascii = frame["text"].str.len_bytes() == frame["text"].str.len_chars()
    if not is_ascii.all():
        folded = frame.filter(~is_ascii).select(fold_letters(pl.col("text"))).to_series()
        frame = frame.with_columns(frame["text"].scatter((~is_ascii).arg_true(), folded))
    if is_ended:
        frame = frame.select(pl.concat_str(pl.col("text"), pl.lit("\n")))
    arrow = frame.to_series().to_arrow(compat_level=pl.CompatLevel.oldest())
    buffers: list[Any] = arrow.buffers()
    _, offsets, data = buffers
    if data is None:
        return np.zeros(0, dtype=np.uint8), np.zeros(len(arrow) + 1, dtype=np.int64)
    starts = np.frombuffer(offsets, dtype=np.int64)[arrow.offset : arrow.offset + len(arrow) + 1]
    return np.frombuffer(data, dtype=np.uint8)[starts[0] : starts[-1]], starts - starts[0]


def cut_words(texts: pl.Series) -> Words:
    """Cut texts into hashed words.

    Args:
        texts: Strings; NULL counts as empty.

    Returns:
        The words of all texts.
    """
    data, text_starts = text_bytes(texts)
    is_word, breaks = _mark(data)
    before = np.zeros_like(is_word)
    before[1:] = is_word[:-1]
    begins = is_word & (~before | breaks)
    starts = np.flatnonzero(begins)
    ends = np.flatnonzero(before & (~is_word | begins))
    digits = np.zeros(data.size + 1, dtype=np.int64)
    np.cumsum((data - np.uint8(0x30)) < 10, out=digits[1:])
    return Words(
        hashes=mix(_hash_ranges(data, starts, np.minimum(ends, starts + WORD_BYTES))),
        is_number=digits[ends] > digits[starts],
        offsets=np.searchsorted(starts, text_starts).astype(np.int64),
    )


def shingle(words: Words, length: int) -> Shingles:
    """Join every run of some words into one hash.

    Args:
        words: The words of some texts.
        length: Words of a shingle.

    Returns:
        The shingles; a text of fewer words has none.
    """
    counts = np.maximum(np.diff(words.offsets) - length + 1, 0)
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    first = np.arange(offsets[-1]) + np.repeat(words.offsets[:-1] - offsets[:-1], counts)
    joined = words.hashes[first]
    for step in range(1, length):
        joined = joined * np.uint64(WORD_FACTOR) + words.hashes[first + step]
    return Shingles(mix(joined), offsets)


def mix(hashes: U64) -> U64:
    """Spread every bit of each hash over all 64.

    Args:
        hashes: Any values.

    Returns:
        As many values, each a bijection of the one given.
    """
    mixed = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(MIX_FACTORS[0])
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(MIX_FACTORS[1])
    return mixed ^ (mixed >> np.uint64(31))


def _mark(data: U8) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say which bytes belong to words, and before which a word ends whatever stands there."""
    is_word = IS_WORD_BYTE[data].view(np.bool_)
    breaks = np.zeros(data.size, dtype=np.bool_)
    marks = np.flatnonzero((data == 0x2C) | (data == 0x2E))
    marks = marks[(marks > 0) & (marks < data.size - 1)]
    is_digit_beside = ((data[marks - 1] - np.uint8(0x30)) < 10) & ((data[marks + 1] - np.uint8(0x30)) < 10)
    is_word[marks[is_digit_beside]] = True
    leads = np.flatnonzero(data >= 0xC2)
    if leads.size == 0:
        return is_word, breaks
    first, second = data[leads], data[leads + 1]
    third = data[np.minimum(leads + 2, data.size - 1)]
    two = ((first == 0xC2) | ((first == 0xCA) & (second == 0xBC))).nonzero()[0]
    three = (
        ((first == 0xE2) & (second < 0xB0))
        | ((first == 0xE3) & (second == 0x80))
        | ((first == 0xEF) & ((second == 0xB8) | (second == 0xB9) | ((second == 0xBC) & (third < 0x90))))
    ).nonzero()[0]
    four = ((first == 0xF0) & (second == 0x9F)).nonzero()[0]
    for found, length in ((two, 2), (three, 3), (four, 4)):
        for step in range(length):
            is_word[leads[found] + step] = False
    alone = leads[
        ((first == 0xE3) & (second > 0x80))
        | ((first >= 0xE4) & (first <= 0xE9))
        | ((first == 0xE0) & (second >= 0xB8) & (second <= 0xBB))
    ]
    breaks[alone] = True
    breaks[alone + 3] = True
    return is_word, breaks


def windows(data: U8) -> U64:
    """Look at bytes eight at a time from every one of them on, without copying them.

    Args:
        data: Bytes.

    Returns:
        One little-endian number for each byte that has seven behind it; not aligned.
    """
    count = max(data.size - CHUNK_BYTES + 1, 0)
    return np.ndarray((count,), dtype="<u8", buffer=data if count else bytes(CHUNK_BYTES), strides=(1,))


def _hash_ranges(data: U8, starts: I64, ends: I64) -> U64:
    """Hash byte ranges, chunk by chunk: what was is added to each and the sum is multiplied."""
    hashes = np.zeros(starts.size, dtype=np.uint64)
    chunks = windows(np.concatenate((LOWER[data], np.zeros(CHUNK_BYTES, dtype=np.uint8))))
    open_words, at = np.arange(starts.size), starts
    while open_words.size:
        rest = ends[open_words] - at
        spare = 8 * (CHUNK_BYTES - np.minimum(rest, CHUNK_BYTES)).astype(np.uint64)
        chunk = (chunks[at] << spare) >> spare
        hashes[open_words] = (hashes[open_words] + chunk) * np.uint64(CHUNK_FACTOR)
        is_open = rest > CHUNK_BYTES
        open_words, at = open_words[is_open], at[is_open] + CHUNK_BYTES
    return hashes
