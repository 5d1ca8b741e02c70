"""Where everything of one warehouse lies.

Readers know one file, the published one. Whatever a writer needs stands in a folder beside it, on the same
file system, so that publishing can be a rename and keeping an old file can be a hard link::

    news.duckdb                       the published file
    news.duckdb.d/lock                the writer lock
    news.duckdb.d/stages/<run_id>/    a run's private copy (news.duckdb and stage.json)
    news.duckdb.d/history/            earlier published files, <run_id>.duckdb
    news.duckdb.d/docs/               Data Docs of the checks
    news.duckdb.d/dbt/                dbt's target folder and logs
    news.duckdb.d/reports/            runs that did not publish, <run_id>.json
    news.duckdb.d/flow-runs/          which process works for which run of Prefect's, <flow_run_id>.json
    news.duckdb.d/recent/             texts of recent bodies, unpacked; may be deleted at any time
    news.duckdb.d/set-aside/          stale write-ahead logs found beside the published file
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from warehouse.errors import WarehouseError

_RUN_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,99}\Z")


def check_run_id(run_id: str) -> str:
    """Return the run id if it can safely name a file and a folder.

    Args:
        run_id: Letters, digits, ``_``, ``.`` and ``-``, at most 100 of them, first a letter or digit.

    Returns:
        The same text.

    Raises:
        ValueError: It could leave its folder or is no name at all.
    """
    if not _RUN_ID.match(run_id):
        raise ValueError(f"{run_id!r} cannot be a run id: letters, digits, _, . and - only")
    return run_id


@dataclass(frozen=True)
class Layout:
    """The paths of one warehouse; makes no file by itself."""

    published: Path
    folder: Path
    lock: Path
    stages: Path
    history: Path
    docs: Path
    dbt: Path
    reports: Path
    claims: Path
    recent: Path
    set_aside: Path

    @classmethod
    def of(cls, published: Path | str) -> "Layout":
        """Lay out the warehouse whose published file is, or will be, at a path.

        Args:
            published: The file; ``~`` and symbolic links are resolved, since a rename over a link would
                replace the link and leave its target as it was.

        Returns:
            The absolute paths.

        Raises:
            WarehouseError: The path cannot name a file, or names a folder.
        """
        text = str(published)
        if not text or "\0" in text:
            raise WarehouseError("the warehouse path is empty or holds a NUL; give the path of a file")
        path = Path(text).expanduser().resolve()
        if path.is_dir():
            raise WarehouseError(f"the warehouse {path} is a folder; give the path of a file")
        folder = path.with_name(path.name + ".d")
        return cls(
            published=path,
            folder=folder,
            lock=folder / "lock",
            stages=folder / "stages",
            history=folder / "history",
            docs=folder / "docs",
            dbt=folder / "dbt",
            reports=folder / "reports",
            claims=folder / "flow-runs",
            recent=folder / "recent",
            set_aside=folder / "set-aside",
        )

    @property
    def wal(self) -> Path:
        """Where DuckDB would look for a write-ahead log of the published file."""
        return wal_of(self.published)

    def stage_folder(self, run_id: str) -> Path:
        """Return the folder of a run's stage.

        Args:
            run_id: The run.

        Returns:
            The folder, which need not exist.

        Raises:
            ValueError: The run id cannot name a folder.
        """
        return self.stages / check_run_id(run_id)

    def stage_file(self, run_id: str) -> Path:
        """Return the stage's database file, named like the published one.

        DuckDB names a database after its file's stem; with one name everywhere, SQL that names the database
        means the same in the stage, in the published file and in a kept one that is put back.

        Args:
            run_id: The run.

        Returns:
            The file, which need not exist.

        Raises:
            ValueError: The run id cannot name a folder.
        """
        return self.stage_folder(run_id) / self.published.name

    def history_file(self, run_id: str) -> Path:
        """Return where the file published by a run is kept once it is replaced.

        Args:
            run_id: The run that published it.

        Returns:
            The file, which need not exist.

        Raises:
            ValueError: The run id cannot name a file.
        """
        return self.history / f"{check_run_id(run_id)}.duckdb"

    def create(self) -> None:
        """Make the folders a writer needs.

        Raises:
            WarehouseError: A folder cannot be made.
        """
        try:
            for folder in (self.stages, self.history, self.reports, self.claims):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WarehouseError(
                f"cannot make the folder {error.filename} ({error.strerror}); check --warehouse and its rights"
            ) from error


def wal_of(path: Path) -> Path:
    """Return the name of a database file's write-ahead log.

    Args:
        path: The database file.

    Returns:
        The path beside it; the file exists only while a writer has not checkpointed.
    """
    return path.with_name(path.name + ".wal")
