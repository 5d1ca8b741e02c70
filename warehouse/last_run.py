"""Look, in milliseconds, at what the published file says of its last runs: for those who ask whether there is work."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import duckdb

from warehouse.connect import open_published
from warehouse.errors import WarehouseMissing
from warehouse.layout import Layout


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
    row = _first(
        layout,
        """
        SELECT run_id FROM ops.runs
        WHERE status = 'published' AND started_at >= $since AND sources = $sources
          AND code_version = $code_version AND coalesce(kind, 'ingest') = 'ingest'
        ORDER BY started_at DESC LIMIT 1
        """,
        {"since": since, "sources": json.dumps(list(sources)), "code_version": code_version},
    )
    return str(row[0]) if row else None


def is_published(layout: Layout, run_id: str) -> bool:
    """Say whether the published file knows a run as published.

    Args:
        layout: The warehouse; it need not exist yet.
        run_id: The run.

    Returns:
        Whether it does.

    Raises:
        WarehouseError: The published file cannot be read.
    """
    asked = "SELECT 1 FROM ops.runs WHERE run_id = $run_id AND status = 'published'"
    return _first(layout, asked, {"run_id": run_id}) is not None


def _first(layout: Layout, sql: str, values: dict[str, Any]) -> tuple[Any, ...] | None:
    """Ask the published file for one row; None where there is no file, or it knows no such table or column."""
    try:
        connection = open_published(layout.published)
    except WarehouseMissing:
        return None
    try:
        return connection.execute(sql, values).fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):  # made before this column, or by another program
        return None
    finally:
        connection.close()
