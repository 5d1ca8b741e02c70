"""What a changed line of code makes a run do again: parse, compare, both, or nothing."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from flows import pipeline
from flows.resources import reference_dir
from flows.steps.deduplicate import copies, words
from flows.steps.deduplicate.settings import COPY_SETTINGS
from flows.steps.storylines import stretches

PACKAGE = Path(pipeline.__file__).parent


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The code as it stands, in a folder whose files may be changed."""
    copied = tmp_path / "flows"
    shutil.copytree(PACKAGE, copied, ignore=shutil.ignore_patterns("__pycache__", "_resources"))
    monkeypatch.setattr(pipeline, "__file__", str(copied / "pipeline.py"))
    for module in (copies, words):
        monkeypatch.setattr(module, "__file__", str(copied / "steps" / "deduplicate" / Path(module.__file__).name))
    monkeypatch.setattr(stretches, "__file__", str(copied / "steps" / "storylines" / "stretches.py"))
    return copied


@pytest.mark.parametrize(
    ("changed", "parses_again", "compares_again", "follows_again"),
    [
        ("steps/deduplicate/settings.py", False, True, False),
        ("steps/deduplicate/verdict.py", False, True, False),
        ("steps/deduplicate/words.py", False, True, True),
        ("steps/storylines/stretches.py", False, False, True),
        ("steps/storylines/terms.py", False, False, True),
        ("text/normalise.py", True, True, True),
        ("steps/clean.py", True, False, False),
        ("steps/segment/articles.py", True, False, False),
        ("steps/extract/dates.py", True, False, False),
        ("pipeline.py", True, False, False),
        ("text/terminal.py", False, False, False),
        ("comparing.py", False, False, False),
    ],
)
def test_a_changed_file_does_again_what_depends_on_it(
    package: Path, changed: str, parses_again: bool, compares_again: bool, follows_again: bool
) -> None:
    before = _versions(reference_dir())
    _change(package / changed)
    assert _differ(before, _versions(reference_dir())) == (parses_again, compares_again, follows_again)


@pytest.mark.parametrize(
    ("table", "parses_again", "follows_again"),
    [("news_words.csv", False, True), ("furniture_phrases.csv", True, False), ("quote_words.csv", True, False)],
)
def test_a_changed_table_does_again_what_reads_it(
    tmp_path: Path, table: str, parses_again: bool, follows_again: bool
) -> None:
    tables = tmp_path / "reference"
    shutil.copytree(reference_dir(), tables)
    before = _versions(tables)
    _change(tables / table)
    assert _differ(before, _versions(tables)) == (parses_again, False, follows_again)


def _versions(tables: Path) -> tuple[str, str, str]:
    return pipeline.parser_version(tables), pipeline.copies_version(), pipeline.storylines_version(tables)


def _change(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"# changed\n")


def _differ(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[bool, ...]:
    return tuple(one != other for one, other in zip(before, after, strict=True))


def test_another_threshold_compares_again() -> None:
    other = dataclasses.replace(COPY_SETTINGS, min_containment=0.61)
    assert pipeline.copies_version(other) != pipeline.copies_version()
    assert pipeline.copies_version(COPY_SETTINGS) == pipeline.copies_version()
