r"""Make text from outside harmless on a terminal: no escapes, no hidden reordering, no line of its own.

A page may hold ANSI escapes that clear the screen or rename the window, bidirectional controls that make a line read
differently from what it says (CVE-2021-42574), and characters that end a line. Shown as ``\x1b`` or ``\u202e`` they
are visible and do nothing. Joiners of Persian, Indic and emoji text stay, for they change shapes only.
"""

import re
from typing import Final

_UNSAFE_CLASS: Final = (
    r"\x00-\x1f"  # C0 controls, escape among them
    r"\x7f-\x9f"  # delete and C1 controls: 0x9b alone begins an escape on 8-bit terminals
    r"\u00ad"  # soft hyphen: shown or not, as the terminal likes
    r"\u061c\u200e\u200f"  # bidirectional marks
    r"\u200b\u2060-\u2064"  # zero-width space, word joiner and invisible operators
    r"\u2028\u2029"  # line and paragraph separator
    r"\u202a-\u202e\u2066-\u2069"  # bidirectional embeddings, overrides and isolates
    r"\u206a-\u206f\ufeff\ufff9-\ufffb"  # deprecated format characters, BOM, interlinear annotation
    r"\ud800-\udfff"  # lone surrogates cannot be written at all
    r"\U000e0000-\U000e007f"  # tags: an invisible copy of ASCII
)
_UNSAFE: Final = re.compile(f"[{_UNSAFE_CLASS}]")
_UNSAFE_BUT_LINES: Final = re.compile(rf"(?![\n\t])[{_UNSAFE_CLASS}]")


def neutralise(text: str, *, keep_lines: bool = False) -> str:
    r"""Return the text with every character that acts on a terminal spelled out.

    Args:
        text: Any text, hostile or not.
        keep_lines: Leave newline and tab as they are; otherwise they are spelled out too, so that a cell or an error
            message stays one line.

    Returns:
        Text that only prints: ``"\x1b[2J"`` becomes the seven visible characters ``\x1b[2J``.
    """
    return (_UNSAFE_BUT_LINES if keep_lines else _UNSAFE).sub(_spell, text)


def escape_json(document: str) -> str:
    r"""Return a JSON document with such characters as JSON escapes: the same value, harmless when printed.

    ``json.dumps(ensure_ascii=False)`` leaves C1 and bidirectional controls raw; they can stand inside strings only,
    where the escape means the same. New lines between values stay.

    Args:
        document: A valid JSON document; tabs and newlines between values are allowed.

    Returns:
        An equal JSON document.
    """
    return _UNSAFE_BUT_LINES.sub(_json_escape, document)


def _spell(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code in _NAMED:
        return _NAMED[code]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


_NAMED: Final = {0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"}
