"""What a changed line of code makes a run do again: parse, compare, both, or nothing."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from flows import pipeline
from flows.resources import reference_dir
from flows.steps.deduplicate import copies
from flows.steps.deduplicate.settings import COPY_SETTINGS

PACKAGE = Path(pipeline.__file__).parent


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The code as it stands, in a folder whose files may be changed."""
    copied = tmp_path / "flows"
    shutil.copytree(PACKAGE, copied, ignore=shutil.ignore_patterns("__pycache__", "_resources"))
    monkeypatch.setattr(pipeline, "__file__", str(copied / "pipeline.py"))
    monkeypatch.setattr(copies, "__file__", str(copied / "steps" / "deduplicate" / "copies.py"))
    return copied


@pytest.mark.parametrize(
    ("changed", "parses_again", "compares_again"),
    [
        ("steps/deduplicate/settings.py", False, True),
        ("steps/deduplicate/verdict.py", False, True),
        ("steps/deduplicate/compiled_words.py", False, True),
        ("text/normalise.py", True, True),
        ("steps/clean.py", True, False),
        ("steps/segment/articles.py", True, False),
        ("steps/extract/dates.py", True, False),
        ("pipeline.py", True, False),
        ("text/terminal.py", False, False),
        ("comparing.py", False, False),
    ],
)
def test_a_changed_file_does_again_what_depends_on_it(
    package: Path, changed: str, parses_again: bool, compares_again: bool
) -> None:
    parser, comparer = pipeline.parser_version(reference_dir()), pipeline.copies_version()
    path = package / changed
    path.write_bytes(path.read_bytes() + b"# changed\n")
    assert (pipeline.parser_version(reference_dir()) != parser) is parses_again
    assert (pipeline.copies_version() != comparer) is compares_again


def test_another_threshold_compares_again() -> None:
    other = dataclasses.replace(COPY_SETTINGS, min_containment=0.61)
    assert pipeline.copies_version(other) != pipeline.copies_version()
    assert pipeline.copies_version(COPY_SETTINGS) == pipeline.copies_version()
