"""A page as a tree of block elements with the lines that stand in them, and what is summed up over it."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

PARAGRAPHS: Final = frozenset({"p", "pre", "blockquote", "td"})
HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
TEXT_TAGS: Final = PARAGRAPHS | HEADINGS | {"li", "dd", "dt"}
_PROSE_CHARS: Final = 60  # text outside links from which a line counts as prose
MOST_LINKED: Final = 0.5
_LINK_LINE: Final = 0.6
_WIDE: Final = re.compile("[\u2e80-\uffdc\U00020000-\U0003ffff]")
_DIGITS: Final = re.compile("[0-9]+")


class Node(NamedTuple):
    """A block element: its parent's number (-1 for the root), tag, class and id, landmark, and its ``itemprop``."""

    parent: int
    tag: str
    classes: str
    container: str | None
    itemprop: str


class Line(NamedTuple):
    """A rendered line: the number of its block element, its text, and the characters of it inside links."""

    node: int
    text: str
    link_chars: int


class Region(NamedTuple):
    """Where a line stands: ``above`` the article, in its ``head`` or ``body``, or ``other`` (NULL: nothing is text).

    ``starts_story`` tells that a second or later article of the page begins with it.
    """

    region: str | None
    starts_story: bool


class Page:
    """What the steps know of a page: sums over each element, and its lines."""

    def __init__(self, nodes: Sequence[Node], lines: Sequence[Line]) -> None:
        self.nodes = nodes
        self.lines = lines
        self.parents = [node.parent for node in nodes]
        self.chars = [_measure(line.text) for line in lines]
        self.free = [max(chars - line.link_chars, 0) for chars, line in zip(self.chars, lines, strict=True)]
        self.is_prose = [
            free >= _PROSE_CHARS and line.link_chars < MOST_LINKED * chars
            for free, chars, line in zip(self.free, self.chars, lines, strict=True)
        ]
        self.is_linked = [line.link_chars >= _LINK_LINE * chars for chars, line in zip(self.chars, lines, strict=True)]
        self.prose = self.sums(
            [free if is_prose else 0 for free, is_prose in zip(self.free, self.is_prose, strict=True)]
        )
        # What elements of one kind share: tag and class, whatever numbers stand in it.
        names = {classes: _DIGITS.sub("0", classes) for classes in {node.classes for node in nodes}}
        self.kinds = [(node.tag, names[node.classes]) for node in nodes]

    def total(self, own: list[int], best: int = 0) -> list[int]:
        """Add up the tree, or what stands in one element of it: what an element holds and all elements in it."""
        parents = self.parents
        for number in range((self.end_of(best) if best else len(own)) - 1, best, -1):
            if own[number]:
                own[parents[number]] += own[number]
        return own

    def end_of(self, number: int) -> int:
        """Say before which number what stands in an element ends: elements are numbered in document order."""
        parents, count = self.parents, len(self.parents)
        end = number + 1
        while end < count and parents[end] >= number:
            end += 1
        return end

    def sums(self, values: Sequence[int]) -> list[int]:
        """Add up a value of the lines over the elements that hold them."""
        own = [0] * len(self.nodes)
        for line, value in zip(self.lines, values, strict=True):
            own[line.node] += value
        return self.total(own)


def _measure(text: str) -> int:
    """Count characters; those of scripts that set no spaces say as much as two."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))
