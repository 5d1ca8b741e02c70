"""What holds for the names of any text: evidence, order, independence, linear time."""

import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.contracts import MENTION_KINDS, Mentions
from flows.steps.extract import mentions
from flows.steps.extract.mentions_gazetteer import load_gazetteer
from flows.steps.lexicon import load_lexicon
from flows.steps.pages import Pages
from tests import made_pages

REFERENCE = Path(__file__).parents[2] / "seeds" / "reference"
GAZETTEER = load_gazetteer(REFERENCE, load_lexicon(REFERENCE))
PARTS = [
    "Ana", "Torv", "Mr.", "U.S.", "President", "Bank of", "Umbel", "the", "said", ", 43,", ", the mayor of", "al-", "-",
    "’s", "O’Nall", "Inc.", "Chad", "in", "May", "MILAN", "& Co", "and", "😀", "\u0301", "\u00a0", "\u200b", "\x00",
    "\r", ".", "“", "”", "(", ")", "3", "É", "ẞ", "ǅ", "İ", "Иван", "北京", "A", "van der",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PARTS) | st.text(max_size=4), min_size=1, max_size=14).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda joint: joint.join(parts))
)
SLOWER_THAN_LINEAR = 2.5


def pages_of(articles: dict[str, list[tuple[int, str, str]]]) -> Pages:
    return made_pages.of_blocks((key, *block) for key, blocks in articles.items() for block in blocks)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from(["paragraph", "headline"]), st.integers(0, 50))
def test_every_name_is_the_text_it_points_at(text: str, role: str, offset: int) -> None:
    frame = mentions.extract(pages_of({"d-0": [(offset, role, text)]}), GAZETTEER)
    last = 0
    for row in frame.iter_rows(named=True):
        assert text[row["mention_start"] - offset : row["mention_end"] - offset] == row["mention_text"]
        assert row["mention_start"] >= last
        assert row["mention_text"].strip() == row["mention_text"] != ""
        assert row["kind"] in MENTION_KINDS
        assert row["name"]
        assert row["role_text"] is None or row["role_text"] in text
        last = row["mention_end"]
    Mentions.validate(frame.select(Mentions.column_names()), cast=True)


@settings(derandomize=True, max_examples=20, deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_an_article_is_read_by_itself(texts: list[str]) -> None:
    articles = {f"d{number}-0": [(0, "paragraph", text)] for number, text in enumerate(texts)}
    together = mentions.extract(pages_of(articles), GAZETTEER).rows()
    apart = [row for key in articles for row in mentions.extract(pages_of({key: articles[key]}), GAZETTEER).rows()]
    backwards = mentions.extract(pages_of(dict(reversed(articles.items()))), GAZETTEER).rows()
    assert together == apart
    assert sorted(together) == sorted(backwards)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(TEXTS)
def test_a_full_name_is_kept_by_all_its_surnames(text: str) -> None:
    blocks = [
        (0, "paragraph", "Then Ana Zorvic, 43, spoke."),
        (100, "paragraph", text),
        (900, "paragraph", "Later Zorvic left."),
    ]
    frame = mentions.extract(pages_of({"d-0": blocks}), GAZETTEER)
    surnames = frame.filter(pl.col("mention_start") >= 900)
    assert surnames["mention_text"].to_list() == ["Zorvic"]
    assert surnames["kind"].to_list() == ["person"]
    assert "Zorvic" in surnames["name"][0].split(" ")[-1]


@pytest.mark.parametrize(
    "piece",
    ["Ana Torv met Ivo Brask in Milan, said Umbel Corp. ", "A", "Ab ", "A.", "Bank of the ", "“(Al-"],
)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    def seconds(size: int) -> float:
        pages = pages_of({"d-0": [(0, "paragraph", piece * (size // len(piece)))]})
        best = float("inf")
        for _ in range(2):
            began = time.process_time()
            mentions.extract(pages, GAZETTEER)
            best = min(best, time.process_time() - began)
        return best

    small, large = seconds(6_000), seconds(24_000)
    assert large < 4 * SLOWER_THAN_LINEAR * max(small, 0.004)
