"""Find the heads of a page, and the headline of each.

A head is a run of lines that stand again within a few lines: headline, caption twice, toggle, headline, caption twice.
Between two copies of a line no unrepeated prose may stand, or the two do not belong to one head.
"""

from typing import Final

import polars as pl

_HEAD_REACH_BLOCKS: Final = 24
_HEADLINE_MIN_CHARS: Final = 14
HEADLINE_MAX_CHARS: Final = 220
_HEADLINE_MIN_WORDS: Final = 3
HEADLINE_MAX_WORDS: Final = 32
_PAGE_TOP_BLOCKS: Final = 3
_NAME_WORDS: Final = 4
_HEADLINE_WORDS: Final = 6
_NAVIGATION_BLOCKS: Final = 12
_MOST_HEAD_PROSE: Final = 3
BUTTON_WORDS: Final = 3
_BUTTON_KINDS: Final = ("share", "toggle")


def mark_heads(blocks: pl.DataFrame) -> pl.DataFrame:
    """Mark the runs of lines that form heads, and name the headline of each.

    Args:
        blocks: With the columns of ``features``, ``repeats`` and ``hints``, in page order.

    Returns:
        The blocks with ``is_linked`` (stands again within the head), ``head`` (number of the head; NULL outside),
        ``is_head_start`` (first line of a head that begins an article), ``is_bare_head`` (one text alone is twice in
        it) and ``head_title`` (the folded headline; NULL where the head has none).
    """
    headed = _link_copies(blocks.with_row_index("row"))
    heads = _describe_heads(headed)
    return (
        headed.join(
            heads.select("head", "begins", "head_title", "head_row", "head_keys"),
            on="head",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            ((pl.col("row") == pl.col("head_row")) & pl.col("begins")).fill_null(value=False).alias("is_head_start"),
            pl.when("begins").then("head").alias("head"),
            pl.when("begins").then("head_title").alias("head_title"),
            (pl.col("begins") & (pl.col("head_keys") == 1)).fill_null(value=False).alias("is_bare_head"),
        )
        .drop("row", "begins", "head_row", "head_keys", "below_title", "is_button")
    )


def _link_copies(blocks: pl.DataFrame) -> pl.DataFrame:
    """Tie copies that stand close with no unrepeated prose between, and number the runs they span."""
    prose = pl.col("is_prose") & (pl.col("copy_count") == 1) & ~pl.col("has_credit")
    linkable = ~pl.any_horizontal(
        "is_furniture_phrase", "is_boilerplate", "is_date_line", "is_contributor_line", "is_house_line"
    ) & (
        # Where the markup says what is text, repetition within the text says nothing.
        pl.col("region").is_null() | pl.col("region").is_in(["above", "head"])
    )
    distance = pl.col("next_copy") - pl.col("block_index")
    counted = blocks.with_columns(prose.cast(pl.Int32).cum_sum().alias("prose_before"))
    next_row = counted.select(pl.col("row").cast(pl.Int64) + distance).to_series()
    joins = counted.with_columns(counted["prose_before"].gather(next_row).alias("prose_before_next")).with_columns(
        pl.when(linkable & (distance <= _HEAD_REACH_BLOCKS) & (pl.col("prose_before") == pl.col("prose_before_next")))
        .then(next_row)
        .alias("joined_row")
    )
    reached = joins["joined_row"].drop_nulls()
    in_head = pl.col("row").cast(pl.Int64) <= pl.col("joined_row").fill_null(-1).cum_max()
    linked = joins.with_columns(
        (pl.col("joined_row").is_not_null() | pl.col("row").cast(pl.Int64).is_in(reached.implode())).alias("is_linked"),
        in_head.alias("in_head"),
    )
    linked = _take_in_buttons(linked)
    starts = pl.col("in_head") & ~(
        pl.col("in_head").shift(1, fill_value=False) & (pl.col("doc") == pl.col("doc").shift(1))
    ).fill_null(value=False)
    # A line that stands once, set off by more white space than follows it, above a text that stands twice.
    above = pl.col("words").is_between(4, HEADLINE_MAX_WORDS) & ~pl.any_horizontal(
        "is_terminal", "has_credit", "is_furniture_phrase", "is_byline_line", "is_loose_byline_line"
    )
    below_title = (
        (pl.col("doc") == pl.col("doc").shift(1))
        & above.shift(1)
        & ((pl.col("gap").shift(1) > pl.col("gap")) | (pl.col("block_index") <= _PAGE_TOP_BLOCKS))
    )
    return linked.with_columns(
        pl.when("in_head").then(starts.cast(pl.Int32).cum_sum()).alias("head"),
        below_title.fill_null(value=False).alias("below_title"),
    ).drop("prose_before", "prose_before_next", "joined_row", "in_head")


def _take_in_buttons(linked: pl.DataFrame) -> pl.DataFrame:
    """Let a run go on over the buttons below it: ``in_head``, and ``is_button`` of those rows.

    A headline that stands twice with "Share" and "Tweet" under it begins an article: of three briefs glued so the last
    two were taken for the furniture of the first.
    """
    same = (pl.col("doc") == pl.col("doc").shift()).fill_null(value=False)
    is_button = (
        pl.col("is_furniture_phrase")
        & ~pl.col("in_head")
        & (pl.col("words") <= BUTTON_WORDS)
        & pl.col("furniture_kind").is_in(list(_BUTTON_KINDS)).fill_null(value=True)
    )
    above = pl.when(~is_button | ~same).then("in_head").forward_fill()
    return linked.with_columns((is_button & above).alias("is_button")).with_columns(
        (pl.col("in_head") | pl.col("is_button")).alias("in_head")
    )


def _describe_heads(headed: pl.DataFrame) -> pl.DataFrame:
    """Decide for each run whether it begins an article, and which text is its headline."""
    title_like = (
        pl.col("is_linked")
        & pl.col("chars").is_between(_HEADLINE_MIN_CHARS, HEADLINE_MAX_CHARS)
        & pl.col("words").is_between(_HEADLINE_MIN_WORDS, HEADLINE_MAX_WORDS)
        & ~pl.col("has_credit")
        & ~pl.any_horizontal("is_byline_line", "is_loose_byline_line")
    )
    titled = ~pl.any_horizontal(
        "is_linked", "is_sentence", "has_credit", "is_byline_line", "is_loose_byline_line", "is_furniture_phrase"
    ) & pl.col("words").is_between(_HEADLINE_WORDS, HEADLINE_MAX_WORDS)
    keys = pl.col("key")
    return (
        headed.lazy()
        .filter(pl.col("head").is_not_null())
        .with_columns(title_like.alias("title_like"))
        .group_by("head", maintain_order=True)
        .agg(
            pl.col("row").first().alias("head_row"),
            pl.len().alias("head_blocks"),
            pl.col("copies").filter("is_linked").n_unique().alias("head_keys"),
            (pl.col("is_furniture_phrase") & ~pl.col("is_button")).any().alias("has_toggle"),
            # Buttons say so only below lines that all stand twice: on a scraped page anything stands above them.
            ((pl.col("is_linked") | pl.col("is_furniture_phrase")).all() & pl.col("is_button").any()).alias(
                "has_buttons"
            ),
            (pl.col("is_linked") & (pl.col("has_credit") | pl.col("is_prose"))).any().alias("has_caption"),
            pl.col("copies")
            .filter(pl.col("is_linked") & pl.col("is_prose") & ~pl.col("has_credit"))
            .n_unique()
            .alias("head_prose"),
            keys.filter(pl.col("title_like") & ~pl.col("is_sentence")).first().alias("title_open"),
            keys.filter("title_like").first().alias("title_any"),
            keys.filter("is_linked").first().alias("first_linked"),
            keys.filter("is_given_title").first().alias("given_title"),
            (pl.col("words") <= 3).mean().alias("stub_share"),
            (pl.col("words") <= _NAME_WORDS).filter("is_linked").all().alias("is_name"),
            titled.any().alias("holds_title"),
            pl.col("block_index").first().alias("head_index"),
            pl.col("below_title").first().alias("below_title"),
            pl.col("has_credit").first().alias("credit_first"),
        )
        .with_columns(
            pl.when(pl.col("given_title").is_not_null())
            .then("given_title")
            # Where one text alone repeats below a line that could be the headline, it is the caption.
            .when(pl.col("below_title") & (pl.col("head_keys") == 1))
            .then(None)
            # A headline may end in a full stop or question mark, but then it must lead the head.
            .when(pl.col("title_any") == pl.col("first_linked"))
            .then("title_any")
            .otherwise("title_open")
            .alias("head_title"),
            # A long run of one-word lines is navigation, whatever repeats in it.
            ((pl.col("head_blocks") >= _NAVIGATION_BLOCKS) & (pl.col("stub_share") > 0.5)).alias("is_navigation"),
        )
        .with_columns(
            (
                ~pl.col("is_navigation")
                # The name of the outlet stands above the headline and below it.
                & ~((pl.col("head_keys") == 1) & pl.col("is_name") & pl.col("holds_title"))
                # Who doubles that many sentences doubles the text.
                & (pl.col("head_prose") <= _MOST_HEAD_PROSE)
                & (
                    (pl.col("head_keys") >= 2)
                    | pl.col("has_toggle")
                    | (pl.col("has_buttons") & pl.col("title_open").is_not_null())
                    | (pl.col("head_index") == 0)
                    | (pl.col("below_title") & (pl.col("credit_first") | (pl.col("head_index") <= _PAGE_TOP_BLOCKS)))
                )
                & (pl.col("head_title").is_not_null() | pl.col("has_caption") | pl.col("below_title"))
            ).alias("begins")
        )
        .collect()
    )
