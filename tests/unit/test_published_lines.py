"""When an article was published and when it was updated, as the lines around its text tell."""

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from flows import resources
from flows.pipeline import extract
from flows.steps.clean import find_articles
from flows.steps.lexicon import load_lexicon
from flows.steps.pages import Pages
from flows.steps.segment.articles import segment
from tests.made_pages import NO_HINTS

TITLE = "Ferry to Ísafjörður Runs Aground Below the Light"
TEXT = (
    "The evening ferry ran onto the rocks below the old light on Thursday, and forty people waited for the tide.",
    "Nobody was hurt, said Dóra Nílsen, who keeps the light, and most of them had coffee in her kitchen by midnight.",
    "The line will use the small boat until a diver has looked at the hull, which may take as long as two weeks.",
)
SEPT_8 = date(2020, 9, 8)
SEPT_9 = date(2020, 9, 9)


def page_of(*lines: str) -> str:
    return "\n\n".join([TITLE, *lines, *TEXT])


Told = tuple[date | None, datetime | None, date | None, datetime | None]
LINES: dict[str, tuple[tuple[str, ...], Told]] = {
    "published": (("Published September 8, 2020",), (SEPT_8, None, None, None)),
    "bare": (("8 September 2020",), (SEPT_8, None, None, None)),
    "published and updated in one line": (
        ("Published September 8, 2020 | Updated September 9, 2020",),
        (SEPT_8, None, SEPT_9, None),
    ),
    "updated first": (
        ("Last updated 9 September 2020. First published 8 September 2020",),
        (SEPT_8, None, SEPT_9, None),
    ),
    "in two lines": (("First published: 8 Sept 2020", "Last modified: 9 Sept 2020"), (SEPT_8, None, SEPT_9, None)),
    "glued": (("08:39, 08 Sep 2020Updated 10:41, 09 Sep 2020",), (SEPT_8, None, SEPT_9, None)),
    "told behind": (("9 September 2020 (updated)",), (SEPT_9, None, SEPT_9, None)),
    "label on the line above": (
        ("Published", "September 8, 2020", "Last updated", "September 9, 2020"),
        (SEPT_8, None, SEPT_9, None),
    ),
    "the last of two updates": (
        ("Published September 8, 2020", "Updated September 8, 2020", "Updated September 9, 2020"),
        (SEPT_8, None, SEPT_9, None),
    ),
    "eastern time in summer": (
        ("Published: Sept. 8, 2020 at 9:22 a.m. ET",),
        (SEPT_8, datetime(2020, 9, 8, 13, 22), None, None),
    ),
    "an evening that is the next day in Greenwich": (
        ("Posted: Sep 8, 2020 / 10:35 PM PDT", "Updated: Sep 8, 2020 / 11:55 PM PDT"),
        (SEPT_8, datetime(2020, 9, 9, 5, 35), SEPT_8, datetime(2020, 9, 9, 6, 55)),
    ),
    "the clock first": (
        ("22:57 GMT 08.09.2020 (updated 11:14 GMT 09.09.2020)",),
        (SEPT_8, datetime(2020, 9, 8, 22, 57), SEPT_9, datetime(2020, 9, 9, 11, 14)),
    ),
    "an offset": (("8 September 2020, 12:15 am GMT+5:30",), (SEPT_8, datetime(2020, 9, 7, 18, 45), None, None)),
    "noon": (("September 8, 2020 12:05 PM (UTC)",), (SEPT_8, datetime(2020, 9, 8, 12, 5), None, None)),
    "German": (
        ("Veröffentlicht am 8. September 2020, 17:30 MESZ", "Aktualisiert am 9. September 2020, 07:02 Uhr"),
        (SEPT_8, datetime(2020, 9, 8, 15, 30), SEPT_9, None),
    ),
    "French": (("Publié le 8 septembre 2020, mis à jour le 9 septembre 2020",), (SEPT_8, None, SEPT_9, None)),
    "no zone": (("Published 8 September 2020, 16:05",), (SEPT_8, None, None, None)),
    "a zone nobody knows": (("Published 8 September 2020, 16:05 QQT",), (SEPT_8, None, None, None)),
    "no such hour": (("Published 8 September 2020, 25:70 GMT",), (SEPT_8, None, None, None)),
    "an hour the clocks skip": (("Published 29 March 2020, 1:30 am BST",), (date(2020, 3, 29), None, None, None)),
    "an update without its day": (("Published 8 September 2020", "Updated 3:40 pm"), (SEPT_8, None, None, None)),
    "an update before publication": (
        ("Published September 9, 2020", "Updated September 8, 2020"),
        (SEPT_9, None, None, None),
    ),
    "an instant before publication": (
        ("Published September 8, 2020 3:00 pm GMT", "Updated September 8, 2020 2:00 pm GMT"),
        (SEPT_8, datetime(2020, 9, 8, 15), None, None),
    ),
    "no such day": (("Published 31 June 2020",), (None, None, None, None)),
}


CLAIMED: dict[str, tuple[str, datetime | None, datetime | None]] = {
    "metadata beside lines": (
        page_of("Published September 7, 2020", "Updated September 9, 2020 8:00 am CEST"),
        datetime(2020, 9, 8, 6, 5),
        None,
    ),
    "the day at the top of the page": (
        "\n\n".join(["Wednesday, September 9, 2020", page_of("Published September 8, 2020")]),
        None,
        None,
    ),
    "an update alone": (page_of("By Dóra Nílsen", "Updated September 9, 2020"), None, None),
    "after the fetch": (
        page_of("Published September 8, 2020 11:00 pm ET", "Updated September 12, 2020"),
        None,
        datetime(2020, 9, 7, 23, 0),
    ),
}
CLAIMED |= {
    "hours before the fetch": (
        page_of("By Dóra Nílsen", "Published", "3 hours ago"),
        None,
        datetime(2020, 9, 9, 1, 30),
    ),
    "a day before the fetch": (page_of("Posted a day ago"), None, datetime(2020, 9, 9, 12)),
    "hours ago, never fetched": (page_of("Published", "3 hours ago"), None, None),
    "weeks before the fetch": (page_of("Published", "2 weeks ago"), None, datetime(2020, 9, 9, 12)),
}
"""Pages with the publication given beside them, and when they were fetched."""

PAGES = {name: (page_of("By Dóra Nílsen", *lines), None, None) for name, (lines, _) in LINES.items()} | CLAIMED


@pytest.fixture(scope="module")
def articles() -> dict[str, Any]:
    """Parse all pages without fields: the article of each, by its name."""
    lexicon = load_lexicon(resources.reference_dir())
    documents = pl.DataFrame({"document_id": list(PAGES), "page_text": [page for page, _, _ in PAGES.values()]})
    texts, instants = ("title", "author", "url", "publisher"), ("published_at", "fetched_at", "updated_at")
    metadata = pl.DataFrame(
        [
            {"document_id": name, "published_at": given, "is_published_day_only": False, "fetched_at": fetched}
            for name, (_, given, fetched) in PAGES.items()
        ],
        schema={"document_id": pl.String, **dict.fromkeys(texts, pl.String)}
        | {**dict.fromkeys(instants, pl.Datetime("us")), "is_published_day_only": pl.Boolean, "is_claimed": pl.Boolean},
    ).with_columns(pl.col("published_at").dt.date().alias("published_day"))
    blocks, found = find_articles(segment(documents, NO_HINTS, metadata, lexicon))
    rows = extract(Pages(documents, blocks, found, metadata), lexicon, ())["core.articles"].to_dicts()
    assert [row["document_id"] for row in rows] == list(PAGES)
    return {row["document_id"]: row for row in rows}


@pytest.mark.parametrize("name", LINES)
def test_lines_tell_publication_and_update_apart(name: str, articles: dict[str, Any]) -> None:
    article, page = articles[name], PAGES[name][0]
    told = LINES[name][1]
    assert tuple(article[n] for n in ("published_on", "published_at", "updated_on", "updated_at")) == told
    for kind, day in (("published", told[0]), ("updated", told[2])):
        start, end = article[f"{kind}_start"], article[f"{kind}_end"]
        assert (start is None) == (day is None)
        if day:
            # Law 3: the text at the span is the day, whatever stands before it in the page.
            assert str(day.year) in page[start:end]
            assert str(day.day) in page[start:end]


def test_an_update_alone_says_so(articles: dict[str, Any]) -> None:
    article = articles["an update alone"]
    assert (article["published_on"], article["published_basis"]) == (SEPT_9, "update")
    assert article["updated_on"] == SEPT_9


def test_metadata_gives_publication_and_a_line_the_update(articles: dict[str, Any]) -> None:
    article = articles["metadata beside lines"]
    assert (article["published_on"], article["published_basis"]) == (SEPT_8, "metadata")
    assert article["published_at"] == datetime(2020, 9, 8, 6, 5)
    assert article["published_start"] is None
    assert article["updated_at"] == datetime(2020, 9, 9, 6, 0)


def test_the_day_at_the_top_of_the_page_yields_to_the_one_that_says_published(articles: dict[str, Any]) -> None:
    assert articles["the day at the top of the page"]["published_on"] == SEPT_8


def test_nothing_is_published_or_updated_after_the_fetch(articles: dict[str, Any]) -> None:
    article = articles["after the fetch"]
    assert (article["published_on"], article["published_at"], article["updated_on"]) == (SEPT_8, None, None)


@pytest.mark.parametrize(
    ("name", "expected", "surface"),
    [
        ("hours before the fetch", SEPT_8, "3 hours ago"),
        ("a day before the fetch", SEPT_8, "Posted a day ago"),
        ("hours ago, never fetched", None, None),
        ("weeks before the fetch", None, None),
    ],
)
def test_a_time_that_has_passed_is_counted_from_the_fetch(
    name: str, expected: date | None, surface: str | None, articles: dict[str, Any]
) -> None:
    article, page = articles[name], PAGES[name][0]
    assert (article["published_on"], article["published_at"]) == (expected, None)
    assert article["published_basis"] == ("text" if expected else "none")
    if surface is not None:
        assert page[article["published_start"] : article["published_end"]] == surface
    assert "ago" not in article["body_text"]
