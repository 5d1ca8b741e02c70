"""Tell what a file is: by its name where that says it, by its first bytes where it does not."""

import re
from typing import Final

from flows.steps.read.compression import SUFFIXES
from flows.steps.read.records import Fault

_BY_SUFFIX: Final = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".warc": "warc",
    ".wet": "warc",
}
_SIGNATURES: Final = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or Office document"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF media file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x9d", "a compress archive"),
    (b"\x04\x22\x4d\x18", "an LZ4 archive"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
    (b"ARROW1", "an Arrow file"),
)
_TEXT_CONTROLS: Final = b"\t\n\v\f\r\x1b\b"
_CONTROLS: Final = bytes(c for c in range(32) if c not in _TEXT_CONTROLS) + b"\x7f"
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_HTML: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_JSON_OBJECT: Final = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\{[ \t]*"')
_JSON: Final = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*(?:[\[{"\]]|-?\d|null|true|false))')
_XML: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml\b")


def split_name(name: str) -> tuple[str, str | None]:
    """Take the suffix of a compression off a file's name.

    Args:
        name: The lower-cased name of the file.

    Returns:
        The name without it, and the compression it promises, or None.
    """
    for suffix, compression in SUFFIXES.items():
        if name.endswith(suffix):
            return name[: -len(suffix)], compression
    return name, None


def format_of(name: str, head: bytes) -> str | Fault:
    """Tell the format of unpacked bytes.

    Args:
        name: The lower-cased file name without the suffix of a compression.
        head: The first bytes of the content, 4 KB where there are as many.

    Returns:
        ``text``, ``html``, ``jsonl``, ``csv``, ``parquet`` or ``warc``; or the fault ``unsupported`` (known to be
        something else), ``binary`` (not text at all) or ``empty``.
    """
    dot = name.rfind(".")
    known = _BY_SUFFIX.get(name[dot:]) if dot >= 0 else None
    return known if known is not None else _sniff(head)


def looks_binary(head: bytes) -> bool:
    """Tell bytes that are no text from those that may be.

    Args:
        head: The first bytes of the content.

    Returns:
        Whether a NUL or many control characters stand in them.
    """
    if head.startswith(_WIDE_MARKS):
        return False
    return b"\0" in head or len(head) - len(head.translate(None, _CONTROLS)) > 0.05 * len(head)


def is_markup(head: bytes) -> bool:
    """Tell whether content begins as an HTML page does.

    Args:
        head: Its first bytes.

    Returns:
        Whether a doctype or one of ``html``, ``head``, ``body`` comes first.
    """
    return _HTML.match(head) is not None


def _sniff(head: bytes) -> str | Fault:
    if not head:
        return Fault(None, "empty", "the file holds no bytes")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"WARC/"):
        return "warc"
    for signature, what in _SIGNATURES:
        if head.startswith(signature):
            return Fault(None, "unsupported", f"it is {what}")
    if looks_binary(head):
        return Fault(None, "binary", "its bytes are not text")
    if is_markup(head):
        return "html"
    if _JSON.match(head):
        first_line = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)
        is_one_line = len(first_line) == 1 or first_line[0].rstrip().endswith(b"}")
        if _JSON_OBJECT.match(head) and is_one_line:
            return "jsonl"
        return Fault(None, "unsupported", "it is one JSON value; JSON Lines hold one object a line")
    if _XML.match(head):
        return Fault(None, "unsupported", "it is XML, not a page")
    return "text"
