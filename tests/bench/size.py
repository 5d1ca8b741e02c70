"""Measure the published file of generated pages against the bytes of the pages."""

import argparse
import json
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.bench.processes import CHECKOUT, copydesk, environment, generate, limit, table, timed
from tests.bench.steps import chosen_fields

LIMIT_RATIO = 1.2


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Publish generated pages with the real command and weigh the file.

    Args:
        arguments: ``pages`` and ``seed`` of the command.

    Returns:
        The report.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, published = folder / "pages.jsonl", folder / "bench.duckdb"
        raw_bytes = generate(source, arguments.pages, arguments.seed)
        fields = chosen_fields(arguments.fields)
        surroundings = environment(folder / "prefect") | {"COPYDESK_FIELDS": json.dumps(fields)}
        seconds = timed(copydesk("run", str(source), "--warehouse", str(published)), surroundings, CHECKOUT)
        published_bytes = published.stat().st_size
        ratio = published_bytes / raw_bytes
        return {
            "pages": arguments.pages,
            "raw_bytes": raw_bytes,
            "source_bytes": source.stat().st_size,
            "published_bytes": published_bytes,
            "ratio": ratio,
            "run_seconds": seconds,
            "tables": weigh(published),
            "fields": fields,
            "limits": [
                limit(
                    f"published at most {LIMIT_RATIO} times the raw bytes", f"{ratio:.3f}", is_met=ratio <= LIMIT_RATIO
                )
            ]
            if not fields
            else [],
        }


def weigh(published: Path) -> list[dict[str, Any]]:
    """Say how many bytes each table and column takes.

    A block may hold segments of several columns: each is booked from where it begins to where the next begins.

    Args:
        published: A DuckDB file.

    Returns:
        One entry a table, the largest first, with its columns.
    """
    import duckdb

    sizes: defaultdict[tuple[str, str], int] = defaultdict(int)
    rows_of: dict[str, int] = {}
    segments: list[tuple[int, int, str, str]] = []
    with duckdb.connect(str(published), read_only=True) as connection:
        (block_bytes,) = connection.execute("select block_size from pragma_database_size()").fetchall()[0]
        tables = connection.execute(
            "select schema_name, table_name, estimated_size from duckdb_tables() order by all"
        ).fetchall()
        for schema, name, count in tables:
            full = f"{schema}.{name}"
            rows_of[full] = count
            stored = connection.execute(
                "select block_id, block_offset, column_name, additional_block_ids from pragma_storage_info(?)"
                " where persistent and block_id >= 0",
                [full],
            ).fetchall()
            for block, offset, column, more in stored:
                segments.append((block, offset, full, column))
                sizes[full, column] += block_bytes * len(more or [])
        file_bytes = published.stat().st_size
    segments = sorted(set(segments))
    for here, following in zip(segments, [*segments[1:], None], strict=True):
        end = following[1] if following and following[0] == here[0] else block_bytes
        sizes[here[2], here[3]] += end - here[1]
    by_table: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (full, column), size in sorted(sizes.items(), key=lambda entry: -entry[1]):
        by_table[full][column] = size
    report = [
        {"table": full, "rows": rows_of[full], "bytes": sum(columns.values()), "columns": columns}
        for full, columns in by_table.items()
    ]
    rest = file_bytes - sum(entry["bytes"] for entry in report)
    report.append({"table": "(indexes, catalog, free)", "rows": 0, "bytes": rest, "columns": {}})
    return sorted(report, key=lambda entry: -entry["bytes"])


def render(report: dict[str, Any]) -> str:
    """Lay the report out for a person."""
    raw = report["raw_bytes"]
    rows = [("table", "rows", "MB", "of raw", "largest columns")]
    for entry in report["tables"]:
        largest = ", ".join(f"{name} {size / 1e6:.1f}" for name, size in list(entry["columns"].items())[:4])
        size = entry["bytes"]
        rows.append((entry["table"], f"{entry['rows']:,}", f"{size / 1e6:.2f}", f"{size / raw:.1%}", largest))
    source, published = report["source_bytes"] / 1e6, report["published_bytes"] / 1e6
    what = f"{report['pages']:,} pages of {raw / 1e6:.1f} MB ({source:.1f} MB as JSON Lines)"
    fields = ", ".join(report["fields"]) or "none of the optional ones; --fields all weighs them too"
    ratio = f"{report['ratio']:.2f} times the raw bytes"
    weighed = f"{what}, published {published:.1f} MB ({ratio}) in {report['run_seconds']:.1f} s"
    return f"fields: {fields}\n{weighed}\n{table(rows)}"
