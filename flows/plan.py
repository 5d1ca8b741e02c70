"""What a run is for: to take in sources, to look after the warehouse at night, or to parse stored pages again."""

from dataclasses import dataclass
from typing import Final, Literal

from warehouse.choice import Choice

Kind = Literal["ingest", "nightly", "backfill"]


@dataclass(frozen=True)
class Plan:
    """What a run does besides opening a stage, checking it and publishing it.

    Attributes:
        kind: ``ingest`` reads the sources; ``nightly`` reads nothing, checks everything and forgets what is too old;
            ``backfill`` reads nothing and parses chosen documents of ``raw.documents`` again.
        choice: The documents of a backfill; NULL (None) for the others.
    """

    kind: Kind = "ingest"
    choice: Choice | None = None

    def __post_init__(self) -> None:
        """Refuse a backfill of nothing, and a choice that nobody would look at."""
        if (self.kind == "backfill") != (self.choice is not None):
            raise ValueError("a backfill, and nothing else, chooses documents")


INGEST: Final = Plan()
