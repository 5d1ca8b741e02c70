"""Tell whether a story goes on behind a line: do the names and longer words of what follows stand before it too?

A section heading keeps the subject, so the paragraphs behind it name again whom those before it named; behind the
headline of another article nearly nothing comes again. Of 450 places where labelled articles meet, 95 in 100 share less
than a fifth of their names; of other places half do.

Source: after Hearst, "TextTiling: Segmenting text into multi-paragraph subtopic passages", Computational Linguistics 23
(1997), with a comparison of the two sides of a candidate alone.
"""

from typing import Final

import polars as pl

from flows.text.columns import number_within, running_sum

_BEFORE_PROSE: Final = 12
_AFTER_PROSE: Final = 8
_WORD: Final = r"\p{L}{4,}"
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
    """Measure which share of what is said behind a line was said before it as well.

    Compared are the 12 blocks of prose before the line and the 8 behind it.

    Args:
        blocks: All blocks in page order, with ``row``, ``doc``, ``text``, ``prose``.
        candidates: Rows of ``blocks`` that could be headlines: ``row``, ``doc``.

    Returns:
        One row a candidate with names on both sides: ``row``, ``continuity`` (the share of names; 0 for none comes
        again, 1 for all), ``new_names`` (distinct names behind the line), ``word_continuity`` (the share of all longer
        words) and ``announced`` (longer words of the line that come again behind it, and stood nowhere before).
    """
    empty = {
        "row": pl.UInt32,
        "continuity": pl.Float64,
        "new_names": pl.UInt32,
        "word_continuity": pl.Float64,
        "announced": pl.UInt32,
    }
    if candidates.is_empty():
        return pl.DataFrame(schema=empty)
    numbered = blocks.select(
        "row", "doc", "text", "prose", running_sum(pl.col("prose").cast(pl.Int64), pl.col("doc")).alias("so_far")
    )
    lines = candidates.select("row", "doc").join(
        numbered.select("row", "text", (pl.col("so_far") - pl.col("prose").cast(pl.Int64)).alias("before")), on="row"
    )
    offsets = pl.DataFrame({"offset": [*range(1 - _BEFORE_PROSE, 1), *range(1, _AFTER_PROSE + 2)]})
    # A line of prose that is a candidate itself stands on the side it opens.
    windows = (
        lines.select("row", "doc", (pl.col("before")).alias("before"))
        .join(offsets, how="cross")
        .select(
            "row",
            "doc",
            (pl.col("before") + pl.col("offset")).alias("so_far"),
            (pl.col("offset") > 0).alias("is_after"),
        )
    )
    prose = numbered.filter("prose").select("doc", "so_far", pl.col("row").alias("beside"), "text")
    windows = windows.join(prose.select("doc", "so_far", "beside"), on=["doc", "so_far"]).filter(
        pl.col("beside") != pl.col("row")
    )
    # One number for line and word: grouping and joining by both took twice the time. What stands before a line is asked
    # for only, so it is not grouped.
    said = (
        windows.select("row", "beside", "is_after")
        .join(_words(prose.join(windows.select("beside").unique(), on="beside", how="semi")), on="beside")
        .select("row", "is_after", "is_name", number_within(pl.col("word"), pl.col("row")).alias("said"))
    )
    before = said.filter(~pl.col("is_after"))
    after = (
        said.filter("is_after")
        .group_by("said")
        .agg(pl.col("row").first(), pl.col("is_name").any())
        .with_columns(
            pl.col("said").is_in(before["said"].implode()).alias("before"),
            pl.col("said").is_in(before.filter("is_name")["said"].implode()).alias("name_before"),
        )
    )
    announced = (
        _words(lines.select(pl.col("row").alias("beside"), "text"))
        .select(pl.col("beside").alias("row"), number_within(pl.col("word"), pl.col("beside")).alias("said"))
        .unique()
        .join(after.filter(~pl.col("before")), on="said", how="semi")
        .group_by("row")
        .agg(pl.len().alias("announced"))
    )
    both = (
        after.group_by("row")
        .agg(
            pl.col("name_before").filter("is_name").mean().alias("continuity"),
            pl.col("is_name").sum().cast(pl.UInt32).alias("new_names"),
            pl.col("before").mean().alias("word_continuity"),
        )
        .filter(pl.col("new_names") > 0)
    )
    return both.join(announced, on="row", how="left").with_columns(pl.col("announced").fill_null(0)).select(*empty)


def _words(texts: pl.DataFrame) -> pl.DataFrame:
    """List the longer words of texts: ``beside`` (the text's number), ``word`` (a number), ``is_name`` (capital).

    Words are numbered by their hash in lower case: what is done with them takes half the time of strings.
    """
    words = (
        texts.select("beside", pl.col("text").str.extract_all(_WORD).alias("word")).explode("word").drop_nulls("word")
    )
    return (
        words.with_columns(pl.col("word").str.to_lowercase().alias("low"))
        .filter(~pl.col("low").is_in(_STARTERS))
        .select("beside", pl.col("low").hash(seed=0).alias("word"), (pl.col("word") != pl.col("low")).alias("is_name"))
    )
