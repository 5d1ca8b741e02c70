"""The article of an HTML page is told from what stands around it by its elements, in any language."""

import pytest

from flows.steps.read.html import render_text
from flows.steps.read.main_words import names_summary, set_aside_by

LONG = "The ferry left the quay at six, with eleven cars and a hearse, and came back at seven with none of them."
SECOND = "Nobody on the island could say, when they were asked about it, who had paid for the hearse or for the cars."
THIRD = "The harbour master wrote it down in the book, under the weather, and signed it, as he had every night before."
TEXT = f"<p>{LONG}</p><p>{SECOND}</p><p>{THIRD}</p>"
MORE = f"<p>{LONG} {SECOND}</p><p>{SECOND} {THIRD}</p>"
SAID = {LONG, SECOND, THIRD, f"{LONG} {SECOND}", f"{SECOND} {THIRD}"}


def regions(body: str, title: str = "") -> dict[str, str | None]:
    page = render_text(f"<html><head><title>{title}</title></head><body>{body}</body></html>")
    return {page.page_text[hint.hint_start : hint.hint_end]: hint.region for hint in page.hints}


def stories(body: str) -> list[str]:
    page = render_text(f"<body>{body}</body>")
    return [page.page_text[hint.hint_start : hint.hint_end] for hint in page.hints if hint.starts_story]


STRANGERS = {
    "a list of links": "<ul><li><a href=1>Bridge painters end work</a></li><li><a href=2>Gas bills fall</a></li></ul>",
    "comments": f"<div class=comments><div class=c><p>{SECOND.upper()}</p></div></div>",
    "comments in German": f"<div class=kommentare><p>{SECOND.upper()}</p></div>",
    "a consent layer longer than the text": f"<div id=onetrust-consent-sdk><p>{(SECOND + ' ') * 12}</p></div>",
    "a sidebar": f"<aside><p>{SECOND.upper()}</p></aside>",
    "a promotion of another kind": f"<div class=box><div class=inner>{SECOND.upper()[:70]}</div></div>",
    "text hidden on every screen": f"<div class='offer hidden'><p>{SECOND.upper()}</p></div>",
    "a dialog longer than the text": f"<div role=dialog><p>{(SECOND + ' ') * 12}</p></div>",
    "comments longer than the text": f"<div class=comment><p>{(SECOND.upper() + ' ') * 12}</p></div>",
    "text for screen readers": "<div class=visually-hidden>Article content goes on below the picture</div>",
}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_stands_around_or_within_is_no_text(name: str) -> None:
    stranger = STRANGERS[name]
    after = f"<div class=story>{TEXT}{MORE}</div>{stranger}"
    within = f"<div class=story>{TEXT}{stranger}{MORE}</div>"
    for body in (after, within):
        found = regions(body)
        assert found[THIRD] == "body"
        assert {region for line, region in found.items() if line not in SAID} <= {"other", "above"}


def test_what_is_hidden_on_small_screens_alone_is_text() -> None:
    found = regions(f"<div class=story>{TEXT}<div class='hidden md:block'><p>{LONG} {SECOND}</p></div></div>")
    assert found[f"{LONG} {SECOND}"] == "body"


def test_a_quotation_in_a_box_of_its_own_is_text() -> None:
    quoted = f"<div class=embed><blockquote><p>{SECOND.upper()}</p></blockquote></div>"
    assert regions(f"<div class=story>{TEXT}{quoted}{MORE}</div>")[SECOND.upper()] == "body"


def test_a_site_that_calls_its_text_a_widget_is_believed_no_word() -> None:
    other = "<div class=related><a href=1>Another story of the day</a></div>"
    found = regions(f"<div class='widget related'>{TEXT}</div>{other}")
    assert found[LONG] == "body"
    assert found["Another story of the day"] == "other"


def test_chunks_of_one_article_stay_together() -> None:
    chunk = "<div class=chunk><p>{}</p><p>{}</p></div><div class=ad><div>Advertisement</div></div>"
    found = regions(f"<div class=all>{chunk.format(LONG, SECOND)}{chunk.format(THIRD, LONG + SECOND)}</div>")
    assert [found[line] for line in (LONG, SECOND, THIRD, LONG + SECOND)] == ["body"] * 4
    assert found["Advertisement"] == "other"


def test_lists_tables_and_code_within_the_text_are_text() -> None:
    inner = "<ul><li>Two eggs</li></ul><table><tr><td>Rye</td><td>3</td></tr></table><pre>tar xf ferry.tar</pre>"
    found = regions(f"<div>{TEXT}{inner}{TEXT}</div>")
    assert {found[line] for line in ("Two eggs", "Rye", "tar xf ferry.tar")} == {"body"}


def test_the_header_of_an_article_is_its_head() -> None:
    header = f"<header><h1>Ferry Comes Back</h1><p>{SECOND}</p></header>"
    found = regions(f"<nav>Home</nav><article>{header}<p>{LONG}</p><p>{THIRD}</p></article>")
    assert (found["Ferry Comes Back"], found[SECOND], found[LONG]) == ("head", "head", "body")
    assert found["Home"] in {"above", "other"}


def test_scripts_without_spaces_are_measured_by_what_they_say() -> None:
    line = "渡轮六点离开码头，载着十一辆汽车和一辆灵车，七点空着回来，岛上没有人知道是谁付的钱。"
    found = regions(f"<div class=nav><a href=1>新闻</a></div><div class=t><p>{line}</p><p>{line[::-1]}</p></div>")
    assert found[line] == "body"


def test_a_page_without_text_has_no_regions() -> None:
    assert set(regions("<ul><li><a href=1>Home</a></li><li>News</li></ul>").values()) == {None}


def test_sibling_articles_with_headings_are_stories_of_their_own() -> None:
    story = "<article><h2><a href=1>{}</a></h2>" + TEXT + "</article>"
    two = f"<main>{story.format('Ferry Comes Back Empty')}{story.format('Hearse Found at Last')}</main>"
    assert stories(two) == ["Hearse Found at Last"]
    teaser = "<article><h2><a href=2>Hearse Found at Last</a></h2><p>It was in the harbour.</p></article>"
    assert stories(f"<main>{story.format('Ferry Comes Back Empty')}{teaser}</main>") == []


CARD = "<div class=card><h3><a href=1>Bridge painters end work {}</a></h3><p>" + SECOND.upper() + "</p></div>"
CARDS = "".join(CARD.format(number) for number in ("one", "two", "three"))


def test_cards_of_other_stories_are_no_text_within_the_article_nor_below_it() -> None:
    for body in (f"<div>{MORE}{TEXT}<h2>More of this</h2>{CARDS}</div>", f"<div>{MORE}<div>{CARDS}</div>{TEXT}</div>"):
        found = regions(body)
        assert found[SECOND.upper()] == found["Bridge painters end work two"] == "other"
        assert found[THIRD] == "body"
        assert found.get("More of this", "other") == "other"


def test_entries_with_linked_headings_are_text_where_they_are_most_of_it() -> None:
    found = regions(f"<div><p>{LONG}</p>{CARDS}</div>")
    assert found[SECOND.upper()] == "body"
    named = f"<div><p>{LONG}</p>{CARDS.replace('class=card', 'class=related-story')}</div>"
    assert regions(named)[SECOND.upper()] == "other"


def test_long_entries_and_two_of_them_are_text() -> None:
    long = CARDS.replace(SECOND.upper(), " ".join([SECOND.upper()] * 4), 1)
    assert regions(f"<div>{MORE * 4}{long}</div>")[SECOND.upper()] == "body"
    two = CARD.format("one") + CARD.format("two")
    assert regions(f"<div>{MORE}{two}{TEXT}</div>")[SECOND.upper()] == "body"


def test_a_heading_below_the_text_heads_nothing() -> None:
    found = regions(f"<div>{TEXT}<h3>How it began</h3>{MORE}<h3>Also of interest</h3><h4>This week</h4></div>")
    assert (found["How it began"], found["Also of interest"], found["This week"]) == ("body", "other", "other")


def test_a_table_of_links_with_headed_columns_is_text() -> None:
    cells = "<tr><td><a href=1>Ferry to Rye</a></td><td><a href=2>Ferry to Hythe</a></td></tr>"
    headed = f"<table><tr><th>West</th><th>East</th></tr>{cells}</table>"
    assert regions(f"<div>{TEXT}{headed}{MORE}</div>")["Ferry to Rye"] == "body"
    assert regions(f"<div>{TEXT}<table>{cells}</table>{MORE}</div>")["Ferry to Rye"] == "other"


def test_links_above_the_text_are_none_of_it_and_addresses_below_it() -> None:
    text = f"{LONG}<br>{SECOND}<br>{THIRD}<address>Last changed in May</address>"
    found = regions(f"<table><tr><td><a href=1>Fish market closes</a><br>{text}</td></tr></table>")
    assert found["Fish market closes"] in {"above", "head"}
    assert found["Last changed in May"] == "other"


@pytest.mark.parametrize(
    ("classes", "sure", "words"),
    [
        ("", False, set()),
        ("article-body", False, set()),
        ("comments-area", True, {"comments"}),
        ("ad-300 slot", False, {"ad"}),
        ("org8ad3", False, set()),
        ("relatedstories", False, {"relatedstories"}),
        ("breadth shadow", False, set()),
        ("sr-only", True, set()),
    ],
)
def test_words_of_class_and_id(classes: str, sure: bool, words: set[str]) -> None:
    assert set_aside_by(classes) == (sure, words)


@pytest.mark.parametrize(
    ("classes", "is_summary"),
    [("article__standfirst", True), ("standfirst", True), ("c-dek", True), ("sub-headline", True), ("desk", False)],
)
def test_what_a_summary_is_called(classes: str, is_summary: bool) -> None:
    assert names_summary(classes) is is_summary
