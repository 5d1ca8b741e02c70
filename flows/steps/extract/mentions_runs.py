"""Find the names a text may hold, reading each stretch of capitalised words once a batch however often it stands.

A stretch is what Polars cuts out: capitalised words with all that clings to them and the small words between them.
Every run of capitalised words lies in one stretch, and what stands in the stretch decides the run and its names, so
they are kept by the stretch's text: of the 46 000 stretches of 1000 pages more than half were read before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from flows.steps.extract.mentions_candidates import Piece, cut_run
from flows.steps.extract.mentions_context import BESIDE_CHARS, OPENING, ContextWords, begins_sentence, context_words
from flows.steps.extract.mentions_gazetteer import Gazetteer
from flows.steps.extract.mentions_pattern import LINK, RUN
from flows.steps.extract.mentions_words import hangs_on_first

# Letters of which some are capitals: more than RUN asks for, and ten times as quick to compile.
_CAPITAL: Final = "[A-Z\u00c0-\u058f\u1e00-\u1eff]"
_WORD: Final = rf"\S*{_CAPITAL}\S*"
# Marks behind the last word are left out: "Torv, " is read as "Torv" is. Only what follows a full stop tells.
_LAST: Final = rf"\S*{_CAPITAL}(?:\S*[^\s.,;:!?…)\]”\"])?(?:\.[ ,)]?)?"
_STRETCH: Final = rf"(?:{_WORD}[ \u00a0](?:{LINK}[ \u00a0]){{0,2}})*{_LAST}"
ARTICLES: Final = frozenset({"al", "el", "Al", "El", "as", "an", "ar", "ul"})

Part = tuple[int, int, str, Piece]
"""Where a name begins and ends in its run, its text as it stands, and what is known of it."""

Run = tuple[int, int, bool | None, tuple[Part, ...], tuple[Part, ...]]
"""Where a run begins in its stretch; where what stands before it ends; whether it begins a sentence, None where that
hangs on what stands before the stretch; its names where it begins none; its names where it begins one."""


@dataclass(frozen=True)
class Reader:
    """The lists of names, and what was read of stretches and runs so far.

    Attributes:
        gazetteer: The lists.
        words: Words that tell a kind from beside a name.
        stretches: Stretch -> the runs in it that may be names. Like runs it belongs to one call and only saves time:
            what it holds depends on the stretch alone.
        runs: Run -> its names where it begins no sentence, and where it begins one.
    """

    gazetteer: Gazetteer
    words: ContextWords
    stretches: dict[str, tuple[Run, ...]] = field(default_factory=dict)
    runs: dict[str, tuple[tuple[Part, ...], tuple[Part, ...]]] = field(default_factory=dict)


def reader_of(gazetteer: Gazetteer) -> Reader:
    """Make a reader that has read nothing yet.

    Args:
        gazetteer: The lists of names.

    Returns:
        The reader; making it takes well under a millisecond.
    """
    return Reader(gazetteer, context_words(gazetteer))


def find_stretches(texts: pl.Series) -> list[list[str]]:
    """Cut out the stretches of capitalised words.

    Args:
        texts: Texts of blocks.

    Returns:
        The stretches of each text, in their order. Each stands at the first place behind the one before it where its
        text is found, for no capital stands between two.
    """
    stretches: list[list[str]] = texts.str.extract_all(_STRETCH).to_list()
    return stretches


def read_stretch(stretch: str, reader: Reader) -> tuple[Run, ...]:
    """Read the runs of a stretch.

    Args:
        stretch: What :func:`find_stretches` gave.
        reader: The lists, and where to keep what is read.

    Returns:
        Its runs without those that are no names.
    """
    found: list[Run] = []
    for match in RUN.finditer(stretch):
        start = match.start()
        left = stretch[start - BESIDE_CHARS if start > BESIDE_CHARS else 0 : start]
        run, begin, is_half = match.group(), start, False
        if left[-1:] == "-":
            if left[-3:-1] in ARTICLES and not left[-4:-3].isalnum():
                run, begin = left[-3:] + run, start - 3
            else:
                is_half = left[-2:-1].islower()
        both = reader.runs.get(run)
        if both is None:
            both = reader.runs[run] = _cut(run, reader.gazetteer)
        plain, opening = both
        if is_half:
            # "pro-Israeli"
            plain, opening = _without_first(plain), _without_first(opening)
        if plain or opening:
            is_first = None if start < BESIDE_CHARS and not left.strip(OPENING) else opens_sentence(left)
            found.append((begin, start, is_first, plain, opening))
    runs = reader.stretches[stretch] = tuple(found)
    return runs


def opens_sentence(left: str) -> bool:
    """Tell whether a run begins a sentence.

    Args:
        left: What stands before it in its block, at most BESIDE_CHARS.

    Returns:
        True where it does; after a word, or a comma, and a space no sentence begins.
    """
    return not (left[-1:] == " " and (left[-2:-1].isalnum() or left[-2:-1] == ",")) and begins_sentence(left)


def _without_first(parts: Sequence[Part]) -> tuple[Part, ...]:
    return tuple([part for part in parts if part[0]])


def _cut(run: str, gazetteer: Gazetteer) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    plain = _parts(run, cut_run(run, gazetteer, is_first=False))
    if not hangs_on_first(run, gazetteer):
        return plain, plain
    return plain, _parts(run, cut_run(run, gazetteer, is_first=True))


def _parts(run: str, pieces: Sequence[Piece]) -> tuple[Part, ...]:
    if "\u00a0" in run:
        return tuple([(piece.start, piece.end, run[piece.start : piece.end], piece) for piece in pieces])
    return tuple([(piece.start, piece.end, piece.text, piece) for piece in pieces])
