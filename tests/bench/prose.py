"""Measure pages of text of about 2.5 KB through segment and clean, in process, on one core."""

import argparse
import inspect
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.processes import generate, limit, table
from tests.bench.steps import Stopwatch

FLOOR_PAGES_A_SECOND = 3_000


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Segment and clean pages, batch by batch as a run has them.

    Args:
        arguments: ``pages``, ``seed``, ``source`` and ``rounds`` of the command.

    Returns:
        The report, of the round that took least CPU time: neighbours only ever slow a round down.
    """
    from flows.resources import reference_dir
    from flows.steps.lexicon import load_lexicon
    from flows.steps.read.batches import read_batches

    lexicon = load_lexicon(reference_dir())
    with tempfile.TemporaryDirectory() as folder:
        source = arguments.source
        if source is None:
            source = Path(folder) / "pages.jsonl"
            generate(source, arguments.pages, arguments.seed)
        batches = list(read_batches([source]))
    _segment_and_clean(batches[:1], lexicon, Stopwatch())  # what is set up once a process is not counted
    pages = sum(batch.documents.height for batch in batches)
    text_bytes = sum(batch.documents["page_text"].str.len_bytes().sum() for batch in batches)
    best: tuple[float, Stopwatch] | None = None
    for _ in range(arguments.rounds):
        watch = Stopwatch()
        began = time.process_time()
        _segment_and_clean(batches, lexicon, watch)
        took = time.process_time() - began
        if best is None or took < best[0]:
            best = took, watch
    assert best is not None
    cpu, watch = best
    floor = f"at least {FLOOR_PAGES_A_SECOND:,} pages a CPU second"
    speed = pages / cpu
    return {
        "pages": pages,
        "bytes_a_page": text_bytes / pages,
        "cpu": cpu,
        "pages_a_second": speed,
        "steps": dict(sorted(watch.cpu.items(), key=lambda item: -item[1])),
        "limits": [limit(floor, f"{speed:,.0f}", is_met=speed >= FLOOR_PAGES_A_SECOND)],
    }


def _segment_and_clean(batches: list[Any], lexicon: Any, watch: Stopwatch) -> None:
    from flows.steps import clean
    from flows.steps.metadata import merge_sightings
    from flows.steps.page_claims import with_page_metadata
    from flows.steps.pages import Pages
    from flows.steps.segment import articles as segmentation

    steps = {
        name: value
        for name, value in vars(segmentation).items()
        if inspect.isfunction(value) and value.__module__.startswith("flows.steps.segment") and name != "segment"
    }
    try:
        for name, step in steps.items():
            setattr(segmentation, name, watch.wrap(f"segment: {name}", step))
        for batch in batches:
            metadata = with_page_metadata(merge_sightings(batch.sightings), batch.page_metadata)
            with watch.time("segment (rest)"):
                documents = batch.documents.sort("document_id")
                blocks = segmentation.segment(documents, batch.hints, metadata, lexicon)
            with watch.time("clean"):
                named, found = clean.find_articles(blocks)
                clean.body_texts(Pages(documents, named, found, metadata))
    finally:
        for name, step in steps.items():
            setattr(segmentation, name, step)


def render(report: dict[str, Any]) -> str:
    """Lay the report out for a person."""
    pages, total = report["pages"], report["cpu"]
    rows = [("step", "CPU s", "µs/page", "share")]
    for name, cpu in [*report["steps"].items(), ("segment and clean", total)]:
        rows.append((name, f"{cpu:.2f}", f"{1e6 * cpu / pages:,.0f}", f"{cpu / total:.0%}"))
    return f"{pages:,} pages of {report['bytes_a_page'] / 1e3:.1f} KB\n{table(rows)}"
