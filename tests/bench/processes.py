"""What the measurements share: child processes, clocks and peaks."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[2]


def limit(text: str, seen: str, *, is_met: bool) -> dict[str, Any]:
    """State a limit beside what was seen."""
    return {"limit": text, "seen": seen, "is_met": is_met}


def peak_bytes() -> int:
    """Return the most memory this process ever held.

    ``getrusage`` would answer too, but its figure survives ``exec`` and so begins at the parent's size.
    """
    status = Path("/proc/self/status")
    if status.exists():
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(fields["VmHWM"].split()[0]) * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def generate(path: Path, pages: int, seed: int, kilobytes: float | None = None) -> int:
    """Write generated pages in a process of its own, so that its memory does not count as the product's.

    Args:
        path: The file.
        pages: How many.
        seed: Another seed is another web.
        kilobytes: Text of the mean article; None for pages of 2.5 KB, whose articles have 1.74.

    Returns:
        Bytes of the pages' text.
    """
    command = [sys.executable, "-m", "tests.bench", "pages", str(path), "--pages", str(pages), "--seed", str(seed)]
    command += [] if kilobytes is None else ["--kilobytes", str(kilobytes)]
    return int(subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout)


def timed(command: Sequence[str], environment: Mapping[str, str], cwd: Path) -> float:
    """Run a command to its end.

    Returns:
        Wall seconds.

    Raises:
        RuntimeError: It failed; the message holds the end of what it said.
    """
    begun = time.perf_counter()
    done = subprocess.run(
        list(command),
        env=dict(environment),
        cwd=cwd,
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - begun
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()[-2_000:]}")
    return seconds


def copydesk(*words: str) -> list[str]:
    """Return the command line of copydesk in this very environment."""
    return [sys.executable, "-m", "flows", *words]


def environment(home: Path) -> dict[str, str]:
    """Return an environment in which nothing of the developer's settings or databases counts."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("COPYDESK_", "PREFECT_"))}
    return kept | {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "GX_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONPATH": str(CHECKOUT),
    }


def table(rows: Sequence[Sequence[str]]) -> str:
    """Lay out rows of text, the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            text.ljust(width) if column == 0 else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
