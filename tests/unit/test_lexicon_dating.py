"""A batch looks for the months and weekdays it names, and finds what all of them would have found."""

import unicodedata

import polars as pl
import pytest

from flows import resources
from flows.steps.dating import date_line_pattern, date_pattern, day_pattern
from flows.steps.lexicon import Lexicon, load_lexicon

LINES = (
    "May 3, 2024",
    "MAY 3, 2024",
    "3 de MAYO de 2024",
    "²mai 3, 2024 and ²3 mai 2024",
    "a set of 12 Sept. 2024",
    "29. Dezember 2024, 29 DÉCEMBRE 2024",
    "12 ΑΥΓΟΎΣΤΟΥ 2024, 12 αυγούστου 2024",
    "3 AUGUſT 2024",
    "March\u00a04, 2024",
    "4 March\u0301 2024",
    "PublishedMay 3, 2024",
    "PublishedMonday, May 3, 2024",
    "7 amMonday, 3 May 2024",
    "Updated: Δευτέρα, 3 Μαΐου 2024",
    "12 ОКТЯБРЯ 2024 | Updated",
    "NOV 12",
    "nothing",
    "2024年5月3日",
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(resources.reference_dir())


@pytest.mark.parametrize("pattern", [date_pattern, day_pattern, date_line_pattern])
@pytest.mark.parametrize("line", LINES)
def test_what_a_text_names_is_enough_to_read_its_days(pattern, line: str, lexicon: Lexicon) -> None:
    text = pl.Series([line, None])
    by_all, by_named = (text.str.extract_all(pattern(words)).to_list() for words in (lexicon, lexicon.dating(text)))
    assert by_named == by_all


def test_months_that_no_text_names_are_left_out(lexicon: Lexicon) -> None:
    dating = lexicon.dating(pl.Series(["They set out in May"]), pl.Series(["on a Sunday"]))
    assert {"may", "set", "out"} <= dating.months.keys() < lexicon.months.keys()
    assert "sunday" in dating.weekdays
    assert "august" not in dating.months


def test_letters_of_any_case_are_folded_as_patterns_do(lexicon: Lexicon) -> None:
    letters = sorted({letter for name in (*lexicon.months, *lexicon.weekdays) for letter in name})
    every = [chr(point) for point in range(0x80, 0x1E944) if unicodedata.category(chr(point)).startswith("L")]
    texts = pl.Series(every)
    for letter in letters:
        same = texts.filter(texts.str.contains(f"(?i){letter}"))
        assert all(letter.casefold() in one.casefold() for one in same), letter
