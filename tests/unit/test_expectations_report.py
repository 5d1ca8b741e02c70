"""What the checks saw is told harmlessly: rows as JSON, pages as HTML that load nothing and run nothing."""

import json
import re
from datetime import datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from expectations.contracts import Checks
from expectations.report import SHOWN_CHARS, Outcome, inert, report_of, rows_as_json, write_docs
from expectations.suites.check import Check, Tolerance

NOW = datetime.fromisoformat("2026-03-04T12:00:00")
HOSTILE = {
    "script": "<script>alert('x')</script>",
    "end of the page": "</td></table></details></body>",
    "image": '<img src="https://evil.example/x.png" onerror="alert(1)">',
    "markdown link": "[click](javascript:alert(1)) ![x](https://evil.example/y.png)",
    "markdown table": "| a | b |\n|---|---|\n`code` **bold**",
    "format string": "{title} {0.__class__} %s ${HOME}",
    "sql": "'; drop table core.quotes; --",
    "terminal": "\x1b]0;owned\x07\x1b[2J\x9b31m",
    "bidi": "abc\u202etxt.exe\u2066\u200f",
    "zero width": "a\u200bb\ufeffc\u00ad",
    "separators": "a\u2028b\u2029c\x00d",
    "entity": "&lt;b&gt; &#60;",
}


def check(name: str = "it_holds", severity: str = "error", tolerance: Tolerance | None = None) -> Check:
    return Check(
        table="core.quotes",
        name=name,
        expects="It holds.",
        failing_means="It does not.",
        severity=severity,
        sql="select 1 as n where 1 < 0 -- <b>",
        tolerance=tolerance,
    )


class Page(HTMLParser):
    """Collects what a browser would see: tags, addresses, text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_failing_rows_are_inert_in_json(text: str) -> None:
    written = rows_as_json([{"quote_id": "q", "quote_text": text}])
    assert not re.search(r"[<>&]", written)
    assert written.isprintable()
    (row,) = json.loads(written)
    assert row["quote_text"].isprintable()
    assert row["quote_text"] == inert(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zoë said “no” – 你好 🛳", "Zoë said “no” – 你好 🛳"),
        ("a\x1b[31m", "a\\x1b[31m"),
        ("a\u202eb", "a\\u202eb"),
        ("x" * SHOWN_CHARS, "x" * SHOWN_CHARS),
        ("x" * (SHOWN_CHARS + 1), "x" * (SHOWN_CHARS - 1) + "…"),
        ("", ""),
    ],
)
def test_readable_text_stays_readable(text: str, expected: str) -> None:
    assert inert(text) == expected


def test_every_type_a_row_may_hold_is_written() -> None:
    row: dict[str, Any] = {
        "null": None,
        "flag": True,
        "count": 3,
        "share": 0.5,
        "nan": float("nan"),
        "infinite": float("inf"),
        "day": NOW.date(),
        "instant": NOW,
        "bytes": b"\xff\x00",
        "list": ["a", "\x1b"],
        "decimal": Decimal("1.50"),
    }
    assert json.loads(rows_as_json([row])) == [
        {
            "null": None,
            "flag": True,
            "count": 3,
            "share": 0.5,
            "nan": "nan",
            "infinite": "inf",
            "day": "2026-03-04",
            "instant": "2026-03-04 12:00:00",
            "bytes": "2 bytes",
            "list": "['a', '\\x1b']",
            "decimal": "1.50",
        }
    ]


def test_data_docs_show_hostile_rows_as_text_and_load_nothing(tmp_path: Path) -> None:
    rows = tuple({"quote_id": name, "text": text} for name, text in HOSTILE.items())
    failed = Outcome(check=check(), is_success=False, observed=len(rows), rows=rows)
    raised = Outcome(check=check("it_raises"), is_success=False, observed=None, failure=HOSTILE["script"])
    outcomes = [failed, raised]
    report = report_of(outcomes, HOSTILE["image"], NOW)
    index = write_docs(report, [outcome.check for outcome in outcomes], tmp_path, "before_models")
    assert index == tmp_path / "index.html"
    for path in (index, tmp_path / "before_models.html"):
        page = Page(path)
        assert not page.tags & {"script", "img", "link", "iframe", "object", "form", "base", "svg", "b"}
        names = {name for name, _ in page.attributes}
        assert not {name for name in names if name.startswith("on") or name == "src"}
        assert [value for name, value in page.attributes if name == "href"] in ([], ["before_models.html"])
        assert "default-src 'none'" in path.read_text(encoding="utf-8")
    page = Page(tmp_path / "before_models.html")
    for text in HOSTILE.values():
        assert inert(text) in page.text


def test_data_docs_of_a_run_do_not_mix_with_those_of_the_last(tmp_path: Path) -> None:
    report = report_of([Outcome(check=check(), is_success=True, observed=0)], "run-1", NOW)
    write_docs(report, [check()], tmp_path, "before_models")
    write_docs(report, [check()], tmp_path, "after_models")
    assert {path.name for path in tmp_path.iterdir()} == {"index.html", "before_models.html", "after_models.html"}
    refused = report_of([Outcome(check=check(), is_success=False, observed=2)], "run-2", NOW)
    write_docs(refused, [check()], tmp_path, "before_models")
    assert {path.name for path in tmp_path.iterdir()} == {"index.html", "before_models.html"}
    assert "refused" in Page(tmp_path / "index.html").text


@pytest.mark.parametrize(
    ("severity", "is_success", "failure", "is_ok", "stored_severity"),
    [
        ("error", True, None, True, "error"),
        ("error", False, None, False, "error"),
        ("warn", False, None, True, "warn"),
        ("warn", False, "Binder Error: no such column", False, "error"),
    ],
)
def test_only_an_error_or_an_exception_closes_the_gate(
    severity: str, is_success: bool, failure: str | None, is_ok: bool, stored_severity: str
) -> None:
    outcome = Outcome(check=check(severity=severity), is_success=is_success, observed=0, failure=failure)
    report = report_of([outcome], "run-1", NOW)
    Checks.validate(report.checks)
    assert report.is_ok is is_ok
    assert report.checks["severity"].to_list() == [stored_severity]
    assert report.failures().height == (0 if is_success else 1)


def test_a_share_is_stored_with_its_tolerance() -> None:
    tolerance = Tolerance(
        value=0.25, judged_from=20, observed=0.04, date="2026-03-04", reason="Galleries hold no story.", severity="warn"
    )
    measured = Outcome(
        check=check(severity="warn", tolerance=tolerance),
        is_success=False,
        observed=0.5,
        rows=({"share": 0.5, "judged_count": 40},),
    )
    (row,) = report_of([measured], "run-1", NOW).checks.to_dicts()
    assert json.loads(row["observed_value"]) == {"share": 0.5}
    assert row["unexpected_count"] is None
    assert "at most 0.25" in row["tolerance"]
    assert "Galleries hold no story." in row["tolerance"]
