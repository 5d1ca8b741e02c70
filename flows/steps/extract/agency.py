"""The news agency an article comes from, and where the page says so."""

from typing import Final

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, one_per_article
from flows.text.columns import has_any
from flows.text.regex import word_alternation

_EDGE_CHARS: Final = 60
"""Characters at either end of an article in which a credit stands; bounds in a pattern would be compiled as copies."""
_TOLD: Final = (
    r"(?:\b(?:told|tells)\s+(?:the\s+)?(?:news\s+agency\s+)?|\bNachrichtenagentur\s+|"
    r"\b(?:déclaré|dit|indiqué|expliqué|confié)\s+à\sl['’]|\ba\sla\sagencia\s(?:de\snoticias\s)?)"
)
_TOLD_PARTS: Final = "told |tells |Nachrichtenagentur | à l'| à l’| a la agencia "
"""As a pattern: contains_any takes eight times as long over these."""
_DASHES: Final = r"\-–—―"
_STOP: Final = rf"[.!?…][\"”’»]*(?:\s+|[{_DASHES}])"
"""Behind the end of the last sentence a name alone signs the story: "… from the town. PTI", "… the town.—PTI"."""


def extract(
    pages: Pages, lexicon: Lexicon, datelines: pl.DataFrame, bylines: pl.DataFrame, contributors: pl.DataFrame
) -> pl.DataFrame:
    """Name the agency of each article from the surest evidence there is.

    In this order: the dateline ("KYIV (Reuters) -"); the byline; a credit that opens or closes the text without a place
    ("(Reuters) - ", "… he said. (dpa)"); the publisher, where that is an agency; the contributor line; and whom people
    told it ("told Reuters"), where all who are told so are one agency. The last two may also stand in an outlet's own
    story that draws on the agency: 61 of 110 agencies named in 1,208 web articles were in "The … contributed to this
    report". Readers can leave them out by the basis, and they lift no article's rank among copies. Agencies that sell
    pictures alone count in dateline and byline only.

    Args:
        pages: Segmented pages.
        lexicon: Gives the agencies.
        datelines: What ``dateline.extract`` returns.
        bylines: What ``byline.extract`` returns.
        contributors: What ``contributor.extract`` returns.

    Returns:
        One row an article whose agency is named: ``article_id``, ``agency`` (canonical name), ``agency_basis``
        (dateline, byline, credit, publisher, contributor or told), ``agency_start``, ``agency_end`` (the agency's name
        in ``page_text``; NULL where metadata alone name it).
    """
    paragraphs = pages.kept("paragraph")
    heads = _texts(datelines, "dateline_text", "dateline_start", "dateline_agency").drop_nulls("given")
    names = _texts(bylines, "byline", "byline_start", "byline_agency").drop_nulls("given")
    lines = _texts(contributors, "contributor", "contributor_start")
    openings, closings, told = _openings(paragraphs), _closings(paragraphs), _tellings(paragraphs)
    met = lexicon.meeting(*[texts["text"] for texts in (heads, names, lines, openings, closings, told)])
    any_agency, wires = word_alternation(met.agencies), word_alternation(met.wire_agencies)
    found = [
        _read(heads, rf"(?s)^(?P<before>.*[\s,(])(?P<agency>{any_agency})", "dateline", met),
        _read(names, rf"(?s)^(?P<before>.*?)(?P<agency>{any_agency})", "byline", met),
        # "Reuters -" opens a text; "Reuters:" does not, speakers are introduced so.
        _read(
            openings,
            rf"^(?P<before>[(\[]?)(?P<agency>{wires})(?:[)\]]\s*[{_DASHES}]|\s+[{_DASHES}]+\s)",
            "credit",
            met,
        ),
        _read(
            closings,
            rf"(?s)^(?P<before>(?:.*(?:[(\[]|\s[{_DASHES}/]\s?|[/©]\s?|{_STOP}))?)(?P<agency>{wires})[)\]]?\.?\s*$",
            "credit",
            met,
        ),
        _of_publisher(pages, lexicon),
        _read(lines, rf"(?s)^(?P<before>.*?)(?P<agency>{wires})", "contributor", met),
        _told(told, rf"(?s)^(?P<before>.*?{_TOLD})(?P<agency>{wires})", met),
    ]
    return (
        pl.concat([part.with_columns(pl.lit(rank).alias("rank")) for rank, part in enumerate(found)])
        .sort("article_id", "rank")
        .unique("article_id", keep="first", maintain_order=True)
        .drop("rank")
    )


def _texts(frame: pl.DataFrame, text: str, start: str, given: str | None = None) -> pl.DataFrame:
    """Shape texts for ``_read``: ``given`` is the agency known already, ``text_start`` NULL for metadata."""
    known = pl.lit(None, dtype=pl.String) if given is None else pl.col(given)
    return frame.select(
        "article_id",
        known.alias("given"),
        pl.col(text).alias("text"),
        pl.col(start).cast(pl.Int32).alias("text_start"),
    )


def _openings(paragraphs: pl.DataFrame) -> pl.DataFrame:
    first = _texts(one_per_article(paragraphs), "text", "block_start").with_columns(
        pl.col("text").str.head(_EDGE_CHARS)
    )
    return first.filter(pl.col("text").str.contains(rf"^[(\[]?[^.!?:,]+[{_DASHES}]"))


def _closings(paragraphs: pl.DataFrame) -> pl.DataFrame:
    is_last = pl.col("article_id").ne_missing(pl.col("article_id").shift(-1))
    last = _texts(paragraphs.filter(is_last), "text", "block_start")
    cut = (pl.col("text").str.len_chars().cast(pl.Int32) - _EDGE_CHARS).clip(0)
    is_whole = cut == 0
    # What ends as sentences end holds no credit.
    ends = pl.col("text").str.contains(rf"[)\]]\.?\s*$|(?:[{_DASHES}/©]\s?|{_STOP})[^{_DASHES}/©.!?…\"”’]*\.?\s*$")
    return last.with_columns(
        pl.col("text").str.tail(_EDGE_CHARS), (pl.col("text_start") + cut).alias("text_start")
    ).filter(is_whole | ends)


def _read(texts: pl.DataFrame, pattern: str, basis: str, lexicon: Lexicon) -> pl.DataFrame:
    """Find the agency's name in texts, by a pattern with the groups ``before`` and ``agency``."""
    # What names none is not read: most batches hold no text for half of the patterns, and each takes 1 to 3 ms.
    texts = texts.filter(pl.col("given").is_not_null() | has_any(pl.col("text"), tuple(lexicon.agencies)))
    if texts.is_empty():
        return texts.select(
            "article_id",
            pl.col("given").alias("agency"),
            pl.lit(basis).alias("agency_basis"),
            pl.col("text_start").alias("agency_start"),
            pl.col("text_start").alias("agency_end"),
        )
    read = texts.with_columns(pl.col("text").str.extract_groups(pattern).alias("found")).unnest("found")
    spelled = pl.col("agency").replace_strict(lexicon.agencies, default=None, return_dtype=pl.String)
    start = pl.col("text_start") + pl.col("before").str.len_chars().cast(pl.Int32)
    end = start + pl.col("agency").str.len_chars().cast(pl.Int32)
    # What was known already stands, and has a span where the text at it says the same.
    is_there = pl.col("given").is_null() | (spelled == pl.col("given")).fill_null(value=False)
    return read.select(
        "article_id",
        pl.coalesce("given", spelled).alias("agency"),
        pl.lit(basis).alias("agency_basis"),
        pl.when(is_there).then(start).alias("agency_start"),
        pl.when(is_there).then(end).alias("agency_end"),
    ).filter(pl.col("agency").is_not_null())


def _of_publisher(pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    folded = {alias.lower(): agency for alias, agency in sorted(lexicon.wire_agencies.items())}
    publisher = pl.col("publisher").str.strip_chars().str.to_lowercase()
    nowhere = pl.lit(None, dtype=pl.Int32)
    return (
        pages.articles.join(pages.metadata.drop_nulls("publisher"), on="document_id")
        .select(
            "article_id",
            publisher.replace_strict(folded, default=None, return_dtype=pl.String).alias("agency"),
            pl.lit("publisher").alias("agency_basis"),
            nowhere.alias("agency_start"),
            nowhere.alias("agency_end"),
        )
        .filter(pl.col("agency").is_not_null())
    )


def _tellings(paragraphs: pl.DataFrame) -> pl.DataFrame:
    return _texts(paragraphs, "text", "block_start").filter(pl.col("text").str.contains(_TOLD_PARTS))


def _told(texts: pl.DataFrame, pattern: str, lexicon: Lexicon) -> pl.DataFrame:
    told = _read(texts, pattern, "told", lexicon)
    alike = (
        told.group_by("article_id").agg(pl.col("agency").n_unique().alias("agencies")).filter(pl.col("agencies") == 1)
    )
    return told.join(alike, on="article_id", how="semi", maintain_order="left").unique(
        "article_id", keep="first", maintain_order=True
    )
