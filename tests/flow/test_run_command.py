"""The whole way through the command and a real Prefect server: what is published, said, and left in Prefect."""

import asyncio
import csv
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

ROOT = Path(__file__).parents[2]
TABLES = ("raw.documents", "raw.sightings", "core.blocks", "core.articles", "core.captions", "core.quotes")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def contents(copydesk: Any) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for table in TABLES:
        columns = "* EXCLUDE (first_run_id)" if table == "raw.sightings" else "*"
        found[table] = copydesk.sql(f"SELECT {columns} FROM {table} ORDER BY ALL")
    return found


def test_a_run_publishes_and_says_what_it_did(first_run: Any) -> None:
    copydesk, answer = first_run
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.count("\n") == 1
    summary = answer.json()
    assert summary["status"] == "published"
    assert summary["record_count"] == 4
    assert (summary["new_document_count"], summary["known_document_count"], summary["reject_count"]) == (3, 0, 1)
    assert summary["article_count"] == 3
    assert summary["duplicate_count"] == 1
    assert summary["byte_count"] > 0
    assert [row["reason"] for row in copydesk.sql("SELECT reason FROM raw.rejects ORDER BY rejected_at LIMIT 1")] == [
        "empty"
    ]
    steps = {row["step"] for row in copydesk.sql("SELECT DISTINCT step FROM ops.steps")}
    assert {"stage", "read", "load_raw", "parse", "store", "deduplicate", "models"} <= steps


def test_a_second_run_changes_nothing(copydesk: Any, pages: Path) -> None:
    before = contents(copydesk)
    table = copydesk("run", str(pages))
    assert (table.code, table.err) == (0, "")
    shown = dict(line.rsplit(maxsplit=1) for line in table.out.splitlines()[2:])
    assert (shown["new documents"], shown["known documents"], shown["documents parsed"]) == ("0", "3", "0")
    assert contents(copydesk) == before
    run = copydesk.sql("SELECT status, record_count FROM ops.runs ORDER BY started_at DESC LIMIT 1")
    assert run == [{"status": "published", "record_count": 4}]


def test_batches_and_workers_change_nothing(copydesk: Any, pages: Path, tmp_path: Path) -> None:
    other = type(copydesk)(tmp_path / "news.duckdb")
    answer = other("run", str(pages), "--batch-size", "1", "--workers", "3", "--no-docs", "--format", "csv")
    assert (answer.code, answer.err) == (0, "")
    [summary] = csv.DictReader(answer.out.splitlines())
    assert (summary["status"], summary["parsed_document_count"]) == ("published", "3")
    assert not (tmp_path / "news.duckdb.d" / "docs").exists()
    of_pages = f"WHERE document_id IN (SELECT document_id FROM raw.sightings WHERE source_uri LIKE $${pages}/%$$)"
    for table in ("raw.documents", "core.blocks", "core.articles"):
        query = f"SELECT * FROM {table} {of_pages} ORDER BY ALL"
        assert other.sql(query) == copydesk.sql(query) != []


def test_a_refused_run_publishes_nothing_and_names_the_rows(copydesk: Any, pages: Path, tmp_path: Path) -> None:
    damaged = type(copydesk)(tmp_path / "news.duckdb")
    shutil.copyfile(copydesk.warehouse, damaged.warehouse)
    with duckdb.connect(str(damaged.warehouse)) as connection:
        connection.execute(
            """
            INSERT INTO core.quotes SELECT * REPLACE (
                'stray' AS quote_id, 'nowhere-\x1b[2J' AS article_id, 'Never said' AS quote_text
            ) FROM core.quotes LIMIT 1
            """
        )
    before = digest(damaged.warehouse)
    refused = damaged("run", str(pages), "--format", "json")
    assert refused.code == 1
    assert refused.out == ""
    assert refused.err.count("\n") == 1
    assert refused.err.startswith("copydesk: core.quotes: ")
    assert "failed in 1 row, for example [{" in refused.err
    assert "nothing was published" in refused.err
    assert "\x1b" not in refused.err
    assert digest(damaged.warehouse) == before
    assert list((tmp_path / "news.duckdb.d" / "stages").iterdir()) == []
    [report] = damaged("status", "--format", "json").json()["unpublished"]
    assert report["status"] == "refused"
    assert report["error"] in refused.err
    assert asyncio.run(last_flow_run()).state_name == "Failed"


async def last_flow_run() -> Any:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.sorting import FlowRunSort

    async with get_client() as client:
        return (await client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=1))[0]


async def running_flow_runs() -> int:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter

    running = FlowRunFilter.model_validate({"state": {"type": {"any_": ["RUNNING"]}}})
    async with get_client() as client:
        return len(await client.read_flow_runs(flow_run_filter=running))


async def artifacts_of(flow_run_id: Any) -> dict[str, Any]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

    chosen = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run_id]))
    async with get_client() as client:
        found = await client.read_artifacts(artifact_filter=chosen)
    return {str(artifact.key): artifact.data for artifact in found}


def test_prefect_shows_the_run_with_hostile_names_as_text(copydesk: Any, tmp_path: Path) -> None:
    folder = tmp_path / "a|b<img src=x>[y](z)"
    folder.mkdir()
    (folder / "blank.txt").write_text(" ", encoding="utf-8")
    (folder / "page.txt").write_text("Tram stops\n\nThe tram stops at noon, the city said.\n", encoding="utf-8")
    assert copydesk("run", str(folder)).code == 0
    flow_run = asyncio.run(last_flow_run())
    assert flow_run.name.startswith("ingest a|b<img src=x>[y](z) · 20")
    assert flow_run.state_name == "Completed"
    artifacts = asyncio.run(artifacts_of(flow_run.id))
    expected = ("progress", "run-summary", "failed-checks", "rejects", "data-docs")
    assert artifacts.keys() == {f"copydesk-{name}" for name in expected}
    [reject] = json.loads(artifacts["copydesk-rejects"])
    assert "a\\|b\\<img src\\=x\\>\\[y\\]\\(z\\)" in reject["source"]
    assert "| records read | 2 |" in artifacts["copydesk-run-summary"].replace("\\", "")
    assert json.loads(artifacts["copydesk-failed-checks"]) == [{"expectation": "all held"}]
    assert float(artifacts["copydesk-progress"]) == 100
    docs = copydesk.warehouse.with_name("news.duckdb.d") / "docs"
    assert [path.name for path in docs.iterdir() if path.as_uri() in artifacts["copydesk-data-docs"]] != []


def test_an_article_is_shown_from_the_warehouse_and_from_its_file(copydesk: Any, pages: Path) -> None:
    [row] = copydesk.sql("SELECT article_id FROM core.articles WHERE headline LIKE 'Harbour%'")
    [stored] = copydesk("show", row["article_id"], "--format", "json").json()
    [read] = copydesk("show", str(pages / "bridge.txt"), "--format", "json").json()
    assert {**stored, "sightings": []} == {**read, "sightings": []}
    assert read["sightings"][0] in stored["sightings"]
    assert [quote["speaker_name"] for quote in read["quotes"]] == ["Orla Finch"]
    page = copydesk("show", row["article_id"])
    assert (page.code, page.err) == (0, "")
    assert "headline    Harbour bridge reopens after winter repairs [0:43]" in page.out.splitlines()
    facts = copydesk("show", row["article_id"], "--format", "csv").out.splitlines()
    assert facts[0] == "article_id,kind,start,end,text,detail"
    assert {row.split(",")[1] for row in facts[1:]} >= {"headline", "quote", "date", "person", "place"}
    [duplicate] = copydesk.sql("SELECT * FROM core.duplicates")
    assert (
        f"copied by   {duplicate['article_id']} (exact, 1.00)" in copydesk("show", duplicate["representative_id"]).out
    )
    assert f"copy of     {duplicate['representative_id']}" in copydesk("show", duplicate["article_id"]).out


def test_a_run_is_reported_as_text_as_a_page_and_as_json(first_run: Any, tmp_path: Path) -> None:
    copydesk, answer = first_run
    run_id = answer.json()["run_id"]
    told = copydesk("report", "--run", run_id)
    assert told.code == 0
    assert told.out.startswith(f"Published: run {run_id}\n")
    assert re.search(r"^records read +4$", told.out, re.MULTILINE)
    assert re.search(r"^empty +1 +\S+blank.txt", told.out, re.MULTILINE)
    tables = {
        table["title"]: table for table in copydesk("report", "--run", run_id, "--format", "json").json()["tables"]
    }
    assert ["new documents", 3] in tables["What it did"]["rows"]
    assert {row[0] for row in tables["Where the time went"]["rows"]} >= {
        "read",
        "parse",
        "models",
        "check after models",
    }
    assert sum(row[1] for row in tables["What the file holds, by language"]["rows"]) >= 2
    cells = list(csv.reader(copydesk("report", "--format", "csv").out.splitlines()))
    assert cells[0] == ["table", "row", "column", "value"]
    for name, start in (("page.html", "<!DOCTYPE html>"), ("page.md", "# Published\n")):
        written = copydesk("report", "--output", str(tmp_path / name))
        assert (written.code, written.out) == (0, "")
        assert (tmp_path / name).read_text().startswith(start)
    for wrong in (["--run", "20000101T000000000000Z-aaaaaa"], ["--output", "x.md", "--format", "json"]):
        assert copydesk("report", *wrong).code == 2
    assert copydesk("report", "--output", str(tmp_path / "none" / "page.md")).code == 1


def test_a_document_comes_back_byte_for_byte(copydesk: Any, pages: Path, tmp_path: Path) -> None:
    original = (pages / "bridge.txt").read_bytes()
    document_id = hashlib.sha256(original).hexdigest()[:32]
    target = tmp_path / "restored"
    assert copydesk("restore", document_id, "-o", str(target)).code == 0
    assert target.read_bytes() == original


def test_a_publisher_is_given_and_taken_back_by_rollback(copydesk: Any, tmp_path: Path) -> None:
    before = contents(copydesk)
    page = tmp_path / "tram.txt"
    page.write_text("Tram stops\n\nThe tram stops at noon, the city said.\n", encoding="utf-8")
    assert copydesk("run", str(page), "--publisher", "The Lund Mail").code == 0
    assert copydesk.sql("SELECT publisher FROM raw.sightings WHERE source_uri LIKE '%/tram.txt'") == [
        {"publisher": "The Lund Mail"}
    ]
    answer = copydesk("rollback", "--format", "json")
    assert (answer.code, answer.err) == (0, "")
    assert contents(copydesk) == before


def test_the_flow_takes_settings_as_a_deployment_gives_them(copydesk: Any, pages: Path) -> None:
    from flows.news_flow import ingest

    parameters: Any = {"sources": [str(pages / "ferry.txt")], "warehouse": str(copydesk.warehouse), "docs": False}
    summary = asyncio.run(ingest(settings=parameters))
    assert (summary["status"], summary["known_document_count"]) == ("published", 1)


def start(*words: str, home: Path, **environment: str) -> subprocess.Popen[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("COPYDESK_", "PREFECT_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "flows", *words],
        cwd=ROOT,
        env=inherited | {"PREFECT_HOME": str(home)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def servers_of(home: Path) -> list[int]:
    """List the Prefect servers whose database lies in a home."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"ephemeral_server.py" in (folder / "cmdline").read_bytes():
                variables = (folder / "environ").read_bytes().split(b"\0")
                found += [int(folder.name)] * (f"PREFECT_HOME={home}".encode() in variables)
        except OSError:  # it has ended meanwhile
            continue
    return found


def test_alone_in_a_pipe_it_brings_its_own_server_and_says_nothing_else(pages: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    process = start("run", str(pages), "--warehouse", str(tmp_path / "x.duckdb"), "--format", "json", home=home)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert json.loads(out)["status"] == "published"
    assert out.count("\n") == 1
    assert servers_of(home) == []


def test_a_killed_run_leaves_no_server_behind(pages: Path, tmp_path: Path) -> None:
    if not Path("/proc").is_dir():
        pytest.skip("looks for processes in /proc")
    home = tmp_path / "home"
    process = start("run", str(pages), "--warehouse", str(tmp_path / "x.duckdb"), home=home)
    deadline = time.monotonic() + 60
    while not servers_of(home) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert servers_of(home)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    while servers_of(home) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert servers_of(home) == []


def test_who_waits_for_the_lock_is_told_and_can_be_stopped(copydesk: Any, prefect_server: str, tmp_path: Path) -> None:
    from warehouse.layout import Layout
    from warehouse.lock import writer_lock

    layout = Layout.of(tmp_path / "x.duckdb")
    page = tmp_path / "page.txt"
    page.write_text("Tram stops\n\nThe tram stops at noon, the city said.\n", encoding="utf-8")
    words = ("run", str(page), "--warehouse", str(layout.published), "--lock-wait-seconds", "600")
    with writer_lock(layout, "somebody-else"):
        signals = (signal.SIGINT, signal.SIGTERM)
        waiting = [start(*words, home=tmp_path, PREFECT_API_URL=prefect_server) for _ in signals]
        busy = type(copydesk)(layout.published)("run", str(page), "--lock-wait-seconds", "0")
        assert (busy.code, busy.out) == (1, "")
        who = f"run somebody-else (process {os.getpid()}"
        assert busy.err.startswith(f"copydesk: {layout.published} is being written by {who}")
        assert busy.err.count("\n") == 1
        deadline = time.monotonic() + 60
        while asyncio.run(running_flow_runs()) < len(signals) and time.monotonic() < deadline:
            time.sleep(0.2)
        begun = time.monotonic()
        for process, number in zip(waiting, signals, strict=True):
            process.send_signal(number)
        for process in waiting:
            out, err = process.communicate(timeout=60)
            assert (process.returncode, out) == (130, "")
            assert err == "copydesk: stopped; what was finished is kept for the next run\n"
        assert time.monotonic() - begun < 30
    assert not layout.published.exists()
