"""Noun phrases beside a cue: the subject before it, the subject behind it, the subject of its sentence."""

import re
from typing import Final

from flows.steps.extract.quotes_tokens import QUOTE, Words
from flows.steps.extract.quotes_words import BASE, SpeechWords

Phrase = tuple[int, int]
"""First word and the word behind the last."""

PARTICLES: Final = frozenset(
    [
        "de",
        "del",
        "della",
        "der",
        "den",
        "di",
        "da",
        "dos",
        "du",
        "van",
        "von",
        "bin",
        "bint",
        "ibn",
        "al",
        "el",
        "la",
        "le",
        "ter",
        "ten",
        "zu",
        "y",
        "e",
    ]
)
"""Small words inside a person's name."""
_DASHES: Final = frozenset(("—", "–", "-", "--"))
_BREAKS: Final = frozenset(",;:—–()[]")
_MOST_WORDS: Final = 14
_MOST_BACK: Final = 45
"""How many words before a cue its subject is looked for: an aside between commas is seldom longer."""
_STANDING: Final = frozenset(("one", "another", "others", "some", "many", "several"))
"""Determiners that speak for themselves: "many said"."""
NO_SUBJECT: Final = frozenset(("of", "not"))
"""Words that open a sentence with a capital, and no name: "Of Clinton: “…”"."""
_SETTING: Final = frozenset(("of", "from", "in", "at"))
"""What opens an aside that says where somebody belongs."""
_PARTY: Final = re.compile(r"[A-Z]{1,4}-[A-Z][A-Za-z.]*")
"""A party and a state or seat between commas: "D-Pa.", "R-Ohio"."""
_ATTACHING: Final = frozenset(("for", "at", "from", "with", "in"))


class Phrases:
    """Finds noun phrases by walking over words; frozen word lists, no state."""

    def __init__(self, speech: SpeechWords) -> None:
        """Hold the words.

        Args:
            speech: The reference words.
        """
        roles = speech.roles
        self._cues = speech.cues
        self._given = speech.given_names
        self._titles = speech.titles
        self.auxiliary = roles["auxiliary"]
        self._skipped = roles["auxiliary"] | roles["adverb"]
        self._time = roles["time"]
        self.determiner = roles["determiner"]
        self._preposition = roles["preposition"]
        self._conjunction = roles["conjunction"]
        self._opener = roles["opener"]
        self._subordinator = roles["subordinator"]
        self.pronoun = roles["pronoun"]
        self._relative = roles["relative"]
        self._stop = roles["stop"] | roles["auxiliary"]
        self._left_border = self._stop | roles["conjunction"] | roles["relative"] | roles["preposition"]

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
        for _ in range(6):
            if at < low:
                return None
            word = words.words[at]
            if word in ")]":
                at = self._back_to(words.words, at, low, "([")
            elif word == "," or word in _DASHES or (word[0] == QUOTE and word[1:] == ","):
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
                at -= 2 if at > low and words.words[at - 1] in _BREAKS else 1
            else:
                if word[-2:] == "ed" and low < at < cue - 1 and self._is_participle(words.words, at, cue):
                    at -= 1
                found = self._collect(words.words, at, low)
                # "Hugh Lind, of the University of Umbel, who was there, said"
                if found is None or found[0] - 2 < low or words.words[found[0] - 2] != ",":
                    return found
                if at == cue - 1 or words.words[found[0] - 1] not in _SETTING:
                    return found
                at = found[0] - 3
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
        if at == first or (at == first + 1 and lower in self.determiner and lower not in _STANDING):
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
            if tokens[place] == ")" and tokens[place + 1] in _DASHES:
                at = place + 2
        for _ in range(3):
            while at < high and (tokens[at] in "," or tokens[at].lower() in self._opener or tokens[at] in _DASHES):
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
        return self.after(words, at, high)

    def _extent(self, tokens: list[str], first: int, high: int) -> tuple[int, bool]:
        at, named, is_tail = first, False, False
        while at < high and at - first < _MOST_WORDS:
            word = tokens[at]
            if word[0] == QUOTE or word in _BREAKS:
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
                if lower in ("in", "at", "on") and follows.lower().rstrip(".") in self._time:
                    break
                is_tail = True
            elif lower in self.determiner:
                if at > first and tokens[at - 1].lower() not in ("of", "for", "at", "from", "with", "in", "all", "to"):
                    break
            elif (
                lower in self._stop
                or (at > first and lower in self.pronoun)
                or lower in self._preposition
                or lower in self._conjunction
                or (at > first and self._cues.get(lower, BASE) != BASE)
                or (at > first and lower.endswith("ly") and tokens[at - 1].lower() not in self.determiner)
                or (lower in self._time and at > first)
                or (word[-2:] == "ed" and at > first + 1 and self._is_participle(tokens, at, high))
                or (named and not is_tail and not self._continues_description(tokens[at]))
            ):
                break
            at += 1
            if word[-1] in ".!?" and (at >= high or len(word) > 5):
                break
        return at, named and tokens[at - 1][0].isupper()

    def _is_participle(self, tokens: list[str], at: int, high: int) -> bool:
        """Whether a word says what was done with the noun before it: "a court document filed on Monday"."""
        word = tokens[at]
        if not (word.endswith("ed") and word.islower()) or tokens[at - 1].lower() in self.determiner or at + 1 >= high:
            return False
        after = tokens[at + 1].lower().rstrip(".")
        return after in self._preposition or after in self._time

    def _continues_description(self, token: str) -> bool:
        # "the Trump campaign", "Clinton spokesman Nick Merrill": a noun behind a name; a verb behind it is not ours.
        word = token.lower().rstrip(".")
        return not (word.endswith(("ed", "ing")) or word in self._cues or word in self._skipped)

    def _past_adverbs(self, tokens: list[str], at: int, low: int) -> int:
        while at >= low:
            lower = tokens[at].lower()
            if lower in self._skipped or (lower.endswith("ly") and tokens[at][0].islower()):
                at -= 1
            elif lower.rstrip(".") in self._time and at > low:
                back = at - 1
                while back > low and tokens[back].lower() in (
                    "last",
                    "this",
                    "next",
                    "early",
                    "late",
                    "earlier",
                    "later",
                ):
                    back -= 1
                while back > low and tokens[back].lower().rstrip(".") in self._time:
                    back -= 1  # "on Thursday evening"
                if tokens[back].lower() in ("on", "in"):
                    back -= 1
                elif back == at - 1 and tokens[at][0].islower():
                    return at
                at = back
            else:
                return at
        return at

    def _back_to(self, tokens: list[str], at: int, low: int, marks: str) -> int:
        for place in range(at - 1, max(low, at - 12) - 1, -1):
            if tokens[place] in marks:
                return place - 1
        return low - 1

    def _back_to_break(self, tokens: list[str], at: int, low: int) -> int | None:
        dashed = tokens[at] in _DASHES
        for place in range(at - 1, low, -1):
            word = tokens[place]
            if word in _DASHES if dashed else (word == "," or (word[0] == QUOTE and word[1:] == ",")):
                return place
        return None

    def _is_name(self, tokens: list[str], first: int, end: int) -> bool:
        """Whether words are a person's name alone: "Alexander Bastrykin", "J. Lind"."""
        while first < end and tokens[first] in self._titles:
            first += 1
        if not 2 <= end - first <= 6:
            return False
        run = tokens[first:end]
        return (
            all(word[0].isupper() or word in PARTICLES for word in run)
            and (run[0] in self._given or run[0][-1] == "." or end - first == 2)
            and run[-1].rstrip(".").lower() not in self._time
        )

    def _ends_in_name(self, tokens: list[str], at: int) -> bool:
        return at >= 1 and tokens[at][0].isupper() and (tokens[at] in self._given or tokens[at - 1] in self._given)

    def _collect(self, tokens: list[str], last: int, low: int) -> Phrase | None:
        """Walk left over the phrase that ends with a word."""
        if last < low:
            return None
        lower = tokens[last].lower().strip("'’")
        if lower in self.pronoun:
            return last, last + 1
        if lower.endswith("ed") and last > low and tokens[last - 1].lower() in self.auxiliary:
            return None  # "who did not want to be named said"
        is_odd = lower in self._left_border or lower in self.determiner or not tokens[last][0].isalnum()
        if is_odd and lower not in _STANDING and tokens[last][0] not in "@#":
            return None
        at = last
        while at > low and last - at < _MOST_WORDS:
            word = tokens[at - 1]
            lower = word.lower()
            if word[0] == QUOTE or word in _BREAKS or word in _DASHES or word[-1] in "!?":
                break
            if lower in self.determiner:
                at -= 1
                attached = at > low and tokens[at - 1].lower() in ("of", "for", "at", "from", "with", "in")
                if attached and at - 2 >= low and self._is_noun(tokens[at - 2]):
                    at -= 1
                    continue
                break
            if lower == "of" or lower in _ATTACHING:
                if at - 2 < low or not self._is_noun(tokens[at - 2]) or (lower != "of" and tokens[at - 2][0].isupper()):
                    break
            elif lower == "and" or lower == "&":
                if at - 2 < low or not (tokens[at - 2][0].isupper() and tokens[at][0].isupper()):
                    break
            elif word[0].isupper():
                # Between capitals it is a name's: the Karelian Met Office.
                is_inside = at - 2 >= low and tokens[at - 2][0].isupper() and tokens[at - 2][-1] not in ".!?…"
                if lower in self._opener or lower.rstrip(".") in self._time:
                    break
                if lower in self._left_border and not is_inside:
                    break
            elif lower in PARTICLES and word[0].islower() and tokens[at][0].isupper():
                pass
            elif (
                lower in self._left_border
                or lower in self._cues
                or lower in self._skipped
                or lower.endswith("ed")
                or not word[0].isalnum()
            ):
                break
            at -= 1
        return at, last + 1

    def _is_noun(self, word: str) -> bool:
        lower = word.lower()
        return (
            word[0].isalpha()
            and lower not in self._left_border
            and lower not in self._cues
            and lower not in self._skipped
        )
