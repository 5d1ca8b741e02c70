"""What the beginning of an article or of a block tells of the names in it: a dateline, sports, another language."""

import re
from typing import Final

_DATELINE: Final = re.compile(
    r"(?P<place>[^\W\d_a-z][^a-z0-9\n,(–—-]{2,40}?)(?:, (?P<area>[^\W\d_a-z][\w. ]{1,24}?))?"
    r"(?: \d{4}-\d\d-\d\d$|(?:, \w+\.? \d{1,2}(?:, \d{4})?)?(?:,? \(| ?(?:--?|—|–) |--\()|$)"
)
SPORT_MARKS: Final = (
    "soccer", "SOCCER", "cricket", "CRICKET", "league", "League", "striker", "midfielder", "innings", "wicket",
    "halftime", "half-time", "Attendance", "scorer", "Scorer", "season", "playoff", "tournament", "championship",
    "defeated", "coach ", "NBA", "NFL", "NHL", "Standings", "STANDINGS", "games played", "semifinal", "quarter-final",
)  # fmt: skip
"""What shows a report of sports."""

_SPORT_ENOUGH: Final = 2
OPENING_CHARS: Final = 1000
"""How far into an article its opening reaches."""

ENGLISH: Final = (" the ", " of ", " and ", " in ", " to ")
FOREIGN: Final = (" der ", " und ", " die ", " de ", " la ", " que ", " het ", " och ", " il ", " di ")
_FOREIGN_WORDS: Final = frozenset(word.strip() for word in FOREIGN)


def is_sport_report(whole: str) -> bool:
    """Tell a report of sports by its opening.

    Args:
        whole: The text of an article.

    Returns:
        True where two marks of sports stand in it.
    """
    opening = whole[:OPENING_CHARS]
    return sum([mark in opening for mark in SPORT_MARKS]) >= _SPORT_ENOUGH


def dateline_end(text: str) -> int:
    """Find the end of the place a block in a dateline's shape begins with.

    Args:
        text: The text of a block that begins with three capitals.

    Returns:
        Where the place and its area end; 0 where there is none.
    """
    head = _DATELINE.match(text)
    if head is None:
        return 0
    return head.end("area") if head["area"] else head.end("place")


def is_foreign(opening: str) -> bool:
    """Tell whether other languages' small words are more than the English ones; tables have neither.

    Args:
        opening: The beginning of an article.

    Returns:
        True for a text in another language.
    """
    if _FOREIGN_WORDS.isdisjoint(opening.split(" ")):
        return False
    return sum([opening.count(word) for word in FOREIGN]) > sum([opening.count(word) for word in ENGLISH])
