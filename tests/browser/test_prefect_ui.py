"""What somebody sees who watches a scheduled run: in the Prefect UI, in the Data Docs, and through a webhook.

A real server with its services, a process that runs what is scheduled, a real browser. The pages that are read are
hostile: in their names, their headlines and in the rows that a check names.
"""

import asyncio
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest
import yaml

from tests.full_server import ROOT, full_server, served

# A server, four runs and a browser: minutes on a busy machine.
pytestmark = [pytest.mark.served, pytest.mark.timeout(1800)]

MARKUP = "<img src=x onerror=window.copydeskOwned=1>"
LINK = "[x](javascript:alert(2))"
HOSTILE = f"{MARKUP} {LINK} | a pipe \x1b[2J"
PAGE = """{headline}

By Ines Calder

PORT LUND, March 3, 2025 (AP) — The old harbour bridge carried traffic again on Monday, number {number}.

“We have waited four months for this,” said Mayor Orla Finch, who cut the ribbon {number} times.

Engineers replaced {number} cables and painted the towers green.
"""


class Receiver(http.server.ThreadingHTTPServer):
    """Where the webhook calls."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hook)
        self.received: list[dict[str, Any]] = []


class Hook(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        value = json.loads(body)
        self.server.received.append(json.loads(value) if isinstance(value, str) else value)
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        pass


@dataclass
class Watched:
    """A server with our deployment, and how to ask it."""

    address: str
    sources: Path
    warehouse: Path
    receiver: Receiver

    def schedule(self) -> UUID:
        """Schedule a run for now."""

        async def go(client: Any) -> UUID:
            deployment = await client.read_deployment_by_name("ingest/ingest")
            from prefect.states import Scheduled

            parameters = {"sources": [str(self.sources)], "warehouse": str(self.warehouse)}
            made = await client.create_flow_run_from_deployment(deployment.id, parameters=parameters, state=Scheduled())
            return UUID(str(made.id))

        return ask(self.address, go)

    def state(self, flow_run_id: UUID) -> str:
        async def go(client: Any) -> str:
            return str((await client.read_flow_run(flow_run_id)).state_name)

        return ask(self.address, go)

    def artifact(self, flow_run_id: UUID, key: str) -> Any:
        """Return a run's artifact, None while there is none."""

        async def go(client: Any) -> Any:
            from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId, ArtifactFilterKey

            chosen = ArtifactFilter(
                flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run_id]), key=ArtifactFilterKey(any_=[key])
            )
            return next(iter(await client.read_artifacts(artifact_filter=chosen)), None)

        return ask(self.address, go)

    def show(self, flow_run_id: UUID, key: str) -> str:
        """Return the address of a run's artifact."""
        return f"{self.address}/artifacts/artifact/{self.artifact(flow_run_id, key).id}"


def ask(address: str, question: Callable[[Any], Any]) -> Any:
    from prefect.client.orchestration import PrefectClient

    async def go() -> Any:
        async with PrefectClient(f"{address}/api") as client:
            return await question(client)

    # In a thread of its own: playwright's loop runs in this one.
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, go()).result()


def until(what: Callable[[], Any], seconds: float = 900) -> Any:
    deadline = time.monotonic() + seconds
    while not (value := what()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.2)
    return value


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    home = tmp_path_factory.mktemp("watched")
    # No "/" in a file's name, and DuckDB has its own idea of brackets: they are in the names of files only.
    sources = home / "pages"
    sources.mkdir()
    for number in range(14):
        headline = HOSTILE if number == 3 else f"Harbour bridge {number} reopens after winter repairs"
        (sources / f"page {number}.txt").write_text(PAGE.format(headline=headline, number=number), encoding="utf-8")
    for number in range(12):
        (sources / f"{number} {MARKUP} {LINK}|.txt").write_bytes(b"")
    receiver = Receiver()
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    with full_server(home) as address, served(home, address, COPYDESK_BATCH_SIZE="4") as log:
        ask(address, lambda client: set_up_automation(client, receiver))
        until(lambda: "ingest" in log.read_text(errors="replace") and ask(address, is_deployed))
        yield Watched(address, sources, home / "news.duckdb", receiver)
    receiver.shutdown()


async def is_deployed(client: Any) -> bool:
    return bool(await client.read_deployments())


async def set_up_automation(client: Any, receiver: Receiver) -> None:
    """Do what automations.yaml says: make the block, fill in its id, create the automation."""
    from prefect.blocks.webhook import Webhook
    from prefect.events.schemas.automations import AutomationCore

    url = f"http://127.0.0.1:{receiver.server_address[1]}/hook"
    block_id = await Webhook(url=url).save("copydesk-alerts", client=client)
    text = (ROOT / "automations.yaml").read_text(encoding="utf-8").replace("BLOCK_ID", str(block_id))
    for automation in yaml.safe_load(text)["automations"]:
        await client.create_automation(AutomationCore.model_validate(automation))


@pytest.fixture(scope="module")
def first(watched: Watched) -> UUID:
    """Schedule the first run, and return while it works."""
    flow_run_id = watched.schedule()
    until(lambda: watched.artifact(flow_run_id, "copydesk-progress"))
    return flow_run_id


def finished(watched: Watched, flow_run_id: UUID) -> str:
    ends = {"Completed", "Failed", "Crashed", "Cancelled", "Skipped"}
    return str(until(lambda: state if (state := watched.state(flow_run_id)) in ends else None))


def test_a_running_run_shows_its_name_its_progress_and_its_batches(watched: Watched, first: UUID, screen: Any) -> None:
    screen.open(f"{watched.address}/runs/flow-run/{first}", "ingest pages · 20", "batch 1:")
    screen.shoot("run-during")
    assert "4 read" in screen.text()
    screen.open(watched.show(first, "copydesk-progress"), "read, ")
    screen.shoot("progress-during")
    screen.assert_inert()


def test_the_summary_and_the_tables_are_readable_and_inert(watched: Watched, first: UUID, screen: Any) -> None:
    assert finished(watched, first) == "Completed"
    screen.open(f"{watched.address}/runs/flow-run/{first}", "Completed", "publish")
    screen.shoot("run-after")
    screen.open(watched.show(first, "copydesk-run-summary"), "records read", "What did not hold")
    screen.shoot("summary")
    text = screen.text()
    for words in ("26", "14", "Where the time went", "check before models", "share_of_records_rejected"):
        assert words in text
    screen.assert_inert()
    screen.open(watched.show(first, "copydesk-rejects"), "the file holds no bytes")
    screen.shoot("rejects")
    assert f"{MARKUP} {LINK}|.txt" in screen.text()
    screen.assert_inert()
    screen.open(watched.show(first, "copydesk-failed-checks"), "share_of_records_rejected")
    screen.shoot("failed-checks")
    assert "from raw.rejects" in screen.text()
    screen.open(watched.show(first, "copydesk-progress"), "published")
    screen.open(f"{watched.address}/artifacts/key/copydesk-run-summary", "ingest pages")
    screen.shoot("summary-history")


def test_a_warning_reaches_the_webhook(watched: Watched, first: UUID) -> None:
    finished(watched, first)
    told = until(lambda: [hook for hook in watched.receiver.received if hook["event"] == "copydesk.check.warned"])
    assert "Few of the records this run read" in told[0]["text"]
    assert told[0]["warehouse"] == str(watched.warehouse)


def test_a_refused_gate_reaches_the_webhook_the_ui_and_the_data_docs(
    watched: Watched, first: UUID, screen: Any
) -> None:
    finished(watched, first)
    with duckdb.connect(str(watched.warehouse)) as connection:
        connection.execute(
            "insert into core.quotes select * replace ('stray' as quote_id, $text as article_id, $text as quote_text)"
            " from core.quotes limit 1",
            {"text": HOSTILE},
        )
    second = watched.schedule()
    assert finished(watched, second) == "Failed"
    told = until(lambda: [hook for hook in watched.receiver.received if hook["event"] == "copydesk.gate.refused"])
    assert "core.quotes" in told[0]["text"]
    assert "\x1b" not in told[0]["text"]
    screen.open(watched.show(second, "copydesk-run-summary"), "Refused: nothing was published", "last run")
    screen.shoot("summary-refused")
    screen.assert_inert()
    screen.open(watched.show(second, "copydesk-failed-checks"), "quotes_stand_in_their_page")
    screen.shoot("failed-checks-refused")
    assert MARKUP in screen.text().replace("\\u003c", "<").replace("\\u003e", ">")
    screen.assert_inert()
    screen.open(f"{watched.address}/runs", "ingest pages · 20")
    screen.shoot("runs")
    docs = watched.warehouse.with_name("news.duckdb.d") / "docs"
    screen.open((docs / "index.html").as_uri(), "checks of the last runs")
    assert screen.page.get_by_role("link").count() == 2
    screen.page.get_by_role("link").first.click()
    screen.page.get_by_role("link").first.click()
    screen.page.get_by_text("quotes_stand_in_their_page").first.wait_for()
    screen.shoot("data-docs")
    assert MARKUP in screen.text()
    screen.assert_inert()
