"""One batch on its way: a slot that the steps of ``flows.work`` fill and empty.

Prefect keeps what a task returns for as long as the flow lives, so frames are handed on through the slot, and memory
stays bounded by the batches in flight.
"""

from typing import Final

import polars as pl

from flows import pipeline
from flows.steps.read.batches import ReadBatch


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
