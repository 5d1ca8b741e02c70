"""The report under folds by site: no site in two folds, every page in one, and figures that are the scorer's own."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.quality.folds.measure import Spread, deal, predict, score, site_of, spreads

ROOT = Path(__file__).parents[3]
# A scorer in the shape of those the command is given: the share of titles that are right, bodies in "body4".
SCORER = """
import argparse, json, sys
parser = argparse.ArgumentParser()
parser.add_argument("--gold"); parser.add_argument("--pred"); parser.add_argument("--json", action="store_true")
given = parser.parse_args()
gold, pred = ([json.loads(line) for line in open(path, encoding="utf-8")] for path in (given.gold, given.pred))
said = {row["id"]: row for row in pred}
labelled = [row for row in gold if row.get("gold_title")]
found = {"n": len(gold)}
if labelled:
    right = sum(row["gold_title"] == said.get(row["id"], {}).get("title") for row in labelled)
    found["title"] = {"n": len(labelled), "exact": right / len(labelled)}
if any(row.get("gold_body") == "break" for row in gold):
    sys.exit("the labels are broken")
print(json.dumps(found))
"""
STORY = (
    "Ferry Pier at Lindhaven Closes for Winter\n\n"
    "By Odile Kern\n\n"
    "LINDHAVEN - The pier at Lindhaven will be closed until spring, the harbour office said on Monday.\n\n"
    "“We have no choice,” said the harbour master, Jonas Fehr, who has run the office for nine years.\n\n"
    "About 400 passengers a day will have to take the bus across the new bridge instead.\n"
)


@pytest.fixture
def scorer(tmp_path: Path) -> Path:
    path = tmp_path / "score.py"
    path.write_text(SCORER, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("record", "site"),
    [
        ({"id": "a", "url": "https://www.Harbour.example/x?y"}, "harbour.example"),
        ({"id": "a", "url": "http://u:p@m.harbour.example:80/"}, "m.harbour.example"),
        ({"id": "a", "url": "http://[broken", "publisher": "The Quay"}, "The Quay"),
        ({"id": "a", "url": None, "gold_sitename": "Quay 🛳"}, "Quay 🛳"),
        ({"id": "a", "url": ""}, "a"),
    ],
)
def test_a_page_has_a_site(record: dict[str, Any], site: str) -> None:
    assert site_of(record) == site


@settings(max_examples=50)
@given(st.lists(st.text(max_size=3), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_sites_are_dealt_whole_and_evenly_in_any_order(sites: list[str], random: Any) -> None:
    dealt = deal(sites)
    assert set(dealt) == set(sites)
    assert set(dealt.values()) <= set(range(5))
    shuffled = random.sample(sites, len(sites))
    assert deal(shuffled) == dealt
    sizes = [sum(dealt[site] == fold for site in sites) for fold in range(5)]
    assert max(sizes) - min(sizes) <= max(sites.count(site) for site in sites)


def test_a_figure_made_by_one_site_shows(scorer: Path) -> None:
    gold = [
        {"id": f"{site}{page}", "url": f"https://{site}.example/{page}", "gold_title": "right"}
        for site in "abcde"
        for page in range(4)
    ]
    said = [{"id": row["id"], "title": "wrong" if row["id"][0] == "c" else "right"} for row in gold]
    (spread,) = spreads(gold, said, scorer).values()
    assert spread.whole == pytest.approx(0.8)
    assert sorted(spread.folds) == [0, 1, 1, 1, 1]
    assert spread.deviation == pytest.approx(0.447, abs=0.001)
    assert Spread(1.0, (1.0,)).deviation == 0


def test_a_fold_without_a_label_is_left_out(scorer: Path) -> None:
    gold = [{"id": site, "url": f"https://{site}.example/", "gold_title": None} for site in "abcde"]
    assert spreads(gold, [], scorer) == {}
    gold[2]["gold_title"] = "right"
    assert spreads(gold, [], scorer) == {"title_exact": Spread(0.0, (0.0,))}


def test_a_scorer_that_fails_says_why(scorer: Path) -> None:
    with pytest.raises(SystemExit, match="the labels are broken"):
        score([{"id": "a", "gold_body": "break"}], [], scorer)


def test_a_prediction_is_the_longest_article_of_its_page() -> None:
    page = "".join(f"<p>{line}</p>" for line in STORY.split("\n\n")[2:])
    markup = f"<html><body><nav><a href='/'>Home</a></nav><article><h1>Pier 🛳 Closes</h1>{page}</article></body></html>"
    records = [
        {"id": "one", "url": None, "raw_text": STORY, "html": markup},
        {"id": "two", "url": None, "raw_text": " \u2028\n", "html": "<p></p>"},
        {"id": "three", "url": None, "raw_text": STORY, "html": markup},  # the same bytes: one page, two records
    ]
    text = {row["id"]: row for row in predict(records, "text")}
    assert text["one"]["title"] == "Ferry Pier at Lindhaven Closes for Winter"
    assert text["one"]["byline"] == ["Odile Kern"]
    assert "bus across the new bridge" in text["one"]["body"]
    assert text["three"] == text["one"] | {"id": "three"}
    assert (text.get("two") or {"body": None})["body"] is None
    html = {row["id"]: row for row in predict(records, "html")}
    assert html["one"]["title"] == "Pier 🛳 Closes"
    assert "Home" not in html["one"]["body"]


def test_the_command_prints_a_line_for_each_figure(scorer: Path, tmp_path: Path) -> None:
    record = {"id": "one", "url": None, "raw_text": STORY, "html": f"<pre>{STORY}</pre>"}
    label = {"gold_title": "Ferry Pier at Lindhaven Closes for Winter"}
    with gzip.open(tmp_path / "pages_own.dev.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(record | label) + "\n")
    command = [sys.executable, "-m", "tests.quality.folds.measure", "--data", str(tmp_path), "--scorer", str(scorer)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    _, text, html = done.stdout.splitlines()
    assert text.split()[:4] == ["pages_own_text", "title_exact", "1.000", "1.000"]
    assert html.startswith("pages_own_html")
