"""Texts of recent bodies kept beside the warehouse: what is found is what was kept, and a search needs none of it."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from flows.comparing import deduplicate
from flows.steps.deduplicate.copies import Near
from tests.unit.test_duplicates_store import CORRECTED, LONGER, OTHER, STORY, parse, stored
from warehouse import recent
from warehouse.layout import Layout
from warehouse.recent import RecentBodies
from warehouse.stage import Stage, open_stage

ROOM = 10_000_000
TEXTS = {
    "a" * 32: "Ana Lind told the council: “No.”\n\nThe bay is closed.",
    "b" * 32: "",
    "c" * 32: "a\0b \N{COMBINING ACUTE ACCENT}e\r\U0001f30a end",
    "é": "x" * 70_000,
}


def frame(texts: dict[str, str]) -> pl.DataFrame:
    return pl.DataFrame({"body_digest": list(texts), "body_text": list(texts.values())}, schema_overrides=SCHEMA)


SCHEMA = {"body_digest": pl.String, "body_text": pl.String}


def find(kept: RecentBodies, *digests: str) -> dict[str, str]:
    return dict(kept.find(pl.Series(digests, dtype=pl.String)).rows())


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_what_is_kept_is_found_by_a_later_search(tmp_path: Path) -> None:
    kept = RecentBodies(tmp_path / "recent", "v1", ROOM)
    kept.add(frame(TEXTS).slice(1))
    kept.add(frame(TEXTS).head(1))
    kept.trim()
    again = RecentBodies(tmp_path / "recent", "v1", ROOM)
    for one in (kept, again):
        assert find(one, *TEXTS, "unknown") == TEXTS
        assert find(one) == {}


def test_another_version_reads_nothing_and_clears_up(tmp_path: Path) -> None:
    RecentBodies(tmp_path, "v1", ROOM).add(frame(TEXTS))
    other = RecentBodies(tmp_path, "v2", ROOM)
    assert find(other, *TEXTS) == {}
    other.trim()
    assert files(tmp_path) == []


def test_damaged_files_give_nothing_wrong(tmp_path: Path) -> None:
    RecentBodies(tmp_path, "v1", ROOM).add(frame(TEXTS))
    [path] = files(tmp_path)
    whole = path.read_bytes()
    begin = whole.index(b"Ana Lind")
    places = [*range(begin + 60), begin + 500, len(whole) - 1]  # head, index, and some of the texts
    for at in places:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        found = find(RecentBodies(tmp_path, "v1", ROOM), *TEXTS)
        assert found.items() < TEXTS.items(), at
    for size in (0, 10, begin - 1, begin + 60):
        path.write_bytes(whole[:size])
        found = find(RecentBodies(tmp_path, "v1", ROOM), *TEXTS)
        assert found.items() < TEXTS.items(), size
    (tmp_path / "note.bodies").write_text("not ours")
    path.write_bytes(whole)
    assert find(RecentBodies(tmp_path, "v1", ROOM), *TEXTS) == TEXTS


def test_the_oldest_go_beyond_the_limit(tmp_path: Path) -> None:
    kept = RecentBodies(tmp_path, "v1", ROOM)
    for number in range(5):
        kept.add(frame({str(number): f"{number}" * 3_000_000}))
        kept.trim()
    assert sum(path.stat().st_size for path in files(tmp_path)) <= ROOM
    assert sorted(find(kept, *"01234")) == ["2", "3", "4"]
    RecentBodies(tmp_path, "v1", recent.LEAST_BYTES - 1).trim()
    assert files(tmp_path) == []


def test_many_small_runs_leave_few_files(tmp_path: Path) -> None:
    texts: dict[str, str] = {}
    for number in range(60):
        kept = RecentBodies(tmp_path, "v1", ROOM)
        some = {f"{number}.{row}": f"text {number} {row} " * 20 for row in range(5)}
        texts |= some
        kept.add(frame(some))
        kept.trim()
    assert len(files(tmp_path)) <= 6
    assert find(kept, *texts) == texts


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(recent, "SHARE", 100.0)  # as if the warehouse were of many articles
    return open_stage(Layout.of(tmp_path / "news.duckdb"), "run-1")


def forget_texts(stage: Stage) -> None:
    with stage.transaction() as cursor:
        cursor.execute("UPDATE core.articles SET body_text = ''")


def test_a_search_reads_the_texts_that_are_kept(stage: Stage) -> None:
    parse(stage, [STORY, OTHER])
    deduplicate(stage)
    forget_texts(stage)
    parse(stage, [CORRECTED])
    assert deduplicate(stage) == (2, 1)
    forget_texts(stage)
    parse(stage, [LONGER])
    assert deduplicate(stage) == (3, 2)


def test_a_search_without_them_finds_the_same(stage: Stage) -> None:
    parse(stage, [STORY, OTHER])
    deduplicate(stage)
    for path in files(stage.layout.recent):
        path.unlink()
    stage.layout.recent.rmdir()
    stage.layout.recent.write_text("a file where the folder should be")
    parse(stage, [CORRECTED, LONGER])
    assert deduplicate(stage) == (3, 2)
    assert len(stored(stage, "core.copies")) == 3
    assert stage.layout.recent.is_file()


def test_searches_one_by_one_find_what_one_search_finds(stage: Stage, tmp_path: Path) -> None:
    texts = [STORY, OTHER, CORRECTED, LONGER, OTHER.replace("bees", "geese"), LONGER.replace("kelp", "salt")]
    for text in texts:
        parse(stage, [text])
        deduplicate(stage)
    whole = open_stage(Layout.of(tmp_path / "whole.duckdb"), "run-1")
    parse(whole, texts)
    deduplicate(whole)
    assert len(stored(whole, "core.copies")) > 3
    for table in ("core.copies", "core.duplicates"):
        assert stored(stage, table) == stored(whole, table)


def test_bodies_worth_keeping_are_those_that_later_ones_are_compared_with() -> None:
    known = pl.DataFrame({"body_digest": ["k0", "k1", "k2"]})
    new = pl.Series(["n0", "n1", "n2", "n3"])
    pairs = np.array([[0, 3], [1, 5], [1, 6], [3, 5], [4, 5], [5, 6]])  # rows from 3 on are of the new
    assert Near(known, pairs).partners_of(new, 2).to_list() == ["k1", "n0", "n1"]
    assert Near(known, pairs).partners_of(new, 0).to_list() == ["k0", "k1"]
    assert Near(pl.DataFrame(), pairs[:0]).partners_of(new, 0).to_list() == []


def test_small_warehouses_keep_none(tmp_path: Path) -> None:
    stage = open_stage(Layout.of(tmp_path / "news.duckdb"), "run-1")
    parse(stage, [STORY, CORRECTED])
    deduplicate(stage)
    assert not stage.layout.recent.exists()
