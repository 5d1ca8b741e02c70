"""Read the time expressions of one block after another, each from the anchor that holds for it there."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from flows.steps.extract.dates_calendar import Period
from flows.steps.extract.dates_context import (
    APART,
    IN_TITLES,
    belongs,
    has_quotes,
    is_rate,
    nearest,
    quoted,
    tells_speech,
)
from flows.steps.extract.dates_cues import direction
from flows.steps.extract.dates_parts import Meaning
from flows.steps.extract.dates_recognise import Cuts, recognise
from flows.steps.extract.dates_resolve import Anchor, Resolved, is_settled, resolve
from flows.steps.extract.dates_words import Words

MARK: Final = "\x01"
"""Set before and behind each run of time words: what stands at odd places of the text split at it is a run.

In ASCII, so that a text that is all ASCII stays so: Python takes such a one over at half the cost.
"""
_TENSED: Final = frozenset(("weekday", "month", "month_day", "holiday", "quarter", "season", "week_of", "weekend"))
_THREADED: Final = ("thread", "yearago")
_BESIDE: Final = ("weekday", "clock", "day_part")
_MOST_RUNS: Final = 20_000
"""Runs kept from batch to batch, at about 0.6 KB; a batch of 7,600 articles of ten years has 13,500."""
_MOST_DAYS: Final = 2_000
"""Days an expression is kept resolved from."""
_NEAR_CHARS: Final = 30
_QUARTER_CHARS: Final = 600
"""How far on a report still speaks of its quarter: a few sentences."""


class Block(NamedTuple):
    """A block to be read.

    Attributes:
        article: Its article.
        start: Where it begins, in code points of the page.
        text: Its text.
        marked: Its text with ``MARK`` on both sides of each run of time words.
        on: The day it is said on, or None.
        basis: How that day is known, or None.
        is_caption: Whether it is a caption; its dates say nothing of the text below.
    """

    article: str
    start: int
    text: str
    marked: str
    on: dt.date | None
    basis: str | None
    is_caption: bool


Cell = str | int | dt.date | None


class _Told(NamedTuple):
    """What an expression was resolved to.

    Attributes:
        period: The dated period, for those that follow; None where there is none.
        first: First day meant, or None.
        cells: The columns of ``core.dates`` from ``kind`` on.
    """

    period: Period | None
    first: dt.date | None
    cells: tuple[Cell, ...]


def _told(found: Resolved, meaning: Meaning) -> _Told:
    first = found.first
    cells = (meaning.kind, found.value, meaning.mod or None, first, found.last, found.anchor_on, found.anchor_basis)
    return _Told(found.period, first, cells)


@dataclass(slots=True)
class _Expression:
    """An expression of a run, with what its meaning alone decides and what it was resolved to before.

    Nearly all are plain: whatever words stand around them, they belong, unless a letter or a digit touches them or
    (``is_titled``) a capital follows. Half are settled: no day they are said on changes what they resolve to.
    """

    start: int
    end: int
    meaning: Meaning
    settled: _Told | None
    is_plain: bool
    is_titled: bool
    is_tensed: bool
    is_threaded: bool
    is_beside: bool
    is_compared: bool
    is_doubted: bool
    known: dict[tuple[dt.date | None, str | None, int], _Told]


def _expression(start: int, end: int, meaning: Meaning) -> _Expression:
    op = meaning.op
    is_tensed = op in _TENSED and meaning.year is None and meaning.way in ("", "this")
    is_compared = op == "yearago" or (
        meaning.unit == "Y" and meaning.amount == -1 and not meaning.way and op in ("shift", "thread")
    )
    is_doubted = meaning.unit == "Y" or meaning.needs != ""
    settled = _told(resolve(meaning, _NO_ANCHOR), meaning) if is_settled(meaning) else None
    is_titled = op in IN_TITLES
    return _Expression(
        start,
        end,
        meaning,
        settled,
        not is_doubted and op != "clock",
        is_titled,
        is_tensed,
        op in _THREADED,
        op in _BESIDE,
        is_compared,
        is_doubted,
        {},
    )


_NO_ANCHOR: Final = Anchor(None, None, None, 0)
_Place = tuple[int, int, _Expression]
"""Start and end in the block."""


class Known:
    """What each distinct run of time words was read as, so that the thousandth "Friday" costs a look-up.

    It holds for all batches of a process: reading a run, which depends on nothing but the run, took a sixth to a third
    of the time in each of them.
    """

    def __init__(self, words: Words, verbs: frozenset[str]) -> None:
        """Start with nothing read.

        Args:
            words: The tables.
            verbs: Folded forms of verbs of speech.
        """
        self.verbs = verbs
        self._words = words
        self._runs: dict[str, list[_Expression]] = {}
        self._cuts: Cuts = {}

    def runs_kept(self) -> dict[str, list[_Expression]]:
        """Give the runs read before; none where they have become too many.

        Returns:
            Run -> its expressions, to be added to.
        """
        if len(self._runs) > _MOST_RUNS:
            self._runs, self._cuts = {}, {}
        return self._runs

    def read(self, run: str) -> list[_Expression]:
        """Read a run.

        Args:
            run: What the run pattern matched.

        Returns:
            Its expressions, in order.
        """
        read = recognise(run, self._words, self._cuts)
        return [_expression(found.start, found.end, found.meaning) for found in read]


class Reader:
    """Reads blocks in page order.

    What it keeps between blocks is the dated expression named last, forgotten at each new article.
    """

    def __init__(self, known: Known) -> None:
        """Start with no article.

        Args:
            known: The tables, and what readers before this one read.
        """
        self._known = known
        self._verbs = known.verbs
        self._runs = known.runs_kept()
        self._article = ""
        self._thread: Period | None = None
        self._quarter: Period | None = None
        self._quarter_end = 0

    def read(self, block: Block) -> list[Cell]:
        """Read the expressions of a block.

        Args:
            block: The block; those of an article come one after another.

        Returns:
            Eleven cells an expression, one row behind the other: the columns of ``core.dates`` from ``article_id`` on.
        """
        if block.article != self._article:
            self._article, self._thread, self._quarter = block.article, None, None
        places = self._places(block)
        if not places:
            return []
        before = self._thread
        quotes = quoted(block.text) if len(places) > 1 and has_quotes(block.text) else []
        spoken = _inside(places, quotes) if quotes else []
        said = self._said(block, places, spoken) if any(spoken) else []
        said_at = [start for start, _ in said]
        cells: list[Cell] = []
        article, text, shift = block.article, block.text, block.start
        for number, (start, end, expression) in enumerate(places):
            on, basis = block.on, block.basis
            if said and spoken[number]:
                chosen = nearest(start, said_at)
                if chosen is not None:
                    on, basis = said[chosen][1], "quote"
            found = expression.settled or self._resolve(block, places, number, on, basis)
            period = found.period
            if period is not None and not expression.is_compared:
                self._thread = period
                if period.unit == "Q":
                    self._quarter, self._quarter_end = period, shift + end
            elif on is None and expression.meaning.kind in ("date", "time"):
                # "On Thursday, a day later than usual": counted from a Thursday nobody knows, not from a day before it.
                self._thread = None
            cells += (article, shift + start, shift + end, text[start:end])
            cells += found.cells
        if block.is_caption:
            self._thread = before
        return cells

    def _places(self, block: Block) -> list[_Place]:
        text = block.text
        size = len(text)
        runs = self._runs
        at = 0
        places: list[_Place] = []
        is_run = True
        for piece in block.marked.split(MARK):
            is_run = not is_run
            if not is_run:
                at += len(piece)
                continue
            expressions = runs.get(piece)
            if expressions is None:
                expressions = runs[piece] = self._known.read(piece)
            for expression in expressions:
                start, end = at + expression.start, at + expression.end
                if (
                    expression.is_plain
                    and (not start or text[start - 1] in APART)
                    and (end >= size or text[end] in APART)
                    and not (expression.is_titled and text[end + 1 : end + 2].isupper())
                ):
                    places.append((start, end, expression))
                elif belongs(text, start, end, expression.meaning):
                    if expression.is_doubted:
                        expression = _seen_again(expression, text, start, end)
                    places.append((start, end, expression))
            at += len(piece)
        return places

    def _said(self, block: Block, places: list[_Place], spoken: list[bool]) -> list[tuple[int, dt.date]]:
        """Find the days on which something was said, outside the quotation marks: their places and the days."""
        found = []
        for number, (start, end, expression) in enumerate(places):
            meaning = expression.meaning
            if spoken[number] or not (meaning.op == "weekday" or (meaning.op == "shift" and meaning.unit == "D")):
                continue
            if tells_speech(block.text, start, end, self._verbs):
                day = self._resolve(block, places, number, block.on, block.basis).first
                if day is not None and block.on is not None and day <= block.on:
                    found.append((start, day))
        return found

    def _resolve(self, block: Block, places: list[_Place], number: int, on: dt.date | None, basis: str | None) -> _Told:
        start, end, expression = places[number]
        meaning = expression.meaning
        # A weekday said on that weekday is that day, whatever the verb says.
        is_tensed = (
            expression.is_tensed
            and on is not None
            and not (meaning.op == "weekday" and not meaning.way and on.isoweekday() == meaning.number)
        )
        tense = direction(block.text, start, end) if is_tensed else 0
        # Of a weekday only a day of a month behind it tells more.
        if expression.is_beside and (
            meaning.op != "weekday" or (number + 1 < len(places) and places[number + 1][2].meaning.op == "month_day")
        ):
            found = self._beside(block, places, number, Anchor(on, basis, self._thread, tense))
            if found is not None:
                return found
        if self._quarter is not None and (
            (expression.is_threaded and meaning.unit in ("", "Q") and not meaning.way)
            or (expression.is_compared and block.start + start - self._quarter_end <= _QUARTER_CHARS)
        ):
            moved = meaning if meaning.op == "yearago" else replace(meaning, op="thread")
            return _told(resolve(moved, Anchor(on, basis, self._quarter, tense)), meaning)
        if expression.is_threaded:
            return _told(resolve(meaning, Anchor(on, basis, self._thread, tense)), meaning)
        key = (on, basis, tense)
        known = expression.known.get(key)
        if known is None:
            if len(expression.known) >= _MOST_DAYS:
                expression.known.clear()
            known = expression.known[key] = _told(resolve(meaning, Anchor(on, basis, None, tense)), meaning)
        return known

    def _beside(self, block: Block, places: list[_Place], number: int, anchor: Anchor) -> _Told | None:
        """Resolve a weekday or a time of day from the date beside it; None where there is none for a weekday."""
        start, end, expression = places[number]
        meaning = expression.meaning
        op = meaning.op
        if op != "day_part" and number + 1 < len(places):
            behind, _, beside = places[number + 1]
            gap = block.text[end : min(behind, end + _NEAR_CHARS)]
            if op == "weekday" and beside.meaning.op == "month_day" and gap in (", ", " "):
                # "Thursday, Jan. 6": the date says which Thursday.
                dated = self._resolve(block, places, number + 1, anchor.on, anchor.basis)
                if dated.first is not None and dated.first.isoweekday() == meaning.number:
                    return dated._replace(cells=(meaning.kind, dated.cells[1], meaning.mod or None, *dated.cells[3:]))
            if op == "clock" and _is_day(beside.meaning) and len(gap) < _NEAR_CHARS and ". " not in gap:
                dated = self._resolve(block, places, number + 1, anchor.on, anchor.basis)
                return _told(resolve(meaning, Anchor(anchor.on, anchor.basis, dated.period, anchor.tense)), meaning)
        if op == "weekday":
            return None
        above = number > 0 and ". " not in block.text[places[number - 1][1] : start]
        anchor = anchor if above else Anchor(anchor.on, anchor.basis, None, anchor.tense)
        return _told(resolve(meaning, anchor), meaning)


def _seen_again(expression: _Expression, text: str, start: int, end: int) -> _Expression:
    """Correct a meaning by the words around it: "a day" may be a rate, "the year" one of somebody's own reckoning."""
    meaning = expression.meaning
    if meaning.needs == "rate" and is_rate(text, start):
        return _expression(0, 0, Meaning("set", "set", value=meaning.value))
    lone = meaning.op == "shift" and meaning.unit == "Y" and not meaning.amount and not meaning.way
    if lone and text.startswith((" ended", " ending"), end):
        return _expression(0, 0, Meaning("duration", "duration", "Y", 1, value="P1Y"))
    return expression


def _is_day(meaning: Meaning) -> bool:
    return meaning.op in ("weekday", "month_day", "holiday", "figures") or (
        meaning.op == "shift" and meaning.unit == "D" and not meaning.code
    )


def _inside(places: list[_Place], quotes: list[tuple[int, int]]) -> list[bool]:
    """Tell of each place whether it stands in a quotation; both lists are in order."""
    inside = []
    at = 0
    for start, _, _ in places:
        while at < len(quotes) and quotes[at][1] <= start:
            at += 1
        inside.append(at < len(quotes) and quotes[at][0] < start)
    return inside
