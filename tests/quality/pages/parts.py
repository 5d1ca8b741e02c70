"""The hand-written parts that pages are composed of: stories, sites, and a pool of headlines of other stories.

The folder's README gives the notation of the three kinds of file.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

HERE: Final = Path(__file__).parent
SECTIONS: Final = ("TOP", "ARTICLE", "BETWEEN", "BOTTOM")
FOLDS: Final = (1, 2, 3, 4, 5)
_BODY_MARKS: Final = {"## ": "subheading", "? ": "question", "~ ": "neutral"}


class Picture(NamedTuple):
    """A caption and its credit; ``is_scored`` is false where the credit names neither a person nor an agency."""

    text: str
    photographer: str | None
    agency: str | None
    is_scored: bool


class Line(NamedTuple):
    """A line of a story's body: ``paragraph``, ``subheading``, ``question`` (body either way) or ``neutral``."""

    kind: str
    text: str


@dataclass
class Story:
    """A story and all that is to be known of it, before any site shows it."""

    key: str
    language: str
    style: str
    fold: int
    headline: str = ""
    standfirst: str | None = None
    persons: list[str] = field(default_factory=list)
    role: str | None = None
    agency: str | None = None
    place: str | None = None
    published_on: date = date.min
    pictures: list[Picture] = field(default_factory=list)
    contributor: str | None = None
    body: list[Line] = field(default_factory=list)


@dataclass
class Site:
    """How a site dresses its stories: options, and the lines of each section."""

    name: str
    kind: str
    language: str
    shape: str
    fold: int
    options: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in SECTIONS})


def _optional(text: str) -> str | None:
    return text.strip() or None


def _picture(text: str) -> Picture:
    caption, photographer, agency = (part.strip() for part in ([*text.split("|"), "", ""])[:3])
    return Picture(caption, photographer or None, agency.lstrip("~") or None, not agency.startswith("~"))


def _read_story(block: str, fold: int) -> Story:
    first, *lines = block.rstrip("\n").split("\n")
    key, language, style = (part.strip() for part in first.split("|"))
    story = Story(key, language, style, fold)
    head = lines.index("-")
    for line in lines[:head]:
        mark, text = line[0], line[2:]
        if mark == "H":
            story.headline = text
        elif mark == "S":
            story.standfirst = text
        elif mark == "B":
            names, role = ([*text.split("|"), ""])[:2]
            story.persons = [name.strip() for name in names.split(",") if name.strip()]
            story.role = _optional(role)
        elif mark == "A":
            story.agency = text
        elif mark == "L":
            story.place = text
        elif mark == "D":
            story.published_on = date.fromisoformat(text)
        elif mark == "C":
            story.pictures.append(_picture(text))
        elif mark == "X":
            story.contributor = text
        else:
            raise ValueError(f"{key}: unknown mark {mark!r}")
    for line in filter(None, lines[head + 1 :]):
        kind = next((kind for mark, kind in _BODY_MARKS.items() if line.startswith(mark)), "paragraph")
        story.body.append(Line(kind, line if kind == "paragraph" else line.split(" ", 1)[1]))
    return story


def _blocks(path: Path) -> list[str]:
    return re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


@cache
def stories() -> dict[str, Story]:
    """Read all stories, by key.

    Returns:
        The stories, in the order of the files.

    Raises:
        ValueError: A key stands twice, or a line cannot be read.
    """
    found: dict[str, Story] = {}
    for fold in FOLDS:
        for block in _blocks(HERE / "stories" / f"fold{fold}.txt"):
            story = _read_story(block, fold)
            if story.key in found:
                raise ValueError(f"{story.key} stands twice")
            found[story.key] = story
    return found


def _read_site(block: str, fold: int) -> Site:
    first, *lines = block.removesuffix("\n").split("\n")
    name, kind, language, shape = (part.strip() for part in first.split("|"))
    site = Site(name, kind, language, shape, fold)
    section = ""
    for line in lines:
        if line.startswith("--") and line[2:] in SECTIONS:
            section = line[2:]
        elif section:
            site.sections[section].append(line)
        else:
            option, value = line.split(":", 1)
            site.options[option] = value.strip()
    return site


@cache
def sites() -> dict[str, Site]:
    """Read all sites, by name.

    Returns:
        The sites, in the order of the files.
    """
    found = [_read_site(block, fold) for fold in FOLDS for block in _blocks(HERE / "sites" / f"fold{fold}.txt")]
    return {site.name: site for site in found}


@cache
def pool() -> dict[str, list[tuple[str, str]]]:
    """Read the headlines of stories that no page holds, with a teaser each, by language.

    Returns:
        Pairs of headline and teaser.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for line in (HERE / "pool.txt").read_text(encoding="utf-8").splitlines():
        language, headline, teaser = (part.strip() for part in line.split(" | "))
        found.setdefault(language, []).append((headline, teaser))
    return found
