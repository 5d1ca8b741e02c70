"""The dateline: the place, and often the agency and day, that open the first paragraph."""

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, one_per_article
from flows.text.patterns import NAME, NAME_WORD
from flows.text.regex import groups_of

_CITY = r"\p{Lu}[\p{Lu}\p{M}.’'\-]+(?:[ \-/]\p{Lu}[\p{Lu}\p{M}.’'\-]*){0,3}"
_OPENING_CHARS = 120
_AREA = rf"(?:,\s{NAME_WORD}(?:\s{NAME_WORD}){{0,2}})?"


def extract(pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Read the dateline of each article.

    Args:
        pages: Segmented pages.
        lexicon: Gives agencies and months.

    Returns:
        One row an article with a dateline: ``article_id``, ``dateline_place``, ``dateline_start``, ``dateline_end``
        (place to dash), ``dateline_text`` and ``dateline_agency`` (canonical name; NULL where it names none).
    """
    # The day is told by its figures: the names of 170 months in it twice would cost more to compile than all the rest.
    day = r"(?:\s*,?\s+(?:[^\s(),.0-9]+\.?\s)?[0-9]{1,2}\.?(?:\s[^\s(),0-9]+)?(?:,?\s[0-9]{4})?)?"
    agency = lexicon.agency_pattern
    capitals = (
        rf"^((?P<place>{_CITY}{_AREA}){day}(?:\s*[,(]\s*(?P<agency>{agency})\s*[)]?)?{day}\s*[\-–—―−:_]{{1,2}})\s*\S"
    )
    # In mixed case only an agency in brackets tells a dateline from a sentence: "Valparaíso, Chile (EFE) —".
    mixed = rf"^((?P<place>{NAME}(?:,\s{NAME})?){day}\s*\((?P<agency>{agency})\)\s*[\-–—―−:_.]{{1,2}})\s*\S"
    first = one_per_article(pages.kept("paragraph")).select(
        "article_id", "block_start", pl.col("text").str.head(_OPENING_CHARS).alias("opening")
    )
    groups = pl.concat(
        [
            first.filter(pl.col("opening").str.contains(looks)).select(
                "article_id", "block_start", groups_of("opening", form).alias("found")
            )
            for looks, form in (
                (r"^\p{Lu}[\p{Lu}.'’]", capitals),
                (r"^\p{Lu}[\p{Ll}.'’][^.!?(]*\(", mixed),
            )
        ]
    ).unnest("found")
    return (
        groups.rename({"1": "dateline_text"})
        .filter(pl.col("dateline_text").is_not_null())
        .select(
            "article_id",
            # "KARLSTAD, June 23": what looks like the country is the month.
            pl.col("place").str.replace(rf",\s{lexicon.month_pattern}$", "").alias("dateline_place"),
            pl.col("block_start").alias("dateline_start"),
            (pl.col("block_start") + pl.col("dateline_text").str.len_chars().cast(pl.Int32)).alias("dateline_end"),
            "dateline_text",
            pl.col("agency")
            .replace_strict(lexicon.agencies, default=None, return_dtype=pl.String)
            .alias("dateline_agency"),
        )
    )
