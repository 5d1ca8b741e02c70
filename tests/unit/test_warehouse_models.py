"""dbt in this process: silent, off the network, out of the way of the stage, and quick the second time."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.unit.test_warehouse_frames import a_run, document, ended, load_and_parse
from warehouse import runs
from warehouse.errors import ModelsFailed
from warehouse.layout import Layout
from warehouse.models import STAGE_VARIABLE, build
from warehouse.publish import publish
from warehouse.query import run as run_sql
from warehouse.stage import open_stage

PROJECT = """
name: tiny
version: "1.0"
profile: tiny
model-paths: [models]
"""
PROFILE = """
tiny:
  target: stage
  outputs:
    stage: {type: duckdb, path: "{{ env_var('COPYDESK_STAGE') }}", schema: marts}
"""
MODEL = "select quote_text, upper(quote_text) as loud from core.quotes"
PROPERTIES = """
models:
  - name: loud_quotes
    columns:
      - name: loud
        data_tests: [not_null, {accepted_values: {values: [HELLO], config: {severity: warn}}}]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "sql"
    (folder / "models").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(PROJECT, encoding="utf-8")
    (folder / "profiles.yml").write_text(PROFILE, encoding="utf-8")
    (folder / "models" / "loud_quotes.sql").write_text(MODEL, encoding="utf-8")
    (folder / "models" / "properties.yml").write_text(PROPERTIES, encoding="utf-8")
    return folder


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout.of(tmp_path / "news.duckdb")


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def log_of(layout: Layout) -> str:
    return (layout.dbt / "logs" / "dbt.log").read_text(encoding="utf-8")


def test_models_are_built_in_silence_and_the_stage_can_be_published(
    layout: Layout, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before, folder = tree(project), Path.cwd()
    for path in [project, *project.rglob("*")]:
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    for number in range(3):
        run_id = f"run-{number}"
        stage = open_stage(layout, run_id)
        load_and_parse(stage, [document("hello")])
        stage.release()
        report = build(stage.path, project, layout.dbt)
        assert [(model.kind, model.status) for model in report.models] == [
            ("model", "success"),
            ("test", "pass"),
            ("test", "pass"),
        ]
        assert all(0 <= model.seconds < report.seconds for model in report.models)
        assert [path.name for path in stage.path.parent.iterdir() if path.suffix == ".wal"] == []
        runs.finish_run(stage, ended(a_run(run_id)))
        publish(stage, layout, 3)
    assert list(run_sql(layout.published, "SELECT loud FROM marts.loud_quotes").rows) == [("HELLO",)]
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    assert tree(project) == before
    assert Path.cwd() == folder
    assert STAGE_VARIABLE not in os.environ
    assert log_of(layout).count("Unable to do partial parsing") == 1, "only the first run parses everything"


def test_a_warning_is_reported_and_stops_nothing(layout: Layout, project: Path) -> None:
    stage = open_stage(layout, "run-1")
    load_and_parse(stage, [document("other")])
    stage.release()
    found = {model.name[:8]: model for model in build(stage.path, project, layout.dbt).models}
    assert found["accepted"].status == "warn"
    assert found["accepted"].message is not None
    assert found["accepted"].message.isprintable()


FAULTS = {
    "wrong SQL": ("models/loud_quotes.sql", "select nothing from core.quotes", r"model loud_quotes: .*nothing"),
    "a failing test": (
        "models/loud_quotes.sql",
        "select null as loud",
        r"not_null_loud_quotes_loud: Got 1 result",
    ),
    "broken Jinja": ("models/loud_quotes.sql", "select {{ ref('nobody') }}", r"could not build.*nobody"),
    "broken YAML": ("models/properties.yml", "models: [", r"could not build"),
    "no profile": ("profiles.yml", None, r"could not build"),
}


@pytest.mark.parametrize(("name", "text", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_named_in_one_line_and_the_stage_is_free(
    layout: Layout, project: Path, capfd: pytest.CaptureFixture[str], name: str, text: str | None, message: str
) -> None:
    stage = open_stage(layout, "run-1")
    load_and_parse(stage, [document("hello")])
    stage.release()
    if text is None:
        (project / name).unlink()
    else:
        (project / name).write_text(text, encoding="utf-8")
    with pytest.raises(ModelsFailed, match=message) as caught:
        build(stage.path, project, layout.dbt)
    assert str(caught.value).isprintable()
    assert capfd.readouterr() == ("", "")
    with duckdb.connect(str(stage.path)) as connection:
        assert connection.execute("SELECT count(*) FROM core.quotes").fetchone() == (1,)
    stage.discard()


def test_a_stage_without_links_is_built_by_its_own_name(
    layout: Layout, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError("this file system has no links")

    monkeypatch.setattr(Path, "symlink_to", no_links)
    stage = open_stage(layout, "run-1")
    load_and_parse(stage, [document("hello")])
    stage.release()
    assert len(build(stage.path, project, layout.dbt).models) == 3


def test_importing_the_module_does_not_import_dbt() -> None:
    code = "import sys, warehouse.models; print('dbt' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout == b"False\n"


def test_the_project_may_lie_in_a_folder_with_any_name(layout: Layout, project: Path) -> None:
    strange = project.with_name("it's a 'sql' {{ folder }}")
    shutil.move(project, strange)
    stage = open_stage(layout, "run-1")
    load_and_parse(stage, [document("hello")])
    stage.release()
    assert len(build(stage.path, strange, layout.dbt).models) == 3
