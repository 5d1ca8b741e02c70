"""Time expressions by named cases: what is read, what it means, and what is left alone."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from flows.steps.extract import dates
from flows.steps.lexicon import Lexicon, load_lexicon
from tests import made_pages

REFERENCE = Path(__file__).parents[2] / "seeds" / "reference"
WEDNESDAY = dt.date(2024, 5, 15)
CAPTIONS = {"article_id": pl.String, "caption_start": pl.Int32, "taken_on": pl.Date}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(REFERENCE)


def read(
    lexicon: Lexicon,
    *blocks: tuple[str, str],
    on: dt.date | None = WEDNESDAY,
    basis: str = "metadata",
    taken_on: dt.date | None = None,
    language: str | None = None,
) -> pl.DataFrame:
    """Read an article given as (role, text) blocks; a caption among them was taken on taken_on."""
    starts, at = [], 0
    for _, text in blocks:
        starts.append(at)
        at += len(text) + 2
    page_text = "\n\n".join(text for _, text in blocks)
    placed = [("d-0", start, role, text) for start, (role, text) in zip(starts, blocks, strict=True)]
    pages = made_pages.of_blocks(placed, {"d": page_text})
    articles = pl.DataFrame(
        {
            "article_id": ["d-0"],
            "published_on": [on],
            "published_basis": [basis if on else "none"],
            "language": [language],
        },
        schema_overrides={"published_on": pl.Date, "language": pl.String},
    )
    captions = pl.DataFrame(
        [("d-0", start, taken_on) for start, (role, _) in zip(starts, blocks, strict=True) if role == "caption"],
        schema=CAPTIONS,
        orient="row",
    )
    found = dates.extract(pages, lexicon, articles, captions)
    for row in found.iter_rows(named=True):
        assert page_text[row["date_start"] : row["date_end"]] == row["date_text"]
    return found


@dataclass(frozen=True)
class Case:
    """A sentence, published on Wednesday 15 May 2024, and what is in it: text, TIMEX3 value, first and last day."""

    name: str
    text: str
    found: tuple[tuple[str, str | None, str | None], ...] = ()


def one(name: str, text: str, surface: str, value: str | None, days: str | None = None) -> Case:
    return Case(name, text, ((surface, value, days),))


CASES = [
    # days
    one("today", "The dam holds, she said today.", "today", "2024-05-15", "2024-05-15"),
    one("yesterday", "It rained yesterday in Arvika.", "yesterday", "2024-05-14", "2024-05-14"),
    one("day_before_yesterday", "It rained the day before yesterday.", "the day before yesterday", "2024-05-13"),
    one("day_after_tomorrow", "The ferry will sail the day after tomorrow.", "the day after tomorrow", "2024-05-17"),
    one("weekday_past", "The council met Monday.", "Monday", "2024-05-13", "2024-05-13"),
    one("weekday_he_would_have", "Ruland said Pickett would have a scan on Monday.", "Monday", "2024-05-20"),
    one("weekday_it_would_have_been", "It would have been shut on Monday.", "Monday", "2024-05-13"),
    one("weekday_on_that_weekday", "The mayor said Wednesday that the bridge is safe.", "Wednesday", "2024-05-15"),
    one("weekday_future_on_that_weekday", "The court will rule Wednesday.", "Wednesday", "2024-05-15"),
    one("weekday_future", "The court will rule on Friday.", "Friday", "2024-05-17"),
    one("weekday_future_by_plan", "The strike is expected to end Monday.", "Monday", "2024-05-20"),
    Case(
        "nearest_verb_decides",
        "The mill said Tuesday it would close Saturday.",
        (("Tuesday", "2024-05-14", None), ("Saturday", "2024-05-18", None)),
    ),
    one("possessive_is_past", "Judges will study ways to undo Tuesday's vote.", "Tuesday", "2024-05-14"),
    one("ahead_of_possessive", "Prices fell ahead of Friday’s vote.", "Friday", "2024-05-17"),
    one("last_weekday", "The dam broke last Wednesday.", "last Wednesday", "2024-05-08"),
    one("next_weekday", "She flies to Lund next Monday.", "next Monday", "2024-05-20"),
    one("weekday_night", "The roof fell in on Tuesday night.", "Tuesday night", "2024-05-14TNI", "2024-05-14"),
    one("last_night", "The fire broke out last night.", "last night", "2024-05-14TNI", "2024-05-14"),
    one("this_morning", "Trains stood still this morning.", "this morning", "2024-05-15TMO", "2024-05-15"),
    one("tonight", "The choir sings tonight.", "tonight", "2024-05-15TNI", "2024-05-15"),
    # dates
    one("full_date", "The treaty was signed on March 5, 1946, in Lund.", "March 5, 1946", "1946-03-05", "1946-03-05"),
    one("day_month_year", "The treaty of 5 March 1946 holds.", "5 March 1946", "1946-03-05", "1946-03-05"),
    one("ordinal_day", "They married on the 3rd of June 2019.", "the 3rd of June 2019", "2019-06-03"),
    one("iso_date", "The log ends at 2023-11-30.", "2023-11-30", "2023-11-30", "2023-11-30"),
    one("american_figures", "The form is dated 12/31/99.", "12/31/99", "1999-12-31", "1999-12-31"),
    one("ambiguous_figures_stay_open", "The form is dated 3/4/2019.", "3/4/2019", "2019", None),
    one("no_such_day", "The log names February 30, 2019.", "February 30, 2019", "XXXX-02-30", None),
    one("month_day_past", "The blasts of April 7 killed nine.", "April 7", "2024-04-07"),
    one("month_day_near_future", "Holders are paid on June 28.", "June 28", "2024-06-28"),
    one("month_day_last_year", "A boy was found adrift on Nov. 25 off the coast.", "Nov. 25", "2023-11-25"),
    Case(
        "weekday_and_date",
        "He is to be tried on Friday, June 14, in Malmo.",
        (("Friday", "2024-06-14", "2024-06-14"), ("June 14", "2024-06-14", "2024-06-14")),
    ),
    one("month_and_year", "Work began in September 1987.", "September 1987", "1987-09", "1987-09-01/1987-09-30"),
    one("month_past", "The mill closed in November.", "November", "2023-11", "2023-11-01/2023-11-30"),
    one("month_future", "The leaders will meet in December.", "December", "2024-12", "2024-12-01/2024-12-31"),
    one("last_month_name", "Rates rose last October.", "last October", "2023-10", "2023-10-01/2023-10-31"),
    one("next_month_name", "Voters decide next May.", "next May", "2025-05", "2025-05-01/2025-05-31"),
    one("edge_of_month", "Crowds came in early December.", "early December", "2023-12", "2023-12-01/2023-12-10"),
    one("middle_of_month", "Prices fell from the middle of October.", "the middle of October", "2023-10"),
    one("month_of_last_year", "It opened in March of last year.", "March of last year", "2023-03"),
    # years and longer
    one("bare_year", "The plant was built in 1968 by hand.", "1968", "1968", "1968-01-01/1968-12-31"),
    one("spoken_year", "It was the winter of nineteen ninety-four.", "the winter of nineteen ninety-four", "1994-WI"),
    one("decade", "It was bought in the early 1980s.", "the early 1980s", "198X", "1980-01-01/1983-05-01"),
    one("decade_in_words", "Farms vanished in the nineties.", "the nineties", "199X", "1990-01-01/1999-12-31"),
    one("century", "Steam drove the 19th century.", "the 19th century", "18", "1801-01-01/1900-12-31"),
    one("last_year", "Sales rose last year.", "last year", "2023", "2023-01-01/2023-12-31"),
    one("earlier_this_year", "He retired earlier this year.", "earlier this year", "2024", "2024-01-01/2024-05-01"),
    one("end_of_year", "She leaves at the end of the year.", "the end of the year", "2024", "2024-09-01/2024-12-31"),
    one("fiscal_year_is_not_dated", "In fiscal 2019, it had sales of a million.", "fiscal 2019", "2019", None),
    one("quarter_of_year", "It lost money in the third quarter of 1984.", "the third quarter of 1984", "1984-Q3"),
    one("quarter_past", "Profit fell in the first quarter.", "the first quarter", "2024-Q1", "2024-01-01/2024-03-31"),
    one("last_years_quarter", "Profit matched last year's third quarter.", "last year's third quarter", "2023-Q3"),
    one("season", "Harvests failed last summer.", "last summer", "2023-SU", "2023-06-01/2023-08-31"),
    Case("fall_of_a_wall", "Much changed with the fall of the wall."),
    Case("rule_for_a_day", "By custom the first Tuesday is for voting."),
    Case(
        "the_coming_is_the_readers",
        "He left in June 1999. He will sail over the coming weekend.",
        (("June 1999", "1999-06", None), ("the coming weekend", "2024-W20-WE", None)),
    ),
    Case("verbs", "Prices fall, then spring back."),
    one("holiday", "The boy was found last Thanksgiving.", "last Thanksgiving", "2023-11-23", "2023-11-23"),
    one("moving_holiday", "The march took place on Easter Monday.", "Easter Monday", "2024-04-01", "2024-04-01"),
    # weeks
    one("last_week", "The plane crashed last week.", "last week", "2024-W19", "2024-05-06/2024-05-12"),
    one("early_next_week", "Talks resume early next week.", "early next week", "2024-W21", "2024-05-20/2024-05-21"),
    one("the_weekend_past", "Six people died over the weekend.", "the weekend", "2024-W19-WE", "2024-05-11/2024-05-12"),
    one("next_weekend", "The fair opens next weekend.", "next weekend", "2024-W21-WE", "2024-05-25/2024-05-26"),
    one("week_of", "A hearing is set for the week of June 3.", "the week of June 3", "2024-W23"),
    # moved
    one("years_ago", "The alliance was founded 50 years ago.", "50 years ago", "1974"),
    one("weeks_ago_in_words", "The boat sank six weeks ago.", "six weeks ago", "2024-W14"),
    one("half_years", "It began two and a half years ago.", "two and a half years ago", "2021-11"),
    one("decade_ago_is_a_year", "They were foes just a decade ago.", "a decade ago", "2014"),
    one("vague_ago", "The machines were sold several years ago.", "several years ago", "PAST_REF", None),
    Case(
        "the_previous_day",
        "The pact was signed on April 20. Rebels had left the previous day.",
        (("April 20", "2024-04-20", None), ("the previous day", "2024-04-19", "2024-04-19")),
    ),
    Case(
        "a_year_earlier",
        "Sales rose in March 2023. They had fallen a year earlier.",
        (("March 2023", "2023-03", None), ("a year earlier", "2022-03", "2022-03-01/2022-03-31")),
    ),
    Case(
        "year_ago_quarter",
        "It earned 2 million in the first quarter, up from 1 million a year ago.",
        (("the first quarter", "2024-Q1", None), ("a year ago", "2023-Q1", "2023-01-01/2023-03-31")),
    ),
    Case(
        "until_then",
        "The offer ends May 31. Until then, nothing changes.",
        (("May 31", "2024-05-31", None), ("then", "2024-05-31", "2024-05-31")),
    ),
    # durations and sets
    one("duration", "Talks lasted three days.", "three days", "P3D", None),
    one("duration_before_an_event", "It comes two weeks before the visit.", "two weeks", "P2W", None),
    one("adjective_duration", "After a 16-hour flight she slept.", "16-hour", "PT16H", None),
    one("bounded_duration", "She spoke for more than four hours.", "more than four hours", "PT4H", None),
    one("vague_duration", "For weeks nothing moved.", "weeks", "PXW", None),
    one("span_with_days", "Stocks fell in the past two months.", "the past two months", "P2M", "2024-03-15/2024-05-15"),
    one("coming_span", "It will pay over the next two years.", "the next two years", "P2Y", "2024-05-15/2026-05-15"),
    one("first_nine_months", "Profit rose in the first nine months.", "the first nine months", "P9M", None),
    one("set_daily", "The rallies are held daily.", "daily", "P1D", None),
    one("set_each", "Ships call every two weeks.", "every two weeks", "P2W", None),
    one("set_weekday", "The market opens every Monday.", "every Monday", "XXXX-WXX-1", None),
    one("rate_is_a_set", "The port ships 40,000 barrels a day.", "a day", "P1D", None),
    # references
    one("now", "The bank now has 45 branches.", "now", "PRESENT_REF", None),
    one("recently", "Its shares slumped recently.", "recently", "PAST_REF", None),
    one("the_future", "Nobody knows what the future holds.", "the future", "FUTURE_REF", None),
    # times
    Case(
        "clock_takes_the_day_beside_it",
        "The blast came at 10:35 a.m. Monday.",
        (("10:35 a.m.", "2024-05-13T10:35", "2024-05-13"), ("Monday", "2024-05-13", "2024-05-13")),
    ),
    one("clock_alone", "The doors opened at 7 p.m.", "7 p.m.", "2024-05-15T19:00", "2024-05-15"),
    # what is no time
    Case("ages", "The 27-year-old man and a six-year-old girl, 90 years old, slept."),
    Case("modal_may", "May I ask what may come? It may rain."),
    Case("march_of_people", "Thousands March on; Jan Kavan led them."),
    Case("money_and_counts", "It paid $1999 for 2000 houses and 1,950 cars."),
    Case("flight_numbers", "Flight J2-8243 and room B1984 are lost."),
    Case("papers", "Read the Sunday Review, The Sunday Times or the Daily Herald; the Friday Evening Post is gone."),
    one("part_of_an_hour", "It sank when a quarter of an hour had passed.", "a quarter of an hour", "PT15M"),
    one("parts_of_an_hour", "It took three quarters of an hour.", "three quarters of an hour", "PT45M"),
    one("part_of_a_century", "It stood for a quarter of a century.", "a quarter of a century", "P25Y"),
    one("clock_of_the_wires", "Crude was up 2% by 1530 GMT, traders said.", "1530 GMT", "2024-05-15T15:30"),
    Case(
        "clock_told_again_in_brackets",
        "The blast came at 10:35 a.m. (0735 GMT) Monday.",
        (("10:35 a.m.", "2024-05-13T10:35", "2024-05-13"), ("Monday", "2024-05-13", "2024-05-13")),
    ),
    one("year_like_a_clock", "The abbey was closed in 1530.", "1530", "1530"),
    Case(
        "clock_behind_a_year",
        "Tue, May 14, 2024, 7:32 AM EDT",
        (
            ("Tue", "2024-05-14", None),
            ("May 14, 2024", "2024-05-14", None),
            ("7:32 AM EDT", "2024-05-14T07:32", None),
        ),
    ),
    one("clock_that_ends_a_sentence", "The gate shut at 4am. It rained.", "4am", "2024-05-15T04:00"),
    Case("fractions", "It gets about three-quarters of its food by sea."),
    Case("words_inside_words", "Sundayschool, unmonday and 2018ers are no days."),
    # years
    one("years_of_a_season", "The 2018-19 season was short.", "2018-19", "2018/2019", "2018-01-01/2019-12-31"),
    one("years_with_a_slash", "In 2018/19 it paid more.", "2018/19", "2018/2019"),
    one("years_in_full", "In 2022/2023 it paid more.", "2022/2023", "2022/2023", "2022-01-01/2023-12-31"),
    one("years_over_a_century", "The 1999-00 budget passed.", "1999-00", "1999/2000"),
    one("years_in_short_months", "In 2003-04 Vigo lost.", "2003-04", "2003/2004", "2003-01-01/2004-12-31"),
    one("years_of_a_war", "The war of 1914-18 ended it.", "1914-18", "1914/1918", "1914-01-01/1918-12-31"),
    one("year_and_what_may_be_a_month", "In 2010-05 it sank.", "2010", "2010"),
    one("day_in_figures_beside_years", "It sank on 2018-11-20.", "2018-11-20", "2018-11-20"),
    Case("money_in_the_shape_of_a_year", "It costs Rs 2000 crore, or Rs. 1950, and a house USD 2000."),
    Case("crores_in_the_shape_of_a_year", "Some 2000 crore were lost, 2010 lakh saved."),
    one("day_of_last_year", "He left on October 4 last year.", "October 4 last year", "2023-10-04", "2023-10-04"),
    one("day_of_last_year_british", "He left on 4 October last year.", "4 October last year", "2023-10-04"),
    one("comma_without_a_space", "He came on 12 March,2017.", "12 March,2017", "2017-03-12", "2017-03-12"),
    one("odd_years", "It ran for 40-odd years.", "40-odd years", "P40Y"),
    one("a_day_on_a_dollar", "They live on less than $1 a day.", "a day", "P1D"),
    one("half_of_a_week", "The first half of this week is wet.", "The first half of this week", "2024-W20"),
    # what is to come
    Case(
        "until_a_day",
        "The warning is in force until 3am on Friday.",
        (("3am", "2024-05-17T03:00", None), ("Friday", "2024-05-17", None)),
    ),
    Case(
        "shut_until_a_day",
        "It was shut until 3am on Friday.",
        (("3am", "2024-05-10T03:00", None), ("Friday", "2024-05-10", None)),
    ),
    one("braced_for", "The isle is braced for rain on Friday.", "Friday", "2024-05-17"),
    one("forecast_for", "Snow is forecast for Friday.", "Friday", "2024-05-17"),
    one("adjective", "Rain will hit the worst affected towns on Friday.", "Friday", "2024-05-17"),
    # ugly
    one("curly_marks", "“We will vote tomorrow,” he told us.", "tomorrow", "2024-05-16"),
    one("no_break_space", "It opens on June\u00a03.", "June\u00a03", "2024-06-03"),
    one("astral_before", "🚢🚢 The ferry sank Monday 🌊.", "Monday", "2024-05-13"),
    Case("combining_mark_behind", "The word Monday\u0301 is spelled oddly."),
    Case("accent_before", "Caf\u00e92018 is a bar."),
    one("private_marks_in_the_page", "\ue000Odd\ue001 text came Monday\ue000.", "Monday", "2024-05-13"),
    one("nul_and_lone_return", "It\x00broke\rlast week\x00.", "last week", "2024-W19"),
    one("capitals", "COUNCIL MEETS ON MONDAY", "MONDAY", "2024-05-13"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case, lexicon: Lexicon) -> None:
    rows = read(lexicon, ("paragraph", case.text)).rows(named=True)
    assert [(row["date_text"], row["timex_value"]) for row in rows] == [found[:2] for found in case.found]
    for row, (_, _, days) in zip(rows, case.found, strict=True):
        if days is not None:
            first, _, last = days.partition("/")
            assert (str(row["resolved_start_on"]), str(row["resolved_end_on"])) == (first, last or first)
        elif row["kind"] in ("duration", "set") or row["timex_value"].endswith("REF"):
            assert row["resolved_start_on"] is None


def days(found: pl.DataFrame) -> list[tuple[str, str | None, str | None, str | None]]:
    columns = ("date_text", "resolved_start_on", "anchor_on", "anchor_basis")
    return [tuple(None if value is None else str(value) for value in row) for row in found.select(columns).iter_rows()]  # type: ignore[misc]


def test_without_an_anchor_nothing_is_guessed(lexicon: Lexicon) -> None:
    text = (
        "He told the station on Monday that sales rose last month, early next week is open, as in December and on "
        "December 17, at 7 p.m. today. In 2018 they fell. The previous year was better, a year ago worse."
    )
    found = read(lexicon, ("paragraph", text), on=None)
    assert found.select("date_text", "timex_value").rows() == [
        ("Monday", "XXXX-WXX-1"),
        ("last month", "XXXX-XX"),
        ("early next week", "XXXX-WXX"),
        ("December", "XXXX-12"),
        ("December 17", "XXXX-12-17"),
        ("7 p.m.", "XXXX-XX-XXT19:00"),
        ("today", "XXXX-XX-XX"),
        ("2018", "2018"),
        ("The previous year", "2017"),
        ("a year ago", "XXXX"),
    ]
    dated = found.filter(pl.col("resolved_start_on").is_not_null())
    assert dated["date_text"].to_list() == ["2018", "The previous year"]
    assert dated["anchor_basis"].to_list() == [None, "expression"]


def test_what_follows_an_unknown_day_is_not_counted_from_a_day_before_it(lexicon: Lexicon) -> None:
    text = "It opened on 5 May 2023. It will close on Thursday, a day later than usual."
    found = read(lexicon, ("paragraph", text), on=None)
    assert dict(found.select("date_text", "resolved_start_on").iter_rows()) == {
        "5 May 2023": dt.date(2023, 5, 5),
        "Thursday": None,
        "a day later": None,
    }


def test_a_caption_is_anchored_to_its_picture_and_says_nothing_of_the_text(lexicon: Lexicon) -> None:
    found = read(
        lexicon,
        ("caption", "Divers search the lake on Tuesday, in Arvika, April 3, 2024."),
        ("paragraph", "Divers found the bell on Tuesday. It had sunk the previous day."),
        basis="dateline",
        taken_on=dt.date(2024, 4, 3),
    )
    assert days(found) == [
        ("Tuesday", "2024-04-02", "2024-04-03", "caption"),
        ("April 3, 2024", "2024-04-03", None, None),
        ("Tuesday", "2024-05-14", "2024-05-15", "dateline"),
        ("the previous day", "2024-05-13", "2024-05-14", "expression"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "“We will sail tomorrow,” the captain said on Monday.",
        'On Monday the captain said: "We will sail tomorrow."',
        "``We will sail tomorrow,'' the captain told reporters Monday.",
        "«We will sail tomorrow», the captain said on Monday.",
    ],
    ids=["curly", "straight_behind", "tex", "guillemets"],
)
def test_what_is_quoted_is_anchored_to_the_day_it_was_said(lexicon: Lexicon, text: str) -> None:
    found = {row[0]: row[1:] for row in days(read(lexicon, ("paragraph", text)))}
    assert found["tomorrow"] == ("2024-05-14", "2024-05-13", "quote")
    assert found["Monday"] == ("2024-05-13", "2024-05-15", "metadata")


def test_a_quotation_of_no_known_day_is_anchored_to_the_publication(lexicon: Lexicon) -> None:
    found = days(read(lexicon, ("paragraph", "“We will sail tomorrow,” he said. On Monday the ship was painted.")))
    assert found[0][1:] in {("2024-05-16", "2024-05-15", "metadata"), ("2024-05-14", "2024-05-13", "quote")}
    found = days(read(lexicon, ("paragraph", "“We will sail tomorrow,” he said.")))
    assert found == [("tomorrow", "2024-05-16", "2024-05-15", "metadata")]


@pytest.mark.parametrize(
    ("on", "text", "surface", "value"),
    [
        (dt.date(2024, 12, 29), "The plane crashed last week.", "last week", "2024-W52"),  # a Sunday ends its week
        (dt.date(2024, 12, 29), "He apologised on Saturday.", "Saturday", "2024-12-28"),
        (dt.date(2024, 12, 30), "The plane crashed last week.", "last week", "2024-W52"),
        (dt.date(2024, 2, 29), "It sank a year ago.", "a year ago", "2023"),
        (dt.date(2023, 3, 31), "In the past month it rained.", "the past month", "2023-02"),
        (dt.date(2024, 1, 3), "The bill passed in December.", "December", "2023-12"),
        (dt.date(2024, 1, 3), "It was sold on Dec. 30.", "Dec. 30", "2023-12-30"),
        (dt.date(2024, 12, 28), "Holders will be paid Jan. 3.", "Jan. 3", "2025-01-03"),
        (dt.date(2024, 1, 8), "Two died over the weekend.", "the weekend", "2024-W01-WE"),
        (dt.date(2024, 1, 2), "Profit fell in the fourth quarter.", "the fourth quarter", "2023-Q4"),
    ],
)
def test_edges_of_the_calendar(lexicon: Lexicon, on: dt.date, text: str, surface: str, value: str) -> None:
    assert read(lexicon, ("paragraph", text), on=on).select("date_text", "timex_value").rows() == [(surface, value)]


@pytest.mark.parametrize(
    "text",
    [
        "Der Brand brach am 3. August aus, und die Feuerwehr kam im September 2019 mit dem Schiff.",
        "Le maire a parlé le 3 mai 2019 et les travaux de la gare ont commencé en 2020.",
        "El alcalde habló el 3 de mayo de 2019 y los trabajos de la estación comenzaron en 2020.",
        "De burgemeester sprak op 3 april 2019 en het werk aan een brug begon in december.",
    ],
)
def test_other_languages_stand_aside(lexicon: Lexicon, text: str) -> None:
    assert read(lexicon, ("paragraph", text)).is_empty()


def test_the_language_known_beforehand_decides(lexicon: Lexicon) -> None:
    assert read(lexicon, ("paragraph", "The fair opened on Monday."), language="de").is_empty()
    assert read(lexicon, ("headline", "Fair opens Monday"), language="en").height == 1


def test_headline_dateline_and_subheading_are_read(lexicon: Lexicon) -> None:
    found = read(lexicon, ("headline", "Dam bursts Tuesday"), ("dateline", "LUND, May 15"), ("subheading", "LAST WEEK"))
    assert found["date_text"].to_list() == ["Tuesday", "May 15", "LAST WEEK"]
    assert found["date_id"].to_list() == ["d-0-d0", "d-0-d1", "d-0-d2"]


def test_an_empty_page_gives_an_empty_frame_of_the_same_columns(lexicon: Lexicon) -> None:
    empty, full = read(lexicon, ("paragraph", "Nothing here.")), read(lexicon, ("paragraph", "It is now."))
    assert empty.is_empty()
    assert empty.schema == full.schema


def test_modifiers_are_kept(lexicon: Lexicon) -> None:
    text = "It took more than four hours, in early May 1999, almost two years ago, at the end of 1998."
    found = read(lexicon, ("paragraph", text))
    assert found["modifier"].to_list() == ["MORE_THAN", "START", "LESS_THAN", "END"]
