"""Captions and credits in the layouts of stations and paper groups: no headline, no paragraph, no second article."""

from pathlib import Path

import polars as pl
import pytest

from flows.resources import reference_dir
from flows.steps.lexicon import Lexicon, load_lexicon
from flows.steps.segment.articles import segment
from tests.made_pages import NO_HINTS, NO_METADATA, STORM, parse_lines, roles_of

HEADLINE = "Storm closes the harbour of Vigo and sinks a barge"
CAPTION = "Two cranes lie on the quay of Vigo, Spain, on Monday, July 8, 2024, after the night’s storm went out to sea."
OPEN_CAPTION = "Two cranes lie on the quay of Vigo after the night’s storm"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(reference_dir())


def captions_of(tables: dict[str, pl.DataFrame], text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    """List what is told of each caption: its text, photographer, agency and the credit as the page has it."""
    columns = ("caption_text", "photographer", "agency", "credit_start", "credit_end")
    return [
        (said, who, agency, None if first is None else text[first:last])
        for said, who, agency, first, last in tables["core.captions"].select(columns).iter_rows()
    ]


CREDITED = {
    "the caption again, a station behind it": (
        [CAPTION, f"{CAPTION}(Harbour News)"],
        [(CAPTION, "Harbour News", None, "(Harbour News)")],
    ),
    "the caption again, a bar and a name": (
        [CAPTION, f"{CAPTION} | Dóra Niel"],
        [(CAPTION, "Dóra Niel", None, "| Dóra Niel")],
    ),
    "name, then house": (
        [CAPTION, "Dóra Niel", "AP Photo"],
        [(CAPTION, "Dóra Niel", "AP Photo", "Dóra Niel\nAP Photo")],
    ),
    "house alone": ([CAPTION, "Getty Images"], [(CAPTION, None, "Getty Images", "Getty Images")]),
    "carried for a station": (
        [CAPTION, "Harbour TV via AP"],
        [(CAPTION, "Harbour TV", "AP", "Harbour TV via AP")],
    ),
    "picture and caption glued": ([f"{OPEN_CAPTION} {OPEN_CAPTION}"], [(OPEN_CAPTION, None, None, None)]),
}


@pytest.mark.parametrize("name", CREDITED)
def test_an_echo_tells_the_caption_and_its_credit(name: str, lexicon: Lexicon, tmp_path: Path) -> None:
    """Read as text, the caption headed a second article of its own, and the first had one line."""
    lines, expected = CREDITED[name]
    page = [HEADLINE, *lines, "By Associated Press", "Published: Jul. 8, 2024 at 10:45 AM EDT", *STORM]
    tables = parse_lines(tmp_path, lexicon, *page)
    assert tables["core.articles"]["headline"].to_list() == [HEADLINE]
    assert tables["core.articles"]["body_text"][0].startswith(STORM[0])
    assert captions_of(tables, "\n".join(page)) == expected


def test_a_gallery_above_the_story_is_captions_and_the_story_is_kept(lexicon: Lexicon, tmp_path: Path) -> None:
    """Ten lines of names and houses made the page a scrape, and the story below them was lost whole."""
    gallery = [
        line
        for place, name, house in (
            ("the mole", "Dóra Niel", "AP Photo"),
            ("the old quay", "Dóra Niel", "AP Photo"),
            ("the lighthouse", "Harbour TV via AP", "Ana Sorel"),
            ("the market", "Ana Sorel", "AP Photo"),
        )
        for line in (f"Water stands at {place} of Vigo on Monday, July 8, 2024, after the storm went by.", name, house)
    ]
    page = [HEADLINE, *gallery, "Nation & World", "July 9, 2024 9:04 PM", "By ANA LIND", "Associated Press", "VIGO"]
    tables = parse_lines(tmp_path, lexicon, *page, *STORM)
    [article] = tables["core.articles"].rows(named=True)
    assert (article["headline"], article["authors"], article["dateline_place"]) == (HEADLINE, ["Ana Lind"], "VIGO")
    assert article["body_text"].split("\n\n") == list(STORM)
    told = [(who, agency) for _, who, agency, _ in captions_of(tables, "\n".join(page))]
    twice = ("Dóra Niel", "AP Photo")
    assert told == [twice, twice, ("Harbour TV", "AP"), ("Ana Sorel", "AP Photo")]


def test_in_a_gallery_any_agency_stands_below_captions_that_end_without_a_stop(lexicon: Lexicon) -> None:
    houses = ["AFP via Getty Images", "Reuters", "AFP via Getty Images", "Reuters", "AP"]
    places = ["Vigo", "Lugo", "Ferrol", "Noia", "Muros"]
    gallery = [
        line
        for place, house in zip(places, houses, strict=True)
        for line in (f"Boats of the fishermen lie at the quay of {place}", house)
    ]
    found = roles_of([HEADLINE, *STORM[:3], *gallery, *STORM[3:]], lexicon)
    assert {role for text, role, _ in found if text.startswith("Boats")} == {"caption"}
    assert {role for text, role, _ in found if text in houses} == {"credit"}
    assert [text for text, role, _ in found if role == "paragraph"] == list(STORM)
    assert [text for text, role, _ in found if role == "headline"] == [HEADLINE]


NO_ECHO = {
    "an author and an agency": (["Ana Lind", "Reuters"], ["byline", "byline"]),
    "an agency alone": (["Reuters"], ["byline"]),
    "place and agency": (["By Ana Lind", "The Associated Press", "HARMON, Ill."], ["byline", "byline", "dateline"]),
    "a newsroom": (["Harbour 6 News Staff and The Associated Press"], ["byline"]),
    "a desk": (["Web Desk", "July 8, 2024"], ["byline", "dateline"]),
    "a kicker is no place": (["By Ana Lind", "ANALYSIS"], ["byline", "byline"]),
}


@pytest.mark.parametrize("name", NO_ECHO)
def test_what_names_the_author_stays_a_byline(name: str, lexicon: Lexicon) -> None:
    lines, roles = NO_ECHO[name]
    found = roles_of([HEADLINE, *lines, *STORM], lexicon)
    assert [role for text, role, _ in found if text in lines] == roles
    assert [text for text, role, _ in found if role == "paragraph"] == list(STORM)


def test_a_headline_with_the_size_of_a_picture_behind_it_is_furniture(lexicon: Lexicon) -> None:
    found = roles_of([HEADLINE, f"{HEADLINE} 150 150 admin", "By Ana Lind", *STORM], lexicon)
    assert [(role, kept) for _, role, kept in found[:3]] == [("headline", True), ("furniture", False), ("byline", True)]


@pytest.mark.parametrize("caption", [f"{CAPTION} {CAPTION}", f"{CAPTION} {CAPTION} (AP)", f"Image caption, {CAPTION}"])
def test_the_body_holds_no_caption_as_its_table_has_it(caption: str, lexicon: Lexicon, tmp_path: Path) -> None:
    """A paragraph that says a glued caption once stayed in the text, and the check on that refused the publication."""
    tables = parse_lines(tmp_path, lexicon, HEADLINE, *STORM[:2], caption, STORM[2], CAPTION, *STORM[3:])
    assert CAPTION in tables["core.captions"]["caption_text"].to_list()
    assert tables["core.articles"]["body_text"][0].split("\n\n") == list(STORM)


def test_headlines_of_other_stories_that_stand_twice_in_a_line_are_no_captions(lexicon: Lexicon) -> None:
    others = ["Mayor of Lugo resigns", "Ferry to the isles stops", "Price of fish falls again"]
    found = roles_of([HEADLINE, *STORM, "Read more", *[f"{other} {other}" for other in others]], lexicon)
    assert "caption" not in {role for _, role, _ in found}


TEASED = "The council of Lugo met for nine hours on Tuesday and could not agree upon a new..."
TAIL = [
    "Most Read",
    "Mayor of Lugo resigns over a ferry nobody ordered",
    TEASED,
    "Price of fish falls for a third month",
]


@pytest.mark.parametrize("above", [[], ["Copyright 2024 Harbour News. All rights reserved."]])
def test_the_text_of_a_plain_page_ends_above_the_list_of_other_stories(above: list[str], lexicon: Lexicon) -> None:
    found = roles_of([HEADLINE, *STORM, *above, *TAIL], lexicon)
    assert [text for text, role, _ in found if role == "paragraph"] == list(STORM)
    assert {role for text, role, _ in found if text in TAIL} == {"furniture"}


def test_text_goes_on_below_a_box_of_other_stories(lexicon: Lexicon) -> None:
    box = ["Most Read", "Mayor of Lugo resigns over a ferry nobody ordered", "Price of fish falls for a third month"]
    found = roles_of([HEADLINE, *STORM[:3], *box, *STORM[3:]], lexicon)
    assert [text for text, role, _ in found if text in STORM and role == "paragraph"] == list(STORM)
    one_left = roles_of([HEADLINE, *STORM[:4], *box, *STORM[4:]], lexicon)
    assert [text for text, role, _ in one_left if text in STORM and role == "paragraph"] == list(STORM)


def test_a_question_heads_the_page_that_answers_it(lexicon: Lexicon) -> None:
    question = "Why did the council of Vigo close its only harbour for the whole of the winter?"
    found = roles_of([question, *STORM], lexicon)
    assert [text for text, role, _ in found if role == "headline"] == [question]
    in_text = roles_of([HEADLINE, STORM[0], question, *STORM[1:]], lexicon)
    assert ("paragraph", True) in [(role, kept) for text, role, kept in in_text if text == question]


def test_the_summary_that_names_its_author_is_not_the_headline(lexicon: Lexicon) -> None:
    title, summary = (
        "Is seeing believing? How films change storms",
        "Making waves of paper misleads those who trust archives, says Ana Lind",
    )
    caption = "Quay of Vigo: a picture used in the film of the storm"
    page = [
        "Skip to content",
        "",
        title,
        "",
        summary,
        "",
        "Tuesday 11 December 2018 05:38 EST",
        "Comments",
        caption,
        caption,
    ]
    found = roles_of([*page, "", *STORM], lexicon)
    assert [(role, kept) for text, role, kept in found if text in (title, summary, caption)] == [
        ("headline", True),
        ("standfirst", True),
        ("caption", True),
        ("caption", False),
    ]


LIFE = "The Harbour is a paper of the coast that has told of ships since 1871, and of the people who live by them."


@pytest.mark.parametrize(
    "lines", [["About the author", "Ana Lind", LIFE], ["MORE HARBOUR NEWS"], ["Most read in Harbours"], ["82 Views"]]
)
def test_what_tells_of_the_site_is_no_text_of_a_plain_page(lines: list[str], lexicon: Lexicon) -> None:
    found = roles_of([HEADLINE, *STORM, *lines], lexicon)
    assert [text for text, role, _ in found if role in ("paragraph", "subheading")] == list(STORM)


def test_the_agency_that_signs_a_brief_is_no_text(lexicon: Lexicon, tmp_path: Path) -> None:
    tables = parse_lines(tmp_path, lexicon, HEADLINE, *STORM, "— Associated Press")
    [article] = tables["core.articles"].rows(named=True)
    assert (article["agency"], article["body_text"].split("\n\n")) == ("Associated Press", list(STORM))


def test_the_words_of_a_picture_are_no_part_of_the_author(lexicon: Lexicon, tmp_path: Path) -> None:
    tables = parse_lines(tmp_path, lexicon, HEADLINE, "Ana Lind Avatar", "May 5, 2024", *STORM)
    assert tables["core.articles"]["authors"].to_list() == [["Ana Lind"]]


def test_a_newsroom_is_no_author(lexicon: Lexicon, tmp_path: Path) -> None:
    lines = ["Harbour 6 News Staff and The Associated Press", "July 8, 2024"]
    [article] = parse_lines(tmp_path, lexicon, HEADLINE, *lines, *STORM)["core.articles"].rows(named=True)
    assert (article["authors"], article["agency"]) == (None, "Associated Press")
    assert article["byline"] == lines[0]


def test_a_headline_that_ends_in_staff_is_a_headline(lexicon: Lexicon) -> None:
    title = "Mayor Of Vigo Fires Harbour Staff"
    found = roles_of(["Skip to content", title, "By Ana Lind", *STORM], lexicon)
    assert [text for text, role, _ in found if role == "headline"] == [title]


@pytest.mark.parametrize("house", ["Getty Images", "Reuters"])
def test_the_house_may_stand_above_its_caption(house: str, tmp_path: Path, lexicon: Lexicon) -> None:
    lines = [HEADLINE, *STORM[:2], house, OPEN_CAPTION, *STORM[2:]]
    tables = parse_lines(tmp_path, lexicon, *lines)
    assert captions_of(tables, "\n".join(lines)) == [(OPEN_CAPTION, None, house, house)]
    roles = tables["core.blocks"]["role"].to_list()
    assert roles == ["headline", "paragraph", "paragraph", "credit", "caption", *["paragraph" for _ in STORM[2:]]]


def test_the_house_right_below_the_headline_is_of_the_caption_below_it(tmp_path: Path, lexicon: Lexicon) -> None:
    lines = [HEADLINE, "Getty Images", OPEN_CAPTION, *STORM]
    tables = parse_lines(tmp_path, lexicon, *lines)
    assert captions_of(tables, "\n".join(lines)) == [(OPEN_CAPTION, None, "Getty Images", "Getty Images")]
    assert tables["core.articles"]["byline"].to_list() == [None]


def test_a_caption_above_the_house_keeps_it(tmp_path: Path, lexicon: Lexicon) -> None:
    lines = [HEADLINE, *STORM[:2], CAPTION, "Getty Images", "What the divers found", *STORM[2:]]
    tables = parse_lines(tmp_path, lexicon, *lines)
    assert captions_of(tables, "\n".join(lines)) == [(CAPTION, None, "Getty Images", "Getty Images")]


def test_the_number_of_a_picture_is_no_part_of_its_caption(tmp_path: Path, lexicon: Lexicon) -> None:
    tables = parse_lines(tmp_path, lexicon, HEADLINE, f"1 of 3 | {CAPTION} (AP Photo/Ana Lind)", *STORM)
    assert tables["core.captions"]["caption_text"].to_list() == [CAPTION]


def test_a_page_is_read_alike_whatever_other_pages_show(tmp_path: Path, lexicon: Lexicon) -> None:
    """A gallery of agencies was told only where another page of the batch named a house of pictures (law 6)."""
    gallery = [HEADLINE]
    for place in ("Vigo", "Harmon", "Port Callan"):
        gallery += [f"Two cranes lie on the quay of {place} after the storm", "Reuters"]
    pages = ["\n".join([*gallery, *STORM]), "\n".join([HEADLINE, CAPTION, "Getty Images", *STORM])]
    alone, both = (
        segment(
            pl.DataFrame({"document_id": [letter * 32 for letter in "ab"[:count]], "page_text": pages[:count]}),
            NO_HINTS,
            NO_METADATA,
            lexicon,
        )
        for count in (1, 2)
    )
    assert alone["role"].to_list() == both.filter(pl.col("doc") == 0)["role"].to_list()


def test_the_caption_below_its_label_heads_no_page(lexicon: Lexicon) -> None:
    head = [HEADLINE, "Ana Lind", "Harbour News, Vigo", "Published", "8 July 2024", "Share"]
    page = [*head, "Image source, Getty Images", "Image caption,", OPEN_CAPTION, *STORM, "Related Topics", "Vigo"]
    roles = {text: role for text, role, _ in roles_of(page, lexicon)}
    assert (roles[HEADLINE], roles["Ana Lind"], roles[OPEN_CAPTION]) == ("headline", "byline", "caption")


def test_a_caption_that_says_it_is_one(tmp_path: Path, lexicon: Lexicon) -> None:
    tables = parse_lines(tmp_path, lexicon, HEADLINE, *STORM[:2], f"Image: {OPEN_CAPTION}", *STORM[2:])
    assert tables["core.captions"]["caption_text"].to_list() == [OPEN_CAPTION]
    assert tables["core.blocks"]["role"].to_list()[2] == "paragraph"


def test_a_credit_of_three_parts_without_a_stop_before_it(tmp_path: Path, lexicon: Lexicon) -> None:
    line = f"{OPEN_CAPTION} Ana Lind/AFP/Getty Images"
    tables = parse_lines(tmp_path, lexicon, HEADLINE, *STORM[:2], line, *STORM[2:])
    assert tables["core.captions"].select("caption_text", "photographer").rows() == [(OPEN_CAPTION, "Ana Lind")]
