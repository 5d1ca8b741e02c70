"""Indirect speech: the clause that says what somebody said, without marks.

The functions walk over the words of ``quotes_layout``; large batches run them compiled (``quotes_engine``).
"""

from typing import Final

from flows.steps.extract import quotes_classes as bits
from flows.steps.extract.quotes_features import CUE_ACCORDING, CUE_FINITE, CUE_PARTICIPLE
from flows.steps.extract.quotes_layout import (
    BEFORE,
    BEHIND,
    CUE,
    HIGH,
    LISTS,
    LOW,
    MORE,
    NOT_FOUND,
    WORD,
    Found,
    Numbers,
)
from flows.steps.extract.speakers import subject_of_cue, told_to
from flows.steps.extract.speakers_phrases import phrase_after, subject_before

Clause = tuple[Found, int, int, int]
"""Who said it, first word, word behind the last, confidence in hundredths; of basis 0 where there is none."""
NO_CLAUSE: Final = (NOT_FOUND, 0, 0, 0)
_FEWEST_WORDS: Final = 3
_MOST_ASIDE: Final = 9
"""Words that may stand between a cue and its "that": "in an interview on Monday"."""
_MOST_SENTENCE: Final = 200
"""Words of a sentence that are searched for a quotation."""
_MOST_COMMAS: Final = 25
_EARLIER: Final = 6
_LATER: Final = 3
"""Cues before and behind one that are looked at."""


def clause_of(w: Numbers, cues: Numbers, number: int, first_cue: int, cue_end: int, next_quote: int) -> Clause:
    """Find the clause that reports speech by a cue: "X said (that) …", "…, X said", "according to X, …".

    A sentence with a quotation is left to it: the words in marks are the evidence there.

    Args:
        w: Words.
        cues: Cues.
        number: Which cue.
        first_cue: First cue of the paragraph.
        cue_end: Behind its last cue.
        next_quote: First quotation of the paragraph not before the cue's sentence; behind all words if there is none.

    Returns:
        The clause, or ``NO_CLAUSE``.
    """
    first, kind = cues[number * CUE], cues[number * CUE + 2]
    if kind != CUE_FINITE and kind != CUE_PARTICIPLE and kind != CUE_ACCORDING:
        return NO_CLAUSE
    low, high = w[first * WORD + LOW], w[first * WORD + HIGH]
    if next_quote < min(high, low + _MOST_SENTENCE):
        return NO_CLAUSE
    if kind == CUE_ACCORDING:
        clause = _according(w, first, cues[number * CUE + 1], low, high)
    else:
        clause = _reported(w, cues, number, first_cue, cue_end, low, high)
    return clause if clause[2] - clause[1] >= _FEWEST_WORDS else NO_CLAUSE


def _according(w: Numbers, first: int, behind: int, low: int, high: int) -> Clause:
    speaker = phrase_after(w, behind, high)
    if speaker[0] < 0:
        return NO_CLAUSE
    if first > low:
        end = first - 1 if w[(first - 1) * WORD] & bits.COMMA else first
        return (speaker[0], speaker[1], first, behind, -1, -1, BEHIND, 1), low, end, 80
    comma = second = -1
    for at in range(speaker[1], min(high, speaker[1] + _MOST_COMMAS)):
        if w[at * WORD] & bits.COMMA:
            if comma < 0:
                comma = at
            else:
                second = at
                break
    if comma < 0:
        return NO_CLAUSE
    # According to Vortex, a firm in Riga, exports fell: what explains the source is not what it said.
    if second >= 0 and comma + 1 < high and w[(comma + 1) * WORD + MORE] & bits.WHICH:
        comma = second
    return (speaker[0], speaker[1], first, behind, -1, -1, BEFORE, 1), comma + 1, high, 80


def _reported(w: Numbers, cues: Numbers, number: int, first_cue: int, cue_end: int, low: int, high: int) -> Clause:
    cue, at, kind = cues[number * CUE], cues[number * CUE + 1], cues[number * CUE + 2]
    told = told_to(w, cue, at, high)
    if told[0] < 0 and w[cue * WORD + MORE] & bits.TOLD and at < high and not w[at * WORD + MORE] & bits.THAT:
        listener = phrase_after(w, at, high)
        if -1 < listener[1] < high and w[listener[1] * WORD + MORE] & bits.THAT:
            told = listener
    if told[0] >= 0:
        at = told[1]
    is_plain = kind == CUE_FINITE and w[cue * WORD + MORE] & bits.PLAIN != 0
    first = _begins(w, at, high, 1 if is_plain else 0)
    if first >= 0:
        speaker = subject_of_cue(w, cues, number, low, max(first_cue, number - _EARLIER))
        if speaker[0] < 0:
            return NO_CLAUSE
        end = high
        for other in range(number + 1, min(cue_end, number + 1 + _LATER)):
            begin = cues[other * CUE]
            if cues[other * CUE + 2] == CUE_PARTICIPLE and begin < high and w[(begin - 1) * WORD] & bits.COMMA:
                end = begin - 1
                break
        sure = 80 if w[(first - 1) * WORD + MORE] & bits.THAT else 65
        return (speaker[0], speaker[1], cue, cues[number * CUE + 1], told[0], told[1], BEFORE, 1), first, end, sure
    if not is_plain or not _ends_clause(w, at, high):
        return NO_CLAUSE
    speaker = subject_before(w, cue, low)
    if speaker[0] <= low or not w[(speaker[0] - 1) * WORD] & bits.COMMA:
        return NO_CLAUSE
    found = (speaker[0], speaker[1], cue, cues[number * CUE + 1], told[0], told[1], BEHIND, 1)
    return found, low, speaker[0] - 1, 75


def _begins(w: Numbers, at: int, high: int, plain: int) -> int:
    """Find the first word of the clause behind a cue; -1 where none begins there."""
    for place in range(at, min(high, at + _MOST_ASIDE)):
        if w[place * WORD + MORE] & bits.THAT:
            if place == at or w[at * WORD + MORE] & bits.WHEN or w[at * WORD + LISTS] & (bits.TIME | bits.ADVERB_RAW):
                return place + 1
            break
        if w[place * WORD] & bits.CLAUSE_MARK:
            break
    while at < high:
        is_on = w[at * WORD + MORE] & bits.ON and at + 1 < high
        if not w[at * WORD + LISTS] & bits.TIME and not (is_on and w[(at + 1) * WORD + LISTS] & bits.TIME):
            break
        at += 1
    if not plain or at + 2 >= high:
        return -1
    if not w[at * WORD] & bits.OPENS_CLAUSE and not w[at * WORD + MORE] & bits.OPENS_CLAUSE_TOO:
        return -1
    subject = phrase_after(w, at, high)
    if subject[0] < 0 or subject[1] >= high or w[subject[1] * WORD] & bits.CLAUSE_MARK:
        return -1
    return -1 if w[(subject[1] - 1) * WORD] & bits.STOPPED else at


def _ends_clause(w: Numbers, at: int, high: int) -> bool:
    """Whether nothing but a time or a place stands behind a cue."""
    if at >= high or w[at * WORD + LISTS] & bits.TIME:
        return True
    return w[at * WORD + MORE] & bits.ENDS_CLAUSE != 0
