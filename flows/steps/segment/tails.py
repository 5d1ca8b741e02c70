"""Find where a plain page ends: below the heading of a list of other stories, or of what readers say."""

from typing import Final

import polars as pl

from flows.text.columns import running_sum

_HEADING_KINDS: Final = ("related", "comments", "newsletter", "media")
_HEADING_MAX_WORDS: Final = 6
_TITLE_MIN_WORDS: Final = 4
_MIN_TITLES: Final = 2
_MOST_LIFE: Final = 3
_OF_AUTHOR: Final = r"^about the (?:authors?|writers?|reporters?|contributors?|journalists?)$"
_CUT_SHORT: Final = r"(?:\.\.\.|…)$"


def find_tails(marked: pl.DataFrame) -> pl.DataFrame:
    """Find the line below which a piece has titles and teasers of other stories alone.

    Teasers are sentences, and stood in the text: of a station's page "Most Read" gave eight lines to the body. What
    tells them from text that goes on below a box is that they alternate: no paragraph stands below another, there are
    no more of them than titles, and the page does not end in a whole one. Below "About the author" up to three
    paragraphs tell a life.

    Args:
        marked: Blocks with ``unit``, ``block_index``, ``text``, ``words``, ``key``, ``is_paragraph``,
            ``is_sentence``, ``is_furniture_phrase``, ``furniture_kind``, ``is_scrape``, in page order.

    Returns:
        One row a piece that has such a line: ``unit``, ``tail_first`` (its ``block_index``).
    """
    unit = pl.col("unit")
    of_author = pl.col("key").str.contains(_OF_AUTHOR) & (pl.col("words") <= _HEADING_MAX_WORDS)
    is_heading = (
        (
            pl.col("furniture_kind").is_in(list(_HEADING_KINDS)).fill_null(value=False)
            & pl.col("is_furniture_phrase")
            & (pl.col("words") <= _HEADING_MAX_WORDS)
        )
        | of_author
    ) & ~pl.col("is_scrape")
    headed = marked.filter(is_heading)["unit"].unique()
    if headed.is_empty():
        return pl.DataFrame(schema={"unit": marked.schema["unit"], "tail_first": marked.schema["block_index"]})
    lines = (
        marked.filter(unit.is_in(headed.implode()))
        .with_columns(is_heading.alias("heads"))
        .filter(~pl.col("is_furniture_phrase") | pl.col("heads"))
    )
    is_title = ~pl.any_horizontal("is_paragraph", "is_sentence", "heads") & (pl.col("words") >= _TITLE_MIN_WORDS)
    follows = pl.col("is_paragraph") & pl.col("is_paragraph").shift() & (unit == unit.shift())
    counted = lines.with_columns(
        running_sum(is_title.cast(pl.Int64), unit).alias("titles"),
        running_sum(pl.col("is_paragraph").cast(pl.Int64), unit).alias("paragraphs"),
        running_sum(follows.fill_null(value=False).cast(pl.Int64), unit).alias("runs"),
    )
    whole = counted.group_by("unit", maintain_order=True).agg(
        pl.col("titles").last().alias("all_titles"),
        pl.col("paragraphs").last().alias("all_paragraphs"),
        pl.col("runs").last().alias("all_runs"),
        (pl.col("is_paragraph").last() & ~pl.col("text").last().str.contains(_CUT_SHORT)).alias("ends_whole"),
    )
    below = counted.filter("heads").join(whole, on="unit", maintain_order="left")
    titles, paragraphs = pl.col("all_titles") - pl.col("titles"), pl.col("all_paragraphs") - pl.col("paragraphs")
    return (
        below.filter(
            (pl.col("paragraphs") > 0)
            & (
                (of_author & (paragraphs <= _MOST_LIFE))
                | (
                    ~of_author
                    & (titles >= _MIN_TITLES)
                    & (paragraphs <= titles)
                    & (pl.col("all_runs") == pl.col("runs"))
                    & ~pl.col("ends_whole")
                )
            )
        )
        .group_by("unit", maintain_order=True)
        .agg(pl.col("block_index").min().alias("tail_first"))
    )
