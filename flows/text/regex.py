"""Build patterns for Rust's regex engine (leftmost-first, no look-around)."""

import re
from collections.abc import Iterable
from functools import lru_cache

import polars as pl


def alternation(words: Iterable[str]) -> str:
    """Join plain words to a group that prefers the longest.

    Rust's engine takes the first alternative that matches, so longer words must stand before their beginnings.

    Args:
        words: Plain strings, in any order.

    Returns:
        A non-capturing group; one that never matches where there are no words.
    """
    return _alternation(tuple(words))


@lru_cache(maxsize=256)
def _alternation(words: tuple[str, ...]) -> str:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word) for word in ordered) + ")" if ordered else "(?:[a&&b])"


def any_of(patterns: Iterable[str]) -> str:
    """Join patterns to one that matches where any of them does.

    Args:
        patterns: In any order.

    Returns:
        An alternation of groups; a pattern that never matches where there are none.
    """
    return "|".join(f"(?:{pattern})" for pattern in patterns) or alternation([])


@lru_cache(maxsize=64)
def groups_of(column: str, pattern: str) -> pl.Expr:
    """Extract all groups of a pattern from a column.

    Polars compiles the pattern when the expression is made, 7 ms for those of speakers, so each is made once.

    Args:
        column: The column's name.
        pattern: With groups, some of them named.

    Returns:
        A struct expression, a field for each group.
    """
    return pl.col(column).str.extract_groups(pattern)


def word_alternation(words: Iterable[str]) -> str:
    """Join plain words to a group that matches them as whole words: "PA" is found in "(PA)", not in "PATRICIA".

    Borders that match no character leave the search to the fast part of the engine; with characters on both sides to
    capture, reading a credit took twice as long.

    Args:
        words: Plain strings, in any order.

    Returns:
        A non-capturing group; one that never matches where there are no words.
    """
    bordered = [(word, word[:1].isalnum(), word[-1:].isalnum()) for word in words]
    groups = [
        (r"\b" if before else "") + alternation(same) + (r"\b" if after else "")
        for before, after in ((True, True), (True, False), (False, True), (False, False))
        if (same := [word for word, *borders in bordered if borders == [before, after]])
    ]
    return "(?:" + "|".join(groups) + ")" if groups else alternation([])
