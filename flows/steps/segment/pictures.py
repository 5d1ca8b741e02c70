"""Tell captions by what stands beside them: the line again, a credit on a line of its own, the label of a picture.

A caption is written like any sentence of the text. What gives it away is its place: a scrape shows it twice, or leaves
the credit or the label of the picture ("View 3 images") on the line below or above it.
"""

from typing import Final

import polars as pl

_CAPTION_MAX_CHARS: Final = 700
_BESIDE_BLOCKS: Final = 3
_MIN_WORDS: Final = 3
_MOST_DOUBLED: Final = 0.34
_ABOVE_CREDIT_MAX_CHARS: Final = 300
_OPEN_MIN_WORDS: Final = 6
_UNFINISHED_MIN_WORDS: Final = 9
_MOST_UNFINISHED: Final = 4
_MOST_HEADINGS: Final = 0
_MOST_CAPITALISED: Final = 0.7
_CAPITALISED: Final = r"\b\p{Lu}"
_LOWER_WORD: Final = r"\s\p{Ll}{6}"
"""Title case leaves short words small alone."""

_NO_CAPTION: Final = r"^[“\"‘'0-9(]|[:?]|\s(?:and|or|und|oder|et|ou|y|o|e)$"
"""A quotation, a question, a number or an item of a list."""

_CREDIT_LABELS: Final = ("image:", "picture:", "photo:", "pic:", "photograph:", "credit:")
_CREDIT_MAX_CHARS: Final = 80
_PICTURE_LABEL: Final = (
    r"^(?:view (?:[0-9]+ (?:images|photos|pictures)|(?:image|photo|gallery) in fullscreen|image gallery)|"
    r"(?:open|view) (?:image|this photo) in (?:gallery|fullscreen|new window)|(?:image|media|photo|video) caption|"
    r"bildunterschrift(?: anzeigen)?|légende de l['’]image|pie de foto|legenda da foto)[,:.]?$"
)


def mark_pictures(placed: pl.DataFrame) -> pl.DataFrame:
    """Mark the lines that stand beside something only pictures have.

    On pages in which each caption stands twice, 44 of 73 captions missed stood twice in the middle of the text.

    Args:
        placed: Blocks with their place in the article, in page order.

    Returns:
        The blocks with ``is_doubled`` (stands again within three lines, nothing new between), ``is_above_credit``,
        ``is_below_label`` and ``is_unfinished`` (see :func:`_find_unfinished`).
    """
    marked = _mark_doubled(placed)
    same_above = pl.col("doc") == pl.col("doc").shift(1)
    same_below = pl.col("doc") == pl.col("doc").shift(-1)
    no_other = ~pl.any_horizontal(
        "has_credit",
        "is_furniture_phrase",
        "is_date_line",
        "is_byline_line",
        "is_loose_byline_line",
        "is_contributor_line",
    )
    short = pl.col("chars") <= _ABOVE_CREDIT_MAX_CHARS
    phrased = (pl.col("words") >= _OPEN_MIN_WORDS) | (pl.col("is_terminal") & (pl.col("words") >= _MIN_WORDS))
    # A credit in the lead may stand right below headline and summary.
    in_place = (pl.col("part") == "body") | ((pl.col("part") == "lead") & ~pl.col("is_first_after_title"))
    is_label = pl.col("is_furniture_phrase") | (pl.col("words") <= _MIN_WORDS + 1)
    labels = (
        marked.select("row", "key", is_label.alias("is_label"))
        .filter("is_label")
        .filter(pl.col("key").str.contains(_PICTURE_LABEL))["row"]
    )
    stands_label = pl.col("row").is_in(labels.implode())
    below_label = same_above & stands_label.shift(1) & no_other & short & (pl.col("words") >= _MIN_WORDS)
    # "Image source, EPA", "Image caption, …": that credit is of the caption under it.
    is_of_next = (stands_label | pl.col("is_labelled_caption")).shift(-2).fill_null(value=False)
    is_of_next |= pl.col("credits_next").shift(-1, fill_value=False)
    is_credited = same_below & pl.col("is_credit_line").shift(-1) & ~is_of_next
    above_credit = is_credited & no_other & short & phrased & in_place
    unfinished = _find_unfinished(marked)
    is_split = _is_split().fill_null(value=False)
    return marked.with_columns(
        (above_credit.fill_null(value=False) | is_split).alias("is_above_credit"),
        (pl.col("is_credit_line") | is_split.shift(2, fill_value=False)).alias("is_credit_line"),
        below_label.fill_null(value=False).alias("is_below_label"),
        pl.col("row").is_in(unfinished.implode()).alias("is_unfinished"),
    )


def _is_split() -> pl.Expr:
    """Tell the caption whose credit a scrape cut in three: "Cranes at dawn (", "Image:", "Ana Lind/Courier)"."""
    behind = pl.col("text").shift(-2)
    return (
        pl.col("text").str.ends_with(" (")
        & (pl.col("doc") == pl.col("doc").shift(-2))
        & pl.col("key").shift(-1).is_in(list(_CREDIT_LABELS))
        & behind.str.ends_with(")")
        & ~behind.str.contains("(", literal=True)
        & (pl.col("chars").shift(-2) <= _CREDIT_MAX_CHARS)
    )


def _mark_doubled(placed: pl.DataFrame) -> pl.DataFrame:
    """Mark what stands twice in close succession: below the head of an article only captions do.

    Where a good part of the lines stands twice, the scrape doubled the text, and doubling says nothing.
    """
    near = pl.col("is_linked") & (pl.col("chars") <= _CAPTION_MAX_CHARS) & (pl.col("words") >= _MIN_WORDS)
    first = near & (pl.col("next_copy") - pl.col("block_index") <= _BESIDE_BLOCKS)
    pairs = placed.filter(first.fill_null(value=False) & (pl.col("part") == "body"))
    lines = placed.select("unit", "part").filter(pl.col("part") == "body").group_by("unit").len("lines")
    few = (
        pairs.group_by("unit")
        .len("pairs")
        .join(lines, on="unit")
        .filter(2 * pl.col("pairs") <= _MOST_DOUBLED * pl.col("lines"))["unit"]
    )
    # Above the text a caption stands right below itself, under headline, author and day.
    above = placed.filter(
        near & (pl.col("next_copy") - pl.col("block_index") == 1),
        pl.col("part") == "lead",
        ~pl.col("is_headed") & pl.col("after_title") & ~pl.col("is_title") & ~pl.col("repeats_title"),
        ~pl.col("is_furniture_phrase"),
    )
    pairs = pl.concat([pairs.filter(pl.col("unit").is_in(few.implode())), above])
    doubled = pl.concat(
        [
            pairs.select("doc", "block_index"),
            pairs.select("doc", pl.col("next_copy").cast(pl.Int32).alias("block_index")),
        ]
    ).unique()
    return placed.join(
        doubled.with_columns(pl.lit(value=True).alias("is_doubled")),
        on=["doc", "block_index"],
        how="left",
        maintain_order="left",
    ).with_columns(pl.col("is_doubled").fill_null(value=False))


def _find_unfinished(placed: pl.DataFrame) -> pl.Series:
    """Find the captions that stand once, without a credit, among the paragraphs of plain text.

    They have the length of a sentence, and no full stop ends them. Section headings are shorter, or stand on a page
    with shorter ones; a quotation or a colon makes a heading of the longer ones. Of two such lines in a row the second
    heads the text, so the first may be shorter. Buttons between a picture and the text count for nothing. Where one
    picture has its credit the others have theirs too, unless a caption that stands twice has none.
    """
    is_copy = pl.col("is_doubled") | (pl.col("head").is_not_null() & pl.col("is_linked") & ~pl.col("is_head_title"))
    placed = placed.with_columns((pl.col("key") == pl.col("head_title")).fill_null(value=False).alias("is_head_title"))
    bare = placed.filter(is_copy & ~pl.col("has_credit") & (pl.col("words") >= _OPEN_MIN_WORDS))["unit"].unique()
    credited = placed.filter(pl.col("has_credit") & ~pl.col("unit").is_in(bare.implode()))["unit"].unique()
    is_bare = pl.col("unit").is_in(bare.implode())
    lines = placed.select(
        *("row", "unit", "text", "words", "part", "tag"),
        *("is_furniture_phrase", "is_open_line", "is_sentence", "is_paragraph"),
    ).filter((pl.col("part") == "body") & ~pl.col("is_furniture_phrase"))
    is_open = pl.col("is_open_line") & ~pl.col("is_paragraph") & pl.col("tag").is_null()
    same = {side: pl.col("unit") == pl.col("unit").shift(side) for side in (1, -1, -2)}
    is_short = pl.col("words") < _UNFINISHED_MIN_WORDS
    is_heading = is_short & (is_open | (pl.col("is_open_line") & pl.col("is_sentence")))
    above_heading = same[-2] & is_heading.shift(-1) & pl.col("is_paragraph").shift(-2)
    above_text = same[-1] & pl.col("is_paragraph").shift(-1)
    below_text = same[1] & pl.col("is_paragraph").shift(1)
    below_heading = same[1] & is_heading.shift(1)
    is_stacked = below_text & above_heading & (pl.col("words") >= _OPEN_MIN_WORDS) & is_bare
    return (
        lines.with_columns(
            (is_stacked | (~is_short & is_bare & (below_heading & above_text))).fill_null(value=False).alias("stacked"),
            (below_text & above_text).fill_null(value=False).alias("alone"),
        )
        .filter((pl.col("alone") | pl.col("stacked")) & is_open & ~pl.col("unit").is_in(credited.implode()))
        .with_columns(is_short.sum().over("unit").alias("headings"))
        .filter(
            (~is_short | pl.col("stacked"))
            & ((pl.col("headings") <= _MOST_HEADINGS) | is_bare)
            & ~pl.col("text").str.contains(_NO_CAPTION)
            # In title case it is the headline of another story.
            & (
                (pl.col("text").str.count_matches(_CAPITALISED) < _MOST_CAPITALISED * pl.col("words"))
                | pl.col("text").str.contains(_LOWER_WORD)
            )
        )
        .select("row", "unit", pl.len().over("unit").alias("many"))
        .filter(pl.col("many") <= _MOST_UNFINISHED)["row"]
    )
