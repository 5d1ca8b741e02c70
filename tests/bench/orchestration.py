"""Measure what Prefect costs on top of the pure steps: the same pages with and without the flow, on a running server.

Both ways take the same methods of ``flows.work.Run``, from the lock to the published file, in one process that has
imported everything and on warehouses of their own, in turns. What differs is Prefect: task runs, states, logs,
artifacts.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.processes import limit, table

BATCH_PAGES = 5_000
LIMIT_SECONDS = 1.0
WAYS = ("pure steps", "flow")


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Alternate runs without and with Prefect over the same pages.

    Args:
        arguments: ``pages``, ``seed`` and ``rounds`` of the command.

    Returns:
        The report: seconds of wall time, of this process's CPU and of the server's, a run and a batch.
    """
    from tests.bench.pages import write_jsonl

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"PREFECT_HOME": str(folder / "prefect"), "DO_NOT_TRACK": "1"}
        os.environ.pop("PREFECT_API_URL", None)
        for pages, source in ((50, "warm"), (arguments.pages, "pages")):
            write_jsonl(folder / f"{source}.jsonl", pages, seed=arguments.seed)
        return _measure(arguments, folder)


def _measure(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    from flows.environment import silence_logs, silence_telemetry
    from flows.ephemeral_server import EphemeralServer

    silence_telemetry()
    silence_logs()
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.news_flow import ingest
    from flows.settings import Settings
    from flows.without_prefect import run_all

    def settings(source: str, target: str) -> Settings:
        return Settings(
            sources=(str(folder / f"{source}.jsonl"),),
            warehouse=folder / f"{target}.duckdb",
            batch_size=BATCH_PAGES,
            batch_bytes=1 << 30,
            fields=(),
            docs=False,
        )

    seen: dict[str, dict[str, list[float]]] = {way: {"wall": [], "cpu": [], "server": []} for way in WAYS}
    with EphemeralServer(startup_seconds=600) as server, temporary_settings({PREFECT_API_URL: server.api_url}):
        server.wait()
        ways: dict[str, Callable[[Settings], Any]] = {
            "pure steps": run_all,
            "flow": lambda chosen: asyncio.run(ingest(chosen)),
        }
        for way, run in ways.items():
            run(settings("warm", f"warm-{way}"))
        for turn in range(arguments.rounds):
            for way, run in ways.items():
                began = time.monotonic(), time.process_time(), _cpu_of(server.pid)
                run(settings("pages", f"{way}-{turn}"))
                ended = time.monotonic(), time.process_time(), _cpu_of(server.pid)
                for what, start, end in zip(("wall", "cpu", "server"), began, ended, strict=True):
                    seen[way][what].append(end - start)
    batches = -(-arguments.pages // BATCH_PAGES)
    medians = {way: {what: statistics.median(all_) for what, all_ in of.items()} for way, of in seen.items()}
    added = {what: (medians["flow"][what] - medians["pure steps"][what]) / batches for what in ("wall", "cpu")}
    added["server"] = medians["flow"]["server"] / batches
    return {"batches": batches, "seconds": seen, "medians": medians, "added": added, "limits": _limits(added)}


def _cpu_of(pid: int | None) -> float:
    """Return the CPU seconds of a process; 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _limits(added: dict[str, float]) -> list[dict[str, Any]]:
    cpu = added["cpu"] + added["server"]
    return [
        limit(f"{what} a batch of {BATCH_PAGES:,} pages (s, at most 1)", f"{seen:.2f}", is_met=seen <= LIMIT_SECONDS)
        for what, seen in (("wall time that Prefect adds to", added["wall"]), ("CPU that Prefect adds to", cpu))
    ]


def render(report: dict[str, Any]) -> str:
    """Write the report as a table.

    Args:
        report: What ``measure`` returned.

    Returns:
        The text.
    """
    rows = [[way, *(f"{report['medians'][way][what]:.2f}" for what in ("wall", "cpu", "server"))] for way in WAYS]
    rows.append(["added a batch", *(f"{report['added'][what]:.2f}" for what in ("wall", "cpu", "server"))])
    return table([["seconds, median", "wall", "CPU", "CPU of the server"], *rows])
