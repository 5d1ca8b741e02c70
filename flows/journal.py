"""What a run notes down about itself while it works: steps, counts, checks, rejects to show, and how it ended."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from expectations.contracts import Checks, Steps
from flows.environment import code_version
from flows.settings import Settings
from warehouse import runs
from warehouse.history import LastRun

SHOWN_REJECTS: Final = 100
"""Rejects a run keeps in memory to show; all of them are in raw.rejects."""
_SHOWN_ROW_CHARS: Final = 300
_COUNTS: Final = ("records", "new", "known", "rejects", "parsed")
_STEP_TYPES: Final = {name: column.dtype for name, column in Steps.columns().items()}


class Journal:
    """The notes of one run; steps may be noted from several threads."""

    def __init__(
        self,
        settings: Settings,
        sources: Sequence[str],
        parser_version: str,
        kind: str = "ingest",
        flow_run_id: str | None = None,
    ) -> None:
        """Begin the notes of a run that begins now.

        Args:
            settings: What it runs with.
            sources: What it reads.
            parser_version: Digest of the parser.
            kind: What it is for, one of ``contracts.RUN_KINDS``.
            flow_run_id: Prefect's id of the flow run; NULL where it runs without Prefect.
        """
        started_at = runs.utc_now()
        self.run_id: Final = runs.new_run_id(started_at)
        self.record = runs.begin(
            self.run_id,
            started_at,
            code_version(),
            parser_version,
            settings.model_dump(mode="json"),
            sources,
            kind,
            flow_run_id,
        )
        self.counts: Final = dict.fromkeys(_COUNTS, 0)
        self.checks: pl.DataFrame = Checks.create_empty()
        self.rejects: Final[list[dict[str, Any]]] = []
        self.done_share = 0.0
        """How much of the sources is read, 0 to 1, an estimate."""
        self.last: LastRun | None = None
        """The last published run, to compare with; None until the stage is open, and where there was none."""
        self.last_byte_count: int | None = None
        """Size of the published file this run builds on."""
        self.sources: Final = tuple(sources)
        self._by_source: Final = {"record_count": Counter[str](), "reject_count": Counter[str]()}
        self._began: Final = time.monotonic()
        self._steps: Final[dict[str, dict[str, Any]]] = {}
        self._turn: Final = threading.Lock()

    @contextmanager
    def step(self, name: str, batch_index: int | None = None) -> Iterator[dict[str, int]]:
        """Note how long a block takes; a step that is tried again counts once, with its last try.

        Args:
            name: The step.
            batch_index: Which batch, from 0; NULL where the step works on the whole.

        Yields:
            Where the block may put ``row_in_count`` and ``row_out_count``.
        """
        rows: dict[str, int] = {}
        started_at, began = runs.utc_now(), time.monotonic()
        try:
            yield rows
        finally:
            step_id = self._step_id(name, batch_index)
            note = {
                "step_id": step_id,
                "run_id": self.run_id,
                "step": name,
                "batch_index": batch_index,
                "started_at": started_at,
                "seconds": time.monotonic() - began,
                "row_in_count": rows.get("row_in_count"),
                "row_out_count": rows.get("row_out_count"),
            }
            with self._turn:
                self._steps[step_id] = note

    def note_rejects(self, rejects: pl.DataFrame) -> None:
        """Keep the first rejects to show them.

        Args:
            rejects: Rows of ``raw.rejects``.
        """
        room = SHOWN_REJECTS - len(self.rejects)
        self.rejects.extend(rejects.head(room).select("source_uri", "record_key", "reason", "detail").to_dicts())

    def note_read(self, origin_of: Callable[[pl.Series], pl.Series], read: pl.Series, rejected: pl.Series) -> None:
        """Count what was read by its source.

        Args:
            origin_of: Names the source of each address, see ``flows.origins``.
            read: The address of every record that became a sighting.
            rejected: The address of every record that could not be used.
        """
        for name, uris in (("record_count", read), ("record_count", rejected), ("reject_count", rejected)):
            by_uri = uris.value_counts()
            for source, count in zip(origin_of(by_uri["source_uri"]), by_uri["count"], strict=True):
                if source is not None:
                    self._by_source[name][source] += count

    def read_by_source(self) -> pl.DataFrame:
        """Return what was read of each source so far.

        Returns:
            ``source``, ``record_count`` and ``reject_count``, in the order they were named; one that is named twice
            counts once.
        """
        named = list(dict.fromkeys(self.sources))
        counted = {name: [counter[source] for source in named] for name, counter in self._by_source.items()}
        return pl.DataFrame({"source": named, **counted}, schema_overrides=dict.fromkeys(counted, pl.Int64))

    def failed_checks(self) -> pl.DataFrame:
        """Return the rows of ``ops.checks`` that did not hold, errors first."""
        return self.checks.filter(~pl.col("is_success")).sort("severity", "suite", "expectation")

    def noted(self, name: str, batch_index: int | None = None) -> dict[str, Any] | None:
        """Return what was noted of one step.

        Args:
            name: The step.
            batch_index: Which batch, from 0; NULL where the step works on the whole.

        Returns:
            A row of ``ops.steps``; NULL (None) where the step was not taken yet.
        """
        with self._turn:
            return self._steps.get(self._step_id(name, batch_index))

    def _step_id(self, name: str, batch_index: int | None) -> str:
        return f"{self.run_id}/{name}" + ("" if batch_index is None else f"/{batch_index}")

    def steps(self) -> pl.DataFrame:
        """Return the rows of ``ops.steps`` so far."""
        with self._turn:
            return pl.DataFrame(list(self._steps.values()), schema=_STEP_TYPES)

    @property
    def has_ended(self) -> bool:
        """Whether there is anything to tell of the run."""
        return self.record.status != "running"

    def ended(self, status: str, error: str | None = None) -> runs.Run:
        """Describe the run as it ends now.

        Args:
            status: How it ends, one of ``contracts.RUN_STATUSES``.
            error: What went wrong, in one line; NULL where nothing did.

        Returns:
            The row of ``ops.runs``.
        """
        return replace(
            self.record,
            status=status,
            finished_at=runs.utc_now(),
            record_count=self.counts["records"],
            new_document_count=self.counts["new"],
            known_document_count=self.counts["known"],
            reject_count=self.counts["rejects"],
            parsed_document_count=self.counts["parsed"],
            error=error,
        )

    def summary(self, published: Path) -> dict[str, Any]:
        """Say what the run did, ready for JSON: counts, checks, bytes of the published file, seconds.

        Args:
            published: The published file.

        Returns:
            The summary.
        """
        return {
            "run_id": self.run_id,
            "status": self.record.status,
            "warehouse": str(published),
            "sources": list(self.sources),
            "record_count": self.counts["records"],
            "new_document_count": self.counts["new"],
            "known_document_count": self.counts["known"],
            "reject_count": self.counts["rejects"],
            "parsed_document_count": self.counts["parsed"],
            "article_count": self.record.article_count,
            "duplicate_count": self.record.duplicate_count,
            "check_count": self.checks.height,
            "failed_check_count": self.failed_checks().height,
            "byte_count": published.stat().st_size if published.exists() else 0,
            "seconds": round(time.monotonic() - self._began, 3),
        }


def describe_refusal(checks: pl.DataFrame) -> str:
    """Say in one line which expectation failed and which rows broke it.

    Args:
        checks: Rows of ``ops.checks`` with at least one failed error.

    Returns:
        The first failed expectation with its count and its first rows, and how many more failed.
    """
    failed = checks.filter(~pl.col("is_success") & (pl.col("severity") == "error"))
    first = failed.row(0, named=True)
    count = first["unexpected_count"]
    rows = (first["unexpected_rows"] or "")[:_SHOWN_ROW_CHARS]
    parts = [
        f"{first['suite']}: {first['expectation']} failed",
        f" in {count} row{'' if count == 1 else 's'}" if count is not None else f" ({first['observed_value']})",
        f", for example {rows}" if rows else "",
        f"; {failed.height - 1} more failed" if failed.height > 1 else "",
    ]
    return "".join(parts)
