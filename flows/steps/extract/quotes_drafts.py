"""Quotations found and their speakers as records of numbers: written, carried over, brought into order.

The functions walk over flat lists (``quotes_layout``); large batches run them compiled (``quotes_engine``).
"""

from typing import Final

from flows.steps.extract.quotes_layout import (
    BEHIND,
    CONTINUED,
    D_KIND,
    D_RUNS_ON,
    D_SPEAKER,
    DRAFT,
    INDIRECT,
    NOBODY,
    PREVIOUS,
    S_BASIS,
    S_SURE,
    SPEAKER,
    SUBJECT,
    Numbers,
    Speaker,
)
from flows.steps.extract.speakers_names import LAST_AT, M_LAST_BODY

_RUNS_ON_SURE: Final = 90
"""The most that a speaker named in a later paragraph is sure, in hundredths."""


def last_speaker(memory: Numbers, body: int, blocks: int) -> Speaker:
    """Return who spoke last, unless that was more than some paragraphs ago."""
    if body - memory[M_LAST_BODY] > blocks:
        return NOBODY
    return speaker_at(memory, LAST_AT)


def speaker_at(numbers: Numbers, at: int) -> Speaker:
    """Read the speaker whose numbers begin at a place."""
    return (
        numbers[at],
        numbers[at + 1],
        numbers[at + 2],
        numbers[at + 3],
        numbers[at + 4],
        numbers[at + 5],
        numbers[at + 6],
        numbers[at + 7],
        numbers[at + 8],
        numbers[at + 9],
        numbers[at + 10],
        numbers[at + 11],
        numbers[at + 12],
        numbers[at + 13],
    )


def remember(memory: Numbers, speaker: Speaker, body: int) -> None:
    """Keep who spoke last, and in which paragraph."""
    memory[M_LAST_BODY] = body
    for field in range(SPEAKER):
        memory[LAST_AT + field] = speaker[field]


def carried(speaker: Speaker, most: int) -> Speaker:
    """Return the speaker of a quotation as that of another one nearby, at most so sure; nobody stays nobody."""
    return with_basis(speaker, CONTINUED, min(most, speaker[S_SURE])) if speaker[S_BASIS] else speaker


def with_basis(speaker: Speaker, basis: int, sure: int) -> Speaker:
    """Return a speaker found in another way, with how sure that is in hundredths."""
    return (
        speaker[0],
        speaker[1],
        speaker[2],
        speaker[3],
        speaker[4],
        speaker[5],
        speaker[6],
        speaker[7],
        speaker[8],
        speaker[9],
        speaker[10],
        basis,
        sure,
        speaker[13],
    )


def write_draft(drafts: Numbers, number: int, start: int, end: int, kind: int, runs_on: int, speaker: Speaker) -> None:
    """Write a quotation and its speaker into its record."""
    at = number * DRAFT
    drafts[at], drafts[at + 1], drafts[at + D_KIND], drafts[at + D_RUNS_ON] = start, end, kind, runs_on
    for field in range(SPEAKER):
        drafts[at + D_SPEAKER + field] = speaker[field]


def merge_drafts(drafts: Numbers, first: int, middle: int, end: int) -> None:
    """Bring two runs of quotations into one order, each in order itself; there is room for the first behind them."""
    if first == middle or middle == end:
        return
    for field in range((middle - first) * DRAFT):
        drafts[end * DRAFT + field] = drafts[first * DRAFT + field]
    one, other, to = end, middle, first
    while one < end + middle - first:
        is_other = other < end and drafts[other * DRAFT] < drafts[one * DRAFT]
        source = other if is_other else one
        for field in range(DRAFT):
            drafts[to * DRAFT + field] = drafts[source * DRAFT + field]
        to += 1
        if is_other:
            other += 1
        else:
            one += 1


def settle(drafts: Numbers, first: int, end: int) -> None:
    """Give a quotation that runs on the speaker whom its last paragraph names."""
    following = NOBODY
    for number in range(end - 1, first - 1, -1):
        at = number * DRAFT
        if drafts[at + D_KIND] == INDIRECT:
            following = NOBODY
            continue
        own = speaker_at(drafts, at + D_SPEAKER)
        basis = own[S_BASIS]
        is_unsure = basis in (0, PREVIOUS, CONTINUED, SUBJECT)
        if drafts[at + D_RUNS_ON] and is_unsure and following[S_BASIS] == BEHIND:
            own = following
            given = carried(following, _RUNS_ON_SURE)
            for field in range(SPEAKER):
                drafts[at + D_SPEAKER + field] = given[field]
        following = own
