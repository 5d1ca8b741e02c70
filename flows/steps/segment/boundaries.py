"""Find where the articles of a page begin: repeated heads, blank-line rhythm, new datelines."""

from typing import Final

import polars as pl

from flows.steps.segment.heads import BUTTON_WORDS, HEADLINE_MAX_CHARS, HEADLINE_MAX_WORDS
from flows.steps.segment.neighbours import names_author_or_day
from flows.steps.segment.teasers import without_teasers
from flows.steps.segment.turns import find_turns
from flows.text.columns import running_sum
from flows.text.patterns import LETTER, NAME_WORD

_MIN_PROSE_BEFORE: Final = 3
_MIN_PROSE_AFTER: Final = 2
_MIN_CHARS_BEFORE: Final = 400
"""The key points above a text are less."""
_BEFORE_TURNS: Final = 8
"""So many rules speak before a turn of the subject does."""

_MOST_BETWEEN: Final = 4
_TIME_WORDS: Final = 2
_SUMMARY_WORDS: Final = 6
_ADDRESS_WORDS: Final = 3

_COPYRIGHT: Final = r"^(?:copyright|\(c\)|©)|all rights reserved"
_NO_HEADLINE: Final = r"^\S+ [0-9]{1,2}, (?:19|20)[0-9]{2}\b|^\p{Lu}\S+ \p{Lu}\S+, [A-Z ]+$"
"""A day with more behind it, or a name with an agency's."""

_NO_PLACE: Final = (
    r"^(?:UPDATED?|CORRECTION|CORRECTED|CLARIFICATION|EDITOR['’]?S?|NOTE|WATCH|READ|LISTEN|MORE|RELATED|EXCLUSIVE)\b"
)

DATELINE: Final = (
    r"^(?:\p{Lu}[\p{Lu}\p{M}.’'\-]+(?:[ \-/]\p{Lu}[\p{Lu}\p{M}.’'\-]*)*"  # CITY in capitals
    rf"(?:,(?:\s{NAME_WORD})+\.?)?"  # , Country or state (Calif.)
    rf"(?:,?\s+{LETTER}+\.?\s[0-9]{{1,2}}(?:,\s[0-9]{{4}})?)?"  # , Dec 29
    r"(?:\s*[,(]\s*[^0-9.,;:!?()\[\]\"“”]+[)]?)?"  # (Agency)
    r"\s*[\-–—―:_]{1,2}\s+\S)"
)
"""A paragraph that begins with a dateline: the place in capitals, set off by a dash."""


def mark_starts(blocks: pl.DataFrame) -> pl.DataFrame:
    """Number the articles of each page.

    Args:
        blocks: What :func:`mark_heads` returns.

    Returns:
        The blocks with ``starts_by`` (the rule that lets an article begin here; NULL elsewhere) and ``unit`` (a
        number for each page's part from one start to the next; what stands before the first start is a unit too).
    """
    known = without_teasers(_neighbourhood(blocks.with_row_index("row")))
    known = known.with_columns(pl.col("row").is_in(_addresses(known).implode()).alias("is_address"))
    known = known.with_columns(pl.col("row").is_in(_titled(known).implode()).alias("titled"))
    same, titled = pl.col("same"), pl.col("titled")
    free = pl.col("head").is_null()
    enough = (pl.col("prose_since_head") >= _MIN_PROSE_BEFORE) & (pl.col("prose_after") >= _MIN_PROSE_AFTER)
    # Share buttons, tags and "Up next" stand between the end of one article and the headline of the next.
    is_furniture = pl.col("is_furniture_phrase") | pl.col("is_boilerplate")
    is_button = ~pl.col("is_terminal") & (pl.col("words") <= BUTTON_WORDS)
    ended = (pl.col("is_sentence") | pl.col("is_contributor_line")).shift(1)
    a_little = (pl.col("prose_since_head") >= 1) & (pl.col("prose_after") >= 1)
    parted = (ended & a_little) | ((is_furniture | is_button).shift(1) & enough)
    # The owner's line ends what he owns.
    owners = (
        known.select("row", "key", is_furniture.alias("is_furniture"))
        .filter("is_furniture")
        .filter(pl.col("key").str.contains(_COPYRIGHT))["row"]
    )
    copyright_line = pl.col("row").is_in(owners.implode())
    dateline = pl.col("has_dateline") & pl.col("is_strong") & free
    wide = (pl.col("gap") > pl.col("gap_before")) & (pl.col("gap") > pl.col("gap_after")) & (pl.col("gap") >= 1)
    next_same = pl.col("same").shift(-1)
    # A headline that stands once above captions that stand twice, by how many lines stand between them: who wrote it,
    # "yesterday".
    tells = names_author_or_day()
    above_captions: dict[int, pl.Expr] = {}
    between = pl.lit(value=True)
    for lines in range(_MOST_BETWEEN + 1):
        below = -lines - 1
        above_captions[lines] = (
            titled
            & between
            & (pl.col("doc") == pl.col("doc").shift(below))
            & pl.col("is_head_start").shift(below)
            & pl.col("head_title").shift(below).is_null()
        ).fill_null(value=False)
        is_other = pl.col("is_furniture_phrase") | (pl.col("words") <= _TIME_WORDS)
        between = between & (tells | is_other if lines else tells).shift(below)
    # Between headline and byline the summary may stand.
    # A box of analysis stands within the report that it is about.
    is_byline = pl.col("is_byline_line") & ~pl.col("key").str.starts_with("analysis")
    byline_below = next_same & (
        is_byline.shift(-1)
        | (is_byline.shift(-2) & pl.col("same").shift(-2) & (pl.col("words").shift(-1) >= _SUMMARY_WORDS))
    )
    rhythm = (
        same
        & free
        & wide
        & enough
        & (ended | ~pl.col("is_prose").shift(1))
        & (pl.col("is_strong") | (titled & (pl.col("gap") >= 2) & pl.col("prose").shift(-1)))
    )
    turns = find_turns(known.with_columns(rhythm.fill_null(value=False).alias("rhythm")))
    known = known.join(turns, on="row", how="left", maintain_order="left")
    below_address = pl.col("is_address").shift(1) & same
    rules = (
        ("address_above_headline", pl.col("is_address")),
        (
            "headline_before_captions",
            pl.any_horizontal(*above_captions.values()) & ~below_address.fill_null(value=False),
        ),
        (
            "repeated_head",
            pl.col("is_head_start")
            & ~below_address.fill_null(value=False)
            & ~pl.any_horizontal(
                *[above.shift(lines + 1, fill_value=False) for lines, above in above_captions.items()]
            ),
        ),
        (
            "after_contributor_line",
            same & pl.col("is_contributor_line").shift(1) & (pl.col("is_strong") | titled) & free & enough,
        ),
        ("after_signature", same & pl.col("is_signed").shift(1) & titled & free & enough),
        (
            "after_copyright_line",
            # At the foot of a scraped page the site goes on with its own affairs, line by line.
            same & copyright_line.shift(1) & (pl.col("gap") >= 1) & (pl.col("is_strong") | titled) & free & enough,
        ),
        ("headline_and_byline", same & titled & byline_below & parted),
        ("headline_and_dateline", same & titled & next_same & dateline.shift(-1) & parted),
        (
            "new_dateline",
            same & dateline & ~titled.shift(1) & ended & enough & (pl.col("prose_chars") >= _MIN_CHARS_BEFORE),
        ),
    )
    decided = [pl.when(condition.fill_null(value=False)).then(pl.lit(name)) for name, condition in rules]
    started = known.with_columns(
        # Of HTML the markup says where a story begins.
        pl.when("starts_story")
        .then(pl.lit("marked_up"))
        .when(pl.col("region").is_null())
        .then(pl.coalesce(*decided[:_BEFORE_TURNS], "turn", *decided[_BEFORE_TURNS:]))
        .alias("starts_by")
    )
    return (
        _once_below_gaps(started)
        .with_columns((pl.col("starts_by").is_not_null() | ~pl.col("same")).cast(pl.Int32).cum_sum().alias("unit"))
        .drop(
            *("row", "is_bare_head", "is_address", "is_signed", "titled", "turn", "prose_so_far", "same", "prose"),
            *("gap_before", "gap_after", "prose_since_head", "prose_chars", "prose_after", "has_dateline"),
        )
    )


def _titled(known: pl.DataFrame) -> pl.Series:
    """Find the lines that can be a headline, by themselves."""
    may_be = known.select(
        "row",
        "text",
        (
            pl.col("head").is_null()
            & pl.col("words").is_between(4, HEADLINE_MAX_WORDS)
            & (pl.col("chars") <= HEADLINE_MAX_CHARS)
            & ~pl.any_horizontal(
                "is_terminal",
                "is_furniture_phrase",
                "has_credit",
                "is_byline_line",
                "is_contributor_line",
                "is_date_line",
            )
        ).alias("may_be"),
    ).filter("may_be")
    return may_be.filter(~pl.col("text").str.contains(_NO_HEADLINE))["row"]


def _addresses(known: pl.DataFrame) -> pl.Series:
    """Find the addresses of articles: a line that is a link, and says the longer words of the headline below it."""
    words = pl.col("key").str.extract_all(r"[\p{L}\p{N}]{4,}").list.unique()
    below = known.select(
        "row",
        pl.col("text").str.starts_with("http").alias("is_link"),
        "key",
        pl.when(pl.col("doc") == pl.col("doc").shift(-1)).then(pl.col("key").shift(-1)).alias("headline"),
    ).filter("is_link")
    said = pl.col("headline").str.extract_all(r"[\p{L}\p{N}]{4,}").list.unique()
    return below.filter(~pl.col("key").str.contains(r"\s")).filter(
        words.list.set_intersection(said).list.len() >= _ADDRESS_WORDS
    )["row"]


def _once_below_gaps(started: pl.DataFrame) -> pl.DataFrame:
    """Let an article that has begun not begin again, before two paragraphs of it were read.

    The head of one that began at a gap stands below its navigation, and its dateline below its summary.
    """
    starts = started.select("row", "doc", "starts_by", "prose_so_far", "prose").drop_nulls("starts_by")
    same = pl.col("doc") == pl.col("doc").shift()
    before = pl.col("prose_so_far") - pl.col("prose").cast(pl.Int32)
    again = starts.filter(
        same
        & (
            ((pl.col("starts_by").shift() == "widest_gap") & (pl.col("starts_by") != "widest_gap"))
            | (pl.col("starts_by") == "new_dateline")
        )
        & (before - before.shift() < _MIN_PROSE_AFTER)
    )["row"]
    kept = ~pl.col("row").is_in(again.implode())
    return started.with_columns(pl.when(kept).then("starts_by").alias("starts_by"))


def _neighbourhood(blocks: pl.DataFrame) -> pl.DataFrame:
    """Add what the rules of :func:`mark_starts` ask about the lines around a block."""
    same = (pl.col("doc") == pl.col("doc").shift(1)).fill_null(value=False)

    def gap_at(offset: int) -> pl.Expr:
        return pl.when(pl.col("doc") == pl.col("doc").shift(offset)).then(pl.col("gap").shift(offset))

    datelines = (
        blocks.select("row", "text", "is_strong")
        .filter("is_strong")
        .filter(pl.col("text").str.head(2).str.contains(r"^\p{Lu}[\p{Lu}.’']"))
        .filter(pl.col("text").str.contains(DATELINE) & ~pl.col("text").str.contains(_NO_PLACE))
        .select("row")
        .to_series()
    )
    counted = blocks.with_columns(
        same.alias("same"),
        (pl.col("is_prose") & pl.col("head").is_null()).alias("prose"),
        # The rhythm of the neighbourhood: the widest gap among the blocks around.
        pl.max_horizontal(*[gap_at(offset) for offset in range(1, 7)]).fill_null(-1).alias("gap_before"),
        pl.max_horizontal(*[gap_at(-offset) for offset in range(1, 5)]).fill_null(-1).alias("gap_after"),
        pl.col("row").is_in(datelines.implode()).alias("has_dateline"),
    ).with_columns(
        running_sum(pl.col("prose").cast(pl.Int32), pl.col("doc")).alias("prose_so_far"),
        running_sum(pl.col("chars") * pl.col("prose"), pl.col("doc")).alias("chars_so_far"),
    )
    before = pl.col("prose_so_far") - pl.col("prose").cast(pl.Int32)
    chars_before = pl.col("chars_so_far") - pl.col("chars") * pl.col("prose")
    return (
        counted.with_columns(
            pl.when("is_head_start").then(before).when(~pl.col("same")).then(0).forward_fill().alias("at_head"),
            pl.when("is_head_start").then(chars_before).when(~pl.col("same")).then(0).forward_fill().alias("to_head"),
            (pl.col("prose_so_far").max().over("doc") - pl.col("prose_so_far")).alias("prose_after"),
        )
        .with_columns(
            (before - pl.col("at_head")).alias("prose_since_head"),
            (chars_before - pl.col("to_head")).alias("prose_chars"),
        )
        .drop("at_head", "to_head", "chars_so_far")
    )
