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
    counted = blocks.with_columns(copies).with_row_index("row")
    # Three blocks in four stand once. The others are sorted, so that copies are neighbours: half the time of windows.
    again = counted.select("row", "copies", "block_index").filter(pl.col("copies").is_duplicated())
    again = again.sort("copies", "row")
    opens = pl.col("copies").ne_missing(pl.col("copies").shift())
    closes = pl.col("copies").ne_missing(pl.col("copies").shift(-1))
    place = pl.int_range(pl.len(), dtype=pl.Int32)
    first_copy = pl.when(opens).then("block_index").forward_fill()
    described = again.select(
        "row",
        (pl.when(closes).then(place).backward_fill() - pl.when(opens).then(place).forward_fill() + 1).alias(
            "copy_count"
        ),
        pl.when(~closes).then(pl.col("block_index").shift(-1)).alias("next_copy"),
        pl.when(first_copy < pl.col("block_index")).then(first_copy).alias("repeats_block_index"),
    )
    return (
        counted.join(described, on="row", how="left", maintain_order="left")
        .with_columns(pl.col("copy_count").fill_null(1))
        .drop("row")
    )
