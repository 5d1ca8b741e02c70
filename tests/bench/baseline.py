"""The plainest thing that could be called cleaning: read, split into lines, drop repeats, write."""

import json
from pathlib import Path


def clean(source: Path, target: Path) -> int:
    """Drop each page's repeated lines, and write what is left as JSON Lines.

    Args:
        source: JSON Lines with ``id`` and ``text``.
        target: Where to write.

    Returns:
        Pages read.
    """
    count = 0
    with source.open(encoding="utf-8") as pages, target.open("w", encoding="utf-8") as out:
        for count, record in enumerate(pages, 1):  # noqa: B007 - the last one is the result
            page = json.loads(record)
            lines = dict.fromkeys(line.strip() for line in page["text"].splitlines())
            kept = "\n".join(line for line in lines if line)
            out.write(json.dumps({"id": page["id"], "text": kept}, ensure_ascii=False) + "\n")
    return count
