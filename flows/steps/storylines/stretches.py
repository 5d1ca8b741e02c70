"""Look only at the stretches of days that a change can reach.

What an article gets depends on the first articles of the ``window_days`` before it. So a change is followed forward
from its day until as many days have passed in which the same articles are first as before: nothing behind them can
differ.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import polars as pl

from flows.steps.deduplicate import words
from flows.steps.storylines.follow import FOLLOWED, Follower, follow_all, in_order
from flows.steps.storylines.settings import STORYLINE_SETTINGS, StorylineSettings
from flows.steps.storylines.terms import TABLE

Day = tuple[date, pl.DataFrame]


def follow_changes(
    touched: pl.Series,
    rows_without_day: Callable[[], pl.DataFrame],
    days_from: Callable[[date], Iterable[Day]],
    rows_between: Callable[[date, date], pl.DataFrame],
    settings: StorylineSettings = STORYLINE_SETTINGS,
) -> pl.DataFrame:
    """Say which rows of ``core.storylines`` change, where articles came or went.

    The result is the one a comparison of everything would give; the cost is that of the new articles, the window
    before them and the days after them until nothing changes any more. Articles without a day form one window, which
    is compared anew whenever one of them came or went.

    Args:
        touched: The day of each article that is new or gone; NULL for one without a day.
        rows_without_day: Gives the rows of articles without a day.
        days_from: Gives the days from one on, in order, with their rows.
        rows_between: Gives the rows of the days from one to another, both inclusive.
        settings: The thresholds.

    Returns:
        ``article_id``, ``storyline_id``, ``similarity`` and ``rule`` of the rows that differ from what they say now.
    """
    changed = [pl.DataFrame(schema=FOLLOWED)]
    if touched.has_nulls():
        rows = rows_without_day()
        changed.append(_differing(rows, follow_all(rows, settings=settings)))
    waiting = deque(sorted({day.toordinal() for day in touched.drop_nulls()}))
    while waiting:
        start = dirty = waiting[0]
        follower = Follower(settings)
        before = rows_between(_day(start - settings.window_days), _day(start - 1))
        is_before = pl.col("day_on") < date.fromordinal(start)
        for told in in_order(before.filter(is_before & (pl.col("article_id") == pl.col("storyline_id")))):
            follower.remember(told)
        for day, rows in days_from(date.fromordinal(start)):
            while waiting and waiting[0] <= day.toordinal():
                dirty = max(dirty, waiting.popleft())
            if day.toordinal() > dirty + settings.window_days:
                break
            found = [(told.article_id, *follower.follow(told)) for told in in_order(rows)]
            differing = _differing(rows, pl.DataFrame(found, schema=FOLLOWED, orient="row"))
            if not differing.is_empty():
                changed.append(differing)
                dirty = day.toordinal()
        else:
            waiting.clear()
    return pl.concat(changed)


def _day(ordinal: int) -> date:
    return date.fromordinal(max(ordinal, 1))


def _differing(rows: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    said = found.columns[1:]
    both = found.join(rows.select("article_id", *said), on="article_id", suffix="_now", maintain_order="left")
    is_other = pl.any_horizontal(*[pl.col(name).ne_missing(pl.col(f"{name}_now")) for name in said])
    return both.filter(is_other).select(found.columns)


def storylines_version(reference_dir: Path, settings: StorylineSettings = STORYLINE_SETTINGS) -> str:
    """Name the search by what its results depend on: its code, its table of words, its settings and how words are cut.

    Args:
        reference_dir: The reference CSVs.
        settings: The thresholds.

    Returns:
        16 hex digits; rows of another version are drawn again.
    """
    package = Path(__file__).parent
    folding = package.parents[1] / "text" / "normalise.py"
    digest = hashlib.sha256(repr(settings).encode())
    for path in [*sorted(package.glob("*.py")), Path(words.__file__), folding, reference_dir / TABLE]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
