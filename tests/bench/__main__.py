"""Measure what copydesk costs: ``uv run python -m tests.bench steps|size|fixed|html|prefect|pages``.

``steps``  pages a second of every step from read to deduplicate, in process, on one core, beside a plain baseline
``prose``  pages of text of about 2.5 KB through segment and clean alone, in process, on one core
``size``   bytes of the published file against the bytes of the pages, table by table
``fixed``  seconds of a run on the sample against an empty Prefect flow plus the imports it cannot do without
``html``   pages of HTML through copydesk and through trafilatura, on one core in one run
``prefect`` seconds that the flow adds to the pure steps, a batch of 5,000 pages, on a running server
``pages``  write the generated pages, to try anything else with them

Nothing here asserts on seconds: a limit is printed beside what was seen, and ``--strict`` makes a missed one exit 1.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from flows.environment import collect_seldom, keep_memory

ONE_CORE = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}


def main() -> int:
    arguments = _parser().parse_args()
    if arguments.what == "pages":
        from tests.bench.pages import stretch_to, write_jsonl, write_text_files

        write = write_jsonl if arguments.output.suffix == ".jsonl" else write_text_files
        stretch = 1.0 if arguments.kilobytes is None else stretch_to(arguments.kilobytes)
        print(write(arguments.output, arguments.pages, seed=arguments.seed, stretch=stretch))
        return 0
    if arguments.what in ("steps", "prose"):
        os.environ.update(ONE_CORE)  # before anything imports Polars
        keep_memory()
        collect_seldom()
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        from tests.bench import prose, steps

        bench: Any = steps if arguments.what == "steps" else prose
    elif arguments.what == "html":
        os.environ.update(ONE_CORE)
        from tests.bench import markup as bench  # a module "html" would hide the standard one from empty_flow.py
    elif arguments.what == "size":
        from tests.bench import size as bench
    elif arguments.what == "prefect":
        from tests.bench import orchestration as bench
    else:
        from tests.bench import fixed as bench
    report: dict[str, Any] = bench.measure(arguments)
    if arguments.json:
        json.dump(report, sys.stdout, indent=1)
        print()
    else:
        print(bench.render(report))
        for limit in report["limits"]:
            print(f"{'ok   ' if limit['is_met'] else 'MISSED'} {limit['limit']}: {limit['seen']}")
    return int(arguments.strict and not all(limit["is_met"] for limit in report["limits"]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure what copydesk costs.")
    commands = parser.add_subparsers(dest="what", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print the report as JSON")
    common.add_argument("--strict", action="store_true", help="exit 1 where a limit is missed")
    generated = argparse.ArgumentParser(add_help=False)
    generated.add_argument("--pages", type=int, default=20_000, help="how many pages to generate (default 20,000)")
    generated.add_argument("--seed", type=int, default=0)
    generated.add_argument(
        "--fields", default="", help="optional fields to extract: damage,dates,figures,mentions or all (default none)"
    )
    steps = commands.add_parser("steps", parents=[common, generated], help="read to deduplicate, on one core")
    steps.add_argument("--compare", type=int, metavar="PAGES", help="also run this many and compare the peaks")
    steps.add_argument("--source", type=Path, help="measure these pages in place of generated ones")
    steps.add_argument(
        "--kilobytes",
        type=float,
        help="text of the mean generated article (default 2.4 with --fields; else 1.74, on pages of 2.5)",
    )
    prose = commands.add_parser("prose", parents=[common, generated], help="segment and clean, on one core")
    prose.add_argument("--source", type=Path, help="measure these pages in place of generated ones")
    prose.add_argument("--rounds", type=int, default=3, help="rounds, of which the quickest counts (default 3)")
    commands.add_parser("size", parents=[common, generated], help="the published file against the pages")
    fixed = commands.add_parser("fixed", parents=[common], help="a run on the sample against an empty flow")
    fixed.add_argument("--rounds", type=int, default=5, help="rounds of alternating runs (default 5)")
    html = commands.add_parser("html", parents=[common], help="HTML against trafilatura (uv run --with trafilatura)")
    html.add_argument(
        "source", type=Path, nargs="+", help=".jsonl or .jsonl.gz with a page in the field html of each record"
    )
    html.add_argument("--rounds", type=int, default=3, help="rounds of alternating runs (default 3)")
    prefect = commands.add_parser("prefect", parents=[common, generated], help="the flow against the pure steps")
    prefect.add_argument("--rounds", type=int, default=3, help="rounds of alternating runs (default 3)")
    pages = commands.add_parser("pages", parents=[generated], help="write generated pages")
    pages.add_argument("output", type=Path, help="a .jsonl file, or a folder for .txt files")
    pages.add_argument("--kilobytes", type=float, help="text of the mean article (default 1.74, on pages of 2.5)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
