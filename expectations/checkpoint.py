"""Judge a stage: run every expectation of a phase with Great Expectations and say whether the stage may go on.

Great Expectations is imported inside the functions, because its import costs 3 to 5 CPU seconds, which a command that
checks nothing must not pay. The checks themselves are in :mod:`expectations.suites`.

``Batch.validate`` is used and not a ``Checkpoint`` object: a checkpoint compares every suite with its stored copy
several times over, which doubles the fixed cost of an expectation (some 5 ms), and its store and actions would do
nothing here, where results go into ``ops.checks``.

Measured after the import, on two cores: both phases together 0.8 to 1.0 CPU seconds on a small file (114 expectations,
Data Docs included), of which DuckDB takes a third; 5.5 seconds of wall time on 20,000 new pages of 2.5 KB with 500,000
blocks. The page text is read for the whole file each time, but hashed and put together again only for what no
published run has vouched for.
"""

import contextlib
import logging
import warnings
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from expectations.report import ChecksReport, Outcome, inert, report_of, write_docs
from expectations.suites.catalogue import load_checks
from expectations.suites.check import Check, Phase, Tolerance, read_tolerances

__all__ = ["ChecksError", "ChecksReport", "run_checks"]


class ChecksError(RuntimeError):
    """The stage could not be checked at all; the message is one line saying what, where and what to do."""


def run_checks(
    stage_path: Path,
    phase: Phase,
    run_id: str,
    docs_dir: Path | None = None,
    tolerances: Mapping[str, Tolerance] | None = None,
    checked_at: datetime | None = None,
    tables: Collection[str] | None = None,
    *,
    is_full: bool = False,
) -> ChecksReport:
    """Check a stage.

    The file is opened read-only over duckdb-engine and closed again. No other connection of this process may be open on
    it meanwhile: DuckDB refuses a second one with other settings.

    Args:
        stage_path: The DuckDB file.
        phase: ``before_models`` checks the tables Python writes, ``after_models`` those dbt builds.
        run_id: The run that is judged.
        docs_dir: Folder for the Data Docs; NULL (None) writes none.
        tolerances: Tolerances by the name of their check; NULL (None) reads ``tolerances.toml``.
        checked_at: The instant that counts as now, UTC without a time zone; NULL (None) is the clock's.
        tables: Full names of the tables to check; NULL (None) checks all. A gate checks all.
        is_full: Whether checks that pass over what a published run has vouched for look at it again as well.

    Returns:
        A row for every expectation, and whether the stage may go on.

    Raises:
        ChecksError: If the file cannot be opened.
        ValueError: If a check or tolerance is not well-formed.
        OSError: If the Data Docs cannot be written.
    """
    now = checked_at or datetime.now(UTC).replace(tzinfo=None)
    checks = load_checks(phase, read_tolerances() if tolerances is None else tolerances)
    if tables is not None:
        checks = [check for check in checks if check.table in tables]
    with _quiet():
        outcomes = _judge(stage_path, checks, run_id, now, is_full=is_full)
    report = report_of(outcomes, run_id, now)
    if docs_dir is not None:
        write_docs(report, checks, docs_dir, phase)
    return report


def _judge(stage_path: Path, checks: list[Check], run_id: str, now: datetime, *, is_full: bool) -> list[Outcome]:
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    from expectations.engine import DuckDBDatasource, DuckDBTableAsset, connection_arguments

    if not stage_path.is_file():
        raise ChecksError(f"cannot check {stage_path}: there is no such file; run the load first")
    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    context = gx.get_context(project_config=config, mode="ephemeral")
    tables = list(dict.fromkeys(check.table for check in checks))
    # All at once: whenever an asset is added to a source the library writes its whole configuration as YAML again.
    assets = [
        DuckDBTableAsset(name=table, schema_name=table.split(".")[0], table_name=table.split(".")[1])
        for table in tables
    ]
    arguments = connection_arguments(stage_path)
    source = context.data_sources.add_or_update_duckdb(name="stage", assets=assets, **arguments)
    assert isinstance(source, DuckDBDatasource)  # noqa: S101 - tells mypy what the registry returns
    engine = source.get_execution_engine()
    try:
        try:
            with engine.get_connection() as connection:
                connection.exec_driver_sql("set variable run_id = $1", (run_id,))
                connection.exec_driver_sql("set variable checked_at = $1", (now,))
                connection.exec_driver_sql("set variable is_full = $1", (is_full,))
                # Keeps the variables and gives the checks a transaction of their own: one snapshot of the file.
                connection.commit()
        except Exception as error:
            raise ChecksError(f"cannot check {stage_path}: {_one_line(str(error))}") from error
        outcomes: list[Outcome] = []
        for table in tables:
            suite = [check for check in checks if check.table == table]
            outcomes += _judge_table(source.get_asset(table), suite)
        return outcomes
    finally:
        engine.close()


def _judge_table(asset: Any, checks: list[Check]) -> list[Outcome]:
    """Validate the suite of one table."""
    from great_expectations.core import ExpectationSuite

    suite = ExpectationSuite(name=asset.name, expectations=[_expectation(check) for check in checks])
    validated = asset.get_batch(asset.build_batch_request()).validate(suite, result_format="COMPLETE")
    results = {result.expectation_config.meta["name"]: result for result in validated.results}
    return [_outcome(check, results[check.name]) for check in checks]


def _expectation(check: Check) -> Any:
    from expectations.suites.kinds import ExpectNoFailingRows, ExpectShareToBeTolerated

    common: dict[str, Any] = {
        "unexpected_rows_query": check.sql,
        "severity": "critical" if check.severity == "error" else "warning",
        "description": check.expects,
        "notes": check.failing_means,
        "meta": {"name": check.name},
    }
    if check.tolerance is None or not check.measures_share:
        return ExpectNoFailingRows(**common)
    return ExpectShareToBeTolerated(max_share=check.tolerance.value, judged_from=check.tolerance.judged_from, **common)


def _outcome(check: Check, result: Any) -> Outcome:
    failure = _failure_of(result.exception_info)
    if failure is not None:
        return Outcome(check=check, is_success=False, observed=None, failure=failure)
    details = result.result["details"]
    return Outcome(
        check=check,
        is_success=bool(result.success),
        observed=result.result["observed_value"],
        rows=(details["measured"],) if check.measures_share else tuple(details["unexpected_rows"]),
    )


def _failure_of(exception_info: Mapping[str, Any]) -> str | None:
    """Return what was raised in one line, NULL (None) where nothing was."""
    # Either one record, or one per metric that failed.
    infos = [exception_info] if "raised_exception" in exception_info else list(exception_info.values())
    for info in infos:
        if info["raised_exception"]:
            return _one_line(str(info["exception_message"]))
    return None


def _one_line(message: str) -> str:
    return inert(" ".join(message.split()))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's own messages off the terminal: what matters of them is in the report."""
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
