"""The headline and the standfirst of each article."""

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, one_per_article
from flows.text.normalise import letters_only


def extract(pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Find the headline and standfirst of each article.

    A title given as metadata is the headline of the page's first article where the page itself shows none.

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
    )
    standfirsts = one_per_article(pages.kept("standfirst")).select(
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
    return (
        pages.articles.select("article_id")
        .join(shown, on="article_id", how="left", maintain_order="left")
        .join(standfirsts, on="article_id", how="left", maintain_order="left")
        .join(titles, on="article_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("headline", "given").alias("headline"))
        .drop("given")
    )
