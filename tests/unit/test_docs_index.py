"""The Data Docs of the last runs are kept and listed, those of earlier ones go, and nothing else is touched."""

from pathlib import Path

import pytest

from expectations.docs_index import index_docs

RUNS = [f"2026030{day}T120000000000Z-abcde{day}" for day in range(1, 6)]


def test_the_last_runs_stay_and_are_listed_the_last_first(tmp_path: Path) -> None:
    for name in [*RUNS, "my notes", "20260301T120000000000Z-<img>"]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)
    (tmp_path / "before_models.html").write_text("of a version that knew one run")
    page = index_docs(tmp_path, 2)
    assert {path.name for path in tmp_path.iterdir()} == {
        *RUNS[-2:],
        "my notes",
        "20260301T120000000000Z-<img>",
        page.name,
    }
    text = page.read_text()
    assert text.index(RUNS[4]) < text.index(RUNS[3])
    assert RUNS[2] not in text
    assert "img" not in text


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    assert index_docs(tmp_path / "docs", 1).is_file()
    with pytest.raises(ValueError, match="at least 1"):
        index_docs(tmp_path, 0)
