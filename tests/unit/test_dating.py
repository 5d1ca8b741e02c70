"""Full dates in the shapes newspapers print, and lines that tell when an article appeared."""

from datetime import date

import polars as pl
import pytest

from flows import resources
from flows.steps.dating import date_line_pattern, full_date_pattern, read_date
from flows.steps.lexicon import Lexicon, load_lexicon


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(resources.reference_dir())


DATES = {
    "American": ("in Baku, Azerbaijan December 29, 2024. And", date(2024, 12, 29)),
    "American, abbreviated": ("Sept. 6, 1946: the ship", date(1946, 9, 6)),
    "American, no comma": ("on March 3 2025 in", date(2025, 3, 3)),
    "British": ("on 29 December 2024 the", date(2024, 12, 29)),
    "ordinal": ("on 1st May 2023 the", date(2023, 5, 1)),
    "American, full stops": ("01.21.2020 07:00 AM", date(2020, 1, 21)),
    "German, full stops": ("am 01.02.2020 um", date(2020, 2, 1)),
    "German": ("am 3. März 2021 in Köln", date(2021, 3, 3)),
    "Spanish": ("el 29 de diciembre de 2024 en", date(2024, 12, 29)),
    "French": ("le 1er août 2022 à", date(2022, 8, 1)),
    "Polish": ("z dnia 5 marca 2024 r.", date(2024, 3, 5)),
    "Finnish": ("5. maaliskuuta 2024", date(2024, 3, 5)),
    "Russian": ("Опубликовано 12 ноября 2023 г.", date(2023, 11, 12)),
    "Greek": ("5 Μαρτίου 2024", date(2024, 3, 5)),
    "Turkish": ("29 Aralık 2024, Pazar", date(2024, 12, 29)),
    "Chinese": ("新华社2024年4月6日电", date(2024, 4, 6)),
    "a Chinese day that does not exist": ("2024年4月31日", None),
    "ISO": ("version 2024-02-29 of", date(2024, 2, 29)),
    "day first between full stops": ("am 03.04.2024 in", date(2024, 4, 3)),
    "a day no month has, first": ("on 30/04/2024 - 16:38", date(2024, 4, 30)),
    "a day no month has, second": ("on 04/30/2024 at", date(2024, 4, 30)),
    "capitals": ("DECEMBER 29, 2024", date(2024, 12, 29)),
    "a day that does not exist": ("June 31, 2024", None),
    "29 February outside a leap year": ("29 February 2023", None),
}


@pytest.mark.parametrize("name", DATES)
def test_full_dates(name: str, lexicon: Lexicon) -> None:
    text, day = DATES[name]
    frame = pl.DataFrame({"text": [text]})
    found = frame.select(pl.col("text").str.extract(f"({full_date_pattern(lexicon)})", 1).alias("found"))
    assert found["found"][0] is not None
    assert found.select(read_date(pl.col("found"), lexicon)).item() == day


NO_DATES = [
    "December 2024",
    "on Sunday",
    "29 people in 2024",
    "flight 2024-8243",
    "12/29",
    "03/04/2024",
    "1.4 million",
    "may 5 of 2024 ships",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_partial_dates_are_no_full_dates(text: str, lexicon: Lexicon) -> None:
    assert (
        pl.DataFrame({"text": [text]}).select(pl.col("text").str.extract(f"({full_date_pattern(lexicon)})", 1)).item()
        is None
    )


LINES = {
    "Published: December 29, 2024": True,
    "Tue, 26 November 2024 9:27PM": True,
    "October 23, 2025 5:50 pm CET": True,
    "Updated 3 March 2021, 14:05": True,
    "Veröffentlicht am 3. März 2021 um 14.05 Uhr": True,
    "2024-12-29": True,
    "April 25, 20232:26 PM": True,
    "VIGO 1996-08-31": True,
    "PORT CALLAN, Spain, 31 August 1996": True,
    "and last updated 2024-09-26 21:00:26-04": True,
    "2024-09-26 21:00:26": True,
    "Vigo | Updated on July 8, 2024 04:12 PM IST": True,
    "Updated - July 08, 2024 at 04:12 PM. | Vigo": True,
    "Monday 8 July 2024 16:12, UK": True,
    "July 8, 2024 4:12 PM GMT+2": True,
    "8 July 2024, 16:12 UTC+05:30": True,
    "8:05 AM on Jul 8, 2024 CDT": True,
    "Issued on: 30/07/2024 - 16:12": True,
    "Date created: July 8, 2024": True,
    "VCN / Updated: Jul 08, 2024, 16:12 IST": True,
    "Published in the Courier, July 8th, 2024": True,
    "Published in the Courier was the list of 2024": False,
    "Publication date: 8 July 2024": True,
    "Vigo | July 8, 2024 was wet": False,
    "July 8, 2024 UNESCO": False,
    "VIGO 1996-08-31 was wet": False,
    "Vigo 1996-08-31": False,
    "The bridge opened on December 29, 2024": False,
    "December 29, 2024 was a cold day in Baku": False,
    "March 2024": False,
}


@pytest.mark.parametrize("line", LINES)
def test_date_lines(line: str, lexicon: Lexicon) -> None:
    frame = pl.DataFrame({"text": [line]})
    assert frame.select(pl.col("text").str.contains(date_line_pattern(lexicon))).item() is LINES[line]
