"""Tell the lines that only the site says, by the phrases of the reference data and what lists of stories head."""

from typing import Final

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.text.columns import has_any, starts_with_any, where_both
from flows.text.regex import alternation

PHRASE_MAX_WORDS: Final = 14
_ANNOUNCED_MAX_WORDS: Final = 24
_ANNOUNCING_CHARS: Final = 30
_DECORATION: Final = " .,:|•·»>«<›-–—*+→←↓↑#"
_OTHERS_MAX_WORDS: Final = 6
_OTHERS_WORDS: Final = ("more", "most", "latest", "top ", "trending", "breaking")
_OTHERS: Final = (
    r"^(?:(?:read|see) )?more \S+(?: \S+){0,2} (?:news|stories|coverage|headlines|videos)$"
    r"|^most (?:read|popular|viewed|watched|shared|commented) (?:in|on) \S+(?: \S+)?$"
    r"|^(?:latest|top|trending|breaking) \S+(?: \S+)? (?:news|stories|headlines|videos)$"
)
"""Headings of lists of other stories that name their section: "Most read in Football", "READ MORE HARBOUR NEWS"."""


def bare(key: pl.Expr) -> pl.Expr:
    """Take the decoration off a folded line, "• Share" or "Read more »", before phrases are compared with it.

    Args:
        key: The folded line.

    Returns:
        The line without punctuation and arrows around it; folding made a quotation mark of the arrow "»".
    """
    # Quotation marks that come in pairs belong to the words; a single one is an arrow.
    is_arrow = key.str.count_matches('"', literal=True) % 2 == 1
    return pl.when(is_arrow).then(key.str.strip_chars(f'"{_DECORATION}')).otherwise(key.str.strip_chars(_DECORATION))


def bare_lines(keys: pl.Series) -> pl.Series:
    """Take the decoration off folded lines, as :func:`bare` does, asking for arrows only where one may stand.

    Args:
        keys: Folded lines.

    Returns:
        The lines without decoration.
    """
    plain = keys.str.strip_chars(_DECORATION)
    marked = keys.str.contains('"', literal=True).arg_true()
    return plain.scatter(marked, keys.gather(marked).to_frame("key").select(bare(pl.col("key"))).to_series())


def furniture_phrases(lines: pl.DataFrame, lexicon: Lexicon) -> pl.Series:
    """Tell which short lines only the site says.

    Args:
        lines: Distinct lines with ``line`` (without decoration), ``words``, ``is_sentence`` and ``furniture_kind`` (of
            the lines that are a phrase as a whole; NULL for the others).
        lexicon: Gives beginnings, endings and parts of phrases.

    Returns:
        A Boolean for each line.
    """
    line = pl.col("line")
    is_phrase = lines.select((pl.col("furniture_kind").is_not_null() | (line == "")).alias("is_phrase")).to_series()
    rows = lines.select(~pl.lit(is_phrase) & (pl.col("words") <= PHRASE_MAX_WORDS)).to_series().arg_true()
    tested = lines.select(line.gather(rows))
    flags = [
        pl.lit(starts_with_any(tested["line"], lexicon.furniture_prefixes)),
        *[line.str.contains(rf"{alternation(words)}$") for words in (lexicon.furniture_suffixes,) if words],
        *[has_any(line, words) for words in (lexicon.furniture_parts,) if words],
    ]
    is_phrase = is_phrase.scatter(rows, tested.select(pl.any_horizontal(*flags)).to_series())
    # "Read more:" with the whole headline of the other story behind it.
    announced = tuple(prefix for prefix in lexicon.furniture_prefixes if prefix.endswith((":", "|")))
    longer = pl.col("words").is_between(PHRASE_MAX_WORDS + 1, _ANNOUNCED_MAX_WORDS) & ~pl.col("is_sentence")
    others = (pl.col("words") <= _OTHERS_MAX_WORDS) & ~pl.col("is_sentence") & has_any(line, _OTHERS_WORDS)
    is_phrase |= where_both(lines, others, line.str.contains(_OTHERS))
    may_announce = lines.select(
        longer & line.str.head(_ANNOUNCING_CHARS).str.contains("[:|]").alias("may_announce")
    ).to_series()
    rows = may_announce.arg_true()
    return is_phrase | may_announce.scatter(rows, starts_with_any(lines["line"].gather(rows), announced))
