"""Prepare the words of the generated pages: streams of draws, and the templates they are joined by.

``vocabulary.toml`` beside this module holds the words; nothing here depends on the seed of a page.
"""

import itertools
import random
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

STREAM: Final = 1 << 15
"""Draws prepared per kind of word."""
SLICE: Final = 72
"""Draws an article may take of one kind before they come round again; the longest takes fewer."""

_SLOT: Final = re.compile(r"\{(\w+)\}")
_PAIR: Final = re.compile(r"\{([NMVWGAB])\} (the )?\{([NM])\}")
_STRESSED_LAST: Final = frozenset(
    {"admit", "commit", "compel", "deter", "expel", "occur", "permit", "prefer", "refer", "regret", "submit"}
)
_T = TypeVar("_T")


class Person(NamedTuple):
    """Somebody who does not exist: the name in full, and as an article calls them the second time."""

    full: str
    short: str


class Template(NamedTuple):
    """A sentence with gaps: a ``%``-form and the kinds of words its gaps take."""

    form: str
    slots: tuple[str, ...]


class Vocabulary:
    """Long streams of prepared draws, one per kind of word: an article takes a slice of each at a random offset.

    Drawing words one by one would cost more than the rest of the page; slices at independent offsets interleave
    into sentences that do not repeat.
    """

    def __init__(self) -> None:
        rng = random.Random("copydesk vocabulary")
        text = tomllib.loads((Path(__file__).with_name("vocabulary.toml")).read_text(encoding="utf-8"))
        words = {name: value.split() for name, value in text["words"].items()}
        phrases = {name: tuple(value.strip().splitlines()) for name, value in text["phrases"].items()}
        templates = {name: _compiled(value.strip().splitlines()) for name, value in text["templates"].items()}
        self.agency_names: dict[str, str] = text["agencies"]
        self.agencies = tuple(self.agency_names)
        self.months: tuple[str, ...] = tuple(words["months"])
        self.says, self.sections = words["says"], words["sections"]
        self.titles, self.toggles = phrases["titles"], phrases["toggles"]
        self.navigation, self.footers = phrases["navigation"], phrases["footers"]
        self.sentences, self.quoted = templates["sentences"], templates["quoted"]
        self.headlines, self.captions = templates["headlines"], templates["captions"]

        def joined(tails: Sequence[str]) -> str:
            return rng.choice(words["name_heads"]) + rng.choice(tails)

        surnames = [joined(words["surname_tails"]) for _ in range(6_000)]
        people = [Person(f"{rng.choice(words['first_names'])} {surname}", surname) for surname in surnames]
        self.people = rng.choices(people, k=STREAM + SLICE)
        thousands = [f"{rng.randrange(1, 900)},{rng.randrange(1000):03}" for _ in range(3_000)]
        large = [
            f"{rng.randrange(1, 99)}.{rng.randrange(1, 10)} {s}" for s in ("million", "billion") for _ in range(200)
        ]
        past = [_past(verb) for verb in words["verbs"]]
        pools: dict[str, Sequence[str]] = {
            "N": words["nouns"],
            "M": [_plural(noun) for noun in words["nouns"]],
            "V": past,
            "W": words["verbs"],
            "G": [_gerund(verb) for verb in words["verbs"]],
            "A": words["adjectives"],
            "B": words["adverbs"],
            "O": sorted({head + tail for head in words["name_heads"] for tail in words["place_tails"]}),
            "F": [f"{joined(words['surname_tails'])} {tail}" for tail in words["firm_tails"] * 60],
            "T": [f"Ministry of {name}" for name in phrases["ministries"]],
            "K": [*map(str, range(2, 400)), *thousands, *large],
            "Y": [str(year) for year in range(1989, 2026)],
            "H": words["months"],
            "D": words["weekdays"],
            "Q": phrases["quantities"],
            "J": phrases["jobs"],
        }
        self.streams = {kind: _stream(rng, pool) for kind, pool in pools.items()}
        for kind in sorted(
            {slot for slots in templates.values() for _, names in slots for slot in names if len(slot) > 1}
        ):
            self.streams[kind] = _pairs(rng, self.streams[kind[0]], kind[1:-1], self.streams[kind[-1]])


class Draws:
    """The draws of one article: a topic of a few nouns, three persons, two places, and slices of all streams."""

    def __init__(self, rng: random.Random) -> None:
        vocabulary = vocabulary_of_news()
        self._at = at = rng.random
        self.rng = rng
        offset = int(at() * STREAM)
        self.people = vocabulary.people[offset : offset + 3]
        self.places = vocabulary.streams["O"][offset : offset + 2]
        self._next = _Nexts(vocabulary.streams, at)
        here, there = self.places
        one, two, three = self.people
        self._next["P"] = itertools.cycle((here, here, there, here, here)).__next__
        self._next["S"] = itertools.cycle((one.short, two.short, one.short, three.short)).__next__
        self._next["L"] = itertools.cycle((two.full, one.full)).__next__

    def word(self, kind: str) -> str:
        """Draw the next word of a kind."""
        return self._next[kind]()

    def pick(self, choices: Sequence[_T]) -> _T:
        """Draw one of a few, all alike."""
        return choices[int(self._at() * len(choices))]

    def fill(self, templates: Sequence[Template]) -> str:
        """Draw a template and fill its gaps."""
        form, slots = templates[int(self._at() * len(templates))]
        draw = self._next
        text = form % tuple([draw[slot]() for slot in slots])
        return text[0].upper() + text[1:]


class _Nexts(dict[str, Callable[[], str]]):
    """The next draw of each kind; where a kind's stream is entered is drawn when it is first asked for."""

    def __init__(self, streams: dict[str, list[str]], at: Callable[[], float]) -> None:
        super().__init__()
        self._streams = streams
        self._at = at

    def __missing__(self, kind: str) -> Callable[[], str]:
        offset = int(self._at() * STREAM)
        stream = self._streams[kind]
        if kind == "N":  # every third noun is one of the topic's six, in turn
            drawn = stream[offset : offset + SLICE]
            drawn[::3] = drawn[1:19:3] * (SLICE // 18)
            entered = itertools.cycle(drawn)
        elif kind == "F":
            entered = itertools.cycle(stream[offset : offset + 3] + stream[offset : offset + 1] * 3)
        else:
            entered = iter(stream)
            entered.__setstate__(offset)  # what pickle uses: jumps without walking there
        self[kind] = draw = entered.__next__
        return draw


@cache
def vocabulary_of_news() -> Vocabulary:
    """Return the vocabulary, prepared once per process (half a second) and never changed."""
    return Vocabulary()


def _compiled(templates: Iterable[str]) -> tuple[Template, ...]:
    """Turn templates into forms; two neighbouring gaps become one, filled from a stream of pairs in half the time."""
    templates = [_PAIR.sub(lambda pair: f"{{{pair[1]}{(pair[2] or '').strip()}{pair[3]}}}", text) for text in templates]
    return tuple(Template(_SLOT.sub("%s", text), tuple(_SLOT.findall(text))) for text in templates)


def _stream(rng: random.Random, pool: Sequence[str]) -> list[str]:
    """Draw from a pool by rank, short entries mostly first: in real text, too, frequent words are short."""
    ranked = sorted(pool, key=lambda entry: len(entry) + 6 * rng.random())
    weights = list(itertools.accumulate((rank + 10) ** -0.45 for rank in range(len(ranked))))
    drawn = rng.choices(ranked, cum_weights=weights, k=STREAM)
    return drawn + drawn[:SLICE]


def _pairs(rng: random.Random, first: list[str], between: str, second: list[str]) -> list[str]:
    offset = rng.randrange(1, STREAM)
    middle = f" {between} " if between else " "
    turned = second[offset:STREAM] + second[:offset]
    joined = [a + middle + b for a, b in zip(first[:STREAM], turned, strict=True)]
    return joined + joined[:SLICE]


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return _doubled(verb) + "ed"


def _gerund(verb: str) -> str:
    return (verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else _doubled(verb)) + "ing"


def _doubled(verb: str) -> str:
    short = len(verb) <= 4 and re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", verb)
    return verb + verb[-1] if short or verb in _STRESSED_LAST else verb


def _plural(noun: str) -> str:
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"
