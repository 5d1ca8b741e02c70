"""Where a run of capitalised words is no longer one name: a small word, a date, an adjective, the end of a sentence."""

import re
from typing import Final, NamedTuple

from flows.steps.extract.mentions_gazetteer import Gazetteer
from flows.steps.extract.mentions_pattern import FUNCTION_WORDS

LOOSE: Final = frozenset({"of", "the", "and", "for", "on", "in"})
COMPANY_AFTER_AND: Final = frozenset({"Co", "Co.", "Sons", "Company", "Partners", "Associates", "Brothers", "Cie"})
LONGEST_SYLLABLE: Final = 5
"""Characters of a syllable of a given name."""
# "New York-based", "Iran-backed": adjectives made of names.
COMPOUND: Final = re.compile(r"-[a-z]{3,}$")


class Run(NamedTuple):
    """A run of capitalised words.

    Attributes:
        text: The run.
        words: Its words.
        starts: Where each begins in the run.
        gazetteer: The lists of names.
    """

    text: str
    words: list[str]
    starts: list[int]
    gazetteer: Gazetteer

    def phrase(self, begin: int, end: int) -> str:
        """Return the text from one word to before another."""
        return self.text[self.starts[begin] : self.starts[end - 1] + len(self.words[end - 1])]


def opens_sentence(word: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a word behind a firm's full stop begins a sentence ("… by Umbel Corp. Ana Torv left").

    Args:
        word: The word behind the full stop.
        gazetteer: The lists of names.

    Returns:
        True for a given name, for a small word with a capital, and for a common one that is no part of such names.
    """
    if word in gazetteer.given:
        return True
    if not word[0].isupper():
        return False
    lower = word.lower()
    is_part = word in gazetteer.suffixes or word in gazetteer.titles or word in gazetteer.title_modifiers
    return lower in FUNCTION_WORDS or (lower in gazetteer.common and not is_part and word not in gazetteer.org_words)


def is_adjective(run: Run, begin: int, index: int) -> bool:
    """Tell an adjective made of a name ("New York-based") from a given name of two syllables ("Ryu Seon-hye").

    Args:
        run: The run.
        begin: First word of the name so far.
        index: The word, which has a hyphen.

    Returns:
        True for the adjective.
    """
    words, gazetteer = run.words, run.gazetteer
    word = words[index]
    if word in gazetteer.names or COMPOUND.search(word) is None:
        return False
    head, _, tail = word.rpartition("-")
    if index == begin or len(tail) > LONGEST_SYLLABLE or not 1 < len(head) <= LONGEST_SYLLABLE:
        return True
    before = words[index - 1]
    return (
        not before[0].isupper()
        or before.lower() in gazetteer.common
        or tail in gazetteer.common
        or tail[-2:] == "ed"
        or head in gazetteer.names
        or f"{before} {head}" in gazetteer.names
    )


def is_date(run: Run, index: int) -> bool:
    """Tell whether a word is a month or a weekday, and not a name: "Theresa May", "Jan Novak".

    Args:
        run: The run.
        index: The word.

    Returns:
        True for the month or weekday.
    """
    words, gazetteer = run.words, run.gazetteer
    word = words[index]
    if word not in gazetteer.calendar:
        return False
    if index and words[index - 1] in gazetteer.given:
        return False
    after = words[index + 1] if index + 1 < len(words) else ""
    return word not in gazetteer.given or not after[:1].isupper() or after in gazetteer.calendar


def joins(run: Run, begin: int, index: int) -> bool:
    """Tell whether a small word stands inside one name: "Bank of England", not "President of France".

    Args:
        run: The run.
        begin: First word of the name so far.
        index: The small word.

    Returns:
        True where it does.
    """
    words, gazetteer = run.words, run.gazetteer
    if index == begin or index + 1 >= len(words):
        return False
    for first in range(max(begin, index - 3), index):
        if words[first] in gazetteer.openers:
            for last in range(index + 1, min(len(words), index + 4)):
                phrase = run.phrase(first, last + 1)
                if phrase in gazetteer.names or phrase in gazetteer.titles:
                    return True
    word, before, after = words[index], words[index - 1], words[index + 1]
    if word in ("of", "for"):
        return before in gazetteer.heads
    if word == "and":
        is_listed = before in gazetteer.names or after in gazetteer.names
        is_long = any(
            words[place] in gazetteer.heads and words[place + 1] in ("of", "for") for place in range(begin, index - 1)
        )
        return after in COMPANY_AFTER_AND or (is_long and not is_listed)
    return word == "the" and before in ("of", "for") and index - begin > 1
