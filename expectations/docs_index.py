"""Keep the Data Docs of the last runs side by side, with one page that leads to them.

Each run writes its pages into a folder of its own, named after it (:func:`expectations.report.write_docs`), so that the
docs of a refused run are still there when the next one has passed, and a link to them goes on leading somewhere.
"""

import contextlib
import re
import shutil
from pathlib import Path
from typing import Final

from expectations.report import PHASES, link_list, write_page

_RUN: Final = re.compile(r"[0-9]{8}T[0-9]{12}Z-[0-9a-f]{6}")
"""How runs are named; nothing else in the folder is touched."""


def index_docs(docs_dir: Path, keep: int) -> Path:
    """Remove the docs of all but the last runs, and write the page that lists those that stay, the last first.

    Args:
        docs_dir: Folder of the docs of all runs; made where it does not exist.
        keep: Runs whose docs stay, at least 1.

    Returns:
        The page.

    Raises:
        ValueError: ``keep`` is less than 1.
        OSError: The folder cannot be written.
    """
    if keep < 1:
        raise ValueError("keep must be at least 1")
    docs_dir.mkdir(parents=True, exist_ok=True)
    runs = sorted((path for path in docs_dir.iterdir() if path.is_dir() and _RUN.fullmatch(path.name)), reverse=True)
    for old in runs[keep:]:
        shutil.rmtree(old, ignore_errors=True)
    # Docs of a version that knew one run only.
    for phase in PHASES:
        with contextlib.suppress(FileNotFoundError):
            (docs_dir / f"{phase}.html").unlink()
    links = [(f"{run.name}/index.html", run.name) for run in runs[:keep]]
    page = docs_dir / "index.html"
    write_page(page, "copydesk: checks of the last runs", link_list(links))
    return page
