"""File operations that leave either the old or the new state behind, also when the machine stops in between."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Identity:
    """What tells one published file from the next: they are never written in place, only replaced."""

    inode: int
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: Path) -> "Identity | None":
        """Take the identity of a file.

        Args:
            path: The file.

        Returns:
            Its identity, or None where there is no file.

        Raises:
            OSError: The folder cannot be read.
        """
        try:
            found = path.stat()
        except FileNotFoundError:
            return None
        return cls(found.st_ino, found.st_size, found.st_mtime_ns)

    @classmethod
    def from_json(cls, value: object) -> "Identity | None":
        """Read an identity back from JSON.

        Args:
            value: What ``to_json`` gave, or anything else.

        Returns:
            The identity, or None where the value is not one.
        """
        match value:
            case {"inode": int(inode), "size": int(size), "mtime_ns": int(mtime_ns)}:
                return cls(inode, size, mtime_ns)
            case _:
                return None

    def to_json(self) -> dict[str, int]:
        """Return the identity as JSON values."""
        return asdict(self)


def fsync_file(path: Path) -> None:
    """Force a file's content to the disk.

    Args:
        path: The file.

    Raises:
        OSError: The disk refuses.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_folder(path: Path) -> None:
    """Force a folder's entries to the disk, so that a rename in it survives.

    Args:
        path: The folder.

    Raises:
        OSError: The disk refuses.
    """
    fsync_file(path)


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a JSON file so that a reader finds the old or the new one, whole.

    Args:
        path: The file; its folder must exist.
        value: What to write; keys are sorted, all but ASCII is escaped.

    Raises:
        OSError: The file cannot be written.
        TypeError: A value is not JSON.
    """
    text = json.dumps(value, sort_keys=True, indent=1)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def read_json(path: Path) -> dict[str, Any] | None:
    """Read a JSON object from a file.

    Args:
        path: The file.

    Returns:
        The object, or None where the file is missing, unreadable or holds something else.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name, by a hard link or, where the file system has none, by a copy.

    Args:
        source: The file; it must never be written in place afterwards.
        target: The second name, in an existing folder; nothing happens where it is the same file already.

    Raises:
        OSError: Neither can be made.
    """
    if target.exists() and target.samefile(source):
        return
    temporary = target.with_name(f".{target.name}.new")
    temporary.unlink(missing_ok=True)
    try:
        os.link(source, temporary)
    except OSError:
        shutil.copyfile(source, temporary)
        shutil.copystat(source, temporary)
        fsync_file(temporary)
    temporary.replace(target)
    fsync_folder(target.parent)
