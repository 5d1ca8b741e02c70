"""Hand the texts of a large batch to the machine code that finds descriptions, and make columns of what it finds."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.steps.extract import mentions_descriptions as reference
from flows.steps.extract.mentions_compiled_descriptions import (
    COLUMNS,
    FOLLOWS,
    INTRODUCES,
    IS_ARTICLE,
    IS_NOUN,
    OPENINGS,
    PREDICATES,
    SPOT_BLOCK,
    SPOT_END,
    SPOT_IS_INTRODUCED,
    SPOT_KIND,
    SPOT_START,
    STOPS,
    UNSURE,
    entry,
)
from flows.steps.extract.mentions_compiled_lists import Lists, hash_texts, slots_of
from flows.steps.extract.mentions_descriptions import Described, Heads
from flows.text.machine import compiled, digest_of

_CHARS_AT_ONCE: Final = 4_000_000
"""Characters read at a time: 16 MB of code points, and as much room for what is found."""


@lru_cache(maxsize=1)
def _find() -> Any:
    return compiled(entry(digest_of(Path(__file__).parent.glob("mentions*.py"))))


class _Words(NamedTuple):
    """The lists of words as arrays: two tables, so that the one that is looked into most stays small.

    Attributes:
        lists: The words that decide, with the lists each is in.
        tokens: The nouns with each mark that may end them, with ``KIND`` and ``SIZE``.
        openings: By the number of three letters, whether a noun begins with them.
        kinds: The names of the kinds.
    """

    lists: Lists
    tokens: Lists
    openings: NDArray[np.bool_]
    kinds: tuple[str, ...]


@lru_cache(maxsize=2)
def _words(spelled: tuple[tuple[str, tuple[str, str]], ...], nouns: frozenset[str]) -> _Words:
    flags: dict[str, int] = {}
    for words, flag in (
        (reference.INTRODUCING, INTRODUCES),
        (reference.STOPPING, STOPS),
        (reference.PREDICATING, PREDICATES),
        (reference.FOLLOWING, FOLLOWS),
        (reference.ARTICLES, IS_ARTICLE),
        (nouns, IS_NOUN),
    ):
        for word in words:
            flags[word] = flags.get(word, 0) | int(flag)
    kinds = tuple(sorted({kind for _, (_, kind) in spelled}))
    openings = np.zeros(OPENINGS, dtype=np.bool_)
    letters = np.array([[ord(letter) & 31 for letter in noun[:3]] for noun in sorted(nouns)], dtype=np.int64)
    openings[letters @ np.array([1 << 10, 1 << 5, 1])] = True
    return _Words(
        _table({word: (flag,) for word, flag in flags.items()}),
        _table({token: (kinds.index(kind), len(noun)) for token, (noun, kind) in spelled}),
        openings,
        kinds,
    )


def _table(known: Mapping[str, tuple[int, ...]]) -> Lists:
    """Write words with what is known of each; the tables of evidence and of characters are of no use here."""
    rows = list(known.values())
    nothing = np.zeros((1, 1))
    table = np.array([[0] * len(rows[0]), *rows], dtype=np.int64)
    return Lists(slots_of(hash_texts(list(known))), table, nothing, nothing.astype(np.uint32))


def read_descriptions(texts: Sequence[str], heads: Heads) -> Described:
    """Find the descriptions of texts, as ``mentions_descriptions.read_descriptions`` does.

    Args:
        texts: The texts of blocks.
        heads: The nouns.

    Returns:
        What is found, in the order of the texts.
    """
    words = _words(tuple(heads.spelled.items()), heads.nouns)
    described = Described([], [], [], [], [])
    for first, last in _parts(texts):
        part = texts[first:last]
        # A copy of its own: blanks of all kinds become one in it.
        codes = np.frombuffer(bytearray("\n".join(part).encode("utf-32-le")), dtype=np.uint32)
        starts = np.zeros(len(part) + 1, dtype=np.int64)
        np.cumsum([len(text) + 1 for text in part], out=starts[1:])
        found = np.empty((codes.size // 2 + 2, COLUMNS), dtype=np.int64)
        found = found[: _find()(words.lists, words.tokens, words.openings, codes, starts, found)]
        _append(described, found, first, part, starts, (words.kinds, heads))
    return described


def _parts(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Cut texts into runs of about so many characters as are read at a time."""
    first, done = 0, 0
    for last, size in enumerate(accumulate(map(len, texts)), 1):
        if size - done >= _CHARS_AT_ONCE or last == len(texts):
            yield first, last
            first, done = last, size


def _append(
    described: Described,
    found: NDArray[np.int64],
    first: int,
    texts: Sequence[str],
    starts: NDArray[np.int64],
    known: tuple[tuple[str, ...], Heads],
) -> None:
    """Write what was found as columns, and ask the reference for what it is to decide."""
    kinds, heads = known
    blocks = found[:, SPOT_BLOCK]
    begins, ends = found[:, SPOT_START] - starts[blocks], found[:, SPOT_END] - starts[blocks]
    names = [*kinds, ""]
    columns: tuple[list[Any], ...] = (
        (blocks + first).tolist(),
        begins.tolist(),
        ends.tolist(),
        [names[kind] for kind in found[:, SPOT_KIND].tolist()],
        (found[:, SPOT_IS_INTRODUCED] == 1).tolist(),
    )
    held: tuple[list[Any], ...] = described
    done = 0
    for index in (found[:, SPOT_KIND] == UNSURE).nonzero()[0].tolist():
        row, at = columns[0][index], columns[1][index]
        for whole, column in zip(held, columns, strict=True):
            whole.extend(column[done:index])
        done = index + 1
        for cells in reference.read(texts[row - first], [at], heads):
            for whole, cell in zip(held, (row, *cells), strict=True):
                whole.append(cell)
    for whole, column in zip(held, columns, strict=True):
        whole.extend(column[done:])
