"""What a run says of itself in the Prefect UI and its logs, as plain values and Markdown; knows nothing of Prefect.

Whatever may come from a page (texts, file names, messages that quote them) is escaped here and nowhere else: the UI
renders Markdown, so ``<img onerror=…>``, ``[x](javascript:…)`` and ``|`` in a headline must stay letters (law 10).
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import polars as pl

from expectations.suites.catalogue import sql_of
from flows.journal import Journal
from flows.text.markdown import escape_markdown, markdown_table
from warehouse.history import RUN_COUNTS, LastRun
from warehouse.layout import Layout

_SHOWN_ROW_CHARS: Final = 400
_SHOWN_FAILED: Final = 10

_FIGURES: Final = RUN_COUNTS | {
    "check_count": "checks",
    "failed_check_count": "checks that did not hold",
    "byte_count": "bytes published",
    "seconds": "seconds",
}
_VERDICTS: Final = {"published": "Published", "refused": "Refused: nothing was published", "failed": "Failed"}


def batch_line(journal: Journal, index: int) -> str:
    """Say in one line what became of a batch.

    Args:
        journal: The notes of the run.
        index: Which batch, from 0.

    Returns:
        Rows and seconds of its steps, counted from 1 as people do.
    """
    parts = []
    for step, unit in (("read", "read"), ("load_raw", "to parse"), ("parse", "articles"), ("store", "stored")):
        note = journal.noted(step, index)
        rows = note and note["row_in_count" if step == "store" else "row_out_count"]
        if note is not None and rows is not None:  # a read that found nothing more is no part of a batch
            parts.append(f"{rows:,} {unit} ({note['seconds']:.1f} s)")
    return f"batch {index + 1}: {', '.join(parts)}"


def step_line(journal: Journal, step: str) -> str:
    """Say in one line how a step of the whole run went.

    Args:
        journal: The notes of the run.
        step: The step, as ``ops.steps`` names it.

    Returns:
        Its name, rows and seconds.
    """
    note = journal.noted(step)
    words = step.replace("_", " ")
    if note is None:
        return words
    rows = [f"{note[name]:,} {word}" for name, word in (("row_in_count", "in"), ("row_out_count", "out")) if note[name]]
    return f"{words}: {', '.join([*rows, ''])}{note['seconds']:.1f} s"


def docs_address(layout: Layout, run_id: str, base: str | None) -> str | None:
    """Return where the Data Docs of a run are.

    Args:
        layout: The warehouse.
        run_id: The run.
        base: Address under which the folder of the docs is served; NULL (None) gives the address of the file.

    Returns:
        The address; NULL (None) where the run wrote no docs.
    """
    page = layout.docs / run_id / "index.html"
    if not page.exists():
        return None
    return page.as_uri() if base is None else f"{base.rstrip('/')}/{run_id}/index.html"


def progress_line(counts: Mapping[str, int], step: str) -> str:
    """Say in one line how far a run is.

    Args:
        counts: What is done by name: ``read``, ``parsed``, ``stored``.
        step: What it does now.

    Returns:
        The line.
    """
    done = ", ".join(f"{amount:,} {name}" for name, amount in counts.items())
    return f"{step} · {done}"


def summary_markdown(journal: Journal, summary: Mapping[str, Any], docs: str | None) -> str:
    """Write a run's summary: what it did against the last published run, where its time went, what did not hold.

    Args:
        journal: The notes of the run.
        summary: What ``Journal.summary`` says.
        docs: Address of the Data Docs; NULL (None) where there are none.

    Returns:
        Markdown in which every text from outside is literal.
    """
    status = str(summary["status"])
    error, last = journal.record.error, journal.last
    before = f"the last published run was {escape_markdown(last.run_id)}" if last else "no run was published before"
    parts = [
        f"# {_VERDICTS.get(status, status.capitalize())}",
        *([f"**{escape_markdown(error)}**"] if error else []),
        f"Run {escape_markdown(journal.run_id)} into {escape_markdown(str(summary['warehouse']))}; {before}.",
        *_failed(journal.failed_checks(), journal.run_id),
        "## What it did",
        _compared(("what", "this run"), _figures(summary, last, journal.last_byte_count), last),
        "## Where the time went",
        _compared(("step", "batches", "rows in", "rows out", "seconds"), _steps(journal.steps(), last), last),
    ]
    if summary["reject_count"]:
        parts += ["## What could not be read", _code(rejects_sql(journal.run_id))]
    if docs is not None:
        parts.append(f"The checks in full: {escape_markdown(docs)}")
    return "\n\n".join(parts)


def _failed(failed: pl.DataFrame, run_id: str) -> Iterable[str]:
    """Tell what did not hold: what was expected, what was seen, for example which rows, and the SQL that finds them."""
    if failed.is_empty():
        return
    yield "## What did not hold"
    for row in failed.head(_SHOWN_FAILED).iter_rows(named=True):
        yield f"### {escape_markdown('{severity}: {suite} {expectation}'.format_map(row))}"
        yield escape_markdown(f"{row['description']} Seen: {row['observed_value']}")
        if row["tolerance"]:
            yield escape_markdown(f"Tolerated: {row['tolerance']}")
        if row["unexpected_rows"]:
            yield f"For example {escape_markdown(row['unexpected_rows'][:_SHOWN_ROW_CHARS])}"
        sql = sql_of(row["suite"], row["expectation"], run_id)
        if sql is not None:
            yield _code(sql)
    if failed.height > _SHOWN_FAILED:
        yield f"{failed.height - _SHOWN_FAILED} more did not hold."


def _compared(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]], last: LastRun | None) -> str:
    """Write a table whose last two cells compare with the last run, without them where there was none."""
    if last is None:
        return markdown_table(columns, (row[:-2] for row in rows), numbers=columns[1:])
    columns = (*columns, "last run", "change")
    return markdown_table(columns, rows, numbers=columns[1:])


def _figures(
    summary: Mapping[str, Any], last: LastRun | None, last_byte_count: int | None
) -> Iterable[tuple[str, str, str, str]]:
    known = {} if last is None else {**last.counts, "seconds": last.seconds, "byte_count": last_byte_count}
    for name, words in _FIGURES.items():
        now, then = summary.get(name), known.get(name)
        yield words, _shown(now), _shown(then), _change(now, then)


def _steps(steps: pl.DataFrame, last: LastRun | None) -> Iterable[tuple[str, ...]]:
    known = {} if last is None else last.step_seconds
    by_step = steps.group_by("step", maintain_order=True).agg(
        pl.col("batch_index").count(),
        pl.col("row_in_count").sum(),
        pl.col("row_out_count").sum(),
        pl.col("seconds").sum(),
        pl.col("started_at").min(),
    )
    for row in by_step.sort("started_at").iter_rows(named=True):
        then = known.get(row["step"])
        yield (
            row["step"].replace("_", " "),
            _shown(row["batch_index"] or None),
            _shown(row["row_in_count"] or None),
            _shown(row["row_out_count"] or None),
            _shown(row["seconds"]),
            _shown(then),
            _change(row["seconds"], then),
        )


def _shown(value: float | int | None) -> str:
    if value is None:
        return ""
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"


def _change(now: float | int | None, then: float | int | None) -> str:
    if now is None or then is None:
        return ""
    difference = now - then
    if abs(difference) < (0.05 if isinstance(difference, float) else 1):
        return "="
    sign = "+" if difference > 0 else "−"
    share = f" ({sign}{abs(difference) / then:.0%})" if then else ""
    return f"{sign}{_shown(abs(difference))}{share}"


def check_rows(failed: pl.DataFrame, run_id: str) -> list[dict[str, str]]:
    """List the expectations that did not hold, for a table artifact: errors first, each with rows and its SQL.

    Args:
        failed: What ``Journal.failed_checks`` says.
        run_id: The run that was judged.

    Returns:
        One row per expectation that failed, in cells that are literal text.
    """
    return [
        {
            "severity": _cell(row["severity"]),
            "expectation": _cell(f"{row['suite']} {row['expectation']}"),
            "rows": _cell(row["unexpected_count"]),
            "for example": _cell((row["unexpected_rows"] or row["observed_value"] or "")[:_SHOWN_ROW_CHARS]),
            "expects": _cell(row["description"]),
            "find them": _code_span(sql_of(row["suite"], row["expectation"], run_id)),
        }
        for row in failed.iter_rows(named=True)
    ]


def reject_rows(rejects: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """List inputs that could not be read, for a table artifact.

    Args:
        rejects: Some of the rows of ``raw.rejects``, as the journal keeps them.

    Returns:
        One row each, in cells that are literal text.
    """
    return [
        {
            "reason": _cell(reject["reason"]),
            "detail": _cell(reject["detail"]),
            "record": _cell(reject["record_key"]),
            "source": _cell(reject["source_uri"]),
        }
        for reject in rejects
    ]


def rejects_sql(run_id: str) -> str:
    """Return the SQL that finds all rejects a run met first.

    Args:
        run_id: The run.

    Returns:
        One statement.
    """
    return f"select * from raw.rejects where run_id = '{run_id}' order by source_uri, record_key"  # noqa: S608 - our id


def _code(sql: str) -> str:
    return f"```sql\n{sql}\n```"


def _code_span(sql: str | None) -> str:
    return "" if sql is None else f"`{' '.join(sql.split())}`"


def _cell(value: object) -> str:
    return "" if value is None else escape_markdown(str(value))
