"""Give back the space that deleted and replaced rows leave behind in a file.

DuckDB reuses free blocks but seldom returns them; a stage is copied, published and kept several times over, so
one with many of them is written anew.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from expectations.ddl import quote_identifier, quote_literal
from warehouse.connect import BLOCK_BYTES, open_scratch
from warehouse.durable import fsync_file
from warehouse.errors import PublishRefused, one_line

FREE_SHARE: Final = 0.3
"""Share of free blocks from which on a file is written anew: all text is compressed again, 2.5 CPU s for 55 MB."""

NIGHTLY_FREE_SHARE: Final = 0.1
"""The same for the nightly run, which nobody waits for."""

MIN_FREE_BLOCKS: Final = 32
"""Fewer free blocks (1 MB) are not worth it, whatever their share."""

_SOURCE: Final = "copydesk_source"


@dataclass(frozen=True)
class Blocks:
    """How full a database file is, in DuckDB's blocks."""

    total: int
    free: int

    def is_worth_compacting(self, free_share: float = FREE_SHARE) -> bool:
        """Say whether enough of the file is free for it to be written anew.

        Args:
            free_share: Share of free blocks from which on it is, 0 to 1.
        """
        return self.free >= MIN_FREE_BLOCKS and self.free > free_share * self.total


def measure(connection: duckdb.DuckDBPyConnection) -> Blocks:
    """Count the blocks of the current database.

    Args:
        connection: Open on the file, just checkpointed.

    Returns:
        All blocks and the free ones among them.
    """
    row = connection.execute(
        "SELECT total_blocks, free_blocks FROM pragma_database_size() WHERE database_name = current_database()"
    ).fetchone()
    return Blocks(int(row[0]), int(row[1])) if row else Blocks(0, 0)


def compact(path: Path) -> None:
    """Write a database file anew without its free blocks: rows, views, comments and storage as they were.

    The new file is written in a folder beside the old one under the same name, because DuckDB names a database
    after its file, and renamed over it at the end; a kill in between leaves the old one.

    Args:
        path: The stage's file, checkpointed and closed.

    Raises:
        PublishRefused: The copy failed, most likely for want of disk space; the file is unchanged.
    """
    folder = path.parent / "compact"
    fresh = folder / path.name
    try:
        folder.mkdir(exist_ok=True)
        fresh.unlink(missing_ok=True)
        name = quote_identifier(path.stem)
        connection = open_scratch()
        try:
            connection.execute(f"ATTACH {quote_literal(str(path))} AS {_SOURCE} (READ_ONLY)")
            connection.execute(
                f"ATTACH {quote_literal(str(fresh))} AS {name} (STORAGE_VERSION 'latest', BLOCK_SIZE {BLOCK_BYTES})"
            )
            connection.execute(f"COPY FROM DATABASE {_SOURCE} TO {name}")
            connection.execute(f"CHECKPOINT {name}")
        finally:
            connection.close()
        fsync_file(fresh)
        fresh.replace(path)
        folder.rmdir()
    except (OSError, duckdb.Error) as error:
        raise PublishRefused(
            f"cannot write {path} anew without its free blocks ({one_line(error)}); free some disk space and run again"
        ) from error
