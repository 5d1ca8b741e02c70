"""The line that names further contributors."""

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, one_per_article


def extract(pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Find the contributor line of each article.

    Args:
        pages: Segmented pages.
        lexicon: Not used; every extractor takes it.

    Returns:
        One row an article with such a line: ``article_id``, ``contributor``, ``contributor_start``,
        ``contributor_end``.
    """
    del lexicon
    return one_per_article(pages.kept("contributor")).select(
        "article_id",
        pl.col("text").alias("contributor"),
        pl.col("block_start").alias("contributor_start"),
        pl.col("block_end").alias("contributor_end"),
    )
