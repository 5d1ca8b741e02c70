"""Both engines give the same sketches, candidates and measures, also where hundreds of bodies share a phrase."""

import random
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.deduplicate import candidates, copies, measure, sketch, words
from flows.steps.deduplicate.copies import (
    COMPILED_FROM,
    KNOWN_FOR_ONE,
    REFERENCE,
    Engine,
    Near,
    choose_engine,
    find_near,
    fingerprint,
)
from flows.steps.deduplicate.settings import COPY_SETTINGS, CopySettings
from tests.corpus_of_copies import corpus, edit, story, vocabulary

compiled = pytest.importorskip("flows.steps.deduplicate.compiled")
compiled_words = pytest.importorskip("flows.steps.deduplicate.compiled_words")
compiled_measure = pytest.importorskip("flows.steps.deduplicate.compiled_measure")


def template_pages(count: int) -> list[str]:
    """Reports on one template: every pair agrees in many minima, so groups are as large as the corpus."""
    rng = random.Random(3)
    names = vocabulary(rng, 300)
    form = story(rng, names, 120)
    return [" ".join(edit(rng, form, names, 0.08)) for _ in range(count)]


CORPORA = {
    "planted copies": corpus(11, 120).texts,
    "one template": template_pages(130),
    "equal and tiny bodies": ["", "one two", "a b c d e f", *["the same eighteen words " * 5] * 60, ",", "\n"],
    "nothing": [],
}


def cut(texts: list[str]) -> tuple[Any, Any, Any]:
    found = words.cut_words(pl.Series(texts, dtype=pl.String))
    shingles = words.shingle(found, COPY_SETTINGS.shingle_words)
    return found, shingles, sketch.sketch(shingles, COPY_SETTINGS)


@pytest.mark.parametrize("texts", CORPORA.values(), ids=CORPORA.keys())
@pytest.mark.parametrize("new_share", [1.0, 0.3, 0.0])
def test_both_engines_say_the_same(texts: list[str], new_share: float) -> None:
    found, shingles, minima = cut(texts)
    counts = np.diff(shingles.offsets)
    quick_counts, quick_minima = compiled_words.sketch(pl.Series(texts, dtype=pl.String), COPY_SETTINGS)
    assert np.array_equal(quick_counts, counts)
    assert np.array_equal(quick_minima, minima)
    is_new = np.random.default_rng(1).random(len(texts)) < new_share
    pairs = candidates.find_candidates(minima, counts, is_new, COPY_SETTINGS)
    assert np.array_equal(compiled.find_candidates(minima, counts, is_new, COPY_SETTINGS), pairs)
    slow = measure.measure(found, shingles, pairs, COPY_SETTINGS)
    assert np.array_equal(compiled_measure.measure(found, shingles, pairs, COPY_SETTINGS), slow)
    if new_share == 0:
        assert len(pairs) == 0


def test_candidates_are_those_of_all_pairs() -> None:
    _, shingles, minima = cut(CORPORA["one template"] + CORPORA["planted copies"])
    counts = np.diff(shingles.offsets)
    every = np.array([(a, b) for a in range(len(counts)) for b in range(a + 1, len(counts))])
    agrees = (minima[every[:, 0]] == minima[every[:, 1]]) & (minima[every[:, 0]] != sketch.EMPTY)
    wanted = every[candidates.is_worth_comparing(agrees, counts[every], COPY_SETTINGS)]
    is_new = np.ones(len(counts), dtype=np.bool_)
    assert len(wanted) > 5000
    assert np.array_equal(compiled.find_candidates(minima, counts, is_new, COPY_SETTINGS), wanted)


@pytest.mark.parametrize("new_share", [0.5, 0.02])
def test_only_known_bodies_that_agree_nowhere_are_passed_over(new_share: float) -> None:
    _, shingles, minima = cut(CORPORA["one template"] + CORPORA["planted copies"])
    counts = np.diff(shingles.offsets)
    is_new = np.random.default_rng(2).random(len(counts)) < new_share
    pairs = candidates.find_candidates(minima, counts, is_new, COPY_SETTINGS)
    known = np.flatnonzero(~is_new)
    needed = np.isin(known, pairs)
    packed = sketch.packed_rows(sketch.pack(minima[known]), COPY_SETTINGS)
    exact = candidates.make_sieve(minima[is_new], COPY_SETTINGS)(packed)
    quick = compiled.make_sieve(minima[is_new], COPY_SETTINGS)(packed)
    assert needed.any()
    assert (exact >= needed).all()
    assert (quick >= exact).all()
    assert quick.sum() < len(known)
    assert not candidates.make_sieve(minima[:0], COPY_SETTINGS)(packed).any()
    assert not compiled.make_sieve(minima[:0], COPY_SETTINGS)(packed).any()


@settings(derandomize=True, max_examples=60, deadline=None)
@given(data=st.data())
def test_the_sieve_keeps_all_that_agree_in_enough_slots(data: st.DataObject) -> None:
    values = st.sampled_from([0, 1, 2, 1 << 18, (1 << 24) - 2, sketch.EMPTY])
    rows = st.lists(st.lists(values, min_size=24, max_size=24), min_size=1, max_size=6)
    known, new = (np.array(data.draw(rows), dtype=np.uint32) for _ in range(2))
    agrees = [[(a == b) & (a != sketch.EMPTY) for b in new] for a in known]
    some = [any(one.sum() >= 3 or (one[16:].any() and one.sum() >= 2) for one in row) for row in agrees]
    packed = sketch.packed_rows(sketch.pack(known), COPY_SETTINGS)
    for engine in (candidates, compiled):
        kept = engine.make_sieve(new, COPY_SETTINGS)(packed)
        assert (kept >= np.array(some)).all()


@pytest.mark.parametrize(("limit", "at_once"), [(50, 100), (10_000, 7), (40, 3), (10_000, 1_000), (1, 1_000)])
def test_pairs_are_taken_in_parts_that_fit(monkeypatch: pytest.MonkeyPatch, limit: int, at_once: int) -> None:
    monkeypatch.setattr(copies, "PAIRS_AT_ONCE", at_once)
    rng = np.random.default_rng(4)
    pairs, sizes = rng.integers(0, 30, (200, 2)), rng.integers(1, 30, 30)
    parts = list(copies._in_parts(pairs, sizes, limit))
    assert np.array_equal(np.concatenate(parts), pairs)
    for part, following in zip(parts, [*parts[1:], pairs[:0]], strict=True):
        assert 0 < len(part) <= at_once
        assert len(part) == 1 or sizes[np.unique(part)].sum() <= limit
        more = np.unique(np.concatenate([part, following[:1]]))
        assert not len(following) or len(part) == at_once or sizes[more].sum() > limit  # as large as may be


@pytest.mark.parametrize("engine", [REFERENCE, choose_engine(COMPILED_FROM)], ids=["reference", "compiled"])
def test_known_bodies_that_are_compared_with_no_new_one_are_left_out(engine: Engine) -> None:
    texts = CORPORA["planted copies"]
    prints = fingerprint(
        pl.DataFrame({"body_digest": [f"{at:04}" for at in range(len(texts))], "body_text": texts}), engine
    )
    known, new = prints.slice(12), prints.head(12)
    _, shingles, minima = cut(texts)
    is_new = np.arange(len(texts)) < new.height
    pairs = candidates.find_candidates(minima, np.diff(shingles.offsets), is_new, COPY_SETTINGS)
    wanted = np.unique(pairs[pairs >= new.height]).tolist()
    assert 0 < len(wanted) < known.height
    for parts in ([known], known.iter_slices(7)):
        near = find_near(parts, new, engine)
        assert near.known.equals(prints[wanted])
        numbers = np.array([*wanted, *range(new.height)])
        assert sorted(np.sort(numbers[near.pairs], axis=1).tolist()) == sorted(np.sort(pairs, axis=1).tolist())
    assert find_near([known], new.clear(), engine).known.is_empty()


def test_pairs_of_bodies_left_out_go_with_them() -> None:
    known = pl.DataFrame({"name": ["a", "b", "c"]})
    near = Near(known, np.array([[0, 3], [1, 3], [2, 4], [3, 4]]))
    assert near.keep(np.array([0, 1, 2])) is near
    some = near.keep(np.array([0, 2]))
    assert some.known["name"].to_list() == ["a", "c"]
    assert some.pairs.tolist() == [[0, 2], [1, 3], [2, 3]]
    assert near.keep(np.array([], dtype=np.int64)).pairs.tolist() == [[0, 1]]


@settings(derandomize=True, max_examples=40, deadline=None)
@given(rows=st.lists(st.lists(st.sampled_from([0, 1, 2, sketch.EMPTY]), min_size=24, max_size=24), max_size=12))
def test_sketches_are_stored_without_loss(rows: list[list[int]]) -> None:
    minima = np.array(rows, dtype=np.uint32).reshape(len(rows), 24)
    packed = sketch.pack(minima)
    assert packed.dtype == pl.Array(pl.UInt64, 9)
    assert np.array_equal(sketch.unpack(packed, COPY_SETTINGS), minima)


def test_sketches_read_part_by_part_are_those_in_one_piece() -> None:
    minima = np.random.default_rng(5).integers(0, sketch.EMPTY + 1, (7, 24)).astype(np.uint32)
    parts = pl.concat([sketch.pack(minima[:3]), sketch.pack(minima[3:3]), sketch.pack(minima[3:])], rechunk=False)
    assert parts.n_chunks() > 1
    assert np.array_equal(sketch.unpack(parts, COPY_SETTINGS), minima)


@pytest.mark.parametrize("slots", [1, 8, 20, 24, 33])
def test_sketches_of_any_number_of_slots_are_stored(slots: int) -> None:
    minima = np.random.default_rng(slots).integers(0, sketch.EMPTY + 1, (5, slots)).astype(np.uint32)
    shape = CopySettings(whole_slots=slots, lead_slots=0)
    assert np.array_equal(sketch.unpack(sketch.pack(minima), shape), minima)


def test_a_sketch_of_another_length_is_refused() -> None:
    for other in (pl.Series([b"abc"]), pl.Series([[1] * 8], dtype=pl.Array(pl.UInt64, 8))):
        with pytest.raises(ValueError, match="length"):
            sketch.unpack(other, COPY_SETTINGS)


def test_machine_code_is_for_much_work_only() -> None:
    assert choose_engine(COMPILED_FROM - 1) is REFERENCE
    assert choose_engine(COMPILED_FROM).sketch is compiled_words.sketch
    assert choose_engine(1, COMPILED_FROM * KNOWN_FOR_ONE).sketch is compiled_words.sketch
