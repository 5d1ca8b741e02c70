"""README, CHANGELOG and the packaging say what is so."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from flows.__main__ import _COMMANDS, _build_parser
from tests.repo import readme_answers

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shell_lines() -> list[str]:
    """List the commands of the README's shell blocks, continued lines joined."""
    lines = []
    for language, block in FENCE.findall(README):
        if language in {"sh", "bash"}:
            lines += block.replace("\\\n", " ").splitlines()
        elif language == "console":
            lines += [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return [line for line in lines if line.strip() and not line.startswith("#")]


def copydesk_lines() -> list[str]:
    return [line for line in shell_lines() if re.match(r"(uv run )?copydesk\b", line)]


def test_the_two_commands_stand_in_the_readme() -> None:
    lines = {line.partition(" #")[0].strip() for line in shell_lines()}
    assert {"uv run copydesk run", "uv run pytest"} <= lines


@pytest.mark.parametrize("line", copydesk_lines())
def test_commands_of_the_readme_are_understood(line: str) -> None:
    words = shlex.split(line, comments=True)
    for end in ("|", ">"):
        words = words[: words.index(end)] if end in words else words
    _build_parser().parse_args(words[words.index("copydesk") + 1 :])


def test_every_command_and_every_setting_is_explained() -> None:
    from flows.settings import Settings

    missing = [name for name in _COMMANDS if f"`copydesk {name}" not in README]
    missing += [name for name in Settings.model_fields if f"`{name}`" not in README]
    assert missing == []


def test_every_table_is_named() -> None:
    from expectations.contracts import TABLES

    marts = [f"marts.{path.stem}" for path in sorted((ROOT / "sql/models/marts").glob("*.sql"))]
    assert [name for name in [*TABLES, *marts] if f"`{name}`" not in README] == []


def test_links_lead_somewhere() -> None:
    anchors = {
        re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    }
    for target in re.findall(r"\]\(([^)\s]+)\)", README):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif not target.startswith(("https://", "http://", "mailto:")):
            assert (ROOT / target.partition("#")[0]).exists(), target


def test_paths_in_the_readme_exist() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}
    named = re.findall(r"`([\w.]+(?:/[\w.-]+)*/?)`", README)
    for name in named:
        if name.partition("/")[0] in folders and "/" in name and not name.startswith("warehouse/data"):
            assert (ROOT / name).exists(), name


def test_the_changelog_tells_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
    assert released[0] == PROJECT["version"]
    assert "## [Unreleased]" in changelog


def test_the_licence_is_the_one_named() -> None:
    assert PROJECT["license"] == "Apache-2.0"
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_lock_fits_the_project() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    (ours,) = (package for package in lock["package"] if package["name"] == "copydesk")
    assert ours["version"] == PROJECT["version"]
    locked = {entry["name"]: entry.get("specifier", "") for entry in ours["metadata"]["requires-dist"]}
    for line in PROJECT["dependencies"]:
        name, bounds = re.fullmatch(r"([\w-]+)(.*)", line).groups()  # type: ignore[union-attr]
        assert sorted(locked[name].split(",")) == sorted(bounds.split(",")), line


def test_answers_are_replaced_where_they_stand() -> None:
    text = "a\n```console\n$ copydesk x\nold\nlines\n$ copydesk y\n```\nz\n"
    assert list(readme_answers.questions(text)) == [("copydesk x", "old\nlines"), ("copydesk y", "")]
    expected = "a\n```console\n$ copydesk x\nX\n$ copydesk y\nY\n```\nz\n"
    assert readme_answers.answered(text, lambda line: line[-1].upper()) == expected


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_answers_in_the_readme_are_those_of_the_sample(tmp_path: Path) -> None:
    """Compare every answer the README shows with the product's; ``readme_answers.py`` writes them anew."""
    published = tmp_path / "readme.duckdb"
    readme_answers.publish_sample(published)
    shown = dict(readme_answers.questions(README))
    assert shown
    assert {line: readme_answers.ask(line, published) for line in shown} == shown
