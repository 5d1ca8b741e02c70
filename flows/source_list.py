"""Hand the sources of the settings to reading; apart from the rest, because ``copydesk run`` asks before it starts."""

from collections.abc import Sequence

from flows.settings import SourceTable
from flows.steps.read.sources import Wanted


def wanted(sources: Sequence[str | SourceTable]) -> tuple[Wanted, ...]:
    """Turn sources as the settings have them into what reading asks for.

    Args:
        sources: Paths, globs and URLs, or tables of them.

    Returns:
        The same, in the same order.
    """
    return tuple(
        Wanted(source.path, source.pattern, source.publisher) if isinstance(source, SourceTable) else Wanted(source)
        for source in sources
    )
