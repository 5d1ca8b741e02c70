"""What the repository promises about its own code: docstrings, sizes, dependencies, no traces of a machine."""

import ast
import io
import logging
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("flows", "expectations", "warehouse")
MOST_LINES = 400
MOST_TEST_LINES = 700  # a table of named cases is one thought, however long
# Longer than that, for a reason.
ONE_LIST = {"expectations/contracts.py"}  # every table's columns and nothing else: split, it would have to be searched

# Declared though no module of ours imports them, each for a reason.
NOT_IMPORTED = {
    "fastapi": "bounded for prefect, which breaks on later ones",
    "duckdb-engine": "found by SQLAlchemy through its URL",
    "dbt-duckdb": "found by dbt through the profile's type",
    "dbt-core": "reached as dbt.*, a name it shares with its adapters",
}
# Imported though not declared: the named dependency is the one that decides their version.
COMES_WITH = {
    "pydantic-core": "pydantic",  # pins it to the very version
    "uvicorn": "prefect",  # serves its API with it; ours starts that same server
}
# Methods that override the standard library's say what the standard library says.
INHERITED = {*dir(io.RawIOBase), *dir(logging.Handler), *dir(threading.Thread)}
# The first word of a function's docstring says what it does; these are what people write in its place.
NOT_IMPERATIVE = re.compile(r"(?i)(this|the|an?|it|function|method|helper|returns|gets|sets|makes|does|is|are|has)\b")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def ids(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def public(tree: ast.Module) -> Iterator[tuple[str, ast.ClassDef | Function]]:
    """Yield the public classes and functions of a module and the public methods of its public classes."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, Function) and not inner.name.startswith("_") and not is_told(node, inner):
                        yield f"{node.name}.{inner.name}", inner


def is_told(owner: ast.ClassDef, method: Function) -> bool:
    """Say whether a method is explained elsewhere: by the class it overrides, or by its name as a contract's rule."""
    marks = [ast.unparse(mark) for mark in method.decorator_list]
    return (bool(owner.bases) and method.name in INHERITED) or any(m.startswith(("dy.rule", "overload")) for m in marks)


def own_nodes(function: Function) -> Iterator[ast.AST]:
    """Walk a function without the functions and classes inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.ClassDef | ast.Lambda | Function):
            waiting += ast.iter_child_nodes(node)


def complaints(source: str) -> list[str]:
    """List what the docstrings of a module lack."""
    tree = ast.parse(source)
    found = [] if ast.get_docstring(tree) else ["the module has no docstring"]
    for name, node in public(tree):
        text = ast.get_docstring(node)
        if not text:
            found.append(f"{name} has no docstring")
            continue
        summary = text.splitlines()[0]
        if not summary.endswith((".", ":")):
            found.append(f"{name}: the first line is no sentence")
        if isinstance(node, ast.ClassDef):
            continue
        is_property = any("property" in ast.unparse(mark) for mark in node.decorator_list)
        if not is_property and NOT_IMPERATIVE.match(summary):
            found.append(f"{name}: the first line does not say what to do")
        raises = any(isinstance(inner, ast.Raise) and inner.exc is not None for inner in own_nodes(node))
        if raises and "Raises:" not in text:
            found.append(f"{name} raises and does not say so")
    return found


@pytest.mark.parametrize("path", sources(), ids=ids)
def test_public_names_say_what_they_do_and_what_they_raise(path: Path) -> None:
    assert complaints(path.read_text(encoding="utf-8")) == []


def test_a_missing_word_is_noticed() -> None:
    planted = (
        '"""M."""\ndef a():\n    pass\n'
        'def b():\n    """Returns it."""\n    raise ValueError("x")\n'
        'def c():\n    """No end"""\n'
    )
    assert complaints(planted) == [
        "a has no docstring",
        "b: the first line does not say what to do",
        "b raises and does not say so",
        "c: the first line is no sentence",
    ]


def test_no_module_holds_more_than_one_thought() -> None:
    for path in tracked():
        if path.suffix == ".py" and ids(path) not in ONE_LIST:
            most = MOST_TEST_LINES if ids(path).startswith("tests/") else MOST_LINES
            assert path.read_text(encoding="utf-8").count("\n") <= most, ids(path)


def test_no_file_names_a_folder_of_some_machine() -> None:
    homes = "|".join(("home", "root", "work", "Users", "mnt"))
    machine = re.compile(rf"(?<![\w.:/~$}}<>)\]-])/(?:{homes})/\w")
    found = []
    for path in tracked():
        if path.suffix in {".gz", ".zst", ".bz2", ".xz", ".parquet", ".png", ".lock"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if machine.search(line):
                found.append(f"{ids(path)}:{number}")
    assert found == []
    assert machine.search("see " + "/home/" + "ann/notes")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {normal(re.match(r"[\w.-]+", line)[0]) for line in project["dependencies"]}  # type: ignore[index]


def test_every_import_is_declared_and_every_declaration_imported() -> None:
    modules: set[str] = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    foreign = modules - set(sys.stdlib_module_names) - set(PACKAGES) - {"dbt"}
    homes = packages_distributions()
    used = {module: {normal(name) for name in homes.get(module, [module])} for module in foreign}
    used = {module: {COMES_WITH.get(name, name) for name in names} for module, names in used.items()}
    undeclared = sorted(module for module, names in used.items() if not names & declared())
    assert undeclared == []
    unused = declared() - {name for names in used.values() for name in names} - NOT_IMPORTED.keys()
    assert sorted(unused) == []
