"""The day an article appeared and the day it was changed are kept apart, whoever tells them."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.pipeline import load_lexicon
from flows.resources import reference_dir
from flows.steps.lexicon import Lexicon
from tests.made_pages import read_and_parse

TEXT = (
    "<p>The ferry left the quay at six, with eleven cars and a hearse, and came back at seven with none of them.</p>"
    "<p>Nobody on the island could say, when they were asked about it, who had paid for the hearse or for the cars.</p>"
)
SENT = '<meta property="article:published_time" content="2024-05-07T01:30:00Z">'
CHANGED = '<meta property="article:modified_time" content="2024-05-09T10:00:00Z">'
SAME = '<meta property="article:modified_time" content="2024-05-07T01:30:20Z">'
BEFORE = '<meta property="article:modified_time" content="2024-05-01T10:00:00Z">'


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(reference_dir())


def article(head: str, line: str, tmp_path: Path, lexicon: Lexicon) -> dict[str, Any]:
    path = tmp_path / "page.html"
    shown = f"<h1>Ferry Comes Back Empty</h1><div>{line}</div>{TEXT}"
    path.write_text(f"<!doctype html><html><head>{head}</head><body><article>{shown}</article></body></html>", "utf-8")
    batch, tables = read_and_parse(path, lexicon)
    (row,) = tables["core.articles"].iter_rows(named=True)
    text = batch.documents["page_text"][0]
    spans = {name: (row[f"{name}_start"], row[f"{name}_end"]) for name in ("published", "updated")}
    return row | {name: None if s is None else text[s:e] for name, (s, e) in spans.items()}


DAYS = {
    "metadata alone": (SENT + CHANGED, "", date(2024, 5, 7), date(2024, 5, 9)),
    "a change within seconds is the publication": (SENT + SAME, "", date(2024, 5, 7), None),
    "no change lies before the publication": (SENT + BEFORE, "", date(2024, 5, 7), None),
    "a line of the head": ("", "Published May 6, 2024. Updated May 8, 2024", date(2024, 5, 6), date(2024, 5, 8)),
    "the change named first": ("", "Updated May 8, 2024 / Original May 6, 2024", date(2024, 5, 6), date(2024, 5, 8)),
    "German": ("", "06.05.2024, aktualisiert am 08.05.2024", date(2024, 5, 6), date(2024, 5, 8)),
    "French": ("", "Publié le 6 mai 2024, mis à jour le 8 mai 2024", date(2024, 5, 6), date(2024, 5, 8)),
    "the newsroom's day beside the instant": (SENT, "May 6, 2024", date(2024, 5, 6), None),
    "a change is no newsroom's day": (SENT, "Updated May 8, 2024", date(2024, 5, 7), date(2024, 5, 8)),
    "a day far from the instant": (SENT, "May 4, 2024", date(2024, 5, 7), None),
    "hours since the change": (SENT, "May 6, 2024 / 9:30 PM / Updated 8 hours ago", date(2024, 5, 6), None),
    "nothing told": ("", "Harbour", None, None),
}


@pytest.mark.parametrize("name", DAYS)
def test_publication_and_change(name: str, tmp_path: Path, lexicon: Lexicon) -> None:
    head, line, published, updated = DAYS[name]
    row = article(head, line, tmp_path, lexicon)
    assert (row["published_on"], row["updated_on"]) == (published, updated)


def test_what_was_read_from_the_page_has_its_span(tmp_path: Path, lexicon: Lexicon) -> None:
    row = article("", "Publié le 6 mai 2024, mis à jour le 8 mai 2024", tmp_path, lexicon)
    assert (row["published"], row["updated"]) == ("6 mai 2024", "8 mai 2024")
    row = article(SENT + CHANGED, "May 6, 2024", tmp_path, lexicon)
    assert (row["published"], row["published_at"]) == ("May 6, 2024", datetime(2024, 5, 7, 1, 30))
    assert (row["updated"], row["updated_at"]) == (None, datetime(2024, 5, 9, 10))


def test_a_change_behind_the_fetch_is_none_and_the_zone_of_the_newsroom_holds(tmp_path: Path, lexicon: Lexicon) -> None:
    sent = SENT.replace("T01:30:00Z", "T00:30:00+02:00")  # 22:30 of the day before in Greenwich
    changed = CHANGED.replace("05-09T10:00:00Z", "05-06T23:00:00Z")
    page = f"<html><head>{sent}{{}}</head><body><h1>Ferry Comes Back Empty</h1><p>Updated May 30, 2024</p>{TEXT}</body>"
    records = [
        {"id": "1", "html": page.format(changed), "fetched_at": "2024-05-07T10:00:00Z"},
        {"id": "2", "html": page.format(CHANGED), "fetched_at": "2024-05-07T10:00:00Z"},
    ]
    path = tmp_path / "pages.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    batch, tables = read_and_parse(path, lexicon)
    keys = dict(batch.sightings.select("document_id", "record_key").iter_rows())
    rows = {keys[row["document_id"]]: row for row in tables["core.articles"].iter_rows(named=True)}
    assert [rows["1"][name] for name in ("published_on", "updated_on")] == [date(2024, 5, 7)] * 2
    assert rows["1"]["updated_at"] == datetime(2024, 5, 6, 23)
    assert (rows["2"]["updated_on"], rows["2"]["updated_at"]) == (None, None)
