"""Measure the search for copies on one core: ``python -m tests.bench.duplicates [--articles N] [--peers [PEER…]]``.

Articles of 2.4 KB with planted copies (edited at 0 to 30 %, cut, extended) are searched in full, then 1 % more are
added to them. CPU time only, text in memory; peak memory is that of the process, texts included. ``--peers`` runs the
tools of the field over the same texts on the same core (``tests/bench/peers``: an environment of its own, made on first
use), none of which verifies a pair. ``tests.bench.growth`` measures the same search in a warehouse of a million.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench.articles import Made, make
from tests.bench.processes import CHECKOUT, limit, peak_bytes, table

ONE_CORE = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1", "DAFT_NUM_THREADS": "1"}
FLOOR_ARTICLES_A_SECOND = 17_000
"""1.3 times what Daft's unverified MinHash does on the machine the design was measured on."""
QUICK = {"daft_signatures", "daft"}
"""Peers that are always given all articles."""
RECALL_FLOORS = {0.8: 0.999, 0.7: 0.99}
ADDED_SHARE = 0.01
ADDED_COST_SHARE = 0.03
TIMES_FASTER = {"daft_signatures": 1.3, "daft": 1.3, "datasketch": 15, "text_dedup": 15, "datatrove": 15}
"""By peer: how many times its CPU time the verified search must be worth."""
BATCH = 20_000


def measure(articles: int, seed: int, peers: Sequence[str] = (), slow_articles: int = 100_000) -> dict[str, Any]:
    """Search a corpus, add to it, and say what it took and what was found."""
    import polars as pl

    from flows.steps.deduplicate.copies import choose_engine, find_copies, find_near, fingerprint

    made = make(articles + int(articles * ADDED_SHARE), seed)
    bodies = pl.DataFrame({"body_digest": [f"{row:032x}" for row in range(len(made.texts))], "body_text": made.texts})
    engine = choose_engine(articles)
    _warm(engine, bodies.head(200))

    def search(new: pl.DataFrame, known: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, float]]:
        begun = time.process_time()
        prints = pl.concat([fingerprint(part, engine) for part in new.iter_slices(BATCH)])
        drawn = time.process_time()
        rows = {"fetch": 0.0}

        def fetch(digests: pl.Series) -> pl.DataFrame:
            started = time.process_time()
            places = digests.str.to_integer(base=16, dtype=pl.Int64)
            found = bodies[places.to_list()]
            rows["fetch"] += time.process_time() - started
            return found

        found = find_copies(prints, find_near([known], prints, engine), fetch, engine)
        ended = time.process_time()
        return prints, found, {"fingerprints": drawn - begun, "pairs": ended - drawn, "all": ended - begun} | rows

    old, added = bodies.head(articles), bodies.slice(articles)
    prints, found, full = search(old, fingerprint(bodies.clear(), engine))
    _, more, extra = search(added, prints)
    report: dict[str, Any] = {
        "articles": articles,
        "mean_bytes": float(bodies["body_text"].str.len_bytes().mean() or 0),
        "seconds": full,
        "articles_a_second": articles / full["all"],
        "added": added.height,
        "added_seconds": extra,
        "added_share": extra["all"] / full["all"],
        "copies": found.height + more.height,
        "peak_bytes": peak_bytes(),
        "recall": _recall(made, pl.concat([found, more])),
    }
    report["peers"] = []
    if peers:
        with tempfile.TemporaryDirectory() as name:
            report["peers"] = _peers(made.texts[:articles], peers, slow_articles, Path(name))
    report["limits"] = _limits(report)
    return report


def _warm(engine: Any, bodies: Any) -> None:
    from flows.steps.deduplicate.copies import find_copies, find_near, fingerprint

    prints = fingerprint(bodies, engine)
    find_copies(prints, find_near([prints], prints, engine), lambda _: bodies, engine)


def _recall(made: Made, found: Any) -> dict[str, dict[str, float]]:
    """Count the planted pairs that were found, by their true Jaccard, taken on sets of words."""
    pairs = {(int(a, 16), int(b, 16)) for a, b in found.select("body_digest", "other_digest").iter_rows()}
    seen: dict[float, list[bool]] = {level: [] for level in RECALL_FLOORS}
    for source, copy in made.pairs:
        value = _jaccard(made.texts[source], made.texts[copy])
        for level, hits in seen.items():
            if value >= level:
                hits.append((source, copy) in pairs)
    return {str(level): {"pairs": len(hits), "found": sum(hits) / max(len(hits), 1)} for level, hits in seen.items()}


def _jaccard(left: str, right: str) -> float:
    one, two = (set(_runs(text)) for text in (left, right))
    return len(one & two) / max(len(one | two), 1)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = [word for word in text.split(" ") if word != "”"]
    return zip(*(words[start:] for start in range(5)), strict=False)


def _peers(texts: list[str], names: Sequence[str], slow_articles: int, folder: Path) -> list[dict[str, Any]]:
    """Run peers one after the other over the same texts, each in a process of the environment made for them."""
    paths = {count: folder / f"texts{count}.jsonl" for count in (len(texts), min(slow_articles, len(texts)))}
    for count, path in paths.items():
        with path.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps({"text": text}) + "\n" for text in texts[:count])
    project = Path(__file__).parent / "peers"
    found = []
    for name in names:
        work = folder / name
        work.mkdir()
        count = len(texts) if name in QUICK else min(paths)
        command = ["uv", "run", "--project", str(project), "--group", "peers", "--locked", "python"]
        surroundings = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "UV_LOCKED")}
        done = subprocess.run(
            [*command, str(project / "run.py"), name, str(paths[count]), str(work)],
            env=surroundings | ONE_CORE | {"HF_HOME": str(folder / "hf")},
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr.strip()[-1_000:]}")
        found.append(json.loads(done.stdout) | {"articles": count})
        print(f"{name}: {found[-1]}", file=sys.stderr, flush=True)
    return found


def _limits(report: dict[str, Any]) -> list[dict[str, Any]]:
    speed = report["articles_a_second"]
    limits = [
        limit(
            f"at least {FLOOR_ARTICLES_A_SECOND:,} articles a CPU second",
            f"{speed:,.0f}",
            is_met=speed >= FLOOR_ARTICLES_A_SECOND,
        ),
        limit(
            f"adding {ADDED_SHARE:.0%} costs at most {ADDED_COST_SHARE:.0%} of the full search",
            f"{report['added_share']:.1%}",
            is_met=report["added_share"] <= ADDED_COST_SHARE,
        ),
    ]
    for level, floor in RECALL_FLOORS.items():
        seen = report["recall"][str(level)]["found"]
        limits.append(limit(f"recall at Jaccard {level}: {floor}", f"{seen:.5f}", is_met=seen >= floor))
    for peer in report["peers"]:
        times = peer["seconds"] / peer["articles"] * report["articles_a_second"]
        floor = TIMES_FASTER[peer["peer"]]
        limits.append(limit(f"{floor} times as fast as {peer['peer']}", f"{times:.2f}", is_met=times >= floor))
    return limits


def render(report: dict[str, Any]) -> str:
    """Lay the report out for a person."""
    rows = [("part", "CPU s", "µs/article")]
    for kind, count in (("seconds", report["articles"]), ("added_seconds", report["added"])):
        rows += [
            (f"{part} ({'full' if kind == 'seconds' else 'added'})", f"{cpu:.2f}", f"{1e6 * cpu / count:,.1f}")
            for part, cpu in report[kind].items()
        ]
    rows += [
        (
            f"peer: {peer['peer']} over {peer['articles']:,}",
            f"{peer['seconds']:.2f}",
            f"{1e6 * peer['seconds'] / peer['articles']:,.1f}",
        )
        for peer in report["peers"]
    ]
    head = (
        f"{report['articles']:,} articles of {report['mean_bytes']:,.0f} bytes, {report['copies']:,} pairs of copies, "
        f"{report['articles_a_second']:,.0f} articles a CPU second, peak {report['peak_bytes'] / 1e6:,.0f} MB"
    )
    found = [f"Jaccard {level}: {seen['found']:.5f} of {seen['pairs']:,}" for level, seen in report["recall"].items()]
    return "\n".join([head, *found, table(rows)])


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.duplicates", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--peers", nargs="*", choices=[*TIMES_FASTER], help="measure these peers as well; none: all")
    parser.add_argument(
        "--slow-articles",
        type=int,
        default=100_000,
        help="articles given to all peers but Daft, whose time is counted an article (default: 100,000, an hour)",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--strict", action="store_true", help="exit 1 where a limit is missed")
    arguments = parser.parse_args()
    if any(os.environ.get(name) != value for name, value in ONE_CORE.items()):  # read when the libraries load
        command = [sys.executable, "-m", "tests.bench.duplicates", *sys.argv[1:]]
        return subprocess.run(command, cwd=CHECKOUT, env=os.environ | ONE_CORE, check=False).returncode
    if arguments.peers == []:
        arguments.peers = [*TIMES_FASTER]
    if hasattr(os, "sched_setaffinity"):  # the peers inherit it
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    report = measure(arguments.articles, arguments.seed, arguments.peers or (), arguments.slow_articles)
    if arguments.json:
        json.dump(report, sys.stdout, indent=1)
        print()
    else:
        print(render(report))
        for one in report["limits"]:
            print(f"{'ok   ' if one['is_met'] else 'MISSED'} {one['limit']}: {one['seen']}")
    return int(arguments.strict and not all(one["is_met"] for one in report["limits"]))


if __name__ == "__main__":
    sys.exit(main())
