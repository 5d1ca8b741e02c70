"""What spares whole columns gives what the plain way gives."""

import polars as pl
import pytest

from flows.resources import reference_dir
from flows.steps.lexicon import load_lexicon
from flows.steps.segment.phrases import bare, bare_lines
from flows.text.byte_view import ByteView
from flows.text.columns import has_any, met, starts_with_any
from flows.text.regex import any_of

LINES = [
    "",
    ".",
    "7",
    "7.",
    "7..",
    "x.",
    "٧",
    "ends in ٧.",
    "May 3, 2021.",
    "May 3, 2021",
    "é",
    "a 7 b",
    "»share«",
    "\x007",
]


def test_a_word_of_many_is_found_in_each_part_of_the_list() -> None:
    words = [f"<{number}>" for number in range(250)]
    frame = pl.DataFrame({"text": ["<0>", "x<99>x", "<100>", "<249>", "<250>", "", None]})
    found = frame.select(has_any(pl.col("text"), words)).to_series()
    assert found.to_list() == [True, True, True, True, False, False, None]
    assert frame.select(has_any(pl.col("text"), ())).to_series().to_list() == [False]


@pytest.mark.parametrize("filler", ["", "x" * 20_000])
def test_words_met_are_those_that_stand_in_one_of_the_texts(filler: str) -> None:
    words = (*[f"<{number}>" for number in range(250)], "ab", "abc", "bc", "é", "AB")
    texts = pl.Series(["<0> <249>", None, "abc", "e\u0301", "<10", "0>"]), pl.Series(["", filler])
    # No word stands across two texts; overlapping words are all met; é in two code points is another string.
    assert met(words, *texts) == {"<0>", "<249>", "ab", "abc", "bc"}
    assert met(words, *(pl.Series(["é"]),)) == {"é"}
    assert met(words, pl.Series([], dtype=pl.String)) == frozenset()
    assert met((), *texts) == frozenset()


def test_strings_that_end_in_a_digit() -> None:
    found = ByteView.of(pl.Series(LINES)).ends_in_digit().to_list()
    assert [line for line, ends in zip(LINES, found, strict=True) if ends] == [
        *["7", "7.", "٧", "ends in ٧.", "May 3, 2021.", "May 3, 2021", "é", "»share«", "\x007"]
    ]
    assert ByteView.of(pl.Series([], dtype=pl.String)).ends_in_digit().to_list() == []
    assert ByteView.of(pl.Series(["", "."])).ends_in_digit().to_list() == [False, False]


@pytest.mark.parametrize("pattern", [r"(?:\d{1,2}, \d{4}|[a-z]+ \d{4})\.?$", r"^[^!?]*\d{4}\.?$"])
def test_no_line_that_ends_in_a_year_is_passed_over(pattern: str) -> None:
    lines = pl.Series([*LINES, "on may 3, 2021", "in may 2021.", "٢٠٢١"])
    matched = lines.str.contains(pattern)
    assert matched.any()
    assert not (matched & ~ByteView.of(lines).ends_in_digit()).any()


def test_bare_lines_are_what_bare_gives() -> None:
    keys = pl.Series(["• share", '"quoted"', 'read more "', '"', '""', "", " . ", 'he said "no" "', "plain", "→ x ←"])
    assert bare_lines(keys).to_list() == keys.to_frame("key").select(bare(pl.col("key"))).to_series().to_list()


def test_any_of_no_patterns_matches_nothing() -> None:
    assert pl.Series(["", "a"]).str.contains(any_of([])).to_list() == [False, False]
    assert pl.Series(["b", "ab", "c"]).str.contains(any_of(["^a|x", "^b"])).to_list() == [True, True, False]


def test_patterns_that_end_in_a_year_match_nothing_without_it() -> None:
    lexicon = load_lexicon(reference_dir())
    assert lexicon.dated_caption_patterns
    assert not set(lexicon.dated_caption_patterns) & set(lexicon.caption_patterns)
    said = "ana lind listens, left, and olaf bern talks during a hearing in vigo in may 2023"
    for pattern in lexicon.dated_caption_patterns:
        assert pl.Series([said, f"{said}."]).str.contains(pattern).all(), pattern
        assert not pl.Series([said[:-5], f"{said} again"]).str.contains(pattern).any(), pattern


@pytest.mark.parametrize(
    "words", [("share", "©", "read more:", "éter", "e\u0301ter", "\U0001f4f7 pic", "sha"), ("long one",), ()]
)
def test_texts_that_begin_with_a_word_are_those_a_pattern_finds(words: tuple[str, ...]) -> None:
    texts = [
        "",
        "share",
        "shar",
        "sharp",
        "reshare",
        "© 2024",
        "read more: this",
        "read more",
        "éternal",
        "e\u0301ternal",
    ]
    texts += ["\U0001f4f7 picture", "a\nshare", "long one", "LONG ONE", "long\u00a0one"]
    series = pl.Series("line", [*texts, None])
    told = starts_with_any(series, words)
    assert told.to_list() == [any(text.startswith(word) for word in words) for text in texts] + [False]
    assert starts_with_any(series.clear(), words).to_list() == []
