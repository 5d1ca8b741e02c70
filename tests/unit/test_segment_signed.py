"""The last paragraph of an agency's story ends in its name, as captions end in a credit: it is text, and names it."""

from pathlib import Path

import polars as pl
import pytest

from flows.resources import reference_dir
from flows.steps.lexicon import Lexicon, load_lexicon
from tests.made_pages import STORM, parse_lines, read_and_parse

HEADLINE = "Storm closes the harbour of Vigo and sinks a barge"
STANDFIRST = (
    "Cranes were torn from their rails, a barge lies on the bottom, and the fishermen of the old quay ask for help."
)
LAST = "The minister said in the evening that the state would pay for the cranes if the town paid for the road to them"
PICTURE = (
    "Cranes lie on the quay of Vigo after a storm that closed the harbour for a week and sank a barge of the town."
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(reference_dir())


def captions_of(tables: dict[str, pl.DataFrame]) -> list[str]:
    return tables["core.captions"]["caption_text"].to_list()


def last_role(tables: dict[str, pl.DataFrame]) -> str:
    return tables["core.blocks"]["role"].to_list()[-1]


@pytest.mark.parametrize(
    ("ending", "agency", "name"),
    [
        (". PTI", "Press Trust of India", "PTI"),
        (". (AP)", "Associated Press", "AP"),
        (".” REUTERS", "Reuters", "REUTERS"),
        (".» EFE", "EFE", "EFE"),
        (".\u00a0(dpa)", "Deutsche Presse-Agentur", "dpa"),
        (".—AFP", "Agence France-Presse", "AFP"),
        (". – Bernama", "Bernama", "Bernama"),
        ("? [ANSA]", "ANSA", "ANSA"),
    ],
)
def test_a_signed_paragraph_is_text(tmp_path: Path, lexicon: Lexicon, ending: str, agency: str, name: str) -> None:
    tables = parse_lines(tmp_path, lexicon, HEADLINE, *STORM, LAST + ending)
    assert captions_of(tables) == []
    assert last_role(tables) == "paragraph"
    [article] = tables["core.articles"].iter_rows(named=True)
    assert (article["agency"], article["agency_basis"]) == (agency, "credit")
    page = "\n".join([HEADLINE, *STORM, LAST + ending])
    assert page[article["agency_start"] : article["agency_end"]] == name


def test_two_paragraphs_are_enough_where_no_text_follows(tmp_path: Path, lexicon: Lexicon) -> None:
    tables = parse_lines(tmp_path, lexicon, HEADLINE, STORM[0], f"{LAST}. PTI", "Click to comment")
    assert captions_of(tables) == []
    assert tables["core.articles"]["agency"].to_list() == ["Press Trust of India"]


def test_each_story_of_a_page_is_signed(tmp_path: Path, lexicon: Lexicon) -> None:
    second = ("Harmon gives its school a new roof", *[line.replace("Vigo", "Harmon") for line in STORM[1:]])
    tables = parse_lines(tmp_path, lexicon, HEADLINE, *STORM, f"{LAST}. PTI", "", *second, f"{LAST} again. (AP)")
    assert captions_of(tables) == []
    assert tables["core.articles"]["agency"].to_list() == ["Press Trust of India", "Associated Press"]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([HEADLINE, STANDFIRST, f"{PICTURE} (AP)", *STORM], id="above the text"),
        pytest.param([HEADLINE, *STORM[:3], f"{PICTURE} AFP", *STORM[3:]], id="between paragraphs"),
        pytest.param(
            [HEADLINE, *STORM, f"{PICTURE} (AP)", f"{PICTURE.replace('Vigo', 'Harmon')} (AP)"],
            id="a gallery at the end",
        ),
        pytest.param([HEADLINE, *STORM, f"{PICTURE} Reuters", f"{PICTURE} Reuters"], id="twice"),
        pytest.param([HEADLINE, *STORM, f"{PICTURE} Ana Lind/AP"], id="a photographer's"),
        pytest.param([HEADLINE, *STORM, "Cranes lie on the quay of Vigo. (AP)"], id="a short line"),
        pytest.param([HEADLINE, *STORM, f"{PICTURE} (Getty Images)"], id="of an agency of pictures"),
    ],
)
def test_a_caption_stays_one(tmp_path: Path, lexicon: Lexicon, lines: list[str]) -> None:
    assert captions_of(parse_lines(tmp_path, lexicon, *lines)) != []


def test_the_markup_of_a_caption_is_believed(tmp_path: Path, lexicon: Lexicon) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in STORM)
    path = tmp_path / "page.html"
    path.write_text(
        f"<html><body><article><h1>{HEADLINE}</h1>{paragraphs}"
        f"<figure><img src='a.png'><figcaption>{PICTURE} AP</figcaption></figure></article></body></html>"
    )
    tables = read_and_parse(path, lexicon)[1]
    assert len(captions_of(tables)) == 1


@pytest.mark.parametrize("line", ["(With inputs from PTI)", "With inputs from ANI", "(With agency inputs)"])
def test_whose_inputs_it_has_credits_no_picture(tmp_path: Path, lexicon: Lexicon, line: str) -> None:
    tables = parse_lines(tmp_path, lexicon, HEADLINE, *STORM, line)
    assert captions_of(tables) == []
    assert tables["core.blocks"]["role"].to_list() == ["headline", *["paragraph" for _ in STORM], "contributor"]


def test_an_agency_before_the_day_is_the_byline(tmp_path: Path, lexicon: Lexicon) -> None:
    tables = parse_lines(tmp_path, lexicon, HEADLINE, "PTI | Updated: Jul 8, 2024, 16:12 IST", *STORM)
    [article] = tables["core.articles"].iter_rows(named=True)
    assert (article["agency"], article["agency_basis"]) == ("Press Trust of India", "byline")
    assert str(article["updated_at"]) == "2024-07-08 10:42:00"


def test_the_paper_and_its_day_below_the_text(tmp_path: Path, lexicon: Lexicon) -> None:
    tables = parse_lines(tmp_path, lexicon, HEADLINE, *STORM, "Published in the Courier, July 8th, 2024")
    assert last_role(tables) == "dateline"
    assert str(tables["core.articles"]["published_on"][0]) == "2024-07-08"
