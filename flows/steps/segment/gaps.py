"""Find the gaps between glued articles: white space wider than any that stands within them."""

from typing import Final

import polars as pl

_MOST_GAPS: Final = 6
"""Where more gaps are as wide, they part the sections of a page, not its articles."""


def find_rare_gaps(blocks: pl.DataFrame) -> pl.DataFrame:
    """Find the blocks below the widest gaps of their page, where these are few and prose stands on both sides.

    Who glues pages together puts the same blank lines between any two of them; within an article no gap is as wide.

    Args:
        blocks: In page order, with ``row``, ``doc``, ``gap`` (blank lines above) and ``prose`` (Boolean).

    Returns:
        ``row`` and ``doc`` of the blocks below such gaps, in page order.
    """
    inner = blocks.filter(pl.col("doc") == pl.col("doc").shift()).select("row", "doc", "gap")
    widest = inner.group_by("doc").agg(pl.col("gap").max().alias("widest"))
    few = (
        inner.join(widest, on="doc", maintain_order="left")
        .filter((pl.col("gap") == pl.col("widest")) & (pl.col("widest") >= 1))
        .filter(pl.len().over("doc") <= _MOST_GAPS)
        .select("row", "doc")
    )
    if few.is_empty():
        return few
    prose = blocks.select(
        "row", "doc", pl.col("prose").cast(pl.Int32).cum_sum().over("doc").alias("so_far")
    ).with_columns(pl.col("so_far").max().over("doc").alias("all"))
    counted = few.join(prose, on=["row", "doc"], maintain_order="left")
    before = pl.col("so_far") - pl.col("so_far").shift(1, fill_value=0).over("doc")
    after = pl.coalesce(pl.col("so_far").shift(-1).over("doc"), "all") - pl.col("so_far")
    return counted.filter((before >= 1) & (after >= 1)).select("row", "doc")
