"""Measure the steps from read to deduplicate in process: no Prefect, no DuckDB, one core."""

import argparse
import functools
import inspect
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from flows.steps.extract.mentions import COMPILED_FROM
from tests.bench import baseline
from tests.bench.processes import CHECKOUT, generate, limit, peak_bytes, table

FLOOR_PAGES_A_SECOND = 2_500
FLOOR_ARTICLES_A_SECOND = 1_200
"""All extractors together, on articles of ``ARTICLE_KILOBYTES``."""
ARTICLE_KILOBYTES = 2.4
CEILING_BYTES = 1_500_000_000
FLAT_RATIO = 1.25
"""How much the peak may grow from few pages to five times as many and still be called flat: an allocator's noise."""


class Stopwatch:
    """CPU and wall seconds by name, each second counted once: under the innermost name."""

    def __init__(self) -> None:
        self.cpu: defaultdict[str, float] = defaultdict(float)
        self.wall: defaultdict[str, float] = defaultdict(float)
        self._open: list[str] = []
        self._last = (0.0, 0.0)

    def _book(self) -> None:
        now = (time.process_time(), time.perf_counter())
        if self._open:
            self.cpu[self._open[-1]] += now[0] - self._last[0]
            self.wall[self._open[-1]] += now[1] - self._last[1]
        self._last = now

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """Book the block under a name."""
        self._book()
        self._open.append(name)
        try:
            yield
        finally:
            self._book()
            self._open.pop()

    def wrap(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, booked under a name."""

        @functools.wraps(function)
        def booked(*args: Any, **keywords: Any) -> Any:
            with self.time(name):
                return function(*args, **keywords)

        return booked


def instrument(pipeline: ModuleType, watch: Stopwatch) -> None:
    """Book every step the spine calls: the functions it imported from the steps, and the extractors it names."""
    for name, value in list(vars(pipeline).items()):
        home = getattr(value, "__module__", None) or getattr(value, "__name__", "")
        if inspect.isfunction(value) and home.startswith("flows.steps."):
            setattr(pipeline, name, watch.wrap(f"{home.removeprefix('flows.steps.')}.{name}", value))
        elif inspect.ismodule(value) and value.__name__.startswith("flows.steps.") and hasattr(value, "extract"):
            value.extract = watch.wrap(value.__name__.removeprefix("flows.steps."), value.extract)
    pipeline.conform = watch.wrap("contracts (conform)", pipeline.conform)  # type: ignore[attr-defined]


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run the steps over pages and book them.

    Args:
        arguments: ``pages``, ``seed``, ``source``, ``compare``, ``kilobytes`` and ``fields`` of the command.

    Returns:
        The report.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = arguments.source
        fields = chosen_fields(arguments.fields)
        if source is None:
            source = Path(folder) / "pages.jsonl"
            kilobytes = arguments.kilobytes or (ARTICLE_KILOBYTES if fields else None)
            generate(source, arguments.pages, arguments.seed, kilobytes)
        if "mentions" in fields and arguments.pages >= COMPILED_FROM // 2:
            # In a process of its own: what loading the machine code costs is counted, what compiling it does is not.
            subprocess.run([sys.executable, "-m", "tests.bench.warm"], cwd=CHECKOUT, check=True)
        report = _measure(source, Path(folder), fields)
    if arguments.compare:
        report["compared"] = _in_another_process(arguments.compare, arguments.seed)
    report["limits"] = _limits(report)
    return report


def chosen_fields(named: str) -> tuple[str, ...]:
    """Read what ``--fields`` names: fields parted by commas, ``all``, or nothing."""
    from flows.pipeline import FIELDS

    chosen = FIELDS if named == "all" else tuple(name for name in named.split(",") if name)
    if unknown := set(chosen) - set(FIELDS):
        raise SystemExit(f"--fields: {', '.join(sorted(unknown))} unknown; there are {', '.join(FIELDS)} and all")
    return chosen


def _measure(source: Path, folder: Path, fields: tuple[str, ...]) -> dict[str, Any]:
    import polars as pl

    from flows import pipeline, resources
    from flows.steps.read.batches import read_batches

    watch = Stopwatch()
    lexicon = pipeline.load_lexicon(resources.reference_dir())
    instrument(pipeline, watch)
    records = articles = batches = text_chars = body_chars = 0
    candidates: list[pl.DataFrame] = []
    begun = (time.process_time(), time.perf_counter())
    stream = iter(read_batches([source]))
    while True:
        with watch.time("read"):
            batch = next(stream, None)
        if batch is None:
            break
        with watch.time("pipeline (rest)"):
            parsed = pipeline.parse(batch.documents, batch.sightings, batch.hints, batch.page_metadata, lexicon, fields)
            found = parsed.tables["core.articles"]
            columns = ["article_id", "body_digest", "published_at", "published_on", "agency", "word_count"]
            candidates.append(found.select(columns))
        kept = parsed.tables["core.blocks"].filter(pl.col("is_kept") & pl.col("article_id").is_not_null())
        text_chars += int(kept.select((pl.col("block_end") - pl.col("block_start")).sum()).item())
        body_chars += int(found["body_text"].str.len_chars().sum())
        records += batch.record_count
        articles += found.height
        batches += 1
        del batch, parsed, found, kept
    with watch.time("deduplicate (rest)"):
        # A document met again in a later batch is parsed again here, where a run would know it.
        standing = pl.concat(candidates).filter(pl.col("body_digest").is_not_null()).unique("article_id")
        duplicates = pipeline.find_duplicates(standing.filter(pl.col("body_digest").is_duplicated())).height
    cpu, wall = time.process_time() - begun[0], time.perf_counter() - begun[1]
    peak = peak_bytes()
    plain_cpu, plain_wall = _plain(source, folder) if source.suffix == ".jsonl" else (0.0, 0.0)
    return {
        "pages": records,
        "source_bytes": source.stat().st_size if source.is_file() else None,
        "articles": articles,
        "chars_an_article": text_chars / max(articles, 1),
        "body_chars_an_article": body_chars / max(articles, 1),
        "duplicates": duplicates,
        "batches": batches,
        "fields": fields,
        "steps": [{"step": name, "cpu": watch.cpu[name], "wall": watch.wall[name]} for name in watch.cpu],
        "cpu": cpu,
        "wall": wall,
        "pages_a_second": records / cpu,
        "peak_bytes": peak,
        "baseline": {"cpu": plain_cpu, "wall": plain_wall},
        "ratio_to_baseline": cpu / plain_cpu if plain_cpu else None,
    }


def _plain(source: Path, folder: Path) -> tuple[float, float]:
    """Return the CPU and wall seconds of the baseline: the better of two, its input is then in the page cache."""
    seen = []
    for _ in range(2):
        begun = (time.process_time(), time.perf_counter())
        baseline.clean(source, folder / "baseline.jsonl")
        seen.append((time.process_time() - begun[0], time.perf_counter() - begun[1]))
    return min(seen)


def _in_another_process(pages: int, seed: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench", "steps", "--pages", str(pages), "--seed", str(seed), "--json"]
    done = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _limits(report: dict[str, Any]) -> list[dict[str, Any]]:
    speed, peak = report["pages_a_second"], report["peak_bytes"]
    limits = [limit("peak memory under 1.5 GB", f"{peak / 1e6:,.0f} MB", is_met=peak < CEILING_BYTES)]
    if len(report["fields"]) == len(chosen_fields("all")):
        floor = f"all extractors: at least {FLOOR_ARTICLES_A_SECOND:,} articles a CPU second"
        reached = report["articles"] / _extraction(report)
        limits.append(limit(floor, f"{reached:,.0f}", is_met=reached >= FLOOR_ARTICLES_A_SECOND))
    if not report["fields"]:
        floor = f"at least {FLOOR_PAGES_A_SECOND:,} pages a CPU second"
        limits.append(limit(floor, f"{speed:,.0f}", is_met=speed >= FLOOR_PAGES_A_SECOND))
    if "compared" in report:
        other = report["compared"]
        limits.append(
            limit(
                f"the peak at {other['pages']:,} pages at most {FLAT_RATIO} times that at {report['pages']:,}",
                f"{other['peak_bytes'] / 1e6:,.0f} MB, {other['peak_bytes'] / peak:.2f} times",
                is_met=other["peak_bytes"] <= FLAT_RATIO * peak and other["peak_bytes"] < CEILING_BYTES,
            )
        )
    return limits


def _extraction(report: dict[str, Any]) -> float:
    """Sum up the CPU seconds of the extractors."""
    return sum(step["cpu"] for step in report["steps"] if step["step"].startswith("extract."))


def render(report: dict[str, Any]) -> str:
    """Lay the report out for a person."""
    pages, articles, total = report["pages"], max(report["articles"], 1), report["cpu"]
    rows = [("step", "CPU s", "µs/page", "µs/article", "pages/s", "share")]

    def row(name: str, cpu: float) -> tuple[str, ...]:
        speed = f"{pages / cpu:,.0f}" if cpu > 0 else "-"
        costs = [f"{cpu:.2f}", f"{1e6 * cpu / pages:,.0f}", f"{1e6 * cpu / articles:,.0f}"]
        return (name, *costs, speed, f"{cpu / total:.0%}")

    rows += [row(step["step"], step["cpu"]) for step in sorted(report["steps"], key=lambda step: -step["cpu"])]
    rows.append(row("extractors", _extraction(report)))
    rows.append(row("read to deduplicate", total))
    if report["baseline"]["cpu"]:
        rows.append(row("baseline: split, drop repeats, write", report["baseline"]["cpu"]))
    fields = ", ".join(report["fields"]) or "none of the optional ones; --fields all measures them too"
    read = f"{report['chars_an_article']:,.0f} characters of kept text, {report['body_chars_an_article']:,.0f} its body"
    lines = [
        f"fields: {fields}",
        f"{pages:,} pages, {report['articles']:,} articles, {report['duplicates']:,} duplicates",
        f"an article: {read}",
        table(rows),
        f"wall {report['wall']:.1f} s, CPU {total:.1f} s, peak {report['peak_bytes'] / 1e6:,.0f} MB",
    ]
    if report["ratio_to_baseline"]:
        lines.append(f"{report['ratio_to_baseline']:.1f} times the baseline's CPU time")
    return "\n".join(lines)
