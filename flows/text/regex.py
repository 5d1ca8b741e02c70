"""Build patterns for Rust's regex engine (leftmost-first, no look-around)."""

import re
from collections.abc import Iterable


def alternation(words: Iterable[str]) -> str:
    """Join plain words to a group that prefers the longest.

    Rust's engine takes the first alternative that matches, so longer words must stand before their beginnings.

    Args:
        words: Plain strings, in any order.

    Returns:
        A non-capturing group; one that never matches where there are no words.
    """
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word) for word in ordered) + ")" if ordered else r"(?:[^\s\S])"


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
