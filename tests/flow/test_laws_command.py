"""Laws 5, 9 and 10 through the command, the checks, the models and Prefect, on the sample pages and hostile ones."""

import dataclasses
import hashlib
import json
import random
import re
import shutil
import unicodedata
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl
import pytest

from expectations import checkpoint
from flows.resources import sample_pages_dir
from flows.steps.extract import quotes
from tests import laws_pages
from tests.laws_warehouse import Rows, ask, differences, rows_of
from warehouse import models

NO_OPS: Final = ("raw", "core", "reference", "marts")
OF_OPS: Final = {"marts.run_history", "marts.check_history", "marts.source_health"}
BIDI_CONTROLS: Final = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}

HOSTILE: Final = {
    "sql": "'; DROP TABLE core.articles; DROP SCHEMA raw CASCADE; COPY (SELECT 1) TO 'CANARY'; --",
    "ansi": "\x1b[2J\x1b[31mred\x1b[0m \x9b31m \x07 \x08\x08",
    "osc": "\x1b]0;owned\x07 \x1b]8;;file:///etc/passwd\x1b\\click\x1b]8;;\x1b\\ \x90q\x9c",
    "markdown": "**b** [link](javascript:alert(1)) ![i](x) `code` | a | b | \\ # h <details>",
    "html": "<script>alert('copydesk')</script><img src=x onerror=alert(1)></td></table>&lt;b&gt;",
    "format": "%s %n %(x)s {0} {0.__class__} {x!r:>{y}} $HOME ${HOME} `touch CANARY` $(touch CANARY)",
    "jinja": "{{ 7*7 }} {% raw %} {{ config.__class__ }} {# gone? #} {% endraw %} {{ ref('articles') }}",
    "bidi": "\u202egnp.exe\u202c \u2066\u2067\u2068x\u2069 \u200f\u200e\u061c",
    "lines": "one\u2028two\u2029three\x85four\x0bfive\x0csix",
    "regex": "(?i)[a-z]+(.*)* \\p{L} $1 ^$ .* (((((",
}


def story(name: str, text: str) -> str:
    """Write a page in which hostile text stands in every field there is."""
    return (
        f"Clerk {name} reads {text} to the whole town\n\nBy Ana Lind {text}\n\n"
        f"A clerk holds up {text} in Port Lund on March 3, 2025. (AP)\n\n"
        f"PORT LUND, March 3, 2025 (AP) — The clerk read the words {text} to everybody who had come that morning.\n\n"
        f"“We have read {text} and nothing came of it,” said Mayor Orla Finch, who had read it twice before lunch.\n\n"
        f"{text} is what was written on the wall, and nobody in the town could say on Monday who had written it.\n"
    )


def write_hostile(folder: Path, canary: Path) -> dict[Path, str]:
    """Write hostile pages under hostile names, and a feed with hostile metadata; give the texts by their files."""
    folder.mkdir()
    written = {}
    for name, text in HOSTILE.items():
        path = folder / f"{name} '; -- {{{{ 7*7 }}}} \x1b[31m\u202e%s.txt"
        written[path] = story(name, text.replace("CANARY", str(canary)))
        path.write_text(written[path], encoding="utf-8", newline="")
    fields = ("id", "title", "author", "url", "publisher")
    records = [
        {"text": story("feed", "nothing").replace("wall", name)} | {field: f"{field} {text}" for field in fields}
        for name, text in HOSTILE.items()
    ]
    (folder / "feed.jsonl").write_text("\n".join(map(json.dumps, records)))
    (folder / "broken.jsonl").write_text(json.dumps({"id": HOSTILE["ansi"], "text": ""}) + "\n{" + HOSTILE["osc"])
    return written


def write_ugly(folder: Path, count: int) -> None:
    """Write pages that break naive spans: one that a check refuses would keep all others from being published."""
    folder.mkdir()
    rng = random.Random(20261120)
    for number in range(count):
        is_html = number % 4 == 3
        page = laws_pages.seeded_markup(rng) if is_html else laws_pages.seeded_page(rng)
        (folder / f"{number}.{'html' if is_html else 'txt'}").write_bytes(page.encode())


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def acting(text: str) -> set[str]:
    """Return the characters that act on a terminal instead of being seen."""
    return {
        character
        for character in text
        if (unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") and character != "\n")
        or unicodedata.bidirectional(character) in BIDI_CONTROLS
        or character in "\u200e\u200f\u061c"
    }


class Shop:
    """A published warehouse of the sample and of hostile pages, and the command to use on it."""

    def __init__(self, folder: Path, first: Any) -> None:
        self.warehouse = folder / "news.duckdb"
        self.copydesk = type(first)(self.warehouse)
        # Built on a small one, because dbt reads its whole project anew for a new one.
        shutil.copyfile(first.warehouse, self.warehouse)
        shutil.copytree(
            first.warehouse.parent / "news.duckdb.d" / "dbt", folder / "news.duckdb.d" / "dbt", symlinks=True
        )
        self.inputs = folder / "in"
        self.inputs.mkdir()
        self.canary = folder / "canary"
        shutil.copytree(sample_pages_dir(), self.inputs / "sample")
        write_ugly(self.inputs / "ugly", 80)
        self.hostile = write_hostile(self.inputs / "hostile", self.canary)
        self.answer = self.copydesk("run", str(self.inputs), "--format", "json")


@pytest.fixture(scope="module")
def shop(first_run: Any, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("laws"), first_run[0])


def test_hostile_pages_are_published_as_they_stand(shop: Shop) -> None:
    assert (shop.answer.code, shop.answer.err) == (0, "")
    assert shop.answer.json()["new_document_count"] > 100
    assert not shop.canary.exists()
    query = "SELECT s.source_uri, d.page_text FROM raw.documents AS d JOIN raw.sightings AS s USING (document_id)"
    stored = dict(ask(shop.warehouse, query))
    for path, text in shop.hostile.items():
        assert stored[str(path)] == text
    [(jinja,)] = ask(shop.warehouse, "SELECT body_text FROM core.articles WHERE headline LIKE 'Clerk jinja%'")
    assert HOSTILE["jinja"] in jinja
    assert "49" not in jinja
    assert len(ask(shop.warehouse, "FROM marts.articles")) > len(shop.hostile)
    said = ask(shop.warehouse, "SELECT title, author, url FROM raw.sightings")
    for name, text in HOSTILE.items():
        if name != "lines":  # white space in metadata is folded to single spaces
            assert (f"title {text}", f"author {text}", f"url {text}") in said
    headlines = ask(shop.warehouse, "SELECT headline FROM core.articles WHERE headline LIKE 'Clerk%'")
    assert len(headlines) == 2 * len(HOSTILE)


def test_what_is_printed_acts_on_no_terminal(shop: Shop) -> None:
    articles = ask(shop.warehouse, "SELECT article_id FROM core.articles WHERE headline LIKE 'Clerk %' ORDER BY 1")
    printed = [shop.copydesk("show", article_id) for (article_id,) in articles]
    printed += [shop.copydesk("show", str(path)) for path in list(shop.hostile)[:2]]
    printed += [shop.copydesk("show", str(shop.inputs / "hostile" / "broken.jsonl"))]
    tables = (
        "raw.documents",
        "raw.sightings",
        "raw.rejects",
        "core.articles",
        "core.captions",
        "core.quotes",
        "ops.runs",
    )
    for table in tables:
        printed += [shop.copydesk("sql", f"SELECT * FROM {table}", "--format", layout) for layout in ("table", "json")]
    printed += [shop.copydesk("sql", f"SELECT '{HOSTILE['ansi']}' AS \"{HOSTILE['bidi']}\""), shop.copydesk("status")]
    printed += [shop.copydesk("sql", f"SELECT {HOSTILE['osc']}"), shop.copydesk("show", HOSTILE["ansi"])]
    for answer in printed:
        assert acting(answer.out) == set()
        assert acting(answer.err) == set()
    assert [answer.code for answer in printed[-2:]] == [2, 2]
    assert all(answer.err.count("\n") == 1 for answer in printed[-2:])
    assert acting("a\x9b\u2028\u202e\u200f\r") == {"\x9b", "\u2028", "\u202e", "\u200f", "\r"}
    [shown] = [answer.out for answer in printed if "Clerk ansi" in answer.out and answer.out.startswith("article")][:1]
    assert "\\x1b[2J" in shown


def test_no_page_speaks_in_the_data_docs(shop: Shop) -> None:
    docs = sorted((shop.warehouse.parent / "news.duckdb.d" / "docs").rglob("*.html"))
    assert docs
    for path in docs:
        text = path.read_text(encoding="utf-8")
        assert "alert('copydesk')" not in text
        assert not re.search(r"<img[^>]*onerror", text)
        assert acting(text.replace("\t", "")) == set()


def no_ops(warehouse: Path) -> Rows:
    """Return the rows of everything but ``ops`` and the marts that tell its history."""
    found = rows_of(warehouse, NO_OPS, frozenset())
    assert found.keys() >= OF_OPS
    return {table: rows for table, rows in found.items() if table not in OF_OPS}


def test_a_second_command_changes_no_row_outside_ops(shop: Shop) -> None:
    before = no_ops(shop.warehouse)
    assert {"raw.documents", "core.articles", "marts.articles"} <= before.keys()
    answer = shop.copydesk("run", str(shop.inputs), "--batch-size", "40", "--workers", "4", "--no-docs")
    assert (answer.code, answer.err) == (0, "")
    assert differences(before, no_ops(shop.warehouse)) == {}


def refused(shop: Shop, source: Path, expectation: str, rows: str) -> None:
    """Run into a gate: code 1, one line that names the rows, a report that holds them, not a byte published."""
    before = digest(shop.warehouse)
    reports = {path.name for path in (shop.warehouse.parent / "news.duckdb.d" / "reports").iterdir()}
    answer = shop.copydesk("run", str(source), "--no-docs")
    assert answer.code == 1
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert expectation in answer.err
    assert "nothing was published" in answer.err
    assert re.search(rows, answer.err)
    assert acting(answer.err) == set()
    assert digest(shop.warehouse) == before
    folder = shop.warehouse.parent / "news.duckdb.d"
    assert list((folder / "stages").iterdir()) == []
    [report] = [path for path in (folder / "reports").iterdir() if path.name not in reports]
    written = json.loads(report.read_text())
    assert written["run"]["status"] == "refused"
    [failed] = [check for check in written["checks"] if check["expectation"] == expectation]
    assert not failed["is_success"]
    assert re.search(rows, failed["unexpected_rows"])


def test_a_step_that_alters_a_quotation_publishes_nothing(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(story("altered", "\x1b[2Jthe law"), encoding="utf-8")
    extract = quotes.extract

    def altered(*arguments: Any) -> pl.DataFrame:
        return extract(*arguments).with_columns(pl.col("quote_text").str.replace("nothing", "something"))

    with monkeypatch.context() as patch:
        patch.setattr(quotes, "extract", altered)
        refused(shop, page, "quotes_stand_in_their_page", r"and something came of it")
    answer = shop.copydesk("run", str(page), "--no-docs")
    assert (answer.code, answer.err) == (0, "")
    assert len(shop.copydesk.sql("FROM core.articles WHERE headline LIKE 'Clerk altered%'")) == 1
    statuses = [row["status"] for row in shop.copydesk.sql("SELECT status FROM ops.runs ORDER BY run_id DESC LIMIT 2")]
    assert statuses == ["published", "refused"]


def test_models_that_lose_a_row_publish_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    build = models.build

    def losing(stage: Path, *arguments: Any) -> Any:
        report = build(stage, *arguments)
        with duckdb.connect(str(stage)) as connection:
            kept = "SELECT * FROM core.articles WHERE is_representative AND headline NOT LIKE 'Clerk sql%'"
            connection.execute(f"CREATE OR REPLACE VIEW marts.articles AS {kept}")
        return report

    monkeypatch.setattr(models, "build", losing)
    refused(shop, next(iter(shop.hostile)), "articles_are_the_representatives", r"[0-9a-f]{32}-0")


def test_an_impossible_tolerance_publishes_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    tolerances = dict(checkpoint.read_tolerances())
    name = "share_of_furniture_characters"
    tolerances[name] = dataclasses.replace(tolerances[name], value=0.0, judged_from=1, severity="error")
    monkeypatch.setattr(checkpoint, "read_tolerances", lambda: tolerances)
    refused(shop, next(iter(shop.hostile)), name, r"share")
