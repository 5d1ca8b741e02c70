"""Find the gaps between glued articles: white space that does not stand within them, wider or out of step."""

from typing import Final

import polars as pl

from flows.text.columns import running_sum

_MOST_GAPS: Final = 6
"""Where more gaps are as wide, they part the sections of a page, not its articles."""


_MIN_PARAGRAPH_BREAKS: Final = 4
_MIN_BREAKS: Final = 2
_PARAGRAPH_SHARE: Final = 0.5


def find_seams(blocks: pl.DataFrame) -> pl.DataFrame:
    """Find the blocks below breaks that are out of step with the paragraphs of their page.

    Within an article a break is as wide as between paragraphs, or twice and three times that where a picture or an
    empty paragraph was taken out. Three line feeds where paragraphs are parted by two, or one, were put there by who
    glued the pages together. Of 99 such breaks in labelled pages without captions all were seams; of the wider ones
    that are in step 4 in 10. Pages whose paragraphs are parted by a single line feed have no step to fall out of.

    Args:
        blocks: In page order, with ``row``, ``doc``, ``gap`` (blank lines above), ``prose`` and ``has_credit``: one
            picture's caption stands close to the next one's.

    Returns:
        ``row`` and ``doc`` of the blocks below such breaks, in page order, and ``seams``: how many breaks of the page
        are out of step, those that have no prose on both sides included.
    """
    inner = _breaks(blocks)
    steps = (
        _paragraph_gaps(inner, least=_MIN_PARAGRAPH_BREAKS)
        .filter(pl.col("gap") >= 1)
        .select("doc", (pl.col("gap") + 1).alias("step"))
    )
    odd = (
        inner.join(steps, on="doc", maintain_order="left")
        .filter(((pl.col("gap") + 1) % pl.col("step") != 0) & ~pl.col("beside_picture"))
        .with_columns(pl.len().over("doc").alias("seams"))
    )
    # An article that keeps another step than the rest of its page falls out of it line by line.
    apart = [
        (pl.col("doc") != pl.col("doc").shift(side))
        | ((pl.col("row").cast(pl.Int64) - pl.col("row").shift(side).cast(pl.Int64)).abs() > 1)
        for side in (1, -1)
    ]
    alone = pl.all_horizontal(*[condition.fill_null(value=True) for condition in apart])
    return _between_prose(odd.filter(alone & (pl.col("seams") <= _MOST_GAPS)).select("row", "doc", "seams"), blocks)


def find_rare_gaps(blocks: pl.DataFrame) -> pl.DataFrame:
    """Find the blocks below the widest gaps of their page, where these are few and prose stands on both sides.

    Who glues pages together puts the same blank lines between any two of them; within an article no gap is as wide.

    Args:
        blocks: In page order, with ``row``, ``doc``, ``gap`` (blank lines above), ``prose`` and ``has_credit``.

    Returns:
        ``row`` and ``doc`` of the blocks below such gaps, in page order, and ``in_step``: blank lines part the
        paragraphs of the page, so that a wider gap may be one of theirs as well.
    """
    inner = _breaks(blocks)
    widest = inner.group_by("doc").agg(pl.col("gap").max().alias("widest"))
    usual = _paragraph_gaps(inner, least=_MIN_BREAKS).select("doc", pl.col("gap").alias("usual"))
    few = (
        inner.join(widest, on="doc", maintain_order="left")
        .join(usual, on="doc", how="left", maintain_order="left")
        .filter(
            (pl.col("gap") == pl.col("widest"))
            & (pl.col("widest") >= 1)
            & (pl.col("usual").is_null() | (pl.col("widest") > pl.col("usual")))
        )
        .filter(pl.len().over("doc") <= _MOST_GAPS)
        .select("row", "doc", (pl.col("usual") >= 1).fill_null(value=False).alias("in_step"))
    )
    return _between_prose(few, blocks)


def _breaks(blocks: pl.DataFrame) -> pl.DataFrame:
    """List the breaks between two blocks of a page, and whether both are prose."""
    return blocks.select(
        "row",
        "doc",
        "gap",
        (pl.col("doc") == pl.col("doc").shift()).alias("same"),
        (pl.col("prose") & pl.col("prose").shift()).alias("within"),
        (pl.col("has_credit") & pl.col("has_credit").shift()).alias("beside_picture"),
    ).filter("same")


def _paragraph_gaps(breaks: pl.DataFrame, least: int) -> pl.DataFrame:
    """Find the gap that most paragraphs of a page keep, where there is one."""
    return (
        breaks.filter("within")
        .group_by("doc", "gap")
        .len("breaks")
        .with_columns(pl.col("breaks").sum().over("doc").alias("all"))
        .filter((pl.col("breaks") >= least) & (pl.col("breaks") > _PARAGRAPH_SHARE * pl.col("all")))
        .select("doc", "gap")
    )


def _between_prose(few: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Keep the breaks that have prose above and below, up to the next of them."""
    if few.is_empty():
        return few
    number = pl.col("prose").cast(pl.Int32)
    prose = blocks.select(
        "row", "doc", running_sum(number, pl.col("doc")).alias("so_far"), number.alias("own")
    ).with_columns(pl.col("so_far").max().over("doc").alias("all"))
    counted = few.join(prose, on=["row", "doc"], maintain_order="left")
    before = pl.col("so_far") - pl.col("so_far").shift(1, fill_value=0).over("doc")
    after = pl.coalesce(pl.col("so_far").shift(-1).over("doc"), "all") - pl.col("so_far")
    # A headline and a byline close above the first paragraph are its head, and no article of their own.
    below_any = pl.col("so_far") > pl.col("own")
    return counted.filter((before >= 1) & (after >= 1) & below_any).select(few.columns)
