"""Search new bodies for copies among themselves and among those compared before."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.steps.deduplicate import candidates, columns, measure, sketch, words
from flows.steps.deduplicate.settings import COPY_SETTINGS, CopySettings
from flows.steps.deduplicate.sketch import U32
from flows.steps.deduplicate.verdict import are_copies, jaccard_of, shares_of

COMPILED_FROM: Final = 20_000
"""Bodies from which on machine code is used: it saves 90 µs a body, and loading it costs half a second, or several
where it has to be compiled first."""
KNOWN_FOR_ONE: Final = 50
"""Known bodies whose fingerprints cost the reference as much as one new body."""
FETCHED_AT_ONCE: Final = 20_000_000
"""Shingles of the bodies whose text is held at a time while pairs are compared: 120 MB, of however many bodies."""
PAIRS_AT_ONCE: Final = 500_000
"""Pairs compared at a time: 60 MB of measures. Of 1,000 reports on one template every two are compared, so that their
pairs, which are half their number squared, are what fills memory and takes time: 1 to 3 µs a pair."""
CUT_AT_ONCE: Final = 2_000_000
"""Shingles of the bodies cut into words at a time: 70 MB."""

Fetch = Callable[[pl.Series], pl.DataFrame]
"""Gives ``body_digest`` and ``body_text`` of the digests asked for, in any order."""


@dataclass(frozen=True)
class Engine:
    """The functions that do the work: the NumPy reference or their compiled twins, which give the same."""

    cut_words: Callable[[pl.Series], words.Words]
    shingle: Callable[[words.Words, int], words.Shingles]
    sketch: Callable[[pl.Series, CopySettings], tuple[words.I64, U32]]
    make_sieve: Callable[[U32, CopySettings], Callable[[words.U64], NDArray[np.bool_]]]
    find_candidates: Callable[[U32, words.I64, NDArray[np.bool_], CopySettings], words.I64]
    measure: Callable[[words.Words, words.Shingles, words.I64, CopySettings], NDArray[np.int32]]


@dataclass(frozen=True)
class Near:
    """The bodies that are to be compared."""

    known: pl.DataFrame
    """What was given of the known ones among them."""
    pairs: words.I64
    """Two columns, the lower first: rows of ``known``, and behind them those of the new bodies."""

    def keep(self, kept: words.I64) -> "Near":
        """Leave out all known bodies but those of some rows.

        Args:
            kept: Rows of ``known``, ascending.

        Returns:
            These bodies, and the pairs that none of the others is in.
        """
        height = self.known.height
        if kept.size == height:
            return self
        places = np.full(height, -1, dtype=np.int64)
        places[kept] = np.arange(kept.size)
        is_known = self.pairs < height
        pairs = np.where(is_known, places[np.where(is_known, self.pairs, 0)], self.pairs - (height - kept.size))
        return Near(self.known[kept], pairs[(pairs >= 0).all(axis=1)])

    def partners_of(self, new: pl.Series, first: int) -> pl.Series:
        """Name the bodies that the later ones of the new are compared with.

        Args:
            new: Digests of the new bodies.
            first: Row among them of the first of the later ones.

        Returns:
            Digests, each once, of known bodies and of new ones before ``first``.
        """
        height = self.known.height
        is_met = self.pairs >= height + first
        met = _named(self.pairs[is_met[:, 1] & ~is_met[:, 0], :1])
        digests = new.head(0) if not height else self.known["body_digest"]
        return pl.concat([digests.gather(met[met < height]), new.gather(met[met >= height] - height)])


REFERENCE: Final = Engine(
    words.cut_words,
    words.shingle,
    sketch.sketch_texts,
    candidates.make_sieve,
    candidates.find_candidates,
    measure.measure,
)


def choose_engine(body_count: int, known_count: int = 0) -> Engine:
    """Choose by the amount of work; the results are the same.

    Args:
        body_count: Bodies to be searched.
        known_count: Bodies they are compared with, their own number aside.

    Returns:
        The compiled functions from ``COMPILED_FROM`` bodies on, where numba is there and can keep its code.
    """
    if body_count + known_count // KNOWN_FOR_ONE < COMPILED_FROM:
        return REFERENCE
    try:
        from flows.steps.deduplicate import compiled, compiled_measure, compiled_words
    except (ImportError, RuntimeError):  # numba: not for this Python, or no folder it may write to
        return REFERENCE
    return Engine(
        compiled_words.cut_words,
        compiled_words.shingle,
        compiled_words.sketch,
        compiled.make_sieve,
        compiled.find_candidates,
        compiled_measure.measure,
    )


def fingerprint(bodies: pl.DataFrame, engine: Engine, settings: CopySettings = COPY_SETTINGS) -> pl.DataFrame:
    """Draw the sketch of each body.

    Args:
        bodies: ``body_digest`` and ``body_text``, each body once; some 20,000 at a time keep memory small.
        engine: Who does the work (``choose_engine``).
        settings: The shape of shingles and sketch.

    Returns:
        ``body_digest``, ``shingle_count`` (repeats included) and ``sketch``, in the same order.
    """
    counts, minima = engine.sketch(bodies["body_text"], settings)
    # A copy, because a column of a frame that came from Arrow keeps the whole frame alive: all texts, 2.6 GB a million.
    digests = pl.Series("body_digest", bodies["body_digest"].to_list(), dtype=pl.String)
    return pl.DataFrame([digests, pl.Series("shingle_count", counts, dtype=pl.Int32), sketch.pack(minima)])


def find_near(
    known: Iterable[pl.DataFrame], new: pl.DataFrame, engine: Engine, settings: CopySettings = COPY_SETTINGS
) -> Near:
    """Find which bodies are to be compared, by their sketches alone.

    Args:
        known: ``shingle_count`` and ``sketch`` of the known bodies, and whatever else, part by part: no more than a
            part of them is ever held.
        new: Fingerprints of bodies that were compared with nothing yet.
        engine: Who does the work.
        settings: How many minima must agree.

    Returns:
        The pairs with at least one new body, and the known bodies in them.
    """
    minima = sketch.unpack(new["sketch"], settings)
    counts = new["shingle_count"].to_numpy().astype(np.int64)
    some = _sift(known, minima, engine, settings)
    if some.height:
        minima = np.concatenate((sketch.unpack(some["sketch"], settings), minima))
        counts = np.concatenate((some["shingle_count"].to_numpy().astype(np.int64), counts))
    pairs = engine.find_candidates(minima, counts, np.arange(len(minima)) >= some.height, settings)
    del minima
    named = _named(pairs)
    return Near(some, pairs).keep(named[named < some.height])


def _sift(known: Iterable[pl.DataFrame], minima: U32, engine: Engine, settings: CopySettings) -> pl.DataFrame:
    """Leave out known bodies that agree with no new one; apart, so that the sieve is gone before bodies are paired."""
    sieve, parts = None, []
    for part in known:
        if sieve is None and part.height:  # its tables are 60 MB for a million new bodies
            sieve = engine.make_sieve(minima, settings)
        rows = sketch.packed_rows(part["sketch"], settings)
        parts.append(part if sieve is None else part[np.flatnonzero(sieve(rows))])
    return pl.concat(parts) if parts else pl.DataFrame()


def find_copies(
    new: pl.DataFrame, near: Near, fetch: Fetch, engine: Engine, settings: CopySettings = COPY_SETTINGS
) -> pl.DataFrame:
    """Find the pairs of copies that have at least one new body.

    Whether two bodies are a pair depends on the two alone, so the pairs of all runs together are those of one run over
    everything, in whatever order the bodies came.

    Args:
        new: Fingerprints of bodies that were compared with nothing yet.
        near: What ``find_near`` found for them, ``known`` with ``body_digest``.
        fetch: Where the text of candidates comes from.
        engine: Who does the work.
        settings: The thresholds.

    Returns:
        ``body_digest``, ``other_digest`` (the greater one), ``jaccard``, ``body_share`` and ``other_share`` (share of
        either's shingles that stand in the other), one row a pair of copies, in order.
    """
    bodies = new.select("body_digest", "shingle_count")
    if near.known.height:
        bodies = pl.concat([near.known.select(bodies.columns), bodies])
    digests, sizes = bodies["body_digest"], bodies["shingle_count"].to_numpy().astype(np.int64)
    pairs = near.pairs
    found = [
        _compare(part, digests, sizes, fetch, engine, settings)
        # In order of the later body, since bodies that came together are stored together: other orders read most texts
        # of a million once for each part, which took longer than all else.
        for part in _in_parts(pairs[np.lexsort((pairs[:, 0], pairs[:, 1]))], sizes, FETCHED_AT_ONCE)
    ]
    return pl.concat([_pairs_frame(digests, pairs[:0], np.zeros((0, columns.COLUMNS), np.int32)), *found]).sort(
        "body_digest", "other_digest"
    )


def copies_version(settings: CopySettings = COPY_SETTINGS) -> str:
    """Name the search by what its results depend on: its code, its settings and how text is folded.

    Args:
        settings: The thresholds.

    Returns:
        16 hex digits; stored fingerprints and pairs of another version are of no use.
    """
    package = Path(__file__).parent
    digest = hashlib.sha256(repr(settings).encode())
    for path in [*sorted(package.glob("*.py")), package.parents[1] / "text" / "normalise.py"]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _compare(
    pairs: words.I64, digests: pl.Series, sizes: words.I64, fetch: Fetch, engine: Engine, settings: CopySettings
) -> pl.DataFrame:
    """Fetch the texts of some pairs once, and measure them part by part."""
    named = _named(pairs)
    wanted = digests.gather(named)
    fetched = fetch(wanted)
    # Rows and no texts are joined: what is read part by part would be copied, 130 MB beside as many.
    rows_fetched = (
        wanted.to_frame("body_digest")
        .join(fetched.select("body_digest").with_row_index("row"), on="body_digest", how="left", maintain_order="left")
        .get_column("row")
    )
    places = _places_among(named, pairs)
    found = []
    for part in _in_parts(places[_by_neighbourhood(places, len(wanted))], sizes[named], CUT_AT_ONCE):
        rows = _named(part)
        cut = engine.cut_words(fetched["body_text"].gather(rows_fetched.gather(rows)))
        here = _places_among(rows, part)
        # The lesser digest comes first, so that equal lengths are told apart the same way in every run.
        names = wanted.gather(rows)
        is_swapped = (names.gather(here[:, 0]) > names.gather(here[:, 1])).to_numpy()
        here[is_swapped] = here[is_swapped, ::-1]
        measured = engine.measure(cut, engine.shingle(cut, settings.shingle_words), here, settings)
        is_copy = are_copies(measured, settings)
        found.append(_pairs_frame(names, here[is_copy], measured[is_copy]))
    return pl.concat(found)


def _pairs_frame(names: pl.Series, pairs: words.I64, measured: NDArray[np.int32]) -> pl.DataFrame:
    body_share, other_share = shares_of(measured)
    return pl.DataFrame(
        {
            "body_digest": names.gather(pairs[:, 0]),
            "other_digest": names.gather(pairs[:, 1]),
            "jaccard": jaccard_of(measured),
            "body_share": body_share,
            "other_share": other_share,
        }
    )


def _in_parts(pairs: words.I64, sizes: words.I64, limit: int) -> Iterator[words.I64]:
    """Cut a list of pairs where its parts would name bodies of a greater size, or be more than ``PAIRS_AT_ONCE``."""
    while len(pairs):
        part = pairs[:PAIRS_AT_ONCE]
        if sizes[_named(part)].sum() > limit:
            rows, first = np.unique(part.ravel(), return_index=True)
            order = np.argsort(first)
            over = int(np.argmax(np.cumsum(sizes[rows[order]]) > limit))
            part = part[: max(int(first[order[over]]) // 2, 1)]
        yield part
        pairs = pairs[len(part) :]


def _named(pairs: words.I64) -> words.I64:
    """Return the rows some pairs name, each once, in ascending order; sorting half a million pairs took 0.1 s."""
    is_named = np.zeros(pairs.max(initial=-1) + 1, dtype=np.bool_)
    is_named[pairs.ravel()] = True
    return np.flatnonzero(is_named)


def _places_among(named: words.I64, pairs: words.I64) -> words.I64:
    """Say at which place among the rows they name each row of some pairs stands."""
    places = np.empty(named.max(initial=-1) + 1, dtype=np.int64)
    places[named] = np.arange(named.size)
    found: words.I64 = places[pairs]
    return found


def _by_neighbourhood(pairs: words.I64, body_count: int) -> words.I64:
    """Order pairs so that those around one body stand together and its text is cut once or twice only."""
    labels = np.arange(body_count)
    for _ in range(3):  # rounds; an incomplete labelling costs time, never a pair
        np.minimum.at(labels, pairs[:, 0], labels[pairs[:, 1]])
        np.minimum.at(labels, pairs[:, 1], labels[pairs[:, 0]])
    order: words.I64 = np.lexsort((pairs[:, 1], pairs[:, 0], labels[pairs[:, 0]]))
    return order
