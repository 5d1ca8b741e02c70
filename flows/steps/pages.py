"""The pages of a batch as the extractors see them."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Pages:
    """What every extractor reads.

    Attributes:
        documents: One row a page: ``document_id``, ``page_text``.
        blocks: One row a block, in page order, with ``article_id`` (NULL for page furniture), ``role``, ``is_kept``,
            ``text`` (verbatim, so that an offset in it is an offset in the page) and the features of segmentation.
        articles: One row an article: ``article_id``, ``document_id``, ``article_index``, ``article_start``,
            ``article_end``.
        metadata: One row a page with what its sightings and its HTML say: ``document_id``, ``title``, ``author``,
            ``published_at``, ``is_published_day_only``, ``url``, ``publisher``, ``fetched_at``.
    """

    documents: pl.DataFrame
    blocks: pl.DataFrame
    articles: pl.DataFrame
    metadata: pl.DataFrame

    def kept(self, *roles: str) -> pl.DataFrame:
        """Return the kept blocks of the given roles, in page order.

        Args:
            roles: Roles of ``core.blocks``.

        Returns:
            A part of ``blocks``.
        """
        return self.blocks.filter(pl.col("is_kept") & pl.col("role").is_in(list(roles)))


def number_within_article(frame: pl.DataFrame, letter: str, name: str) -> pl.DataFrame:
    """Give each row a key: the article, a letter and the row's position in the article.

    Args:
        frame: Rows with ``article_id``, in page order.
        letter: The kind of thing, for example ``q``.
        name: Name of the key column.

    Returns:
        The frame with the key column.
    """
    position = pl.int_range(pl.len()).over("article_id").cast(pl.String)
    return frame.with_columns(pl.concat_str("article_id", pl.lit(f"-{letter}"), position).alias(name))


def one_per_article(frame: pl.DataFrame) -> pl.DataFrame:
    """Keep the first row of each article.

    Args:
        frame: Rows with ``article_id``, in page order.

    Returns:
        At most one row an article.
    """
    return frame.unique("article_id", keep="first", maintain_order=True)
