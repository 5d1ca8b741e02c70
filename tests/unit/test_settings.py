"""Settings: later sources win, and whatever nobody knows is an error that names where it stands."""

import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from flows.settings import MIB, Settings, SettingsError, SourceTable, load


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("COPYDESK_")]:
        monkeypatch.delenv(name)


def test_defaults_need_no_file() -> None:
    settings = load()
    assert settings.sources == ()
    assert settings.warehouse == Path("warehouse/data/copydesk.duckdb")
    assert settings.batch_bytes == 32 * MIB


def test_flags_win_over_environment_over_file_over_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "copydesk.toml").write_text(
        'sources = ["a", "ä b/*.txt"]\nworkers = 3\nbatch_size = 10\nkeep_published = 9\n', encoding="utf-8"
    )
    monkeypatch.setenv("COPYDESK_WORKERS", "4")
    monkeypatch.setenv("COPYDESK_BATCH_SIZE", "20")
    settings = load(flags={"workers": "5", "publisher": None})
    assert settings.workers == 5
    assert settings.batch_size == 20
    assert settings.keep_published == 9
    assert settings.sources == ("a", "ä b/*.txt")
    assert settings.lock_wait_seconds == 60.0


def test_config_by_flag_and_by_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "copydesk.toml").write_text("workers = 1\n", encoding="utf-8")
    (tmp_path / "one.toml").write_bytes(b"\xef\xbb\xbfworkers = 6\n")
    (tmp_path / "two.toml").write_text("workers = 7\n", encoding="utf-8")
    monkeypatch.setenv("COPYDESK_CONFIG", "one.toml")
    assert load().workers == 6
    assert load(Path("two.toml")).workers == 7


def test_lists_in_the_environment_are_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_SOURCES", '["s3://bucket/a,b.txt", "c"]')
    assert load().sources == ("s3://bucket/a,b.txt", "c")
    monkeypatch.setenv("COPYDESK_SOURCES", "a,b")
    with pytest.raises(SettingsError, match="JSON"):
        load()


WRONG_FILES = {
    "unknown key": ("batchsize = 3\n", "batchsize is no setting"),
    "out of bounds": ("workers = 0\n", "workers: Input should be greater"),
    "wrong type": ('workers = "many"\n', "workers: Input should be a valid integer"),
    "broken toml": ("workers = \n", "no valid TOML"),
    "blank source": ('sources = [" "]\n', "sources must not be blank"),
    "no file name": ('warehouse = "."\n', "warehouse must name a file"),
    "a schema's name": ('warehouse = "data/Core.duckdb"\n', "warehouse must not be named after a schema"),
    "hostile key": ('"\\u001b[2J" = 1\n', "is no setting"),
}


@pytest.mark.parametrize(("text", "message"), WRONG_FILES.values(), ids=WRONG_FILES)
def test_wrong_files_are_named_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "wrong.toml" in str(caught.value) or "must" in message


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot read the settings"):
        load(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes(b'publisher = "\xe9"\n')
    with pytest.raises(SettingsError, match="not UTF-8 at byte 13"):
        load(tmp_path / "latin.toml")


def test_a_misspelled_variable_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_BATCHSIZE", "3")
    with pytest.raises(SettingsError, match="COPYDESK_BATCHSIZE is no setting"):
        load()


def test_what_dbt_reads_is_no_misspelled_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_STAGE", "/tmp/stage.duckdb")
    assert load().workers == 2


@pytest.mark.parametrize(
    ("flags", "where"),
    [({"workers": "0"}, "--workers"), ({"sources": ("\udc80",)}, "--sources"), ({"warehouse": "a\0b"}, "--warehouse")],
)
def test_wrong_flags_are_named(flags: dict[str, Any], where: str) -> None:
    with pytest.raises(SettingsError, match=where):
        load(flags=flags)


def test_settings_are_frozen_and_hashable() -> None:
    settings = load()
    with pytest.raises(ValidationError):
        settings.workers = 9  # type: ignore[misc]
    assert hash(settings) == hash(load())


def test_settings_survive_the_way_through_a_server_as_json() -> None:
    settings = load(flags={"sources": ("ä 🗞.txt",), "workers": 3})
    assert Settings(**settings.model_dump(mode="json")) == settings


def test_every_setting_is_explained() -> None:
    assert all(field.description for field in Settings.model_fields.values())


TABLES = """
[[sources]]
path = "crawl/mail"
pattern = "2025/*.html"
publisher = "The Lund Mail"

[[sources]]
path = "s3://bucket/wire"
"""


def test_sources_are_tables_beside_plain_paths(tmp_path: Path) -> None:
    config = tmp_path / "copydesk.toml"
    config.write_text(TABLES, encoding="utf-8")
    assert [str(source) for source in load(config).sources] == ["crawl/mail [2025/*.html]", "s3://bucket/wire"]
    config.write_text('sources = ["pages", {path = "ä b", publisher = "Ö"}]', encoding="utf-8")
    assert load(config).sources == ("pages", SourceTable(path="ä b", publisher="Ö"))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            'sources = [{path = "a", folder = "b"}]',
            "source 1: folder is no key of a source; known are path, pattern",
        ),
        ('sources = ["a", {pattern = "*.txt"}]', "source 2: path is missing"),
        ('sources = ["a", {path = 3}]', "source 2: path: Input should be a valid string"),
        ('sources = [{path = "a", publisher = ""}]', "source 1: publisher: String should have at least 1 character"),
        ('sources = [{path = "a", pattern = "/x"}]', "source 1: pattern: must be the end of a path"),
        ("sources = [7]", "source 1: must be a path or a table with path, pattern and publisher"),
        ('sources = "pages"', "sources: Input should be a valid tuple"),
        ('sources = [{path = "a\\u0000"}]', "sources: must be valid UTF-8 without NUL"),
    ],
)
def test_a_wrong_source_is_named_in_one_line(text: str, complaint: str, tmp_path: Path) -> None:
    config = tmp_path / "copydesk.toml"
    config.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        load(config)
    assert complaint in str(raised.value)
    assert "\n" not in str(raised.value)
