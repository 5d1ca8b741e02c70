"""The comparison of candidate pairs in machine code: what ``measure`` does with sets, on hash tables of its own.

Every body gets two small tables, of its shingles and of its words, that fit into the processor's first cache: building
both takes 4 µs, comparing two bodies 2 µs. Sorted runs, as measured before, took 18 and 20.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from flows.steps.deduplicate import measure as m
from flows.steps.deduplicate.compiled_cut import compiled
from flows.steps.deduplicate.settings import CopySettings
from flows.steps.deduplicate.words import I64, Shingles, Words

_LEAST_PLACES: Final = 8


@compiled
def _place(table, kept, value):  # type: ignore[no-untyped-def]
    """Find where a value is noted, or the free place where it would be; a place holds 1 + its number among the kept."""
    last = np.int64(table.size - 1)
    at = np.int64(value & np.uint64(last))
    while table[at] != 0 and kept[table[at] - 1] != value:
        at = (at + 1) & last
    return at


@compiled
def _has(table, kept, value):  # type: ignore[no-untyped-def]
    return table[_place(table, kept, value)] != 0


@compiled
def _keep_distinct(hashes, is_number, kept, uses, numbers, table):  # type: ignore[no-untyped-def]
    """Keep each hash once, in order, count how often it stands, and note it in the table."""
    size = 0
    for at in range(hashes.size):
        value = hashes[at]
        place = _place(table, kept, value)
        if table[place] == 0:
            kept[size] = value
            uses[size] = 0
            numbers[size] = is_number[at]
            size += 1
            table[place] = size
        uses[table[place] - 1] += 1
    return size


@compiled
def _count_found(values, table, kept):  # type: ignore[no-untyped-def]
    found = 0
    for value in values:
        found += _has(table, kept, value)
    return found


@compiled
def _lead_numbers(words, is_number, table, kept):  # type: ignore[no-untyped-def]
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
            missing += not _has(table, kept, words[at])
    return total, missing


@compiled
def _measure(pairs, words, is_number, word_at, shingles, shingle_at, word_sets, shingle_sets, limits, rows):  # type: ignore[no-untyped-def]
    vocabulary, uses, numbers, vocabulary_sizes, word_tables, word_table_at = word_sets
    distinct, distinct_sizes, shingle_tables, shingle_table_at = shingle_sets
    least, lead, often = limits
    for pair in range(pairs.shape[0]):
        a, b = pairs[pair]
        row = rows[pair]
        size_a, size_b = distinct_sizes[a], distinct_sizes[b]
        short, long = (a, b) if size_a <= size_b else (b, a)
        short_set = distinct[shingle_at[short] : shingle_at[short] + distinct_sizes[short]]
        long_set = distinct[shingle_at[long] : shingle_at[long] + distinct_sizes[long]]
        short_table = shingle_tables[shingle_table_at[short] : shingle_table_at[short + 1]]
        long_table = shingle_tables[shingle_table_at[long] : shingle_table_at[long + 1]]
        shared = _count_found(short_set, long_table, long_set)
        row[m.SHARED], row[m.SIZE_A], row[m.SIZE_B] = shared, size_a, size_b
        if shared < least * short_set.size:
            continue
        short_lead = shingles[shingle_at[short] : min(shingle_at[short] + lead, shingle_at[short + 1])]
        long_lead = shingles[shingle_at[long] : min(shingle_at[long] + lead, shingle_at[long + 1])]
        row[m.SHORT_LEAD], row[m.SHORT_LEAD_FOUND] = short_lead.size, _count_found(short_lead, long_table, long_set)
        row[m.LONG_LEAD], row[m.LONG_LEAD_FOUND] = long_lead.size, _count_found(long_lead, short_table, short_set)
        short_words = vocabulary[word_at[short] : word_at[short] + vocabulary_sizes[short]]
        long_words = vocabulary[word_at[long] : word_at[long] + vocabulary_sizes[long]]
        short_table = word_tables[word_table_at[short] : word_table_at[short + 1]]
        long_table = word_tables[word_table_at[long] : word_table_at[long + 1]]
        for at in range(word_at[short], word_at[short] + short_words.size):
            is_often = uses[at] >= often
            if not (numbers[at] or is_often):
                continue
            is_missing = not _has(long_table, long_words, vocabulary[at])
            row[m.NUMBERS] += numbers[at]
            row[m.NUMBERS_MISSING] += numbers[at] and is_missing
            row[m.SUBJECTS_MISSING] += is_often and is_missing
        for at in range(word_at[long], word_at[long] + long_words.size):
            if numbers[at]:
                row[m.LONG_NUMBERS] += 1
                row[m.LONG_NUMBERS_MISSING] += not _has(short_table, short_words, vocabulary[at])
        low, high = word_at[short], min(word_at[short] + lead, word_at[short + 1])
        found = _lead_numbers(words[low:high], is_number[low:high], long_table, long_words)
        row[m.SHORT_LEAD_NUMBERS], row[m.SHORT_LEAD_NUMBERS_MISSING] = found
        low, high = word_at[long], min(word_at[long] + lead, word_at[long + 1])
        found = _lead_numbers(words[low:high], is_number[low:high], short_table, short_words)
        row[m.LONG_LEAD_NUMBERS], row[m.LONG_LEAD_NUMBERS_MISSING] = found


@compiled
def _keep_all(hashes, is_number, offsets, wanted, kept, uses, numbers, sizes, tables, table_at):  # type: ignore[no-untyped-def]
    for text in range(offsets.size - 1):
        if not wanted[text]:
            continue
        low, high = offsets[text], offsets[text + 1]
        sizes[text] = _keep_distinct(
            hashes[low:high],
            is_number[low:high],
            kept[low:high],
            uses[low:high],
            numbers[low:high],
            tables[table_at[text] : table_at[text + 1]],
        )


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
    wanted = np.zeros(words.offsets.size - 1, dtype=np.bool_)
    wanted[pairs.ravel()] = True
    rows = np.zeros((len(pairs), m.COLUMNS), dtype=np.int32)
    vocabulary = _sets_of(words.hashes, words.is_number, words.offsets, wanted)
    distinct = _sets_of(shingles.hashes, np.zeros(shingles.hashes.size, dtype=np.bool_), shingles.offsets, wanted)
    _measure(
        np.ascontiguousarray(pairs),
        words.hashes,
        words.is_number,
        words.offsets,
        shingles.hashes,
        shingles.offsets,
        vocabulary,
        (distinct[0], *distinct[3:]),
        (settings.min_containment, settings.lead_shingles, settings.subject_uses),
        rows,
    )
    return rows


def _sets_of(
    hashes: NDArray[np.uint64], is_number: NDArray[np.bool_], offsets: I64, wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.bool_], I64, NDArray[np.int32], I64]:
    """Give the distinct hashes of each wanted body, their uses, which are numbers, how many, and their tables."""
    counts = np.where(wanted, np.diff(offsets), 0)
    # The next power of two at or above 1.5 times the hashes: places are found in two or three looks.
    places = 1 << np.ceil(np.log2(np.maximum(1.5 * counts, _LEAST_PLACES))).astype(np.int64)
    table_at = np.concatenate(([0], np.cumsum(np.where(wanted, places, 0)))).astype(np.int64)
    kept, uses = np.empty(hashes.size, dtype=np.uint64), np.empty(hashes.size, dtype=np.int32)
    numbers = np.empty(hashes.size, dtype=np.bool_)
    sizes = np.zeros(counts.size, dtype=np.int64)
    tables = np.zeros(table_at[-1], dtype=np.int32)
    _keep_all(hashes, is_number, offsets, wanted, kept, uses, numbers, sizes, tables, table_at)
    return kept, uses, numbers, sizes, tables, table_at
