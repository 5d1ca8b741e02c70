"""Read figures back from their own text: what a gate holds against every value that was published."""

import math

import polars as pl

from flows.steps.extract.figures import marked, read_text, starts_of
from flows.steps.extract.figures_names import Setting
from flows.steps.lexicon import Lexicon


def unreadable(figures: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Find the figures whose value does not come back when their text is read alone.

    The context that made a number a figure is gone, so every number in the text counts; the value, its upper end and
    the sign have to be those that were read in the article.

    Args:
        figures: Rows of ``core.figures``.
        lexicon: The reference data.

    Returns:
        The rows that break it.
    """
    setting = Setting(lexicon.figures, lexicon.months, is_headline=False, keeps_bare=True)
    keyed = figures.select(pl.col("figure_text").alias("text"), "value", "value_high").with_row_index("row")
    read = set()
    for row, _, value, high, plain, marks in marked(keyed, lexicon.figures).iter_rows():
        found = read_text(plain, starts_of(marks), [], setting)
        if len(found) == 1 and _same(found[0].value, value) and _same(found[0].value_high, high):
            read.add(row)
    return figures.filter(~pl.int_range(pl.len(), dtype=pl.UInt32).is_in(sorted(read)))


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9)
