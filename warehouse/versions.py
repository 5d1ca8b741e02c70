"""Find a version of a warehouse by what a person calls it: a path, a run, ``published`` or ``previous``."""

from pathlib import Path
from typing import Final

import duckdb

from warehouse.connect import open_published
from warehouse.errors import WarehouseError, WarehouseMissing, one_line
from warehouse.layout import Layout, check_run_id

PUBLISHED: Final = "published"
PREVIOUS: Final = "previous"


def published_run_ids(path: Path) -> tuple[str, ...]:
    """Name the runs a file was made by, the last first.

    Args:
        path: A published or kept file.

    Returns:
        Runs that were published; none where the file knows none.

    Raises:
        WarehouseError: It is no copydesk warehouse, or cannot be read.
    """
    connection = open_published(path)
    try:
        rows = connection.execute(
            "SELECT run_id FROM ops.runs WHERE status = 'published' ORDER BY started_at DESC, run_id DESC"
        ).fetchall()
    except duckdb.Error as error:
        raise WarehouseError(f"{path} is no copydesk warehouse: {one_line(error)}") from error
    finally:
        connection.close()
    return tuple(run_id for (run_id,) in rows)


def find_version(layout: Layout, name: str) -> Path:
    """Find the file a person means.

    Args:
        layout: The warehouse.
        name: ``published``; ``previous``, the kept file that the published one replaced; a run whose file is published
            or kept; or the path of a file.

    Returns:
        The file.

    Raises:
        WarehouseMissing: There is none of that name; the message lists those there are.
        WarehouseError: The published file cannot be read.
    """
    if name == PUBLISHED and layout.published.is_file():
        return layout.published
    line = published_run_ids(layout.published) if layout.published.is_file() else ()
    kept = [run_id for run_id in line[1:] if layout.history_file(run_id).is_file()]
    if name == PREVIOUS and kept:
        return layout.history_file(kept[0])
    if line and name == line[0]:
        return layout.published
    try:
        if layout.history_file(check_run_id(name)).is_file():
            return layout.history_file(name)
    except ValueError:
        pass
    path = Path(name).expanduser()
    if path.is_file():
        return path.resolve()
    known = ", ".join([*([PUBLISHED] if line else []), *([PREVIOUS] if kept else []), *line[:1], *kept]) or "none"
    raise WarehouseMissing(f"there is no file and no kept run {name!r}; of {layout.published} there are: {known}")
