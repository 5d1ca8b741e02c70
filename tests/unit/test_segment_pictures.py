"""Captions told by what stands beside them, and lines beside the same things that are none."""

from pathlib import Path

import polars as pl
import pytest

from flows import resources
from flows.steps.lexicon import Lexicon, load_lexicon
from tests.made_pages import STORM as TEXT
from tests.made_pages import cut, read_and_parse, roles_of


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(resources.reference_dir())


PICTURES = {
    "twice in a row": ["Boats lie on the quay of Vigo", "Boats lie on the quay of Vigo"],
    "twice, a sentence": ["The town’s cranes in 1964, “new”.", "The town’s cranes in 1964, “new”."],
    "above its credit": ["Ana Lind walks along the mole at dawn with her dog.", "Photo: Dora Niel"],
    "above a bracketed name": ["The quay in the year of the strike, seen from above.", "(Dora Niel)"],
    "below a gallery's label": ["View 3 Images", "Ana Lind at the mole, where the barge went down"],
    "glued credit": ["Ana Lind at the mole, where the barge went downCredit: AFP"],
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_caption_is_told_by_its_neighbours(name: str, lexicon: Lexicon) -> None:
    lines = PICTURES[name]
    caption = next(line for line in lines if not line.startswith(("View", "Photo", "(")))
    found = roles_of(["Storm Sinks Barge and Cranes at Vigo", *TEXT[:2], *lines, *TEXT[2:]], lexicon)
    assert [role for text, role, _ in found if text == caption][:1] == ["caption"]
    assert sum(kept for text, _, kept in found if text == caption) == 1
    assert [role for text, role, _ in found if text in TEXT] == ["paragraph"] * len(TEXT)


LABELLED = {
    "credit and label on their lines": (
        ["Image source, Getty Images", "Image caption, Ana Lind at the mole, where the barge went down"],
        ["credit", "caption"],
    ),
    "the label on a line of its own": (
        ["Image source, Dora Niel", "Image caption,", "The mole was built in 1961"],
        ["credit", "furniture", "caption"],
    ),
    "a label alone": (["Media caption, Watch: Water pours over the mole"], ["caption"]),
    "in Spanish": (["Fuente de la imagen, Dora Niel", "Pie de foto, Barcos en el muelle"], ["credit", "caption"]),
}


@pytest.mark.parametrize("at", [0, 2])
@pytest.mark.parametrize("name", LABELLED)
def test_a_label_tells_a_caption_below_its_credit(name: str, at: int, lexicon: Lexicon) -> None:
    """Above the text, too, where the line was taken for the headline; and no paragraph is taken for the caption."""
    lines, roles = LABELLED[name]
    found = roles_of(["Storm Sinks Barge and Cranes at Vigo", *TEXT[:at], *lines, *TEXT[at:]], lexicon)
    assert [role for text, role, _ in found if text in lines] == roles
    assert [role for text, role, _ in found if text in TEXT] == ["paragraph"] * len(TEXT)
    assert found[0][1] == "headline"


def test_a_labelled_caption_gives_its_text_and_the_credit_above_it(tmp_path: Path, lexicon: Lexicon) -> None:
    lines = ["Image source, Ana Lind/AFP", "Image caption, The mole was built in 1961", "", "Media caption, The quay"]
    (tmp_path / "p.txt").write_text("\n\n".join(["Storm Sinks Barge at Vigo", *TEXT[:2], *lines, *TEXT[2:]]), "utf-8")
    batch, tables = read_and_parse(tmp_path, lexicon)
    rows = tables["core.captions"].select("caption_text", "photographer", "agency")
    assert rows.rows() == [("The mole was built in 1961", "Ana Lind", "AFP"), ("The quay", None, None)]
    text = batch.documents["page_text"][0]
    first = tables["core.captions"].row(0, named=True)
    assert text[first["credit_start"] : first["credit_end"]] == lines[0]


BARE = ["Boats lie idle on the old quay of Vigo", "Boats lie idle on the old quay of Vigo"]
UNFINISHED = {
    "among paragraphs": ([], "Ana Lind walks along the mole with divers of the town", []),
    "above a button": ([], "Ana Lind walks along the mole with divers of the town", ["Copy link"]),
    "above a heading": ([], "Ana Lind walks with the divers", ["What will divers look for?"]),
    "below a heading": (["Work on the bottom"], "Ana Lind walks along the mole with divers of the town", []),
    "full of names": ([], "Ana Lind Supporting Dora Niel at the Vigo Harbour Fair watching", []),
}


@pytest.mark.parametrize("name", UNFINISHED)
def test_a_caption_without_credit_stands_once_beside_the_text(name: str, lexicon: Lexicon) -> None:
    above, caption, below = UNFINISHED[name]
    lines = ["Storm Sinks Barge and Cranes at Vigo", *TEXT[:2], *BARE, TEXT[2], *above, caption, *below, *TEXT[3:]]
    found = {text: role for text, role, _ in roles_of(lines, lexicon)}
    assert found[caption] == "caption"
    assert {found[text] for text in TEXT} == {"paragraph"}


def test_long_headings_beside_short_ones_are_no_captions(lexicon: Lexicon) -> None:
    heading = "Fishermen of the old quay have asked for more"
    lines = [TEXT[0], "Work on the bottom", *TEXT[1:3], heading, *TEXT[3:]]
    found = {text: role for text, role, _ in roles_of(["Storm Sinks Barge and Cranes at Vigo", *lines], lexicon)}
    assert found[heading] == "subheading"


def test_a_caption_that_stands_twice_opens_no_article(lexicon: Lexicon) -> None:
    title, lead, inside = (
        "Storm Sinks Barge and Cranes at Vigo",
        "Cranes lie in the water off the old mole",
        "A churn of Estonian milk is poured over the steps by farmers",
    )
    strange = [
        "Ministers in Tallinn let Estonian farms sell milk by the road, Prime Minister Kask of Parnu told farmers.",
        "Maret Saar of Tartu had warned of Danish prices, and Brussels will look at the law of Estonian milk.",
        "Farmers poured a churn of it over the steps of the Riigikogu, and Jaan Tamm cleaned the steps again.",
    ]
    told = [line for text in TEXT for line in ("", text)]
    lines = [title, "", lead, "TT", "", title, "", lead, lead, *told, "", inside, inside, "", *strange]
    blocks = cut(lines, lexicon)
    assert blocks["article_index"].drop_nulls().unique().to_list() == [0]
    assert set(blocks.filter(pl.col("text") == inside)["role"]) == {"caption"}


def test_a_page_that_doubles_most_lines_has_no_captions_for_it(lexicon: Lexicon) -> None:
    doubled = [line for text in TEXT[1:] for line in (text, text)]
    found = roles_of(["Storm Sinks Barge and Cranes at Vigo", TEXT[0], *doubled], lexicon)
    assert {role for text, role, _ in found if text in TEXT} == {"paragraph"}
    assert sum(kept for text, _, kept in found if text in TEXT) == len(TEXT)


def test_a_paragraph_above_a_credit_stays_one(lexicon: Lexicon) -> None:
    long = " ".join(TEXT[2:5])
    found = roles_of(
        ["Storm Sinks Barge at Vigo", *TEXT[:2], long, "Photo: Dora Niel/AFP", TEXT[1] + " Twice."], lexicon
    )
    assert {text: role for text, role, _ in found}[long] == "paragraph"


def test_headlines_that_stand_twice_part_the_articles(lexicon: Lexicon) -> None:
    second = (
        "Ministers in Tallinn agreed on Tuesday to let Estonian farms sell milk by the road, Prime Minister Kask said.",
        "The Dairy Board under Maret Saar had warned of Danish prices, and Brussels will look at the law in Autumn.",
        "Farmers in Tartu poured a churn of it over the steps of the Ministry, and cleaned the steps again.",
    )
    one, other = "Storm Sinks Barge and Cranes at Vigo", "Milk May Be Sold by the Road"
    blocks = cut([one, one, *TEXT, other, other, *second], lexicon)
    assert blocks.filter(pl.col("text") == other)["article_index"].to_list() == [1, 1]
    assert blocks.filter((pl.col("role") == "headline") & pl.col("is_kept"))["text"].to_list() == [one, other]
