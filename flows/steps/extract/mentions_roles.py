"""The role a text gives with a person's name, as it stands: before it, or set off by commas behind it."""

import re
from collections.abc import Sequence
from typing import Final

from flows.steps.extract.mentions_gazetteer import Gazetteer
from flows.steps.extract.mentions_typing import PERSON, Block, Named

_REACH_CHARS: Final = 120
# ", the Biden administration's special envoy for Iran," / ", 43, a shipping analyst at Kpler,"
_BEHIND: Final = re.compile(
    r"\s?,\s(?:(?:aged\s)?\d{1,3},\s)?(?P<role>(?:the|a|an|his|her|its|their|one of|co-|former|then|acting|chief|head|"
    r"[a-z]+)\b[^,.;:!?()\"“”\n]{2,100}?)(?=\s?[,.;:!?)]|$)"
)
# "The chief of Russia's Investigative Committee, Alexander Bastrykin"
_BEFORE: Final = re.compile(
    r"(?:^|[.!?;:,\"“”(]\s?|\b(?:and|said|told|by|with|from|to|of|that|as|but)\s)"
    r"(?P<role>(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur|[Mm]y)\s[^,.;:!?()\"“”\n]{2,100}),\s$"
)
# "special envoy Robert Malley", "Dutch forward Reggie Blinker", "Vice-captain and striker ..."
_DIRECT: Final = re.compile(
    r"(?P<role>(?:(?:[^\W\d_][\w.’'-]*|\d{1,3}-year-old|and|of|for|at|&)[  ]){0,7}?(?P<job>[^\W\d_][\w’'-]*))[  ]$"
)
_WORD: Final = re.compile(r"[^\W\d_][\w’'-]*")
_STOPS: Final = frozenset(
    {
        "the", "The", "a", "A", "an", "An", "his", "His", "her", "Her", "its", "their", "and", "said", "told", "by",
        "with", "from", "to", "of", "that", "as", "but", "But", "And", "including", "also", "when", "while", "like",
        "for", "in", "on", "at", "between", "against", "is", "was", "are", "were", "not", "or", "than", "after", "before",
    }
)  # fmt: skip
_LONGEST_DIRECT_WORDS: Final = 6


def role_of(name: Named, blocks: Sequence[Block], gazetteer: Gazetteer) -> str | None:
    """Find the role given with a person's name.

    A title in the same run comes first ("US Secretary of State Antony Blinken"), then words for work before the name
    ("special envoy"), then what commas set off behind it and before it, where it speaks of a person's work.

    Args:
        name: A standing of a name.
        blocks: The blocks of its article.
        gazetteer: The lists of names.

    Returns:
        The role as it stands, None where none is given and for all that is no person.
    """
    if name.kind != PERSON:
        return None
    block = blocks[name.block]
    start, end = name.start - block.start, name.end - block.start
    if name.role_start >= 0:
        return block.text[name.role_start - block.start : start].strip() or None
    before = block.text[max(0, start - _REACH_CHARS) : start]
    if before[-1:] in ("  ") and before[-2:-1].isalpha():
        direct = _direct_role(before, gazetteer)
        if direct is not None:
            return direct
    following = block.text[end : end + 2]
    if following in (", ", " ,"):
        behind = _BEHIND.match(block.text[end : end + _REACH_CHARS])
        if behind is not None and _speaks_of_work(behind["role"], gazetteer):
            return behind["role"]
    if before[-2:] == ", ":
        found = _BEFORE.search(before)
        if found is not None and _speaks_of_work(found["role"], gazetteer):
            return found["role"]
    return None


def _direct_role(before: str, gazetteer: Gazetteer) -> str | None:
    """Take the words for work before a name, back to an article or a verb, at most six."""
    words = before.rstrip().split(" ")
    if words[-1].lower() not in gazetteer.jobs or words[-1].lower() in _NO_ROLE:
        return None
    begin = len(words) - 1
    while begin > 0 and len(words) - begin < _LONGEST_DIRECT_WORDS:
        word = words[begin - 1]
        if word in _STOPS or not word or not word[-1].isalpha() or not _is_modifier(word, gazetteer):
            break
        begin -= 1
    return " ".join(words[begin:])


_NO_ROLE: Final = frozenset({"named", "called", "nicknamed", "alias", "born", "number"})


def _is_modifier(word: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a word before a word for work belongs to the role: "senior", "Kpler", "foreign"."""
    lower = word.lower()
    if word[0].isupper():
        return word not in gazetteer.calendar
    return lower not in gazetteer.speech and not lower.endswith(("ly", "ed", "ing"))


def _speaks_of_work(role: str, gazetteer: Gazetteer) -> bool:
    words = _WORD.findall(role)
    return any(word.lower() in gazetteer.jobs for word in words) or any(word in gazetteer.titles for word in words)
