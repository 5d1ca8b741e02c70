"""Write tables of a published file as Parquet or CSV, one file a table, for programs that do not speak DuckDB.

An export is a folder that is there whole or not at all: it is written beside its place under another name, synced to
disk, and then put there by one rename, in exchange for the export that stood there before. A table is sorted part by
part, within a bound on DuckDB's memory, so it may be larger than the machine's. Rows are sorted by
their key and written by one thread: the same tables give the same bytes, on any machine.
"""

import ctypes
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

import duckdb

from expectations.contracts import TABLES
from expectations.ddl import quote_identifier, quote_literal, quote_table
from warehouse.connect import open_published
from warehouse.durable import fsync_file, fsync_folder, read_json
from warehouse.errors import ExportFailed, WarehouseError, one_line
from warehouse.lock import try_lock
from warehouse.versions import published_run_ids

Kind = Literal["parquet", "csv"]
KINDS: Final[tuple[Kind, ...]] = ("parquet", "csv")
MANIFEST: Final = "export.json"
DEFAULT: Final = ("core", "marts")
"""What is exported where nothing is named: what was read from the pages, and what people ask for."""

MEMORY: Final = "512MB"
"""DuckDB's own limit while it sorts; with 300 MB the process took 0.7 GB for a table of 1 GB of text."""
PART_BYTES: Final = 128 << 20
"""What is sorted at a time."""
_SPILLED: Final = ".spilled"
ROW_GROUP_ROWS: Final = 20_000
"""Rows of a Parquet row group: one is held in memory while it is written, 50 MB of pages of 2.5 KB."""

FORMULA: Final = r"^'*[\s\x00]*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"
"""Text that a spreadsheet may take for a formula, white space and full-width signs included, or that we have marked.

Source: OWASP, "CSV Injection". A quotation mark in front of any such text makes it text, and since marked text is
marked again, taking one mark from every cell that matches gives the text back.
"""

_EXCHANGE: Final = 2  # RENAME_EXCHANGE of linux/fs.h
_HERE: Final = -100  # AT_FDCWD


@dataclass(frozen=True)
class Exported:
    """One table of an export.

    Attributes:
        table: Its full name.
        file: Name of its file.
        row_count: Its rows.
        byte_count: Size of the file.
        sha256: Digest of the file, in hexadecimal.
    """

    table: str
    file: str
    row_count: int
    byte_count: int
    sha256: str


def export(
    path: Path,
    folder: Path,
    wanted: Sequence[str],
    kind: Kind,
    *,
    is_exact: bool = False,
    part_bytes: int = PART_BYTES,
) -> list[Exported]:
    """Write tables of one published file into a folder, in the place of an earlier export.

    Args:
        path: The published file; a run that publishes meanwhile changes nothing of what is written.
        folder: Where to; it does not exist, is empty, or holds an earlier export and nothing else.
        wanted: Schemas (``core``) and tables (``marts.articles``); empty takes ``DEFAULT``.
        kind: How a table is written. CSV has a header, NULL as nothing and empty text as ``""``, lists as JSON and
            bytes as base64.
        is_exact: In CSV, leave text as it is that a spreadsheet would take for a formula.
        part_bytes: Bytes of a table that are sorted at a time; the files are the same whatever it is.

    Returns:
        The tables in the order of their names.

    Raises:
        WarehouseMissing: There is no published file.
        WarehouseError: A name means nothing, or the folder holds something else.
        ExportFailed: It cannot be written; an earlier export still stands.
    """
    target = folder.expanduser().absolute()
    _refuse_foreign(target)
    run_ids = published_run_ids(path)
    connection = open_published(path)
    try:
        tables = _chosen(connection, wanted or DEFAULT)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _unfinished(target) as made:
            _prepare(connection, made / _SPILLED)
            exported = [_write(connection, table, made, kind, part_bytes, is_exact=is_exact) for table in tables]
            shutil.rmtree(made / _SPILLED, ignore_errors=True)
            files = [vars(one) for one in exported]
            manifest = {"run_id": run_ids[0] if run_ids else None, "kind": kind, "tables": files}
            (made / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="ascii")
            fsync_file(made / MANIFEST)
            fsync_folder(made)
            _put_in_place(made, target)
    except duckdb.Error as error:
        raise ExportFailed(f"the export to {target} failed: {one_line(error)}") from error
    except OSError as error:
        raise ExportFailed(f"cannot write the export {target}: {error.strerror or error}") from error
    finally:
        connection.close()
    return exported


def _chosen(connection: duckdb.DuckDBPyConnection, wanted: Sequence[str]) -> list[str]:
    """Name the tables meant, sorted; what only lives inside of the file (staging views, seeds) has to be named."""
    rows = connection.execute(
        """
        SELECT schema_name, table_name FROM (
            SELECT database_name, schema_name, table_name, internal FROM duckdb_tables()
            UNION ALL SELECT database_name, schema_name, view_name, internal FROM duckdb_views()
        ) WHERE database_name = current_database() AND NOT internal ORDER BY ALL
        """
    ).fetchall()
    there = {f"{schema}.{name}": schema for schema, name in rows}
    chosen: set[str] = set()
    for name in wanted:
        meant = {table for table, schema in there.items() if name in (table, schema)}
        if not meant:
            raise WarehouseError(
                f"there is no schema and no table {name!r}; schemas: {', '.join(sorted(set(there.values())))}; "
                'tables: copydesk sql "show all tables"'
            )
        chosen |= meant
    return sorted(chosen)


def _prepare(connection: duckdb.DuckDBPyConnection, spilled: Path) -> None:
    """Bound the memory of what follows, and make its bytes the same everywhere."""
    connection.execute("SET threads = 1")
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    connection.execute("SET temp_directory = $folder", {"folder": str(spilled)})
    connection.execute("SET TimeZone = 'UTC'")


def _write(
    connection: duckdb.DuckDBPyConnection, table: str, folder: Path, kind: Kind, part_bytes: int, *, is_exact: bool
) -> Exported:
    file = folder / f"{table}.{kind}"
    columns = connection.execute(f"DESCRIBE SELECT * FROM {quote_table(table)}").fetchall()  # noqa: S608 - quoted
    types = {str(name): str(sql_type) for name, sql_type, *_ in columns}
    shown = [
        _value(name, types[name]) if kind == "parquet" else _cell(name, types[name], is_exact=is_exact)
        for name in types
    ]
    keys = [name for name in TABLES[table].primary_key() if name in types] if table in TABLES else []
    order = keys or list(types)  # rows without a key: by all they hold
    select = f"SELECT {', '.join(shown)} FROM {quote_table(table)}"  # noqa: S608 - quoted
    by = f"ORDER BY {', '.join(map(quote_identifier, order))}"
    parts = []
    for number, where in enumerate(_ranges(connection, table, order[0], types, part_bytes)):
        parts.append(folder / _SPILLED / f"{number}.{kind}")
        _copy(connection, f"{select} WHERE {where} {by}", parts[-1], f"HEADER {number == 0}")
    _join(connection, parts, file)
    fsync_file(file)
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    counted = connection.execute(f"SELECT count(*) FROM {quote_table(table)}").fetchone()  # noqa: S608 - quoted
    return Exported(table, file.name, int(counted[0]) if counted else 0, file.stat().st_size, digest)


def _ranges(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, types: Mapping[str, str], part_bytes: int
) -> list[str]:
    """Split a table by its first sorted column into parts that can be sorted in memory.

    DuckDB's sort spills, but gave up on rows of 2.5 KB where a gigabyte of them met a limit of 300 MB.
    """
    value = quote_identifier(column)
    sizes = [f"coalesce(octet_length({_bytes_of(name, types[name])}), 0)" for name in types if _is_long(types[name])]
    size = " + ".join([*sizes, str(16 * len(types))])
    starts = connection.execute(
        f"""
        SELECT border FROM (
            SELECT border, part, lag(part) OVER (ORDER BY border) AS part_before FROM (
                SELECT border, sum(bytes_there) OVER (ORDER BY border) // {part_bytes} AS part FROM (
                    SELECT {value} AS border, sum({size}) AS bytes_there
                    FROM {quote_table(table)} WHERE {value} IS NOT NULL GROUP BY {value}
                )
            )
        ) WHERE part <> part_before ORDER BY border
        """  # noqa: S608 - quoted
    ).fetchall()
    # A literal cannot hold a NUL; without that border its two parts are one.
    texts = [str(start) for (start,) in starts if "\0" not in str(start)]
    borders = [f"CAST({quote_literal(text)} AS {types[column]})" for text in texts]
    if not borders:
        return ["true"]
    middle = [f"{value} >= {one} AND {value} < {other}" for one, other in pairwise(borders)]
    return [f"{value} < {borders[0]}", *middle, f"({value} >= {borders[-1]} OR {value} IS NULL)"]


def _is_long(sql_type: str) -> bool:
    return sql_type in ("VARCHAR", "BLOB") or sql_type.endswith("]")


def _bytes_of(name: str, sql_type: str) -> str:
    column = quote_identifier(name)
    return column if sql_type == "BLOB" else f"encode(CAST({column} AS VARCHAR))"


def _copy(connection: duckdb.DuckDBPyConnection, select: str, file: Path, csv_options: str = "") -> None:
    parquet = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS}"
    options = parquet if file.suffix == ".parquet" else f"{_CSV}, {csv_options}"
    connection.execute(f"COPY ({select}) TO {quote_literal(str(file))} ({options})")


def _join(connection: duckdb.DuckDBPyConnection, parts: Sequence[Path], file: Path) -> None:
    """Make one file of sorted parts, and remove them."""
    if len(parts) == 1:
        parts[0].rename(file)
        return
    if file.suffix == ".parquet":
        listed = ", ".join(quote_literal(str(part)) for part in parts)
        _copy(connection, f"SELECT * FROM read_parquet([{listed}])", file)  # noqa: S608 - quoted
    else:
        with file.open("wb") as whole:
            for part in parts:
                with part.open("rb") as content:
                    shutil.copyfileobj(content, whole)
    for part in parts:
        part.unlink()


_CSV: Final = "FORMAT csv, DELIMITER ',', NULLSTR ''"


def _value(name: str, sql_type: str) -> str:
    column = quote_identifier(name)
    # Parquet has no whole number of 128 bits, and DuckDB would write a float.
    return f"CAST({column} AS DECIMAL(38, 0)) AS {column}" if sql_type == "HUGEINT" else column


def _cell(name: str, sql_type: str, *, is_exact: bool) -> str:
    column = quote_identifier(name)
    if sql_type == "VARCHAR" and not is_exact:
        is_formula = f"regexp_matches({column}, {quote_literal(FORMULA)})"
        return f"CASE WHEN {is_formula} THEN '''' || {column} ELSE {column} END AS {column}"
    if sql_type == "BLOB":
        return f"base64({column}) AS {column}"
    if sql_type.endswith("]") or sql_type.startswith(("STRUCT", "MAP")):
        return f"CAST(to_json({column}) AS VARCHAR) AS {column}"
    return column


def _refuse_foreign(target: Path) -> None:
    """Say that a folder holds what we did not write, before it would be thrown away."""
    if not target.exists() and not target.is_symlink():
        return
    if target.is_symlink() or not target.is_dir():
        raise WarehouseError(f"{target} is no folder; name one that does not exist, or an earlier export")
    manifest = read_json(target / MANIFEST) or {}
    tables = manifest.get("tables")
    ours = {MANIFEST, *(str(one.get("file")) for one in tables if isinstance(one, dict))} if tables else set()
    foreign = sorted(entry.name for entry in target.iterdir() if entry.name not in ours)
    if foreign:
        raise WarehouseError(
            f"{target} holds {foreign[0]!r}, which is of no export; name a new folder, or an earlier export"
        )


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """Make a folder beside the target, remove it at the end, and those that exports left that were killed."""
    prefix = f".{target.name}.export-"
    for left in target.parent.glob(f"{prefix}*"):
        _remove_if_dead(left)
    made = target.with_name(f"{prefix}{secrets.token_hex(4)}")
    made.mkdir()
    held = os.open(made, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try_lock(held, shared=False)
        (made / _SPILLED).mkdir()
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)  # the unfinished one, or the export that was replaced
        os.close(held)


def _remove_if_dead(folder: Path) -> None:
    try:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:  # its owner was quicker
        return
    try:
        if try_lock(held, shared=False):
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(held)


def _put_in_place(made: Path, target: Path) -> None:
    """Rename, exchanging the two where an earlier export stands there; where the system cannot, by two renames."""
    if not target.exists() or not any(target.iterdir()):
        made.rename(target)
    elif not _exchange(made, target):
        aside = made.with_name(f"{made.name}-old")
        target.rename(aside)
        made.rename(target)
        shutil.rmtree(aside, ignore_errors=True)
    fsync_folder(target.parent)


def _exchange(one: Path, other: Path) -> bool:
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return rename is not None and rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0
