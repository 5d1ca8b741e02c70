"""Read tables that people keep as CSV."""

import csv
from pathlib import Path


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a CSV of reference data; each is small and read once a process.

    Args:
        path: UTF-8, the first line names the columns.

    Returns:
        The rows, as column -> text.

    Raises:
        FileNotFoundError: It is not there.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
