"""Spare whole columns what concerns few of their rows."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import polars as pl

_GOLDEN: Final = 0x9E3779B97F4A7C15
"""2^64 / golden ratio: spreads small numbers over all bits (Knuth, TAOCP 3, 6.4)."""


_MOST_AT_ONCE: Final = 100
"""Up to so many words the search of Aho and Corasick is one look-up a byte; with more it takes five times as long."""

_OPENING_CHARS: Final = 4
_OPENINGS: Final = {"word": pl.String, "opening": pl.String}

_FEW_TEXTS: Final = 1_000
_FEW_CHARS: Final = 10_000
"""In so little text a look for each word takes less than to set up the search for all: 0.3 to 2 ms in place of 4."""


def has_any(text: pl.Expr, words: Sequence[str]) -> pl.Expr:
    """Look for any of some words, in steps that are quick.

    Args:
        text: Strings.
        words: What may stand in them, letters as they are spelled.

    Returns:
        A Boolean expression: true where one of the words stands, also within a longer word.
    """
    parts = [list(words[first : first + _MOST_AT_ONCE]) for first in range(0, len(words), _MOST_AT_ONCE)]
    return pl.any_horizontal(*[text.str.contains_any(part) for part in parts]) if parts else pl.lit(value=False)


def met(words: Sequence[str], *texts: pl.Series) -> frozenset[str]:
    """Tell which of many words stand in some texts.

    A pattern of the names of all agencies takes 4 to 12 ms to compile, and Polars compiles it for every batch; of those
    that a batch holds it takes a tenth of that, and finds the same.

    Args:
        words: What may stand in the texts, letters as they are spelled; no line feed in them.
        texts: Strings.

    Returns:
        The words that stand in one of them, also within a longer word.
    """
    lines = pl.concat([text.rename("text") for text in texts]).drop_nulls()
    # One text: a list of what stands in each of many costs as much as looking through them.
    joined = "\n".join(lines.unique())
    if not words or (lines.len() < _FEW_TEXTS and len(joined) < _FEW_CHARS):
        return frozenset(word for word in words if word in joined)
    hits = pl.Series([joined]).str.extract_many(list(words), overlapping=True).explode()
    return frozenset(hits.drop_nulls().unique())


def where_both(frame: pl.DataFrame, rare: pl.Expr, costly: pl.Expr) -> pl.Series:
    """Test one condition, and the other only on the rows where the first holds.

    A row masked by ``when`` still pays for the pattern behind it, 0.3 to 0.5 µs; a row filtered out does not.

    Args:
        frame: Any columns.
        rare: Cheap, and seldom true; never NULL.
        costly: The other condition.

    Returns:
        A Boolean for each row of the frame: true where both hold.
    """
    holds = frame.select(rare.alias("holds"))["holds"]
    if not holds.any():
        return holds
    return holds.scatter(holds.arg_true(), frame.filter(holds).select(costly.alias("both"))["both"])


def starts_with_any(texts: pl.Series, words: tuple[str, ...]) -> pl.Series:
    """Tell which texts begin with one of many words.

    A pattern of 650 beginnings takes 10 ms to compile, for every batch anew, and five times as long as this over many
    texts: only words that share the first letters of a text are compared with it.

    Args:
        texts: Strings; NULL begins with nothing.
        words: Not empty strings.

    Returns:
        A Boolean for each text.
    """
    listed, short = _by_opening(words)
    row = pl.int_range(pl.len(), dtype=pl.get_index_type())
    frame = texts.to_frame("text")
    begins = pl.any_horizontal(
        pl.repeat(value=False, n=pl.len()), *[pl.col("text").str.starts_with(word) for word in short]
    )
    found = frame.select(begins.fill_null(value=False)).to_series()
    hits = (
        frame.select(row.alias("row"), "text", pl.col("text").str.head(_OPENING_CHARS).alias("opening"))
        .join(listed, on="opening")
        .filter(pl.col("text").str.starts_with(pl.col("word")))["row"]
    )
    return found.scatter(hits, values=True) if len(hits) else found


@lru_cache(maxsize=16)
def _by_opening(words: tuple[str, ...]) -> tuple[pl.DataFrame, list[str]]:
    long = sorted({word for word in words if len(word) >= _OPENING_CHARS})
    listed = pl.DataFrame({"word": long, "opening": [word[:_OPENING_CHARS] for word in long]}, schema=_OPENINGS)
    return listed, sorted({word for word in words if len(word) < _OPENING_CHARS})


def replace_where(texts: pl.Series, rare: pl.Series, replacements: Mapping[str, str]) -> pl.Series:
    """Replace literal strings in the few texts that have them.

    Args:
        texts: Strings.
        rare: A Boolean for each text: whether to look at it.
        replacements: What stands there -> what shall stand there.

    Returns:
        The texts; the same series where none is looked at.
    """
    rows = rare.arg_true()
    if not len(rows):
        return texts
    replaced = texts.gather(rows).str.replace_many(list(replacements), list(replacements.values()))
    return texts.clone().scatter(rows, replaced)


def running_sum(value: pl.Expr, group: pl.Expr) -> pl.Expr:
    """Sum up from the top of each group of rows that lie one behind the other, in a fifth of the time of a window.

    Args:
        value: Whole numbers, never NULL.
        group: What the rows of a group share; no two groups that touch share it.

    Returns:
        What ``value.cum_sum().over(group)`` gives.
    """
    total = value.cum_sum()
    return total - pl.when(group.ne_missing(group.shift())).then(total - value).forward_fill()


def number_within(text: pl.Expr, group: pl.Expr) -> pl.Expr:
    """Give texts of one group the same number where they are the same text.

    Grouping by one 64-bit number takes a third of the time that grouping by a group and a string takes. Its value may
    differ between versions of Polars, so it is compared within one call only, and never stored.

    Args:
        text: Strings.
        group: Small whole numbers, such as a row's page.

    Returns:
        An unsigned 64-bit expression.
    """
    return text.hash(seed=0) + group.cast(pl.UInt64) * _GOLDEN
