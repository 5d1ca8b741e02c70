"""Read figures back from their own text: what a gate holds against every value before it is published."""

import math
from typing import Final

import polars as pl

from flows.steps.extract.figures import marked, read_text, starts_of
from flows.steps.extract.figures_names import Setting
from flows.steps.lexicon import Lexicon

# A number in digits with at most one word behind it that cannot change it: "2,500 people", "31 percent", "17.5%".
_PLAIN: Final = r"^([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?(?:%| [a-z]+)?$"


def read_back(figures: pl.DataFrame, lexicon: Lexicon) -> pl.Series:
    """Tell of each figure whether its text, read alone, gives the same value.

    The context that made a number a figure is gone, so every number in the text counts; the value and its upper end
    have to be those that were read in the article. Plain digits are compared in Polars, which is a second opinion and
    spares reading two figures in three again; each other text is read once.

    Args:
        figures: Rows of ``core.figures`` with their ``kind``.
        lexicon: The reference data.

    Returns:
        One boolean a row, never NULL, named ``is_read_back``.
    """
    words = lexicon.figures
    factors = [word for word in words.multipliers if word.isalpha()]
    text = pl.col("figure_text")
    digits = text.str.extract(_PLAIN).str.replace_all(",", "", literal=True)
    plain = (digits + text.str.extract(_PLAIN, 2).fill_null("")).cast(pl.Float64, strict=False)
    held = figures.select(
        "figure_text",
        "value",
        "value_high",
        (pl.col("kind") == "age").alias("is_age"),
        (
            pl.col("value_high").is_null()
            & (plain == pl.col("value"))
            & ~text.str.contains_any(factors, ascii_case_insensitive=True)
        )
        .fill_null(value=False)
        .alias("is_plain"),
    )
    others = held.filter(~pl.col("is_plain")).unique().sort("figure_text", "value", "value_high", "is_age")
    same = _read_again(others, lexicon)
    return (
        held.join(
            others.with_columns(same.alias("is_same")),
            on=["figure_text", "value", "value_high", "is_age"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .select((pl.col("is_plain") | pl.col("is_same")).fill_null(value=True).alias("is_read_back"))
        .to_series()
    )


def _read_again(figures: pl.DataFrame, lexicon: Lexicon) -> pl.Series:
    setting = Setting(lexicon.figures, lexicon.months, is_headline=False, keeps_bare=True)
    text = pl.col("figure_text")
    # A range of ages is one by what stands beside it: "children aged 5 to 12", "aged between 18 and 25".
    is_range = pl.col("is_age") & pl.col("value_high").is_not_null() & ~text.str.contains("-old", literal=True)
    worded = (
        pl.when(is_range & text.str.contains(" and ", literal=True))
        .then(pl.lit("aged between ") + text)
        .when(is_range & text.str.contains(" to ", literal=True))
        .then(text + pl.lit(" years old"))
        .otherwise(text)
    )
    keyed = figures.select(worded.alias("text"), "value", "value_high").with_row_index("row")
    is_same = [False] * len(figures)
    for row, _, value, high, plain, marks in marked(keyed, lexicon.figures).iter_rows():
        found = read_text(plain, starts_of(marks), [], setting)
        is_same[row] = len(found) == 1 and _same(found[0].value, value) and _same(found[0].value_high, high)
    return pl.Series("is_same", is_same, dtype=pl.Boolean)


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9)
