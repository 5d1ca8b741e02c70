"""What a batch leaves in the stage: everything once, nothing lost, the balance kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.unit.test_warehouse_frames import (
    NOW,
    UGLY,
    contents,
    digest,
    document,
    edge_table,
    edges_of,
    frame,
    load_and_parse,
    parsed_frames,
    raw_frames,
    reject,
    sighting,
)
from warehouse import load
from warehouse.layout import Layout
from warehouse.stage import Stage, open_stage

TEXTS = ("First page.\nIt has two lines.", "Second page.", *UGLY)
RAW = ("raw.documents", "raw.sightings", "raw.rejects")
CORE = (*load.PARSED_TABLES, "core.duplicates")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    opened = open_stage(Layout.of(tmp_path / "news.duckdb"), "run-1")
    yield opened
    opened.release()


def rows(stage: Stage, sql: str) -> list[tuple[Any, ...]]:
    return stage.connection().execute(sql).fetchall()


def test_pages_come_back_as_they_went_in(stage: Stage) -> None:
    pages = [document(text) for text in TEXTS]
    pages.append(
        document("caf\u00e9", document_id="c" * 32, encoding="cp1252", content=b"caf\xe9\x00\xff", byte_count=6)
    )
    load.load_raw(stage, "run-1", raw_frames(pages), NOW)
    found = stage.connection().execute("SELECT * FROM raw.documents").pl().sort("document_id")
    assert found.equals(frame("raw.documents", pages).sort("document_id"))


def test_the_same_frames_twice_change_nothing(stage: Stage) -> None:
    frames = raw_frames([document(text) for text in TEXTS], rejects=[reject("bad.txt"), reject("bad2.txt", "binary")])
    first = load.load_raw(stage, "run-1", frames, NOW)
    before = contents(stage, RAW)
    second = load.load_raw(stage, "run-2", frames, NOW + timedelta(days=1))
    assert contents(stage, RAW) == before
    assert (first.new_documents, first.known_documents, first.rejects) == (len(TEXTS), 0, 2)
    assert (second.new_documents, second.known_documents, second.rejects) == (0, len(TEXTS), 2)


BALANCE = {
    "one page seen three times in a batch": (["a"], ["a", "a", "a"], 0, None, (1, 2, 0)),
    "a known page again": (["old"], ["old"], 0, None, (0, 1, 0)),
    "a known and a new page": (["old", "new"], ["old", "new"], 1, None, (1, 1, 1)),
    "only rejects": ([], [], 2, None, (0, 0, 2)),
    "nothing": ([], [], 0, None, (0, 0, 0)),
    "the same sighting twice, folded by the reader": (["a"], ["a"], 0, 2, (1, 1, 0)),
}


@pytest.mark.parametrize(
    ("texts", "seen", "reject_rows", "record_count", "wanted"), BALANCE.values(), ids=BALANCE.keys()
)
def test_records_are_new_known_or_rejected(
    stage: Stage,
    texts: list[str],
    seen: list[str],
    reject_rows: int,
    record_count: int | None,
    wanted: tuple[int, int, int],
) -> None:
    load.load_raw(stage, "run-1", raw_frames([document("old")]), NOW)
    sightings = [sighting(text, record_key=str(index)) for index, text in enumerate(seen)]
    frames = raw_frames([document(text) for text in texts], sightings, [reject(f"{n}.txt") for n in range(reject_rows)])
    counts = load.load_raw(stage, "run-1", frames, NOW, record_count=record_count)
    assert (counts.new_documents, counts.known_documents, counts.rejects) == wanted
    records = record_count if record_count is not None else len(seen) + reject_rows
    assert counts.new_documents + counts.known_documents + counts.rejects == records


def test_fewer_records_than_rows_are_a_fault_and_load_nothing(stage: Stage) -> None:
    with pytest.raises(ValueError, match="1 records cannot give 2 new documents"):
        load.load_raw(stage, "run-1", raw_frames([document("a"), document("b")]), NOW, record_count=1)
    assert rows(stage, "SELECT count(*) FROM raw.documents") == [(0,)]


def test_what_was_first_stays_first(stage: Stage) -> None:
    frames = raw_frames([document("a")], rejects=[reject("bad.txt")])
    load.load_raw(stage, "run-1", frames, NOW)
    load.load_raw(stage, "run-2", frames, NOW + timedelta(days=1))
    assert rows(stage, "SELECT first_run_id FROM raw.sightings") == [("run-1",)]
    assert rows(stage, "SELECT run_id, rejected_at FROM raw.rejects") == [("run-1", NOW)]


READINGS = {
    "HTML before plain text": ({"media_type": "text/html", "content": b"a"}, {"media_type": "text/plain"}),
    "UTF-8 before others": ({"encoding": "utf-8"}, {"encoding": "ascii"}),
    "then by name": ({"encoding": "cp1252"}, {"encoding": "latin-1"}),
}


@pytest.mark.parametrize(("best", "other"), READINGS.values(), ids=READINGS.keys())
@pytest.mark.parametrize("order", ["best first", "best last", "together"])
def test_the_kept_reading_of_the_same_bytes_does_not_depend_on_the_order(
    stage: Stage, best: dict[str, Any], other: dict[str, Any], order: str
) -> None:
    pages = [document("a", **best), document("a", **other)]
    seen = [sighting("a", record_key="1"), sighting("a", record_key="2")]
    if order == "together":
        counts = [load.load_raw(stage, "run-1", raw_frames(pages[::-1], seen), NOW)]
    else:
        turns = [0, 1] if order == "best first" else [1, 0]
        counts = [load.load_raw(stage, "run-1", raw_frames([pages[n]], [seen[n]]), NOW) for n in turns]
    assert contents(stage, ["raw.documents"]) == {"raw.documents": [tuple(pages[0].values())]}
    assert sum(count.new_documents for count in counts) == 1
    kept_otherwise = [count.read_otherwise for count in counts if count.read_otherwise]
    assert kept_otherwise == ([(digest("a"),)] if order == "best first" else [])


def test_a_document_whose_reading_is_replaced_is_to_be_parsed_again(stage: Stage) -> None:
    load_and_parse(stage, [document("a"), document("b")])
    assert load.stale_documents(stage, "parser-1", 10).is_empty()
    load.load_raw(stage, "run-1", raw_frames([document("a", media_type="text/html", content=b"a")]), NOW)
    stale = load.stale_documents(stage, "parser-1", 10)
    assert stale["document_id"].to_list() == [digest("a")]
    assert rows(stage, "SELECT count(*) FROM core.articles") == [(2,)]
    frames, digests = parsed_frames(stale.to_dicts(), rule="html")
    load.replace_parsed(stage, "run-1", "parser-1", frames, digests, NOW)
    assert rows(stage, "SELECT count(*), count(DISTINCT document_id) FROM core.articles") == [(2, 2)]


def html(text: str) -> dict[str, Any]:
    return document(text, document_id=digest("bytes"), media_type="text/html", content=b"<p>x</p>")


@pytest.mark.parametrize(
    ("version", "wanted"), [("parser-1", "old text"), ("parser-2", "new text"), (None, "new text")]
)
def test_html_that_renders_otherwise_is_stored_anew_unless_this_parser_read_it(
    stage: Stage, version: str | None, wanted: str
) -> None:
    load_and_parse(stage, [html("old text")])
    counts = load.load_raw(stage, "run-1", raw_frames([html("new text")]), NOW, parser_version=version)
    assert (counts.new_documents, counts.read_otherwise) == (0, ())
    assert rows(stage, "SELECT page_text FROM raw.documents") == [(wanted,)]
    assert load.stale_documents(stage, "parser-1", 9).height == (0 if wanted == "old text" else 1)


def test_a_parse_may_store_the_text_it_rendered(stage: Stage) -> None:
    load_and_parse(stage, [html("old text"), document("plain")])
    frames, digests = parsed_frames([html("new text")])
    frames["raw.documents"] = frame("raw.documents", [html("new text")])
    load.replace_parsed(stage, "run-1", "parser-2", frames, digests, NOW)
    assert rows(stage, "SELECT page_text FROM raw.documents ORDER BY 1") == [("new text",), ("plain",)]
    assert rows(stage, "SELECT quote_text FROM core.quotes ORDER BY 1") == [("new text",), ("plain",)]


def test_a_parse_replaces_the_parse_before_and_nothing_else(stage: Stage) -> None:
    pages = [document("one\ntwo\nthree"), document("four\nfive")]
    load_and_parse(stage, pages)
    longer, digests = parsed_frames(pages[:1], rule="second")
    longer["core.blocks"] = longer["core.blocks"].head(1)
    longer["core.quotes"] = longer["core.quotes"].clear()
    load.replace_parsed(stage, "run-2", "parser-2", longer, digests, NOW + timedelta(hours=1))
    assert rows(stage, "SELECT rule, count(*) FROM core.blocks GROUP BY 1 ORDER BY 1") == [("line", 2), ("second", 1)]
    assert rows(stage, "SELECT quote_text FROM core.quotes") == [("four",)]
    assert rows(stage, "SELECT parser_version, run_id FROM ops.parses ORDER BY 1") == [
        ("parser-1", "run-1"),
        ("parser-2", "run-2"),
    ]
    state = load.parsed_state(stage, [digest("one\ntwo\nthree"), "unknown", digest("one\ntwo\nthree")])
    assert state.to_dicts() == [
        {"document_id": digest("one\ntwo\nthree"), "parser_version": "parser-2", "metadata_digest": "m0"}
    ]


def test_the_same_parse_twice_changes_nothing_but_when(stage: Stage) -> None:
    pages = [document(text) for text in TEXTS]
    load_and_parse(stage, pages)
    before = contents(stage, CORE)
    load_and_parse(stage, pages)
    assert contents(stage, CORE) == before


def test_a_page_without_an_article_counts_as_parsed(stage: Stage) -> None:
    load_and_parse(stage, [document(" \n\t")])
    assert rows(stage, "SELECT count(*) FROM core.articles") == [(0,)]
    assert load.stale_documents(stage, "parser-1", 10).is_empty()


@pytest.mark.parametrize("table", ["core.blocks", "core.articles", "core.quotes"])
def test_rows_of_a_document_that_was_not_parsed_are_refused(stage: Stage, table: str) -> None:
    frames, digests = parsed_frames([document("a"), document("b")])
    frames = {name: rows if name == table else rows.clear() for name, rows in frames.items()}
    if table == "core.quotes":
        frames["core.articles"], _ = parsed_frames([document("a")])[0]["core.articles"], None
    with pytest.raises(ValueError, match=f"frame for {table}"):
        load.replace_parsed(stage, "run-1", "parser-1", frames, digests.head(1), NOW)


def test_a_refused_row_leaves_the_earlier_parse(stage: Stage) -> None:
    load_and_parse(stage, [document("a")])
    before = contents(stage, CORE)
    frames, digests = parsed_frames([document("a")], rule="new")
    frames["core.quotes"] = frames["core.quotes"].with_columns(kind=pl.lit(None, pl.String))
    with pytest.raises(Exception, match="NOT NULL constraint failed"):
        load.replace_parsed(stage, "run-1", "parser-1", frames, digests, NOW)
    assert contents(stage, CORE) == before


def test_stale_documents_come_in_bounded_batches(stage: Stage) -> None:
    pages = [document(f"page {n} " + "x" * 100) for n in range(10)]
    load.load_raw(stage, "run-1", raw_frames(pages), NOW)
    assert load.stale_documents(stage, "parser-1", 4).height == 4
    assert load.stale_documents(stage, "parser-1", 4, max_bytes=250).height == 2
    assert load.stale_documents(stage, "parser-1", 4, max_bytes=1).height == 1
    sizes, seen = [], []
    for batch in load.stale_batches(stage, "parser-1", 4):
        frames, digests = parsed_frames(batch.to_dicts())
        load.replace_parsed(stage, "run-1", "parser-1", frames, digests, NOW)
        sizes.append(batch.height)
        seen += batch["document_id"].to_list()
    assert sizes == [4, 4, 2]
    assert sorted(seen) == sorted(digest(page["page_text"]) for page in pages)
    assert load.stale_documents(stage, "parser-1", 4).is_empty()
    assert load.stale_documents(stage, "parser-2", 99).height == 10


def test_a_document_that_cannot_be_parsed_comes_once_a_run(stage: Stage) -> None:
    load.load_raw(stage, "run-1", raw_frames([document("a"), document("b")]), NOW)
    assert [batch.height for batch in load.stale_batches(stage, "parser-1", 1)] == [1, 1]


def test_stale_batches_find_documents_that_have_moved(stage: Stage) -> None:
    pages = [html("old text"), document("b"), document("c")]
    load.load_raw(stage, "run-1", raw_frames(pages), NOW)
    batches = load.stale_batches(stage, "parser-1", 2)
    first = next(batches)
    load.load_raw(stage, "run-1", raw_frames([html("new text")]), NOW)
    stage.connection().execute("CHECKPOINT")
    assert pl.concat([first, *batches])["document_id"].sort().to_list() == sorted(p["document_id"] for p in pages)


def test_forgetting_stale_parses_leaves_the_others(stage: Stage) -> None:
    load_and_parse(stage, [document("a"), document("b")], "parser-1")
    load_and_parse(stage, [document("c")], "parser-2")
    assert load.forget_stale(stage, "parser-2") == 2
    assert rows(stage, "SELECT quote_text FROM core.quotes") == [("c",)]
    assert load.stale_documents(stage, "parser-2", 9).height == 2
    assert load.forget_stale(stage, "parser-2") == 0


def test_sightings_of_whichever_run_saw_them(stage: Stage) -> None:
    load.load_raw(stage, "run-1", raw_frames([document("a"), document("b")]), NOW)
    again = [sighting("a", "other.jsonl", title="'; --", published_at=NOW)]
    load.load_raw(stage, "run-2", raw_frames([document("a")], again), NOW)
    found = load.sightings_of(stage, pl.Series([digest("a")]))
    assert sorted(zip(found["source_uri"], found["first_run_id"], strict=True)) == [
        ("other.jsonl", "run-2"),
        ("pages/day.jsonl", "run-1"),
    ]
    assert found.schema == frame("raw.sightings", []).schema
    assert load.sightings_of(stage, []).is_empty()


def test_a_killed_runs_new_sighting_is_settled_by_the_next_run(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / "w.duckdb")
    first = open_stage(layout, "run-1")
    load_and_parse(first, [document("a"), document("b")])
    load.load_raw(first, "run-1", raw_frames([document("a")], [sighting("a", "new.jsonl", title="A title")]), NOW)
    assert load.stale_documents(first, "parser-1", 9).is_empty(), "its own run compares the metadata itself"
    first.release()
    second = open_stage(layout, "run-2")
    assert second.adopted_from == "run-1"
    stale = load.stale_documents(second, "parser-1", 9)
    assert stale["document_id"].to_list() == [digest("a")]
    frames, digests = parsed_frames(stale.to_dicts())
    load.replace_parsed(second, "run-2", "parser-1", frames, digests, NOW)
    assert load.stale_documents(second, "parser-1", 9).is_empty()
    second.release()


def article_ids(stage: Stage, condition: str) -> list[str]:
    return [text for (text,) in rows(stage, f"SELECT article_id FROM core.articles WHERE {condition} ORDER BY 1")]


def test_candidates_are_repeated_bodies_and_present_duplicates(stage: Stage) -> None:
    pages = [document("Same body"), document("same  body"), document("same body"), document("Other")]
    load_and_parse(stage, pages)
    candidates = load.duplicate_candidates(stage)
    assert candidates["article_id"].to_list() == sorted(f"{digest(text)}-0" for text in ("Same body", "same body"))
    assert candidates["fetched_at"].to_list() == [NOW, NOW]
    extra = edges_of(candidates)
    assert load.store_duplicates(stage, extra) == 1
    other, kept = digest("Other"), extra["article_id"][0]
    manual = pl.concat([extra, extra.with_columns(article_id=pl.lit(f"{other}-0"), method=pl.lit("near"))])
    load.store_duplicates(stage, manual)
    assert load.duplicate_candidates(stage)["article_id"].to_list() == sorted([*candidates["article_id"], f"{other}-0"])
    assert article_ids(stage, "NOT is_representative") == sorted([kept, f"{other}-0"])


def test_storing_the_same_edges_changes_nothing_and_fewer_edges_free_articles(stage: Stage) -> None:
    load_and_parse(stage, [document("Same"), document("same"), document("SAME")])
    edges = edges_of(load.duplicate_candidates(stage))
    assert load.store_duplicates(stage, edges) == 2
    assert load.store_duplicates(stage, edges.reverse()) == 0
    assert load.store_duplicates(stage, edges.with_columns(method=pl.lit("near"), similarity=pl.lit(0.9))) == 0
    assert rows(stage, "SELECT DISTINCT method, similarity FROM core.duplicates") == [("near", 0.9)]
    assert load.store_duplicates(stage, edges.head(1)) == 1
    assert article_ids(stage, "NOT is_representative") == [edges["article_id"][0]]
    assert load.store_duplicates(stage, edge_table()) == 1
    assert rows(stage, "SELECT count(*) FROM core.articles WHERE representative_id <> article_id") == [(0,)]


def test_a_representative_that_is_parsed_away_frees_its_duplicates(stage: Stage) -> None:
    load_and_parse(stage, [document("Same"), document("same")])
    edges = edges_of(load.duplicate_candidates(stage))
    load.store_duplicates(stage, edges)
    gone = edges["representative_id"][0].removesuffix("-0")
    frames, digests = parsed_frames([document("Same"), document("same")])
    frames = {name: rows.clear() for name, rows in frames.items()}
    load.replace_parsed(stage, "run-1", "parser-2", frames, digests.filter(document_id=gone), NOW)
    candidates = load.duplicate_candidates(stage)
    assert candidates["article_id"].to_list() == edges["article_id"].to_list()
    assert load.store_duplicates(stage, edges_of(candidates)) == 1
    assert article_ids(stage, "is_representative") == edges["article_id"].to_list()


EDGES = {
    "a chain": ([("a", "b"), ("b", "c")], "is a duplicate itself"),
    "two representatives": ([("a", "b"), ("a", "c")], "one representative only"),
    "an unknown article": ([("a", "nobody")], "not in core.articles"),
}


@pytest.mark.parametrize(("pairs", "message"), EDGES.values(), ids=EDGES.keys())
def test_edges_that_no_graph_of_duplicates_has_are_refused(
    stage: Stage, pairs: list[tuple[str, str]], message: str
) -> None:
    load_and_parse(stage, [document(text) for text in "abc"])
    ids = {text: f"{digest(text)}-0" for text in "abc"} | {"nobody": "nobody"}
    edges = [
        {"article_id": ids[a], "representative_id": ids[b], "method": "exact", "similarity": 1.0} for a, b in pairs
    ]
    with pytest.raises(ValueError, match=message):
        load.store_duplicates(stage, frame("core.duplicates", edges))
    assert rows(stage, "SELECT count(*) FROM core.duplicates") == [(0,)]


def test_counts_are_values(stage: Stage) -> None:
    counts = load.load_raw(stage, "run-1", raw_frames([document("a")]), NOW)
    assert counts == load.LoadCounts(1, 0, 0)
    assert replace(counts, rejects=1) != counts
