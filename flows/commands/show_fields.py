r"""Show an article's text with its fields marked, and list each field with its evidence.

Colours are ours alone: whatever of a page could act on a terminal is spelled out first (``flows.text.terminal``), so
the only escapes that reach it are the few below. They are left out where the output is no terminal.
"""

import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple, TextIO

from flows.text.terminal import neutralise

Row = dict[str, Any]

FIELDS: Final = {"figures": "figure", "dates": "date", "mentions": "mention", "damage": "damage"}
"""Table of core -> what its rows are called, as in ``figure_start``."""

QUERIES: Final = {
    table: f"SELECT * FROM core.{table} WHERE article_id = $id ORDER BY {thing}_start, {thing}_end"  # noqa: S608 - ours
    for table, thing in FIELDS.items()
} | {
    "blocks": """
        SELECT b.role, b.block_start, substr(d.page_text, b.block_start + 1, b.block_end - b.block_start) AS text
        FROM core.blocks AS b JOIN raw.documents AS d USING (document_id)
        WHERE b.article_id = $id AND b.is_kept ORDER BY b.block_index
    """
}
"""What is read of an article besides its captions and quotations."""

_RESET: Final = "\x1b[0m"
_STYLES: Final = {
    "quote": "\x1b[32m",
    "figure": "\x1b[33m",
    "date": "\x1b[36m",
    "person": "\x1b[1;35m",
    "organisation": "\x1b[1;34m",
    "place": "\x1b[1;36m",
    "other": "\x1b[1;37m",
    "damage": "\x1b[7;31m",
}


class Mark(NamedTuple):
    """A stretch of the page that is coloured.

    Attributes:
        start: Where it begins, in code points of the page.
        end: Where it ends, exclusive.
        kind: Key of its colour.
    """

    start: int
    end: int
    kind: str


def is_coloured(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether to colour what is written to a stream.

    Args:
        stream: Where the text goes.
        environ: The environment: ``NO_COLOR`` and ``TERM=dumb`` ask for none.

    Returns:
        True for a terminal that wants colours.

    Source:
        https://no-color.org
    """
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def facts(shown: Row) -> Iterator[tuple[str, int, int, str, str | None]]:
    """List the fields of an article with their evidence.

    Args:
        shown: The article with the rows of ``FIELDS`` and its ``blocks``.

    Yields:
        Kind, start, end, the text as it stands, and what was read from it.
    """
    for row in shown["dates"]:
        yield "date", row["date_start"], row["date_end"], row["date_text"], _date(row)
    for row in shown["figures"]:
        yield "figure", row["figure_start"], row["figure_end"], row["figure_text"], _figure(row)
    for row in shown["mentions"]:
        name = "a description" if row["name"] is None else row["name"]
        detail = name if row["role_text"] is None else f"{name}: {row['role_text']}"
        yield row["kind"], row["mention_start"], row["mention_end"], row["mention_text"], detail
    for row in shown["damage"]:
        start, end = row["damage_start"], row["damage_end"]
        detail = row["kind"] if row["detail"] is None else f"{row['kind']}: {row['detail']}"
        yield "damage", start, end, _text_at(shown["blocks"], start, end), detail


def text_lines(shown: Row, *, colours: bool) -> list[str]:
    """Print the kept blocks of an article, its fields in colour.

    Args:
        shown: The article with its ``quotes``, the rows of ``FIELDS`` and its ``blocks``.
        colours: Whether to colour; False gives the text alone.

    Returns:
        Lines that only print, an empty one between two blocks.
    """
    marks = sorted(_marks(shown)) if colours else []
    lines: list[str] = []
    first = 0
    for block in shown["blocks"]:
        begin, end = block["block_start"], block["block_start"] + len(block["text"])
        while first < len(marks) and marks[first].end <= begin:
            first += 1
        near = []
        for mark in marks[first:]:
            if mark.start >= end:
                break
            near.append(mark)
        lines += ["", *_painted(block["text"], begin, near).split("\n")]
    return lines


def legend() -> str:
    """Name the colours.

    Returns:
        One line, each kind in its own colour.
    """
    return "  ".join(f"{style}{kind}{_RESET}" for kind, style in _STYLES.items())


def _marks(shown: Row) -> Iterator[Mark]:
    for row in shown["quotes"]:
        yield Mark(row["quote_start"], row["quote_end"], "quote")
    for kind, start, end, _, _ in facts(shown):
        yield Mark(start, end, kind)


def _painted(text: str, begin: int, marks: Sequence[Mark]) -> str:
    """Colour a block: where marks lie inside each other, the shortest shows."""
    edges = {0, len(text)}
    for mark in marks:
        edges.update(place - begin for place in (mark.start, mark.end) if begin < place < begin + len(text))
    places = sorted(edges)
    kinds: dict[int, str] = {}
    for mark in sorted(marks, key=lambda mark: (mark.start - mark.end, mark)):
        low, high = max(mark.start - begin, 0), min(mark.end - begin, len(text))
        kinds.update((place, mark.kind) for place in places[bisect_left(places, low) : bisect_left(places, high)])
    painted = []
    for start, end in pairwise(places):
        piece = neutralise(text[start:end], keep_lines=True)
        # A line of its own ends the colour, so that a pager or a cut of the output does not bleed it.
        style = _STYLES.get(kinds.get(start, ""), "")
        painted.append("\n".join(f"{style}{line}{_RESET}" if style and line else line for line in piece.split("\n")))
    return "".join(painted)


def _text_at(blocks: Iterable[Row], start: int, end: int) -> str:
    parts = []
    for block in blocks:
        low = max(start - block["block_start"], 0)
        high = min(end - block["block_start"], len(block["text"]))
        if low < high:
            parts.append(block["text"][low:high])
    return " ".join(parts)


def _date(row: Row) -> str:
    parts = [f"{row['kind']} {row['timex_value'] or 'without a value'}"]
    if row["resolved_start_on"] is None:
        parts.append("unresolved")
    elif row["resolved_start_on"] == row["resolved_end_on"]:
        parts.append(f"is {row['resolved_start_on']}")
    else:
        parts.append(f"is {row['resolved_start_on']} to {row['resolved_end_on']}")
    if row["anchor_on"] is not None:
        parts.append(f"counted from {row['anchor_on']} ({row['anchor_basis']})")
    return ", ".join(parts)


def _figure(row: Row) -> str:
    value = "no value" if row["value"] is None else f"{row['value']:.15g}"
    if row["value_high"] is not None:
        value += f" to {row['value_high']:.15g}"
    parts = [" ".join(part for part in (value, row["currency"] or row["unit"]) if part)]
    if row["per"] is not None:
        parts[0] += f" per {row['per']}"
    if row["modality"] != "exact":
        parts.append(row["modality"].replace("_", " "))
    if row["object_text"] is not None:
        parts.append(f"of {row['object_text']} [{row['object_start']}:{row['object_end']}]")
    if row["as_of_start_on"] is not None:
        days = {str(row["as_of_start_on"]): None, str(row["as_of_end_on"]): None}
        parts.append(f"as of {' to '.join(days)}")
    if row["source_text"] is not None:
        parts.append(f"says {row['source_text']} [{row['source_start']}:{row['source_end']}]")
    return ", ".join(parts)
