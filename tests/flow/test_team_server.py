"""A team's setting: Prefect's server on PostgreSQL, and a process worker that runs the deployments of prefect.yaml.

The PostgreSQL is one of our own, in a folder of the test's; where none is installed the test says so and skips.
``COPYDESK_TEST_POSTGRES=required`` (set by ``.ci/run``, which installs it) makes it fail instead.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests.prefect_processes import BIN, FINAL, House, free_port, wait_until

ROOT = Path(__file__).parents[2]
POSTGRES = "postgres"  # PostgreSQL refuses to run as root; Debian's package makes this user


def postgres_bin() -> Path | None:
    """Find initdb: on the path, or where Debian keeps it, the newest first."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


class Postgres:
    """A database cluster in a folder, on a free port of the loopback interface."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries = binaries
        self.folder = folder / "pg"
        self.port = free_port()
        self.folder.mkdir()
        self._as: list[str] = []
        if os.geteuid() == 0:
            self._as = ["runuser", "-u", POSTGRES, "--"]
            shutil.chown(self.folder, POSTGRES)
            for parent in [folder, *folder.parents]:  # pytest's folders are closed to other users
                if parent.stat().st_uid == 0 and not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o001)

    def call(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [*self._as, str(self.binaries / program), *words],
            cwd="/",
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    def start(self) -> None:
        data = str(self.folder / "data")
        self.call("initdb", "-D", data, "-U", "prefect", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-p {self.port} -k {self.folder} -h 127.0.0.1 -c fsync=off"
        self.call("pg_ctl", "-D", data, "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        self.call("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    @property
    def url(self) -> str:
        return f"postgresql+asyncpg://prefect@127.0.0.1:{self.port}/postgres"


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Postgres]:
    binaries = postgres_bin()
    if binaries is None:
        reason = "PostgreSQL is not installed: apt-get install postgresql"
        pytest.fail(reason) if os.environ.get("COPYDESK_TEST_POSTGRES") == "required" else pytest.skip(reason)
    database = Postgres(binaries, tmp_path)
    database.start()
    try:
        yield database
    finally:
        database.stop()


COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]


class Composed:
    """The services of compose.yaml as processes here: their commands and variables, with the places of this machine."""

    def __init__(self, house: House, postgres: Postgres) -> None:
        self.house = house
        self.places = {
            "prefect:prefect@database:5432/prefect": postgres.url.partition("://")[2],
            "server:4200": f"127.0.0.1:{house.port}",
            "localhost:4200": f"127.0.0.1:{house.port}",
            "127.0.0.1:4200": f"127.0.0.1:{house.port}",
            "0.0.0.0": "127.0.0.1",  # in its container only
            "/data/copydesk.duckdb": str(house.warehouse),
            "/pages": str(house.sources),
        }

    def here(self, text: str) -> str:
        text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
        for there, here in self.places.items():
            text = text.replace(there, here)
        return text

    def start(self, name: str) -> subprocess.Popen[bytes]:
        variables = {key: self.here(value) for key, value in COMPOSE[name]["environment"].items()}
        variables["PREFECT_SERVER_API_PORT"] = str(self.house.port)
        words = [self.here(word) for word in COMPOSE[name]["command"]]
        return self.house.start(*words, log=f"{name}.log", **variables)

    def await_healthy(self, name: str, seconds: float = 400) -> None:
        kind, program, *words = COMPOSE[name]["healthcheck"]["test"]
        assert (kind, program) == ("CMD", "python")

        def is_healthy() -> bool:
            asked = [sys.executable, *map(self.here, words)]
            return subprocess.run(asked, capture_output=True, check=False, timeout=60).returncode == 0

        wait_until(is_healthy, seconds, f"{name} to be healthy")


@pytest.mark.served
@pytest.mark.timeout(1800)
def test_a_scheduled_run_goes_through_a_worker_and_a_server_on_postgresql(postgres: Postgres, tmp_path: Path) -> None:
    house = House(tmp_path / "house", PREFECT_WORKER_QUERY_SECONDS="2")
    composed = Composed(house, postgres)
    house.add_page("a.txt", "a")
    try:
        composed.start("server")
        composed.await_healthy("server")
        assert composed.start("deploy").wait(400) == 0, (house.folder / "deploy.log").read_text()
        composed.start("worker")
        # A schedule of its own, of which the server's scheduler makes a run in half a minute.
        house.prefect("deployment", "schedule", "create", "ingest/ingest", "--interval", "30")

        def scheduled() -> list[Any]:
            # One that came while it worked may have skipped before it ended.
            found = [run for run in house.runs() if run.auto_scheduled and run.state_name != "Skipped"]
            return [run for run in found if run.state_type.value in FINAL]

        [run, *_] = wait_until(scheduled, 900, "the scheduled run to end")
        assert (run.state_name, run.state.message) == (
            "Completed",
            "1 read, 1 new, 0 rejected, 1 parsed; 1 articles published",
        )
        assert run.work_pool_name == "copydesk"
        with duckdb.connect(str(house.warehouse), read_only=True) as connection:
            found = connection.execute("SELECT kind, status, flow_run_id FROM ops.runs").fetchall()
        assert ("ingest", "published", str(run.id)) in found
        [late] = house.await_final([house.schedule("ingest/ingest", run.expected_start_time - timedelta(hours=2))])
        assert late.state_name == "Skipped"
    finally:
        house.close()
    assert house.left_over() == []
    assert "PRAGMA" not in (house.folder / "server.log").read_text()  # of SQLite


def test_compose_names_what_the_worker_needs() -> None:
    services = COMPOSE
    assert services.keys() == {"database", "server", "deploy", "worker"}
    pools = {one["work_pool"]["name"] for one in yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]}
    assert pools == {"copydesk"} <= set(services["worker"]["command"])
    assert "prefect deploy --all" in services["deploy"]["command"][-1].replace("--no-prompt ", "")
    assert services["server"]["environment"]["PREFECT_API_DATABASE_CONNECTION_URL"].startswith("postgresql+asyncpg://")
    assert services["server"]["ports"] == ["127.0.0.1:4200:4200"]
    for name, service in services.items():
        assert set(service.get("depends_on", ())) <= services.keys(), name
        assert (BIN / service["command"][0]).exists() or service["command"][0] == "sh" if "command" in service else True


@pytest.mark.parametrize("unit", sorted((ROOT / ".deploy").glob("*.service")), ids=lambda path: path.name)
def test_the_units_are_what_systemd_takes(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed: apt-get install systemd")
    text = unit.read_text(encoding="utf-8")
    # The programs need not be installed here; everything else is checked as it stands.
    checked = tmp_path / unit.name
    checked.write_text(
        text.replace("/opt/copydesk/.venv/bin/prefect", "/bin/true").replace(
            "/opt/copydesk/.venv/bin/copydesk", "/bin/true"
        )
    )
    done = subprocess.run(["systemd-analyze", "verify", str(checked)], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if unit.name in line]
    assert complaints == []
    assert "Restart=always" in text
    assert "DO_NOT_TRACK=1" in text or "PREFECT_API_URL" in text or "copydesk serve" in text
