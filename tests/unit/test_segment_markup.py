"""Where the markup of a page tells its text, lines keep their place in it that elsewhere would be furniture."""

from pathlib import Path

import polars as pl
import pytest

from flows.pipeline import load_lexicon
from flows.resources import reference_dir
from flows.steps.lexicon import Lexicon
from tests.made_pages import read_and_parse

LONG = "The ferry left the quay at six, with eleven cars and a hearse, and came back at seven with none of them."
SECOND = "Nobody on the island could say, when they were asked about it, who had paid for the hearse or for the cars."
TEXT = f"<p>{LONG}</p><p>{SECOND}</p>"
NAVIGATION = "".join(f"<div>Section {number}</div>" for number in range(12))
NO_STOP = (
    "The harbour master wrote all of it down in the book, under the weather and above the tides, and signed "
    "it with his full name, as he had every night since March (Timetable)"
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(reference_dir())


def parsed(markup: str, tmp_path: Path, lexicon: Lexicon) -> dict[str, pl.DataFrame]:
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html><html><body>{markup}</body></html>", encoding="utf-8")
    return read_and_parse(path, lexicon)[1]


def body(markup: str, tmp_path: Path, lexicon: Lexicon) -> list[str]:
    (text,) = parsed(markup, tmp_path, lexicon)["core.articles"]["body_text"]
    return text.split("\n\n")


CASES = {
    "a long first paragraph without a full stop": (f"<p>{NO_STOP}</p><h2>At six</h2>{TEXT}", NO_STOP),
    "a prompt and a sign in code": (f"{TEXT}<pre>...\n>>> 2 * 3\n6</pre>{TEXT.upper()}", "..."),
    "a number that code prints": (f"{TEXT}<pre>>>> 2 * 3\n6</pre>{TEXT.upper()}", "6"),
    "a word in a table that labels a button elsewhere": (
        f"{TEXT}<table><tr><th>Account</th><th>Share</th></tr><tr><td>Twitter</td></tr></table>{TEXT.upper()}",
        "Share",
    ),
    "a cell of a table that is a link": (
        f"{TEXT}<table><th>West<th>East<tr><td><a href=1>Ferry to Rye</a><td>9</table>{TEXT.upper()}",
        "Ferry to Rye",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_lines_of_the_text_are_kept(name: str, tmp_path: Path, lexicon: Lexicon) -> None:
    markup, line = CASES[name]
    page = f"{NAVIGATION}<h1>Ferry Comes Back Empty</h1><div class=story>{markup}</div>"
    assert line in body(page, tmp_path, lexicon)


def test_a_line_of_links_in_a_layout_table_is_furniture(tmp_path: Path, lexicon: Lexicon) -> None:
    links = "<a href=1>Printer-friendly version of this</a> | <a href=2>E-mail this to a friend of yours</a>"
    page = f"<table><tr><td>{LONG}<br>{SECOND}<hr>{links}</td></tr></table>"
    assert body(page, tmp_path, lexicon) == [LONG, SECOND]
