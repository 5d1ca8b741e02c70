"""The role a text gives with a person's name, as it stands: before it, or set off by commas behind it."""

import re
from collections.abc import Sequence
from typing import Final

from flows.steps.extract.mentions_gazetteer import Gazetteer
from flows.steps.extract.mentions_typing import PERSON, Block, Named

REACH_CHARS: Final = 120
# ", the Biden administration's special envoy for Iran," / ", 43, a shipping analyst at Kpler,"
_INSIDE: Final = r"(?:[^,.;:!?()\"“”\n]|\b[A-Z]\.)"
_BEHIND: Final = re.compile(
    rf"\s?,\s(?:(?:aged\s)?\d{{1,3}},\s)?(?P<role>(?P<opens>[^\W\d_][\w-]*)\b{_INSIDE}{{2,100}}?)(?=[,;:!?)]|\s[,;:!?)]|\.(?<!\b[A-Z]\.)|$)"
)
# The same where plain words stand between two marks, as mostly: a fifth of the time.
_PLAINLY_BEHIND: Final = re.compile(
    r"\s?,\s(?:(?:aged\s)?\d{1,3},\s)?+(?P<role>(?P<opens>[^\W\d_][\w-]*+)\b"
    r"[^,.;:!?()\"“”\n]{2,100}+)(?<!\s)(?=[,;:!?)])"
)
_OPENING_WORD: Final = re.compile(r"\s?,\s(?:(?:aged\s)?\d{1,3},\s)?(?P<opens>[^\W\d_][\w-]*)\b")
_OPENING: Final = """
    the a an his her its their our my one former then acting chief head senior deputy
    associate assistant executive lead leading managing principal general junior vice co-founder founding
    financial market political economic legal medical chartered policy security research science energy economics
    currency bond equity commodity oil retail property technology defence defense foreign
"""
OPENS: Final = frozenset(_OPENING.split())
"""Words a role behind a name opens with, besides words for work: "Ana Lind, financial analyst at Umbel, said"."""
# "The chief of Russia's Investigative Committee, Alexander Bastrykin"
_BEFORE: Final = re.compile(
    r"(?:^|[.!?;:,\"“”(]\s?|\b(?:and|said|told|by|with|from|to|of|that|as|but)\s)"
    r"(?P<role>(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur|[Mm]y)\s"
    rf"{_INSIDE}{{2,100}}),\s$"
)
_HEAD_OF: Final = re.compile(r"\b[Hh]eads? of\b")
"""A head is an office only where the text says of what."""
_VERB: Final = re.compile(
    r"\s(?:has|have|had|was|were|is|are|will|would|can|could|may|might|must)\s(?:(?:also|now|been|be|not)\s)*"
    r"(?:[a-z]+(?:ed|en|wn)\s|[a-z]+\s(?=(?:the|an?|its|his|her|their|our|my)\s))?"
)
"""A verb inside what a determiner begins shows that another phrase has ended there."""
_DETERMINED: Final = re.compile(r"\s(?=(?:the|an?|its|his|her|their|our|my)\s)")
_WORD: Final = re.compile(r"[^\W\d_][\w’'-]*")
_STOPPING: Final = """
    the The a A an An his His her Her its their and said told by with from to of that as but But And including also
    when while like for in on at between against is was are were not or than after before
"""
_STOPS: Final = frozenset(_STOPPING.split())
_MODIFYING: Final = """
    special senior junior flight foreign former deputy chief vice prime assistant associate executive lead leading top
    veteran star fellow opposition police army navy military government party company bank school rebel union church
    state local national federal presidential parliamentary financial political security defence defense interior
    justice finance energy oil trade health education climate human rights medical fire football soccer rugby tennis
    cricket basketball baseball ice hockey middle world market currency bond equity commodity film television radio news
    science business sports court district county city village town regional provincial supreme high left right back
    first second third young old late current acting interim outgoing incoming retired prominent leading communist
    socialist conservative liberal far-right centre-right centre-left policy
"""
_MODIFIERS: Final = frozenset(_MODIFYING.split())
_LONGEST_DIRECT_WORDS: Final = 6
_SAID_BEHIND: Final = re.compile(r"\s(?:said|says|told|added|explained|wrote|writes)\b.*$")
"""What follows a role whose closing comma was left out: ", spokesman for Umbel said"."""
_ENDS: Final = frozenset('.!?…:"”')
NO_ROLE: Final = frozenset({"named", "called", "nicknamed", "alias", "born", "number"})


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
        return own_role(block.text[name.role_start - block.start : start], gazetteer)
    return role_beside(block.text, start, end, gazetteer)


def own_role(before: str, gazetteer: Gazetteer) -> str | None:
    """Give the role that stands in the run of a name, without what only honours.

    Args:
        before: What stands in the run before the name: "Prime Minister Sir ".
        gazetteer: Gives the honorifics.

    Returns:
        "Prime Minister"; None where nothing is left.
    """
    role = before.strip()
    head, _, last = role.rpartition(" ")
    return (head if head and last in gazetteer.honorifics else role) or None


def role_beside(text: str, start: int, end: int, gazetteer: Gazetteer) -> str | None:
    """Find the role that stands beside a person's name, not in its run.

    Args:
        text: The text of its block.
        start: Where the name begins in it.
        end: Where it ends, exclusive.
        gazetteer: The lists of names.

    Returns:
        The role as it stands, None where none is given.
    """
    before = text[max(0, start - REACH_CHARS) : start]
    if before[-1:] in (" ", "\u00a0") and before[-2:-1].isalpha():
        last = before[max(before.rfind(" ", 0, -1), before.rfind("\u00a0", 0, -1)) + 1 : -1]
        if last in gazetteer.honorifics and before[-len(last) - 3 : -len(last) - 2].isalpha():
            before = before[: -len(last) - 1]  # "Council leader Sir Bo Torv"
            last = before[max(before.rfind(" ", 0, -1), before.rfind("\u00a0", 0, -1)) + 1 : -1]
        last = last.lower()
        if last in gazetteer.jobs and last not in NO_ROLE:
            return _direct_role(before, gazetteer)
    following = text[end : end + 2]
    if following in (", ", " ,"):
        behind = text[end : end + REACH_CHARS]
        plain = _PLAINLY_BEHIND.match(behind)
        opening = _OPENING_WORD.match(behind) if plain is None else plain
        # Most that follows a name and a comma opens no role: one word tells, before the whole pattern is tried.
        if opening is not None and _opens_role(opening["opens"], gazetteer):
            found = _BEHIND.match(behind) if plain is None else plain
            if found is not None and _speaks_of_work(found["role"], gazetteer):
                return _SAID_BEHIND.sub("", found["role"])
    if before[-2:] == ", ":
        found = _BEFORE.search(before)
        if found is not None and _speaks_of_work(found["role"], gazetteer):
            return _last_phrase(found["role"], gazetteer)
    return None


def _last_phrase(role: str, gazetteer: Gazetteer) -> str:
    """Leave out what is said before the phrase a name is set beside: "Umbel has named its chairman, Ana Lind".

    Args:
        role: From a determiner to the comma before the name.
        gazetteer: The lists of names.

    Returns:
        What stands behind the last verb, and behind a phrase that is no work or that "and" ends; the role itself for
        "the head of the national team".
    """
    for pattern in (_VERB, _DETERMINED):
        for cut in reversed(list(pattern.finditer(role))):
            tail = role[cut.end() :]
            head = role[: cut.start()]
            is_other = pattern is _VERB or head.endswith(" and") or not _speaks_of_work(head, gazetteer)
            if is_other and _speaks_of_work(tail, gazetteer):
                role = tail
                break
    return role


def _direct_role(before: str, gazetteer: Gazetteer) -> str:
    """Take the words for work before a name, with what narrows them and the name of a firm or a people."""
    standing = before.rstrip()
    words = standing.replace("\u00a0", " ").split(" ")
    begin = len(words) - 1
    while begin > 0 and len(words) - begin < _LONGEST_DIRECT_WORDS:
        word = words[begin - 1]
        lower = word.lower()
        if word == "of" and begin > 1 and _is_one_name(words, begin, gazetteer):
            begin -= 2  # "Bank of England governor Mark Lind"
            continue
        if word in _STOPS or not word[-1:].isalpha():
            break
        if word[0].isupper():
            opens = begin == 1 or words[begin - 2][-1:] in _ENDS
            # "Chief executive Ana Lind" opens a sentence as "Yesterday inspector Ana Lind" does.
            is_small = opens and lower in gazetteer.common and lower not in _MODIFIERS
            if word in gazetteer.calendar or (is_small and not _opens_name(words, begin, gazetteer)):
                break
        elif not (lower in gazetteer.jobs or lower in _MODIFIERS or "-" in word):
            break
        begin -= 1
    return standing[sum([len(word) + 1 for word in words[:begin]]) :]


def _is_one_name(words: list[str], begin: int, gazetteer: Gazetteer) -> bool:
    """Tell whether "of" joins the word before it and the first of a role to one name."""
    head, tail = words[begin - 2], words[begin]
    return tail[:1].isupper() and (head in gazetteer.heads or f"{head} of {tail}" in gazetteer.names)


def _opens_name(words: list[str], begin: int, gazetteer: Gazetteer) -> bool:
    """Tell a common word that is a name, or opens one, where a sentence begins: "Green Party leader Ana Lind"."""
    word, after = words[begin - 1], words[begin]
    is_listed = word in gazetteer.names or word in gazetteer.suffixes  # "Council leader"
    return is_listed or (after[:1].isupper() and f"{word} {after}" in gazetteer.names)


def _opens_role(word: str, gazetteer: Gazetteer) -> bool:
    return word in OPENS or word in gazetteer.jobs or word in gazetteer.titles or word.startswith("co-")


def _speaks_of_work(role: str, gazetteer: Gazetteer) -> bool:
    # A job of letters alone that stands between blanks is one of the words: half of all need no pattern.
    if any(word.isalpha() for word in gazetteer.jobs.intersection(role.lower().split())):
        return True
    words = _WORD.findall(role)
    return (
        not gazetteer.jobs.isdisjoint(map(str.lower, words))
        or not gazetteer.titles.isdisjoint(words)
        or _HEAD_OF.search(role) is not None
    )
