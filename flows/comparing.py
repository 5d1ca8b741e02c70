"""Compare the articles of a stage: the pure search for copies between the stage's reads and writes."""

from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from flows import pipeline
from warehouse import bodies, copies, duplicates, memory, recent, storylines
from warehouse.stage import Stage

_READ_AT_ONCE: Final = 20_000
"""Bodies whose text is held at a time at most."""
_WORDS_AT_ONCE: Final = 8_000_000
"""Words of the bodies whose text is held at a time while fingerprints are drawn: 50 MB, of however many bodies."""


def search_copies(stage: Stage) -> None:
    """Bring fingerprints and verified pairs of a stage up to date with its articles.

    What it costs grows with the new bodies; of the known ones the digests and sketches are read (104 bytes each), and
    the text of those only that some new body has enough minima in common with: of recent ones from beside the warehouse
    (``warehouse.recent``), of others from it, where DuckDB unpacks 2,048 for one.

    Args:
        stage: The run's stage, all batches parsed.

    Raises:
        StageFailed: The stage cannot be read or written.
    """
    version = pipeline.copies_version()
    changed = copies.changed_bodies(stage, version)
    with memory.within_memory(stage, memory.THREAD_MEGABYTES):
        drawn = _draw(stage, version, changed)
        changed = changed._replace(new=changed.new.clear())  # the fingerprints name them: 70 MB less of a million
        found = _compare(stage, version, changed, drawn)
    copies.store_copies(stage, version, drawn.fingerprints, found, changed)


class _Drawn(NamedTuple):
    """What is known of new bodies before they are compared."""

    fingerprints: pl.DataFrame
    engine: pipeline.Engine
    kept: recent.RecentBodies
    first_kept: int
    """Row among the fingerprints of the first whose text is kept beside the warehouse."""
    held: pl.DataFrame
    """The new bodies and their texts where they are few, else none."""


def _draw(stage: Stage, version: str, changed: copies.Changed) -> _Drawn:
    """Draw the fingerprints of the new bodies, and keep the texts of the last ones."""
    new = changed.new
    engine = pipeline.choose_engine(new.height, changed.mark.body_count - new.height if new.height else 0)
    kept = recent.RecentBodies.of(stage, version)
    slices = _slices(new)
    held = bodies.bodies_at(stage, slices[0])
    first_kept = max(new.height - kept.room_for(held["body_text"]), 0)
    parts, seen = [], 0
    for part in slices:
        if seen:
            held = held.clear()  # before the next are read, not after: 50 MB
            held = bodies.bodies_at(stage, part)
        parts.append(pipeline.fingerprint(held, engine))
        seen += part.height
        if seen > first_kept:
            kept.add(held)
    return _Drawn(pl.concat(parts), engine, kept, first_kept, held if len(slices) == 1 else held.clear())


def _compare(stage: Stage, version: str, changed: copies.Changed, drawn: _Drawn) -> pl.DataFrame:
    """Return the pairs of copies that one of the new bodies is in."""
    fingerprints, engine, kept, first_kept, held = drawn
    near = pipeline.find_near(
        copies.known_sketches(stage, version) if fingerprints.height else [], fingerprints, engine
    )
    if near.known.height:
        known = copies.digests_at(stage, near.known)
        is_there = ~known["body_digest"].is_in(changed.gone.implode())
        near = replace(near, known=known).keep(np.flatnonzero(is_there))
    partners = near.partners_of(fingerprints["body_digest"], first_kept)

    def fetch(digests: pl.Series) -> pl.DataFrame:
        nonlocal partners
        # Few new bodies are still at hand: reading a stored one means unpacking the 2,000 around it.
        here = held.filter(pl.col("body_digest").is_in(digests.implode()))
        found = kept.find(_without(digests, here))
        elsewhere = bodies.bodies_of(stage, _without(digests, here, found), changed.places)
        memory.give_back(stage)
        kept.add(pl.concat([found, elsewhere]).filter(pl.col("body_digest").is_in(partners.implode())))
        partners = _without(partners, found, elsewhere)
        return pl.concat([here, found, elsewhere])

    pairs = pipeline.find_copies(fingerprints, near, fetch, engine)
    kept.trim()
    return pairs


def _slices(new: pl.DataFrame) -> list[pl.DataFrame]:
    """Cut new bodies into parts whose text may be held; at least one, of at least one body where there are any."""
    words = new["word_count"].fill_null(0).cast(pl.Int64).to_numpy()
    parts: list[pl.DataFrame] = []
    total, start = np.cumsum(words), 0
    while start < new.height or not parts:
        before = int(total[start - 1]) if start else 0
        end = int(np.searchsorted(total, before + _WORDS_AT_ONCE, side="right"))
        end = min(max(end, start + 1), start + _READ_AT_ONCE)
        parts.append(new[start:end])
        start = end
    return parts


def _without(digests: pl.Series, *there: pl.DataFrame) -> pl.Series:
    for bodies_there in there:
        digests = digests.filter(~digests.is_in(bodies_there["body_digest"].implode()))
    return digests


def deduplicate(stage: Stage) -> tuple[int, int]:
    """Find the copies among all articles of a stage, reading the text of new ones and of their candidates only.

    Args:
        stage: The run's stage, all batches parsed.

    Returns:
        How many articles have or had a copy, and how many are duplicates now.

    Raises:
        StageFailed: The stage cannot be read or written.
    """
    search_copies(stage)
    size = memory.JOIN_MEGABYTES
    with memory.within_memory(stage, size):
        candidates = memory.with_enough(stage, size, lambda: duplicates.duplicate_candidates(stage))
        memory.give_back(stage)
        edges = pipeline.find_duplicates(candidates, copies.verified_copies(stage))
        memory.with_enough(stage, size, lambda: duplicates.store_duplicates(stage, edges))
    return candidates.height, edges.height


def tell_storylines(stage: Stage, reference_dir: Path, *, is_wanted: bool = True) -> tuple[int, int]:
    """Put the articles that stand for themselves into storylines, looking only at days near those that changed.

    Args:
        stage: The run's stage, duplicates found.
        reference_dir: The reference CSVs.
        is_wanted: False forgets all storylines.

    Returns:
        How many articles were new, and how many rows say something else now.

    Raises:
        StageFailed: The stage cannot be read or written.
    """
    if not is_wanted:
        storylines.forget_storylines(stage)
        return 0, 0
    version = pipeline.storylines_version(reference_dir)
    gone = storylines.gone_articles(stage, version)
    new = storylines.new_articles(stage, version)
    if new.is_empty() and gone.is_empty():
        return 0, 0
    engine = pipeline.choose_engine(new.height)
    for part in new.iter_slices(_READ_AT_ONCE):
        drawn = pipeline.draw_story_terms(storylines.texts_at(stage, part), reference_dir, engine)
        storylines.store_unsettled(stage, drawn)
    changed = pipeline.follow_changes(
        pl.concat([new["day_on"], gone["day_on"]]),
        lambda: storylines.rows_without_day(stage, gone),
        lambda first: storylines.days_from(stage, gone, first),
        lambda first, last: storylines.rows_between(stage, gone, first, last),
    )
    storylines.settle(stage, version, gone, changed)
    return new.height, changed.height
