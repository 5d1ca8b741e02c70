"""What the stage keeps of the search for copies, and that it always fits the articles that stand there now."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from flows import comparing, pipeline
from flows.comparing import deduplicate
from tests.unit.test_warehouse_frames import NOW, document, parsed_frames, raw_frames
from warehouse import bodies, copies, load, memory
from warehouse.layout import Layout
from warehouse.stage import Stage, open_stage

STORY = (
    "The harbour office of Lindmark closed the inner bay on Tuesday after a barge had lost its load of kelp. Divers "
    "worked through the night to free the entrance, and the pilots took the larger ships to the quays of the outer "
    "bay. Nobody was hurt, the office said, and the owner of the barge will pay for what it cost. The kelp is sold."
)
CORRECTED = STORY.replace("Tuesday", "Wednesday").replace("pay for what", "pay what")
LONGER = STORY + " The pilots had asked for a second light at the entrance for years, and the council had put it off."
OTHER = "A quite different piece about bees and how they find their way home through fog and over open water at night."


def parse(stage: Stage, texts: list[str], parser: str = "parser-1") -> None:
    documents = [document(text) for text in texts]
    load.load_raw(stage, stage.run_id, raw_frames(documents), NOW)
    frames, digests = parsed_frames(documents)
    load.replace_parsed(stage, stage.run_id, parser, frames, digests, NOW)


def stored(stage: Stage, table: str) -> list[tuple[object, ...]]:
    with stage.transaction() as cursor:
        return sorted(cursor.execute(f"SELECT * FROM {table}").fetchall(), key=repr)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return open_stage(Layout.of(tmp_path / "news.duckdb"), "run-1")


def test_copies_get_their_edge(stage: Stage) -> None:
    parse(stage, [STORY, CORRECTED, LONGER, OTHER])
    assert deduplicate(stage) == (3, 2)
    assert {method for _, _, method, _ in stored(stage, "core.duplicates")} == {"near"}
    assert len(stored(stage, "core.fingerprints")) == 4
    assert len(stored(stage, "core.copies")) == 3


def test_a_second_search_changes_nothing(stage: Stage) -> None:
    parse(stage, [STORY, CORRECTED, OTHER])
    deduplicate(stage)
    tables = ("core.fingerprints", "core.copies", "core.duplicates")
    before = [stored(stage, table) for table in tables]
    deduplicate(stage)
    assert [stored(stage, table) for table in tables] == before


def test_later_articles_are_compared_with_stored_fingerprints_alone(stage: Stage) -> None:
    parse(stage, [STORY, OTHER])
    deduplicate(stage)
    version = pipeline.copies_version()
    assert copies.changed_bodies(stage, version)[0].is_empty()
    parse(stage, [CORRECTED])
    assert copies.changed_bodies(stage, version)[0].height == 1
    assert deduplicate(stage) == (2, 1)


def test_a_body_no_article_has_any_more_is_forgotten(stage: Stage) -> None:
    parse(stage, [STORY, CORRECTED, OTHER])
    deduplicate(stage)
    [gone] = {document(CORRECTED)["document_id"]}
    with stage.transaction() as cursor:
        cursor.execute("DELETE FROM core.articles WHERE document_id = $gone", {"gone": gone})
    assert copies.changed_bodies(stage, pipeline.copies_version())[1].len() == 1
    deduplicate(stage)
    assert stored(stage, "core.duplicates") == []
    assert len(stored(stage, "core.fingerprints")) == 2
    assert stored(stage, "core.copies") == []


ALTERED = {
    "nothing": ("SELECT 1", 0, 0),
    "a body in its place": ("UPDATE core.articles SET body_digest = 'other' WHERE rowid = 1", 1, 1),
    "two rows changed places": ("UPDATE core.articles SET body_digest = NULL WHERE rowid = 0", 0, 1),
    "a fingerprint lost": ("DELETE FROM core.fingerprints WHERE rowid = 2", 1, 0),
    "a row of the note": ("UPDATE ops.compared SET checksum = '0'", 0, 0),
    "a known body behind": (
        "INSERT INTO core.articles BY NAME SELECT * REPLACE ('again' AS article_id) FROM core.articles WHERE rowid = 0",
        0,
        0,
    ),
    "a new body behind, twice": (
        """INSERT INTO core.articles BY NAME
           SELECT * REPLACE ('n' || article_id AS article_id, 'n' AS body_digest) FROM core.articles LIMIT 2""",
        1,
        0,
    ),
}


@pytest.mark.parametrize(("statement", "new", "gone"), ALTERED.values(), ids=ALTERED.keys())
def test_what_changed_since_the_last_search_is_found(stage: Stage, statement: str, new: int, gone: int) -> None:
    parse(stage, [STORY, CORRECTED, OTHER])
    deduplicate(stage)
    version = pipeline.copies_version()
    with stage.transaction() as cursor:
        cursor.execute(statement)
    found = copies.changed_bodies(stage, version)
    assert (found.new.height, found.gone.len()) == (new, gone)
    with stage.transaction() as cursor:
        cursor.execute("DELETE FROM ops.compared")
    without = copies.changed_bodies(stage, version)
    assert without.new.equals(found.new)
    assert without.gone.equals(found.gone)
    assert without.mark == found.mark


@pytest.mark.parametrize(
    ("words", "heights"),
    [
        ([], [0]),
        ([385] * 100, [100]),
        ([5, 5, 5, 5], [2, 2]),
        ([4, 4, 4, 99, 4, None, 4], [2, 1, 1, 3]),
        ([99, 99], [1, 1]),
        ([None] * 9, [4, 4, 1]),
    ],
)
def test_long_bodies_are_read_fewer_at_a_time(
    monkeypatch: pytest.MonkeyPatch, words: list[int | None], heights: list[int]
) -> None:
    if words[:1] != [385]:
        monkeypatch.setattr(comparing, "_WORDS_AT_ONCE", 10)
        monkeypatch.setattr(comparing, "_READ_AT_ONCE", 4)
    new = pl.DataFrame({"word_count": words}, schema={"word_count": pl.Int32}).with_row_index("stored_row")
    slices = comparing._slices(new)
    assert [part.height for part in slices] == heights
    assert pl.concat(slices).equals(new)


def test_bodies_far_apart_are_read_as_those_side_by_side(stage: Stage) -> None:
    parse(stage, [STORY])
    with stage.transaction() as cursor:
        cursor.execute(
            "INSERT INTO core.articles BY NAME SELECT a.* REPLACE ('a' || i AS article_id, 'd' || i AS body_digest, "
            "'Text ' || i AS body_text) FROM core.articles AS a, range(1, 9001) AS numbers(i)"
        )
    asked = [9000, 3, 4, 4100, 8198, 5]
    found = bodies.bodies_at(stage, pl.DataFrame({"stored_row": asked}, schema={"stored_row": pl.Int64}))
    assert dict(found.rows()) == {f"d{row}": f"Text {row}" for row in asked}


def test_long_bodies_are_read_with_more_memory(stage: Stage) -> None:
    parse(stage, [STORY])
    with stage.transaction() as cursor:  # 2,048 texts of 70 KB, which DuckDB unpacks together: 140 MB
        cursor.execute(
            "INSERT INTO core.articles BY NAME SELECT a.* REPLACE ('a' || i AS article_id, 'd' || i AS body_digest, "
            "repeat('Text ' || i || ' ', 7000) AS body_text) FROM core.articles AS a, range(1, 2049) AS numbers(i)"
        )
    stage.connection().execute("CHECKPOINT")
    stage.release()
    usual = held_at_most(stage)
    with memory.within_memory(stage, memory.THREAD_MEGABYTES):
        before = held_at_most(stage)
        found = bodies.bodies_at(stage, pl.DataFrame({"stored_row": [9, 2000]}))
        assert dict(found.rows()) == {f"d{row}": f"Text {row} " * 7000 for row in (9, 2000)}
        assert before < held_at_most(stage) < usual
    assert held_at_most(stage) > 0.9 * usual


def test_memory_given_back_leaves_the_limit_as_it_is(stage: Stage) -> None:
    parse(stage, [STORY])
    usual = held_at_most(stage)
    with memory.within_memory(stage, memory.THREAD_MEGABYTES):
        within = held_at_most(stage)
        for _ in range(3):
            memory.give_back(stage)
        assert held_at_most(stage) == within
    restored = held_at_most(stage)
    assert restored > 0.9 * usual
    for _ in range(3):
        memory.give_back(stage)
    assert held_at_most(stage) == restored


def held_at_most(stage: Stage) -> float:
    [limit] = stage.connection().execute("SELECT memory_limit FROM pragma_database_size()").fetchone() or ("",)
    size, unit = limit.split()
    return float(size) * 1024 ** ("KiB", "MiB", "GiB", "TiB").index(unit)


def test_what_another_version_left_is_made_anew(stage: Stage) -> None:
    parse(stage, [STORY, CORRECTED, OTHER])
    deduplicate(stage)
    before = [stored(stage, table) for table in ("core.fingerprints", "core.copies")]
    with stage.transaction() as cursor:
        cursor.execute("UPDATE core.fingerprints SET version = 'older', shingle_count = 0")
        cursor.execute("UPDATE core.copies SET jaccard = 0")
    deduplicate(stage)
    assert [stored(stage, table) for table in ("core.fingerprints", "core.copies")] == before


def test_bodies_are_read_by_digest_each_once(stage: Stage) -> None:
    parse(stage, [STORY, OTHER])
    changed = copies.changed_bodies(stage, "any")
    digests = changed.new["body_digest"]
    assert digests.len() == 2
    found = bodies.bodies_of(stage, digests, changed.places)
    assert sorted(found["body_digest"]) == sorted(digests)
    assert bodies.bodies_of(stage, pl.Series([], dtype=pl.String), changed.places).is_empty()


def test_bodies_of_one_hash_are_told_apart(stage: Stage) -> None:
    parse(stage, [STORY, OTHER])
    changed = copies.changed_bodies(stage, "any")
    hashes = changed.places.hashes
    alike = changed.places._replace(hashes=np.full_like(hashes, hashes[0]))
    rows = bodies.bodies_of(stage, changed.new["body_digest"], alike).rows()
    assert sorted(rows) == sorted(bodies.bodies_at(stage, changed.new).rows())
    with stage.transaction() as cursor:
        [(digest, hashed)] = cursor.execute(
            "SELECT body_digest, hash(body_digest) FROM core.articles WHERE rowid = 1"
        ).fetchall()
        before = bodies.Places(np.array([0]), np.array([hashed], dtype=np.uint64))
        assert copies._new_behind(cursor, 0, before)["body_digest"].to_list() == [digest]


def test_frames_of_another_shape_are_refused(stage: Stage) -> None:
    changed = copies.changed_bodies(stage, "v")
    fingerprints = pipeline.fingerprint(bodies.bodies_at(stage, changed.new), pipeline.choose_engine(0))
    with pytest.raises(ValueError, match=r"core\.copies"):
        copies.store_copies(stage, "v", fingerprints, pl.DataFrame({"body_digest": ["a"]}), changed)
