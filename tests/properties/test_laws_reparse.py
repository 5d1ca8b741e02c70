"""A new parser reads the stored pages again, not the sources: they may be gone, and the rows are as in a new file."""

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from flows import pipeline
from flows.resources import sample_pages_dir
from flows.steps.read import batches, html
from tests.laws_warehouse import ask, differences, rows_of, settle
from warehouse.restore import restore

PAGES = ("01_glued_two.txt", "08_naive_scrape.txt", "11_figures.html", "12_hostile.html", "18_windows_1252.txt")
EXTRA = "Night ferry keeps its last crossing\n\nThe ferry will sail until the end of the year, its operator said.\n"


def be_an_older_parser(patch: pytest.MonkeyPatch) -> None:
    """Know fewer words, render HTML otherwise, and say so in the version."""
    read_lexicon, render_text = pipeline.load_lexicon, html.render_text

    def fewer_words(folder: Path) -> Any:
        return dataclasses.replace(read_lexicon(folder), furniture_exact={}, agencies={"Nobody": "Nobody"})

    def other_text(text: str) -> Any:
        rendered = render_text(text)
        return dataclasses.replace(rendered, page_text=rendered.page_text.replace(" ", "  "), hints=[])

    patch.setattr(pipeline, "parser_version", lambda *_: "0123456789abcdef")
    patch.setattr(pipeline, "load_lexicon", fewer_words)
    patch.setattr(batches, "render_text", other_text)


def test_a_new_parser_needs_no_sources(tmp_path: Path) -> None:
    inputs, extra = tmp_path / "in", tmp_path / "extra.txt"
    inputs.mkdir()
    for page in PAGES:
        shutil.copyfile(sample_pages_dir() / page, inputs / page)
    record = {"id": "a", "text": EXTRA.upper(), "author": "Ana Lind", "published_at": "2025-03-03"}
    (inputs / "feed.jsonl").write_text(json.dumps(record))
    extra.write_text(EXTRA)
    settle(tmp_path / "fresh.duckdb", [inputs, extra])
    fresh = rows_of(tmp_path / "fresh.duckdb")
    kept = tmp_path / "kept.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        be_an_older_parser(patch)
        settle(kept, [inputs, extra])
    older = differences(fresh, rows_of(kept))
    assert {"core.blocks", "core.articles", "core.captions", "raw.documents"} <= older.keys()
    shutil.rmtree(inputs)
    summary = settle(kept, [extra], batch_size=4)
    assert (summary["known_document_count"], summary["parsed_document_count"]) == (1, len(PAGES) + 2)
    assert differences(fresh, rows_of(kept)) == {}
    for (document_id,) in ask(kept, "SELECT document_id FROM raw.documents"):
        assert restore(kept, document_id) == restore(tmp_path / "fresh.duckdb", document_id)
    versions = ask(kept, "SELECT DISTINCT parser_version FROM ops.parses")
    assert versions == ask(kept, "SELECT parser_version FROM ops.runs ORDER BY run_id DESC LIMIT 1")
