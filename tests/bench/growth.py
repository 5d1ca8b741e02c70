"""Measure the search for copies in a growing warehouse: ``python -m tests.bench.growth [--articles N]``.

A stage is filled with articles as they stream by, searched in full, given 1 % more three times, and searched each time,
by the very functions a run calls: ``flows.comparing.search_copies`` (reading bodies from DuckDB, fingerprints,
candidates, verified pairs, all stored) and then ``deduplicate``, which chooses who stands for whom among all pairs and
is shown by itself. Every part is a process of its own, so that its CPU time and peak memory are its own, and has the
settings of memory that the command gives itself (``flows.environment``). Importing libraries and loading the compiled
functions (compiling them, on the first run on a machine) is a matter of the process and not of the
step: it is shown apart and does not count as cost; its memory does count.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from flows.environment import collect_seldom, keep_memory
from tests.bench.processes import CHECKOUT, limit, peak_bytes, table

ADDED_SHARE = 0.01
ADDED_COST_SHARE = 0.03
TIMES_ADDED = 3
"""Each adds another 1 %, and the middle one counts: a search of one or two seconds takes half as long again beside
other work, one of a minute hardly longer."""
CEILING_BYTES = 1_500_000_000
ONE_CORE = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


def fill(path: Path, count: int, seed: int) -> None:
    """Append articles to a stage, a fifth of them copies of those before them, the stage's last ones among these."""
    import polars as pl

    from expectations.contracts import CORE
    from tests.bench.articles import REACH, stream
    from warehouse import frames

    stage = _stage(path)
    columns = {name: column.dtype for name, column in CORE["core.articles"].columns().items()}
    with stage.transaction() as cursor:
        query = "SELECT body_text FROM core.articles WHERE rowid >= (SELECT count(*) FROM core.articles) - ?"
        before = [text for (text,) in cursor.execute(query, [REACH]).fetchall()]
        [row] = cursor.execute("SELECT count(*) FROM core.articles").fetchone() or (0,)
    for made in stream(count, seed, before, row):
        kept = list(enumerate(made.texts, row))
        row += len(kept)
        ids = [f"{number:024x}" for number, _ in kept]
        digests = [hashlib.sha256(text.encode()).hexdigest()[:32] for _, text in kept]
        frame = pl.DataFrame(
            {"article_id": ids, "document_id": ids, "body_text": [text for _, text in kept], "body_digest": digests}
        ).with_columns(
            pl.lit(0, pl.Int32).alias("article_index"),
            pl.lit(0, pl.Int32).alias("article_start"),
            pl.col("body_text").str.len_chars().cast(pl.Int32).alias("article_end"),
            pl.lit("none").alias("published_basis"),
            pl.lit(385, pl.Int32).alias("word_count"),
            pl.col("article_id").alias("representative_id"),
            pl.lit(value=True).alias("is_representative"),
        )
        missing = [
            pl.lit(None, dtype=dtype).alias(name) for name, dtype in columns.items() if name not in frame.columns
        ]
        with stage.transaction() as cursor:
            frames.insert(cursor, "core.articles", frame.with_columns(missing).select(*columns))
    _checkpoint(stage)


def search(path: Path) -> dict[str, Any]:
    """Search a stage for copies, and say what it took, and what loading the functions took before."""
    from flows.comparing import deduplicate, search_copies

    loading = time.process_time()
    _warm()
    stage = _stage(path)
    stage.connection().execute("SET threads = 1")  # two on the halves of one core take 1.4 times the CPU time
    begun, loaded_peak = time.process_time(), peak_bytes()
    search_copies(stage)
    searched, peak = time.process_time(), peak_bytes()
    _, edges = deduplicate(stage)
    ended = time.process_time()
    _checkpoint(stage)
    return {
        "loading": begun - loading,
        "loaded_peak_bytes": loaded_peak,
        "seconds": searched - begun,
        "edge_seconds": ended - searched,
        "peak_bytes": peak,
        "step_peak_bytes": peak_bytes(),
        "edges": edges,
    }


def _warm() -> None:
    import polars as pl

    from flows import pipeline
    from tests.bench.articles import make
    from warehouse import frames
    from warehouse.connect import open_scratch

    texts = make(300).texts
    bodies = pl.DataFrame({"body_digest": [f"{row:032x}" for row in range(len(texts))], "body_text": texts})
    for engine in (pipeline.choose_engine(1_000_000), pipeline.choose_engine(1)):
        prints = pipeline.fingerprint(bodies, engine)
        near = pipeline.find_near([prints], prints.head(1), engine)
        pipeline.find_copies(prints.head(1), near, lambda _: bodies, engine)
    with open_scratch() as scratch, frames.registered(scratch.cursor(), bodies=bodies):
        pass  # a frame that DuckDB is shown has it import pyarrow


def _stage(path: Path) -> Any:
    from warehouse.layout import Layout
    from warehouse.stage import open_stage

    return open_stage(Layout.of(path), "bench")


def _checkpoint(stage: Any) -> None:
    stage.connection().execute("CHECKPOINT")
    stage.release()


def measure(articles: int, seed: int, folder: Path) -> dict[str, Any]:
    """Fill, search, add, search again."""
    path = folder / "growing.duckdb"
    added = max(int(articles * ADDED_SHARE), 1)

    surroundings = os.environ | ONE_CORE
    keep_memory(surroundings)

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "tests.bench.growth", "--seed", str(seed), "--within", str(path), *words]
        done = subprocess.run(command, cwd=CHECKOUT, env=surroundings, check=True, stdout=subprocess.PIPE)
        return done.stdout.decode()

    run("--fill", str(articles))
    full = json.loads(run("--search"))
    times = []
    for _ in range(TIMES_ADDED):
        run("--fill", str(added))
        times.append(json.loads(run("--search")))
    more = sorted(times, key=lambda one: one["seconds"])[TIMES_ADDED // 2]
    share = more["seconds"] / full["seconds"]
    seconds = [f"{one['seconds']:.2f}" for one in times]
    return {
        "articles": articles,
        "added": added,
        "full": full,
        "more": more,
        "added_share": share,
        "file_bytes": sum(one.stat().st_size for one in folder.rglob("*.duckdb")),
        "recent_bytes": sum(one.stat().st_size for one in folder.rglob("*.bodies")),
        "limits": [
            limit(
                f"peak memory of the step under {CEILING_BYTES / 1e9} GB",
                f"{full['peak_bytes'] / 1e6:,.0f} and {more['peak_bytes'] / 1e6:,.0f} MB; with the edges "
                f"{full['step_peak_bytes'] / 1e6:,.0f} and {more['step_peak_bytes'] / 1e6:,.0f} MB",
                is_met=max(full["step_peak_bytes"], more["step_peak_bytes"]) < CEILING_BYTES,
            ),
            limit(
                f"adding {ADDED_SHARE:.0%} costs at most {ADDED_COST_SHARE:.0%} of the full search",
                f"{share:.1%}, the middle of {', '.join(seconds)} s",
                is_met=share <= ADDED_COST_SHARE,
            ),
        ],
    }


def render(report: dict[str, Any]) -> str:
    """Lay the report out for a person."""
    rows = [
        (
            "part",
            "articles",
            "load, CPU s",
            "MB",
            "search, CPU s",
            "µs each",
            "peak MB",
            "edges, CPU s",
            "peak MB",
            "copies",
        )
    ]
    for name, count, part in (
        ("full search", report["articles"], report["full"]),
        ("1 % added", report["added"], report["more"]),
    ):
        rows.append(
            (
                name,
                f"{count:,}",
                f"{part['loading']:.2f}",
                f"{part['loaded_peak_bytes'] / 1e6:,.0f}",
                f"{part['seconds']:.2f}",
                f"{1e6 * part['seconds'] / count:,.1f}",
                f"{part['peak_bytes'] / 1e6:,.0f}",
                f"{part['edge_seconds']:.2f}",
                f"{part['step_peak_bytes'] / 1e6:,.0f}",
                f"{part['edges']:,}",
            )
        )
    return table(rows)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--strict", action="store_true", help="exit 1 where a limit is missed")
    parser.add_argument("--within", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--search", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.fill:
        fill(arguments.within, arguments.fill, arguments.seed)
        return 0
    if arguments.search:
        collect_seldom()
        print(json.dumps(search(arguments.within)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        report = measure(arguments.articles, arguments.seed, Path(name))
    if arguments.json:
        print(json.dumps(report, indent=1))
    else:
        print(render(report))
        for one in report["limits"]:
            print(f"{'ok   ' if one['is_met'] else 'MISSED'} {one['limit']}: {one['seen']}")
    return int(arguments.strict and not all(one["is_met"] for one in report["limits"]))


if __name__ == "__main__":
    sys.exit(main())
