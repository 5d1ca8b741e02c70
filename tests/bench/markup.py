"""Measure pages of HTML through copydesk and through trafilatura, one after the other, over the same pages.

    uv run --with trafilatura==2.3.1 python -m tests.bench html PAGES.jsonl.gz MORE.jsonl.gz

Ratios of CPU seconds within a run are what counts: both sides meet the same machine; the best of the rounds is taken.
The pages of all files go through as one batch, as a run would take them: a batch costs about 0.26 CPU s before its
first page (patterns are compiled anew for each), so ten pages say little about what a page costs.
"""

import argparse
import gzip
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any, Final

MOST_RATIO: Final = 0.5
"""CPU of copydesk over that of trafilatura: HTML is read at least twice as fast."""


def read_pages(path: Path) -> list[str]:
    """Read the pages."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    return [json.loads(line)["html"] for line in text.split("\n") if line.strip()]


def _seconds(work: Callable[[], object], rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        began = process_time()
        work()
        best = min(best, process_time() - began)
    return best


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Time both, and copydesk's parts."""
    from trafilatura import bare_extraction

    from flows.pipeline import parse
    from flows.resources import reference_dir
    from flows.steps.lexicon import load_lexicon
    from flows.steps.read.batches import read_batches
    from flows.steps.read.html import render_text

    pages = [page for source in arguments.source for page in read_pages(source)]
    lexicon = load_lexicon(reference_dir())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.jsonl"
        path.write_text("".join(json.dumps({"html": page}) + "\n" for page in pages), encoding="utf-8")

        def run() -> None:
            for batch in read_batches([path]):
                parse(batch.documents, batch.sightings, batch.hints, batch.page_metadata, lexicon, ())

        run()  # what is set up once a process is not counted on either side
        bare_extraction(pages[0], with_metadata=True)
        rounds = arguments.rounds
        found = {
            "copydesk": _seconds(run, rounds),
            "of that, rendering": _seconds(lambda: [render_text(page) for page in pages], rounds),
            "of that, reading": _seconds(lambda: list(read_batches([path])), rounds),
            "trafilatura": _seconds(lambda: [bare_extraction(page, with_metadata=True) for page in pages], rounds),
        }
    ratio = found["copydesk"] / found["trafilatura"]
    limit = {
        "limit": f"CPU over trafilatura at most {MOST_RATIO}",
        "seen": round(ratio, 3),
        "is_met": ratio <= MOST_RATIO,
    }
    return {"pages": len(pages), "bytes": sum(map(len, pages)), "cpu_seconds": found, "limits": [limit]}


def render(report: dict[str, Any]) -> str:
    """Write the seconds, one a line."""
    lines = [f"{report['pages']} pages, {report['bytes'] / 1e6:.1f} MB"]
    lines += [
        f"  {name:20} {seconds:7.2f} CPU s  {1000 * seconds / report['pages']:6.1f} ms a page"
        for name, seconds in report["cpu_seconds"].items()
    ]
    return "\n".join(lines)
