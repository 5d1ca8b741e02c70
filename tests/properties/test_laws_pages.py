"""Laws 1 and 3, tiling and evidence: whatever a page holds, blocks tile it and every value stands where it says.

Hypothesis glues and shuffles lines of ugly text to pages, as plain text and as HTML; the real reader and the real
pipeline take them in, and what comes out is held against the page in plain Python, by code points.
"""

import csv
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from flows import pipeline
from flows.resources import reference_dir
from flows.steps.read.batches import ReadBatch, read_batches
from tests import laws_pages
from tests.laws_warehouse import settle

Row = Mapping[str, Any]
PAGES: Final = 40
SEEDED: Final = settings(
    derandomize=True,
    deadline=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # a breach names its page; shrinking the others away takes minutes
)


@cache
def lexicon() -> pipeline.Lexicon:
    return pipeline.load_lexicon(reference_dir())


@cache
def months() -> dict[str, int]:
    with (reference_dir() / "months.csv").open(encoding="utf-8", newline="") as rows:
        return {row["form"].casefold(): int(row["month"]) for row in csv.DictReader(rows)}


def read(pages: Sequence[str], suffix: str) -> ReadBatch | None:
    """Write pages to files and read them back; None where all are blank or invisible."""
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(pages):
            (Path(folder) / f"{number}{suffix}").write_bytes(page.encode())
        batches = list(read_batches([folder]))
    assert sum(batch.record_count for batch in batches) == len(pages)
    assert len(batches) <= 1
    return batches[0] if batches and batches[0].documents.height else None


def parse(batch: ReadBatch) -> dict[str, list[Row]]:
    seen = batch.sightings.with_columns(first_run_id=pl.lit("run"))
    parsed = pipeline.parse(batch.documents, seen, batch.hints, batch.page_metadata, lexicon())
    return {name: frame.to_dicts() for name, frame in parsed.tables.items()}


def breaches_of_tiling(text: str, blocks: Sequence[Row]) -> Iterator[str]:
    at = 0
    for index, block in enumerate(blocks):
        start, end = block["block_start"], block["block_end"]
        if block["block_index"] != index:
            yield f"block {index} says it is {block['block_index']}"
        if not at <= start < end <= len(text):
            yield f"block {index} [{start}:{end}] after {at} of {len(text)}"
        if text[at:start].strip():
            yield f"text in no block before {index}: {text[at:start]!r}"
        repeated = block["repeats_block_index"]
        if repeated is not None and not 0 <= repeated < index:
            yield f"block {index} repeats {repeated}"
        at = end
    if text[at:].strip():
        yield f"text after the last block: {text[at:]!r}"


def surface(text: str, row: Row, thing: str) -> str | None:
    """Return what the page holds at a span; None where there is none, and a marker where it is no span."""
    start, end = row[f"{thing}_start"], row[f"{thing}_end"]
    if start is None and end is None:
        return None
    if start is None or end is None or not 0 <= start < end <= len(text):
        return f"<no span: {start}:{end}>"
    return text[start:end]


def day_in(text: str) -> date | None:
    """Read a full date, independently of the product; None where there is no such day."""
    iso = re.search(r"\b(\d{4})-(\d{2})-(\d{2})\b", text)
    try:
        if iso:
            return date(*map(int, iso.groups()))
        words = re.findall(r"[^\W\d_]+", text.casefold())
        month = next(months()[form] for word in words for form in (word, word + ".") if form in months())
        year = re.search(r"\b(?:19|20)\d{2}\b", text)
        assert year is not None
        day = re.search(r"\d{1,2}", text.replace(year.group(), " "))
        assert day is not None
        return date(int(year.group()), month, int(day.group()))
    except (StopIteration, AssertionError, ValueError):
        return None


def breaches_of_article(text: str, article: Row, blocks: Sequence[Row]) -> Iterator[str]:
    for thing in ("headline", "standfirst", "byline", "contributor"):
        found = surface(text, article, thing)
        if found is not None and found != article[thing]:
            yield f"{thing} is {article[thing]!r}, its page says {found!r}"
        if article[thing] is None and found is not None:
            yield f"{thing} has a span and no text"
    dateline, place = surface(text, article, "dateline"), article["dateline_place"]
    if (dateline is None) != (place is None) or (place is not None and not str(dateline).startswith(place)):
        yield f"dateline place is {place!r}, its page says {dateline!r}"
    published = surface(text, article, "published")
    if published is not None and day_in(published) != article["published_on"]:
        yield f"published on {article['published_on']}, its page says {published!r}"
    if (article["published_basis"] in ("text", "dateline", "update", "caption")) != (published is not None):
        yield f"basis {article['published_basis']} and span {published!r}"
    updated = surface(text, article, "updated")
    if updated is not None and day_in(updated) != article["updated_on"]:
        yield f"updated on {article['updated_on']}, its page says {updated!r}"
    own = [block for block in blocks if block["article_id"] == article["article_id"]]
    body = [block for block in own if block["is_kept"] and block["role"] in ("paragraph", "subheading")]
    joined = "\n\n".join(text[block["block_start"] : block["block_end"]] for block in body) if body else None
    if article["body_text"] != joined:
        yield f"body is {article['body_text']!r}, its blocks say {joined!r}"
    edges = (own[0]["block_start"], own[-1]["block_end"]) if own else None
    if edges != (article["article_start"], article["article_end"]):
        yield f"article spans {article['article_start']}:{article['article_end']}, its blocks {edges}"


def breaches_of_quote(text: str, quote: Row, article: Row) -> Iterator[str]:
    for thing in ("quote", "speaker"):
        if surface(text, quote, thing) != quote[f"{thing}_text"]:
            yield f"{thing} is {quote[f'{thing}_text']!r}, its page says {surface(text, quote, thing)!r}"
        start = quote[f"{thing}_start"]
        if start is not None and not article["article_start"] <= start < article["article_end"]:
            yield f"{thing} {quote[f'{thing}_text']!r} lies outside its article"


def breaches_of_caption(text: str, caption: Row, article: Row) -> Iterator[str]:
    found = surface(text, caption, "caption")
    if found is None or not found.startswith(caption["caption_text"]):
        yield f"caption is {caption['caption_text']!r}, its page says {found!r}"
    start, end = caption["caption_start"], caption["caption_end"]
    credit = surface(text, caption, "credit")
    if credit is not None:
        within = start <= caption["credit_start"] and caption["credit_end"] <= end
        below = end <= caption["credit_start"] and not text[end : caption["credit_start"]].strip()
        above = caption["credit_end"] <= start and not text[caption["credit_end"] : start].strip()
        if not within and not below and not above:
            yield f"credit {credit!r} stands neither in its caption nor right beside it"
    for name in ("agency", "photographer"):
        if caption[name] is not None and caption[name] not in (credit or ""):
            yield f"{name} {caption[name]!r} is not in its credit {credit!r}"
    taken = surface(text, caption, "taken")
    if (taken is None) != (caption["taken_on"] is None):
        yield f"taken on {caption['taken_on']}, span {taken!r}"
    if taken is not None:
        if not start <= caption["taken_start"] < caption["taken_end"] <= end:
            yield f"the day {taken!r} stands outside its caption"
        if day_in(taken) != caption["taken_on"]:
            yield f"taken on {caption['taken_on']}, its page says {taken!r}"
    if not article["article_start"] <= start < end <= article["article_end"]:
        yield f"caption {found!r} lies outside its article"


def breaches_of(thing: str) -> Callable[[str, Row, Row], Iterator[str]]:
    """Make the judge of a table whose rows are no more than a span and, mostly, its text."""

    def judge(text: str, row: Row, article: Row) -> Iterator[str]:
        found = surface(text, row, thing)
        if found is None or found != row.get(f"{thing}_text", found) or found.startswith("<no span"):
            yield f"{thing} is {row.get(f'{thing}_text')!r}, its page says {found!r}"
        elif not article["article_start"] <= row[f"{thing}_start"] < row[f"{thing}_end"] <= article["article_end"]:
            yield f"{thing} {found!r} lies outside its article"

    return judge


def breaches(texts: Mapping[str, str], tables: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """Name everything in parsed pages that is not so, each with its page."""
    blocks: dict[str, list[Row]] = defaultdict(list)
    for block in tables["core.blocks"]:
        blocks[block["document_id"]].append(block)
    articles = {article["article_id"]: article for article in tables["core.articles"]}
    ends: dict[str, int] = defaultdict(int)
    for document_id, text in texts.items():
        for breach in breaches_of_tiling(text, blocks[document_id]):
            yield f"{breach}\n  page: {text!r}"
    for article in articles.values():
        document_id = article["document_id"]
        for breach in breaches_of_article(texts[document_id], article, blocks[document_id]):
            yield f"{breach}\n  page: {texts[document_id]!r}"
        if article["article_start"] < ends[document_id]:
            yield f"articles overlap in {texts[document_id]!r}"
        ends[document_id] = article["article_end"]
    checks = {
        "core.quotes": breaches_of_quote,
        "core.captions": breaches_of_caption,
        "core.figures": breaches_of("figure"),
        "core.dates": breaches_of("date"),
        "core.mentions": breaches_of("mention"),
        "core.damage": breaches_of("damage"),
    }
    for table, check in checks.items():
        for row in tables[table]:
            article = articles[row["article_id"]]
            text = texts[article["document_id"]]
            for breach in check(text, row, article):
                yield f"{breach}\n  page: {text!r}"


def hold(pages: Sequence[str], suffix: str) -> None:
    batch = read(pages, suffix)
    if batch is not None:
        texts = dict(batch.documents.select("document_id", "page_text").iter_rows())
        found = list(breaches(texts, parse(batch)))
        assert found == [], f"{len(found)} breaches, the first: {found[0]}"


@settings(SEEDED, max_examples=8)
@given(st.lists(laws_pages.texts, min_size=PAGES // 2, max_size=PAGES))
def test_plain_pages_are_tiled_and_evident(pages: list[str]) -> None:
    hold(pages, ".txt")


@settings(SEEDED, max_examples=6)
@given(st.lists(laws_pages.markup, min_size=PAGES // 2, max_size=PAGES))
def test_html_pages_are_tiled_and_evident(pages: list[str]) -> None:
    hold(pages, ".html")


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_very_many_pages_pass_the_gate(tmp_path: Path) -> None:
    """A page that a check refuses keeps all others from being published, so no page may be so ugly."""
    rng = random.Random(5)
    (tmp_path / "in").mkdir()
    for number in range(4000):
        if number % 4:
            (tmp_path / "in" / f"{number}.txt").write_bytes(laws_pages.seeded_page(rng).encode())
        else:
            (tmp_path / "in" / f"{number}.html").write_bytes(laws_pages.seeded_markup(rng).encode())
    summary = settle(tmp_path / "news.duckdb", [tmp_path / "in"], lambda run: run.check("before_models"))
    assert summary["article_count"] > 2000


@pytest.mark.slow
@pytest.mark.timeout(3600)
@settings(SEEDED, max_examples=80)
@given(
    st.lists(laws_pages.texts, min_size=PAGES, max_size=PAGES), st.lists(laws_pages.markup, min_size=20, max_size=20)
)
def test_very_many_pages_are_tiled_and_evident(plain: list[str], html: list[str]) -> None:
    hold(plain, ".txt")
    hold(html, ".html")


def wrapped(by: str) -> str:
    return by.join([*laws_pages.WRAPPED, *laws_pages.WRAPPED[1:], "and went home with nothing but the promise."])


NAMED_PAGES: Final = {
    "wrapped lines parted by carriage returns": wrapped("\r"),
    "wrapped lines parted by form feeds": wrapped("\x0c"),
    "wrapped lines parted by next lines": wrapped("\x85"),
    "wrapped lines parted by line separators": wrapped("\u2028"),
    "wrapped lines of DOS": wrapped("\r\n"),
    "information separators are white space to Python alone": "\x1c\nThe bridge is open.\x1d\n\x1e\x1f\nIt is.\x1c",
    "only marks": "\n".join(laws_pages.MARKS * 2),
    "one letter": "a",
    "a credit on its own line": "\n".join(
        [laws_pages.HEADLINES[0], *[laws_pages.CAPTIONS[-1], "(AP)"] * 2, *laws_pages.PROSE]
    ),
    "combining marks at every edge": "\u0301“\u0301Yes, it is ours,\u0301”\u0301 said Zoe\u0308 O\u0304kubo.\u0301",
    "letters outside the basic plane before every span": "𝔉" * 300 + "\n" + "\n".join(laws_pages.PROSE),
}


def test_named_pages_are_tiled_and_evident() -> None:
    hold(list(NAMED_PAGES.values()), ".txt")


def test_the_judge_sees_breaches() -> None:
    """Every kind of breach is seen where it is planted, or the tests above would hold nothing."""
    text = "\n".join([laws_pages.HEADLINES[0], laws_pages.CAPTIONS[1], *laws_pages.PROSE[:4]])
    batch = read([text], ".txt")
    assert batch is not None
    texts = dict(batch.documents.select("document_id", "page_text").iter_rows())
    tables = parse(batch)
    assert list(breaches(texts, tables)) == []
    assert {name: len(tables[name]) for name in ("core.articles", "core.captions")} == {
        "core.articles": 1,
        "core.captions": 1,
    }
    planted = [
        (table, column)
        for table, columns in {
            "core.blocks": ("block_start", "block_end"),
            "core.articles": ("headline_start", "dateline_start", "published_start", "article_end"),
            "core.captions": ("caption_start", "credit_end", "taken_start"),
            "core.quotes": ("quote_start", "speaker_end"),
        }.items()
        for column in columns
    ]
    for table, column in planted:
        rows = [dict(row) for row in tables[table]]
        assert rows[0][column] is not None, (table, column)
        rows[0][column] += 1 if column.endswith("_start") else -1
        assert list(breaches(texts, {**tables, table: rows})), (table, column)
