"""Tell the heads that announce other stories from those that begin an article: no text of theirs follows."""

from typing import Final

import polars as pl

_MIN_PROSE_BEFORE: Final = 3
_MIN_PROSE_AFTER: Final = 2
_SOON_BLOCKS: Final = 12
_TEASER_CHARS: Final = 300


def without_teasers(known: pl.DataFrame) -> pl.DataFrame:
    """Take back the starts of heads that hardly any text follows: below an article they announce other ones.

    Args:
        known: What ``boundaries`` knows around each block, in page order, with ``is_head_start``.

    Returns:
        The blocks with ``is_head_start`` taken back where the head announces a story that stands elsewhere.
    """
    is_start = pl.col("is_head_start")
    number = is_start.cast(pl.Int32).cum_sum()
    prose = pl.col("prose")
    counted = known.with_columns(number.alias("start_number"))
    texts = counted.group_by("doc", "start_number").agg(
        prose.sum().alias("paragraphs"), pl.col("chars").filter(prose).sum().alias("text_chars")
    )
    is_teaser = (
        is_start
        & (pl.col("prose_so_far") - prose.cast(pl.Int32) >= _MIN_PROSE_BEFORE)
        & (
            ((pl.col("paragraphs") < _MIN_PROSE_AFTER) & (pl.col("text_chars") < _TEASER_CHARS))
            | (pl.col("prose_soon") < _MIN_PROSE_AFTER)
        )
    )
    judged = (
        counted.join(texts, on=["doc", "start_number"], how="left", maintain_order="left")
        .join(_prose_soon(counted), on="head", how="left", maintain_order="left")
        .with_columns(is_teaser.fill_null(value=False).alias("is_teaser"))
    )
    return judged.with_columns((is_start & ~pl.col("is_teaser")).alias("is_head_start")).drop(
        "start_number", "paragraphs", "text_chars", "prose_soon", "is_teaser"
    )


def _prose_soon(known: pl.DataFrame) -> pl.DataFrame:
    """Count the paragraphs in the next blocks of the page behind each head: ``head``, ``prose_soon``."""
    so_far = known["prose_so_far"]
    lasts = known.group_by("doc").agg(pl.col("row").last().alias("page_last"))
    return (
        known.filter(pl.col("head").is_not_null())
        .group_by("head")
        .agg(pl.col("doc").first(), pl.col("row").last().alias("head_last"))
        .join(lasts, on="doc")
        .with_columns(pl.min_horizontal("page_last", pl.col("head_last") + _SOON_BLOCKS).alias("reach"))
        .with_columns(
            pl.lit(so_far).gather(pl.col("reach")).alias("then"), pl.lit(so_far).gather("head_last").alias("now")
        )
        .select("head", (pl.col("then") - pl.col("now")).alias("prose_soon"))
    )
