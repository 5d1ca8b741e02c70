"""Trust less what was read from damaged text."""

from typing import Final

import polars as pl

_DOUBT: Final = 0.5
"""What is left of a confidence where a mark touches the words it rests on."""


def lower_confidence(
    rows: pl.DataFrame, damage: pl.DataFrame, key: str, spans: tuple[tuple[str, str], ...]
) -> pl.DataFrame:
    """Halve the confidence of rows whose evidence a damage mark touches.

    Args:
        rows: Rows with ``article_id``, ``confidence`` (NULL stays NULL), the key and the columns of the spans.
        damage: Rows of ``core.damage``.
        key: The rows' key column.
        spans: Start and end columns of the evidence, in code points of the page; a NULL span touches nothing.

    Returns:
        The rows, in their order.
    """
    if damage.is_empty() or rows.is_empty():
        return rows
    beside = rows.join(damage.select("article_id", "damage_start", "damage_end"), on="article_id", how="inner")
    touches = pl.any_horizontal(
        *[(pl.col("damage_start") < pl.col(end)) & (pl.col(start) < pl.col("damage_end")) for start, end in spans]
    )
    doubtful = beside.filter(touches.fill_null(value=False))[key].unique()
    return rows.with_columns(
        pl.when(pl.col(key).is_in(doubtful.implode()))
        .then(pl.col("confidence") * _DOUBT)
        .otherwise("confidence")
        .alias("confidence")
    )
