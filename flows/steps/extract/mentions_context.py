"""Weigh the words around a name."""

import re
from typing import Final

from flows.steps.extract.mentions_candidates import GIVEN, KNOWN, RUN, SINGLE, TITLED, Piece
from flows.steps.extract.mentions_gazetteer import NOTHING, Gazetteer

BESIDE_CHARS: Final = 32
"""How far before a name its context reaches."""

AFTER_CHARS: Final = 72
"""How far behind a name its context reaches: what a comma sets off says much."""

_SENTENCE_MARKS: Final = frozenset(".!?:;…•*|")
_OPENING: Final = "\"“‘'«„([ "
_ABBREVIATION: Final = re.compile(r"\W*(?:(?:\w\.)+|(?:Mrs?|Ms|Dr|St|No|vs?|Gen|Col|Sen|Rep|Gov|Lt|Sgt|Prof|Rev|Mt)\.)")
_AGE: Final = re.compile(r", (?:who\b|whose\b|(?:aged )?\d{2}(?:,|\)| and\b))|, \d{2}$")
# ", a Vienna-based company", ", the capital of"
_APPOSED: Final = re.compile(r", (?:an?|the|one of the|whose|which is an?) (?P<what>[^,.;:!?\n]{3,60})")
_BODY_WORDS: Final = """
    company firm group bank agency maker party organisation organization charity consultancy brokerage newspaper
    magazine broadcaster network union association retailer manufacturer airline supplier producer university
    institute movement militia alliance coalition think-tank unit subsidiary arm start-up startup developer operator
"""
_BODIES: Final = frozenset(_BODY_WORDS.split())
_SITE_WORDS: Final = """
    city town village province suburb region district island capital port resort river county neighbourhood
    neighborhood settlement hamlet peninsula state area
"""
_SITES: Final = frozenset(_SITE_WORDS.split())
_AGREES: Final = frozenset({"who", "whose"})
_INTO: Final = frozenset({"in", "In", "Near", "Outside", "Across", "Throughout", "Inside"})
_AT: Final = frozenset({"at", "from", "At", "From", "to"})
_WHERE: Final = frozenset({"in", "at", "near", "outside", "inside", "across", "from", "to"})
_THE: Final = frozenset({"the", "The"})
_AGAINST: Final = frozenset(
    {"against", "beat", "v", "vs", "v.", "vs.", "defeated", "over", "thrashed", "downed", "visiting"}
)
_OUT: Final = frozenset({"c", "b", "lbw", "st", "not"})
_SAYING: Final = frozenset({"said", "says", "added", "told"})
_LARGE_PLACE: Final = 3.5

Points = tuple[float, float, float, float]
"""Points for person, organisation, place and other."""


def begins_sentence(left: str) -> bool:
    """Tell whether what follows stands where a sentence begins.

    Args:
        left: What stands before it in its block, at most BESIDE_CHARS.

    Returns:
        True at the top of a block, after an end of sentence, and after an opening quotation mark.
    """
    head = left.rstrip(_OPENING)
    if not head:
        return True
    mark = head[-1]
    if mark == ".":
        return _ABBREVIATION.fullmatch(head.rsplit(None, 1)[-1]) is None
    return mark in _SENTENCE_MARKS or left[-1:] in ("“", '"', "«") or left[-1:] == "\n"


def around(before: str, after: str, piece: Piece, gazetteer: Gazetteer, *, is_sport: bool) -> Points:
    """Weigh the words before and after a name.

    Args:
        before: What stands before it in its block, at most BESIDE_CHARS.
        after: What stands after it, at most AFTER_CHARS.
        piece: The name.
        gazetteer: The lists of names.
        is_sport: Whether the article reports sports, where towns play and numbers are results.

    Returns:
        Points.
    """
    person = organisation = place = 0.0
    flags = piece.flags
    if before[-1:] == " ":
        previous = before.rsplit(None, 2)
        last = previous[-1] if previous else ""
        if last in gazetteer.jobs:
            person += 2.5 if flags & SINGLE else 4.0
        elif last in _INTO or last in gazetteer.place_before:
            place += 3.0
            person -= 1.0
        elif last in _AT:
            if len(previous) > 1 and previous[-2].lower() == "according":
                person += 0.6
                organisation += 1.0
            else:
                place += 1.2
        elif last == "of":
            place += 3.5 if len(previous) > 1 and previous[-2] in gazetteer.place_after else 0.5
        elif last in _THE:
            person -= 2.5
            organisation += 1.0
            if len(previous) > 1 and previous[-2] in _WHERE:
                place += 1.5
        elif last in ("by", "with"):
            person += 0.5
        elif last in _SAYING:
            person += 2.0
        elif is_sport and last in _AGAINST and flags & SINGLE:
            organisation += 1.2
        elif is_sport and last in _OUT:
            person += 3.0
    following = after[:1]
    if following == ",":
        if _AGE.match(after):
            person += 3.5
        elif not flags & KNOWN and (apposed := _APPOSED.match(after)):
            what = apposed["what"].split()
            if not _BODIES.isdisjoint(what):
                organisation += 3.0
            elif not _SITES.isdisjoint(what):
                place += 3.0
            elif not gazetteer.jobs.isdisjoint(what):
                person += 2.5
        elif after[2:3].isupper():
            run = RUN.match(after, 2)
            if run and gazetteer.names.get(run.group(), NOTHING).place >= _LARGE_PLACE:
                place += 2.5
    elif following == " ":
        words = after.split(None, 1)
        word = words[0].rstrip(".,;:") if words else ""
        if word in gazetteer.speech or word in _AGREES:
            person += 0.7 if flags & SINGLE else 1.5
            organisation += 0.4
            place -= 0.5
        elif word in gazetteer.org_after and not flags & (TITLED | GIVEN):
            organisation += 1.8
            person -= 1.0
        elif word in gazetteer.place_after:
            place += 2.5
            person -= 1.0
        elif is_sport and word[:1] == "(" and not flags & SINGLE:
            person += 1.0
    elif following == ")" and before[-1:] == "(":
        organisation += 0.5
        person -= 0.5
    if is_sport:
        if after[1:2].isdigit() and following == " ":
            person, organisation = _with_result(before, piece, person, organisation)
        elif following == ":" and not before:
            place += 2.0
        if piece.text in gazetteer.clubs and place < 1.0:
            organisation += 1.2
    return person, organisation, place, 0.0


def _with_result(before: str, piece: Piece, person: float, organisation: float) -> tuple[float, float]:
    """Weigh a name before a number in a report of sports: "Goias 1 Gremio 3", "(Adams 45, Vieira 90)"."""
    if before.rfind("(") > before.rfind(")"):
        return person + 3.0, organisation
    if piece.flags & GIVEN and not piece.flags & SINGLE:
        return person + 1.0, organisation
    head = before.rstrip()
    if not head or head[-1].isdigit() or head[-1] in ")-":
        return person, organisation + 4.0
    return person, organisation
