r"""Make text from outside literal in Markdown: no markup, no HTML, no link of its own.

A backslash before every ASCII punctuation mark is literal by CommonMark 2.4, which covers ``<``, ``|``, and the ``:``,
``.`` and ``@`` that turn a bare address into a link in GitHub's dialect (6.9).
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from flows.text.terminal import neutralise

_PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")


def escape_markdown(text: str) -> str:
    r"""Return the text so that Markdown shows it as it stands, on one line.

    Args:
        text: Any text, hostile or not.

    Returns:
        The text with controls spelled out, white space runs as one space and punctuation escaped.
    """
    return _PUNCTUATION.sub(r"\\\1", neutralise(" ".join(text.split())))


def markdown_table(columns: Sequence[str], rows: Iterable[Sequence[object]], numbers: Collection[str] = ()) -> str:
    """Return a Markdown table whose cells are literal text.

    Args:
        columns: Names of the columns.
        rows: The rows; None is shown as an empty cell.
        numbers: Columns whose cells stand to the right.

    Returns:
        The lines, joined.
    """
    rule = "".join(" ---: |" if column in numbers else " --- |" for column in columns)
    lines = ["| " + " | ".join(escape_markdown(column) for column in columns) + " |", "|" + rule]
    for row in rows:
        cells = ("" if value is None else escape_markdown(str(value)) for value in row)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
