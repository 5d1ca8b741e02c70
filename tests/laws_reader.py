"""The reader of the tests of law 7: a program of its own, which imports nothing but what reads a warehouse.

python -m tests.laws_reader WAREHOUSE
"""

import json
import select
import sys
import time
from pathlib import Path
from typing import Final

from warehouse.query import run

STATE: Final = """
    SELECT (SELECT count(*) FROM raw.documents), (SELECT count(*) FROM raw.sightings),
           (SELECT count(*) FROM core.blocks), (SELECT count(*) FROM core.articles),
           (SELECT count(*) FROM core.quotes), (SELECT count(*) FROM core.captions),
           (SELECT count(*) FROM core.duplicates), (SELECT count(*) FROM ops.parses),
           (SELECT count(*) FROM ops.runs), (SELECT count(*) FROM ops.runs WHERE status <> 'published'),
           (SELECT coalesce(sum(length(page_text)), 0) FROM raw.documents)
"""


def read_until_told(path: Path) -> None:
    """Ask the published file again and again, each time anew; say what was seen in which order, and how fast."""
    states: list[list[int]] = []
    count, slowest = 0, 0.0
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        began = time.monotonic()
        [state] = run(path, STATE).rows
        slowest = max(slowest, time.monotonic() - began)
        count += 1
        if not states or states[-1] != list(state):
            states.append(list(state))
        time.sleep(0.05)
    print(json.dumps({"count": count, "slowest": slowest, "states": states}), flush=True)


if __name__ == "__main__":
    read_until_told(Path(sys.argv[1]))
