"""Words and shingles: what is one word, what is the same word, and that both engines agree on ugly text."""

import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.deduplicate import words as reference
from flows.text.normalise import fold_letters

compiled = pytest.importorskip("flows.steps.deduplicate.compiled_words")

SAME = {
    "case": ("The SENATE voted", "the Senate Voted"),
    "quotes": ("“so he said”, it’s", '"so he said", it\'s'),
    "dashes": ("Rhine–Main — fast", "Rhine-Main - fast"),
    "white space": ("one  two\u00a0three\n\nfour", "one two three four"),
    "soft hyphen": ("co\u00adoperate now", "cooperate now"),
    "zero width": ("data\u200bbase", "database"),
    "byte order mark": ("\ufeffOne two", "one two"),
    "bullets": ("• one • two", "one two"),
    "emoji": ("one 🗞️ two", "one two"),
    "full-width stops": ("一，二。", "一 二"),
    "non-ASCII case": ("ÉCOLE Ångström ΟΔΟΣ", "école ångström οδος"),
    "unknown quotes": ("(one) [two] {three}; «four»", "one two three four"),
}
OTHER = {
    "grouped number": ("2,825,600", "2 825 600"),
    "decimal": ("3.5 pct", "35 pct"),
    "accent": ("pate", "pâté"),
    "order": ("a b", "b a"),
    "split": ("in form", "inform"),
}
COUNTS = {
    "": 0,
    " \n\t": 0,
    "...": 0,
    "one": 1,
    "U.S. dollars": 3,
    "1,000.5 and 7.": 3,
    "a,b": 2,
    "5,": 1,
    ",5": 1,
    "東京都で": 4,
    "abc東def": 3,
    "ประเทศ": 6,
    "서울 시장": 2,
    "\x00nul\x00": 1,
    "x" * 10_000: 1,
    "don't": 2,
}
ANYTHING = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("aB 1,.é’東\u200b😀\n")), max_size=60
)


@pytest.mark.parametrize(("left", "right"), SAME.values(), ids=SAME.keys())
def test_texts_a_reader_takes_for_the_same_have_the_same_words(left: str, right: str) -> None:
    found = reference.cut_words(pl.Series([left, right]))
    first, second = (found.hashes[found.offsets[at] : found.offsets[at + 1]].tolist() for at in (0, 1))
    assert first == second != []


@pytest.mark.parametrize(("left", "right"), OTHER.values(), ids=OTHER.keys())
def test_other_texts_have_other_words(left: str, right: str) -> None:
    found = reference.cut_words(pl.Series([left, right]))
    first, second = (found.hashes[found.offsets[at] : found.offsets[at + 1]].tolist() for at in (0, 1))
    assert first != second


@pytest.mark.parametrize(("text", "count"), COUNTS.items(), ids=range(len(COUNTS)))
def test_words_are_counted_as_a_reader_counts(text: str, count: int) -> None:
    assert np.diff(reference.cut_words(pl.Series(["before", text, "after"])).offsets).tolist() == [1, count, 1]


@settings(derandomize=True, max_examples=150, deadline=None)
@given(texts=st.lists(ANYTHING, max_size=5))
def test_both_engines_cut_the_same_words(texts: list[str]) -> None:
    series = pl.Series(texts, dtype=pl.String)
    slow, quick = reference.cut_words(series), compiled.cut_words(series)
    assert slow.hashes.tolist() == quick.hashes.tolist()
    assert slow.is_number.tolist() == quick.is_number.tolist()
    assert slow.offsets.tolist() == quick.offsets.tolist()


@settings(derandomize=True, max_examples=100, deadline=None)
@given(text=st.text(st.sampled_from("abYZ 09,.é;-’\n\u00adß"), max_size=80))
def test_words_are_what_a_pattern_finds(text: str) -> None:
    """An independent slow answer: Python's pattern over the folded text."""
    [folded] = pl.select(fold_letters(pl.lit(text))).to_series()
    words = re.findall(r"(?:(?<=[0-9])[.,](?=[0-9])|[^\W_])+", folded)
    found = reference.cut_words(pl.Series([text]))
    assert len(found.hashes) == len(words)
    assert len(set(found.hashes.tolist())) == len(set(words))
    assert found.is_number.tolist() == [any(c.isdigit() for c in word) for word in words]


@settings(derandomize=True, max_examples=60, deadline=None)
@given(texts=st.lists(st.text(st.sampled_from("a b1.東 "), max_size=40), max_size=4), length=st.integers(1, 5))
def test_shingles_are_runs_of_words(texts: list[str], length: int) -> None:
    cut = reference.cut_words(pl.Series(texts, dtype=pl.String))
    slow, quick = reference.shingle(cut, length), compiled.shingle(cut, length)
    assert slow.hashes.tolist() == quick.hashes.tolist()
    assert slow.offsets.tolist() == quick.offsets.tolist()
    runs: dict[tuple[int, ...], int] = {}
    for at in range(len(texts)):
        words = cut.hashes[cut.offsets[at] : cut.offsets[at + 1]].tolist()
        hashes = slow.hashes[slow.offsets[at] : slow.offsets[at + 1]].tolist()
        assert len(hashes) == max(len(words) - length + 1, 0)
        for first, value in enumerate(hashes):
            assert runs.setdefault(tuple(words[first : first + length]), value) == value
    assert len(set(runs.values())) == len(runs)


def test_a_word_of_megabytes_and_no_text_at_all_are_no_trouble() -> None:
    series = pl.Series(["x" * 3_000_000, "", None, "y " * 1_000_000], dtype=pl.String)
    slow, quick = reference.cut_words(series), compiled.cut_words(series)
    assert np.diff(slow.offsets).tolist() == [1, 0, 0, 1_000_000]
    assert np.array_equal(slow.hashes, quick.hashes)
    assert reference.cut_words(pl.Series([], dtype=pl.String)).offsets.tolist() == [0]
    assert compiled.cut_words(pl.Series([], dtype=pl.String)).offsets.tolist() == [0]


def test_hashes_stay_the_same_for_good() -> None:
    """Fingerprints are stored: another hash must come with another version, which the digest of the code gives."""
    found = reference.shingle(reference.cut_words(pl.Series(["Five plain words stand here"])), 5)
    assert found.hashes.tolist() == [FIVE_WORDS]


FIVE_WORDS = 7954423851446491599
