"""Sightings of a document merge into one row, whatever their order."""

from datetime import datetime
from itertools import permutations
from typing import Any

import polars as pl
import pytest

from flows.steps.metadata import MERGED_COLUMNS, merge_sightings
from flows.steps.read.batches import SIGHTINGS_SCHEMA


def day(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type, misc]


def sightings(*rows: dict[str, Any]) -> pl.DataFrame:
    full = [
        dict.fromkeys(SIGHTINGS_SCHEMA)
        | {"sighting_id": str(n), "source_uri": "x", "document_id": "d", "is_published_day_only": False}
        | row
        for n, row in enumerate(rows)
    ]
    return pl.DataFrame(full, schema=SIGHTINGS_SCHEMA)


def test_each_field_is_its_least_value_in_every_order() -> None:
    rows = [
        {"title": "B", "author": None, "url": "https://b", "fetched_at": day(2024, 5, 8), "publisher": None},
        {"title": None, "author": "Ann", "url": "https://a", "fetched_at": None, "publisher": "Post"},
        {"title": "A", "author": None, "url": None, "fetched_at": day(2024, 5, 7), "publisher": "Zeit"},
    ]
    merged = {merge_sightings(sightings(*order)).row(0) for order in permutations(rows)}
    assert len(merged) == 1
    assert merge_sightings(sightings(*rows)).select("title", "author", "url", "publisher", "fetched_at").row(0) == (
        "A",
        "Ann",
        "https://a",
        "Post",
        day(2024, 5, 7),
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], (None, False)),
        ([(day(2024, 5, 6), True)], (day(2024, 5, 6), True)),
        ([(day(2024, 5, 6), True), (day(2024, 5, 6, 9), False)], (day(2024, 5, 6, 9), False)),
        ([(day(2024, 5, 6), True), (day(2024, 5, 6), False)], (day(2024, 5, 6), False)),
        ([(day(2024, 5, 6, 9), False), (day(2024, 5, 6, 7), False)], (day(2024, 5, 6, 7), False)),
        ([(day(2024, 5, 5), True), (day(2024, 5, 6, 9), False)], (day(2024, 5, 5), True)),
    ],
)
def test_the_publication_and_its_flag_stay_a_pair(
    given: list[tuple[datetime, bool]], expected: tuple[Any, bool]
) -> None:
    rows: list[dict[str, Any]] = [{"published_at": at, "is_published_day_only": flag} for at, flag in given]
    for order in permutations([*rows, {}]):
        merged = merge_sightings(sightings(*order))
        assert merged.select("published_at", "is_published_day_only").row(0) == expected


def test_documents_do_not_mix_and_are_sorted() -> None:
    merged = merge_sightings(
        sightings({"document_id": "b", "title": "B"}, {"document_id": "a"}, {"document_id": "b", "title": "C"})
    )
    assert merged.columns == ["document_id", *MERGED_COLUMNS, "metadata_digest"]
    assert merged.select("document_id", "title").rows() == [("a", None), ("b", "B")]


def test_the_digest_follows_the_merged_fields_alone() -> None:
    one = merge_sightings(sightings({"title": "A", "source_uri": "here"}))["metadata_digest"]
    same = merge_sightings(sightings({"title": "A", "source_uri": "there"}, {"title": "B"}))["metadata_digest"]
    other = merge_sightings(sightings({"title": "B"}))["metadata_digest"]
    assert one.to_list() == same.to_list() != other.to_list()


def test_no_sightings_give_no_rows() -> None:
    assert merge_sightings(sightings()).height == 0
