"""What a page says of itself fills gaps; what stands beside it wins; the URL's day comes last."""

from datetime import date, datetime

import polars as pl
import pytest

from flows.steps.page_claims import with_page_metadata

URLS = {
    "https://example.org/2024/12/29/ferry-fire": datetime(2024, 12, 29),
    "https://example.org/2024/2/9/ferry-fire": datetime(2024, 2, 9),
    "https://example.org/news/2024-12-29-ferry": datetime(2024, 12, 29),
    "https://example.org/a/20241229.html": datetime(2024, 12, 29),
    "https://example.org/2024/13/40/ferry": None,
    "https://example.org/2023/02/29/no-such-day": None,
    "https://example.org/archive/2024/12/": None,
    "https://example.org/article/202412291234567": None,
    "https://example.org/ferry": None,
    None: None,
}


def given(**values: object) -> pl.DataFrame:
    row = {
        "document_id": "d",
        "title": None,
        "author": None,
        "url": None,
        "published_at": None,
        "is_published_day_only": False,
        **values,
    }
    types = {"published_at": pl.Datetime("us"), "title": pl.String, "author": pl.String, "url": pl.String}
    return pl.DataFrame([row], schema_overrides=types)


@pytest.mark.parametrize("url", URLS)
def test_the_day_in_the_url(url: str | None) -> None:
    row = with_page_metadata(given(url=url), pl.DataFrame()).row(0, named=True)
    assert row["published_at"] == URLS[url]
    assert row["is_published_day_only"] is (URLS[url] is not None)


def test_given_metadata_wins_over_the_pages_claims_and_they_over_the_url() -> None:
    claims = pl.DataFrame(
        {
            "document_id": ["d"],
            "title": ["Claimed"],
            "author": ["Claimed Author"],
            "published_at": [datetime(2024, 5, 6, 7)],
            "is_published_day_only": [False],
            "published_on": [None],
            "modified_at": [datetime(2024, 5, 8)],
        },
        schema_overrides={"published_on": pl.Date},
    )
    both = with_page_metadata(given(title="Given", url="https://example.org/2020/01/02/x"), claims).row(0, named=True)
    assert (both["title"], both["author"]) == ("Given", "Claimed Author")
    assert both["published_at"] == datetime(2024, 5, 6, 7)
    assert both["is_published_day_only"] is False
    assert (both["is_claimed"], both["updated_at"]) == (True, datetime(2024, 5, 8))
    dated = given(published_at=datetime(2023, 1, 1), is_published_day_only=True)
    kept = with_page_metadata(dated, claims).row(0, named=True)
    assert kept["published_at"] == datetime(2023, 1, 1)
    assert kept["is_published_day_only"] is True


DAYS = {
    "the page's clock": (datetime(2024, 5, 7, 3), False, date(2024, 5, 6), None, date(2024, 5, 6)),
    "the address beside the instant": (
        datetime(2024, 5, 7, 3),
        False,
        None,
        "https://x.org/2024/05/06/a",
        date(2024, 5, 6),
    ),
    "the address far from the instant": (datetime(2024, 5, 7, 3), False, None, "https://x.org/2024/04/06/a", None),
    "a bare day stands": (datetime(2024, 5, 7), True, None, "https://x.org/2024/05/06/a", None),
    "the clock before the address": (
        datetime(2024, 5, 7, 3),
        False,
        date(2024, 5, 7),
        "https://x.org/2024/05/06/a",
        date(2024, 5, 7),
    ),
}


@pytest.mark.parametrize("name", DAYS)
def test_the_day_of_an_instant(name: str) -> None:
    at, day_only, on, url, expected = DAYS[name]
    claims = pl.DataFrame(
        {
            "document_id": ["d"],
            "title": [None],
            "author": [None],
            "published_at": [at],
            "is_published_day_only": [day_only],
            "published_on": [on],
            "modified_at": [None],
        },
        schema_overrides={
            "title": pl.String,
            "author": pl.String,
            "published_on": pl.Date,
            "modified_at": pl.Datetime("us"),
        },
    )
    row = with_page_metadata(given(url=url), claims).row(0, named=True)
    assert (row["published_at"], row["published_day"]) == (at, expected)


def test_what_stands_beside_the_page_keeps_its_own_day() -> None:
    row = with_page_metadata(
        given(published_at=datetime(2024, 5, 7, 3), url="https://x.org/2024/05/06/a"), pl.DataFrame()
    )
    assert row["published_day"].to_list() == [None]


@pytest.mark.parametrize(
    ("title", "url", "left"),
    [
        ("Ferry sunk | Harbour Post", "https://www.harbourpost.example/1", "Ferry sunk"),
        ("Ann Lee's Home | Ferry sunk", "https://annlee.example/1", "Ferry sunk"),
        ("Ferry sunk - annlee", "https://ann.lee/1", "Ferry sunk"),
        ("Ferry sunk | Coast", "https://harbourpost.example/1", "Ferry sunk | Coast"),
        ("Ferry sunk | Harbour Post", None, "Ferry sunk | Harbour Post"),
        ("Harbour Post", "https://harbourpost.example/", "Harbour Post"),
    ],
)
def test_the_name_of_the_site_is_cut_off_a_claimed_title(title: str, url: str | None, left: str) -> None:
    claims = pl.DataFrame(
        {
            "document_id": ["d"],
            "title": [title],
            "author": [None],
            "published_at": [None],
            "is_published_day_only": [False],
            "published_on": [None],
            "modified_at": [None],
        },
        schema_overrides={
            "author": pl.String,
            "published_at": pl.Datetime("us"),
            "published_on": pl.Date,
            "modified_at": pl.Datetime("us"),
        },
    )
    assert with_page_metadata(given(url=url), claims).row(0, named=True)["title"] == left
