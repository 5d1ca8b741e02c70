"""``copydesk show A --against B``: what one copy has of another, word by word."""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TextIO

from flows.commands.output import dump, write_rows
from flows.text.differ import Piece, compare
from flows.text.terminal import neutralise

_CSV_COLUMNS: Final = ("part", "kind", "original_start", "original_end", "copy_start", "copy_end", "text")
_LABEL_WIDTH: Final = 12
_LONGEST_SAME: Final = 60
_SHOWN_OF_SAME: Final = 12
"""Words shown at either end of a longer stretch that both have."""
_COLOURS: Final = {"cut": "\x1b[31;9m", "added": "\x1b[32m"}
_PLAIN: Final = {"cut": ("[-", "-]"), "added": ("{+", "+}")}
_PARTS: Final = (("headline", "headline"), ("byline", "byline"), ("body", "body_text"))

Row = Mapping[str, Any]


def show_against(copy: Row, original: Row, layout: str, stream: TextIO) -> None:
    """Write how two articles differ.

    Args:
        copy: What ``show`` knows of the article: ``article``, ``sightings``.
        original: The same of the article it is held against.
        layout: table (for people), csv or json.
        stream: Where to write; a terminal gets colours unless ``NO_COLOR`` is set.
    """
    pieces = {
        part: compare(original["article"][column] or "", copy["article"][column] or "") for part, column in _PARTS
    }
    if layout == "csv":
        rows = ((part, *_places(piece)) for part, found in pieces.items() for piece in found)
        write_rows(_CSV_COLUMNS, rows, "csv", stream)
        return
    measured = measure(original["article"]["body_text"], copy["article"]["body_text"])
    if layout == "json":
        shown: dict[str, Any] = {"original": _about(original), "copy": _about(copy), **measured}
        shown |= {part: [piece._asdict() for piece in found] for part, found in pieces.items()}
        stream.write(dump(shown) + "\n")
        return
    paint = _painter(stream)
    for line in _head(copy, original, measured):
        stream.write(line + "\n")
    for part in ("headline", "byline"):
        if pieces[part]:
            stream.write(f"{part:<{_LABEL_WIDTH}}{_text(pieces[part], paint)}\n")
    stream.write("\n" + (_text(pieces["body"], paint) or "neither has a body") + "\n")


def measure(original: str | None, copy: str | None) -> dict[str, float]:
    """Measure two bodies as the search for copies does, on their runs of five words.

    Args:
        original: The one body; NULL (None) counts as empty.
        copy: The other.

    Returns:
        ``similarity`` (runs in both by all of both), ``original_share`` and ``copy_share`` (share of either's runs that
        stand in the other); 0 where a body has no run.
    """
    import numpy as np
    import polars as pl

    from flows.steps.deduplicate import words
    from flows.steps.deduplicate.settings import COPY_SETTINGS

    cut = words.cut_words(pl.Series([original, copy], dtype=pl.String))
    runs = words.shingle(cut, COPY_SETTINGS.shingle_words)
    one, other = (np.unique(runs.hashes[runs.offsets[at] : runs.offsets[at + 1]]) for at in (0, 1))
    shared = np.intersect1d(one, other, assume_unique=True).size
    return {
        "similarity": shared / max(one.size + other.size - shared, 1),
        "original_share": shared / max(one.size, 1),
        "copy_share": shared / max(other.size, 1),
    }


def _places(piece: Piece) -> tuple[Any, ...]:
    kind, text, *places = piece
    return kind, *places, text


def _about(shown: Row) -> dict[str, Any]:
    article = shown["article"]
    columns = (
        "article_id",
        "headline",
        "byline",
        "agency",
        "published_on",
        "published_at",
        "published_basis",
        "word_count",
    )
    publishers = sorted(
        {row["publisher"] or row["url"] for row in shown["sightings"] if row["publisher"] or row["url"]}
    )
    return {name: article[name] for name in columns} | {"seen_at": publishers}


def _head(copy: Row, original: Row, measured: Mapping[str, float]) -> Iterator[str]:
    for label, about in (("original", _about(original)), ("copy", _about(copy))):
        published = about["published_at"] or about["published_on"]
        facts = [
            about["article_id"],
            *about["seen_at"][:1],
            *([about["agency"]] if about["agency"] else []),
            f"{published} ({about['published_basis']})" if published else "day not known",
            f"{about['word_count']} words",
        ]
        yield f"{label:<{_LABEL_WIDTH}}{neutralise(', '.join(map(str, facts)))}"
    yield (
        f"{'measured':<{_LABEL_WIDTH}}similarity {measured['similarity']:.2f}, "
        f"{measured['original_share']:.0%} of the original stands in the copy, "
        f"{measured['copy_share']:.0%} of the copy in the original"
    )


def _painter(stream: TextIO) -> Callable[[str, str], str]:
    is_coloured = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def paint(kind: str, text: str) -> str:
        if kind == "same":
            return text
        if is_coloured:
            return f"{_COLOURS[kind]}{text}\x1b[0m"
        before, after = _PLAIN[kind]
        return f"{before}{text}{after}"

    return paint


def _text(pieces: list[Piece], paint: Callable[[str, str], str]) -> str:
    """Set the pieces as paragraphs; what a page holds is made harmless first, colours are ours alone."""
    shown = ""
    for number, piece in enumerate(pieces):
        text = _shortened(piece.text, number == 0, number == len(pieces) - 1) if piece.kind == "same" else piece.text
        paragraphs = text.split("\n\n")
        painted = "\n\n".join(
            paint(piece.kind, neutralise(" ".join(part.split()))) if part.strip() else "" for part in paragraphs
        )
        joint = "" if not shown or shown.endswith("\n\n") or painted.startswith("\n\n") else " "
        shown += joint + painted
    return shown.strip("\n")


def _shortened(text: str, is_first: bool, is_last: bool) -> str:
    words = text.split()
    if len(words) <= _LONGEST_SAME:
        return text
    left = [] if is_first and not is_last else words[:_SHOWN_OF_SAME]
    right = [] if is_last and not is_first else words[-_SHOWN_OF_SAME:]
    hidden = len(words) - len(left) - len(right)
    return " ".join([*left, f"… ({hidden} words the same) …", *right])
