"""The import arrows of the design: one way between the parts, one home for each heavy library."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("flows", "expectations", "warehouse")

# library -> the only files or folders that may name it in an import
HOMES = {
    "prefect": (
        "flows/tasks.py",
        "flows/news_flow.py",
        "flows/artifacts.py",
        "flows/__main__.py",
        "flows/deployments.py",
        "flows/serving.py",
        "flows/sweeping.py",
    ),
    "duckdb": ("warehouse/",),
    "dbt": ("warehouse/",),
    "great_expectations": ("expectations/engine.py", "expectations/suites", "expectations/checkpoint.py"),
}


def imported(source: str) -> Iterator[str]:
    """Yield the full name of every absolute import, wherever in the file it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def strays(name: str, source: str) -> list[str]:
    """List the libraries a file imports though its home is elsewhere."""
    libraries = {module.partition(".")[0] for module in imported(source)}
    return sorted(library for library in libraries & HOMES.keys() if not name.startswith(HOMES[library]))


def modules() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_heavy_libraries_stay_at_home(path: Path) -> None:
    assert strays(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) == []


def test_a_stray_import_is_seen_wherever_it_hides() -> None:
    hidden = "def f():\n    if True:\n        from prefect.runtime import flow_run\n        import duckdb as d\n"
    assert strays("flows/steps/clean.py", hidden) == ["duckdb", "prefect"]
    assert strays("flows/tasks.py", "import prefect") == []


def test_the_contracts_of_import_linter_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_init_imports_nothing() -> None:
    assert list(imported((ROOT / "flows/__init__.py").read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("module", ["flows.__main__", "flows.commands.sql", "flows.commands.show"])
def test_questions_do_not_pay_for_the_orchestrator(module: str) -> None:
    heavy = ("prefect", "great_expectations", "dbt", "dataframely")
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & {set(heavy)}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
