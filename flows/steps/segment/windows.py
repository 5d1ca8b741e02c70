"""Find the part of a piece that is the article: what stands around it on a scraped page is furniture.

A naive scrape surrounds one article with dozens of one-word lines (navigation, sections, related headlines). The
article is where the paragraphs are dense: the run of strong paragraphs with the most characters.
"""

from typing import Final

import polars as pl

from flows.steps.segment.titles import mark_titles

_CLUSTER_REACH_BLOCKS: Final = 8
_LEAD_BLOCKS: Final = 30
_MIN_STUBS: Final = 10
_STUB_SHARE: Final = 0.4
_BRIEF_MIN_WORDS: Final = 4


def mark_windows(blocks: pl.DataFrame) -> pl.DataFrame:
    """Mark which blocks of each piece can belong to its article, and which line is its headline.

    Args:
        blocks: With ``piece`` and the columns of ``boundaries``, in page order.

    Returns:
        The blocks with ``part`` (``lead`` before the first paragraph, ``body``, ``tail`` after the last, ``outside``),
        ``is_scrape`` (the piece is surrounded by navigation) and ``is_title`` (the headline found without repetition).
    """
    group = ("doc", "piece")
    stub = (pl.col("words") <= 6) & ~pl.col("is_sentence") & ~pl.col("is_time_line") & pl.col("head").is_null()
    paragraph = (pl.col("is_strong") | (pl.col("is_prose") & (pl.col("chars") >= 60))) & pl.col("head").is_null()
    plain = (
        paragraph
        & ~pl.col("is_furniture_phrase")
        & ~pl.col("is_contributor_line")
        & ~(pl.col("has_credit") & (pl.col("chars") < 400))
        & ~pl.col("is_boilerplate")
        & (pl.col("tag").is_null() | ~pl.col("tag").is_in(["figcaption", "h1", "h2", "h3"]))
    )
    # A short sentence belongs to the paragraph it stands beside: "He was right."
    brief = (
        pl.col("is_sentence")
        & (pl.col("words") >= _BRIEF_MIN_WORDS)
        & pl.col("head").is_null()
        & ~pl.col("is_furniture_phrase")
        & ~pl.col("is_contributor_line")
        & ~pl.col("has_credit")
        & ~pl.col("is_boilerplate")
        & pl.col("tag").is_null().or_(pl.col("tag") != "figcaption")
    )
    beside = pl.any_horizontal(
        *[(pl.col("doc") == pl.col("doc").shift(side)) & pl.col("is_paragraph").shift(side) for side in (1, -1)]
    ).fill_null(value=False)
    marked = (
        blocks.with_columns(plain.fill_null(value=False).alias("is_paragraph"), stub.alias("stub"))
        .with_columns((pl.col("is_paragraph") | (brief & beside)).alias("is_paragraph"))
        .with_columns(
            (
                (pl.col("stub").sum().over(group) >= _MIN_STUBS) & (pl.col("stub").mean().over(group) >= _STUB_SHARE)
            ).alias("is_scrape")
        )
    )
    windows = _densest(marked).vstack(_whole(marked))
    placed = marked.join(windows, on=["doc", "piece"], how="left", maintain_order="left").with_columns(
        pl.when(pl.col("window_first").is_null())
        .then(pl.lit("outside"))
        .when(pl.col("block_index") < pl.col("lead_first"))
        .then(pl.lit("outside"))
        .when(pl.col("block_index") < pl.col("window_first"))
        .then(pl.lit("lead"))
        .when(pl.col("block_index") <= pl.col("window_last"))
        .then(pl.lit("body"))
        .when("is_scrape")
        .then(pl.lit("outside"))
        .otherwise(pl.lit("tail"))
        .alias("part")
    )
    return mark_titles(placed).drop("stub", "window_first", "window_last", "lead_first")


def _whole(marked: pl.DataFrame) -> pl.DataFrame:
    return (
        marked.lazy()
        .filter(pl.col("is_paragraph") & ~pl.col("is_scrape"))
        .group_by("doc", "piece", maintain_order=True)
        .agg(
            pl.col("block_index").min().alias("window_first"),
            pl.col("block_index").max().alias("window_last"),
            pl.lit(0, dtype=pl.Int32).alias("lead_first"),
        )
        .collect()
    )


def _densest(marked: pl.DataFrame) -> pl.DataFrame:
    strong = marked.filter(pl.col("is_scrape") & pl.col("is_paragraph")).with_columns(
        (
            (pl.col("block_index") - pl.col("block_index").shift() > _CLUSTER_REACH_BLOCKS)
            | (pl.col("doc") != pl.col("doc").shift())
            | (pl.col("piece") != pl.col("piece").shift())
        )
        .fill_null(value=True)
        .cum_sum()
        .alias("cluster")
    )
    return (
        strong.lazy()
        .group_by("doc", "piece", "cluster", maintain_order=True)
        .agg(
            pl.col("block_index").min().alias("window_first"),
            pl.col("block_index").max().alias("window_last"),
            pl.col("chars").sum().alias("mass"),
        )
        .sort("doc", "piece", "mass", "window_first", descending=[False, False, True, False])
        .group_by("doc", "piece", maintain_order=True)
        .first()
        .select(
            "doc",
            "piece",
            "window_first",
            "window_last",
            (pl.col("window_first") - _LEAD_BLOCKS).clip(0).alias("lead_first"),
        )
        .collect()
    )
