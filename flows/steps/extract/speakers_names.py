"""Whom a speaker's words mean: the name in them, its fullest form in the article, the person behind "he"."""

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flows.steps.extract.quotes_tokens import Words
from flows.steps.extract.quotes_words import SpeechWords
from flows.steps.extract.speakers_phrases import PARTICLES, Phrase

_ATTACHING: Final = frozenset(["of", "for", "at", "from", "with", "in", "on", "to"])
_BETWEEN: Final = PARTICLES | {"&", "of"}
_ARTICLES: Final = frozenset(("The", "A", "An"))
_NOT_BEFORE_NAMES: Final = frozenset(["of", "for", "at", "from", "with", "in", "on", "to", "by", "and"])
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
_SPACES: Final = frozenset(" \xa0")
_APOSTROPHES: Final = frozenset("'’")
_POSSESSIVE_ENDS: Final = frozenset("'’s")
_POSSESSIVE: Final = re.compile(r"['’]s?$")


@dataclass(slots=True)
class Name:
    """A name as it stands in the page.

    Attributes:
        text: Its characters.
        start: Where it begins in the page, in code points.
        end: Where it ends.
    """

    text: str
    start: int
    end: int


def name_in(tokens: list[str], phrase: Phrase, speech: SpeechWords) -> Phrase | None:
    """Find the words that are the name in a noun phrase, titles off.

    "Foreign Ministry spokesman Lin Jian" -> Lin Jian; "a spokesman for the Lind campaign" -> none: it names another.

    Args:
        tokens: The words of the paragraph.
        phrase: The noun phrase.
        speech: The reference words.

    Returns:
        The name's words, or NULL (None) where the phrase describes.
    """
    first, end = phrase
    if tokens[first].lower() in speech.roles["pronoun"]:
        return None
    if end - first == 1:
        return phrase if tokens[first][0].isupper() and tokens[first] not in _ARTICLES else None
    for at in range(end - 1, first, -1):
        if tokens[at] == ",":
            first = at + 1
            break
    for at in range(first, end - 1):
        # "Secretary of State John Kerry of Ohio": the given name says where the person's name begins.
        if tokens[at] in speech.given_names and tokens[at + 1][0].isupper() and tokens[at] not in speech.titles:
            if at > first and tokens[at - 1].lower() in _NOT_BEFORE_NAMES:
                return None
            last = at + 1
            while last < end and (tokens[last][0].isupper() or (tokens[last] in PARTICLES and last + 1 < end)):
                last += 1
            while at > first and len(tokens[at - 1]) == 2 and tokens[at - 1][1] == ".":
                at -= 1
            return at, last
    for at in range(first + 1, end):
        # "the Bank of England" is a name, "a spokesman for the bank" and "the head of the bank" describe.
        if tokens[at].lower() in _ATTACHING and not (
            tokens[at] == "of" and at + 1 < end and tokens[at - 1][0].isupper() and tokens[at + 1][0].isupper()
        ):
            end = at
            break
    begin = end
    while begin > first and (tokens[begin - 1][0].isupper() or tokens[begin - 1] in _BETWEEN):
        begin -= 1
    while begin < end and not tokens[begin][0].isupper():
        begin += 1
    for at in range(end - 2, begin - 1, -1):
        # "the State Election Commission" is no secretary of state.
        is_title = tokens[at] in speech.titles and tokens[end - 1].lower() not in speech.org_words
        # "Broadcaster Dilys Marlow": whoever has a first and a last name behind it.
        is_job = at == begin and end - at > _MOST_SHORT and tokens[at].lower() in speech.jobs
        if (is_title or is_job) and not (tokens[at] in speech.given_names and end - at == 2 and at == begin):
            begin = at + 1
            break
    if end - begin > _MOST_SHORT and tokens[begin].endswith(("'s", "’s")):
        begin += 1  # "Labour's Meg Hollis"
    while begin < end and (tokens[begin] in _ARTICLES or not tokens[begin][0].isupper()):
        begin += 1
    return (begin, end) if begin < end else None


def gender_of(tokens: list[str], phrase: Phrase, speech: SpeechWords) -> str | None:
    """Tell whether a phrase says that it means a man or a woman; NULL (None) where it does not say."""
    told = speech.told_genders
    first, end = phrase
    gender: str | None = None
    for at in range(first, end):
        word = tokens[at]
        if word[-1] == "s" and word[-2:-1] in _APOSTROPHES and at + 1 < end:
            gender = None  # "Mr Lind's mother" is no man
        elif gender is None:
            gender = told.get(word.lower())
    return gender


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
        self._forms: dict[str, list[Name]] = {}
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
        if name.text not in self._fullest:
            self._fullest[name.text] = self._fullest_of(name.text)
        best = self._fullest[name.text]
        return name if best is None or best.text.count(" ") <= name.text.count(" ") else best

    def _fullest_of(self, text: str) -> Name | None:
        parts = text.replace("\xa0", " ").split(" ")
        forms = self._forms.get(parts[-1])
        if forms is None:
            forms = self._forms[parts[-1]] = self._forms_of(parts[-1])
        if len(parts) > 1:
            forms = [form for form in forms if first_word(form.text) == parts[0]]
        elif len(forms) > 1:
            firsts = [first_word(form.text) for form in forms]
            counts = Counter(firsts)
            if len(counts) > 1:
                most = max(counts.values())
                chosen = next(first for first in firsts if counts[first] == most)
                forms = [form for form, first in zip(forms, firsts, strict=True) if first == chosen]
        if len(forms) < 2:
            return forms[0] if forms else None
        return max(forms, key=lambda form: form.text.count(" "))

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

    def _forms_of(self, last: str) -> list[Name]:
        leading: list[Name] = []
        trailing: list[Name] = []
        if not self._may_search():
            return leading
        text, size = self._text, len(last)
        at = text.find(last)
        for _ in range(_MOST_FOUND):
            if at < 0:
                break
            end = at + size
            # Whole words only: "Aliyev" is not the beginning of "Aliyeva".
            if not text[end : end + 1].isalnum() and not (at and text[at - 1].isalnum()):
                form = self._with_first_names(text, at, end)
                if form is not None:
                    leading.append(form)
                elif not leading:
                    form = self._with_given_name_behind(text, at, end)
                    if form is not None:
                        trailing.append(form)
            at = text.find(last, end)
        return leading or trailing

    def _with_first_names(self, text: str, at: int, end: int) -> Name | None:
        if not at or text[at - 1] not in _SPACES:
            return None
        # Most last names stand alone, behind a word in lower case: "said Lind".
        low = max(0, at - _MOST_BEFORE)
        word = text[max(low, text.rfind(" ", low, at - 1) + 1) : at - 1]
        if not word[:1].isupper() and word not in PARTICLES and "\xa0" not in word and "\n" not in word:
            return None
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
            return None
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
            return None
        return self._name(first, end)

    def _with_given_name_behind(self, text: str, at: int, end: int) -> Name | None:
        """Read "Zhang Guoqing" for Zhang: in East Asia family names stand first; elsewhere first names stand alone."""
        if text[end : end + 1] not in (" ", "\xa0") or not text[end + 1 : end + 2].isupper():
            return None
        behind = text[end : end + _MOST_BEHIND].partition("\n")[0]
        token = behind[1:].replace("\xa0", " ").split(" ")[0]
        bare = _POSSESSIVE.sub("", token.rstrip(',.;:!?)”"'))
        if len(bare) < 2 or not bare[0].isupper() or not bare.replace("-", "").isalpha() or bare.isupper():
            return None
        if bare.lower() in self._speech.org_words or bare.lower() in self._speech.roles["time"]:
            return None
        return self._name(at, end + 1 + len(bare))


def bare_name(words: Words, phrase: Phrase, text: str, start: int) -> Name:
    """Cut the name at a phrase out of its paragraph: no "'s", no full stop that is not an initial's.

    Args:
        words: The paragraph.
        phrase: The name's words.
        text: The paragraph's text.
        start: Where the paragraph begins in the page.

    Returns:
        The name as it stands in the page.
    """
    begin, end = words.span(*phrase)
    name = bare(text[begin:end])
    return Name(name, start + begin, start + begin + len(name))


def bare(name: str) -> str:
    """Cut "'s" off a name, and a full stop that is not an initial's.

    Args:
        name: A name as it stands in a sentence.

    Returns:
        What is left.
    """
    if name[-1].isalpha() and name[-1] != "s":
        return name
    cut = name.rstrip('!?…”"')
    if cut[-1:] in _POSSESSIVE_ENDS:
        cut = _POSSESSIVE.sub("", cut)
    if cut.endswith(".") and not re.search(r"(?:\b\w|Jr|Sr|Inc|Ltd|Corp|Co)\.$", cut):
        cut = cut[:-1]
    return cut


def first_word(name: str) -> str:
    """Return the first word of a name.

    Args:
        name: The name.

    Returns:
        What stands before its first space.
    """
    return name.replace("\xa0", " ").partition(" ")[0]


def apposed(words: Words, phrase: Phrase) -> Phrase | None:
    """Find the name set off by commas behind somebody's kin: "Mr Lind's mother, Ana, wept".

    Args:
        words: The paragraph.
        phrase: The noun phrase before the comma.

    Returns:
        The name's words; NULL (None) where the phrase names nobody's kin, or no name follows.
    """
    tokens = words.words
    first, end = phrase
    is_owned = any(token.endswith(("'s", "’s")) for token in tokens[first : end - 1])
    if not is_owned or tokens[end - 1][0].isupper() or end + 2 >= len(tokens) or tokens[end] != ",":
        return None
    last = end + 1
    while last < len(tokens) and last - end <= _MOST_FIRST_NAMES and tokens[last][0].isupper():
        last += 1
    return (end + 1, last) if last > end + 1 and last < len(tokens) and tokens[last] == "," else None
