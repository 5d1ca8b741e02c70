"""Find where the text of a piece begins: below its byline, whatever stands around the first paragraph."""

from typing import Final

import polars as pl

from flows.text.regex import alternation

_LINE_MAX_PLACE: Final = 8
_LEAD_LINES: Final = 12
_MOST_PROMOTED: Final = 3
_TITLE_MIN_WORDS: Final = 4
_TITLE_MAX_WORDS: Final = 32
_TEXT_WORDS: Final = 15
_BOX_MAX_BLOCKS: Final = 60
_BOX_PHRASES: Final = 4
_OFFERS: Final = (
    "subscri",
    "sign up",
    "sign in",
    "newsletter",
    "inbox",
    "register",
    "log in",
    "your email",
    "free trial",
)
"""What only the site says above the text, in lower case."""


def place_tops(windows: pl.DataFrame, marked: pl.DataFrame) -> pl.DataFrame:
    """Move the tops of texts to the first paragraph below the byline.

    Args:
        windows: ``unit``, ``window_first`` and what else is known of each text.
        marked: Blocks with ``unit``, ``block_index``, ``is_paragraph``, ``is_aside``, ``is_scrape`` and the columns of
            ``features``, in page order.

    Returns:
        The windows with ``window_first`` where the text begins, and ``box_first`` and ``box_last``, the blocks of a box
        within it that are no text (NULL for none).
    """
    return _below_summary(_above_box(windows, marked), marked)


def _tells_author() -> pl.Expr:
    return pl.any_horizontal("is_byline_line", "is_loose_byline_line", "is_date_line") & ~pl.col("is_paragraph")


def _above_box(windows: pl.DataFrame, marked: pl.DataFrame) -> pl.DataFrame:
    """Let the text of a scraped page begin at the first paragraph below the byline, above the box of a paywall.

    A box of ten lines ("Subscribe now", "Register to unlock") outweighs the paragraph or two that stand above it: they
    were lost.
    """
    index, first, line = pl.col("block_index"), pl.col("window_first"), pl.col("line")
    offers = pl.col("key").str.contains(alternation(_OFFERS))
    near = (
        marked.filter("is_scrape")
        .select(
            "unit",
            "block_index",
            "key",
            (pl.col("is_paragraph") & ~pl.col("is_aside") & (pl.col("words") >= _TEXT_WORDS)).alias("is_text"),
            _tells_author().alias("is_line"),
            "is_furniture_phrase",
        )
        .filter(pl.any_horizontal("is_text", "is_line", "is_furniture_phrase"))
        .join(windows.select("unit", "window_first"), on="unit", maintain_order="left")
        .filter((index < first) & (index >= first - _BOX_MAX_BLOCKS))
    )
    lines = near.filter("is_line").group_by("unit", maintain_order=True).agg(index.max().alias("line"))
    below = near.join(lines, on="unit", maintain_order="left").filter(index > line)
    tops = (
        below.filter(pl.col("is_text") & ~offers)
        .group_by("unit", maintain_order=True)
        .agg(index.min().alias("top"), line.first())
        .filter(pl.col("top") <= line + _LEAD_LINES)
    )
    boxes = (
        below.filter("is_furniture_phrase")
        .join(tops.select("unit", "top"), on="unit", maintain_order="left")
        .filter(index > pl.col("top"))
        .group_by("unit", maintain_order=True)
        .agg(pl.col("top").first(), index.min().alias("box_first"), (first.first() - 1).alias("box_last"), pl.len())
        .filter(pl.col("len") >= _BOX_PHRASES)
        .drop("len")
    )
    return (
        windows.join(boxes, on="unit", how="left", maintain_order="left")
        .with_columns(pl.coalesce("top", "window_first").alias("window_first"))
        .drop("top")
    )


def _below_summary(windows: pl.DataFrame, marked: pl.DataFrame) -> pl.DataFrame:
    """Let a text begin below its byline where one paragraph alone stands above: the summary.

    Of a scraped page up to three may, what the site says of its series or of another story, where the headline stands
    between them and the byline and no other byline above.
    """
    index, first, line = pl.col("block_index"), pl.col("window_first"), pl.col("line")
    last = first + _LINE_MAX_PLACE
    is_line = _tells_author()
    is_title = (
        pl.col("words").is_between(_TITLE_MIN_WORDS, _TITLE_MAX_WORDS)
        & ~is_line
        & ~pl.any_horizontal("is_terminal", "is_furniture_phrase", "has_credit")
    )
    near = (
        marked.select("unit", "block_index", "is_paragraph", is_line.alias("is_line"), is_title.alias("is_title"))
        .filter(pl.any_horizontal("is_paragraph", "is_line", "is_title"))
        .join(windows.select("unit", "window_first"), on="unit", maintain_order="left")
        .filter(index.is_between(first - _LEAD_LINES, first + 2 * _LINE_MAX_PLACE))
    )
    tops = near.group_by("unit", maintain_order=True).agg(
        index.filter(pl.col("is_paragraph") & index.is_between(first, last)).bottom_k(2).max().alias("second"),
        index.filter(pl.col("is_line") & index.is_between(first, last)).min().alias("line"),
        (pl.col("is_line") & (index < first)).any().alias("is_signed"),
    )
    texts = (
        near.filter("is_paragraph")
        .join(tops.select("unit", "line"), on="unit", maintain_order="left")
        .filter(index >= first)
        .group_by("unit", maintain_order=True)
        .agg(
            (index < line).sum().alias("before"),
            index.filter(index < line).max().alias("above"),
            index.filter(index > line).min().alias("begins"),
        )
    )
    titled = (
        near.filter("is_title")
        .join(tops.select("unit", "line"), on="unit", maintain_order="left")
        .join(texts.select("unit", "above"), on="unit", maintain_order="left")
        .filter(index.is_between("above", "line"))["unit"]
        .unique()
    )
    scraped = marked.filter("is_scrape")["unit"].unique()
    is_below = line.is_between("window_first", "second").fill_null(value=False)
    is_promoted = (
        pl.col("unit").is_in(titled.implode())
        & pl.col("unit").is_in(scraped.implode())
        & ~pl.col("is_signed")
        & (pl.col("before") <= _MOST_PROMOTED)
        & pl.col("begins").is_not_null()
    ).fill_null(value=False)
    return (
        windows.join(tops, on="unit", how="left", maintain_order="left")
        .join(texts, on="unit", how="left", maintain_order="left")
        .with_columns(
            pl.when(is_below)
            .then("second")
            .when(is_promoted)
            .then("begins")
            .otherwise("window_first")
            .alias("window_first")
        )
        .drop("second", "line", "is_signed", "before", "above", "begins")
    )
