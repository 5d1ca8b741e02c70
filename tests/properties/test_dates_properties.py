"""Time expressions under random words, random anchors and long texts: spans, days, independence and linear time."""

import calendar as slow_calendar
import datetime as dt
import time
from functools import cache
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.extract import dates
from flows.steps.extract import dates_calendar as calendar
from flows.steps.lexicon import Lexicon, load_lexicon
from tests import made_pages

REFERENCE = Path(__file__).parents[2] / "seeds" / "reference"
FIGURES = ["1", "31", "0", "45", "1,000", "1998", "2031", "0000", "9" * 5000, "1980s", "’90s", "10:35", "7 p.m.", "3rd"]
MARKS = [" ", " ", " ", "-", ", ", "’s ", ". ", " “", "” ", "\u00a0", "\u0301 ", "🌊", "\x00", "\r", "\ue000", "\n"]
DAYS = st.dates(dt.date(1000, 1, 1), dt.date(8999, 12, 31))


@cache
def lexicon() -> Lexicon:
    return load_lexicon(REFERENCE)


@cache
def vocabulary() -> list[str]:
    words = [
        form.title() if kind.startswith(("month", "week")) else form for form, (kind, _) in lexicon().time_words.items()
    ]
    return [*words, *lexicon().holidays, *FIGURES, "said", "will", "the", "river", "Émile"]


def read(texts: dict[str, list[str]], on: dt.date | None) -> pl.DataFrame:
    """Read articles given as lists of paragraphs, all published on one day."""
    blocks: list[made_pages.Block] = []
    at = 0
    for article, paragraphs in texts.items():
        for text in paragraphs:
            blocks.append((article, at, "paragraph", text))
            at += len(text)
    articles = pl.DataFrame(
        [(article, on, "metadata" if on else "none", "en") for article in texts],
        schema={"article_id": pl.String, "published_on": pl.Date, "published_basis": pl.String, "language": pl.String},
        orient="row",
    )
    captions = pl.DataFrame(schema={"article_id": pl.String, "caption_start": pl.Int32, "taken_on": pl.Date})
    return dates.extract(made_pages.of_blocks(blocks), lexicon(), articles, captions)


@st.composite
def paragraphs(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(st.sampled_from(vocabulary()), st.sampled_from(MARKS)), min_size=1, max_size=14))
    return "".join(word + mark for word, mark in parts)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.lists(paragraphs(), min_size=1, max_size=4), st.one_of(st.none(), DAYS))
def test_any_words_give_sound_rows(texts: list[str], on: dt.date | None) -> None:
    found = read({"a": texts}, on)
    page_text = "".join(texts)
    end = 0
    for row in found.iter_rows(named=True):
        assert page_text[row["date_start"] : row["date_end"]] == row["date_text"]
        assert end <= row["date_start"] < row["date_end"]
        end = row["date_end"]
        assert (row["resolved_start_on"] is None) == (row["resolved_end_on"] is None)
        assert (row["anchor_on"] is None) == (row["anchor_basis"] is None)
        if row["resolved_start_on"] is not None:
            assert row["resolved_start_on"] <= row["resolved_end_on"]
        if on is None:
            assert row["anchor_basis"] in (None, "expression", "quote")


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.lists(paragraphs(), min_size=1, max_size=3), st.lists(paragraphs(), min_size=1, max_size=3), DAYS)
def test_an_article_does_not_depend_on_its_neighbour(one: list[str], other: list[str], on: dt.date) -> None:
    alone = read({"b": other}, on).drop("date_start", "date_end")
    beside = read({"a": one, "b": other}, on).filter(pl.col("article_id") == "b").drop("date_start", "date_end")
    assert beside.rows() == alone.rows()


@settings(derandomize=True, deadline=None, max_examples=200)
@given(DAYS, st.sampled_from(["D", "W", "WE", "M", "Q", "H", "Y", "E"]), st.integers(-400, 400))
def test_moved_periods_agree_with_counting_one_by_one(on: dt.date, unit: str, count: int) -> None:
    period = calendar.shifted(on, unit, count)
    if period is None or period.first is None or period.last is None:
        return
    assert period.first <= period.last
    if unit == "D":
        assert period.first == on + dt.timedelta(days=count)
    elif unit in ("W", "WE"):
        year, week, _ = (on + dt.timedelta(days=7 * count)).isocalendar()
        assert period.value.startswith(f"{year:04d}-W{week:02d}")
        assert period.first == dt.date.fromisocalendar(year, week, 1 if unit == "W" else 6)
    elif unit == "M":
        months = on.year * 12 + on.month - 1 + count
        assert period.value == f"{months // 12:04d}-{months % 12 + 1:02d}"
        assert period.last.day == slow_calendar.monthrange(months // 12, months % 12 + 1)[1]
    elif unit == "Y":
        assert (period.first, period.last) == (dt.date(on.year + count, 1, 1), dt.date(on.year + count, 12, 31))
    if count == 0 and unit != "WE":
        assert period.first <= on <= period.last


def test_easter_falls_on_the_days_the_church_lists() -> None:
    listed = {1961: "04-02", 1998: "04-12", 2000: "04-23", 2008: "03-23", 2019: "04-21", 2024: "03-31", 2038: "04-25"}
    for year, day in listed.items():
        found = calendar.holiday("easter:0", year)
        assert found is not None
        assert found.value == f"{year}-{day}"


def test_long_texts_cost_time_in_proportion() -> None:
    # Each is the worst case of one part: runs that never end, quotation marks, numbers without a unit, days in quotes.
    for unit in ("the two of ", "Monday ", "“now ", "one two three ", "he said “today” on Monday. ", "1999-", "1998 "):
        took = []
        for size in (6_000, 48_000):
            text = unit * (size // len(unit))
            began = time.process_time()
            read({"a": [text]}, dt.date(2024, 5, 15))
            took.append(time.process_time() - began)
        assert took[1] < 40 * max(took[0], 0.01), unit
