"""How a run tells whoever watches how far it is, without knowing whether anybody does."""

from contextvars import ContextVar
from typing import Final, Protocol


class Progress(Protocol):
    """What a watcher is told; calls come from several threads."""

    def step(self, name: str) -> None:
        """Take note that a step of the whole run begins.

        Args:
            name: The step, in words.
        """

    def count(self, name: str, amount: int) -> None:
        """Take note that more of something is done.

        Args:
            name: What is counted: ``read``, ``parsed`` or ``stored``.
            amount: How many more.
        """


class Silence:
    """The watcher of a run in a pipe: it says nothing."""

    def step(self, name: str) -> None:
        """Say nothing."""

    def count(self, name: str, amount: int) -> None:
        """Say nothing."""


PROGRESS: Final[ContextVar[Progress | None]] = ContextVar("copydesk_progress", default=None)
"""The watcher of the run in this context; a flow has no other way to be handed an object that is no parameter."""


def watcher() -> Progress:
    """Return who watches in this context; where nobody does, somebody who says nothing."""
    return PROGRESS.get() or Silence()
