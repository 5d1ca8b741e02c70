"""What stands right below a byline and says who its author is, and lines that only stand there."""

import polars as pl
import pytest

from flows import resources
from flows.steps.clean import find_articles
from flows.steps.extract import byline
from flows.steps.lexicon import Lexicon, load_lexicon
from flows.steps.pages import Pages
from flows.steps.segment.articles import segment
from tests.made_pages import NO_HINTS, NO_METADATA, roles_of
from tests.made_pages import STORM as TEXT


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(resources.reference_dir())


AFFILIATIONS = [
    "Senior Reporter",
    "Staff Writer",
    "Europe correspondent, Vigo",
    "Political editor",
    "The Tidewater Gazette",
    "Harbour News Service",
]


@pytest.mark.parametrize("above", [[], ["Home", "News", "Sport", "Share"]], ids=["alone", "scraped"])
@pytest.mark.parametrize("line", AFFILIATIONS)
def test_an_affiliation_is_no_heading_of_the_text(line: str, above: list[str], lexicon: Lexicon) -> None:
    page = [*above, "Storm Sinks Barge and Cranes at Vigo", "By Ana Lind", line, "", *TEXT]
    assert [role for text, role, _ in roles_of(page, lexicon) if text in ("By Ana Lind", line)] == ["byline", "byline"]


@pytest.mark.parametrize(
    "line", ["Cranes on the bottom", "What the divers found", "The editor of the town’s news fled."]
)
def test_a_heading_below_a_byline_stays_one(line: str, lexicon: Lexicon) -> None:
    page = ["Storm Sinks Barge and Cranes at Vigo", "By Ana Lind", line, "", *TEXT]
    assert "byline" not in [role for text, role, _ in roles_of(page, lexicon) if text == line]


def test_an_affiliation_within_the_text_is_not_looked_for(lexicon: Lexicon) -> None:
    page = ["Storm Sinks Barge and Cranes at Vigo", "By Ana Lind", *TEXT[:2], "Senior Reporter", *TEXT[2:]]
    assert [role for text, role, _ in roles_of(page, lexicon) if text == "Senior Reporter"] == ["subheading"]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Ana Lind, Local Democracy Reporter", "byline"),
        ("Ana Lind | Chief Correspondent", "byline"),
        ("Nets, Cranes and a Local Reporter", "paragraph"),
    ],
)
def test_a_name_with_its_job_is_a_byline(line: str, role: str, lexicon: Lexicon) -> None:
    page = ["Home", "News", "Storm Sinks Barge and Cranes at Vigo", line, "12 May 2024", "", *TEXT]
    assert [role for text, role, _ in roles_of(page, lexicon) if text == line] == [role]


@pytest.mark.parametrize("reporter", [[], ["Ana Lind"]], ids=["unsigned", "signed"])
@pytest.mark.parametrize("place", ["VIGO 1996-08-31", "PORT CALLAN, Spain 1996-08-31", "VIGO, 31 August 1996"])
def test_the_head_of_an_archived_wire_story(place: str, reporter: list[str], lexicon: Lexicon) -> None:
    page = ["Storm sinks barge and cranes at Vigo.", *reporter, place, *TEXT]
    found = [role for _, role, _ in roles_of(page, lexicon)][: len(reporter) + 2]
    assert found == ["headline", *["byline" for _ in reporter], "dateline"]


def test_a_clock_that_ends_in_a_stop_is_no_text(lexicon: Lexicon) -> None:
    page = ["Storm Sinks Barge and Cranes at Vigo", "By Ana Lind", "Nov. 17, 2024 at 5:41 p.m.", "", *TEXT]
    assert [role for _, role, _ in roles_of(page, lexicon)][:3] == ["headline", "byline", "dateline"]


def test_two_sentences_above_a_byline_are_no_headline(lexicon: Lexicon) -> None:
    page = ["The storm came. Nobody slept.", "By Ana Lind", *TEXT]
    assert roles_of(page, lexicon)[0][1] != "headline"


def test_what_pictures_show_is_no_caption(lexicon: Lexicon) -> None:
    line = "Satellite images taken in May show that the sand of the bay has moved half a mile to the north."
    page = ["Storm Sinks Barge and Cranes at Vigo", "By Ana Lind", *TEXT[:2], line, *TEXT[2:]]
    assert [role for text, role, _ in roles_of(page, lexicon) if text == line] == ["paragraph"]


def test_a_story_on_one_line_is_one_whatever_ends_it(lexicon: Lexicon) -> None:
    story = " ".join(TEXT * 2) + " (pfg-xx)"
    assert len(story.split()) > 120
    assert [role for _, role, _ in roles_of(["VIGO (AP)_ " + story], lexicon)] == ["paragraph"]


def test_the_mark_of_a_note_ends_a_sentence(lexicon: Lexicon) -> None:
    page = ["Storm Sinks Barge and Cranes at Vigo", "", *[f"{line}[{number}][12]" for number, line in enumerate(TEXT)]]
    assert [role for _, role, _ in roles_of(page, lexicon)] == ["headline", *["paragraph" for _ in TEXT]]


def _authors_of(page: list[str], lexicon: Lexicon) -> list[str] | None:
    documents = pl.DataFrame({"document_id": ["a" * 32], "page_text": ["\n".join(page)]})
    metadata = NO_METADATA.with_columns(author=pl.lit(None, dtype=pl.String))
    blocks, articles = find_articles(segment(documents, NO_HINTS, metadata, lexicon))
    found = byline.extract(Pages(documents, blocks, articles, metadata), lexicon)["authors"].to_list()
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("line", "author"),
    [("By DENISE APPLEWHITE Staff Writer", "Denise Applewhite"), ("By Ana Lind Special Correspondent", "Ana Lind")],
)
def test_a_job_without_a_comma_hides_no_author(line: str, author: str, lexicon: Lexicon) -> None:
    assert _authors_of(["Storm Sinks Barge and Cranes at Vigo", line, "", *TEXT], lexicon) == [author]


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("ByAna Lind", ["Ana Lind"]),
        ("byAna Lind", ["Ana Lind"]),
        ("Byron Adams", ["Byron Adams"]),
        ("By Ana Lind@analind", ["Ana Lind"]),
        ("by Ana Lind @ana_lind February 1, 2016: 12:41 PM ET", ["Ana Lind"]),
        ("Ana LindNews Reporter", ["Ana Lind"]),
        ("By Ana LindStaff Writer", ["Ana Lind"]),
        ("By Ian McDonald", ["Ian McDonald"]),
        ("Ana Lind-OrdoñezThe Vigo Lantern", ["Ana Lind-Ordoñez"]),
        ("By Ana Lind and Óscar Rey The Associated Press", ["Ana Lind", "Óscar Rey"]),
        ("By Ana Lind Reuters", ["Ana Lind"]),
        ("By The Associated Press", None),
        ("Ana Lind / VIGOCOURIER.COM / Sep 2, 2024, 17:07 IST", ["Ana Lind"]),
        ("Ana Lind|Published 4 months ago", ["Ana Lind"]),
        ("Recent Posts", None),
        ("About Vigo", None),
        ("The Courier", None),
    ],
)
def test_who_wrote_it_where_other_words_touch_the_name(line: str, authors: list[str] | None, lexicon: Lexicon) -> None:
    page = ["Home", "News", "Storm Sinks Barge and Cranes at Vigo", line, "12 May 2024", "", *TEXT]
    assert _authors_of(page, lexicon) == authors


BIOS = [
    "Ana Lind is a reporter for the Harbour News.",
    "Ana Lind covers the harbour for the Courier. Reach her at alind@courier.example or 555-0100.",
    "Ana Lind can be reached at alind@courier.example.",
    "Follow Ana Lind on Twitter @analind.",
    "Reach reporter Ana Lind at 555-0100.",
]


@pytest.mark.parametrize("byline", ["By Ana Lind", "By ANA LIND Staff Writer", "Ana Lind, Harbour News", "Ana Lind"])
@pytest.mark.parametrize("bio", BIOS)
def test_what_tells_of_the_author_is_no_text(bio: str, byline: str, lexicon: Lexicon) -> None:
    page = ["Storm Sinks Barge and Cranes at Vigo", byline, "", *TEXT, bio]
    assert roles_of(page, lexicon)[-1][:2] == (bio, "furniture")


@pytest.mark.parametrize("bio", [*BIOS, "Dóra Niel is the minister of ports."])
def test_of_others_it_is(bio: str, lexicon: Lexicon) -> None:
    page = ["Storm Sinks Barge and Cranes at Vigo", "By Olaf Niel", "", *TEXT[:3], bio, *TEXT[3:]]
    assert (bio, "paragraph") in [found[:2] for found in roles_of(page, lexicon)]


def test_a_link_between_paragraphs_is_no_heading_of_the_text(lexicon: Lexicon) -> None:
    link, heading = "Mother, daughter saved:What we know of the barge", "The barge: what we know of it"
    page = ["Storm Sinks Barge and Cranes at Vigo", "By Ana Lind", "", TEXT[0], link, TEXT[1], heading, *TEXT[2:]]
    roles = {text: role for text, role, _ in roles_of(page, lexicon)}
    assert (roles[link], roles[heading]) == ("furniture", "subheading")


def test_how_long_a_film_is_is_no_heading_of_the_text(lexicon: Lexicon) -> None:
    page = ["Storm Sinks Barge and Cranes at Vigo", "By Ana Lind", "01:32 - Source: CNN", "", *TEXT]
    assert roles_of(page, lexicon)[2][1] == "furniture"


@pytest.mark.parametrize(("place", "role"), [(1, "dateline"), (4, "furniture")])
def test_a_day_in_figures_is_told_at_the_top_alone(place: int, role: str, lexicon: Lexicon) -> None:
    page = ["Storm Sinks Barge and Cranes at Vigo", *TEXT]
    page.insert(place, "23.01.2019")
    assert [role for text, role, _ in roles_of(page, lexicon) if text == "23.01.2019"] == [role]
