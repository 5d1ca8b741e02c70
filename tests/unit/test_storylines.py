"""What an article is about, and which article it follows: the rules one by one, and the scorer of them."""

import gzip
import json
import random
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from flows.resources import reference_dir
from flows.steps.deduplicate.copies import choose_engine
from flows.steps.deduplicate.words import cut_words
from flows.steps.storylines.follow import FOLLOWED, Follower, Told, follow_all, unpack
from flows.steps.storylines.settings import STORYLINE_SETTINGS, StorylineSettings
from flows.steps.storylines.terms import TERM_BITS, Rarity, draw_terms, load_rarity
from tests.quality.storylines.measure import Score, articles_of, records_of, score, storylines_of

DAY = date(2025, 4, 7)
SHIP = (
    "The grain carrier Maren Tove ran aground in the Sulina channel on Monday and it blocked the mouth of the "
    "Danube for all ships, the port authority of Sulina said. Four tugs pulled at the hull of the Maren Tove "
    "until dusk and it did not move, and the pilots of the Danube were told to wait for the flood."
)
TUGS = (
    "Tugs freed the Maren Tove, a grain carrier that had been stuck in the mouth of the Danube, and the Sulina"
    " channel is open to ships, said the pilots in Sulina. The hull was not holed, and the grain will be in "
    "the port by the end of the week, the authority said, after a flood had lifted the carrier off the mud."
)
CHESS = (
    "The chess federation of Bergen threw out the appeal of a grandmaster who was accused of hiding a "
    "telephone in his boot, and it said that the tournament in the spring was to be played again, at the same "
    "tables, with the boots of all players left in the cloakroom and the referees on their knees."
)


@pytest.fixture(scope="module")
def rarity() -> Rarity:
    return load_rarity(reference_dir())


def drawn(rarity: Rarity, *texts: str | None, headline: str | None = None) -> list[bytes]:
    frame = pl.DataFrame({"headline": [headline] * len(texts), "body_text": texts}).cast(pl.String)
    return draw_terms(frame, rarity).to_list()


def term(word: str) -> int:
    return int(cut_words(pl.Series([word])).hashes[0]) >> (64 - TERM_BITS)


def test_the_rare_words_of_headline_and_lead_weigh_most(rarity: Rarity) -> None:
    (terms,) = drawn(rarity, SHIP, headline="Ship Blocks Danube at SULINA")
    weights = unpack(terms)
    assert list(weights)[:2] == sorted([term("sulina"), term("danube")], key=lambda found: (-weights[found], found))
    assert list(weights.values()) == sorted(weights.values(), reverse=True)
    assert term("the") not in weights
    assert weights[term("sulina")] > weights[term("tove")] > weights[term("monday")]


UNREAD = {
    "German": "Die Straßenbahn fährt in Görlitz wieder von Hand gestellt, sagte der Betriebsleiter am Montag, und " * 4,
    "Spanish": "El puerto de Sulina quedó cerrado el lunes cuando un barco encalló en el canal, dijeron los prácticos "
    * 4,
    "Chinese": "货轮周一在苏利纳航道搁浅,多瑙河口被堵塞。" * 20,
    "a table of numbers": "Net 4.1 mln vs 3.2 mln. Shr 12 cts vs 9 cts. Revs 81.3 mln vs 74.9 mln of the year. " * 4,
    "too short": "The Maren Tove is stuck.",
    "empty": "",
    "nothing": None,
    "hostile": "\x1b[31m\u202e{{ 7 * 7 }}'; drop table core.storylines; --\x00 😀",
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_is_no_english_prose_is_not_compared(name: str, rarity: Rarity) -> None:
    first, other = drawn(rarity, UNREAD[name], SHIP)
    assert first == b""
    assert len(other) == 4 * STORYLINE_SETTINGS.terms or len(other) >= 4 * STORYLINE_SETTINGS.min_terms
    assert Follower().follow(Told("a", DAY, "published", None, first)) == ("a", None, "not_compared")


def test_case_quotes_and_neighbours_change_no_term(rarity: Rarity) -> None:
    alone = drawn(rarity, SHIP)[0]
    assert drawn(rarity, SHIP.upper(), SHIP.replace(" ", "\n\u00a0"), CHESS)[:2] == [alone, alone]


def test_the_compiled_cutter_draws_the_same_terms(rarity: Rarity) -> None:
    frame = pl.DataFrame(
        {"headline": [None, "Ship 😀 stuck", "x"], "body_text": [SHIP, TUGS + "é" * 9, UNREAD["Chinese"]]}
    )
    compiled = choose_engine(1_000_000).cut_words
    assert draw_terms(frame, rarity, compiled).to_list() == draw_terms(frame, rarity).to_list()


def told(article_id: str, terms: bytes, days: int | None = 0, basis: str | None = "published") -> dict[str, object]:
    day = None if days is None else DAY + timedelta(days)
    instant = None if day is None else datetime(day.year, day.month, day.day)
    return {"article_id": article_id, "day_on": day, "day_basis": basis, "order_at": instant, "terms": terms}


def followed(*articles: dict[str, object]) -> dict[str, tuple[str, str]]:
    types = {"article_id": pl.String, "day_on": pl.Date, "day_basis": pl.String, "order_at": pl.Datetime("us")}
    rows = follow_all(pl.DataFrame(list(articles), schema=types | {"terms": pl.Binary}))
    return {row["article_id"]: (row["storyline_id"], row["rule"]) for row in rows.iter_rows(named=True)}


def test_an_event_is_followed_within_its_days_and_strangers_are_not(rarity: Rarity) -> None:
    ship, tugs, chess = drawn(rarity, SHIP, TUGS, CHESS)
    assert followed(told("tugs", tugs, 2), told("ship", ship), told("chess", chess, 1)) == {
        "ship": ("ship", "first"),
        "chess": ("chess", "first"),
        "tugs": ("ship", "published_days"),
    }
    assert followed(told("ship", ship), told("late", tugs, 8))["late"] == ("late", "first")
    assert followed(told("ship", ship), told("copy", ship, 7))["copy"] == ("ship", "published_days")
    assert followed(told("ship", ship), told("copy", ship, 8))["copy"] == ("copy", "first")


def test_unknown_days_ask_for_more_likeness(rarity: Rarity) -> None:
    ship, tugs = drawn(rarity, SHIP, TUGS)
    strict = StorylineSettings(min_similarity=0.0, min_similarity_undated=0.999)
    for days, basis in ((0, "fetched"), (None, None)):
        assert followed(told("a", ship, days, basis), told("b", ship, days, basis))["b"][0] == "a"
        articles = [
            Told(name, None if days is None else DAY, basis, None, terms) for name, terms in (("a", ship), ("b", tugs))
        ]
        follower = Follower(strict)
        assert [follower.follow(article)[2] for article in articles] == ["first", "first"]


def test_no_chain_lets_strangers_meet() -> None:
    def packed(low: int) -> bytes:
        return b"".join(((number << 8) | 20).to_bytes(4, "little") for number in range(low, low + 32))

    chain = [told(f"{step:02}", packed(step * 8), days=0) for step in range(12)]
    found = followed(*chain)
    for article_id, (storyline_id, _) in found.items():
        assert abs(int(article_id) - int(storyline_id)) <= 2, "an article shares a half with the first at least"
    assert len({storyline_id for storyline_id, _ in found.values()}) > 3


def test_memory_holds_a_window_and_an_article_meets_a_bounded_number() -> None:
    rng = random.Random(5)
    follower = Follower(StorylineSettings(min_similarity=0.99))
    for place in range(3_000):
        own = rng.sample(range(1000, 2**24), 30)
        packed = b"".join(((number << 8) | 20).to_bytes(4, "little") for number in [1, 2, *own])
        follower.follow(Told(f"{place}", DAY + timedelta(place // 100), "published", None, packed))
    held = follower._by_term
    assert max(map(len, held.values())) == STORYLINE_SETTINGS.most_of_a_term
    assert len(follower._firsts) <= 100 * (STORYLINE_SETTINGS.window_days + 1)
    assert len(held) <= 12 * len(follower._firsts)


def test_nothing_gives_nothing() -> None:
    assert follow_all(
        pl.DataFrame(
            schema={**FOLLOWED, "day_on": pl.Date, "day_basis": pl.String}
            | {"order_at": pl.Datetime("us"), "terms": pl.Binary}
        )
    ).is_empty()


def test_the_scorer_counts_pairs(tmp_path: Path) -> None:
    events = {"a": "1", "b": "1", "c": "1", "d": "2"}
    counted = score(events, {"a": "a", "b": "a", "c": "c", "d": "a"})
    assert counted == Score(right=1, false=2, missed=2)
    assert (counted.precision, counted.recall) == (1 / 3, 1 / 3)
    texts = {"a": SHIP, "b": TUGS, "d": CHESS}
    records = [
        {"id": key, "event": events[key], "title": "", "text": text, "date": "2025-04-07"}
        for key, text in texts.items()
    ]
    with gzip.open(tmp_path / "events_own.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in records)
    read = list(records_of(tmp_path))
    assert read == records
    for is_dated in (True, False):
        found = storylines_of(articles_of(read, is_dated=is_dated))
        assert score({record["id"]: record["event"] for record in read}, found) == Score(1, 0, 0)
