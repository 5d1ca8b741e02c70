"""Serve the Data Docs to the browser on this machine, since a page of the Prefect UI may not lead to a file.

Browsers refuse links from ``http:`` pages to ``file:`` addresses, so on one machine ``copydesk serve`` serves the
folder itself. It listens on the loopback interface, answers GET and HEAD, lists no folder, follows no link out of it,
and answers nobody who came under another host's name: the docs quote pages, and a site that a browser has open could
rebind its own name to 127.0.0.1.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

_HOST: Final = "127.0.0.1"
_NAMES: Final = frozenset({"127.0.0.1", "localhost"})


class _Docs(SimpleHTTPRequestHandler):
    """Answers with the pages of a folder."""

    server_version = "copydesk"
    sys_version = ""

    def send_head(self) -> Any:
        """Open the file that is asked for, or answer that there is none."""
        name = (self.headers.get("Host") or "").rpartition(":")[0]
        folder = Path(self.directory).resolve()
        try:
            is_inside = Path(self.translate_path(self.path)).resolve().is_relative_to(folder)
        except (OSError, ValueError):  # a NUL, or a name that is too long
            is_inside = False
        if name not in _NAMES or not is_inside:
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def list_directory(self, path: Any) -> None:  # noqa: ARG002 - the base class's signature
        """Answer that a folder without a page of its own is not there."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Let nothing be guessed or kept: a page of the same name may be another one after the next run."""
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
        """Say nothing: the console belongs to the command."""


@contextmanager
def docs_served(folder: Path, port: int) -> Iterator[str | None]:
    """Serve a folder while the block runs.

    Args:
        folder: The folder of the docs; it need not exist yet.
        port: The port, 1 to 65535.

    Yields:
        The address of the folder, without a slash at its end; NULL (None) where the port is in use.
    """
    try:
        server = ThreadingHTTPServer((_HOST, port), partial(_Docs, directory=str(folder)))
    except (OSError, OverflowError):  # somebody else's; the docs are files all the same
        yield None
        return
    threading.Thread(target=server.serve_forever, name="copydesk-docs", daemon=True).start()
    try:
        yield f"http://{_HOST}:{port}"
    finally:
        server.shutdown()
        server.server_close()
