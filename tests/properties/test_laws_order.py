"""Laws 5 and 6, idempotence and order: the rows are of the set of documents, not of the way they came.

The sample pages and a feed are dealt into other batches, workers and runs; the feed shows the same texts again and
again with other metadata, as text and as HTML, and its lines are shuffled. ``raw`` and ``core`` must stay the same.
"""

import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from flows.resources import sample_pages_dir
from tests.laws_pages import CAPTIONS, HEADLINES, PROSE
from tests.laws_warehouse import Rows, ask, differences, rows_of, settle

METADATA: Final[dict[str, Sequence[Any]]] = {
    "title": ("Harbour bridge reopens", "Zoë\u202e", " ", "WHO SAID"),
    "author": ("Ana Lind", "By Zoe Aal and Jean-Luc O’Brien", "'; DROP TABLE core.articles;--", ["A. Lind", "B. Roth"]),
    "published_at": ("2025-03-03", "2025-03-03T04:05:06Z", "2025-03-02T23:00:00-05:00", "yesterday", "2031-01-01", 0),
    "fetched_at": ("2025-03-04", "2025-03-04T00:00:00Z", "2031-02-01T00:00:00+14:00"),
    "url": ("https://lund.example/2025/03/05/a", "https://lund.example/b?{0}"),
    "publisher": ("Port Lund Mail", "The Port Lund Mail"),
}


def stories(rng: random.Random) -> list[str]:
    """Write a few pages, some of them copies of another but for quotes and capitals, some of them HTML."""
    written = []
    for headline in HEADLINES[:3]:
        head = [headline, *[rng.choice(CAPTIONS)] * 2]
        written.append("\n".join([*head, "TT", *head, *rng.sample(PROSE, 5)]))
    curly = str.maketrans("“”", '""')
    copies = [written[0].translate(curly), written[1].upper(), written[2].replace("\n", "\r\n")]
    paragraphs = "".join(f"<p>{line}" for line in written[0].split("\n"))
    return [*written, *copies, f"<html><title>Harbour</title><article>{paragraphs}</article></html>"]


def feed(seed: int, count: int) -> list[str]:
    """Write records that show few pages many times, each time with other metadata; a few are broken."""
    rng = random.Random(seed)
    pages = stories(rng)
    lines = []
    for number in range(count):
        page = rng.choice(pages)
        field = rng.choice(("text", "html")) if page.startswith("<") or number % 9 == 0 else "text"
        record: dict[str, Any] = {"id": f"r{number}", field: page}
        record |= {name: rng.choice(values) for name, values in METADATA.items() if rng.random() < 0.5}
        lines.append(json.dumps(record))
    return [*lines, '{"id": "none"}', '{"id": "blank", "text": " "}']


class Desk:
    """Deals the same documents into runs, always from the same paths."""

    def __init__(self, folder: Path, lines: Sequence[str], pages: Sequence[Path]) -> None:
        self.folder = folder
        self.lines = lines
        self.inputs = folder / "in"
        self.inputs.mkdir()
        for page in pages:
            shutil.copyfile(page, self.inputs / page.name)
        self.pages = sorted(self.inputs.iterdir())
        self.feed = self.inputs / "feed.jsonl"
        self.write(lines)

    def write(self, lines: Sequence[str]) -> None:
        self.feed.write_text("\n".join(lines), encoding="utf-8")

    def shuffle(self, seed: int) -> list[Path]:
        """Put the feed's records in another order; return the pages in another one."""
        rng = random.Random(seed)
        self.write(rng.sample(self.lines, len(self.lines)))
        return rng.sample(self.pages, len(self.pages))

    def rows(self, name: str, runs: Sequence[Sequence[Path]], **how: Any) -> Rows:
        warehouse = self.folder / f"{name}.duckdb"
        for sources in runs:
            settle(warehouse, sources, **how)
        return rows_of(warehouse)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    pages = sorted(path for path in sample_pages_dir().iterdir() if path.is_file())
    return Desk(tmp_path_factory.mktemp("order"), feed(20261120, 40), pages)


@pytest.fixture(scope="module")
def at_once(desk: Desk) -> Rows:
    rows = desk.rows("at-once", [[desk.inputs]], batch_size=1000, workers=1)
    assert len(rows["core.articles"]) > 40
    assert len(rows["core.duplicates"]) >= 4
    assert len(rows["raw.sightings"]) > len(rows["raw.documents"]) + 20
    return rows


def test_shuffled_small_batches_and_many_workers_change_nothing(desk: Desk, at_once: Rows) -> None:
    desk.shuffle(1)
    assert differences(at_once, desk.rows("small", [[desk.inputs]], batch_size=13, workers=4)) == {}


def test_two_runs_in_another_order_change_nothing(desk: Desk, at_once: Rows) -> None:
    pages = desk.shuffle(2)
    first, second = pages[::2], [desk.feed, *pages[1::2]]
    assert differences(at_once, desk.rows("split", [first, second], batch_size=1000, workers=4)) == {}


@pytest.mark.slow
def test_a_run_for_each_half_of_a_feed(tmp_path: Path) -> None:
    """The same file holds other records the second time, and shows the same pages with other metadata."""
    desk = Desk(tmp_path, feed(7, 30), [])
    at_once = desk.rows("at-once", [[desk.feed]])
    whole = list(desk.lines)
    for part in (whole[1::2], whole[::2]):
        desk.write(part)
        settle(tmp_path / "halves.duckdb", [desk.feed])
    assert differences(at_once, rows_of(tmp_path / "halves.duckdb")) == {}


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("batch_size", "workers"), [(1, 4), (3, 1), (3, 4), (1000, 1), (1000, 4)])
def test_every_size_and_number_of_workers(desk: Desk, at_once: Rows, batch_size: int, workers: int) -> None:
    pages = desk.shuffle(10 * batch_size + workers)
    name = f"all-{batch_size}-{workers}"
    half = len(pages) // 2
    for label, runs in {"one": [[desk.inputs]], "two": [[desk.feed, *pages[:half]], pages[half:]]}.items():
        found = desk.rows(f"{name}-{label}", runs, batch_size=batch_size, workers=workers)
        assert differences(at_once, found) == {}, label


def test_one_record_a_batch(tmp_path: Path) -> None:
    """The worst order for metadata: every sighting comes after the parse that did not know it."""
    desk = Desk(tmp_path, feed(7, 5), [])
    at_once = desk.rows("at-once", [[desk.feed]], batch_size=1000)
    desk.shuffle(3)
    assert differences(at_once, desk.rows("one-by-one", [[desk.feed]], batch_size=1, workers=4)) == {}


BRIDGE: Final = (
    "Harbour bridge reopens\n\nThe old bridge carried traffic again on Monday, the town said to all who asked.\n"
)
READINGS: Final = {
    "html": {"id": "a", "html": BRIDGE, "author": "Zoe Aal", "published_at": "2025-03-05"},
    "text": {"id": "b", "text": BRIDGE, "author": "Ana Lind", "published_at": "2025-03-03", "title": "The bridge"},
}


def test_the_metadata_of_the_poorer_reading_counts(tmp_path: Path) -> None:
    """The same bytes as HTML and as text are one document, read as HTML, with what both records say."""
    source = tmp_path / "feed.jsonl"
    source.write_text("\n".join(json.dumps(READINGS[kind]) for kind in ("html", "text")))
    settle(tmp_path / "news.duckdb", [source], batch_size=1)
    query = "SELECT headline, byline, CAST(published_on AS VARCHAR) FROM core.articles"
    assert ask(tmp_path / "news.duckdb", query) == [("The bridge", "Ana Lind", "2025-03-03")]


def test_the_same_input_twice_changes_no_row(desk: Desk, at_once: Rows) -> None:
    desk.write(desk.lines)
    warehouse = desk.folder / "at-once.duckdb"
    whole = rows_of(warehouse, volatile=frozenset())
    settle(warehouse, [desk.inputs], batch_size=1000)
    assert differences(whole, rows_of(warehouse, volatile=frozenset())) == {}
    assert differences(at_once, rows_of(warehouse)) == {}
    [(parsed,)] = ask(warehouse, "SELECT parsed_document_count FROM ops.runs ORDER BY run_id DESC LIMIT 1")
    assert parsed == 0
