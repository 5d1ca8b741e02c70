"""Look, in milliseconds, at what the published file says of its last runs: for those who ask whether there is work.

No parameter is bound here: to look at the first one, DuckDB imports pandas where it is installed, which took 0.7 of the
1.2 seconds in which a run found that it had nothing to do.
"""

import json
from calendar import timegm
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import duckdb

from warehouse.connect import open_published
from warehouse.errors import WarehouseMissing
from warehouse.layout import Layout, check_run_id


def ingested_since(layout: Layout, sources: Sequence[str], code_version: str, since: datetime) -> str | None:
    """Name a published run that began reading the same sources at or after an instant.

    Args:
        layout: The warehouse; it need not exist yet.
        sources: What is to be read.
        code_version: Version of copydesk that is to read it.
        since: The instant; UTC without a time zone.

    Returns:
        The last such run; None where there is none.

    Raises:
        WarehouseError: The published file cannot be read.
    """
    since_us = timegm(since.timetuple()) * 1_000_000 + since.microsecond
    found = _rows(
        layout,
        f"""
        SELECT run_id, sources, code_version FROM ops.runs
        WHERE status = 'published' AND epoch_us(started_at) >= {since_us} AND coalesce(kind, 'ingest') = 'ingest'
        ORDER BY started_at DESC
        """,  # noqa: S608 - a whole number
    )
    wanted = json.dumps(list(sources)), code_version
    return next((str(run_id) for run_id, *of_run in found if tuple(of_run) == wanted), None)


def is_published(layout: Layout, run_id: str) -> bool:
    """Say whether the published file knows a run as published.

    Args:
        layout: The warehouse; it need not exist yet.
        run_id: The run.

    Returns:
        Whether it does; a text that cannot name a run names none.

    Raises:
        WarehouseError: The published file cannot be read.
    """
    try:
        name = check_run_id(run_id)
    except ValueError:
        return False
    return bool(_rows(layout, f"SELECT 1 FROM ops.runs WHERE run_id = '{name}' AND status = 'published'"))  # noqa: S608


def _rows(layout: Layout, sql: str) -> list[tuple[Any, ...]]:
    """Ask the published file; none where there is no file, or it knows no such table or column."""
    try:
        connection = open_published(layout.published)
    except WarehouseMissing:
        return []
    try:
        return connection.execute(sql).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):  # made before this column, or by another program
        return []
    finally:
        connection.close()
