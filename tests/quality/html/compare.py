"""Measure copydesk and the tools of the field on the same labelled HTML pages, in one run.

    uv run --with trafilatura==2.3.1 --with readability-lxml --with newspaper4k --with goose3 --with resiliparse \
        python -m tests.quality.html.compare EVALUATION_DIR [--task TASK …] [--peer PEER …] [--json FILE]

EVALUATION_DIR holds `dev/pages_*.dev.jsonl.gz` (pages with their labels) and `score_pages.py`, which defines every
figure. Prints a table per set: a row a figure, a column a tool, copydesk first; then the floor that follows from the
best peer of this run (the body 0.005 below it, other fields 0.02) and whether copydesk holds it. `--folds` adds each
figure over five folds of sites, so that nobody takes a lucky site for progress. CPU seconds are of this process alone,
one tool after the other over the same pages in memory; a peer that is not installed is left out, and one that fails on
a page has found nothing there.
"""

import argparse
import gzip
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from statistics import mean, pstdev
from time import process_time
from typing import Any, Final
from urllib.parse import urlsplit

from tests.quality.html.peers import PEERS, Found, load_peer

TASKS: Final = ("pages_scrapinghub", "pages_fundus", "pages_mozilla", "pages_trafilatura", "pages_htmldate")
FOLDS: Final = 5
FIGURES: Final = (
    ("body4", "f1"),
    ("snip", "f1"),
    ("title", "exact"),
    ("byline", "f1"),
    ("date", "f1"),
    ("captions", "f1"),
)
"""What the scorer gives, and which number of it is reported."""
BODY_SLACK: Final = 0.005
FIELD_SLACK: Final = 0.02

Row = dict[str, Any]
Figures = dict[str, float]


def read_rows(folder: Path, task: str, split: str = "dev") -> list[Row]:
    """Read the pages of a task with their labels."""
    with gzip.open(folder / split / f"{task}.{split}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def run_copydesk(rows: list[Row]) -> list[Found]:
    """Send the pages through the reader and the steps; of several articles the one with the longest body counts."""
    from flows.pipeline import parse
    from flows.resources import reference_dir
    from flows.steps.lexicon import load_lexicon
    from flows.steps.read.batches import read_batches

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.jsonl"
        records = ({"id": row["id"], "html": row["html"], "url": row["url"]} for row in rows)
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        batches = list(read_batches([path]))
    found: dict[str, Found] = {}
    lexicon = load_lexicon(reference_dir())
    for batch in batches:
        parsed = parse(batch.documents, batch.sightings, batch.hints, batch.page_metadata, lexicon, ())
        captions: dict[str, list[str]] = {}
        for article, text in parsed.tables["core.captions"].select("article_id", "caption_text").iter_rows():
            captions.setdefault(article, []).append(text)
        longest: dict[str, Row] = {}
        for article in parsed.tables["core.articles"].sort("document_id", "article_index").iter_rows(named=True):
            best = longest.get(article["document_id"])
            if best is None or len(article["body_text"] or "") > len(best["body_text"] or ""):
                longest[article["document_id"]] = article
        for key, document in batch.sightings.select("record_key", "document_id").iter_rows():
            main = longest.get(document)
            if main is not None:
                found[key] = Found(
                    body=main["body_text"],
                    title=main["headline"],
                    byline=main["authors"],
                    date=main["published_on"] and str(main["published_on"]),
                    captions=captions.get(main["article_id"]),
                )
    return [found.get(row["id"], Found()) for row in rows]


def run_peer(extract: Callable[[str, str | None], Found], rows: list[Row]) -> list[Found]:
    """Let a peer read the pages one by one."""
    found = []
    for row in rows:
        try:
            found.append(extract(row["html"], row["url"]))
        except Exception:  # noqa: BLE001 - whatever a peer raises, it has found nothing there
            found.append(Found())
    return found


def score(folder: Path, rows: list[Row], found: Iterable[Found]) -> Figures:
    """Score predictions by the evaluation's own scorer."""
    with tempfile.TemporaryDirectory() as scratch:
        gold, predicted = Path(scratch) / "gold.jsonl", Path(scratch) / "predicted.jsonl"
        labels = ({key: value for key, value in row.items() if key not in {"html", "raw_text"}} for row in rows)
        gold.write_text("".join(json.dumps(label) + "\n" for label in labels), encoding="utf-8")
        predictions = ({"id": row["id"]} | one._asdict() for row, one in zip(rows, found, strict=True))
        predicted.write_text("".join(json.dumps(one) + "\n" for one in predictions), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, str(folder / "score_pages.py"), "--gold", str(gold), "--pred", str(predicted), "--json"],
            capture_output=True,
            text=True,
            check=True,
        )
    said = json.loads(done.stdout.strip().splitlines()[-1])
    return {f"{name}_{kind}": said[name][kind] for name, kind in FIGURES if name in said}


def fold_of(row: Row) -> int:
    """Put all pages of a site into one fold."""
    site = urlsplit(row["url"] or "").netloc.removeprefix("www.") or row["id"]
    return hashlib.sha256(site.encode()).digest()[0] % FOLDS


def floor_of(figure: str, peers: Mapping[str, Figures]) -> float | None:
    """Say what copydesk must reach: the best peer's figure less the slack; NULL (None) where no peer gives it."""
    best = max((figures[figure] for figures in peers.values() if figure in figures), default=None)
    slack = BODY_SLACK if figure.startswith(("body4", "snip")) else FIELD_SLACK
    return None if best is None else best - slack


def measure(folder: Path, task: str, peers: Iterable[str], *, with_folds: bool) -> dict[str, Any]:
    """Run every tool over a task.

    Returns:
        ``figures`` and ``cpu_seconds`` by tool, ``folds`` (copydesk's figures in each fold), ``floors`` and ``pages``.
    """
    rows = read_rows(folder, task)
    tools = {"copydesk": run_copydesk} | {
        name: (lambda rows, extract=extract: run_peer(extract, rows))
        for name in peers
        if (extract := load_peer(name)) is not None
    }
    figures: dict[str, Figures] = {}
    seconds: dict[str, float] = {}
    folds: list[Figures] = []
    for name, run in tools.items():
        began = process_time()
        found = run(rows)
        seconds[name] = process_time() - began
        figures[name] = score(folder, rows, found)
        if with_folds and name == "copydesk":
            for fold in range(FOLDS):
                part = [(row, one) for row, one in zip(rows, found, strict=True) if fold_of(row) == fold]
                if part:
                    folds.append(score(folder, [row for row, _ in part], [one for _, one in part]))
    others = {name: figures[name] for name in figures if name != "copydesk"}
    floors = {figure: floor_of(figure, others) for figure in figures["copydesk"]}
    return {"pages": len(rows), "figures": figures, "cpu_seconds": seconds, "folds": folds, "floors": floors}


def render(task: str, measured: Mapping[str, Any]) -> str:
    """Write a task's table."""
    tools = list(measured["figures"])
    lines = [f"{task} ({measured['pages']} pages)"]
    lines.append(f"  {'':14}" + "".join(f"{tool[:12]:>13}" for tool in tools) + f"{'floor':>13}")
    names = dict.fromkeys(name for figures in measured["figures"].values() for name in figures)
    for name in names:
        values = [measured["figures"][tool].get(name) for tool in tools]
        floor = measured["floors"].get(name)
        line = f"  {name:14}" + "".join(f"{'-' if value is None else format(value, '.4f'):>13}" for value in values)
        if floor is not None:
            line += f"{floor:13.4f}  {'holds' if (values[0] or 0) >= floor else 'MISSED'}"
        spread = [fold[name] for fold in measured["folds"] if name in fold]
        if spread:
            line += f"  {mean(spread):.3f} ± {pstdev(spread):.3f} over folds of sites"
        lines.append(line)
    lines.append(f"  {'CPU seconds':14}" + "".join(f"{measured['cpu_seconds'][tool]:13.2f}" for tool in tools))
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="EVALUATION_DIR")
    parser.add_argument("--task", action="append", choices=TASKS, help="default: all")
    parser.add_argument("--peer", action="append", choices=PEERS, help="default: all that are installed")
    parser.add_argument("--no-peers", action="store_true", help="copydesk alone")
    parser.add_argument("--folds", action="store_true", help="also over five folds of sites")
    parser.add_argument("--json", type=Path, help="also write the figures")
    given = parser.parse_args(arguments)
    peers = () if given.no_peers else given.peer or PEERS
    report = {}
    for task in given.task or TASKS:
        report[task] = measure(given.folder, task, peers, with_folds=given.folds)
        print(render(task, report[task]), flush=True)
    if given.json:
        given.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
