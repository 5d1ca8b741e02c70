"""What the words of a name say of its kind, in machine code: ``mentions_words`` over words that are rows of a list."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.steps.extract.mentions_candidates import CERTAIN, KNOWN, ORDINARY, PLACE_SURE
from flows.steps.extract.mentions_compiled_lists import (
    AS_HEAD,
    AS_NAME,
    AS_SUFFIX,
    DIGIT,
    GENERATION,
    GIVEN_NAME,
    HEAD,
    IS_CAPITALS,
    IS_INITIAL,
    IS_LISTED,
    IS_SMALL,
    LOWER_CASE,
    NAME,
    NO_PLURAL,
    OF_FOR,
    ORDINARY_END,
    ORG_END,
    ORG_WORD,
    PARTICLE,
    PERSON_END,
    PLACE_END,
    ROAD,
    SUFFIX,
    UPPER_CASE,
    WORD,
    lower_hash,
    plain_hash,
    row_of,
)
from flows.steps.extract.mentions_compiled_text import (
    code_points,
    is_acronym,
    is_apostrophe,
    is_blank,
    is_in,
    is_initials,
    is_text,
    is_upper_text,
)
from flows.steps.extract.mentions_words import LARGE_PLACE, OPENS_EVENT
from flows.text.machine import compiled

START, END, ROW, FLAGS, LOWER, PIECE_START, PIECE_END, PIECE_FLAGS, PIECE_ROLE, PIECE_KIND = range(10)
"""Columns of a desk: of the words of a run, where it stands, its row, its flags, the flags of its lower-case form; of
the names in it, where it stands, its flags, where its role begins, its kind."""

_LONGEST_ENDING: Final = 7
_HYPHEN: Final = ord("-")
_CAN_END: Final = PERSON_END | PLACE_END | ORG_END | ORDINARY_END | NO_PLURAL
_MOST_CELLS: Final = 160
_DAY: Final = code_points("Day")


class Desk(NamedTuple):
    """Where a run is cut: made once, written anew for each run.

    Attributes:
        cells: One row for each word of the run and each name in it.
        points: The evidence of each name's own words.
    """

    cells: NDArray[np.int64]
    points: NDArray[np.float64]


def make_desk() -> Desk:
    """Make room for the longest run.

    Returns:
        Empty arrays.
    """
    return Desk(np.zeros((_MOST_CELLS, 10), dtype=np.int64), np.zeros((_MOST_CELLS, 4), dtype=np.float64))


@compiled
def set_points(desk, count, person, organisation, place, other):  # type: ignore[no-untyped-def]
    """Write the evidence of a name's own words."""
    desk.points[count, 0] = person
    desk.points[count, 1] = organisation
    desk.points[count, 2] = place
    desk.points[count, 3] = other


@compiled
def take_points(lists, row, desk, count):  # type: ignore[no-untyped-def]
    """Write listed evidence as that of a name's own words."""
    for kind in range(4):
        desk.points[count, kind] = lists.points[row, kind]


@compiled
def is_particle(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Tell whether a word in lower case begins an Arabic name: "al-Assad"."""
    return (
        end - start > 3
        and (codes[start + 2] == _HYPHEN or is_apostrophe(codes[start + 2]))
        and is_in(lists, codes[start + 3], UPPER_CASE)
    )


@compiled
def split_run(lists, codes, start, end, desk):  # type: ignore[no-untyped-def]
    """Cut a run at its spaces and look its words up; return their number."""
    count = np.int64(0)
    at = start
    while at < end:
        stop = at
        while stop < end and not is_blank(codes[stop]):
            stop += 1
        row = row_of(lists, plain_hash(codes, at, stop))
        flags = lists.table[row, IS_LISTED]
        if is_in(lists, codes[at], LOWER_CASE) and not is_particle(lists, codes, at, stop):
            flags |= IS_SMALL
        if is_in(lists, codes[at], UPPER_CASE):
            flags |= IS_INITIAL
        if stop - at > 1 and is_upper_text(lists, codes, at, stop):
            flags |= IS_CAPITALS
        desk.cells[count, START] = at
        desk.cells[count, END] = stop
        desk.cells[count, ROW] = row
        desk.cells[count, FLAGS] = flags
        desk.cells[count, LOWER] = lists.table[row_of(lists, lower_hash(lists, codes, at, stop)), IS_LISTED]
        count += 1
        at = stop + 1
    return count


@compiled
def endings(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Gather what the ending of a word is listed as."""
    found = 0
    for size in range(2, min(_LONGEST_ENDING, end - start) + 1):
        found |= lists.table[row_of(lists, plain_hash(codes, end - size, end)), IS_LISTED]
    return found & _CAN_END


@compiled
def lower_endings(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Gather what the ending of a word in lower case is listed as."""
    found = 0
    for size in range(2, min(_LONGEST_ENDING, end - start) + 1):
        found |= lists.table[row_of(lists, lower_hash(lists, codes, end - size, end)), IS_LISTED]
    return found & _CAN_END


@compiled
def _has_article(codes, start, end):  # type: ignore[no-untyped-def]
    """Tell "Al-" and "El-" before a name (2), and "al-" and "el-" (1); 0 for none."""
    if end - start < 3 or codes[start + 1] != 0x6C or codes[start + 2] != _HYPHEN:
        return 0
    first = codes[start]
    if first == 0x41 or first == 0x45:
        return 2
    return 1 if first == 0x61 or first == 0x65 else 0


@compiled
def head_evidence(lists, desk, begin, end, count):  # type: ignore[no-untyped-def]
    """Write what the word tells that the name turns on; False where no such word is in it."""
    words = desk.cells
    for index in range(begin + 1, end - 1):
        if words[index, FLAGS] & OF_FOR and words[index - 1, FLAGS] & HEAD:
            take_points(lists, lists.table[words[index - 1, ROW], AS_HEAD], desk, count)
            return True
    first, last = words[begin, FLAGS], words[end - 1, FLAGS]
    if last & SUFFIX and (last & ROAD or not first & GIVEN_NAME or end - begin > 2):
        take_points(lists, lists.table[words[end - 1, ROW], AS_SUFFIX], desk, count)
        return True
    if first & HEAD and lists.points[lists.table[words[begin, ROW], AS_HEAD], 2] > 0:
        set_points(desk, count, 0.0, 0.0, 2.5, 0.0)
        return True
    if first & HEAD and lists.points[lists.table[words[begin, ROW], AS_HEAD], 3] > OPENS_EVENT:
        set_points(desk, count, 0.0, 0.0, 0.0, 4.0)
        return True
    if first & HEAD and lists.points[lists.table[words[begin, ROW], AS_HEAD], 1] > OPENS_EVENT:
        set_points(desk, count, 0.0, 4.0, 0.0, 0.0)
        return True
    return False


@compiled
def words_evidence(lists, codes, desk, begin, end, count):  # type: ignore[no-untyped-def]
    """Weigh the words of an unlisted name of several words."""
    words = desk.cells
    first, last = words[begin, FLAGS], words[end - 1, FLAGS]
    start, stop = words[begin, START], words[end - 1, END]
    person, organisation, place = 1.2, 0.6, 0.2
    if first & GIVEN_NAME:
        person += 3.0
    elif is_initials(codes, start, words[begin, END]):
        person += 2.5
    for index in range(begin + 1, end - 1):
        if is_initials(codes, words[index, START], words[index, END]):
            person += 2.0
            break
    if last & GENERATION:
        person += 3.0
    if endings(lists, codes, words[end - 1, START], stop) & PERSON_END:
        person += 1.0
    for at in range(start, stop):
        if codes[at] == 0x26:
            organisation += 4.0
            break
    for index in range(begin, end):
        at, after, flags = words[index, START], words[index, END], words[index, FLAGS]
        if flags & PARTICLE or is_particle(lists, codes, at, after) or _has_article(codes, at, after) > 1:
            person += 1.0
        elif flags & (ORG_WORD | SUFFIX):
            organisation += 2.0
        elif is_acronym(lists, codes, at, after) and not is_initials(codes, at, after):
            organisation += 1.5
    if end - begin > 3:
        person -= 1.0
        organisation += 0.5
    if not first & GIVEN_NAME:
        if lists.points[lists.table[words[begin, ROW], AS_NAME], 2] >= LARGE_PLACE:
            organisation += 1.2
            person -= 0.5
        if lists.points[lists.table[words[end - 1, ROW], AS_NAME], 2] >= 3.0:
            organisation += 0.8
            place += 0.8
            person -= 0.4
    set_points(desk, count, person, organisation, place, 0.0)


@compiled
def _are_acronyms(lists, codes, start, end):  # type: ignore[no-untyped-def]
    while start <= end:
        stop = start
        while stop < end and codes[stop] != _HYPHEN:
            stop += 1
        if not is_acronym(lists, codes, start, stop):
            return False
        start = stop + 1
    return True


@compiled
def word_evidence(lists, codes, desk, index, count):  # type: ignore[no-untyped-def]
    """Weigh an unlisted name of one word."""
    start, end, flags = desk.cells[index, START], desk.cells[index, END], desk.cells[index, FLAGS]
    person = organisation = place = other = 0.0
    bare = end
    while bare > start and codes[bare - 1] == 0x2E:
        bare -= 1
    hyphen = start
    while hyphen < end and codes[hyphen] != _HYPHEN:
        hyphen += 1
    if is_acronym(lists, codes, start, end):
        organisation = 2.5
    elif bare - start == 1 or is_in(lists, codes[end - 1], DIGIT):
        person = 0.0
    elif hyphen < end and lists.table[row_of(lists, plain_hash(codes, start, hyphen)), IS_LISTED] & NAME:
        other = 3.0
    elif (
        hyphen < end and is_in(lists, codes[end - 1], UPPER_CASE) and _are_acronyms(lists, codes, start, end)
    ) or lists.points[lists.table[desk.cells[index, ROW], AS_SUFFIX], 1] != 0.0:
        organisation = 2.5
    else:
        person, organisation, place = 0.7, 0.5, 0.4
        if flags & GIVEN_NAME:
            person += 1.5
        found = lower_endings(lists, codes, start, end)
        if found & PERSON_END:
            person += 0.8
        if found & PLACE_END:
            place += 1.2
        if found & ORG_END:
            organisation += 1.0
        if _has_article(codes, start, end):
            person += 0.4
    set_points(desk, count, person, organisation, place, other)


@compiled
def certain_kind(desk, count, flags):  # type: ignore[no-untyped-def]
    """Name the kind that no context overturns; -1 where there is none."""
    points = desk.points
    if points[count, 3] >= PLACE_SURE and flags & KNOWN:
        return 3
    if flags & ORDINARY:
        return -1
    best = 0
    for kind in range(1, 4):
        if points[count, kind] > points[count, best]:
            best = kind
    second = -1000.0
    for kind in range(4):
        if kind != best:
            second = max(second, points[count, kind])
    if points[count, best] - second < CERTAIN:
        return -1
    return best if best != 2 or points[count, best] >= PLACE_SURE else -1


@compiled
def is_compound(codes, start, end):  # type: ignore[no-untyped-def]
    """Tell an adjective made of a name: "Iran-backed"."""
    at = end
    while at > start and 0x61 <= codes[at - 1] <= 0x7A:
        at -= 1
    return end - at >= 3 and at > start and codes[at - 1] == _HYPHEN


@compiled
def phrase_flags(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Look up the lists a phrase is in."""
    return lists.table[row_of(lists, plain_hash(codes, start, end)), IS_LISTED]


@compiled
def is_party(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Tell a party and a state: "D-Calif."."""
    first = codes[start]
    if end - start < 3 or not (first == 0x44 or first == 0x52 or first == 0x49) or codes[start + 1] != _HYPHEN:
        return False
    if is_text(codes, start + 2, end, _DAY) and not (start + 5 < end and is_in(lists, codes[start + 5], WORD)):
        return False
    for at in range(start + 2, end):
        code = codes[at]
        is_letter = 0x41 <= code <= 0x5A or (at > start + 2 and (0x61 <= code <= 0x7A or code == 0x2E))
        if not is_letter:
            return False
    return True
