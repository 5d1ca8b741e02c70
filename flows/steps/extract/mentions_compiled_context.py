"""Weigh the words around a name in machine code: ``mentions_context`` over code points."""

from typing import Final

from flows.steps.extract.mentions_candidates import GIVEN, KNOWN, SINGLE, TITLED
from flows.steps.extract.mentions_compiled_lists import (
    AFTER,
    AS_NAME,
    BEFORE,
    BODY_HEAD,
    BODY_MODIFIER,
    BODY_NOUN,
    CLUB,
    DIGIT,
    HOLDING,
    IS_LISTED,
    JOB,
    PLACE_AFTER,
    SITE_NOUN,
    SMALL,
    SPACE,
    UP,
    UPPER_CASE,
    WHERE,
    plain_hash,
    raw_hash,
    row_of,
)
from flows.steps.extract.mentions_compiled_text import (
    code_points,
    has_decimals,
    is_in,
    is_text,
    is_word,
    run_end,
    token_after,
    token_before,
)
from flows.steps.extract.mentions_context import (
    AFTER_CHARS,
    BESIDE_CHARS,
    IS_AGAINST,
    IS_AT,
    IS_BODY,
    IS_BY,
    IS_INTO,
    IS_JOB,
    IS_OF,
    IS_OUT,
    IS_SAYING,
    IS_SPEECH,
    IS_THE,
    LARGE_PLACE,
)
from flows.text.machine import compiled

_ACCORDING: Final = code_points("according")
_WHO, _WHOSE, _AGED, _AND = (code_points(word) for word in ("who", "whose", "aged ", " and"))
_A, _AN, _THE = code_points("a "), code_points("an "), code_points("the ")
_ONE, _WHOSE_WHAT = code_points("one of the "), code_points("whose ")
_WHICH_A, _WHICH_AN = code_points("which is a "), code_points("which is an ")
_LEAST_WHAT: Final = 3
_MOST_WHAT: Final = 60
_LONGEST_NOUN: Final = 12


@compiled
def _is_age(lists, codes, at, end):  # type: ignore[no-untyped-def]
    """Tell what only follows a person, from behind the comma and its space: an age, "who"."""
    if is_text(codes, at, end, _WHO) and not is_word(lists, codes, at + 3, at, end):
        return True
    if is_text(codes, at, end, _WHOSE) and not is_word(lists, codes, at + 5, at, end):
        return True
    begin = at + _AGED.size if is_text(codes, at, end, _AGED) else at
    if not has_decimals(lists, codes, begin, end):
        return False
    after = begin + 2
    if after < end:
        code = codes[after]
        if code == 0x2C or code == 0x29:
            return True
        if is_text(codes, after, end, _AND) and not is_word(lists, codes, after + 4, at, end):
            return True
    return begin == at and (after == end or (after == end - 1 and codes[after] == 0x0A))


@compiled
def _opens_apposition(codes, at, end):  # type: ignore[no-untyped-def]
    """Find where what a comma sets off begins; -1 where it is no description."""
    for opener in (_AN, _A, _THE, _ONE, _WHOSE_WHAT, _WHICH_AN, _WHICH_A):
        if is_text(codes, at, end, opener):
            return at + opener.size
    return -1


@compiled
def _words_of(lists, codes, at, end):  # type: ignore[no-untyped-def]
    """Gather the flags of the words between two places."""
    found = 0
    while True:
        start, stop = token_after(lists, codes, at, end)
        if start == stop:
            return found
        found |= lists.table[row_of(lists, raw_hash(codes, start, stop)), IS_LISTED]
        at = stop


@compiled
def _from_before(lists, codes, low, begin, flags, is_sport):  # type: ignore[no-untyped-def]
    """Weigh the word before a name, with the word before that."""
    person = organisation = place = 0.0
    start, stop = token_before(lists, codes, low, begin)
    if start == stop:
        return person, organisation, place
    sort = lists.table[row_of(lists, raw_hash(codes, start, stop)), BEFORE] - 1
    if sort < 0:
        return person, organisation, place
    earlier, earlier_end = token_before(lists, codes, low, start)
    listed = lists.table[row_of(lists, raw_hash(codes, earlier, earlier_end)), IS_LISTED]
    if sort == IS_JOB:
        person = 2.5 if flags & SINGLE else 4.0
    elif sort == IS_INTO:
        place, person = 3.0, -1.0
        if listed & HOLDING:
            organisation, place = 2.0, 1.0
    elif sort == IS_AT:
        is_according = earlier_end - earlier == _ACCORDING.size
        for index in range(_ACCORDING.size):
            is_according = is_according and lists.chars[codes[earlier + index], SMALL] == _ACCORDING[index]
        if is_according:
            person, organisation = 0.6, 1.0
        else:
            place = 1.2
    elif sort == IS_OF:
        place = 0.5
        if listed & PLACE_AFTER:
            place = 3.5
    elif sort == IS_THE:
        person, organisation = -2.5, 1.0
        if listed & WHERE:
            place = 1.5
    elif sort == IS_BY:
        person = 0.5
    elif sort == IS_SAYING:
        person = 2.0
    elif is_sport and sort == IS_AGAINST and flags & SINGLE:
        organisation = 1.2
    elif is_sport and sort == IS_OUT:
        person = 3.0
    return person, organisation, place


@compiled
def _with_result(lists, codes, low, begin, flags, person, organisation):  # type: ignore[no-untyped-def]
    """Weigh a name before a number in a report of sports."""
    opened = closed = -1
    for at in range(low, begin):
        if codes[at] == 0x28:
            opened = at
        elif codes[at] == 0x29:
            closed = at
    if opened > closed:
        return person + 3.0, organisation
    if flags & GIVEN and not flags & SINGLE:
        return person + 1.0, organisation
    head = begin
    while head > low and is_in(lists, codes[head - 1], SPACE):
        head -= 1
    if head == low or is_in(lists, codes[head - 1], DIGIT) or codes[head - 1] == 0x29 or codes[head - 1] == 0x2D:
        return person, organisation + 4.0
    return person, organisation


@compiled
def _behind_comma(lists, codes, end, high, flags):  # type: ignore[no-untyped-def]
    """Weigh what a comma sets off behind a name."""
    high = min(high, end + AFTER_CHARS)
    is_spaced = end + 1 < high and codes[end + 1] == 0x20
    if is_spaced and _is_age(lists, codes, end + 2, high):
        return 3.5, 0.0, 0.0
    if is_spaced and not flags & KNOWN:
        what = _opens_apposition(codes, end + 2, high)
        if what >= 0:
            stop = what
            while stop < high and stop - what < _MOST_WHAT:
                code = codes[stop]
                if (
                    code == 0x2C or code == 0x2E or code == 0x3B or code == 0x3A or code == 0x21 or code == 0x3F
                    or code == 0x0A
                ):  # fmt: skip
                    break
                stop += 1
            if stop - what >= _LEAST_WHAT:
                found = _words_of(lists, codes, what, stop)
                if found & BODY_NOUN:
                    return 0.0, 3.0, 0.0
                if found & SITE_NOUN:
                    return 0.0, 0.0, 3.0
                return 2.5 if found & JOB else 0.0, 0.0, 0.0
    if (
        end + 2 < high
        and is_in(lists, codes[end + 2], UPPER_CASE)
        and is_in(lists, codes[end + 2], UP)
        and not is_word(lists, codes, end + 1, end, high)
    ):
        stop = run_end(lists, codes, end + 2, high)
        row = row_of(lists, raw_hash(codes, end + 2, stop))
        if lists.points[lists.table[row, AS_NAME], 2] >= LARGE_PLACE:
            return 0.0, 0.0, 2.5
    return 0.0, 0.0, 0.0


@compiled
def around(lists, codes, low, start, begin, end, high, flags, is_sport, found, count):  # type: ignore[no-untyped-def]
    """Weigh the words before and after a name, whose block stands between low and high."""
    person = organisation = place = 0.0
    near = max(low, begin - BESIDE_CHARS)
    if begin > low and codes[begin - 1] == 0x20:
        person, organisation, place = _from_before(lists, codes, near, begin, flags, is_sport)
    following = codes[end] if end < high else 0
    if following == 0x20:
        token, bare = token_after(lists, codes, end, min(high, end + AFTER_CHARS))
        while bare > token and (
            codes[bare - 1] == 0x2E or codes[bare - 1] == 0x2C or codes[bare - 1] == 0x3B or codes[bare - 1] == 0x3A
        ):
            bare -= 1
        row = row_of(lists, raw_hash(codes, token, bare)) if bare > token else 0
        sort = lists.table[row, AFTER] - 1
        if sort < 0:
            if is_sport and bare > token and codes[token] == 0x28 and not flags & SINGLE:
                person += 1.0
        elif sort == IS_SPEECH:
            person += 0.7 if flags & SINGLE else 1.5
            organisation += 0.4
            place -= 0.5
        elif sort == IS_BODY and not flags & (TITLED | GIVEN):
            organisation += 1.8
            person -= 1.0
        elif lists.table[row, IS_LISTED] & PLACE_AFTER:
            place += 2.5
            person -= 1.0
    elif following == 0x2C:
        more = _behind_comma(lists, codes, end, high, flags)
        person, organisation, place = person + more[0], organisation + more[1], place + more[2]
    elif following == 0x29 and begin > low and codes[begin - 1] == 0x28:
        organisation += 0.5
        person -= 0.5
    if is_sport:
        if following == 0x20 and end + 1 < high and is_in(lists, codes[end + 1], DIGIT):
            person, organisation = _with_result(lists, codes, near, begin, flags, person, organisation)
        elif following == 0x3A and begin == low:
            place += 2.0
        if place < 1.0 and lists.table[row_of(lists, plain_hash(codes, start, end)), IS_LISTED] & CLUB:
            organisation += 1.2
    found.points[count, 4] = person
    found.points[count, 5] = organisation
    found.points[count, 6] = place


@compiled
def body_end(lists, codes, end, high):  # type: ignore[no-untyped-def]
    """Find the end of a body named by its people ("Chadian security forces"); where the name ends if it is none."""
    found = end
    at = end
    for _ in range(3):
        if at >= high or codes[at] != 0x20:
            return found
        stop = at + 1
        while stop < high and 0x61 <= codes[stop] <= 0x7A and stop - at <= _LONGEST_NOUN:
            stop += 1
        flags = lists.table[row_of(lists, plain_hash(codes, at + 1, stop)), IS_LISTED]
        if flags & BODY_HEAD and not is_word(lists, codes, stop, at, high):
            found = stop
        if not flags & BODY_MODIFIER:
            return found
        at = stop
    return found
