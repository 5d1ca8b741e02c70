"""The columns of what is measured of a pair of bodies: one row a pair, whole numbers."""

from typing import Final

SHARED: Final = 0
"""Distinct shingles in both bodies."""
SIZE_A: Final = 1
SIZE_B: Final = 2
"""Distinct shingles of each."""
SHORT_LEAD: Final = 3
SHORT_LEAD_FOUND: Final = 4
LONG_LEAD: Final = 5
LONG_LEAD_FOUND: Final = 6
"""Shingles of the leads of the shorter and the longer, and how many of them stand in the other body."""
NUMBERS: Final = 7
NUMBERS_MISSING: Final = 8
"""Distinct numbers of the shorter, and how many of them the longer lacks."""
SHORT_LEAD_NUMBERS: Final = 9
SHORT_LEAD_NUMBERS_MISSING: Final = 10
LONG_LEAD_NUMBERS: Final = 11
LONG_LEAD_NUMBERS_MISSING: Final = 12
"""Distinct numbers of the leads, and how many of them the other body lacks."""
SUBJECTS_MISSING: Final = 13
"""Words the shorter uses often and the longer never."""
LONG_NUMBERS: Final = 14
LONG_NUMBERS_MISSING: Final = 15
"""Distinct numbers of the longer, and how many of them the shorter lacks."""
COLUMNS: Final = 16
