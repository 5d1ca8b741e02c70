"""Walks over words from the right: the noun phrase that ends at a word, and the subject it stands in."""

from typing import Final

from flows.steps.extract.quotes_tokens import QUOTE
from flows.steps.extract.quotes_words import SpeechWords

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
DASHES: Final = frozenset(("—", "–", "-", "--"))
BREAKS: Final = frozenset(",;:—–()[]")
MOST_WORDS: Final = 14
STANDING: Final = frozenset(("one", "another", "others", "some", "many", "several", "those"))
"""Determiners that speak for themselves: "many said"."""
_OPEN_HEADS: Final = frozenset(("those", "one", "others", "some", "many", "several", "anyone", "everyone"))
"""Heads that mean somebody only with the clause behind them: "those who have been at sea"."""
_COUNTS: Final = frozenset(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "other", "few"))
_WHO: Final = frozenset(("who", "whose"))
_LOCATING: Final = frozenset(
    (
        *("about", "across", "against", "along", "around", "at", "behind", "by", "for", "from", "in", "inside"),
        *("near", "of", "off", "on", "outside", "over", "through", "to", "under", "with", "within"),
    )
)
"""Prepositions whose noun is never a subject; "after", "as", "since" may open a clause of their own."""
_HONOURS: Final = frozenset(("His", "Her", "Honour", "Honor"))
"""What stands before a judge's title and name."""
_STOPS: Final = frozenset(".!?…")
_ATTACHING: Final = frozenset(("for", "at", "from", "with", "in"))


class Walks:
    """Walks left over words; frozen word lists, no state."""

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
        self._clause_opener = roles["conjunction"] - roles["relative"] - {"as", "than", "whose"}
        self._opener = roles["opener"]
        self._subordinator = roles["subordinator"]
        self.pronoun = roles["pronoun"]
        self._relative = roles["relative"]
        self._stop = roles["stop"] | roles["auxiliary"]
        self._left_border = self._stop | roles["conjunction"] | roles["relative"] | roles["preposition"]

    def _head_of(self, tokens: list[str], found: Phrase, low: int) -> Phrase:
        """Step from a noun inside the subject to the subject: "those who have been in war zones", "police in Vigo".

        Only to words that open the clause: behind any other noun the one beside the cue is the subject.
        """
        before = tokens[found[0] - 1]
        if before in BREAKS or before[0] == QUOTE or before in self._relative or before in self._clause_opener:
            return found
        for at in range(found[0] - 2, low, -1):
            word = tokens[at]
            if word in _WHO and tokens[at - 1] not in BREAKS:
                head = self._collect(tokens, at - 1, low)
                if head is None:
                    return found
                if tokens[head[0]].lower() in _OPEN_HEADS and head[1] - head[0] == 1:
                    return head[0], found[1]
                return self._head_of(tokens, head, low) if head[0] > low else head
            if word in BREAKS or word[0] == QUOTE or word in self._clause_opener or word[-1] in _STOPS:
                break
        if before not in _LOCATING or (tokens[found[1] - 1][0].isupper() and tokens[found[0]][0].islower()):
            return found
        at = found[0] - 2
        if at < low:
            return found
        is_participle = tokens[at].endswith(("ing", "ed")) and tokens[at].islower()
        at -= is_participle
        is_apart = is_participle or tokens[found[1] - 1].lower() in self._time
        if at < low or tokens[at].lower().rstrip(".") in self._time:
            return found
        head = self._collect(tokens, at, low)
        if head is None or not self._is_noun(tokens[at]) or tokens[head[0]].lower() in self._skipped:
            return found
        opens = head[0] == low or tokens[head[0] - 1] in BREAKS or tokens[head[0] - 1] in ("and", "but", "that")
        if not opens and tokens[head[0] - 1][0] != QUOTE:
            return found
        return head if is_apart else (head[0], found[1])

    def _is_participle(self, tokens: list[str], at: int, high: int) -> bool:
        """Whether a word says what was done with the noun before it: "a court document filed on Monday"."""
        word = tokens[at]
        if not (word.endswith("ed") and word.islower()) or tokens[at - 1].lower() in self.determiner or at + 1 >= high:
            return False
        after = tokens[at + 1].lower().rstrip(".")
        return after in self._preposition or after in self._time

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
        dashed = tokens[at] in DASHES
        for place in range(at - 1, low, -1):
            word = tokens[place]
            if word in DASHES if dashed else (word == "," or (word[0] == QUOTE and word[1:] == ",")):
                return place
        return None

    def _is_name(self, tokens: list[str], first: int, end: int) -> bool:
        """Whether words are a person's name alone: "Alexander Bastrykin", "J. Lind"."""
        while first < end and (tokens[first] in self._titles or tokens[first] in _HONOURS):
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
        if is_odd and lower not in STANDING and tokens[last][0] not in "@#":
            return None
        at = last
        while at > low and last - at < MOST_WORDS:
            word = tokens[at - 1]
            lower = word.lower()
            if word[0] == QUOTE or word in BREAKS or word in DASHES or word[-1] in "!?":
                break
            if lower in self.determiner:
                at -= 1
                if at > low and lower in _COUNTS and tokens[at - 1].lower() in ("the", "these", "those"):
                    at -= 1  # "one of the two students"
                attached = at > low and tokens[at - 1].lower() in ("of", "for", "at", "from", "with", "in")
                if attached and at - 2 >= low:
                    is_part = tokens[at - 1] == "of" and tokens[at - 2].lower() in STANDING
                    if is_part or self._is_noun(tokens[at - 2]):
                        at -= 1
                        continue
                break
            if lower == "of" or lower in _ATTACHING:
                if at - 2 < low:
                    break
                ruled = tokens[at - 2]
                if not self._is_noun(ruled) and not (lower == "of" and ruled.lower() in STANDING):
                    break
                if lower != "of" and ruled[0].isupper() and ruled not in self._titles:
                    break  # "Minister for Health Ana Lind" is one; "Lind for years" is not
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
                is_adverb = lower.endswith("ly") and tokens[at].endswith("ed") and at < last
                is_describing = (lower.endswith("ed") or is_adverb) and at - 2 >= low
                if not (is_describing and self._is_adjective(tokens, at - 1, low)):
                    break
            at -= 1
        return at, last + 1

    def _is_adjective(self, tokens: list[str], at: int, low: int) -> bool:
        """Whether a participle stands before its noun: "the retired mate", "Lind's alleged killer"."""
        before = tokens[at - 1]
        if before.endswith("ly") and at - 2 >= low:
            before = tokens[at - 2]
        return before.lower() in self.determiner or before.endswith(("'s", "’s"))

    def _is_noun(self, word: str) -> bool:
        lower = word.lower()
        return (
            word[0].isalpha()
            and lower not in self._left_border
            and lower not in self._cues
            and lower not in self._skipped
        )
