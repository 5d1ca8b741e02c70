"""The dateline: the place, and often the agency and day, that open the first paragraph."""

from typing import Final

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, one_per_article
from flows.text.columns import running_sum
from flows.text.patterns import LETTER, NAME, NAME_WORD
from flows.text.regex import groups_of

_CITY = r"\p{Lu}[\p{Lu}\p{M}.’'\-]+(?:[ \-/]\p{Lu}[\p{Lu}\p{M}.’'\-]*){0,3}"
_OPENING_CHARS = 120
_POINTS_CHARS: Final = 600
_MOST_POINTS: Final = 5
"""Key points of this many characters and paragraphs may stand above the text."""

_SURE: Final = r"[,(0-9].*[-–—―−]$"
"""Below other paragraphs a place in capitals is a dateline where a state, a day or an agency stands by it."""

_CAPITALS: Final = r"^\[?\p{Lu}[\p{Lu}.'’]"
_BOTH_CASES: Final = r"^\p{Lu}[\p{Ll}.'’][^!?(]*\(|^\p{Lu}[\p{Ll}.'’][^.!?(:]*, \p{Lu}\p{L}+\.? [0-9]{1,2}:"
_DAY_AND_COLON: Final = r"^\p{Lu}[\p{Ll}.'’].* [0-9]{1,2}:$"
_AUTHOR_FIRST: Final = r"^(By (?:\p{Lu}[\p{L}.'’-]+,? |and )+)\p{Lu}\p{Lu}"
"""A scrape's byline glued to the dateline: "By Ana Lind VIGO (Northwire) -"."""
_AREA = rf"(?:,\s{NAME_WORD}(?:\s{NAME_WORD}){{0,2}}\.?)?"
_SERVICE = r"(?:\s*(?:/[^/]+/|\([^()]+\)))?"
"""A service nobody listed: "OSLO, Norway, June 4, 2024 /Wire/ --", "MIRREN, March 20 (Northwire) -"."""


def extract(pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Read the dateline of each article: that of its first paragraph, or of the first below its key points.

    Between the byline and the text it may stand on a line of its own.

    Args:
        pages: Segmented pages.
        lexicon: Gives agencies and months.

    Returns:
        One row an article with a dateline: ``article_id``, ``dateline_place``, ``dateline_start``, ``dateline_end``
        (place to dash), ``dateline_text`` and ``dateline_agency`` (canonical name; NULL where it names none).
    """
    # The day is told by its figures: the names of 170 months in it twice would cost more to compile than all the rest.
    day = r"(?:\s*,?\s+(?:[^\s(),.0-9]+\.?\s)?[0-9]{1,2}\.?(?:\s[^\s(),0-9]+)?(?:,?\s[0-9]{4})?)?"
    opening = pl.col("text").str.head(_OPENING_CHARS).alias("opening")
    paragraphs = pages.kept("paragraph")
    first = _below_byline(one_per_article(paragraphs).select("article_id", "block_start", opening))
    below = _below_points(paragraphs).select("article_id", "block_start", opening)
    set_in_capitals = first.filter(pl.col("opening").str.contains(_CAPITALS))
    set_in_both = first.filter(pl.col("opening").str.contains(_BOTH_CASES))
    set_below = below.filter(pl.col("opening").str.contains(_CAPITALS))
    lexicon = lexicon.meeting(*[part["opening"] for part in (set_in_capitals, set_in_both, set_below)])
    agency = lexicon.agency_pattern
    capitals = (
        rf"^((?P<place>{_CITY}{_AREA}){day}(?:\s*[,(]\s*(?P<agency>{agency})\s*[)]?)?{day}"
        rf"{_SERVICE}\s*[\-–—―−:_]{{1,2}}|\[(?P<within>{_CITY})\])\s*\S"
    )
    # In mixed case only an agency in brackets tells a dateline from a sentence: "Valparaíso, Chile (EFE) —".
    # Indian agencies set the country in square brackets, and nothing behind the agency: "Vigo [Spain], July 8 (ANI): ".
    mixed = (
        rf"^((?P<place>{NAME}(?:,\s{NAME}|\s\[{NAME}\])?)(?:{day}\s*\((?P<agency>{agency})\)\s*[\-–—―−:_.]{{1,2}}"
        rf"|\s\([A-Z]{{3,6}}\)\s*(?:--|[–—])"  # an outlet's own: "Vigo (CNN) —"
        rf"|,\s{LETTER}+\.?\s[0-9]{{1,2}}(?:,\s[0-9]{{4}})?(?:\s*\((?P<given>{agency})\)|:)))\s*\S"
    )
    groups = pl.concat(
        [
            openings.select("article_id", "block_start", groups_of("opening", form).alias("found"))
            .unnest("found")
            .filter(pl.col("1").str.contains(is_told))
            for openings, form, is_told in (
                (set_in_capitals, capitals, ""),
                (set_in_both, mixed, ""),
                (set_below, capitals, _SURE),
            )
        ],
        how="diagonal",
    ).with_columns(pl.coalesce("agency", "given").alias("agency"), pl.coalesce("place", "within").alias("place"))
    groups = groups.filter(
        pl.col("agency").is_not_null()
        | ~pl.col("1").str.contains(_DAY_AND_COLON)
        | pl.col("1").str.contains(lexicon.dating(groups["1"]).month_pattern)
    ).drop("given", "within")
    dated = lexicon.dating(groups["place"])
    alone = (
        pages.kept("dateline")
        .filter("is_place_line")
        .select(
            "article_id",
            "block_start",
            pl.col("text").alias("dateline_text"),
            pl.col("text").alias("place"),
            pl.lit(None, pl.String).alias("agency"),
        )
    )
    told = pl.concat([groups.rename({"1": "dateline_text"}), alone], how="diagonal")
    return one_per_article(told.sort("article_id", "block_start")).select(
        "article_id",
        # "KARLSTAD, June 23": what looks like the country is the month.
        pl.col("place")
        .str.replace(rf",\s{dated.month_pattern}$", "")
        .str.strip_chars_end("-")  # "OSLO--(BUSINESS WIRE)--"
        .alias("dateline_place"),
        pl.col("block_start").alias("dateline_start"),
        (pl.col("block_start") + pl.col("dateline_text").str.len_chars().cast(pl.Int32)).alias("dateline_end"),
        "dateline_text",
        pl.col("agency")
        .replace_strict(lexicon.agencies, default=None, return_dtype=pl.String)
        .alias("dateline_agency"),
    )


def _below_byline(first: pl.DataFrame) -> pl.DataFrame:
    """Leave out the byline that is glued before a dateline."""
    byline = pl.when(pl.col("opening").str.starts_with("By ")).then("opening").str.extract(_AUTHOR_FIRST, 1)
    return first.with_columns(
        (pl.col("block_start") + byline.str.len_chars().fill_null(0)).cast(first.schema["block_start"]),
        pl.col("opening").str.strip_prefix(byline.fill_null("")),
    )


def _below_points(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Take the paragraphs that stand below the first, as far down as key points reach."""
    chars, article = pl.col("text").str.len_chars(), pl.col("article_id")
    number = running_sum(pl.repeat(1, pl.len()), article)
    before = running_sum(chars, article) - chars
    return paragraphs.filter((number > 1) & (number <= _MOST_POINTS + 1) & (before <= _POINTS_CHARS))
