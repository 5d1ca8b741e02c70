"""Digests are the same on every machine and in every version: the expected values here were written down once."""

from datetime import date, datetime
from hashlib import sha256

import polars as pl
import pytest

from flows.text.hashing import digest, digest_columns, document_id

FRAME = pl.DataFrame(
    {
        "text": ["a", "ü橋", None, ""],
        "number": [1, -2, None, 0],
        "flag": [True, False, None, True],
        "day": [date(2024, 5, 6), None, date(1969, 12, 31), date(1970, 1, 1)],
        "instant": [datetime(2024, 5, 6, 7, 8, 9, 123456), None, None, datetime(1970, 1, 1)],
    }
)
EXPECTED = [
    "afe6294c773c837b6fb308d63db7c2ae",
    "f888ea3f2b1423301c2c40bcf7d73852",
    "53bdd571b13ac222d384e5d9d73b826d",
    "5adf945524b7742894a151aba8050c68",
]


def test_a_document_is_named_by_its_bytes() -> None:
    assert document_id(b"") == "e3b0c44298fc1c149afbf4c8996fb924"
    assert document_id(b"page") == sha256(b"page").hexdigest()[:32]


def test_digests_never_change() -> None:
    assert digest_columns(FRAME, FRAME.columns).to_list() == EXPECTED
    assert digest(["a", None, ""]) == "408e06a27c316bf2e21b16106b52eb24"


def test_a_row_and_a_tuple_of_the_same_texts_agree() -> None:
    frame = pl.DataFrame({"x": ["a", None, "ü"], "y": [None, "", "1:a"]})
    assert digest_columns(frame, ["x", "y"]).to_list() == [digest(row) for row in frame.iter_rows()]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("", None), (None, "")),
        (("-",), (None,)),
        (("1:a",), ("a",)),
        (("a", ""), ("a",)),
        (("é",), ("e\u0301",)),
    ],
)
def test_different_fields_have_different_digests(one: tuple[str | None, ...], other: tuple[str | None, ...]) -> None:
    assert digest(one) != digest(other)


def test_neither_neighbours_nor_row_order_matter() -> None:
    whole = digest_columns(FRAME, FRAME.columns).to_list()
    assert digest_columns(FRAME.reverse(), FRAME.columns).to_list() == whole[::-1]
    assert [digest_columns(FRAME[row], FRAME.columns)[0] for row in range(FRAME.height)] == whole


def test_an_empty_frame_has_no_digests() -> None:
    assert digest_columns(FRAME.clear(), ["text"]).to_list() == []


@pytest.mark.parametrize("values", [[1.5], [["a"]], [{"a": 1}]])
def test_types_without_a_fixed_text_are_refused(values: list[object]) -> None:
    with pytest.raises(TypeError, match="no fixed text"):
        digest_columns(pl.DataFrame({"x": values}), ["x"])
