"""Noun phrases beside a cue: the subject before it, the subject behind it, the subject of its sentence."""

import re
from typing import Final

from flows.steps.extract.quotes_tokens import QUOTE, Words
from flows.steps.extract.quotes_words import BASE
from flows.steps.extract.speakers_walks import BREAKS, DASHES, MOST_WORDS, PARTICLES, STANDING, Phrase, Walks

_MOST_BACK: Final = 45
"""How many words before a cue its subject is looked for: an aside between commas is seldom longer."""
_LEAST_ASIDE: Final = 3
"""Letters of the shortest word in -ing that opens an aside."""
_CONTRACTED: Final = ("’ll", "'ll", "’d", "'d", "’re", "'re", "’ve", "'ve", "’m", "'m")
NO_SUBJECT: Final = frozenset(("of", "not"))
"""Words that open a sentence with a capital, and no name: "Of Clinton: “…”"."""
_BEFORE_TIMES: Final = frozenset(("the", "early", "late", "last", "next", "small", "first", "earlier", "later"))
_SETTING: Final = frozenset(("of", "from", "in", "at"))
"""What opens an aside that says where somebody belongs."""
_PARTY: Final = re.compile(r"[A-Z]{1,4}-[A-Z][A-Za-z.]*")
"""A party and a state or seat between commas: "D-Pa.", "R-Ohio"."""


class Phrases(Walks):
    """Finds noun phrases by walking over words; frozen word lists, no state."""

    def before(self, words: Words, cue: int, low: int) -> Phrase | None:
        """Find the subject that ends before a cue, past adverbs, days, brackets and asides between commas.

        Args:
            words: The paragraph.
            cue: Index of the cue.
            low: First word that may belong to the subject.

        Returns:
            The phrase, or NULL (None) where what stands there cannot be one.
        """
        low = max(low, cue - _MOST_BACK)
        at = self._past_adverbs(words.words, cue - 1, low)
        is_relative = False
        for _ in range(6):
            if at < low:
                return None
            word = words.words[at]
            if word in ")]":
                at = self._back_to(words.words, at, low, "([")
            elif word == "," or word in DASHES or (word[0] == QUOTE and word[1:] == ","):
                left = self._back_to_break(words.words, at, low)
                if left is None:
                    return None
                last = at
                if words.words[at - 1] == ")":
                    last = max(self._back_to(words.words, at - 1, left, "(") + 1, left + 2)
                if self._is_name(words.words, left + 1, last) and not self._ends_in_name(words.words, left - 1):
                    head = self._collect(words.words, left - 1, low)
                    describes = (
                        head is not None and head[0] < left - 1 and words.words[head[0]].lower() in self.determiner
                    )
                    return (head[0] if head and describes else left + 1, last)
                at = left - 1
                is_tag = words.words[at].isdigit() or _PARTY.fullmatch(words.words[at]) is not None
                if is_tag and at > low and words.words[at - 1] == ",":
                    at -= 2
            elif word[0] == QUOTE:
                left_of = self._back_to_break(words.words, at, low)
                if left_of is None:
                    return None
                at = left_of - 1
            elif word in self._relative:
                is_relative = True
                at -= 2 if at > low and words.words[at - 1] in BREAKS else 1
            else:
                if word[-2:] == "ed" and low < at < cue - 1 and self._is_participle(words.words, at, cue):
                    at -= 1
                found = self._collect(words.words, at, low)
                if found is None or found[0] <= low or is_relative:
                    return found
                beside = words.words[found[0] - 1]
                if at == cue - 1:
                    # Most stand behind a comma: "…, officials said".
                    return found if beside in BREAKS else self._head_of(words.words, found, low)
                if beside == "," and _opens_aside(words.words[found[0]]):
                    # "Hugh Lind, prosecuting, in his closing speech, said"
                    at = found[0] - 1
                # "Hugh Lind, of the University of Umbel, who was there, said"
                elif beside in _SETTING and words.words[found[0] - 2] == ",":
                    at = found[0] - 3
                else:
                    return self._head_of(words.words, found, low)
        return None

    def after(self, words: Words, first: int, high: int) -> Phrase | None:
        """Find the noun phrase that begins at a word.

        Args:
            words: The paragraph.
            first: Index of its first word.
            high: Index behind the last word that may belong to it.

        Returns:
            The phrase, or NULL (None) where no noun phrase begins there.
        """
        if first >= high:
            return None
        tokens = words.words
        begin = tokens[first]
        lower = begin.lower()
        if lower.rstrip(".!?…") in self.pronoun or lower.partition("’")[0].partition("'")[0] in self.pronoun:
            return first, first + 1
        if begin[0].islower() and (
            lower.endswith("ing") or (lower[-2:] == "ed" and self._is_participle(tokens, first, high))
        ):
            return None
        if lower in NO_SUBJECT:
            return None
        if not begin[0].isalpha() and begin[0] not in "@#'’0123456789":
            return None
        if not begin[0].isupper() and (lower in self._left_border or lower in self._skipped) and lower not in ("one",):
            return None
        at, named = self._extent(tokens, first, high)
        if at == first or (at == first + 1 and lower in self.determiner and lower not in STANDING):
            return None
        # "the foreign minister, Ana Lind": the name belongs to the description before it.
        if not named and at + 1 < high and tokens[at] == ",":
            end = at + 1
            while end < high and end - at < 6 and (tokens[end][0].isupper() or tokens[end] in PARTICLES):
                end += 1
                if tokens[end - 1][-1] in ".!?":
                    break
            if self._is_name(tokens, at + 1, end):
                return first, end
        return first, at

    def of_sentence(self, words: Words, low: int, high: int) -> Phrase | None:
        """Find the subject a sentence opens with, past what stands before its first comma ("In Rome, Ana Lind …").

        Args:
            words: The paragraph.
            low: First word of the sentence.
            high: Index behind the last word looked at.

        Returns:
            The phrase, or NULL (None).
        """
        tokens = words.words
        at = low
        for place in range(low, min(high - 1, low + 12)):
            # A dateline: RAVNBRIDGE, March 12 (dpa) - …
            if tokens[place] == ")" and tokens[place + 1] in DASHES:
                at = place + 2
        for _ in range(3):
            while at < high and (tokens[at] in "," or tokens[at].lower() in self._opener or tokens[at] in DASHES):
                at += 1
            if at >= high:
                return None
            lower = tokens[at].lower()
            opens = lower in self._subordinator or (
                tokens[at][0].isupper()
                and (
                    lower.endswith("ing")
                    or (lower.endswith("ed") and at + 1 < high and tokens[at + 1] in self._preposition)
                )
            )
            if not opens:
                break
            comma = next(
                (
                    place
                    for place in range(at + 1, min(high, at + 40))
                    if tokens[place] == "," or (tokens[place][0] == QUOTE and tokens[place][1:] == ",")
                ),
                None,
            )
            if comma is None:
                return None
            at = comma + 1
            if at + 1 < high and tokens[at].isdigit() and tokens[at + 1] == ",":
                at += 2  # "On August 31, 2012, the Harbour News"
        return self.after(words, at, high)

    def opens_aside(self, word: str) -> bool:
        """Whether a word opens a clause that is none by itself: "If", "While"."""
        return word.lower() in self._subordinator

    def _extent(self, tokens: list[str], first: int, high: int) -> tuple[int, bool]:
        at, named, is_tail = first, False, False
        while at < high and at - first < MOST_WORDS:
            word = tokens[at]
            if word[0] == QUOTE or word in BREAKS:
                break
            lower = word.lower().rstrip(".")
            if word[0].isupper() or word[0] in "@#":
                if at > first and lower in self._time and tokens[at - 1].lower() not in ("of", "the"):
                    break
                named, is_tail = True, False
            elif named and not is_tail and lower in PARTICLES and at + 1 < high and tokens[at + 1][0].isupper():
                pass
            elif lower in ("of", "for", "at", "from", "with", "in", "and", "&", "on", "to"):
                follows = tokens[at + 1] if at + 1 < high else ","
                opens = (
                    follows[0].isupper()
                    or follows.lower() in self.determiner
                    or (lower == "of" and follows[0].isalpha())
                )
                if not opens or (lower in ("on", "to", "in", "with", "from", "at") and named):
                    break
                if lower == "on" or (lower == "and" and not (named and follows[0].isupper())):
                    break
                if lower in ("in", "at", "on"):
                    last = at + 1
                    while last + 1 < high and tokens[last] in _BEFORE_TIMES:
                        last += 1
                    if tokens[last].lower().rstrip(".") in self._time:
                        break  # "in the early hours of Monday"
                is_tail = True
            elif lower in self.determiner:
                if at > first and tokens[at - 1].lower() not in ("of", "for", "at", "from", "with", "in", "all", "to"):
                    break
            elif (
                lower in self._stop
                or (at > first and (lower in self.pronoun or lower.endswith(_CONTRACTED)))
                or lower in self._preposition
                or lower in self._conjunction
                or (
                    at > first
                    and self._cues.get(lower, BASE) != BASE
                    and not (lower.endswith("ed") and tokens[at - 1].lower() in self.determiner)
                )
                or (at > first and lower.endswith("ly") and tokens[at - 1].lower() not in self.determiner)
                or (lower in self._time and at > first)
                or (lower in _BEFORE_TIMES and at + 1 < high and tokens[at + 1].lower().rstrip(".") in self._time)
                or (word[-2:] == "ed" and at > first + 1 and self._is_participle(tokens, at, high))
                or (named and not is_tail and not self._continues_description(tokens[at]))
            ):
                break
            at += 1
            if word[-1] in ".!?" and (at >= high or len(word) > 5):
                break
        return at, named and tokens[at - 1][0].isupper()

    def _continues_description(self, token: str) -> bool:
        # "the Trump campaign", "Clinton spokesman Nick Merrill": a noun behind a name; a verb behind it is not ours.
        word = token.lower().rstrip(".")
        return not (word.endswith(("ed", "ing")) or word in self._cues or word in self._skipped)


def _opens_aside(word: str) -> bool:
    return word.endswith("ing") and word.islower() and len(word) > _LEAST_ASIDE
