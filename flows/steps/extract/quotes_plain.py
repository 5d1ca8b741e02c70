"""The commonest paragraphs of news, each read by one pattern: “We sail,” said Ana Lind. “We do.”."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from flows.steps.extract.quotes_marks import has_rare
from flows.steps.extract.quotes_shapes import NAMING
from flows.steps.extract.quotes_tokens import ABBREVIATIONS, QUOTE
from flows.steps.extract.quotes_words import FINITE, JUDGING, SpeechWords
from flows.steps.extract.speakers import BEFORE, BEHIND, TELLING
from flows.steps.extract.speakers_cues import HELPERS, NOUN_LIKE
from flows.steps.extract.speakers_phrases import NO_SUBJECT
from flows.steps.extract.speakers_walks import PARTICLES

_WORD: Final = r"[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿ]*[a-zß-öø-ÿ](?:-[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+)?"
_NAME: Final = rf"(?:(?:Mr|Mrs|Ms|Dr)\. )?{_WORD}(?: (?:[A-Z]\. )?{_WORD}){{0,5}}"
_ATTRIBUTION: Final = (
    rf"[ \n](?:([a-z]+)[ \n]({_NAME})(?=[,.])|({_NAME}|he|she|they|it|we|I)[ \n]([a-z]+)(?=[ \n,.]))"
    rf"((?:,?[ \n][^\"“”.!?…{QUOTE}]*)?)\."
)
_BEHIND_STRAIGHT: Final = re.compile(rf'"([^\s"][^"]*[,?!])"{_ATTRIBUTION}(?:[ \n]"([^\s"][^"]*)")?')
_BEHIND_CURLY: Final = re.compile(rf"“([^\s“”][^“”]*[,?!])”{_ATTRIBUTION}(?:[ \n]“([^\s“”][^“”]*)”)?")
_LABEL: Final = rf"({_NAME})(?:, ([a-z][^\"“”.!?…,;:—–()\[\]{QUOTE}]{{1,200}}),)? ([a-z]+):[ \n]"
_BEFORE_STRAIGHT: Final = re.compile(rf'{_LABEL}"([^\s"][^"]*)"')
_BEFORE_CURLY: Final = re.compile(rf"{_LABEL}“([^\s“”][^“”]*)”")
_new: Final = tuple.__new__
"""Makes a named tuple of a tuple at half the price of its own call."""
_LISTENING: Final = "interview"
"""Behind it the one who was told stands: a closer look."""
_MOST_ASIDE: Final = 30
"""Words between commas behind a name; the walk back from a verb to its subject is no longer than 45."""


class Plain(NamedTuple):
    """A paragraph that is a quotation with its attribution and at most one more, in code points of its text.

    Attributes:
        said: Start and end of the first quotation, inside its marks.
        more: The same of the second; NULL (None) where there is none.
        speaker: Start and end of the name or pronoun that speaks.
        words: Its words, each with the full stop that touches it.
        cue: The verb.
        basis: Whether it stands before the quotation or behind it.
        is_pronoun: Whether a pronoun speaks.
    """

    said: tuple[int, int]
    more: tuple[int, int] | None
    speaker: tuple[int, int]
    words: list[str]
    cue: str
    basis: str
    is_pronoun: bool


class PlainReader:
    """Reads plain paragraphs; holds word lists only."""

    def __init__(self, speech: SpeechWords) -> None:
        """Hold the words.

        Args:
            speech: The reference words.
        """
        self._verbs = frozenset(_verbs(speech))
        roles = speech.roles
        self._pronouns = roles["pronoun"] - roles["owner"]
        unfit = NO_SUBJECT.union(speech.cues, *[roles[role] for role in _NO_NAMES])
        self._unfit = unfit | {word.rstrip(".!?") for word in unfit}

    def read(self, text: str) -> Plain | None:
        """Read a paragraph where it has the shape, as the walk over its words would.

        Of the paragraphs with marks, all 69,603 of the generated pages have it and 4,474 of 25,608 in the development
        texts: quotations take 35 % less there, and 2.5 % less here. The shape leaves no choice: the verb is a plain
        cue, the name is nothing but a name, and the sentence ends where the second quotation begins. All else is left
        to the walk.

        Args:
            text: A paragraph.

        Returns:
            Its parts; NULL (None) where anything else stands in it.
        """
        if '"' in text:
            if "“" in text or "”" in text:
                return None
            if text[0] == '"':
                found = _BEHIND_STRAIGHT.fullmatch(text)
                return None if found is None or has_rare(text) else self._behind(found)
            found = _BEFORE_STRAIGHT.fullmatch(text)
        elif text[:1] == "“":
            found = _BEHIND_CURLY.fullmatch(text)
            return None if found is None or has_rare(text) else self._behind(found)
        else:
            found = _BEFORE_CURLY.fullmatch(text)
        return None if found is None or has_rare(text) else self._before(found)

    def _behind(self, found: re.Match[str]) -> Plain | None:
        said, verb, behind, name, cue, rest, more = found.groups()
        is_pronoun = False
        if verb is not None:
            words = behind.split(" ")
            if not rest:
                words[-1] += "."
            speaker = found.span(3)
            if not self._unfit.isdisjoint(behind.lower().split(" ")):
                return None
        else:
            if said[-1] != ",":
                return None
            verb, words, speaker = cue, name.split(" "), found.span(4)
            lower = name.lower()
            is_pronoun = lower in self._pronouns
            if not is_pronoun and not self._unfit.isdisjoint(lower.split(" ")):
                return None
        if verb not in self._verbs or _LISTENING in rest:
            return None
        # The stop may be that of "Inc.", of an initial, of what a mark cuts off: the sentence may run on behind it.
        if not rest:
            if cue is None and words[-1] in ABBREVIATIONS:
                return None
        elif more is not None:
            last = rest.rpartition(" ")[2]
            if len(last) < 2 or not last.isalnum() or f"{last}." in ABBREVIATIONS:
                return None
        if more is None:
            return _new(Plain, (found.span(1), None, speaker, words, verb, BEHIND, is_pronoun))
        if more[-1].isspace():
            return None
        return _new(Plain, (found.span(1), found.span(7), speaker, words, verb, BEHIND, is_pronoun))

    def _before(self, found: re.Match[str]) -> Plain | None:
        name, aside, verb, said = found.groups()
        if verb not in self._verbs or said[-1].isspace() or not self._unfit.isdisjoint(name.lower().split(" ")):
            return None
        if aside is not None:
            words = aside.split()
            if words[0] in PARTICLES or len(words) > _MOST_ASIDE:
                return None
        return _new(Plain, (found.span(4), None, found.span(1), name.split(" "), verb, BEFORE, False))


_NO_NAMES: Final = (
    *("pronoun", "determiner", "time", "owner", "opener", "adverb"),
    *("stop", "auxiliary", "conjunction", "relative", "preposition"),
)
"""Roles of words that no plain name holds, whatever their capitals."""


def _verbs(speech: SpeechWords) -> Iterator[str]:
    """Leave out the verbs that need more than themselves: a listener, a second word, a subject that tells a noun."""
    roles = speech.roles
    special = TELLING.union(HELPERS, NOUN_LIKE, NAMING, *[roles[role] for role in ("work", "auxiliary")])
    for word, kind in speech.cues.items():
        is_plain = word.isalpha() and word.islower() and not word.endswith("ly") and word not in roles["adverb"]
        if is_plain and kind in (FINITE, JUDGING) and word not in special and word not in speech.longer:
            yield word
