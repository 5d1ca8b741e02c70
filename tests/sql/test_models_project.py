"""The dbt project as it is written: every model says what it is for, every column is described, nothing drifts.

What is read here are the files; what the models give is in test_models_build.py.
"""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations.contracts import TABLES
from expectations.ddl import column_comment, table_comment
from flows.resources import reference_dir, sql_dir

SQL_DIR = sql_dir()
MODELS = {path.stem: path for path in sorted((SQL_DIR / "models").rglob("*.sql"))}
MARTS = {name for name, path in MODELS.items() if path.parent.name == "marts"}
STAGING = {name for name, path in MODELS.items() if path.parent.name == "staging"}
HEADER = re.compile(
    r"-- Purpose: \S.*\n(?:-- .*\n)*?-- Grain:   \S.*\n-- Inputs:  (?P<inputs>\S.*)\n-- Checks:  \S.*\n\nwith "
)
UNSTABLE = re.compile(
    r"\b(now|current_\w+|today|get_current_\w+|transaction_timestamp|random|uuid|gen_random_uuid|any_value|first|last"
    r"|list|string_agg|mode|avg|approx_\w+)\s*\(|\bcurrent_(?:timestamp|date)\b|\bsample\b",
    re.IGNORECASE,
)


@cache
def properties(kind: str) -> dict[str, dict[str, Any]]:
    """Read all entries of one kind from the project's YAML files, by name."""
    entries = {}
    for path in sorted((SQL_DIR / "models").rglob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")).get(kind, []):
            assert entry["name"] not in entries, f"{entry['name']} is described twice"
            entries[entry["name"]] = entry
    return entries


def code_of(path: Path) -> str:
    """Return a model without its comments."""
    return re.sub(r"--.*", "", path.read_text(encoding="utf-8"))


def final_columns(path: Path) -> list[tuple[str, str]]:
    """List what the CTE `final` selects: each expression and its name."""
    body = re.search(r"\nfinal as \(\n    select\n(.*?)\n    from ", code_of(path), re.DOTALL)
    assert body, f"{path.name} has no CTE named final"
    return re.findall(r"\s*(cast\(.*? as [a-z]+(?:\[\])?\s*\)|\S.*?) as (\w+)(?:,|$)", body[1], re.DOTALL)


@pytest.mark.parametrize("name", MODELS)
def test_a_model_opens_with_purpose_grain_inputs_and_checks(name: str) -> None:
    text = MODELS[name].read_text(encoding="utf-8")
    header = HEADER.match(text)
    assert header
    inputs = set(re.findall(r"\{\{ ref\('(\w+)'\) \}\}", text))
    inputs |= {".".join(pair) for pair in re.findall(r"\{\{ source\('(\w+)', '(\w+)'\) \}\}", text)}
    assert set(header["inputs"].replace("seed ", "").split(", ")) == inputs


@pytest.mark.parametrize("name", MODELS)
def test_a_model_imports_first_and_ends_with_final(name: str) -> None:
    code = code_of(MODELS[name])
    assert code.rstrip().endswith("select * from final")
    imports = re.findall(r"\b(?:from|join) \{\{", code)
    as_ctes = re.findall(r"\w+ as \(\n    select \* from \{\{ (?:ref|source)\([^)]*\) \}\}\n\)", code)
    assert len(imports) == len(as_ctes) >= 1, "a relation is used elsewhere than in an import CTE"


@pytest.mark.parametrize("name", MODELS)
def test_every_output_column_is_cast_and_described(name: str) -> None:
    columns = final_columns(MODELS[name])
    assert columns
    assert [alias for expression, alias in columns if not expression.startswith("cast(")] == []
    described = {column["name"]: column["description"] for column in properties("models")[name]["columns"]}
    assert list(described) == [alias for _, alias in columns]
    assert all(description.strip().endswith(".") for description in described.values())
    assert properties("models")[name]["description"].strip().endswith(".")


@pytest.mark.parametrize("name", MODELS)
def test_a_model_gives_the_same_rows_at_any_time_and_in_any_order(name: str) -> None:
    code = code_of(MODELS[name])
    found = [match[0] for match in UNSTABLE.finditer(code)]
    assert found == []
    for window in re.findall(r"row_number\(\) over \((.*?)\)\s*= 1", code, re.DOTALL):
        assert "order by" in window


@pytest.mark.parametrize("name", sorted(STAGING))
def test_staging_says_what_the_contract_says(name: str) -> None:
    source = re.search(r"source\('(\w+)', '(\w+)'\)", MODELS[name].read_text(encoding="utf-8"))
    assert source
    contract = TABLES[f"{source[1]}.{source[2]}"].columns()
    described = {column["name"]: column["description"] for column in properties("models")[name]["columns"]}
    for expression, alias in final_columns(MODELS[name]):
        renamed = re.match(r"cast\((\w+) as ", expression)
        assert renamed, "staging only renames and casts"
        assert described[alias] == column_comment(contract[renamed[1]]), alias


def test_the_sources_are_the_tables_of_the_contracts() -> None:
    described = {
        f"{source}.{table['name']}": table["description"]
        for source, entry in properties("sources").items()
        for table in entry["tables"]
    }
    assert described == {name: table_comment(contract) for name, contract in TABLES.items()}


@pytest.mark.parametrize("path", sorted(reference_dir().glob("*.csv")), ids=lambda path: path.stem)
def test_every_reference_file_is_described_column_by_column(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    seed = properties("seeds")[path.stem]
    assert [column["name"] for column in seed["columns"]] == header
    assert list(seed["config"]["column_types"]) == header
    assert all(column["description"].strip().endswith(".") for column in seed["columns"])


def test_no_seed_is_described_that_is_not_there() -> None:
    assert set(properties("seeds")) == {path.stem for path in reference_dir().glob("*.csv")}


def test_every_mart_has_a_unit_test_and_a_suite() -> None:
    tested = set()
    for path in (SQL_DIR / "unit_tests").glob("*.yml"):
        tested |= {test["model"] for test in yaml.safe_load(path.read_text(encoding="utf-8"))["unit_tests"]}
    assert set(MODELS) - STAGING <= tested


def test_nothing_but_names_goes_through_jinja() -> None:
    # Text from pages reaches Jinja only where a macro fetches rows; ours never do.
    for path in sorted(SQL_DIR.rglob("*.sql")):
        code = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"run_query\((?!comments)|fetch_result|load_result\((?!'main'\)\.table)", code), path.name
