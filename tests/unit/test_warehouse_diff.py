"""What differs between two files is found row by row, and nothing else is."""

import csv
import io
import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.__main__ import main
from flows.diff_report import diff_markdown
from flows.progress import Silence
from flows.settings import Settings
from flows.without_prefect import drive
from flows.work import Run
from tests.checks_stage import RUN_ID, build_stage, change
from warehouse.diff import Diff, TableDiff, diff_files
from warehouse.errors import WarehouseError, WarehouseMissing
from warehouse.layout import Layout
from warehouse.versions import find_version

HOSTILE = "<img src=x onerror=alert(1)> [x](javascript:alert(2)) | \x1b[2J \u202e"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_stage(tmp_path_factory.mktemp("good") / "a.duckdb")


@pytest.fixture
def pair(good: Path, tmp_path: Path) -> tuple[Path, Path]:
    return good, Path(shutil.copy(good, tmp_path / "b.duckdb"))


def of(found: Diff, table: str) -> TableDiff:
    return next(item for item in found.tables if item.table == table)


def numbers(item: TableDiff) -> tuple[int, int, int]:
    return item.added, item.removed, item.changed


def test_a_file_does_not_differ_from_itself_nor_from_its_copy(pair: tuple[Path, Path]) -> None:
    assert diff_files(pair[0], pair[0]).is_empty
    assert diff_files(*pair).is_empty


CASES: list[tuple[str, str, str, tuple[int, int, int]]] = [
    ("a row less", "core.quotes", "delete from core.quotes where kind = 'direct'", (0, -1, 0)),
    ("another rule", "core.blocks", "update core.blocks set rule = 'other' where role = 'caption'", (0, 0, -1)),
    (
        "one more at the top: the names of those below change, they do not",
        "core.quotes",
        """
        update core.quotes set quote_id = quote_id || '0';
        insert into core.quotes
        select * replace ('new' as quote_id, 0 as quote_start, 1 as quote_end) from core.quotes limit 1
        """,
        (1, 0, 0),
    ),
    ("another index", "core.blocks", "update core.blocks set block_index = block_index + 7", (0, 0, 0)),
    ("another run", "raw.sightings", "update raw.sightings set first_run_id = 'other'", (0, 0, 0)),
    ("NULL for a value", "core.articles", "update core.articles set headline = null", (0, 0, 3)),
    ("a longer page", "raw.documents", "update raw.documents set page_text = page_text || '.'", (0, 0, 3)),
    ("a list", "core.articles", "update core.articles set authors = ['Zoë']", (0, 0, 3)),
]


@pytest.mark.parametrize(("name", "table", "sql", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_was_done_is_found(
    pair: tuple[Path, Path], name: str, table: str, sql: str, expected: tuple[int, int, int]
) -> None:
    with duckdb.connect(str(pair[0]), read_only=True) as connection:
        (direct,) = connection.execute("select count(*) from core.quotes where kind = 'direct'").fetchone() or (0,)
        (captions,) = connection.execute("select count(*) from core.blocks where role = 'caption'").fetchone() or (0,)
    change(pair[1], sql)
    forth, back = diff_files(*pair), diff_files(pair[1], pair[0])
    wanted = tuple({-1: {"core.quotes": direct, "core.blocks": captions}.get(table, 0)}.get(n, n) for n in expected)
    assert numbers(of(forth, table)) == wanted
    assert numbers(of(back, table)) == (wanted[1], wanted[0], wanted[2])
    others = [item for item in forth.tables if item.table != table]
    assert [item.table for item in others if numbers(item) != (0, 0, 0)] == []


def test_changes_are_counted_by_column_role_and_rule(pair: tuple[Path, Path]) -> None:
    change(pair[1], "update core.blocks set role = 'caption', rule = 'guess' where role = 'headline'")
    found = of(diff_files(*pair, examples=1), "core.blocks")
    groups = {(group.by, group.before, group.after): group.row_count for group in found.groups}
    assert groups == {
        ("column", "role", "role"): 3,
        ("column", "rule", "rule"): 3,
        ("role and rule", "headline by test", "caption by guess"): 3,
    }
    [example] = found.examples
    assert example.values == {"role": ("headline", "caption"), "rule": ("test", "guess")}


def test_rows_that_share_a_span_are_not_multiplied(pair: tuple[Path, Path]) -> None:
    twice = "insert into core.mentions select * replace (mention_id || 'b' as mention_id) from core.mentions"
    change(pair[1], twice)
    with duckdb.connect(str(pair[1]), read_only=True) as connection:
        (count,) = connection.execute("select count(*) from core.mentions").fetchone() or (0,)
    assert count
    assert numbers(of(diff_files(*pair), "core.mentions")) == (count // 2, 0, 0)


def test_random_changes_are_counted_as_a_slow_comparison_counts_them(tmp_path: Path, good: Path) -> None:
    draws = random.Random(20)
    paths = [Path(shutil.copy(good, tmp_path / f"{name}.duckdb")) for name in "ab"]
    held: list[dict[tuple[str, int], str]] = []
    for path in paths:
        rows = {(f"{draws.randrange(40):032x}", draws.randrange(4)): draws.choice("xyz") for _ in range(120)}
        values = ", ".join(
            f"('{page}', {start}, {start}, {start + 1}, null, 'paragraph', false, null, '{rule}')"
            for (page, start), rule in rows.items()
        )
        change(path, f"delete from core.blocks; insert into core.blocks values {values}")
        held.append(rows)
    one, other = held
    found = of(diff_files(*paths, tables=["core.blocks"]), "core.blocks")
    both = one.keys() & other.keys()
    assert numbers(found) == (len(other) - len(both), len(one) - len(both), sum(one[k] != other[k] for k in both))
    assert found.added > 0
    assert found.changed > 0


def test_a_table_that_an_older_file_lacks_is_left_out(pair: tuple[Path, Path]) -> None:
    change(pair[1], "drop table core.damage; alter table core.articles drop column standfirst")
    found = diff_files(*pair)
    assert "core.damage" not in {item.table for item in found.tables}
    assert found.is_empty


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["diff", *words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_command_tells_it_three_ways(pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    one, other = (str(path) for path in pair)
    assert told(capsys, one, one)[1].endswith("\nno row differs\n")
    change(pair[1], f"update core.articles set headline = $${HOSTILE}$$ where article_index = 0")
    code, page, _ = told(capsys, one, other)
    assert code == 0
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "core.articles changed: article_id" in page
    _, text, _ = told(capsys, one, other, "--format", "csv")
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(text)))
    assert {"table": "core.articles", "change": "changed", "by": "column", "before": "headline"}.items() <= max(
        rows, key=lambda row: (row["table"] == "core.articles", row["by"] == "column")
    ).items()
    _, text, _ = told(capsys, one, other, "--format", "json", "--table", "core.articles")
    [table] = json.loads(text)["tables"]
    assert (table["table"], table["changed"]) == ("core.articles", 2)
    markdown = diff_markdown(diff_files(*pair))
    assert not re.search(r"(?<!\\)(<img|\]\(javascript)", markdown)
    assert HOSTILE.split()[0][1:] in markdown.replace("\\", "")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("nowhere.duckdb", "published"), "there is no file and no kept run 'nowhere.duckdb'"),
        (("HERE", "published", "--examples", "-1"), "--examples -1: must be 0 or more"),
        (("HERE", "HERE", "--table", "core.nothing"), "there is no table core.nothing to compare"),
        (("HERE", "TEXT"), "no DuckDB"),
    ],
)
def test_a_wrong_command_is_told_in_one_line(
    words: tuple[str, ...], complaint: str, good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "text.duckdb"
    text.write_text("no database " * 1000)
    named = {"HERE": str(good), "TEXT": str(text)}
    code, out, err = told(capsys, *(named.get(word, word) for word in words), "--warehouse", str(tmp_path / "w.duckdb"))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err or (complaint == "no DuckDB" and "cannot open" in err)


def test_versions_go_by_path_run_and_name(good: Path, tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / "news.duckdb")
    layout.create()
    for run_id, path in (("older", layout.history_file("older")), ("newer", layout.published)):
        shutil.copy(good, path)
        change(path, f"update ops.runs set status = 'published', run_id = '{run_id}'")
    change(
        layout.published,
        "insert into ops.runs by name select * replace ('older' as run_id, started_at - interval 1 day as started_at)"
        " from ops.runs",
    )
    assert find_version(layout, "published") == find_version(layout, "newer") == layout.published
    assert find_version(layout, "previous") == find_version(layout, "older") == layout.history_file("older")
    assert find_version(layout, str(good)) == good.resolve()
    with pytest.raises(WarehouseMissing, match="there are: published, previous, newer, older"):
        find_version(layout, "../news")
    with pytest.raises(WarehouseError):
        find_version(Layout.of(tmp_path / "none.duckdb"), "published")


def test_a_page_parsed_again_by_another_parser_shows_what_that_changed(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Night ferry keeps its crossing\n\nPORT LUND, March 3, 2025 - The ferry lost 1,200 passengers in May 2024.\n\n"
        "“Nobody wanted to lose it,” said Captain Tomas Hale of the Lund Line.\n"
    )
    warehouse = tmp_path / "news.duckdb"
    fields: tuple[Any, ...] = ((), ("dates", "figures", "mentions"))
    for chosen in fields:
        drive(
            Run(Settings(sources=(str(page),), warehouse=warehouse, docs=False, fields=chosen), Silence()),
            gate=lambda run: None,
        )
    layout = Layout.of(warehouse)
    found = diff_files(find_version(layout, "previous"), find_version(layout, "published"))
    assert found.before.parser_version != found.after.parser_version
    added = {item.table for item in found.tables if item.added}
    assert {"core.dates", "core.figures", "core.mentions"} == added
    assert [item.table for item in found.tables if item.removed or item.changed] == []
    assert found.before.run_id != found.after.run_id != RUN_ID
