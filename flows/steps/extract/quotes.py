"""Quotations: what somebody said, who said it to whom, and where the page says so."""

from typing import Final

import polars as pl

from flows.steps.extract.quotes_engine import choose_reader
from flows.steps.extract.quotes_features import Vocabulary
from flows.steps.extract.quotes_pages import lay_blocks, parts_of
from flows.steps.extract.quotes_rows import COLUMNS, rows_of
from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, number_within_article

_MARKS: Final = ['"', "“", "”", "„", "«", "»", "``", "''", "‘", " '", "('", "‚", "‹"]
_DOUBLE: Final = ['"', "“", "”", "„", "«", "»", "``", "''"]
"""Marks that say "quotation" on their own."""
_CUES: Final = [" said", " says", " told ", "ccording to", " added", " announced", " claimed", " warned", " argued"]
"""What a paragraph must hold before indirect speech is looked for."""


def extract(pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Read the quotations of each article.

    A quotation is direct where it reads as a sentence of its own: a capital first, a comma or sentence end last. What
    is shorter is partial, and counts where somebody says it; scare quotes, titles of works and nicknames do not.

    Which words belong to a speaker is a walk over words that a pattern of Polars' regex engine cannot express. Words
    of a batch are looked up once, and the walk reads numbers; from 4 MB on it is compiled: half the time of a walk over
    strings (250 µs a page instead of 500), of which looking up new words and pairing marks take three quarters.

    Args:
        pages: Segmented pages.
        lexicon: Gives the words of speech.

    Returns:
        Rows of ``core.quotes``, in page order.
    """
    text = pl.col("text")
    blocks = pages.kept("paragraph", "standfirst", "caption").select(
        "article_id",
        "block_start",
        "text",
        (pl.col("role") == "caption").alias("is_caption"),
        ((text.str.contains_any(_MARKS) | text.str.starts_with("'")) & (pl.col("role") != "caption")).alias(
            "has_marks"
        ),
        (text.str.contains_any(_CUES) & (pl.col("role") != "caption")).alias("has_cues"),
        pl.col("article_id").rle_id().alias("article"),
    )
    blocks = blocks.with_columns(
        (~(pl.col("has_marks") & text.str.contains_any(_DOUBLE)).any().over("article")).alias("with_single")
    )
    quoting = blocks.filter(pl.col("has_marks") | pl.col("has_cues")).select("article").unique()
    blocks = blocks.join(quoting, on="article", how="semi", maintain_order="left")
    vocabulary = Vocabulary(lexicon.speech)
    read = choose_reader(int(blocks["text"].str.len_bytes().sum()), vocabulary)
    found = []
    for part in parts_of(blocks):
        batch = lay_blocks(part)
        found.append(rows_of(read(batch), batch, part))
    return number_within_article(pl.concat(found), "q", "quote_id").select("quote_id", "article_id", *COLUMNS)
