"""One ephemeral Prefect server for all flow tests, in a home of its own, ended with the session."""

import json
from collections.abc import Iterator, Sequence
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

    def __init__(self, capsys: pytest.CaptureFixture[str], warehouse: Path) -> None:
        self.warehouse = warehouse
        self._capsys = capsys

    def __call__(self, *words: str) -> Answer:
        from flows.__main__ import main

        self._capsys.readouterr()
        code = main([*words, "--warehouse", str(self.warehouse)])
        out, err = self._capsys.readouterr()
        return Answer(code, out, err)

    def sql(self, query: str) -> list[dict[str, Any]]:
        answer = self("sql", query, "--format", "json")
        assert answer.code == 0, answer.err
        rows: list[dict[str, Any]] = answer.json()
        return rows


@pytest.fixture
def copydesk(prefect_server: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Desk:
    """Return the command, working on a warehouse that does not exist yet."""
    return Desk(capsys, tmp_path / "out" / "news.duckdb")


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


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Return a folder of a few invented pages: two stories, a copy of one, and a blank file."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write_lines(path: Path, records: Sequence[dict[str, Any]]) -> Path:
    """Write records as JSON Lines."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path
