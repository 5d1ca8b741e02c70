"""Ask the product the README's questions: the test compares its answers, this script writes them anew.

    uv run python tests/repo/readme_answers.py

A question is a line ``$ uv run copydesk …`` in a ``console`` block; what follows it, up to the next, is the answer.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
_BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
_COPYDESK = [sys.executable, "-m", "flows"]


def questions(text: str) -> Iterator[tuple[str, str]]:
    """Yield every question of the README with the answer that stands there."""
    for block in _BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, answer = part.partition("\n")
            yield line, answer.rstrip()


def publish_sample(published: Path) -> None:
    """Run the product on the sample pages."""
    command = [*_COPYDESK, "run", "--warehouse", str(published)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=600)


def ask(line: str, published: Path) -> str:
    """Return what the product answers; trailing spaces are the terminal's, not the answer's."""
    words = shlex.split(line)
    command = [*_COPYDESK, *words[words.index("copydesk") + 1 :], "--warehouse", str(published)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8")
    return "\n".join(row.rstrip() for row in done.stdout.splitlines()).rstrip()


def answered(text: str, answer: Callable[[str], str]) -> str:
    """Return the README with every answer replaced."""

    def fill(block: re.Match[str]) -> str:
        return "".join(f"$ {line}\n{answer(line)}\n" for line, _ in questions(f"```console\n{block[0]}```"))

    return _BLOCK.sub(fill, text)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Path(folder) / "readme.duckdb"
        publish_sample(warehouse)
        README.write_text(
            answered(README.read_text(encoding="utf-8"), lambda line: ask(line, warehouse)), encoding="utf-8"
        )
