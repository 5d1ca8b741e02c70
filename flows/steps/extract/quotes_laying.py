"""Tokens of a batch laid out as the words of the walk: what ``quotes_tokens`` does word by word, for compiled code.

The functions walk over flat lists (``quotes_layout``) and are compiled (``quotes_compiled``).
"""

from typing import Final

from flows.steps.extract import quotes_classes as bits
from flows.steps.extract.quotes_layout import (
    B_KIND,
    B_QUOTE,
    B_QUOTE_END,
    B_TOKEN,
    B_TOKEN_END,
    B_WORD,
    B_WORD_END,
    BLOCK,
    CAPTION,
    CODES,
    F_CODES,
    FEATURE,
    HIGH,
    LOW,
    N_CORE,
    N_GAP,
    N_SHAPE,
    N_START,
    N_WORD,
    NAME,
    Q_ENDER,
    Q_OUTER_END,
    Q_OUTER_START,
    Q_WORD,
    QUOTED,
    START,
    T_END,
    T_GAP,
    T_START,
    T_WORD,
    TOKEN,
    TOKENS,
    WORD,
    Numbers,
)


def lay_out(
    tokens: Numbers, features: Numbers, blocks: Numbers, block_count: int, quoted: Numbers, n: Numbers, w: Numbers
) -> None:
    """Lay out tokens as the words of the walk, each quotation one word, cut into sentences; and as names are searched.

    Args:
        tokens: Tokens.
        features: What is known of each word; first those that stand for a quotation, by what ends it.
        blocks: Blocks; takes the first word of each and the one behind its last; -1 for captions.
        block_count: How many blocks.
        quoted: Quotations between marks; takes the word that stands for each.
        n: Takes the tokens.
        w: Takes the words.
    """
    count = 0
    for block in range(block_count):
        at = block * BLOCK
        quote, quote_end = blocks[at + B_QUOTE], blocks[at + B_QUOTE_END]
        is_body = not blocks[at + B_KIND] & CAPTION
        hidden_until = -1
        if is_body:
            _edge(w, count)
            count += 1
        blocks[at + B_WORD] = count if is_body else -1
        for token in range(blocks[at + B_TOKEN], blocks[at + B_TOKEN_END]):
            source = token * TOKENS
            start, word = tokens[source + T_START], tokens[source + T_WORD]
            feature = word * FEATURE
            name = token * NAME
            n[name + N_SHAPE] = features[feature]
            n[name + N_START], n[name + N_START + 1] = start, tokens[source + T_END]
            for field in range(_NAME_FIELDS):
                n[name + N_CORE + field] = features[feature + F_CODES + 1 + field]
            n[name + N_WORD], n[name + N_GAP] = word, tokens[source + T_GAP]
            if not is_body:
                continue
            while quote < quote_end and start >= quoted[quote * QUOTED + Q_OUTER_START]:
                hidden_until = quoted[quote * QUOTED + Q_OUTER_END]
                _write_quote(w, count, features, quoted, quote, token)
                count += 1
                quote += 1
            if start >= hidden_until:
                _write(w, count, features, feature, start, tokens[source + T_END], token)
                count += 1
        if is_body:
            while quote < quote_end:
                _write_quote(w, count, features, quoted, quote, blocks[at + B_TOKEN_END])
                count += 1
                quote += 1
            blocks[at + B_WORD_END] = count
            _edge(w, count)
            count += 1
            cut_sentences(w, blocks[at + B_WORD], count - 1)


_NAME_FIELDS: Final = 5
"""From the core to the office."""


def _write(w: Numbers, word: int, features: Numbers, feature: int, start: int, end: int, token: int) -> None:
    at = word * WORD
    w[at], w[at + 1], w[at + 2] = features[feature], features[feature + 1], features[feature + 2]
    w[at + START], w[at + START + 1] = start, end
    w[at + CODES], w[at + TOKEN] = features[feature + F_CODES], token


def _write_quote(w: Numbers, word: int, features: Numbers, quoted: Numbers, quote: int, token: int) -> None:
    place = quote * QUOTED
    ender = quoted[place + Q_ENDER]
    quoted[place + Q_WORD] = word
    _write(w, word, features, ender * FEATURE, quoted[place + Q_OUTER_START], quoted[place + Q_OUTER_END], token)
    w[word * WORD + CODES] = ender


def _edge(w: Numbers, word: int) -> None:
    for field in range(WORD):
        w[word * WORD + field] = 0
    w[word * WORD] = bits.EDGE
    w[word * WORD + LOW] = w[word * WORD + HIGH] = word


def cut_sentences(w: Numbers, first: int, end: int) -> None:
    """Say of each word of a paragraph where its sentence begins and ends.

    Args:
        w: Words.
        first: First word of the paragraph.
        end: Behind its last.
    """
    low = first
    for at in range(first, end):
        if at == end - 1 or _ends_sentence(w[at * WORD], w[(at + 1) * WORD]):
            for word in range(low, at + 1):
                w[word * WORD + LOW], w[word * WORD + HIGH] = low, at + 1
            low = at + 1


def _ends_sentence(shape: int, after: int) -> bool:
    if shape & bits.ENDS:
        return after & bits.OPENS_SENTENCE != 0
    if shape & bits.ENDS_AS_QUOTE:
        # “Why?” he asked: what follows a quotation in lower case belongs to its sentence.
        return after & (bits.QUOTE | bits.UPPER) != 0
    return shape & bits.ENDS_BEFORE_QUOTE != 0 and after & bits.QUOTE != 0
