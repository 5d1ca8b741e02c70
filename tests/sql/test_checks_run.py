"""Running the checks leaves no trace but its report: not in the file, the home, the working folder or the terminal."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import pytest

from expectations.checkpoint import ChecksError, run_checks
from expectations.contracts import Checks
from expectations.suites.catalogue import SUITES_DIR
from flows.resources import sql_dir
from tests.checks_stage import NOW, RUN_ID, build_stage, change
from warehouse import models

MARTS = sorted(path.stem for path in (sql_dir() / "models" / "marts").glob("*.sql"))

HOSTILE_QUOTE = "<script>alert(1)</script> [x](javascript:0) \x1b[2J \u202e {0} ${HOME}"


@pytest.fixture(scope="module")
def good_stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_stage(tmp_path_factory.mktemp("good") / "stage.duckdb")


@pytest.fixture
def stage(good_stage: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(good_stage, tmp_path / "stage.duckdb"))


def test_the_file_is_neither_changed_nor_held(stage: Path) -> None:
    before = hashlib.sha256(stage.read_bytes()).digest()
    run_checks(stage, "before_models", RUN_ID, checked_at=NOW, tables=["core.quotes"])
    assert hashlib.sha256(stage.read_bytes()).digest() == before
    assert [path.name for path in stage.parent.iterdir()] == [stage.name]
    with duckdb.connect(str(stage)) as connection:  # another configuration: refused while a connection is open
        connection.execute("create table main.t as select 1 as n")


def test_the_file_is_let_go_when_checks_fail(stage: Path) -> None:
    change(stage, "drop table core.dates; alter table core.quotes drop column quote_text")
    report = run_checks(stage, "before_models", RUN_ID, checked_at=NOW, tables=["core.quotes", "core.dates"])
    assert not report.is_ok
    change(stage, "create table main.t as select 1 as n")
    assert [path.name for path in stage.parent.iterdir()] == [stage.name]


def test_an_expectation_that_raises_counts_as_a_failed_error(stage: Path) -> None:
    change(stage, "alter table core.articles drop column headline")
    report = run_checks(stage, "before_models", RUN_ID, checked_at=NOW, tables=["core.articles"])
    rows = {row["expectation"]: row for row in report.checks.iter_rows(named=True)}
    raised = rows["share_of_articles_without_headline"]  # a warning otherwise
    assert (raised["is_success"], raised["severity"]) == (False, "error")
    message = json.loads(raised["observed_value"])["exception"]
    assert "headline" in message
    assert "\n" not in message
    assert raised["unexpected_count"] is None
    assert rows["key_is_unique"]["is_success"], "what was asked after the failure is still answered"
    assert not report.is_ok


def test_a_warning_lets_the_run_go_on(stage: Path) -> None:
    change(stage, "update raw.sightings set fetched_at = null; update core.articles set published_on = '2099-01-01'")
    report = run_checks(stage, "before_models", RUN_ID, checked_at=NOW, tables=["core.articles"])
    assert report.failures()["expectation"].to_list() == ["publication_is_not_in_the_future"]
    assert report.is_ok


def test_failing_rows_are_named_first_by_their_ids_whatever_order_they_are_stored_in(stage: Path) -> None:
    change(
        stage,
        "insert into core.quotes select * replace (article_id || '-z' || i as quote_id, 'other' as quote_text) "
        "from core.quotes, (select i from range(40) as r(i) order by hash(i)) where kind = 'direct'".replace(
            "select * replace (", "select q.* replace ("
        ).replace("from core.quotes,", "from core.quotes as q,"),
    )
    (row,) = (
        run_checks(stage, "before_models", RUN_ID, checked_at=NOW, tables=["core.quotes"])
        .failures()
        .iter_rows(named=True)
    )
    named = [item["quote_id"] for item in json.loads(row["unexpected_rows"])]
    assert row["unexpected_count"] == 80
    assert len(named) == 5
    assert named == sorted(named)


def test_hostile_text_in_a_failing_row_is_harmless_in_the_report_and_in_the_docs(stage: Path, tmp_path: Path) -> None:
    change(stage, f"update core.quotes set quote_text = '{HOSTILE_QUOTE}'")
    docs = tmp_path / "docs"
    report = run_checks(stage, "before_models", RUN_ID, docs, checked_at=NOW, tables=["core.quotes"])
    (row,) = report.failures().iter_rows(named=True)
    assert row["unexpected_rows"].isprintable()
    assert "<" not in row["unexpected_rows"]
    assert "alert(1)" in row["unexpected_rows"]
    page = (docs / "before_models.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_the_report_has_a_row_for_every_expectation_by_the_contract(stage: Path) -> None:
    checks = run_checks(stage, "before_models", RUN_ID, checked_at=NOW, tables=["raw.rejects", "ops.runs"]).checks
    Checks.validate(checks)
    assert set(checks["suite"]) == {"raw.rejects", "ops.runs"}
    assert set(checks["checked_at"]) == {NOW}
    assert checks.filter(expectation="share_of_records_rejected")["observed_value"].to_list() == ['{"share": 0.25}']


@pytest.mark.parametrize(
    "name", ["a b.duckdb", "what?.duckdb", "$HOME.duckdb", "100%20#1.duckdb", "été ‘x’ \u202e.duckdb"]
)
def test_a_file_of_any_name_is_checked(good_stage: Path, tmp_path: Path, name: str) -> None:
    path = Path(shutil.copy(good_stage, tmp_path / name))
    assert run_checks(path, "before_models", RUN_ID, checked_at=NOW, tables=["core.damage"]).is_ok


def test_a_run_id_is_data(stage: Path) -> None:
    run_id = "x'; drop table core.quotes; --"
    report = run_checks(stage, "before_models", run_id, checked_at=NOW, tables=["raw.rejects"])
    assert set(report.checks["run_id"]) == {run_id}
    assert report.is_ok


@pytest.mark.parametrize("content", [None, b"this is no database at all, not even a little" * 200])
def test_a_file_that_cannot_be_opened_is_one_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "stage.duckdb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ChecksError) as raised:
        run_checks(path, "before_models", RUN_ID, tables=["core.quotes"])
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_empty_database_does_not_pass(tmp_path: Path) -> None:
    path = tmp_path / "stage.duckdb"
    change(path, "create schema raw")
    report = run_checks(path, "before_models", RUN_ID)
    assert not report.is_ok
    assert not report.checks["is_success"].any()


def test_white_space_between_blocks_is_what_str_strip_strips() -> None:
    sql = (SUITES_DIR / "core.blocks" / "blocks_tile_their_page.sql").read_text(encoding="utf-8")
    pattern = r"[\t-\r\x1c-\x1f\x{85}\p{Z}]*"
    assert f"regexp_full_match(gap_text, '{pattern}')" in sql
    # Code point 0 cannot be made by chr() in DuckDB, surrogates are no text.
    codes = [code for code in range(1, 0x110000) if not 0xD800 <= code < 0xE000]
    with duckdb.connect() as connection:
        found = connection.execute(
            "select code from (select unnest($1::integer[]) as code) where regexp_full_match(chr(code), $2)",
            [codes, pattern],
        ).fetchall()
    assert {code for (code,) in found} == {code for code in codes if not chr(code).strip()}


def test_nothing_is_written_outside_the_docs_and_nothing_is_said(stage: Path, tmp_path: Path) -> None:
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    change(stage, "update core.quotes set quote_text = 'other'; alter table core.dates drop column kind")
    script = textwrap.dedent(
        """
        import sys
        from datetime import datetime
        from pathlib import Path
        from expectations.checkpoint import run_checks
        assert "great_expectations" not in sys.modules, "importing the checkpoint must stay cheap"
        report = run_checks(Path(sys.argv[1]), "before_models", "r", None, tables=["core.quotes", "core.dates"])
        assert not report.is_ok
        """
    )
    env = {key: value for key, value in os.environ.items() if not key.startswith(("GX_", "XDG_"))}
    done = subprocess.run(
        [sys.executable, "-c", script, str(stage)],
        cwd=work,
        env=env | {"HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(home.rglob("*")) == []
    assert list(work.rglob("*")) == []


def test_the_marts_that_dbt_builds_hold(stage: Path, tmp_path: Path) -> None:
    change(stage, "drop schema marts cascade")
    models.build(stage, sql_dir(), tmp_path / "dbt")
    report = run_checks(stage, "after_models", RUN_ID, checked_at=NOW)
    assert report.failures().is_empty()
    assert report.checks.height >= len(MARTS)


def test_every_mart_has_a_suite() -> None:
    assert {path.name for path in SUITES_DIR.glob("marts.*")} == {f"marts.{name}" for name in MARTS}
