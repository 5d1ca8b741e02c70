"""Keep the text of recent bodies beside the warehouse, unpacked, so that a search reads single ones of them.

News is copied within days: nearly all bodies that new ones are compared with are recent, or were compared with a recent
one. DuckDB unpacks 2,048 stored texts to give one (10 ms), so that of 1 % added to a million articles two fifths of the
search was unpacking 120,000 texts for 2,000. Here each is one read of its own bytes: 15 µs.

What is kept is a copy and nothing else: a body that is not found here is read from the warehouse, a row whose bytes are
not those that were written counts as not found, and the folder may be deleted at any time. A file once written is never
changed; the oldest go when all together take more than ``SHARE`` of the warehouse's file.
"""

import logging
import os
import struct
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from warehouse.stage import Stage

_LOG: Final = logging.getLogger(__name__)

SHARE: Final = 1 / 8
"""Of the warehouse's file: 60,000 of a million articles of 2.4 KB."""
NEW_SHARE: Final = 3 / 4
"""Of what may be kept: new bodies; the rest is for those they were compared with."""
LEAST_BYTES: Final = 8_000_000
"""Below which nothing is kept: unpacking all texts of a warehouse of 64 MB takes a tenth of a second."""
_FILES: Final = 8
"""Files of more than one such part of the limit stay as they are."""
_SUFFIX: Final = ".bodies"
_HEAD: Final = struct.Struct("<8s16sQQI")
"""Kind and version of the file, digest of the comparing code, rows, bytes of their digests, checksum of the index."""
_KIND: Final = b"bodies 1"


class _Index(NamedTuple):
    """Which bodies a file has, and where: read whole, 48 bytes a body."""

    path: Path
    digests: pl.Series
    starts: NDArray[np.int64]
    """One more than bodies; offsets into the file."""
    checksums: NDArray[np.uint32]
    """Of the bytes of each text."""

    def rows(self) -> pl.DataFrame:
        """Number its bodies."""
        return self.digests.to_frame("body_digest").with_row_index("row")


class RecentBodies:
    """The texts of recent bodies of one warehouse, for one search, which holds the writer lock."""

    def __init__(self, folder: Path, version: str, limit_bytes: int) -> None:
        self.limit_bytes: Final = limit_bytes
        """What all files together may take; nothing is kept below ``LEAST_BYTES``."""
        self._folder: Final = folder
        self._version: Final = version
        self._files: list[_Index] = []
        """The oldest first."""
        if limit_bytes >= LEAST_BYTES:
            self._files = [index for path in _paths(folder) if (index := _read_index(path, version)) is not None]

    @classmethod
    def of(cls, stage: Stage, version: str) -> "RecentBodies":
        """Open what is kept beside the warehouse of a stage.

        Args:
            stage: The run's stage.
            version: Digest of the comparing code; what another version kept is not read.

        Returns:
            The texts there are.
        """
        try:
            size = stage.path.stat().st_size
        except OSError:
            size = 0
        return cls(stage.layout.recent, version, int(SHARE * size))

    def find(self, digests: pl.Series) -> pl.DataFrame:
        """Read the texts that are kept of some bodies.

        Args:
            digests: Each once.

        Returns:
            ``body_digest`` and ``body_text`` of those that are here, in any order.
        """
        found = [pl.DataFrame(schema={"body_digest": pl.String, "body_text": pl.String})]
        wanted = pl.DataFrame({"body_digest": digests})
        for index in reversed(self._files):
            rows = index.rows().join(wanted, on="body_digest")
            if rows.height:
                found.append(_read_texts(index, rows.sort("row")))
                wanted = wanted.join(found[-1], on="body_digest", how="anti")
        return pl.concat(found)

    def room_for(self, texts: pl.Series) -> int:
        """Say how many new bodies are worth keeping.

        Args:
            texts: Some of them.

        Returns:
            As many of their mean length as take ``NEW_SHARE`` of the limit.
        """
        if self.limit_bytes < LEAST_BYTES:
            return 0
        size = int(texts.str.len_bytes().sum())
        return int(NEW_SHARE * self.limit_bytes * max(len(texts), 1) / max(size, 1))

    def add(self, bodies: pl.DataFrame) -> None:
        """Keep some bodies, as the latest, in a file of their own.

        Whatever hinders it costs the next search time and nothing else, so that it is noted and no error.

        Args:
            bodies: ``body_digest`` and ``body_text``.
        """
        if bodies.is_empty() or self.limit_bytes < LEAST_BYTES:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = _next_path(self._folder)
            _write(path, self._version, bodies)
        except OSError as error:
            _LOG.debug("recent bodies cannot be kept in %s: %s", self._folder, error)
            return
        index = _read_index(path, self._version)
        if index is not None:
            self._files.append(index)

    def trim(self) -> None:
        """Remove the oldest files beyond the limit and those no search of this version can read; join small ones."""
        with suppress(OSError):
            for leftover in self._folder.glob(".*"):
                leftover.unlink()
            while len(self._files) > 1 and self._is_worth_joining(*self._files[-2:]):
                older, newer = self._files[-2:]
                both = pl.concat([_read_texts(newer, newer.rows()), _read_texts(older, older.rows())])
                self.add(both.unique("body_digest", keep="first", maintain_order=True))
                self._files = [index for index in self._files if index is not older and index is not newer]
            readable = {index.path for index in self._files}
            room = self.limit_bytes if self.limit_bytes >= LEAST_BYTES else 0
            for path in reversed(_paths(self._folder)):
                room -= path.stat().st_size
                if room < 0 or path not in readable:
                    path.unlink()
        self._files = [index for index in self._files if index.path.exists()]

    def _is_worth_joining(self, older: _Index, newer: _Index) -> bool:
        """Join two of like size, so that runs of few articles leave few files, each body joined a few times."""
        sizes = [index.path.stat().st_size for index in (older, newer)]
        return sizes[0] < 2 * sizes[1] and sum(sizes) < self.limit_bytes / _FILES


def _paths(folder: Path) -> list[Path]:
    """Return the files of a folder that are named as ours, the oldest first."""
    try:
        found = [path for path in folder.iterdir() if path.suffix == _SUFFIX and path.stem.isascii()]
    except OSError:
        return []
    return sorted(path for path in found if path.stem.isdecimal())


def _next_path(folder: Path) -> Path:
    number = 1 + max((int(path.stem) for path in _paths(folder)), default=0)
    return folder / f"{number:010d}{_SUFFIX}"


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _key_of(version: str) -> bytes:
    return version.encode()[:16].ljust(16, b"\0")


def _read_index(path: Path, version: str) -> _Index | None:
    """Read which bodies a file has; None where it is damaged, of another version, or gone."""
    try:
        with _opened(path) as file:
            head = os.pread(file, _HEAD.size, 0)
            if len(head) < _HEAD.size:
                return None
            kind, key, count, digest_bytes, checksum = _HEAD.unpack(head)
            size = os.fstat(file).st_size
            index_bytes = 8 * (count + 1) * 2 + 4 * count + digest_bytes
            if kind != _KIND or key != _key_of(version) or _HEAD.size + index_bytes > size:
                return None
            index = os.pread(file, index_bytes, _HEAD.size)
    except (OSError, OverflowError, MemoryError):
        return None
    if len(index) != index_bytes or zlib.crc32(index) != checksum:
        return None
    starts = np.frombuffer(index, np.int64, count + 1)
    names = np.frombuffer(index, np.int64, count + 1, 8 * (count + 1))
    checksums = np.frombuffer(index, np.uint32, count, 16 * (count + 1))
    return _Index(path, _series("body_digest", names, index[index_bytes - digest_bytes :]), starts, checksums)


def _read_texts(index: _Index, rows: pl.DataFrame) -> pl.DataFrame:
    """Read the texts of some rows of a file, but of those whose bytes are others than were written."""
    digests, texts = [], []
    try:
        with _opened(index.path) as file:
            for row, digest in rows.select("row", "body_digest").iter_rows():
                start, end = index.starts[row : row + 2].tolist()
                text = os.pread(file, end - start, start)
                if zlib.crc32(text) == index.checksums[row]:
                    digests.append(digest)
                    texts.append(text)
    except (OSError, ValueError) as error:  # gone, or offsets that nothing of ours wrote
        _LOG.debug("recent bodies of %s cannot be read: %s", index.path, error)
    offsets = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    return pl.DataFrame(
        [pl.Series("body_digest", digests, dtype=pl.String), _series("body_text", offsets, b"".join(texts))]
    )


def _series(name: str, offsets: NDArray[np.int64], data: bytes) -> pl.Series:
    """Make strings of UTF-8 bytes that lie end to end: no Python string each, which is 2 bytes a character for some."""
    import pyarrow as pa  # here, because importing it takes 0.2 s and most runs never come this way

    array = pa.LargeStringArray.from_buffers(offsets.size - 1, pa.py_buffer(offsets.tobytes()), pa.py_buffer(data))
    return pl.Series(pl.from_arrow(array)).alias(name)


def _write(path: Path, version: str, bodies: pl.DataFrame) -> None:
    """Write a file of bodies under a name of its own, and then rename it, so that it is whole or not there."""
    offsets, texts = _bytes_of(bodies["body_text"])
    names, digests = _bytes_of(bodies["body_digest"])
    bounds = offsets.tolist()
    sums = np.fromiter((zlib.crc32(texts[low:high]) for low, high in pairwise(bounds)), np.uint32)
    begin = _HEAD.size + 8 * 2 * offsets.size + 4 * sums.size + len(digests)
    index = b"".join((np.add(offsets, begin).tobytes(), names.tobytes(), sums.tobytes(), digests))
    head = _HEAD.pack(_KIND, _key_of(version), sums.size, len(digests), zlib.crc32(index))
    descriptor, name = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines((head, index, texts))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _bytes_of(texts: pl.Series) -> tuple[NDArray[np.int64], memoryview]:
    """Lay texts end to end: where each begins, from 0, and one past the last; and their bytes."""
    array = texts.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())  # offsets of 64 bits, and bytes end to end
    _, offsets, data = array.buffers()
    starts = np.frombuffer(memoryview(offsets or b""), np.int64, len(array) + 1, 8 * array.offset)
    whole = memoryview(data or b"").cast("B")
    return starts - starts[0], whole[int(starts[0]) : int(starts[-1])]
