"""Find the names of an article and choose a kind for each, from all its standings in the article."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from flows.steps.extract.mentions_candidates import GIVEN, KNOWN, ORDINARY, SINGLE, SURE, TITLED, Piece
from flows.steps.extract.mentions_context import BESIDE_CHARS, Points, around
from flows.steps.extract.mentions_gazetteer import Evidence, Gazetteer
from flows.steps.extract.mentions_opening import OPENING_CHARS, dateline_end, is_foreign, is_sport_report
from flows.steps.extract.mentions_runs import Reader, opens_sentence, read_stretch
from flows.steps.extract.mentions_words import without_generation

KINDS: Final = ("person", "organisation", "place", "other")
"""The kinds of names, in the order of their points."""

PERSON: Final = 0
ORGANISATION: Final = 1
PLACE: Final = 2
OTHER: Final = 3

_NO_POINTS: Final[Points] = (0.0, 0.0, 0.0, 0.0)
LINKED: Final = 4.0
MOST: Final = 3.0
ACRONYM_POINTS: Final = 2.5
# Sentences begin with such words more often than with a name that stands nowhere else.
ORDINARY_ENDINGS: Final = (
    "ing", "ed", "ly", "tion", "ment", "ness", "ise", "ize", "able", "ible", "ful", "less", "ous", "ive", "ity", "ism",
)  # fmt: skip
NO_PLURALS: Final = ("ss", "is", "us", "as", "os")
PLACE_SURE: Final = 4.0
ENOUGH: Final = 0.45
STRONG: Final = 2.5
TITLE_CASE: Final = 0.7
LISTS: Final = frozenset({", ", " and ", ", and ", " or ", " / ", "/", " & "})
BODY_MODIFIERS: Final = (
    "security", "armed", "air", "special", "ground", "naval", "state", "interim", "military", "defence", "defense",
    "central",
)  # fmt: skip
BODY_HEADS: Final = (
    "government", "army", "military", "forces", "police", "authorities", "parliament", "regime", "navy", "cabinet",
    "opposition", "embassy",
)  # fmt: skip
# "Chadian security forces": a body named by its people.
_BODY: Final = re.compile(rf" (?:(?:{'|'.join(BODY_MODIFIERS)}) ){{0,2}}(?:{'|'.join(BODY_HEADS)})\b")
BODY_POINTS: Final = Evidence(organisation=6.0)
# "CHICAGO 17 1 .944 -", "SAN FRANCISCO AT NEW YORK"
_TEAMS: Final = re.compile(
    r"(?P<first>[^\W\d_][^\d,:()]{2,24}?)(?: AT (?P<second>[^\W\d_][^\d,:()]{2,24})|(?: [\d./½-]+){3,})\s*"
)
_WORDS: Final = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_][\w&]*(?:['’](?![sS]\b)\w+|-\w+)*")
_LONGEST_NAME_WORDS: Final = 6
LISTED_ENOUGH: Final = 2.0
"""Points of a listed name from which on it counts in a line of capitals."""


class Block(NamedTuple):
    """A kept block of an article.

    Attributes:
        start: Where it begins in the page.
        role: Its role.
        text: Its text.
    """

    start: int
    role: str
    text: str


class Named(NamedTuple):
    """A standing of a name.

    Attributes:
        start: Where it begins, in code points of the page.
        end: Where it ends, exclusive.
        text: The name as it stands.
        kind: Index in KINDS.
        role_start: Where the role before it begins, in the page; -1 where its run has none.
        block: Index of its block.
    """

    start: int
    end: int
    text: str
    kind: int
    role_start: int
    block: int


_Standing = tuple[int, int, str, Piece, int, Points, bool, int]
"""A standing of a name that is weighed: its start and end in the page, its text, what its words tell, where what stands
before it ends in its block, what stands beside it tells, whether it begins a sentence, and the index of its block."""


def name_article(
    blocks: Sequence[Block], stretches: Sequence[Sequence[str]], reader: Reader, *, may_be_sport: bool
) -> list[Named]:
    """Find and type the names of an article.

    Args:
        blocks: Its kept blocks, in page order.
        stretches: The stretches of capitalised words of each block.
        reader: The lists of names.
        may_be_sport: Whether any of SPORT_MARKS stands in it; False saves the search for each of them.

    Returns:
        The names, by their start; they do not overlap.
    """
    whole = "\n".join([block.text for block in blocks])
    opening = whole[:OPENING_CHARS]
    is_sport = may_be_sport and is_sport_report(whole)
    standings: list[_Standing] = []
    in_capitals: list[int] = []
    for number, block in enumerate(blocks):
        if block.text.isupper() or (block.role in ("headline", "subheading") and _is_title_case(block.text)):
            in_capitals.append(number)
        else:
            standings += _standings(block, stretches[number], number, reader, is_sport=is_sport)
    named = _decide(standings, blocks, whole, reader.gazetteer, is_foreign=is_foreign(opening))
    if in_capitals:
        named += _in_capitals(blocks, in_capitals, named, reader.gazetteer, is_sport=is_sport)
        named.sort()
    return named


def _is_title_case(text: str) -> bool:
    words = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) > 2 and sum([word[0].isupper() for word in words]) >= TITLE_CASE * len(words)


def _standings(
    block: Block, stretches: Sequence[str], number: int, reader: Reader, *, is_sport: bool
) -> list[_Standing]:
    gazetteer, words, read = reader.gazetteer, reader.words, reader.stretches
    text, block_start = block.text, block.start
    found: list[_Standing] = []
    own_end = dateline_end(text) if text[:3].isupper() else 0
    at = 0
    for stretch in stretches:
        at = text.index(stretch, at)
        runs = read.get(stretch)
        if runs is None:
            runs = read_stretch(stretch, reader)
        for start, left_end, is_first, plain, opening in runs:
            if is_first is None:
                left_end += at
                is_first = opens_sentence(text[left_end - BESIDE_CHARS if left_end > BESIDE_CHARS else 0 : left_end])
                left_end -= at
            for piece_start, piece_end, name, piece in opening if is_first else plain:
                begin, end = at + start + piece_start, at + start + piece_end
                beside = begin if piece_start else at + left_end
                points = _NO_POINTS
                if piece.kind < 0:
                    points = around(text, beside, end, piece, gazetteer, words, is_sport=is_sport)
                elif piece.kind == OTHER and piece.text in gazetteer.peoples and (body := _BODY.match(text, end)):
                    end = body.end()
                    name = text[begin:end]
                    piece = piece._replace(text=name, base=BODY_POINTS, kind=ORGANISATION)
                if begin < own_end:
                    points = (points[0], points[1], points[2] + 6.0, points[3])
                found.append(
                    (
                        block_start + begin,
                        block_start + end,
                        name,
                        piece,
                        beside,
                        points,
                        is_first and not piece_start,
                        number,
                    )
                )
        at += len(stretch)
    return found


def _decide(
    standings: list[_Standing], blocks: Sequence[Block], whole: str, gazetteer: Gazetteer, *, is_foreign: bool
) -> list[Named]:
    """Choose a kind for each standing: its own evidence counts whole, that of the name's other standings half."""
    totals: dict[str, list[float]] = {}
    firsts: list[tuple[str, Piece]] = []
    for _start, _end, text, piece, _beside, points, is_first, _number in standings:
        total = totals.get(text)
        if total is None:
            total = totals[text] = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
            firsts.append((text, piece))
        if piece.kind < 0 and points is not _NO_POINTS:
            total[0] += points[0]
            total[1] += points[1]
            total[2] += points[2]
        total[4] += 1.0
        if not is_first:
            total[5] += 1.0
    people, bodies = _short_forms(firsts, totals, gazetteer)
    scored: list[Sequence[float]] = []
    for _start, _end, text, piece, _beside, points, _is_first, _number in standings:
        if piece.kind >= 0 and text not in bodies and not (text in people and piece.flags & SINGLE):
            scored.append(piece.base)
        else:
            scored.append(_score(text, piece, points, totals[text], people, bodies))
    _lean_on_lists(standings, scored, blocks)
    named: list[Named] = []
    for standing, score in zip(standings, scored, strict=True):
        start, end, text, piece, _beside, points, _is_first, number = standing
        best = max(score)
        if best < ENOUGH or (is_foreign and not _is_vouched(piece, people, bodies)):
            continue
        if piece.kind < 0 and piece.flags & (SINGLE | TITLED) == SINGLE and text not in people and text not in bodies:
            block = blocks[number]
            following = block.text[end - block.start : end - block.start + 1]
            if not _is_name(text, piece.flags, points, following, whole, is_only_first=totals[text][5] == 0):
                continue
        role_start = start - piece.start + piece.role_start if piece.role_start >= 0 else -1
        named.append(Named(start, end, text, score.index(best), role_start, number))
    return named


def _is_vouched(piece: Piece, people: set[str], bodies: set[str]) -> bool:
    """Tell a name of a text in another language, where a capital alone says little: German nouns have one."""
    is_listed = piece.flags & (KNOWN | TITLED | GIVEN) or piece.base.organisation >= ACRONYM_POINTS
    return bool(is_listed) or piece.text in people or piece.text in bodies


def _is_name(text: str, flags: int, points: Points, following: str, whole: str, *, is_only_first: bool) -> bool:
    """Tell a name of one word from a word that begins a sentence, where no full name of the article vouches for it."""
    if not flags & ORDINARY and (flags & KNOWN or not is_only_first):
        return True
    if max(points) >= STRONG:
        return True
    if flags & ORDINARY:
        return bool(flags & KNOWN) and not is_only_first
    lower = text.lower()
    is_plural = lower[-1] == "s" and not lower.endswith(NO_PLURALS) and following not in ("'", "’")
    return not (is_plural or lower.endswith(ORDINARY_ENDINGS) or f" {lower}" in whole)


def _score(
    text: str, piece: Piece, points: Points, total: list[float], people: set[str], bodies: set[str]
) -> Sequence[float]:
    base = piece.base
    score = [base[0] + points[0], base[1] + points[1], base[2] + points[2], base[3]]
    if total[4] > 1.0:
        for index in (PERSON, ORGANISATION, PLACE):
            rest = 0.5 * (total[index] - points[index])
            if rest:
                score[index] += -MOST if rest < -MOST else min(rest, MOST)
    if text in people and piece.flags & SINGLE:
        if base[PLACE] < PLACE_SURE or total[PLACE] < 1.0:
            score[PERSON] += LINKED
            score[PLACE] -= 1.0
        else:
            score[PERSON] += 0.5
    elif text in bodies:
        score[ORGANISATION] += LINKED
    elif text[-1] == "s" and text[:-1] in people:
        score[PERSON] += LINKED
    return score


def _lean_on_lists(standings: list[_Standing], scored: list[Sequence[float]], blocks: Sequence[Block]) -> None:
    """Let an unlisted name take the kind of its neighbours in a list: "Vareno, Milan and Turin"."""
    last_end, last_number = 0, -1
    for index, (start, end, _text, _piece, beside, _points, _is_first, number) in enumerate(standings):
        gap = start - last_end
        is_near = gap <= 6 and number == last_number
        last_end, last_number = end, number
        if not is_near or blocks[number].text[beside - gap : beside] not in LISTS:
            continue
        for weak, strong in ((index, index - 1), (index - 1, index)):
            piece = standings[weak][3]
            if piece.kind < 0 and not piece.flags & (KNOWN | TITLED | SURE):
                scored[weak] = [
                    points + max(-1.5, min(1.5, 0.5 * others))
                    for points, others in zip(scored[weak], scored[strong], strict=True)
                ]


def _short_forms(
    firsts: Sequence[tuple[str, Piece]], totals: dict[str, list[float]], gazetteer: Gazetteer
) -> tuple[set[str], set[str]]:
    """Gather the short forms of the article's full names: surnames, and companies without their suffix."""
    people: set[str] = set()
    bodies: set[str] = set()
    for text, piece in firsts:
        base, flags = piece.base, piece.flags
        if flags & SINGLE and not flags & TITLED:
            continue
        total = totals[text]
        points = [base[0] + total[0], base[1] + total[1], base[2] + total[2], base[3]]
        kind = points.index(max(points))
        if flags & SINGLE:
            if kind == PERSON:
                people.add(text)
        elif kind == PERSON:
            words = without_generation(text.split())
            people.add(words[-1])
            people.add(words[0])
        elif kind == ORGANISATION:
            words = text.split()
            if flags & SURE:
                shorter = [" ".join(words[:size]) for size in range(1, len(words))]
                bodies.update(form for form in shorter if form not in gazetteer.names and form not in gazetteer.heads)
            bodies.add("".join([word[0] for word in words if word[0].isupper()]))
    return people, bodies


def _in_capitals(
    blocks: Sequence[Block], numbers: list[int], named: list[Named], gazetteer: Gazetteer, *, is_sport: bool
) -> list[Named]:
    """Find names in lines set in capitals or title case: only names known from elsewhere count there."""
    known: dict[str, int] = {}
    for name in named:
        known.setdefault(name.text.upper(), name.kind)
        if name.kind == PERSON:
            known.setdefault(without_generation(name.text.split())[-1].upper(), PERSON)
    openers = {key.split(" ", 1)[0] for key in known if " " in key}
    found: list[Named] = []
    for number in numbers:
        block = blocks[number]
        if is_sport and block.role != "headline" and (teams := _TEAMS.fullmatch(block.text)):
            for group in ("first", "second"):
                if teams[group]:
                    start, end = teams.span(group)
                    found.append(Named(block.start + start, block.start + end, teams[group], ORGANISATION, -1, number))
            continue
        is_caps = block.text.isupper()
        spans = [match.span() for match in _WORDS.finditer(block.text)]
        index = 0
        while index < len(spans):
            start = spans[index][0]
            step = 1
            longest = min(len(spans), index + _LONGEST_NAME_WORDS)
            space = block.text.find(" ", start)
            token = block.text[start:space]
            if not is_caps and space > 0 and token not in gazetteer.openers and token.upper() not in openers:
                # No name of several words begins here: nothing beyond the space can belong to one.
                while longest > index + 1 and spans[longest - 1][1] > space:
                    longest -= 1
            for last in range(longest, index, -1):
                phrase = block.text[start : spans[last - 1][1]]
                kind = known.get(phrase.upper())
                if kind is None:
                    kind = _listed_kind(phrase, gazetteer, is_caps=is_caps, is_sport=is_sport)
                if kind is not None:
                    found.append(Named(block.start + start, block.start + spans[last - 1][1], phrase, kind, -1, number))
                    step = last - index
                    break
            index += step
    return found


def _listed_kind(phrase: str, gazetteer: Gazetteer, *, is_caps: bool, is_sport: bool) -> int | None:
    listed = gazetteer.upper.get(phrase) if is_caps else phrase
    points = gazetteer.names.get(listed) if listed else None
    if listed is None or points is None or max(points) < LISTED_ENOUGH or listed.lower() in gazetteer.common:
        return None
    if is_sport and listed in gazetteer.clubs:
        return ORGANISATION
    return points.index(max(points))
