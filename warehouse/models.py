"""Build the dbt models on a stage, in this process.

dbt writes its parse cache, artifacts and logs into the warehouse's own ``dbt`` folder, so the project may lie
where nothing can be written (an installed package). It is given the stage through one symbolic link that
always has the same name: a new path would make dbt parse the whole project again on every run.
"""

import logging
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from warehouse.errors import ModelsFailed, one_line

STAGE_VARIABLE: Final = "COPYDESK_STAGE"
"""Environment variable by which ``profiles.yml`` names the database file."""

_LOG: Final = logging.getLogger(__name__)
_QUIET: Final = {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
_BAD: Final = frozenset({"error", "fail", "runtime error"})
_SHOWN: Final = 3


@dataclass(frozen=True)
class ModelResult:
    """What became of one node of the dbt project."""

    name: str
    kind: str
    """model, seed, test, unit_test, snapshot or another of dbt's node types."""
    status: str
    """success, pass, warn, fail, error or skipped, as dbt says it."""
    seconds: float
    message: str | None
    """What dbt says, in one line; None where it says nothing."""


@dataclass(frozen=True)
class ModelsReport:
    """What became of every node, in the order dbt ran them."""

    models: tuple[ModelResult, ...]
    seconds: float
    """Wall time of the whole build, dbt's start included."""


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _stable_path(stage_path: Path, target_dir: Path) -> Path:
    """Name the stage through a link that is the same on every run; by its own name where links are not to be had."""
    link = target_dir / "stage"
    temporary = target_dir / ".stage.new"
    try:
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(stage_path.parent, target_is_directory=True)
        temporary.replace(link)
    except OSError:
        return stage_path
    return link / stage_path.name


def _close_connections() -> None:
    """Let go of the stage: dbt keeps its connection, and with it the write-ahead log, until told."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import reset_adapters

    manager: Any = DuckDBConnectionManager
    manager.close_all_connections()
    forget_adapters: Any = reset_adapters
    forget_adapters()


def _result(result: Any) -> ModelResult:
    message = one_line(result.message) if result.message else None
    return ModelResult(
        name=str(result.node.name),
        kind=str(result.node.resource_type),
        status=str(result.status),
        seconds=float(result.execution_time),
        message=message or None,
    )


def _explain(error: object) -> str:
    return one_line(re.sub(r"\s*compiled code at \S+", "", str(error)))


def build(stage_path: Path, sql_dir: Path, target_dir: Path, threads: int = 1) -> ModelsReport:
    """Build and test every model of the dbt project on a stage.

    No connection to the stage may be open, and none is afterwards. Nothing is printed; dbt's log is
    ``target_dir/logs/dbt.log``. Sets environment variables for its duration, so one build at a time.

    Args:
        stage_path: The stage's file.
        sql_dir: The dbt project with its ``profiles.yml``; only read.
        target_dir: Where dbt keeps its parse cache, artifacts and logs; made if need be.
        threads: Models built at a time.

    Returns:
        Every node with its status and time; warnings of tests included.

    Raises:
        ModelsFailed: A model or test failed, or the project cannot be parsed; one line naming the first of them.
    """
    from dbt.cli.main import dbtRunner

    started = time.perf_counter()
    stage_path, sql_dir, target_dir = stage_path.resolve(), sql_dir.resolve(), target_dir.resolve()
    target_dir.mkdir(parents=True, exist_ok=True)
    arguments = [
        *("build", "--no-write-json", "--project-dir", str(sql_dir), "--profiles-dir", str(sql_dir)),
        *("--target-path", str(target_dir / "target"), "--log-path", str(target_dir / "logs")),
        *("--threads", str(threads), "--log-level", "none", "--log-level-file", "info", "--quiet"),
        *("--no-use-colors", "--no-use-colors-file", "--no-version-check", "--no-send-anonymous-usage-stats"),
        "--no-print",
    ]
    folder = Path.cwd()
    try:
        with _environment({**_QUIET, STAGE_VARIABLE: str(_stable_path(stage_path, target_dir))}):
            outcome = dbtRunner().invoke(arguments)
    finally:
        os.chdir(folder)
        _close_connections()
    if outcome.exception is not None:
        raise ModelsFailed(f"dbt could not build the models of {sql_dir}: {_explain(outcome.exception)}")
    results: Any = outcome.result  # a RunExecutionResult, or None where nothing ran
    models = tuple(_result(result) for result in results or ())
    failed = [model for model in models if model.status in _BAD]
    if failed or not outcome.success:
        named = "; ".join(f"{model.kind} {model.name}: {_explain(model.message)}" for model in failed[:_SHOWN])
        more = f" and {len(failed) - _SHOWN} more" if len(failed) > _SHOWN else ""
        raise ModelsFailed(
            f"{len(failed)} node(s) of the dbt project failed: {named}{more}; see {target_dir / 'logs' / 'dbt.log'}"
        )
    return ModelsReport(models, time.perf_counter() - started)
