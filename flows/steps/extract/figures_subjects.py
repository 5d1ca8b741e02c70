"""What the words before a bare number say it is: a toll, a magnitude, somebody's age."""

import re
from typing import Final

_MOVED: Final = (
    r"(?:ris(?:e|es|en|ing)|rose|climb(?:s|ed|ing)?|gr(?:ow|ows|ew|own|owing)|jump(?:s|ed|ing)?|soar(?:s|ed|ing)?|"
    r"increas(?:e|es|ed|ing)|fall(?:s|en|ing)?|fell|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|stands?|stood|"
    r"remain(?:s|ed|ing)?|put|reach(?:es|ed|ing)?|hits?|pass(?:es|ed|ing)?|went|come|came|gone|now|up|down|revised)"
)
_SUBJECT: Final = (
    r"(?P<what>\b(?:(?!(?:the|an?|its|their|this|that|of|in|and)\b)[a-z]+ ){0,2}toll\b|\b[Nn]umber of [^.;:!?]{2,60}?)"
)
_TOLL: Final = re.compile(
    rf"{_SUBJECT}(?:(?: [^.;:!?]{{1,70}}?)? {_MOVED}(?: (?:back|up|down|again|still|now|further|[a-z]+ly))?"
    r"(?: from [^\s.;:!?]{1,20})?)?(?: (?:to|at|from))? $"
)
_TOLL_CHARS: Final = 150
TOLL_LEADS: Final = frozenset(["to", "at", "from", "reached", "reaches", "hit", "hits", "passed", "passes"])
"""The last words before the number of a toll: "rose to 30", "stands at 14", "reached 45"."""
_MAGNITUDE: Final = ("agnitude ", "agnitude of ", "agnitude-")
_MAGNITUDE_CHARS: Final = 13
_RICHTER: Final = re.compile(r" on the (?:open-ended )?Richter\b")
MAGNITUDE: Final = "magnitude"

TOLD: Final = frozenset(["was", "is", "turned", "turns"])
"""The last words before an age that a sentence tells: "She was 83."."""
_TOLD_AGE: Final = re.compile(
    r"(?:\b(?:[Hh]e|[Ss]he|who|I)|\b(?:Mr|Mrs|Ms|Miss|Dr|Sir)\.? [^\W\d_a-z][\w’'-]*) (?:was|is|turned|turns) $"
)
_TOLD_END: Final = re.compile(
    r"[,.;)!?\"”’](?![0-9])|\Z| (?:and|but) (?![0-9])|"
    r" (?:when|while|at the time|at (?:his|her) death|today|this|last|next|on [A-Z]|in [A-Z])\b"
)
_TOLD_CHARS: Final = 48
_AT_AGE: Final = (" age of ", " ages of ")
_JOINED: Final = re.compile(r"[ ]?(?:[–—-]|and|to|or)[ ]?[0-9]")


def toll_before(text: str, start: int) -> tuple[int, int] | None:
    """Find the toll a bare number gives: "the death toll rose to 30", "the number of cases stood at 14".

    Without it the barest number of a disaster, and the one that is looked for, was no figure.

    Args:
        text: The paragraph.
        start: Where the number begins, or the cue before it.

    Returns:
        Span of the words for it ("death toll"); None where it gives none.
    """
    low = max(0, start - _TOLL_CHARS)
    if text.find("toll", low, start) < 0 and text.find("umber of ", low, start) < 0:
        return None
    match = _TOLL.search(text[low:start])
    return None if match is None else (low + match.start("what"), low + match.end("what"))


def is_magnitude(text: str, start: int, end: int) -> bool:
    """Tell the strength of an earthquake: "magnitude 6.1", "a magnitude of 5.8", "7.9 on the Richter scale".

    Args:
        text: The paragraph.
        start: Where the number begins, or the cue before it.
        end: Where it ends.

    Returns:
        True where the words beside it say so.
    """
    if text[end : end + 4] == " on " and _RICHTER.match(text, end) is not None:
        return True
    low = start - _MAGNITUDE_CHARS if start > _MAGNITUDE_CHARS else 0
    return text.find("agnitude", low, start) >= 0 and text[low:start].endswith(_MAGNITUDE)


def is_told_age(text: str, start: int, end: int, low: str) -> bool:
    """Tell an age that a sentence tells of somebody: "He was 58.", "at the age of 75".

    Args:
        text: The paragraph.
        start: Where the number begins.
        end: Where it ends.
        low: The word before it, folded.

    Returns:
        True for an age.
    """
    if low == "of":
        return text[max(0, start - 9) : start].endswith(_AT_AGE) and _JOINED.match(text, end) is None
    if _TOLD_END.match(text, end) is None:
        return False
    return _TOLD_AGE.search(text[max(0, start - _TOLD_CHARS) : start]) is not None
