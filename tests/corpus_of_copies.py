"""Seeded corpora with planted copies: invented words, edited at a known rate, cut, extended, and put on templates."""

import random
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

SYLLABLES: Final = (
    "ba",
    "de",
    "fi",
    "go",
    "hu",
    "ka",
    "le",
    "mi",
    "no",
    "pu",
    "ra",
    "se",
    "ti",
    "vo",
    "xu",
    "zé",
    "ström",
)
WORD: Final = re.compile(r"[0-9a-zéö]+")
PHRASE: Final = "said in a statement on the afternoon of the same day"


class Planted(NamedTuple):
    """A text made from another, and how."""

    source: int
    copy: int
    kind: str


class Corpus(NamedTuple):
    """Texts, and which of them were made from which."""

    texts: list[str]
    planted: list[Planted]


def vocabulary(rng: random.Random, size: int = 2000) -> list[str]:
    """Invent words, each once."""
    words = {"".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(size)}
    return sorted(words)


def story(rng: random.Random, words: Sequence[str], length: int) -> list[str]:
    """Invent a story: common words stand more often, numbers and a phrase of the trade among them."""
    weights = [1 / (rank + 5) for rank in range(len(words))]
    text = rng.choices(words, weights, k=length)
    for at in range(0, length, 23):
        text[at] = str(rng.randint(2, 99_000))
    for at in range(40, length - 20, 120):
        text[at : at + 10] = PHRASE.split()
    return text


def edit(rng: random.Random, text: Sequence[str], words: Sequence[str], rate: float) -> list[str]:
    """Replace, drop or double each word with a probability."""
    edited = []
    for word in text:
        if rng.random() >= rate:
            edited.append(word)
            continue
        choice = rng.random()
        if choice < 0.6:
            edited.append(rng.choice(words))
        elif choice < 0.8:
            edited += [word, rng.choice(words)]
    return edited


def corpus(seed: int, stories: int, *, lengths: tuple[int, int] = (60, 500)) -> Corpus:
    """Make stories and copies of them: edited at 0 to 30 %, cut short, extended, several of one, and of copies."""
    rng = random.Random(seed)
    words = vocabulary(rng)
    texts = [story(rng, words, rng.randint(*lengths)) for _ in range(stories)]
    planted = []
    for source in range(stories):
        kind = rng.choice(("none", "edited", "edited", "cut", "extended", "chain", "twice"))
        text = texts[source]
        if kind == "cut":
            made = [text[: int(len(text) * rng.uniform(0.3, 0.9))]]
        elif kind == "extended":
            made = [text + story(rng, words, len(text))]
        elif kind == "none":
            made = []
        else:
            made = [edit(rng, text, words, rng.uniform(0, 0.3))]
            if kind == "chain":
                made.append(edit(rng, made[0], words, rng.uniform(0, 0.1)))
            elif kind == "twice":
                made += [text, edit(rng, text, words, rng.uniform(0, 0.1))]
        for copy in made:
            planted.append(Planted(source, len(texts), kind))
            texts.append(copy)
    return Corpus([shape(rng, text) for text in texts], planted)


def shape(rng: random.Random, text: Sequence[str]) -> str:
    """Set words as a paper would: capitals, stops, quotes of either kind, paragraphs."""
    parts = []
    for at, word in enumerate(text):
        parts.append(word.capitalize() if at % 11 == 0 else word)
        parts.append(rng.choices((" ", ", ", ". ", " “", "” ", " – ", "\n\n"), (80, 6, 6, 2, 2, 2, 2))[0])
    return "".join(parts)


def jaccard(left: str, right: str) -> float:
    """Divide the shared word 5-grams by all: the slow way, on plain strings."""
    words = [WORD.findall(text.lower()) for text in (left, right)]
    one, two = ({tuple(w[at : at + 5]) for at in range(len(w) - 4)} for w in words)
    return len(one & two) / len(one | two)
