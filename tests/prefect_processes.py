"""Real Prefect processes for the tests of schedules: a server on a free port, ``copydesk serve``, a worker, a client.

Everything lives in a folder of its own (PREFECT_HOME, warehouse, sources) and is ended with it; only processes started
here are ever signalled.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PAGE = """Tram line {words} gets a new bridge after a winter of repairs

By Ines Calder

PORT LUND, March 3, 2025 (AP) — The tram of line {words} crossed the harbour again on Monday, the city council said.

“We have waited four months for this,” said Mayor Orla Finch, who drove the first tram of line {words} herself.

Engineers replaced forty cables of the bridge and painted its towers green. Tickets cost as much as before.
"""
"""A page of one story, as long as a story is."""
FINAL = frozenset({"COMPLETED", "FAILED", "CRASHED", "CANCELLED"})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Callable[[], Any], seconds: float, what: str) -> Any:
    """Ask until the answer is true, and return it."""
    deadline = time.monotonic() + seconds
    while not (answer := is_so()):
        assert time.monotonic() < deadline, f"waited {seconds:g} s for {what}"
        time.sleep(0.2)
    return answer


class House:
    """A folder with a Prefect home, sources and a warehouse, and the processes that work in it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.api = f"http://127.0.0.1:{self.port}/api"
        self.warehouse = folder / "w" / "news.duckdb"
        self.sources = folder / "pages"
        self.sources.mkdir(parents=True)
        self._read: dict[str, int] = {}
        self.processes: list[subprocess.Popen[bytes]] = []
        self.variables = {
            name: value for name, value in os.environ.items() if not name.startswith(("COPYDESK_", "PREFECT"))
        }
        self.variables |= {
            "PREFECT_HOME": str(folder / "home"),
            "HOME": str(folder),
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "DO_NOT_TRACK": "1",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "COPYDESK_DOCS": "false",
            "COPYDESK_BATCH_SIZE": "5",
            **environment,
        }

    def add_page(self, name: str, words: str) -> None:
        """Put a page into the sources, whole: a reader must not see half of it."""
        hidden = self.sources / f".{name}"
        hidden.write_text(PAGE.format(words=words), encoding="utf-8")
        hidden.rename(self.sources / name)

    def start(self, *words: str, log: str, **environment: str) -> subprocess.Popen[bytes]:
        with (self.folder / log).open("ab") as out:
            process = subprocess.Popen(
                words, cwd=ROOT, env=self.variables | environment, stdout=out, stderr=out, start_new_session=True
            )
        self.processes.append(process)
        return process

    def start_server(self) -> subprocess.Popen[bytes]:
        server = self.start(
            str(BIN / "prefect"), "server", "start", "--port", str(self.port), "--no-ui", log="server.log"
        )
        self.await_server(server)
        return server

    def await_server(self, owner: subprocess.Popen[bytes], seconds: float = 400) -> None:
        def is_up() -> bool:
            assert owner.poll() is None, f"the server ended with {owner.poll()}"
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return self.ask(lambda client: client.api_healthcheck()) is None
            except OSError:
                return False

        wait_until(is_up, seconds, "the server")

    def start_serve(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        serve = self.start(
            sys.executable,
            *("-m", "flows", "serve", str(self.sources), "--warehouse", str(self.warehouse)),
            *("--port", str(self.port), *words),
            log="serve.log",
            **environment,
        )
        self.await_line("serve.log", "serving ingest, nightly and backfill", serve)
        return serve

    def await_line(self, log: str, words: str, owner: subprocess.Popen[bytes], seconds: float = 600) -> None:
        """Wait until a process has written something."""
        start = self._read.get(log, 0)

        def is_written() -> bool:
            assert owner.poll() is None, f"it ended with {owner.poll()}: {(self.folder / log).read_text()}"
            return words in (self.folder / log).read_text()[start:]

        wait_until(is_written, seconds, f"{words!r} in {log}")
        self._read[log] = len((self.folder / log).read_text())

    def prefect(self, *words: str) -> str:
        done = subprocess.run(
            [str(BIN / "prefect"), "--no-prompt", *words],
            cwd=ROOT,
            env=self.variables | {"PREFECT_API_URL": self.api},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, question: Callable[[Any], Any]) -> Any:
        """Ask the server through Prefect's client, again where it is busy: SQLite is locked when many runs report."""
        from prefect.client.orchestration import PrefectClient
        from prefect.exceptions import PrefectHTTPStatusError

        async def answer() -> Any:
            async with PrefectClient(self.api) as client:
                return await question(client)

        for seconds in (1, 5, 20, 60):
            try:
                return asyncio.run(answer())
            except PrefectHTTPStatusError as error:
                if error.response.status_code != 503:  # of which nothing has come
                    raise
                time.sleep(seconds)
        return asyncio.run(answer())

    def schedule(self, deployment: str, when: datetime | None = None, **parameters: Any) -> UUID:
        """Make a run of a deployment, due at an instant or now."""
        from prefect.states import Scheduled

        async def make(client: Any) -> UUID:
            found = await client.read_deployment_by_name(deployment)
            state = Scheduled(scheduled_time=when) if when else Scheduled()
            run = await client.create_flow_run_from_deployment(found.id, parameters=parameters, state=state)
            return UUID(str(run.id))

        made: UUID = self.ask(make)
        return made

    def runs(self) -> list[Any]:
        """Return all runs but those that are due later, the oldest first."""
        from prefect.client.schemas.sorting import FlowRunSort

        async def read(client: Any) -> list[Any]:
            found: list[Any] = []
            while True:
                part = await client.read_flow_runs(
                    sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=200, offset=len(found)
                )
                found += part
                if len(part) < 200:
                    return [run for run in found if run.state_name != "Scheduled"]

        return list(self.ask(read))

    def run(self, flow_run_id: UUID) -> Any:
        return self.ask(lambda client: client.read_flow_run(flow_run_id))

    def await_final(self, flow_run_ids: Iterable[UUID], seconds: float = 900) -> list[Any]:
        ids = list(flow_run_ids)

        def all_final() -> list[Any] | None:
            found = [self.run(one) for one in ids]
            return found if all(run.state_type.value in FINAL for run in found) else None

        return list(wait_until(all_final, seconds, "the runs to end"))

    def artifact(self, flow_run_id: UUID, key: str) -> Any:
        """Return a run's artifact; None where it left none of that key."""
        from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId, ArtifactFilterKey

        chosen = ArtifactFilter(
            flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run_id]), key=ArtifactFilterKey(any_=[key])
        )
        return next(iter(self.ask(lambda client: client.read_artifacts(artifact_filter=chosen))), None)

    def log(self, flow_run_id: UUID) -> list[str]:
        """Return the lines of a run's log, the oldest first."""
        from prefect.client.schemas.filters import LogFilter, LogFilterFlowRunId
        from prefect.client.schemas.sorting import LogSort

        chosen = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[flow_run_id]))
        found = self.ask(lambda client: client.read_logs(log_filter=chosen, sort=LogSort.TIMESTAMP_ASC))
        return [line.message for line in found]

    def progress(self, flow_run_id: UUID) -> str | None:
        """Return what a run says of how far it is; None before it says anything."""
        found = self.artifact(flow_run_id, "copydesk-progress")
        return found and str(found.description)

    def cancel(self, flow_run_id: UUID) -> None:
        """Do what the button of the UI does."""
        from prefect.states import Cancelling

        self.ask(lambda client: client.set_flow_run_state(flow_run_id, Cancelling()))

    def writer(self) -> Any:
        from warehouse.layout import Layout
        from warehouse.lock import holder

        return holder(Layout.of(self.warehouse))

    def close(self) -> None:
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(60)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
        for pid in self.left_over():
            os.kill(pid, signal.SIGKILL)

    def left_over(self) -> list[int]:
        """List the processes that still work in this house."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                variables = (folder / "environ").read_bytes().split(b"\0")
            except OSError:  # it has ended meanwhile
                continue
            if f"PREFECT_HOME={self.variables['PREFECT_HOME']}".encode() in variables:
                found.append(int(folder.name))
        return found
