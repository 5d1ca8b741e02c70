"""Remove what dead runs left in the folders beside the published file; rows go with ``warehouse.history``."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.history import forget
from warehouse.layout import Layout
from warehouse.stage import Stage


def tidy(stage: Stage, now: datetime, keep_days: int) -> int:
    """Forget the rows of old runs, and remove what dead ones left beside the published file.

    Args:
        stage: The stage of the run that tidies up.
        now: This instant; UTC without a time zone.
        keep_days: Days to remember, at least 1.

    Returns:
        How many rows are forgotten.

    Raises:
        StageFailed: DuckDB refused the work.
        WarehouseError: A file cannot be removed.
    """
    forgotten = sum(forget(stage, now, keep_days).values())
    sweep_folders(stage.layout, now - timedelta(days=keep_days))
    return forgotten


def sweep_folders(layout: Layout, before: datetime) -> int:
    """Remove what dead runs left beside the published file: logs set aside, unreadable reports, dbt's old logs.

    Stages of dead runs go when the next run opens its own, earlier published files when it publishes.

    Args:
        layout: The warehouse; the caller holds its writer lock.
        before: Files changed last before this instant go; UTC without a time zone.

    Returns:
        How many files are gone.

    Raises:
        WarehouseError: One cannot be removed.
    """
    old = before.replace(tzinfo=UTC).timestamp()
    found: list[Path] = [*layout.set_aside.glob("*"), *layout.reports.glob("*.unreadable")]
    found += (layout.dbt / "logs").glob("*") if layout.dbt.is_dir() else []
    gone = 0
    try:
        for path in found:
            if path.lstat().st_mtime >= old:
                continue
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
            gone += 1
    except OSError as error:
        raise WarehouseError(f"cannot remove {error.filename} ({error.strerror}); remove it by hand") from error
    return gone
