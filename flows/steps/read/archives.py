"""Cut web archives into pages: WARC responses and resources, and the plain text of WET conversions.

A page is an answer of the server with a status of 2xx (or none) whose payload is HTML or plain text. Requests,
``warcinfo``, metadata, revisits, images, redirects and error pages are no records. The payload, which is the page's
bytes, is what remains after the transfer encoding and the content encoding are undone.
"""

import io
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final

from fastwarc.stream_io import BrotliReader
from fastwarc.warc import ArchiveIterator, WarcRecordType

from flows.steps.read.compression import compression_of, unpack
from flows.steps.read.dates import parse_instant
from flows.steps.read.formats import is_markup, looks_binary
from flows.steps.read.records import Fault, Record, printable

_HTML_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_PAGES: Final = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
_SLACK_BYTES: Final = 1 << 16  # HTTP headers, and what a transfer encoding adds
_CHUNK_SIZE: Final = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r?\n")
_PACKED: Final = {"gzip": "gzip", "x-gzip": "gzip", "zstd": "zstd"}
_HEAD_BYTES: Final = 4096


class _PayloadError(Exception):
    """A payload that cannot be had; carries the fault."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def read_web_archive(stream: BinaryIO, max_bytes: int, fault: Callable[[], Fault | None]) -> Iterator[Record | Fault]:
    """Read the pages of a WARC or WET stream.

    Args:
        stream: The archive, already unpacked.
        max_bytes: Size of the largest payload that is read, before and after its encodings are undone.
        fault: Tells, after the end, whether the stream ended because its compression is broken.

    Yields:
        A record or a fault per page, keyed by its WARC-Record-ID (where it has none, by its number among responses,
        resources and conversions); ``truncated_archive`` where the archive ends inside a record, ``bad_archive``
        where it is none.
    """
    archive = ArchiveIterator(
        _Forward(stream), record_types=WarcRecordType.any_type, parse_http=False, stream_detect=False, strict_mode=False
    )
    number = seen = 0
    while True:
        try:
            record = next(archive, None)
            if record is None:
                break
            seen += 1
            is_page = bool(record.record_type & _PAGES)
            number += is_page
            if not (record.headers.get("Content-Length") or "").strip().isdigit():
                item: Record | Fault | None = _CUT
            else:
                item = _read_page(record, number, max_bytes) if is_page else _skip(record)
        except BaseException as error:
            if not _is_bad_archive(error):
                raise
            if fault() is None:
                what = f"what follows record {seen} is no record" if seen else "it is no web archive"
                yield Fault(None, "bad_archive", what)
            return
        if item is _CUT:
            if fault() is None:
                yield Fault(None, "truncated_archive", f"record {seen} is cut")
            return
        if item is not None:
            yield item
    if not seen and fault() is None:
        yield Fault(None, "empty", "the archive holds no record")


class _Forward:
    """A stream that is read forward and knows how far: all that fastwarc needs, and all that unpacking can give."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._position = 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(size)
        self._position += len(data)
        return data

    def tell(self) -> int:
        return self._position

    def seek(self, _offset: int, _whence: int = 0, /) -> int:
        raise io.UnsupportedOperation("a web archive is read forward")

    def close(self) -> None:
        self._stream.close()


def _is_bad_archive(error: BaseException) -> bool:
    """Tell what fastwarc says of bad bytes (also by a panic of its Rust code) from trouble of the disk or the run."""
    if isinstance(error, OSError):
        return error.errno is None
    return isinstance(error, ValueError) or type(error).__name__ == "PanicException"


_CUT: Final = Fault(None, "truncated_archive", None)


def _skip(record: Any) -> Fault | None:
    """Pass over a record that is no page; tells whether it is cut."""
    return _CUT if record.consume() < record.content_length else None


def _read_page(record: Any, number: int, max_bytes: int) -> Record | Fault | None:
    headers = record.headers
    key = printable(record.record_id or "") or str(number)
    http = None
    charset: str | None = None
    media_type = _media_type(headers.get("Content-Type"))
    is_http = bool(record.is_http)
    if is_http:
        record.parse_http(strict_mode=False)
        http = record.http_headers
        media_type = _media_type(http.get("Content-Type"))
        charset = _charset(http.get("Content-Type"))
    else:
        charset = _charset(headers.get("Content-Type"))
    if http is not None and not _is_page_status(http.status_code):
        return _skip(record)
    identified = _media_type(headers.get("WARC-Identified-Payload-Type"))
    media_type = media_type or identified
    if media_type is not None and media_type not in _HTML_TYPES and media_type != "text/plain":
        return _skip(record)
    length = int(record.content_length)
    if length > max_bytes + _SLACK_BYTES:
        return (
            _CUT
            if record.consume() < length
            else Fault(key, "too_large", f"the payload has more than {max_bytes} bytes")
        )
    payload = record.reader.read(length + 1) if length else b""
    if len(payload) < length:
        return _CUT
    try:
        if http is not None:
            payload = _undo_encodings(payload, http, max_bytes)
    except _PayloadError as error:
        return Fault(key, error.reason, error.detail)
    if media_type is None:
        if looks_binary(payload[:_HEAD_BYTES]):
            return None
        media_type = "text/html" if is_markup(payload[:_HEAD_BYTES]) else "text/plain"
    if len(payload) > max_bytes:
        return Fault(key, "too_large", f"the payload has more than {max_bytes} bytes")
    if not payload or payload.isspace():
        return Fault(key, "empty", "the payload is blank")
    url = printable((headers.get("WARC-Target-URI") or "").strip("<> ")) or None
    fetched = parse_instant(headers.get("WARC-Date"))
    kind = "text/html" if media_type in _HTML_TYPES else "text/plain"
    return Record(key, kind, payload, charset, url=url, fetched_at=fetched.microseconds)


def _is_page_status(status: int | None) -> bool:
    return status is None or 200 <= status < 300


def _media_type(header: str | None) -> str | None:
    return (header or "").split(";", 1)[0].strip().lower() or None


def _charset(header: str | None) -> str | None:
    for part in (header or "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _undo_encodings(payload: bytes, http: Any, max_bytes: int) -> bytes:
    if "chunked" in (http.get("Transfer-Encoding") or "").lower():
        payload = _dechunk(payload)
    encodings = [part.strip().lower() for part in (http.get("Content-Encoding") or "").split(",")]
    for encoding in reversed(encodings):
        payload = _unpack_payload(payload, encoding, max_bytes)
    return payload


def _dechunk(payload: bytes) -> bytes:
    """Join the chunks; a payload that is not chunked, whatever the header says, is given back as it is."""
    parts: list[bytes] = []
    position = 0
    while position < len(payload):
        match = _CHUNK_SIZE.match(payload, position)
        if match is None:
            if not parts:
                return payload
            if b"\n" not in payload[position:]:
                raise _PayloadError("truncated_archive", "its last chunk is cut")
            raise _PayloadError("bad_archive", "its chunked transfer encoding is damaged")
        size = int(match.group(1), 16)
        if not size:
            return b"".join(parts)
        start = match.end()
        if start + size > len(payload):
            if not parts and not payload[start : start + 1]:
                return payload
            raise _PayloadError("truncated_archive", "its last chunk is cut")
        parts.append(payload[start : start + size])
        position = start + size
        position += 2 if payload[position : position + 2] == b"\r\n" else payload[position : position + 1] == b"\n"
    return b"".join(parts)


def _unpack_payload(payload: bytes, encoding: str, max_bytes: int) -> bytes:
    """Undo one content encoding; crawlers often keep the header of a payload that they have unpacked already."""
    if encoding in {"", "identity", "none"} or not payload:
        return payload
    if encoding in _PACKED:
        if compression_of(payload[:16]) != _PACKED[encoding]:
            return payload
        unpacked = unpack(io.BytesIO(payload), _PACKED[encoding])
        data = unpacked.read(max_bytes + 1)
        if unpacked.fault is not None and len(data) <= max_bytes:
            raise _PayloadError(unpacked.fault.reason, f"its content encoding {encoding} is broken")
        return data
    if encoding == "deflate":
        return _inflate(payload, max_bytes)
    if encoding == "br":
        return _unbrotli(payload, max_bytes)
    raise _PayloadError("unsupported", f"its content encoding is {printable(encoding)[:40]}")


def _inflate(payload: bytes, max_bytes: int) -> bytes:
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):  # servers send both, with and without the zlib wrapper
        inflater = zlib.decompressobj(bits)
        try:
            data = inflater.decompress(payload, max_bytes + 1)
        except zlib.error:
            continue
        if inflater.eof or len(data) > max_bytes:
            return data
        raise _PayloadError("truncated_archive", "its content encoding deflate is broken")
    if is_markup(payload[:_HEAD_BYTES]):
        return payload
    raise _PayloadError("bad_archive", "its content encoding deflate is broken")


def _unbrotli(payload: bytes, max_bytes: int) -> bytes:
    try:
        parts: list[bytes] = []
        size = 0
        reader = BrotliReader(io.BytesIO(payload))
        while size <= max_bytes and (part := reader.read(1 << 16)):
            parts.append(part)
            size += len(part)
    except (OSError, ValueError) as error:
        if is_markup(payload[:_HEAD_BYTES]):
            return payload
        raise _PayloadError("bad_archive", "its content encoding br is broken") from error
    return b"".join(parts)[: max_bytes + 1]
