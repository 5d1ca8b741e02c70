"""Law 7, whole runs: a reader in another process meets no error and sees only what some run has published, whole."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from tests.laws_pages import CAPTIONS, HEADLINES, PROSE
from tests.laws_reader import STATE
from tests.laws_warehouse import ask, settle

ROOT: Final = Path(__file__).parents[2]
PUBLICATIONS: Final = 5


def write_page(folder: Path, number: int) -> None:
    head = [HEADLINES[number % len(HEADLINES)], *[CAPTIONS[number % len(CAPTIONS)]] * 2]
    page = "\n".join([*head, "TT", *head, *PROSE[number : number + 4]])
    (folder / f"{number}.txt").write_text(page, encoding="utf-8")
    (folder / f"{number}-copy.txt").write_text(page.upper(), encoding="utf-8")


def test_a_looping_reader_sees_published_states_only(tmp_path: Path) -> None:
    inputs, warehouse = tmp_path / "in", tmp_path / "news.duckdb"
    inputs.mkdir()
    write_page(inputs, 0)
    settle(warehouse, [inputs])
    published = [list(ask(warehouse, STATE)[0])]
    command = [sys.executable, "-m", "tests.laws_reader", str(warehouse)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
        waits = []
        for number in range(1, PUBLICATIONS + 1):
            write_page(inputs, number)
            began = time.monotonic()
            settle(warehouse, [inputs], keep_published=1)
            waits.append(time.monotonic() - began)
            published.append(list(ask(warehouse, STATE)[0]))
        out, _ = reader.communicate("stop\n", timeout=60)
    assert reader.returncode == 0, "the reader met an error"
    seen = json.loads(out)
    assert len({tuple(state) for state in published}) == PUBLICATIONS + 1
    assert [state for state in seen["states"] if state not in published] == [], "half a run was seen"
    assert seen["states"] == [state for state in published if state in seen["states"]], "an older file came back"
    assert len(seen["states"]) >= 3, "the reader saw too little of the publishing"
    assert seen["count"] > PUBLICATIONS
    assert seen["slowest"] < max(10.0, *waits), "the reader was blocked"
