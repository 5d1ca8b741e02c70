"""Which stored pages a backfill takes: by day of the fetch, by parser, outdated or all."""

from collections.abc import Iterator
from datetime import date, datetime

import polars as pl
import pytest

from tests.unit.test_warehouse_frames import NOW, document, raw_frames, sighting
from warehouse import load
from warehouse.backfill import chosen_batches, chosen_documents
from warehouse.choice import Choice
from warehouse.layout import Layout
from warehouse.stage import Stage, open_stage

# text -> (days of its sightings, the parser that read it last)
PAGES: dict[str, tuple[list[datetime | None], str | None]] = {
    "new year": ([datetime(2025, 1, 1)], "old"),
    "last minute of January": ([datetime(2025, 1, 31, 23, 59, 59)], "present"),
    "February": ([datetime(2025, 2, 1)], "old"),
    "seen twice": ([datetime(2024, 6, 1), datetime(2025, 1, 15)], "older"),
    "day unknown": ([None], "old"),
    "never parsed": ([datetime(2025, 1, 20)], None),
}
JANUARY = {"fetched_from": date(2025, 1, 1), "fetched_until": date(2025, 1, 31)}
CASES: dict[str, tuple[Choice, set[str]]] = {
    "all that is outdated": (Choice(), set(PAGES) - {"last minute of January"}),
    "all": (Choice(is_outdated_only=False), set(PAGES)),
    "a month": (Choice(**JANUARY), {"new year", "seen twice", "never parsed"}),
    "a month, whoever read it": (
        Choice(**JANUARY, is_outdated_only=False),
        {"new year", "last minute of January", "seen twice", "never parsed"},
    ),
    "from a day on": (Choice(fetched_from=date(2025, 2, 1)), {"February"}),
    "until a day": (Choice(fetched_until=date(2024, 12, 31)), {"seen twice"}),
    "what one parser read": (Choice(parser_version="old"), {"new year", "February", "day unknown"}),
    "what one parser read in a month": (Choice(**JANUARY, parser_version="older"), {"seen twice"}),
    "a parser nobody had": (Choice(parser_version="x'; DROP TABLE raw.documents; --"), set()),
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    opened = open_stage(Layout.of(tmp_path_factory.mktemp("backfill") / "news.duckdb"), "run-1")
    sightings = [
        sighting(text, record_key=str(number), fetched_at=day)
        for text, (days, _) in PAGES.items()
        for number, day in enumerate(days)
    ]
    load.load_raw(opened, "run-1", raw_frames([document(text) for text in PAGES], sightings), NOW)
    with opened.transaction() as cursor:
        for text, (_, parser) in PAGES.items():
            if parser is not None:
                cursor.execute(
                    "INSERT INTO ops.parses BY NAME "
                    "SELECT ? AS document_id, ? AS parser_version, 'm' AS metadata_digest, 'run-1' AS run_id, "
                    "?::TIMESTAMP AS parsed_at",
                    [document(text)["document_id"], parser, NOW],
                )
    yield opened
    opened.release()


@pytest.mark.parametrize(("choice", "wanted"), CASES.values(), ids=CASES.keys())
def test_it_takes_what_was_chosen(stage: Stage, choice: Choice, wanted: set[str]) -> None:
    names = {document(text)["document_id"]: text for text in PAGES}
    assert {names[one] for one in chosen_documents(stage, choice, "present")["document_id"]} == wanted


@pytest.mark.parametrize("batch_size", [1, 4, 100])
def test_batches_hold_each_page_once(stage: Stage, batch_size: int) -> None:
    batches = list(chosen_batches(stage, Choice(is_outdated_only=False), "present", batch_size, 10**9))
    assert max(batch.height for batch in batches) <= batch_size
    assert sorted(pl.concat(batches)["page_text"]) == sorted(PAGES)


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="2025-02-01 is after fetched_until 2025-01-01"):
        Choice(fetched_from=date(2025, 2, 1), fetched_until=date(2025, 1, 1))
