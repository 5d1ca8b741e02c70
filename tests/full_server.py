"""A whole Prefect server with its UI and its services, and a process that runs our deployments on it, for tests."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[1]
STARTUP_SECONDS: Final = 400
SERVE: Final = "from flows.deployments import ingest; ingest.serve(name='ingest')"


def _environment(home: Path, port: int, **more: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("COPYDESK_", "PREFECT_"))}
    from flows.environment import silence_telemetry

    silence_telemetry(inherited)
    own = {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_UI_API_URL": f"http://127.0.0.1:{port}/api",  # or the page would ask port 4200
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
    }
    return inherited | own | more


@contextmanager
def _process(words: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def full_server(home: Path) -> Iterator[str]:
    """Run a server on a free port; yields its address, without ``/api``."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    words = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    environment = _environment(home, port)
    del environment["PREFECT_API_URL"]
    with _process(words, environment, home / "server.log") as process:
        deadline = time.monotonic() + STARTUP_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=5):
                    break
            except OSError:
                log = (home / "server.log").read_text(errors="replace")
                assert process.poll() is None, log
                assert time.monotonic() < deadline, log
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def served(home: Path, address: str, **settings: str) -> Iterator[Path]:
    """Run what is scheduled of our ingest; yields the log of the process."""
    port = int(address.rsplit(":", 1)[1])
    log = home / "serve.log"
    with _process([sys.executable, "-c", SERVE], _environment(home, port, **settings), log):
        yield log
