"""Break clean articles the way machine translation there and back, or bad splicing, breaks them.

Only what no quotation marks enclose is broken, names and dates aside: speech may be as broken as its speaker likes.
Every break is drawn from a seeded generator and comes with the truth about it, so that what the marks find can be
counted. The breaker knows nothing of the rules that look for its breaks: it cuts where the text allows a cut.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

Cut = tuple[str, int, int]
"""A broken paragraph, and where in it the break begins and ends."""

_SENTENCE: Final = re.compile(r"(?:(?<=^)|(?<=[a-z]{4}\. ))[A-Z][^.!?]{30,400}[a-z]{4}\.(?= |$)")
_PHRASE: Final = re.compile(
    r" (?:in|on|at|by|from|with|to|between|under|after|before|over|through|across|near|since|during|until)"
    r" (?:the |a |an |its |their |last |next |[A-Z])?[A-Za-z]+(?: [a-z]+)?\.$"
)
_VERB: Final = re.compile(
    r"^(?:The |A |An |[A-Z])[A-Za-z’' -]{1,40}? ((?:also |never |later )?"
    r"(?:was|were|has|have|is|are|will|would|said|told|[a-z]{3,}ed) [a-z])"
)
_FULL_NAME: Final = re.compile(r"(?<=[a-z,] )([A-Z][a-z]+) ([A-Z][a-z]+)(?! [A-Z])(?=,|\.| said| who|’s)")
_NAME_SAID: Final = re.compile(r"\b([A-Z][a-z]+) ([A-Z][a-z]+) said (?=in|on|at|last|this)")
_DATE: Final = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December)\b( \d{1,2}\b)?(?!\.)"
)
_WEEKDAY: Final = re.compile(r"\bon (Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b")
_NAME: Final = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{5,}\b")
_CALENDAR: Final = re.compile(r"\w+day$|January|February|March|April|August|September|October|November|December")
_WORD: Final = re.compile(r"\b[a-z]{5,}\b")

_FRAGMENTS: Final = (
    "I am seeing this.",
    "We will do it.",
    "It was.",
    "It is.",
    "Later this month.",
    "Until the spring.",
    "At the end of the year.",
    "From next Monday.",
    "During the night.",
)
_DEBRIS: Final = ("Ta.", "Desu.", "Mashita.", "Nida.", "Shita.", "Zo.", "Kn.", "Oru.")
_TITLES: Final = ("President", "Minister", "Secretary", "Governor", "Mayor", "Judge", "Gov.", "Sen.", "Mr.", "Dr.")
_MONTHS: Final = ("March", "June", "August", "October", "December")


class Break(NamedTuple):
    """One broken spot.

    Attributes:
        kind: The kind of ``core.damage`` a careful reader would give it.
        paragraph: Position of the paragraph in the article.
        start: Where it begins, in code points of the broken paragraph.
        end: Where it ends, exclusive.
    """

    kind: str
    paragraph: int
    start: int
    end: int


def _is_spoken(text: str) -> bool:
    return any(mark in text for mark in ("“", "”", '"', "‘", "''"))


def _sentence(text: str, rng: random.Random) -> re.Match[str] | None:
    every = [] if _is_spoken(text) else list(_SENTENCE.finditer(text))
    return rng.choice(every) if every else None


def _between(text: str, rng: random.Random) -> int | None:
    ends = [] if _is_spoken(text) else [found.end() for found in _SENTENCE.finditer(text)]
    return rng.choice(ends) if ends else None


def split_sentence(text: str, rng: random.Random, article: str) -> Cut | None:
    """Cut a sentence in two with a full stop: anywhere, or before its last phrase, which then gets a capital."""
    found = _sentence(text, rng)
    if found is None:
        return None
    sentence, start = found.group(), found.start()
    phrase = _PHRASE.search(sentence)
    if phrase and rng.random() < 0.6:
        at = start + phrase.start()
        return f"{text[:at]}. {text[at + 1].upper()}{text[at + 2 :]}", at + 1, found.end() + 1
    spaces = [place for place, letter in enumerate(sentence) if letter == " "][2:-2]
    spaces = [place for place in spaces if sentence[place + 1].islower() and sentence[place - 1].isalpha()]
    if not spaces:
        return None
    at = start + rng.choice(spaces)
    return f"{text[:at]}. {text[at + 1 :]}", at - 1, found.end() + 1


def insert_fragment(text: str, rng: random.Random, article: str) -> Cut | None:
    """Put a fragment, debris of another language, or a word of the article between two sentences."""
    at = _between(text, rng)
    if at is None:
        return None
    chosen = rng.random()
    if chosen < 0.5:
        stray = rng.choice(_FRAGMENTS)
    elif chosen < 0.75:
        stray = rng.choice(_DEBRIS)
    else:
        stray = rng.choice(sorted(set(_WORD.findall(article)))).capitalize() + "."
    return f"{text[:at]} {stray}{text[at:]}", at + 1, at + 1 + len(stray)


def stray_fragment(text: str, rng: random.Random, article: str) -> Cut | None:
    """Split a sentence or insert a fragment."""
    return (split_sentence if rng.random() < 0.5 else insert_fragment)(text, rng, article)


def _begins_name(before: str) -> bool:
    word = before.split()[-1]
    return word[0].islower() or word in _TITLES


def _is_no_name(found: re.Match[str]) -> bool:
    return found[1] in ("The", "But") or _CALENDAR.match(found[1]) is not None or found[2] in ("Gov", "Rep", "Sen")


def _is_headline(text: str) -> bool:
    words = text.split()
    return sum(word[0].isupper() for word in words) > 0.6 * len(words)


def split_name(text: str, rng: random.Random, article: str) -> Cut | None:
    """Cut a full name with a full stop, now and then with the verb of speech said twice."""
    said = list(_NAME_SAID.finditer(text))
    said = [name for name in said if not _is_no_name(name)]
    if said and rng.random() < 0.5:
        found = rng.choice(said)
        broken = f"{found[1]} said. {found[2]} said "
        return text[: found.start()] + broken + text[found.end() :], found.start(), found.start() + len(broken)
    every = [
        found for found in _FULL_NAME.finditer(text) if _begins_name(text[: found.start()]) and not _is_no_name(found)
    ]
    if not every or _is_headline(text):
        return None
    found = rng.choice(every)
    return f"{text[: found.end(1)]}.{text[found.end(1) :]}", found.start(), found.end() + 1


def broken_date(text: str, rng: random.Random, article: str) -> Cut | None:
    """Cut a date with a full stop; a month or weekday alone gets the day it had before."""
    every = list(_DATE.finditer(text))
    if every:
        found = rng.choice(every)
        day = found[2] or f" {rng.randint(1, 28)}"
        tail = rng.choice(("", ".")) if found[2] is None and text[found.end() :].startswith((" ", ".")) else ""
        if text[found.end() :].startswith("."):
            tail = ""
        elif found[2] is None and text[found.end() : found.end() + 2].strip()[:1].isupper():
            tail = "."
        broken = f"{found[1]}.{day}{tail}"
        return text[: found.start()] + broken + text[found.end() :], found.start(), found.start() + len(broken)
    weekdays = list(_WEEKDAY.finditer(text))
    if not weekdays:
        return None
    found = rng.choice(weekdays)
    month, day = rng.choice(_MONTHS), rng.randint(1, 28)
    broken = rng.choice((f"on {month}. {day}", f"on {day}. {month}", f"on {month}. {day}."))
    if text[found.end() :].startswith("."):
        broken = broken.rstrip(".")
    return text[: found.start()] + broken + text[found.end() :], found.start(), found.start() + len(broken)


def lone_punctuation(text: str, rng: random.Random, article: str) -> Cut | None:
    """Leave a stop or a comma standing alone after a sentence, or before its stop."""
    at = _between(text, rng)
    if at is None:
        return None
    if rng.random() < 0.7:
        return f"{text[:at]} {rng.choice('..,')}{text[at:]}", at - 1, at + 2
    return f"{text[: at - 1]}, .{text[at:]}", at - 1, at + 2


def missing_subject(text: str, rng: random.Random, article: str) -> Cut | None:
    """Drop the subject of a sentence that is not the first of its paragraph; its verb keeps or gets its case."""
    every = [
        (found, verb)
        for found in _SENTENCE.finditer(text)
        if found.start() > 0 and not _is_spoken(text) and (verb := _VERB.match(found.group()))
    ]
    if not every:
        return None
    found, verb = rng.choice(every)
    rest = found.group()[verb.start(1) :]
    if rng.random() < 0.3 and rest.split()[0] in ("was", "were", "has", "is", "are"):
        rest = rest[0].upper() + rest[1:]
    return text[: found.start()] + rest + text[found.end() :], found.start(), found.start() + len(rest)


def name_variant(text: str, rng: random.Random, article: str) -> Cut | None:
    """Misspell one letter inside a name that the article spells right at least twice elsewhere."""
    counts = Counter(_NAME.findall(article))
    every = [
        found for found in _NAME.finditer(text) if counts[found.group()] >= 3 and found.group().lower() not in article
    ]
    every = [found for found in every if not _CALENDAR.match(found.group())]
    if not every:
        return None
    found = rng.choice(every)
    name = found.group()
    place = rng.randint(1, len(name) - 2)
    letter = rng.choice("aeiou" if name[place] in "aeiou" else "bdgklmnprstvz")
    changed = rng.choice(
        (
            name[:place] + letter + name[place + 1 :],
            name[:place] + rng.choice("aeiou") + name[place:],
            name[:place] + name[place + 1 :],
            name[:place] + name[place] + name[place:],
        )
    )
    if changed == name or changed in article:
        return None
    return text[: found.start()] + changed + text[found.end() :], found.start(), found.start() + len(changed)


BREAKERS: Final[dict[str, Callable[[str, random.Random, str], Cut | None]]] = {
    "stray_fragment": stray_fragment,
    "split_name": split_name,
    "broken_date": broken_date,
    "lone_punctuation": lone_punctuation,
    "missing_subject": missing_subject,
    "name_variant": name_variant,
}


def break_article(paragraphs: Iterable[str], rng: random.Random, kinds: Iterable[str]) -> tuple[list[str], list[Break]]:
    """Break an article once for each kind, each in a paragraph of its own.

    Args:
        paragraphs: The clean paragraphs.
        rng: Decides everything.
        kinds: Kinds of ``core.damage``; a kind the article offers no place for is left out.

    Returns:
        The paragraphs, some of them broken, and the truth.
    """
    broken = list(paragraphs)
    article = "\n".join(broken)
    free = list(range(len(broken)))
    truth = []
    for kind in kinds:
        for index in rng.sample(free, len(free)):
            cut = BREAKERS[kind](broken[index], rng, article)
            if cut is not None:
                broken[index] = cut[0]
                truth.append(Break(kind, index, cut[1], cut[2]))
                free.remove(index)
                break
    return broken, truth
