"""What a page says about itself is taken from the surest place, and broken clues give way to the next."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from flows.steps.read.html import render_text
from flows.steps.read.page_metadata import PageMetadata


def metadata(*parts: str, head: str = "", lang: str = "") -> PageMetadata:
    attribute = f' lang="{lang}"' if lang else ""
    return render_text(f"<html{attribute}><head>{head}</head><body>{''.join(parts)}<p>Text.</p></body>").metadata


def ld(value: Any) -> str:
    content = value if isinstance(value, str) else json.dumps(value)
    return f'<script type="application/ld+json">{content}</script>'


def at(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp()) * 1_000_000  # type: ignore[arg-type, misc]


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Bridge shut &amp; drained",
    "datePublished": "2024-05-06T07:08:09+02:00",
    "dateModified": "2024-05-07",
    "inLanguage": "en-GB",
    "author": [{"@type": "Person", "name": "Ann Lee", "url": "https://example.org/ann"}, "Bo Ek"],
    "publisher": {"@type": "Organization", "name": "The Harbour Post"},
}
FULL = PageMetadata(
    title="Bridge shut & drained",
    author="Ann Lee; Bo Ek",
    published_at=at(2024, 5, 6, 5, 8, 9),
    is_published_day_only=False,
    published_on=date(2024, 5, 6),
    modified_at=at(2024, 5, 7),
    site_name="The Harbour Post",
    language="en",
)


@pytest.mark.parametrize(
    "value",
    [
        ARTICLE,
        [ARTICLE],
        {"@graph": [{"@type": "BreadcrumbList"}, ARTICLE]},
        [{"@type": "WebSite", "name": "x"}, {"@graph": [ARTICLE]}],
        {"@type": "WebPage", "mainEntity": ARTICLE},
        {**ARTICLE, "@type": ["Thing", "ReportageNewsArticle"]},
        {**ARTICLE, "@type": "http://schema.org/Article"},
        "<!-- " + json.dumps(ARTICLE) + " -->",
        "//<![CDATA[\n" + json.dumps(ARTICLE) + "\n//]]>",
        json.dumps(ARTICLE)[:-1] + ",}",
        json.dumps(ARTICLE).replace("Bridge", "Bridge\n"),
    ],
)
def test_json_ld_in_every_shape(value: Any) -> None:
    assert metadata(ld(value)) == FULL


@pytest.mark.parametrize(
    "value", ["", "{", "null", "[]", "5", "[" * 100_000, '{"@type": 5, "author": {"name": []}}', '{"@graph": {}}']
)
def test_json_ld_that_says_nothing_is_no_trouble(value: str) -> None:
    assert metadata(ld(value)) == PageMetadata()


def test_broken_json_ld_still_gives_its_plain_fields() -> None:
    broken = '{"@type": "NewsArticle", "headline": "Bridge shut", "datePublished": "2024-05-06", "author": "Ann " Lee"}'
    assert metadata(ld(broken)) == PageMetadata(
        title="Bridge shut", published_at=at(2024, 5, 6), is_published_day_only=True
    )


def test_authors_are_looked_up_in_the_graph_and_addresses_dropped() -> None:
    graph = {
        "@graph": [
            {**ARTICLE, "author": [{"@id": "#ann"}, "https://example.org/bo", {"name": "By Cy Dee"}]},
            {"@type": "Person", "@id": "#ann", "name": "Ann Lee"},
        ]
    }
    assert metadata(ld(graph)).author == "Ann Lee; Cy Dee"


def test_the_article_with_the_page_title_is_chosen_among_several() -> None:
    other = {**ARTICLE, "headline": "Another story", "datePublished": "2020-01-01"}
    head = '<meta property="og:title" content="Bridge shut &amp;amp; drained">'
    assert metadata(ld([other, ARTICLE]), head=head).title == "Bridge shut & drained"
    assert metadata(ld([other, ARTICLE])).title == "Another story"


@pytest.mark.parametrize(
    ("head", "field", "expected"),
    [
        ('<meta property="og:title" content=" A  title ">', "title", "A title"),
        ("<title>A title | The Post</title><meta property=og:site_name content='The Post'>", "title", "A title"),
        ("<title>A title – of dashes</title>", "title", "A title – of dashes"),
        ('<meta name="Author" content="By Ann Lee">', "author", "Ann Lee"),
        (
            '<meta property="article:author" content="https://example.org/ann"><meta name=byl content="Ann Lee">',
            "author",
            "Ann Lee",
        ),
        (
            '<meta property="article:author" content="Ann Lee"><meta property="article:author" content="Bo Ek">',
            "author",
            "Ann Lee; Bo Ek",
        ),
        ('<meta name="DC.creator" content="Ann Lee">', "author", "Ann Lee"),
        (
            '<meta property="article:published_time" content="2024-05-06T07:08:09Z">',
            "published_at",
            at(2024, 5, 6, 7, 8, 9),
        ),
        ('<meta name="parsely-pub-date" content="2024-05-06T07:08:09Z">', "published_at", at(2024, 5, 6, 7, 8, 9)),
        ('<meta name="date" content="soon"><meta name="pubdate" content="20240506">', "published_at", at(2024, 5, 6)),
        ('<meta itemprop="datePublished" content="2024-05-06">', "published_at", at(2024, 5, 6)),
        ('<meta property="article:modified_time" content="2024-05-06">', "modified_at", at(2024, 5, 6)),
        ('<meta property="og:site_name" content="The Post">', "site_name", "The Post"),
        ('<meta http-equiv="Content-Language" content="DE-at">', "language", "de"),
        ('<meta property="og:locale" content="pt_BR">', "language", "pt"),
        ('<meta property="og:title" content="">', "title", None),
        ('<meta name="author" content="https://example.org/">', "author", None),
    ],
)
def test_meta_tags(head: str, field: str, expected: object) -> None:
    assert getattr(metadata(head=head), field) == expected


def test_json_ld_comes_before_meta_and_meta_before_time() -> None:
    head = '<meta property="article:published_time" content="2023-01-01"><meta property="og:title" content="Other">'
    body = '<article><time datetime="2022-01-01">x</time></article>'
    assert metadata(body, ld(ARTICLE), head=head)[2] == FULL.published_at
    assert metadata(body, ld(ARTICLE), head=head).title == FULL.title
    assert metadata(body, head=head).published_at == at(2023, 1, 1)
    assert metadata(body)[2:4] == (at(2022, 1, 1), True)


def test_times_of_related_stories_are_not_the_publication() -> None:
    assert (
        metadata(
            "<aside><time datetime=2020-01-01>x</time></aside><ul><li><time datetime=2020-01-02>x</time></ul>"
        ).published_at
        is None
    )
    marked = "<p><time datetime=2020-01-01>x</time><time itemprop=datePublished datetime=2024-05-06>x</time>"
    assert metadata(marked).published_at == at(2024, 5, 6)


def test_the_language_of_the_page_comes_first() -> None:
    assert metadata(ld(ARTICLE), lang="fr-CA").language == "fr"
    assert metadata(lang="not a language").language is None


def test_hostile_values_stay_text_on_one_line_and_bounded() -> None:
    hostile = "'; DROP TABLE x; --\n\x1b[31m\u202e<script>{0}%s"
    found = metadata(ld({"@type": "Article", "headline": hostile, "author": "n" * 5000}))
    assert found.title == "'; DROP TABLE x; -- \x1b[31m\u202e<script>{0}%s"
    assert found.author is not None
    assert len(found.author) <= 1000


UTC_META = '<meta property="article:published_time" content="2024-05-07T03:28:35+00:00">'
LOCAL_DAYS = {
    "with its zone": (
        '<meta property="article:published_time" content="2024-05-06T21:24:10.5-05:00">',
        "",
        date(2024, 5, 6),
    ),
    "ahead of Greenwich": (
        '<meta property="article:published_time" content="2024-05-07T05:50:00+08:00">',
        "",
        date(2024, 5, 7),
    ),
    "UTC alone": (UTC_META, "", None),
    "UTC, and a clock without a zone": (UTC_META, '<time datetime="2024-05-06 22:28:35">x</time>', date(2024, 5, 6)),
    "UTC, and the same instant with a zone": (
        UTC_META,
        '<time datetime="2024-05-06T20:28:35-07:00">x</time>',
        date(2024, 5, 6),
    ),
    "another story's time": (UTC_META, '<time datetime="2024-05-06 22:28:34">x</time>', None),
    "another story's time with a zone": (UTC_META, '<time datetime="2024-05-06T20:29:36-07:00">x</time>', None),
    "a round time proves nothing": (
        '<meta property="article:published_time" content="2024-05-07T03:00:00Z">',
        '<time datetime="2024-05-06 21:00:00">',
        None,
    ),
    "too far to be a zone": (UTC_META, '<time datetime="2024-05-05 22:28:35">x</time>', None),
    "a bare day": ('<meta property="article:published_time" content="2024-05-07">', "", None),
    "nothing": ("", '<time datetime="25:99">x</time>', None),
}


@pytest.mark.parametrize("name", LOCAL_DAYS)
def test_the_day_is_that_of_the_pages_own_clock(name: str) -> None:
    head, body, day = LOCAL_DAYS[name]
    assert metadata(f"<article>{body}</article>", head=head).published_on == day


TITLES = {
    "a part that a heading says": ("Ferry sunk | Coast | The Post", "<h1>Ferry sunk</h1>", "Ferry sunk"),
    "the longest such part": ("Ferry - sunk | The Post", "<h1>Ferry</h1><h2>Ferry – sunk</h2>", "Ferry - sunk"),
    "the part behind the site": ("The Post » Blog » Ferry sunk", "<h2>Ferry sunk</h2>", "Ferry sunk"),
    "a title that a heading says whole": ("Q | A: ferry sunk", "<h1>Q | A: ferry sunk</h1>", "Q | A: ferry sunk"),
    "no heading and no site": ("Ferry sunk | The Post", "", "Ferry sunk | The Post"),
    "a hyphen inside a word": ("Vice-mayor sunk", "<h1>Vice</h1>", "Vice-mayor sunk"),
    "a stub that a heading says": ("Ad | Ferry sunk", "<h1>Ad</h1>", "Ad | Ferry sunk"),
}


@pytest.mark.parametrize("name", TITLES)
def test_the_title_is_cut_to_what_a_heading_says(name: str) -> None:
    given, shown, title = TITLES[name]
    assert metadata(shown, head=f"<title>{given}</title>").title == title


def test_the_site_is_cut_off_at_either_end() -> None:
    site = '<meta property="og:site_name" content="The Post">'
    assert metadata(head=f"{site}<title>Ferry sunk - The Post</title>").title == "Ferry sunk"
    assert metadata(head=f"{site}<title>The Post: ferry | The Post · Ferry sunk</title>").title == (
        "The Post: ferry | The Post · Ferry sunk"
    )
    assert metadata(head=f"{site}<title>The Post · Ferry sunk</title>").title == "Ferry sunk"


def test_the_author_of_the_page_stands_in_for_that_of_the_article() -> None:
    page = {"@type": "WebPage", "author": {"@id": "#ann"}}
    graph = [{"@type": "Article", "headline": "x"}, page, {"@type": "Person", "@id": "#ann", "name": "Ann Lee"}]
    assert metadata(ld({"@graph": graph})).author == "Ann Lee"


def test_one_time_in_a_list_is_the_pages_and_two_are_not() -> None:
    one = '<ul><li><time datetime="2024-05-06T07:08:09Z">6 May</time></li></ul>'
    assert metadata(one * 2).published_at == at(2024, 5, 6, 7, 8, 9)
    other = one.replace("05-06", "05-07")
    assert metadata(one + other).published_at is None
    own = '<article><time datetime="2024-05-01">1 May</time></article>'
    assert metadata(one + own).published_at == at(2024, 5, 1)
