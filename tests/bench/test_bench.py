"""The benchmark itself works, and the ratios it measures hold: never seconds, which belong to one machine."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bench.baseline import clean
from tests.bench.pages import write_jsonl
from tests.bench.steps import Stopwatch

ROOT = Path(__file__).parents[2]


def bench(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench", *words, "--json"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4_000:]
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def missed_ratios(report: dict[str, Any]) -> dict[str, str]:
    """Say which limits were missed, those on seconds left out: they belong to one machine."""
    absolute = ("pages a CPU second", "answers in under")
    missed = {limit["limit"]: limit["seen"] for limit in report["limits"] if not limit["is_met"]}
    return {text: value for text, value in missed.items() if not any(part in text for part in absolute)}


def test_the_baseline_drops_repeats_and_nothing_else(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"id": "a", "text": "One\n\nTwo\nOne\n Two \nThree"}) + "\n", encoding="utf-8")
    assert clean(source, target) == 1
    assert json.loads(target.read_text(encoding="utf-8")) == {"id": "a", "text": "One\nTwo\nThree"}


def test_the_stopwatch_books_each_second_once() -> None:
    watch = Stopwatch()
    with watch.time("outer"):
        sum(range(300_000))
        with watch.time("inner"):
            sum(range(300_000))
    assert watch.cpu["outer"] > 0
    assert watch.cpu["inner"] > 0
    whole = Stopwatch()
    with whole.time("all"):
        watch.wrap("called", sum)(range(300_000))
    assert watch.cpu["called"] <= whole.cpu["all"]


def test_segment_and_clean_are_measured_alone_and_put_back() -> None:
    report = bench("prose", "--pages", "60", "--rounds", "1")
    assert report["pages"] <= 60  # a page that stands twice is one document
    assert {"segment: add_features", "segment: mark_starts", "segment: assign_roles", "clean"} <= report["steps"].keys()
    assert sum(report["steps"].values()) <= report["cpu"]
    assert [limit["limit"] for limit in report["limits"]] == ["at least 3,000 pages a CPU second"]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_steps_name_every_extractor_and_memory_stays_flat() -> None:
    report = bench("steps", "--pages", "10000", "--compare", "30000")
    names = {step["step"] for step in report["steps"]}
    assert {"read", "segment.articles.segment", "extract.captions", "extract.quotes"} <= names
    assert report["pages"] == 10_000
    booked = sum(step["cpu"] for step in report["steps"])
    assert booked == pytest.approx(report["cpu"], rel=0.05)
    assert report["duplicates"] > 0
    assert missed_ratios(report) == {}


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_the_published_file_is_hardly_larger_than_the_pages() -> None:
    report = bench("size", "--pages", "20000")
    assert missed_ratios(report) == {}


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_a_run_costs_little_more_than_an_empty_flow() -> None:
    report = bench("fixed", "--rounds", "3")
    assert missed_ratios(report) == {}


@pytest.mark.slow
def test_a_hundred_thousand_pages_take_no_memory_to_generate(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from tests.bench.pages import write_jsonl
from tests.bench.processes import peak_bytes

path = Path(sys.argv[1])
write_jsonl(path, 500)
first = peak_bytes()
write_jsonl(path, 8_000)
print(peak_bytes() / first)
"""
    command = [sys.executable, "-c", code, str(tmp_path / "p.jsonl")]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert float(done.stdout) < 1.3
    assert write_jsonl(tmp_path / "q.jsonl", 10) > 0
