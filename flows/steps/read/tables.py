"""Cut CSV and Parquet files into records, a piece at a time.

CSV is read in any delimiter its header shows and any encoding its bytes show; rows are cut at the level of bytes, so
one row that cannot be decoded, or has too many fields, or is too long, is one reject among good neighbours. A quote
that is opened and never closed costs its own line, not the rest of the file.
"""

import csv
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from flows.steps.read.decode import NotTextError, decode
from flows.steps.read.jsonlines import number_lines
from flows.steps.read.records import FIELDS, Fault, Record, from_mapping

_DELIMITERS: Final = (",", ";", "\t", "|")
_BOM: Final = b"\xef\xbb\xbf"
_PARQUET_ROWS: Final = 256
_RowBytes = tuple[int, bytes, str | None]


def read_csv(
    stream: BinaryIO, max_bytes: int, fallbacks: tuple[str, ...], fault: Callable[[], Fault | None]
) -> Iterator[Record | Fault]:
    """Read the records of a CSV stream with a header.

    Args:
        stream: The rows, in an encoding that keeps ASCII as it is.
        max_bytes: Length of the longest row that is read.
        fallbacks: Codecs tried at last for a field that is not UTF-8.
        fault: Tells, after the end, whether the stream ended because its archive is broken; the last row is then
            left out where it has no end of its own.

    Yields:
        A record or a fault per row, numbered from 1 after the header; ``empty`` where there is no row, ``no_text``
        where the header has neither a column ``text`` nor one ``html``.
    """
    csv.field_size_limit(max(csv.field_size_limit(), max_bytes))  # process-wide in the standard library, only raised
    rows = _cut_rows(stream, max_bytes, fault)
    header_row = next(rows, None)
    if header_row is None:
        if fault() is None:
            yield Fault(None, "empty", "the file holds no row")
        return
    delimiter, header = _read_header(header_row[1])
    if not {"text", "html"} & set(header):
        yield Fault(None, "no_text", "the header has neither a column text nor a column html")
        return
    count = 0
    for number, row, problem in rows:
        count += 1
        if problem is not None:
            reason, _, what = problem.partition(":")
            yield Fault(str(number), reason, f"row {number} {what}")
        else:
            yield _read_row(row, number, header, delimiter, fallbacks)
    if not count and fault() is None:
        yield Fault(None, "empty", "the file holds a header and no row")


def _read_header(row: bytes) -> tuple[str, list[str]]:
    line = row.removeprefix(_BOM).decode("latin-1")
    best: tuple[str, list[str]] = (",", [])
    for delimiter in _DELIMITERS:
        names = [name.strip().lower() for name in _fields(line, delimiter) or ()]
        if {"text", "html"} & set(names) and len(names) > len(best[1]):
            best = (delimiter, names)
    return best


def _fields(line: str, delimiter: str) -> list[str] | None:
    """Cut one row; None where it is no CSV (a lone carriage return outside quotes)."""
    try:
        return next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), [])
    except csv.Error:
        return None


def _read_row(row: bytes, number: int, header: list[str], delimiter: str, fallbacks: tuple[str, ...]) -> Record | Fault:
    fields = _fields(row.decode("latin-1"), delimiter)
    if fields is None:
        return Fault(str(number), "bad_record", f"row {number} holds a carriage return outside quotes")
    if len(fields) > len(header):
        return Fault(str(number), "bad_record", f"row {number} has {len(fields)} fields, the header {len(header)}")
    values: dict[str, Any] = {}
    for name, field in zip(header, fields, strict=False):
        if name not in FIELDS or name in values:
            continue
        if field.isascii():
            values[name] = field
            continue
        try:
            decoded = decode(field.encode("latin-1"), None, fallbacks)
        except NotTextError as error:
            return Fault(str(number), error.reason, f"row {number}, column {name}: {error.detail}")
        # A mark at the top of a field is part of its value; only the file's own says how it is encoded.
        values[name] = ("\ufeff" if decoded.encoding == "utf-8-sig" else "") + decoded.text
    return from_mapping({name: value for name, value in values.items() if value or name == "text"}, number, "row")


def _cut_rows(stream: BinaryIO, max_bytes: int, fault: Callable[[], Fault | None]) -> Iterator[_RowBytes]:
    """Cut a stream into rows: number (the header is 0), bytes, and what is wrong as ``reason:words``, or None."""
    number = 0
    lines = number_lines(stream, max_bytes)
    waiting: list[bytes] = []  # lines put back after a quote that never closed
    while True:
        line = _next_line(lines, waiting)
        if line is None:
            return
        if line == b"" or (line.isspace() and number):
            if line == b"":
                yield number, b"", f"too_large:is longer than {max_bytes} bytes"
                number += 1
            continue
        if not line.endswith((b"\n", b"\r")) and fault() is not None:
            return
        if line.count(b'"') % 2 == 0:
            yield number, line, None
            number += 1
            continue
        row, rest, state = _finish_row(line, lines, waiting, max_bytes)
        if state == "closed":
            yield number, row, None
        elif state == "too_large":
            yield number, b"", f"too_large:is longer than {max_bytes} bytes"
        elif fault() is not None:
            return
        else:
            yield number, b"", "bad_record:opens a quote that never closes"
            waiting = rest[::-1]
        number += 1


def _finish_row(
    first: bytes, lines: Iterator[tuple[int, bytes | None]], waiting: list[bytes], max_bytes: int
) -> tuple[bytes, list[bytes], str]:
    """Gather lines until the open quote closes; the lines after the first come back where it never does."""
    parts, size, is_too_large = [first], len(first), False
    while True:
        line = _next_line(lines, waiting)
        if line is None:
            return b"", [] if is_too_large else parts[1:], "too_large" if is_too_large else "open"
        size += len(line)
        if size > max_bytes or line == b"":
            parts, is_too_large = [], True
        elif not is_too_large:
            parts.append(line)
        if line.count(b'"') % 2:
            return b"".join(parts), [], "too_large" if is_too_large else "closed"


def _next_line(lines: Iterator[tuple[int, bytes | None]], waiting: list[bytes]) -> bytes | None:
    """Give the next line, empty bytes for one that is too long, None at the end."""
    if waiting:
        return waiting.pop()
    numbered = next(lines, None)
    return None if numbered is None else (numbered[1] or b"")


def read_parquet(stream: BinaryIO, size: int, head: bytes, tail: bytes) -> Iterator[Record | Fault]:
    """Read the records of a Parquet file, some rows at a time.

    Args:
        stream: The file, seekable.
        size: Its length in bytes.
        head: Its first four bytes.
        tail: Its last four bytes.

    Yields:
        A record or a fault per row, numbered from 1; at the first damage the fault ``truncated_archive`` or
        ``bad_archive`` and nothing more; ``empty`` or ``no_text`` for a file without rows or a text column.
    """
    if not size:
        yield Fault(None, "empty", "the file holds no bytes")
        return
    if head == b"PAR1" and tail != b"PAR1":
        yield Fault(None, "truncated_archive", "the Parquet file ends too early")
        return
    number = 0
    try:
        file = pq.ParquetFile(stream, pre_buffer=False)
        columns = [name for name in file.schema_arrow.names if name in FIELDS]
        if not {"text", "html"} & set(columns):
            yield Fault(None, "no_text", "the table has neither a column text nor a column html")
            return
        for batch in file.iter_batches(batch_size=_PARQUET_ROWS, columns=columns, use_threads=False):
            for row in _rows(batch):
                number += 1
                yield from_mapping(row, number, "row")
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        after = f" after row {number}" if number else ""
        yield Fault(None, "bad_archive", f"the Parquet file is damaged{after}")
        return
    if not number:
        yield Fault(None, "empty", "the table holds no row")


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    names = list(batch.schema.names)
    columns = [_values(column) for column in batch.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def _values(column: "pa.Array[Any]") -> list[Any]:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", tz=column.type.tz), safe=False)
    return list(column.to_pylist())
