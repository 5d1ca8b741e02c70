"""Find where the articles of a page begin: repeated heads, blank-line rhythm, new datelines.

A head is a run of lines that stand again within a few lines: headline, caption twice, toggle, headline, caption twice.
Between two copies of a line no unrepeated prose may stand, or the two do not belong to one head.
"""

from typing import Final

import polars as pl

from flows.text.patterns import NAME_WORD

HEAD_REACH_BLOCKS: Final = 24
_HEADLINE_MAX_CHARS: Final = 220
_HEADLINE_MAX_WORDS: Final = 32

DATELINE: Final = (
    r"^(?:\p{Lu}[\p{Lu}\p{M}.’'\-]+(?:[ \-/]\p{Lu}[\p{Lu}\p{M}.’'\-]*){0,3}"  # CITY in capitals
    rf"(?:,\s{NAME_WORD}(?:\s{NAME_WORD}){{0,2}})?"  # , Country or state
    r"(?:,?\s+\p{L}+\.?\s\d{1,2}(?:,\s\d{4})?)?"  # , Dec 29
    r"(?:\s*[,(]\s*[\p{L} /\-]{2,30}[)]?)?"  # (Agency)
    r"\s*[\-–—―:_]{1,2}\s+\S)"
)
"""A paragraph that begins with a dateline: the place in capitals, set off by a dash."""


def mark_heads(blocks: pl.DataFrame) -> pl.DataFrame:
    """Mark the runs of lines that form heads, and name the headline of each.

    Args:
        blocks: With the columns of ``features`` and ``repeats``, in page order.

    Returns:
        The blocks with ``is_linked`` (stands again within the head), ``head`` (number of the head; NULL outside),
        ``is_head_start`` (first line of a head that begins an article) and ``head_title`` (the folded headline; NULL
        where the head has none).
    """
    prose = pl.col("is_prose") & (pl.col("copy_count") == 1) & ~pl.col("has_credit")
    linkable = ~pl.col("is_furniture_phrase") & ~(pl.col("is_date_line") | pl.col("is_contributor_line"))
    counted = blocks.with_row_index("row").with_columns(prose.cast(pl.Int32).cum_sum().alias("prose_before"), linkable.alias("linkable"))
    next_prose = pl.col("prose_before").shift(-1).over("doc", "key")
    near = (pl.col("next_copy") - pl.col("block_index")) <= HEAD_REACH_BLOCKS
    joined = pl.col("linkable") & near & (next_prose == pl.col("prose_before"))
    reached = (
        counted.with_columns(joined.fill_null(value=False).alias("joins_next"))
        .with_columns(pl.col("joins_next").shift(1, fill_value=False).over("doc", "key").alias("joins_previous"))
        .with_columns(
            (pl.col("joins_next") | pl.col("joins_previous")).alias("is_linked"),
            pl.when("joins_next")
            .then(pl.col("row").cast(pl.Int64) + pl.col("next_copy") - pl.col("block_index"))
            .otherwise(-1)
            .cum_max()
            .alias("reach"),
        )
        .with_columns((pl.col("row").cast(pl.Int64) <= pl.col("reach")).alias("in_head"))
    )
    first = pl.col("in_head") & ~(pl.col("in_head").shift(1, fill_value=False) & (pl.col("doc") == pl.col("doc").shift(1)))
    headed = reached.with_columns(
        pl.when("in_head").then(first.fill_null(value=True).cast(pl.Int32).cum_sum()).alias("head")
    )
    title_like = (
        pl.col("is_linked")
        & pl.col("chars").is_between(8, _HEADLINE_MAX_CHARS)
        & pl.col("words").is_between(2, _HEADLINE_MAX_WORDS)
        & ~pl.col("has_credit")
        & ~pl.col("is_byline_line")
    )
    heads = (
        headed.lazy()
        .filter(pl.col("head").is_not_null())
        .with_columns(title_like.alias("title_like"))
        .group_by("head", maintain_order=True)
        .agg(
            pl.col("row").first().alias("head_row"),
            pl.len().alias("head_blocks"),
            pl.col("key").filter("is_linked").n_unique().alias("head_keys"),
            pl.col("is_furniture_phrase").any().alias("has_toggle"),
            (pl.col("is_linked") & (pl.col("has_credit") | pl.col("is_prose"))).any().alias("has_caption"),
            pl.col("key").filter(pl.col("title_like") & ~pl.col("is_sentence")).first().alias("title_open"),
            pl.col("key").filter("title_like").first().alias("title_any"),
            pl.col("key").filter("is_linked").first().alias("first_linked"),
            (pl.col("words") <= 3).mean().alias("stub_share"),
            pl.col("block_index").first().alias("head_index"),
        )
        .with_columns(
            # A headline may end in a full stop or question mark, but then it must lead the head.
            pl.when(pl.col("title_any") == pl.col("first_linked"))
            .then("title_any")
            .otherwise("title_open")
            .alias("head_title"),
            # A long run of one-word lines is navigation, whatever repeats in it.
            ((pl.col("head_blocks") >= 12) & (pl.col("stub_share") > 0.5)).alias("is_navigation"),
        )
        .with_columns(
            (
                ~pl.col("is_navigation")
                & ((pl.col("head_keys") >= 2) | pl.col("has_toggle") | (pl.col("head_index") == 0))
                & (pl.col("head_title").is_not_null() | pl.col("has_caption"))
            ).alias("begins")
        )
        .collect()
    )
    return (
        headed.join(
            heads.select("head", "begins", "head_title", "head_row", "is_navigation"),
            on="head",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            ((pl.col("row") == pl.col("head_row")) & pl.col("begins")).fill_null(value=False).alias("is_head_start"),
            pl.when("begins").then("head").alias("head"),
            pl.when("begins").then("head_title").alias("head_title"),
            pl.col("is_navigation").fill_null(value=False),
        )
        .drop("prose_before", "linkable", "joins_next", "joins_previous", "reach", "in_head", "begins", "head_row")
    )


def mark_starts(blocks: pl.DataFrame) -> pl.DataFrame:
    """Number the articles of each page.

    Args:
        blocks: What :func:`mark_heads` returns.

    Returns:
        The blocks with ``starts_by`` (the rule that lets an article begin here; NULL elsewhere) and ``piece`` (0 for
        what stands before the first start, then 1, 2, … per page).
    """
    prose = pl.col("is_prose") & pl.col("head").is_null()
    same = pl.col("doc") == pl.col("doc").shift(1)
    gaps = blocks.with_columns(
        (pl.col("doc") == pl.col("doc").shift(1)).fill_null(value=False).alias("same"),
        prose.alias("prose"),
    ).with_columns(
        # The rhythm of the neighbourhood: the widest gap among the six blocks before and after.
        pl.max_horizontal(*[pl.when(pl.col("doc") == pl.col("doc").shift(n)).then(pl.col("gap").shift(n)) for n in range(1, 7)])
        .fill_null(-1)
        .alias("gap_before"),
        pl.max_horizontal(*[pl.when(pl.col("doc") == pl.col("doc").shift(-n)).then(pl.col("gap").shift(-n)) for n in range(1, 5)])
        .fill_null(-1)
        .alias("gap_after"),
        pl.col("prose").cast(pl.Int32).cum_sum().over("doc").alias("prose_so_far"),
        pl.col("prose").cast(pl.Int32).sum().over("doc").alias("prose_total"),
    )
    ended = (pl.col("is_sentence") | pl.col("is_contributor_line") | ~pl.col("is_prose")).shift(1)
    enough_before = pl.col("prose_so_far").shift(1) >= 3
    enough_after = (pl.col("prose_total") - pl.col("prose_so_far")) >= 2
    wide = (pl.col("gap") > pl.col("gap_before")) & (pl.col("gap") > pl.col("gap_after"))
    opens = pl.col("is_strong") | ((pl.col("words") >= 4) & (pl.col("prose").shift(-1)) & (pl.col("gap") >= 2))
    rhythm = same & wide & opens & enough_before & enough_after & ended & (pl.col("gap") >= 1) & pl.col("head").is_null()
    dateline = (
        same
        & pl.col("text").str.contains(DATELINE)
        & enough_before
        & enough_after
        & pl.col("is_strong")
        & pl.col("head").is_null()
    )
    started = gaps.with_columns(
        pl.when("is_head_start")
        .then(pl.lit("repeated_head"))
        .when(rhythm.fill_null(value=False))
        .then(pl.lit("blank_line_rhythm"))
        .when(dateline.fill_null(value=False))
        .then(pl.lit("new_dateline"))
        .alias("starts_by")
    )
    return started.with_columns(
        pl.col("starts_by").is_not_null().cast(pl.Int32).cum_sum().over("doc").alias("piece")
    ).drop("same", "prose", "gap_before", "gap_after", "prose_so_far", "prose_total")
