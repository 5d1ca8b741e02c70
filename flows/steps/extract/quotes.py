"""Quotations: what somebody said, who said it to whom, and where the page says so."""

from functools import lru_cache
from typing import Any, Final

import polars as pl

from flows.steps.extract.quotes_article import COLUMNS, ArticleReader
from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, number_within_article

_SCHEMA: Final = {
    "article": pl.UInt32,
    "quote_start": pl.Int32,
    "quote_end": pl.Int32,
    "quote_text": pl.String,
    "kind": pl.String,
    "speaker_text": pl.String,
    "speaker_start": pl.Int32,
    "speaker_end": pl.Int32,
    "speaker_name": pl.String,
    "name_start": pl.Int32,
    "name_end": pl.Int32,
    "name_basis": pl.String,
    "cue": pl.String,
    "told_to": pl.String,
    "attribution_basis": pl.String,
    "confidence": pl.Float64,
}
_MARKS: Final = ['"', "“", "”", "„", "«", "»", "``", "''", "‘", " '", "('", "‚", "‹"]
_CUES: Final = " said| says| told |ccording to| added| announced| claimed| warned| argued"
"""What a paragraph must hold before indirect speech is looked for; as a pattern, for contains_any takes five times as
long over these."""


def extract(pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Read the quotations of each article.

    A quotation is direct where it reads as a sentence of its own: a capital first, a comma or sentence end last. What
    is shorter is partial, and counts where somebody says it; scare quotes, titles of works and nicknames do not.

    Paragraphs with marks are read one by one in Python: which words belong to a speaker is a walk over words that a
    pattern of Polars' regex engine cannot express, and the walk costs no more than the five patterns it replaced.

    Args:
        pages: Segmented pages.
        lexicon: Gives the words of speech.

    Returns:
        Rows of ``core.quotes``, in page order.
    """
    text = pl.col("text")
    # A heading in marks is a heading; one that opens a quotation and leaves it open is a line of a list that is quoted.
    is_open = (text.str.starts_with('"') & (text.str.count_matches('"', literal=True) == 1)) | (
        text.str.starts_with("“") & ~text.str.contains("”", literal=True)
    )
    blocks = pages.kept("paragraph", "standfirst", "caption", "subheading")
    is_heading = pl.col("role") == "subheading"
    # Nearly no batch has such a heading, and counting the marks of every paragraph costs 3 ms a thousand articles.
    has_open = blocks.filter(is_heading).select(is_open.any()).item()
    blocks = blocks.filter(~is_heading | is_open if has_open else ~is_heading).select(
        "article_id",
        "block_start",
        "text",
        (pl.col("role") == "caption").alias("is_caption"),
        ((text.str.contains_any(_MARKS) | text.str.starts_with("'")) & (pl.col("role") != "caption")).alias(
            "has_marks"
        ),
        (text.str.contains(_CUES) & (pl.col("role") != "caption")).alias("has_cues"),
        pl.col("article_id").rle_id().alias("article"),
    )
    quoting = blocks.filter(pl.col("has_marks") | pl.col("has_cues")).select("article").unique()
    blocks = blocks.join(quoting, on="article", how="semi", maintain_order="left")
    reader = _reader(lexicon)
    # One flat list: the rows themselves, held for a whole batch, would cost the garbage collector a tenth of the time.
    cells: list[Any] = []
    articles = blocks["article"].to_list()
    columns = ("block_start", "text", "is_caption", "has_marks", "has_cues")
    values = list(zip(*[blocks[name].to_list() for name in columns], strict=True))
    first = 0
    for end in range(1, len(articles) + 1):
        if end == len(articles) or articles[end] != articles[first]:
            article = articles[first]
            for row in reader.read(values[first:end]):
                cells.append(article)
                cells += row
            first = end
    # Columns cost Polars half of what rows do.
    found = pl.DataFrame(
        [pl.Series(name, cells[at :: len(_SCHEMA)], kind) for at, (name, kind) in enumerate(_SCHEMA.items())]
    )
    ids = blocks.select("article", "article_id").unique("article", keep="first", maintain_order=True)
    named = found.join(ids, on="article", how="left", maintain_order="left")
    return number_within_article(named, "q", "quote_id").select("quote_id", "article_id", *COLUMNS)


@lru_cache(maxsize=2)
def _reader(lexicon: Lexicon) -> ArticleReader:
    # Its lists of words take 10 ms to put together.
    return ArticleReader(lexicon.speech)
