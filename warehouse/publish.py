"""Put a checked stage in the place of the published file, and put an earlier file back.

Both are one rename, so a reader finds the old file or the new one, whole, and a kill at any instant leaves one
of the two. A published file is never written again; earlier ones are kept as second names of the same bytes.
"""

import logging
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import duckdb

from warehouse.compact import FREE_SHARE, compact, measure
from warehouse.connect import open_published
from warehouse.durable import Identity, fsync_file, fsync_folder, link_or_copy
from warehouse.errors import NothingToRollBack, PublishRefused, WarehouseMissing, one_line
from warehouse.layout import Layout, wal_of
from warehouse.lock import refuse_foreign_writer, writer_lock
from warehouse.runs import Run, drop_folded, new_run_id, utc_now, write_report
from warehouse.schema import UNSETTLED
from warehouse.stage import Stage, set_aside_stale_wal

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Published:
    """What stands at the published path now."""

    path: Path
    run_id: str
    """The run that made it."""
    byte_count: int
    is_compacted: bool
    """Whether it was written anew to give back free space."""
    kept: Path | None
    """The file it replaced; None where there was none, or none is to be kept."""


def _seal(stage: Stage, free_share: float) -> tuple[bool, frozenset[str]]:
    """Close the stage for good: one file, no log beside it, on the disk. Say if it was compacted, and name its runs."""
    stage.release()
    connection = stage.connection()
    try:
        row = connection.execute("SELECT status FROM ops.runs WHERE run_id = $id", {"id": stage.run_id}).fetchone()
        if row is None or row[0] != "published":
            raise PublishRefused(f"run {stage.run_id} is not finished as published; nothing was published")
        connection.execute(f"DROP TABLE IF EXISTS {UNSETTLED}")
        runs = frozenset(run_id for (run_id,) in connection.execute("SELECT run_id FROM ops.runs").fetchall())
        connection.execute("CHECKPOINT")
        is_worth_compacting = measure(connection).is_worth_compacting(free_share)
    except duckdb.Error as error:
        raise PublishRefused(
            f"the stage {stage.path} cannot be closed ({one_line(error)}); nothing was published"
        ) from error
    finally:
        stage.release()
    if is_worth_compacting:
        compact(stage.path)
    if wal_of(stage.path).exists():
        raise PublishRefused(
            f"the stage {stage.path} is still open in this process (dbt or Great Expectations); nothing was published"
        )
    fsync_file(stage.path)
    fsync_folder(stage.path.parent)
    return is_worth_compacting, runs


def _published_runs(path: Path) -> list[Run]:
    """Read the runs a published file was made by, the last first."""
    connection = open_published(path)
    try:
        cursor = connection.execute(
            "SELECT * FROM ops.runs WHERE status = 'published' ORDER BY started_at DESC, run_id DESC"
        )
        names = [column[0] for column in cursor.description or []]
        rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    except duckdb.CatalogException:
        return []
    finally:
        connection.close()
    known = Run.__dataclass_fields__.keys()
    return [Run(**{name: value for name, value in row.items() if name in known}) for row in rows]


def _keep_current(layout: Layout, fallback: str) -> Path:
    """Give the published file a second name among the kept ones."""
    runs = _published_runs(layout.published)
    target = layout.history_file(runs[0].run_id if runs else f"before-{fallback}")
    layout.history.mkdir(parents=True, exist_ok=True)
    link_or_copy(layout.published, target)
    return target


def _prune(layout: Layout, keep: int) -> None:
    """Remove all but the youngest kept files; a file's time of change is when its run wrote it last."""
    for leftover in layout.history.glob(".*"):
        leftover.unlink()
    kept = sorted(layout.history.glob("*.duckdb"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    for path in kept[: max(len(kept) - keep, 0)]:
        path.unlink()


def publish(stage: Stage, layout: Layout, keep: int, free_share: float = FREE_SHARE) -> Published:
    """Rename a finished stage over the published file.

    The caller holds the writer lock, has finished the run with status ``published``, and has closed whatever dbt
    and Great Expectations opened. Until the rename nothing has changed for readers; after it, leftovers that
    cannot be removed are only logged.

    Args:
        stage: The run's stage; it is gone afterwards.
        layout: The warehouse.
        keep: How many earlier published files to keep, 0 for none.
        free_share: Share of free blocks from which on the file is written anew, 0 to 1.

    Returns:
        What is published now.

    Raises:
        PublishRefused: The run is not finished, the stage is still open, the disk is full, or the published file
            is not the one the stage was built on; the published file is unchanged.
        WarehouseBusy: Another program writes the published file.
        ValueError: ``keep`` is negative.
    """
    if keep < 0:
        raise ValueError("keep must not be negative")
    try:
        is_compacted, runs = _seal(stage, free_share)
        refuse_foreign_writer(layout)
        set_aside_stale_wal(layout, stage.run_id)
        if Identity.of(layout.published) != stage.base:
            raise PublishRefused(
                f"{layout.published} was changed or moved by another program since run {stage.run_id} began; run again"
            )
        kept = _keep_current(layout, stage.run_id) if stage.base is not None and keep else None
        stage.path.replace(layout.published)
        fsync_folder(layout.published.parent)
    except OSError as error:
        raise PublishRefused(
            f"cannot publish {layout.published} ({one_line(error)}); the published file is unchanged"
        ) from error
    set_aside_stale_wal(layout, f"{stage.run_id}-after")
    try:
        _prune(layout, keep)
        drop_folded(layout, runs)
        shutil.rmtree(stage.path.parent)
    except OSError as error:
        _LOG.warning("published, but a leftover remains: %s", one_line(error))
    return Published(layout.published, stage.run_id, layout.published.stat().st_size, is_compacted, kept)


def rollback(layout: Layout, steps: int = 1, wait_seconds: float = 0.0) -> Published:
    """Put back the file that was published before the current one.

    Steps count along the current file's own line: a file that was rolled back itself is not on it. The file that
    is replaced is kept; the next run, which builds on what is put back, records the runs after that as
    ``rolled_back``.

    Args:
        layout: The warehouse; this function takes its writer lock.
        steps: How many kept files to go back, from 1.
        wait_seconds: How long to wait for a writer, in seconds.

    Returns:
        What is published now.

    Raises:
        WarehouseMissing: There is no published file.
        NothingToRollBack: Fewer files are kept.
        PublishRefused: A file cannot be renamed.
        WarehouseBusy: A run is writing, or another program writes the published file.
        WarehouseError: The kept file cannot be read; the published file is unchanged.
        ValueError: ``steps`` is less than 1.
    """
    if steps < 1:
        raise ValueError("steps must be at least 1")
    if not layout.published.is_file():
        raise WarehouseMissing(f"there is no warehouse at {layout.published}; give --warehouse")
    own_id = f"rollback-{new_run_id(utc_now())}"
    with writer_lock(layout, own_id, wait_seconds):
        refuse_foreign_writer(layout)
        set_aside_stale_wal(layout, own_id)
        line = _published_runs(layout.published)
        kept = [run for run in line[1:] if layout.history_file(run.run_id).is_file()]
        if len(kept) < steps:
            raise NothingToRollBack(
                f"{len(kept)} earlier file(s) of {layout.published} are kept, so it cannot go back {steps}"
            )
        goal = kept[steps - 1]
        source = layout.history_file(goal.run_id)
        if [run.run_id for run in _published_runs(source)][:1] != [goal.run_id]:
            raise NothingToRollBack(f"{source} is not the file that run {goal.run_id} published; nothing was changed")
        try:
            replaced = _keep_current(layout, own_id)
            for undone in line[: line.index(goal)]:
                write_report(layout, replace(undone, status="rolled_back"))
            source.replace(layout.published)
            fsync_folder(layout.published.parent)
            fsync_folder(layout.history)
        except OSError as error:
            raise PublishRefused(f"cannot put back {source} ({one_line(error)}); nothing was changed") from error
    byte_count = layout.published.stat().st_size
    return Published(layout.published, goal.run_id, byte_count, is_compacted=False, kept=replaced)
