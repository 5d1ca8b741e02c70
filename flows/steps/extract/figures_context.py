"""When a figure holds and who states it: the date expression of its clause, and the "according to" of its sentence."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from flows.text.sentences import ABBREVIATIONS, closes_before

_BREAK: Final = re.compile(
    r"[;:]|[—–]|,\s(?:but|while|whereas|and|although|though|compared|up|down|versus|against|from|after|before)\b"
)
"""What ends a clause, so that a date beyond it holds for something else."""
_CONTRAST: Final = re.compile(r"\b(?:from|than|compared|versus|against|since|vs)\b")
_BASE: Final = re.compile(r"\b(?:from|than|against|versus|compared (?:with|to))\s(?:in\s)?(?:the\s)?$")
_BASE_ENDS: Final = ("from ", "than ", "against ", "versus ", "with ", "to ", "in ", "the ")
_SINCE_ENDS: Final = ("since ", "the ", "least ", "early ", "mid ", "late ")
"""What a text ends with that the patterns of a base and of "since" match."""
_RANGE: Final = re.compile(r"\s?(?:(?:to|until|till|through)\b|[–—-])")
"""Behind a day, it makes "from 1990" the begin of a range and no base of a comparison."""
_SINCE: Final = re.compile(r"\bsince\s(?:(?:the|at least|early|mid|late)\s)*$")
_EXTREME: Final = re.compile(r"\b(?:[a-z]{2,}est|most|least|worst|best|first|record)\b")
_SHARE: Final = re.compile(r"%|\bper ?cent\b|\bpoints?\b")
_SAID_BEFORE: Final = re.compile(
    r"\b(?:said|says|told|tells|reported|announced|stated|warned|added|claimed|confirmed|wrote|tweeted)"
    r"(?:\s[^\s,.;]+){0,3}?\s(?:on\s|in\s|late\s|early\s)*$"
)
_SAID_AFTER: Final = re.compile(r"^,?\s(?:said|says|told|announced|reported)\b")
_SAID_LETTERS: Final = ("s", "t", "a", "r")
_OPENS_ASIDE: Final = (
    r"(?:(?:who|which|whose|where|when)\b|(?:(?:was|were|first|newly|since)\s)?(?:[Ff]ounded|[Ee]stablished|"
    r"[Bb]orn|[Bb]uilt|[Cc]reated|[Oo]pened|[Ll]aunched|[Ff]ormed|[Ee]lected|[Aa]ppointed|[Ii]ncorporated|[Aa]cquired|"
    r"[Bb]ought|[Mm]arried|[Ii]naugurated|[Ss]igned)\b)[^,()—–]*$"
)
_ASIDE: Final = re.compile(r"[,(—–]\s?" + _OPENS_ASIDE)
_FIRST_ASIDE: Final = re.compile(_OPENS_ASIDE)
"""What opens an aside that has a date of its own: "founded in 1887", "who took over in 2019"."""
_ASIDE_ENDS: Final = re.compile(r"[,)—–]")
_SUBJECT: Final = r"(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir)\s)?(?:[\w’'&.-]+\s){0,7}?[\w’'&.-]+?"
_ACCORDING: Final = re.compile(
    r"\b[Aa]ccording\sto\s(?:(?:preliminary|official|new|recent|latest)\s)?"
    r"(?:(?:data|figures|estimates|statistics|numbers|an?\s(?:report|study|survey|poll|estimate|analysis|tally|count))"
    r"\s(?:from|by|of|compiled by)\s)?"
    rf"(?P<who>{_SUBJECT})(?=[,;:)—–]|\.?[\"”’']*$|\s(?:said|that|which|who|whose|on|in|at|released|published|and|"
    r"as|cited|seen|compiled|for)\b)"
)
_STATES: Final = (
    r"(?:said|says|reported|reports|estimates|estimated|announced|showed|shows|found|claimed|claims|predicted|forecast|"
    r"forecasts|warned|put|confirmed|stated)"
)
SOURCE_CUES: Final = tuple(" " + verb for verb in _STATES[3:-1].split("|"))
_DATELINE: Final = re.compile(r"[A-Z][A-Z.'’ -]{2,30}(?:, [A-Z][\w.]+)?(?: \([^)]{2,30}\))? [—–-]+ ")
_LEAD: Final = re.compile(r"(?:But|And|Yet|So|However|Still|Also)\b,?\s?")
_TAIL: Final = re.compile(
    r"(?:\s(?:[a-z]+ly|also|then|later|further|have|has|had|yesterday|today|tonight|earlier|(?:(?:late|early)\s)?"
    r"(?:on\s)?(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day))+$"
)
_NOBODY: Final = """
    he she it they we i you who which that this there what one two three four five six seven eight nine ten
"""
_NO_SOURCE: Final = frozenset(_NOBODY.split())
_FUNCTION: Final = frozenset(
    [
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "to",
        "with",
        "of",
        "and",
        "or",
        "but",
        "that",
        "which",
        "as",
        "than",
        "after",
        "before",
        "when",
        "while",
        "if",
        "because",
        "is",
        "was",
        "were",
        "are",
        "be",
        "been",
        "has",
        "have",
        "had",
        "will",
        "would",
        "could",
        "should",
        "may",
        "might",
        "not",
    ]
) - {"of", "for", "and"}
_CLAUSE_CHARS: Final = 240
"""How far a date may stand from the figure it holds for."""


class Day(NamedTuple):
    """A date expression that names a point in time.

    Attributes:
        start: Where it begins in the paragraph.
        end: Where it ends, exclusive.
        row: Its row in ``core.dates``.
        aside: Span of the aside it stands in, in the sentence, which holds for figures in there alone; empty for none.
    """

    start: int
    end: int
    row: int
    aside: tuple[int, int] = (0, 0)


Point = tuple[int, int, int]
"""A date expression as it is given: its start and end in the paragraph, its row."""


def as_of(
    sentence: str, offset: int, figure: tuple[int, int], figures: Sequence[tuple[int, int]], days: Sequence[Day]
) -> Day | None:
    """Find the date expression a figure holds for.

    Tried in turn: the nearest behind the figure in its clause, unless another figure stands between and the text
    sets the two against each other ("to 5 million from 4 million in 2022"), or the day is what it is compared with
    ("down 9% from a year earlier"); the nearest before it in its clause; the one that opens the sentence.
    The day on which somebody said so is none of them (``usable_days``).

    Args:
        sentence: The sentence the figure stands in.
        offset: Where it begins in the paragraph.
        figure: Span of the figure, in the paragraph.
        figures: Spans of all figures of the paragraph, in order.
        days: What ``usable_days`` gives for the sentence.

    Returns:
        The expression; None where the clause names none.
    """
    start, end = figure
    days = [day for day in days if not day.aside[1] or day.aside[0] <= start - offset < day.aside[1]]
    for day in days:
        if day.start < end:
            continue
        between = sentence[end - offset : day.start - offset]
        if len(between) > _CLAUSE_CHARS or _breaks(between):
            break
        # "down 9% from a year earlier": what it fell from, not when it fell.
        is_base = _may_end(between, _BASE_ENDS) and _BASE.search(between)
        if is_base and not _RANGE.match(sentence, day.end - offset):
            continue
        # "112 crowns, the lowest since 2022", "fell 52% since 2013": what it is measured against.
        if (
            _may_end(between, _SINCE_ENDS)
            and _SINCE.search(between)
            and (_EXTREME.search(between) or _SHARE.search(sentence, start - offset, end - offset))
        ):
            continue
        if not (_holds_figure(figures, end, day.start) and _CONTRAST.search(between)):
            return day
        break
    for day in reversed(days):
        if day.end > start:
            continue
        between = sentence[day.end - offset : start - offset]
        if day.start - offset <= _OPENING_CHARS:
            return day
        if len(between) > _CLAUSE_CHARS or _breaks(between):
            return None
        return None if _holds_figure(figures, day.end, start) and _CONTRAST.search(between) else day
    return None


def _breaks(between: str) -> bool:
    """Whether a clause ends in a text; most have no mark at all, which takes a tenth of the search to see."""
    has_mark = "," in between or ";" in between or ":" in between or "—" in between or "–" in between
    return has_mark and _BREAK.search(between) is not None


def _may_end(text: str, ends: tuple[str, ...]) -> bool:
    """Whether one of some words may end a text, a blank behind it; what blanks there are beside the space is rare."""
    return text.endswith(ends) or (text[-1:].isspace() and text[-1:] != " ")


def _holds_figure(figures: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(start <= first and last <= end for first, last in figures)


def _aside_of(sentence: str, start: int) -> tuple[int, int]:
    """Find the aside a day belongs to ("The firm, founded in 1887, employs 30"); an empty span where it is in none."""
    low = max(0, start - _ASIDE_CHARS)
    aside = _ASIDE.search(sentence, low, start) or (_FIRST_ASIDE.match(sentence, 0, start) if low == 0 else None)
    if aside is None:
        return 0, 0
    end = _ASIDE_ENDS.search(sentence, start)
    return aside.start(), len(sentence) if end is None else end.start()


_OPENING_CHARS: Final = 12
_SAID_CHARS: Final = 60
_ASIDE_CHARS: Final = 120


def usable_days(sentence: str, offset: int, points: Iterable[Point]) -> list[Day]:
    """Leave out the days on which somebody said something, and find those in asides: once a sentence.

    Args:
        sentence: The sentence.
        offset: Where it begins in the paragraph.
        points: Dates and times of the sentence, in order, without durations.

    Returns:
        The days for which a figure of the sentence may hold.
    """
    return [
        Day(start, end, row, _aside_of(sentence, start - offset))
        for start, end, row in points
        if not _is_speech_day(sentence, start - offset, end - offset)
    ]


def _is_speech_day(sentence: str, start: int, end: int) -> bool:
    before = sentence[max(0, start - _SAID_CHARS) : start]
    # One day in four has such a verb near it; a blank that is no space is left to the pattern.
    may_be_said = (
        "ed " in before or "said " in before or "told " in before or "says " in before or "tells " in before
        or "wrote " in before or not before.isprintable()
    )  # fmt: skip
    if may_be_said and _SAID_BEFORE.search(before) is not None:
        return True
    verb = end + 2 if sentence[end : end + 1] == "," else end + 1
    return sentence[verb : verb + 1] in _SAID_LETTERS and _SAID_AFTER.match(sentence[end : end + 12]) is not None


def source_of(sentence: str) -> tuple[int, int] | None:
    """Find who states the figures of a sentence: "according to Vortexa Ltd.", "The ministry said …".

    Args:
        sentence: One sentence.

    Returns:
        Span of the source in the sentence; None where it names none, or only by a pronoun.
    """
    match = _ACCORDING.search(sentence) if "ccording to " in sentence else None
    if match is not None:
        return match.span("who") if _has_name(match["who"].split()) else None
    for cue in SOURCE_CUES:
        at = sentence.find(cue)
        if at > 0 and not sentence[at + len(cue) : at + len(cue) + 1].isalpha():
            place = _speaker_before(sentence, at)
            if place is not None:
                return place
    return None


def _speaker_before(sentence: str, at: int) -> tuple[int, int] | None:
    """Find the subject of a verb of speech: from the last comma, or an aside further, to the verb."""
    head = sentence[:at]
    end = len(head.rstrip(", "))
    if end < at:  # "Ana Lind, a miner, said": the aside between its commas goes
        end = head.find(",")
        start = 0
    else:
        start = head.rfind(",") + 1
        if start == 0 and end > _SUBJECT_CHARS:
            return None
    start += len(sentence[start:end]) - len(sentence[start:end].lstrip(' "”’“'))
    place = _DATELINE.match(sentence) if start < _SUBJECT_CHARS else None
    start = start if place is None else max(start, place.end())
    lead, tail = _LEAD.match(sentence, start, end), _TAIL.search(sentence[start:end])
    start = start if lead is None else lead.end()
    if tail is not None:
        end -= len(tail[0])
    return (start, end) if start < end <= start + _SUBJECT_CHARS and _is_source(sentence[start:end]) else None


_SUBJECT_CHARS: Final = 60


def _is_source(who: str) -> bool:
    tokens = who.split()
    first = tokens[0].lower()
    if (
        first in _NO_SOURCE
        or first in _FUNCTION  # "On Monday the confirmed toll": no subject of a verb
        or any(token in _FUNCTION for token in tokens)
        or any(token[0].isdigit() for token in tokens)
    ):
        return False
    return _has_name(tokens)


def _has_name(tokens: Sequence[str]) -> bool:
    return tokens[0].lower() in ("police", "officials", "the") or any(token[:1].isupper() for token in tokens)


def sentence_ends(text: str) -> tuple[list[int], list[int]]:
    """Find where sentences end: once a paragraph, however many figures it has.

    Args:
        text: The paragraph.

    Returns:
        The places of the full stops, and where what follows each begins.
    """
    stops: list[int] = []
    afters: list[int] = []
    for match in _STOP.finditer(text):
        stop, after = match.span()
        if not _is_abbreviation(text, stop):
            stops.append(stop)
            afters.append(after)
    return stops, afters


def sentence_around(length: int, ends: tuple[list[int], list[int]], start: int, end: int) -> tuple[int, int]:
    """Find the sentence in which a span stands, looking no further than a long sentence goes.

    Args:
        length: How long the paragraph is.
        ends: What ``sentence_ends`` gives.
        start: Where the span begins.
        end: Where it ends, exclusive.

    Returns:
        Span of the sentence.
    """
    stops, afters = ends
    begin = max(0, start - _SENTENCE_CHARS)
    last = bisect_right(afters, start) - 1
    if last >= 0 and stops[last] >= begin:
        begin = afters[last]
    high = min(length, end + _SENTENCE_CHARS)
    following = bisect_left(stops, end)
    return begin, afters[following] - 1 if following < len(stops) and afters[following] <= high else high


_LONG_WORD_CHARS: Final = 6
"""Words as long as that are no abbreviations."""
_OPENER_CHARS: Final = 16
"""How far behind a full stop the word that begins a sentence reaches."""
_SENTENCE_CHARS: Final = 600
_STOP: Final = re.compile(r"[.!?…][\"”’')\]]*[ ]")


def _is_abbreviation(text: str, stop: int) -> bool:
    if text[stop] != "." or (
        text[stop - _LONG_WORD_CHARS : stop].isalpha() and not text[stop + 2 : stop + 3].islower()
    ):
        return False
    left = text[max(0, stop - 12) : stop]
    word = left[left.rfind(" ") + 1 :].lstrip("(\"“‘'")
    following = text[stop + 2 : stop + 3]
    if following.islower() or len(word) == 1:
        return True
    if word.lower() not in ABBREVIATIONS and word[-2:-1] != ".":
        return False
    return not closes_before(word, text[stop + 2 : stop + _OPENER_CHARS].partition(" ")[0])
