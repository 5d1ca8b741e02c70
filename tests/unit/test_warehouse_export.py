"""Exported files hold what the warehouse holds, are the same bytes every time, and replace an earlier export whole."""

import base64
import csv
import hashlib
import io
import json
import os
import re
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from flows.__main__ import main
from tests.checks_stage import build_stage, change
from warehouse.errors import ExportFailed, WarehouseError, WarehouseMissing
from warehouse.export import FORMULA, MANIFEST, Kind, export
from warehouse.lock import try_lock

FORMULAS = {
    "equals": "=1+1",
    "a link": '=HYPERLINK("http://evil.example","click")',
    "plus": "+44 20 7946 0018",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1)",
    "tab before": "\t=1",
    "carriage return before": "\r=1",
    "line feed before": "\n=1",
    "space before": "  =1",
    "full width": "＝1＋1",
    "full width minus": "－1",
    "marked already": "'=1",
    "marked twice": "''=1",
    "a NUL before": "\0=1",
}
HARMLESS = {
    "a dash": "— she said",
    "a quotation": "'Twas so",
    "inside": "1 = 1",
    "quotes and commas": 'a "b", c',
    "a lone carriage return": "a\rb",
    "astral, combining, bidi": "🛳 e\u0301 \u202e",
    "white space": "  ",
    "NULL in words": "NULL",
}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = build_stage(tmp_path_factory.mktemp("export") / "news.duckdb")
    change(path, "update ops.runs set status = 'published'")
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table marts.texts (name varchar, words varchar, listed varchar[], bytes blob)")
        for name, words in (FORMULAS | HARMLESS | {"empty": "", "nothing": None}).items():
            content = None if words is None else words.encode()
            listed = None if words is None else [words, ""]
            connection.execute("insert into marts.texts values (?, ?, ?, ?)", [name, words, listed, content])
    return path


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def cells(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode(), newline="")))


def test_parquet_holds_every_row_and_every_type(warehouse: Path, tmp_path: Path) -> None:
    exported = export(warehouse, tmp_path / "out", ["raw", "core", "marts", "ops"], "parquet")
    assert {"raw.documents", "core.quotes", "marts.texts", "ops.runs"} <= {one.table for one in exported}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for one in exported:
            file = f"read_parquet('{tmp_path / 'out' / one.file}')"
            assert connection.execute(f"describe from {file}").fetchall() == [
                (name, sql_type.replace("HUGEINT", "DECIMAL(38,0)").replace("[9]", "[]"), "YES", None, None, None)
                for name, sql_type, *_ in connection.execute(f"describe from {one.table}").fetchall()
            ]
            for left, right in ((file, one.table), (one.table, file)):
                differing = connection.execute(f"from {left} except all from {right}").fetchall()
                assert differing == [], one.table
            assert connection.execute(f"select count(*) from {one.table}").fetchone() == (one.row_count,)


def test_a_spreadsheet_finds_no_formula_in_csv_and_the_text_can_be_had_back(warehouse: Path, tmp_path: Path) -> None:
    export(warehouse, tmp_path / "out", ["marts.texts"], "csv")
    found = {row["name"]: row["words"] for row in cells(tmp_path / "out" / "marts.texts.csv")}
    assert [name for name, words in FORMULAS.items() if found[name] != f"'{words}"] == []
    assert [name for name, words in HARMLESS.items() if found[name] != words] == []
    pattern = re.compile(re.sub(r"\\x\{(\w+)\}", r"\\u\1", FORMULA))
    back = {name: words[1:] if pattern.match(words) else words for name, words in found.items()}
    assert {name: back[name] for name in FORMULAS | HARMLESS} == FORMULAS | HARMLESS


def test_exact_csv_gives_back_null_empty_text_lists_and_bytes(warehouse: Path, tmp_path: Path) -> None:
    export(warehouse, tmp_path / "out", ["marts.texts"], "csv", is_exact=True)
    rows = {row["name"]: row for row in cells(tmp_path / "out" / "marts.texts.csv")}
    assert {name: rows[name]["words"] for name in FORMULAS | HARMLESS} == FORMULAS | HARMLESS
    assert json.loads(rows["a lone carriage return"]["listed"]) == ["a\rb", ""]
    lines = (tmp_path / "out" / "marts.texts.csv").read_bytes().decode().split("\n")
    assert 'empty,"","[""""' in next(line for line in lines if line.startswith("empty"))
    assert "nothing,,," in lines
    assert base64.b64decode(rows["full width"]["bytes"]).decode() == FORMULAS["full width"]
    with duckdb.connect() as connection:
        back = connection.execute(
            "select count(*) from read_csv($file, all_varchar = true, new_line = '\\n', quote = '\"', escape = '\"', "
            "header = true, strict_mode = true)",
            {"file": str(tmp_path / "out" / "marts.texts.csv")},
        ).fetchone()
    assert back == (len(rows),)


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_the_same_rows_in_another_order_give_the_same_bytes(warehouse: Path, tmp_path: Path, kind: Kind) -> None:
    shuffled = Path(shutil.copy(warehouse, tmp_path / "news.duckdb"))
    with duckdb.connect(str(shuffled)) as connection:
        for table in ("core.blocks", "core.quotes", "marts.texts", "raw.documents"):
            connection.execute(f"create temp table kept as from {table} order by all desc")
            connection.execute(f"delete from {table}")
            connection.execute(f"insert into {table} from kept")
            connection.execute("drop table kept")
    wanted = ["core", "raw", "marts"]
    export(warehouse, tmp_path / "one", wanted, kind)
    export(shuffled, tmp_path / "two", wanted, kind)
    export(warehouse, tmp_path / "one", wanted, kind, part_bytes=2_000)  # in the place of the first, in many parts
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    manifest = json.loads((tmp_path / "one" / MANIFEST).read_text())
    assert {one["file"]: one["sha256"] for one in manifest["tables"]} == {
        name: digest for name, digest in digests(tmp_path / "one").items() if name != MANIFEST
    }


def test_a_reader_always_finds_an_export_that_is_whole(warehouse: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    export(warehouse, target, ["marts.texts"], "csv")
    over, faults = threading.Event(), []

    def read() -> None:
        while not over.is_set():
            seen = target.stat().st_ino if target.is_dir() else None
            # The folder may be exchanged between the look into it and the look at its name.
            if not (target / MANIFEST).exists() and seen in (None, target.stat().st_ino):
                faults.append(seen)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(15):
        export(warehouse, target, ["marts.texts"], "csv")
    over.set()
    reader.join()
    assert faults == []
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def a_file(folder: Path) -> None:
    folder.write_text("mine")


def a_folder_of_others(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.doc").write_text("mine")


def a_file_beside_an_export(folder: Path) -> None:
    folder.mkdir()
    (folder / MANIFEST).write_text('{"tables": [{"file": "core.quotes.parquet"}]}')
    (folder / "thesis.doc").write_text("mine")


def a_link(folder: Path) -> None:
    folder.with_name("other").mkdir()
    folder.symlink_to(folder.with_name("other"))


@pytest.mark.parametrize("occupy", [a_file, a_folder_of_others, a_file_beside_an_export, a_link])
def test_what_is_no_export_is_never_replaced(
    warehouse: Path, tmp_path: Path, occupy: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    occupy(tmp_path / "out")
    before = sorted((str(path), path.is_dir() or path.read_text()) for path in tmp_path.rglob("*"))
    assert main(["export", str(tmp_path / "out"), "--warehouse", str(warehouse)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert sorted((str(path), path.is_dir() or path.read_text()) for path in tmp_path.rglob("*")) == before


def test_wrong_names_and_places_are_told_before_anything_is_made(warehouse: Path, tmp_path: Path) -> None:
    for wrong in (["cores"], ["core.quote"], ["core", "x'; drop table core.quotes; --"], ["main.sqlite_master"]):
        with pytest.raises(WarehouseError, match="there is no schema and no table"):
            export(warehouse, tmp_path / "out", wrong, "parquet")
    with pytest.raises(WarehouseMissing):
        export(tmp_path / "none.duckdb", tmp_path / "out", [], "parquet")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportFailed, match="cannot write"):
        export(warehouse, tmp_path / "file" / "out", [], "parquet")


def test_what_a_killed_export_left_is_removed_and_what_another_writes_is_not(warehouse: Path, tmp_path: Path) -> None:
    dead, alive = tmp_path / ".out.export-dead", tmp_path / ".out.export-alive"
    for folder in (dead, alive):
        folder.mkdir()
        (folder / "core.quotes.parquet").write_bytes(b"half")
    held = os.open(alive, os.O_RDONLY | os.O_DIRECTORY)
    try:
        assert try_lock(held, shared=False)
        export(warehouse, tmp_path / "out", ["core.quotes"], "parquet")
    finally:
        os.close(held)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [alive.name, "out"]


def test_the_command_lists_what_it_wrote(warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["export", str(tmp_path / "it's here"), "core.quotes", "marts", "--as", "csv"]
    words += ["--warehouse", str(warehouse)]
    assert main([*words, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["tables"][0]["table"] == "core.quotes"
    assert {one["file"] for one in told["tables"]} | {MANIFEST} == {file.name for file in Path(words[1]).iterdir()}
    assert main(words) == 0
    out, err = capsys.readouterr()
    assert "core.quotes.csv" in out
    assert err == f"copydesk: exported to {words[1]}\n"
