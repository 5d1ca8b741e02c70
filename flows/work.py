"""The work of one run, step by step: every step of the way over one stage, with no Prefect around it.

``flows.tasks`` wraps each method in a task, ``flows.news_flow`` says in which order they go. The methods fall into
three kinds by the thread they belong to: ``read`` (one reader), ``parse`` (as many as there are workers; touches
nothing shared) and everything else (one thread at a time, because it works on the stage).
"""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

import polars as pl

from expectations import checkpoint
from expectations.docs_index import index_docs
from flows import pipeline
from flows.batch import Batch, filled, read_settings, with_publisher
from flows.comparing import deduplicate, tell_storylines
from flows.journal import Journal, describe_refusal
from flows.origins import origins_of
from flows.plan import INGEST, Plan
from flows.progress import Progress
from flows.resources import or_sample_pages, reference_dir, sql_dir
from flows.settings import Settings
from flows.source_list import wanted
from flows.steps.metadata import merge_sightings
from flows.steps.read.batches import ReadBatch, read_batches
from warehouse import backfill, history, lock, models, runs, stage
from warehouse import load as loading
from warehouse import publish as publishing
from warehouse.compact import FREE_SHARE, NIGHTLY_FREE_SHARE
from warehouse.errors import WarehouseBusy
from warehouse.layout import Layout
from warehouse.retention import tidy
from warehouse.sources import record_sources

Phase = Literal["before_models", "after_models"]

_SETTLED_AT_ONCE: Final = 50_000
"""Documents whose sightings are compared at a time."""


class GateRefusedError(Exception):
    """An expectation of error level failed, nothing was published; the text names it and the failing rows."""


class Run:
    """One run over one stage, from the lock to the published file; ``close`` must be called whatever happens."""

    def __init__(
        self, settings: Settings, progress: Progress, plan: Plan = INGEST, flow_run_id: str | None = None
    ) -> None:
        """Prepare a run without touching anything.

        Args:
            settings: What to read, where to write, how much to use.
            progress: Who is told how far it is.
            plan: What it is for.
            flow_run_id: Prefect's id of the flow run; NULL where it runs without Prefect.
        """
        self.plan: Final = plan
        self.settings: Final = settings
        self.progress: Final = progress
        self.layout: Final = Layout.of(settings.warehouse)
        self.sources: Final = or_sample_pages(settings.sources) if plan.kind == "ingest" else ()
        self.parser_version: Final = pipeline.parser_version(reference_dir(), settings.fields, settings.names_model)
        names = [str(source) for source in self.sources]
        self.journal: Final = Journal(settings, names, self.parser_version, plan.kind, flow_run_id)
        self.run_id: Final = self.journal.run_id
        self.is_published = False
        self.replaced: Path | None = None
        """The file that was published before; None until this run is, and where none is kept."""
        self._closing: Final = ExitStack()
        self._stage: stage.Stage | None = None
        self._lexicon = pipeline.load_lexicon(reference_dir())
        self._batches: Iterator[ReadBatch] | None = None
        self._stale: Iterator[pl.DataFrame] | None = None
        self._origin_of: Final = origins_of(wanted(self.sources))

    # The order of the methods below is the order of a run.

    def lock(self) -> None:
        """Take the writer lock, or say who holds it; waiting is the caller's, who can be interrupted.

        Raises:
            WarehouseBusy: Another run holds it.
        """
        self._closing.enter_context(lock.writer_lock(self.layout, self.run_id))

    def begin(self) -> None:
        """Open the stage, and take note of the runs that did not publish.

        Raises:
            WarehouseError: The stage cannot be made.
        """
        with self.journal.step("stage"):
            self.progress.step("opening the stage")
            self._stage = stage.open_stage(self.layout, self.run_id)
            self._closing.callback(self._stage.release)
            self.journal.last = history.last_published(self._stage, self.plan.kind)
            self.journal.last_byte_count = self.layout.published.stat().st_size if self._stage.base else None
            runs.fold_reports(self._stage)
            runs.start_run(self._stage, self.journal.record)
            if self._is_reparsing:
                loading.forget_stale(self._stage, self.parser_version)

    def read(self, batch: Batch) -> bool:
        """Read the next batch of the sources into the slot.

        Args:
            batch: An empty slot.

        Returns:
            Whether there was one.

        Raises:
            OSError: A source could not be opened or read, and it is not one record's fault.
        """
        with self.journal.step("read", batch.index) as rows:
            if self._batches is None:  # the first call, or another try: an iterator that raised is at its end
                self._batches = islice(
                    read_batches(wanted(self.sources), read_settings(self.settings)), batch.index, None
                )
            try:
                batch.read = next(self._batches, None)
            except BaseException:
                self._batches = None
                raise
            if batch.read is None:
                return False
            rows["row_out_count"] = batch.read.record_count
            self.journal.done_share = batch.read.done_share
            self.progress.count("read", batch.read.record_count)
            return True

    def load(self, batch: Batch) -> bool:
        """Load what was read, and keep of it what has to be parsed: new, seen with other metadata, or never parsed so.

        Args:
            batch: A slot that ``read`` filled.

        Returns:
            Whether anything has to be parsed.

        Raises:
            StageFailed: DuckDB refused the rows; nothing of the batch is loaded.
        """
        read, batch.read = filled(batch.read), None
        with self.journal.step("load_raw", batch.index) as rows:
            frames = {
                "raw.documents": read.documents,
                "raw.sightings": with_publisher(read.sightings, self.settings.publisher),
                "raw.rejects": read.rejects,
            }
            counts = loading.load_raw(
                self._open_stage,
                self.run_id,
                frames,
                runs.utc_now(),
                record_count=read.record_count,
                reject_count=read.reject_count,
                parser_version=self.parser_version,
            )
            self._count(read, counts)
            ids = read.documents["document_id"]
            sightings = loading.sightings_of(self._open_stage, ids)
            wanted = self._unparsed(sightings, loading.parsed_state(self._open_stage, ids)).filter(
                ~pl.col("document_id").is_in(list(counts.read_otherwise))
            )
            rows |= {"row_in_count": read.record_count, "row_out_count": wanted.height}
        if wanted.is_empty():
            return False
        batch.documents, batch.sightings, batch.hints, batch.page_metadata = (
            frame.join(wanted, on="document_id", how="semi", maintain_order="left")
            for frame in (read.documents, sightings, read.hints, read.page_metadata)
        )
        return True

    def next_stale(self, batch: Batch) -> bool:
        """Take the next documents to parse from the stage: chosen, left by a killed run, or parsed by another version.

        Args:
            batch: An empty slot.

        Returns:
            Whether there were any.

        Raises:
            StageFailed: The stage cannot be read.
        """
        if self._stale is None:
            self._stale = self._stale_batches()
        documents = next(self._stale, None)
        if documents is None:
            return False
        batch.documents = documents
        batch.sightings = loading.sightings_of(self._open_stage, documents["document_id"])
        batch.is_stored_anew = True
        return True

    def parse(self, batch: Batch) -> None:
        """Run the pure steps on the slot's documents.

        Args:
            batch: A slot that ``load`` or ``next_stale`` filled.
        """
        documents = filled(batch.documents)
        with self.journal.step("parse", batch.index) as rows:
            if batch.is_stored_anew:
                batch.documents, batch.hints, batch.page_metadata = pipeline.rerender(documents)
            batch.parsed = pipeline.parse(
                filled(batch.documents),
                filled(batch.sightings),
                filled(batch.hints),
                filled(batch.page_metadata),
                self._lexicon,
                self.settings.fields,
                self.settings.names_model,
            )
            batch.hints = batch.page_metadata = batch.sightings = None
            if not batch.is_stored_anew:
                batch.documents = None
            rows |= {"row_in_count": documents.height, "row_out_count": batch.parsed.tables["core.articles"].height}
        self.progress.count("parsed", documents.height)

    def store(self, batch: Batch) -> None:
        """Put the slot's parse into the stage, in place of any earlier one.

        Args:
            batch: A slot that ``parse`` filled; it is empty afterwards.

        Raises:
            StageFailed: DuckDB refused the rows; the earlier parse still stands.
        """
        parsed, batch.parsed = filled(batch.parsed), None
        with self.journal.step("store", batch.index) as rows:
            tables = dict(parsed.tables)
            if batch.documents is not None:
                tables["raw.documents"] = batch.documents.filter(pl.col("media_type") == "text/html")
            batch.documents = None
            loading.replace_parsed(
                self._open_stage, self.run_id, self.parser_version, tables, parsed.digests, runs.utc_now()
            )
            self.journal.counts["parsed"] += parsed.digests.height
            rows |= {"row_in_count": parsed.digests.height}
        self.progress.count("stored", parsed.digests.height)

    def deduplicate(self) -> None:
        """Find the copies among all articles of the stage; raise StageFailed where it cannot be read or written."""
        self.progress.step("finding duplicates")
        with self.journal.step("deduplicate") as rows:
            rows["row_in_count"], rows["row_out_count"] = deduplicate(self._open_stage)
        if self.plan.kind == "ingest":
            with self.journal.step("measure_sources"):
                record_sources(self._open_stage, self.journal.read_by_source(), self._origin_of)

    def tell_storylines(self) -> None:
        """Tell which articles are about one developing event, where the settings ask for it."""
        with self.journal.step("storylines") as rows:
            counts = tell_storylines(self._open_stage, reference_dir(), is_wanted=self.settings.storylines)
            rows["row_in_count"], rows["row_out_count"] = counts

    def check(self, phase: Phase) -> None:
        """Hold the stage against the expectations of a phase.

        Args:
            phase: ``before_models`` or ``after_models``.

        Raises:
            GateRefusedError: An expectation of error level failed.
            ChecksError: The stage could not be checked.
        """
        self.progress.step(f"checking {phase.replace('_', ' ')}")
        with self.journal.step(f"check_{phase}") as rows:
            self._open_stage.release()
            report = checkpoint.run_checks(
                self._open_stage.path,
                phase,
                self.run_id,
                self.layout.docs / self.run_id if self.settings.docs else None,
                is_full=self.plan.kind == "nightly",
            )
            self.journal.checks = pl.concat([self.journal.checks, report.checks])
            rows["row_out_count"] = report.checks.height
            if self.settings.docs:
                index_docs(self.layout.docs, self.settings.keep_docs)
        if not report.is_ok:
            raise GateRefusedError(describe_refusal(report.checks))

    def build_models(self) -> None:
        """Build the dbt models in the stage.

        Raises:
            ModelsFailed: dbt could not build one.
        """
        self.progress.step("building models")
        with self.journal.step("models"):
            self._open_stage.release()
            models.build(self._open_stage.path, sql_dir(), self.layout.dbt)

    def forget(self) -> None:
        """Delete the run history that is older than the settings keep; what is still named by other rows stays.

        Raises:
            StageFailed: DuckDB refused the work.
            WarehouseError: A leftover of a dead run cannot be removed.
        """
        self.progress.step("forgetting old runs")
        with self.journal.step("forget") as rows:
            rows["row_out_count"] = tidy(
                self._open_stage, self.journal.record.started_at, self.settings.keep_history_days
            )

    def publish(self) -> None:
        """Write the run's record into the stage and put the stage in the place of the published file.

        Raises:
            PublishRefused: The stage must not be published; the published file is unchanged.
        """
        self.progress.step("publishing")
        held = self._open_stage
        runs.record_checks(held, self.journal.checks)
        runs.record_steps(held, self.journal.steps())
        self.journal.record = runs.finish_run(held, self.journal.ended("published"))
        free_share = NIGHTLY_FREE_SHARE if self.plan.kind == "nightly" else FREE_SHARE
        self.replaced = publishing.publish(held, self.layout, self.settings.keep_published, free_share).kept
        self.is_published = True

    def fail(self, error: BaseException) -> None:
        """Report a run that did not publish, and decide about its stage; meeting another run at work is no failure.

        A stage that a gate refused is thrown away: what the gate saw must not reach a later run. After any other
        failure (a full disk, Ctrl-C) it is kept as after a kill, and the next run goes on from its finished batches.

        Args:
            error: What ended the run.
        """
        is_failure = isinstance(error, Exception) and not isinstance(error, WarehouseBusy)
        if self.is_published or not (self._stage or is_failure):
            return
        is_refused = isinstance(error, GateRefusedError)
        if self._stage:
            self._stage.release()
        message = (str(error) or type(error).__name__) if isinstance(error, Exception) else "it was stopped"
        self.journal.record = self.journal.ended("refused" if is_refused else "failed", message)
        runs.write_report(self.layout, self.journal.record, self.journal.steps(), self.journal.checks)
        if is_refused and self._stage:
            self._stage.discard()

    def close(self) -> None:
        """Close the stage and give the lock back."""
        self._closing.close()

    def summary(self) -> dict[str, Any]:
        """Say what the run did, ready for JSON."""
        return self.journal.summary(self.layout.published)

    @property
    def _open_stage(self) -> stage.Stage:
        return filled(self._stage)

    @property
    def _is_reparsing(self) -> bool:
        """Whether what another version of the parser read is parsed again by this run, all of it."""
        return self.plan.choice is None and self.settings.reparse == "at_once"

    def _stale_batches(self) -> Iterator[pl.DataFrame]:
        limits = self.settings.batch_size, self.settings.batch_bytes
        if self.plan.choice is not None:
            yield from backfill.chosen_batches(self._open_stage, self.plan.choice, self.parser_version, *limits)
        self._settle()
        yield from loading.stale_batches(
            self._open_stage, self.parser_version, *limits, is_reparsing=self._is_reparsing
        )

    def _settle(self) -> None:
        """Find the documents that were seen again after, or read otherwise than, their parse took note of."""
        unsettled = loading.unsettled_documents(self._open_stage)
        for start in range(0, unsettled.len(), _SETTLED_AT_ONCE):
            sightings = loading.sightings_of(self._open_stage, unsettled.slice(start, _SETTLED_AT_ONCE))
            digests = merge_sightings(sightings).select("document_id", "metadata_digest")
            loading.settle(self._open_stage, digests)

    def _unparsed(self, sightings: pl.DataFrame, parsed: pl.DataFrame) -> pl.DataFrame:
        """Name the documents that have no valid parse with the metadata their sightings give now."""
        version = pl.col("parser_version")
        current = parsed.filter(version == self.parser_version if self._is_reparsing else version != loading.SUPERSEDED)
        wanted = merge_sightings(sightings).select("document_id", "metadata_digest")
        return wanted.join(current, on=["document_id", "metadata_digest"], how="anti").select("document_id")

    def _count(self, read: ReadBatch, counts: loading.LoadCounts) -> None:
        noted = self.journal.counts
        noted["records"] += read.record_count
        noted["new"] += counts.new_documents
        noted["known"] += counts.known_documents
        noted["rejects"] += counts.rejects
        self.journal.note_rejects(read.rejects)
        self.journal.note_read(self._origin_of, read.sightings["source_uri"], read.rejects["source_uri"])
