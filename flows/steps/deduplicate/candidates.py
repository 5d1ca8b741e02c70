"""Find the pairs of bodies worth comparing: those whose sketches agree in several minima.

Whether two bodies are compared depends on the two alone, so no arrival order and no other article changes it. This is
the reference that ``compiled`` must equal.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from flows.steps.deduplicate.settings import CopySettings
from flows.steps.deduplicate.sketch import EMPTY, U32, VALUE_BITS, WORD_BITS
from flows.steps.deduplicate.words import U64

I64 = NDArray[np.int64]
_PAIRS_AT_ONCE = 1 << 20


def find_candidates(minima: U32, counts: I64, is_new: NDArray[np.bool_], settings: CopySettings) -> I64:
    """Find every pair that has to be compared and has at least one new body.

    Args:
        minima: One sketch a body.
        counts: Shingles of each body, repeats included.
        is_new: Whether a body has not been compared with the others yet.
        settings: How many minima must agree.

    Returns:
        Two columns of row numbers, the lower first, in ascending order.
    """
    found = [np.zeros((0, 2), dtype=np.int64)]
    for slot in range(minima.shape[1]):
        values = minima[:, slot]
        rows = np.flatnonzero((values != EMPTY) & np.isin(values, values[is_new]))
        rows = rows[np.argsort(values[rows], kind="stable")]
        _, starts, sizes = np.unique(values[rows], return_index=True, return_counts=True)
        is_shared = sizes > 1
        for low, size in zip(starts[is_shared].tolist(), sizes[is_shared].tolist(), strict=True):
            members = rows[low : low + size]
            for pairs in _pairs_with_new(members, is_new):
                agrees = (minima[pairs[:, 0]] == minima[pairs[:, 1]]) & (minima[pairs[:, 0]] != EMPTY)
                is_first = agrees.argmax(axis=1) == slot  # each pair once: in the first slot it agrees in
                pairs, agrees = pairs[is_first], agrees[is_first]
                found.append(pairs[is_worth_comparing(agrees, counts[pairs], settings)])
    pairs = np.concatenate(found)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def make_sieve(new: U32, settings: CopySettings) -> Callable[[U64], NDArray[np.bool_]]:
    """Make what says which known bodies have enough minima that some new body has in the same slot.

    All others need not be looked at further: of a million known bodies some thousand are left for 10,000 new ones.

    Args:
        new: Sketches of the new bodies.
        settings: How many minima must agree.

    Returns:
        A function of known sketches as they are stored (``sketch.packed_rows``), which gives one value a known body;
        none that agrees with a new body as ``find_candidates`` asks is False.
    """
    fewest, fewest_with_lead = fewest_agreements(settings)

    def sieve(known: U64) -> NDArray[np.bool_]:
        total, in_lead = np.zeros((2, len(known)), dtype=np.uint8)
        is_taken = np.zeros(EMPTY + 1, dtype=np.bool_)  # one for all slots: 16 MB
        for slot in range(new.shape[1]):
            is_taken[new[:, slot]] = True
            is_taken[EMPTY] = False
            word, shift = divmod(slot * VALUE_BITS, WORD_BITS)
            values = known[:, word] >> np.uint64(shift)
            if shift + VALUE_BITS > WORD_BITS:
                values |= known[:, word + 1] << np.uint64(WORD_BITS - shift)
            hits = is_taken[(values & np.uint64(EMPTY)).astype(np.int64)]
            total += hits
            if slot >= settings.whole_slots:
                in_lead |= hits
            is_taken[new[:, slot]] = False
        is_enough: NDArray[np.bool_] = (total >= fewest) | ((in_lead > 0) & (total >= fewest_with_lead))
        return is_enough

    return sieve


def fewest_agreements(settings: CopySettings) -> tuple[int, int]:
    """Return the least number of minima in which two bodies must agree to be compared, whatever their lengths.

    Args:
        settings: How many minima must agree.

    Returns:
        The number for any two bodies, and for two that agree in one of the lead.
    """
    fewest = min(settings.agreements, settings.agreements_where_contained)
    return fewest, min(fewest, settings.agreements_with_lead)


def is_worth_comparing(agrees: NDArray[np.bool_], counts: I64, settings: CopySettings) -> NDArray[np.bool_]:
    """Say which pairs agree in as many minima as copies of their lengths would.

    Args:
        agrees: One row a pair and one column a slot.
        counts: Shingles of the two bodies of each pair.
        settings: How many minima must agree.

    Returns:
        One value a pair.
    """
    total = agrees.sum(axis=1)
    in_lead = agrees[:, settings.whole_slots :].any(axis=1)
    shorter = np.minimum(counts[:, 0], counts[:, 1]).astype(np.float64)
    longer = np.maximum(counts[:, 0], counts[:, 1]).astype(np.float64)
    shared = settings.min_containment * shorter
    is_contained = shared < settings.contained_jaccard * (shorter + longer - shared)
    contained = np.where(in_lead, settings.agreements_with_lead, settings.agreements_where_contained)
    needed: NDArray[np.int64] = np.where(is_contained, contained, settings.agreements)
    is_worth: NDArray[np.bool_] = total >= needed
    return is_worth


def _pairs_with_new(members: I64, is_new: NDArray[np.bool_]) -> list[I64]:
    """Pair each new member with every other, each pair once, in parts that fit into memory."""
    new = members[is_new[members]]
    step = max(_PAIRS_AT_ONCE // members.size, 1)
    parts = []
    for start in range(0, new.size, step):
        some = new[start : start + step]
        left, right = np.repeat(some, members.size), np.tile(members, some.size)
        is_once = np.where(is_new[right], left < right, left != right)
        pairs = np.stack((np.minimum(left, right)[is_once], np.maximum(left, right)[is_once]), axis=1)
        parts.append(pairs)
    return parts
