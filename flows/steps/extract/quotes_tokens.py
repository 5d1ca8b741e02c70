"""A paragraph with quotations as words, each quotation one of them, cut into sentences."""

import re
from bisect import bisect_right
from itertools import compress
from operator import itemgetter
from typing import Final

from flows.steps.extract.quotes_marks import Quoted
from flows.text.sentences import closes_before

QUOTE: Final = "\ue000"
"""Stands for a quotation among the words; a comma or stop at its end follows it in the same word."""

_TOKEN: Final = re.compile(r"[^\s—–,;:()\[\]\ue000]+(?:,\d[^\s—–,;:()\[\]\ue000]*)*|[—–,;:()\[\]]")
_MARKS: Final = ",;:()[]—–"
"""Marks that are words of their own; a comma before a digit is part of its number."""
_COMMA_IN_NUMBER: Final = re.compile(r",\d")
_STOPS: Final = frozenset(".!?…")
_LAST: Final = itemgetter(-1)
_ENDERS: Final = frozenset(",.!?…")
_INNER_MARKS: Final = "’'\"”)"
ABBREVIATIONS: Final = frozenset(
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

    __slots__ = ("_backs", "_ends", "_firsts", "_fronts", "_pieces", "_starts", "_text", "borders", "quotes", "words")

    def __init__(self, text: str, quoted: list[Quoted]) -> None:
        """Cut a paragraph into words and sentences; each quotation is one word.

        Args:
            text: The paragraph.
            quoted: Its quotations, in order.
        """
        words: list[str] = []
        # First and last word of each piece between quotations, and where the piece begins and ends.
        pieces: list[tuple[int, int, int, int]] = []
        self.quotes: list[int] = []
        self._starts: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        at = 0
        for quote in quoted:
            end, outer_start, outer_end = quote.end, quote.outer_start, quote.outer_end
            if at < outer_start:
                first = len(words)
                words += _tokens(text[at:outer_start])
                pieces.append((first, len(words) - 1, at, outer_start))
            last = text[end - 1]
            if last in _INNER_MARKS:
                last = text[end - 2]
            self.quotes.append(len(words))
            self._starts[len(words)], self._ends[len(words)] = outer_start, outer_end
            words.append(QUOTE + last if last in _ENDERS else QUOTE)
            at = outer_end
        if at < len(text):
            first = len(words)
            words += _tokens(text[at:] if at else text)
            pieces.append((first, len(words) - 1, at, len(text)))
        self._text = text
        self._pieces = pieces
        self._firsts = [piece[0] for piece in pieces]
        # How far the words of each piece are placed, from its first and from its last on.
        self._fronts: dict[int, tuple[int, int]] = {}
        self._backs: dict[int, tuple[int, int]] = {}
        self.words = words
        # Looked for without a step of Python a word: a tenth of what cutting costs.
        stops = compress(range(len(words) - 1), map(_STOPS.__contains__, map(_LAST, words)))
        borders = [index + 1 for index in stops if _ends_sentence(words[index], words[index + 1])]
        self.borders = [0, *borders, len(words)]

    def start(self, index: int) -> int:
        """Return where a word begins in the paragraph, in code points; a quotation begins with its mark."""
        at = self._starts.get(index)
        return self._place(index) if at is None else at

    def end(self, index: int) -> int:
        """Return where a word ends in the paragraph."""
        end = self._ends.get(index)
        return self.start(index) + len(self.words[index]) if end is None else end

    def span(self, first: int, behind: int) -> tuple[int, int]:
        """Return where the words from one to before another begin and end in the paragraph."""
        start = self._starts.get(first)
        if start is None:
            start = self._place(first)
        if behind - first == 1:
            end = self._ends.get(first)
            return start, start + len(self.words[first]) if end is None else end
        return start, self.end(behind - 1)

    def _place(self, index: int) -> int:
        # Few words are ever asked for, most near a quotation: they are looked up from the nearer end of their piece.
        # Nothing but white space stands between two words, so the next place of a word is its own.
        place = bisect_right(self._firsts, index) - 1
        first, last, low, high = self._pieces[place]
        words, text, starts = self.words, self._text, self._starts
        front, at = self._fronts.get(place, (first, low))
        back, end = self._backs.get(place, (last, high))
        if index - front <= back - index:
            for number in range(front, index + 1):
                word = words[number]
                starts[number] = at = text.find(word, at)
                at += len(word)
            self._fronts[place] = (index + 1, at)
        else:
            for number in range(back, index - 1, -1):
                starts[number] = end = text.rfind(words[number], low, end)
            self._backs[place] = (index - 1, end)
        return starts[index]

    def sentence(self, index: int) -> tuple[int, int]:
        """Return the first word of the sentence a word belongs to, and the word behind its last."""
        if len(self.borders) == 2:
            return self.borders[0], self.borders[1]
        place = bisect_right(self.borders, index)
        if place == len(self.borders):
            place -= 1
        return self.borders[place - 1], self.borders[place]


def _tokens(text: str) -> list[str]:
    # Cutting at white space costs a third of the pattern; only a number with a comma in it needs the pattern.
    if "," in text and _COMMA_IN_NUMBER.search(text) is not None:
        return _TOKEN.findall(text)
    for mark in _MARKS:
        if mark in text:
            text = text.replace(mark, f" {mark} ")
    return text.replace(QUOTE, " ").split()


def _ends_sentence(word: str, after: str) -> bool:
    if word[0] == QUOTE:
        # “Why?” he asked: what follows a quotation in lower case belongs to its sentence.
        return after[0] == QUOTE or after[0].isupper()
    if not (after[0].isupper() or after[0] == QUOTE or after[0].isdigit() or after[0] in "([@#"):
        return False
    if word[-1] != ".":
        return True
    if len(word) == 2 and word[0].isupper():
        return False
    if after[0] != QUOTE and (word in ABBREVIATIONS or (word.count(".") > 1 and not word.endswith(".."))):
        return closes_before(word[:-1], after)
    return word not in ABBREVIATIONS
