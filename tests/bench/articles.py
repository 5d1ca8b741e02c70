"""Articles of 2.4 KB with planted copies, made as a stream: words by Zipf's law, numbers, some typographic quotes."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

COPY_SHARE = 0.2
WORDS = 385
VOCABULARY = 30_000
REACH = 50_000
"""A copy is of one of the last so many articles: news is copied within days."""


class Made(NamedTuple):
    """Texts, and the rows (counted from the stream's first) of each planted copy and what it was made from."""

    texts: list[str]
    pairs: list[tuple[int, int]]


def stream(
    count: int, seed: int = 0, before: Iterable[str] = (), first: int = 0, block: int = 10_000
) -> Iterator[Made]:
    """Make articles block by block; every fifth is a copy: edited at 0 to 30 %, cut short, or extended.

    ``before`` are the last texts of an earlier stream, which may be copied as well; they have negative rows. ``first``
    is how many there were of these altogether: another number makes other articles.
    """
    fixed = np.random.default_rng(0)  # all streams share their words
    names = _names(fixed)
    weights = 1 / (np.arange(names.size) + 20)
    stock = names[fixed.choice(names.size, size=1 << 20, p=weights / weights.sum())]
    recent = deque((text.split(" ") for text in before), maxlen=REACH)
    rng = np.random.default_rng([seed, first])
    for start in range(0, count, block):
        size = min(block, count - start)
        drawn = stock[rng.integers(0, stock.size, (size, WORDS))]
        drawn[:, ::19] = rng.integers(2, 99_999, drawn[:, ::19].shape).astype(str).astype(object)
        made = Made([], [])
        for row in range(start, start + size):
            if len(recent) > 100 and rng.random() < COPY_SHARE:
                back = int(rng.integers(1, len(recent) + 1))
                words = _changed(recent[-back], stock, rng)
                made.pairs.append((row - back, row))
            else:
                words = drawn[row - start].tolist()
            recent.append(words)
            made.texts.append(" ".join(words))
        yield made


def make(count: int, seed: int = 0) -> Made:
    """Make all articles of a stream at once."""
    whole = Made([], [])
    for part in stream(count, seed):
        whole.texts.extend(part.texts)
        whole.pairs.extend(part.pairs)
    return whole


def _names(rng: np.random.Generator) -> Any:
    letters = np.array(list("etaoinshrdlucmfwypvbgk"))
    names = ["".join(rng.choice(letters, size)) for size in rng.integers(2, 10, VOCABULARY)]
    return np.array([*names, "said", "”", "12", "2024"], dtype=object)


def _changed(words: list[str], stock: Any, rng: np.random.Generator) -> list[str]:
    kind = rng.random()
    if kind < 0.1:
        return words[: int(len(words) * rng.uniform(0.3, 0.9))]
    if kind < 0.2:
        return words + stock[rng.integers(0, stock.size, WORDS // 2)].tolist()  # type: ignore[no-any-return]
    rate = rng.uniform(0, 0.12) if kind < 0.9 else rng.uniform(0.12, 0.3)
    changed = list(words)
    for at in (rng.random(len(words)) < rate).nonzero()[0].tolist():
        changed[at] = stock[rng.integers(stock.size)]
    return changed
