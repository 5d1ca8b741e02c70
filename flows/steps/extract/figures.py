"""Figures: numbers with a meaning, each with its unit, what it is of, when it holds and who states it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import numpy as np
import polars as pl

from flows.steps.extract.figures_context import (
    SOURCE_CUES,
    Day,
    Point,
    as_of,
    sentence_around,
    sentence_ends,
    source_of,
    usable_days,
)
from flows.steps.extract.figures_names import Setting
from flows.steps.extract.figures_numbers import VULGAR
from flows.steps.extract.figures_plain import UNSURE, PlainReader
from flows.steps.extract.figures_reader import Figure, read_figure
from flows.steps.extract.figures_subjects import MAGNITUDE, is_magnitude, toll_before
from flows.steps.extract.figures_words import FigureWords
from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, number_within_article
from flows.text.regex import alternation

_ROLES: Final = ("headline", "standfirst", "caption", "paragraph", "subheading")
_MARK: Final = "\x01"
"""Set before each candidate by one pass of the regex engine; a text that holds it itself gets another one first.

In ASCII, so that a text that is all ASCII stays so: Python takes such a one over at half the cost.
"""
_STAND_IN: Final = "\ue003"
_NO_POINT: Final = ("duration", "set")
_TAIL_CHARS: Final = 12
_PLAIN: Final = (
    dict.fromkeys("\n\r\t\u00a0\u2007\u2009\u200a\u202f", " ")
    | dict.fromkeys("‐‑", "-")
    | {"\uff05": "%", "\uff0d": "-"}
    | {chr(0xFF10 + digit): str(digit) for digit in range(10)}
)
"""Signs that read alike, one code point for one, so that places stay: a wrapped line is one text."""
_SAID: Final = "ccording to |[ ]" + alternation(cue[1:] for cue in SOURCE_CUES)
_AFTER_ONE: Final = re.compile(r"[oO]ne(?:[ ]{1,2}|-)([A-Za-z]+)\b")
_SCHEMA: Final = {
    "article_id": pl.String,
    "figure_start": pl.Int32,
    "figure_end": pl.Int32,
    "figure_text": pl.String,
    "value": pl.Float64,
    "value_high": pl.Float64,
    "kind": pl.String,
    "unit": pl.String,
    "currency": pl.String,
    "per": pl.String,
    "object_text": pl.String,
    "object_start": pl.Int32,
    "object_end": pl.Int32,
    "modality": pl.String,
    "as_of_start_on": pl.Date,
    "as_of_end_on": pl.Date,
    "as_of_date_id": pl.String,
    "source_text": pl.String,
    "source_start": pl.Int32,
    "source_end": pl.Int32,
}

_READ: Final = {name: dtype for name, dtype in _SCHEMA.items() if not name.startswith("as_of")} | {
    "as_of_row": pl.UInt32
}

Cell = str | float | int | None


def extract(pages: Pages, lexicon: Lexicon, dates: pl.DataFrame) -> pl.DataFrame:
    """Read the figures of each article.

    One Rust regex finds where numbers may begin (about ten an article); Python reads only there, because what a
    number means hangs on both neighbours, and a regex for every reading at once would be compiled anew in each batch.

    Ordinals are no figures. Ages have their own kind, with the unit year. Durations belong to ``core.dates``: where
    a date expression covers a number, there is no figure.

    Args:
        pages: Segmented pages.
        lexicon: Gives the word lists.
        dates: Rows of ``core.dates`` of the same pages; may be empty.

    Returns:
        Rows of ``core.figures`` in page order, with ``kind``, ``object_start``, ``object_end``, ``source_start``,
        ``source_end`` and ``as_of_date_id`` besides.
    """
    kept = pages.kept(*_ROLES).select("article_id", "block_start", "role", "text")
    blocks = marked(kept.rechunk(), lexicon.figures).with_columns(  # each chunk would compile the pattern anew
        pl.col("plain").str.contains(_SAID).alias("is_said")  # contains_any takes twice as long over so few words
    )
    cells: list[Cell] = []
    calendar = _Calendar(dates)
    settings = [
        Setting(lexicon.figures, lexicon.months, is_headline, keeps_bare=False) for is_headline in (False, True)
    ]
    plainly = PlainReader(lexicon.figures)
    columns = [blocks[name].to_list() for name in blocks.columns]  # half the time of iter_rows
    for article_id, block_start, role, text, plain, marks, is_said, first, last in zip(
        *columns, *calendar.within(blocks), strict=True
    ):
        spans = calendar.spans(first, last, block_start) if first < last else _NO_SPANS
        found = read_text(plain, starts_of(marks), spans, settings[role == "headline"], plainly)
        if found:
            points = calendar.points(first, spans) if spans else _NO_POINTS
            _add_rows(cells, (article_id, block_start), (text, plain), found, points, is_said=is_said)
    # By column: a frame of 20 columns made row by row costs as much as reading the figures.
    columns = [cells[at :: len(_READ)] for at in range(len(_READ))]
    frame = pl.DataFrame(dict(zip(_READ, columns, strict=True)), schema=_READ)
    held = frame["as_of_row"]
    frame = frame.with_columns(
        calendar.dates[name].gather(held).alias(f"as_of_{name.removeprefix('resolved_')}")
        for name in ("resolved_start_on", "resolved_end_on", "date_id")
    )
    return number_within_article(frame, "f", "figure_id").select("figure_id", *_SCHEMA)


def marked(blocks: pl.DataFrame, words: FigureWords) -> pl.DataFrame:
    """Mark in each text where a number may begin, and keep the texts that have such a place.

    Args:
        blocks: With ``text``.
        words: Gives the words of numbers.

    Returns:
        The rows with a candidate, with ``plain`` (the text with one sign for those that read alike, place for place)
        and ``marks`` (the same with a private character before each candidate).
    """
    text = pl.col("text")
    plain = pl.col("plain")
    return (
        blocks.with_columns(text.str.replace_many([*_PLAIN, _MARK], [*_PLAIN.values(), _STAND_IN]).alias("plain"))
        .with_columns(plain.str.replace_all(_candidates(words), _MARK + "${0}").alias("marks"))
        .filter(pl.col("marks").str.len_bytes() != plain.str.len_bytes())
    )


def _candidates(words: FigureWords) -> str:
    counted = alternation([*words.ones, *words.tens, *words.multipliers, *words.vague, "half"])
    parts = alternation([word for word in words.fractions if not word.endswith("s")])
    times = alternation(words.multipliers)
    some = rf"an?[ ](?:{times}|{parts})|quarter[ ](?:of[ ])?(?:an?[ ])?{times}"
    return rf"(?i-u:\b(?:{some}|{counted})\b)|[0-9０-９{VULGAR}][0-9.,]*"


def starts_of(marks: str) -> list[int]:
    """Find where the candidates of a marked text begin.

    Args:
        marks: What ``marked`` gives.

    Returns:
        Places in the text without its marks, in order.
    """
    return list(accumulate(map(len, marks.split(_MARK)[:-1])))


def read_text(
    text: str,
    starts: Sequence[int],
    days: Sequence[tuple[int, int]],
    setting: Setting,
    plain: PlainReader | None = None,
) -> list[Figure]:
    """Read the figures of a paragraph.

    Args:
        text: The paragraph.
        starts: Where numbers may begin, in order.
        days: Spans of the date expressions of the paragraph, in order: no figure overlaps one.
        setting: What holds for the whole paragraph.
        plain: Reads those that leave nothing to decide, at a third of the cost; the figures are the same without it.

    Returns:
        The figures in order; they do not overlap.
    """
    found: list[Figure] = []
    done = passed = 0
    count, length = len(days), len(text)
    for start in starts:
        if start < done or (text[start] in "oO" and _is_pronoun(text, start, setting.words)):
            continue
        while passed < count and days[passed][1] <= start:
            passed += 1
        limit = days[passed][0] if passed < count else length
        if limit <= start:
            continue
        figure = UNSURE if plain is None else plain.read(text, start, limit, setting)
        if figure is UNSURE:
            figure = read_figure(text, start, limit, setting)
        if figure is not None and figure.start >= max(done, days[passed - 1][1] if passed else 0):
            done = figure.end
            found.append(figure if figure.kind != "number" else _with_subject(text, figure))
    return found


def _with_subject(text: str, figure: Figure) -> Figure:
    """Say what a bare number gives where the words before it do: a death toll, the strength of an earthquake."""
    if is_magnitude(text, figure.start, figure.end):
        return figure._replace(kind="measure", unit=MAGNITUDE)
    subject = toll_before(text, figure.start) if figure.object_start is None else None
    if subject is None:
        return figure
    return figure._replace(object_start=subject[0], object_end=subject[1])


def _is_pronoun(text: str, start: int, words: FigureWords) -> bool:
    """Tell "one" that counts nothing, the commonest word that could begin a number, before it is read."""
    match = _AFTER_ONE.match(text, start)
    return match is not None and match[1].lower() not in words.after_one


class _Calendar:
    """The date expressions of all articles, in order, and the rows of each article."""

    def __init__(self, dates: pl.DataFrame) -> None:
        names = ("date_start", "date_end", "kind", "date_id", "resolved_start_on", "resolved_end_on")
        self.dates = dates.select("article_id", *names).sort("article_id", *names[:4])
        self._starts = self.dates["date_start"].to_list()
        self._ends = self.dates["date_end"].to_list()
        self._is_point = (~self.dates["kind"].is_in(_NO_POINT)).to_list()
        # One number an article and place, so that all blocks are looked up at once: two thirds less than one by one.
        articles = self.dates["article_id"].rle_id().to_numpy().astype(np.int64)
        self._places = articles * _ARTICLE_ROOM + self.dates["date_start"].to_numpy()

    def within(self, blocks: pl.DataFrame) -> tuple[list[int], list[int]]:
        """Find the rows of the expressions in each block: the first, and the one behind the last."""
        numbers = self.dates.select("article_id").unique(maintain_order=True).with_row_index("number")
        places = blocks.select("article_id", "block_start", size=pl.col("text").str.len_chars().cast(pl.Int64)).join(
            numbers, on="article_id", how="left", maintain_order="left"
        )
        articles = places["number"].cast(pl.Int64).fill_null(-1).to_numpy() * _ARTICLE_ROOM
        begins = articles + places["block_start"].to_numpy()
        firsts = np.searchsorted(self._places, begins)
        lasts = np.searchsorted(self._places, begins + places["size"].to_numpy())
        return firsts.tolist(), lasts.tolist()

    def spans(self, first: int, last: int, base: int) -> list[tuple[int, int]]:
        """Give the spans of rows, counted from a place."""
        if last - first == 1:  # two in three paragraphs with a date have one
            return [(self._starts[first] - base, self._ends[first] - base)]
        begins, ends = self._starts[first:last], self._ends[first:last]
        return [(begin - base, end - base) for begin, end in zip(begins, ends, strict=True)]

    def points(self, first: int, spans: Sequence[tuple[int, int]]) -> list[Point]:
        """Give those of the rows from one on that name a point in time, with the spans they have in the paragraph."""
        is_point = self._is_point
        return [(begin, end, row) for row, (begin, end) in enumerate(spans, first) if is_point[row]]


_ARTICLE_ROOM: Final = 2**32
"""More code points than a page may have."""
_NO_SPANS: Final[list[tuple[int, int]]] = []
_NO_POINTS: Final[list[Point]] = []


def _add_rows(
    cells: list[Cell],
    place: tuple[str, int],
    texts: tuple[str, str],
    found: list[Figure],
    points: list[Point],
    *,
    is_said: bool,
) -> None:
    """Add the cells of the figures of a paragraph, given its article and start and its text, verbatim and folded."""
    (article_id, base), (text, plain) = place, texts
    is_held = bool(points) or is_said
    spans = [(figure[0], figure[1]) for figure in found] if points else []
    ends = sentence_ends(plain) if is_held else ([], [])
    begin = end = -1
    source: tuple[int, int] | None = None
    nearby: list[Day] = []
    sentence, beside = "", spans
    for start, stop, value, high, kind, unit, currency, per, object_start, object_end, modality in found:
        if is_held and start >= end:
            begin, end = sentence_around(len(plain), ends, start, stop)
            sentence = plain[begin:end]
            source = source_of(sentence) if is_said else None
            low, behind = (begin,), (end,)
            nearby = usable_days(sentence, begin, points[bisect_left(points, low) : bisect_left(points, behind)])
            beside = spans[bisect_left(spans, low) : bisect_left(spans, behind)]
        day = as_of(sentence, begin, (start, stop), beside, nearby) if nearby else None
        cells += (article_id, base + start, base + stop, text[start:stop], value, high, kind, unit, currency, per)
        if object_start is None or object_end is None:
            cells += (None, None, None, modality)
        else:
            cells += (text[object_start:object_end], base + object_start, base + object_end, modality)
        if source is None:
            cells += (None, None, None, None if day is None else day.row)
        else:
            first, last = begin + source[0], begin + source[1]
            cells += (text[first:last], base + first, base + last, None if day is None else day.row)
