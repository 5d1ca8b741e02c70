"""Dates: the time expressions of each article as TIMEX3, resolved to days from an anchor that is named."""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import polars as pl

from flows.steps.extract.dates_reader import MARK, Block, Cell, Known, Reader
from flows.steps.extract.dates_words import words_of
from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, number_within_article

_ROLES: Final = ("headline", "standfirst", "byline", "dateline", "caption", "subheading", "paragraph")
# Stands in for the character that marks the runs, on a page that has it of its own.
_STAND_IN: Final = "\ue002"
# A page can claim any day: counting from one at the ends of the calendar would leave it.
_EARLIEST_YEAR: Final = 1000
_LATEST_YEAR: Final = 8999
_NO_ANCHOR: Final[tuple[dt.date | None, str | None]] = (None, None)
_SAMPLE_CHARS: Final = 300
_ENGLISH: Final = frozenset(("the", "of", "and", "to", "in", "on", "said", "is", "was", "for", "with"))
_FOREIGN_WORDS: Final = """
    der und die den le les et des el los que y de het een il di che e do em och att og nie się la da na
"""
_FOREIGN: Final = frozenset(_FOREIGN_WORDS.split())
_SCHEMA: Final = {
    "article_id": pl.String,
    "date_start": pl.Int32,
    "date_end": pl.Int32,
    "date_text": pl.String,
    "kind": pl.String,
    "timex_value": pl.String,
    "modifier": pl.String,
    "resolved_start_on": pl.Date,
    "resolved_end_on": pl.Date,
    "anchor_on": pl.Date,
    "anchor_basis": pl.String,
}


def extract(pages: Pages, lexicon: Lexicon, articles: pl.DataFrame, captions: pl.DataFrame) -> pl.DataFrame:
    """Read the time expressions of each English article.

    One pattern finds runs of time words in Polars; each distinct run is read once in Python, and each expression is
    resolved there, eight an article of 2.4 KB. What a caption says is resolved from the day of its picture; what is
    said inside quotation marks, from the day its paragraph says it was said; all else from the day of publication.

    Args:
        pages: Segmented pages.
        lexicon: Gives the words of time expressions, the holidays and the verbs of speech.
        articles: One row an article: ``article_id``, ``published_on``, ``published_basis``; and ``language``, where
            NULL leaves the language to be told by the small words.
        captions: What ``captions.extract`` found.

    Returns:
        Rows of ``core.dates``, in page order, and ``modifier`` (TIMEX3 MOD; NULL for none).

    Source:
        TIMEX3 as in ISO-TimeML (ISO 24617-1) and the TimeML 1.2.1 guidelines for annotators.
    """
    run_pattern, known = _remembered(lexicon)
    # Length stays as it is, so that offsets in the marked text are offsets in the page.
    masked = pl.col("text").str.replace_all(MARK, _STAND_IN, literal=True)
    blocks = (
        pages.kept(*_ROLES)
        .rechunk()  # each chunk would compile the pattern anew, 10 ms a time
        .select(
            "article_id",
            "block_start",
            (pl.col("role") == "caption").alias("is_caption"),
            "text",
            masked.str.replace_all(run_pattern, f"{MARK}${{0}}{MARK}").alias("marked"),
        )
        .filter(pl.col("marked").str.contains(MARK, literal=True))
    )
    anchors = {
        article: (on, basis) for article, on, basis in _dated(articles, "article_id", "published_on", "published_basis")
    }
    taken = {(article, start): on for article, on, start in _dated(captions, "article_id", "taken_on", "caption_start")}
    told = dict(articles.select("article_id", "language").iter_rows()) if "language" in articles.columns else {}
    reader = Reader(known)
    # One flat list: rows, held for a whole batch, would cost the garbage collector its time.
    cells: list[Cell] = []
    columns = [blocks[name].to_list() for name in blocks.columns]
    speaks = _english(columns[0], columns[3], told)
    current, anchor = "", _NO_ANCHOR
    for article, start, is_caption, text, marked in zip(*columns, strict=True):
        if not speaks[article]:
            continue
        if article != current:
            current, anchor = article, anchors.get(article, _NO_ANCHOR)
        on, basis = anchor
        if is_caption and (article, start) in taken:
            on, basis = taken[article, start], "caption"
        cells += reader.read(Block(article, start, text, marked, on, basis, is_caption))
    frame = pl.DataFrame(
        [pl.Series(name, cells[at :: len(_SCHEMA)], kind) for at, (name, kind) in enumerate(_SCHEMA.items())]
    )
    return number_within_article(frame, "d", "date_id")


@lru_cache(maxsize=2)
def _remembered(lexicon: Lexicon) -> tuple[str, Known]:
    # Once a process, for all batches.
    words = words_of(lexicon)
    return words.run_pattern, Known(words, frozenset(verb.lower() for verb in lexicon.speech_verbs))


def _dated(frame: pl.DataFrame, key: str, day: str, other: str) -> Iterator[tuple[Any, ...]]:
    """Give the rows whose day can be counted from."""
    rows = frame.select(key, day, other).filter(pl.col(day).dt.year().is_between(_EARLIEST_YEAR, _LATEST_YEAR))
    return zip(*[rows[name].to_list() for name in rows.columns], strict=True)


def _english(articles: list[str], texts: list[str], told: dict[str, str | None]) -> dict[str, bool]:
    """Tell which articles are in English, by their language or by the small words of the blocks that look dated."""
    speaks = {article: code == "en" for article, code in told.items() if code is not None}
    samples: dict[str, str] = {}
    for article, text in zip(articles, texts, strict=True):
        if article in speaks:
            continue
        sample = samples.get(article, "")
        if len(sample) < _SAMPLE_CHARS:
            samples[article] = f"{sample} {text[:_SAMPLE_CHARS]}"
    return speaks | {article: _sounds_english(sample) for article, sample in samples.items()}


def _sounds_english(sample: str) -> bool:
    words = frozenset(sample.split())
    return len(_ENGLISH & words) >= len(_FOREIGN & words)
