"""What the judges of damage share: the mark they make and the article they look at."""

import re
from collections import Counter
from functools import cached_property
from typing import Final, NamedTuple

import polars as pl

from flows.steps.extract.damage_words import ENGLISH

_ENGLISH_SHARE: Final = 0.07  # English news has 0.2 and more, other languages under 0.03
_WORD: Final = re.compile(r"[^\W\d_]+")
_FIRST_PERSON: Final = re.compile(r"\b(?:I|we|We|my|My|our|Our)\b")
_OPENING: Final = "“„«‟"
_CLOSING: Final = "”»"


class Mark(NamedTuple):
    """A damaged spot.

    Attributes:
        start: Where it begins, in code points of the paragraph it was found in, or of the page.
        end: Where it ends, exclusive.
        kind: One of the kinds of ``core.damage``.
        detail: What a person needs to understand it; None where the kind says it all.
        is_strong: Whether it counts on its own. A weak mark counts only in an article that has a strong one: a single
            "Hard." is style, between broken sentences it is debris.
    """

    start: int
    end: int
    kind: str
    detail: str | None
    is_strong: bool

    def moved(self, by: int) -> "Mark":
        """Return the mark moved to the right by a number of code points."""
        return self._replace(start=self.start + by, end=self.end + by)


class Article:
    """The kept paragraphs of an article, and what judges ask of them, worked out when it is asked first."""

    def __init__(self, batch: pl.DataFrame, first: int, count: int) -> None:
        """Remember which rows of a batch (``block_start``, ``text``) are the article's."""
        self._batch, self._first, self._count = batch, first, count
        self._places: dict[str, list[int]] = {}

    @cached_property
    def paragraphs(self) -> list[str]:
        """The texts of the paragraphs."""
        texts: list[str] = self._batch["text"].slice(self._first, self._count).to_list()
        return texts

    @cached_property
    def starts(self) -> list[int]:
        """Where each paragraph begins in the page, in code points."""
        starts: list[int] = self._batch["block_start"].slice(self._first, self._count).to_list()
        return starts

    @cached_property
    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join(self.paragraphs)

    @cached_property
    def words(self) -> Counter[str]:
        """How often each word stands in the article, letters as they are."""
        return Counter(_WORD.findall(self.text))

    @cached_property
    def is_english(self) -> bool:
        """Whether the stop words are those of English."""
        total = self.words.total()
        return total > 0 and sum(self.words[word] for word in ENGLISH) >= _ENGLISH_SHARE * total

    @cached_property
    def first_person_count(self) -> int:
        """How often the writer speaks of themselves outside quotation marks."""
        return sum(
            not in_quotes(text, found.start()) for text in self.paragraphs for found in _FIRST_PERSON.finditer(text)
        )

    def places(self, word: str) -> list[int]:
        """Return where a word stands in the text, as a whole word."""
        if word not in self._places:
            self._places[word] = places(word, self.text)
        return self._places[word]

    def count(self, word: str) -> int:
        """Return how often a word stands in the text: quicker than counting all words, for one or two."""
        return len(self.places(word))


def places(word: str, text: str) -> list[int]:
    """Find a word in a text, as a whole word.

    Args:
        word: Letters alone.
        text: Any text.

    Returns:
        Code points from the beginning of the text.
    """
    found = []
    place = text.find(word)
    while place >= 0:
        end = place + len(word)
        if not text[place - 1 : place].isalnum() and not text[end : end + 1].isalnum():
            found.append(place)
        place = text.find(word, end)
    return found


def in_quotes(paragraph: str, position: int) -> bool:
    """Tell whether a place in a paragraph stands inside quotation marks.

    Args:
        paragraph: The paragraph; marks that stay open at its end count, as they do in long quotations.
        position: Code points from its beginning.

    Returns:
        True inside curly, straight, low, pointed or doubled single marks, or inside single curly ones.
    """
    before = paragraph[:position]
    opened = sum(map(before.count, _OPENING)) - sum(map(before.count, _CLOSING))
    if opened > 0 or before.count('"') % 2:
        return True
    if "''" in before or "``" in before:
        return (before.count("''") + before.count("``")) % 2 == 1
    return "‘" in before and "’" not in before[before.rfind("‘") :]
