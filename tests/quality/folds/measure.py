"""Report the figures of labelled pages under five folds by site, so that a figure made by a few sites shows.

uv run --with rapidfuzz python -m tests.quality.folds.measure --data DIR --scorer DIR/../score_pages.py

DIR holds ``<task>.<split>.jsonl.gz`` with ``id``, ``url``, ``raw_text``, ``html`` and the labels; each task is measured
on its text and on its HTML. The scorer is a script that takes ``--gold``, ``--pred`` and ``--json`` and prints one JSON
object of figures; neither it nor the data is part of this project. The rules are made by hand and nothing is fitted
here, so a fold is no training set: each is scored on its own, and the spread over sites that share no page tells how
far a figure hangs on single sites. A site is the host of the address, else the publisher, else the page itself; sites
are dealt out, largest first, to the fold that has fewest pages.
"""

import argparse
import gzip
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import polars as pl

from flows.pipeline import load_lexicon, parse
from flows.resources import reference_dir
from flows.steps.read.batches import read_batches
from tests.quality.html.compare import FIGURES, FOLDS

KINDS: Final = ("text", "html")

Record = dict[str, Any]


class Spread(NamedTuple):
    """One figure: on all pages, and on each fold; NaN-free, folds without a label for it are left out."""

    whole: float
    folds: tuple[float, ...]

    @property
    def deviation(self) -> float:
        """The standard deviation over folds; 0 where there is only one."""
        return stdev(self.folds) if len(self.folds) > 1 else 0.0


def site_of(record: Mapping[str, Any]) -> str:
    """Name the site of a page."""
    try:
        host = urlsplit(record.get("url") or "").hostname or ""
    except ValueError:  # no address at all: "http://[x"
        host = ""
    named = re.sub(r"^www\.", "", host) or record.get("publisher") or record.get("gold_sitename") or record["id"]
    return str(named)


def deal(sites: Iterable[str], folds: int = FOLDS) -> dict[str, int]:
    """Deal sites out to folds, pages as even as they can be, the same for the same pages in any order.

    Args:
        sites: The site of each page.
        folds: How many.

    Returns:
        Site -> fold, from 0.
    """
    counted = Counter(sites)
    sizes = [0] * folds
    dealt: dict[str, int] = {}
    for site in sorted(counted, key=lambda name: (-counted[name], hashlib.sha256(name.encode()).digest())):
        dealt[site] = min(range(folds), key=lambda fold: (sizes[fold], fold))
        sizes[dealt[site]] += counted[site]
    return dealt


def predict(records: Sequence[Record], kind: str) -> list[Record]:
    """Parse pages and give the longest article of each, in the shape of the scorer.

    Args:
        records: With ``id``, and ``raw_text`` or ``html``.
        kind: ``text`` or ``html``.

    Returns:
        One prediction a record.
    """
    lexicon = load_lexicon(reference_dir())
    seen: list[pl.DataFrame] = []
    articles: list[pl.DataFrame] = []
    captions: list[pl.DataFrame] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.jsonl"
        path.write_text("".join(json.dumps(_given(record, kind)) + "\n" for record in records), encoding="utf-8")
        for batch in read_batches([path]):
            tables = parse(batch.documents, batch.sightings, batch.hints, batch.page_metadata, lexicon, ()).tables
            seen.append(batch.sightings.select("record_key", "document_id"))
            articles.append(tables["core.articles"])
            captions.append(tables["core.captions"])
    said = pl.concat(captions).group_by("article_id", maintain_order=True).agg(pl.col("caption_text").alias("captions"))
    length = pl.col("body_text").fill_null("").str.len_chars()
    longest = (
        pl.concat(articles)
        .sort(pl.col("document_id"), -length.cast(pl.Int64), pl.col("article_index"))
        .unique("document_id", keep="first", maintain_order=True)
        .join(said, on="article_id", how="left")
    )
    return (
        pl.concat(seen)
        .join(longest, on="document_id", how="left")
        .select(
            pl.col("record_key").alias("id"),
            pl.col("body_text").alias("body"),
            pl.col("headline").alias("title"),
            pl.col("authors").alias("byline"),
            pl.col("published_on").cast(pl.String).alias("date"),
            "captions",
        )
        .to_dicts()
    )


def _given(record: Record, kind: str) -> Record:
    if kind == "text":
        return {"id": record["id"], "text": record["raw_text"]}
    return {"id": record["id"], "html": record["html"], "url": record.get("url")}


def score(gold: Sequence[Record], said: Sequence[Record], scorer: Path) -> dict[str, float]:
    """Let the scorer compare; figures for which the pages hold no label are missing."""
    with tempfile.TemporaryDirectory() as folder:
        names = {"gold": gold, "pred": said}
        for name, rows in names.items():
            lines = "".join(json.dumps(row, default=str) + "\n" for row in rows)
            (Path(folder) / f"{name}.jsonl").write_text(lines, encoding="utf-8")
        command = [sys.executable, str(scorer)]
        for name in names:
            command += [f"--{name}", str(Path(folder) / f"{name}.jsonl")]
        done = subprocess.run([*command, "--json"], check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{scorer} failed:\n{done.stderr[-2000:]}")
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return {f"{name}_{part}": float(found[name][part]) for name, part in FIGURES if name in found}


def spreads(gold: Sequence[Record], said: Sequence[Record], scorer: Path, folds: int = FOLDS) -> dict[str, Spread]:
    """Score all pages, then each fold by itself.

    Args:
        gold: Labelled pages.
        said: Predictions, matched by ``id``.
        scorer: The script that compares them.
        folds: How many.

    Returns:
        Figure -> what it is on all pages and on the folds that hold a label for it.
    """
    dealt = deal(map(site_of, gold), folds)
    held = ([record for record in gold if dealt[site_of(record)] == fold] for fold in range(folds))
    by_fold = [score(records, said, scorer) for records in held if records]
    return {
        name: Spread(value, tuple(found[name] for found in by_fold if name in found))
        for name, value in score(gold, said, scorer).items()
    }


def tasks_of(folder: Path, wanted: Sequence[str], split: str) -> Iterator[tuple[str, list[Record]]]:
    """Read the labelled pages of a folder, task by task."""
    for path in sorted(folder.glob(f"pages_*.{split}.jsonl.gz")):
        task = path.name.removesuffix(f".{split}.jsonl.gz")
        if not wanted or task in wanted:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                yield task, [json.loads(line) for line in lines]


def main() -> None:
    """Print a line for each figure of each task: all pages, mean and spread over folds, each fold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tasks", nargs="*", help="names of tasks (default: all of the folder)")
    parser.add_argument("--data", type=Path, required=True, help="folder of <task>.<split>.jsonl.gz")
    parser.add_argument("--scorer", type=Path, required=True, help="the script that compares predictions with labels")
    parser.add_argument("--split", default="dev")
    given = parser.parse_args()
    print(f"{'task':24} {'figure':12} {'all':>6} {'mean':>6} {'sd':>6} {'least':>6}  folds by site")
    for task, records in tasks_of(given.data, given.tasks, given.split):
        for kind in KINDS:
            found = spreads(records, predict(records, kind), given.scorer)
            for name, figure in found.items():
                if not figure.folds:
                    continue
                each = " ".join(f"{value:.3f}" for value in figure.folds)
                print(
                    f"{task + '_' + kind:24} {name:12} {figure.whole:6.3f} {mean(figure.folds):6.3f} "
                    f"{figure.deviation:6.3f} {min(figure.folds):6.3f}  {each}"
                )


if __name__ == "__main__":
    main()
