"""Open DuckDB files: a stage for writing, a published file for reading.

Every ``duckdb.connect`` of the project stands here. Extensions are neither fetched nor loaded on demand, so a
run never touches the network, and Python variables cannot be named from SQL.
"""

from pathlib import Path
from typing import Final

import duckdb

from warehouse.errors import StageFailed, WarehouseBusy, WarehouseError, WarehouseMissing, one_line

_COMMON: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}

BLOCK_BYTES: Final = 32_768
"""Block size of new files; a file keeps its own whoever opens it."""

_STAGE: Final[dict[str, str | bool | int | float | list[str]]] = {
    "storage_compatibility_version": "latest",
    "checkpoint_threshold": "256MB",
    "default_block_size": BLOCK_BYTES,
}
"""How a stage is opened. A new file gets the newest storage format, which it keeps whoever opens it later: the default
one (of DuckDB 0.10) knows neither zstd nor the newer dictionaries. A checkpoint compresses each table's last row group
(122,880 rows) anew; at DuckDB's default of one every 16 MB, loading 20,000 pages took 25 s in place of 10, and a third
of the file was free blocks. Every table takes a block however few its rows: at DuckDB's 256 KB, 30 small tables of a
20,000-page file (62 MB) were 14 % of it; at 32 KB the file is 53 MB, at 16 KB 58 MB: long text compresses worse.
"""


def _quiet(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Turn off the bar that DuckDB draws after two seconds, into a pipe and a log as well; it is no global option."""
    connection.execute("SET enable_progress_bar = false")
    return connection


def open_for_writing(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a stage's file, or make it.

    Args:
        path: The stage's file; never a published one.

    Returns:
        An open connection; the caller closes it.

    Raises:
        StageFailed: The file is damaged, or something in this process still has it open.
    """
    try:
        return _quiet(duckdb.connect(str(path), config={**_COMMON, **_STAGE}))
    except duckdb.Error as error:
        raise StageFailed(f"cannot open the stage {path}: {one_line(error)}") from error


def open_published(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a published file for reading; neither waits for a writer nor holds one up.

    Args:
        path: The published file.

    Returns:
        An open connection; the caller closes it, since this process sees the same file until then.

    Raises:
        WarehouseMissing: There is no file.
        WarehouseBusy: Another program has opened the file for writing.
        WarehouseError: The file is no DuckDB warehouse, or a stale write-ahead log lies beside it.
    """
    if not path.is_file():
        raise WarehouseMissing(f"there is no warehouse at {path}; make one with copydesk run, or give --warehouse")
    try:
        return _quiet(duckdb.connect(str(path), read_only=True, config=dict(_COMMON)))
    except duckdb.Error as error:
        detail = one_line(error)
        if "Conflicting lock" in detail or "Could not set lock" in detail:
            raise WarehouseBusy(
                f"{path} is open for writing in another program; close it there and try again"
            ) from error
        if "WAL" in detail:
            raise WarehouseError(
                f"{path}.wal beside the warehouse was left by another program; "
                "the next copydesk run sets it aside, or move it away by hand"
            ) from error
        raise WarehouseError(f"cannot read the warehouse {path}: {detail}") from error


def open_scratch() -> duckdb.DuckDBPyConnection:
    """Open a database in memory, to attach files to.

    Returns:
        An open connection; the caller closes it.
    """
    return _quiet(duckdb.connect(":memory:", config=dict(_COMMON)))
