"""One ephemeral Prefect server for all flow tests, in a home of its own, ended with the session."""

import contextlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a Prefect API whose database is empty."""
    patch = pytest.MonkeyPatch()
    patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
    patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    from flows.environment import silence_logs, silence_telemetry
    from flows.ephemeral_server import EphemeralServer

    silence_telemetry()
    silence_logs()
    with EphemeralServer() as server:
        from prefect.settings import PREFECT_API_URL, temporary_settings

        patch.setenv("PREFECT_API_URL", server.api_url)
        with temporary_settings({PREFECT_API_URL: server.api_url}):
            server.wait()
            yield server.api_url
    patch.undo()


@dataclass(frozen=True)
class Answer:
    """What a command gave back."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


class Desk:
    """Call commands in this process, so that each does not pay for the imports again."""

    def __init__(self, warehouse: Path) -> None:
        self.warehouse = warehouse

    def __call__(self, *words: str) -> Answer:
        from flows.__main__ import main

        out, err = io.StringIO(newline=""), io.StringIO(newline="")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*words, "--warehouse", str(self.warehouse)])
        return Answer(code, out.getvalue(), err.getvalue())

    def sql(self, query: str) -> list[dict[str, Any]]:
        answer = self("sql", query, "--format", "json")
        assert answer.code == 0, answer.err
        rows: list[dict[str, Any]] = answer.json()
        return rows


PAGES = {
    "bridge.txt": """Harbour bridge reopens after winter repairs

By Ines Calder

PORT LUND, March 3, 2025 (AP) — The old harbour bridge carried traffic again on Monday.

“We have waited four months for this,” said Mayor Orla Finch, who cut the ribbon.

Engineers replaced forty cables and painted the towers green.
""",
    "ferry.txt": """Night ferry keeps its last crossing

The ferry between the two islands will sail until the end of the year, its operator said.

"Nobody wanted to lose it," said Captain Tomas Hale.

Tickets cost as much as before.
""",
    "copy.txt": """NIGHT FERRY SAVED

The ferry between the two islands will sail until the end of the year, its operator said.

“Nobody wanted to lose it,” said Captain Tomas Hale.

Tickets cost as much as before.
""",
    "blank.txt": "  \n",
}


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of a few invented pages: two stories, a copy of one, and a blank file."""
    folder = tmp_path_factory.mktemp("sources") / "pages"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def first_run(prefect_server: str, pages: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Answer]:
    """Run on the pages once; a new warehouse costs seconds, because dbt reads its whole project anew."""
    copydesk = Desk(tmp_path_factory.mktemp("shared") / "news.duckdb")
    return copydesk, copydesk("run", str(pages), "--format", "json")


@pytest.fixture
def copydesk(first_run: tuple[Desk, Answer]) -> Desk:
    """Return the command, on a warehouse that holds the pages; tests may add to it and count on nothing else."""
    return first_run[0]
