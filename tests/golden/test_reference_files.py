"""The reference tables say what they claim: sorted, without doubles, each pattern matching its own example."""

import csv
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from flows.text.normalise import fold

REFERENCE = Path(__file__).parents[2] / "seeds" / "reference"

SORT_KEYS: dict[str, Callable[[list[str]], tuple[object, ...]]] = {
    "agencies.csv": tuple,
    "common_words.csv": tuple,
    "caption_patterns.csv": lambda r: (r[3], r[0]),
    "contributor_patterns.csv": lambda r: (r[3], r[0]),
    "counted_nouns.csv": tuple,
    "currency_notations.csv": tuple,
    "description_heads.csv": tuple,
    "figure_context_words.csv": tuple,
    "furniture_phrases.csv": lambda r: (r[3], r[1], r[2], r[0]),
    "given_names.csv": tuple,
    "headline_weights.csv": tuple,
    "holidays.csv": tuple,
    "modality_cues.csv": tuple,
    "months.csv": lambda r: (r[0], int(r[2]), r[3], r[1]),
    "multipliers.csv": tuple,
    "name_aliases.csv": tuple,
    "name_words.csv": tuple,
    "names.csv": tuple,
    "news_words.csv": tuple,
    "non_person_words.csv": tuple,
    "number_words.csv": tuple,
    "places.csv": tuple,
    "quote_words.csv": lambda r: (r[0], r[1]),
    "speech_verbs.csv": lambda r: (r[2], r[0]),
    "time_words.csv": tuple,
    "time_zones.csv": tuple,
    "titles.csv": tuple,
    "units.csv": tuple,
    "weekdays.csv": lambda r: (r[0], int(r[2]), r[3], r[1]),
}
KEYS: dict[str, tuple[str, ...]] = {
    "agencies.csv": ("alias",),
    "common_words.csv": ("word",),
    "caption_patterns.csv": ("pattern",),
    "contributor_patterns.csv": ("pattern",),
    "counted_nouns.csv": ("form", "role"),
    "currency_notations.csv": ("notation",),
    "description_heads.csv": ("head",),
    "figure_context_words.csv": ("word", "role"),
    "furniture_phrases.csv": ("phrase", "match"),
    "given_names.csv": ("name", "gender"),
    "headline_weights.csv": ("feature",),
    "holidays.csv": ("name",),
    "modality_cues.csv": ("cue", "position"),
    "months.csv": ("language", "form"),
    "multipliers.csv": ("form", "kind"),
    "name_aliases.csv": ("kind", "alias"),
    "name_words.csv": ("word", "role"),
    "names.csv": ("name", "kind"),
    "news_words.csv": ("word",),
    "non_person_words.csv": ("word",),
    "number_words.csv": ("form", "kind"),
    "places.csv": ("name",),
    "quote_words.csv": ("word", "role"),
    "speech_verbs.csv": ("form", "language"),
    "time_words.csv": ("form",),
    "time_zones.csv": ("abbreviation",),
    "titles.csv": ("title",),
    "units.csv": ("form",),
    "weekdays.csv": ("language", "form"),
}
SMALLEST: dict[str, int] = {
    "agencies.csv": 90,
    "common_words.csv": 2000,
    "caption_patterns.csv": 12,
    "contributor_patterns.csv": 20,
    "counted_nouns.csv": 500,
    "currency_notations.csv": 450,
    "description_heads.csv": 600,
    "figure_context_words.csv": 400,
    "furniture_phrases.csv": 220,
    "given_names.csv": 1500,
    "headline_weights.csv": 17,
    "holidays.csv": 40,
    "modality_cues.csv": 100,
    "months.csv": 84,
    "multipliers.csv": 30,
    "name_aliases.csv": 40,
    "name_words.csv": 1000,
    "names.csv": 3000,
    "news_words.csv": 2000,
    "non_person_words.csv": 100,
    "number_words.csv": 80,
    "places.csv": 10000,
    "quote_words.csv": 900,
    "speech_verbs.csv": 160,
    "time_words.csv": 220,
    "time_zones.csv": 45,
    "titles.csv": 150,
    "units.csv": 500,
    "weekdays.csv": 49,
}
CODES: dict[tuple[str, str], frozenset[str]] = {
    ("counted_nouns.csv", "role"): frozenset({"person", "plural", "singular", "state", "rate", "adverb", "not_plural"}),
    ("currency_notations.csv", "kind"): frozenset({"symbol", "code", "name", "attached", "prefix"}),
    ("figure_context_words.csv", "role"): frozenset({"designator", "stop", "street", "toll"}),
    ("description_heads.csv", "kind"): frozenset({"person", "organisation", "place"}),
    ("modality_cues.csv", "position"): frozenset({"before", "after"}),
    ("multipliers.csv", "kind"): frozenset({"word", "abbreviation", "letter", "money"}),
    ("number_words.csv", "kind"): frozenset({"ones", "tens", "multiplier", "fraction", "plural", "vague"}),
    ("units.csv", "match"): frozenset({"word", "abbreviation"}),
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
    ("names.csv", "kind"): frozenset({"person", "organisation", "place", "other"}),
    ("names.csv", "sort"): frozenset(
        ["company", "media", "body", "club", "building", "country", "region", "people", "belief", "thing", "person"]
    ),
    ("places.csv", "kind"): frozenset({"country", "state", "large_city", "city"}),
    ("name_words.csv", "role"): frozenset(
        [
            "org_suffix",
            "event_head",
            "org_head",
            "org_opener",
            "org_word",
            "place_suffix",
            "place_head",
            "event",
            "person_word",
            "org_context_after",
            "place_context_after",
            "place_context_before",
            "org_noun",
            "title",
            "title_modifier",
            "never",
        ]
    ),
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


def test_no_sentence_of_a_story_is_worded_as_a_caption() -> None:
    _, patterns = rows("caption_patterns.csv")
    for sentence in BODY_SENTENCES:
        folded = pl.Series([sentence]).to_frame("s").select(fold(pl.col("s"))).to_series()
        assert [p for p, *_ in patterns if folded.str.contains(p)[0]] == [], sentence


def test_every_caption_pattern_matches_its_example_and_its_keyword() -> None:
    _, body = rows("caption_patterns.csv")
    for pattern, keyword, example, _ in body:
        folded = pl.Series([example]).to_frame("s").select(fold(pl.col("s"))).to_series()
        assert folded.str.contains(pattern)[0], pattern
        assert any(word in folded[0] for word in keyword.split("|")), pattern


def test_every_contributor_pattern_matches_its_example_in_rust_and_in_python() -> None:
    _, body = rows("contributor_patterns.csv")
    for pattern, keyword, example, _ in body:
        assert pl.Series([example]).str.contains(pattern)[0], pattern
        assert pl.Series([example.upper() if "(?-i:" not in pattern else example]).str.contains(pattern)[0], pattern
        assert re.search(pattern, example), pattern
        assert any(word in example.lower() for word in keyword.split("|")), pattern
