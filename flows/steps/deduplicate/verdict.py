"""Decide from what was measured which pairs are copies.

Jaccard alone cannot: a market report shares more of its text with last week's than a cut copy with the whole story.
Four questions are asked, each of the two texts alone, so that a growing warehouse never changes a verdict:

1. Does the longer hold most of the shorter (containment)?
2. Does it hold its lead? Pages sharing a long gallery or boilerplate share everything but that.
3. Are the numbers the same ones? Reports on one template differ in them, mostly in the lead, each with its own.
4. Does the longer name what the shorter keeps naming? Releases on one template differ in whom they are about.
"""

import numpy as np
from numpy.typing import NDArray

from flows.steps.deduplicate import columns as m
from flows.steps.deduplicate.settings import CopySettings

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


def jaccard_of(measured: NDArray[np.int32]) -> Floats:
    """Divide the shared shingles by all shingles of both bodies.

    Args:
        measured: Rows of ``measure``.

    Returns:
        0 to 1 a pair; 0 for two empty bodies.
    """
    shared = measured[:, m.SHARED].astype(np.float64)
    return shared / np.maximum(measured[:, m.SIZE_A] + measured[:, m.SIZE_B] - shared, 1)


def shares_of(measured: NDArray[np.int32]) -> tuple[Floats, Floats]:
    """Divide the shared shingles by those of each body: containment with its direction.

    Args:
        measured: Rows of ``measure``.

    Returns:
        Share of the first body that stands in the second, and of the second in the first.
    """
    shared = measured[:, m.SHARED].astype(np.float64)
    return shared / np.maximum(measured[:, m.SIZE_A], 1), shared / np.maximum(measured[:, m.SIZE_B], 1)


def are_copies(measured: NDArray[np.int32], settings: CopySettings) -> Flags:
    """Say which pairs are copies of each other.

    Args:
        measured: Rows of ``measure``.
        settings: The thresholds.

    Returns:
        One value a pair.
    """
    containment = np.maximum(*shares_of(measured))
    short_lead = measured[:, m.SHORT_LEAD_FOUND] / np.maximum(measured[:, m.SHORT_LEAD], 1)
    long_lead = measured[:, m.LONG_LEAD_FOUND] / np.maximum(measured[:, m.LONG_LEAD], 1)
    lead_needed = np.where(containment < settings.sure_containment, settings.min_lead, settings.sure_min_lead)
    copies: Flags = (
        (containment >= settings.min_containment)
        & (np.maximum(short_lead, long_lead) >= lead_needed)
        & ~are_apart(measured, settings)
    )
    return copies


def are_apart(measured: NDArray[np.int32], settings: CopySettings) -> Flags:
    """Say which pairs are told apart by their words alone: other numbers, other subjects.

    Args:
        measured: Rows of ``measure``, of which what words tell is looked at.
        settings: The thresholds.

    Returns:
        One value a pair.
    """
    apart: Flags = _have_other_numbers(measured, settings) | (
        measured[:, m.SUBJECTS_MISSING] > settings.max_missing_subjects
    )
    return apart


def _have_other_numbers(measured: NDArray[np.int32], settings: CopySettings) -> Flags:
    def lacks(missing: int, total: int, least: int, share: float) -> Flags:
        few = measured[:, missing] < least
        flags: Flags = ~few & (measured[:, missing] >= share * measured[:, total])
        return flags

    share, both = settings.missing_share, settings.both_missing_share
    least, least_of_lead = settings.min_missing_numbers, settings.min_missing_lead_numbers
    short = lacks(m.NUMBERS_MISSING, m.NUMBERS, least, share)
    short_of_both = lacks(m.NUMBERS_MISSING, m.NUMBERS, least, both)
    long_of_both = lacks(m.LONG_NUMBERS_MISSING, m.LONG_NUMBERS, least, both)
    short_lead = lacks(m.SHORT_LEAD_NUMBERS_MISSING, m.SHORT_LEAD_NUMBERS, least_of_lead, share)
    long_lead = lacks(m.LONG_LEAD_NUMBERS_MISSING, m.LONG_LEAD_NUMBERS, least_of_lead, share)
    return short | (short_of_both & long_of_both) | (short_lead & long_lead)
