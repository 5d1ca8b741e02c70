"""Tell whether a story goes on behind a line: do the names and longer words of what follows stand before it too?

A section heading keeps the subject, so the paragraphs behind it name again whom those before it named; behind the
headline of another article nearly nothing comes again.

Source: after Hearst, "TextTiling: Segmenting text into multi-paragraph subtopic passages", Computational Linguistics 23
(1997), with a comparison of the two sides of a candidate alone.
"""

from typing import Final

import polars as pl

_BEFORE_BLOCKS: Final = 14
_AFTER_BLOCKS: Final = 7
_NAME: Final = r"\p{Lu}\p{L}{3,}"
# Words that begin sentences; names do not.
_STARTERS: Final = (
    "about",
    "according",
    "after",
    "also",
    "although",
    "among",
    "another",
    "because",
    "before",
    "both",
    "during",
    "each",
    "earlier",
    "even",
    "every",
    "from",
    "have",
    "however",
    "into",
    "just",
    "last",
    "later",
    "many",
    "more",
    "most",
    "much",
    "only",
    "other",
    "over",
    "since",
    "some",
    "such",
    "than",
    "that",
    "their",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "three",
    "through",
    "under",
    "until",
    "very",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "will",
    "with",
    "would",
    "your",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def measure_continuity(blocks: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """Measure which share of the names behind a line stands before it as well.

    Args:
        blocks: All blocks in page order, with ``row``, ``doc``, ``text``, ``prose``.
        candidates: Rows of ``blocks`` that could be headlines: ``row``, ``doc``.

    Returns:
        One row a candidate with names on both sides: ``row``, ``continuity`` (0 for none comes again, 1 for all) and
        ``new_names`` (distinct names behind the line).
    """
    if candidates.is_empty():
        return pl.DataFrame(schema={"row": pl.UInt32, "continuity": pl.Float64, "new_names": pl.UInt32})
    offsets = pl.DataFrame({"offset": [*range(-_BEFORE_BLOCKS, 0), *range(1, _AFTER_BLOCKS + 1)]})
    named = (
        candidates.select("row", "doc")
        .join(offsets, how="cross")
        .with_columns((pl.col("row").cast(pl.Int64) + pl.col("offset")).alias("beside"))
        .join(
            blocks.filter("prose").select(pl.col("row").cast(pl.Int64).alias("beside"), "doc", "text"),
            on=["beside", "doc"],
        )
        .select("row", pl.col("offset") > 0, pl.col("text").str.extract_all(_NAME).alias("name"))
        .explode("name")
        .with_columns(pl.col("name").str.to_lowercase())
        .filter(pl.col("name").is_not_null() & ~pl.col("name").is_in(_STARTERS))
        .unique()
        .rename({"offset": "is_after"})
    )
    before = named.filter(~pl.col("is_after")).select("row", "name", pl.lit(value=True).alias("stood_before"))
    return (
        named.filter("is_after")
        .join(before, on=["row", "name"], how="left")
        .group_by("row")
        .agg(pl.col("stood_before").is_not_null().mean().alias("continuity"), pl.len().alias("new_names"))
    )
