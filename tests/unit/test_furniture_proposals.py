"""What recurs over a site's stories is proposed for the table of furniture, with counts, and nothing else is."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from expectations.contracts import TABLES
from expectations.ddl import statements
from flows.__main__ import main
from flows.proposals import TABLE_COLUMNS, accepts, fold_lines
from flows.resources import reference_dir
from flows.steps.lexicon import load_lexicon
from flows.steps.segment.features import add_features

Line = tuple[str, str, bool]
"""Text, role, is_kept."""
Page = tuple[str | None, str | None, str, Sequence[Line]]
"""Address, publisher, the story's name, lines."""

LETTER = "• The Harbour Letter, every Friday ›"
BESIDE = "Beside the tide tables"
HOSTILE = "\x1b[2J Buy \u202enow, dear readers"
FORMULA = '=HYPERLINK("x") for our dear readers'


def _story(name: str, *more: Line) -> list[Line]:
    return [
        (f"Headline of {name}", "headline", True),
        ("By Odile Kern", "byline", True),
        (f"Zoë🛳 told the council of {name} that the e\u0301tude of harbours takes years.", "paragraph", True),
        *more,
    ]


def _pages() -> list[Page]:
    pages: list[Page] = []
    for number in range(12):
        lines: list[Line] = [
            (LETTER if number % 2 else LETTER.upper(), "paragraph", True),
            (BESIDE, "subheading", number % 3 == 0),
            ("Home", "furniture", False),
            (HOSTILE, "paragraph", True),
            (FORMULA, "paragraph", True),
            ("Tides", "subheading", True),
            ("12:30", "paragraph", True),
        ]
        at = "https://user:pw@www.Harbour.example:8443/a?b#c" if number % 2 else "http://harbour.example"
        pages.append((at, None, f"story {number}", _story(f"place {number}", *lines)))
    # One story, scraped over and over: its words are no furniture.
    pages += [
        ("https://copies.example/a", None, "the one story", _story("one", ("The same last line", "paragraph", True)))
        for _ in range(12)
    ]
    prose = f"On the wall beside the tide tables hung a map, {'and it was old ' * 20}."
    pages.append((None, "The Quay Times", "prose", _story("prose", (prose, "paragraph", True))))
    pages.append((None, None, "nowhere", _story("nowhere", (LETTER, "paragraph", True))))
    return pages


def _build(path: Path, pages: Sequence[Page]) -> Path:
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("raw.documents", "raw.sightings", "core.blocks", "core.articles")
    }
    first: dict[str, str] = {}
    for number, (url, publisher, story, lines) in enumerate(pages):
        document_id = f"{number:032x}"
        article_id = f"{document_id}-0"
        text, blocks = "", []
        for index, (line, role, is_kept) in enumerate(lines):
            blocks.append(
                {"document_id": document_id, "block_index": index, "block_start": len(text), "role": role}
                | {"block_end": len(text) + len(line), "is_kept": is_kept, "rule": "test"}
                | {"article_id": None if role == "furniture" else article_id}
            )
            text += line + "\n"
        rows["core.blocks"] += blocks
        rows["raw.documents"].append({"document_id": document_id, "page_text": text})
        rows["raw.sightings"].append({"document_id": document_id, "url": url, "publisher": publisher})
        representative = first.setdefault(story, article_id)
        rows["core.articles"].append(
            {"article_id": article_id, "document_id": document_id, "representative_id": representative}
            | {"language": "en"}
        )
    with duckdb.connect(str(path)) as connection:
        for statement in statements({name: TABLES[name] for name in rows}):
            connection.execute(statement.replace(" NOT NULL", ""))
        for table, found in rows.items():
            schema = {name: column.dtype for name, column in TABLES[table].columns().items()}
            connection.register("incoming", pl.DataFrame([dict.fromkeys(schema) | row for row in found], schema=schema))
            connection.execute(f"insert into {table} by name select * from incoming")
            connection.unregister("incoming")
    return path


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(tmp_path_factory.mktemp("furniture") / "news.duckdb", _pages())


def ask(capsys: pytest.CaptureFixture[str], path: Path, *words: str) -> list[dict[str, Any]]:
    assert main(["furniture", "--warehouse", str(path), "--format", "json", *words]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_lines_of_many_stories_are_proposed_and_no_others(warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = {row["phrase"]: row for row in ask(capsys, warehouse)}
    # Not: one story's last line, a byline, a line of digits, what is furniture already, hostile text, a formula.
    assert list(found) == ["the harbour letter, every friday", "beside the tide tables", "tides"]
    letter = found["the harbour letter, every friday"]
    assert letter["match"] == "contains"
    assert (letter["documents"], letter["stories"], letter["sites"]) == (12, 12, 1)
    assert (letter["site"], letter["site_share"]) == ("harbour.example", 1.0)
    assert (letter["kept_blocks"], letter["saved_chars"]) == (12, 12 * len(LETTER))
    assert (letter["role"], letter["language"], letter["kind"]) == ("paragraph", "en", "newsletter")
    assert found["beside the tide tables"]["kept_blocks"] == 4


def test_a_phrase_that_prose_holds_matches_ends_or_whole_lines_only(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    match = {row["phrase"]: row["match"] for row in ask(capsys, warehouse)}
    assert match["beside the tide tables"] == "prefix"  # prose says it in the middle of a sentence
    assert match["tides"] == "exact"  # one word proves nothing
    pages = [
        *_pages(),
        (None, "The Quay Times", "more", [(f"{BESIDE} hung a map.", "paragraph", True)]),
    ]
    more = _build(tmp_path / "more.duckdb", pages)
    assert {row["phrase"]: row["match"] for row in ask(capsys, more)}["beside the tide tables"] == "suffix"
    pages.append((None, "The Quay Times", "last", [(f"The map hung {BESIDE.lower()}", "caption", True)]))
    most = _build(tmp_path / "most.duckdb", pages)
    assert {row["phrase"]: row["match"] for row in ask(capsys, most)}["beside the tide tables"] == "exact"


def test_csv_is_rows_of_the_table(warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["furniture", "--warehouse", str(warehouse), "--format", "csv"]) == 0
    out, err = capsys.readouterr()
    header, *rows = list(csv.reader(io.StringIO(out)))
    with (reference_dir() / "furniture_phrases.csv").open(encoding="utf-8", newline="") as table:
        assert tuple(header) == TABLE_COLUMNS == tuple(next(csv.reader(table)))
        kinds = {row[1] for row in csv.reader(table)}
    assert len(rows) == 3
    assert all(all(cell and cell == cell.strip() for cell in row) for row in rows)
    assert {row[1] for row in rows} <= kinds
    assert "\x1b" not in out + err
    assert err == "1 pages left out: their sources name neither address nor publisher\n"


def test_an_accepted_row_makes_the_parser_call_it_furniture(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["furniture", "--warehouse", str(warehouse), "--format", "csv"]) == 0
    accepted = capsys.readouterr().out.split("\n", 1)[1]
    folder = tmp_path / "reference"
    folder.mkdir()
    for path in reference_dir().glob("*.csv"):
        more = accepted if path.name == "furniture_phrases.csv" else ""
        (folder / path.name).write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    lines = [LETTER, LETTER.upper(), BESIDE, "Tides", "Tides rose by a metre and the quay was closed"]
    blocks = pl.DataFrame({"text": lines, "doc": 0, "block_index": range(5), "gap": 0, "block_start": 0}).with_columns(
        pl.col("text").str.len_chars().cast(pl.Int32).alias("block_end"), pl.col("block_start").cast(pl.Int32)
    )
    before, after = (
        add_features(blocks, load_lexicon(place))["is_furniture_phrase"].to_list()
        for place in (reference_dir(), folder)
    )
    assert (before, after) == ([False] * 5, [True, True, True, True, False])


def test_a_site_and_limits_can_be_named(warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    everything = ask(capsys, warehouse)
    assert [row["phrase"] for row in ask(capsys, warehouse, "--site", "WWW.Harbour.example")] == [
        row["phrase"] for row in everything
    ]
    assert ask(capsys, warehouse, "--site", "The Quay Times") == []
    assert ask(capsys, warehouse, "--least", "14") == []
    assert main(["furniture", "--warehouse", str(warehouse), "--most", "1"]) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 3
    assert err.startswith("2 more with a higher --most\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--site", "nobody.example"], "holds no page of the site nobody.example"),
        (["--site", "'; drop table x; --\x1b[2J"], "holds no page of the site '; drop table x; --\\x1b[2J"),
        (["--least", "1"], "--least 1: must be 2 or more"),
        (["--most", "0"], "--most 0: must be 1 or more"),
    ],
)
def test_a_wrong_question_is_one_line(
    warehouse: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert main(["furniture", "--warehouse", str(warehouse), *words]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert message in err


def test_the_same_pages_in_another_order_give_the_same_proposals(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backwards = _build(tmp_path / "backwards.duckdb", _pages()[::-1])
    drop = {"example_document_id"}  # the pages have other ids here
    one, other = (
        [{name: value for name, value in row.items() if name not in drop} for row in ask(capsys, path)]
        for path in (warehouse, backwards)
    )
    assert one == other


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        ("  ›  Read\u00a0 the “Letter” …", 'read the "letter"'),
        ("Read more »", "read more"),
        ("« Zurück", "zurück"),
        ("12:30 | 14", ""),
        ("\u200b# Ünder\tus", "ünder us"),
        ("", ""),
    ],
)
def test_lines_are_folded_as_the_parser_folds_them(line: str, folded: str) -> None:
    assert fold_lines(pl.Series([line])).to_list() == [folded]


@pytest.mark.parametrize("phrase", ["a\x00b", "a\u202eb", "e\u0301tude", "=1+1", "@sum", "\u3000a"])
def test_what_could_not_stand_in_the_table_is_not_proposed(phrase: str) -> None:
    assert not accepts(phrase)
    assert accepts("étude of tides")
