"""Find the headline of a piece that repeats nothing: the line above the text that says what the text says.

On a scraped page dozens of lines stand above the text. The headline is the one whose words come again in the first
paragraphs, that has the length of headlines, and that stands above a byline or a date.
"""

from typing import Final

import polars as pl

_MIN_WORDS: Final = 3
_MAX_WORDS: Final = 32
_OPENING_PARAGRAPHS: Final = 5
_BELOW_BLOCKS: Final = 6


def mark_titles(placed: pl.DataFrame) -> pl.DataFrame:
    """Choose the headline of each piece that has no repeated head.

    Args:
        placed: Blocks with ``unit``, ``part``, ``has_head``, ``is_scrape``, ``is_paragraph``, in page order.

    Returns:
        The blocks with ``is_title``; at most one line of a piece is one.
    """
    headless = placed.with_row_index("row").with_columns(_stands_above_byline().alias("above_byline"))
    candidates = headless.filter(~pl.col("has_head") & _can_be_title())
    scored = candidates.join(_overlaps(candidates, headless), on="row", how="left", maintain_order="left").with_columns(
        _score().alias("score")
    )
    # Of equal lines the last: what stands nearer to the text is less likely to be navigation.
    chosen = scored.sort("unit", "score", "row", descending=[False, True, True]).unique(
        "unit", keep="first", maintain_order=True
    )["row"]
    return headless.with_columns(pl.col("row").is_in(chosen.implode()).alias("is_title")).drop("row", "above_byline")


def _can_be_title() -> pl.Expr:
    in_place = (pl.col("part") == "lead") | ((pl.col("tag") == "h1") & ~pl.col("is_boilerplate"))
    no_other = ~pl.any_horizontal(
        "is_byline_line",
        "is_loose_byline_line",
        "is_date_line",
        "is_furniture_phrase",
        "has_credit",
        "is_contributor_line",
    )
    return (
        in_place.fill_null(value=False)
        & pl.col("words").is_between(_MIN_WORDS, _MAX_WORDS)
        & pl.col("chars").is_between(12, 220)
        & ~pl.col("text").str.contains(r"[.:;,]$")
        & no_other
    )


def _stands_above_byline() -> pl.Expr:
    tells = pl.any_horizontal("is_byline_line", "is_loose_byline_line", "is_date_line", "is_person_line")
    return pl.any_horizontal(
        *[tells.shift(-below) & (pl.col("doc") == pl.col("doc").shift(-below)) for below in range(1, _BELOW_BLOCKS)]
    ).fill_null(value=False)


def _overlaps(candidates: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Measure which share of a line's longer words the first paragraphs say again, on scraped pages."""
    pieces = candidates.filter("is_scrape").select("unit").unique()
    words = pl.col("key").str.extract_all(r"[\p{L}\p{N}]{4,}").alias("word")
    opening = (
        blocks.join(pieces, on="unit", how="semi", maintain_order="left")
        .filter((pl.col("part") == "body") & pl.col("is_paragraph"))
        .filter(pl.int_range(pl.len()).over("unit") < _OPENING_PARAGRAPHS)
        .select("unit", words)
        .explode("word")
        .unique()
        .with_columns(pl.lit(value=True).alias("comes_again"))
    )
    return (
        candidates.filter("is_scrape")
        .select("row", "unit", words)
        .explode("word")
        .drop_nulls("word")
        .join(opening, on=["unit", "word"], how="left")
        .group_by("row")
        .agg(pl.col("comes_again").is_not_null().mean().alias("overlap"))
    )


def _score() -> pl.Expr:
    # Headlines have 4 to 18 words; a longer line above the text is its summary, a shorter one a label.
    return (
        pl.when(pl.col("words").is_between(4, 18)).then(10).when(pl.col("words") < 4).then(3).otherwise(6)
        + pl.when("is_given_title").then(40).otherwise(0)
        + pl.when((pl.col("tag") == "h1").fill_null(value=False)).then(20).otherwise(0)
        + pl.when(pl.col("copy_count") >= 2).then(3).otherwise(0)
        + pl.when("above_byline").then(4).otherwise(0)
        + pl.when(~pl.col("is_scrape") & (pl.col("block_index") == pl.col("unit_first"))).then(8).otherwise(0)
        + (12 * pl.col("overlap").fill_null(0.0))
    )
