"""Show on a terminal how far a run is; in a pipe there is nothing to see."""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn


class Bars:
    """One line that moves: the step, what is read, parsed and stored, and the time.

    Rich keeps to ``NO_COLOR`` and ``TERM=dumb`` by itself. Only our own words are shown, never text from a page.
    """

    def __init__(self, console: Console | None = None) -> None:
        """Prepare the line.

        Args:
            console: Where to draw; None means standard error.
        """
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            TextColumn(
                "{task.fields[counts][read]:,} read, {task.fields[counts][parsed]:,} parsed, "
                "{task.fields[counts][stored]:,} stored",
                markup=False,
            ),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=console or Console(file=sys.stderr), transient=True)
        self._counts = {"read": 0, "parsed": 0, "stored": 0}
        self._line: TaskID | None = None
        self._shown_at = 0.0

    def __enter__(self) -> Self:
        self._progress.start()
        self._line = self._progress.add_task("importing", total=None, counts=self._counts)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._progress.stop()

    def step(self, name: str) -> None:
        """Show the step.

        Args:
            name: The step, in words.
        """
        if self._line is not None:
            self._progress.update(self._line, description=name)

    def count(self, name: str, amount: int) -> None:
        """Show how much of something is done.

        Args:
            name: ``read``, ``parsed`` or ``stored``.
            amount: How many more.
        """
        self._counts[name] += amount  # each name is counted by one thread at a time but "parsed", a display
        if self._line is not None and time.monotonic() - self._shown_at > 0.05:
            self._shown_at = time.monotonic()
            self._progress.update(self._line, counts=self._counts)
