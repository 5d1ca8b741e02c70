"""The order in which articles stand for others: earliest publication, an agency's own, the longest, then the id."""

import itertools
from datetime import date, datetime
from typing import Any

import polars as pl

from expectations.contracts import CORE
from flows.steps.deduplicate.groups import rank_articles

DAY = date(2025, 4, 7)
NAMES = ("article_id", "body_digest", "published_on", "published_at", "agency", "word_count")
COLUMNS = {name: CORE["core.articles"].columns()[name].dtype for name in NAMES}

IN_ORDER: list[dict[str, Any]] = [
    {"article_id": "z-day before", "published_on": date(2025, 4, 6)},
    {"article_id": "y-day alone counts from midnight", "published_on": DAY, "word_count": 1},
    {"article_id": "x-nine", "published_on": DAY, "published_at": datetime.fromisoformat("2025-04-07T09:00:00")},
    {"article_id": "w-ten, agency", "published_on": DAY, "agency": "Reuters"}
    | {"published_at": datetime.fromisoformat("2025-04-07T10:00:00"), "word_count": 2},
    {"article_id": "v-ten, long", "published_on": DAY, "word_count": 900}
    | {"published_at": datetime.fromisoformat("2025-04-07T10:00:00")},
    {"article_id": "a-ten, short", "published_on": DAY, "word_count": 100}
    | {"published_at": datetime.fromisoformat("2025-04-07T10:00:00")},
    {"article_id": "b-ten, short, greater id", "published_on": DAY, "word_count": 100}
    | {"published_at": datetime.fromisoformat("2025-04-07T10:00:00")},
    {"article_id": "u-no day, agency", "agency": "Reuters"},
    {"article_id": "c-no day"},
]


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    filled = [dict.fromkeys(NAMES) | {"body_digest": row["article_id"], "word_count": 50} | row for row in rows]
    return pl.DataFrame(filled, schema=COLUMNS)


def test_each_article_stands_before_all_that_follow_it_here() -> None:
    for earlier, later in itertools.combinations(IN_ORDER, 2):
        for rows in ([earlier, later], [later, earlier]):
            assert rank_articles(frame(rows))["article_id"].to_list() == [earlier["article_id"], later["article_id"]]


def test_an_article_without_body_stands_for_none() -> None:
    rows = [IN_ORDER[0] | {"body_digest": None}, IN_ORDER[1]]
    assert rank_articles(frame(rows))["article_id"].to_list() == [IN_ORDER[1]["article_id"]]
