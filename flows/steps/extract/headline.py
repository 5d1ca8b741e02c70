"""The headline and the standfirst of each article."""

from typing import Final

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, one_per_article
from flows.text.normalise import fold_column, letters_only

_HEADLINE_TAGS: Final = ("h1", "h2", "h3")
_LEAST_SAID_AGAIN: Final = 0.3
_TITLE_MIN_WORDS: Final = 5
_PREFIX_MIN_WORDS: Final = 4


def extract(pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Find the headline and standfirst of each article.

    A title given as metadata is the headline of the page's first article where the page itself shows none, and where
    HTML shows a line that hardly says the same: the name of a section, a related story. Then the headline has no span.

    Args:
        pages: Segmented pages.
        lexicon: Not used; every extractor takes it.

    Returns:
        One row an article that has either: ``article_id``, ``headline``, ``standfirst`` and their spans.
    """
    del lexicon
    shown = one_per_article(pages.kept("headline")).select(
        "article_id",
        pl.col("text").alias("headline"),
        pl.col("block_start").alias("headline_start"),
        pl.col("block_end").alias("headline_end"),
        pl.col("key").alias("shown_key"),
        (~pl.col("is_given_title") & pl.col("tag").is_not_null()).fill_null(value=False).alias("may_yield"),
        pl.col("tag").is_in(list(_HEADLINE_TAGS)).fill_null(value=False).alias("is_heading"),
    )
    # A summary that is told again as the first paragraph is not kept twice: it stands here all the same.
    summaries = pages.blocks.filter((pl.col("role") == "standfirst") & pl.col("article_id").is_not_null())
    standfirsts = one_per_article(summaries).select(
        "article_id",
        pl.col("text").alias("standfirst"),
        pl.col("block_start").alias("standfirst_start"),
        pl.col("block_end").alias("standfirst_end"),
    )
    titles = (
        pages.articles.filter(pl.col("article_index") == 0)
        .join(pages.metadata, on="document_id")
        .filter(letters_only(pl.col("title")).str.len_chars() > 0)
        .select("article_id", pl.col("title").str.strip_chars().alias("given"))
    )
    words = [pl.col(name).str.extract_all(r"[\p{L}\p{N}]+").list.unique() for name in ("shown_key", "given_key")]
    said_again = words[0].list.set_intersection(words[1]).list.len() / words[0].list.len()
    least = pl.when("is_heading").then(_LEAST_SAID_AGAIN).otherwise(1.0)
    yields = pl.col("may_yield") & (words[1].list.len() >= _TITLE_MIN_WORDS) & (said_again < least)
    joined = (
        pages.articles.select("article_id")
        .join(shown, on="article_id", how="left", maintain_order="left")
        .join(standfirsts, on="article_id", how="left", maintain_order="left")
        .join(titles, on="article_id", how="left", maintain_order="left")
    )
    decided = fold_column(joined, "given", "given_key").with_columns(yields.fill_null(value=False).alias("yields"))
    # "Headline" and "Sub-headline" in one heading: the page's metadata tells where the first one ends.
    rest = pl.col("headline").str.strip_prefix(pl.col("given"))
    runs_on = (
        pl.col("may_yield")
        & (words[1].list.len() >= _PREFIX_MIN_WORDS)
        & pl.col("headline").str.starts_with(pl.col("given"))
        & rest.str.contains(r"^\s+\p{Lu}")
    ).fill_null(value=False)
    decided = decided.with_columns(
        pl.when(runs_on).then("given").otherwise("headline").alias("headline"),
        pl.when(runs_on)
        .then(pl.col("headline_start") + pl.col("given").str.len_chars().cast(pl.Int32))
        .otherwise("headline_end")
        .alias("headline_end"),
    )
    return decided.with_columns(
        pl.when("yields").then("given").otherwise(pl.coalesce("headline", "given")).alias("headline"),
        *[pl.when(~pl.col("yields")).then(name).alias(name) for name in ("headline_start", "headline_end")],
    ).drop("given", "given_key", "shown_key", "may_yield", "is_heading", "yields")
