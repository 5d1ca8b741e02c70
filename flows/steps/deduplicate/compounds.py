"""Keep texts that hold several strangers from standing for them.

A glued page that was not parted, a digest or a day's summary contains stories that have nothing to do with each other.
Each is rightly found in it, but if it stood for both, readers would see two strangers as one story: on the joined
development data, glued pages among them, this rule took the precision of pairs from 0.15 to 0.94.
"""

from typing import Final

import polars as pl

_MOST: Final = 0.7
"""A text of which one part makes up as much is that part's copy, whatever else it holds."""


def without_compounds(copies: pl.DataFrame) -> pl.DataFrame:
    """Leave out the pairs that tie a part to a text which holds strangers to that part as well.

    Strangers are two parts of one text that are no copies of each other. What is left out depends on the set of pairs
    alone, never on the order in which they were found.

    Args:
        copies: Verified pairs of bodies: ``body_digest``, ``other_digest``, ``jaccard``, ``body_share``,
            ``other_share``.

    Returns:
        A part of ``copies``, in its order.
    """
    numbered = copies.with_row_index("pair")
    is_body_part = pl.col("body_share") >= pl.col("other_share")
    parts = numbered.select(
        "pair",
        pl.when(is_body_part).then("body_digest").otherwise("other_digest").alias("part"),
        pl.when(is_body_part).then("other_digest").otherwise("body_digest").alias("whole"),
        (pl.min_horizontal("body_share", "other_share") < _MOST).alias("is_a_piece"),
    )
    held = parts.filter(pl.len().over("whole") > 1)
    if held.is_empty():
        return copies
    beside = (
        held.select("whole", pl.col("part").alias("low"))
        .join(held.select("whole", pl.col("part").alias("high")), on="whole")
        .filter(pl.col("low") < pl.col("high"))
    )
    known = pl.concat(
        [
            copies.select(pl.col(low).alias("low"), pl.col(high).alias("high"))
            for low, high in (("body_digest", "other_digest"), ("other_digest", "body_digest"))
        ]
    )
    compounds = beside.join(known, on=["low", "high"], how="anti")["whole"].unique()
    left_out = held.filter(pl.col("is_a_piece") & pl.col("whole").is_in(compounds.implode()))["pair"]
    return numbered.filter(~pl.col("pair").is_in(left_out.implode())).drop("pair")
