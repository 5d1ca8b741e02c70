"""The fullest form of a name in its article."""

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from flows.steps.extract.quotes_words import SpeechWords
from flows.steps.extract.speakers_names import Name, first_word
from flows.steps.extract.speakers_walks import PARTICLES

_MOST_BEFORE: Final = 60
"""Characters before a last name in which its first names are looked for."""
_MOST_FIRST_NAMES: Final = 4
_MOST_SHORT: Final = 2
_CLOSING: Final = frozenset(',;:!?)”"')
_MOST_INITIALS: Final = 4
_MOST_BEHIND: Final = 30
_MOST_SEARCHED: Final = 4_000_000
"""Characters an article is searched for the names of all its speakers together, so that a book of quotations ends."""
_MOST_FOUND: Final = 200
"""Occurrences of a last name that are looked at: the fullest form stands near the top."""
_OFFICE_AND_NAME: Final = re.compile(
    r"((?:[Pp]rime |[Vv]ice |[Ff]oreign )?[A-Za-z][a-z]+),? ([A-Z][\w’'-]+(?: (?:[A-Z]\. )?[A-Z][\w’'-]*[\w])+)"
)
_MOST_PARTICLE: Final = 8
"""Characters in which the longest particle and the space behind it stand."""
_SPACES: Final = frozenset(" \xa0")
_SURNAME_BEGINS: Final = PARTICLES.union(word.capitalize() for word in PARTICLES)
_POSSESSIVE: Final = re.compile(r"['’]s?$")


class ArticleNames:
    """The names of one article, looked up by their last word."""

    def __init__(self, blocks: Sequence[tuple[Any, ...]], speech: SpeechWords) -> None:
        """Hold the article's text.

        Args:
            blocks: Where each block begins in the page, and its text.
            speech: The reference words.
        """
        self._blocks = blocks
        self._text = ""
        self._speech = speech
        self._offsets: list[int] = []
        self._forms: dict[str, list[tuple[int, int]]] = {}
        self._searched: dict[str, bool] = {}
        self._fullest: dict[str, Name | None] = {}
        self._budget = _MOST_SEARCHED
        self._not_first = speech.not_first_names

    def _name(self, at: int, end: int) -> Name:
        if not self._offsets:
            # Where each block begins in the joined text; a name never crosses the line between two.
            self._offsets = [0, *itertools.accumulate([len(block[1]) + 1 for block in self._blocks])]
        block = bisect_right(self._offsets, at) - 1
        shift = self._blocks[block][0] - self._offsets[block]
        return Name(self._text[at:end], at + shift, end + shift)

    def _may_search(self) -> bool:
        if not self._text:
            self._text = "\n".join([block[1] for block in self._blocks])
        self._budget -= len(self._text)
        return self._budget >= 0

    def holds(self, word: str) -> bool:
        """Whether the article holds a word, as it is spelled, behind a space."""
        return self._may_search() and f" {word}" in self._text

    def fullest(self, name: Name) -> Name:
        """Return the fullest form of a name in the article; of equally full ones the first.

        Where two persons share a last name, the form begins with the first name given, or else belongs to the person
        whose full name stands most often.

        Args:
            name: A name without titles.

        Returns:
            The fullest form, or the name itself.
        """
        text = name.text
        if text not in self._fullest:
            self._fullest[text] = self._fullest_of(text)
        best = self._fullest[text]
        return name if best is None else best

    def _fullest_of(self, name: str) -> Name | None:
        """Find the fullest form of a name; NULL (None) where none is fuller than the name itself."""
        parts = name.replace("\xa0", " ").split(" ")
        last = parts[-1]
        forms = self._forms.get(last)
        if forms is None:
            if last not in self._searched:
                self._searched[last] = self._may_search()
            if not self._searched[last]:
                return None
            if len(parts) > 1 and last and self._is_never_longer(name, parts[0], last):
                return None
            forms = self._forms[last] = self._forms_of(last)
        text = self._text
        if len(parts) > 1:
            plain, joined = f"{parts[0]} ", f"{parts[0]}\xa0"
            # "Ten Hag": its first word is no first name.
            is_surname = parts[0] in _SURNAME_BEGINS
            forms = [
                form
                for form in forms
                if text.startswith((plain, joined), form[0]) or (is_surname and text.endswith(name, form[0], form[1]))
            ]
        elif len(forms) > 1:
            firsts = [first_word(text[at:end]) for at, end in forms]
            if firsts.count(firsts[0]) < len(firsts):
                counts = Counter(firsts)
                most = max(counts.values())
                chosen = next(first for first in firsts if counts[first] == most)
                forms = [form for form, first in zip(forms, firsts, strict=True) if first == chosen]
        most, best = name.count(" "), None
        for form in forms:
            spaces = text.count(" ", *form)
            if spaces > most:
                most, best = spaces, form
        return None if best is None else self._name(*best)

    def _is_never_longer(self, name: str, first: str, last: str) -> bool:
        """Whether a name of several words plainly stands in no longer form, as 399 of 400 do: a third of the search.

        A longer form begins with the same first name, which everywhere begins this name, and goes on behind it.
        """
        text, size = self._text, len(name)
        if last[0].islower() or first.startswith(last) or "\xa0" in text or first in _SURNAME_BEGINS:
            return False
        begin = f"{first} "
        at = text.find(begin)
        while at >= 0:
            if not text.startswith(name, at):
                return False
            space = text.find(" ", at + size)
            behind = text[space + 1 : space + _MOST_PARTICLE]
            # A word in lower case that is no particle ends every name.
            if space < 0 or not behind[:1].islower() or behind.partition(" ")[0] in PARTICLES:
                return False
            at = text.find(begin, at + size)
        return True

    def with_office(self, adjective: str, head: str) -> Name | None:
        """Find whom the article introduces by an adjective and an office: "Azerbaijani President Ilham Aliyev".

        Args:
            adjective: The capitalised word of a description ("the Azerbaijani leader").
            head: Its noun in lower case; "leader" stands for every office.

        Returns:
            The fullest form of the first name so introduced, or NULL (None).
        """
        if not self._may_search():
            return None
        at = self._text.find(adjective + " ")
        for _ in range(_MOST_FOUND):
            if at < 0:
                return None
            match = _OFFICE_AND_NAME.match(self._text, at + len(adjective) + 1)
            if match is not None and self._is_office(match[1].split(), head):
                return self.fullest(self._name(*match.span(2)))
            at = self._text.find(adjective + " ", at + 1)
        return None

    def _is_office(self, office: list[str], head: str) -> bool:
        heads = self._speech.roles["role_head"]
        if not all(word in self._speech.titles or word.lower() in heads for word in office):
            return False
        return head == "leader" or office[-1].lower() == head

    def _forms_of(self, last: str) -> list[tuple[int, int]]:
        """Find where a last name stands with first names, in the joined text: start and end of each form."""
        leading: list[tuple[int, int]] = []
        trailing: list[tuple[int, int]] = []
        text, size = self._text, len(last)
        at = text.find(last)
        for _ in range(_MOST_FOUND):
            if at < 0:
                break
            end = at + size
            before, after = text[at - 1] if at else "", text[end : end + 1]
            # Whole words only: "Aliyev" is not the beginning of "Aliyeva".
            if not after.isalnum() and not before.isalnum():
                first = self._with_first_names(text, at, end) if before in _SPACES else at
                if first < at:
                    leading.append((first, end))
                elif not leading and after in _SPACES and text[end + 1 : end + 2].isupper():
                    behind = self._with_given_name_behind(text, end)
                    if behind > end:
                        trailing.append((at, behind))
            at = text.find(last, end)
        return leading or trailing

    def _with_first_names(self, text: str, at: int, end: int) -> int:
        """Return where the first names before a last name begin; its own place where none stands there."""
        low = max(0, at - _MOST_BEFORE)
        begin = text.rfind(" ", low, at - 1) + 1
        word = text[begin or low : at - 1]
        # Most last names stand alone, behind a word in lower case: "said Lind".
        if not word[:1].isupper() and word not in PARTICLES and "\xa0" not in word and "\n" not in word:
            return at
        # Most others have one first name: 1 µs in place of 4.
        if begin > 1:
            _, line, word = word.rpartition("\n")
            if word.isalpha() and word[0].isupper() and (line or self._ends_before(text, low, begin - 1)):
                if word in self._not_first or (word in self._speech.titles and word not in self._speech.given_names):
                    return at
                return at - 1 - len(word)
        before = text[low : at - 1].rpartition("\n")[2]
        if "\xa0" in before:
            before = before.replace("\xa0", " ")
        first = chars = at
        titles, given_names = self._speech.titles, self._speech.given_names
        for token in before.rsplit(" ", _MOST_FIRST_NAMES)[: -_MOST_FIRST_NAMES - 1 : -1]:
            if token in self._not_first or not (token[:1].isupper() or token in PARTICLES):
                break
            if token in titles and not (token in given_names and chars == at):
                break
            if token[-1] in _CLOSING or (token[-1] == "." and len(token) > _MOST_INITIALS):
                break
            chars -= len(token) + 1
            if token[0].isupper():
                first = chars
        if first == at:
            return at
        run = text[first:end].replace("\xa0", " ").split(" ")
        given = 0
        before_last = len(run) - 1
        while given < before_last and run[given] not in given_names:
            given += 1
        if given == before_last and len(run) > _MOST_SHORT and run[0].lower() in self._speech.jobs:
            first += len(run[0]) + 1
            run = run[1:]
            before_last = given = len(run) - 1
        if given < before_last:
            # "Republican Ana Lind", "R. Ana Lind": only initials stand before a given name.
            while given and len(run[given - 1]) == 2 and run[given - 1].endswith("."):
                given -= 1
            first += sum([len(word) + 1 for word in run[:given]])
        elif len(run) > 3 or run[0].endswith(("'s", "’s")):
            return at
        return first

    @staticmethod
    def _ends_before(text: str, low: int, space: int) -> bool:
        """Whether no name goes on to the left of a space: the word there is closed by a mark, or in lower case."""
        if text[space - 1] in _CLOSING:
            return True
        begin = text.rfind(" ", low, space) + 1
        word = text[begin:space]
        return (
            begin > 0
            and word[:1].islower()
            and word not in PARTICLES
            and "\n" not in word
            and "\xa0" not in word
        )  # fmt: skip

    def _with_given_name_behind(self, text: str, end: int) -> int:
        """Read "Zhang Guoqing" for Zhang: in East Asia family names stand first; elsewhere first names stand alone.

        Returns where the name ends; the end of the family name where no given name follows.
        """
        behind = text[end : end + _MOST_BEHIND].partition("\n")[0]
        token = behind[1:].replace("\xa0", " ").split(" ")[0]
        bare = _POSSESSIVE.sub("", token.rstrip(',.;:!?)”"'))
        if len(bare) < 2 or not bare[0].isupper() or not bare.replace("-", "").isalpha() or bare.isupper():
            return end
        if bare.lower() in self._speech.org_words or bare.lower() in self._speech.roles["time"]:
            return end
        return end + 1 + len(bare)
