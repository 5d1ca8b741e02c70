"""Prefect's server as a child process that starts early and never outlives its parent: for one run, or to serve.

Prefect can start such a server itself, but only after importing the whole server into the run's own process (five
seconds of CPU), one step after the other, and the child stays behind for ever when the run is killed. Here the same
application (``prefect.server.api.server:create_app`` with the same variables) boots beside the run's own imports and
ends when the pipe to its parent closes, however the parent ends.

The parent binds the socket, so there is no guessing of free ports and no polling: a request waits in the socket's queue
until the server answers. The file is run as a script in the child (``python -P ephemeral_server.py FD``).
"""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

APPLICATION: Final = "prefect.server.api.server:create_app"
_FINAL: Final = {"PREFECT__SERVER_FINAL": "1"}
_FOR_ONE_RUN: Final = _FINAL | {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1"}
_STOP_SECONDS: Final = 5.0


class ServerFailedError(RuntimeError):
    """The server did not come up; its text is one line."""


class EphemeralServer:
    """A Prefect API on the loopback interface, for the time of a ``with`` block.

    Its database is the one Prefect uses by default (``PREFECT_HOME``), so a server started later shows the runs.
    """

    def __init__(self, startup_seconds: float = 120.0, serving_port: int | None = None) -> None:
        """Prepare, without starting anything.

        Args:
            startup_seconds: How long ``wait`` waits for the first answer.
            serving_port: The port of a server that keeps schedules and shows its UI; NULL is for one run, on any port.
        """
        self._startup_seconds = startup_seconds
        self._serving_port = serving_port
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._port = 0

    @property
    def api_url(self) -> str:
        """The address for ``PREFECT_API_URL``."""
        return f"http://127.0.0.1:{self._port}/api"

    @property
    def is_alive(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The process id of the server; None before it is started and after it ended."""
        return self._process.pid if self._process else None

    def __enter__(self) -> Self:
        with self._listen() as listener:
            errors = tempfile.TemporaryFile()
            self._port = listener.getsockname()[1]
            environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
            self._process = subprocess.Popen(  # noqa: S603 - our own file, run by our own interpreter
                [sys.executable, "-P", __file__, str(listener.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                pass_fds=(listener.fileno(),),
                env=environment | self._own_environment(environment),
                start_new_session=True,  # Ctrl-C is for the run, which still has to report its end to the server
            )
        self._errors = errors
        return self

    def _listen(self) -> socket.socket:
        try:
            return socket.create_server(("127.0.0.1", self._serving_port or 0), backlog=128)
        except OSError as error:
            raise ServerFailedError(
                f"port {self._serving_port} of 127.0.0.1 cannot be used ({error.strerror}); choose another with "
                "--port, or set PREFECT_API_URL to the server that runs there"
            ) from error

    def _own_environment(self, environment: Mapping[str, str]) -> dict[str, str]:
        if self._serving_port is None:
            return _FOR_ONE_RUN
        home = Path(environment.get("PREFECT_HOME") or Path.home() / ".prefect").expanduser()
        return _FINAL | {
            "PREFECT_UI_API_URL": self.api_url,
            # Where Prefect is installed may be read-only; it copies the pages of its UI before it serves them.
            "PREFECT_UI_STATIC_DIRECTORY": environment.get("PREFECT_UI_STATIC_DIRECTORY", str(home / "ui-pages")),
        }

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        process, errors = self._process, self._errors
        self._process = self._errors = None
        if process is not None:
            if process.stdin is not None:
                process.stdin.close()
            try:
                process.wait(timeout=_STOP_SECONDS + 1)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if errors is not None:
            errors.close()

    def wait(self) -> None:
        """Wait until the server answers.

        Raises:
            ServerFailedError: It ended, or was not up in time.
        """
        deadline = time.monotonic() + self._startup_seconds
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=self._startup_seconds)
            try:
                connection.request("GET", "/api/health")
                if connection.getresponse().status == http.HTTPStatus.OK:
                    return
            except (OSError, http.client.HTTPException):
                if self._process is None or self._process.poll() is not None:
                    raise ServerFailedError(f"the Prefect server ended while starting: {self._last_words()}") from None
            finally:
                connection.close()
            if time.monotonic() > deadline:
                raise ServerFailedError(
                    f"the Prefect server did not answer within {self._startup_seconds:.0f} s; "
                    "set PREFECT_API_URL to one that runs"
                )
            time.sleep(0.1)

    def _last_words(self) -> str:
        if self._errors is None:
            return "it was stopped"
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")


def _serve(descriptor: int) -> None:
    import uvicorn

    listener = socket.socket(fileno=descriptor)
    config = uvicorn.Config(APPLICATION, factory=True, log_level="error", lifespan="on", access_log=False)
    server = uvicorn.Server(config)
    threading.Thread(target=_end_with_parent, args=(server,), daemon=True).start()
    server.run(sockets=[listener])


def _end_with_parent(server: Any) -> None:
    os.read(0, 1)  # returns when the parent closed its end, or is gone
    if server.started:
        server.should_exit = True
        time.sleep(_STOP_SECONDS)
    os._exit(0)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
