"""The person a speaker's words mean: a name, "he", "the Azerbaijani leader"."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flows.steps.extract.quotes_marks import find_quoted
from flows.steps.extract.quotes_tokens import Words
from flows.steps.extract.quotes_words import MAN, WOMAN, SpeechWords
from flows.steps.extract.speakers_fullest import ArticleNames
from flows.steps.extract.speakers_names import (
    Name,
    apposed,
    bare,
    bare_name,
    first_word,
    gender_of,
    name_in,
)
from flows.steps.extract.speakers_phrases import Phrases
from flows.steps.extract.speakers_walks import Phrase

OWN: Final = "own"
FULLER: Final = "fuller"
PRONOUN: Final = "pronoun"
DESCRIPTION: Final = "description"

_GENDERS: Final = {"he": MAN, "she": WOMAN}
_SHORT_TITLES: Final = {
    "sen.": "senator",
    "rep.": "representative",
    "gov.": "governor",
    "gen.": "general",
    "col.": "colonel",
    "sgt.": "sergeant",
    "prof.": "professor",
}
_MOST_PARAGRAPHS: Final = 8
"""Paragraphs from the top in which the only person named is looked for."""
_MOST_CHARS: Final = 1_500
_AGE_DIGITS: Final = 2
_CAPITALISED: Final = r"[A-Z\u00c0-\u017e][\w’'-]*[\w]"
_FULL_NAME: Final = re.compile(
    r"(?P<title>\b(?:Mr|Mrs|Ms|Dr|Sir|Dame|Prof)\.? )?"
    rf"\b(?P<name>{_CAPITALISED}(?: (?:(?:[A-Z]\.|van|von|der|de|da|di|del|al|bin) ){{0,2}}{_CAPITALISED}){{1,3}})"
    r"(?P<beside>,? (?:who|whose|himself|herself)\b|, (?:aged )?\d\d\b)?"
)
_MOST_STEPS: Final = 5
"""Paragraphs over which "he" at the head of each leads to a name."""
_MOST_SENTENCES: Final = 4
"""Sentences before a pronoun in which the person it means is looked for."""


def _is_aged(words: Words, subject: Phrase) -> bool:
    """Whether an age behind a name tells a person: "Sita Gharti, 42, said"."""
    tokens = words.words[subject[1] : subject[1] + 2]
    return len(tokens) > 1 and tokens[0] == "," and tokens[1].isdigit() and len(tokens[1]) == _AGE_DIGITS


@dataclass(slots=True)
class Place:
    """A phrase and where it stands: number of its paragraph, the paragraph's words, its start and its text."""

    block: int
    words: Words
    phrase: Phrase
    start: int
    text: str


class Meant:
    """Resolves speakers of one article to names, remembering who spoke before."""

    def __init__(
        self,
        speech: SpeechWords,
        phrases: Phrases,
        blocks: Sequence[tuple[Any, ...]],
        bodies: Sequence[tuple[Any, ...]],
    ) -> None:
        """Hold the article.

        Args:
            speech: The reference words.
            phrases: Finds the subjects of sentences.
            blocks: All blocks in which a fuller name may stand: where each begins, and its text.
            bodies: The paragraphs, in the order by which ``Place.block`` counts them.
        """
        self._speech = speech
        self._phrases = phrases
        self._names = ArticleNames(blocks, speech)
        self._bodies = bodies
        self._genders: dict[str, str] = {}
        self._roles: dict[str, Name] = {}
        self._persons: set[str] = set()
        self._has_spoken = False
        self._cut: tuple[int, Words] | None = None
        # Names met as they stand: where the bare name begins in them, and its text.
        self._plain: dict[str, tuple[int, str]] = {}

    def name(self, place: Place, before: Name | None) -> tuple[Name | None, str | None]:
        """Find the fullest name of whom a phrase means, and by which rule.

        A pronoun means who spoke last in this paragraph or the two before, else the subject of a sentence before it;
        a title that says man or woman ("Mr", "spokeswoman") must not contradict the pronoun. A description means the
        person whom the article introduces with the same role, or with the same adjective and an office.

        Args:
            place: The phrase.
            before: The name of who spoke last nearby; NULL (None) where nobody did.

        Returns:
            The name as it stands in the page, and the rule; both NULL (None) where it is not known.
        """
        words, phrase = place.words, place.phrase
        named = name_in(words.words, phrase, self._speech) or apposed(words, phrase)
        if named is not None:
            own = bare_name(words, named, place.text, place.start)
            if not own.text:
                return None, None
            full = self._names.fullest(own)
            is_first = named[1] - named[0] == 1 and words.sentence(named[0])[0] == named[0]
            if is_first and full is own and self._is_noun(own.text):
                return None, None
            self._remember(words.words, phrase, named, full)
            return full, OWN if full is own else FULLER
        pronoun = words.words[phrase[0]].lower().partition("’")[0].partition("'")[0].rstrip(".!?…")
        if pronoun in _GENDERS:
            gender = _GENDERS[pronoun]
            found = self._just_introduced(place, gender, before)
            found = found or self._spoke_before(before, gender) or self._subject_before(place, gender)
            found = found or self._only_person(place, gender)
            if found is not None:
                self._genders.setdefault(found.text, gender)
                return found, PRONOUN
            return None, None
        if pronoun in self._phrases.pronoun:
            return None, None
        described = self._described(words, phrase)
        return described, DESCRIPTION if described is not None else None

    def name_of(self, words: list[str], start: int, *, is_first: bool) -> tuple[Name | None, str | None]:
        """Find the fullest name of words that are nothing but a name and titles.

        Args:
            words: The words; between two stands one space.
            start: Where they begin in the page.
            is_first: Whether a sentence begins with them.

        Returns:
            As :meth:`name`.
        """
        key = " ".join(words)
        known = self._plain.get(key)
        named: Phrase | None = None
        if known is None:
            named = name_in(words, (0, len(words)), self._speech)
            if named is None:
                return None, None
            known = sum([len(word) + 1 for word in words[: named[0]]]), bare(" ".join(words[named[0] : named[1]]))
            if not known[1]:
                return None, None
        begin, text = start + known[0], known[1]
        own = Name(text, begin, begin + len(text))
        full = self._names.fullest(own)
        if is_first and full is own and not known[0] and " " not in text and self._is_noun(text):
            return None, None
        if named is not None and not self._remember(words, (0, len(words)), named, full):
            self._plain[key] = known
        return full, OWN if full is own else FULLER

    def pronoun(self, word: str, before: Name | None) -> tuple[Name | None, str | None] | None:
        """Find whom a pronoun right behind a quotation means, where who spoke before tells it.

        Args:
            word: The pronoun.
            before: As in :meth:`name`.

        Returns:
            As :meth:`name`; NULL (None) where the sentences before it must be looked at.
        """
        gender = _GENDERS.get(word)
        if gender is None:
            return None, None
        found = self._spoke_before(before, gender)
        if found is None:
            return None
        self._genders.setdefault(found.text, gender)
        return found, PRONOUN

    def _remember(self, words: list[str], phrase: Phrase, named: Phrase, full: Name) -> bool:
        """Keep what the words beside a speaker's name tell; whether they told anything."""
        self._has_spoken = is_telling = True
        gender = gender_of(words, phrase, self._speech)
        if gender is not None:
            self._genders[full.text] = gender
        elif named[0] == phrase[0]:
            is_telling = False
        for word in words[phrase[0] : named[0]]:
            lower = word.lower()
            role = _SHORT_TITLES.get(lower, lower)
            if role in self._speech.roles["role_head"]:
                self._roles[role] = full
            if lower in self._speech.jobs:
                self._persons.add(full.text)
        return is_telling

    def _is_noun(self, word: str) -> bool:
        """Whether the first word of a sentence has its capital from there alone: "Auditors said"."""
        lower = word.lower()
        return word not in self._speech.given_names and (lower in self._speech.common or self._names.holds(lower))

    def _spoke_before(self, name: Name | None, gender: str) -> Name | None:
        if name is None:
            return None
        return name if self._fits(name, gender) and (self._is_person(name) or self._may_be_person(name)) else None

    def _may_be_person(self, name: Name) -> bool:
        """Whether who spoke before "he" did may be a person: two words, none of a body's or a place's."""
        words = name.text.split()
        return (
            _FULL_NAME.fullmatch(name.text) is not None
            and words[0] not in self._speech.not_first_names
            and self._speech.org_words.isdisjoint(word.lower() for word in words)
            and not any(word.isupper() for word in words)
        )

    def _fits(self, name: Name, gender: str) -> bool:
        known = self._genders.get(name.text) or self._speech.genders.get(first_word(name.text))
        return known is None or known == gender

    def _just_introduced(self, place: Place, gender: str, before: Name | None) -> Name | None:
        """Prefer whom a sentence before it in its own paragraph introduces, to who spoke in another paragraph."""
        if before is None or place.start <= before.start or place.words.borders[1] > place.phrase[0]:
            return None
        found = self._subject_before(place, gender, paragraphs=1)
        if found is None:
            return None
        known = self._genders.get(found.text) or self._speech.genders.get(first_word(found.text))
        return found if known == gender else None

    def _only_person(self, place: Place, gender: str) -> Name | None:
        """Find the one person whom an article has named in full before its first speaker, whom it calls "he".

        Once somebody has spoken, the one named last is somebody else too often: of 40 read, 18.
        """
        if self._has_spoken or place.block >= _MOST_PARAGRAPHS:
            return None
        names: dict[str, Name] = {}
        for start, text, *_ in self._bodies[: place.block + 1]:
            before = text if start < place.start else place.text[: place.words.start(place.phrase[0])]
            for found in _FULL_NAME.finditer(before[:_MOST_CHARS]):
                name = self._person_at(found, start, gender)
                if name is not None:
                    names[name.text] = name
        return next(iter(names.values())) if len(names) == 1 else None

    def _person_at(self, found: re.Match[str], start: int, gender: str) -> Name | None:
        speech = self._speech
        bare = found["name"].removesuffix("'s").removesuffix("’s")
        words = bare.split(" ")
        is_told = found["beside"] is not None or found["title"] is not None
        while words and words[0] not in speech.given_names:
            is_work = words[0] in speech.titles or words[0].lower() in speech.jobs
            if not is_work and words[0] not in speech.not_first_names:
                break
            is_told |= is_work
            words = words[1:]
        if not words or not (is_told or words[0] in speech.given_names):
            return None
        if words[-1] in speech.titles or not speech.org_words.isdisjoint(word.lower() for word in words):
            return None
        text = " ".join(words)
        end = start + found.start("name") + len(bare)
        name = self._names.fullest(Name(text, end - len(text), end))
        return name if " " in name.text and self._fits(name, gender) else None

    def _is_person(self, name: Name) -> bool:
        # "R. Nicholas Burns": the given name may stand behind an initial.
        if name.text in self._genders or name.text in self._persons:
            return True
        return any(word in self._speech.given_names for word in name.text.split()[:2])

    def _subject_before(self, place: Place, gender: str, paragraphs: int = 2) -> Name | None:
        """Look through the subjects of the sentences before, nearest first, in this paragraph and the one above."""
        words, text, start = place.words, place.text, place.start
        last = place.phrase[0]
        most = paragraphs
        for step in range(_MOST_STEPS):
            if step >= most:
                return None
            if step:
                block = place.block - step
                if block < 0:
                    return None
                start, text, *_ = self._bodies[block]
                words = self._words_of(block, text)
                last = len(words.words)
                if paragraphs > 1 and words.words and _GENDERS.get(words.words[0].lower()) == gender:
                    most = step + 2  # the paragraph above speaks of "him" too
            behind = bisect_left(words.borders, last, 0, len(words.borders) - 1)
            for border in reversed(words.borders[max(0, behind - _MOST_SENTENCES) : behind]):
                subject = self._phrases.of_sentence(words, border, words.sentence(border)[1])
                if subject is None or subject[0] == place.phrase[0]:
                    continue
                named = apposed(words, subject) or name_in(words.words, subject, self._speech)
                named = named or self._owner(words.words, subject)
                if named is None:
                    continue
                if (said := gender_of(words.words, subject, self._speech)) is not None and said != gender:
                    continue
                name = self._names.fullest(bare_name(words, named, text, start))
                if not name.text or not self._fits(name, gender):
                    continue
                is_person = self._is_person(name) or self._has_role(words, subject, named) or _is_aged(words, subject)
                if said is not None or is_person:
                    if said is not None:
                        self._genders.setdefault(name.text, said)
                    return name
        return None

    def _owner(self, tokens: list[str], subject: Phrase) -> Phrase | None:
        """Find whose thing a sentence is about: "Ana Lind's plan failed. She said"; whose kin is somebody else."""
        first, end = subject
        head = tokens[end - 1].lower()
        if head in self._speech.jobs or head in self._speech.roles["role_head"] or head in self._speech.told_genders:
            return None
        for at in range(first, end - 1):
            if tokens[at].endswith(("'s", "’s")):
                return name_in(tokens, (first, at + 1), self._speech)
        return None

    def _has_role(self, words: Words, subject: Phrase, named: Phrase) -> bool:
        """Whether a role right before the name tells a person whom no list knows: "minister Yvko Toppila"."""
        if named[0] == subject[0]:
            return False
        role = words.words[named[0] - 1].lower()
        return _SHORT_TITLES.get(role, role) in self._speech.roles["role_head"] or role in self._speech.jobs

    def _words_of(self, block: int, text: str) -> Words:
        if self._cut is None or self._cut[0] != block:
            self._cut = (block, Words(text, find_quoted(text)))
        return self._cut[1]

    def _described(self, words: Words, phrase: Phrase) -> Name | None:
        tokens = words.words[phrase[0] : phrase[1]]
        if tokens[0].lower() not in ("the", "his", "her", "their"):
            return None
        heads = [token.lower().rstrip(".") for token in tokens]
        roles = self._speech.roles["role_head"]
        head = next((word for word in reversed(heads) if word in roles), None)
        if head is None:
            return None
        for token in tokens[1:]:
            if token[0].isupper() and token.lower() not in roles:
                return self._names.with_office(token, head)
        return self._roles.get(head)
