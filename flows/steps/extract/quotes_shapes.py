"""How a word is spelled, as bits of ``quotes_classes``, and what of it may be a name."""

import re
from typing import Final

from flows.steps.extract import quotes_classes as bits
from flows.steps.extract.quotes_lists import ABBREVIATIONS

QUOTE_MARK: Final = "\ue000"
"""Stands for a quotation among the words; a comma or stop at its end follows it in the same word."""
STOPS: Final = ".!?…"
LONG: Final = 5
"""Characters of the longest word whose full stop may be an abbreviation's."""
POSSESSIVE: Final = re.compile(r"['’‘`]s?$")
_POSSESSIVE_ENDS: Final = frozenset("'’‘`s")
_KEPT_STOP: Final = re.compile(r"(?:\b\w|Jr|Sr|Inc|Ltd|Corp|Co)\.$")
_NOT_IN_CORE: Final = "!?…”\"'’)]`"
_MARKS: Final = "'’‘`\"”“"
_SHAPES: Final = {
    ",": bits.COMMA | bits.BREAK | bits.ANY_COMMA | bits.SPOKEN_END | bits.CLAUSE_MARK,
    ";": bits.BREAK | bits.CLAUSE_MARK | bits.SEMICOLON,
    ":": bits.COLON | bits.BREAK | bits.CLAUSE_MARK,
    "—": bits.DASH | bits.BREAK,
    "–": bits.DASH | bits.BREAK,
    "-": bits.DASH,
    "--": bits.DASH,
    "(": bits.OPEN_ROUND | bits.OPEN | bits.BREAK,
    "[": bits.OPEN | bits.BREAK,
    ")": bits.CLOSE_ROUND | bits.CLOSE | bits.BREAK,
    "]": bits.CLOSE | bits.BREAK,
}


def shape_of(word: str, lower: str, bare: str) -> int:
    """Say how a word is spelled, how it begins and ends.

    Args:
        word: As it is spelled.
        lower: In small letters.
        bare: The same without full stops behind.

    Returns:
        Bits of shape.
    """
    first, last = word[0], word[-1]
    shape = _SHAPES.get(word, 0)
    if first == QUOTE_MARK:
        shape |= bits.QUOTE | bits.OPENS_SENTENCE
        shape |= bits.ENDS_AS_QUOTE * (last in STOPS) | bits.SPOKEN_END * (last in ",?!")
        shape |= bits.ANY_COMMA * (last == ",")
    if first.isalnum():
        shape |= bits.ALNUM
        if first.isalpha():
            shape |= bits.ALPHA | bits.OPENS_PHRASE
        if first.isdigit():
            shape |= bits.DIGIT | bits.OPENS_SENTENCE | bits.OPENS_CLAUSE | bits.ALL_DIGITS * word.isdigit()
    if first.isupper():
        shape |= bits.UPPER | bits.OPENS_SENTENCE | bits.OPENS_CLAUSE
        shape |= bits.ING_UPPER * lower.endswith("ing") | bits.ED_UPPER * lower.endswith("ed")
    elif first.islower():
        shape |= bits.LOWER | bits.ING_LOWER * lower.endswith("ing")
        if word.islower() and bare.endswith("ed"):
            shape |= bits.ED_LOWER
    if first in "@#":
        shape |= bits.HANDLE | bits.OPENS_SENTENCE
    if first in "@#'’0123456789":
        shape |= bits.OPENS_PHRASE
    if first in "([":
        shape |= bits.OPENS_SENTENCE
    if first in _MARKS and not word.strip(_MARKS):
        shape |= bits.ONLY_MARKS
    if last in STOPS:
        shape |= bits.STOPPED | bits.DOT_OR_BANG * (last != "…") | bits.BANG * (last in "!?")
        shape |= bits.DOTTED * (last == ".")
        if first != QUOTE_MARK:
            shape |= _ends(word)
    elif last in ",—–-":
        shape |= bits.TRAILING_COMMA_DASH
    if len(word) > LONG:
        shape |= bits.LONG
    elif len(word) == 2 and last == ".":
        shape |= bits.INITIAL
    return shape


def _ends(word: str) -> int:
    """Say before what a word with a stop at its end, no quotation, ends its sentence."""
    if word[-1] != ".":
        return bits.ENDS
    if word in ABBREVIATIONS or (len(word) == 2 and word[0].isupper()):
        return 0
    return bits.ENDS if word.count(".") == 1 or word.endswith("..") else bits.ENDS_BEFORE_QUOTE


def core_of(word: str) -> tuple[str, int]:
    """Cut a word to what is of a name.

    Args:
        word: As it is spelled.

    Returns:
        The core, and how many characters a name loses at its end.
    """
    end = len(word)
    if not word[-1].isalpha() or word[-1] == "s":
        cut = word.rstrip('!?…”"')
        if cut[-1:] in _POSSESSIVE_ENDS:
            cut = POSSESSIVE.sub("", cut)
        if cut.endswith(".") and not _KEPT_STOP.search(cut):
            cut = cut[:-1]
        end = len(cut)
    lead = 0
    while lead < end and not word[lead].isalnum():
        lead += 1
    core = word[lead:end]
    if core and not (core[-1].isalnum() or core[-1] == "."):
        core = core.rstrip(_NOT_IN_CORE)
    return core, len(word) - end
