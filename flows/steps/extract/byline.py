"""The byline, the persons it names, and the agency the article comes from."""

import polars as pl

from flows.steps.extract.authors import read_authors
from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, one_per_article


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
    persons = read_authors(pl.concat([both["people_text"], both["byline"].rename("people_text")]), lexicon)
    shown_too = both.select(pl.when(pl.col("given").is_not_null()).then("byline").alias("people_text"))
    read, read_too = (
        texts.join(persons, on="people_text", how="left", maintain_order="left")["authors"]
        for texts in (both.select("people_text"), shown_too)
    )
    return both.with_columns(
        pl.coalesce(pl.lit(read), pl.lit(read_too)).alias("authors"),
        alias.replace_strict(lexicon.agencies, default=None, return_dtype=pl.String).alias("byline_agency"),
    ).drop("people_text", "given")
