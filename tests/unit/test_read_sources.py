"""What a person names is listed the same way whatever the order, and what does not exist is said in one line."""

import os
from pathlib import Path

import fsspec
import pytest

from flows.steps.read.sources import SourceError, SourceNotFoundError, Wanted, expand_sources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "b.txt",
        "a.html",
        "sub/c.jsonl",
        "sub/deep/d.txt",
        ".hidden.txt",
        ".git/e.txt",
        "sub/.f.txt",
        "ü/g ö.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


def uris(*sources: object) -> list[str]:
    return [source.uri for source in expand_sources(str(one) for one in sources)]


def test_a_folder_gives_its_files_recursively_sorted_and_without_hidden_ones(folder: Path) -> None:
    found = uris(folder)
    assert found == sorted(
        str(folder / name) for name in ("a.html", "b.txt", "sub/c.jsonl", "sub/deep/d.txt", "ü/g ö.txt")
    )
    assert all(uri.startswith("/") for uri in found)


def test_the_order_of_arguments_and_naming_a_file_twice_change_nothing(folder: Path) -> None:
    one = uris(folder / "b.txt", folder, folder / "sub" / ".." / "a.html")
    assert one == uris(folder / "a.html", folder / "sub", folder) == uris(folder)


def test_globs_match_across_folders_and_skip_hidden_files(folder: Path) -> None:
    assert uris(folder / "*.txt") == [str(folder / "b.txt")]
    assert uris(folder / "**" / "*.txt") == sorted(str(folder / n) for n in ("b.txt", "sub/deep/d.txt", "ü/g ö.txt"))
    assert uris(folder / "su?") == uris(folder / "sub")


def test_a_hidden_file_named_outright_is_read(folder: Path) -> None:
    assert uris(folder / ".hidden.txt") == [str(folder / ".hidden.txt")]


def test_a_name_with_glob_marks_that_exists_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "a[1]*.txt").write_text("x")
    (tmp_path / "a1.txt").write_text("x")
    assert uris(tmp_path / "a[1]*.txt") == [str(tmp_path / "a[1]*.txt")]


def test_relative_paths_and_file_urls_give_absolute_paths(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert uris("b.txt") == uris("./sub/../b.txt") == uris(f"file://{folder}/b.txt") == [str(folder / "b.txt")]
    assert uris(f"file://{folder}/%C3%BC/g%20%C3%B6.txt") == [str(folder / "ü/g ö.txt")]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("nowhere.txt", "no such file or folder"),
        ("no*where.txt", "no file matches"),
        ("memory://nothing/here.txt", "nothing is found at"),
        ("bad\nname\x1b31m.txt", "no such file or folder"),
        ("nul\0byte.txt", "no such file or folder"),
    ],
)
def test_a_source_that_does_not_exist_is_one_line(
    source: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceNotFoundError, match=said) as caught:
        expand_sources([source])
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_an_unknown_protocol_is_one_line() -> None:
    with pytest.raises(SourceError, match="cannot") as caught:
        expand_sources(["gopherhole://x/y.txt"])
    assert "\n" not in str(caught.value)


def test_urls_are_listed_like_folders() -> None:
    memory = fsspec.filesystem("memory")
    for name in ("/listing/a.txt", "/listing/sub/b.txt", "/listing/.c.txt"):
        memory.pipe_file(name, b"text")
    assert uris("memory://listing") == ["memory:///listing/a.txt", "memory:///listing/sub/b.txt"]
    assert uris("memory://listing/*.txt") == ["memory:///listing/a.txt"]
    assert uris("memory://listing/sub/b.txt") == ["memory:///listing/sub/b.txt"]
    assert expand_sources(["memory://listing/a.txt"])[0].open().read() == b"text"


def test_what_is_no_regular_file_is_listed_with_its_fault(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    faults = {Path(source.uri).name: source.fault for source in expand_sources([str(tmp_path)])}
    assert set(faults) == {"pipe.txt", "broken.txt"}
    assert all(fault is not None and fault.reason == "unreadable" for fault in faults.values())
    assert all(str(tmp_path) not in str(fault) for fault in faults.values())


def test_a_name_that_is_not_utf8_can_be_stored(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/bad\xff.txt"
    with Path(os.fsdecode(path)).open("wb") as file:
        file.write(b"text")
    (source,) = expand_sources([str(tmp_path)])
    assert source.uri.encode() == os.fsencode(tmp_path) + b"/bad\\xff.txt"
    assert source.open().read() == b"text"


def test_a_pattern_chooses_by_name_or_by_folder(tmp_path: Path) -> None:
    for name in ("2025/a.html", "2025/b.txt", "2024/c.html", "d.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")

    def names(pattern: str | None) -> list[str]:
        found = expand_sources([Wanted(str(tmp_path), pattern)])
        return [Path(source.uri).relative_to(tmp_path).as_posix() for source in found]

    assert names("*.html") == ["2024/c.html", "2025/a.html", "d.html"]
    assert names("2025/*.html") == ["2025/a.html"]
    assert names("*.xml") == []
    assert names(None) == ["2024/c.html", "2025/a.html", "2025/b.txt", "d.html"]


def test_a_file_has_the_publisher_of_its_source_whatever_the_order(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("x", encoding="utf-8")
    places = [Wanted(str(tmp_path)), Wanted(str(tmp_path), "*.html", "The Lund Mail"), Wanted(str(tmp_path / "a.html"))]
    for order in (places, places[::-1]):
        (source,) = expand_sources(order)
        assert source.publisher == "The Lund Mail"
    with pytest.raises(SourceError, match=r"belongs to two sources, of 'Other' and 'The Lund Mail'; narrow"):
        expand_sources([*places, Wanted(str(tmp_path), publisher="Other")])
