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
