"""Keep what an article is about: its 32 weightiest terms, four bytes each, whatever its length."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.steps.deduplicate.words import I64, U64, Words, cut_words
from flows.steps.storylines.settings import STORYLINE_SETTINGS, StorylineSettings
from flows.text.tables import read_table

TERM_BITS: Final = 24
"""Bits of a term's hash that are kept: two articles share one of 32 terms by chance once in 16,000 pairs."""
_WEIGHT_UNIT: Final = 12
"""So many to a step of the kept weight, the greatest of which fills a byte."""
_MOST_USES: Final = 255
_COUNT_UNIT: Final = 16
_HEADLINE, _LEAD, _REST = 0, 1, 2
_ZONE_BITS: Final = 2
TABLE: Final = "news_words.csv"
"""The reference table of rarity."""

Cut = Callable[[pl.Series], Words]
"""Cuts texts into words."""


@dataclass(frozen=True)
class Rarity:
    """How rare words are in English.

    Attributes:
        classes: By the kept bits of a word's hash: 0 for words of more than half of all articles, then one more for
            each halving; words that the table does not hold have the rarest class. 16 MB, but a look-up takes a tenth
            of the time that a search in the 2,600 hashes does.
    """

    classes: NDArray[np.int8]


def load_rarity(folder: Path, settings: StorylineSettings = STORYLINE_SETTINGS) -> Rarity:
    """Read the table of common words.

    Args:
        folder: ``seeds/reference`` or a folder of the same shape.
        settings: Say how rare other words are.

    Returns:
        The words by their hashes.

    Raises:
        FileNotFoundError: The CSV is missing.
        ValueError: A row of it is not one word, as texts are cut into words.
    """
    rows = read_table(folder / TABLE)
    words = cut_words(pl.Series([row["word"] for row in rows], dtype=pl.String))
    if not (np.diff(words.offsets) == 1).all():
        raise ValueError(f"{TABLE}: each row must hold one word")
    classes = np.full(1 << TERM_BITS, settings.rare, dtype=np.int8)
    classes[_kept_bits(words.hashes)] = [int(row["rarity"]) for row in rows]
    return Rarity(classes)


def draw_terms(
    articles: pl.DataFrame, rarity: Rarity, cut: Cut = cut_words, settings: StorylineSettings = STORYLINE_SETTINGS
) -> pl.Series:
    """Draw the terms of each article.

    A term weighs (1 + ln of its uses) times its rarity, double where the headline has it, half as much again where the
    lead has it. All is reckoned in whole numbers, so that every machine keeps the same terms. 70 µs for 2.4 KB, 20 of
    them cutting words where that is compiled.

    Args:
        articles: ``headline`` and ``body_text``; NULL counts as empty.
        rarity: The table of common words.
        cut: Who cuts the words: ``deduplicate.words.cut_words`` or its compiled twin.
        settings: How many terms are kept, and what they weigh.

    Returns:
        ``terms``: one binary value an article, four bytes a term (24 bits of its hash, 8 of its weight), the weightiest
        first; empty where the text is not English, a table of numbers, or too short to be about anything.
    """
    heads = cut(articles["headline"].str.head(settings.read_chars))
    bodies = cut(articles["body_text"].str.head(settings.read_chars))
    article = np.concatenate([_article_of(heads), _article_of(bodies)])
    hashed = _kept_bits(np.concatenate([heads.hashes, bodies.hashes]))
    classes = rarity.classes[hashed]

    def share_of(words: NDArray[np.bool_]) -> NDArray[np.float64]:
        shares: NDArray[np.float64] = np.bincount(article[words], minlength=articles.height) / np.maximum(totals, 1)
        return shares

    totals = np.bincount(article, minlength=articles.height)
    is_number = np.concatenate([heads.is_number, bodies.is_number])
    is_read = (share_of(classes <= 1) >= settings.min_english) & (share_of(is_number) <= settings.most_numbers)
    zone = np.full(article.size, _REST)
    zone[heads.hashes.size :][_places(bodies) < settings.lead_words] = _LEAD
    zone[: heads.hashes.size] = _HEADLINE

    # One sortable number a word: article, hash, zone; of equal terms the one in the best zone comes first.
    kept = np.flatnonzero((classes > 0) & is_read[article])
    keys = (article[kept] << (TERM_BITS + _ZONE_BITS)) | (hashed[kept] << _ZONE_BITS) | zone[kept]
    keys.sort()
    terms = keys >> _ZONE_BITS
    firsts = np.flatnonzero(np.append(True, terms[1:] != terms[:-1])) if terms.size else terms
    uses = np.diff(np.append(firsts, terms.size))
    hashed = terms[firsts] & ((1 << TERM_BITS) - 1)
    factors = np.array([settings.headline_factor, settings.lead_factor, settings.rest_factor])
    weights = (
        _COUNTED[np.minimum(uses, _MOST_USES)]
        * rarity.classes[hashed].astype(np.int64)
        * factors[keys[firsts] & ((1 << _ZONE_BITS) - 1)]
    )
    return _pack(terms[firsts] >> TERM_BITS, hashed, weights, articles.height, settings)


_COUNTED: Final = np.array([0, *[round(_COUNT_UNIT * (1 + math.log(uses))) for uses in range(1, _MOST_USES + 1)]])
"""1 + ln of a number of uses, in sixteenths."""


def _kept_bits(hashes: U64) -> I64:
    kept: I64 = (hashes >> np.uint64(64 - TERM_BITS)).astype(np.int64)
    return kept


def _article_of(words: Words) -> I64:
    return np.repeat(np.arange(words.offsets.size - 1), np.diff(words.offsets))


def _places(words: Words) -> I64:
    places: I64 = np.arange(words.hashes.size) - np.repeat(words.offsets[:-1], np.diff(words.offsets))
    return places


def _pack(article: I64, hashed: I64, weights: I64, count: int, settings: StorylineSettings) -> pl.Series:
    small = np.clip(weights // _WEIGHT_UNIT, 1, 255)
    # The weightiest first, equal ones by hash; sorted as one number, a third of the time of three keys.
    keys = (article << (TERM_BITS + 8)) | ((255 - small) << TERM_BITS) | hashed
    keys.sort()
    packed = (((keys & ((1 << TERM_BITS) - 1)) << 8) | (255 - ((keys >> TERM_BITS) & 255))).astype("<u4")
    counts = np.bincount(article, minlength=count)
    starts = np.concatenate(([0], np.cumsum(counts)))
    data, width = packed.tobytes(), packed.itemsize
    # A slice an article: 0.2 µs each.
    terms = [
        data[start * width : (start + min(held, settings.terms)) * width] if held >= settings.min_terms else b""
        for start, held in zip(starts[:-1].tolist(), counts.tolist(), strict=True)
    ]
    return pl.Series("terms", terms, dtype=pl.Binary)
