"""Who said a quotation: the cue and the speaker beside it.

The functions walk over the words of ``quotes_layout``; large batches run them compiled (``quotes_engine``).
"""

from typing import Final

from flows.steps.extract import quotes_classes as bits
from flows.steps.extract.quotes_features import (
    CUE_ACCORDING,
    CUE_BASE,
    CUE_FINITE,
    CUE_JUDGING,
    CUE_JUDGING_PARTICIPLE,
    CUE_PARTICIPLE,
    ENDS_BANG,
    ENDS_COMMA,
    ENDS_DOT,
    ENDS_NOT,
)
from flows.steps.extract.quotes_layout import (
    BEFORE,
    BEHIND,
    CODES,
    CUE,
    HIGH,
    LISTS,
    LOW,
    MORE,
    NO_PHRASE,
    NOT_FOUND,
    PREVIOUS,
    SENTENCE,
    SUBJECT,
    WORD,
    Found,
    Numbers,
    Phrase,
)
from flows.steps.extract.speakers_phrases import phrase_after, subject_before, subject_of_sentence

_FAR: Final = 30
"""Words behind a speaker within which the cue may follow."""
_MOST_CUES: Final = 12
"""Cues looked at on each side of a quotation."""
_SURE_SCORE: Final = 2.8
"""A cue worth this much is not outdone by one farther away."""


def attribute(
    w: Numbers, quote: int, end: int, cues: Numbers, cue_at: Numbers, first_cue: int, place: int, cue_end: int
) -> Found:
    """Find the speaker of a quotation inside its own sentence.

    Tried in turn: the words right behind it ("…," said Ana Lind), the cue before it (Lind said "…"), a
    cue that closes the sentence ("…" and "…", Lind said), and the subject of a sentence without a cue (Lind took
    "full responsibility"): 13 % of the quotations in the development half of PolNeAR have no verb of speech.

    Args:
        w: Words.
        quote: The quotation.
        end: Behind the last word of the paragraph.
        cues: Cues.
        cue_at: The number of the cue that begins at a word, or -1.
        first_cue: First cue of the paragraph.
        place: First of its cues behind the quotation.
        cue_end: Behind its last cue.

    Returns:
        Who said it, or ``NOT_FOUND``.
    """
    low, high = w[quote * WORD + LOW], w[quote * WORD + HIGH]
    before = NOT_FOUND
    if quote > low:
        before = _cue_before(w, quote, low, cues, first_cue, place)
        if before[7] and w[quote * WORD + CODES] != ENDS_COMMA:
            return before
    behind = _cue_behind(w, quote, end, cues, cue_at)
    if behind[6]:
        return behind
    if before[6]:
        return before
    closing = _cue_closing(w, quote, high, cues, place, cue_end)
    if closing[6] or quote == low:
        return closing
    speaker = subject_of_sentence(w, low, quote)
    if speaker[0] < 0 or w[speaker[0] * WORD + LISTS] & bits.IT_YO:
        return NOT_FOUND
    is_close = 1 if w[(quote - 1) * WORD] & bits.COLON else 0
    return speaker[0], speaker[1], -1, -1, -1, -1, SUBJECT, is_close


def introduced(w: Numbers, cues: Numbers, first_cue: int, cue_end: int, last: int) -> Found:
    """Find who the sentence that ends before a quotation is about ("She had a plan. “We …”", "Lind went on:").

    Args:
        w: Words.
        cues: Cues.
        first_cue: First cue of the paragraph.
        cue_end: Behind the last of its cues up to there.
        last: The sentence's last word.

    Returns:
        The speaker, or ``NOT_FOUND``.
    """
    low = w[last * WORD + LOW]
    is_announced = 1 if w[last * WORD] & bits.COLON else 0
    for number in range(cue_end - 1, max(first_cue - 1, cue_end - 1 - _MOST_CUES), -1):
        first, kind = cues[number * CUE], cues[number * CUE + 2]
        if first < low:
            break
        if kind in (CUE_FINITE, CUE_PARTICIPLE) and not w[(first - 1) * WORD + LISTS] & bits.RELATIVE_RAW:
            speaker = subject_of_cue(w, cues, number, low, max(first_cue, number - _MOST_CUES))
            if speaker[0] >= 0:
                return speaker[0], speaker[1], first, cues[number * CUE + 1], -1, -1, PREVIOUS, is_announced
    speaker = subject_of_sentence(w, low, last + 1)
    if speaker[0] < 0:
        return NOT_FOUND
    return speaker[0], speaker[1], -1, -1, -1, -1, PREVIOUS, is_announced


def subject_of_cue(w: Numbers, cues: Numbers, number: int, low: int, earlier: int) -> Phrase:
    """Find who speaks by a cue.

    Args:
        w: Words.
        cues: Cues.
        number: Which cue.
        low: First word of its sentence.
        earlier: First of the cues before it that are looked at.

    Returns:
        The subject, or ``NO_PHRASE``.
    """
    first, kind = cues[number * CUE], cues[number * CUE + 2]
    if kind == CUE_ACCORDING:
        return phrase_after(w, cues[number * CUE + 1], w[first * WORD + HIGH])
    is_infinitive = kind == CUE_BASE and w[(first - 1) * WORD + MORE] & bits.TO
    if is_infinitive or kind in (CUE_PARTICIPLE, CUE_JUDGING_PARTICIPLE):
        if not w[(first - 1) * WORD] & bits.COMMA:
            beside = subject_before(w, first, low)
            # With their lawyer, Ana Lind, saying “…”: a subject of its own.
            if beside[0] > low and w[(beside[0] - 1) * WORD + MORE] & bits.WITH_LEADING:
                return beside
        for other in range(number - 1, earlier - 1, -1):
            if cues[other * CUE] < low:
                break
            if cues[other * CUE + 2] == CUE_FINITE or cues[other * CUE + 2] == CUE_JUDGING:
                subject = subject_before(w, cues[other * CUE], low)
                if subject[0] >= 0:
                    return subject
        return subject_of_sentence(w, low, first)
    subject = subject_before(w, first, low)
    return subject if subject[0] >= 0 else subject_of_sentence(w, low, first)


def told_to(w: Numbers, first: int, behind: int, high: int) -> Phrase:
    """Find whom a cue tells: "told Bloomberg Television", "said in an interview with …".

    Args:
        w: Words.
        first: First word of the cue.
        behind: The word behind its last.
        high: Behind the last word looked at.

    Returns:
        The words that name who listened, or ``NO_PHRASE``.
    """
    if w[first * WORD + LISTS] & bits.TELLING:
        return phrase_after(w, behind, high)
    for at in range(behind, min(high - 2, behind + 6)):
        if w[at * WORD + MORE] & bits.INTERVIEW and w[(at + 1) * WORD + MORE] & bits.WITH:
            return phrase_after(w, at + 2, high)
    return NO_PHRASE


def _cue_behind(w: Numbers, quote: int, end: int, cues: Numbers, cue_at: Numbers) -> Found:
    at = quote + 1
    while at < end and w[at * WORD] & (bits.COMMA | bits.DASH | bits.ONLY_MARKS):
        at += 1
    if at >= end or w[at * WORD] & bits.QUOTE:
        return NOT_FOUND
    ender = w[quote * WORD + CODES]
    if at > quote + 1 and w[(at - 1) * WORD] & bits.TRAILING_COMMA_DASH:
        ender = ENDS_COMMA
    high = w[at * WORD + HIGH]
    if w[at * WORD + MORE] & bits.AS and at + 1 < high:
        at += 1
    if w[at * WORD + LISTS] & bits.HELPER_RAW and cue_at[at + 1] >= 0:
        at += 1
    if cue_at[at] >= 0:
        return _inverted(w, cues, cue_at[at], high, ender)
    speaker = phrase_after(w, at, high)
    if speaker[0] < 0:
        return NOT_FOUND
    behind = verb = speaker[1]
    while verb < high and w[verb * WORD + LISTS] & (bits.AUXILIARY_RAW | bits.ADVERB_RAW):
        verb += 1
    cue = cue_at[verb]
    if cue >= 0:
        kind = cues[cue * CUE + 2]
        if kind != CUE_PARTICIPLE and kind != CUE_JUDGING_PARTICIPLE and kind != CUE_ACCORDING:
            if ender != ENDS_COMMA and not _closes(w, cues[cue * CUE + 1], high, ender):
                return NOT_FOUND
            return _told(w, speaker, cues, cue, high, BEHIND, 1)
    if ender != ENDS_COMMA or behind >= high:
        return NOT_FOUND
    if w[behind * WORD + MORE] & bits.ASIDE:
        for word in range(behind, min(high, behind + _FAR)):
            cue = cue_at[word]
            if cue >= 0 and (cues[cue * CUE + 2] == CUE_FINITE or cues[cue * CUE + 2] == CUE_JUDGING):
                return _told(w, speaker, cues, cue, high, BEHIND, 1)
    # “…,” Lind deadpanned: a verb we do not know.
    if verb == behind and w[behind * WORD] & bits.ED_LOWER:
        return speaker[0], speaker[1], behind, behind + 1, -1, -1, BEHIND, 0
    return NOT_FOUND


def _told(w: Numbers, speaker: Phrase, cues: Numbers, cue: int, high: int, basis: int, is_close: int) -> Found:
    first, behind = cues[cue * CUE], cues[cue * CUE + 1]
    told = told_to(w, first, behind, high)
    return speaker[0], speaker[1], first, behind, told[0], told[1], basis, is_close


def _inverted(w: Numbers, cues: Numbers, cue: int, high: int, ender: int) -> Found:
    first, behind, kind = cues[cue * CUE], cues[cue * CUE + 1], cues[cue * CUE + 2]
    if kind in (CUE_PARTICIPLE, CUE_JUDGING_PARTICIPLE, CUE_BASE):
        return NOT_FOUND
    if kind == CUE_JUDGING and ender in (ENDS_NOT, ENDS_DOT):
        return NOT_FOUND
    speaker = phrase_after(w, behind, high)
    if speaker[0] < 0 or (speaker[1] - speaker[0] == 1 and w[speaker[0] * WORD + LISTS] & bits.IT_YOU):
        return NOT_FOUND
    if kind != CUE_ACCORDING and speaker[1] < high and w[speaker[1] * WORD + LISTS] & bits.AUXILIARY:
        # Citing “the magic,” she said the candidate could win: what follows is what was said.
        return NOT_FOUND
    return speaker[0], speaker[1], first, behind, -1, -1, BEHIND, 1


def _cue_before(w: Numbers, quote: int, low: int, cues: Numbers, first_cue: int, place: int) -> Found:
    """Choose among the cues before a quotation in its sentence.

    The nearest verb of speech, unless it stands in a relative clause, or only judges and has a pronoun for subject
    (Lind said what she calls “a farce”) while another stands before it.
    """
    best = NOT_FOUND
    most = 0.0
    is_labelled = w[(quote - 1) * WORD] & bits.COLON
    for number in range(place - 1, max(first_cue - 1, place - 1 - _MOST_CUES), -1):
        first, behind, kind = cues[number * CUE], cues[number * CUE + 1], cues[number * CUE + 2]
        if first < low:
            break
        if kind == CUE_ACCORDING:
            speaker = phrase_after(w, behind, quote)
        else:
            speaker = subject_of_cue(w, cues, number, low, max(first_cue, number - _MOST_CUES))
        if speaker[0] < 0:
            continue
        told = told_to(w, first, behind, quote)
        end = told[1] if told[0] >= 0 else behind
        while end < quote and _leads_on(w, end):
            end += 1
        is_close = 1 if end >= quote or is_labelled else 0
        score = 3.0 - 0.15 * (place - number)
        if kind in (CUE_JUDGING, CUE_JUDGING_PARTICIPLE):
            score -= 0.9
            if w[speaker[0] * WORD + LISTS] & bits.PRONOUN:
                score -= 0.8
        if first > low and w[(first - 1) * WORD + LISTS] & bits.RELATIVE_RAW:
            score -= 1.6
        if is_close:
            score += 0.9
        elif kind == CUE_ACCORDING:
            score -= 0.5
        if score > most:
            most = score
            best = (speaker[0], speaker[1], first, behind, told[0], told[1], BEFORE, is_close)
        if score >= _SURE_SCORE:
            break
    if is_labelled and (not best[7] or best[3] < 0 or quote - best[3] > 6):
        # Ana Lind, economist: “…”; Storms ahead - Ana Lind: “…”
        label = _label(w, quote, low)
        if label[0] >= 0:
            return label[0], label[1], -1, -1, -1, -1, BEFORE, 1
    return best


def _leads_on(w: Numbers, at: int) -> bool:
    if w[at * WORD] & (bits.COMMA | bits.COLON):
        return True
    return w[at * WORD + MORE] & bits.LINK != 0 or w[at * WORD + LISTS] & bits.ADVERB_RAW != 0


def _label(w: Numbers, quote: int, low: int) -> Phrase:
    for at in range(quote - 2, max(low, quote - 8), -1):
        if w[(at - 1) * WORD] & bits.DASH or w[(at - 1) * WORD + MORE] & bits.FROM:
            speaker = phrase_after(w, at, quote)
            if speaker[1] == quote - 1:
                return speaker
    return NO_PHRASE


def _cue_closing(w: Numbers, quote: int, high: int, cues: Numbers, place: int, cue_end: int) -> Found:
    """Find the cue that closes the sentence of a quotation that does not touch it."""
    for number in range(place, min(cue_end, place + _MOST_CUES)):
        first, behind, kind = cues[number * CUE], cues[number * CUE + 1], cues[number * CUE + 2]
        if first >= high:
            break
        speaker = NO_PHRASE
        if kind == CUE_ACCORDING:
            speaker = phrase_after(w, behind, high)
        elif kind == CUE_FINITE:
            if w[(first - 1) * WORD] & bits.SPOKEN_END and not w[first * WORD + LISTS] & bits.TELLING_RAW:
                speaker = phrase_after(w, behind, high)
            if speaker[0] < 0:
                speaker = subject_before(w, first, quote + 1)
                if speaker[0] >= 0 and not w[(speaker[0] - 1) * WORD] & bits.SPOKEN_END:
                    continue
        if speaker[0] >= 0:
            return _told(w, speaker, cues, number, high, SENTENCE, 0)
    return NOT_FOUND


def _closes(w: Numbers, at: int, high: int, ender: int) -> bool:
    """Whether what stands behind a cue shows that it says nothing more of its own."""
    if at >= high:
        return True
    if ender < ENDS_BANG:
        return False
    if not w[at * WORD + LISTS] & (bits.PRONOUN | bits.CLOSED_BY):
        return True
    return w[(at - 1) * WORD + LISTS] & bits.TELLING_RAW != 0
