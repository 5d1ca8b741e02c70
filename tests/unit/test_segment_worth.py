"""What stands around the text of a scraped page and looks like text: comments, teasers, newsletters, charts."""

import polars as pl
import pytest

from flows import resources
from flows.steps.lexicon import load_lexicon
from flows.steps.segment.articles import segment
from tests.made_pages import NO_HINTS, NO_METADATA
from tests.made_pages import STORM as TEXT

TITLE = "Storm Sinks Barge and Cranes at Vigo"
TOP = [
    "Home",
    "Quays",
    "Weather",
    "Boats",
    "Fish",
    "Tides",
    "Letters",
    "Crossing",
    "Radio",
    "Archive",
    "Moles",
]
FOOT = ["Ships", "Masts", "Ropes", "Anchors", "Sails", "Nets", "Buoys", "Lamps", "Pilots", "Crews"]


def scrape(*below: str, text: tuple[str, ...] = TEXT) -> list[str]:
    return [*TOP, TITLE, "By Dora Niel", *text, *below, *FOOT]


SAID = (
    "I was on the old mole that night and the noise was something I shall not forget as long as I live, believe me.",
    "My father lost two boats in the storm of the strike, and nobody from the town came to ask how he would live.",
    "They should have moved those cranes in spring, when every skipper on the quay told them what would happen.",
)
BELOW = {
    "comments by who says": [
        "34 responses to “Storm Sinks Barge”",
        *[line for said in SAID for line in ("old pilot says:", "May 3, 2021 at 6:34 am", said)],
    ],
    "comments with buttons": [line for said in SAID for line in ("Œuvre", "2 days ago at 07:52", said, "Reply")],
    "comments in German": [
        "12 Kommentare",
        *[line for said in SAID for line in ("Möwe 7 schrieb:", said, "Antworten")],
    ],
    "teasers with a button": [
        "Keep reading",
        *[line for said in SAID for line in ("Another Story of the Coast", said, "Read more")],
    ],
    "a newsletter": [
        "Newsletter",
        "Sign up and get the tides of the week in your inbox every Friday morning, before the boats go out.",
        "You can leave at any time; the privacy of your email address is safe with the harbour office.",
        "Sign up",
    ],
    "the author's life": [
        "Dora Niel",
        "Dora Niel is a staff writer of the Mole, where she has covered the coast and its weather since 2009.",
    ],
    "other stories, numbered": [
        "Most read this week",
        *[line for n, said in enumerate(SAID, 1) for line in (str(n), said.rstrip("."))],
    ],
}


def within(*box: str, text: tuple[str, ...] = TEXT) -> list[str]:
    return [*TOP, TITLE, "By Dora Niel", *text[:3], *box, *text[3:], *FOOT]


CHARTS = {
    "a chart": [line for year in range(78, 99) for line in (f"’{year}", "$300", "billion")],
    "a table": [line for n in range(12) for line in (f"Skipper Nº{n}", str(4000 - n), f"{n}.5%")],
    "a list of quays": [f"{n}. Quay of Saint Number {n}" for n in range(1, 13)],
}
PARTS = {
    "numbered parts": [line for n, text in enumerate(TEXT, 1) for line in (f"{n}. The Quay of Nº {n}", text, "Share")],
    "headed parts": [
        line for text in TEXT for line in (" ".join(text.split()[1:4]).capitalize(), text, "Share this story")
    ],
}
OTHERS = ["Fishermen ask for help after second storm this year", "Why the lighthouse of Vigo was never built again"]
BOXES = {
    "related articles": ["Related articles", *OTHERS],
    "more from": ["More from Galicia", *OTHERS],
    "up next": ["Up next in Weather", *OTHERS],
    "a box to sign up": [
        "Get the tides in your inbox: sign up for our newsletter, it is free.",
        "Thanks for signing up!",
    ],
}
ABOUT = (
    "The harbour office sent a newsletter to every subscriber on the coast, in which it asked who would sign up "
    "for the watch on the moles, and three hundred skippers, widows and pilots wrote back within the same week "
    "to say that they would come, with lamps and dogs, whenever the wind turned to the west and the glass was low."
)
PAGES = (
    {name: scrape(*below) for name, below in BELOW.items()}
    | {name: scrape(*chart, *SAID) for name, chart in CHARTS.items()}
    | {name: [*TOP, "Five Quays to See", "By Dora Niel", *parts, *FOOT] for name, parts in PARTS.items()}
    | {name: within(*box) for name, box in BOXES.items()}
    | {
        "a section below a box": within("Related articles", *OTHERS, "Who shall pay", text=(*TEXT, *SAID)),
        "about newsletters": within(ABOUT),
        "no navigation": [TITLE, "By Dora Niel", *TEXT[:3], "Related articles", OTHERS[0] + ".", *TEXT[3:]],
    }
)


@pytest.fixture(scope="module")
def kept() -> dict[str, list[str]]:
    """Segment all pages: what is kept of the paragraphs and headings of each."""
    texts = ["\n".join(lines) for lines in PAGES.values()]
    documents = pl.DataFrame({"document_id": list(PAGES), "page_text": texts})
    blocks = segment(documents, NO_HINTS, NO_METADATA, load_lexicon(resources.reference_dir()))
    body = blocks.filter(pl.col("is_kept") & pl.col("role").is_in(["paragraph", "subheading"]))
    return {name: body.filter(pl.col("document_id") == name)["text"].to_list() for name in PAGES}


@pytest.mark.parametrize("name", BELOW)
def test_what_stands_below_the_text_is_none_of_it(name: str, kept: dict[str, list[str]]) -> None:
    assert kept[name] == list(TEXT)


@pytest.mark.parametrize("name", CHARTS)
def test_figures_and_lists_within_the_text_do_not_cut_it(name: str, kept: dict[str, list[str]]) -> None:
    assert [line for line in kept[name] if line in TEXT] == list(TEXT)
    assert kept[name][-len(SAID) :] == list(SAID)


@pytest.mark.parametrize("name", PARTS)
def test_the_parts_of_a_list_article_stay_together(name: str, kept: dict[str, list[str]]) -> None:
    assert [line for line in kept[name] if line in TEXT] == list(TEXT)


@pytest.mark.parametrize("name", BOXES)
def test_a_box_within_the_text_is_left_out_and_does_not_cut_it(name: str, kept: dict[str, list[str]]) -> None:
    assert [line for line in kept[name] if not line.startswith("Thanks")] == list(TEXT)


def test_the_heading_of_a_section_below_a_box_stays(kept: dict[str, list[str]]) -> None:
    assert kept["a section below a box"] == [*TEXT[:3], "Who shall pay", *TEXT[3:], *SAID]


def test_an_article_about_newsletters_is_kept(kept: dict[str, list[str]]) -> None:
    assert ABOUT in kept["about newsletters"]


def test_a_page_without_navigation_is_not_weighed(kept: dict[str, list[str]]) -> None:
    assert OTHERS[0] + "." in kept["no navigation"]
