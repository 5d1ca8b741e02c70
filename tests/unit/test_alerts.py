"""What a run tells of itself: events for those who do not look, a summary and ``copydesk status`` for those who do."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from expectations.contracts import Checks
from flows.__main__ import main
from flows.alerts import FAILED, PUBLISHED, REFUSED, WARNED, alerts_of
from flows.journal import Journal
from flows.run_report import batch_line, check_rows, docs_address, reject_rows, step_line, summary_markdown
from flows.settings import Settings
from tests.checks_stage import build_stage, change
from warehouse.history import LastRun
from warehouse.layout import Layout

HOSTILE = "<img src=x onerror=alert(1)> [x](javascript:alert(2)) | \x1b[2J\n# head"
NOW = datetime.fromisoformat("2026-03-04T12:00:00")
WAREHOUSE = Path("news.duckdb")
UNESCAPED = re.compile(r"(?<!\\)(<img|\]\(|\\x1b|\|.*onerror)")


def check(suite: str, expectation: str, severity: str, rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(Checks.columns())
    row |= {"check_id": f"{suite}/{expectation}", "run_id": "r", "phase": "before_models", "suite": suite}
    row |= {"expectation": expectation, "description": "It holds.", "severity": severity, "is_success": False}
    return row | {"unexpected_rows": json.dumps(rows), "unexpected_count": len(rows), "checked_at": NOW} | more


def journal(status: str, *checks: dict[str, Any], error: str | None = None) -> Journal:
    made = Journal(Settings(), ["feeds"], "p1")
    made.checks = pl.DataFrame(list(checks), schema={name: column.dtype for name, column in Checks.columns().items()})
    made.counts["records"] = 7
    made.record = made.ended(status, error)
    return made


SILENT = check(
    "ops.sources",
    "sources_are_not_silent",
    "warn",
    [{"source": HOSTILE, "times": 9.5}, {"source": "b", "times": 4}],
)
WARNING = check("core.articles", "share_of_articles_without_headline", "warn", [], observed_value='{"share": 0.9}')
ERROR = check("core.quotes", "quotes_stand_in_their_page", "error", [{"quote_text": HOSTILE}])
HELD = check("core.blocks", "key_is_unique", "error", [], is_success=True)


@pytest.mark.parametrize(
    ("made", "events"),
    [
        (journal("published", HELD), [PUBLISHED]),
        (journal("published", HELD, WARNING), [PUBLISHED, WARNED]),
        (journal("published", SILENT), [PUBLISHED, "copydesk.source.silent", "copydesk.source.silent"]),
        (journal("refused", ERROR, WARNING, error=HOSTILE), [REFUSED, WARNED]),
        (journal("failed", error="no space left"), [FAILED]),
        (journal("running"), []),
    ],
)
def test_each_end_and_each_warning_has_its_event(made: Journal, events: list[str]) -> None:
    alerts = alerts_of(made, WAREHOUSE)
    assert [alert.event for alert in alerts] == events
    for alert in alerts:
        json.dumps(alert.payload)
        assert alert.payload["run_id"] == made.run_id
        assert alert.message == alert.payload["message"]
        assert alert.message.isprintable(), "one line, and nothing in it acts on a terminal"


def test_a_silent_source_is_named_with_how_long(capsys: pytest.CaptureFixture[str]) -> None:
    [_, first, second] = alerts_of(journal("published", SILENT), WAREHOUSE)
    assert "(9.5 times the usual)" in first.message
    assert first.payload["source"] == HOSTILE
    assert second.message == "b: It holds. (4 times the usual)"


def test_status_shows_the_alerts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = build_stage(tmp_path / "news.duckdb")
    rows = json.dumps([{"source": "feeds\x1b[2J", "times": 9.5}])
    change(
        path,
        "update ops.runs set status = 'published'; insert into ops.checks by name select 'c' as check_id, run_id,"
        " 'before_models' as phase, 'ops.sources' as suite, 'sources_are_not_silent' as expectation,"
        f" 'No source is silent.' as description, 'warn' as severity, false as is_success, $${rows}$$ as"
        " unexpected_rows, 1 as unexpected_count, now()::timestamp as checked_at from ops.runs",
    )
    reports = Layout.of(path).reports
    reports.mkdir(parents=True)
    run = {"run_id": "r9", "status": "refused", "started_at": "2026-01-01", "error": "core.quotes failed \x1b[2J"}
    (reports / "r9.json").write_text(json.dumps({"run": run}))
    assert main(["status", "--warehouse", str(path)]) == 0
    page = capsys.readouterr().out
    alerts = page[page.index("alerts\n") :].split("\n\n")[0]
    assert "run r9 refused: core.quotes failed" in alerts
    assert "feeds\\x1b[2J: No source is silent. (9.5 times the usual)" in alerts
    assert "\x1b" not in page
    main(["status", "--warehouse", str(path), "--format", "json"])
    assert len(json.loads(capsys.readouterr().out)["alerts"]) == 2
    main(["status", "--warehouse", str(path), "--format", "csv"])
    assert capsys.readouterr().out.count("\nalert,") == 2


def test_the_summary_compares_with_the_last_run_and_is_inert() -> None:
    made = journal("refused", ERROR, WARNING, error=HOSTILE)
    with made.step("parse", 0) as rows:
        rows |= {"row_in_count": 2000, "row_out_count": 3000}
    with made.step("models"):
        pass
    made.last = LastRun("before", NOW - timedelta(hours=1), "p0", 100.0, {"record_count": 4}, {"models": 50.0})
    text = summary_markdown(made, made.summary(WAREHOUSE), f"https://example.org/{HOSTILE}")
    assert UNESCAPED.search(text) is None
    assert "\x1b" not in text
    plain = text.replace("\\", "")
    assert "# Refused: nothing was published" in plain
    assert "| records read | 7 | 4 | +3 (+75%) |" in plain
    assert re.search(r"\| models \|  \|  \|  \| 0\.0 \| 50\.0 \| −50\.0 \(−100%\) \|", plain)
    assert "```sql\nselect" in text
    assert text.index("What did not hold") < text.index("What it did")
    made.last = None
    assert "last run |" not in summary_markdown(made, made.summary(WAREHOUSE), None)


def test_tables_are_inert_cell_by_cell() -> None:
    made = journal("refused", ERROR, WARNING)
    reject = {"source_uri": HOSTILE, "record_key": None, "reason": "empty", "detail": HOSTILE}
    for row in [*check_rows(made.failed_checks(), "r"), *reject_rows([reject])]:
        for name, cell in row.items():
            if name != "find them":
                assert UNESCAPED.search(cell) is None, name
                assert "\x1b" not in cell
    assert [row["severity"] for row in check_rows(made.failed_checks(), "r")] == ["error", "warn"]
    assert check_rows(made.failed_checks(), "r")[0]["find them"].startswith("`")


def test_a_batch_and_a_step_are_one_line_each() -> None:
    made = journal("published")
    for step, rows_in, rows_out in (("read", None, 4000), ("load_raw", 4000, 3), ("parse", 3, 5), ("store", 3, None)):
        with made.step(step, 2) as rows:
            rows |= {name: n for name, n in (("row_in_count", rows_in), ("row_out_count", rows_out)) if n is not None}
    with made.step("check_before_models") as rows:
        rows["row_out_count"] = 120
    line = batch_line(made, 2)
    assert re.sub(r"\(\d+\.\d s\)", "()", line) == "batch 3: 4,000 read (), 3 to parse (), 5 articles (), 3 stored ()"
    assert re.fullmatch(r"check before models: 120 out, \d+\.\d s", step_line(made, "check_before_models"))
    assert step_line(made, "publish") == "publish"


def test_docs_are_linked_where_they_are_served(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / "news.duckdb")
    assert docs_address(layout, "r1", None) is None
    (layout.docs / "r1").mkdir(parents=True)
    (layout.docs / "r1" / "index.html").touch()
    address = docs_address(layout, "r1", None)
    assert address
    assert address.startswith("file:///")
    assert docs_address(layout, "r1", "https://desk.example.org/docs/") == (
        "https://desk.example.org/docs/r1/index.html"
    )
