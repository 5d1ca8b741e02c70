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

_STOP: Final = re.compile(r"(?<![.!?…])[.!?…]++[\"”’'»)\]]*(?=\s|$)")
_OPENERS: Final = re.compile(r".*[(\[\"“‘'’/–—-]")
_WORD_CHARS: Final = 40
_DOTTED: Final = re.compile(r"(?:\w\.)*\w")


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
    return word.lower() in ABBREVIATIONS or (_DOTTED.fullmatch(word) is not None and not word.isdigit())


def _belongs_to_word(paragraph: str, stop: re.Match[str]) -> bool:
    marks = stop.group()
    if marks == ".":
        head = paragraph[max(0, stop.start() - _WORD_CHARS) : stop.start()]
        return not head[-1:].isspace() and bool(head) and is_abbreviation(_OPENERS.sub("", head.split()[-1]))
    is_ellipsis = marks.startswith(("…", "..."))
    return is_ellipsis and paragraph[stop.end() : stop.end() + 2].strip()[:1].islower()


def _append(found: list[Sentence], paragraph: str, start: int, end: int) -> None:
    text = paragraph[start:end]
    lead = len(text) - len(text.lstrip())
    if text := text.strip():
        found.append(Sentence(start + lead, start + lead + len(text), text))
