"""Gather all checks: those derived from the contracts and those on meaning, written as SQL files.

A file ``<suite>/<name>.sql`` opens with a header of comments (a line indented by three spaces goes on with the one
before it) and holds one query::

    -- expects: Every quote stands at its span in its page.
    -- failing means: The quote cites words its page does not hold at that place.
    -- severity: error

``severity`` is left out where a tolerance of the same name stands in ``tolerances.toml``; the query then returns one
row of ``share`` and ``judged_count``, or, where the tolerance is one of ``times`` the usual, a row with ``times`` and
``judged_count`` for everything it compares, of which those fail that exceed the tolerance.

A query that is asked of several tables or columns stands once, in ``_templates/<template>.sql``, with ``$name`` where
they differ; a check that asks it has no query of its own, but says so in its header::

    -- template: names_are_counted_once
    -- with kind: person
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from string import Template
from typing import Final

from expectations.ddl import quote_literal
from expectations.suites.check import Check, Phase, Severity, Tolerance, read_tolerances, tolerance_of
from expectations.suites.from_contracts import contract_checks

SUITES_DIR: Final = Path(__file__).parent
_TEMPLATES: Final = SUITES_DIR / "_templates"
_FIELDS: Final = ("expects", "failing means", "severity", "template")
_SEVERITIES: Final[dict[str, Severity]] = {"error": "error", "warn": "warn"}


def load_checks(phase: Phase, tolerances: Mapping[str, Tolerance]) -> list[Check]:
    """Gather the checks of a phase.

    Args:
        phase: ``before_models`` for the tables Python writes, ``after_models`` for those dbt builds.
        tolerances: Tolerances by the name of their check.

    Returns:
        Checks grouped by table, in an order that depends on nothing but their names and the contracts.

    Raises:
        ValueError: If a file has no proper header, or a check that measures a share has no tolerance.
    """
    derived = [check for check in contract_checks() if check.phase == phase]
    written = [check for check in meaning_checks(tolerances) if check.phase == phase]
    tables = dict.fromkeys(check.table for check in [*derived, *written])
    return [check for table in tables for check in [*derived, *written] if check.table == table]


def meaning_checks(tolerances: Mapping[str, Tolerance]) -> list[Check]:
    """Read the checks on meaning of all suites.

    Args:
        tolerances: Tolerances by the name of their check.

    Returns:
        Checks sorted by table and name.

    Raises:
        ValueError: If a file has no proper header, or a check that measures a share has no tolerance.
    """
    return [parse_check(path, tolerances) for path in sorted(SUITES_DIR.glob("*.*/*.sql"))]


def parse_check(path: Path, tolerances: Mapping[str, Tolerance]) -> Check:
    """Read one check on meaning.

    Args:
        path: A SQL file in a folder named after its table.
        tolerances: Tolerances by the name of their check.

    Returns:
        The check.

    Raises:
        ValueError: If its header lacks a field, its severity is unknown, it has no tolerance where it needs one, or its
            template is unknown or lacks a value.
    """
    sql = path.read_text(encoding="utf-8")
    header: dict[str, str] = {}
    field = ""
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        key, colon, value = line.removeprefix("--").strip().partition(": ")
        if colon and (key in _FIELDS or key.startswith("with ")):
            field = key
            header[field] = value.strip()
        elif field and line.startswith("--   "):
            header[field] += " " + line.removeprefix("--").strip()
    place = f"{path.parent.name}/{path.name}"
    for needed in ("expects", "failing means"):
        if not header.get(needed):
            raise ValueError(f"{place}: the header has no line '-- {needed}: ...'")
    if "template" in header:
        sql += _filled(header, place)
    tolerance = None if "severity" in header else tolerance_of(path.stem, tolerances)
    severity = tolerance.severity if tolerance else _SEVERITIES.get(header["severity"])
    if severity is None:
        raise ValueError(f"{place}: severity must be error or warn, not {header['severity']!r}")
    return Check(
        table=path.parent.name,
        name=path.stem,
        expects=header["expects"],
        failing_means=header["failing means"],
        severity=severity,
        sql=_exceeding(sql, tolerance) if tolerance and tolerance.unit == "times" else sql,
        tolerance=tolerance,
    )


def _filled(header: Mapping[str, str], place: str) -> str:
    """Write out the template a header names."""
    try:
        template = Template((_TEMPLATES / f"{header['template']}.sql").read_text(encoding="utf-8"))
        return template.substitute({key.removeprefix("with "): value for key, value in header.items()})
    except FileNotFoundError as error:
        raise ValueError(f"{place}: there is no template {header['template']}") from error
    except KeyError as error:
        raise ValueError(f"{place}: the header has no line '-- with {error.args[0]}: ...'") from error


def _exceeding(sql: str, tolerance: Tolerance) -> str:
    """Keep of what is compared what exceeds its tolerance; the header stays on top."""
    lines = sql.strip().splitlines()
    header = list(takewhile(lambda line: line.startswith("--"), lines))
    query = "\n".join(["select * from (", *lines[len(header) :], ")"])
    kept = f"where times > {tolerance.value} and judged_count >= {tolerance.judged_from}"
    return "\n".join([*header, query, kept])


def sql_of(table: str, name: str, run_id: str, checked_at: datetime | None = None) -> str | None:
    """Return the SQL of a check as one can ask it oneself, for example with ``copydesk sql``.

    Args:
        table: The suite.
        name: The check's name in it.
        run_id: The run that was judged.
        checked_at: When it was judged, UTC; NULL (None) leaves the day of asking.

    Returns:
        The query without its header, its variables written out; NULL (None) where the check is unknown.
    """
    sql = _known_sql().get((table, name))
    if sql is None:
        return None
    lines = [line for line in sql.strip().splitlines() if not line.startswith("--")]
    instant = "now()::timestamp" if checked_at is None else f"timestamp {quote_literal(checked_at.isoformat(' '))}"
    text = "\n".join(lines)
    return text.replace("getvariable('run_id')", quote_literal(run_id)).replace("getvariable('checked_at')", instant)


@lru_cache(maxsize=1)
def _known_sql() -> Mapping[tuple[str, str], str]:
    # Asked for every expectation that failed: the files are read once a process.
    return {(check.table, check.name): check.sql for check in [*contract_checks(), *meaning_checks(read_tolerances())]}
