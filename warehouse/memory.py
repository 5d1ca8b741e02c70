"""Hold DuckDB to little memory while it works on all articles, and give it more only where that is too little."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Final, TypeVar

import duckdb

from expectations.ddl import quote_literal
from warehouse.errors import StageFailed, one_line
from warehouse.stage import Stage

Result = TypeVar("Result")

_LOG: Final = logging.getLogger(__name__)
THREAD_MEGABYTES: Final = 32
"""What DuckDB may hold for each of its threads while bodies are read. Without a limit it would keep all it has read,
1.1 GB of a million articles; at four times as much, reading took 8 % longer, in memory taken from the system anew."""
JOIN_MEGABYTES: Final = 128
"""The same while articles are joined with one another: half of what a million need, the rest goes to disk."""
_MORE: Final = (4, 16, None)
"""Times as much as it may hold where that is too little, and at last as much as it likes."""


@contextmanager
def within_memory(stage: Stage, thread_megabytes: int) -> Iterator[None]:
    """Let DuckDB keep little of what it reads while a block runs.

    Args:
        stage: The run's stage.
        thread_megabytes: What it may hold for each of its threads.

    Yields:
        Nothing.

    Raises:
        StageFailed: The stage cannot be opened.
    """
    _limit(stage, thread_megabytes)
    try:
        yield
    finally:
        _limit(stage, None)


def with_enough(stage: Stage, thread_megabytes: int, work: Callable[[], Result]) -> Result:
    """Do some work again with more memory where DuckDB had too little, ``within_memory`` of as many megabytes.

    2,048 texts are unpacked together and must fit: those of 15 KB each do not into 32 MB. What is granted stays so to
    the end of the block.

    Args:
        stage: The run's stage.
        thread_megabytes: What DuckDB may hold for each of its threads.
        work: Reads the stage, or writes it in one transaction.

    Returns:
        What ``work`` returns.

    Raises:
        StageFailed: The stage refused the work, or all the memory there is was too little.
    """
    for times in _MORE:
        try:
            return work()
        except StageFailed as error:
            if not isinstance(error.__cause__, duckdb.OutOfMemoryException):
                raise
            _LOG.debug("more memory: %s", one_line(error))
        _limit(stage, None if times is None else times * thread_megabytes)
    return work()


def give_back(stage: Stage) -> None:
    """Have DuckDB hand the memory it has freed back to the system, which it does where its limit is set, to any value.

    Its allocator keeps what reading took, beyond the limit: 125 MB after 50,000 bodies. Giving it back takes 15 ms.

    Args:
        stage: The run's stage.

    Raises:
        StageFailed: The stage cannot be opened.
    """
    with closing(stage.connection().cursor()) as cursor:
        [limit] = cursor.execute("SELECT current_setting('memory_limit')").fetchone() or ("1.0 GiB",)
        size, unit = limit.split()
        _set_limit(cursor, f"{float(size) + 0.05:.2f} {unit}")  # told by one decimal, cut off: it would sink each time


def _limit(stage: Stage, thread_megabytes: int | None) -> None:
    with closing(stage.connection().cursor()) as cursor:
        # RESET alone names the usual limit and leaves the one there is (DuckDB 1.5): it has to be set by itself.
        cursor.execute("RESET memory_limit")
        [usual, threads] = cursor.execute(
            "SELECT current_setting('memory_limit'), current_setting('threads')"
        ).fetchone() or ("1GB", 1)
        _set_limit(cursor, usual if thread_megabytes is None else f"{thread_megabytes * max(int(threads), 2)}MB")


def _set_limit(cursor: duckdb.DuckDBPyConnection, limit: str) -> None:
    try:
        cursor.execute(f"SET memory_limit = {quote_literal(limit)}")
    except duckdb.OutOfMemoryException as error:  # more is in use and cannot go to disk: a matter of memory alone
        _LOG.debug("no limit on memory: %s", one_line(error))
