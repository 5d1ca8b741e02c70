"""Where glued pages meet: breaks out of step, addresses, owners' lines; and what stands within one article."""

import polars as pl
import pytest

from flows import resources
from flows.steps.lexicon import Lexicon, load_lexicon
from flows.steps.segment.articles import segment
from flows.steps.segment.gaps import find_rare_gaps, find_seams
from tests.made_pages import NO_HINTS, NO_METADATA

HARBOUR = (
    "The harbour of Vigo was closed on Monday after a storm tore three cranes from their rails and sank a barge.",
    "Ana Lind, who runs the port, said nobody was hurt and the cranes would be raised within the month, if it is calm.",
    "Insurers put the damage at four million, and the fishermen of the old quay have asked the town for a loan.",
    "The last storm of that force, in the winter of the strike, took the lighthouse and most of the nets with it.",
    "Work begins on Friday, when the tide is low enough for divers to see the bottom between the two moles of stone.",
)
MILK = (
    "Ministers in Tallinn agreed on Tuesday to let Estonian farms sell milk by the road, Prime Minister Kask said.",
    "The Dairy Board under Maret Saar had warned of Danish prices, and Brussels will look at the law in autumn.",
    "Farmers in Tartu poured a churn of it over the steps of the Riigikogu, and cleaned the steps again — “twice”.",
    "Jaan Tamm, whose cows graze near Pärnu, expects to sell sixty litres a week, cheese and the occasional calf.",
    "Retailers said they would lower the price of butter, and asked who would pay for the tests of the milk.",
)
LAW_LINE = "Copyright © 2024 Vigo Daily. All rights reserved."


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(resources.reference_dir())


def starts_of(page: str, lexicon: Lexicon) -> list[str]:
    """Return the first line of each article."""
    documents = pl.DataFrame({"document_id": ["a" * 32], "page_text": [page]})
    blocks = segment(documents, NO_HINTS, NO_METADATA, lexicon).filter(pl.col("article_index").is_not_null())
    return blocks.unique("article_index", keep="first", maintain_order=True)["text"].to_list()


ONE, OTHER = "\n\n".join(HARBOUR), "\n\n".join(MILK)
TITLE = "Milk May Be Sold by the Road"
APART = {
    "one line feed between pages of two": (ONE + "\n" + OTHER, MILK[0]),
    "three line feeds between pages of two": (ONE + "\n\n\n" + OTHER, MILK[0]),
    "one line feed above a question": (ONE + "\nWho Pays for Milk?\n\n" + OTHER, "Who Pays for Milk?"),
    "the owner's line": (f"{ONE}\n\n{LAW_LINE}\n\n{OTHER}", MILK[0]),
    "an address that says the headline": (
        "\n".join([*HARBOUR, "https://example.org/news/milk-may-be-sold-by-the-road-88.php", TITLE, *MILK]),
        "https://example.org/news/milk-may-be-sold-by-the-road-88.php",
    ),
}


@pytest.mark.parametrize("name", APART)
def test_pages_are_parted_where_they_were_glued(name: str, lexicon: Lexicon) -> None:
    page, second = APART[name]
    assert starts_of(page, lexicon) == [HARBOUR[0], second]


LONG = [*HARBOUR, *[line.replace("storm", "gale").replace("barge", "ferry") for line in HARBOUR]]
WHOLE = {
    "a picture taken out leaves a gap in step": "\n\n".join(LONG[:5]) + "\n\n\n\n" + "\n\n".join(LONG[5:]),
    "a quotation below a wide gap": ONE + "\n\n\n\n“" + "”\n\n“".join(MILK) + "”",
    "what a colon announces": ONE[:-1] + ":\n\n\n\n" + OTHER,
    "lines that keep another step": ONE + "\n\n" + "\n".join(MILK),
    "an address that says something else": "\n".join(
        [*HARBOUR, "https://example.org/harbour-fees", "See the fees of the town", *[LONG[n] for n in (6, 8, 9)]]
    ),
    "a byline close above the first paragraph": "Storm at Vigo\n\nBy Ana Lind\n" + "\n\n".join(LONG),
    "a box of analysis": "\n\n".join([*HARBOUR, "Storms turned upside down", "Analysis by Dora Niel", *LONG[5:]]),
}


@pytest.mark.parametrize("name", WHOLE)
def test_an_article_stays_whole(name: str, lexicon: Lexicon) -> None:
    assert starts_of(WHOLE[name], lexicon) == [WHOLE[name].split("\n", 1)[0]]


def breaks(gaps: list[int], prose: list[bool] | None = None, credited: list[bool] | None = None) -> pl.DataFrame:
    many = len(gaps)
    return pl.DataFrame(
        {
            "row": pl.Series(range(many), dtype=pl.UInt32),
            "doc": pl.Series([0] * many, dtype=pl.UInt32),
            "gap": gaps,
            "prose": prose or [True] * many,
            "has_credit": credited or [False] * many,
        }
    )


SEAMS = {
    "out of step": ([0, 1, 1, 1, 1, 2, 1, 1], [5]),
    "too tight": ([0, 1, 1, 1, 1, 0, 1, 1], [5]),
    "twice the step": ([0, 1, 1, 1, 1, 3, 1, 1], []),
    "no blank lines, no step": ([0, 0, 0, 0, 0, 2, 0, 0], []),
    "no usual step": ([0, 1, 0, 1, 0, 1, 0, 1, 0], []),
    "two in a row": ([0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1], []),
    "too many": ([0, *([1, 1, 0] * 7), 1, 1], []),
}


@pytest.mark.parametrize("name", SEAMS)
def test_seams_are_out_of_step(name: str) -> None:
    gaps, rows = SEAMS[name]
    assert find_seams(breaks(gaps))["row"].to_list() == rows


def test_captions_in_a_row_are_no_seam() -> None:
    gaps, credited = [0, 1, 1, 1, 1, 0, 1, 1], [False] * 4 + [True, True] + [False] * 2
    assert find_seams(breaks(gaps, credited=credited)).is_empty()


def test_the_gap_of_the_paragraphs_is_not_rare() -> None:
    assert find_rare_gaps(breaks([0, 1, 1, 1])).is_empty()
    assert find_rare_gaps(breaks([0, 1, 1, 3, 1])).select("row", "in_step").rows() == [(3, True)]
    assert find_rare_gaps(breaks([0, 0, 0, 2, 0])).select("row", "in_step").rows() == [(3, False)]


def test_a_dialog_of_consent_longer_than_the_story_is_not_the_story(lexicon: Lexicon) -> None:
    links = [
        "Home",
        "World",
        "Money",
        "Sport",
        "Travel",
        "Weather",
        "Books",
        "Log in",
        "Jobs",
        "Shop",
        "Games",
        "Radio",
    ]
    dialog = [
        f"We use cookies on your device, and {who} may read them for advertising on other sites." for who in links
    ]
    page = "\n".join([*links, TITLE, *MILK, *links, *dialog, *links])
    documents = pl.DataFrame({"document_id": ["a" * 32], "page_text": [page]})
    blocks = segment(documents, NO_HINTS, NO_METADATA, lexicon)
    assert set(blocks.filter(pl.col("text").is_in(MILK))["role"]) == {"paragraph"}
    assert set(blocks.filter(pl.col("text").is_in(dialog))["article_index"]) == {None}
