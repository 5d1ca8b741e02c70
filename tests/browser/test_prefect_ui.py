"""What somebody sees who watches a scheduled run: in the Prefect UI, in the Data Docs, and through a webhook.

A real server with its services, a process that runs what is scheduled, a real browser. The pages that are read are
hostile: in their names, their headlines and in the rows that a check names.
"""

import asyncio
import os
import re
import signal
import textwrap
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

from tests.alert_receivers import Mailbox, Receiver
from tests.full_server import ROOT, full_server, served
from warehouse.layout import Layout
from warehouse.lock import holder

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


@dataclass
class Watched:
    """A server with our deployment, and how to ask it."""

    address: str
    sources: Path
    warehouse: Path
    receiver: Receiver
    mailbox: Mailbox

    def writer(self, flow_run_id: UUID) -> int | None:
        """Return the process that writes the warehouse for a run; None where it does not yet."""
        writer = holder(Layout.of(self.warehouse))
        return writer.pid if writer and self.state(flow_run_id) == "Running" else None

    def schedule(self, **more: Any) -> UUID:
        """Schedule a run for now."""

        async def go(client: Any) -> UUID:
            deployment = await client.read_deployment_by_name("ingest/ingest")
            from prefect.states import Scheduled

            parameters = {"sources": [str(self.sources)], "warehouse": str(self.warehouse), **more}
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
def watched(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    home = tmp_path_factory.mktemp("watched")
    # No "/" in a file's name, and DuckDB has its own idea of brackets: they are in the names of files only.
    sources = home / "pages"
    sources.mkdir()
    for number in range(14):
        headline = HOSTILE if number == 3 else f"Harbour bridge {number} reopens after winter repairs"
        (sources / f"page {number}.txt").write_text(PAGE.format(headline=headline, number=number), encoding="utf-8")
    for number in range(12):
        (sources / f"{number} {MARKUP} {LINK}|.txt").write_bytes(b"")
    receiver, mailbox = Receiver(), Mailbox()
    for server in (receiver, mailbox):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    with full_server(home) as address, served(home, address, COPYDESK_BATCH_SIZE="4") as log:
        ask(address, lambda client: set_up_automations(client, receiver, mailbox))
        until(lambda: "ingest" in log.read_text(errors="replace") and ask(address, is_deployed))
        yield Watched(address, sources, home / "news.duckdb", receiver, mailbox)
    for server in (receiver, mailbox):
        server.shutdown()
        server.server_close()


async def is_deployed(client: Any) -> bool:
    return bool(await client.read_deployments())


async def set_up_automations(client: Any, receiver: Receiver, mailbox: Mailbox) -> None:
    """Do what automations.yaml says, for the webhook and for mail: make the blocks, fill in their ids, create them."""
    from prefect.blocks.notifications import SlackWebhook
    from prefect.blocks.webhook import Webhook
    from prefect.events.schemas.automations import AutomationCore

    url = f"http://127.0.0.1:{receiver.server_address[1]}/hook"
    hook_id = await Webhook(url=url).save("copydesk-alerts", client=client)
    # As the head of the file says, but for mailtos, which wants a certificate.
    url = f"mailto://127.0.0.1:{mailbox.server_address[1]}?from=copydesk@example.org&to=desk@example.org&format=text"
    mail_id = await SlackWebhook(url=f"{url}&mode=insecure").save("copydesk-mail", client=client)
    text = (ROOT / "automations.yaml").read_text(encoding="utf-8")
    documented = re.search(r"^#  +- type: send-notification\n(?:#  .*\n)+", text, re.MULTILINE)
    assert documented is not None
    action = yaml.safe_load(textwrap.dedent(documented[0].replace("#", "")).replace("MAIL_ID", str(mail_id)))
    automations = yaml.safe_load(text.replace("BLOCK_ID", str(hook_id)))["automations"]
    for automation in [*automations, {**automations[0], "name": "by mail", "actions": action}]:
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


def test_a_warning_reaches_the_webhook_and_the_mailbox(watched: Watched, first: UUID) -> None:
    finished(watched, first)
    told = until(lambda: [hook for hook in watched.receiver.received if hook["event"] == "copydesk.check.warned"])
    assert "Few of the records this run read" in told[0]["text"]
    assert told[0]["warehouse"] == str(watched.warehouse)
    [mail] = until(lambda: [mail for mail in watched.mailbox.received if "check.warned" in mail["subject"]])
    assert mail["to"] == "desk@example.org"
    assert mail.get_content_type() == "text/plain"  # text from a page is no markup
    assert "Few of the records this run read" in mail.get_content()


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
    screen.page.get_by_text("quotes_stand_in_their_page").first.wait_for(timeout=240_000)
    screen.shoot("data-docs")
    assert MARKUP in screen.text()
    screen.assert_inert()


def test_a_killed_run_is_shown_as_crashed_and_reaches_the_webhook(watched: Watched, first: UUID, screen: Any) -> None:
    finished(watched, first)
    killed = watched.schedule(even_if_done=True)
    os.kill(until(lambda: watched.writer(killed)), signal.SIGKILL)
    assert finished(watched, killed) == "Crashed"
    told = until(lambda: [hook for hook in watched.receiver.received if hook["event"] == "prefect.flow-run.Crashed"])
    assert told[0]["run"].startswith("ingest pages · 20")
    assert told[0]["text"]
    screen.open(f"{watched.address}/runs/flow-run/{killed}", "Crashed")
    screen.shoot("run-crashed")
