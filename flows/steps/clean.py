"""Keep each text of an article once: the articles with their cleaned bodies.

Nothing is deleted: the page stays as it was read, the blocks say what was kept and why, and ``restore`` gives back
every byte.
"""

import hashlib

import polars as pl

from flows.steps.pages import Pages


def find_articles(blocks: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Name the articles of segmented pages.

    Args:
        blocks: What ``segment`` returns.

    Returns:
        The blocks with ``article_id``, and one row an article: ``article_id``, ``document_id``, ``article_index``,
        ``article_start``, ``article_end``.
    """
    article_id = pl.concat_str("document_id", pl.lit("-"), pl.col("article_index").cast(pl.String))
    # Articles are named, not blocks: the name of an article is made once.
    articles = (
        blocks.lazy()
        .filter(pl.col("article_index").is_not_null())
        .group_by("unit", maintain_order=True)
        .agg(
            pl.col("document_id").first(),
            pl.col("article_index").first(),
            pl.col("block_start").min().alias("article_start"),
            pl.col("block_end").max().alias("article_end"),
        )
        .with_columns(article_id.alias("article_id"))
        .collect()
    )
    names = blocks.select("unit").join(
        articles.select("unit", "article_id"), on="unit", how="left", maintain_order="left"
    )["article_id"]
    named = blocks.with_columns(pl.when(pl.col("article_index").is_not_null()).then(names).alias("article_id"))
    return named, articles.select("article_id", "document_id", "article_index", "article_start", "article_end")


def body_texts(pages: Pages) -> pl.DataFrame:
    """Join what each article keeps of its paragraphs and subheadings.

    Args:
        pages: Segmented pages.

    Returns:
        One row an article that has a body: ``article_id``, ``body_text``, ``word_count`` and ``body_digest``, equal for
        bodies that differ in case, white space, quotes and dashes alone.
    """
    bodies = (
        pages.kept("paragraph", "subheading")
        .lazy()
        .group_by(pl.col("article_id").rle_id().alias("run"), maintain_order=True)
        .agg(
            pl.col("article_id").first(),
            pl.col("text").str.join("\n\n").alias("body_text"),
            pl.col("words").sum().cast(pl.Int32).alias("word_count"),
            pl.col("key").str.join(" ").alias("folded"),
        )
        .collect()
    )
    # One digest an article: 3 µs each, and Polars' own hash is not stable across its versions.
    digests = [hashlib.sha256(folded.encode()).hexdigest()[:32] for folded in bodies["folded"]]
    return bodies.with_columns(pl.Series("body_digest", digests, dtype=pl.String)).drop("folded", "run")
