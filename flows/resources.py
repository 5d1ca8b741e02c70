"""Find the folders that travel with the code: the dbt project, the reference data, the sample pages.

In a checkout they are ``sql/`` and ``seeds/`` at the top; in an installed wheel they lie inside the package
(``flows/_resources``), because ``pip install .`` ships nothing that stands outside a package.
"""

from pathlib import Path
from typing import TypeVar

_Source = TypeVar("_Source")


def _root() -> Path:
    packaged = Path(__file__).parent / "_resources"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent


def sql_dir() -> Path:
    """Return the folder of the dbt project."""
    return _root() / "sql"


def reference_dir() -> Path:
    """Return the folder of the reference CSVs, read by the steps and loaded as dbt seeds."""
    return _root() / "seeds" / "reference"


def sample_pages_dir() -> Path:
    """Return the folder of the sample pages written for this project."""
    return _root() / "seeds" / "pages"


def or_sample_pages(sources: tuple[_Source, ...]) -> "tuple[_Source | str, ...]":
    """Return what an ingest reads: the sources that are set, or the sample pages where none are.

    Args:
        sources: ``Settings.sources``; may be empty.

    Returns:
        At least one source.
    """
    return sources or (str(sample_pages_dir()),)
