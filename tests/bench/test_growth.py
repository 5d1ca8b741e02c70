"""The growth bench measures what it says: all articles are there, and what is added finds the old ones."""

from pathlib import Path

from tests.bench import growth
from tests.bench.articles import make, stream
from warehouse.layout import Layout
from warehouse.stage import open_stage


def test_streams_come_again_and_copy_what_stood_before() -> None:
    first = make(400, seed=3)
    assert first == make(400, seed=3)
    assert first != make(400, seed=4)
    assert 2_300 < sum(map(len, first.texts)) / 400 < 2_700
    assert all(0 <= source < copy for source, copy in first.pairs)
    [more] = stream(100, seed=3, before=first.texts, first=400)
    assert any(source < 0 for source, _ in more.pairs)
    [again] = stream(100, seed=3, before=first.texts, first=500)
    assert not set(more.texts) & set(again.texts)


def test_added_articles_are_searched_among_the_old(tmp_path: Path) -> None:
    path = tmp_path / "growing.duckdb"
    growth.fill(path, 300, 0)
    full = growth.search(path)
    growth.fill(path, 100, 0)
    more = growth.search(path)
    assert 0 < full["edges"] < more["edges"]
    assert more["seconds"] > 0
    stage = open_stage(Layout.of(path), "bench")
    with stage.transaction() as cursor:
        assert cursor.execute("SELECT count(*), count(DISTINCT article_id) FROM core.articles").fetchone() == (400, 400)
        [bodies] = cursor.execute("SELECT count(DISTINCT body_digest) FROM core.articles").fetchone() or (0,)
        assert cursor.execute("SELECT count(*) FROM core.fingerprints").fetchone() == (bodies,)
    stage.release()
