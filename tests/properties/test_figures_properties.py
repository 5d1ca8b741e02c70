"""Properties of figures on random texts made of what figures are made of, and of noise."""

import re

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.contracts import Dates
from flows.resources import reference_dir
from flows.steps.extract import figures
from flows.steps.extract.figures_check import read_back
from flows.steps.extract.figures_names import Setting
from flows.steps.extract.figures_numbers import VULGAR
from flows.steps.extract.figures_plain import UNSURE, PlainReader
from flows.steps.lexicon import load_lexicon
from flows.steps.pages import Pages
from tests import made_pages

LEXICON = load_lexicon(reference_dir())
WORDS = LEXICON.figures
NO_DATES = Dates.create_empty()
PIECES = [
    "5",
    "1,200",
    "3.5",
    "10-12",
    "½",
    "2018",
    "007",
    "$",
    "€",
    "£",
    "Rs",
    "US$",
    "%",
    "°C",
    "km/h",
    "m",
    "bn",
    "million",
    "a",
    "one",
    "two",
    "twenty-one",
    "hundred",
    "dozen",
    "half",
    "third",
    "of",
    "the",
    "in",
    "to",
    "and",
    "or",
    "between",
    "from",
    "about",
    "more",
    "than",
    "at",
    "least",
    "people",
    "ships",
    "old",
    "year-old",
    "aged",
    "34,",
    ",",
    ".",
    ";",
    "(",
    ")",
    "“",
    "”",
    "-",
    "–",
    "—",
    "’s",
    "per",
    "day",
    "barrels",
    "Boeing",
    "COVID-19",
    "\xa0",
    "\u202f",
    "\n",
    "\ue000",
    "\ue003",
    "😀",
    "ü",
    "\x00",
    "\r",
    "Thousands",
    "Some",
    "according",
    "said",
    "Lind",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).flatmap(
    lambda pieces: st.sampled_from([" ", ""]).map(lambda gap: gap.join(pieces))
)


def pages_of(*texts: str) -> Pages:
    return made_pages.of_blocks((f"{i:032d}-0", 7, "paragraph", text) for i, text in enumerate(texts))


def read(*texts: str, dates: pl.DataFrame = NO_DATES) -> pl.DataFrame:
    return figures.extract(pages_of(*texts), LEXICON, dates)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(TEXTS)
def test_spans_point_at_their_text_in_order_and_apart(text: str) -> None:
    end = 0
    for row in read(text).iter_rows(named=True):
        for thing in ("figure", "object", "source"):
            start, stop = row[f"{thing}_start"], row[f"{thing}_end"]
            assert (start is None) == (row[f"{thing}_text"] is None)
            assert start is None or text[start - 7 : stop - 7] == row[f"{thing}_text"] != ""
        assert row["figure_start"] - 7 >= end
        end = row["figure_end"] - 7


@settings(derandomize=True, max_examples=150, deadline=None)
@given(TEXTS)
def test_every_value_is_read_back_from_its_text(text: str) -> None:
    found = read(text)
    assert found.filter(~read_back(found, LEXICON)).select("figure_text", "value", "value_high").rows() == []


PLAIN_PIECES = [
    *("5 people", "1,200 ships", "3.5 percent", "$88", "$1.4 billion", "£12 million", "17%", "20 miles", "40 injured"),
    *("2018 people", "1 ship", "30 barrels of oil", "8 tons a day", "12 pct", "6 feet", "7 hundred", "9 million"),
    *("about", "more than", "between", "and", "or", "from", "to", "of", "minus", "US", "Flight", "May", "aged", "Rs"),
    *("a day", "each", "or more", "plus", "two", "the lot", ",", ".", "no.", "(", "“", "-", "million", "dollars"),
    *(
        "4,930 in",
        "306 of them",
        "80 lodged",
        "5.2 million halted deal,",
        "in 2016.",
        "3 yo boys",
        "Bank,",
        "said:",
        "Mr.",
    ),
    *(
        "Boeing 737 jets",
        "On Monday.",
        "Two losses",
        "forty winters",
        "a woman",
        "aged from",
        "killing",
        "police officers;",
    ),
    *(
        "two countries' armies",
        "new annual",
        "—",
        "–",
        "300 metres",
        "  ",
        "x" * 30,
        "apiece",
        "daily",
        "/ day",
        "least",
    ),
    *("0.5%", "old", "two men", "Twenty ships", "seven thirds", "four miles", "six points", "three other", "nine of"),
    *(
        "15 Photos:",
        "5 Democrats",
        "12 Swiss banks",
        "two Republicans!",
        "8 May",
        "12 Elm Street",
        "3 Hundred",
        "4 In",
        "5 Am",
    ),
    *(
        "3 million euros",
        "70 mln dlrs",
        "25 cts",
        "60 pence",
        "6 dollars and",
        "20 cents",
        "15 km",
        "9 kg each",
        "80 yen?",
    ),
    *(
        "COVID-19",
        "1986/87",
        "US$-5",
        "Rs/20",
        "no:5",
        "Hide Caption",
        "3 of",
        "Vols",
        "ft 2 inches",
        "5 feet",
        "40 Injured",
    ),
]
PLAIN_TEXTS = st.lists(st.sampled_from(PLAIN_PIECES), max_size=12).map(" ".join)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(PLAIN_TEXTS | TEXTS, st.booleans())
def test_plain_figures_are_read_as_the_long_way_reads_them(text: str, is_headline: bool) -> None:
    frame = figures.marked(pl.DataFrame({"text": [text]}), WORDS)
    setting = Setting(WORDS, LEXICON.months, is_headline, keeps_bare=False)
    for plain, marks in frame.select("plain", "marks").iter_rows():
        starts = figures.starts_of(marks)
        long_way = figures.read_text(plain, starts, [], setting)
        assert figures.read_text(plain, starts, [], setting, PlainReader(WORDS)) == long_way


def test_plain_figures_take_the_short_way() -> None:
    text = "It sold 5 ships, about $1.4 billion a year, 17% of them, Umbel 80 ships, up from 4,930 in May, and 6 cars."
    setting = Setting(WORDS, LEXICON.months, is_headline=False, keeps_bare=False)
    digits = ("5", "1.4", "17", "80", "4,930", "6")
    found = [PlainReader(WORDS).read(text, text.index(digit), len(text), setting) for digit in digits]
    assert [one and (one.value, one.unit or one.currency) for one in found if one is not UNSURE] == [
        (5.0, "ship"),
        (1.4e9, "USD"),
        (17.0, "percent"),
        None,
        (4930.0, None),
        (6.0, "car"),
    ]


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_an_article_is_read_the_same_in_any_company(texts: list[str]) -> None:
    together = read(*texts).drop("article_id", "figure_id", "as_of_date_id")
    alone = pl.concat([read(text) for text in texts]).drop("article_id", "figure_id", "as_of_date_id")
    assert together.equals(alone)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=4))
def test_no_number_of_a_figure_stands_in_a_date(text: str, spans: list[tuple[int, int]]) -> None:
    marks, at = [], 0
    for gap, length in spans:
        start, end = at + gap, at + gap + length
        if end > len(text):
            break
        marks.append((f"d{len(marks)}", f"{0:032d}-0", 7 + start, 7 + end, text[start:end], "date", None, None, None))
        at = end
    schema = {name: dtype for name, dtype in NO_DATES.schema.items() if not name.startswith(("anchor", "modifier"))}
    found = read(text, dates=pl.DataFrame(marks, schema=schema, orient="row"))
    for start, end in found.select("figure_start", "figure_end").iter_rows():
        for mark in marks:
            inside = end <= mark[2] or mark[3] <= start
            assert inside or re.search(
                r"(?:\b(?:an?|per|each|every)[ -]|/)[^ ]*$|ly$|apiece$", text[start - 7 : end - 7]
            )


@settings(derandomize=True, max_examples=150, deadline=None)
@given(TEXTS)
def test_candidates_are_those_of_a_plain_search(text: str) -> None:
    """Hold the marks of the regex engine against Python's, word by word: the slow second answer."""
    frame = figures.marked(pl.DataFrame({"text": [text]}), WORDS)
    found = figures.starts_of(frame["marks"][0]) if frame.height else []
    counted = {*WORDS.ones, *WORDS.tens, *WORDS.multipliers, *WORDS.vague, "half"}
    plain = frame["plain"][0] if frame.height else text
    assert len(plain) == len(text)
    for place in found:
        word = re.match(r"[A-Za-z]+", plain[place:])
        assert plain[place] in "0123456789" + VULGAR or (
            word is not None and word[0].lower() in {*counted, "a", "an", "quarter"}
        )
    for match in re.finditer(r"(?<![A-Za-z0-9_])[A-Za-z]+(?![A-Za-z0-9_])", plain):
        if match[0].lower() in counted:
            before = re.search(r"(?i)(?<![A-Za-z0-9_])(?:an? |quarter (?:of )?(?:an? )?)$", plain[: match.start()])
            assert match.start() in found or before is not None
