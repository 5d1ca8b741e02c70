"""Figures: named cases of what is one and what is none, on texts of our own."""

import datetime as dt
from typing import NamedTuple

import polars as pl
import pytest

from expectations.contracts import Dates, Figures
from flows.pipeline import conform
from flows.resources import reference_dir
from flows.steps.extract import figures
from flows.steps.extract.figures_check import read_back
from flows.steps.lexicon import load_lexicon
from flows.steps.pages import Pages
from tests import made_pages

LEXICON = load_lexicon(reference_dir())
NO_DATES = Dates.create_empty()


def pages_of(*paragraphs: str, role: str = "paragraph") -> Pages:
    """Lay paragraphs out as the blocks of one article."""
    return made_pages.of_paragraphs([paragraphs], role)


def dates_of(text: str, *marks: tuple[str, str | None, str]) -> pl.DataFrame:
    """Make rows of core.dates: the surface, the day it is resolved to, its kind."""
    rows = []
    at = 0
    for number, (surface, day, kind) in enumerate(marks):
        at = text.index(surface, at)
        on = None if day is None else dt.date.fromisoformat(day)
        rows.append((f"{0:032x}-0-d{number}", f"{0:032x}-0", at, at + len(surface), surface, kind, None, on, on))
        at += len(surface)
    schema = {name: dtype for name, dtype in NO_DATES.schema.items() if not name.startswith(("anchor", "modifier"))}
    return pl.DataFrame(rows, schema=schema, orient="row")


def read(text: str, role: str = "paragraph", dates: pl.DataFrame = NO_DATES) -> list[dict[str, object]]:
    return list(figures.extract(pages_of(text, role=role), LEXICON, dates).iter_rows(named=True))


class Case(NamedTuple):
    """One text with the one figure it has."""

    name: str
    text: str
    figure_text: str
    value: float | None
    fields: dict[str, object] = {}  # noqa: RUF012 - never changed


CASES = [
    Case("words behind a weekday's full stop", "It shut on Friday. Two attempts failed.", "Two attempts", 2.0),
    Case("words behind a name's full stop", "They met Lind. Two hundred people wept.", "Two hundred people", 200.0),
    Case("words behind a firm's full stop", "They sued Umbel Corp. Two lanes stay shut.", "Two lanes", 2.0),
    Case("money: sign and letters", "Sales hit $1.4bn.", "$1.4bn", 1.4e9, {"currency": "USD", "kind": "money"}),
    Case("money: sign and word", "It lost €3.5 million.", "€3.5 million", 3.5e6, {"currency": "EUR", "unit": None}),
    Case("money: letters before the sign", "a A$52m upgrade", "A$52m", 52e6, {"currency": "AUD"}),
    Case("money: US$ with a space", "It paid US$ 10 billion.", "US$ 10 billion", 1e10, {"currency": "USD"}),
    Case("money: hyphens", "a 1-billion-dlr loan", "1-billion-dlr", 1e9, {"currency": "USD"}),
    Case("money: lakh", "He was fined Rs 20 lakh.", "Rs 20 lakh", 2e6, {"currency": "INR"}),
    Case("money: crore and Indian grouping", "worth ₹1,25,00,000 then", "₹1,25,00,000", 12.5e6, {"currency": "INR"}),
    Case("money: pence", "at 50p a kilo", "50p a kilo", 0.5, {"currency": "GBP", "per": "kilogram"}),
    Case("money: pounds", "for £2.50", "£2.50", 2.5, {"currency": "GBP"}),
    Case("money: code before", "EUR 12.5 million was spent", "EUR 12.5 million", 12.5e6, {"currency": "EUR"}),
    Case("money: code behind", "It cost 300 USD.", "300 USD", 300, {"currency": "USD"}),
    Case("money: code and multiplier behind", "75 USD million was lost", "75 USD million", 75e6, {"currency": "USD"}),
    Case("money: words", "twelve million dollars", "twelve million dollars", 12e6, {"currency": "USD"}),
    Case("money: Canadian", "20 Canadian dollars", "20 Canadian dollars", 20, {"currency": "CAD"}),
    Case("money: sterling by name", "3.2 mln stg of bonds", "3.2 mln stg", 3.2e6, {"currency": "GBP"}),
    Case(
        "money: pounds in millions", "The firm lost 25 million pounds.", "25 million pounds", 25e6, {"currency": "GBP"}
    ),
    Case(
        "money: no one currency", "They paid 5,000 francs.", "5,000 francs", 5000, {"currency": None, "unit": "franc"}
    ),
    Case("money: cents", "a dividend of 12 cents a share", "12 cents a share", 12, {"unit": "cent", "per": "share"}),
    Case("money: minus", "a result of -$5.2m", "-$5.2m", -5.2e6, {"currency": "USD"}),
    Case(
        "money: per barrel",
        "almost $130 a barrel",
        "almost $130 a barrel",
        130,
        {"per": "barrel", "modality": "almost"},
    ),
    Case("money: nobody's year", "It made $3 million a year ago.", "$3 million", 3e6, {"per": None}),
    Case("money: what it is of", "€40 million in damages", "€40 million", 4e7, {"object_text": "damages"}),
    Case("money: no binary dust", "It cost $4.1 million.", "$4.1 million", 4_100_000, {"kind": "money"}),
    Case("count: vague, of a phrase", "Millions of their friends", "Millions", None, {"object_text": "their friends"}),
    Case("money: dollars and cents", "It cost 13 dollars and 45 cents.", "13 dollars and 45 cents", 13.45, {}),
    Case("measure: feet and inches", "He is 6 feet 3 inches tall.", "6 feet 3 inches", 6.25, {"unit": "foot"}),
    Case("money: vague", "It cost tens of millions of euros.", "tens of millions of euros", None, {"currency": "EUR"}),
    Case("money: narrow no-break space", "It cost 1\u202f500 euros.", "1\u202f500 euros", 1500, {"currency": "EUR"}),
    Case("weight: pounds of", "10 pounds of rice", "10 pounds", 10, {"unit": "pound", "currency": None}),
    Case("share: sign", "some 12.5% of exports", "some 12.5%", 12.5, {"unit": "percent", "object_text": "exports"}),
    Case("share: per cent", "up five per cent a year", "five per cent a year", 5, {"unit": "percent", "per": "year"}),
    Case("share: pct", "a rise of 3-1/2 pct", "3-1/2 pct", 3.5, {"unit": "percent"}),
    Case("share: points", "by 0.25 percentage points", "0.25 percentage points", 0.25, {"unit": "percentage point"}),
    Case("share: basis points", "cut by 25 basis points", "25 basis points", 25, {"unit": "basis point"}),
    Case("share: minus sign", "growth of −0.4%", "−0.4%", -0.4, {"unit": "percent"}),
    Case("share: full width", "about ５０％ of seats", "about ５０％", 50, {"unit": "percent", "modality": "about"}),
    Case(
        "share: clause behind", "90% of the glass used in homes.", "90%", 90, {"object_text": "the glass used in homes"}
    ),
    Case(
        "modality: not lower than", "It is not lower than $285.", "not lower than $285", 285, {"modality": "at_least"}
    ),
    Case("age: in words", "a man of ninety-one keeps a city on time", "ninety-one", 91, {"kind": "age"}),
    Case("fraction: words", "two-thirds of the members", "two-thirds", 2 / 3, {"kind": "share", "unit": None}),
    Case("fraction: a third", "about a third of pupils", "about a third", 1 / 3, {"object_text": "pupils"}),
    Case("fraction: half", "More than half the town left.", "More than half", 0.5, {"modality": "more_than"}),
    Case("fraction: one in five", "one in five of them", "one in five", 0.2, {"kind": "share"}),
    Case("fraction: seven in 10", "Nearly seven in 10 voters agree.", "Nearly seven in 10", 0.7, {"kind": "share"}),
    Case("count: other", "with four other states", "four other states", 4, {"unit": "state"}),
    Case("count: more", "then three more people", "three more people", 3, {"unit": "person"}),
    Case("rate: barrels", "about 1.4 million barrels a day", "about 1.4 million barrels a day", 1.4e6, {"per": "day"}),
    Case(
        "rate: of oil", "2m barrels of oil per day", "2m barrels of oil per day", 2e6, {"unit": "barrel", "per": "day"}
    ),
    Case("rate: km/h", "winds of 120km/h", "120km/h", 120, {"unit": "kilometre", "per": "hour"}),
    Case("rate: mph", "at 70 mph", "70 mph", 70, {"unit": "mile", "per": "hour"}),
    Case(
        "rate: per 100,000", "12 cases per 100,000 people", "12 cases per 100,000 people", 12, {"per": "100,000 people"}
    ),
    Case("rate: slash", "5 tonnes/day", "5 tonnes/day", 5, {"unit": "tonne", "per": "day"}),
    Case("measure: square", "burned 24,703 km²", "24,703 km²", 24703, {"unit": "square kilometre"}),
    Case("measure: hyphen", "a four-mile drive", "four-mile", 4, {"unit": "mile"}),
    Case("measure: mixed fraction", "10 1/2 miles of cable", "10 1/2 miles", 10.5, {"object_text": "cable"}),
    Case("measure: vulgar fraction", "add 1½ cups", "1½ cups", 1.5, {"unit": "cup"}),
    Case("measure: temperature", "It was 38.5 °C.", "38.5 °C", 38.5, {"unit": "degree Celsius"}),
    Case("measure: wrapped line", "a rise of 500\nmillion tonnes", "500\nmillion tonnes", 5e8, {"unit": "tonne"}),
    Case("money: naira by its letter", "It owed N20 million.", "N20 million", 20e6, {"currency": "NGN"}),
    Case("money: rand grouped by a space", "It cost R85 000 then.", "R85 000", 85e3, {"currency": "ZAR"}),
    Case("money: pesos by their letter", "a P1.2 billion dam", "P1.2 billion", 1.2e9, {"currency": "PHP"}),
    Case("money: cedis", "It cost GH¢500.", "GH¢500", 500, {"currency": "GHS"}),
    Case("money: shillings of no one country", "It got Sh200 million.", "Sh200 million", 2e8, {"unit": "shilling"}),
    Case("temperature: a letter alone", "It reached 43C in Vigo.", "43C", 43, {"unit": "degree Celsius"}),
    Case("temperature: Fahrenheit", "It reached 95F in Vigo.", "95F", 95, {"unit": "degree Fahrenheit"}),
    Case("mass: lakh MT", "It bought 11.28 lakh MT of rice.", "11.28 lakh MT", 1.128e6, {"unit": "tonne"}),
    Case("magnitude: before the number", "A magnitude 6.1 quake hit.", "6.1", 6.1, {"unit": "magnitude"}),
    Case("magnitude: of", "a quake of magnitude 5.8", "5.8", 5.8, {"kind": "measure", "unit": "magnitude"}),
    Case("magnitude: Richter", "It was 7.2 on the Richter scale.", "7.2", 7.2, {"unit": "magnitude"}),
    Case(
        "range: of no unit said",
        "estimated at between 7.4 and 7.9 on the Richter scale",
        "between 7.4 and 7.9",
        7.4,
        {"value_high": 7.9, "unit": "magnitude"},
    ),
    Case("toll: rose to", "The death toll rose to 30 by noon.", "30", 30, {"object_text": "death toll"}),
    Case("toll: stood at", "The toll still stood at 176, they said.", "176", 176, {"object_text": "toll"}),
    Case("toll: without a verb", "bringing the overall toll to 589", "589", 589, {"object_text": "overall toll"}),
    Case("toll: a word", "The death toll now stands at four.", "four", 4, {"object_text": "death toll"}),
    Case("toll: number of", "The number of dead is put at 12.", "12", 12, {"object_text": "number of dead"}),
    Case("toll: grouped", "The number of cases reached 1,204.", "1,204", 1204, {"object_text": "number of cases"}),
    Case("count: confirmed dead", "Police saw 11 confirmed dead.", "11 confirmed dead", 11, {"unit": "person"}),
    Case("count: reported homeless", "4,300 reported homeless", "4,300 reported homeless", 4300, {"unit": "person"}),
    Case("count: listed as missing", "and 90 listed as missing", "90 listed as missing", 90, {"unit": "person"}),
    Case("age: told", "Ana Lind died on Friday. She was 83.", "83", 83, {"kind": "age", "unit": "year"}),
    Case("age: told, going on", "She was 83 and lived in Vigo.", "83", 83, {"kind": "age"}),
    Case("age: when", "He left when he was 19, friends said.", "19", 19, {"kind": "age"}),
    Case("age: of an honorific", "Mr. Torv was 76.", "76", 76, {"kind": "age"}),
    Case("age: at the age of", "He left at the age of 75 and wrote.", "75", 75, {"kind": "age"}),
    Case("age: a page that parts hyphens", "a 27- year- old man", "27- year- old", 27, {"kind": "age"}),
    Case("range: hyphen", "5-10% of voters", "5-10%", 5, {"value_high": 10, "unit": "percent"}),
    Case("range: en dash and sign", "$5–$10 million", "$5–$10 million", 5e6, {"value_high": 10e6, "currency": "USD"}),
    Case("range: to", "40 to 50 people", "40 to 50 people", 40, {"value_high": 50, "unit": "person"}),
    Case("range: between", "between 44 and 50 mg", "between 44 and 50 mg", 44, {"value_high": 50, "unit": "milligram"}),
    Case("range: or", "two or three ships", "two or three ships", 2, {"value_high": 3, "unit": "ship"}),
    Case("count: people", "killing 38 people", "38 people", 38, {"unit": "person", "object_text": "people"}),
    Case(
        "count: adjective",
        "about 400 Chilean firms sell",
        "about 400 Chilean firms",
        400,
        {"object_text": "Chilean firms"},
    ),
    Case(
        "count: two hundred and two", "two hundred and two sheep", "two hundred and two sheep", 202, {"unit": "sheep"}
    ),
    Case("count: dozen", "half a dozen eggs", "half a dozen eggs", 6, {"unit": "egg"}),
    Case("count: hyphen", "a 12-member panel", "12-member", 12, {"unit": "member"}),
    Case("count: state", "20 injured in the crash", "20 injured", 20, {"unit": "person", "object_text": "injured"}),
    Case("count: lone toll", "At least 38 were killed.", "At least 38", 38, {"modality": "at_least", "unit": None}),
    Case("count: vague", "Thousands of farmers marched.", "Thousands of farmers", None, {"unit": "farmer"}),
    Case("count: m is million", "some 5m people fled", "some 5m people", 5e6, {"unit": "person"}),
    Case("count: letter apart", "some 2.5 M users", "some 2.5 M users", 2.5e6, {"unit": "user"}),
    Case(
        "count: and more than something else",
        "412 notebooks and more than a ton",
        "412 notebooks",
        412,
        {"modality": "exact"},
    ),
    Case("count: or more", "500 or more houses", "500 or more houses", 500, {"modality": "at_least"}),
    Case("count: plus sign", "90+ countries", "90+ countries", 90, {"modality": "at_least", "unit": "country"}),
    Case("count: astral text before", "😀𝒜 up to 7 boats", "up to 7 boats", 7, {"modality": "up_to"}),
    Case("count: combining marks before", "Zu\u0308rich sent 12 trains", "12 trains", 12, {"unit": "train"}),
    Case("count: mark of our own in the text", "\ue000 saw 12 \ue000 and 9 trains", "9 trains", 9, {}),
    Case("age: hyphens", "a 34-year-old nurse", "34-year-old", 34, {"kind": "age", "unit": "year"}),
    Case("age: apposed", "Ana Lind, 34, said", "34", 34, {"kind": "age"}),
    Case("age: months", "the 9-month-old", "9-month-old", 9, {"kind": "age", "unit": "month"}),
    Case("number: grouped", "The index closed at 27,110.80.", "27,110.80", 27110.8, {"kind": "number", "unit": None}),
    Case("modality: fewer", "fewer than 20 farms", "fewer than 20 farms", 20, {"modality": "less_than"}),
    Case("modality: no more", "no more than 5 km", "no more than 5 km", 5, {"modality": "up_to"}),
    Case("modality: tilde", "~300 homes", "~300 homes", 300, {"modality": "about"}),
    Case("other language: sign", "Die Quote stieg auf 3,5 %.", "3,5 %", 3.5, {"unit": "percent"}),
]

NONE = {
    "mask, road and paper": "An N95 mask, the R20 and the N1 to Vigo, a P45, an R2 unit.",
    "flat": "They live in Flat 12C.",
    "form and freighter": "The 13F filing names a Boeing 777F to Vigo.",
    "title inside a sentence": "Her last novel, Five Deadly Words, sold well.",
    "position": "He was 3 of 5 and she was 9 under.",
    "goal": "Bills rose to 5.",
    "part of an hour": "It sank within a quarter of an hour; half an hour later it rained.",
    "year": "The vote of 2018 went on.",
    "decade": "It was built in the 1990s.",
    "flight": "Flight 370 was lost.",
    "flight code": "Azimuth Air Flight J2-8243 and MH17 landed.",
    "aircraft": "A Boeing 737 and an F-16 took off.",
    "virus": "COVID-19 spread in 2020.",
    "group": "The G20 and the G7 met.",
    "phone model": "She bought an iPhone 15 and a PS5.",
    "score": "They won 3-1 and lost 24–17.",
    "telephone": "Call 555-1234 or +44 20 7946 0958.",
    "clock": "It began at 2 pm, 10:30 and 6 o'clock.",
    "address": "They live at 10 Downing Street.",
    "section": "Section 230 and Article 5 apply.",
    "version": "It needs version 5.1.2 of it.",
    "internet address": "The host 192.168.1.2 was down.",
    "web address": "See https://example.org/2024/12/29/p4?x=30%25.",
    "list number": "1. Wash the car",
    "bracketed list number": "(2) Dry it",
    "ordinal": "the 21st time, the third man",
    "date": "on December 29 and 3 May",
    "season": "in 2013-14 they rose",
    "name of an event": "9/11 and 24/7 coverage",
    "pronoun": "No one knew which one it was; one of them left one day.",
    "title": "the Final Four and Formula 1",
    "age limit": "voters under 30",
    "generation": "5G and 3D and 4K",
    "lone small number": "He said two.",
    "room": "in room 101",
    "letter that is an initial": "room 12 M. Lind",
    "counter of a gallery": "Hide Caption 3 of 15 Photos",
    "military": "T-72 and S-400 and B-52",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_figure_is_read(case: Case) -> None:
    found = read(case.text)
    assert [row["figure_text"] for row in found] == [case.figure_text]
    row = found[0]
    assert row["value"] == (case.value if case.value is None else pytest.approx(case.value))
    assert {name: row[name] for name in case.fields} == case.fields
    assert case.text[row["figure_start"] : row["figure_end"]] == row["figure_text"]


@pytest.mark.parametrize("name", NONE)
def test_a_number_that_is_a_name_is_no_figure(name: str) -> None:
    assert [row["figure_text"] for row in read(NONE[name])] == []


def test_the_rows_satisfy_the_contract_and_point_at_their_text() -> None:
    text = "\n".join(case.text.replace("\n", " ") for case in CASES)
    found = figures.extract(pages_of(*text.split("\n")), LEXICON, NO_DATES)
    assert conform(found.with_columns(read_back(found, LEXICON)), Figures).height == found.height >= len(CASES)
    for thing in ("figure", "object", "source"):
        for start, end, surface in found.select(f"{thing}_start", f"{thing}_end", f"{thing}_text").iter_rows():
            assert (surface is None) == (start is None)
            assert surface is None or text[start:end] == surface


def test_values_are_read_back_from_their_text_and_a_wrong_one_is_named() -> None:
    found = figures.extract(pages_of(*[case.text for case in CASES]), LEXICON, NO_DATES)
    assert read_back(found, LEXICON).all()
    wrong = found.with_columns(pl.when(pl.col("figure_text") == "$1.4bn").then(1.5e9).otherwise("value").alias("value"))
    assert wrong.filter(~read_back(wrong, LEXICON))["figure_text"].to_list() == ["$1.4bn"]


def test_what_from_and_to_say_are_two_figures_of_one_unit() -> None:
    rows = read("The rate rose from 5 to 7.5 percent.")
    assert [(row["figure_text"], row["value"], row["unit"]) for row in rows] == [
        ("5", 5, "percent"),
        ("7.5 percent", 7.5, "percent"),
    ]


MOVED = {
    "pence": ("Harmon shares rose 45p to 201p.", [0.45, 2.01]),
    "dollars": ("Oil fell $2 to $45.", [2.0, 45.0]),
    "points": ("It was up 1.5 points to 98.4 points.", [1.5, 98.4]),
    "a share that leaps": ("Its stake grew 2% to 21%.", [2.0, 21.0]),
}


@pytest.mark.parametrize("name", MOVED)
def test_by_how_much_and_to_what_are_two_figures(name: str) -> None:
    text, values = MOVED[name]
    rows = read(text)
    assert [row["value"] for row in rows] == values
    assert all(row["value_high"] is None for row in rows)


def test_what_costs_five_to_ten_has_a_range() -> None:
    assert [(row["value"], row["value_high"]) for row in read("Tickets cost $5 to $10.")] == [(5.0, 10.0)]
    assert [(row["value"], row["value_high"]) for row in read("Rents rose 2% to 3% a year.")] == [(2.0, 3.0)]


def test_a_number_with_its_share_behind_it_is_a_figure() -> None:
    rows = read("Of 300 patients, 114 (52.5 percent) answered and 12 (4%) died.")
    assert [row["value"] for row in rows] == [300.0, 114.0, 52.5, 12.0, 4.0]


def test_a_headline_may_capitalise_every_word() -> None:
    (row,) = read("Storm Leaves 38 Villages Dark", role="headline")
    assert (row["figure_text"], row["unit"]) == ("38 Villages", "village")


def test_no_figure_overlaps_a_date_expression() -> None:
    text = "In the first three days of May 2019 some 40 trucks left, two weeks late, for 13 years."
    marks = [("the first three days", None, "duration"), ("May 2019", "2019-05-01", "date")]
    marks += [("two weeks", None, "duration"), ("13 years", None, "duration")]
    assert [row["figure_text"] for row in read(text, dates=dates_of(text, *marks))] == ["some 40 trucks"]


AS_OF = {
    "not since when it was the lowest": (
        "Shares fell to 112 crowns, their lowest since October 2022.",
        [("October 2022", "2022-10-01")],
        [None],
    ),
    "not since when a share has changed": (
        "The herd has shrunk by 52 per cent since 2013.",
        [("2013", "2013-01-01")],
        [None],
    ),
    "not the year it is compared with": (
        "Families paid 1,280 pounds a year more than in 2019.",
        [("2019", "2019-01-01")],
        [None],
    ),
    "since when it was counted": (
        "The town has built 900 houses since 2014.",
        [("2014", "2014-01-01")],
        ["2014"],
    ),
    "behind, in the clause": (
        "Exports rose to 4 million tons last month, the ministry found.",
        [("last month", "2024-11-01")],
        ["last month"],
    ),
    "before, in the clause": (
        "It last year bought more than 90% of the oil, sources say.",
        [("last year", "2023-01-01")],
        ["last year"],
    ),
    "at the opening": ("In 2018, after a long row, it sold 5 ships.", [("2018", "2018-01-01")], ["2018"]),
    "not that of the speech": ("Lind said on Sunday that 38 people died.", [("Sunday", "2024-12-29")], [None]),
    "each its own": (
        "It rose to 5 million tons in 2023 from 4 million tons in 2022.",
        [("2023", "2023-01-01"), ("2022", "2022-01-01")],
        ["2023", "2022"],
    ),
    "not that of the figure compared with": (
        "It fell to 5% from 8% in 2019.",
        [("2019", "2019-01-01")],
        [None, "2019"],
    ),
    "shared": ("5 people died and 10 people were hurt on Monday.", [("Monday", "2024-12-23")], ["Monday", "Monday"]),
    "not beyond a contrast": (
        "It fell to $88, but banks see it at $100 in 2025.",
        [("2025", "2025-01-01")],
        [None, "2025"],
    ),
    "not in another sentence": ("In 2018 it rained. It sold 5 ships.", [("2018", "2018-01-01")], [None]),
    "not the day it is compared with": (
        "Imports in October fell 9% from a year earlier.",
        [("October", "2024-10-01"), ("a year earlier", "2023-10-01")],
        ["October"],
    ),
    "from the begin of a range": (
        "It built 30 ships from 1990 to 1995.",
        [("1990", "1990-01-01"), ("1995", "1995-01-01")],
        ["1990"],
    ),
    "not that of an aside": (
        "The firm, founded in 1887, employs 300 people.",
        [("1887", "1887-01-01")],
        [None],
    ),
    "not that of what opens the sentence as an aside": (
        "Founded in 1887, the firm employs 300 people.",
        [("1887", "1887-01-01")],
        [None],
    ),
    "not that of a relative clause, but behind it": (
        "Lind, who took over in 2019, sold 5 ships in 2023.",
        [("2019", "2019-01-01"), ("2023", "2023-01-01")],
        ["2023"],
    ),
    "within an aside": (
        "The yard, which built 5 ships in 2019, is shut.",
        [("2019", "2019-01-01")],
        ["2019"],
    ),
    "unresolved": ("It sold 5 ships last month.", [("last month", None)], ["last month"]),
}


@pytest.mark.parametrize("name", AS_OF)
def test_a_figure_holds_for_the_date_of_its_clause(name: str) -> None:
    text, marks, expected = AS_OF[name]
    dates = dates_of(text, *[(surface, day, "date") for surface, day in marks])
    surfaces = dict(dates.select("date_id", "date_text").iter_rows()) | {None: None}
    rows = read(text, dates=dates)
    assert [surfaces[row["as_of_date_id"]] for row in rows] == expected
    days = dict(dates.select("date_id", "resolved_start_on").iter_rows()) | {None: None}
    assert [row["as_of_start_on"] for row in rows] == [days[row["as_of_date_id"]] for row in rows]


SOURCES = {
    "a firm's stop that ends the sentence": (
        "Output fell by 5 tons, according to Boreal Ltd. The yards stay shut.",
        "Boreal Ltd",
    ),
    "according to, with a stop in the name": (
        "Output hit 5 tons, according to Boreal Ltd., a firm in Oslo.",
        "Boreal Ltd.",
    ),
    "according to data from": ("Output hit 5 tons, according to data from Kestrel.", "Kestrel"),
    "according to, first": ("According to the Mining Union, 300 people left.", "the Mining Union"),
    "said, behind a dateline": ("TARROW — Health officials confirmed 11 cases.", "Health officials"),
    "said, first": ("The Transport Ministry said 40 trains were late.", "The Transport Ministry"),
    "said, last": ("Some 40 trains were late, Ana Lind said on Monday.", "Ana Lind"),
    "said, with the day before it": ("The ministry on Monday said 40 trains were late.", "The ministry"),
    "said yesterday": ("The Transport Office yesterday said 40 trains were late.", "The Transport Office"),
    "confirmed is no verb there": ("On Monday the confirmed toll was 40 miners.", None),
    "a number says nothing": ("Seven confirmed they owe 40 euros.", None),
    "a pronoun is none": ("He said 40 trains were late.", None),
    "nobody": ("Some 40 trains were late.", None),
}


@pytest.mark.parametrize("name", SOURCES)
def test_the_source_of_a_figure_is_named(name: str) -> None:
    text, expected = SOURCES[name]
    (row,) = read(text)
    assert row["source_text"] == expected


@pytest.mark.parametrize(
    "piece",
    ["1 ", "one million million ", "5-", "1,", "$ ", "about ", "a ", "12 large old ", "9" * 40 + " ", "5 of the "],
)
def test_the_work_grows_with_the_length_alone(piece: str) -> None:
    # Rows and steps, not seconds: a candidate looks a bounded way left and right.
    for count in (200, 2_000):
        found = figures.extract(pages_of(piece * count), LEXICON, NO_DATES)
        assert found.height <= count


def test_no_page_and_no_number_give_no_row() -> None:
    assert figures.extract(pages_of("Nothing to count here."), LEXICON, NO_DATES).height == 0
    assert figures.extract(pages_of(), LEXICON, NO_DATES).height == 0


def test_a_range_of_ages_is_read_back_over_spaces_that_do_not_break() -> None:
    """One such figure stopped the publication of 5,000 pages."""
    text = "Voters aged between 18\u00a0and\u00a025 came."
    found = figures.extract(pages_of(text), LEXICON, NO_DATES)
    assert found.select("value", "value_high").rows() == [(18.0, 25.0)]
    assert read_back(found, LEXICON).all()
