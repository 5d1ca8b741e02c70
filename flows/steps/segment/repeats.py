"""Find what stands again within a page: the evidence of structure that scraped news is full of."""

import polars as pl

from flows.text.columns import number_within


def mark_repeats(blocks: pl.DataFrame) -> pl.DataFrame:
    """Tie each block to the other copies of its text in the page.

    In pages of the typical shape 18 % of the characters are repeats, and where they stand says what they are: a
    headline stands again after the toggle line, a caption stands twice around it.

    Args:
        blocks: In page order, with ``doc``, ``block_index`` and ``key`` (the folded text).

    Returns:
        The blocks with ``copy_count`` (1 for a text that stands once), ``repeats_block_index`` (first copy; NULL for
        the first one), ``next_copy`` (block index; NULL where there is none) and ``copies`` (a number shared by the
        copies of one text in one page).
    """
    copies = number_within(pl.col("key"), pl.col("doc")).alias("copies")
    counted = (
        blocks.with_columns(copies)
        .with_columns(pl.len().over("copies").cast(pl.Int32).alias("copy_count"))
        .with_row_index("row")
    )
    # Three blocks in four stand once: the windows look at the others only.
    again = (
        counted.filter(pl.col("copy_count") > 1)
        .select("row", "copies", "block_index")
        .with_columns(
            pl.col("block_index").first().over("copies").alias("first_copy"),
            pl.col("block_index").shift(-1).over("copies").alias("next_copy"),
        )
        .select(
            "row",
            "next_copy",
            pl.when(pl.col("first_copy") < pl.col("block_index")).then("first_copy").alias("repeats_block_index"),
        )
    )
    return counted.join(again, on="row", how="left", maintain_order="left").drop("row")
