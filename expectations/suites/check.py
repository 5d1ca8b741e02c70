"""What a check is, before any engine runs it: a name, a sentence, a severity and the SQL that returns failing rows."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Severity = Literal["error", "warn"]
Phase = Literal["before_models", "after_models"]
Unit = Literal["share", "times"]

TOLERANCES_FILE: Final = Path(__file__).parent.parent / "tolerances.toml"


@dataclass(frozen=True, kw_only=True)
class Tolerance:
    """How much of a known imperfection is accepted, and why.

    Attributes:
        value: Largest share accepted, 0 to 1; or how many times the usual is accepted, from 1.
        judged_from: Fewest rows it is judged from; below that a share is recorded only.
        observed: What was seen when the tolerance was set, in the same unit.
        date: The day it was seen, ISO 8601.
        reason: Why that much is accepted.
        severity: Whether exceeding it stops the publication.
        unit: Whether value is a share, or how many times the usual a source may show.
    """

    value: float
    judged_from: int
    observed: float
    date: str
    reason: str
    severity: Severity
    unit: Unit = "share"

    def __post_init__(self) -> None:
        """Refuse a tolerance that could never be exceeded, or has no reason."""
        if self.unit not in ("share", "times"):
            raise ValueError("unit must be share or times")
        if self.judged_from < 1:
            raise ValueError("judged_from must be at least 1")
        if self.unit == "share" and (not 0 <= self.value < 1 or not 0 <= self.observed <= 1):
            raise ValueError("of a share, value must be in [0, 1) and observed in [0, 1]")
        if self.unit == "times" and (self.value < 1 or self.observed < 0):
            raise ValueError("of times, value must be at least 1 and observed not negative")
        if self.severity not in ("error", "warn") or not self.reason.strip() or not self.date.strip():
            raise ValueError("a tolerance needs a severity (error or warn), a reason and a date")

    def sentence(self) -> str:
        """Return the tolerance as one sentence, for ``ops.checks.tolerance``."""
        unit = "" if self.unit == "share" else " times the usual"
        return (
            f"at most {self.value:g}{unit}, judged from {self.judged_from} rows on "
            f"({self.observed:g} seen on {self.date}): {self.reason}"
        )


@dataclass(frozen=True, kw_only=True)
class Check:
    """One expectation on one table.

    Attributes:
        table: Full name of the table, which names the suite.
        name: Name within the suite.
        expects: What holds, in a sentence.
        failing_means: What it means when it does not.
        severity: Whether a failure stops the publication.
        sql: A query that returns the failing rows; for a check with a tolerance one row of ``share`` (0 to 1, NULL
            where there is nothing to judge) and ``judged_count``. It names its tables itself and may read the variables
            ``run_id``, ``checked_at`` and ``is_full`` (whether what a published run has vouched for
            is checked as well).
        tolerance: The tolerance the share is held against; NULL (None) where no row may fail.
    """

    table: str
    name: str
    expects: str
    failing_means: str
    severity: Severity
    sql: str
    tolerance: Tolerance | None = None

    @property
    def measures_share(self) -> bool:
        """Whether it measures one share of a table, and not which rows fail."""
        return self.tolerance is not None and self.tolerance.unit == "share"

    @property
    def phase(self) -> Phase:
        """When it is checked: the marts after the models, everything else before them."""
        return "after_models" if self.table.startswith("marts.") else "before_models"


def read_tolerances(path: Path = TOLERANCES_FILE) -> dict[str, Tolerance]:
    """Read the tolerances.

    Args:
        path: A TOML file with one table per check that measures a share.

    Returns:
        Tolerances by the name of their check.

    Raises:
        ValueError: If a tolerance is incomplete, has a key too many, or could never be exceeded; names file and table.
    """
    tolerances = {}
    for name, fields in tomllib.loads(path.read_text(encoding="utf-8")).items():
        try:
            tolerances[name] = Tolerance(**fields)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{path.name}: [{name}] {error}") from error
    return tolerances


def tolerance_of(name: str, tolerances: Mapping[str, Tolerance]) -> Tolerance:
    """Return the tolerance of a check.

    Args:
        name: Name of a check that measures a share.
        tolerances: Tolerances by name.

    Returns:
        Its tolerance.

    Raises:
        ValueError: If there is none: a measured share without a limit would check nothing.
    """
    try:
        return tolerances[name]
    except KeyError:
        raise ValueError(f"tolerances.toml has no table [{name}]: add value, observed, date and reason") from None
