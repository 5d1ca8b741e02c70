"""Great Expectations over DuckDB: an execution engine that keeps its connection, and the data source that names it.

Great Expectations 1.24 returns a cursor after it has closed the connection the cursor came from. Most drivers forgive
that; duckdb-engine does not, and every expectation fails with ``list index out of range``. Keeping one connection
open for the life of the engine cures it, and as a gift all expectations of a run see one snapshot of the file.

The classes must stand in an importable module: Great Expectations finds data sources and metrics by registration at
import, and rebuilds them by name. The pattern is its own ``datasource/fluent/sqlite_datasource.py``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Literal

from great_expectations.compatibility import pydantic
from great_expectations.datasource.fluent.sql_datasource import SQLDatasource, TableAsset
from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
from sqlalchemy import Connection

# Inside a data source `type` is its registered name.
_AssetClass = type[TableAsset]
_EngineClass = type[SqlAlchemyExecutionEngine]


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """Run metrics over one connection that stays open until :meth:`close`."""

    @contextmanager
    def get_connection(self) -> Iterator[Connection]:
        """Yield the one connection, opening it the first time.

        Yields:
            The SQLAlchemy connection, in a transaction from its first statement on.
        """
        if self._connection is None:
            self._connection = self.engine.connect()
        yield self._connection

    def close(self) -> None:
        """Close the connection and the pool behind it, so that another process or library may open the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.engine.dispose()


class DuckDBTableAsset(TableAsset):
    """A table or view of a DuckDB file."""

    type: Literal["table"] = "table"

    def test_connection(self) -> None:
        """Skip the reflection of the catalog: a table that is missing fails its own expectations."""


class DuckDBDatasource(SQLDatasource):
    """A DuckDB file as a data source of Great Expectations."""

    asset_types: ClassVar[list[Any]] = [DuckDBTableAsset]
    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment]  # the literal is what registers the source
    connection_string: str
    _TableAsset: _AssetClass = pydantic.PrivateAttr(DuckDBTableAsset)

    @property
    def execution_engine_type(self) -> _EngineClass:
        """Name the engine that keeps its connection."""
        return DuckDBExecutionEngine

    def test_connection(self, test_assets: bool = True) -> None:
        """Skip the trial connection: opening the same file twice in one process is what DuckDB refuses."""


def connection_arguments(path: Path) -> dict[str, Any]:
    """Describe how to open a file so that checking it can change nothing.

    The path is passed beside the URL, never inside it: Great Expectations substitutes ``$NAME`` in URLs and
    SQLAlchemy cuts them at ``?``.

    Args:
        path: The DuckDB file.

    Returns:
        Keyword arguments of :class:`DuckDBDatasource`.
    """
    config = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    connect_args = {"database": str(path), "read_only": True, "config": config}
    return {"connection_string": "duckdb:///stage", "kwargs": {"connect_args": connect_args}}
