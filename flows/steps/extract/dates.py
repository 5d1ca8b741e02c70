"""Dates: the time expressions of each article as TIMEX3, resolved to days from an anchor that is named."""

from typing import Final

import polars as pl

from flows.steps.extract.dates_reader import CLOSE, OPEN, Block, Reader, Row
from flows.steps.extract.dates_words import words_of
from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, number_within_article

_ROLES: Final = ("headline", "standfirst", "byline", "dateline", "caption", "subheading", "paragraph")
# Stands in for the private characters that mark the runs, on a page that has them of its own.
_STAND_IN: Final = "\ue002"
_SAMPLE_CHARS: Final = 800
_ENGLISH: Final = (" the ", " of ", " and ", " to ", " in ", " on ", " said ", " is ")
_FOREIGN: Final = (
    " der ", " und ", " die ", " den ", " le ", " les ", " et ", " des ", " el ", " los ", " que ", " y ", " de ",
    " het ", " een ", " il ", " di ", " che ", " e ", " do ", " em ", " och ", " att ", " og ", " nie ", " się ",
)  # fmt: skip
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
    words = words_of(lexicon)
    # Length stays as it is, so that offsets in the marked text are offsets in the page.
    masked = pl.col("text").str.replace_many([OPEN, CLOSE], [_STAND_IN, _STAND_IN])
    blocks = (
        pages.kept(*_ROLES)
        .select(
            "article_id",
            "block_start",
            "role",
            "text",
            masked.str.replace_all(words.run_pattern, f"{OPEN}${{0}}{CLOSE}").alias("marked"),
        )
        .filter(pl.col("marked").str.contains(OPEN, literal=True))
    )
    anchors = {row[0]: row[1:] for row in articles.select("article_id", "published_on", "published_basis").iter_rows()}
    taken = {
        (article, start): on
        for article, start, on in captions.select("article_id", "caption_start", "taken_on").iter_rows()
        if on is not None
    }
    english = _english(blocks, articles)
    reader = Reader(words, frozenset(verb.lower() for verb in lexicon.speech_verbs))
    rows: list[Row] = []
    for article, start, role, text, marked in blocks.iter_rows():
        if article not in english:
            continue
        on, basis = anchors.get(article, (None, None))
        is_caption = role == "caption"
        if is_caption and (article, start) in taken:
            on, basis = taken[article, start], "caption"
        rows += reader.read(Block(article, start, text, marked, on, basis, is_caption))
    return number_within_article(pl.DataFrame(rows, schema=_SCHEMA, orient="row"), "d", "date_id")


def _english(blocks: pl.DataFrame, articles: pl.DataFrame) -> frozenset[str]:
    """Pick the articles in English, by their language or the small words of the blocks that look dated."""
    told: dict[str, str] = {}
    if "language" in articles.columns:
        told = {article: code for article, code in articles.select("article_id", "language").iter_rows() if code}
    samples: dict[str, str] = {}
    for article, text in blocks.select("article_id", "text").iter_rows():
        sample = samples.get(article, "")
        if len(sample) < _SAMPLE_CHARS:
            samples[article] = f"{sample} {text[:_SAMPLE_CHARS]} "
    return frozenset(
        article
        for article, sample in samples.items()
        if (told[article] == "en" if article in told else _sounds(sample))
    )


def _sounds(sample: str) -> bool:
    return sum(word in sample for word in _ENGLISH) >= sum(word in sample for word in _FOREIGN)
