"""Read batches of articles: words cut and looked up, the walk interpreted or compiled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from flows.steps.extract import quotes_classes as bits
from flows.steps.extract.quotes_batch import read_articles
from flows.steps.extract.quotes_features import Vocabulary
from flows.steps.extract.quotes_layout import CUE, DRAFT, QUOTED, WORD
from flows.steps.extract.quotes_tokens import lay_texts
from flows.steps.extract.speakers_names import HEADS_AT

COMPILED_FROM: Final = 4_000_000
"""Bytes of text from which on machine code is used: it saves half a second a megabyte; loading it costs a second, or
half a minute where it has to be compiled first."""


Found = Sequence[int] | NDArray[np.int64]
"""Records of ``DRAFT`` numbers."""


@dataclass(frozen=True)
class Batch:
    """Some articles laid out for the walk.

    Attributes:
        text: Their texts, one after the other.
        blocks: Their blocks (``quotes_layout``).
        quoted: Their quotations between marks.
        articles: First block of each article, and the number of blocks.
    """

    text: str
    blocks: list[int]
    quoted: list[int]
    articles: list[int]


def choose_reader(byte_count: int, vocabulary: Vocabulary) -> Callable[[Batch], Found]:
    """Choose who reads a batch by the amount of work; the results are the same.

    Args:
        byte_count: Bytes of the batch's texts.
        vocabulary: The words met so far.

    Returns:
        The compiled functions from ``COMPILED_FROM`` bytes on, where numba is there and can keep its code.
    """
    if byte_count >= COMPILED_FROM:
        try:
            from flows.steps.extract.quotes_compiled import CompiledReader

            return CompiledReader(vocabulary).read
        except (ImportError, RuntimeError):  # numba: not for this Python, or no folder it may write to
            pass
    return partial(read_interpreted, vocabulary=vocabulary)


def read_interpreted(batch: Batch, vocabulary: Vocabulary) -> list[int]:
    """Find the quotations of some articles.

    Args:
        batch: The articles.
        vocabulary: The words met so far.

    Returns:
        Records of ``DRAFT`` numbers.
    """
    n, w = lay_texts(batch.text, batch.blocks, batch.quoted, vocabulary)
    classes = vocabulary.classes
    cue_count = sum([1 for shape in w[::WORD] if shape & bits.CUE])
    drafts = [0] * ((2 * (len(batch.quoted) // QUOTED) + cue_count) * DRAFT)
    count = read_articles(
        batch.blocks,
        batch.quoted,
        batch.articles,
        len(batch.articles) - 1,
        classes.longer,
        n,
        w,
        [0] * (cue_count * CUE),
        [-1] * (len(w) // WORD),
        [0] * (HEADS_AT + 2 * vocabulary.core_count),
        drafts,
        classes.leader,
    )
    return drafts[: count * DRAFT]
