"""What a run has to tell somebody who does not look: a refused gate, a failure, a source that fell silent or changed.

Alerts are values here; ``flows.artifacts`` sends each as a Prefect event, on which an automation can call a webhook or
write a mail. The names of the events are fixed: automations wait for them by name.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flows.text.terminal import neutralise

if TYPE_CHECKING:  # brings Polars, which `copydesk status` need not pay for
    from flows.journal import Journal

PUBLISHED: Final = "copydesk.run.published"
REFUSED: Final = "copydesk.gate.refused"
FAILED: Final = "copydesk.run.failed"
WARNED: Final = "copydesk.check.warned"
_OF_A_SOURCE: Final = {
    "sources_are_not_silent": "copydesk.source.silent",
    "rejects_do_not_jump": "copydesk.source.rejects-jumped",
    "damage_does_not_jump": "copydesk.source.damage-jumped",
    "duplicates_do_not_jump": "copydesk.source.duplicates-jumped",
    "furniture_does_not_jump": "copydesk.source.furniture-jumped",
    "articles_do_not_drop": "copydesk.source.articles-dropped",
}
"""The event of each check of ``ops.sources``; one is sent for every source that fails it."""


@dataclass(frozen=True)
class Alert:
    """One thing to tell.

    Attributes:
        event: Name of the event.
        message: What happened, in one line without characters that act on a terminal; markup is not taken out of it.
        payload: The details, ready for JSON.
    """

    event: str
    message: str
    payload: Mapping[str, Any] = field(default_factory=dict)


def alerts_of(journal: "Journal", warehouse: Path) -> list[Alert]:
    """List what a run that has ended has to tell; its publication is one of them.

    Args:
        journal: The notes of the run.
        warehouse: The published file.

    Returns:
        How the run ended, then every expectation that did not hold, errors first. Nothing of a run that was stopped
        before it began to work, since somebody stopped it.
    """
    status, error = journal.record.status, journal.record.error
    common = {"run_id": journal.run_id, "warehouse": str(warehouse), "status": status}
    ended = {"published": PUBLISHED, "refused": REFUSED, "failed": FAILED}.get(status)
    told = []
    if ended is not None:
        counts = {f"{name}_count": count for name, count in journal.counts.items()}
        words = f"run {journal.run_id} into {warehouse.name}: {error or status}"
        told.append(Alert(ended, _line(words), {**common, **counts, "message": _line(words)}))
    for row in journal.failed_checks().iter_rows(named=True):
        told += alerts_of_check(row, common)
    return told


def alerts_of_check(row: Mapping[str, Any], common: Mapping[str, Any]) -> Iterator[Alert]:
    """Tell of an expectation that did not hold: once for every source that fails it, else once.

    Args:
        row: A row of ``ops.checks``.
        common: What every alert of the run says.

    Yields:
        The alerts; none for an error, of which the refusal tells.
    """
    rows = json.loads(row["unexpected_rows"] or "[]")
    details = {name: row[name] for name in ("suite", "expectation", "severity", "description", "tolerance")}
    if row["suite"] == "ops.sources" and row["expectation"] in _OF_A_SOURCE and rows:
        for found in rows:
            words = f"{found['source']}: {row['description']} ({found['times']} times the usual)"
            yield Alert(
                _OF_A_SOURCE[row["expectation"]],
                _line(words),
                {**common, **details, **found, "message": _line(words)},
            )
        return
    if row["severity"] == "warn":  # an error is told of by the refusal
        words = f"{row['suite']}: {row['description']} {row['observed_value'] or ''}"
        yield Alert(WARNED, _line(words), {**common, **details, "rows": rows, "message": _line(words)})


def _line(text: str) -> str:
    return neutralise(" ".join(text.split()))
