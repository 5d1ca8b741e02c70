"""The walk and the cutting of words in machine code: the same functions, compiled; a twentieth of the time.

The functions of the modules listed here are compiled as they stand, so that there is one text of every rule: nothing
but the cutting of words is written twice. Compiling takes half a minute, once for a version of the code: the machine
code is kept on disk, under a number drawn from the code of all these functions.
"""

import hashlib
import inspect
from collections.abc import Callable
from functools import lru_cache
from types import FunctionType
from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

from flows.steps.extract import (
    quotes_article,
    quotes_batch,
    quotes_drafts,
    quotes_indirect,
    quotes_laying,
    speakers,
    speakers_cues,
    speakers_meant,
    speakers_names,
    speakers_phrases,
)
from flows.steps.extract import quotes_classes as bits
from flows.steps.extract.quotes_batch import read_articles
from flows.steps.extract.quotes_engine import Batch
from flows.steps.extract.quotes_features import Vocabulary
from flows.steps.extract.quotes_laying import lay_out
from flows.steps.extract.quotes_layout import (
    B_END,
    B_QUOTE,
    B_QUOTE_END,
    B_START,
    B_TOKEN,
    B_TOKEN_END,
    BLOCK,
    CUE,
    DRAFT,
    FEATURE,
    NAME,
    Q_END,
    Q_OUTER_END,
    Q_OUTER_START,
    Q_START,
    QUOTED,
    T_END,
    T_GAP,
    T_START,
    T_WORD,
    TOKENS,
    WORD,
)
from flows.steps.extract.quotes_shapes import QUOTE_MARK
from flows.steps.extract.speakers_names import HEADS_AT

_MODULES: Final = (
    speakers_phrases,
    speakers_cues,
    speakers,
    speakers_names,
    speakers_meant,
    quotes_indirect,
    quotes_drafts,
    quotes_article,
    quotes_laying,
    quotes_batch,
)
_SPACE: Final = 1
_MARK: Final = 2
_DIGIT: Final = 3
"""Classes of characters; 0 is all that makes up words."""
_COMMA: Final = ord(",")
_ONE_SPACE: Final = (ord(" "), 0xA0)
_CHARACTERS: Final = 0x110000
_LAST_CLASSED: Final = 0x20000
"""Behind it no character is a space or a digit."""
_SLOTS: Final = 1 << 16
_HASH_FACTOR: Final = 1_000_003
_HASH_RANGE: Final = (1 << 42) - 1

_INNER: Final[dict[str, Any]] = {"nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""What only compiled code calls needs no way in from Python: a third of the time to compile."""

I64 = NDArray[np.int64]


def _cut(
    codes: Any, classes: Any, blocks: Any, block_count: Any, quoted: Any, tokens: Any, slots: Any, firsts: Any
) -> tuple[Any, Any]:
    """Cut blocks as ``quotes_tokens.lay_texts`` does; words get numbers in the order in which they are met.

    Returns how many tokens and words there are; -1 where there is no room for so many words in ``slots``, whose size is
    a power of two.
    """
    count = words = 0
    for block in range(block_count):
        at = block * BLOCK
        blocks[at + B_TOKEN] = count
        last_end = -1
        begin = blocks[at + B_START]
        quote, quote_end = blocks[at + B_QUOTE], blocks[at + B_QUOTE_END]
        inside = False
        while True:
            # A piece between quotations, then the quotation.
            if quote == quote_end:
                end = blocks[at + B_END]
            else:
                end = quoted[quote * QUOTED + (Q_END if inside else Q_OUTER_START)]
            place = begin
            while place < end:
                kind = classes[codes[place]]
                if kind == _SPACE:
                    place += 1
                    continue
                start = place
                place += 1
                if kind != _MARK:
                    while place < end:
                        kind = classes[codes[place]]
                        if kind == _SPACE:
                            break
                        if kind == _MARK and not (
                            codes[place] == _COMMA and place + 1 < end and classes[codes[place + 1]] == _DIGIT
                        ):
                            break
                        place += 1
                word = _number_of(codes, start, place, slots, firsts, words)
                if word == words:
                    words += 1
                    if 2 * words > slots.size:
                        return -1, 0
                to = count * TOKENS
                tokens[to + T_START], tokens[to + T_END], tokens[to + T_WORD] = start, place, word
                is_apart = start == last_end + 1 and (
                    codes[last_end] == _ONE_SPACE[0] or codes[last_end] == _ONE_SPACE[1]
                )
                tokens[to + T_GAP] = 1 if is_apart else 0
                last_end = place
                count += 1
            if quote == quote_end:
                break
            if inside:
                begin = quoted[quote * QUOTED + Q_OUTER_END]
                quote += 1
            else:
                begin = quoted[quote * QUOTED + Q_START]
            inside = not inside
        blocks[at + B_TOKEN_END] = count
    return count, words


def _number_of(codes: Any, start: Any, end: Any, slots: Any, firsts: Any, words: Any) -> Any:
    value = 0
    for place in range(start, end):
        value = (value * _HASH_FACTOR + codes[place]) & _HASH_RANGE
    slot = (value ^ (value >> 17)) & (slots.size - 1)
    while True:
        number = slots[slot]
        if number < 0:
            slots[slot] = words
            firsts[2 * words], firsts[2 * words + 1] = start, end
            return words
        first = firsts[2 * number]
        if firsts[2 * number + 1] - first == end - start:
            step = 0
            while step < end - start and codes[first + step] == codes[start + step]:
                step += 1
            if step == end - start:
                return number
        slot = (slot + 1) & (slots.size - 1)


def _cut_of(version: int) -> Callable[..., Any]:
    def cut(codes, classes, blocks, block_count, quoted, tokens, slots, firsts):  # type: ignore[no-untyped-def]
        if version < 0:
            return 0, 0
        return _cut(codes, classes, blocks, block_count, quoted, tokens, slots, firsts)

    return cut


def _read_of(version: int) -> Callable[..., Any]:
    def read(tokens, features, blocks, quoted, articles, longer, n, w, cues, cue_at, memory, drafts, leader):  # type: ignore[no-untyped-def]
        if version < 0:
            return 0
        count = articles.size - 1
        lay_out(tokens, features, blocks, articles[count], quoted, n, w)
        return read_articles(blocks, quoted, articles, count, longer, n, w, cues, cue_at, memory, drafts, leader)

    return read


@lru_cache(maxsize=1)
def _compiled() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Compile the functions, or load them: numba keeps what calls them all, by a number for the code of all.

    By itself numba looks at the file of the outermost function alone, and would run the old code of the others.
    """
    names: dict[str, Any] = {"__name__": __name__}
    functions: dict[str, Any] = {"_cut": _cut, "_number_of": _number_of}
    for module in _MODULES:
        names |= vars(module)
        functions |= {
            name: value
            for name, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == module.__name__
        }
    names |= globals()
    version = _version(functions, names)
    for name, function in functions.items():
        names[name] = numba.njit(**_INNER)(FunctionType(function.__code__, names, name))
    outer = []
    for entry in (_cut_of(version), _read_of(version)):
        bound = FunctionType(entry.__code__, names, entry.__name__, None, entry.__closure__)
        outer.append(numba.njit(cache=True, nogil=True)(bound))
    return outer[0], outer[1]


def _version(functions: dict[str, Any], names: dict[str, Any]) -> int:
    """Draw a number from what is compiled: the functions' code and the numbers they read."""
    digest = hashlib.sha256()
    for name, function in sorted(functions.items()):
        code = function.__code__
        digest.update(repr((name, code.co_code, code.co_consts, code.co_names, code.co_varnames)).encode())
    for name, value in sorted(names.items()):
        if isinstance(value, int | tuple) and name != "_MODULES":
            digest.update(repr((name, value)).encode())
    for name, value in sorted(vars(bits).items()):
        if isinstance(value, int):
            digest.update(repr((name, value)).encode())
    return int.from_bytes(digest.digest()[:7], "big")


@lru_cache(maxsize=1)
def character_classes() -> NDArray[np.uint8]:
    """Return the class of every character: of a word, a space, a mark that is a word of its own, a digit."""
    classes = np.zeros(_CHARACTERS, dtype=np.uint8)
    for code in range(_LAST_CLASSED):
        character = chr(code)
        if character.isdecimal():
            classes[code] = _DIGIT
        elif character.isspace():
            classes[code] = _SPACE
    classes[[ord(mark) for mark in "—–,;:()[]"]] = _MARK
    classes[ord(QUOTE_MARK)] = _SPACE
    return classes


class CompiledReader:
    """Reads batches with machine code; keeps what is known of the words met so far as an array."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Load the machine code, or compile it at the first batch.

        Args:
            vocabulary: The words met so far; takes new ones.

        Raises:
            RuntimeError: There is no folder in which machine code can be kept.
        """
        self._vocabulary = vocabulary
        self._cut, self._read = _compiled()
        self._features = np.array(vocabulary.features, dtype=np.int64)

    def read(self, batch: Batch) -> I64:
        """Find the quotations of some articles.

        Args:
            batch: The articles.

        Returns:
            Records of ``DRAFT`` numbers.
        """
        vocabulary = self._vocabulary
        codes = np.frombuffer(batch.text.encode("utf-32-le"), dtype=np.uint32)
        blocks, quoted, articles = (
            np.array(part, dtype=np.int64) for part in (batch.blocks, batch.quoted, batch.articles)
        )
        # A word and what parts it from the next take two characters at least; a mark may take one.
        tokens = np.empty(codes.size * TOKENS, dtype=np.int64)
        firsts = np.empty(2 * codes.size, dtype=np.int64)
        block_count = blocks.size // BLOCK
        count, size = -1, _SLOTS
        while count < 0:  # a small table stays in the processor's cache; few batches need a larger one
            slots = np.full(size, -1, dtype=np.int32)
            count, words = self._cut(codes, character_classes(), blocks, block_count, quoted, tokens, slots, firsts)
            size *= 4
        tokens = tokens[: count * TOKENS]
        spans = firsts[: 2 * words].tolist()
        text, known = batch.text, len(vocabulary.features)
        numbers = [vocabulary.entry(text[a:b])[0] for a, b in zip(spans[::2], spans[1::2], strict=True)]
        if len(vocabulary.features) > known:
            self._features = np.concatenate([self._features, np.array(vocabulary.features[known:], dtype=np.int64)])
        tokens[T_WORD::TOKENS] = np.array(numbers, dtype=np.int64)[tokens[T_WORD::TOKENS]]
        cue_count = np.count_nonzero(self._features[::FEATURE][tokens[T_WORD::TOKENS]] & bits.CUE)
        word_count = count + 2 * block_count + quoted.size // QUOTED
        drafts = np.empty((2 * (quoted.size // QUOTED) + cue_count) * DRAFT, dtype=np.int64)
        found = self._read(
            tokens,
            self._features,
            blocks,
            quoted,
            articles,
            np.array(vocabulary.classes.longer, dtype=np.int64),
            np.empty(count * NAME, dtype=np.int64),
            np.empty(word_count * WORD, dtype=np.int64),
            np.empty(cue_count * CUE, dtype=np.int64),
            np.full(word_count, -1, dtype=np.int64),
            np.zeros(HEADS_AT + 2 * vocabulary.core_count, dtype=np.int64),
            drafts,
            vocabulary.classes.leader,
        )
        return drafts[: found * DRAFT]
