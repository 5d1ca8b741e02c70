"""Laws 4, 5 and 6 at the warehouse's door: balance, idempotence, and the same tables in whatever order.

Hypothesis makes a small crawl (pages seen several times, some bytes read in two ways, rejects that come again) and
deals it into batches and runs; what the tables hold is compared with the crawl loaded in one batch.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.test_warehouse_frames import (
    NOW,
    UGLY,
    contents,
    document,
    edges_of,
    parsed_frames,
    raw_frames,
    reject,
    sighting,
)
from warehouse import load
from warehouse.layout import Layout
from warehouse.stage import open_stage

TABLES = ("raw.documents", "raw.sightings", "raw.rejects", *load.PARSED_TABLES, "core.duplicates")
VOLATILE = ("first_run_id", "run_id", "rejected_at")
TEXTS = ("Same body", "same body", "SAME BODY", "Other\nlines", " ", *UGLY)
READINGS: tuple[dict[str, Any], ...] = (
    {},
    {"media_type": "text/html", "content": b"x"},
    {"encoding": "cp1252"},
    {"encoding": "ascii"},
)

Record = tuple[str, Any, Any]
"""Kind, then what it shows: a page's text and the reading of its bytes, or a reject's source and reason."""

pages = st.tuples(st.just("page"), st.sampled_from(TEXTS), st.sampled_from(READINGS))
rejects = st.tuples(st.just("reject"), st.sampled_from(["a.txt", "b.txt"]), st.sampled_from(["empty", "binary"]))
crawls = st.lists(st.one_of(pages, pages, pages, rejects), min_size=1, max_size=14)


def frames_of(records: Sequence[tuple[int, Record]]) -> dict[str, Any]:
    documents = [document(text, **reading) for _, (kind, text, reading) in records if kind == "page"]
    seen = [sighting(text, record_key=str(n)) for n, (kind, text, _) in records if kind == "page"]
    bad = {row["reject_id"]: row for row in (reject(s, r) for _, (kind, s, r) in records if kind == "reject")}
    return raw_frames(documents, seen, list(bad.values()))


def warehouse_of(runs: Sequence[Sequence[Sequence[tuple[int, Record]]]]) -> dict[str, list[Any]]:
    """Load runs of batches of records as the flow does: parse what the stage says is unparsed, then deduplicate."""
    with tempfile.TemporaryDirectory() as folder:
        layout = Layout.of(Path(folder) / "news.duckdb")
        for number, batches in enumerate(runs):
            stage = open_stage(layout, f"run-{number}")
            for records in batches:
                bad = sum(kind == "reject" for _, (kind, _, _) in records)
                counts = load.load_raw(
                    stage, stage.run_id, frames_of(records), NOW, record_count=len(records), reject_count=bad
                )
                assert counts.new_documents + counts.known_documents + counts.rejects == len(records)
                assert min(counts.new_documents, counts.known_documents) >= 0
            for batch in load.stale_batches(stage, "parser-1", 3):
                frames, digests = parsed_frames(batch.to_dicts())
                load.replace_parsed(stage, stage.run_id, "parser-1", frames, digests, NOW)
            load.store_duplicates(stage, edges_of(load.duplicate_candidates(stage)))
            assert load.stale_documents(stage, "parser-1", 1).is_empty()
            found = contents(stage, TABLES, VOLATILE)
            stage.release()
        return found


@settings(derandomize=True, max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(crawl=crawls, data=st.data())
def test_any_order_batches_and_runs_give_the_same_tables(crawl: list[Record], data: st.DataObject) -> None:
    numbered = list(enumerate(crawl))
    whole = warehouse_of([[numbered]])
    dealt = data.draw(st.permutations(numbered))
    cuts = sorted(data.draw(st.sets(st.integers(1, max(len(dealt) - 1, 1)), max_size=4)))
    batches = [dealt[start:end] for start, end in zip([0, *cuts], [*cuts, len(dealt)], strict=True)]
    split = data.draw(st.integers(0, len(batches)))
    assert warehouse_of([batches[:split], batches[split:]]) == whole


@settings(derandomize=True, max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(crawl=crawls)
def test_the_same_crawl_again_changes_nothing(crawl: list[Record]) -> None:
    numbered = list(enumerate(crawl))
    assert warehouse_of([[numbered], [numbered]]) == warehouse_of([[numbered]])
