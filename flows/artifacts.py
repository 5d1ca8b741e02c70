"""What a run leaves in Prefect: how far it is, its summary, what it rejected, what did not hold, and events of that.

Every artifact has a key, so the UI shows the same one of every run as a history. A run never fails for want of an
artifact: whatever the server says, the pages are the point.
"""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from typing import Any, Final
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import (
    acreate_link_artifact,
    acreate_markdown_artifact,
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)
from prefect.events import emit_event

from flows.alerts import PUBLISHED, alerts_of
from flows.diff_report import diff_markdown
from flows.run_report import (
    batch_line,
    check_rows,
    docs_address,
    progress_line,
    reject_rows,
    rejects_sql,
    step_line,
    summary_markdown,
)
from flows.text.markdown import escape_markdown
from flows.work import Run
from warehouse.diff import diff_files

PROGRESS_KEY: Final = "copydesk-progress"
SUMMARY_KEY: Final = "copydesk-run-summary"
CHECKS_KEY: Final = "copydesk-failed-checks"
REJECTS_KEY: Final = "copydesk-rejects"
DIFF_KEY: Final = "copydesk-diff"
DOCS_KEY: Final = "copydesk-data-docs"

READ_PERCENT: Final = 80.0
"""What reading, parsing and storing are of a run; comparing, checking and the models are the rest."""
STEP_PERCENT: Final[Mapping[str, float]] = {
    "stage": 0.0,
    "deduplicate": 80.0,
    "storylines": 83.0,
    "forget": 84.0,
    "check_before_models": 85.0,
    "models": 90.0,
    "check_after_models": 94.0,
    "publish": 98.0,
}


class Watch:
    """Tells Prefect how far a run is: a bar and a line of the log for every step and every batch, some 10 ms each."""

    def __init__(self, run: Run) -> None:
        """Prepare, without asking the server.

        Args:
            run: The run that is shown.
        """
        self._run: Final = run
        self._id: UUID | None = None
        self._percent = 0.0

    async def begin(self) -> None:
        """Make the bar; where the server refuses, there is none."""
        # Prefect's own line for every task run says nothing that ours for the batch and the step do not.
        logging.getLogger("prefect.task_runs").setLevel(logging.WARNING)
        try:
            made: Any = await acreate_progress_artifact(progress=0.0, key=PROGRESS_KEY, description="waiting to begin")
            self._id = made if isinstance(made, UUID) else made.id
        except Exception as error:  # noqa: BLE001 - whatever the server says
            get_run_logger().warning("no progress is shown: %s", error)

    async def step(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Show a step of the whole run before it begins, and log what it did.

        Args:
            name: The step, as ``ops.steps`` names it; one of ``STEP_PERCENT``.
            work: The step itself.
        """
        await self._show(STEP_PERCENT[name], name.replace("_", " "))
        await work
        get_run_logger().info("%s", step_line(self._run.journal, name))

    async def batch(self, index: int) -> None:
        """Show and log a batch that is done with.

        Args:
            index: Which, from 0.
        """
        get_run_logger().info("%s", batch_line(self._run.journal, index))
        await self._show(READ_PERCENT * self._run.journal.done_share, "reading and parsing")

    async def end(self) -> None:
        """Show how the run ended: a run that did not publish stays where it stopped."""
        status = self._run.journal.record.status
        await self._show(100.0 if status == "published" else self._percent, status)

    async def _show(self, percent: float, step: str) -> None:
        if self._id is None:
            return
        self._percent = max(self._percent, min(percent, 100.0))
        counts = self._run.journal.counts
        shown = {"read": counts["records"], "rejected": counts["rejects"], "parsed": counts["parsed"]}
        try:
            await aupdate_progress_artifact(self._id, round(self._percent, 1), progress_line(shown, step))
        except Exception as error:  # noqa: BLE001 - whatever the server says
            self._id = None
            get_run_logger().warning("no progress is shown any more: %s", error)


async def leave_artifacts(run: Run) -> None:
    """Leave the summary, what did not hold, what was rejected and the way to the Data Docs.

    Args:
        run: A run that has ended, whichever way.
    """
    summary, journal = run.summary(), run.journal
    docs = docs_address(run.layout, run.run_id, run.settings.docs_url)
    leaving: list[Coroutine[Any, Any, object]] = [
        acreate_markdown_artifact(
            markdown=summary_markdown(journal, summary, docs),
            key=SUMMARY_KEY,
            description=f"What run {run.run_id} did, against the last one",
        ),
        acreate_table_artifact(
            table=check_rows(journal.failed_checks(), run.run_id) or [{"expectation": "all held"}],
            key=CHECKS_KEY,
            description=f"Expectations that did not hold in run {run.run_id}, with the SQL that finds the rows",
        ),
        acreate_table_artifact(
            table=reject_rows(journal.rejects) or [{"reason": "none"}],
            key=REJECTS_KEY,
            description=f"The first inputs run {run.run_id} could not read; all of them: `{rejects_sql(run.run_id)}`",
        ),
    ]
    if docs is not None:
        leaving.append(
            acreate_link_artifact(
                link=docs,
                link_text="Data Docs: every expectation, what it saw, and its SQL",
                key=DOCS_KEY,
                description=f"The checks of run {run.run_id} as pages, in {escape_markdown(str(run.layout.docs))}",
            )
        )
    try:
        await asyncio.gather(*leaving)
    except Exception as error:  # noqa: BLE001 - whatever the server says, the run has ended already
        get_run_logger().warning("no artifacts: %s", error)


async def leave_diff(run: Run) -> None:
    """Leave what a published run changed, where it was to look after the warehouse or has another parser.

    An ingest by the parser of the one before adds rows and changes none, so nothing is compared for it.

    Args:
        run: A run that is published and still holds the lock.
    """
    last = run.journal.last
    is_other_parser = last is not None and last.parser_version != run.parser_version
    if run.replaced is None or (run.plan.kind == "ingest" and not is_other_parser):
        return
    try:
        found = await asyncio.to_thread(diff_files, run.replaced, run.layout.published)
        await acreate_markdown_artifact(
            markdown=diff_markdown(found), key=DIFF_KEY, description=f"What run {run.run_id} changed in the warehouse"
        )
    except Exception as error:  # noqa: BLE001 - the run is published already
        get_run_logger().warning("no comparison with the file before: %s", error)


def send_alerts(run: Run) -> None:
    """Send what the run has to tell as Prefect events, which name its warehouse as their resource.

    Args:
        run: A run that has ended, whichever way.
    """
    published = run.layout.published
    resource = {
        "prefect.resource.id": f"copydesk.warehouse.{published.stem}",
        "prefect.resource.name": published.name,
        "copydesk.warehouse.path": str(published),
    }
    try:
        for alert in alerts_of(run.journal, published):
            emit_event(alert.event, resource=resource, payload=dict(alert.payload))
            if alert.event != PUBLISHED:
                get_run_logger().warning("%s", alert.message)
    except Exception as error:  # noqa: BLE001 - whatever the server says, the run has ended already
        get_run_logger().warning("not all events were sent: %s", error)
