"""The byline, the persons it names, and the agency the article comes from."""

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, one_per_article
from flows.text.patterns import BY, COMMENT_COUNT, JOB_PHRASE, JOBS, NAME
from flows.text.regex import alternation

_POSTED = r"^(?i:posted|published|written|submitted|updated)(?i:\s+on\s.{4,30})?\s(?i:by)\s+"
_JOB_BEHIND = rf"^(\S+\s\S.*?)\s{JOB_PHRASE}$"
"""Without a comma it hid the author: "DENISE APPLEWHITE Staff Writer"."""
_DAY_BY = r"^.{6,40}\b(?:19|20)[0-9]{2},? (?i:by) "
_COUNTED = rf"\s{COMMENT_COUNT}$"
_GLUED_BY = r"^[Bb]y(\p{Lu}\p{Ll})"
_GLUED_JOB = rf"^(\S+\s.*\p{{Ll}}){JOB_PHRASE}$"
_GLUED_BEHIND = r"(\p{Ll})(?:The\s\p{Lu}.*)$"
_HANDLE = r"\s?@\w.*$"
"""Where a scrape drops the white space between elements: "ByAna Lind", "Ana LindNews Reporter", "Ana LindThe Courier",
"Ana Lind@analind"."""
_POST_BEHIND = rf"^(\p{{Lu}}\S+ (?:\p{{Lu}}\. )?\p{{Lu}}\S+) (?:\p{{Lu}}\S* (?:and )?)+(?:{'|'.join(JOBS)})$"
_PICTURED = r"\s(?i:avatar)$"
"""What a picture of the author says beside the name."""
_STATION = r"^[^,;|]*\s[0-9]+\s[^,;|]*\b(?:Staff|Newsroom|Desk|Team)\b"
"""A station whose name has a number: "Harbour 6 News Staff"."""
_AROUND_NAME = " .:–—-"
_BY = rf"^{BY}[: ]\s*"


def extract(pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Read who wrote each article.

    Args:
        pages: Segmented pages.
        lexicon: Gives the words that no person's name holds, and the agencies.

    Returns:
        One row an article with a byline: ``article_id``, ``byline``, ``byline_start``, ``byline_end`` (NULL where the
        byline is metadata), ``authors`` (list; NULL where no person is named), ``byline_agency`` (canonical name).
    """
    # A line that says "by" is surer than one that only looks like a name.
    bylines = pages.kept("byline").with_columns(
        (~(pl.col("is_byline_line") | pl.col("is_loose_byline_line"))).alias("is_bare")
    )
    shown = one_per_article(bylines.sort("doc", "article_index", "is_bare", "block_index")).select(
        "article_id",
        pl.col("text").alias("byline"),
        pl.col("block_start").alias("byline_start"),
        pl.col("block_end").alias("byline_end"),
    )
    given = (
        pages.articles.filter(pl.col("article_index") == 0)
        .join(pages.metadata.filter(pl.col("author").str.contains(r"\p{L}")), on="document_id")
        .select("article_id", pl.col("author").str.strip_chars().alias("given"))
    )
    both = (
        pages.articles.select("article_id")
        .join(shown, on="article_id", how="left", maintain_order="left")
        .join(given, on="article_id", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("given", "byline").alias("people_text"), pl.coalesce("byline", "given").alias("byline")
        )
        .filter(pl.col("byline").is_not_null())
    )
    lexicon = lexicon.meeting(both["people_text"], both["byline"]).dating(both["people_text"], both["byline"])
    agency = lexicon.agency_pattern
    alias = pl.col("people_text").str.extract(rf"(?:^|[^\p{{L}}])({agency})(?:$|[^\p{{L}}])", 1)
    # An author given that is no person ("Staff", markup) hides no byline that names one.
    persons = _persons(pl.concat([both["people_text"], both["byline"].rename("people_text")]), lexicon)
    shown_too = both.select(pl.when(pl.col("given").is_not_null()).then("byline").alias("people_text"))
    read, read_too = (
        texts.join(persons, on="people_text", how="left", maintain_order="left")["authors"]
        for texts in (both.select("people_text"), shown_too)
    )
    return both.with_columns(
        pl.coalesce(pl.lit(read), pl.lit(read_too)).alias("authors"),
        alias.replace_strict(lexicon.agencies, default=None, return_dtype=pl.String).alias("byline_agency"),
    ).drop("people_text", "given")


def _persons(texts: pl.Series, lexicon: Lexicon) -> pl.DataFrame:
    """Read the persons of some bylines: ``people_text``, ``authors`` (of those that name one)."""
    # "By Ana Lind published 19 May", "by Ana Lind Jul. 19": what follows the name tells when, not who.
    trailing = rf"(?i)\s(?:{alternation(lexicon.months)}\.?\s[0-9]|published|updated|posted|on\s|[0-9]).*$"
    separators = r"\s*(?:[;,|•·/\n]|\s&\s|\s(?i:and|und|et|y|con|with|for)\s|\s[–—-]\s)\s*"
    # str.split takes no pattern, so separators become one first.
    # "Ana Lind in Vigo": where the writer was is no person.
    parts = (
        pl.col("people_text")
        .str.replace(_POSTED, "")
        .str.replace(_PICTURED, "")
        .str.replace(_STATION, "")
        .str.replace(_DAY_BY, "")
        .str.replace(_COUNTED, "")
        .str.replace(_BY, "")
        .str.replace(_GLUED_BY, "$1")
        .str.replace(_HANDLE, "")
        .str.replace(_GLUED_BEHIND, "$1")
        .str.replace(rf"^(\S+\s\S.*?)\s(?:The\s)?{lexicon.agency_pattern}$", "$1")
        .str.replace(trailing, "")
        .str.replace_all(r"\s(?:in|at)\s(?:the\s)?\p{Lu}[^,;|&]*", "")
        .str.replace_all(separators, "\n")
        .str.split("\n")
    )
    part, name = pl.col("part"), pl.col("name")
    # One row a part: as lists, whatever two tests look at is made for each of them anew.
    named = (
        texts.drop_nulls()
        .unique(maintain_order=True)
        .to_frame()
        .with_columns(parts.alias("part"))
        .explode("part")
        .with_columns(part.str.replace(_GLUED_JOB, "$1").str.replace(_POST_BEHIND, "$1").str.replace(_JOB_BEHIND, "$1"))
        .with_columns(part.str.replace(r"^(?i:by)\s+", "").str.strip_chars(_AROUND_NAME).alias("name"))
        .filter(name.str.contains(rf"^{NAME}$"))
        .filter(
            part.str.contains(r"\s|\p{Lu}\p{Ll}+\p{Lu}|^\p{L}{3,}$")
            & ~part.str.contains(f"(?i){lexicon.non_person_pattern}")
            & ~part.str.contains(rf"^\s*{lexicon.agency_pattern}\s*$")
        )
    )
    # Names set in capitals throughout are read in title case; mixed ones stand as they are.
    cased = pl.when(name.str.contains(r"\p{Ll}")).then(name).otherwise(name.str.to_titlecase())
    return named.group_by("people_text", maintain_order=True).agg(cased.unique(maintain_order=True).alias("authors"))
