"""Who said a quotation: the cue and the speaker beside it, or the quotation it continues."""

from dataclasses import dataclass
from typing import Final

from flows.steps.extract.quotes_tokens import QUOTE, Words
from flows.steps.extract.quotes_words import (
    ACCORDING,
    BASE,
    FINITE,
    JUDGING,
    JUDGING_PARTICIPLE,
    PARTICIPLE,
    SpeechWords,
)
from flows.steps.extract.speakers_cues import HELPERS, Cue
from flows.steps.extract.speakers_phrases import Phrases
from flows.steps.extract.speakers_walks import Phrase

BEHIND: Final = "behind"
BEFORE: Final = "before"
SENTENCE: Final = "sentence"
SUBJECT: Final = "subject"
CONTINUED: Final = "continued"
PREVIOUS: Final = "previous"

_SUBJECTLESS: Final = frozenset((PARTICIPLE, JUDGING_PARTICIPLE))
_DASHES: Final = frozenset(("—", "–", "-", "--"))
_ASIDES: Final = frozenset((*_DASHES, ",", "(", "[", "of", "who", "whose", "in", "at", "on", "from", "with", "for"))
"""What may stand between a subject and its cue: “…,” Lind, who …, said."""
_LINKS: Final = frozenset(("that", "in", "a", "on", "as", "it", "him", "her", "them", "the", "an", "to", "be", "being"))
_SPOKEN_ENDS: Final = frozenset((",", "?", "!", "…"))
TELLING: Final = frozenset(("told", "tells", "telling", "tell"))
_COMMA_OR_DASH: Final = _DASHES | {","}
_MARKS: Final = "'’‘`\"”“"
_BEING: Final = frozenset(("is", "are", "was", "were", "be", "been", "isn't", "isn’t", "wasn't", "wasn’t"))
_HAVING: Final = frozenset(("has", "have", "had"))
_MOVING: Final = frozenset(
    f"{verb}{ending}"
    for verb in ("prompt", "forc", "caus", "push", "compell", "encourag", "inspir", "provok")
    for ending in ("ing", "ed")
) | {"leading", "led", "moved", "for"}
"""What stands before whoever is moved to speak: "prompting Ana Lind to ask", "for Lind to say"."""
_LISTENING: Final = "interview"
_MOST_HEARING: Final = 6
_FAR: Final = 30
"""Words behind a speaker within which the cue may follow."""
_SURE_SCORE: Final = 2.8
"""A cue worth this much is not outdone by one farther away."""


@dataclass(slots=True)
class Found:
    """Who said a quotation, in words of its paragraph.

    Attributes:
        speaker: The words that name the speaker.
        cue: The words of the cue; NULL (None) where there is none.
        told_to: The words that name who was told; NULL (None) where the text does not say.
        basis: How the quotation and the speaker are tied.
        is_close: Whether the cue stands right beside the quotation.
    """

    speaker: Phrase
    cue: Phrase | None
    told_to: Phrase | None
    basis: str
    is_close: bool


class Attributor:
    """Attributes the quotations of a paragraph; holds word lists only."""

    def __init__(self, speech: SpeechWords) -> None:
        """Hold the words.

        Args:
            speech: The reference words.
        """
        self._speech = speech
        self._adverb = speech.roles["adverb"]
        self._time = speech.roles["time"]
        self._relative = speech.roles["relative"]
        self.phrases = Phrases(speech)

    def own(self, words: Words, cues: list[Cue]) -> list[Found | None]:
        """Find the speaker of each quotation inside its own sentence.

        Tried in turn: the words right behind it ("…," said Ana Lind), the cue before it (Lind said "…"), a
        cue that closes the sentence ("…" and "…", Lind said), and the subject of a sentence without a cue (Lind took
        "full responsibility"): 13 % of the quotations in the development half of PolNeAR have no verb of speech.

        Args:
            words: The paragraph.
            cues: Its cues.

        Returns:
            For each quotation who said it, or NULL (None).
        """
        at_word = {cue.first: cue for cue in cues}
        found: list[Found | None] = []
        place = 0
        for index in words.quotes:
            while place < len(cues) and cues[place].first < index:
                place += 1
            low, high = words.sentence(index)
            before = None
            if index > low:
                before = self._before(words, index, low, cues, place)
                if before is not None and before.is_close and words.words[index][1:] != ",":
                    found.append(before)
                    continue
            found.append(
                self._behind(words, index, at_word)
                or before
                or self._closing(words, index, high, cues, place)
                or (self._subject(words, index, low) if index > low else None)
            )
        return found

    def introduced(self, words: Words, cues: list[Cue], last: int) -> Found | None:
        """Find who the sentence that ends before a quotation is about ("She had a plan. “We …”", "Lind went on:").

        Args:
            words: The paragraph.
            cues: Its cues up to there.
            last: Index of the sentence's last word.

        Returns:
            The speaker, or NULL (None).
        """
        if last < 0:
            return None
        low, _ = words.sentence(last)
        is_announced = words.words[last] == ":"
        for number in range(len(cues) - 1, max(-1, len(cues) - 13), -1):
            cue = cues[number]
            if cue.first < low:
                break
            if cue.kind in (FINITE, PARTICIPLE) and words.words[cue.first - 1] not in self._relative:
                speaker = self.subject_of(words, cue, low, cues[max(0, number - 12) : number])
                if speaker is not None:
                    return Found(speaker, (cue.first, cue.end), None, PREVIOUS, is_announced)
        speaker = self.phrases.of_sentence(words, low, last + 1)
        return None if speaker is None else Found(speaker, None, None, PREVIOUS, is_announced)

    def _behind(self, words: Words, quote: int, at_word: dict[int, Cue]) -> Found | None:
        tokens = words.words
        at = quote + 1
        count = len(tokens)
        while at < count and (
            tokens[at] in _COMMA_OR_DASH or (tokens[at][0] in _MARKS and not tokens[at].strip(_MARKS))
        ):
            at += 1
        if at >= count or tokens[at][0] == QUOTE:
            return None
        ender = tokens[quote][1:]
        if at > quote + 1 and tokens[at - 1][-1] in ",—–-":
            ender = ","
        _, high = words.sentence(at)
        if tokens[at] == "as" and at + 1 < high:
            at += 1
        if tokens[at] in HELPERS and at + 1 in at_word:
            at += 1
        cue = at_word.get(at)
        if cue is not None:
            return self._inverted(words, cue, high, ender)
        speaker = self.phrases.after(words, at, high)
        if speaker is None:
            return None
        behind = verb = speaker[1]
        while verb < high and (tokens[verb] in self.phrases.auxiliary or self.is_adverb(tokens[verb])):
            verb += 1
        beside = at_word.get(verb)
        if beside is not None and beside.kind not in _SUBJECTLESS and beside.kind != ACCORDING:
            if ender != "," and not self._closes(words, beside.end, high, ender):
                return None
            return Found(speaker, (beside.first, beside.end), self.told_to(words, beside, high), BEHIND, is_close=True)
        if ender != "," or behind >= high:
            return None
        follows = tokens[behind]
        if follows in _ASIDES:
            for word in range(behind, min(high, behind + _FAR)):
                later = at_word.get(word)
                if later is not None and later.kind in (FINITE, JUDGING):
                    told = self.told_to(words, later, high)
                    return Found(speaker, (later.first, later.end), told, BEHIND, is_close=True)
        # “…,” Lind deadpanned: a verb we do not know.
        if verb == behind and follows.islower() and follows.rstrip(".").endswith("ed"):
            return Found(speaker, (behind, behind + 1), None, BEHIND, is_close=False)
        return None

    def _inverted(self, words: Words, cue: Cue, high: int, ender: str) -> Found | None:
        if cue.kind in _SUBJECTLESS or cue.kind == BASE or (cue.kind == JUDGING and ender not in _SPOKEN_ENDS):
            return None
        speaker = self.phrases.after(words, cue.end, high)
        if speaker is None or (speaker[1] - speaker[0] == 1 and words.words[speaker[0]].lower() in ("it", "you")):
            return None
        follows = words.words[speaker[1]].lower() if speaker[1] < high else ""
        if cue.kind != ACCORDING and follows in self.phrases.auxiliary:
            # Citing “the magic,” she said the candidate could win: what follows is what was said.
            return None
        return Found(speaker, (cue.first, cue.end), None, BEHIND, is_close=True)

    def _before(self, words: Words, quote: int, low: int, cues: list[Cue], place: int) -> Found | None:
        """Choose among the cues before a quotation in its sentence.

        The nearest verb of speech, unless it stands in a relative clause, or only judges and has a pronoun for subject
        (Lind said what she calls “a farce”) while another stands before it.
        """
        tokens = words.words
        best: Found | None = None
        most = 0.0
        for number in range(place - 1, max(-1, place - 13), -1):
            cue = cues[number]
            if cue.first < low:
                break
            if cue.kind == ACCORDING:
                speaker = self.phrases.after(words, cue.end, quote)
            else:
                speaker = self.subject_of(words, cue, low, cues[max(0, number - 12) : number])
            if speaker is None:
                continue
            told = self.told_to(words, cue, quote)
            end = told[1] if told else cue.end
            while end < quote and (tokens[end] in ",:" or tokens[end] in _LINKS or self.is_adverb(tokens[end])):
                end += 1
            is_close = end >= quote or tokens[quote - 1] == ":"
            score = 3.0 - 0.15 * (place - number)
            if cue.kind in (JUDGING, JUDGING_PARTICIPLE):
                score -= 0.9
                if tokens[speaker[0]].lower() in self.phrases.pronoun:
                    score -= 0.8
            if cue.first > low and tokens[cue.first - 1] in self._relative:
                score -= 1.6
            if is_close:
                score += 0.9
            if cue.kind == ACCORDING and not is_close:
                score -= 0.5
            if score > most:
                most = score
                best = Found(speaker, (cue.first, cue.end), told, BEFORE, is_close)
            if score >= _SURE_SCORE:
                break
        if tokens[quote - 1] == ":" and (
            best is None or not best.is_close or best.cue is None or quote - best.cue[1] > 6
        ):
            # Ana Lind, economist: “…”; Storms ahead - Ana Lind: “…”
            labelled = self._label(words, quote, low)
            return labelled or best
        return best

    def _label(self, words: Words, quote: int, low: int) -> Found | None:
        tokens = words.words
        for at in range(quote - 2, max(low, quote - 8), -1):
            if tokens[at - 1] in _DASHES or tokens[at - 1] == "from":
                speaker = self.phrases.after(words, at, quote)
                if speaker is not None and speaker[1] == quote - 1:
                    return Found(speaker, None, None, BEFORE, is_close=True)
        return None

    def subject_of(self, words: Words, cue: Cue, low: int, earlier: list[Cue]) -> Phrase | None:
        """Find who speaks by a cue.

        Args:
            words: The paragraph.
            cue: The cue.
            low: First word of its sentence.
            earlier: The cues before it.

        Returns:
            The subject, or NULL (None).
        """
        if cue.kind == ACCORDING:
            return self.phrases.after(words, cue.end, words.sentence(cue.first)[1])
        tokens = words.words
        is_infinitive = cue.kind == BASE and cue.first > 0 and tokens[cue.first - 1] == "to"
        if cue.kind in _SUBJECTLESS or is_infinitive:
            if is_infinitive and (moved := self._moved(words, cue.first - 1, low)) is not None:
                return moved
            if tokens[cue.first - 1] != ",":
                beside = self.phrases.before(words, cue.first, low)
                # With their lawyer, Ana Lind, saying “…”: a subject of its own.
                if beside is not None and beside[0] > low and tokens[beside[0] - 1] in ("with", "leading"):
                    return beside
            for other in reversed(earlier):
                if other.first < low:
                    break
                if other.kind in (FINITE, JUDGING):
                    subject = self.phrases.before(words, other.first, low)
                    if subject is not None:
                        return subject
            return self.phrases.of_sentence(words, low, cue.first)
        return self.phrases.before(words, cue.first, low) or self.phrases.of_sentence(words, low, cue.first)

    def _moved(self, words: Words, to: int, low: int) -> Phrase | None:
        """Find whom something moves to speak: "prompting Ana Lind to ask"."""
        moved = self.phrases.before(words, to, low)
        for at in range(to - 2, max(low, moved[0] - 1) - 1, -1) if moved is not None and moved[1] == to else ():
            if words.words[at] in _MOVING:
                return at + 1, to
        return None

    def _closing(self, words: Words, quote: int, high: int, cues: list[Cue], place: int) -> Found | None:
        """Find the cue that closes the sentence of a quotation that does not touch it."""
        tokens = words.words
        for number in range(place, min(len(cues), place + 12)):
            cue = cues[number]
            if cue.first >= high:
                break
            speaker: Phrase | None = None
            if cue.kind == ACCORDING:
                speaker = self.phrases.after(words, cue.end, high)
            elif cue.kind == FINITE:
                if self._is_comma(tokens[cue.first - 1]) and tokens[cue.first] not in TELLING:
                    speaker = self.phrases.after(words, cue.end, high)
                if speaker is None:
                    speaker = self.phrases.before(words, cue.first, quote + 1)
                    if speaker is not None and not self._is_comma(tokens[speaker[0] - 1]):
                        continue
            if speaker is not None:
                return Found(speaker, (cue.first, cue.end), self.told_to(words, cue, high), SENTENCE, is_close=False)
        return None

    @staticmethod
    def _is_comma(word: str) -> bool:
        return word == "," or (word[0] == QUOTE and word[1:] in (",", "?", "!"))

    def _subject(self, words: Words, quote: int, low: int) -> Found | None:
        tokens = words.words
        speaker = self.phrases.of_sentence(words, low, quote)
        if speaker is None or tokens[speaker[0]].lower()[:2] in ("it", "yo"):
            return None
        at = speaker[1]
        if tokens[at] == ",":
            at = next((place + 1 for place in range(at + 1, quote - 1) if tokens[place] == ","), at)
        is_being = tokens[at] in _BEING and not tokens[at + 1].endswith("ing") and tokens[quote - 1] != ":"
        is_told = is_being or (tokens[at] in _HAVING and at == quote - 1)
        if is_told or self._is_heard(tokens, quote + 1, words.sentence(quote)[1]):
            return None  # "Lind had “acute bronchitis” when she died": told of her, not by her
        return Found(speaker, None, None, SUBJECT, tokens[quote - 1] == ":")

    @staticmethod
    def _is_heard(tokens: list[str], first: int, high: int) -> bool:
        """Whether a sentence ends with where it was heard: "…, the court heard"."""
        for at in range(min(high, first + _FAR) - 1, first, -1):
            if tokens[at].rstrip(".") == "heard":
                return "," in tokens[max(first, at - _MOST_HEARING) : at]
        return False

    def told_to(self, words: Words, cue: Cue, high: int) -> Phrase | None:
        """Find whom a cue tells: "told Bloomberg Television", "said in an interview with …".

        Args:
            words: The paragraph.
            cue: The cue.
            high: Index behind the last word looked at.

        Returns:
            The words that name who listened, or NULL (None).
        """
        if words.words[cue.first].lower().rstrip(".") in TELLING:
            told = self.phrases.after(words, cue.end, high)
            return told if told is None else self._listener(words.words, told, high)
        if _LISTENING not in words.words[cue.end : min(high - 2, cue.end + 6)]:
            return None
        at = words.words.index(_LISTENING, cue.end)
        return self.phrases.after(words, at + 2, high) if words.words[at + 1] == "with" else None

    def _listener(self, tokens: list[str], told: Phrase, high: int) -> Phrase:
        """Part who was told from the name that opens what is said: "told the jury Mr Lind had"."""
        first, end = told
        if end >= high or tokens[end - 1][0].islower() or tokens[end].lower() not in self.phrases.auxiliary:
            return told
        for at in range(end - 1, first, -1):
            if tokens[at - 1][0].islower():
                return told if tokens[at - 1].lower() in self.phrases.determiner else (first, at)
        return told

    def is_time(self, word: str) -> bool:
        """Whether a word names a day or a time of day."""
        return word.lower().rstrip(".") in self._time

    def is_adverb(self, word: str) -> bool:
        """Whether a word is an adverb in lower case."""
        return word in self._adverb or (word[-2:] == "ly" and word.islower())

    def _closes(self, words: Words, at: int, high: int, ender: str) -> bool:
        """Whether what stands behind a cue shows that it says nothing more of its own."""
        if at >= high:
            return True
        if ender not in ("?", "!", "…"):
            return False
        word = words.words[at]
        lower = word.lower()
        return not (lower in self.phrases.pronoun or lower in ("that", "the", "a", "an", ":")) or (
            words.words[at - 1] in TELLING
        )
