"""Drop the boxes inside an article: links, stubs, and text that stands in no text column."""

from collections import Counter
from typing import Final, NamedTuple

from flows.steps.read.main_page import MOST_LINKED, PARAGRAPHS, TEXT_TAGS, Page

_OWN_SHAPE: Final = frozenset({"pre", "li", "td", "dd", "blockquote"})
_LIST_FRAMES: Final = frozenset({"ul", "ol", "tr", "tbody", "thead", "table", "dl", "li", "dd"}) | PARAGRAPHS
_NEVER_COLUMN: Final = frozenset({"figure", "ul", "ol", "table", "dl"})
_BOXES: Final = frozenset({"div", "section", "aside", "form", "header", "footer", "article", "center"}) | _NEVER_COLUMN
_IN_COLUMN: Final = _LIST_FRAMES | TEXT_TAGS
_COLUMN_SHARE: Final = 0.1
_COLUMNS_COVER: Final = 0.8
_LINKED_BOX_CHARS: Final = 200


class Columns(NamedTuple):
    """Which elements stay, and where the text columns begin.

    ``is_kept`` holds for each element whether its own lines are text; ``first_line`` is the number of the first prose
    line in a column; ``frames`` are the column elements and, before them, those that stand in them.
    """

    is_kept: list[bool]
    first_line: int
    frames: list[bool]

    def holds_text(self, number: int) -> bool:
        """Tell whether an element stands in a text column and stays."""
        return self.is_kept[number] and self.frames[number]


def without_boxes(page: Page, best: int, is_in: list[bool]) -> Columns:
    """Tell the text columns of an article from the boxes between them.

    The columns are the elements of one kind (tag and class) that hold at least a tenth of the prose between them; a
    promotion in the middle of the text is a box of another kind. Lists, tables, code and quotations are text of their
    own shape.

    Args:
        page: The page.
        best: The element that is the article.
        is_in: For each element whether it stands in the article and was not set aside.

    Returns:
        What stays.
    """
    inside = [n for n, line in enumerate(page.lines) if is_in[line.node]]
    kinds: Counter[tuple[str, str]] = Counter()
    framed: dict[int, int] = {}
    for n in inside:
        if page.is_prose[n]:
            frame = page.lines[n].node
            while frame > best and page.nodes[frame].tag in _LIST_FRAMES:
                frame = page.parents[frame]
            framed[n] = frame
            kinds[page.kinds[frame]] += page.free[n]
    prose = sum(kinds.values())
    columns = {kind for kind, chars in kinds.items() if chars >= _COLUMN_SHARE * prose}
    is_strict = sum(kinds[kind] for kind in columns) >= _COLUMNS_COVER * prose
    first = next((n for n in inside if n in framed and page.kinds[framed[n]] in columns), 0)
    count = len(page.nodes)
    held = {name: [0] * count for name in ("chars", "links", "free", "prose", "texts", "lists", "column")}
    begins: list[int | None] = [None] * count
    for n in inside:
        number, chars, free = page.lines[n].node, page.chars[n], page.free[n]
        tag = page.nodes[number].tag
        held["chars"][number] += chars
        held["links"][number] += page.lines[n].link_chars
        held["free"][number] += free
        begins[number] = n if begins[number] is None else begins[number]
        if page.is_prose[n]:
            held["prose"][number] += free
        if not page.is_linked[n] and (tag in TEXT_TAGS or tag == "th"):  # what heads a column says that it is data
            held["texts"][number] += 1
        own_shape = tag in _OWN_SHAPE or page.nodes[page.parents[number]].tag in _OWN_SHAPE
        if own_shape and not page.is_linked[n]:
            held["lists"][number] += free
    frames = [False] * count
    end = page.end_of(best)
    for number in range(best, end):
        is_column = is_in[number] and page.kinds[number] in columns
        held["column"][number] = int(is_column)
        around = page.parents[number]
        frames[number] = is_column or (number > best and frames[around] and page.nodes[number].tag in _IN_COLUMN)
    for sums in held.values():
        page.total(sums, best)
    for number in range(end - 1, best, -1):
        start, parent = begins[number], page.parents[number]
        if start is not None and (begins[parent] is None or start < begins[parent]):  # type: ignore[operator]
            begins[parent] = start
    kept = list(is_in)
    for number in range(best + 1, end):
        if not kept[page.parents[number]]:
            kept[number] = False
        elif kept[number] and page.nodes[number].tag in _BOXES and begins[number] is not None:
            # A table of links with headed columns is data.
            is_data = page.nodes[number].tag == "table" and held["texts"][number] > 1
            links_only = held["links"][number] > MOST_LINKED * held["chars"][number] and not is_data
            stubs_only = not held["prose"][number] and not held["texts"][number] and not held["column"][number]
            stranger = (
                is_strict
                and not held["column"][number]
                and page.nodes[number].tag not in _NEVER_COLUMN
                and 2 * held["lists"][number] < held["free"][number]
                and begins[number] > first  # type: ignore[operator]
            )
            if stubs_only or stranger or (links_only and held["prose"][number] < _LINKED_BOX_CHARS):
                kept[number] = False
    return Columns(kept, first, frames)
