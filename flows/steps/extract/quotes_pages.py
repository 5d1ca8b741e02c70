"""The blocks of articles and the quotations between their marks, laid out for the walk."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from flows.steps.extract.quotes_engine import Batch
from flows.steps.extract.quotes_features import ENDERS
from flows.steps.extract.quotes_layout import (
    B_END,
    B_KIND,
    B_QUOTE,
    B_QUOTE_END,
    B_START,
    BLOCK,
    CAPTION,
    IS_DIRECT,
    IS_TITLE,
    Q_WORDS,
    RUNS_ON,
    WITH_CUES,
)
from flows.steps.extract.quotes_marks import Quoted, find_quoted

PART_BYTES: Final = 2_000_000
"""Text that is laid out at a time: some 100 MB of numbers."""
_INNER_MARKS: Final = "’'\"”)"
_ENDER_CODES: Final = {ender: code for code, ender in enumerate(ENDERS) if ender}
_COMPLETE_START: Final = frozenset("…‘'[(")
_COMPLETE_END: Final = frozenset(",.!?…—–-")
_CLOSING: Final = "’'])”\""
_SMALL: Final = frozenset(
    ("of", "the", "and", "a", "an", "in", "on", "for", "to", "with", "at", "by", "from", "or", "vs", "&")
)
_MOST_TITLE_WORDS: Final = 9


def parts_of(blocks: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Cut the blocks of a batch into parts of whole articles, so that memory does not grow with the batch.

    Args:
        blocks: ``text`` and ``article``, the blocks of an article together.

    Yields:
        Parts of the frame, in order; one at least.
    """
    sizes = (
        blocks.select(pl.col("article"), pl.col("text").str.len_bytes().cum_sum().alias("bytes"))
        .group_by("article", maintain_order=True)
        .agg(pl.len(), pl.col("bytes").last())
    )
    first = end = begun = 0
    for _, count, size in sizes.iter_rows():
        end += count
        if size - begun >= PART_BYTES:
            yield blocks[first:end]
            first, begun = end, size
    if end > first or not end:
        yield blocks[first:end]


def lay_blocks(blocks: pl.DataFrame) -> Batch:
    """Lay out the blocks of articles and find the quotations between their marks.

    Args:
        blocks: ``article``, ``text``, ``is_caption``, ``has_marks``, ``has_cues``, ``with_single`` (whether single
            marks quote).

    Returns:
        The articles; words are cut later.
    """
    texts = blocks["text"].to_list()
    ends = blocks["text"].str.len_chars().cast(pl.Int64).to_numpy().cumsum() + np.arange(len(texts))
    starts = np.append(0, ends[:-1] + 1)[: len(texts)]
    of_article, is_caption = blocks["article"].to_numpy(), blocks["is_caption"].to_numpy()
    kinds = np.where(is_caption, CAPTION, np.where(blocks["has_cues"].to_numpy(), WITH_CUES, 0))
    marked = blocks["has_marks"].arg_true()
    # Which paragraph of the article a block is: a quotation runs on into the next alone.
    places = np.cumsum(~is_caption) + 2 * of_article.astype(np.int64)
    counts = np.zeros(len(texts), dtype=np.int64)
    quoted: list[int] = []
    is_open, last = False, -1
    at = marked.to_numpy()
    rows = (at.tolist(), starts[at].tolist(), places[at].tolist(), blocks["with_single"].gather(marked).to_list())
    for number, start, place, with_single in zip(*rows, strict=True):
        text = texts[number]
        is_open = is_open and place == last + 1
        if is_open:
            kinds[number] |= RUNS_ON
        found = find_quoted(text, is_open=is_open, with_single=with_single)
        is_open, last = bool(found) and not found[-1].is_closed, place
        counts[number] = len(found)
        for quote in found:
            quoted += _record(text, start, quote)
    laid = np.zeros((len(texts), BLOCK), dtype=np.int64)
    laid[:, B_QUOTE_END] = counts.cumsum()
    laid[:, B_QUOTE] = laid[:, B_QUOTE_END] - counts
    laid[:, B_KIND], laid[:, B_START], laid[:, B_END] = kinds, starts, ends
    begins = np.flatnonzero(np.append(True, of_article[1:] != of_article[:-1])[: len(texts)])
    return Batch("\n".join(texts), laid.ravel().tolist(), quoted, [*begins.tolist(), len(texts)])


def _record(text: str, shift: int, quote: Quoted) -> tuple[int, ...]:
    start, end, outer_start, outer_end, is_closed = quote
    body = text[start:end]
    last = body[-1]
    if last in _INNER_MARKS:
        last = text[end - 2]
    words = body.split(None, _MOST_TITLE_WORDS)
    shape = Q_WORDS * len(words) | IS_DIRECT * _is_direct(body)
    if len(words) <= _MOST_TITLE_WORDS and all(map(_is_capital, words)):
        shape |= IS_TITLE
    ender = _ENDER_CODES.get(last, 0)
    return start + shift, end + shift, outer_start + shift, outer_end + shift, is_closed, shape, 0, ender


def _is_capital(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or word in _SMALL


def _is_direct(body: str) -> bool:
    """Whether a quotation reads as a sentence of its own."""
    first = body[0]
    if not (first.isupper() or first.isdigit() or first in _COMPLETE_START):
        return False
    return body[-1] in _COMPLETE_END or body.rstrip(_CLOSING)[-1:] in _COMPLETE_END
