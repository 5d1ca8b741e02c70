"""One batch on its way: a slot that the steps of ``flows.work`` fill and empty.

Prefect keeps what a task returns for as long as the flow lives, so frames are handed on through the slot, and memory
stays bounded by the batches in flight. Beside it, what reading is told of the settings.
"""

from typing import Final, TypeVar

import polars as pl

from flows import pipeline
from flows.settings import Settings
from flows.steps.read.batches import ReadBatch
from flows.steps.read.settings import ReadSettings
from flows.text.hashing import digest_columns
from warehouse.layout import Layout

_Value = TypeVar("_Value")


def filled(value: _Value | None) -> _Value:
    """Return what a step has put into a slot.

    Args:
        value: The content; NULL (None) where the step was not called.

    Returns:
        The content.

    Raises:
        RuntimeError: The steps were called out of order.
    """
    if value is None:
        raise RuntimeError("a step of the run was called before the one it builds on")
    return value


class Batch:
    """One batch on its way; no dataclass, because Prefect walks into those."""

    __slots__ = ("documents", "hints", "index", "is_stored_anew", "page_metadata", "parsed", "read", "sightings")

    def __init__(self, index: int) -> None:
        self.index: Final = index
        self.read: ReadBatch | None = None
        self.documents: pl.DataFrame | None = None
        self.sightings: pl.DataFrame | None = None
        self.hints: pl.DataFrame | None = None
        self.page_metadata: pl.DataFrame | None = None
        self.is_stored_anew = False
        """Whether the documents come from the stage and their rendered text must be stored with the parse."""
        self.parsed: pipeline.Parsed | None = None


def read_settings(settings: Settings) -> ReadSettings:
    """Choose of the settings what reading needs.

    Args:
        settings: All settings.

    Returns:
        The parameters of ``flows.steps.read``.

    Raises:
        WarehouseError: The warehouse's path cannot name a file.
    """
    layout = Layout.of(settings.warehouse)
    return ReadSettings(
        own_paths=tuple(str(path) for path in (layout.published, layout.wal, layout.folder)),
        batch_size=settings.batch_size,
        batch_bytes=settings.batch_bytes,
        max_document_bytes=settings.max_document_bytes,
    )


def with_publisher(sightings: pl.DataFrame, publisher: str | None) -> pl.DataFrame:
    """Name the publisher where the source names none; the sighting's key is of its columns, so it is made anew.

    Args:
        sightings: Columns of ``raw.sightings`` without ``first_run_id``.
        publisher: The publisher; NULL (None) changes nothing.

    Returns:
        The sightings.
    """
    if publisher is None or not sightings["publisher"].has_nulls():
        return sightings
    named = sightings.with_columns(pl.col("publisher").fill_null(publisher))
    columns = [column for column in sightings.columns if column != "sighting_id"]
    return named.with_columns(digest_columns(named, columns, "sighting_id"))
