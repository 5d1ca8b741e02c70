"""Thin Prefect tasks: one per step and batch, around the methods of ``flows.work.Run``.

Nothing that holds rows is a parameter Prefect could look into, and no task returns rows: Prefect keeps results for as
long as the flow lives, and walks through collections and dataclasses to find futures. Work goes to threads, because a
task that computes in the event loop would stop the others; retries stand around input and output only.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, Final, TypedDict, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE, CachePolicy
from prefect.client.schemas.objects import State

from flows.batch import Batch
from flows.work import Phase, Run
from warehouse.errors import WarehouseBusy, one_line

_LOCK_POLL_SECONDS: Final = 0.25
_Value = TypeVar("_Value")


class Desk:
    """A run and the threads it works with: one for the sources, one for the stage, some for the pure steps."""

    def __init__(self, run: Run, workers: int) -> None:
        """Set up the threads; they start when there is work.

        Args:
            run: The run.
            workers: Batches parsed at the same time.
        """
        self.run: Final = run
        self._reading: Final = ThreadPoolExecutor(1, "copydesk-read")
        self._parsing: Final = ThreadPoolExecutor(workers, "copydesk-parse")
        self._staging: Final = ThreadPoolExecutor(1, "copydesk-stage")

    async def read(self, work: Callable[[], _Value]) -> _Value:
        """Do work on the thread of the sources."""
        return await _on(self._reading, work)

    async def parse(self, work: Callable[[], _Value]) -> _Value:
        """Do work on a thread of the pure steps."""
        return await _on(self._parsing, work)

    async def stage(self, work: Callable[[], _Value]) -> _Value:
        """Do work on the thread of the stage, after all that was given to it before."""
        return await _on(self._staging, work)

    def stop(self) -> None:
        """Let what runs come to its end, and drop what waits; afterwards no thread touches the stage."""
        for threads in (self._reading, self._parsing, self._staging):
            threads.shutdown(wait=True, cancel_futures=True)


async def _on(threads: Executor, work: Callable[[], _Value]) -> _Value:
    return await asyncio.get_running_loop().run_in_executor(threads, copy_context().run, work)


def _is_input_output(_task: object, _run: object, state: State[Any]) -> bool:
    """Whether another try can help: a network or a disk may come back, a bug does not go away."""
    return isinstance(state.data, OSError)


class _Options(TypedDict):
    cache_policy: CachePolicy
    persist_result: bool


_PLAIN: Final = _Options(cache_policy=NO_CACHE, persist_result=False)


@task(name="begin", task_run_name="begin", **_PLAIN)
async def begin(desk: Desk) -> None:
    """Take the lock, waiting for another run to end, and open the stage."""
    deadline = time.monotonic() + desk.run.settings.lock_wait_seconds
    while True:
        try:
            await desk.stage(desk.run.lock)
            break
        except WarehouseBusy as busy:
            if time.monotonic() >= deadline:
                raise
            desk.run.progress.step(f"waiting: {one_line(busy)}")
        await asyncio.sleep(_LOCK_POLL_SECONDS)  # here, and not in the thread: Ctrl-C need not wait for it
    await desk.stage(desk.run.begin)


@task(
    name="read",
    task_run_name="read {batch.index}",
    retries=2,
    retry_delay_seconds=[1, 5],
    retry_condition_fn=_is_input_output,
    **_PLAIN,
)
async def read_batch(desk: Desk, batch: Batch) -> bool:
    """Read the next batch of the sources; False where there is none."""
    return await desk.read(lambda: desk.run.read(batch))


@task(
    name="load",
    task_run_name="load {batch.index}",
    **_PLAIN,
)
async def load_batch(desk: Desk, batch: Batch) -> bool:
    """Load what was read; False where nothing of it has to be parsed."""
    return await desk.stage(lambda: desk.run.load(batch))


@task(name="take stale", task_run_name="take stale {batch.index}", **_PLAIN)
async def take_stale(desk: Desk, batch: Batch) -> bool:
    """Take documents to parse again from the stage; False where none is left."""
    return await desk.stage(lambda: desk.run.next_stale(batch))


@task(name="parse", task_run_name="parse {batch.index}", **_PLAIN)
async def parse_batch(desk: Desk, batch: Batch) -> None:
    """Segment, clean and extract a batch."""
    await desk.parse(lambda: desk.run.parse(batch))


@task(
    name="store",
    task_run_name="store {batch.index}",
    **_PLAIN,
)
async def store_batch(desk: Desk, batch: Batch) -> None:
    """Put a parsed batch into the stage."""
    await desk.stage(lambda: desk.run.store(batch))


@task(name="deduplicate", task_run_name="deduplicate", **_PLAIN)
async def deduplicate(desk: Desk) -> None:
    """Find the copies among all articles."""
    await desk.stage(desk.run.deduplicate)


@task(name="storylines", task_run_name="storylines", **_PLAIN)
async def tell_storylines(desk: Desk) -> None:
    """Tell which articles are about one developing event."""
    await desk.stage(desk.run.tell_storylines)


@task(name="forget", task_run_name="forget", **_PLAIN)
async def forget(desk: Desk) -> None:
    """Delete the run history that is too old."""
    await desk.stage(desk.run.forget)


@task(name="check", task_run_name="check {phase}", **_PLAIN)
async def check(desk: Desk, phase: Phase) -> None:
    """Hold the stage against its expectations; fails where the gate refuses."""
    await desk.stage(lambda: desk.run.check(phase))


@task(name="build models", task_run_name="build models", **_PLAIN)
async def build_models(desk: Desk) -> None:
    """Build the dbt models."""
    await desk.stage(desk.run.build_models)


@task(name="publish", task_run_name="publish", **_PLAIN)
async def publish(desk: Desk) -> None:
    """Put the stage in the place of the published file."""
    await desk.stage(desk.run.publish)
