"""Noun phrases beside a cue: the subject before it, the subject behind it, the subject of its sentence.

The functions walk over the words of ``quotes_layout``; large batches run them compiled (``quotes_engine``).
"""

from typing import Final

from flows.steps.extract import quotes_classes as bits
from flows.steps.extract.quotes_layout import HIGH, LISTS, LOW, NO_PHRASE, WORD, Numbers, Phrase

_MOST_WORDS: Final = 14
_MOST_BACK: Final = 45
"""How many words before a cue its subject is looked for: an aside between commas is seldom longer."""


def subject_before(w: Numbers, cue: int, low: int) -> Phrase:
    """Find the subject that ends before a cue, past adverbs, days, brackets and asides between commas.

    Args:
        w: Words.
        cue: The cue's first word.
        low: First word that may belong to the subject.

    Returns:
        The phrase, or ``NO_PHRASE`` where what stands there cannot be one.
    """
    low = max(low, cue - _MOST_BACK)
    at = _past_adverbs(w, cue - 1, low)
    for _ in range(6):
        if at < low:
            return NO_PHRASE
        shape = w[at * WORD]
        if shape & bits.CLOSE:
            at = _back_to(w, at, low, bits.OPEN)
        elif shape & (bits.ANY_COMMA | bits.DASH):
            left = _back_to_break(w, at, low)
            if left < 0:
                return NO_PHRASE
            last = at
            if w[(at - 1) * WORD] & bits.CLOSE_ROUND:
                last = max(_back_to(w, at - 1, left, bits.OPEN_ROUND) + 1, left + 2)
            if is_full_name(w, left + 1, last) and not _ends_in_name(w, left - 1):
                head = _collect(w, left - 1, low)
                if -1 < head[0] < left - 1 and w[head[0] * WORD + LISTS] & bits.DETERMINER:
                    return head[0], last
                return left + 1, last
            at = left - 1
            if w[at * WORD] & bits.ALL_DIGITS and at > low and w[(at - 1) * WORD] & bits.COMMA:
                at -= 2
        elif shape & bits.QUOTE:
            left = _back_to_break(w, at, low)
            if left < 0:
                return NO_PHRASE
            at = left - 1
        elif w[at * WORD + LISTS] & bits.RELATIVE_RAW:
            at -= 2 if at > low and w[(at - 1) * WORD] & bits.BREAK else 1
        else:
            return _collect(w, at, low)
    return NO_PHRASE


def phrase_after(w: Numbers, first: int, high: int) -> Phrase:
    """Find the noun phrase that begins at a word.

    Args:
        w: Words.
        first: Its first word.
        high: Behind the last word that may belong to it.

    Returns:
        The phrase, or ``NO_PHRASE`` where no noun phrase begins there.
    """
    if first >= high:
        return NO_PHRASE
    shape, lists = w[first * WORD], w[first * WORD + LISTS]
    if lists & bits.PRONOUN_OPENS:
        return first, first + 1
    if shape & bits.ING_LOWER or not shape & bits.OPENS_PHRASE:
        return NO_PHRASE
    if not shape & bits.UPPER and lists & bits.NO_START:
        return NO_PHRASE
    at, is_named = _extent(w, first, high)
    if at == first or (at == first + 1 and lists & bits.DETERMINER and not lists & bits.STANDING):
        return NO_PHRASE
    # "the foreign minister, Ana Lind": the name belongs to the description before it.
    if not is_named and at + 1 < high and w[at * WORD] & bits.COMMA:
        end = at + 1
        while end < high and end - at < 6 and w[end * WORD] & (bits.UPPER | bits.PARTICLE):
            end += 1
            if w[(end - 1) * WORD] & bits.DOT_OR_BANG:
                break
        if is_full_name(w, at + 1, end):
            return first, end
    return first, at


def subject_of_sentence(w: Numbers, low: int, high: int) -> Phrase:
    """Find the subject a sentence opens with, past what stands before its first comma ("In Rome, Ana Lind …").

    Args:
        w: Words.
        low: First word of the sentence.
        high: Behind the last word looked at.

    Returns:
        The phrase, or ``NO_PHRASE``.
    """
    at = low
    for place in range(low, min(high - 1, low + 12)):
        # A dateline: RAVNBRIDGE, March 12 (dpa) - …
        if w[place * WORD] & bits.CLOSE_ROUND and w[(place + 1) * WORD] & bits.DASH:
            at = place + 2
    for _ in range(3):
        while at < high and (w[at * WORD] & (bits.COMMA | bits.DASH) or w[at * WORD + LISTS] & bits.OPENER):
            at += 1
        if at >= high:
            return NO_PHRASE
        shape = w[at * WORD]
        opens = w[at * WORD + LISTS] & bits.SUBORDINATOR or shape & bits.ING_UPPER
        if not opens and shape & bits.ED_UPPER and at + 1 < high:
            opens = w[(at + 1) * WORD + LISTS] & bits.PREPOSITION_RAW
        if not opens:
            break
        place = at + 1
        end = min(high, at + 40)
        while place < end and not w[place * WORD] & bits.ANY_COMMA:
            place += 1
        if place >= end:
            return NO_PHRASE
        at = place + 1
    return phrase_after(w, at, high)


def sentence_subject(w: Numbers, low: int) -> Phrase:
    """Find the subject of the whole sentence that a word begins."""
    return subject_of_sentence(w, low, w[low * WORD + HIGH])


def is_full_name(w: Numbers, first: int, end: int) -> bool:
    """Whether words are a person's name alone: "Alexander Bastrykin", "J. Lind"."""
    while first < end and w[first * WORD] & bits.TITLE:
        first += 1
    if not 2 <= end - first <= 6:
        return False
    for at in range(first, end):
        if not w[at * WORD] & (bits.UPPER | bits.PARTICLE):
            return False
    if not (w[first * WORD] & (bits.GIVEN | bits.DOTTED) or end - first == 2):
        return False
    return not w[(end - 1) * WORD + LISTS] & bits.TIME


def low_of(w: Numbers, at: int) -> int:
    """Return the first word of the sentence of a word."""
    return w[at * WORD + LOW]


def high_of(w: Numbers, at: int) -> int:
    """Return the word behind the last of the sentence of a word."""
    return w[at * WORD + HIGH]


def _extent(w: Numbers, first: int, high: int) -> tuple[int, bool]:
    at = first
    is_named = is_tail = False
    while at < high and at - first < _MOST_WORDS:
        shape, lists = w[at * WORD], w[at * WORD + LISTS]
        if shape & (bits.QUOTE | bits.BREAK):
            break
        if shape & (bits.UPPER | bits.HANDLE):
            if at > first and lists & bits.TIME and not w[(at - 1) * WORD + LISTS] & bits.OF_THE:
                break
            is_named, is_tail = True, False
        elif (
            is_named
            and not is_tail
            and lists & bits.PARTICLE_BARE
            and at + 1 < high
            and w[(at + 1) * WORD] & bits.UPPER
        ):
            pass
        elif lists & bits.LINK_BARE:
            if not _links(w, at, high, 1 if is_named else 0):
                break
            is_tail = True
        elif lists & bits.DETERMINER_BARE:
            if at > first and not w[(at - 1) * WORD + LISTS] & bits.ATTACHED:
                break
        elif (
            lists & bits.BREAKS_BARE
            or (at > first and lists & bits.BREAKS_LATER)
            or (at > first and lists & bits.LY and not w[(at - 1) * WORD + LISTS] & bits.DETERMINER)
            or (is_named and not is_tail and not lists & bits.CONTINUES)
        ):
            break
        at += 1
        if shape & bits.DOT_OR_BANG and (at >= high or shape & bits.LONG):
            break
    return at, is_named and w[(at - 1) * WORD] & bits.UPPER != 0


def _links(w: Numbers, at: int, high: int, named: int) -> bool:
    """Whether a preposition or "and" carries a noun phrase on."""
    lists = w[at * WORD + LISTS]
    follows = follows_lists = 0
    if at + 1 < high:
        follows, follows_lists = w[(at + 1) * WORD], w[(at + 1) * WORD + LISTS]
    opens = follows & bits.UPPER or follows_lists & bits.DETERMINER
    if not opens and not (lists & bits.OF_BARE and follows & bits.ALPHA):
        return False
    if lists & bits.LINK_PLACE and named:
        return False
    if lists & bits.ON_BARE or (lists & bits.AND_BARE and not (named and follows & bits.UPPER)):
        return False
    return not (lists & bits.IN_AT_ON and follows_lists & bits.TIME)


def _past_adverbs(w: Numbers, at: int, low: int) -> int:
    while at >= low:
        lists = w[at * WORD + LISTS]
        if lists & bits.PASSED:
            at -= 1
        elif lists & bits.TIME and at > low:
            back = at - 1
            while back > low and w[back * WORD + LISTS] & bits.DAY_WORD:
                back -= 1
            if w[back * WORD + LISTS] & bits.ON_IN:
                back -= 1
            elif back == at - 1 and w[at * WORD] & bits.LOWER:
                return at
            at = back
        else:
            return at
    return at


def _back_to(w: Numbers, at: int, low: int, marks: int) -> int:
    for place in range(at - 1, max(low, at - 12) - 1, -1):
        if w[place * WORD] & marks:
            return place - 1
    return low - 1


def _back_to_break(w: Numbers, at: int, low: int) -> int:
    marks = bits.DASH if w[at * WORD] & bits.DASH else bits.ANY_COMMA
    for place in range(at - 1, low, -1):
        if w[place * WORD] & marks:
            return place
    return -1


def _ends_in_name(w: Numbers, at: int) -> bool:
    shape, before = w[at * WORD], w[(at - 1) * WORD]
    return shape & bits.UPPER != 0 and before & bits.EDGE == 0 and (shape | before) & bits.GIVEN != 0


def _collect(w: Numbers, last: int, low: int) -> Phrase:
    """Walk left over the phrase that ends with a word."""
    if last < low:
        return NO_PHRASE
    lists = w[last * WORD + LISTS]
    if lists & bits.PRONOUN_COLLECTED:
        return last, last + 1
    if lists & bits.NOT_COLLECTED:
        return NO_PHRASE
    at = last
    while at > low and last - at < _MOST_WORDS:
        shape, lists = w[(at - 1) * WORD], w[(at - 1) * WORD + LISTS]
        if lists & bits.STOPS_COLLECTING:
            break
        if lists & bits.DETERMINER:
            at -= 1
            is_attached = at > low and w[(at - 1) * WORD + LISTS] & (bits.OF | bits.ATTACHING)
            if is_attached and at - 2 >= low and w[(at - 2) * WORD + LISTS] & bits.NOUN:
                at -= 1
                continue
            break
        if lists & (bits.OF | bits.ATTACHING):
            if at - 2 < low or not w[(at - 2) * WORD + LISTS] & bits.NOUN:
                break
            if not lists & bits.OF and w[(at - 2) * WORD] & bits.UPPER:
                break
        elif lists & bits.AND:
            if at - 2 < low or not (w[(at - 2) * WORD] & bits.UPPER and w[at * WORD] & bits.UPPER):
                break
        elif shape & bits.UPPER:
            if lists & bits.STOPS_UPPER:
                break
        elif lists & bits.PARTICLE_LOWER and shape & bits.LOWER and w[at * WORD] & bits.UPPER:
            pass
        elif lists & bits.STOPS_LOWER:
            break
        at -= 1
    return at, last + 1
