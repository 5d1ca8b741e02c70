"""Name a run; apart from the rest, because Prefect asks for the name before anything heavy is imported."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from flows.text.terminal import neutralise

_RUN_NAME_CHARS: Final = 100


def run_name(what: str, sources: Iterable[str], scheduled_at: datetime | None) -> str:
    """Say in a run's name what ran, over what and when.

    Args:
        what: The flow, for example ``ingest``.
        sources: What it reads; empty means the sample pages.
        scheduled_at: When it was to begin; NULL (None) leaves it out.

    Returns:
        For example ``ingest 3 sources · 2026-11-22 06:00``; one source is named by its last part.
    """
    named = list(sources)
    if not named:
        subject = "sample pages"
    elif len(named) == 1:
        subject = Path(named[0]).name or named[0]
    else:
        subject = f"{len(named)} sources"
    when = "" if scheduled_at is None else f" · {scheduled_at:%Y-%m-%d %H:%M}"
    return neutralise(f"{what} {subject}")[: _RUN_NAME_CHARS - len(when)] + when
