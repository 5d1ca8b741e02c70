"""What a run notes down about itself while it works: steps, counts, checks, rejects to show, and how it ended."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from expectations.contracts import Checks, Steps
from flows.environment import code_version
from flows.settings import Settings
from warehouse import runs

SHOWN_REJECTS: Final = 100
"""Rejects a run keeps in memory to show; all of them are in raw.rejects."""
_SHOWN_ROW_CHARS: Final = 300
_COUNTS: Final = ("records", "new", "known", "rejects", "parsed")
_STEP_TYPES: Final = {name: column.dtype for name, column in Steps.columns().items()}


class Journal:
    """The notes of one run; steps may be noted from several threads."""

    def __init__(self, settings: Settings, sources: Sequence[str], parser_version: str) -> None:
        """Begin the notes of a run that begins now.

        Args:
            settings: What it runs with.
            sources: What it reads.
            parser_version: Digest of the parser.
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
        )
        self.counts: Final = dict.fromkeys(_COUNTS, 0)
        self.checks: pl.DataFrame = Checks.create_empty()
        self.rejects: Final[list[dict[str, Any]]] = []
        self._sources: Final = list(sources)
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
            step_id = f"{self.run_id}/{name}" + ("" if batch_index is None else f"/{batch_index}")
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

    def steps(self) -> pl.DataFrame:
        """Return the rows of ``ops.steps`` so far."""
        with self._turn:
            return pl.DataFrame(list(self._steps.values()), schema=_STEP_TYPES)

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
            "sources": self._sources,
            "record_count": self.counts["records"],
            "new_document_count": self.counts["new"],
            "known_document_count": self.counts["known"],
            "reject_count": self.counts["rejects"],
            "parsed_document_count": self.counts["parsed"],
            "article_count": self.record.article_count,
            "duplicate_count": self.record.duplicate_count,
            "check_count": self.checks.height,
            "failed_check_count": self.checks.filter(~pl.col("is_success")).height,
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
