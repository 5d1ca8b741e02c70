"""One writer at a time.

The lock is the kernel's (``flock``), so it ends with the process that holds it, however that ends: a killed
run leaves no stale lock. What stands in the lock file only names the holder for the message.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from warehouse.errors import WarehouseBusy, WarehouseError, one_line
from warehouse.layout import Layout, check_run_id

POLL_SECONDS: Final = 0.05
"""How often a waiting writer looks again."""

GRACE_SECONDS: Final = 0.25
"""Shortest wait: ``holder`` takes a shared lock for an instant, which must not look like a writer."""


@dataclass(frozen=True)
class Holder:
    """Who holds the lock, as the holder wrote it down."""

    pid: int
    host: str
    run_id: str
    since: str


class Held:
    """An open lock file; a forked child closes its copy, or it would keep the lock of a killed parent."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor: int | None = descriptor
        os.register_at_fork(after_in_child=self.close)

    def close(self) -> None:
        """Close the file, which gives the lock back."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


def try_lock(descriptor: int, *, shared: bool) -> bool:
    """Take the kernel's lock on an open file, without waiting.

    Args:
        descriptor: The open file.
        shared: Whether others may hold it as well; a shared lock is a question, not a claim.

    Returns:
        Whether it was free.

    Raises:
        WarehouseError: The system has no ``flock``.
    """
    if sys.platform == "win32":
        raise WarehouseError("writing a warehouse needs the file locks of Linux or macOS; use WSL on Windows")
    import fcntl

    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_holder(descriptor: int) -> Holder | None:
    try:
        value = json.loads(os.pread(descriptor, 4096, 0))
        return Holder(int(value["pid"]), str(value["host"]), str(value["run_id"]), str(value["since"]))
    except (ValueError, KeyError, TypeError):
        return None


def _busy(layout: Layout, found: Holder | None, wait_seconds: float) -> WarehouseBusy:
    who = (
        f"run {found.run_id} (process {found.pid} on {found.host}, since {found.since})" if found else "another process"
    )
    waited = f" after {wait_seconds:g} s of waiting" if wait_seconds else ""
    return WarehouseBusy(
        one_line(f"{layout.published} is being written by {who}{waited}; try again when it has ended", 1000)
    )


def open_lock(path: Path) -> int:
    """Open a lock file, or make it.

    Args:
        path: The file; its folder must exist.

    Returns:
        The descriptor; whoever holds it closes it.

    Raises:
        WarehouseError: It cannot be opened.
    """
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise WarehouseError(f"cannot open the lock {path} ({error.strerror}); check the folder's rights") from error


@contextmanager
def writer_lock(layout: Layout, run_id: str, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the right to write a warehouse.

    Args:
        layout: The warehouse.
        run_id: The run, for the message another writer gets.
        wait_seconds: How long to wait for another writer before giving up, in seconds.

    Yields:
        Nothing; the lock is held until the block ends.

    Raises:
        WarehouseBusy: Another run still holds it after the wait; the message names process, host, run and start.
        WarehouseError: The lock file cannot be opened, or the system has no ``flock``.
        ValueError: The run id could not name a stage.
    """
    check_run_id(run_id)
    layout.create()
    held = Held(open_lock(layout.lock))
    assert held.descriptor is not None  # noqa: S101 - just opened
    descriptor = held.descriptor
    try:
        deadline = time.monotonic() + max(wait_seconds, GRACE_SECONDS)
        while not try_lock(descriptor, shared=False):
            if time.monotonic() >= deadline:
                raise _busy(layout, _read_holder(descriptor), wait_seconds)
            time.sleep(POLL_SECONDS)
        since = datetime.now(UTC).isoformat(timespec="seconds")
        text = json.dumps(asdict(Holder(os.getpid(), socket.gethostname(), run_id, since)))
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode("ascii"), 0)
        try:
            yield
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        held.close()


def holder(layout: Layout) -> Holder | None:
    """Say who is writing a warehouse now.

    Args:
        layout: The warehouse.

    Returns:
        The holder, or None where nobody writes. A holder that could not be read has the run id ``unknown``.

    Raises:
        WarehouseError: The lock file cannot be opened, or the system has no ``flock``.
    """
    if not layout.lock.exists():
        return None
    try:
        descriptor = os.open(layout.lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise WarehouseError(f"cannot open the lock {layout.lock} ({error.strerror})") from error
    try:
        if try_lock(descriptor, shared=True):
            return None
        return _read_holder(descriptor) or Holder(0, "unknown", "unknown", "unknown")
    finally:
        os.close(descriptor)


def refuse_foreign_writer(layout: Layout) -> None:
    """Make sure that no other program has the published file open for writing.

    DuckDB locks a file it writes; replacing the file under such a program would leave it writing a
    write-ahead log beside the new one.

    Args:
        layout: The warehouse.

    Raises:
        WarehouseBusy: Another program writes the published file.
    """
    try:
        descriptor = os.open(layout.published, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if sys.platform != "win32":
            import fcntl

            fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise WarehouseBusy(
            f"{layout.published} is open for writing in another program; close it there and run again"
        ) from error
    finally:
        os.close(descriptor)
