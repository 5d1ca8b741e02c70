"""Gather the visible text of a page line by line, with what the markup says of each line.

The walk in ``html`` says which element opens and closes and which text it meets; here lines begin and end, and white
space is folded.
"""

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from selectolax.lexbor import LexborNode

from flows.steps.read.main_content import find_main
from flows.steps.read.main_page import Line, Node, Region

_CLASS_CHARS: Final = 200
_ANCESTORS: Final = 3
_AUTHOR_MARK: Final = "author-mark"
_PRE_BREAKS: Final = re.compile("\r\n?|\n")
_PRE_ODD_SPACE: Final = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")

_CONTAINERS: Final = {
    "article": "article",
    "main": "main",
    "nav": "nav",
    "aside": "aside",
    "header": "header",
    "footer": "footer",
    "figure": "figure",
    "form": "form",
    "dialog": "dialog",
    "table": "table",
    "ul": "ul",
    "ol": "ul",
    "menu": "ul",
}
_ROLES: Final = {
    "article": "article",
    "main": "main",
    "navigation": "nav",
    "complementary": "aside",
    "banner": "header",
    "contentinfo": "footer",
    "form": "form",
    "search": "form",
    "dialog": "dialog",
    "alertdialog": "dialog",
}


class Hint(NamedTuple):
    """Where one rendered line stood in the page.

    ``hint_start`` and ``hint_end`` are code points of ``page_text``; ``tag`` is the nearest block element (``time``
    where the whole line is one ``<time>``); ``container`` the nearest of article, main, nav, aside, header, footer,
    figure, form, dialog, table, ul (lists of any kind), or NULL; ``link_char_count`` the characters inside links;
    ``class_text`` class and id, lower-cased, of that element and up to three block elements around it, nearest first,
    before them ``author-mark`` where an inline element in the line is marked as the author;
    ``region`` where the line stands to the page's article (``above``, ``head``, ``body`` or ``other``; NULL where the
    page has no text); ``starts_story`` tells that a second or later article of the page begins here.
    """

    hint_start: int
    hint_end: int
    tag: str
    container: str | None
    link_char_count: int
    class_text: str
    region: str | None
    starts_story: bool


Frame = tuple[LexborNode, int]  # an open element on the way down, and what its end undoes


@dataclass(slots=True)
class Lines:
    """The text so far and the line being gathered."""

    parts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    link_depth: int = 0
    is_after_link: bool = False
    time_depth: int = 0
    is_all_time: bool = True
    names_author: bool = False
    pre_depth: int = 0
    gap: int = 0
    position: int = 0
    near_number: int = -1
    near: str = ""
    out: list[str] = field(default_factory=list)
    found: list[tuple[int, int, str, str | None, int, str]] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    blocks: list[int] = field(default_factory=lambda: [0])  # the open ones, as their places in ``nodes``
    nodes: list[Node] = field(default_factory=lambda: [Node(-1, "body", "", None, "")])
    containers: list[str | None] = field(default_factory=lambda: [None])  # of each node, its own or that around it
    class_names: dict[tuple[str | None, str | None], str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Take up the text of one node."""
        self.is_after_link = False
        if text.isspace() and not self.pre_depth:
            if self.parts:
                self.parts.append(" ")
                if self.link_depth:
                    self.links.append(" ")
            return
        self.parts.append(text)
        if self.link_depth:
            self.links.append(text)
        if not self.time_depth:
            self.is_all_time = False

    def end(self, gap: int) -> None:
        """End the line; ``gap`` line feeds, at least, lie before the next one."""
        if self.parts:
            if self.pre_depth:
                self._end_preformatted()
            elif len(self.parts) == 1:
                self._put(" ".join(self.parts[0].split()))
            else:
                self._put(" ".join("".join(self.parts).split()))
            self.parts = []
            self.links = []
            self.is_all_time = True
        self.names_author = False
        if gap > self.gap:
            self.gap = gap

    def end_by_break(self) -> None:
        """End the line at a ``<br>``; a second one in a row leaves an empty line."""
        before = len(self.out)
        self.end(1)
        if len(self.out) == before:
            self.gap = 2

    def open_link(self) -> None:
        """Begin a link; two links that touch are two words, as in every menu, and so are "By" and the author's."""
        if self.parts and (self.is_after_link or self.parts[-1] in {"By", "by"}):
            self.parts.append(" ")
        self.link_depth += 1

    def open_block(self, name: str, gap: int, attributes: dict[str, str | None]) -> None:
        """Begin a block element; ``gap`` line feeds, at least, part it from what stands before it."""
        if self.parts:
            self.end(gap)
        else:  # most elements open and close without text of their own
            self.names_author = False
            if gap > self.gap:
                self.gap = gap
        container = _CONTAINERS.get(name)
        classes = itemprop = ""
        if attributes:
            if container is None and (role := attributes.get("role")):
                container = _ROLES.get(role.strip().lower())
            given = attributes.get("class"), attributes.get("id")
            known = self.class_names.get(given)
            if known is None:
                known = self.class_names[given] = _classes(*given)
            classes = known
            itemprop = attributes.get("itemprop") or ""
        around = self.blocks[-1]
        self.blocks.append(len(self.nodes))
        self.nodes.append(Node(around, name, classes, container, itemprop))
        self.containers.append(container or self.containers[around])
        if name == "pre" or name == "listing":
            self.pre_depth += 1

    def close_block(self, gap: int) -> None:
        """End a block element; ``gap`` line feeds, at least, part it from what stands behind it."""
        if self.parts:
            self.end(gap)
        else:
            self.names_author = False
            if gap > self.gap:
                self.gap = gap
        number = self.blocks.pop()
        if self.pre_depth and self.nodes[number].tag in {"pre", "listing"}:
            self.pre_depth -= 1

    def finish(self, title: str | None) -> tuple[str, list[Hint]]:
        """End the page and give its text and hints; the title helps to tell which part of it is the article."""
        self.end(0)
        regions = find_main(self.nodes, self.lines, title) or [Region(None, starts_story=False)] * len(self.lines)
        return "".join(self.out), [Hint(*found, *region) for found, region in zip(self.found, regions, strict=True)]

    def _near_classes(self, number: int) -> str:
        """Join what the open block and three around it are called; lines of one block share it."""
        if number != self.near_number:
            around = [self.nodes[block].classes for block in self.blocks[: -2 - _ANCESTORS : -1]]
            near = [classes for classes in around if classes]
            self.near_number, self.near = number, " ".join(near)[:_CLASS_CHARS].rstrip()
        return self.near

    def _end_preformatted(self) -> None:
        for number, line in enumerate(_PRE_BREAKS.split("".join(self.parts))):
            if number:
                self.gap = min(self.gap + 1, 2)
            line = _PRE_ODD_SPACE.sub(" ", line).rstrip()
            self._put(line if line.strip() else "")

    def _put(self, line: str) -> None:
        if not line:
            return
        if self.out:
            breaks = "\n" * max(self.gap, 1)
            self.out.append(breaks)
            self.position += len(breaks)
        self.out.append(line)
        # The indentation of code is part of the page, not of the line that is looked up by where it starts.
        start = self.position + (len(line) - len(line.lstrip()) if line[0].isspace() else 0)
        self.position, self.gap = self.position + len(line), 0
        number = self.blocks[-1]
        linked = 0
        if self.links:
            is_whole = len(self.links) == len(self.parts)
            linked = len(line) if is_whole else min(len(" ".join("".join(self.links).split())), len(line))
        tag = "time" if self.is_all_time else self.nodes[number].tag
        classes = self._near_classes(number)
        if self.names_author:
            classes = f"{_AUTHOR_MARK} {classes}"[:_CLASS_CHARS].rstrip()
        self.found.append((start, self.position, tag, self.containers[number], linked, classes))
        self.lines.append(Line(number, line, linked))


def _classes(class_attribute: str | None, id_attribute: str | None) -> str:
    if class_attribute and id_attribute:
        given = f"{class_attribute} {id_attribute}"
    else:
        given = class_attribute or id_attribute or ""
    return " ".join(given[: 2 * _CLASS_CHARS].lower().split())[:_CLASS_CHARS] if given else ""
