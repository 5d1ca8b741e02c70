"""Texts cut into words and marks, looked up and laid out for the walk; each quotation is one word."""

import re
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from flows.steps.extract import quotes_classes as bits
from flows.steps.extract.quotes_features import ENDERS, Vocabulary
from flows.steps.extract.quotes_layout import (
    B_END,
    B_KIND,
    B_QUOTE,
    B_QUOTE_END,
    B_START,
    B_TOKEN,
    B_TOKEN_END,
    B_WORD,
    B_WORD_END,
    BLOCK,
    CAPTION,
    CODES,
    END,
    F_CODES,
    FEATURE,
    HIGH,
    LOW,
    N_CORE,
    N_END,
    N_GAP,
    N_OFFICE,
    N_SHAPE,
    N_START,
    N_WORD,
    NAME,
    Q_END,
    Q_ENDER,
    Q_OUTER_END,
    Q_OUTER_START,
    Q_START,
    Q_WORD,
    QUOTED,
    SHAPE,
    START,
    TOKEN,
    WORD,
)
from flows.steps.extract.quotes_shapes import QUOTE_MARK

_TOKEN: Final = re.compile(r"[^\s—–,;:()\[\]\ue000]+(?:,\d[^\s—–,;:()\[\]\ue000]*)*|[—–,;:()\[\]]")
"""A word, or a mark that is a word of its own; a comma before a digit is part of its number."""
_SPACES: Final = (ord(" "), 0xA0)
_INSIDE: Final = 0
_PLAIN: Final = 1
_QUOTE: Final = 2
_EDGE: Final = 3
"""Kinds of what is laid out: a token inside a quotation or a caption, a word, a quotation, the edge of a paragraph."""

I64 = NDArray[np.int64]


class _Laid:
    """Tokens, quotations and edges in the order of their texts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.kinds: list[int] = []
        self.token_count = self.word_count = 0

    def cut(self, start: int, end: int, kind: int) -> None:
        words = _TOKEN.findall(self.text, start, end)
        find = self.text.find
        for word in words:
            # Nothing but white space stands between two words, so the next place of a word is its own.
            start = find(word, start)
            self.starts.append(start)
            start += len(word)
            self.ends.append(start)
        self.words += words
        self.kinds += [kind] * len(words)
        self.token_count += len(words)
        self.word_count += kind * len(words)

    def put(self, word: str, start: int, end: int, kind: int) -> None:
        self.words.append(word)
        self.starts.append(start)
        self.ends.append(end)
        self.kinds.append(kind)
        self.word_count += 1


def lay_texts(text: str, blocks: list[int], quoted: list[int], vocabulary: Vocabulary) -> tuple[list[int], list[int]]:
    """Cut blocks into words and marks, quotations by themselves, and lay them out.

    Args:
        text: The text the blocks lie in.
        blocks: Blocks; takes the tokens and words of each.
        quoted: Quotations between marks; takes the word that stands for each.
        vocabulary: The words met so far; takes new ones.

    Returns:
        Tokens as names are searched among them, and the words of the walk.
    """
    laid = _Laid(text)
    firsts: list[int] = []
    enders: list[int] = []
    for at in range(0, len(blocks), BLOCK):
        kind = _INSIDE if blocks[at + B_KIND] & CAPTION else _PLAIN
        blocks[at + B_TOKEN] = laid.token_count
        firsts.append(laid.token_count)
        if kind:
            laid.put(QUOTE_MARK, 0, 0, _EDGE)
        blocks[at + B_WORD] = laid.word_count if kind else -1
        begin = blocks[at + B_START]
        for quote in range(blocks[at + B_QUOTE] * QUOTED, blocks[at + B_QUOTE_END] * QUOTED, QUOTED):
            laid.cut(begin, quoted[quote + Q_OUTER_START], kind)
            begin = quoted[quote + Q_OUTER_END]
            quoted[quote + Q_WORD] = laid.word_count
            enders.append(quoted[quote + Q_ENDER])
            laid.put(QUOTE_MARK + ENDERS[enders[-1]], quoted[quote + Q_OUTER_START], begin, _QUOTE)
            laid.cut(quoted[quote + Q_START], quoted[quote + Q_END], _INSIDE)
        laid.cut(begin, blocks[at + B_END], kind)
        blocks[at + B_TOKEN_END] = laid.token_count
        if kind:
            blocks[at + B_WORD_END] = laid.word_count
            laid.put(QUOTE_MARK, 0, 0, _EDGE)
    return _gather(laid, firsts, enders, vocabulary)


def _gather(laid: _Laid, firsts: list[int], enders: list[int], vocabulary: Vocabulary) -> tuple[list[int], list[int]]:
    """Look the words up and write the records of tokens and words, column by column."""
    entries = vocabulary.entries
    numbers = np.array([entries[word][0] for word in laid.words], dtype=np.int64)
    features = np.array(vocabulary.features, dtype=np.int64).reshape(-1, FEATURE)[numbers]
    starts, ends = np.array(laid.starts, dtype=np.int64), np.array(laid.ends, dtype=np.int64)
    kinds = np.array(laid.kinds, dtype=np.int64)
    is_token = kinds <= _PLAIN
    tokens: I64 = np.cumsum(is_token) - is_token

    n = np.zeros((laid.token_count, NAME), dtype=np.int64)
    n[:, N_SHAPE] = features[is_token, SHAPE]
    n[:, N_START], n[:, N_END], n[:, N_WORD] = starts[is_token], ends[is_token], numbers[is_token]
    n[:, N_CORE : N_OFFICE + 1] = features[is_token, F_CODES + 1 :]
    n[:, N_GAP] = _gaps(laid, n, firsts)

    is_seen = kinds != _INSIDE
    w = np.zeros((laid.word_count, WORD), dtype=np.int64)
    w[:, :F_CODES] = features[is_seen, :F_CODES]
    w[:, START], w[:, END], w[:, TOKEN] = starts[is_seen], ends[is_seen], tokens[is_seen]
    w[:, CODES] = features[is_seen, F_CODES]
    kinds = kinds[is_seen]
    w[kinds == _QUOTE, CODES] = enders
    w[kinds == _EDGE] = 0
    w[kinds == _EDGE, SHAPE] = bits.EDGE
    _mark_sentences(w, kinds == _EDGE)
    return n.ravel().tolist(), w.ravel().tolist()


def _gaps(laid: _Laid, n: I64, firsts: list[int]) -> Any:
    """Say before which tokens one space stands."""
    before = np.roll(n[:, N_END], 1)
    before[[first for first in firsts if first < len(n)]] = -1
    codes = np.frombuffer(laid.text.encode("utf-32-le"), dtype=np.uint32)
    return (n[:, N_START] == before + 1) & np.isin(codes[before], _SPACES) if len(n) else 0


def _mark_sentences(w: I64, is_edge: NDArray[np.bool_]) -> None:
    """Say of each word where its sentence begins and ends; an edge is by itself."""
    places = np.arange(len(w))
    shape = w[:, SHAPE]
    after = np.append(shape[1:], bits.EDGE)
    ends = (
        is_edge
        | (after & bits.EDGE != 0)
        | ((shape & bits.ENDS != 0) & (after & bits.OPENS_SENTENCE != 0))
        # “Why?” he asked: what follows a quotation in lower case belongs to its sentence.
        | ((shape & bits.ENDS_AS_QUOTE != 0) & (after & (bits.QUOTE | bits.UPPER) != 0))
        | ((shape & bits.ENDS_BEFORE_QUOTE != 0) & (after & bits.QUOTE != 0))
    )
    begins = np.append(True, ends[:-1])
    w[:, LOW] = np.maximum.accumulate(np.where(begins, places, 0))
    w[:, HIGH] = np.minimum.accumulate(np.where(ends, places + 1, len(w))[::-1])[::-1]
    w[is_edge, HIGH] = places[is_edge]
