"""Cut a paragraph into sentences, for the few paragraphs where a step has to look at one sentence after another.

Plain Python on purpose: steps find the paragraphs worth cutting with cheap Polars tests, and few are left.
"""

import re
from typing import Final, NamedTuple

_LISTED: Final = """
    adj adm al ala apr approx apt ariz ark arts asst atty aug ave bros brig ca calif capt cf ch cmdr co col colo
    comdr conn corp cpl dec del dept det dist div dr ed eds eg esp esq est etc ext fig fl fla fn fr feb ft ga gen
    gov hon hr hrs hwy ia ie ill inc ind insp int jan jr jul jun kan kans km kg ky la lb lbs lt ltd maj mar mass md
    messrs mgr mich min minn misc miss mo mont mr mrs ms mt mts nat neb nev no nos nov oct okla op ore oz pa par pg
    pl pp pres prof pt pvt pty rd rep reps ret rev sec sen sens sep sept sgt sq sr st sta ste supt tel tenn tex
    treas univ va vol vols vs vt wash wis wisc wyo
"""
ABBREVIATIONS: Final = frozenset(_LISTED.split())
"""Words that carry a full stop of their own, in lower case."""

_CLOSING: Final = frozenset(["inc", "ltd", "corp", "co", "plc", "llc", "llp", "bros", "pty", "pvt", "jr", "sr", "etc"])
"""Abbreviations that stand behind what they belong to, so that a sentence may end with them; "Mr." ends none."""

_OPENING: Final = """
    The A An It Its He His She Her They Their We Our You This That These Those There But And Or So Yet If When While
    After Before Although Though As At By For From In On With Without Under Since Until During Despite Last Next However
    Meanwhile Still Also Then Both Each Some Many Most Another Other Two Three Four Five Six Seven Eight Nine Ten Police
    Officials Shares Analysts
"""
_OPENERS_OF_SENTENCES: Final = frozenset(_OPENING.split())

_STOP: Final = re.compile(r"(?<![.!?…])[.!?…]++[\"”’'»)\]]*(?=\s|$)")
_OPENERS: Final = re.compile(r".*[(\[\"“‘'’/–—-]")
_WORD_CHARS: Final = 40
_DOTTED: Final = re.compile(r"(?:\w\.)*\w")
_DOTTED_WORD: Final = re.compile(r"(?:\w\.)+\w")
_NEXT_WORD: Final = re.compile(r"\s+[\"“‘(\[]*([A-Z][a-z]*)\b")


class Sentence(NamedTuple):
    """A sentence of a paragraph.

    Attributes:
        start: Where it begins, in code points of the paragraph, white space left out.
        end: Where it ends, exclusive, its closing marks included.
        text: The sentence as it stands.
    """

    start: int
    end: int
    text: str


def sentences(paragraph: str) -> list[Sentence]:
    """Cut a paragraph after each full stop, question or exclamation mark that ends a sentence.

    The stop of an abbreviation ("Mr.", "U.S.", "No. 5", an initial) ends none, nor does an ellipsis before a word in
    lower case. A stop before a lower-case word does: that is what broken text looks like.

    Args:
        paragraph: Any text.

    Returns:
        The sentences in order; white space between them alone is left out.
    """
    found: list[Sentence] = []
    start = 0
    for stop in _STOP.finditer(paragraph):
        if _belongs_to_word(paragraph, stop):
            continue
        _append(found, paragraph, start, stop.end())
        start = stop.end()
    _append(found, paragraph, start, len(paragraph))
    return found


def is_abbreviation(word: str) -> bool:
    """Tell whether a full stop after a word belongs to the word.

    Args:
        word: The word without its last full stop, for example ``Mr``, ``U.S`` or ``J``.

    Returns:
        True for known abbreviations, single letters but the article "a", and letters with stops between them.
    """
    if word == "a":
        return False
    if word.lower() in ABBREVIATIONS:
        return True
    # Without a stop inside, only a single letter is written so: nearly no word needs the pattern.
    return ("." in word or len(word) == 1) and _DOTTED.fullmatch(word) is not None and not word.isdigit()


def closes_before(word: str, following: str) -> bool:
    """Tell whether the full stop of an abbreviation ends a sentence as well: "… by Kystdata Ltd. Two lanes …".

    Args:
        word: The abbreviation without its last full stop: ``Ltd``, ``U.S``, ``p.m``.
        following: The word behind it, without marks.

    Returns:
        True for what closes a name or a time before a word that begins sentences and no names.
    """
    return following in _OPENERS_OF_SENTENCES and (word.lower() in _CLOSING or _DOTTED_WORD.fullmatch(word) is not None)


def _belongs_to_word(paragraph: str, stop: re.Match[str]) -> bool:
    marks = stop.group()
    if marks == ".":
        head = paragraph[max(0, stop.start() - _WORD_CHARS) : stop.start()]
        if not head or head[-1:].isspace():
            return False
        word = head.rsplit(None, 1)[-1]
        if not word.isalnum():
            word = _OPENERS.sub("", word)
        if not is_abbreviation(word):
            return False
        following = _NEXT_WORD.match(paragraph, stop.end(), stop.end() + _WORD_CHARS)
        return following is None or not closes_before(word, following[1])
    is_ellipsis = marks.startswith(("…", "..."))
    return is_ellipsis and paragraph[stop.end() : stop.end() + 2].strip()[:1].islower()


def _append(found: list[Sentence], paragraph: str, start: int, end: int) -> None:
    text = paragraph[start:end]
    lead = len(text) - len(text.lstrip())
    if text := text.strip():
        found.append(Sentence(start + lead, start + lead + len(text), text))
