"""Fold text so that what a reader sees as the same text compares as equal.

Scraped copies of one text differ in case, in the kind of quotes and dashes, and in white space: 9 of 47 lines of
a typical glued page repeat another line, some of them only after folding.
"""

from typing import Final

import polars as pl

_QUOTES: Final = "“”„‟«»″＂〝〞"
_APOSTROPHES: Final = "‘’‚‛′`´ʼ"
_DASHES: Final = "‐‑‒–—―−﹘﹣－"
_INVISIBLE: Final = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)

_FOLDED: Final = {
    **dict.fromkeys(_QUOTES, '"'),
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_INVISIBLE, ""),
    "…": "...",
}
# Unicode White_Space, which Rust's \s matches; a run of it reads as one space.
_SPACE_RUN: Final = r"\s+"
_IRREGULAR_SPACE: Final = r"\s\s|[^\S ]"


def fold(text: pl.Expr) -> pl.Expr:
    """Fold case, quotes, dashes, invisible characters and white space of a text.

    Args:
        text: String expression; NULL stays NULL.

    Returns:
        String expression, trimmed, with single spaces.
    """
    # Aho-Corasick once over the text is a quarter of the cost of chained replaces.
    folded = text.str.replace_many(list(_FOLDED), list(_FOLDED.values()))
    lowered = folded.str.to_lowercase()
    # One text in a hundred has white space to fold; a NULL costs the pattern nothing.
    irregular = pl.when(lowered.str.contains(_IRREGULAR_SPACE)).then(lowered)
    return pl.coalesce(irregular.str.replace_all(_SPACE_RUN, " "), lowered).str.strip_chars(" ")


def fold_one(text: str) -> str:
    """Fold one string exactly as :func:`fold` does.

    Args:
        text: Any string.

    Returns:
        The folded string.
    """
    return str(pl.select(fold(pl.lit(text))).item())


def letters_only(text: pl.Expr) -> pl.Expr:
    """Reduce a text to its folded words, without punctuation, for headings that differ in punctuation alone.

    Args:
        text: String expression; NULL stays NULL.

    Returns:
        String expression of lower-case words joined by single spaces.
    """
    return fold(text).str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars(" ")
