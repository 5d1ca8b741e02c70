"""The reference tables say what they claim: sorted, without doubles, each pattern matching its own example."""

import csv
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

REFERENCE = Path(__file__).parents[2] / "seeds" / "reference"

SORT_KEYS: dict[str, Callable[[list[str]], tuple[object, ...]]] = {
    "agencies.csv": tuple,
    "contributor_patterns.csv": lambda r: (r[3], r[0]),
    "furniture_phrases.csv": lambda r: (r[3], r[1], r[2], r[0]),
    "holidays.csv": tuple,
    "months.csv": lambda r: (r[0], int(r[2]), r[3], r[1]),
    "non_person_words.csv": tuple,
    "speech_verbs.csv": lambda r: (r[2], r[0]),
    "time_words.csv": tuple,
    "titles.csv": tuple,
    "weekdays.csv": lambda r: (r[0], int(r[2]), r[3], r[1]),
}
KEYS: dict[str, tuple[str, ...]] = {
    "agencies.csv": ("alias",),
    "contributor_patterns.csv": ("pattern",),
    "furniture_phrases.csv": ("phrase", "match"),
    "holidays.csv": ("name",),
    "months.csv": ("language", "form"),
    "non_person_words.csv": ("word",),
    "speech_verbs.csv": ("form", "language"),
    "time_words.csv": ("form",),
    "titles.csv": ("title",),
    "weekdays.csv": ("language", "form"),
}
SMALLEST: dict[str, int] = {
    "agencies.csv": 90,
    "contributor_patterns.csv": 20,
    "furniture_phrases.csv": 220,
    "holidays.csv": 40,
    "months.csv": 84,
    "non_person_words.csv": 100,
    "speech_verbs.csv": 160,
    "time_words.csv": 220,
    "titles.csv": 150,
    "weekdays.csv": 49,
}
CODES: dict[tuple[str, str], frozenset[str]] = {
    ("agencies.csv", "kind"): frozenset({"wire", "photo", "both"}),
    ("furniture_phrases.csv", "match"): frozenset({"exact", "prefix", "suffix", "contains"}),
    ("furniture_phrases.csv", "kind"): frozenset(
        (
            "toggle",
            "share",
            "navigation",
            "cookie",
            "newsletter",
            "related",
            "advert",
            "comments",
            "subscription",
            "legal",
            "media",
        )
    ),
    ("titles.csv", "kind"): frozenset({"honorific", "office", "rank", "job"}),
    ("months.csv", "is_abbreviation"): frozenset({"true", "false"}),
    ("weekdays.csv", "is_abbreviation"): frozenset({"true", "false"}),
}
BODY_SENTENCES = (
    "Heavy rain contributed to the collapse of the bridge, engineers said.",
    "The commission contributed to the report on floods in 2019, officials said.",
    "Heavy fighting was reported from the outskirts of the city.",
    "Share prices fell for a third day as traders waited for the bank.",
    "Comments by the minister on Tuesday angered the unions.",
    "Read the label, the agency told parents, before giving the syrup to a child.",
    "Watch makers in Geneva reported their best year since 2014.",
    "Related charges against two directors were dropped in May.",
    "Subscribers to the scheme will lose about a tenth of their savings.",
    "Sign language interpreters will stand beside every speaker.",
    "Listen to the river, she told the children, and it will tell you when to leave.",
    "Advertisement spending in the country rose 4% last year.",
    "More than 300 people slept in the school gym.",
    "Follow-up tests found no trace of the parasite.",
    "By continuing to pump at night, the city hopes to save the lower market.",
    "The team reporting by radio to the harbor lost contact at noon.",
    "Opinion polls put the two candidates level.",
    "Live animals were moved to higher ground on Thursday.",
)


def rows(name: str) -> tuple[list[str], list[list[str]]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        header, *body = list(csv.reader(file, strict=True))
    return header, body


def test_every_table_is_named_here() -> None:
    assert sorted(path.name for path in REFERENCE.iterdir()) == sorted(SORT_KEYS)


@pytest.mark.parametrize("name", sorted(SORT_KEYS))
def test_table_is_well_formed(name: str) -> None:
    header, body = rows(name)
    content = (REFERENCE / name).read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert len(body) >= SMALLEST[name]
    for row in body:
        assert len(row) == len(header), row
        assert all(value and value == value.strip() for value in row), row
        assert all(value == unicodedata.normalize("NFC", value) for value in row), row
    assert body == sorted(body, key=SORT_KEYS[name])
    key = [header.index(column) for column in KEYS[name]]
    keys = [tuple(row[i] for i in key) for row in body]
    assert len(keys) == len(set(keys))
    for (table, column), allowed in CODES.items():
        if table == name:
            assert {row[header.index(column)] for row in body} == allowed


def test_months_and_weekdays_are_complete_in_every_language() -> None:
    for name, highest in (("months.csv", 12), ("weekdays.csv", 7)):
        _, body = rows(name)
        for language in {row[0] for row in body}:
            full = {int(row[2]) for row in body if row[0] == language and row[3] == "false"}
            assert full == set(range(1, highest + 1)), (name, language)


def test_furniture_phrases_are_folded() -> None:
    _, body = rows("furniture_phrases.csv")
    for phrase, *_ in body:
        folded = " ".join(phrase.lower().replace("’", "'").replace("“", '"').replace("”", '"').split())
        assert phrase == folded


def test_no_sentence_of_a_story_is_furniture_or_a_contributor_line() -> None:
    _, phrases = rows("furniture_phrases.csv")
    _, patterns = rows("contributor_patterns.csv")
    test = {"exact": str.__eq__, "prefix": str.startswith, "suffix": str.endswith, "contains": str.__contains__}
    for sentence in BODY_SENTENCES:
        folded = sentence.lower()
        assert [row for row in phrases if test[row[2]](folded, row[0])] == [], sentence
        assert [p for p, *_ in patterns if pl.Series([sentence]).str.contains(p)[0]] == [], sentence


def test_every_contributor_pattern_matches_its_example_in_rust_and_in_python() -> None:
    _, body = rows("contributor_patterns.csv")
    for pattern, keyword, example, _ in body:
        assert pl.Series([example]).str.contains(pattern)[0], pattern
        assert pl.Series([example.upper() if "(?-i:" not in pattern else example]).str.contains(pattern)[0], pattern
        assert re.search(pattern, example), pattern
        assert any(word in example.lower() for word in keyword.split("|")), pattern
