"""Read stored texts of bodies, unpacking and holding as few others as can be."""

from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from warehouse import frames as door
from warehouse.memory import THREAD_MEGABYTES, with_enough
from warehouse.stage import Stage

I64 = NDArray[np.int64]
U64 = NDArray[np.uint64]

_LISTED: Final = 4_096
"""Rows up to which DuckDB is to look for each by itself: it then unpacks no texts that none of them is among. Longer
lists cost more than that saves: 0.3 s for 50,000 rows in 50 frames."""

_FLAGS: Final = 16
"""Flags for each hash looked for: one in sixteen others is taken for one at first."""
_MOST_BITS: Final = 24
UNPACKED_AT_ONCE: Final = 2_048
"""Stored rows whose text DuckDB unpacks at once: 10 ms for bodies of 2.4 KB."""


class Places(NamedTuple):
    """Where bodies are stored: found by a hash, without reading a million digests once more (0.08 s)."""

    rows: I64
    """Of every article that has a body, in ascending order."""
    hashes: U64
    """What DuckDB's ``hash`` gives for its digest."""

    def among(self, hashes: U64) -> "Places":
        """Keep the articles with some hashes; a table of flags leaves few to be looked up: 10 ms of a million.

        Args:
            hashes: Of the digests looked for.

        Returns:
            Their articles.
        """
        bits = min(max(_FLAGS * hashes.size, 1).bit_length(), _MOST_BITS)
        shift = np.uint64(64 - bits)
        flags = np.zeros(1 << bits, dtype=np.bool_)
        flags[hashes >> shift] = True
        some = np.flatnonzero(flags[self.hashes >> shift])
        some = some[np.isin(self.hashes[some], hashes)]
        return Places(self.rows[some], self.hashes[some])


def bodies_at(stage: Stage, rows: pl.DataFrame) -> pl.DataFrame:
    """Read the text of bodies by where they are stored, which touches only their pages of the file.

    Args:
        stage: The run's stage; ``core.articles`` unchanged since ``rows`` was made.
        rows: ``stored_row`` of each.

    Returns:
        ``body_digest`` and ``body_text``, in any order: sorting texts takes longer than reading them.

    Raises:
        StageFailed: The stage cannot be read.
    """
    return with_enough(stage, THREAD_MEGABYTES, lambda: _read_bodies(stage, rows))


def _read_bodies(stage: Stage, rows: pl.DataFrame) -> pl.DataFrame:
    runs = [rows.select(pl.col("stored_row").sort())]
    if rows.height > _LISTED:
        # Not looked for one by one, so DuckDB unpacks all between the first and the last that a query asks for.
        column = pl.col("stored_row").sort()
        is_apart = ((column // UNPACKED_AT_ONCE).diff() > 1).fill_null(value=False)
        runs = rows.select(column, is_apart.cum_sum().alias("run")).partition_by("run", include_key=False)
    parts = []
    with stage.transaction() as cursor:
        cursor.execute(f"SET SESSION dynamic_or_filter_threshold = {_LISTED}")  # of this cursor alone
        for run in runs:
            with door.registered(cursor, asked=run):
                parts.append(
                    cursor.execute(
                        """
                        SELECT a.body_digest, a.body_text
                        FROM core.articles AS a JOIN asked ON a.rowid = asked.stored_row
                        """
                    ).pl()
                )
    return pl.concat(parts)


def bodies_of(stage: Stage, digests: pl.Series, places: Places) -> pl.DataFrame:
    """Read the text of some bodies.

    Args:
        stage: The run's stage.
        digests: Their digests.
        places: Where bodies are stored (``Changed.places``); ``core.articles`` unchanged since.

    Returns:
        ``body_digest`` and ``body_text``, each body once.

    Raises:
        StageFailed: The stage cannot be read.
    """
    asked = door.keys("body_digest", digests)
    with stage.transaction() as cursor, door.registered(cursor, asked=asked):
        hashes = cursor.execute("SELECT hash(body_digest) AS digest_hash FROM asked").pl()
    some = places.among(hashes["digest_hash"].to_numpy())
    _, first = np.unique(some.hashes, return_index=True)
    rows = pl.DataFrame({"stored_row": some.rows[first]})
    found = bodies_at(stage, rows)
    # No join: it copies the texts of what was read run by run.
    found = found.filter(found["body_digest"].is_in(asked["body_digest"].implode()))
    if found.height == asked.height:
        return found
    # Two digests of one hash, once in 10^8 warehouses of a million: the others are looked up by themselves.
    with stage.transaction() as cursor, door.registered(cursor, asked=asked.join(found, on="body_digest", how="anti")):
        rows = cursor.execute(
            """
            SELECT min(a.rowid) AS stored_row
            FROM core.articles AS a SEMI JOIN asked USING (body_digest) GROUP BY a.body_digest
            """
        ).pl()
    return pl.concat([found, bodies_at(stage, rows)])
