"""The pages of a batch as the extractors see them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

_READ: Final = (
    *("article_id", "doc", "article_index", "block_index", "block_start", "block_end", "role", "text", "key", "words"),
    *("tag", "is_given_title", "is_byline_line", "is_loose_byline_line", "is_place_line"),
)


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
            ``published_at``, ``is_published_day_only``, ``published_day``, ``url``, ``publisher``, ``fetched_at``.
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
            A part of ``blocks``, with the columns that extractors read: carrying all 62 through each filter costs three
            times as much.
        """
        # Comparing short strings one by one takes a third of the time that is_in does.
        return self._kept.filter(pl.any_horizontal(*[pl.col("role") == role for role in roles]))

    @cached_property
    def _kept(self) -> pl.DataFrame:
        read = [name for name in _READ if name in self.blocks.columns]
        # Not lazily: that gives a frame of several chunks, and each would compile every pattern anew.
        return self.blocks.select(*read, "is_kept").filter("is_kept").drop("is_kept")


def number_within_article(frame: pl.DataFrame, letter: str, name: str) -> pl.DataFrame:
    """Give each row a key: the article, a letter and the row's position in the article.

    Args:
        frame: Rows with ``article_id``, in page order: those of an article stand together.
        letter: The kind of thing, for example ``q``.
        name: Name of the key column.

    Returns:
        The frame with the key column.
    """
    row = pl.int_range(pl.len(), dtype=pl.UInt32)
    position = row - pl.when(_begins_article()).then(row).forward_fill()
    return frame.with_columns(pl.concat_str("article_id", pl.lit(f"-{letter}"), position.cast(pl.String)).alias(name))


def one_per_article(frame: pl.DataFrame) -> pl.DataFrame:
    """Keep the first row of each article.

    Args:
        frame: Rows with ``article_id``, in page order: those of an article stand together.

    Returns:
        One row an article, in page order.
    """
    return frame.filter(_begins_article())


def _begins_article() -> pl.Expr:
    # Windows over string keys cost five times what comparing neighbours does.
    return pl.col("article_id").ne_missing(pl.col("article_id").shift())
