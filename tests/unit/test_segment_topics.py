"""What comes again behind a line, measured a second time word by word in plain Python."""

import random
import re
from typing import Any

import polars as pl
import pytest

from flows.steps.segment.topics import _STARTERS, measure_continuity

WORDS = (
    *("harbour", "Harbour", "Lind", "Kern", "Zoë", "Łódź", "quays", "ferry", "Ferry", "tide", "Tides", "STRASSE"),
    *("straße", "Ødegaard", "the", "That", "monday", "Monday", "🛳", "e\u0301tude", "1,200", "Москва", "москва"),
)
Answer = dict[int, tuple[float, int, float, int]]


def words_of(text: str) -> list[tuple[str, bool]]:
    """List folded word and whether it is a name."""
    found = re.findall(r"[^\W\d_]{4,}", text)
    return [(word.lower(), word != word.lower()) for word in found if word.lower() not in _STARTERS]


def slowly(blocks: list[dict[str, Any]], candidates: list[int]) -> Answer:
    """Compare the 12 blocks of prose before each line with the 8 behind it."""
    answer = {}
    for row in candidates:
        page = [block for block in blocks if block["doc"] == blocks[row]["doc"] and block["prose"]]
        before = [word for block in [b for b in page if b["row"] < row][-12:] for word in words_of(block["text"])]
        # A line of prose takes a place on the side behind it, and is not compared itself.
        most = 8 if blocks[row]["prose"] else 9
        after = [word for block in [b for b in page if b["row"] > row][:most] for word in words_of(block["text"])]
        names = {word for word, is_name in after if is_name}
        if not names:
            continue
        said, old = {word for word, _ in after}, {word for word, _ in before}
        old_names = {word for word, is_name in before if is_name}
        line = {word for word, _ in words_of(blocks[row]["text"])}
        answer[row] = (
            len(names & old_names) / len(names),
            len(names),
            len(said & old) / len(said),
            len(line & (said - old)),
        )
    return answer


@pytest.mark.parametrize("seed", range(4))
def test_what_comes_again_is_counted_as_a_slow_count_does(seed: int) -> None:
    rng = random.Random(seed)
    blocks = [
        {
            "row": row,
            "doc": row // 45,
            "text": " ".join(rng.choices(WORDS[seed:], k=rng.randint(0, 9))),
            "prose": rng.random() < 0.7,
        }
        for row in range(180)
    ]
    candidates = sorted(rng.sample(range(180), 60))
    frame = pl.DataFrame(blocks, schema_overrides={"row": pl.UInt32, "doc": pl.UInt32})
    chosen = frame.filter(pl.col("row").is_in(candidates)).select("row", "doc")
    found = measure_continuity(frame, chosen)
    names = ("continuity", "new_names", "word_continuity", "announced")
    answer = {row["row"]: tuple(row[name] for name in names) for row in found.iter_rows(named=True)}
    expected = slowly(blocks, candidates)
    assert answer.keys() == expected.keys()
    assert len(expected) > 30
    for row, values in expected.items():
        assert answer[row] == pytest.approx(values), blocks[row]


def test_without_a_candidate_nothing_is_measured() -> None:
    frame = pl.DataFrame({"row": [0], "doc": [0], "text": ["x"], "prose": [True]})
    assert measure_continuity(frame, frame.clear().select("row", "doc")).is_empty()
