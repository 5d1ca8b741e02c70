"""The Data Docs are served to this machine's browser: pages, and nothing else."""

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.docs_server import docs_served


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("served") / "docs"
    (folder / "run").mkdir(parents=True)
    (folder / "index.html").write_text("the runs")
    (folder / "run" / "before_models.html").write_text("the checks")
    (folder.parent / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "out").symlink_to(folder.parent)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    with docs_served(folder, port) as address:
        assert address == f"http://127.0.0.1:{port}"
        yield port


def get(port: int, path: str, host: str | None = None, method: str = "GET") -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, headers={"Host": host or f"127.0.0.1:{port}"})
    answer = connection.getresponse()
    found = answer.status, answer.read().decode(), dict(answer.getheaders())
    connection.close()
    return found


@pytest.mark.parametrize(
    ("path", "text"), [("/", "the runs"), ("/index.html", "the runs"), ("/run/before_models.html", "the checks")]
)
def test_pages_are_answered(port: int, path: str, text: str) -> None:
    status, body, headers = get(port, path)
    assert (status, body) == (200, text)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert get(port, path, f"localhost:{port}")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/run/",
        "/none.html",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/link.txt",
        "/out/secret.txt",
        "/run/../../secret.txt",
        "/%00",
        f"/{'x' * 5000}",
    ],
)
def test_nothing_but_pages_is_answered(port: int, path: str) -> None:
    status, body, _ = get(port, path)
    assert status == 404
    assert "secret" not in body.replace("secret.txt", "")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example:1", ":", "[::1]:1"])
def test_nobody_under_another_name_is_answered(port: int, host: str) -> None:
    assert get(port, "/index.html", host)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed(port: int, method: str) -> None:
    assert get(port, "/index.html", method=method)[0] == 501


def test_a_port_that_is_taken_leaves_the_files(port: int, tmp_path: Path) -> None:
    with docs_served(tmp_path, port) as address:
        assert address is None
    with docs_served(tmp_path, 65_536) as address:
        assert address is None
