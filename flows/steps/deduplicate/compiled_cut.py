"""Find and hash the words of a text in machine code, in three passes that do not wait for one another.

Bytes are told apart eight at a time (arithmetic on all eight at once) into bits, 64 bytes a number; where words begin
and end is then read off the bits; and each word is hashed by itself. A loop that finds the end of one word before it
looks for the next took twice as long: 13 µs for 2.4 KB against 6.
"""

from collections.abc import Callable
from typing import Any, Final

import numba
import numpy as np
from numba.extending import intrinsic

from flows.steps.deduplicate.words import CHUNK_FACTOR, MIX_FACTORS, WORD_BYTES

BLOCK_BYTES: Final = 64
"""Bytes whose bits make one number."""
SPARE_BLOCKS: Final = 2
"""Blocks of zeros behind a text: what stands there is looked at, never used."""


def _eight(byte: int) -> np.uint64:
    """Repeat a byte eight times."""
    return np.uint64(byte * 0x0101010101010101)


_CHUNK_FACTOR: Final = np.uint64(CHUNK_FACTOR)
_MIX_1: Final = np.uint64(MIX_FACTORS[0])
_MIX_2: Final = np.uint64(MIX_FACTORS[1])
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
_GATHER: Final = np.uint64(0x0002040810204081)
"""Times a number with nothing but high bits of bytes, this has them side by side as its highest byte."""


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a function on its first call, and keep the machine code on disk.

    Args:
        function: Of the part of Python and NumPy that numba knows.

    Returns:
        The function, callable as before; it releases the interpreter while it runs.
    """
    return numba.njit(cache=True, nogil=True)(function)


def _count_zeros(typing_context, value):  # type: ignore[no-untyped-def]  # noqa: ARG001
    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]  # noqa: ARG001
        return builder.cttz(arguments[0], context.get_constant(numba.types.boolean, 1))

    return numba.types.uint64(numba.types.uint64), generate


_lowest_bit: Any = intrinsic(_count_zeros)
"""Gives the place of the lowest bit that is set: one instruction, for which numba has no name."""


@compiled
def mix(value):  # type: ignore[no-untyped-def]
    """Spread every bit over all 64, as ``words.mix`` does."""
    value = (value ^ (value >> np.uint64(30))) * _MIX_1
    value = (value ^ (value >> np.uint64(27))) * _MIX_2
    return value ^ (value >> np.uint64(31))


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
def _mark_wide(data, size, in_word, breaks):  # type: ignore[no-untyped-def]
    """Set the bits of characters beyond ASCII that are of words, and of the edges of those that are words."""
    at = 0
    while at < size:
        if data[at] < 0x80:
            at += 1
            continue
        length, is_word, alone = _read_wide(data, at)
        if is_word:
            for step in range(at, at + length):
                in_word[step >> 6] |= _ONE << np.uint64(step & 63)
        if alone:
            breaks[at >> 6] |= _ONE << np.uint64(at & 63)
            breaks[(at + length) >> 6] |= _ONE << np.uint64((at + length) & 63)
        at += length


@compiled
def _mark_marks(data, digits, in_word, blocks):  # type: ignore[no-untyped-def]
    """Set the bits of points and commas between two digits."""
    before = _ZERO
    for block in range(blocks):
        here = digits[block]
        between = ((here << _ONE) | before) & ((here >> _ONE) | (digits[block + 1] << np.uint64(63))) & ~here
        before = here >> np.uint64(63)
        while between != _ZERO:
            place = _lowest_bit(between)
            byte = data[block * 64 + np.int64(place)]
            if byte == 0x2C or byte == 0x2E:
                in_word[block] |= _ONE << place
            between &= between - _ONE


@compiled
def find_words(text, data, eights, bits, starts, ends):  # type: ignore[no-untyped-def]
    """Find the words of one text and return their number.

    ``data`` and ``eights`` (one memory, by bytes and by eights) take the text in lower case; ``bits`` are three rows of
    scratch, ``starts`` and ``ends`` take the places.
    """
    size = text.size
    blocks = (size + 63) >> 6
    data[:size] = text
    data[size : (blocks + SPARE_BLOCKS) * 64] = 0
    in_word, digits, breaks = bits[0], bits[1], bits[2]
    any_digit = any_wide = _ZERO
    for block in range(blocks):
        word_bits = digit_bits = _ZERO
        for part in range(8):
            eight = eights[block * 8 + part]
            low = eight & _LOW
            folded = low | _CASE
            letter = (folded + _FROM_A) & ~(folded + _BEYOND_Z) & ~eight & _HIGH
            digit = (low + _FROM_0) & ~(low + _BEYOND_9) & ~eight & _HIGH
            eights[block * 8 + part] = eight | (letter >> np.uint64(2))
            shift = np.uint64(8 * part)
            word_bits |= (((letter | digit) * _GATHER) >> np.uint64(56)) << shift
            digit_bits |= ((digit * _GATHER) >> np.uint64(56)) << shift
            any_wide |= eight & _HIGH
        in_word[block], digits[block] = word_bits, digit_bits
        any_digit |= digit_bits
    in_word[blocks] = digits[blocks] = _ZERO
    if any_digit != _ZERO:
        _mark_marks(data, digits, in_word, blocks)
    if any_wide != _ZERO:
        breaks[: blocks + 1] = _ZERO
        _mark_wide(data, size, in_word, breaks)
    count = ended = 0
    before = _ZERO
    for block in range(blocks + 1):
        word = in_word[block]
        shifted = (word << _ONE) | before
        before = word >> np.uint64(63)
        begin = word & ~shifted
        if any_wide != _ZERO:
            begin = word & (~shifted | breaks[block])
        end = shifted & (~word | begin)
        while begin != _ZERO:
            starts[count] = block * 64 + np.int64(_lowest_bit(begin))
            begin &= begin - _ONE
            count += 1
        while end != _ZERO:
            ends[ended] = block * 64 + np.int64(_lowest_bit(end))
            end &= end - _ONE
            ended += 1
    return count


@compiled
def hash_words(chunks, starts, ends, count, hashes):  # type: ignore[no-untyped-def]
    """Hash the words that were found; ``chunks`` is their memory, eight bytes from every byte on."""
    for word in range(count):
        at = starts[word]
        rest = min(ends[word] - at, WORD_BYTES)
        value = _ZERO
        while rest > 8:
            value = (value + chunks[at]) * _CHUNK_FACTOR
            at += 8
            rest -= 8
        spare = np.uint64(64 - 8 * rest)
        hashes[word] = mix((value + ((chunks[at] << spare) >> spare)) * _CHUNK_FACTOR)


@compiled
def flag_numbers(digits, starts, ends, count, is_number):  # type: ignore[no-untyped-def]
    """Say which words hold a digit; ``digits`` are the bits ``find_words`` left."""
    for word in range(count):
        at, last = starts[word], ends[word] - 1
        low, high = at >> 6, last >> 6
        found = digits[low] >> np.uint64(at & 63)
        if low == high:
            found &= (_ONE << np.uint64(last - at)) * np.uint64(2) - _ONE
        else:
            for block in range(low + 1, high):
                found |= digits[block]
            found |= digits[high] << np.uint64(63 - (last & 63))
        is_number[word] = found != _ZERO
