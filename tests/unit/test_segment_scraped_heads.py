"""The headline and byline of scraped pages where other lines look as much like them."""

import tempfile
from pathlib import Path

import polars as pl
import pytest

from flows.resources import reference_dir
from flows.steps.extract.authors import _JOB_BEHIND
from flows.steps.lexicon import load_lexicon
from tests.made_pages import parse_lines

NAVIGATION = [
    *("Skip to content", "Menu", "News", "World", "Politics", "Sport", "Culture", "Money", "Life", "Travel", "Shop"),
    *("Log in", "Subscribe", "UK Edition", "Puzzles", "Podcasts"),
]
BODY = [
    "Ministers will pay for the rebuilding of the harbour wall at Ostmere, the government said on Monday.",
    "The wall fell in the storms of January, and forty families have lived in a sports hall there since then.",
    "“We have waited long enough for it,” said Petra Holm, who speaks for what they call the camp.",
    "Work on the harbour wall is to begin in June and to last until autumn, according to the ministry of transport.",
]
FOOT = ["About us", "Contact", "Terms", "Privacy policy", "Jobs", "Newsletters", "Advertise with us", "RSS"]
HEADLINE = "Ministers to pay for new harbour wall at Ostmere"


def _articles(*lines: str) -> pl.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        return parse_lines(Path(folder), load_lexicon(reference_dir()), *lines)["core.articles"]


def _read(*lines: str) -> tuple[str | None, list[str] | None]:
    [row] = _articles(*lines).select("headline", "authors").iter_rows()
    return row


def _head(*lines: str) -> tuple[str | None, list[str] | None]:
    return _read(*NAVIGATION, *lines, *BODY, *FOOT)


def test_who_wrote_it_and_as_what_is_no_headline_though_it_stands_twice() -> None:
    author = "Nadia Brandt Political Correspondent"
    headline, authors = _head(
        HEADLINE, author, "16 September 2024 9:33pm", "Related Topics", author, "16 September 2024"
    )
    assert (headline, authors) == (HEADLINE, ["Nadia Brandt"])


def test_a_summary_without_a_full_stop_is_no_headline() -> None:
    asked = "Opposition lawmakers demand answers from the transport minister on the Ostmere wall disaster"
    told = "Government to pay for rebuilding of harbour wall that collapsed in January storms"
    headline, authors = _head("Harbours", asked, told, "By Nadia Brandt", "Facebook", "Print")
    assert (headline, authors) == (asked, ["Nadia Brandt"])


def test_the_summary_below_a_byline_is_no_headline() -> None:
    told = "Families in the sports hall at Ostmere to have their harbour wall again by autumn, ministry says"
    assert _head(HEADLINE, "Nadia Brandt", "The Ostmere Bell", told)[0] == HEADLINE


def test_words_of_any_text_do_not_make_a_headline_of_navigation() -> None:
    above = ["What they have said since then", "Ana Sorel", *[f"Offer {word}" for word in "abcdefghij"]]
    long = (
        "‘We have waited long enough’: families welcome the news that ministers are to pay for a wall around the "
        "harbour at Ostmere, and ask who pays"
    )
    assert _head(*above, long, "By Nadia Brandt published 19 May 2026", "A small step", "Copy link")[0] == long


@pytest.mark.parametrize("trail", ["HomeNews", "Home›World›", "NewsWorld: "])
def test_a_breadcrumb_glued_before_the_headline_stays_outside(trail: str) -> None:
    assert _head("Sign up here", trail + HEADLINE, HEADLINE)[0] == HEADLINE


def test_the_top_of_a_page_above_a_doubled_name_of_the_site_is_no_headline() -> None:
    site = "Harbour Foundation"
    lines = ["Skip to content Skip to navigation", site, "Toggle menu", site, *NAVIGATION[2:], HEADLINE]
    assert _read(*lines, "By Nadia Brandt•15 January 2020", *BODY, *FOOT)[0] == HEADLINE


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Nadia Brandt Political Correspondent", "Nadia Brandt"),
        ("NADIA BRANDT Staff Writer", "NADIA BRANDT"),
        ("Nadia Brandt Senior Health and Science Reporter", "Nadia Brandt"),
        ("Nadia J. Brandt Chief Sports Writer", "Nadia J. Brandt"),
        ("Łucja Ó Briain Deputy Political Editor", "Łucja Ó Briain"),
        ("Nadia Brandt Named Political Editor", "Nadia Brandt Named"),
        ("Correspondent", None),
        ("Political Correspondent", None),
    ],
)
def test_the_job_behind_a_name(line: str, name: str | None) -> None:
    found = pl.Series([line]).str.extract(_JOB_BEHIND, 1).item()
    assert found == name


def test_who_is_named_to_a_post_is_a_headline() -> None:
    assert _head("Nadia Brandt Named Political Editor", "By Ana Sorel", "16 September 2024")[0] == (
        "Nadia Brandt Named Political Editor"
    )


PROMOTED = [
    "New pictures of the harbour at Ostmere from a satellite allow for a better look at what the sea has done there.",
    "Special Series",
    "The wall at Ostmere has been mended many times in its life. These stories tell of the people who live behind it.",
]


def test_what_the_site_promotes_above_the_headline_is_no_text() -> None:
    head = [HEADLINE, "November 9, 20235:01 AM ET", "By", "Nadia Brandt", "Loading..."]
    assert _head(*PROMOTED, *head) == (HEADLINE, ["Nadia Brandt"])


def test_text_above_the_headline_of_another_story_stays() -> None:
    """A byline stands above the text, so the headline and the day among its paragraphs are a teaser's."""
    head = ["Wall to be rebuilt with public money", "By Ana Sorel", "16 September 2024"]
    teaser = ["What the divers found at Ostmere", "12 March 2024"]
    articles = _articles(*NAVIGATION, *head, *BODY[:2], *teaser, *BODY[2:], *FOOT)
    assert articles["headline"].to_list() == [head[0]]
    assert all(paragraph in articles["body_text"][0] for paragraph in BODY)


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        (
            "Read more: ‘Do something’: how the families of Ostmere came to speak for everyone who lives by the sea",
            False,
        ),
        (
            "RELATED: Seven towns on the coast ask for walls of their own, and none of them will get any this year",
            False,
        ),
        (
            "More: the ministry will pay for a second wall behind the first one, and for a path that leads between.",
            True,
        ),
    ],
)
def test_a_long_headline_announced_as_another_story_is_no_text(line: str, stays: bool) -> None:
    articles = _articles(*NAVIGATION, HEADLINE, "By Ana Sorel", *BODY[:2], line, *BODY[2:], *FOOT)
    assert (line in articles["body_text"][0]) == stays


def test_author_and_time_between_the_headline_and_doubled_captions() -> None:
    caption = (
        "A crane stands over what the sea has left of the wall at Ostmere on May 9, 2019. (Rita Sol/The Bell via Gull)"
    )
    lines = ["Related topics", HEADLINE, "By NADIA BRANDT and LUIS FERRANT", "yesterday", *["1 of 7", caption] * 2]
    articles = _articles("Gull Newswire", "Topics", "Video", *lines, *BODY)
    assert articles.select("headline", "authors").rows() == [(HEADLINE, ["Nadia Brandt", "Luis Ferrant"])]


@pytest.mark.parametrize(
    "line",
    [
        "September 14, 2019 by Nadia Brandt 12 Comments",
        "September 14, 2019 By Nadia Brandt Leave a Comment",
        "14 September 2019 by Nadia Brandt",
    ],
)
def test_day_and_author_of_a_blog(line: str) -> None:
    articles = _articles("The Ledger Line", "A blog about harbours", "Home About Archive", HEADLINE, line, *BODY)
    assert articles.select("headline", "authors", pl.col("published_on").cast(pl.String)).rows() == [
        (HEADLINE, ["Nadia Brandt"], "2019-09-14")
    ]


def test_the_age_of_an_article_between_headline_and_summary() -> None:
    head = [
        "Last of the harbour walls of Ostmere to be rebuilt as money is found",
        "This article is more than 2 years old",
        "Families say they were ‘sold a story’ after ministers promised to rebuild the wall in January",
        "Nadia Brandt Scotland correspondent",
        "Tue 14 Feb 2023 17.02 GMT",
        "Last modified on Wed 15 Feb 2023 05.12 GMT",
    ]
    articles = _articles(*NAVIGATION, *head, "Share", *BODY, *FOOT)
    assert articles.select("headline", "authors").rows() == [(head[0], ["Nadia Brandt"])]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["Posted at 6:42 PM, Oct 11, 2023", "and last updated 8:15 PM, Oct 12, 2023"], []),
        (["Updated - October 12, 2023 09:12 am IST - OSTMERE"], ["Published - October 11, 2023 10:45 pm IST"]),
        (["By Ana Sorel"], ["Originally Published: October 11, 2023 at 5:00 a.m."]),
    ],
)
def test_the_day_an_article_was_first_published(above: list[str], below: list[str]) -> None:
    articles = _articles(*NAVIGATION, HEADLINE, *above, *BODY, *below, *FOOT)
    assert articles.select(pl.col("published_on").cast(pl.String), "standfirst").rows() == [("2023-10-11", None)]
    assert articles["body_text"][0].split("\n\n") == BODY
