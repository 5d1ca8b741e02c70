"""How a quotation is written: as a sentence, as a title, among the words of a headline; how a speaker ends."""

from typing import Final

from flows.steps.extract.quotes_tokens import Words

_COMPLETE_START: Final = frozenset("…‘'[(")
_COMPLETE_END: Final = frozenset(",.!?…—–-")
_CLOSING: Final = "’'])”\""
_SMALL: Final = frozenset(
    ["of", "the", "and", "a", "an", "in", "on", "for", "to", "with", "at", "by", "from", "or", "vs", "&"]
)
NAMING: Final = frozenset(("called", "calls", "calling", "dubbed"))
MOST_NICKNAME_WORDS: Final = 2
MOST_TITLE_WORDS: Final = 9
_KEPT_STOPS: Final = frozenset(("Jr.", "Sr.", "Inc.", "Ltd.", "Corp.", "Co."))
_MOST_SCARE_WORDS: Final = 2
_MOST_LONG_TITLE_WORDS: Final = 20
_MOST_HEADLINE_WORDS: Final = 40
_MOST_OPENING_WORDS: Final = 3
"""Words in which nearly all speech has one in lower case."""


def is_capital(token: str) -> bool:
    """Whether a word is written as the words of a title are."""
    return token[0].isupper() or token[0].isdigit() or token in _SMALL


def is_speech_alone(body: str) -> bool | None:
    """Whether a quotation that ends its paragraph behind a full stop is speech; NULL (None) asks for a closer look."""
    tokens = body.split(None, MOST_TITLE_WORDS)
    if len(tokens) > MOST_TITLE_WORDS:
        return None if is_long_title(body) else True
    if len(tokens) > 1 and all(map(is_capital, tokens)):
        return False
    return len(tokens) > _MOST_SCARE_WORDS or is_direct(body)


def is_long_title(body: str) -> bool:
    """Whether ten words and more are written as a title; words all in capitals are shouted, not titled."""
    opening = body.split(None, _MOST_OPENING_WORDS)[:_MOST_OPENING_WORDS]
    if not all(map(is_capital, opening)):
        return False
    tokens = body.split(None, _MOST_LONG_TITLE_WORDS)
    return len(tokens) <= _MOST_LONG_TITLE_WORDS and all(map(is_capital, tokens)) and not body.isupper()


def is_headline(words: Words, place: int) -> bool:
    """Whether the words around a quotation are written as headlines write them, so that capitals in it say nothing."""
    low, high = words.sentence(place)
    around = [word for word in words.words[low : min(high, low + _MOST_HEADLINE_WORDS)] if word[0].isalpha()]
    return len(around) > 1 and all(is_capital(word) or word.lower() in _SMALL for word in around)


def is_direct(body: str) -> bool:
    """Whether a quotation reads as a sentence of its own: a capital first, a comma or sentence end last."""
    first = body[0]
    if not (first.isupper() or first.isdigit() or first in _COMPLETE_START):
        return False
    return body[-1] in _COMPLETE_END or body.rstrip(_CLOSING)[-1:] in _COMPLETE_END


def is_clause(body: str) -> bool:
    """Whether a quotation is longer than a word and no title."""
    tokens = body.split(None, MOST_TITLE_WORDS)
    return len(tokens) > 1 and not all(map(is_capital, tokens))


def without_stop(surface: str) -> str:
    """Cut the sentence's stop off a speaker; that of an initial, a party or a firm stays: "Ana L.", "Lind Corp."."""
    last = surface.rpartition(" ")[2]
    if surface[-1] == "." and (last[:-1].count(".") or last in _KEPT_STOPS or len(last) == 2):
        return surface
    return surface.rstrip(".!?…")
