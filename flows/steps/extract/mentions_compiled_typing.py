"""Find the names of an article and choose a kind for each in machine code: ``mentions_typing`` over code points."""

from typing import Final

import numpy as np

from flows.steps.extract.mentions_candidates import GIVEN, KNOWN, ORDINARY, SINGLE, SURE, TITLED
from flows.steps.extract.mentions_compiled_context import around, body_end
from flows.steps.extract.mentions_compiled_lists import (
    ALNUM,
    ARTICLE,
    GENERATION,
    HEAD,
    IS_LISTED,
    LISTING,
    LOWER_CASE,
    NAME,
    NO_PLURAL,
    ORDINARY_END,
    PEOPLE,
    SEED,
    SMALL,
    SPACE,
    UPPER_CASE,
    finish,
    hash_on,
    held_at,
    mark_form,
    place_of,
    plain_hash,
    raw_hash,
    row_of,
    slots_for,
)
from flows.steps.extract.mentions_compiled_room import (
    BUCKETS,
    SPAN_BESIDE,
    SPAN_BLOCK,
    SPAN_END,
    SPAN_FIRST,
    SPAN_FLAGS,
    SPAN_KEY,
    SPAN_KIND,
    SPAN_ROLE,
    SPAN_START,
)
from flows.steps.extract.mentions_compiled_runs import cut_run, hangs_on_first
from flows.steps.extract.mentions_compiled_text import (
    is_apostrophe,
    is_in,
    opens_sentence,
    run_end,
    run_start,
    token_after,
)
from flows.steps.extract.mentions_compiled_words import (
    PIECE_END,
    PIECE_FLAGS,
    PIECE_KIND,
    PIECE_ROLE,
    PIECE_START,
    lower_endings,
    phrase_flags,
    split_run,
)
from flows.steps.extract.mentions_typing import (
    ACRONYM_POINTS,
    BODY_POINTS,
    ENOUGH,
    LINKED,
    MOST,
    ORGANISATION,
    OTHER,
    PERSON,
    PLACE,
    PLACE_SURE,
    STRONG,
)
from flows.text.machine import compiled

NAME_START, NAME_END, NAME_KIND, NAME_ROLE, NAME_BLOCK, NAME_FORM, NAME_MAY_HAVE_ROLE = range(7)
"""Columns of the names found."""

IS_PERSON_FORM: Final = np.int64(1)
IS_BODY_FORM: Final = np.int64(2)
_BODY_POINTS: Final = np.array(BODY_POINTS)


@compiled
def read_block(lists, codes, low, high, dateline_end, block, is_sport, desk, found, count):  # type: ignore[no-untyped-def]
    """Write the standings of a block, and return how many there are now."""
    at = low
    while True:
        capital = run_start(lists, codes, at, low, high)
        if capital == high:
            return count
        stop = run_end(lists, codes, capital, high)
        start, is_half = capital, False
        if capital > low and codes[capital - 1] == 0x2D:
            is_whole = capital - 3 == low or (capital - 3 > low and not is_in(lists, codes[capital - 4], ALNUM))
            if is_whole and phrase_flags(lists, codes, capital - 3, capital - 1) & ARTICLE:
                start = capital - 3
            else:
                is_half = capital - 2 >= low and is_in(lists, codes[capital - 2], LOWER_CASE)
        is_first = opens_sentence(lists, codes, low, capital)
        size = split_run(lists, codes, start, stop, desk)
        pieces = cut_run(lists, codes, desk, size, is_first and hangs_on_first(desk.cells, size))
        for index in range(pieces):
            begin, end = desk.cells[index, PIECE_START], desk.cells[index, PIECE_END]
            flags, kind = desk.cells[index, PIECE_FLAGS], desk.cells[index, PIECE_KIND]
            if is_half and begin == start:
                continue
            beside = begin if begin > start else capital
            for column in range(4):
                found.points[count, column] = desk.points[index, column]
                found.points[count, 4 + column] = 0.0
            if kind < 0:
                around(lists, codes, low, begin, beside, end, high, flags, is_sport, found, count)
            elif kind == OTHER and phrase_flags(lists, codes, begin, end) & PEOPLE:
                longer = body_end(lists, codes, end, high)
                if longer > end:
                    end, kind = longer, ORGANISATION
                    for column in range(4):
                        found.points[count, column] = _BODY_POINTS[column]
            if begin < dateline_end:
                found.points[count, 4 + PLACE] += 6.0
            found.cells[count, SPAN_START] = begin
            found.cells[count, SPAN_END] = end
            found.cells[count, SPAN_BESIDE] = beside
            found.cells[count, SPAN_BLOCK] = block
            found.cells[count, SPAN_FLAGS] = flags
            found.cells[count, SPAN_ROLE] = desk.cells[index, PIECE_ROLE]
            found.cells[count, SPAN_KIND] = kind
            found.cells[count, SPAN_FIRST] = is_first and begin == start
            found.cells[count, SPAN_KEY] = raw_hash(codes, begin, end)
            count += 1
        at = stop


@compiled
def best_kind(scores, index):  # type: ignore[no-untyped-def]
    """Find the kind with the most points, the first of equals."""
    best = 0
    for kind in range(1, 4):
        if scores[index, kind] > scores[index, best]:
            best = kind
    return best


@compiled
def without_generation(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Find the first and last word of a person's name, "Jr." left out: two pairs of places."""
    first, first_end = token_after(lists, codes, start, end)
    last, last_end = first, first_end
    before, before_end = first, first_end
    size = 1
    while True:
        after, after_end = token_after(lists, codes, last_end, end)
        if after == after_end:
            break
        before, before_end, last, last_end = last, last_end, after, after_end
        size += 1
    if size > 2 and phrase_flags(lists, codes, last, last_end) & GENERATION:
        last, last_end = before, before_end
        size -= 1
    return first, first_end, last, last_end, size


@compiled
def initials_hash(lists, codes, start, end):  # type: ignore[no-untyped-def]
    """Hash the capitals that words begin with as their text would be, and count them."""
    value = SEED
    size = 0
    at = start
    while True:
        token, at = token_after(lists, codes, at, end)
        if token == at:
            return finish(value), size
        if is_in(lists, codes[token], UPPER_CASE):
            value = hash_on(value, codes[token])
            size += 1


@compiled
def _short_forms(lists, codes, found, scored, firsts, first_count, totals, forms):  # type: ignore[no-untyped-def]
    """Gather the short forms of the article's full names: surnames, and companies without their suffix."""
    for number in range(first_count):
        index = firsts[number]
        start, end, flags = found.cells[index, SPAN_START], found.cells[index, SPAN_END], found.cells[index, SPAN_FLAGS]
        if flags & SINGLE and not flags & TITLED:
            continue
        for kind in range(4):
            scored[0, kind] = found.points[index, kind] + totals[number, kind]
        kind = best_kind(scored, 0)
        if flags & SINGLE:
            if kind == PERSON:
                mark_form(forms, found.cells[index, SPAN_KEY], IS_PERSON_FORM)
        elif kind == PERSON:
            first, first_end, last, last_end, _ = without_generation(lists, codes, start, end)
            mark_form(forms, raw_hash(codes, last, last_end), IS_PERSON_FORM)
            mark_form(forms, raw_hash(codes, first, first_end), IS_PERSON_FORM)
        elif kind == ORGANISATION:
            if flags & SURE:
                for at in range(start + 1, end):
                    if is_in(lists, codes[at], SPACE):
                        value = plain_hash(codes, start, at)
                        if not lists.table[row_of(lists, value), IS_LISTED] & (NAME | HEAD):
                            mark_form(forms, value, IS_BODY_FORM)
            mark_form(forms, initials_hash(lists, codes, start, end)[0], IS_BODY_FORM)


@compiled
def _score(codes, found, index, totals, number, form, scored):  # type: ignore[no-untyped-def]
    """Write the points of a standing; True where it may be the plural or genitive of a person's name."""
    points = found.points
    for kind in range(3):
        scored[index, kind] = points[index, kind] + points[index, 4 + kind]
        if totals[number, 4] > 1.0:
            rest = 0.5 * (totals[number, kind] - points[index, 4 + kind])
            if rest != 0.0:
                scored[index, kind] += -MOST if rest < -MOST else min(rest, MOST)
    scored[index, OTHER] = points[index, OTHER]
    if form & IS_PERSON_FORM and found.cells[index, SPAN_FLAGS] & SINGLE:
        if points[index, PLACE] < PLACE_SURE or totals[number, PLACE] < 1.0:
            scored[index, PERSON] += LINKED
            scored[index, PLACE] -= 1.0
        else:
            scored[index, PERSON] += 0.5
        return False
    if form & IS_BODY_FORM:
        scored[index, ORGANISATION] += LINKED
        return False
    return codes[found.cells[index, SPAN_END] - 1] == 0x73


@compiled
def _lean_on_lists(lists, codes, found, count, scored):  # type: ignore[no-untyped-def]
    """Let an unlisted name take the kind of its neighbours in a list."""
    cells = found.cells
    for index in range(1, count):
        gap = cells[index, SPAN_START] - cells[index - 1, SPAN_END]
        beside = cells[index, SPAN_BESIDE]
        if gap > 6 or gap < 1 or cells[index, SPAN_BLOCK] != cells[index - 1, SPAN_BLOCK]:
            continue
        if not lists.table[row_of(lists, raw_hash(codes, beside - gap, beside)), IS_LISTED] & LISTING:
            continue
        for side in range(2):
            weak, strong = index - side, index - 1 + side
            if cells[weak, SPAN_KIND] < 0 and not cells[weak, SPAN_FLAGS] & (KNOWN | TITLED | SURE):
                for kind in range(4):
                    scored[weak, kind] += max(-1.5, min(1.5, 0.5 * scored[strong, kind]))


@compiled
def _stands_in_lower(lists, codes, start, end, low, high, heads, links):  # type: ignore[no-untyped-def]
    """Tell whether a word of the article begins with this word in lower case, behind a space."""
    if heads[0] < 0:
        for place in range(BUCKETS + 1):
            heads[place] = 0
        for at in range(high - 2, low - 1, -1):
            if codes[at] == 0x20:
                bucket = 1 + np.int64(codes[at + 1]) % BUCKETS
                links[at - low] = heads[bucket]
                heads[bucket] = at + 1
    following = heads[1 + np.int64(lists.chars[codes[start], SMALL]) % BUCKETS]
    while following > 0:
        at = following - 1
        is_same = at + 1 + end - start <= high
        for place in range(end - start):
            if not is_same or codes[at + 1 + place] != lists.chars[codes[start + place], SMALL]:
                is_same = False
                break
        if is_same:
            return True
        following = links[at - low]
    return False


@compiled
def _is_name(lists, codes, found, index, is_only_first, low, high, heads, links):  # type: ignore[no-untyped-def]
    """Tell a name of one word from a word that begins a sentence."""
    flags = found.cells[index, SPAN_FLAGS]
    if not flags & ORDINARY and (flags & KNOWN or not is_only_first):
        return True
    for kind in range(4, 8):
        if found.points[index, kind] >= STRONG:
            return True
    if flags & ORDINARY:
        return flags & KNOWN != 0 and not is_only_first
    start, end = found.cells[index, SPAN_START], found.cells[index, SPAN_END]
    ending = lower_endings(lists, codes, start, end)
    is_plural = lists.chars[codes[end - 1], SMALL] == 0x73 and not ending & NO_PLURAL
    if is_plural and not (end < high and is_apostrophe(codes[end])):
        return False
    return not ending & ORDINARY_END and not _stands_in_lower(lists, codes, start, end, low, high, heads, links)


@compiled
def _is_vouched(codes, found, index, forms):  # type: ignore[no-untyped-def]
    if found.cells[index, SPAN_FLAGS] & (KNOWN | TITLED | GIVEN) or found.points[index, ORGANISATION] >= ACRONYM_POINTS:
        return True
    return held_at(forms, plain_hash(codes, found.cells[index, SPAN_START], found.cells[index, SPAN_END])) != 0


@compiled
def decide(lists, codes, found, count, low, high, is_foreign, room, named, name_count):  # type: ignore[no-untyped-def]
    """Choose a kind for each standing; write the names, and return how many there are now."""
    cells = found.cells
    slots = room.first[: slots_for(room.first, count)]
    totals, scored, firsts, numbers = room.totals, room.scored, room.firsts, room.numbers
    first_count = letters = 0
    for index in range(count):
        for column in range(6):
            totals[index, column] = 0.0
    for index in range(count):
        place = place_of(slots, cells[index, SPAN_KEY])
        if slots[place, 1] == 0:
            firsts[first_count] = index
            first_count += 1
            slots[place, 1] = first_count
            letters += 4 + (cells[index, SPAN_END] - cells[index, SPAN_START]) // 2
        number = numbers[index] = slots[place, 1] - 1
        if cells[index, SPAN_KIND] < 0:
            for kind in range(3):
                totals[number, kind] += found.points[index, 4 + kind]
        totals[number, 4] += 1.0
        if not cells[index, SPAN_FIRST]:
            totals[number, 5] += 1.0
    forms = room.second[: slots_for(room.second, letters)]
    _short_forms(lists, codes, found, scored, firsts, first_count, totals, forms)
    for index in range(count):
        form = firsts[index] = held_at(forms, cells[index, SPAN_KEY])
        is_surname = form & IS_PERSON_FORM and cells[index, SPAN_FLAGS] & SINGLE
        if cells[index, SPAN_KIND] >= 0 and not form & IS_BODY_FORM and not is_surname:
            for kind in range(4):
                scored[index, kind] = found.points[index, kind]
        elif _score(codes, found, index, totals, numbers[index], form, scored):
            singular = raw_hash(codes, cells[index, SPAN_START], cells[index, SPAN_END] - 1)
            if held_at(forms, singular) & IS_PERSON_FORM:
                scored[index, PERSON] += LINKED
    _lean_on_lists(lists, codes, found, count, scored)
    heads, links = room.heads, room.links
    heads[0] = -1
    for index in range(count):
        best = best_kind(scored, index)
        if scored[index, best] < ENOUGH or (is_foreign and not _is_vouched(codes, found, index, forms)):
            continue
        # The places of the first standings are done with: they hold the forms now.
        is_alone = cells[index, SPAN_FLAGS] & (SINGLE | TITLED) == SINGLE and firsts[index] == 0
        if is_alone and cells[index, SPAN_KIND] < 0:
            is_only_first = totals[numbers[index], 5] == 0.0
            if not _is_name(lists, codes, found, index, is_only_first, low, high, heads, links):
                continue
        named[name_count, NAME_START] = cells[index, SPAN_START]
        named[name_count, NAME_END] = cells[index, SPAN_END]
        named[name_count, NAME_KIND] = best
        named[name_count, NAME_ROLE] = cells[index, SPAN_ROLE]
        named[name_count, NAME_BLOCK] = cells[index, SPAN_BLOCK]
        name_count += 1
    return name_count
