"""Cut JSON Lines into records, a line at a time: a broken line is one reject, the next line is read as if alone."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final

from pydantic_core import from_json

from flows.steps.read.records import Fault, Record, from_mapping

_BOM: Final = b"\xef\xbb\xbf"
_SKIP_BYTES: Final = 1 << 20


def read_json_lines(stream: BinaryIO, max_bytes: int, fault: Callable[[], Fault | None]) -> Iterator[Record | Fault]:
    """Read the records of a JSON Lines stream.

    Args:
        stream: The lines as UTF-8; blank lines count as lines, not as records.
        max_bytes: Length of the longest line that is read; a longer one is skipped without being held.
        fault: Tells, after the end, whether the stream ended because its archive is broken; the last line is then
            left out where it has no end of its own.

    Yields:
        A record or a fault per line that is not blank; one fault ``empty`` where there is none.
    """
    count = 0
    for number, line in number_lines(stream, max_bytes):
        if line is None:
            count += 1
            yield Fault(str(number), "too_large", f"line {number} is longer than {max_bytes} bytes")
            continue
        if not line.endswith(b"\n") and fault() is not None:
            break
        if number == 1:
            line = line.removeprefix(_BOM)
        if line.isspace() or not line:
            continue
        count += 1
        yield parse_line(line, number)
    if not count and fault() is None:
        yield Fault(None, "empty", "the file holds no record")


def number_lines(stream: BinaryIO, max_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """Number the lines of a stream from 1, ends included; None stands for a line that is too long."""
    number = 0
    while True:
        line = stream.readline(max_bytes + 1)
        if not line:
            return
        number += 1
        if len(line) > max_bytes and not line.endswith(b"\n"):
            del line
            while (rest := stream.readline(_SKIP_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line


def parse_line(line: bytes, number: int) -> Record | Fault:
    """Read one line.

    Args:
        line: Its bytes, with or without the line end.
        number: Its number in the file, from 1.

    Returns:
        The record, or the fault ``bad_json``, ``undecodable``, ``bad_record``, ``no_text`` or ``empty``.
    """
    try:
        value = from_json(line, cache_strings="keys")
    except ValueError:
        return _parse_with_care(line, number)
    if type(value) is not dict:
        return Fault(str(number), "bad_record", f"line {number} is JSON, but no object")
    if type(value.get("id")) is float:
        value["id"] = _loads(line.decode(), parse_float=str)["id"]
    return from_mapping(value, number, "line")


def _parse_with_care(line: bytes, number: int) -> Record | Fault:
    """Read what the fast parser refuses: control characters in texts are forgiven, lone surrogates named."""
    try:
        value = _loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return Fault(str(number), "undecodable", f"line {number} is not UTF-8 at byte {error.start + 1}")
    except json.JSONDecodeError as error:
        return Fault(str(number), "bad_json", f"line {number} is not JSON at character {error.pos + 1}")
    except (ValueError, RecursionError):
        return Fault(str(number), "bad_json", f"line {number} is nested or numbered beyond reason")
    if not isinstance(value, dict):
        return Fault(str(number), "bad_record", f"line {number} is JSON, but no object")
    return from_mapping(value, number, "line")


def _loads(text: str, **options: Any) -> Any:
    return json.loads(text, strict=False, **options)


class Utf8Stream(io.RawIOBase):
    """UTF-16 or UTF-32 text, handed on as UTF-8, so that lines can be cut at a byte."""

    def __init__(self, raw: BinaryIO, codec: str) -> None:
        self._text = io.TextIOWrapper(raw, encoding=codec, errors="replace", newline="")
        self._ready = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def close(self) -> None:
        """Close it and the stream below."""
        if not self.closed:
            self._text.close()
        super().close()

    def readinto(self, buffer: "bytearray | memoryview", /) -> int:  # type: ignore[override]
        """Fill the buffer with UTF-8, as far as it is at hand."""
        if not self._ready:
            self._ready = self._text.read(_SKIP_BYTES // 16).encode("utf-8", "replace")
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count
