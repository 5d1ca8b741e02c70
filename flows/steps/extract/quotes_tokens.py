"""A paragraph with quotations as words, each quotation one of them, cut into sentences."""

import re
from bisect import bisect_right
from typing import Final

from flows.steps.extract.quotes_marks import Quoted

QUOTE: Final = "\ue000"
"""Stands for a quotation among the words; a comma or stop at its end follows it in the same word."""

_TOKEN: Final = re.compile(r"[^\s—–,;:()\[\]\ue000]+(?:,\d[^\s—–,;:()\[\]\ue000]*)*|[—–,;:()\[\]]")
_STOPS: Final = frozenset(".!?…")
_ENDERS: Final = frozenset(",.!?…")
_INNER_MARKS: Final = "’'\"”)"
_ABBREVIATIONS: Final = frozenset(
    [
        "Mr.",
        "Mrs.",
        "Ms.",
        "Dr.",
        "St.",
        "Gen.",
        "Col.",
        "Sen.",
        "Rep.",
        "Gov.",
        "Lt.",
        "Capt.",
        "Sgt.",
        "Prof.",
        "Rev.",
        "Sens.",
        "Reps.",
        "Govs.",
        "Maj.",
        "Adm.",
        "Cmdr.",
        "Brig.",
        "Hon.",
        "Jr.",
        "Sr.",
        "No.",
        "vs.",
        "Jan.",
        "Feb.",
        "Mar.",
        "Apr.",
        "Jun.",
        "Jul.",
        "Aug.",
        "Sep.",
        "Sept.",
        "Oct.",
        "Nov.",
        "Dec.",
        "Inc.",
        "Ltd.",
        "Corp.",
        "Co.",
        "Atty.",
        "Supt.",
        "Calif.",
        "Fla.",
        "Mass.",
        "Conn.",
        "Wash.",
        "Ariz.",
        "Ill.",
        "Mich.",
        "Minn.",
        "Pa.",
        "Va.",
        "Ga.",
        "Tenn.",
        "Wis.",
        "Ore.",
        "Colo.",
        "Ala.",
        "La.",
        "Md.",
        "Del.",
        "Cpl.",
    ]
)


class Words:
    """The words of a paragraph.

    Attributes:
        words: Words, marks of punctuation, and ``QUOTE`` with what ends it for each quotation.
        quotes: Index of the word that stands for each quotation.
        borders: Index of the first word of each sentence, and the number of words.
    """

    __slots__ = ("_ends", "_pieces", "_starts", "_text", "borders", "quotes", "words")

    def __init__(self, text: str, quoted: list[Quoted]) -> None:
        """Cut a paragraph into words and sentences; each quotation is one word.

        Args:
            text: The paragraph.
            quoted: Its quotations, in order.
        """
        words: list[str] = []
        # First word of each piece between quotations, and where the piece begins and ends.
        pieces: list[tuple[int, int, int]] = []
        self.quotes: list[int] = []
        at = 0
        for _, end, outer_start, outer_end, _ in quoted:
            if at < outer_start:
                pieces.append((len(words), at, outer_start))
                words += _TOKEN.findall(text, at, outer_start)
            last = text[end - 1]
            if last in _INNER_MARKS:
                last = text[end - 2]
            self.quotes.append(len(words))
            pieces.append((len(words), outer_start, outer_end))
            words.append(QUOTE + last if last in _ENDERS else QUOTE)
            at = outer_end
        if at < len(text):
            pieces.append((len(words), at, len(text)))
            words += _TOKEN.findall(text, at)
        self._text = text
        self._pieces = pieces
        self._starts: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        self.words = words
        most = len(words) - 1
        borders = [
            index + 1
            for index, word in enumerate(words)
            if word[-1] in _STOPS and index < most and _ends_sentence(word, words[index + 1])
        ]
        self.borders = [0, *borders, len(words)]

    def start(self, index: int) -> int:
        """Return where a word begins in the paragraph, in code points; a quotation begins with its mark."""
        if index not in self._starts:
            self._measure(index)
        return self._starts[index]

    def end(self, index: int) -> int:
        """Return where a word ends in the paragraph."""
        if index not in self._ends:
            self._measure(index)
        return self._ends[index]

    def _measure(self, index: int) -> None:
        # Few words are ever asked for, so the places of a piece's words are found when one of them is.
        place = bisect_right(self._pieces, index, key=_first_of) - 1
        number, start, end = self._pieces[place]
        if self.words[number][0] == QUOTE:
            self._starts[number], self._ends[number] = start, end
            return
        for match in _TOKEN.finditer(self._text, start, end):
            self._starts[number], self._ends[number] = match.span()
            number += 1

    def sentence(self, index: int) -> tuple[int, int]:
        """Return the first word of the sentence a word belongs to, and the word behind its last."""
        place = bisect_right(self.borders, index)
        if place == len(self.borders):
            place -= 1
        return self.borders[place - 1], self.borders[place]


def _first_of(piece: tuple[int, int, int]) -> int:
    return piece[0]


def _ends_sentence(word: str, after: str) -> bool:
    if word[0] == QUOTE:
        # “Why?” he asked: what follows a quotation in lower case belongs to its sentence.
        return after[0] == QUOTE or after[0].isupper()
    if not (after[0].isupper() or after[0] == QUOTE or after[0].isdigit() or after[0] in "([@#"):
        return False
    if word[-1] != ".":
        return True
    if word in _ABBREVIATIONS or (len(word) == 2 and word[0].isupper()):
        return False
    return after[0] == QUOTE or word.count(".") == 1 or word.endswith("..")
