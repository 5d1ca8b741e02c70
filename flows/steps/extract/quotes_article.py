"""The quotations of one article, paragraph after paragraph."""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from flows.steps.extract.quotes_indirect import Indirect, find_indirect
from flows.steps.extract.quotes_marks import Quoted, find_quoted, has_double
from flows.steps.extract.quotes_plain import Plain, PlainReader
from flows.steps.extract.quotes_shapes import (
    MOST_NICKNAME_WORDS,
    MOST_TITLE_WORDS,
    NAMING,
    is_capital,
    is_clause,
    is_direct,
    is_headline,
    is_long_title,
    is_speech_alone,
    without_stop,
)
from flows.steps.extract.quotes_tokens import QUOTE, Words
from flows.steps.extract.quotes_words import SpeechWords
from flows.steps.extract.speakers import BEFORE, BEHIND, CONTINUED, PREVIOUS, SENTENCE, SUBJECT, Attributor, Found
from flows.steps.extract.speakers_cues import Cue, find_cues
from flows.steps.extract.speakers_meant import Meant, Place
from flows.steps.extract.speakers_names import Name

COLUMNS: Final = (
    "quote_start",
    "quote_end",
    "quote_text",
    "kind",
    "speaker_text",
    "speaker_start",
    "speaker_end",
    "speaker_name",
    "name_start",
    "name_end",
    "name_basis",
    "cue",
    "told_to",
    "attribution_basis",
    "confidence",
)

Block = tuple[int, str, bool, bool, bool]
"""block_start, text, is_caption, has_marks, has_cues."""

_NOBODY: Final = (None,) * 11
_PRONOUNS_BEGIN: Final = frozenset("hHsS")
"""Who spoke before is asked for by "he" and "she" alone."""
_INTRODUCING: Final = frozenset((",", ":"))
_NAMELESS: Final = (None,) * 3
_new: Final = tuple.__new__
"""Makes a named tuple of a tuple at half the price of its own call."""
_SIGNATURE: Final = re.compile(r"\s*(?:[—–-]+|--)\s*")
_SIGNATURE_CHARS: Final = 120
_SURE: Final = {
    (BEHIND, True): 0.98,
    (BEHIND, False): 0.9,
    (BEFORE, True): 0.93,
    (BEFORE, False): 0.92,
    (SENTENCE, True): 0.93,
    (SENTENCE, False): 0.93,
    (SUBJECT, True): 0.9,
    (SUBJECT, False): 0.8,
    (PREVIOUS, True): 0.9,
    (PREVIOUS, False): 0.6,
}
"""Share of speakers found right by how they were found and whether the cue stands close, on one half of the development
documents of PolNeAR (1,275 quotations with a named speaker). On the other half (991) each is within 0.06, but for the
sentence before: 11 of 16 were right on the one, 6 of 12 on the other."""
_SAME_PARAGRAPH: Final = 0.97
_NEXT_QUOTE: Final = 0.9
_RUNS_ON: Final = 0.9
_OTHER_PARAGRAPH: Final = 0.75
_NEAR_BLOCKS: Final = 2
"""Paragraphs after which a speaker is no longer whom "he" means."""


class Speaker(NamedTuple):
    """Who said a quotation: the columns from ``speaker_text`` to ``confidence``, in code points of the page."""

    text: str
    start: int
    end: int
    name: str | None
    name_start: int | None
    name_end: int | None
    name_basis: str | None
    cue: str | None
    told_to: str | None
    basis: str
    confidence: float


class _Draft(NamedTuple):
    """A quotation with its speaker still open to what the next paragraph says."""

    start: int
    end: int
    text: str
    kind: str
    speaker: Speaker | None
    runs_on: bool


class ArticleReader:
    """Reads articles; holds word lists only, so that one article cannot touch another."""

    def __init__(self, speech: SpeechWords, *, is_short: bool = True) -> None:
        """Hold the words.

        Args:
            speech: The reference words.
            is_short: Whether plain paragraphs are read the short way; the rows are the same either way.
        """
        self._speech = speech
        self._attributor = Attributor(speech)
        self._plain = PlainReader(speech) if is_short else None

    def read(self, blocks: Sequence[Block]) -> list[tuple[Any, ...]]:
        """Read the quotations of an article.

        Args:
            blocks: Its kept paragraphs, standfirst and captions, in page order.

        Returns:
            Values of ``COLUMNS``, in page order.
        """
        return _Reading(self._speech, self._attributor, self._plain, blocks).rows()


class _Reading:
    """One article being read: what was said last, and by whom."""

    def __init__(
        self, speech: SpeechWords, attributor: Attributor, plain: PlainReader | None, blocks: Sequence[Block]
    ) -> None:
        self._speech = speech
        self._attributor = attributor
        self._plain = plain
        self._bodies = [block for block in blocks if not block[2]]
        self._meant = Meant(speech, attributor.phrases, blocks, self._bodies)
        self._drafts: list[_Draft] = []
        self._last: Speaker | None = None
        self._last_block = -9
        self._runs_on = False

    def rows(self) -> list[tuple[Any, ...]]:
        is_open = False
        with_single = True
        for block in self._bodies:
            if block[3] and has_double(block[1]):
                with_single = False
                break
        last = -1
        for number in [number for number, block in enumerate(self._bodies) if block[3] or block[4]]:
            _, text, _, has_marks, has_cues = self._bodies[number]
            is_open, last = is_open and number == last + 1, number
            plain = self._plain.read(text) if has_marks and self._plain is not None else None
            if plain is not None and self._read_plain(number, plain):
                is_open = False
                continue
            quoted = find_quoted(text, is_open=is_open) if has_marks else []
            if quoted and not with_single and not has_double(text):
                quoted = self._said(text, quoted)
            runs_on, is_open = is_open, bool(quoted) and not quoted[-1].is_closed
            if not quoted and not has_cues:
                continue
            words = Words(text, quoted)
            cues = find_cues(words, self._speech)
            begun = len(self._drafts)
            indirect = find_indirect(words, cues, self._attributor) if cues and has_cues else []
            if quoted:
                self._read_quoted(number, words, quoted, cues, indirect, runs_on=runs_on)
            self._read_indirect(number, words, indirect)
            if indirect and len(self._drafts) > begun + 1:
                self._drafts[begun:] = sorted(self._drafts[begun:])
        self._settle()
        return [draft[:4] + (draft.speaker or _NOBODY) for draft in self._drafts]

    def _said(self, text: str, quoted: list[Quoted]) -> list[Quoted]:
        """Keep what somebody says in single marks, where the article quotes in double ones: the rest are titles."""
        words = Words(text, quoted)
        owned = self._attributor.own(words, find_cues(words, self._speech))
        return [
            quote
            for quote, found in zip(quoted, owned, strict=True)
            if found is not None and found.cue is not None and is_clause(text[quote.start : quote.end])
        ]

    def _read_plain(self, number: int, plain: Plain) -> bool:
        """Read a plain paragraph; False where its second quotation asks for a closer look, and nothing is read."""
        start, text, *_ = self._bodies[number]
        more = "" if plain.more is None else text[plain.more[0] : plain.more[1]]
        is_speech = is_speech_alone(more) if more else False
        if is_speech is None:
            return False
        begin, end = plain.speaker
        if plain.is_pronoun:
            meant = self._meant.pronoun(plain.words[0], self._spoke_before(number))
            if meant is None:
                return False
            name, basis = meant
        else:
            name, basis = self._meant.name_of(plain.words, start + begin, is_first=plain.basis == BEFORE)
        named = _NAMELESS if name is None else (name.text, name.start, name.end)
        tied = (basis, plain.cue, None, plain.basis, _SURE[plain.basis, True])
        speaker = _new(Speaker, (text[begin:end], start + begin, start + end, *named, *tied))
        begin, end = plain.said
        said = text[begin:end]
        kind = "direct" if is_direct(said) else "partial"
        self._drafts.append(_new(_Draft, (start + begin, start + end, said, kind, speaker, False)))
        if is_speech and plain.more is not None:
            begin, end = plain.more
            speaker = _carried(speaker, _SAME_PARAGRAPH)
            kind = "direct" if is_direct(more) else "partial"
            self._drafts.append(_new(_Draft, (start + begin, start + end, more, kind, speaker, False)))
        self._last, self._last_block = speaker, number
        return True

    def _read_quoted(
        self,
        number: int,
        words: Words,
        quoted: list[Quoted],
        cues: list[Cue],
        indirect: list[Indirect],
        *,
        runs_on: bool,
    ) -> None:
        """Read the quotations of a paragraph, each behind the indirect speech before it, which tells who "he" is."""
        start, text, *_ = self._bodies[number]
        owned = self._attributor.own(words, cues)
        said_before: Speaker | None = None
        last = self._last if number - self._last_block <= 1 else None
        for index, quote in enumerate(quoted):
            found = owned[index]
            place = words.quotes[index]
            speaker: Speaker | None = None
            if indirect and indirect[0][1] < place:
                before = [clause for clause in indirect if clause[1] < place]
                del indirect[: len(before)]
                self._read_indirect(number, words, before)
            if found is not None and (found.basis != SUBJECT or found.is_close or said_before is None):
                speaker = self._speaker(found, number, words)
            if not self._is_speech(text, quote, words, place, found):
                continue
            if speaker is None and said_before is not None:
                speaker = _carried(said_before, _SAME_PARAGRAPH)
            if speaker is None and runs_on and index == 0 and last is not None:
                speaker = _carried(last, _RUNS_ON)
            if speaker is None and index + 1 < len(owned):
                later = owned[index + 1]
                if later is not None and later.basis == BEHIND:
                    speaker = self._speaker(later, number, words)
                    speaker = speaker and _carried(speaker, _NEXT_QUOTE)
            if speaker is None:
                speaker = self._signed(number, words, place) or self._introduced(number, words, cues, place, last)
            if speaker is not None:
                said_before = self._last = speaker
                self._last_block = number
            body = text[quote.start : quote.end]
            kind = "direct" if not quote.is_closed or is_direct(body) else "partial"
            is_open = not quote.is_closed
            self._runs_on |= is_open
            self._drafts.append(_new(_Draft, (start + quote.start, start + quote.end, body, kind, speaker, is_open)))

    def _read_indirect(self, number: int, words: Words, indirect: list[Indirect]) -> None:
        start, text, *_ = self._bodies[number]
        for found, first, end, confidence in indirect:
            speaker = self._speaker(found, number, words, confidence=confidence)
            if speaker is None:
                continue
            self._last, self._last_block = speaker, number
            begin, stop = words.span(first, end)
            body = text[begin:stop].rstrip(".: ")
            stop = begin + len(body)
            self._drafts.append(_new(_Draft, (start + begin, start + stop, body, "indirect", speaker, False)))

    def _settle(self) -> None:
        """Give a quotation that runs on the speaker whom its last paragraph names."""
        if not self._runs_on:
            return
        following: Speaker | None = None
        for number in range(len(self._drafts) - 1, -1, -1):
            draft = self._drafts[number]
            if draft.kind == "indirect":
                following = None
                continue
            own = draft.speaker
            is_unsure = own is None or own.basis in (PREVIOUS, CONTINUED, SUBJECT)
            if draft.runs_on and is_unsure and following is not None and following.basis == BEHIND:
                self._drafts[number] = draft._replace(speaker=_carried(following, _RUNS_ON))
                own = following
            following = own

    def _speaker(
        self, found: Found, number: int, words: Words, *, skipped: int = 0, confidence: float | None = None
    ) -> Speaker | None:
        start, text, *_ = self._bodies[number]
        if skipped:
            start, text = start + skipped, text[skipped:]
        first, end = found.speaker
        begin, stop = words.span(first, end)
        surface = text[begin:stop]
        if surface[-1] in ".!?…":
            surface = without_stop(surface)
        if not surface:
            return None
        place = Place(number, words, found.speaker, start, text)
        before = self._spoke_before(number) if surface[0] in _PRONOUNS_BEGIN else None
        name, name_basis = self._meant.name(place, before)
        begin += start
        named = _NAMELESS if name is None else (name.text, name.start, name.end)
        told = None if found.told_to is None else _cut(text, words, found.told_to)
        sure = _SURE[found.basis, found.is_close] if confidence is None else confidence
        tied = (name_basis, _cut(text, words, found.cue), told, found.basis, sure)
        return _new(Speaker, (surface, begin, begin + len(surface), *named, *tied))

    def _spoke_before(self, number: int) -> Name | None:
        near = self._last
        if near is None or not near.name or number - self._last_block > _NEAR_BLOCKS:
            return None
        return Name(near.name, near.name_start or 0, near.name_end or 0)

    def _introduced(
        self, number: int, words: Words, cues: list[Cue], place: int, last: Speaker | None
    ) -> Speaker | None:
        low, _ = words.sentence(place)
        if low > 0:
            found = self._attributor.introduced(words, [cue for cue in cues[:40] if cue.first < low], low - 1)
            return None if found is None else self._speaker(found, number, words)
        if number == 0:
            return None
        _, text, *_ = self._bodies[number - 1]
        if last is not None and not text.rstrip().endswith(":"):
            return _carried(last, _OTHER_PARAGRAPH)
        earlier = Words(text, find_quoted(text))
        if not earlier.words:
            return None
        found = self._attributor.introduced(earlier, find_cues(earlier, self._speech), len(earlier.words) - 1)
        return None if found is None else self._speaker(found, number - 1, earlier)

    def _signed(self, number: int, words: Words, place: int) -> Speaker | None:
        """Read the name under a quotation that is a paragraph of its own: “…” / — Ana Lind, baker."""
        if place or len(words.words) > 1 or number + 1 >= len(self._bodies):
            return None
        _, text, *_ = self._bodies[number + 1]
        dash = _SIGNATURE.match(text)
        if dash is None or len(text) > _SIGNATURE_CHARS or text[dash.end() : dash.end() + 1] == "":
            return None
        below = Words(text[dash.end() :], [])
        speaker = self._attributor.phrases.after(below, 0, len(below.words))
        if speaker is None or not below.words[0][0].isupper():
            return None
        return self._speaker(Found(speaker, None, None, BEHIND, is_close=False), number + 1, below, skipped=dash.end())

    def _is_speech(self, text: str, quote: Quoted, words: Words, place: int, found: Found | None) -> bool:
        """Tell speech from scare quotes, titles of works and nicknames.

        "Meet the Press," "Carlos Danger": titles and nicknames are not speech, unless a cue stands right beside them.
        """
        body = text[quote.start : quote.end]
        tokens = body.split(None, MOST_TITLE_WORDS)
        is_close = found is not None and found.is_close and found.basis != SUBJECT
        if len(tokens) > MOST_TITLE_WORDS:
            return is_close or not is_long_title(body) or is_headline(words, place)
        before = words.words[place - 1] if place else ""
        after = words.words[place + 1] if place + 1 < len(words.words) else ""
        if len(tokens) == 1 and before[:1].isupper() and after[:1].isupper():
            return False
        if before in self._speech.roles["work"]:
            return False
        is_named = found is not None and found.cue is not None and words.words[found.cue[0]].lower() in NAMING
        if is_named and len(tokens) > MOST_NICKNAME_WORDS and all(map(is_capital, tokens)):
            return is_headline(words, place)  # a book called “The Day of the Storm”
        if not is_close and len(tokens) > 1 and all(is_capital(token) for token in tokens):
            return found is not None and found.cue is not None and is_headline(words, place)
        if len(tokens) <= 2 and (found is None or found.basis == SUBJECT):
            # She sang “Seafire,” and left: the comma is the sentence's.
            is_amid = body[-1] == "," and place > words.sentence(place)[0] and before not in _INTRODUCING
            return not is_amid and is_direct(body)
        return True


def _carried(speaker: Speaker, most: float) -> Speaker:
    return _new(Speaker, (*speaker[:9], CONTINUED, min(most, speaker.confidence)))


def _cut(text: str, words: Words, phrase: tuple[int, int] | None) -> str | None:
    if phrase is None:
        return None
    first, end = phrase
    if end - first == 1 and words.words[first][0] != QUOTE:
        return words.words[first].rstrip(".!?…") or None
    begin, stop = words.span(first, end)
    return text[begin:stop].rstrip(".!?…") or None
