"""What stands around a time expression: whether it is one there, and whether it is said inside quotation marks."""

import re
import unicodedata
from bisect import bisect
from typing import Final

from flows.steps.extract.dates_parts import Meaning

_BEFORE_CHARS: Final = 24
_AFTER_CHARS: Final = 24
_LAST_WORD: Final = re.compile(r"[A-Za-z]*\Z")
_GAPS: Final = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "-"
"""All white space, and the hyphen."""
_FIRST_WORD: Final = re.compile(r"[\s\-]*([A-Za-z]+|[^\sA-Za-z])")
_AMOUNT: Final = re.compile(
    r"(?:[0-9%¢$]|\b(?:once|twice|times|dollars?|cents?|percent|million|billion|thousand|hundred))[^.;!?]{0,14}$"
)
_BEFORE_YEAR_WORDS: Final = """
    in since by from to until till of for the during before after around about circa and or early late mid due fiscal
    year through throughout between than its their his her our a an this that post pre on as autumn fall spring summer
    winter election
"""
_BEFORE_MONTH_WORDS: Final = """
    in since by from to until till of for during before after around early late mid last next this every through
    throughout between and or on the a an its their his her our each that about
"""
_BEFORE_SPAN_WORDS: Final = """
    for in within after of than about nearly almost over under only just lasted lasts last took take takes taking spent
    spend spends by every around roughly another per through during throughout
"""
_BEFORE_YEAR: Final = frozenset(_BEFORE_YEAR_WORDS.split())
_BEFORE_MONTH: Final = frozenset(_BEFORE_MONTH_WORDS.split())
_BEFORE_SPAN: Final = frozenset(_BEFORE_SPAN_WORDS.split())
_BEFORE_PLURAL: Final = frozenset(
    ("for", "in", "within", "after", "took", "take", "takes", "taking", "spent", "spend", "spends", "lasted", "over")
)
_BEHIND_PLURAL: Final = frozenset(("before", "after", "since", "ahead", "later", "earlier"))
_BEFORE_SOON: Final = frozenset(("will", "would", "could", "may", "might", "can", "should", "very", "be"))
_BEHIND_SOON: Final = frozenset(("will", "would", "be", "to"))
_BEFORE_FUTURE: Final = frozenset(("the", "s", "near", "distant", "in", "their", "its", "his", "her", "our", "my"))
_OWNERS: Final = frozenset(("his", "her", "their", "my", "your", "our", "its"))
# After these a number in the shape of a year may count what follows: "to 2000 houses".
_COUNTING: Final = frozenset(("to", "about", "around", "than", "a", "an", "of", "for", "by"))
_DATING: Final = frozenset(("of", "for", "by"))
_DATE_BEHIND: Final = re.compile(r"\.?,?\s+(?:[A-Z][a-z]{2,8}\.?\s)?\d")
_NO_YEAR_BEHIND: Final = re.compile(
    r"[.,]\d|-[A-Za-z]|\s?(?:percent|per cent|people|million|billion|lakh|crore|feet|miles|meters|metres|km)s?\b"
)
_BEFORE_MONEY: Final = frozenset(
    (
        "rs",
        "inr",
        "pkr",
        "usd",
        "eur",
        "gbp",
        "aud",
        "cad",
        "ngn",
        "kes",
        "zar",
        "aed",
        "chf",
        "ksh",
        "shs",
        "tk",
        "rm",
        "rp",
    )
)
_STOPPED_MONEY: Final = ("Rs", "Re", "Sh", "Shs")
_PLURAL_BEHIND: Final = re.compile(r"\s(?:[a-z]+s|[A-Z][a-z]+s)\b")
IN_TITLES: Final = ("weekday", "set")
_PAPER: Final = re.compile(
    r" (?:[A-Z][a-z]+ )?(?:Times|Telegraph|Mail|Express|Mirror|Herald|Review|Post|Star|Independent|Tribune|Chronicle|"
    r"Gazette|Observer|Record|Mercury|News|Nation|Guardian|Standard|Advertiser|Examiner|Magazine|Journal)\b"
)
"""Behind a weekday or "Daily" with a capital it makes the name of a paper: "The Sunday Review", "the Daily Mail"."""
APART: Final = frozenset(" ,.;:)(\n\"'’“”")
_MARKS: Final = re.compile(r"[“”\"«»]|``|''")
_OPENING: Final = frozenset(("“", "«", "``"))
_SAID_NEAR_CHARS: Final = 60
_QUOTE_NEAR_CHARS: Final = 300
_WORD: Final = re.compile(r"[a-z]+")


def belongs(text: str, start: int, end: int, meaning: Meaning) -> bool:
    """Tell whether the words around it allow an expression to be one.

    A bare number may be no year, "may" no month, "a day" a rate. Looks at 24 characters on either side.

    Args:
        text: The block.
        start: Where the expression begins in it.
        end: Where it ends.
        meaning: What it would say.

    Returns:
        Whether it stays.
    """
    if start and text[start - 1] not in APART and _goes_on(text[start - 1]):
        return False
    is_apart = end >= len(text) or text[end] in APART
    if not is_apart and (_goes_on(text[end]) or text.startswith("-to-", end)):  # "the quarter-to-quarter comparison"
        return False
    if meaning.op == "clock" and start and text[start - 1] == "(" and text.startswith(("GMT)", "UTC)"), end - 3):
        return False  # "10:35 a.m. (0735 GMT) Friday": the same hour once more
    needs = meaning.needs
    if is_apart and meaning.op in IN_TITLES and text[start].isupper() and _PAPER.match(text, end):
        return False
    if not needs:
        return True
    left = text[max(0, start - _BEFORE_CHARS) : start]
    before = _last_word(left)
    right = text[end : end + _AFTER_CHARS]
    if needs == "year":
        figures = text[start:end]
        return not figures.isdecimal() or _is_year(left, before, right, int(figures))
    surface = text[start:end].lower().rstrip(".")
    if needs == "weekday":
        return _DATE_BEHIND.match(right) is not None
    if needs == "month":
        return before in _BEFORE_MONTH and (surface == "may" or len(surface) > 3 or text[end - 1] == ".")
    if needs == "decade":
        return before not in _OWNERS
    if needs == "rate":
        return before in _BEFORE_SPAN or is_rate(text, start)
    if needs == "plural":
        behind = _FIRST_WORD.match(right)
        return before in _BEFORE_PLURAL or (behind is not None and behind[1].lower() in _BEHIND_PLURAL)
    if needs == "soon":
        behind = _FIRST_WORD.match(right)
        return before in _BEFORE_SOON or (behind is not None and behind[1] in _BEHIND_SOON)
    if needs == "future":
        return surface.startswith("the") or before in _BEFORE_FUTURE
    if needs == "fall":  # "the fall of the wall"
        return not right.startswith(" of ")
    if needs == "fraction":  # "a quarter of", "three-quarters"
        return not right.startswith(" of ")
    return meaning.value not in ("P1Y", "P3M") or surface == "annually"


def _last_word(left: str) -> str:
    word = left.rstrip(_GAPS).rpartition(" ")[2]
    if word.isascii() and word.isalpha():
        return word.lower()
    letters = _LAST_WORD.search(word)
    return letters[0].lower() if letters else ""


def is_rate(text: str, start: int) -> bool:
    """Tell whether "a year" names what an amount is taken over, as in "$30 a day".

    Args:
        text: The block.
        start: Where "a year" begins in it.

    Returns:
        Whether an amount stands before it.
    """
    return _AMOUNT.search(text[max(0, start - _BEFORE_CHARS) : start]) is not None


def _goes_on(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.combining(character) != 0


def _is_year(left: str, before: str, right: str, number: int) -> bool:
    last = left.rstrip(" \u00a0")[-1:]
    if (left and left[-1] in "$£€¥/.:#+=&@") or right[:1] in ("%", "/", ":", "°"):
        return False
    if before in _BEFORE_MONEY or (last == "." and left.rstrip(" .\u00a0").endswith(_STOPPED_MONEY)):
        return False  # "Rs 2000 crore", "Rs. 1950"
    if _NO_YEAR_BEHIND.match(right):
        return False
    counts = _PLURAL_BEHIND.match(right) is not None
    if before in _BEFORE_YEAR:
        return (
            before not in _COUNTING or not counts or (before in _DATING and 1900 <= number < 2100 and number % 100 != 0)
        )
    return 1900 <= number < 2040 and (last in "(,'’;-–—[" or not counts)


def quoted(text: str) -> list[tuple[int, int]]:
    """Find the stretches between quotation marks, each mark paired with the next one: linear in the text.

    Args:
        text: The block.

    Returns:
        Start and end of each stretch, marks included; one that is not closed runs to the end.
    """
    found = []
    opened: int | None = None
    for mark in _MARKS.finditer(text):
        if opened is None:
            if mark[0] in _OPENING or mark[0] == '"':
                opened = mark.start()
        elif mark[0] not in _OPENING:
            found.append((opened, mark.end()))
            opened = None
    if opened is not None:
        found.append((opened, len(text)))
    return found


def has_quotes(text: str) -> bool:
    """Tell whether a text has a double quotation mark of any kind.

    Args:
        text: The block.

    Returns:
        True where there is one.
    """
    return '"' in text or "“" in text or "``" in text or "«" in text


def tells_speech(text: str, start: int, end: int, verbs: frozenset[str]) -> bool:
    """Tell whether a verb of speech stands beside a day: "told reporters on Monday".

    Args:
        text: The block.
        start: Where the day begins in it.
        end: Where it ends.
        verbs: Folded forms of verbs of speech.

    Returns:
        Whether one of the words within 60 characters is such a verb.
    """
    near = text[max(0, start - _SAID_NEAR_CHARS) : end + _SAID_NEAR_CHARS // 2]
    return not verbs.isdisjoint(_WORD.findall(near))


def nearest(at: int, days: list[int]) -> int | None:
    """Pick the day said nearest to a place.

    Args:
        at: The place, in code points of the block.
        days: Where days of speech stand, in order.

    Returns:
        Position in ``days``; None where none lies within 300 characters.
    """
    right = bisect(days, at)
    around = [number for number in (right - 1, right) if 0 <= number < len(days)]
    best = min(around, key=lambda number: abs(days[number] - at), default=None)
    return best if best is not None and abs(days[best] - at) <= _QUOTE_NEAR_CHARS else None
