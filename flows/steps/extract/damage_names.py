"""Judge names: cut in two by a full stop, or spelled in two ways."""

import re
from typing import Final, NamedTuple

from flows.steps.extract.damage_marks import Article, Mark, in_quotes, places
from flows.steps.extract.damage_words import (
    FOREIGN_ENDINGS,
    GIVEN_NAMES,
    NAME_STARTERS,
    NAME_TAILS,
    ORDINARY,
    ROLES,
    TIME_WORDS,
)
from flows.steps.lexicon import Lexicon
from flows.text.sentences import is_abbreviation

_CUT: Final = re.compile(
    r"\b(?P<first>[^\W\d_a-z][^\W\d_]{1,40})\. (?P<last>[^\W\d_a-z][\w’'-]{1,40})(?P<next>[,.]?(?: [\w’'-]+)?)"
)
_TOP: Final = re.compile(r"(?:^|[.!?][\"”]? )$")
_SAID_TWICE: Final = re.compile(r"\b(?P<first>[A-Z]\w+) (?P<verb>\w+)\. (?P<last>[A-Z]\w+) (?P=verb)\b(?P<next> \w+)?")
_TIMES: Final = frozenset({"in", "on", "at", "last", "this", "earlier", "during", "to", "late"})
_BARE_VOWELS: Final = frozenset("aeiouAEIOU")
_LONG_NAME: Final = 8
_INTRODUCES: Final = re.compile(r", (?:the|a|an|who|whose|which|\d+)$")
_ENOUGH: Final = 2
_SURE: Final = 3
_BESIDE_CHARS: Final = 40
_NAME_BEFORE: Final = re.compile(r"(?<![.!?] )\b([A-Z][\w’'-]*) $")
_NAME_AFTER: Final = re.compile(r"^ ((?:(?:al|bin|de|den|der|di|el|ibn|van|von)[ -])?[A-Z][\w’'-]+)")


class NameWords(NamedTuple):
    """The words that stand beside names.

    Attributes:
        titles: The last word of each title, and words for a person's work, with and without a capital.
        speech: Forms of verbs of speech.
    """

    titles: frozenset[str]
    speech: frozenset[str]


def name_words(lexicon: Lexicon) -> NameWords:
    """Gather the words that stand beside names.

    Args:
        lexicon: Gives titles and verbs of speech.

    Returns:
        Sets to look words up in.
    """
    last = {title.rstrip(".").split()[-1] for title in lexicon.person_titles}
    titles = frozenset(last | ROLES | {role.capitalize() for role in ROLES})
    return NameWords(titles, frozenset(lexicon.speech_verbs))


def split_names(paragraph: str, page_text: str, article: Article, words: NameWords) -> list[Mark]:
    """Mark names that a full stop cuts in two: "spokesman Robert. Malley said".

    Args:
        paragraph: A kept paragraph of an English article.
        page_text: The page; the name may stand whole elsewhere in it.
        article: The article it stands in.
        words: Words that stand beside names.

    Returns:
        Marks from the first part of the name to the last.
    """
    marks = []
    for found in _CUT.finditer(paragraph):
        head = paragraph[max(0, found.start() - _BESIDE_CHARS) : found.start()]
        is_top = _TOP.search(head) is not None
        if not is_top and not head.endswith(" "):
            continue  # inside a compound, or after an opening mark
        points = _points(found, None if is_top else head.rstrip().rsplit(" ", 1)[-1], page_text, article, words)
        if points >= _SURE or (points >= _ENOUGH and not in_quotes(paragraph, found.start("first"))):
            marks.append(Mark(found.start("first"), found.end("last"), "split_name", _whole(found), is_strong=True))
    return marks


def said_twice(paragraph: str, article: Article, words: NameWords) -> list[Mark]:
    """Mark two verbs of speech in a row with two halves of a name: "Tan said. Wei said in June" for Tan Wei.

    Args:
        paragraph: A kept paragraph of an English article.
        article: The article; whoever speaks in it under a single name is named once more.
        words: Words that stand beside names.

    Returns:
        Marks from the first half to the second verb.
    """
    marks = []
    for found in _SAID_TWICE.finditer(paragraph):
        if found["verb"] not in words.speech or found["last"].lower() in NAME_STARTERS:
            continue
        once = article.count(found["first"]) == 1 == article.count(found["last"])
        if once and (found["next"] or "").strip() in _TIMES and not in_quotes(paragraph, found.start()):
            end = found.end() - len(found["next"] or "")
            marks.append(Mark(found.start(), end, "split_name", _whole(found), is_strong=True))
    return marks


def _whole(found: re.Match[str]) -> str:
    return f"perhaps one name: {found['first']} {found['last']}"


def _points(found: re.Match[str], before: str | None, page_text: str, article: Article, words: NameWords) -> int:
    first, last = found["first"], found["last"]
    is_owner = last.endswith(("'s", "’s"))
    last = last[:-2] if is_owner else last
    lead, following = (before or "").strip('"“”‘(,;:'), (found["next"] or "").strip()
    if lead.lower() in NAME_STARTERS:
        lead = ""
    if last.lower() in NAME_STARTERS or first.lower() in NAME_STARTERS or first.isupper() or last.isupper():
        return 0
    if is_abbreviation(first):
        return 0
    is_title = lead in words.titles
    if lead[:1].isupper() and not is_title:
        # "Rand Paul. Ryan": the first word closes a name of its own.
        return _SURE * (f"{lead} {first} {last}" in page_text)
    if f"{first} {last}" in page_text:
        return _SURE
    if first in GIVEN_NAMES and (is_owner or following.startswith(",")):
        return _ENOUGH
    if article.count(first) > 1 or article.count(first.lower()) or first.lower() in FOREIGN_ENDINGS:
        return 0
    if last in NAME_TAILS and (is_owner or following.startswith(",")):
        return _ENOUGH
    if first in GIVEN_NAMES:
        return _ENOUGH  # whose only bearer in the article is named by it alone
    elsewhere = [article.text[max(0, place - _BESIDE_CHARS) : place] for place in article.places(last)]
    points = 0
    points += is_title or lead in words.speech or lead == "by"
    # Spoken of by surname, and nowhere introduced: the introduction is what was cut.
    points += len(elsewhere) > 1 and not any(_NAME_BEFORE.search(text) for text in elsewhere)
    points += is_owner or following.startswith(",") or following.lstrip(",. ") in words.speech or following == "."
    points += before is None
    # Whoever is introduced under one name, and stands nowhere else, has lost the other.
    points += article.count(last) == 1 and not last.endswith("ly") and _INTRODUCES.match(following) is not None
    return points


def spelled_two_ways(pair: tuple[str, str], article: Article, words: NameWords) -> list[Mark]:
    """Mark the rarer of two spellings of what seems to be one name.

    Args:
        pair: Two names of the article with the same first and last letter.
        article: The article.
        words: Words that stand beside names.

    Returns:
        Marks in code points of the page: the one or two places of the rarer spelling; none where the two are two names.
    """
    one, two = sorted(pair)
    limit = 2 if min(len(one), len(two)) >= _LONG_NAME else 1
    changes = distance(one, two, limit)
    if not 1 <= changes <= limit or one.startswith(two) or two.startswith(one) or one.lower() == two.lower():
        return []
    rare, usual = _rarer(one, two, article)
    if (
        rare in GIVEN_NAMES
        or _is_ordinary(rare, article)
        or (_is_ordinary(usual, article) and usual.lower() not in TIME_WORDS)
    ):
        return []
    count, other_count = article.count(rare), article.count(usual)
    if count > 2 or (count == 2 and other_count < 6):
        return []
    if _are_two_persons(rare, usual, article, words.titles):
        return []
    if count == other_count and not _is_by_ear(rare, usual):
        return []
    is_strong = count < other_count and (changes == 1 or other_count > _LONG_NAME)
    detail = f"elsewhere {usual}"
    return [
        Mark(start + place, start + place + len(rare), "name_variant", detail, is_strong)
        for text, start in zip(article.paragraphs, article.starts, strict=True)
        for place in places(rare, text)
    ]


def distance(one: str, two: str, limit: int) -> int:
    """Count the letters to put in, leave out, replace or swap to turn one word into another.

    Args:
        one: A word.
        two: Another.
        limit: Beyond it the number does not matter.

    Returns:
        The optimal string alignment distance, or ``limit + 1`` where it is larger.
    """
    while one and two and one[0] == two[0]:
        one, two = one[1:], two[1:]
    while one and two and one[-1] == two[-1]:
        one, two = one[:-1], two[:-1]
    rest = max(len(one), len(two))
    if abs(len(one) - len(two)) > limit or (limit == 1 and rest > 2):
        return limit + 1
    if min(len(one), len(two)) == 0:
        return rest
    earlier: list[int] = []
    row = list(range(len(two) + 1))
    for i, letter in enumerate(one, 1):
        current = [i]
        for j, other in enumerate(two, 1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            current.append(cost)
        earlier, row = row, current
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _is_ordinary(name: str, article: Article) -> bool:
    low = name.lower()
    return low in ORDINARY or low in NAME_STARTERS or article.count(low) > 0


def _rarer(one: str, two: str, article: Article) -> tuple[str, str]:
    counts = article.count(one), article.count(two)
    if counts[0] != counts[1]:
        return (one, two) if counts[0] < counts[1] else (two, one)
    # Seen as often: translation spells by ear, and puts vowels where a name has none ("Kupler" for "Kpler").
    vowels = [sum(letter in _BARE_VOWELS for letter in name) for name in (one, two)]
    if vowels[0] != vowels[1]:
        return (one, two) if vowels[0] > vowels[1] else (two, one)
    return (two, one) if article.text.find(one) < article.text.find(two) else (one, two)


def _is_by_ear(heard: str, name: str) -> bool:
    """Tell whether a spelling is another with a vowel put in, or with i for y."""
    if len(heard) == len(name):
        return heard.replace("i", "y") == name.replace("i", "y")
    places = [place for place, letter in enumerate(heard) if letter in _BARE_VOWELS]
    return any(heard[:place] + heard[place + 1 :] == name for place in places if heard[place - 1] not in _BARE_VOWELS)


def _are_two_persons(rare: str, usual: str, article: Article, titles: frozenset[str]) -> bool:
    """Tell whether the names beside two spellings differ: Mohamed Salah and Mohammed Ali, Osama bin Laden, Obama."""
    before = [_beside(_NAME_BEFORE, name, article) for name in (rare, usual)]
    after = [_beside(_NAME_AFTER, name, article) for name in (rare, usual)]
    given = [set(names) - titles for names in before]
    if given[0] and given[1] and not given[0] & given[1]:
        return True
    if not after[0]:
        return False
    # A given name always has a surname after it; whoever never has one is called by another name.
    is_given = len(after[1]) == article.count(usual)
    return not after[1] or (is_given and not set(after[0]) & set(after[1]))


def _beside(pattern: re.Pattern[str], name: str, article: Article) -> list[str]:
    found = []
    for place in article.places(name):
        end = place + len(name)
        is_before = pattern is _NAME_BEFORE
        near = (
            article.text[max(0, place - _BESIDE_CHARS) : place]
            if is_before
            else article.text[end : end + _BESIDE_CHARS]
        )
        if (word := pattern.search(near)) and word[1].lower() not in NAME_STARTERS:
            found.append(word[1])
    return found
