"""Cut a run into names in machine code: ``mentions_candidates`` over words that are rows of a list."""

from typing import Any, Final

import numpy as np

from flows.steps.extract.mentions_candidates import (
    GIVEN,
    JOB_AND_NAME_WORDS,
    KNOWN,
    LONGEST_NAME_WORDS,
    ORDINARY,
    PLACE_SURE,
    SINGLE,
    SURE,
    SYLLABLE_CHARS,
    TITLED,
)
from flows.steps.extract.mentions_compiled_borders import is_adjective, is_date, is_flight, joins, opens_sentence
from flows.steps.extract.mentions_compiled_lists import (
    AS_NAME,
    AS_SUFFIX,
    CALENDAR,
    COMMON,
    FIRM_STOP,
    FUNCTION,
    GIVEN_NAME,
    HEAD,
    HONORIFIC,
    IS_CAPITALS,
    IS_INITIAL,
    IS_LISTED,
    IS_SMALL,
    JOB,
    LOOSE,
    MARK,
    MODIFIER,
    NAME,
    NEVER,
    OF_FOR,
    OPENER,
    ORG_WORD,
    PEOPLE,
    SUFFIX,
    TITLE,
    plain_hash,
    row_of,
)
from flows.steps.extract.mentions_compiled_text import code_points, is_text, is_upper_text
from flows.steps.extract.mentions_compiled_words import (
    END,
    FLAGS,
    LOWER,
    PIECE_END,
    PIECE_FLAGS,
    PIECE_KIND,
    PIECE_ROLE,
    PIECE_START,
    ROW,
    START,
    certain_kind,
    head_evidence,
    is_compound,
    is_party,
    phrase_flags,
    set_points,
    take_points,
    word_evidence,
    words_evidence,
)
from flows.text.machine import compiled

_NO_ROLE: Final[Any] = np.int64(-1)
_FIRST: Final[Any] = np.int64(0)
"""Numbers of NumPy: numba would compile a function anew for each of Python's that is passed to it."""

_HYPHEN: Final = ord("-")
_MINISTRY: Final = code_points("Ministry")
_AMPERSAND: Final = code_points("&")


@compiled
def _longest_listed(lists, codes, words, index, end):  # type: ignore[no-untyped-def]
    flags = words[index, FLAGS]
    name_end = index + 1 if flags & NAME else index
    title_end = index + 1 if flags & TITLE else index
    if flags & OPENER:
        for last in range(min(end, index + LONGEST_NAME_WORDS), index + 1, -1):
            listed = phrase_flags(lists, codes, words[index, START], words[last - 1, END])
            if listed & NAME:
                name_end = max(name_end, last)
            if listed & TITLE:
                title_end = max(title_end, last)
            if name_end > index + 1 or title_end > index + 1:
                break
    return name_end, title_end


@compiled
def _longest(lists, codes, words, index, end):  # type: ignore[no-untyped-def]
    """Find where the longest listed name and the longest title that begin at a word end."""
    name_end, title_end = _longest_listed(lists, codes, words, index, end)
    if title_end == index and words[index, FLAGS] & MODIFIER and name_end <= index + 1:
        after = index + 1
        while after < end and words[after, FLAGS] & MODIFIER and not words[after, FLAGS] & TITLE:
            after += 1
        if after < end:
            # The word behind the modifiers is a title or no modifier: it is looked up alone.
            title_end = _longest_listed(lists, codes, words, after, end)[1]
            title_end = title_end if title_end > after else index
    return name_end, title_end


@compiled
def _set_piece(desk, count, start, end, flags, role_start):  # type: ignore[no-untyped-def]
    desk.cells[count, PIECE_START] = start
    desk.cells[count, PIECE_END] = end
    desk.cells[count, PIECE_FLAGS] = flags
    desk.cells[count, PIECE_ROLE] = role_start
    desk.cells[count, PIECE_KIND] = certain_kind(desk, count, flags)


@compiled
def _settle(lists, codes, desk, begin, end, is_titled, role_start, count):  # type: ignore[no-untyped-def]
    """Make a name of words and say what its own words tell of its kind; return how many names there are now."""
    words = desk.cells
    while begin < end and words[end - 1, FLAGS] & IS_SMALL:
        end -= 1
    while begin < end and words[begin, FLAGS] & LOOSE:
        begin += 1
    if begin >= end:
        return count
    start, stop = words[begin, START], words[end - 1, END]
    is_given = words[begin, FLAGS] & GIVEN_NAME != 0
    if end - begin > 1 and stop - words[end - 1, START] == 1 and not is_given:
        return count
    row = row_of(lists, plain_hash(codes, start, stop))
    is_known = lists.table[row, IS_LISTED] & NAME != 0
    flags = GIVEN if is_given else 0
    if is_known:
        flags |= KNOWN
        take_points(lists, lists.table[row, AS_NAME], desk, count)
    if end - begin == 1:
        flags |= SINGLE
        if words[begin, LOWER] & COMMON or words[begin, FLAGS] & TITLE:
            flags |= ORDINARY
        if not is_known:
            word_evidence(lists, codes, desk, begin, count)
    elif not is_known:
        if head_evidence(lists, desk, begin, end, count):
            flags |= SURE
        else:
            words_evidence(lists, codes, desk, begin, end, count)
    if is_titled:
        flags |= TITLED
        desk.points[count, 0] += 6.0
    else:
        role_start = -1
    _set_piece(desk, count, start, stop, flags, role_start if role_start < start else -1)
    return count + 1


@compiled
def _is_no_opener(lists, codes, words, begin, end):  # type: ignore[no-untyped-def]
    flags = words[begin, FLAGS]
    if flags & OPENER:
        name_end, title_end = _longest(lists, codes, words, begin, end)
        if max(name_end, title_end) > begin + 1:
            return False
    after = words[begin + 1, FLAGS]
    if flags & TITLE:
        return False
    if flags & MODIFIER and (after & ORG_WORD != 0 or _longest(lists, codes, words, begin, end)[1] > begin):
        return False
    if words[begin, LOWER] & COMMON:
        is_named = flags & (ORG_WORD | NAME | HEAD) != 0
        return not (is_named and (words[end - 1, FLAGS] & SUFFIX != 0 or after & OF_FOR != 0))
    if words[begin, LOWER] & JOB and not flags & GIVEN_NAME and not words[end - 1, FLAGS] & SUFFIX:
        return after & GIVEN_NAME != 0 or (end - begin == JOB_AND_NAME_WORDS and after & IS_INITIAL != 0)
    return after & PEOPLE != 0 and not flags & (NAME | GIVEN_NAME)


@compiled
def _strip(lists, codes, words, begin, end, is_first):  # type: ignore[no-untyped-def]
    while begin < end:
        flags = words[begin, FLAGS]
        is_function = words[begin, LOWER] & FUNCTION != 0 and not (flags & IS_CAPITALS != 0 and not is_first)
        is_off = flags & IS_SMALL != 0 or is_function
        if not is_off and not (is_first and end - begin > 1 and _is_no_opener(lists, codes, words, begin, end)):
            break
        begin += 1
        is_first = False
    while end > begin and words[end - 1, FLAGS] & IS_SMALL:
        end -= 1
    if end - begin == 1 and words[begin, FLAGS] & NEVER:
        return end, end
    return begin, end


@compiled
def _is_in_name(lists, codes, words, held, index, title_end, end):  # type: ignore[no-untyped-def]
    if title_end == end:
        return index > held and (words[held, FLAGS] & GIVEN_NAME != 0 or codes[words[held, END] - 1] == 0x2E)
    is_body = lists.points[lists.table[words[end - 1, ROW], AS_SUFFIX], 1] > 0
    return is_body and title_end - index == 1


@compiled
def _stands_alone(lists, codes, words, held, index, name_end, begin, end):  # type: ignore[no-untyped-def]
    if index == begin and name_end == end:
        return True
    start, stop = words[index, START], words[name_end - 1, END]
    row = row_of(lists, plain_hash(codes, start, stop))
    flags = lists.table[row, IS_LISTED]
    evidence = lists.table[row, AS_NAME]
    is_people = flags & PEOPLE != 0
    is_long = name_end - index > 1
    last = words[end - 1, FLAGS]
    if name_end < end and last & SUFFIX:
        if phrase_flags(lists, codes, words[name_end, START], words[end - 1, END]) & NAME:
            return lists.points[evidence, 2] > 0 or is_people
        if is_people:
            is_long = words[end - 1, END] - words[end - 1, START] > _MINISTRY.size
            return not is_long and is_text(codes, words[end - 1, START], words[end - 1, END], _MINISTRY)
        is_event = lists.points[lists.table[words[end - 1, ROW], AS_SUFFIX], 3] > 0
        return lists.points[evidence, 2] >= PLACE_SURE and is_event and is_upper_text(lists, codes, start, stop)
    if index > held and (
        words[index - 1, FLAGS] & GIVEN_NAME
        or is_text(codes, words[index - 1, START], words[index - 1, END], _AMPERSAND)
    ):
        return False
    if name_end < end and is_text(codes, words[name_end, START], words[name_end, END], _AMPERSAND):
        return False
    after = words[name_end, FLAGS] if name_end < end else 0
    if not is_long and name_end < end and flags & GIVEN_NAME and not after & TITLE:
        return after & NAME != 0 and not after & GIVEN_NAME and is_people
    if is_people:
        return True
    if is_long:
        return index == held or name_end < end or not last & SUFFIX
    if index > held:
        return False
    if after & GIVEN_NAME and stop - start > SYLLABLE_CHARS:
        return True
    for kind in range(4):
        if lists.points[evidence, kind] >= PLACE_SURE:
            return True
    return False


@compiled
def _cut_part(lists, codes, desk, begin, end, is_first, count):  # type: ignore[no-untyped-def]
    words = pieces = desk.cells
    begin, end = _strip(lists, codes, words, begin, end, is_first)
    part = count
    role_start = _NO_ROLE
    is_titled = begin > end  # never; numba would compile functions anew for a constant
    held = index = begin
    while index < end:
        name_end, title_end = _longest(lists, codes, words, index, end)
        is_title = title_end > index and title_end >= name_end
        if is_title and not _is_in_name(lists, codes, words, held, index, title_end, end):
            count = _settle(lists, codes, desk, held, index, is_titled, role_start, count)
            if title_end == end and index == begin and end - begin == 1:
                set_points(desk, part, 0.7, 0.0, 0.0, 0.0)
                _set_piece(desk, part, words[index, START], words[index, END], np.int64(SINGLE | ORDINARY), _NO_ROLE)
                return part + 1
            if not is_titled:
                role_start = words[index, START]
                for before in range(count - 1, part - 1, -1):
                    if pieces[before, PIECE_END] + 1 != role_start or pieces[before, PIECE_FLAGS] & TITLED:
                        break
                    role_start = pieces[before, PIECE_START]
            start = words[index, START]
            if role_start == start and phrase_flags(lists, codes, start, words[title_end - 1, END]) & HONORIFIC:
                role_start = words[title_end, START] if title_end < end else -1
            is_titled = True
            held = index = title_end
        elif (
            name_end > index and not is_titled and _stands_alone(lists, codes, words, held, index, name_end, begin, end)
        ):
            count = _settle(lists, codes, desk, held, index, is_titled, _NO_ROLE, count)
            count = _settle(lists, codes, desk, index, name_end, is_titled, _NO_ROLE, count)
            held = index = name_end
        else:
            index = max(name_end, index + 1)
    return _settle(lists, codes, desk, held, end, is_titled, role_start, count)


@compiled
def _cut_word(lists, codes, desk, is_first):  # type: ignore[no-untyped-def]
    start, end, row, flags, lower = (
        desk.cells[0, START], desk.cells[0, END], desk.cells[0, ROW], desk.cells[0, FLAGS], desk.cells[0, LOWER]
    )  # fmt: skip
    if flags & (CALENDAR | NEVER) or (lower & FUNCTION and not (flags & IS_CAPITALS and not is_first)):
        return 0
    marks = SINGLE
    if flags & NAME:
        marks |= KNOWN
        take_points(lists, lists.table[row, AS_NAME], desk, _FIRST)
    elif is_compound(codes, start, end) or is_party(lists, codes, start, end):
        return 0
    else:
        word_evidence(lists, codes, desk, _FIRST, _FIRST)
    if flags & GIVEN_NAME:
        marks |= GIVEN
    if lower & COMMON or flags & TITLE:
        marks |= ORDINARY
    _set_piece(desk, _FIRST, start, end, marks, _NO_ROLE)
    return 1


@compiled
def hangs_on_first(words, size):  # type: ignore[no-untyped-def]
    """Tell whether a run may be cut in another way where it begins a sentence."""
    lower = words[0, LOWER]
    return lower & FUNCTION != 0 or (size > 1 and (lower & (COMMON | JOB) != 0 or words[1, FLAGS] & PEOPLE != 0))


@compiled
def _is_plain(codes, words, size):  # type: ignore[no-untyped-def]
    """Tell whether a run is one name of unlisted words."""
    if words[0, LOWER] & FUNCTION:
        return False
    for index in range(size):
        first = codes[words[index, START]]
        if words[index, FLAGS] & (MARK | NAME) or (index and 0x61 <= first <= 0x7A):
            return False
    for at in range(words[0, START], words[size - 1, END]):
        if codes[at] == _HYPHEN:
            return False
    return True


@compiled
def cut_run(lists, codes, desk, size, is_first):  # type: ignore[no-untyped-def]
    """Cut a run, whose words were split, into names; return their number."""
    words = desk.cells
    if size == 1:
        return _cut_word(lists, codes, desk, is_first)
    if _is_plain(codes, words, size) and not (is_first and hangs_on_first(words, size)):
        return _cut_plain(lists, codes, desk, size)
    count = begin = _FIRST
    opened = _FIRST if is_first else _NO_ROLE
    for index in range(size):
        flags = words[index, FLAGS]
        if begin < index < size - 1 and is_flight(lists, codes, words, index):
            count = _cut_part(lists, codes, desk, begin, index, begin == opened, count)
            begin = np.int64(index + 2)
        if begin < index and words[index - 1, FLAGS] & FIRM_STOP and opens_sentence(words, index):
            count = _cut_part(lists, codes, desk, begin, index, begin == opened, count)
            begin = opened = np.int64(index)
        is_made = not flags & NAME and is_adjective(lists, codes, words, begin, index)
        if (
            is_made
            or is_date(words, index, size)
            or (flags & LOOSE and not joins(lists, codes, words, begin, index, size))
        ):
            if begin < index and not is_made:
                count = _cut_part(lists, codes, desk, begin, index, begin == opened, count)
            begin = max(begin, np.int64(index + 1))
    if begin < size:
        count = _cut_part(lists, codes, desk, begin, size, begin == opened, count)
    return count


@compiled
def _cut_plain(lists, codes, desk, size):  # type: ignore[no-untyped-def]
    words = desk.cells
    flags = GIVEN if words[0, FLAGS] & GIVEN_NAME else 0
    if words[size - 1, END] - words[size - 1, START] == 1 and not flags:
        return 0
    if head_evidence(lists, desk, _FIRST, size, _FIRST):
        flags |= SURE
    else:
        words_evidence(lists, codes, desk, _FIRST, size, _FIRST)
    _set_piece(desk, _FIRST, words[0, START], words[size - 1, END], flags, _NO_ROLE)
    return 1
