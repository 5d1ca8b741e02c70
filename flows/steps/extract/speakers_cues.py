"""Cues among the words of a paragraph, without the nouns and passives that look like them.

The functions walk over the words of ``quotes_layout``; large batches run them compiled (``quotes_engine``).
"""

from flows.steps.extract import quotes_classes as bits
from flows.steps.extract.quotes_features import (
    CUE_BASE,
    FIELD_MASK,
    FOLLOWING_SHIFT,
    KIND_MASK,
    LONGER_SHIFT,
    UNNAMED,
)
from flows.steps.extract.quotes_layout import CODES, CUE, LISTS, WORD, Numbers


def find_cues(w: Numbers, first: int, end: int, longer: Numbers, cues: Numbers, cue_at: Numbers, count: int) -> int:
    """Find the cues of a paragraph, outside its quotations.

    "His claims", "the report" are nouns, "he was told" names who listened: neither is a cue.

    Args:
        w: Words.
        first: First word of the paragraph.
        end: The word behind its last.
        longer: Cues of several words (``WordClasses.longer``).
        cues: Takes the cues, behind those found before.
        cue_at: Takes the number of the cue that begins at a word.
        count: How many cues were found before.

    Returns:
        How many there are now.
    """
    for index in range(first, end):
        shape = w[index * WORD]
        if not shape & bits.CUE:
            continue
        lists, codes = w[index * WORD + LISTS], w[index * WORD + CODES]
        kind = codes & KIND_MASK
        behind = index + 1
        phrases = (codes >> LONGER_SHIFT) & FIELD_MASK
        if phrases:
            words, phrase_kind = _longer_cue(w, index, end, longer, phrases)
            if words:
                behind, kind = index + 1 + words, phrase_kind
        if kind == UNNAMED:
            continue
        before, before_lists = w[(index - 1) * WORD], w[(index - 1) * WORD + LISTS]
        if before_lists & bits.OWNER or before & bits.DIGIT:
            is_helped = before_lists & bits.HELPER and index - first > 1
            if not is_helped or not w[(index - 2) * WORD] & (bits.QUOTE | bits.COMMA):
                continue
        if before_lists & bits.PASSIVE and lists & bits.ADDRESSED:
            continue
        if kind == CUE_BASE and not before_lists & bits.BASE_SUBJECT:
            continue
        if lists & bits.NOUN_LIKE and not _has_subject(w, index, first):
            continue
        cue_at[index] = count
        cues[count * CUE] = index
        cues[count * CUE + 1] = behind
        cues[count * CUE + 2] = kind
        count += 1
    return count


def _longer_cue(w: Numbers, index: int, end: int, longer: Numbers, phrases: int) -> tuple[int, int]:
    """Match the words behind the first of a cue of several; return how many words, and the cue's kind."""
    at = longer[phrases - 1]
    while at < longer[phrases]:
        count, kind = longer[at], longer[at + 1]
        is_same = index + count < end
        for step in range(count):
            follows = (w[(index + 1 + step) * WORD + CODES] >> FOLLOWING_SHIFT) & FIELD_MASK if is_same else 0
            is_same = is_same and follows == longer[at + 2 + step]
        if is_same:
            return count, kind
        at += 2 + count
    return 0, 0


def _has_subject(w: Numbers, index: int, first: int) -> bool:
    if index == first:
        return False
    shape, lists = w[(index - 1) * WORD], w[(index - 1) * WORD + LISTS]
    if shape & (bits.UPPER | bits.COMMA) or lists & (bits.PRONOUN | bits.RELATIVE | bits.ADVERB):
        return True
    # "The report claims": a singular behind its article.
    return index - first > 1 and w[(index - 2) * WORD + LISTS] & bits.THE_A_THAT != 0
