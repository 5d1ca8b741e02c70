"""Render an HTML page as the text a reader sees, line by line, with hints about where each line stood.

Every block-level element stands on its own line, an empty line lies between separate blocks, ``<br>``, list items and
table cells end a line without one. White space inside a line is folded to single spaces except in ``<pre>``. What is
not shown is left out: scripts, styles, templates, form fields, SVG, elements hidden by an attribute or inline style.

The walk is a loop over the parsed tree, not a recursion, and touches each node once.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flows.steps.read.html_lines import Hint, Lines
from flows.steps.read.markup import tame
from flows.steps.read.page_metadata import PageClues, PageMetadata, read_page_metadata

_HIDING_STYLE: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_AUTHOR_CLASS: Final = re.compile(r"(?:^|[\s_-])(?:author|byline)(?:$|[\s_]|-{1,2}(?:name|link|url)\b)", re.IGNORECASE)
_TITLE_TAGS: Final = frozenset({"h1", "h2", "h3"})

_TEXT: Final = 2  # lexbor's id of text nodes
_LAST_NON_ELEMENT: Final = 5  # and of the document, comments and doctypes
_INLINE, _MAJOR, _MINOR, _BREAK, _LINK, _QUOTE, _TIME, _HIDDEN, _META, _TITLE, _SCRIPT, _HEAD = range(-1, 11)
_BLOCKS: Final = (_MAJOR, _MINOR)
_GAPS: Final = {_MAJOR: 2, _MINOR: 1}  # line feeds around the element
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
    lines = Lines()
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


def _walk(root: LexborNode, lines: Lines, clues: PageClues) -> None:
    """Visit every node once, in document order."""
    kinds = _kinds()
    frames = lines.frames
    node: LexborNode | None = root
    while node is not None:
        child = None
        tag_id = node.tag_id
        if tag_id == _TEXT:
            text = node.text_content or ""
            # Half of all texts is the white space between elements.
            if lines.parts or lines.pre_depth or not text.isspace():
                lines.add(text)
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


def _enter(node: LexborNode, known: tuple[int, str] | None, lines: Lines, clues: PageClues) -> LexborNode | None:
    """Open an element; gives its first child to visit, or None where there is nothing to see in it."""
    kind, name = known if known is not None else (_INLINE, "")
    if kind >= _HIDDEN:
        return _enter_unseen(node, kind, lines, clues)
    if kind == _BREAK:
        lines.end_by_break()
        return None
    attributes = node.attributes
    if (attributes or name == "dialog") and _is_hidden(name, attributes):
        return None
    child = node.first_child
    if kind not in _BLOCKS and attributes and _is_author(attributes):
        lines.names_author = True
    if kind in _BLOCKS:
        lines.open_block(name, _GAPS[kind], attributes)
        if child is None:
            lines.close_block(_GAPS[kind])
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
        clues.add_time(attributes, lines.containers[lines.blocks[-1]])
    elif kind == _QUOTE:
        lines.add("“")
    lines.frames.append((node, kind))
    return child


def _enter_unseen(node: LexborNode, kind: int, lines: Lines, clues: PageClues) -> LexborNode | None:
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


def _leave(kind: int, lines: Lines) -> None:
    """Close an element."""
    if kind in _BLOCKS:
        lines.close_block(_GAPS[kind])
    elif kind == _LINK:
        lines.link_depth -= 1
        lines.is_after_link = True
    elif kind == _TIME:
        lines.time_depth -= 1
    elif kind == _QUOTE:
        lines.add("”")
