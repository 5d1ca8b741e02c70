"""Find where the subject turns: lines that could begin another article, where little of what was said comes again.

A turn needs a sign of its own besides the new subject: white space wider than elsewhere, or a line whose words the
text behind it takes up and the text before it never used. The numbers were read off the places
where labelled articles meet, and off ordinary pages with one article, where the same signs must find nothing.
"""

from typing import Final

import polars as pl

from flows.steps.segment.gaps import find_rare_gaps, find_seams
from flows.steps.segment.topics import measure_continuity

_MIN_PROSE_BEFORE: Final = 3
_MIN_PROSE_AFTER: Final = 2
_HEADLINE_WORDS: Final = (5, 18)
_NEW_TOPIC: Final = 0.05
_NEW_NAMES: Final = 5
_ALONE_BLOCKS: Final = 8
_LONG_HEADLINE_CHARS: Final = 40
_MOST_HEADLINES: Final = 4
_NEW_TOPIC_TWICE: Final = 0.15
_NEW_NAMES_TWICE: Final = 2
_WIDE_GAP: Final = 2
_SAME_TOPIC: Final = 0.3
_OTHER_TOPIC: Final = 0.25
_OTHER_WORDS: Final = 0.15
_NEW_TOPIC_BELOW_GAP: Final = 0.2
_NEW_NAMES_BELOW_GAP: Final = 3
_NEW_WORDS_BELOW_GAP: Final = 0.12
_NEW_TOPIC_ANNOUNCED: Final = 0.1
_NEW_WORDS: Final = 0.1
_FEW_OLD_WORDS: Final = 0.08
_ANNOUNCED: Final = 2
_WELL_ANNOUNCED: Final = 3
_TAKEN_UP_CHARS: Final = 30
_ENTRY: Final = r"^[0-9]{1,2}[.)]\s"
"""The heading of a numbered part: what it is part of goes on."""

_SEAM_SHARE: Final = 0.6
_WORDS_BELOW_SEAM: Final = 0.25


def find_turns(known: pl.DataFrame) -> pl.DataFrame:
    """Find the blocks at which the subject of a page turns to another article.

    Args:
        known: Blocks in page order with ``row``, what ``boundaries`` knows around them, ``titled`` (can be a headline)
            and ``rhythm`` (breaks the rhythm of the blank lines).

    Returns:
        One row a turn: ``row`` and ``turn`` (the name of the rule).
    """
    gaps, seams = find_rare_gaps(known), find_seams(known).select("row", "seams")
    signs = _signs(
        known.with_columns(
            pl.col("row").is_in(gaps["row"].implode()).alias("below_gap"),
            pl.col("row").is_in(gaps.filter("in_step")["row"].implode()).alias("in_step"),
            pl.col("row").is_in(seams["row"].implode()).alias("below_seam"),
        )
    )
    # Measuring costs as much as all else here: only where a rule may hold, 1 line in 100 of those below wide gaps.
    below_seam = pl.col("below_seam") & ~pl.col("below_copy")
    below_gap = (
        pl.col("below_gap")
        # Within a head the gaps are as wide.
        & ~pl.col("below_copy")
        & (~pl.col("in_step") | pl.col("opens"))
        & (pl.col("prose_since_head") >= _MIN_PROSE_AFTER)
    )
    breaks_rhythm = pl.col("rhythm") & pl.col("opens")
    looked_at = signs.filter(
        pl.any_horizontal(below_gap, below_seam, "stands_out", "twice", "leads", breaks_rhythm)
    ).filter(~pl.col("text").str.contains(_ENTRY))
    measured = looked_at.join(measure_continuity(known, looked_at.select("row", "doc")), on="row", how="left")
    continuity, words, announced = pl.col("continuity"), pl.col("word_continuity"), pl.col("announced")
    is_furniture = pl.col("is_furniture_phrase") | pl.col("is_boilerplate")
    # Where a picture or a box was taken out of the text the gap is wide too, and the sentence goes on.
    elsewhere = (continuity <= _OTHER_TOPIC) & (words <= _OTHER_WORDS)
    wide = (pl.col("gap") >= _WIDE_GAP) & pl.when("titled").then(continuity.fill_null(0) <= _SAME_TOPIC).otherwise(
        elsewhere & (~pl.col("in_step") | ~is_furniture)
    )
    narrow = (
        ~is_furniture
        & (continuity <= _NEW_TOPIC_BELOW_GAP)
        & (pl.col("new_names") >= _NEW_NAMES_BELOW_GAP)
        & (~pl.col("is_terminal") | (words <= _NEW_WORDS_BELOW_GAP))
    )
    rules = (
        (
            "seam",
            below_seam & (words.fill_null(0) <= _WORDS_BELOW_SEAM),
        ),
        (
            "headline_twice_of_new_topic",
            pl.col("twice") & (continuity <= _NEW_TOPIC_TWICE) & (pl.col("new_names") >= _NEW_NAMES_TWICE),
        ),
        (
            "widest_gap",
            below_gap & (wide | narrow),
        ),
        (
            "headline_of_new_topic",
            pl.col("stands_out")
            & (continuity <= _NEW_TOPIC)
            & (pl.col("new_names") >= _NEW_NAMES)
            & (words <= _NEW_WORDS)
            & (announced >= 1),
        ),
        (
            "headline_taken_up",
            pl.col("leads")
            & (
                (
                    (pl.col("gap") >= 1)
                    & (announced >= pl.when("set_off").then(_ANNOUNCED).otherwise(_WELL_ANNOUNCED))
                    & (continuity <= _NEW_TOPIC_ANNOUNCED)
                    & (words <= _NEW_WORDS)
                )
                | ((announced >= _WELL_ANNOUNCED) & (continuity <= _NEW_TOPIC) & (words <= _FEW_OLD_WORDS))
            ),
        ),
        (
            "blank_line_rhythm",
            breaks_rhythm & elsewhere,
        ),
    )
    turn = pl.coalesce(*[pl.when(condition.fill_null(value=False)).then(pl.lit(name)) for name, condition in rules])
    turns = measured.select("row", "doc", turn.alias("turn")).drop_nulls("turn").sort("row")
    # Who glues pages together puts the same break between any two of them, and no other page is so regular.
    is_seam = pl.col("turn") == "seam"
    glued = (
        turns.filter(is_seam)
        .join(seams, on="row")
        .filter(pl.len().over("doc") >= _SEAM_SHARE * pl.col("seams"))["doc"]
        .unique()
    )
    return turns.filter(is_seam == pl.col("doc").is_in(glued.implode())).select("row", "turn")


def _signs(known: pl.DataFrame) -> pl.DataFrame:
    """Keep the blocks that could begin another article for what stands around them, and say what that is."""
    enough = (pl.col("prose_since_head") >= _MIN_PROSE_BEFORE) & (pl.col("prose_after") >= _MIN_PROSE_AFTER)
    is_again = (pl.col("copies") == pl.col("copies").shift(1)).fill_null(value=False)
    # What stands twice in a row within an article is a caption; the first of two headlines has its own sign, "twice".
    is_doubled = (pl.col("copies") == pl.col("copies").shift(-1)).fill_null(value=False)
    titled = pl.col("same") & pl.col("titled") & pl.col("tag").is_null() & ~is_again & ~is_doubled

    def ahead(value: pl.Expr, within: int) -> list[pl.Expr]:
        return [
            (value.shift(-n) & (pl.col("doc") == pl.col("doc").shift(-n))).fill_null(value=False)
            for n in range(1, within + 1)
        ]

    next_gap = pl.col("gap").shift(-1)
    # A byline or a label may stand between a headline and its text.
    prose_soon = pl.any_horizontal(*ahead(pl.col("prose"), 3))
    marked = known.with_columns(
        (titled & enough & prose_soon).fill_null(value=False).alias("before_prose"),
        # Within an article captions stand twice in a row. Where the first headline does so, and no caption with it, the
        # headlines of other articles will.
        (
            pl.col("same")
            & pl.col("titled")
            & (
                pl.col("is_bare_head").first().over("doc")
                # Captions that stand twice stand close.
                | (pl.col("head").first().over("doc").is_null() & (pl.min_horizontal("gap", next_gap) >= 1))
                | pl.col("below_gap")
                | pl.col("below_gap").shift(-1)
            )
            & pl.col("is_linked")
            & (pl.col("next_copy") == pl.col("block_index") + 1)
            & prose_soon
            & (pl.col("prose_since_head") >= _MIN_PROSE_AFTER)
        )
        .fill_null(value=False)
        .alias("twice"),
        (pl.col("gap") > pl.col("gap_before")).fill_null(value=False).alias("set_off"),
        pl.col("is_sentence").shift(1).fill_null(value=False).alias("after_sentence"),
        pl.col("is_linked").shift(1).fill_null(value=False).alias("below_copy"),
        # A colon announces what follows; a quotation goes on with it.
        (~pl.col("key").str.ends_with(":").shift(1) & ~pl.col("key").str.contains(r"^[\"'(*]"))
        .fill_null(value=True)
        .alias("opens"),
    )
    # A quotation or a number may open the entry of a list.
    leads = (
        pl.col("before_prose")
        & ((pl.col("gap") >= 1) | pl.col("after_sentence"))
        & (pl.col("chars") >= _TAKEN_UP_CHARS)
        & ~pl.col("text").str.contains(r"^[“\"‘'0-9(#*•]")
    )
    usual = pl.col("before_prose") & (pl.col("gap") >= 1) & pl.col("words").is_between(*_HEADLINE_WORDS)
    # Section headings and the entries of a live blog stand in rows and are short; a headline stands alone, is longer,
    # or is set off by more white space than the paragraphs are.
    lines = marked.filter(usual).select("row", "doc", "chars", "set_off")
    number = pl.col("row").cast(pl.Int64)
    alone = [
        (
            (pl.col("doc") != pl.col("doc").shift(side)) | ((number - number.shift(side)).abs() > _ALONE_BLOCKS)
        ).fill_null(value=True)
        for side in (1, -1)
    ]
    outstanding = lines.filter(
        pl.col("set_off")
        | (
            pl.all_horizontal(*alone)
            & (pl.col("chars") >= _LONG_HEADLINE_CHARS)
            & (pl.len().over("doc") <= _MOST_HEADLINES)
        )
    )["row"]
    return marked.with_columns(leads.alias("leads"), pl.col("row").is_in(outstanding.implode()).alias("stands_out"))
