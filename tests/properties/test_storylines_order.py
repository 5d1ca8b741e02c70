"""Law 6 for storylines: any order, any split into runs, any loss or change of articles give one and the same result."""

import random
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.contracts import CORE, TABLES
from flows.comparing import tell_storylines
from flows.resources import reference_dir
from flows.steps.storylines.follow import follow_all
from flows.steps.storylines.settings import STORYLINE_SETTINGS, StorylineSettings
from flows.steps.storylines.stretches import follow_changes
from flows.steps.storylines.terms import draw_terms, load_rarity
from warehouse.known import SUPERSEDED
from warehouse.layout import Layout
from warehouse.stage import Stage, open_stage

START = date(2025, 3, 1)
SMALL = StorylineSettings(window_days=2, decay_days=6, most_of_a_term=3)
"""Windows and lists so short that a few articles overflow them."""
TOPICS = ("ship channel", "orchard frost", "tunnel fire", "chess trial")
RARITY = load_rarity(reference_dir())
ROWS = {name: column.dtype for name, column in CORE["core.storylines"].columns().items() if name != "version"}
Article = dict[str, Any]


def text_of(rng: random.Random, topic: str) -> str:
    """Write of a topic in words of its own, half of them another article's too."""
    own = [f"{topic.split()[0]}{letter}ux" for letter in "abcdefghijklmnopqrst"]
    other = [f"{rng.choice(TOPICS).split()[1]}{letter}ym" for letter in "abcdefgh"]
    words = rng.sample(own, 9) + rng.sample(other, 4)
    return ". ".join(f"The {word} was in the {topic} and it is not of that" for word in words)


def articles_of(seed: int, count: int) -> list[Article]:
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        day = rng.choice([None, *[START + timedelta(rng.randint(0, 9))] * 6])
        topic = rng.choice(TOPICS)
        made.append(
            {
                "article_id": f"{rng.getrandbits(128):032x}-0",
                "headline": rng.choice([topic, None]),
                "body_text": text_of(rng, topic),
                "day_on": day,
                "day_basis": None if day is None else rng.choice(["published", "published", "fetched"]),
                "order_at": None if day is None else datetime(day.year, day.month, day.day, rng.randint(0, 3)),
            }
        )
    return made


class Kept:
    """What a warehouse keeps between runs, in memory."""

    def __init__(self) -> None:
        self.rows = pl.DataFrame(schema=ROWS)

    def run(self, added: list[Article], removed: set[str]) -> None:
        gone = self.rows.filter(pl.col("article_id").is_in(list(removed)))
        new = pl.DataFrame(added, schema={**dict.fromkeys(("headline", "body_text"), pl.String), **ROWS})
        new = new.with_columns(
            draw_terms(new, RARITY), pl.col("article_id").alias("storyline_id"), rule=pl.lit("first")
        )
        kept = self.rows.filter(~pl.col("article_id").is_in(list(removed)))
        self.rows = pl.concat([kept, new.select(list(ROWS))])
        changed = follow_changes(
            pl.concat([new["day_on"], gone["day_on"]]),
            lambda: self.rows.filter(pl.col("day_on").is_null()),
            lambda first: (
                (day, part)
                for (day,), part in sorted(
                    self.rows.filter(pl.col("day_on") >= first).partition_by("day_on", as_dict=True).items()
                )
            ),
            lambda first, last: self.rows.filter(pl.col("day_on").is_between(first, last)),
            SMALL,
        )
        self.rows = self.rows.update(changed, on="article_id", include_nulls=True)

    def told(self) -> pl.DataFrame:
        return self.rows.sort("article_id")


def compared_at_once(articles: list[Article]) -> pl.DataFrame:
    """Compare everything in one go, by the plain function alone."""
    frame = pl.DataFrame(articles, schema={**dict.fromkeys(("headline", "body_text"), pl.String), **ROWS})
    drawn = frame.with_columns(draw_terms(frame, RARITY))
    parts = [
        follow_all(drawn.filter(pl.col("day_on").is_null() == is_undated), settings=SMALL)
        for is_undated in (False, True)
    ]
    return pl.concat(parts).sort("article_id")


@settings(derandomize=True, max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_any_order_and_split_and_what_goes_gives_one_comparison(seed: int, data: st.DataObject) -> None:
    articles = articles_of(seed, 40)
    dealt = [articles[place] for place in data.draw(st.permutations(range(len(articles))))]
    cuts = sorted(data.draw(st.sets(st.integers(0, len(dealt)), max_size=5)))
    gone = {dealt[place]["article_id"] for place in data.draw(st.sets(st.integers(0, 39), max_size=10))}
    kept, there = Kept(), set[str]()
    for start, end in zip([0, *cuts], [*cuts, len(dealt)], strict=True):
        leaving = set(data.draw(st.sets(st.sampled_from(sorted(gone & there))))) if gone & there else set()
        gone -= leaving
        there = (there - leaving) | {article["article_id"] for article in dealt[start:end]}
        kept.run(dealt[start:end], leaving)
    expected = compared_at_once([article for article in articles if article["article_id"] in there])
    assert kept.told().select(expected.columns).equals(expected)
    assert expected["rule"].is_in(["published_days", "fetched_days"]).any()


def test_a_late_article_changes_nothing_beyond_the_window_behind_what_it_changed() -> None:
    articles = articles_of(1, 60)
    asked: list[date] = []
    rows = pl.DataFrame(articles, schema={**dict.fromkeys(("headline", "body_text"), pl.String), **ROWS})
    drawn = rows.with_columns(draw_terms(rows, RARITY)).drop("storyline_id", "similarity", "rule")
    dated = drawn.filter(pl.col("day_on").is_not_null())
    settled = dated.join(follow_all(dated, settings=SMALL), on="article_id")

    def days_from(first: date) -> Any:
        for (day,), part in sorted(
            settled.filter(pl.col("day_on") >= first).partition_by("day_on", as_dict=True).items()
        ):
            asked.append(day)
            yield day, part

    changed = follow_changes(
        pl.Series("day_on", [START], dtype=pl.Date),
        lambda: settled.clear(),
        days_from,
        lambda first, last: settled.filter(pl.col("day_on").is_between(first, last)),
        SMALL,
    )
    assert changed.is_empty()
    assert max(asked) <= START + timedelta(SMALL.window_days + 1)


def add(stage: Stage, articles: list[Article]) -> None:
    """Put articles and their pages' sightings into a stage."""
    for article in articles:
        document_id = article["article_id"].partition("-")[0]
        is_published = article["day_basis"] == "published"
        row = dict.fromkeys(TABLES["core.articles"].columns()) | {
            **{name: article[name] for name in ("article_id", "headline", "body_text")},
            "document_id": document_id,
            "article_index": 0,
            "article_start": 0,
            "article_end": 1,
            "word_count": 1,
            "published_basis": "metadata",
            "published_on": article["day_on"] if is_published else None,
            "published_at": article["order_at"] if is_published else None,
            "body_digest": document_id,
            "representative_id": article["article_id"],
            "is_representative": True,
        }
        seen = dict.fromkeys(TABLES["raw.sightings"].columns()) | {
            "sighting_id": document_id,
            "source_uri": "f",
            "document_id": document_id,
            "is_published_day_only": False,
            "fetched_at": article["order_at"],
            "first_run_id": "r",
        }
        with stage.transaction() as cursor:
            for table, values in (("core.articles", row), ("raw.sightings", seen)):
                marks = ", ".join(f"${name}" for name in values)
                cursor.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", values)


def contents(stage: Stage) -> list[Any]:
    with stage.transaction() as cursor:
        return cursor.execute("SELECT * FROM core.storylines ORDER BY ALL").fetchall()


@settings(derandomize=True, max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), data=st.data())
def test_a_warehouse_holds_the_same_whatever_the_runs(seed: int, data: st.DataObject) -> None:
    articles = articles_of(seed, 24)
    dealt = [articles[place] for place in data.draw(st.permutations(range(24)))]
    cut = data.draw(st.integers(0, 24))
    again, copy = dealt[0], dealt[1]
    with tempfile.TemporaryDirectory() as folder:
        one, other = (open_stage(Layout.of(Path(folder) / name), "r") for name in ("a.duckdb", "b.duckdb"))
        add(one, [article for article in articles if article is not copy])
        tell_storylines(one, reference_dir())
        add(other, dealt[:cut])
        tell_storylines(other, reference_dir())
        add(other, dealt[cut:])
        with other.transaction() as cursor:
            # One article is parsed again, one turns out to be a copy, and a killed run has left what it had drawn.
            cursor.execute(
                "UPDATE core.storylines SET version = $v WHERE article_id = $id",
                {"v": SUPERSEDED, "id": again["article_id"]},
            )
            cursor.execute("DELETE FROM core.articles WHERE article_id = $id", {"id": copy["article_id"]})
            cursor.execute(
                "INSERT INTO core.storylines SELECT * REPLACE ('unsettled' AS version) FROM core.storylines LIMIT 3"
            )
        tell_storylines(other, reference_dir())
        assert contents(other) == contents(one)
        assert tell_storylines(other, reference_dir()) == (0, 0)
        one.release()
        other.release()


def test_the_settings_are_those_the_gate_spells_out() -> None:
    s = STORYLINE_SETTINGS
    assert (s.window_days, s.decay_days, s.min_similarity, s.min_similarity_undated) == (7, 14, 0.2, 0.3)
