"""Measure what a run costs before it does anything: the sample against an empty flow, in the same minutes."""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.processes import CHECKOUT, copydesk, environment, limit, table, timed

LIMIT_RATIO = 1.5
LIMIT_QUESTION_SECONDS = 1.5
NOISE_RATIO = 1.05
"""Two equal runs differ by so much: a second run within it is no slower than the first."""


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Alternate runs on the sample with an empty flow, and ask a few questions.

    Args:
        arguments: ``rounds`` of the command.

    Returns:
        The report.
    """
    seen: dict[str, list[float]] = {name: [] for name in ("empty flow", "first run", "second run", "sql", "show")}
    empty = [sys.executable, str(Path(__file__).with_name("empty_flow.py"))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clean = environment(folder / "prefect")
        timed(empty, clean, CHECKOUT)  # makes Prefect's database and warms the disk; counted nowhere
        for turn in range(arguments.rounds):
            published = folder / f"{turn}.duckdb"
            run = copydesk("run", "--warehouse", str(published))
            seen["empty flow"].append(timed(empty, clean, CHECKOUT))
            seen["first run"].append(timed(run, clean, CHECKOUT))
            seen["second run"].append(timed(run, clean, CHECKOUT))
            count = copydesk("sql", "select count(*) from core.articles", "--warehouse", str(published))
            seen["sql"].append(timed(count, clean, CHECKOUT))
            article = _an_article(published, clean)
            seen["show"].append(timed(copydesk("show", article, "--warehouse", str(published)), clean, CHECKOUT))
    medians = {name: statistics.median(seconds) for name, seconds in seen.items()}
    return {"rounds": arguments.rounds, "seconds": seen, "medians": medians, "limits": _limits(medians)}


def _an_article(published: Path, clean: dict[str, str]) -> str:
    question = "select min(article_id) as article_id from core.articles"
    command = copydesk("sql", question, "--warehouse", str(published), "--format", "json")
    answer = subprocess.run(command, env=clean, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout
    row = json.loads(answer)
    return str((row[0] if isinstance(row, list) else row)["article_id"])


def _limits(medians: dict[str, float]) -> list[dict[str, Any]]:
    ratio = medians["first run"] / medians["empty flow"]
    again = medians["second run"] / medians["first run"]
    return [
        limit(f"a first run at most {LIMIT_RATIO} times an empty flow", f"{ratio:.2f}", is_met=ratio <= LIMIT_RATIO),
        limit("a second run no slower than the first", f"{again:.2f}", is_met=again <= NOISE_RATIO),
        *(
            limit(
                f"{name} answers in under {LIMIT_QUESTION_SECONDS} s",
                f"{medians[name]:.2f} s",
                is_met=medians[name] < LIMIT_QUESTION_SECONDS,
            )
            for name in ("sql", "show")
        ),
    ]


def render(report: dict[str, Any]) -> str:
    """Lay the report out for a person."""
    rows = [("", "median s", "all s")]
    for name, seconds in report["seconds"].items():
        rows.append((name, f"{report['medians'][name]:.2f}", " ".join(f"{value:.2f}" for value in seconds)))
    return table(rows)
