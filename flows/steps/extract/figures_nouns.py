"""What a figure is of: the counted noun behind it, and the phrase it is a part of ("90% of …")."""

import re
from typing import Final, NamedTuple

from flows.steps.extract.figures_words import FigureWords

_STOP: Final = r"(?:\.(?=\w)|(?<=\b[A-Z])\.|(?<=\b[MDS][rst])\.|(?<=\bMrs)\.)"
"""A full stop inside a word: "U.S.", "Mrs."."""
# Runs of letters are unrolled in the two patterns below: a choice at each letter costs five times as much.
NEXT: Final = re.compile(rf"[ ]([^\W\d_][\w’'-]*(?:{_STOP}[\w’'-]*)*)")
_JOINED: Final = re.compile(r"-([a-z]+)")
_PART_OF: Final = re.compile(r"[ ]of[ ](?=[^\s])")
_WITHIN: Final = re.compile(
    r"[ ](?:(?:worth of|of)[ ](?=[^\W\d_])|in[ ](?!the |an? |this |that |its |their |his |her )(?=[a-z]))"
)
_PHRASE_WORD: Final = re.compile(rf"([ ]?)((?:[^\W_]|[$€£])[\w’'-]*(?:(?:{_STOP}|,(?=\d))[\w’'-]*)*)")
MOST_MODIFIERS: Final = 3
_MOST_WORDS: Final = 12
COLLECTIVE: Final = frozenset({"police", "personnel"})
"""Plurals that often stand before another noun ("three police officers")."""
_LEAD_INS: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "his",
        "her",
        "its",
        "their",
        "our",
        "my",
        "your",
        "all",
        "both",
        "some",
        "any",
        "such",
        "other",
        "others",
        "them",
        "us",
        "it",
        "each",
        "every",
        "more",
        "most",
        "whose",
    ]
)
MODIFIERS: Final = frozenset(["other", "more", "such", "own"])
"""Small words that may stand between a number and its noun ("four other states")."""
_REPORTING: Final = """
    confirmed feared reported presumed listed believed still critically seriously badly severely slightly
"""
REPORTED: Final = frozenset(_REPORTING.split())
"""Words between a number and the state that is counted: "11 confirmed dead", "4,300 reported homeless"."""
_PRONOUNS: Final = frozenset(["them", "us", "it", "you", "him"])
_LEADS: Final = (" of", " in", " wo")
_REDUCED: Final = frozenset(["in", "by", "for", "from", "at", "on", "to", "under", "with", "against"])
_PARTICIPLES: Final = frozenset(
    [
        "made",
        "sold",
        "grown",
        "known",
        "held",
        "built",
        "sent",
        "given",
        "shown",
        "seen",
        "taken",
        "drawn",
        "born",
        "bought",
        "brought",
    ]
)
_AFTER_OF_ENDS: Final = frozenset(["in", "by", "for", "from", "at", "on", "to", "with"])


class Noun(NamedTuple):
    """A counted noun.

    Attributes:
        start: Where the noun phrase begins, its adjectives included.
        end: Where it ends, exclusive.
        unit: The noun in the singular.
        is_person: Whether it is one of the words for people.
        is_known: Whether it stands in the reference data, and was not told by its ending alone.
    """

    start: int
    end: int
    unit: str
    is_person: bool
    is_known: bool


def noun_after(text: str, end: int, words: FigureWords, *, is_one: bool) -> Noun | None:
    """Read the noun that a number counts: "38 people", "400 Chinese companies", "12-member", "20 injured".

    Without a part-of-speech tagger the head is the first word in the plural, at most three words in.

    Args:
        text: The paragraph.
        end: Where the number ends.
        words: The reference data.
        is_one: Whether the number is one, so that the noun stands in the singular.

    Returns:
        The noun phrase; None where none follows.
    """
    joined = _JOINED.match(text, end) if text[end : end + 1] == "-" else None
    if joined is not None:
        unit = words.singulars.get(joined[1])
        return None if unit is None else Noun(joined.start(1), joined.end(), unit, is_person=False, is_known=True)
    at, start = end, None
    for position in range(MOST_MODIFIERS + 1):
        match = NEXT.match(text, at)
        if match is None:
            return None
        token = match[1]
        low = token.lower()
        start = match.start(1) if start is None else start
        if position == 0 and low in words.states:
            return Noun(start, match.end(), words.states[low], is_person=True, is_known=True)
        if position == 0 and low in REPORTED:
            state = NEXT.match(text, match.end() + (3 if text.startswith(" as ", match.end()) else 0))
            if state is not None and state[1].lower() in words.states:
                return Noun(start, state.end(), words.states[state[1].lower()], is_person=True, is_known=True)
        if low in words.stops and low not in MODIFIERS:
            return None
        if is_one:
            unit = words.singulars.get(low)
            if unit is not None:
                return Noun(start, match.end(), unit, is_person=unit == "person", is_known=True)
        else:
            unit = plural(token, low, words)
            if unit is not None and text[match.end() : match.end() + 1] not in ("'", "’"):
                more = NEXT.match(text, match.end())
                if (
                    more is not None
                    and (low not in words.persons or low in COLLECTIVE)
                    and more[1].lower() in words.plurals
                ):
                    low = more[1].lower()
                    return Noun(start, more.end(), words.plurals[low], is_person=low in words.persons, is_known=True)
                return Noun(start, match.end(), unit, low in words.persons, low in words.plurals)
        at = match.end()
        if text[at : at + 1] in ("'", "’"):
            at += 1  # "two countries' armies": the armies are counted
    return None


def plural(token: str, low: str, words: FigureWords) -> str | None:
    """Give the singular of a word in the plural.

    Args:
        token: The word as it stands.
        low: The word in lower case.
        words: Gives irregular plurals, and words in -s that are none.

    Returns:
        The singular; None where the word is no plural.
    """
    known = words.plurals.get(low)
    if known is not None:
        return known
    if len(low) < 4 or low[-1] != "s" or low in words.not_plurals or token.isupper():
        return None
    if low.endswith(("ss", "us", "is", "'s", "’s", "ous")) or not low.replace("-", "").isalpha():
        return None
    if low.endswith("ies") and len(low) > 4:
        return token[:-3] + "y"
    if low.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return token[:-2]
    return token[:-1]


def phrase_of(text: str, end: int, limit: int, words: FigureWords, *, is_money: bool) -> tuple[int, int] | None:
    """Read what a share, sum or measure is of: "90% of the microelectronics used in the war effort".

    The phrase runs to the next punctuation, conjunction, verb or preposition; "of", and a preposition behind a
    participle, belong to it.

    Args:
        text: The paragraph.
        end: Where the figure ends.
        limit: Where the phrase has to end at the latest, because a date begins there.
        words: Gives the words that end a phrase.
        is_money: Whether "in" may lead in the phrase ("$3 million in damages").

    Returns:
        Its span; None where none follows.
    """
    if text[end : end + 3] not in _LEADS:
        return None
    lead = (_WITHIN if is_money else _PART_OF).match(text, end)
    if lead is None:
        return None
    at = begin = lead.end()
    last, before, was_plural = begin, "", False
    for _ in range(_MOST_WORDS):
        match = _PHRASE_WORD.match(text, at)
        if match is None or match.end() > limit or (at > begin and not match[1]):
            break
        token = match[2]
        low = token.lower()
        if low in _PRONOUNS and before in ("", "of", "all"):
            return begin, match.end()
        if low in words.stops or low in _REDUCED:
            is_first = before == ""
            is_kept = (is_first and low in _LEAD_INS) or low == "of" or (before == "of" and low in _LEAD_INS)
            is_reduced = low in _REDUCED and (before.endswith("ed") or before in _PARTICIPLES)
            is_lead_in = before in _REDUCED and low in _LEAD_INS
            if not (is_kept or is_reduced or is_lead_in):
                break
            was_plural = False
        elif was_plural and not _follows_plural(text, token, low, match.end(), words):
            break
        else:
            last = match.end()
            was_plural = plural(token, low, words) is not None
        at, before = match.end(), low
    if last == begin:
        return None
    return begin, last


def _follows_plural(text: str, token: str, low: str, end: int, words: FigureWords) -> bool:
    """Tell "exports used in …" and "sales figures" from "voters approve": a verb ends the phrase."""
    if plural(token, low, words) is not None or token[:1].isupper():
        return True
    following = _PHRASE_WORD.match(text, end)
    is_participle = low.endswith("ed") or low in _PARTICIPLES
    return is_participle and following is not None and following[2].lower() in _REDUCED
