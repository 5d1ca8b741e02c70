"""Give a query that is larger than memory a database of its own, which spills to disk and leaves nothing behind."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from expectations.ddl import quote_literal
from warehouse.connect import open_scratch


@contextmanager
def spilling_scratch(memory_limit: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """Open a database in memory, to attach files to; beyond its limit it spills into a folder that goes with it.

    Args:
        memory_limit: How much DuckDB may hold before it spills, as ``1GB``.

    Yields:
        The connection, and the folder.
    """
    with tempfile.TemporaryDirectory(prefix="copydesk-scratch-") as folder:
        connection = open_scratch()
        try:
            connection.execute(f"SET temp_directory = {quote_literal(folder)}")
            connection.execute(f"SET memory_limit = {quote_literal(memory_limit)}")
            connection.execute("SET preserve_insertion_order = false")
            yield connection, Path(folder)
        finally:
            connection.close()
