"""Find known names in lines of capitals, and one form for each name of an article, in machine code.

The twins of ``mentions_typing._in_capitals``, of ``mentions_names`` and of the tests before ``mentions_roles``.
"""

from typing import Final

import numpy as np

from flows.steps.extract.mentions_candidates import LONGEST_NAME_WORDS
from flows.steps.extract.mentions_compiled_lists import (
    ALPHA,
    CAPS_CLUB,
    CLASS,
    CLUB,
    DECIMAL,
    HONORIFIC,
    IN_CAPITALS,
    IS_LISTED,
    JOB,
    NO_ROLE,
    OPENER,
    ROLE_OPENER,
    SPELLED,
    TITLE,
    WORD,
    form_key,
    held_at,
    lower_hash,
    place_of,
    raw_hash,
    row_of,
    slots_for,
    upper_hash,
)
from flows.steps.extract.mentions_compiled_text import (
    code_points,
    is_apostrophe,
    is_blank,
    is_in,
    is_text,
    is_upper_text,
    is_word,
)
from flows.steps.extract.mentions_compiled_typing import (
    NAME_BLOCK,
    NAME_END,
    NAME_FORM,
    NAME_KIND,
    NAME_ROLE,
    NAME_START,
    initials_hash,
    without_generation,
)
from flows.steps.extract.mentions_roles import REACH_CHARS
from flows.steps.extract.mentions_typing import ORGANISATION, PERSON
from flows.text.machine import compiled

_OPENS: Final = np.int64(7)
_SPELLED: Final = np.int64(2)
_PLAIN: Final = np.int64(1)
_AS_IT_STANDS: Final = np.int64(0)
_PERSON: Final = np.int64(PERSON)
_ORGANISATION: Final = np.int64(ORGANISATION)
_CO: Final = code_points("co-")
_AGED: Final = code_points("aged")


@compiled
def _is_letter(lists, codes, at, end):  # type: ignore[no-untyped-def]
    return at < end and codes[at] != 0x5F and lists.chars[codes[at], CLASS] & (WORD | DECIMAL) == WORD


@compiled
def _word_end(lists, codes, at, end):  # type: ignore[no-untyped-def]
    """Find the end of the word of a line in capitals that begins with the letter here."""
    stop = at
    while _is_letter(lists, codes, stop, end) and stop + 1 < end and codes[stop + 1] == 0x2E:
        stop += 2
    if stop - at >= 4:
        return stop
    at += 1
    while at < end and (is_in(lists, codes[at], WORD) or codes[at] == 0x26):
        at += 1
    while at < end:
        if is_apostrophe(codes[at]):
            is_s = at + 1 < end and (codes[at + 1] == 0x73 or codes[at + 1] == 0x53)
            if is_s and not is_word(lists, codes, at + 2, 0, end):
                return at
        elif codes[at] != 0x2D:
            return at
        after = at + 1
        while after < end and is_in(lists, codes[after], WORD):
            after += 1
        if after == at + 1:
            return at
        at = after
    return at


@compiled
def _set_once(slots, key, value):  # type: ignore[no-untyped-def]
    place = place_of(slots, key)
    if slots[place, 1] == 0:
        slots[place, 1] = value


@compiled
def learn_names(lists, codes, named, first, count, room):  # type: ignore[no-untyped-def]
    """Remember the names of an article in capitals, and the first words of those of several."""
    size = slots_for(room.first, 3 * (count - first) + 1)
    slots = room.first[:size]
    for index in range(first, count):
        start, end, kind = named[index, NAME_START], named[index, NAME_END], named[index, NAME_KIND]
        _set_once(slots, upper_hash(lists, codes, start, end, _AS_IT_STANDS), kind + 1)
        for at in range(start, end):
            if codes[at] == 0x20:
                _set_once(slots, form_key(upper_hash(lists, codes, start, at, _AS_IT_STANDS), _OPENS), 1)
                break
        if kind == PERSON:
            _, _, last, last_end, _ = without_generation(lists, codes, start, end)
            _set_once(slots, upper_hash(lists, codes, last, last_end, _AS_IT_STANDS), PERSON + 1)
    return size


@compiled
def _known_kind(lists, codes, start, end, slots, is_caps, is_sport):  # type: ignore[no-untyped-def]
    """Return 1 + the kind of a phrase in a line of capitals; 0 where it is no known name."""
    kind = held_at(slots, upper_hash(lists, codes, start, end, _AS_IT_STANDS))
    if kind:
        return kind
    row = row_of(lists, raw_hash(codes, start, end))
    listed = np.int64(lists.table[row, IN_CAPITALS] if is_caps else lists.table[row, SPELLED])
    if listed and is_sport and lists.table[row, IS_LISTED] & (CAPS_CLUB if is_caps else CLUB):
        return ORGANISATION + 1
    return listed


@compiled
def read_capitals(lists, codes, low, high, block, is_sport, slots, spans, named, count):  # type: ignore[no-untyped-def]
    """Find the known names of a line in capitals or title case, and return how many names there are now."""
    is_caps = is_upper_text(lists, codes, low, high)
    size = 0
    at = low
    while at < high:
        if _is_letter(lists, codes, at, high):
            spans[2 * size] = at
            at = spans[2 * size + 1] = _word_end(lists, codes, at, high)
            size += 1
        else:
            at += 1
    index = 0
    space = low
    while index < size:
        start = spans[2 * index]
        longest = min(size, index + LONGEST_NAME_WORDS)
        if not is_caps:
            space = max(space, start)
            while space < high and codes[space] != 0x20:
                space += 1
            if (
                space < high
                and not lists.table[row_of(lists, raw_hash(codes, start, space)), IS_LISTED] & OPENER
                and held_at(slots, form_key(upper_hash(lists, codes, start, space, _AS_IT_STANDS), _OPENS)) == 0
            ):
                while longest > index + 1 and spans[2 * longest - 1] > space:
                    longest -= 1
        step = 1
        for last in range(longest, index, -1):
            end = spans[2 * last - 1]
            kind = _known_kind(lists, codes, start, end, slots, is_caps, is_sport)
            if kind:
                named[count, NAME_START] = start
                named[count, NAME_END] = end
                named[count, NAME_KIND] = kind - 1
                named[count, NAME_ROLE] = -1
                named[count, NAME_BLOCK] = block
                count += 1
                step = last - index
                break
        index += step
    return count


@compiled
def _count_spaces(codes, start, end):  # type: ignore[no-untyped-def]
    count = 0
    for at in range(start, end):
        count += is_blank(codes[at])
    return count


@compiled
def _learn_form(lists, codes, named, index, slots):  # type: ignore[no-untyped-def]
    """Remember for what shorter forms a name stands."""
    start, end, kind = named[index, NAME_START], named[index, NAME_END], named[index, NAME_KIND]
    if not is_upper_text(lists, codes, start, end):
        _set_once(slots, form_key(upper_hash(lists, codes, start, end, _PLAIN), _SPELLED), index + 1)
    if kind > ORGANISATION or _count_spaces(codes, start, end) == 0:
        return
    if kind == PERSON:
        first, first_end, last, last_end, size = without_generation(lists, codes, start, end)
        for side in range(2):
            begin, stop = (first, first_end) if side else (last, last_end)
            place = place_of(slots, form_key(upper_hash(lists, codes, begin, stop, _PLAIN), _PERSON))
            held = slots[place, 1] - 1
            if held < 0 or _count_spaces(codes, named[held, NAME_START], named[held, NAME_END]) < size - 1:
                slots[place, 1] = index + 1
        return
    for at in range(start, end):
        if is_blank(codes[at]):
            _set_once(slots, form_key(upper_hash(lists, codes, start, at, _PLAIN), _ORGANISATION), index + 1)
    value, size = initials_hash(lists, codes, start, end)
    if size > 1:
        _set_once(slots, form_key(value, _ORGANISATION), index + 1)


@compiled
def full_names(lists, codes, named, first, count, room):  # type: ignore[no-untyped-def]
    """Write for each name which name has its fullest form in the article."""
    unique = room.first[: slots_for(room.first, count - first)]
    letters = 0
    for index in range(first, count):
        letters += 4 + (named[index, NAME_END] - named[index, NAME_START]) // 2
    slots = room.second[: slots_for(room.second, letters)]
    for index in range(first, count):
        start, end, kind = named[index, NAME_START], named[index, NAME_END], named[index, NAME_KIND]
        place = place_of(unique, form_key(raw_hash(codes, start, end), kind))
        if unique[place, 1] == 0:
            unique[place, 1] = index + 1
            _learn_form(lists, codes, named, index, slots)
        named[index, NAME_FORM] = unique[place, 1] - 1
    for index in range(first, count):
        if named[index, NAME_FORM] != index:
            continue
        start, end, kind = named[index, NAME_START], named[index, NAME_END], named[index, NAME_KIND]
        upper = upper_hash(lists, codes, start, end, _PLAIN)
        held = np.int64(0)
        if kind <= ORGANISATION:
            held = held_at(slots, form_key(upper, kind))
        if held == 0 and is_upper_text(lists, codes, start, end):
            held = held_at(slots, form_key(upper, _SPELLED))
        # A name that is the first of its own has its form; a mark keeps it apart from places of names.
        named[index, NAME_FORM] = -held if held else -(index + 1)
    for index in range(first, count):
        form = named[index, NAME_FORM]
        if form >= 0:
            named[index, NAME_FORM] = named[form, NAME_FORM]
    for index in range(first, count):
        named[index, NAME_FORM] = -named[index, NAME_FORM] - 1


@compiled
def may_have_role(lists, codes, low, start, end, high):  # type: ignore[no-untyped-def]
    """Tell whether the words beside a person's name may hold a role: one in six does, the others need no pattern."""
    near = max(low, start - REACH_CHARS)
    if start - 2 >= near:
        if codes[start - 2] == 0x2C and codes[start - 1] == 0x20:
            return True
        if is_blank(codes[start - 1]) and is_in(lists, codes[start - 2], ALPHA):
            begin = start - 1
            while begin > near and not is_blank(codes[begin - 1]):
                begin -= 1
            flags = lists.table[row_of(lists, lower_hash(lists, codes, begin, start - 1)), IS_LISTED]
            if flags & JOB and not flags & NO_ROLE:
                return True
            if lists.table[row_of(lists, raw_hash(codes, begin, start - 1)), IS_LISTED] & HONORIFIC:
                return True
    if end + 2 >= high:
        return False
    at = end + 2
    if codes[end] == 0x20 and codes[end + 1] == 0x2C:
        at = end + 3
    elif codes[end] != 0x2C or codes[end + 1] != 0x20:
        return False
    if at >= high:
        return False
    if is_in(lists, codes[at], DECIMAL) or is_text(codes, at, high, _AGED) or is_text(codes, at, high, _CO):
        return True
    stop = at
    while stop < high and (is_in(lists, codes[stop], WORD) or codes[stop] == 0x2D):
        stop += 1
    while stop > at and codes[stop - 1] == 0x2D:
        stop -= 1
    return (
        stop > at
        and lists.table[row_of(lists, raw_hash(codes, at, stop)), IS_LISTED] & (ROLE_OPENER | JOB | TITLE) != 0
    )
