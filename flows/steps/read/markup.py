"""Tame hostile HTML before it is parsed, so that time and memory stay in proportion to its size.

The HTML standard makes three things quadratic: very deep nesting (every start tag looks up through all open elements),
unclosed formatting elements (each paragraph opens all of them again) and thousands of attributes on one tag. Browsers
cap the first two. Ordinary pages are far below all the limits here and are passed on as they are.
"""

import re
from typing import Final

MAX_TAGS: Final = 500_000
"""Marks ``<`` of a page that is still parsed; more are no page but an attack or a dump."""

_MAX_DEPTH: Final = 512
_SURELY_SHALLOW: Final = 6000  # marks below which even the worst nesting is parsed in a tenth of a second
_SURELY_FEW: Final = 2000  # marks below which formatting elements opened again and again stay under a million
_MAX_FORMATTING: Final = 200
_FORMATTING_NAMES: Final = "b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
_FIRST_LETTERS: Final = "".join(sorted({name[0] for name in _FORMATTING_NAMES.split("|")}))
_FORMATTING_WITH_ATTRIBUTES: Final = re.compile(
    rf"<(?=[{_FIRST_LETTERS}{_FIRST_LETTERS.upper()}])({_FORMATTING_NAMES})[\s/][^>]*+>", re.IGNORECASE
)
"""The first letter is looked at first: half the time of trying each name."""

_FORMATTING: Final = frozenset(_FORMATTING_NAMES.split("|"))
_LONG_TAG: Final = re.compile(r"<([a-zA-Z][^\s/<>]*)\s[^<>]{8192,}>")
_SVG: Final = re.compile(r"<svg\b(?:[^<]|<(?!/svg))*+</svg\s*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*+>")
_NEVER_OPEN: Final = frozenset(
    re.split(" ", "area base br col embed hr img input link meta param source track wbr p li dt dd html head body")
)
_INLINE: Final = _FORMATTING | frozenset(
    re.split(" ", "a abbr bdi bdo cite data del dfn ins kbd label mark q samp span sub sup time var")
)


class TooMuchMarkupError(ValueError):
    """A page has more tags than any real one."""


def tame(text: str) -> str:
    """Give HTML that is parsed in time and memory proportional to its length.

    Args:
        text: The decoded page.

    Returns:
        The same text for any ordinary page. Otherwise attributes of formatting tags or of giant tags are dropped,
        and tags nested deeper than 512 are taken out (a line break stays for those that are no inline elements).

    Raises:
        TooMuchMarkupError: If the page holds more than ``MAX_TAGS`` tags.
    """
    marks = text.count("<")
    if marks > MAX_TAGS:
        message = f"the page has more than {MAX_TAGS} tags"
        raise TooMuchMarkupError(message)
    if len(text) > 8192 and marks * 8192 < len(text) * 40:
        text = _LONG_TAG.sub(r"<\1>", text)
    if marks <= _SURELY_FEW:
        return text
    last = text.rfind(">") + 1  # patterns look for the end of a tag: beyond the last one they would look in vain
    text, rest = text[:last], text[last:]
    if sum(1 for _ in _FORMATTING_WITH_ATTRIBUTES.finditer(text)) > _MAX_FORMATTING:
        text = _FORMATTING_WITH_ATTRIBUTES.sub(r"<\1>", text)
    if marks > _SURELY_SHALLOW:
        text = _flatten(text)
    return text + (rest if rest.count("<") <= _SURELY_FEW else rest.replace("<", " "))


def _flatten(text: str) -> str:
    drawn = text.lower().rfind("</svg")
    if drawn >= 0:
        end = text.find(">", drawn) + 1 or len(text)
        text = _SVG.sub(" ", text[:end]) + text[end:]
    depth, formatting = _deepest(text)
    if formatting > 16:
        text = re.sub(rf"</?(?:{_FORMATTING_NAMES})(?:[\s/][^>]*+)?>", "", text, flags=re.IGNORECASE)
        depth, _ = _deepest(text)
    return _cut_depth(text) if depth > _MAX_DEPTH else text


def _deepest(text: str) -> tuple[int, int]:
    """Estimate how deep elements, and formatting elements alone, are nested; a close counts for its own name only."""
    open_by_name: dict[str, int] = {}
    depth = deepest = formatting = most_formatting = 0
    for match in _TAG.finditer(text):
        name = match[2].lower()
        if name in _NEVER_OPEN:
            continue
        count = open_by_name.get(name, 0)
        if not match[1]:
            open_by_name[name] = count + 1
            depth += 1
            deepest = max(deepest, depth)
            if name in _FORMATTING:
                formatting += 1
                most_formatting = max(most_formatting, formatting)
        elif count:
            open_by_name[name] = count - 1
            depth -= 1
            formatting -= name in _FORMATTING
    return deepest, most_formatting


def _cut_depth(text: str) -> str:
    """Take out the tags that would open or close an element below the greatest depth."""
    stack: list[str] = []
    cut_by_name: dict[str, int] = {}
    open_by_name: dict[str, int] = {}

    def keep(match: re.Match[str]) -> str:
        name = match[2].lower()
        if name in _NEVER_OPEN:
            return match[0]
        gap = " " if name in _INLINE else "<br>"
        if not match[1]:
            if len(stack) >= _MAX_DEPTH:
                cut_by_name[name] = cut_by_name.get(name, 0) + 1
                return gap
            stack.append(name)
            open_by_name[name] = open_by_name.get(name, 0) + 1
            return match[0]
        if cut_by_name.get(name):
            cut_by_name[name] -= 1
            return gap
        if open_by_name.get(name):
            while stack:
                closed = stack.pop()
                open_by_name[closed] -= 1
                if closed == name:
                    break
            return match[0]
        return ""

    return _TAG.sub(keep, text)
