"""Find lines that stand on many pages of one site, in many different stories, and are not known as furniture yet.

This only reads: what it finds is proposed to a person, never used by a run, because a page's result must not depend on
which other pages arrived (law 6). Pages are streamed twice, once to count their short lines and once to see what a
phrase would hit besides; the counts lie in a scratch database that spills to disk, so memory stays within its limit.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl

from expectations.ddl import quote_literal
from warehouse import frames as door
from warehouse.connect import open_published
from warehouse.errors import WarehouseError, one_line
from warehouse.scratch import spilling_scratch

MEMORY_LIMIT: Final = "1GB"
LINE_CHARS: Final = 120
"""Longer lines are no furniture to the parser, whatever the table says."""
_FETCHED_PAGES: Final = 500
_MATCHES: Final = ("exact", "prefix", "suffix", "contains")
_REPEATED_RIGHTLY: Final = ("furniture", "byline", "credit", "dateline", "contributor")
"""Furniture is known already; the others name persons, places and agencies, who write more than one story."""

Fold = Callable[[pl.Series], pl.Series]


@dataclass(frozen=True)
class RecurringLine:
    """A folded line that recurs, and what a phrase of its words would hit besides."""

    phrase: str
    role: str
    """The role it has most often today."""
    language: str | None
    """ISO 639-1 code of most of its articles; None where none is known."""
    site: str
    """Host, or publisher where no address is known, on most of whose pages it stands."""
    site_document_count: int
    """Pages of that site on which it stands."""
    site_share: float
    """Their share of the site's pages, 0 to 1."""
    document_count: int
    story_count: int
    """Different stories, copies counted once."""
    site_count: int
    kept_count: int
    """How many blocks of cleaned articles are this line."""
    kept_chars: int
    """Their code points: what accepting the line takes out of the articles."""
    example_document_id: str
    hits: frozenset[str]
    """Kinds of match by which the phrase would also hit another kept block: of ``prefix``, ``suffix``, ``contains``."""


@dataclass(frozen=True)
class Recurring:
    """What was found.

    Attributes:
        lines: Those that save most first.
        left_out: How many more there are.
        without_site: Pages of which neither address nor publisher is known; nothing is said of them.
    """

    lines: tuple[RecurringLine, ...]
    left_out: int
    without_site: int


def find_recurring(
    path: Path,
    fold: Fold,
    accepts: Callable[[str], bool],
    *,
    least: int,
    most: int,
    site: str | None = None,
) -> Recurring:
    """Look for lines that recur over the stories of a site.

    Args:
        path: The published file.
        fold: Gives lines the form that phrases are compared with, row by row.
        accepts: Whether a folded line may stand in the table at all.
        least: Pages and stories of one site on which a line must stand, outside of furniture.
        most: How many lines to return.
        site: Host or publisher to look at; NULL (None) looks at all.

    Returns:
        The lines, by the characters of articles that accepting them saves.

    Raises:
        WarehouseMissing: There is no file.
        WarehouseError: The file is no copydesk warehouse, or holds no page of the site.
    """
    open_published(path).close()  # says what is wrong with the file better than ATTACH does
    with spilling_scratch(MEMORY_LIMIT) as (connection, _):
        try:
            connection.execute(f"ATTACH {quote_literal(str(path))} AS w (READ_ONLY)")
            without_site = _find_sites(connection, path, site)
            _collect(connection, fold)
            rows = [row for row in _count(connection, least) if accepts(row[0])]
            shown = rows[:most]
            hits = _hits(connection, fold, {row[0] for row in rows}, [row[0] for row in shown])
        except duckdb.Error as error:
            raise WarehouseError(f"cannot read the pages of {path}: {one_line(error)}") from error
    lines = tuple(RecurringLine(*(*row, frozenset(hits.get(row[0], ())))) for row in shown)
    return Recurring(lines, len(rows) - len(shown), without_site)


def _find_sites(connection: duckdb.DuckDBPyConnection, path: Path, site: str | None) -> int:
    """Note which pages belong to which site; return how many belong to none."""
    connection.execute(
        r"""
        CREATE TABLE sites AS
        WITH named AS (
            SELECT document_id, coalesce(
                nullif(regexp_replace(lower(regexp_extract(
                    url, '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:]+)', 1)), '^www\.', ''), ''),
                nullif(trim(publisher), '')) AS site
            FROM w.raw.sightings
        )
        SELECT DISTINCT document_id, site FROM named
        WHERE site IS NOT NULL AND ($site IS NULL OR lower(site) = regexp_replace(lower($site), '^www\.', ''))
        """,
        {"site": site},
    )
    (found,) = connection.execute("SELECT count(*) FROM sites").fetchone() or (0,)
    if site is not None and not found:
        raise WarehouseError(f"{path} holds no page of the site {site}; copydesk sql names its sites")
    (without,) = connection.execute(
        "SELECT count(*) FROM w.raw.documents ANTI JOIN sites USING (document_id)"
    ).fetchone() or (0,)
    return int(without) if site is None else 0


def _stream(connection: duckdb.DuckDBPyConnection, blocks: str) -> Iterator[list[tuple[Any, ...]]]:
    """Yield pages with the lists of their chosen blocks, some hundred at a time.

    Python cuts the blocks out, because its strings find a code point at once; ``substr`` counts from the top of the
    page for every block, which is quadratic in the length of a page.
    """
    cursor = connection.cursor()
    try:
        cursor.execute(
            f"""
            SELECT d.document_id, d.page_text, c.starts, c.ends, c.stories, c.roles, c.kept, c.languages
            FROM w.raw.documents AS d JOIN (
                SELECT b.document_id, list(b.block_start) AS starts, list(b.block_end) AS ends,
                       list(coalesce(a.representative_id, b.document_id)) AS stories, list(b.role) AS roles,
                       list(b.is_kept) AS kept, list(a.language) AS languages
                FROM w.core.blocks AS b LEFT JOIN w.core.articles AS a ON a.article_id = b.article_id
                WHERE {blocks} AND (NOT $of_sites OR b.document_id IN (SELECT document_id FROM sites))
                GROUP BY b.document_id
            ) AS c ON c.document_id = d.document_id
            """,  # noqa: S608 - two constants of this module
            {"of_sites": blocks == _SHORT},
        )
        while rows := cursor.fetchmany(_FETCHED_PAGES):
            yield rows
    finally:
        cursor.close()


def _cut(rows: Sequence[tuple[Any, ...]], fold: Fold) -> pl.Series:
    lines = [row[1][start:end] for row in rows for start, end in zip(row[2], row[3], strict=True)]
    return fold(pl.Series("key", lines, dtype=pl.String))


_SHORT: Final = f"b.role NOT IN {_REPEATED_RIGHTLY} AND b.block_end - b.block_start <= {LINE_CHARS}"
_KEPT: Final = "b.is_kept AND b.role <> 'furniture'"


def _collect(connection: duckdb.DuckDBPyConnection, fold: Fold) -> None:
    connection.execute(
        "CREATE TABLE lines (document_id VARCHAR, key VARCHAR, chars INTEGER, story VARCHAR, role VARCHAR, "
        "is_kept BOOLEAN, language VARCHAR)"
    )
    for rows in _stream(connection, _SHORT):
        flat = {
            name: list(chain.from_iterable(row[column] for row in rows))
            for name, column in (("start", 2), ("end", 3), ("story", 4), ("role", 5), ("is_kept", 6), ("language", 7))
        }
        found = pl.DataFrame(
            {
                "document_id": list(chain.from_iterable(repeat(row[0], len(row[2])) for row in rows)),
                "key": _cut(rows, fold),
                "chars": [end - start for start, end in zip(flat.pop("start"), flat.pop("end"), strict=True)],
                **flat,
            },
            schema_overrides={"language": pl.String, "chars": pl.Int32},
        )
        with door.registered(connection, found=found.filter(pl.col("key") != "")):
            connection.execute("INSERT INTO lines BY NAME SELECT * FROM found")


def _count(connection: duckdb.DuckDBPyConnection, least: int) -> list[tuple[Any, ...]]:
    """Return the lines that recur, as the first fields of :class:`RecurringLine`."""
    return connection.execute(
        """
        WITH frequent AS (SELECT key FROM lines GROUP BY key HAVING count(*) >= $least),
        sized AS (SELECT site, count(*) AS pages FROM sites GROUP BY site),
        standing AS (
            SELECT l.key, s.site, count(DISTINCT l.document_id) AS documents, count(DISTINCT l.story) AS stories,
                   min(l.document_id) AS example
            FROM lines AS l SEMI JOIN frequent USING (key) JOIN sites AS s USING (document_id)
            GROUP BY l.key, s.site
        ),
        chosen AS (
            SELECT * FROM standing WHERE documents >= $least AND stories >= $least
            QUALIFY row_number() OVER (PARTITION BY key ORDER BY documents DESC, site) = 1
        ),
        roles AS (
            SELECT key, role FROM lines SEMI JOIN chosen USING (key) GROUP BY key, role
            QUALIFY row_number() OVER (PARTITION BY key ORDER BY count(*) DESC, role) = 1
        ),
        languages AS (
            SELECT key, language FROM lines SEMI JOIN chosen USING (key) WHERE language IS NOT NULL
            GROUP BY key, language
            QUALIFY row_number() OVER (PARTITION BY key ORDER BY count(*) DESC, language) = 1
        ),
        totals AS (
            SELECT key, count(DISTINCT document_id) AS documents, count(DISTINCT story) AS stories,
                   count(*) FILTER (is_kept) AS kept, coalesce(sum(chars) FILTER (is_kept), 0)::BIGINT AS kept_chars
            FROM lines SEMI JOIN chosen USING (key) GROUP BY key
        ),
        spread AS (SELECT key, count(*) AS sites FROM standing GROUP BY key)
        SELECT c.key, r.role, g.language, c.site, c.documents, c.documents / z.pages, t.documents, t.stories,
               p.sites, t.kept, t.kept_chars, c.example
        FROM chosen AS c JOIN roles AS r USING (key) LEFT JOIN languages AS g USING (key) JOIN totals AS t USING (key)
             JOIN spread AS p USING (key) JOIN sized AS z ON z.site = c.site
        ORDER BY t.kept_chars DESC, t.documents DESC, c.key
        """,
        {"least": least},
    ).fetchall()


def _hits(
    connection: duckdb.DuckDBPyConnection, fold: Fold, known: set[str], phrases: Sequence[str]
) -> dict[str, set[str]]:
    """Say by which kinds of match a phrase would hit a kept block, of any length, that is no recurring line itself."""
    found: dict[str, set[str]] = {}
    if not phrases:
        return found
    for rows in _stream(connection, _KEPT):
        keys = _cut(rows, fold)
        keys = keys.filter(keys.str.contains_any(list(phrases)))
        # Few blocks are left: a phrase stands in its own line and in what it must not hit.
        for key, within in zip(keys, keys.str.extract_many(list(phrases), overlapping=True), strict=True):
            if key in known:
                continue
            for phrase in set(within):
                ends = {"prefix": key.startswith(phrase), "suffix": key.endswith(phrase), "contains": True}
                found.setdefault(phrase, set()).update(match for match in _MATCHES if ends.get(match))
    return found
