"""A report shows what it is given, and nothing in it acts: on a terminal, in Markdown, in HTML."""

import datetime
import re
from pathlib import Path

import pytest

from flows.commands import report as command
from warehouse.report import Report, Table

HOSTILE = "<img src=x onerror=alert(1)> [x](javascript:alert(2)) | a pipe \x1b[2J \u202e `code` https://evil.example"


@pytest.fixture
def found() -> Report:
    rows = ((HOSTILE, 1_234_567, None), ("a\nline", 0.0004, datetime.datetime(2026, 3, 4, 5, 6, 7, 891)))
    return Report(HOSTILE, "refused", HOSTILE, (Table("What did not hold", ("what", "rows", HOSTILE), rows, HOSTILE),))


def test_markdown_is_literal_and_its_table_keeps_its_columns(found: Report) -> None:
    text = command.markdown(found)
    assert text.startswith("# Refused: nothing was published\n")
    assert not re.search(r"(?<!\\)[<>\[`]", text)
    assert "\x1b" not in text
    assert "\u202e" not in text
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {4}
    assert r"1\,234\,567" in text
    assert "---: |" in lines[1]


def test_html_has_no_element_of_a_page(found: Report, tmp_path: Path) -> None:
    command._write(found, tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert {tag.lower() for tag in re.findall(r"<(\w+)", text)} <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "strong"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert "default-src 'none'" in text
    assert "2026-03-04 05:06:07" in text
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_plain_text_does_not_act_on_the_terminal(found: Report) -> None:
    text = command._plain(found)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "NULL" in text
    assert text.splitlines()[0].startswith("Refused: nothing was published: run <img")
