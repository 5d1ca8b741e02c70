"""The stage: a run's private copy of the warehouse, invisible to readers until it is published.

A stage is a folder ``stages/<run_id>/`` with the database file and ``stage.json``, which names the published
file it was built on and is written last, so that a stage without it was never complete. A run that was killed
leaves its stage behind; the next run takes it over if it was built on the file that is still published.
"""

import logging
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from warehouse.connect import open_for_writing
from warehouse.durable import Identity, read_json, write_json
from warehouse.errors import StageFailed, WarehouseError, one_line
from warehouse.layout import Layout, wal_of
from warehouse.lock import refuse_foreign_writer
from warehouse.schema import bring_up_to_date

_LOG: Final = logging.getLogger(__name__)
_LEDGER: Final = "stage.json"
_KILLED: Final = "it was killed before it published; its finished batches were taken over by run "


class Stage:
    """A run's private copy of the warehouse; all its methods may be called from several threads."""

    def __init__(self, layout: Layout, run_id: str, base: Identity | None, adopted_from: str | None) -> None:
        self.layout: Final = layout
        self.run_id: Final = run_id
        self.path: Final = layout.stage_file(run_id)
        self.base: Final = base
        """Identity of the published file it was built on; None where there was none."""
        self.adopted_from: Final = adopted_from
        """The killed run whose stage this was; None for a fresh copy."""
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._turn: Final = threading.RLock()

    def connection(self) -> duckdb.DuckDBPyConnection:
        """Open the stage natively, or return the connection that is open.

        Returns:
            The one connection of this stage; ``release`` closes it.

        Raises:
            StageFailed: The file is damaged, or dbt or Great Expectations still has it open in this process.
        """
        with self._turn:
            if self._connection is None:
                self._connection = open_for_writing(self.path)
            return self._connection

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Do all of a block's work or none of it, one block at a time.

        Yields:
            A cursor of its own inside a transaction, which is committed at the end of the block and rolled
            back where the block raises.

        Raises:
            StageFailed: DuckDB refused a statement or the disk is full.
        """
        with self._turn:
            cursor = self.connection().cursor()
            try:
                cursor.execute("BEGIN")
                try:
                    yield cursor
                    cursor.execute("COMMIT")
                except BaseException:
                    _roll_back(cursor)
                    raise
            except duckdb.Error as error:
                raise StageFailed(f"the stage {self.path} refused the work: {one_line(error)}") from error
            finally:
                cursor.close()

    def release(self) -> None:
        """Close the connection, so that dbt, Great Expectations or the publisher can open the file."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def discard(self) -> None:
        """Throw the stage away: after a refused gate or a failure its content must not reach a later run."""
        self.release()
        shutil.rmtree(self.path.parent, ignore_errors=True)


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    try:
        cursor.execute("ROLLBACK")
    except duckdb.Error as error:  # a fatal error has ended the transaction already
        _LOG.debug("nothing to roll back: %s", one_line(error))


def set_aside_stale_wal(layout: Layout, run_id: str) -> Path | None:
    """Move a write-ahead log away from beside the published file.

    copydesk never writes there, so such a log comes from another program that was killed or from a file that
    stood there before; DuckDB would replay it into the published file, or refuse to open that at all.

    Args:
        layout: The warehouse, under the writer lock.
        run_id: The run, for the name it is kept under.

    Returns:
        Where it lies now, or None where there was none.

    Raises:
        WarehouseBusy: Another program writes the published file, so the log is in use.
    """
    if not os.path.lexists(layout.wal):
        return None
    refuse_foreign_writer(layout)
    layout.set_aside.mkdir(parents=True, exist_ok=True)
    target = layout.set_aside / f"{run_id}.wal"
    layout.wal.replace(target)
    _LOG.warning("a stale write-ahead log stood beside %s; it lies in %s now", layout.published, target)
    return target


def _take_over(layout: Layout, orphan: Path, run_id: str, base: Identity | None) -> Stage | None:
    """Make a killed run's stage this run's, or return None where it cannot be trusted."""
    ledger = read_json(orphan / _LEDGER)
    path = orphan / layout.published.name
    if ledger is None or not path.is_file():
        return None
    killed, built_on = ledger.get("run_id"), ledger.get("base")
    is_same_base = built_on is None if base is None else Identity.from_json(built_on) == base
    if not isinstance(killed, str) or not is_same_base:
        return None
    for leftover in orphan.iterdir():
        if leftover.is_dir():
            shutil.rmtree(leftover)
        elif leftover not in (path, wal_of(path), orphan / _LEDGER):
            leftover.unlink()
    try:
        connection = open_for_writing(path)
        try:
            bring_up_to_date(connection)
            connection.execute(
                "UPDATE ops.runs SET status = 'failed', finished_at = NULL, error = $error WHERE run_id = $killed",
                {"error": _KILLED + run_id, "killed": killed},
            )
            connection.execute("CHECKPOINT")
        finally:
            connection.close()
    except (StageFailed, duckdb.Error) as error:
        _LOG.warning("the stage of run %s cannot be used and is dropped: %s", one_line(killed), one_line(error))
        return None
    folder = layout.stage_folder(run_id)
    if folder != orphan:
        orphan.rename(folder)
    _write_ledger(folder, run_id, base)
    return Stage(layout, run_id, base, killed)


def _write_ledger(folder: Path, run_id: str, base: Identity | None) -> None:
    write_json(folder / _LEDGER, {"run_id": run_id, "base": base.to_json() if base else None})


def _make(layout: Layout, run_id: str, base: Identity | None) -> Stage:
    folder = layout.stage_folder(run_id)
    folder.mkdir(parents=True)
    path = layout.stage_file(run_id)
    if base is not None:
        shutil.copyfile(layout.published, path)
    connection = open_for_writing(path)
    try:
        bring_up_to_date(connection)
        connection.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise StageFailed(f"cannot make the tables of the stage {path}: {one_line(error)}") from error
    finally:
        connection.close()
    _write_ledger(folder, run_id, base)
    return Stage(layout, run_id, base, None)


def open_stage(layout: Layout, run_id: str) -> Stage:
    """Give a run its stage: a killed run's, else a copy of the published file, else an empty warehouse.

    A killed run's stage is taken over only if the published file is still the very one it was built on and the
    stage opens cleanly, the contracts' tables included; its last run is then marked as failed. All others
    are removed.

    Args:
        layout: The warehouse; the caller holds its writer lock.
        run_id: The run.

    Returns:
        The stage, with all tables and no connection open.

    Raises:
        StageFailed: The published file cannot be copied, opened or brought to the contracts' tables.
        WarehouseBusy: Another program writes the published file.
        WarehouseError: The folders cannot be made.
        ValueError: The run id cannot name a folder.
    """
    layout.stage_folder(run_id)
    layout.create()
    refuse_foreign_writer(layout)
    set_aside_stale_wal(layout, run_id)
    base = Identity.of(layout.published)
    stage: Stage | None = None
    own = layout.stage_folder(run_id)
    for orphan in sorted(layout.stages.iterdir(), key=lambda path: (path == own, path.name), reverse=True):
        if stage is None and orphan.is_dir():
            stage = _take_over(layout, orphan, run_id, base)
            if stage is not None:
                continue
        _remove(orphan)
    if stage is not None:
        return stage
    try:
        return _make(layout, run_id, base)
    except OSError as error:
        raise StageFailed(f"cannot make the stage of run {run_id} in {layout.stages} ({error.strerror})") from error
    except WarehouseError:
        shutil.rmtree(layout.stage_folder(run_id), ignore_errors=True)
        raise


def _remove(path: Path) -> None:
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError as error:
        raise StageFailed(f"cannot remove the leftover {path} ({error.strerror}); remove it by hand") from error
