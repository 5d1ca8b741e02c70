"""The suites are complete and well-formed before any engine sees them."""

import re
import tomllib
from pathlib import Path

import pytest

from expectations.contracts import TABLES
from expectations.suites.catalogue import SUITES_DIR, load_checks, meaning_checks, parse_check
from expectations.suites.check import TOLERANCES_FILE, Tolerance, read_tolerances
from expectations.suites.from_contracts import contract_checks

HEADER = "-- expects: It holds.\n-- failing means: It does not.\n"
GOOD = 'value = 0.2\njudged_from = 5\nobserved = 0.1\ndate = "2026-03-04"\nreason = "known"\nseverity = "warn"\n'


def test_every_table_of_the_contracts_has_a_suite() -> None:
    by_table = {table: set() for table in TABLES}
    for check in contract_checks():
        by_table[check.table].add(check.name)
    assert all({"columns_are_there", "key_is_unique"} <= names for names in by_table.values())
    assert {check.phase for check in contract_checks()} == {"before_models"}


def test_every_column_that_is_always_known_is_checked() -> None:
    sql = {(check.table, check.name): check.sql for check in contract_checks()}
    for table, contract in TABLES.items():
        for name, column in contract.columns().items():
            if not column.nullable:
                assert f'"{name}" is null' in sql[table, "values_are_known"]
            if getattr(column, "regex", None):
                assert f'regexp_matches("{name}"' in sql[table, "values_are_allowed"]
            if getattr(column, "min", None) is not None:
                assert f'"{name}" < {column.min}' in sql[table, "values_are_in_range"]


def test_names_are_unique_within_their_suite() -> None:
    checks = load_checks("before_models", read_tolerances()) + load_checks("after_models", read_tolerances())
    names = [(check.table, check.name) for check in checks]
    assert len(names) == len(set(names))


def test_checks_of_a_table_stand_together_in_an_order_that_is_always_the_same() -> None:
    checks = load_checks("before_models", read_tolerances())
    tables = [check.table for check in checks]
    assert list(dict.fromkeys(tables)) == [table for i, table in enumerate(tables) if i == 0 or tables[i - 1] != table]
    assert checks == load_checks("before_models", read_tolerances())


def test_every_suite_folder_is_a_table() -> None:
    folders = {path.name for path in SUITES_DIR.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert {name for name in folders if not name.startswith("marts.")} <= set(TABLES)
    assert {check.table for check in meaning_checks(read_tolerances())} == folders


def test_no_tolerance_is_left_without_its_check() -> None:
    named = {check.name for check in meaning_checks(read_tolerances()) if check.tolerance is not None}
    assert set(tomllib.loads(TOLERANCES_FILE.read_text(encoding="utf-8"))) == named


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("select 1", "no line '-- expects: ...'"),
        ("-- expects: It holds.\n-- severity: error\nselect 1", "no line '-- failing means: ...'"),
        (HEADER + "-- severity: fatal\nselect 1", "severity must be error or warn, not 'fatal'"),
        (HEADER + "select 1 as share", "no table [odd]"),
        (HEADER + "-- severity: warn\n-- template: nothing_like_it", "there is no template nothing_like_it"),
        (
            HEADER + "-- severity: warn\n-- template: names_are_counted_once\n-- with mart: people",
            "no line '-- with kind: ",
        ),
    ],
)
def test_a_file_without_a_proper_header_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "odd.sql"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(complaint)) as raised:
        parse_check(path, {})
    assert "\n" not in str(raised.value)


def test_a_header_line_goes_on_where_it_is_indented(tmp_path: Path) -> None:
    path = tmp_path / "odd.sql"
    path.write_text(
        "-- expects: It\n--   holds.\n-- failing means: No: it fails.\n-- severity: warn\n-- Why: so.\nselect 1"
    )
    check = parse_check(path, {})
    assert (check.expects, check.failing_means, check.severity) == ("It holds.", "No: it fails.", "warn")


def test_a_good_tolerance_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text(f"[some_share]\n{GOOD}", encoding="utf-8")
    assert read_tolerances(path) == {
        "some_share": Tolerance(
            value=0.2, judged_from=5, observed=0.1, date="2026-03-04", reason="known", severity="warn"
        )
    }


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("value = 0.2\n", "value = 1.0\n"),
        ("value = 0.2\n", "value = -0.1\n"),
        ("judged_from = 5\n", "judged_from = 0\n"),
        ("observed = 0.1\n", ""),
        ("observed = 0.1\n", "observed = 2.0\n"),
        ('reason = "known"\n', 'reason = "  "\n'),
        ('date = "2026-03-04"\n', 'date = ""\n'),
        ('severity = "warn"\n', 'severity = "mild"\n'),
        ('severity = "warn"\n', 'severity = "warn"\ncolour = "red"\n'),
    ],
)
def test_a_tolerance_that_says_nothing_is_refused(tmp_path: Path, line: str, instead: str) -> None:
    path = tmp_path / "t.toml"
    path.write_text(f"[some_share]\n{GOOD.replace(line, instead)}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"t\.toml: \[some_share\]"):
        read_tolerances(path)
