"""Which documents a backfill takes; apart from the rest, because a flow is named before anything heavy is imported."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Choice:
    """Which documents of ``raw.documents`` a backfill parses again; what is None does not narrow the choice.

    Attributes:
        fetched_from: First day (UTC) on which a sighting of the page may have been fetched.
        fetched_until: Last day (UTC), inclusive. A page whose sightings say nothing of the time lies in no range.
        parser_version: The parser that read it last, as ``ops.parses`` names it.
        is_outdated_only: Whether documents that this run's parser has read already are passed over.
    """

    fetched_from: date | None = None
    fetched_until: date | None = None
    parser_version: str | None = None
    is_outdated_only: bool = True

    def __post_init__(self) -> None:
        """Refuse a range that runs backwards: it would choose nothing and look like success."""
        if self.fetched_from and self.fetched_until and self.fetched_from > self.fetched_until:
            raise ValueError(f"fetched_from {self.fetched_from} is after fetched_until {self.fetched_until}")
