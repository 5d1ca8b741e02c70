"""A run from end to end in this process, without Prefect: for notebooks, and for tests that run hundreds of times.

The order of the steps is that of ``flows.news_flow``, the steps are the same methods of ``flows.work.Run``; what is
missing is what Prefect gives: retries, task runs to look at, artifacts, and waiting for the lock.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from flows.batch import Batch
from flows.progress import Silence
from flows.settings import Settings
from flows.work import Run


def run_all(settings: Settings) -> dict[str, Any]:
    """Read sources, check what comes of them, and publish the warehouse.

    Args:
        settings: What to read and where to write.

    Returns:
        The summary of the run.

    Raises:
        GateRefusedError: An expectation failed; nothing was published.
        WarehouseError: The warehouse could not be written, or another run is writing it.
        SourceError: A source could not be opened.
    """
    return drive(Run(settings, Silence()))


def drive(run: Run, gate: Callable[[Run], None] | None = None) -> dict[str, Any]:
    """Take a prepared run from the lock to the published file, and close it whatever happens.

    Args:
        run: The run.
        gate: What stands between the loaded stage and its publication; NULL (None) is :func:`judge`.

    Returns:
        The summary of the run.

    Raises:
        Exception: What :func:`run_all` raises; the run has left its report.
    """
    try:
        run.lock()
        run.begin()
        take_in(run)
        (gate or judge)(run)
        run.publish()
    except BaseException as error:
        run.fail(error)
        raise
    finally:
        run.close()
    return run.summary()


def take_in(run: Run) -> None:
    """Read, load, parse and store all batches, then what is stale, then find the duplicates and storylines.

    Args:
        run: A run that has begun.

    Raises:
        StageFailed: DuckDB refused rows; the batches before are stored.
        OSError: A source broke off.
    """
    with ThreadPoolExecutor(run.settings.workers, "copydesk-parse") as threads:
        _in_flight(run, threads, lambda batch: run.read(batch), run.load)
        _in_flight(run, threads, run.next_stale, lambda _: True)
    run.deduplicate()
    run.tell_storylines()


def judge(run: Run) -> None:
    """Check the stage, build the models, check those.

    Args:
        run: A run that has taken in everything.

    Raises:
        GateRefusedError: An expectation of error level failed.
        ChecksError: The stage could not be checked.
        ModelsFailed: dbt could not build a model.
    """
    run.check("before_models")
    run.build_models()
    run.check("after_models")


def _in_flight(
    run: Run,
    threads: ThreadPoolExecutor,
    take: Callable[[Batch], bool],
    load: Callable[[Batch], bool],
) -> None:
    """Parse as many batches at a time as there are workers, and store them in the order in which they were taken."""
    parsing: deque[tuple[Batch, Future[None]]] = deque()

    def store_first() -> None:
        batch, parsed = parsing.popleft()
        parsed.result()
        run.store(batch)

    index = 0
    while take(batch := Batch(index)):
        index += 1
        if load(batch):
            parsing.append((batch, threads.submit(run.parse, batch)))
        if len(parsing) >= run.settings.workers:
            store_first()
    while parsing:
        store_first()
