"""Measure the search for copies on one core: ``python -m tests.bench.duplicates [--articles N] [--peers]``.

Articles of 2.4 KB with planted copies (edited at 0 to 30 %, cut, extended) are searched in full, then 1 % more are
added to them. CPU time only, text in memory; peak memory is that of the process, texts included. Peers (datasketch,
Daft) are measured where they are installed, over the same texts, without any verification of their own.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.bench.processes import CHECKOUT, limit, peak_bytes, table

ONE_CORE = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1", "DAFT_NUM_THREADS": "1"}
FLOOR_ARTICLES_A_SECOND = 17_000
"""1.3 times what Daft's unverified MinHash does on the machine the design was measured on."""
RECALL_FLOORS = {0.8: 0.999, 0.7: 0.99}
ADDED_SHARE = 0.01
ADDED_COST_SHARE = 0.03
CEILING_BYTES = 1_500_000_000
COPY_SHARE = 0.2
WORDS = 385
BATCH = 20_000
VOCABULARY = 30_000


class Made(NamedTuple):
    """Texts, and the rows of each planted copy and what it was made from."""

    texts: list[str]
    pairs: list[tuple[int, int]]


def make(count: int, seed: int = 0) -> Made:
    """Make articles: words by Zipf's law, numbers, some typographic quotes; every fifth is a copy."""
    import numpy as np

    rng = np.random.default_rng(seed)
    letters = np.array(list("etaoinshrdlucmfwypvbgk"))
    names = np.array(
        ["".join(rng.choice(letters, size)) for size in rng.integers(2, 10, VOCABULARY)] + ["said", "”", "12", "2024"]
    )
    weights = 1 / (np.arange(names.size) + 20)
    weights /= weights.sum()
    stock = rng.choice(names.size, size=4_000_000, p=weights)
    texts, pairs = [], []
    for row in range(count):
        if row > 100 and rng.random() < COPY_SHARE:
            source = int(rng.integers(max(row - 50_000, 0), row))
            words = _changed(texts[source].split(" "), names, stock, rng)
            pairs.append((source, row))
        else:
            start = int(rng.integers(0, stock.size - WORDS))
            words = names[stock[start : start + WORDS]].tolist()
            for at in range(0, WORDS, 19):
                words[at] = str(rng.integers(2, 99_999))
            rng.shuffle(words)
        texts.append(" ".join(words))
    return Made(texts, pairs)


def _changed(words: list[str], names: Any, stock: Any, rng: Any) -> list[str]:
    kind = rng.random()
    if kind < 0.1:
        return words[: int(len(words) * rng.uniform(0.3, 0.9))]
    if kind < 0.2:
        start = int(rng.integers(0, stock.size - WORDS))
        return words + list(names[stock[start : start + WORDS // 2]])
    rate = rng.uniform(0, 0.12) if kind < 0.9 else rng.uniform(0.12, 0.3)
    changed = list(words)
    for at in (rng.random(len(words)) < rate).nonzero()[0]:
        changed[at] = str(names[stock[int(rng.integers(stock.size))]])
    return changed


def measure(articles: int, seed: int, *, with_peers: bool) -> dict[str, Any]:
    """Search a corpus, add to it, and say what it took and what was found."""
    import polars as pl

    from flows.steps.deduplicate.copies import choose_engine, find_copies, fingerprint

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

        found = find_copies(prints, known, fetch, engine)
        ended = time.process_time()
        return prints, found, {"fingerprints": drawn - begun, "pairs": ended - drawn, "all": ended - begun} | rows

    old, added = bodies.head(articles), bodies.slice(articles)
    prints, found, full = search(
        old, pl.DataFrame(schema={"body_digest": pl.String, "shingle_count": pl.Int32, "sketch": pl.Binary})
    )
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
    report["peers"] = _peers(made.texts[:articles]) if with_peers else []
    report["limits"] = _limits(report)
    return report


def _warm(engine: Any, bodies: Any) -> None:
    from flows.steps.deduplicate.copies import find_copies, fingerprint

    prints = fingerprint(bodies, engine)
    twice = prints.with_columns(body_digest=prints["body_digest"].str.replace("0", "f"))
    find_copies(
        twice, prints, lambda digests: bodies.select(body_digest=digests.head(0), body_text=digests.head(0)), engine
    )


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


def _peers(texts: list[str]) -> list[dict[str, Any]]:
    return [peer for peer in (_datasketch(texts), _daft(texts)) if peer]


def _datasketch(texts: list[str]) -> dict[str, Any] | None:
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        return None
    begun = time.process_time()
    index = MinHashLSH(threshold=0.7, num_perm=128)
    pairs = 0
    for row, text in enumerate(texts):
        minima = MinHash(num_perm=128)
        minima.update_batch([" ".join(run).encode() for run in set(_runs(text))])
        pairs += len(index.query(minima))
        index.insert(row, minima)
    return {"peer": "datasketch", "seconds": time.process_time() - begun, "pairs": pairs}


def _daft(texts: list[str]) -> dict[str, Any] | None:
    try:
        import daft
    except ImportError:
        return None
    begun = time.process_time()
    frame = daft.from_pydict({"text": texts})
    frame.select(daft.col("text").minhash(num_hashes=128, ngram_size=5)).collect()
    return {"peer": "Daft, signatures alone", "seconds": time.process_time() - begun, "pairs": None}


def _limits(report: dict[str, Any]) -> list[dict[str, Any]]:
    speed, peak = report["articles_a_second"], report["peak_bytes"]
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
    if report["articles"] >= 1_000_000:
        limits.append(
            limit("peak memory under 1.5 GB beside the texts", f"{peak / 1e6:,.0f} MB", is_met=peak < CEILING_BYTES)
        )
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
        (peer["peer"], f"{peer['seconds']:.2f}", f"{1e6 * peer['seconds'] / report['articles']:,.1f}")
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
    parser.add_argument("--peers", action="store_true", help="measure the peers that are installed as well")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--strict", action="store_true", help="exit 1 where a limit is missed")
    arguments = parser.parse_args()
    if any(os.environ.get(name) != value for name, value in ONE_CORE.items()):  # read when the libraries load
        command = [sys.executable, "-m", "tests.bench.duplicates", *sys.argv[1:]]
        return subprocess.run(command, cwd=CHECKOUT, env=os.environ | ONE_CORE, check=False).returncode
    report = measure(arguments.articles, arguments.seed, with_peers=arguments.peers)
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
