"""Read one source to its end: open it, unpack it, tell its format, and hand its records on."""

import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from flows.steps.read.archives import read_web_archive
from flows.steps.read.compression import HEAD_BYTES, Unpacked, compression_of, is_cut_magic, unpack
from flows.steps.read.formats import format_of, looks_binary, split_name
from flows.steps.read.jsonlines import Utf8Stream, read_json_lines
from flows.steps.read.records import Fault, Record
from flows.steps.read.settings import ReadSettings
from flows.steps.read.sources import Source, unreadable
from flows.steps.read.tables import read_csv, read_parquet

_BUFFER_BYTES: Final = 1 << 18
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_MEDIA_TYPES: Final = {"text": "text/plain", "html": "text/html"}
_PLAIN_SUFFIXES: Final = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}
_LASTING: Final = (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError)


def read_source(source: Source, settings: ReadSettings) -> Iterator[Record | Fault]:
    """Read the records of one source.

    Args:
        source: What to open.
        settings: The limits.

    Yields:
        Records and faults in the order of the file; the fault of an archive comes after the records before it.

    Raises:
        OSError: If a remote source breaks off: trying again may help. A local file that cannot be read, and a remote
            one that is missing or forbidden, is a fault instead.
    """
    if source.fault is not None:
        yield source.fault
        return
    try:
        with source.open() as raw:
            suffix = source.name[source.name.rfind(".") :]
            if source.is_local and suffix in _PLAIN_SUFFIXES:
                yield from _read_plain(raw, _PLAIN_SUFFIXES[suffix], source, settings)
            else:
                yield from _read_stream(raw, source, settings)
    except OSError as error:
        if not source.is_local and not isinstance(error, _LASTING):
            raise
        yield unreadable(error)


def _read_plain(raw: BinaryIO, media_type: str, source: Source, settings: ReadSettings) -> Iterator[Record | Fault]:
    """Read a local page in one go, which is what most files are; anything unusual goes the long way."""
    size = os.fstat(raw.fileno()).st_size
    content = raw.read(min(size, settings.max_document_bytes) + 1)
    if len(content) == size and compression_of(content[:16]) is None:
        yield _page(content, media_type, settings)
        return
    raw.seek(0)
    yield from _read_stream(raw, source, settings)


def _page(content: bytes, media_type: str, settings: ReadSettings) -> Record | Fault:
    if len(content) > settings.max_document_bytes:
        return Fault(None, "too_large", f"the page has more than {settings.max_document_bytes} bytes")
    if not content:
        return Fault(None, "empty", "the file holds no bytes")
    return Record(None, media_type, content)


def _read_stream(raw: BinaryIO, source: Source, settings: ReadSettings) -> Iterator[Record | Fault]:
    name, promised = split_name(source.name)
    stream: io.BufferedReader = io.BufferedReader(raw, _BUFFER_BYTES)  # type: ignore[arg-type] # any raw reader will do
    fault: Callable[[], Fault | None] = _no_fault
    head = stream.peek(HEAD_BYTES)[:HEAD_BYTES]
    packed = compression_of(head)
    if packed is not None:
        unpacked = unpack(stream, packed)
        stream, fault = unpacked, _fault_of(unpacked)
        head = stream.peek(HEAD_BYTES)[:HEAD_BYTES]
    elif promised is not None and head and _is_broken(head, promised, name):
        cut = is_cut_magic(head, promised)
        what = "ends too early" if cut else "is none: its bytes are something else"
        yield Fault(None, "truncated_archive" if cut else "bad_archive", f"the {promised} archive {what}")
        return
    if not head:
        yield fault() or Fault(None, "empty", "the file holds no bytes")
        return
    kind = format_of(name, head)
    if isinstance(kind, Fault):
        yield kind
    else:
        yield from _read_kind(kind, stream, fault, settings)
    broken = fault()
    if broken is not None:
        yield broken


def _read_kind(
    kind: str, stream: io.BufferedReader, fault: Callable[[], Fault | None], settings: ReadSettings
) -> Iterator[Record | Fault]:
    limit = settings.max_document_bytes
    if kind in _MEDIA_TYPES:
        content = _read_up_to(stream, limit + 1)
        if fault() is None:
            yield _page(content, _MEDIA_TYPES[kind], settings)
    elif kind == "jsonl":
        yield from read_json_lines(_as_utf8(stream), limit, fault)
    elif kind == "csv":
        yield from read_csv(_as_utf8(stream), limit, settings.encoding_fallbacks, fault)
    elif kind == "warc":
        yield from read_web_archive(stream, limit, fault)
    elif isinstance(stream, Unpacked):
        with tempfile.TemporaryFile() as whole:  # a Parquet file is read from its end
            shutil.copyfileobj(stream, whole)
            if fault() is None:
                yield from _read_parquet(whole)
    else:
        yield from _read_parquet(stream)


def _read_parquet(stream: BinaryIO) -> Iterator[Record | Fault]:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - 4))
    tail = stream.read(4)
    stream.seek(0)
    head = stream.read(4)
    stream.seek(0)
    yield from read_parquet(stream, size, head, tail)


def _read_up_to(stream: BinaryIO, limit: int) -> bytes:
    """Read to the end or the limit; one call to ``read`` may stop sooner where the stream is remote."""
    parts: list[bytes] = []
    left = limit
    while left and (part := stream.read(min(left, 1 << 20))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _as_utf8(stream: io.BufferedReader) -> io.BufferedReader:
    if stream.peek(2)[:2] in _WIDE_MARKS:
        return io.BufferedReader(Utf8Stream(stream, "utf-16"), _BUFFER_BYTES)
    return stream


def _is_broken(head: bytes, promised: str, name: str) -> bool:
    return is_cut_magic(head, promised) or (looks_binary(head) and not name.endswith((".parquet", ".pq")))


def _no_fault() -> Fault | None:
    return None


def _fault_of(unpacked: Unpacked) -> Callable[[], Fault | None]:
    return lambda: unpacked.fault
