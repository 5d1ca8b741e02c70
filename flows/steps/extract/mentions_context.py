"""Weigh the words around a name."""

import re
from typing import Final, NamedTuple

from flows.steps.extract.mentions_candidates import GIVEN, KNOWN, SINGLE, TITLED, Piece
from flows.steps.extract.mentions_gazetteer import NOTHING, Gazetteer
from flows.steps.extract.mentions_pattern import RUN

BESIDE_CHARS: Final = 32
"""How far before a name its context reaches."""

AFTER_CHARS: Final = 72
"""How far behind a name its context reaches: what a comma sets off says much."""

_SENTENCE_MARKS: Final = frozenset(".!?:;…•*|")
OPENING: Final = "\"“‘'«„([ "
"""Marks and spaces that may stand between an end of sentence and the next."""

ABBREVIATED: Final = (
    "Mr", "Mrs", "Ms", "Dr", "St", "No", "v", "vs", "Gen", "Col", "Sen", "Rep", "Gov", "Lt", "Sgt", "Prof", "Rev", "Mt",
)  # fmt: skip
"""Words whose full stop ends no sentence."""

_ABBREVIATION: Final = re.compile(rf"\W*(?:(?:\w\.)+|(?:{'|'.join(ABBREVIATED)})\.)")
_AGE: Final = re.compile(r", (?:who\b|whose\b|(?:aged )?\d{2}(?:,|\)| and\b))|, \d{2}$")
# ", a Vienna-based company", ", the capital of"
_APPOSED: Final = re.compile(r", (?:an?|the|one of the|whose|which is an?) (?P<what>[^,.;:!?\n]{3,60})")
_BODY_WORDS: Final = """
    company firm group bank agency maker party organisation organization charity consultancy brokerage newspaper
    magazine broadcaster network union association retailer manufacturer airline supplier producer university
    institute movement militia alliance coalition think-tank unit subsidiary arm start-up startup developer operator
"""
BODIES: Final = frozenset(_BODY_WORDS.split())
_SITE_WORDS: Final = """
    city town village province suburb region district island capital port resort river county neighbourhood
    neighborhood settlement hamlet peninsula state area
"""
SITES: Final = frozenset(_SITE_WORDS.split())
_AGREES: Final = frozenset({"who", "whose"})
_INTO: Final = frozenset({"in", "In", "Near", "Outside", "Across", "Throughout", "Inside"})
_AT: Final = frozenset({"at", "from", "At", "From", "to"})
WHERE: Final = frozenset({"in", "at", "near", "outside", "inside", "across", "from", "to"})
_THE: Final = frozenset({"the", "The"})
_AGAINST: Final = frozenset(
    {"against", "beat", "v", "vs", "v.", "vs.", "defeated", "over", "thrashed", "downed", "visiting"}
)
_OUT: Final = frozenset({"c", "b", "lbw", "st", "not"})
_SAYING: Final = frozenset({"said", "says", "added", "told"})
HOLDINGS: Final = frozenset(
    {"stake", "stakes", "shares", "shareholding", "holding", "interest", "investment", "invest", "invested"}
)
"""What is held in a firm: "a stake in Debenham"."""
LARGE_PLACE: Final = 3.5

IS_JOB, IS_INTO, IS_AT, IS_OF, IS_THE, IS_BY, IS_SAYING, IS_AGAINST, IS_OUT = range(9)
IS_SPEECH, IS_BODY, IS_PLACE = range(3)

Points = tuple[float, float, float, float]
"""Points for person, organisation, place and other."""


class ContextWords(NamedTuple):
    """Words that tell a kind, with what they are: one look in place of one in each list.

    Attributes:
        before: Word that stands before a name -> its sort.
        after: Word that stands behind a name -> its sort.
    """

    before: dict[str, int]
    after: dict[str, int]


def begins_sentence(left: str) -> bool:
    """Tell whether what follows stands where a sentence begins.

    Args:
        left: What stands before it in its block, at most BESIDE_CHARS.

    Returns:
        True at the top of a block, after an end of sentence, and after an opening quotation mark.
    """
    head = left.rstrip(OPENING)
    if not head:
        return True
    mark = head[-1]
    if mark == ".":
        return _ABBREVIATION.fullmatch(head.rsplit(None, 1)[-1]) is None
    return mark in _SENTENCE_MARKS or left[-1:] in ("“", '"', "«") or left[-1:] == "\n"


def context_words(gazetteer: Gazetteer) -> ContextWords:
    """Gather the words that tell a kind from beside a name.

    Args:
        gazetteer: The lists of names.

    Returns:
        The words. A word with several meanings has the first of them, so the last are written first.
    """
    before = dict.fromkeys(_OUT, IS_OUT) | dict.fromkeys(_AGAINST, IS_AGAINST) | dict.fromkeys(_SAYING, IS_SAYING)
    before |= dict.fromkeys(("by", "with"), IS_BY) | dict.fromkeys(_THE, IS_THE) | {"of": IS_OF}
    before |= dict.fromkeys(_AT, IS_AT) | dict.fromkeys(_INTO | gazetteer.place_before, IS_INTO)
    before |= dict.fromkeys(gazetteer.jobs, IS_JOB)
    after = dict.fromkeys(gazetteer.place_after, IS_PLACE) | dict.fromkeys(gazetteer.org_after, IS_BODY)
    after |= dict.fromkeys(gazetteer.speech | _AGREES, IS_SPEECH)
    return ContextWords(before, after)


def around(
    text: str, begin: int, end: int, piece: Piece, gazetteer: Gazetteer, words: ContextWords, *, is_sport: bool
) -> Points:
    """Weigh the words before and after a name.

    Args:
        text: The text of its block.
        begin: Where what stands before it ends.
        end: Where it ends, exclusive.
        piece: The name.
        gazetteer: The lists of names.
        words: The words that tell a kind.
        is_sport: Whether the article reports sports, where towns play and numbers are results.

    Returns:
        Points.
    """
    person = organisation = place = 0.0
    flags = piece.flags
    if begin and text[begin - 1] == " ":
        previous = text[begin - BESIDE_CHARS if begin > BESIDE_CHARS else 0 : begin].rsplit(None, 2)
        if previous and (sort := words.before.get(previous[-1])) is not None:
            person, organisation, place = _from_before(sort, previous, flags, gazetteer, is_sport=is_sport)
    following = text[end : end + 1]
    if following == " ":
        split = text[end : end + AFTER_CHARS].split(None, 1)
        word = split[0].rstrip(".,;:") if split else ""
        sort = words.after.get(word)
        if sort is None:
            if is_sport and word[:1] == "(" and not flags & SINGLE:
                person += 1.0
        elif sort == IS_SPEECH:
            person += 0.7 if flags & SINGLE else 1.5
            organisation += 0.4
            place -= 0.5
        elif sort == IS_BODY and not flags & (TITLED | GIVEN):
            organisation += 1.8
            person -= 1.0
        elif word in gazetteer.place_after:
            place += 2.5
            person -= 1.0
    elif following == ",":
        after = text[end : end + AFTER_CHARS]
        if _AGE.match(after):
            person += 3.5
        elif not flags & KNOWN and (apposed := _APPOSED.match(after)):
            what = apposed["what"].split()
            if not BODIES.isdisjoint(what):
                organisation += 3.0
            elif not SITES.isdisjoint(what):
                place += 3.0
            elif not gazetteer.jobs.isdisjoint(what):
                person += 2.5
        elif after[2:3].isupper():
            run = RUN.match(after, 2)
            if run and gazetteer.names.get(run.group(), NOTHING).place >= LARGE_PLACE:
                place += 2.5
    elif following == ")" and text[begin - 1 : begin] == "(":
        organisation += 0.5
        person -= 0.5
    if is_sport:
        if following == " " and text[end + 1 : end + 2].isdigit():
            before = text[begin - BESIDE_CHARS if begin > BESIDE_CHARS else 0 : begin]
            person, organisation = _with_result(before, piece, person, organisation)
        elif following == ":" and not begin:
            place += 2.0
        if piece.text in gazetteer.clubs and place < 1.0:
            organisation += 1.2
    return person, organisation, place, 0.0


def _from_before(
    sort: int, previous: list[str], flags: int, gazetteer: Gazetteer, *, is_sport: bool
) -> tuple[float, float, float]:
    """Weigh the word before a name, with the word before that."""
    person = organisation = place = 0.0
    if sort == IS_JOB:
        person += 2.5 if flags & SINGLE else 4.0
    elif sort == IS_INTO:
        if len(previous) > 1 and previous[-2] in HOLDINGS:
            organisation += 2.0
            place += 1.0
        else:
            place += 3.0
        person -= 1.0
    elif sort == IS_AT:
        if len(previous) > 1 and previous[-2].lower() == "according":
            person += 0.6
            organisation += 1.0
        else:
            place += 1.2
    elif sort == IS_OF:
        place += 3.5 if len(previous) > 1 and previous[-2] in gazetteer.place_after else 0.5
    elif sort == IS_THE:
        person -= 2.5
        organisation += 1.0
        if len(previous) > 1 and previous[-2] in WHERE:
            place += 1.5
    elif sort == IS_BY:
        person += 0.5
    elif sort == IS_SAYING:
        person += 2.0
    elif is_sport and sort == IS_AGAINST and flags & SINGLE:
        organisation += 1.2
    elif is_sport and sort == IS_OUT:
        person += 3.0
    return person, organisation, place


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
