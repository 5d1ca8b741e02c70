"""What pages.toml expects can be found in the sample pages, letter for letter, and every page is there for a reason."""

import csv
import gzip
import html
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "seeds" / "pages"
EXPECTED: dict[str, Any] = tomllib.loads((Path(__file__).parent / "pages.toml").read_text("utf-8"))
ENTRIES: list[dict[str, Any]] = EXPECTED["page"]
READABLE = [entry for entry in ENTRIES if "reject" not in entry]
PLAIN = [e for e in READABLE if not e["file"].endswith(".html") and e.get("record_key") != "wf-006"]
"""The pages whose lines are in the file; those of HTML are made by the renderer."""
RECORD_SUFFIXES = (".jsonl", ".jsonl.gz", ".csv")
PUBLISHED_BASES = {"metadata", "dateline", "caption", "text", "none"}
DAMAGE_KINDS = {
    "stray_fragment",
    "split_name",
    "broken_date",
    "lone_punctuation",
    "missing_subject",
    "name_variant",
}


def name_of(entry: dict[str, Any]) -> str:
    return str(entry["file"]) + ("/" + entry["record_key"] if "record_key" in entry else "")


def visible(markup: str) -> str:
    """Give what a reader sees of a page, roughly: enough to look surfaces up, and independent of the real renderer."""
    text = re.sub(r"(?s)<!--.*?-->", " ", markup)
    text = re.sub(r"(?is)<(script|style|head|template|noscript|svg)\b.*?</\1>", " ", text)
    text = re.sub(r"(?i)</?(b|em|span|a)\b[^>]*>", "", text)
    return " ".join(html.unescape(re.sub(r"(?s)<[^>]*>", "\n", text)).split())


def records_of(file: str) -> dict[str, dict[str, str] | None]:
    """Give the records of a file by their key; None stands for a line that is no record."""
    path = PAGES / file
    if file.endswith(".csv"):
        with path.open(encoding="utf-8", newline="") as handle:
            return {row["id"]: dict(row) for row in csv.DictReader(handle, strict=True)}
    content = gzip.decompress(path.read_bytes()) if file.endswith(".gz") else path.read_bytes()
    found: dict[str, dict[str, str] | None] = {}
    for number, line in enumerate(content.decode("utf-8").splitlines(), start=1):
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            found[str(number)] = None
        else:
            found[record.get("id", str(number))] = record
    return found


def text_of(entry: dict[str, Any]) -> str:
    file = entry["file"]
    if "record_key" in entry:
        record = records_of(file)[entry["record_key"]]
        assert record is not None
        return record["text"] if "text" in record else visible(record["html"])
    text = (PAGES / file).read_bytes().decode(entry.get("encoding", "utf-8"))
    return visible(text) if file.endswith(".html") else text


def surfaces_of(entry: dict[str, Any]) -> list[str]:
    found = [*entry["furniture"], *entry.get("repeated", []), *(mark["surface"] for mark in entry.get("damage", []))]
    for article in entry.get("articles", []):
        keys = ("headline", "standfirst", "byline", "contributor", "dateline_place", "body_first", "body_last")
        found += [article[key] for key in keys if key in article and article.get(f"{key}_basis") != "metadata"]
        found += article.get("subheadings", [])
        if "byline_basis" not in article:
            found += [author for author in article.get("authors", []) if author.upper() not in article["byline"]]
        for caption in article.get("captions", []):
            found += [caption[key] for key in ("text", "credit", "agency", "photographer") if key in caption]
        for quote in article.get("quotes", []):
            found += [quote["text"], quote["speaker"]]
    return found


@pytest.mark.parametrize("entry", READABLE, ids=name_of)
def test_every_surface_stands_in_its_page(entry: dict[str, Any]) -> None:
    text = text_of(entry)
    missing = [surface for surface in surfaces_of(entry) if surface not in text]
    assert missing == []


@pytest.mark.parametrize("entry", READABLE, ids=name_of)
def test_articles_stand_in_page_order_and_say_what_they_must(entry: dict[str, Any]) -> None:
    text = text_of(entry)
    position = 0
    for article in entry.get("articles", []):
        assert article["published_basis"] in PUBLISHED_BASES
        assert (article["published_basis"] == "none") == ("published_on" not in article)
        first = text.index(article["body_first"], position)
        last = text.index(article["body_last"], first) + len(article["body_last"])
        for subheading in article.get("subheadings", []):
            assert first < text.index(subheading, position) < last or subheading in text[position:first]
        for quote in article.get("quotes", []):
            assert quote["text"] in text[first:last]
        for caption in article.get("captions", []):
            assert caption["repeats"] == text[position:last].count(caption["text"])
            assert caption["repeats"] >= 1
        position = last
    assert {mark["kind"] for mark in entry.get("damage", [])} <= DAMAGE_KINDS


@pytest.mark.parametrize("entry", PLAIN, ids=name_of)
def test_furniture_and_repeats_are_whole_lines(entry: dict[str, Any]) -> None:
    lines = [line.strip() for line in text_of(entry).splitlines()]
    assert [line for line in entry["furniture"] if line not in lines] == []
    for line in entry.get("repeated", []):
        assert text_of(entry).count(line) == 2


@pytest.mark.parametrize("entry", [e for e in ENTRIES if "reject" in e], ids=name_of)
def test_rejects_are_what_they_claim(entry: dict[str, Any]) -> None:
    reason = entry["reject"]
    if "record_key" in entry:
        record = records_of(entry["file"])[entry["record_key"]]
        assert record is None if reason == "bad_json" else record is not None and not record.get("text")
    else:
        content = (PAGES / entry["file"]).read_bytes()
        assert (content == b"") if reason == "empty" else b"\x00" in content


def test_every_sample_file_and_record_is_listed_once_with_a_reason() -> None:
    assert {entry["file"] for entry in ENTRIES} == {path.name for path in PAGES.iterdir()}
    names = [name_of(entry) for entry in ENTRIES]
    assert len(names) == len(set(names))
    reasons = [entry["why"] for entry in ENTRIES]
    assert all(reasons)
    assert len(reasons) == len(set(reasons))
    for file in {e["file"] for e in ENTRIES if e["file"].endswith(RECORD_SUFFIXES)}:
        assert {e.get("record_key") for e in ENTRIES if e["file"] == file} == set(records_of(file))


def test_all_shapes_are_there() -> None:
    articles = [article for entry in READABLE for article in entry.get("articles", [])]
    counts = sorted(len(entry.get("articles", [])) for entry in READABLE)
    assert len({entry["file"] for entry in ENTRIES}) >= 28
    assert counts[0] == 0
    assert {2, 3, 4} <= set(counts)
    assert {article["language"] for article in articles} >= {"en", "de", "es", "fr"}
    assert {article["published_basis"] for article in articles} == PUBLISHED_BASES
    assert {caption["repeats"] for article in articles for caption in article.get("captions", [])} >= {1, 2, 4}
    assert any(len(article.get("captions", [])) == 2 for article in articles)
    assert any("headline" not in article for article in articles)
    assert {mark["kind"] for entry in READABLE for mark in entry.get("damage", [])} == DAMAGE_KINDS
    assert {entry["reject"] for entry in ENTRIES if "reject" in entry} == {"empty", "binary", "bad_json", "no_text"}
    assert sum(len(article.get("quotes", [])) for article in articles) >= 90
    texts = "".join(text_of(entry) for entry in READABLE)
    assert all(
        mark in texts for mark in ("“", '"', "„", "«", "\r\n", "\x1b[31m", "\u202e", "<script>", "%s", "DROP TABLE")
    )
    contents = [path.read_bytes() for path in PAGES.iterdir()]
    assert any(content.startswith(b"\xef\xbb\xbf") for content in contents)
    assert any(content.startswith(b"\x1f\x8b") for content in contents)
    assert "\x93".encode("latin-1") in (PAGES / "18_windows_1252.txt").read_bytes()


def test_same_bytes_are_the_same_text() -> None:
    pairs = [entry for entry in READABLE if "same_bytes_as" in entry]
    assert pairs
    by_name = {name_of(entry): entry for entry in READABLE}
    for entry in pairs:
        assert text_of(entry) == text_of(by_name[entry["same_bytes_as"].replace("#", "/")])


def folded_body(reference: str) -> str:
    """Give an article's body without quotes, dashes, case, spaces and furniture, to compare copies with."""
    name, _, index = reference.partition("#")
    entry = next(entry for entry in READABLE if name_of(entry) == name)
    article = entry["articles"][int(index)]
    text = text_of(entry)
    start = text.index(article["body_first"])
    body = text[start : text.index(article["body_last"], start) + len(article["body_last"])]
    drop = set(entry["furniture"]) | set(entry.get("repeated", []))
    kept = "\n".join(line for line in body.splitlines() if line.strip() not in drop)
    return re.sub(r"[\s\"'“”‘’–—-]", "", kept).casefold()


def test_copies_are_copies_and_nothing_else_is() -> None:
    groups = [group["articles"] for group in EXPECTED["copies"]]
    for group in groups:
        bodies = {folded_body(reference) for reference in group}
        assert len(bodies) == 1, group
    same_bytes = {name_of(entry) for entry in READABLE if "same_bytes_as" in entry}
    everything = [
        f"{name_of(entry)}#{index}"
        for entry in READABLE
        if name_of(entry) not in same_bytes
        for index in range(len(entry.get("articles", [])))
    ]
    in_groups = sum(len(group) for group in groups)
    distinct = {folded_body(reference) for reference in everything}
    assert len(distinct) == len(everything) - in_groups + len(groups)


def test_credits_use_spellings_of_the_agency_table() -> None:
    aliases = pl.read_csv(ROOT / "seeds" / "reference" / "agencies.csv")
    agencies = set(aliases["agency"])
    spelled = set(aliases["alias"])
    for entry in READABLE:
        for article in entry.get("articles", []):
            assert article.get("agency", "Reuters") in agencies
            for caption in article.get("captions", []):
                assert caption.get("agency", "AP") in spelled
