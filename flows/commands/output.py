"""Write rows as a table for people, or as CSV or JSON for scripts.

The table is for reading: text from pages is neutralised, so that it cannot act on the terminal, and long cells are cut
to the width of the terminal (in a pipe nothing is cut). CSV and JSON are exact: every value comes back as it was.
"""

import base64
import datetime
import decimal
import io
import itertools
import json
import math
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TextIO

from rich.cells import cell_len, set_cell_size

from flows.text.terminal import escape_json, neutralise

FORMATS: Final = ("table", "csv", "json")
_NULL: Final = "NULL"
_SAMPLE_ROWS: Final = 500
_PADDED_CELLS: Final = 60
_GAP: Final = "  "
_SMALLEST_COLUMN: Final = 8


def write_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], layout: str, stream: TextIO) -> None:
    """Write rows in the chosen layout, as they come: memory does not grow with their number.

    Args:
        columns: Names of the columns; repeated names get a number in JSON.
        rows: The rows, as Python values.
        layout: One of ``FORMATS``.
        stream: Where to write.
    """
    if layout == "json":
        _write_json(columns, rows, stream)
    elif layout == "csv":
        _write_csv(columns, rows, stream)
    else:
        _write_table(columns, rows, stream)


def write_object(value: Mapping[str, Any], stream: TextIO) -> None:
    """Write one JSON object on one line.

    Args:
        value: Its members; dates, bytes and the like are turned into what JSON has.
        stream: Where to write.
    """
    stream.write(dump(value) + "\n")


def dump(value: Any) -> str:
    """Return a value as JSON on one line, without characters that act on a terminal.

    Args:
        value: Any value DuckDB or copydesk gives.

    Returns:
        The JSON text.
    """
    return escape_json(json.dumps(to_json(value), ensure_ascii=False, allow_nan=False))


def to_json(value: Any) -> Any:
    """Turn a value into what JSON has, losing nothing that a reader could need.

    Args:
        value: Any value DuckDB or copydesk gives.

    Returns:
        Instants and days as ISO 8601 text, bytes as base64, decimals and numbers without a JSON form as text.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(bytes(value)).decode("ascii")
        case Mapping():
            return {key if isinstance(key, str) else dump(key): to_json(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [to_json(item) for item in value]
        case decimal.Decimal() | uuid.UUID() | datetime.timedelta():
            return str(value)
        case _:
            return str(value)


def _write_json(columns: Sequence[str], rows: Iterable[Sequence[Any]], stream: TextIO) -> None:
    names = _unique(columns)
    stream.write("[")
    separator = "\n"
    for row in rows:
        stream.write(separator + dump(dict(zip(names, row, strict=True))))
        separator = ",\n"
    stream.write("\n]\n" if separator != "\n" else "]\n")


def _unique(columns: Sequence[str]) -> list[str]:
    names: list[str] = []
    for column in columns:
        candidates = itertools.chain([column], (f"{column}_{number}" for number in itertools.count(2)))
        names.append(next(name for name in candidates if name not in names))
    return names


def _write_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], stream: TextIO) -> None:
    for row in itertools.chain([columns], rows):
        stream.write(",".join(_csv_cell(value) for value in row) + "\n")


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else _plain(value)
    if text and not any(character in text for character in ',"\r\n') and text == text.strip():
        return text
    return '"' + text.replace('"', '""') + '"'  # quoted where empty: an empty text is not NULL


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    converted = to_json(value)
    return converted if isinstance(converted, str) else dump(converted)


def _write_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], stream: TextIO) -> None:
    iterator = iter(rows)
    sample = list(itertools.islice(iterator, _SAMPLE_ROWS))
    right = [_is_number_column([row[index] for row in sample]) for index in range(len(columns))]
    header = [neutralise(column) for column in columns]
    cells = [[_cell(value) for value in row] for row in sample]
    widths = [
        min(max(cell_len(row[index]) for row in [header, *cells]), _PADDED_CELLS) for index in range(len(columns))
    ]
    is_cut = stream.isatty()
    if is_cut:
        widths = _fit([max(cell_len(row[i]) for row in [header, *cells]) for i in range(len(columns))])
    rule = ["-" * width for width in widths]
    later: Iterator[list[str]] = ([_cell(value) for value in row] for row in iterator)
    for line in itertools.chain([header, rule], cells, later):
        stream.write(_line(line, widths, right, is_cut=is_cut) + "\n")


def _fit(widths: list[int]) -> list[int]:
    available = shutil.get_terminal_size().columns - len(_GAP) * (len(widths) - 1)
    fitted = list(widths)
    while sum(fitted) > available and max(fitted) > _SMALLEST_COLUMN:
        widest = fitted.index(max(fitted))
        others = sum(fitted) - fitted[widest]
        second = max((width for index, width in enumerate(fitted) if index != widest), default=0)
        fitted[widest] = max(_SMALLEST_COLUMN, min(fitted[widest] - 1, max(available - others, second)))
    return fitted


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], *, is_cut: bool) -> str:
    parts = []
    for cell, width, is_right in zip(cells, widths, right, strict=True):
        missing = width - cell_len(cell)
        if missing < 0 and is_cut:
            parts.append(set_cell_size(cell, width - 1) + "…")
        else:
            padding = " " * max(missing, 0)
            parts.append(padding + cell if is_right else cell + padding)
    return _GAP.join(parts).rstrip()


def _cell(value: Any) -> str:
    if value is None:
        return _NULL
    return neutralise(value if isinstance(value, str) else _plain(value))


def _is_number_column(values: Sequence[Any]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and all(
        isinstance(value, int | float | decimal.Decimal) and not isinstance(value, bool) for value in known
    )


def table_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as a table, uncut.

    Args:
        columns: Names of the columns.
        rows: The rows.

    Returns:
        The lines, each ending in a newline.
    """
    buffer = io.StringIO()
    _write_table(columns, rows, buffer)
    return buffer.getvalue()
