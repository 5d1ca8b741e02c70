"""What every reader yields: a record that can be used, or the fault that stops one.

``from_mapping`` makes a record of one JSON object, CSV row or Parquet row. It has ``text`` or ``html`` and may have
``id``, ``url``, ``title``, ``published_at``, ``fetched_at``, ``publisher`` and ``author``; other keys are ignored.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from flows.steps.read.dates import UNKNOWN, Instant, parse_instant

FIELDS: Final = ("text", "html", "id", "url", "title", "published_at", "fetched_at", "publisher", "author")
"""The keys of a record that are read."""

_FIELD_OF: Final = {"text/html": "html", "text/plain": "text"}
_MAX_KEY_CHARS: Final = 1000
_MAX_NAMES: Final = 200


class Record(NamedTuple):
    """One page as read from a source, not yet decoded or named.

    ``body`` is bytes where the source gives bytes, text where it gives text; ``charset`` what the source declares
    beside the bytes (an HTTP header). NULL (None) means that the source does not say; ``fetched_at`` and
    ``published_at`` are microseconds from 1970-01-01 UTC.
    """

    record_key: str | None
    media_type: str
    body: bytes | str
    charset: str | None = None
    url: str | None = None
    publisher: str | None = None
    fetched_at: int | None = None
    title: str | None = None
    author: str | None = None
    published_at: int | None = None
    is_published_day_only: bool = False


class Fault(NamedTuple):
    """One input that cannot be used: ``reason`` is a code of ``contracts.REJECT_REASONS``, ``detail`` one line."""

    record_key: str | None
    reason: str
    detail: str | None


def from_mapping(values: Mapping[str, Any], number: int, where: str) -> Record | Fault:
    """Make a record of one object or row.

    HTML is preferred to text where a record has both, because it says more about itself; blank HTML counts as none.

    Args:
        values: The fields by name.
        number: The record's number in its source, from 1; its key where it has no usable ``id``.
        where: What the source counts, for details: ``line``, ``row`` or ``record``.

    Returns:
        The record, or the fault: ``no_text`` where neither ``text`` nor ``html`` is given, ``empty`` where what is
        given is blank, ``bad_record`` where it is neither text nor bytes.
    """
    key = _key(values.get("id"), number)
    # A record with an id of its own is the same record wherever in the file it stands.
    this = f"{where} {number}" if key == str(number) else "the record"
    media_type, body = "text/html", values.get("html")
    if body is None or (isinstance(body, str | bytes) and (not body or body.isspace())):
        text = values.get("text")
        if text is not None or body is None:
            media_type, body = "text/plain", text
    if body is None:
        return Fault(key, "no_text", f"{this} has neither text nor html")
    if not isinstance(body, str | bytes):
        return Fault(key, "bad_record", f"{this}: {_FIELD_OF[media_type]} is {_kind(body)}, not text")
    if not body or body.isspace():
        return Fault(key, "empty", f"{this} is blank")
    published = parse_instant(values["published_at"]) if values.get("published_at") is not None else UNKNOWN
    fetched: Instant = parse_instant(values["fetched_at"]) if values.get("fetched_at") is not None else UNKNOWN
    return Record(
        key,
        media_type,
        body,
        None,
        _line(values.get("url")),
        names(values.get("publisher")),
        fetched.microseconds,
        _line(values.get("title")),
        names(values.get("author")),
        published.microseconds,
        published.is_day_only,
    )


def names(value: object) -> str | None:
    """Read one or more names from text, a list, or objects with a ``name`` (as in JSON-LD).

    Args:
        value: Whatever the source gives.

    Returns:
        The names joined by ``"; "`` in their order, each once; None where there is none.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return _line(value)
    if isinstance(value, dict):
        return names(value.get("name")) if not isinstance(value.get("name"), dict) else None
    if isinstance(value, list | tuple):
        flat = [name for item in value[:_MAX_NAMES] if not isinstance(item, list | tuple) and (name := names(item))]
        return "; ".join(dict.fromkeys(flat)) or None
    return None


def printable(text: str) -> str:
    """Make text storable and fit for one line: no lone surrogates, no NUL, white space folded to single spaces.

    Args:
        text: Any text.

    Returns:
        The text on one line.
    """
    if text.isprintable() and "  " not in text:
        return text.strip()
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join(text.replace("\0", " ").split())


def _line(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return printable(value) or None
    if isinstance(value, bytes):
        return printable(value.decode("utf-8", "replace")) or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def _key(value: object, number: int) -> str:
    if value is None:
        return str(number)
    if isinstance(value, bool | dict | list):
        return str(number)
    line = _line(value)
    return line[:_MAX_KEY_CHARS] if line else str(number)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, list | tuple):
        return "a list"
    return "an object" if isinstance(value, Mapping) else "something else"
