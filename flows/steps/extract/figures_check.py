"""Read figures back from their own text: what a gate holds against every value before it is published."""

import math
from typing import Final

import polars as pl

from flows.steps.extract.figures import marked, read_text, starts_of
from flows.steps.extract.figures_names import Setting
from flows.steps.lexicon import Lexicon

# One number in digits with words around it that are none: "2,500 people", "31 percent", "about $1.4 billion a day".
_PLAIN: Final = (
    r"^(?<lead>(?:[A-Za-z]+ ){0,3})[$€£]?(?<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?<decimals>\.[0-9]+)?"
    r"(?:%|(?: (?<times>thousand|million|billion|trillion|mln|bln|bn))?(?<tail>(?: [A-Za-z'’-]+)*))$"
)
_NEAR: Final = 1e-9


def read_back(figures: pl.DataFrame, lexicon: Lexicon) -> pl.Series:
    """Tell of each figure whether its text, read alone, gives the same value.

    The context that made a number a figure is gone, so every number in the text counts; the value and its upper end
    have to be those that were read in the article. One number in digits, with at most one multiplier behind it and no
    other word of number beside it, is compared in Polars, which is a second opinion and spares reading two to nine
    figures in ten again; each other text is read once.

    Args:
        figures: Rows of ``core.figures`` with their ``kind``.
        lexicon: The reference data.

    Returns:
        One boolean a row, never NULL, named ``is_read_back``.
    """
    words = lexicon.figures
    numbers = [*words.ones, *words.tens, *words.multipliers, *words.fractions, *words.vague, "half"]
    text = pl.col("figure_text").str.replace_all("\n", " ", literal=True)
    parts = figures.select(text.str.extract_groups(_PLAIN).struct.unnest())
    factors = {word: float(factor) for word, factor in words.multipliers.items()}
    digits = pl.col("digits").str.replace_all(",", "", literal=True) + pl.col("decimals").fill_null("")
    # A space before each word, so that "two" is found and the "tn" of "witness" is not.
    beside = pl.concat_str(pl.lit(" "), "lead", pl.col("tail").fill_null(""))
    plain = parts.select(
        (digits.cast(pl.Float64, strict=False) * pl.col("times").replace_strict(factors, default=1.0)).alias("plain"),
        beside.str.contains_any([f" {word}" for word in numbers], ascii_case_insensitive=True).alias("is_counted"),
    )
    held = figures.hstack(plain).select(
        "figure_text",
        "value",
        "value_high",
        (pl.col("kind") == "age").alias("is_age"),
        (
            pl.col("value_high").is_null()
            & ((pl.col("plain") - pl.col("value")).abs() <= pl.col("value").abs() * _NEAR)
            & ~pl.col("is_counted")
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
        pl.when(is_range & text.str.contains(r"\sand\s"))
        .then(pl.lit("aged between ") + text)
        .when(is_range & text.str.contains(r"\sto\s"))
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
