"""Say what the checks saw: rows of ``ops.checks``, and Data Docs as HTML that can be read without a network.

Great Expectations' own site builder was measured and left out. Its pages load styles and scripts from seven hosts,
without which they neither sort nor fold, it copies 4.5 MB of fonts beside them, and its templates are rendered without
escaping (their names end in ``.j2``, for which its environment turns autoescape off), while failing rows quote
text that strangers wrote. The pages written here hold no script, load nothing, and escape every value.

Failing rows are made inert before they are stored: no control, format or bidi character survives as such, so that
neither a terminal nor a page is moved by them.
"""

import contextlib
import html
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from expectations.contracts import Checks
from expectations.suites.check import Check

SHOWN_CHARS: Final = 160
"""How many characters of a value are shown."""

PHASES: Final = ("before_models", "after_models")


@dataclass(frozen=True)
class ChecksReport:
    """What the checks of one phase saw.

    Attributes:
        checks: One row per expectation, by the contract of ``ops.checks``.
        is_ok: Whether no expectation of error level failed.
    """

    checks: pl.DataFrame
    is_ok: bool

    def failures(self) -> pl.DataFrame:
        """Return the expectations that failed, errors before warnings."""
        return self.checks.filter(~pl.col("is_success")).sort("severity", "suite", "expectation")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one expectation saw.

    Attributes:
        check: The check.
        is_success: Whether it held.
        observed: What was seen: a count of rows, a share, NULL (None) where there was nothing to judge.
        rows: The first failing rows, as they came from the database.
        failure: What went wrong while it was checked, in one line; NULL (None) where it could be checked.
    """

    check: Check
    is_success: bool
    observed: float | int | None
    rows: tuple[Mapping[str, Any], ...] = ()
    failure: str | None = None


def report_of(outcomes: Iterable[Outcome], run_id: str, checked_at: datetime) -> ChecksReport:
    """Turn outcomes into rows of ``ops.checks``.

    An expectation that could not be checked counts as failed, and as an error whatever its severity: a gate that
    cannot look does not open.

    Args:
        outcomes: What every expectation saw.
        run_id: The run.
        checked_at: When it was checked, UTC without a time zone.

    Returns:
        The report.
    """
    rows = [_row(outcome, run_id, checked_at) for outcome in outcomes]
    checks = pl.DataFrame(rows, schema={name: column.dtype for name, column in Checks.columns().items()})
    failed = checks.filter(~pl.col("is_success") & (pl.col("severity") == "error"))
    return ChecksReport(checks=Checks.validate(checks), is_ok=failed.is_empty())


def _row(outcome: Outcome, run_id: str, checked_at: datetime) -> dict[str, Any]:
    check = outcome.check
    if outcome.failure is not None:
        observed: dict[str, Any] = {"exception": inert(outcome.failure)}
    elif check.measures_share:
        observed = {"share": outcome.observed}
    else:
        observed = {"failing_rows": outcome.observed}
    counts_rows = outcome.failure is None and not check.measures_share
    return {
        "check_id": f"{run_id}/{check.phase}/{check.table}/{check.name}",
        "run_id": run_id,
        "phase": check.phase,
        "suite": check.table,
        "expectation": check.name,
        "description": check.expects,
        "severity": check.severity if outcome.failure is None else "error",
        "is_success": outcome.is_success,
        "observed_value": _json(observed),
        "unexpected_count": int(outcome.observed or 0) if counts_rows else None,
        "unexpected_rows": rows_as_json(outcome.rows) if outcome.rows else None,
        "tolerance": check.tolerance.sentence() if check.tolerance else None,
        "checked_at": checked_at,
    }


def rows_as_json(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write failing rows as JSON that does no harm wherever it is shown.

    Args:
        rows: Rows as they came from the database.

    Returns:
        A JSON list of objects; long values are cut, and ``<``, ``>`` and ``&`` are written as escapes.
    """
    return _json([{name: _plain(value) for name, value in row.items()} for row in rows])


def inert(text: str) -> str:
    r"""Write characters that act instead of being seen as their escapes, and cut what is too long to show.

    Args:
        text: Any text.

    Returns:
        Text of printable characters only: a terminal escape reads ``\x1b``, a bidi override ``\u202e``.
    """
    cut = text if len(text) <= SHOWN_CHARS else text[: SHOWN_CHARS - 1] + "…"
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in cut)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return inert(value if isinstance(value, str) else str(value))


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=False)
    # These three stand in strings only, where JSON allows the escape: the text is then harmless inside HTML too.
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def write_docs(report: ChecksReport, checks: Iterable[Check], docs_dir: Path, phase: str) -> Path:
    """Write the Data Docs of a phase: a page of its suites, and an index of the phases.

    Args:
        report: What the checks saw.
        checks: The checks themselves, for what failing means and their SQL.
        docs_dir: Folder of the pages; made where it does not exist.
        phase: ``before_models``, which begins the docs anew, or ``after_models``.

    Returns:
        The index page.

    Raises:
        OSError: If the folder cannot be written.
    """
    docs_dir.mkdir(parents=True, exist_ok=True)
    if phase == PHASES[0]:
        with contextlib.suppress(FileNotFoundError):
            (docs_dir / f"{PHASES[1]}.html").unlink()
    by_name = {(check.table, check.name): check for check in checks}
    body = [_summary(report, phase)]
    for (suite,), rows in report.checks.group_by("suite", maintain_order=True):
        body.append(f"<h2 id='{_escaped(suite)}'>{_escaped(suite)}</h2>")
        body += [_result(row, by_name[row["suite"], row["expectation"]]) for row in rows.iter_rows(named=True)]
    write_page(docs_dir / f"{phase}.html", f"Checks {phase.replace('_', ' ')}", "\n".join(body))
    index = docs_dir / "index.html"
    phases = [(f"{name}.html", name.replace("_", " ")) for name in PHASES if (docs_dir / f"{name}.html").exists()]
    write_page(index, "copydesk: what was expected, what was seen", _summary(report, phase) + link_list(phases))
    return index


def link_list(links: Iterable[tuple[str, str]]) -> str:
    """Write links as a list.

    Args:
        links: Address, relative to the page, and text of each.

    Returns:
        HTML in which both are literal.
    """
    items = "".join(f"<li><a href='{_escaped(address)}'>{_escaped(text)}</a></li>" for address, text in links)
    return f"<ul>{items}</ul>"


def _summary(report: ChecksReport, phase: str) -> str:
    run_ids = report.checks["run_id"].unique().to_list()
    failed = report.failures()
    errors = failed.filter(pl.col("severity") == "error").height
    verdict = "passed" if report.is_ok else "refused: nothing may be published"
    listed = "".join(
        f"<li class='{row['severity']}'>{_escaped(row['severity'])}: {_escaped(row['suite'])} "
        f"{_escaped(row['expectation'])}</li>"
        for row in failed.iter_rows(named=True)
    )
    return (
        f"<p>Run {_escaped(', '.join(run_ids))}, {_escaped(phase.replace('_', ' '))}: <strong>{verdict}</strong>. "
        f"{report.checks.height} expectations, errors: {errors}, warnings: {failed.height - errors}.</p>"
        f"<ul>{listed}</ul>"
    )


def _result(row: Mapping[str, Any], check: Check) -> str:
    state = "held" if row["is_success"] else f"failed, {row['severity']}"
    parts = [
        f"<details class='{'held' if row['is_success'] else row['severity']}'{'' if row['is_success'] else ' open'}>",
        f"<summary>{_escaped(row['expectation'])} <em>{_escaped(state)}</em></summary>",
        f"<p>{_escaped(check.expects)}</p><p>Failing means: {_escaped(check.failing_means)}</p>",
        f"<p>Seen: <code>{_escaped(row['observed_value'])}</code></p>",
    ]
    if row["tolerance"] is not None:
        parts.append(f"<p>Tolerated: {_escaped(row['tolerance'])}</p>")
    if row["unexpected_rows"] is not None:
        parts.append(_table(json.loads(row["unexpected_rows"])))
    parts.append(f"<details><summary>SQL</summary><pre>{_escaped(check.sql.strip())}</pre></details></details>")
    return "\n".join(parts)


def _table(rows: list[dict[str, Any]]) -> str:
    head = "".join(f"<th>{_escaped(name)}</th>" for name in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{_escaped('NULL' if value is None else value)}</td>" for value in row.values()) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _escaped(value: object) -> str:
    return html.escape(str(value), quote=True)


_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }}
details {{ border-left: 4px solid #2e7d32; margin: .4rem 0; padding: .1rem .8rem; background: #f6f8f6; }}
details.warn {{ border-color: #b26a00; background: #fdf6ea; }}
details.error {{ border-color: #b3261e; background: #fcefee; }}
details details {{ border-color: #999; background: none; }}
summary {{ cursor: pointer; }} summary em {{ color: #555; }}
table {{ border-collapse: collapse; }} th, td {{ border: 1px solid #bbb; padding: .2rem .5rem; text-align: left; }}
td, code, pre {{ font-family: ui-monospace, monospace; font-size: 13px; unicode-bidi: isolate; white-space: pre-wrap;
  overflow-wrap: anywhere; }}
li.error {{ color: #b3261e; }} li.warn {{ color: #8a5200; }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def write_page(path: Path, title: str, body: str) -> None:
    """Write one page of the docs, whole or not at all.

    Args:
        path: Where to.
        title: Its title, any text.
        body: Its HTML, every value in it escaped.

    Raises:
        OSError: It cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(_PAGE.format(title=_escaped(title), body=body), encoding="utf-8")
    unfinished.replace(path)
