"""Measure storylines on events that several outlets told: precision and recall of pairs, and the time an article takes.

    uv run python -m tests.quality.storylines.measure --data DIR     # DIR holds events*.jsonl.gz

Records: ``id``, ``event``, ``title``, ``text``, ``date`` (ISO 8601). Two articles of one event are a pair to be
found; a pair that is put into one storyline without being of one event is false. Asked twice: with the day of each
article known, and with none known, where all articles are compared with all.
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from flows.resources import reference_dir
from flows.steps.storylines.follow import follow_all
from flows.steps.storylines.terms import draw_terms, load_rarity

SCHEMA = {
    "article_id": pl.String,
    "headline": pl.String,
    "body_text": pl.String,
    "day_on": pl.Date,
    "day_basis": pl.String,
    "order_at": pl.Datetime("us"),
}


class Score(NamedTuple):
    """Pairs by what became of them."""

    right: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the pairs that were put together which are of one event."""
        return self.right / max(1, self.right + self.false)

    @property
    def recall(self) -> float:
        """Share of the pairs of one event that were put together."""
        return self.right / max(1, self.right + self.missed)


def records_of(folder: Path) -> Iterator[dict[str, Any]]:
    """Read the labelled records of a folder."""
    for path in sorted(folder.glob("events*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def articles_of(records: Iterable[Mapping[str, Any]], *, is_dated: bool) -> pl.DataFrame:
    """Lay records out as the search for storylines takes them."""
    rows = []
    for record in records:
        day = date.fromisoformat(record["date"]) if is_dated else None
        instant = None if day is None else datetime(day.year, day.month, day.day)
        rows.append((record["id"], record["title"], record["text"], day, "published" if is_dated else None, instant))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def storylines_of(articles: pl.DataFrame) -> dict[str, str]:
    """Give the storyline of each article."""
    drawn = articles.with_columns(draw_terms(articles, load_rarity(reference_dir())))
    return dict(follow_all(drawn).select("article_id", "storyline_id").iter_rows())


def score(events: Mapping[str, str], storylines: Mapping[str, str]) -> Score:
    """Compare the pairs that were put together with those of one event."""
    right = false = missed = 0
    for one, other in combinations(sorted(events), 2):
        is_pair, is_found = events[one] == events[other], storylines[one] == storylines[other]
        right += is_pair and is_found
        false += is_found and not is_pair
        missed += is_pair and not is_found
    return Score(right, false, missed)


def main() -> None:
    """Print a line for dated and one for undated articles."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, required=True)
    records = list(records_of(arguments.parse_args().data))
    if not records:
        sys.exit("no events*.jsonl.gz with records there")
    events = {record["id"]: record["event"] for record in records}
    for is_dated in (True, False):
        articles = articles_of(records, is_dated=is_dated)
        storylines_of(articles)
        began = time.process_time()
        found = storylines_of(articles)
        spent = (time.process_time() - began) / articles.height * 1e6
        result = score(events, found)
        print(
            f"{'dated' if is_dated else 'undated':<8} articles {articles.height} pairs {result.right + result.missed} "
            f"precision {result.precision:.3f} recall {result.recall:.3f} {spent:.0f} µs an article"
        )


if __name__ == "__main__":
    main()
