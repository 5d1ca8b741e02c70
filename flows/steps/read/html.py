"""Render an HTML page as the text a reader sees, line by line, with hints about where each line stood.

Every block-level element stands on its own line, an empty line lies between separate blocks, ``<br>``, list items and
table cells end a line without one. White space inside a line is folded to single spaces except in ``<pre>``. What is
not shown is left out: scripts, styles, templates, form fields, SVG, elements hidden by an attribute or inline style.

The walk is a loop over the parsed tree, not a recursion, and touches each node once.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flows.steps.read.main_content import find_main
from flows.steps.read.main_page import Line, Node, Region
from flows.steps.read.markup import tame
from flows.steps.read.page_metadata import PageClues, PageMetadata, read_page_metadata

_CLASS_CHARS: Final = 200
_ANCESTORS: Final = 3
_HIDING_STYLE: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_AUTHOR_CLASS: Final = re.compile(r"(?:^|[\s_-])(?:author|byline)(?:$|[\s_]|-{1,2}(?:name|link|url)\b)", re.IGNORECASE)
_AUTHOR_MARK: Final = "author-mark"
_PRE_BREAKS: Final = re.compile("\r\n?|\n")
_PRE_ODD_SPACE: Final = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")

_TITLE_TAGS: Final = frozenset({"h1", "h2", "h3"})

_TEXT: Final = 2  # lexbor's id of text nodes
_LAST_NON_ELEMENT: Final = 5  # and of the document, comments and doctypes
_INLINE, _MAJOR, _MINOR, _BREAK, _LINK, _QUOTE, _TIME, _HIDDEN, _META, _TITLE, _SCRIPT, _HEAD = range(-1, 11)
_BLOCKS: Final = (_MAJOR, _MINOR)
_KINDS: Final[dict[int, str]] = {
    _MAJOR: "address article aside blockquote body center details dialog dir div dl fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html legend listing main menu nav ol p pre search section summary table "
    "tbody tfoot thead caption ul",
    _MINOR: "li dt dd tr td th button optgroup",
    _BREAK: "br",
    _LINK: "a",
    _QUOTE: "q",
    _TIME: "time",
    _HIDDEN: "style noscript template svg iframe noembed noframes canvas object audio video select textarea datalist "
    "option progress meter rp xmp plaintext frameset map",
    _META: "meta link",
    _TITLE: "title",
    _SCRIPT: "script",
    _HEAD: "head",
}
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


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as text, its lines' hints in order, and what it says about itself."""

    page_text: str
    hints: list[Hint]
    metadata: PageMetadata


def render(content: bytes, encoding: str) -> Rendered:
    """Render a page; the same bytes and encoding always give the same text.

    Args:
        content: The page's bytes.
        encoding: The Python codec that reads them; bytes it cannot read become U+FFFD.

    Returns:
        The visible text (empty where nothing is visible), its hints and metadata.

    Raises:
        TooMuchMarkupError: If the page holds more tags than any real page.
    """
    return render_text(content.decode(encoding, "replace"))


def render_text(text: str) -> Rendered:
    """Render a page that is decoded already; see ``render``."""
    tree = LexborHTMLParser(tame(text.removeprefix("\ufeff")), scripting=True)
    lines = _Lines()
    clues = PageClues()
    if tree.root is not None:
        _walk(tree.root, lines, clues)
    clues.headings = [line.text for line in lines.lines if lines.nodes[line.node].tag in _TITLE_TAGS]
    metadata = read_page_metadata(clues)
    page_text, hints = lines.finish(metadata.title)
    return Rendered(page_text, hints, metadata)


@cache
def _kinds() -> dict[int, tuple[int, str]]:
    """Map lexbor's tag ids to what the walk does with them; they are fixed per build, so they are asked for once."""
    tree = LexborHTMLParser("")
    named = ((kind, name) for kind, names in _KINDS.items() for name in names.split())
    return {tree.create_node(name).tag_id: (kind, name) for kind, name in named}


_Frame = tuple[LexborNode, int]  # an open element on the way down, and what its end undoes


class _Block(NamedTuple):
    """An open block element; ``number`` is its place among the page's block elements."""

    tag: str
    container: str | None
    classes: str
    number: int


@dataclass(slots=True)
class _Lines:
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
    out: list[str] = field(default_factory=list)
    found: list[tuple[int, int, str, str | None, int, str]] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=list)
    blocks: list[_Block] = field(default_factory=lambda: [_Block("body", None, "", 0)])
    nodes: list[Node] = field(default_factory=lambda: [Node(-1, "body", "", None, "")])
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

    def open_block(self, name: str, kind: int, attributes: dict[str, str | None]) -> None:
        """Begin a block element."""
        self.end(2 if kind == _MAJOR else 1)
        container = _CONTAINERS.get(name)
        classes = ""
        if attributes:
            role = attributes.get("role")
            if role and container is None:
                container = _ROLES.get(role.strip().lower())
            classes = _classes(attributes.get("class"), attributes.get("id"))
        around = self.blocks[-1]
        itemprop = attributes.get("itemprop") or "" if attributes else ""
        self.blocks.append(_Block(name, container or around.container, classes, len(self.nodes)))
        self.nodes.append(Node(around.number, name, classes, container, itemprop))
        if name == "pre" or name == "listing":
            self.pre_depth += 1

    def close_block(self, kind: int) -> None:
        """End a block element."""
        self.end(2 if kind == _MAJOR else 1)
        if self.blocks.pop().tag in {"pre", "listing"}:
            self.pre_depth -= 1

    def finish(self, title: str | None) -> tuple[str, list[Hint]]:
        """End the page and give its text and hints; the title helps to tell which part of it is the article."""
        self.end(0)
        regions = find_main(self.nodes, self.lines, title) or [Region(None, starts_story=False)] * len(self.lines)
        return "".join(self.out), [Hint(*found, *region) for found, region in zip(self.found, regions, strict=True)]

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
        start = self.position + len(line) - len(line.lstrip())
        self.position, self.gap = self.position + len(line), 0
        block = self.blocks[-1]
        linked = min(len(" ".join("".join(self.links).split())), len(line)) if self.links else 0
        tag = "time" if self.is_all_time else block.tag
        near = [block.classes for block in self.blocks[: -2 - _ANCESTORS : -1] if block.classes]
        if self.names_author:
            near.insert(0, _AUTHOR_MARK)
        classes = " ".join(near)[:_CLASS_CHARS].rstrip() if near else ""
        self.found.append((start, self.position, tag, block.container, linked, classes))
        self.lines.append(Line(block.number, line, linked))


def _classes(class_attribute: str | None, id_attribute: str | None) -> str:
    given = f"{class_attribute or ''} {id_attribute or ''}"
    return " ".join(given[: 2 * _CLASS_CHARS].lower().split())[:_CLASS_CHARS]


def _walk(root: LexborNode, lines: _Lines, clues: PageClues) -> None:
    """Visit every node once, in document order."""
    kinds = _kinds()
    frames = lines.frames
    node: LexborNode | None = root
    while node is not None:
        child = None
        tag_id = node.tag_id
        if tag_id == _TEXT:
            lines.add(node.text_content or "")
        elif tag_id > _LAST_NON_ELEMENT:
            child = _enter(node, kinds.get(tag_id), lines, clues)
        if child is not None:
            node = child
            continue
        following = node.next
        while following is None and frames:
            node, kind = frames.pop()
            if kind != _INLINE:
                _leave(kind, lines)
            following = node.next
        node = following


def _enter(node: LexborNode, known: tuple[int, str] | None, lines: _Lines, clues: PageClues) -> LexborNode | None:
    """Open an element; gives its first child to visit, or None where there is nothing to see in it."""
    kind, name = known if known is not None else (_INLINE, "")
    if kind >= _HIDDEN:
        return _enter_unseen(node, kind, lines, clues)
    if kind == _BREAK:
        lines.end_by_break()
        return None
    attributes = node.attributes
    if _is_hidden(name, attributes):
        return None
    child = node.first_child
    if kind not in _BLOCKS and attributes and _is_author(attributes):
        lines.names_author = True
    if kind in _BLOCKS:
        lines.open_block(name, kind, attributes)
        if child is None:
            lines.close_block(kind)
            return None
        if name == "html":
            clues.language = attributes.get("lang") or attributes.get("xml:lang")
    elif child is None:
        return None
    elif kind == _LINK:
        if "name" in attributes and "href" not in attributes:  # an anchor, often never closed
            kind = _INLINE
        else:
            lines.open_link()
    elif kind == _TIME:
        lines.time_depth += 1
        clues.add_time(attributes, lines.blocks[-1].container)
    elif kind == _QUOTE:
        lines.add("“")
    lines.frames.append((node, kind))
    return child


def _enter_unseen(node: LexborNode, kind: int, lines: _Lines, clues: PageClues) -> LexborNode | None:
    """Take clues from what is not shown; only the head is walked through."""
    if kind == _META:
        clues.add_meta(node.attributes)
    elif kind == _SCRIPT:
        if "ld+json" in (node.attributes.get("type") or "").lower():
            clues.json_ld.append(node.text())
    elif kind == _TITLE:
        if clues.title is None:
            clues.title = node.text()
    elif kind == _HEAD:
        child = node.first_child
        if child is not None:
            lines.frames.append((node, _INLINE))
        return child
    return None


def _is_author(attributes: dict[str, str | None]) -> bool:
    """Tell whether an inline element is marked as the name of who wrote the page."""
    classes = attributes.get("class")
    if classes and ("uthor" in classes or "yline" in classes) and _AUTHOR_CLASS.search(classes) is not None:
        return True
    return attributes.get("rel") == "author" or attributes.get("itemprop") == "author"


def _is_hidden(name: str, attributes: dict[str, str | None]) -> bool:
    if not attributes:
        return name == "dialog"
    if "hidden" in attributes or (name == "dialog" and "open" not in attributes):
        return True
    style = attributes.get("style")
    return style is not None and _HIDING_STYLE.search(style) is not None


def _leave(kind: int, lines: _Lines) -> None:
    """Close an element."""
    if kind in _BLOCKS:
        lines.close_block(kind)
    elif kind == _LINK:
        lines.link_depth -= 1
        lines.is_after_link = True
    elif kind == _TIME:
        lines.time_depth -= 1
    elif kind == _QUOTE:
        lines.add("”")
