"""The door of the warehouse, and the hand-written frames that the other warehouse tests send through it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from expectations.contracts import TABLES
from warehouse import frames as door
from warehouse import runs
from warehouse.layout import Layout
from warehouse.load import PARSED_TABLES, load_raw, replace_parsed, store_duplicates
from warehouse.lock import writer_lock
from warehouse.publish import Published, publish
from warehouse.stage import Stage, open_stage

NOW = datetime.fromisoformat("2026-11-20T10:00:00")
UGLY = (
    "'; DROP TABLE core.articles; --",
    "\x1b[31mred\x1b[0m \u202eevil\u202c \u0000 nul",
    "<script>alert(1)</script> | `x` **b** [a](b) {0} %s ${HOME} {{ jinja }}",
    "na\u0131\u0308ve – “quotes” 🗞️ \u200b\ufeff zero width",
    "\r\n\r\n\t ",
)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]


def frame(table: str, rows: Sequence[Mapping[str, Any]], without: Iterable[str] = ()) -> pl.DataFrame:
    """Build a frame of a table's columns and types; what a row leaves out is NULL."""
    schema = {name: column.dtype for name, column in TABLES[table].columns().items() if name not in set(without)}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def document(text: str, **changes: Any) -> dict[str, Any]:
    """Describe a plain-text page; its id is the digest of its UTF-8 bytes."""
    return {
        "document_id": digest(text),
        "media_type": "text/plain",
        "encoding": "utf-8",
        "byte_count": len(text.encode("utf-8")),
        "page_text": text,
        "content": None,
    } | changes


def sighting(text: str, source: str = "pages/day.jsonl", **changes: Any) -> dict[str, Any]:
    key = changes.get("record_key", digest(text)[:6])
    return {
        "sighting_id": digest(f"{source}\n{key}\n{text}\n{sorted(changes.items(), key=str)}"),
        "source_uri": source,
        "record_key": key,
        "document_id": digest(text),
        "fetched_at": NOW,
        "is_published_day_only": False,
    } | changes


def reject(source: str, reason: str = "empty", detail: str | None = None) -> dict[str, Any]:
    row = {"source_uri": source, "record_key": None, "reason": reason, "detail": detail}
    return {"reject_id": digest(repr(row))} | row


def raw_frames(
    documents: Sequence[Mapping[str, Any]],
    sightings: Sequence[Mapping[str, Any]] | None = None,
    rejects: Sequence[Mapping[str, Any]] = (),
) -> dict[str, pl.DataFrame]:
    """Build a batch's frames; every document is seen once unless told."""
    if sightings is None:
        sightings = [sighting(row["page_text"], document_id=row["document_id"]) for row in documents]
    return {
        "raw.documents": frame("raw.documents", documents),
        "raw.sightings": frame("raw.sightings", sightings, ["first_run_id"]),
        "raw.rejects": frame("raw.rejects", rejects, ["run_id", "rejected_at"]),
    }


def parsed_frames(
    documents: Sequence[Mapping[str, Any]], rule: str = "line", metadata_digest: str = "m0"
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Parse pages naively: a block a non-blank line, one article a page, its first line quoted."""
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in PARSED_TABLES}
    for page in documents:
        text, document_id = page["page_text"], page["document_id"]
        article_id = f"{document_id}-0"
        spans, at = [], 0
        for line in text.split("\n"):
            if line.strip():
                spans.append((at, at + len(line)))
            at += len(line) + 1
        for index, (start, end) in enumerate(spans):
            rows["core.blocks"].append(
                {
                    "document_id": document_id,
                    "block_index": index,
                    "block_start": start,
                    "block_end": end,
                    "article_id": article_id,
                    "role": "paragraph",
                    "is_kept": True,
                    "rule": rule,
                }
            )
        if not spans:
            continue
        body = "\n\n".join(text[start:end] for start, end in spans)
        rows["core.articles"].append(
            {
                "article_id": article_id,
                "document_id": document_id,
                "article_index": 0,
                "article_start": spans[0][0],
                "article_end": spans[-1][1],
                "authors": ["Ana Štěpánek", rule],
                "published_basis": "none",
                "body_text": body,
                "word_count": len(body.split()),
                "body_digest": digest(body.casefold()),
                "representative_id": article_id,
                "is_representative": True,
            }
        )
        rows["core.quotes"].append(
            {
                "quote_id": f"{article_id}-q0",
                "article_id": article_id,
                "quote_start": spans[0][0],
                "quote_end": spans[0][1],
                "quote_text": text[spans[0][0] : spans[0][1]],
                "kind": "direct",
            }
        )
    digests = frame("ops.parses", [{"document_id": page["document_id"]} for page in documents]).select("document_id")
    return (
        {table: frame(table, found) for table, found in rows.items()},
        digests.with_columns(metadata_digest=pl.lit(metadata_digest)),
    )


def edges_of(articles: pl.DataFrame) -> pl.DataFrame:
    """Let the smallest id of each body stand for the others, whatever order they come in."""
    smallest = articles.with_columns(representative_id=pl.col("article_id").min().over("body_digest"))
    return smallest.filter(pl.col("article_id") != pl.col("representative_id")).select(
        "article_id", "representative_id", method=pl.lit("exact"), similarity=pl.lit(1.0)
    )


def a_run(run_id: str, started_at: datetime = NOW) -> runs.Run:
    return runs.begin(run_id, started_at, "0.1.0", "parser-1", {"keep": 3}, ["pages"])


def ended(run: runs.Run, status: str = "published", **counts: Any) -> runs.Run:
    values = {**run.__dict__, "status": status, "finished_at": NOW + timedelta(seconds=5), **counts}
    return runs.Run(**values)


def load_and_parse(stage: Stage, documents: Sequence[Mapping[str, Any]], version: str = "parser-1") -> None:
    """Take pages through the stage as a run does: raw first, then their parse."""
    load_raw(stage, stage.run_id, raw_frames(documents), NOW)
    frames, digests = parsed_frames(documents)
    replace_parsed(stage, stage.run_id, version, frames, digests, NOW)


def run_and_publish(
    layout: Layout, run_id: str, documents: Sequence[Mapping[str, Any]], keep: int = 5, minute: int = 0
) -> Published:
    """Do a whole run: lock, stage, load, parse, publish."""
    with writer_lock(layout, run_id, 20):
        stage = open_stage(layout, run_id)
        run = a_run(run_id, NOW + timedelta(minutes=minute))
        runs.fold_reports(stage)
        runs.start_run(stage, run)
        load_and_parse(stage, documents)
        runs.finish_run(stage, ended(run))
        return publish(stage, layout, keep)


def contents(stage_or_connection: Any, tables: Iterable[str], without: Iterable[str] = ()) -> dict[str, list[Any]]:
    """Read tables as sorted rows, so that only what they hold is compared."""
    connection = stage_or_connection.connection() if isinstance(stage_or_connection, Stage) else stage_or_connection
    hidden = set(without)
    found = {}
    for table in tables:
        columns = [name for name in TABLES[table].columns() if name not in hidden]
        found[table] = connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY ALL").fetchall()
    return found


def edge_table() -> pl.DataFrame:
    return frame("core.duplicates", [])


def test_a_frame_must_have_the_columns_and_types_of_its_table() -> None:
    good = frame("core.duplicates", [{"article_id": "a", "representative_id": "b", "method": "exact", "similarity": 1}])
    assert door.check("core.duplicates", good.select(reversed(good.columns))).columns == good.columns
    with pytest.raises(ValueError, match=r"missing columns \['similarity'\]"):
        door.check("core.duplicates", good.drop("similarity"))
    with pytest.raises(ValueError, match=r"unknown columns \['hint'\]"):
        door.check("core.duplicates", good.with_columns(hint=1))
    with pytest.raises(ValueError, match="similarity is Int32"):
        door.check("core.duplicates", good.with_columns(similarity=1))


def test_a_column_of_nothing_but_null_passes() -> None:
    rows = pl.DataFrame({"article_id": ["a"], "representative_id": ["b"], "method": ["exact"], "similarity": [None]})
    assert door.check("core.duplicates", rows).height == 1


def test_frames_must_be_those_of_the_step() -> None:
    door.names({"raw.documents": edge_table()}, ["raw.documents"])
    with pytest.raises(ValueError, match="missing tables"):
        door.names({}, ["raw.documents"])
    with pytest.raises(ValueError, match="unexpected tables"):
        door.names({"raw.documents": edge_table(), "hints": edge_table()}, ["raw.documents"])


def test_instants_are_stored_in_utc_without_a_zone() -> None:
    east = datetime(2026, 11, 20, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    assert door.naive_utc(east) == NOW
    assert door.naive_utc(NOW) == NOW
    assert door.naive_utc(NOW.replace(tzinfo=UTC)) == NOW


def test_the_builders_make_rows_the_contracts_accept(tmp_path: Path) -> None:
    pages = [document(text) for text in ("One line.\nTwo \U0001f5de lines.", *UGLY)]
    frames, _ = parsed_frames(pages)
    TABLES["raw.documents"].validate(raw_frames(pages)["raw.documents"])
    for table, rows in frames.items():
        TABLES[table].validate(rows)
    stage = open_stage(Layout.of(tmp_path / "w.duckdb"), "r1")
    load_and_parse(stage, pages)
    assert store_duplicates(stage, edge_table()) == 0
    stage.release()
