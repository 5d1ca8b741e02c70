"""Bylines as papers print them: which lines are bylines, and which persons they name."""

from pathlib import Path
from typing import Any

import pytest

from flows.resources import reference_dir
from flows.steps.lexicon import Lexicon, load_lexicon
from tests.made_pages import STORM, parse_lines, read_and_parse

HEADLINE = "Storm closes the harbour of Vigo and sinks a barge"
ANA, BOTH = ["Ana Lind"], ["Ana Lind", "Dóra Niel"]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(reference_dir())


SHAPES = {
    # The outlet, the town or the day beside the name is no second author.
    "By Ana Lind, CNN": ANA,
    "By Ana Lind, OPB": ANA,
    "By Ana Lind , TNN | Jul 8, 2024, 04:12 PM IST": ANA,
    "By Ana Lind and Dóra Niel, USA TODAY": BOTH,
    "By Ana Lind, Vigo": ANA,
    "By Ana Lind, Harmon, Ill.": ANA,
    "Written by Ana Lind | Vigo | Updated: July 8, 2024 16:12 IST": ANA,
    "By Ana Lind Senior Political Correspondent, Vigo": ANA,
    "By Ana Lind (Northwire)": ANA,
    "By Ana Lind of The Courier": ANA,
    "By Ana Lind Special to the Courier": ANA,
    "By Ana Lind, Special to CNN": ANA,
    "By ANA LIND Courier Staff Writer": ANA,
    # Addresses and buttons.
    "By Ana Lind alind@courier.example": ANA,
    "By Ana Lind | alind@courier.example": ANA,
    "Ana Lind alind@courier.example": ANA,
    "By Ana Lind Follow": ANA,
    "Ana Lind Follow": ANA,
    # Other words for "by".
    "By : Ana Lind": ANA,
    "Author: Ana Lind": ANA,
    "Reporter: Ana Lind": ANA,
    "Words: Ana Lind": ANA,
    "Posted by: Ana Lind": ANA,
    "Reported by Ana Lind": ANA,
    "Contributed by Ana Lind": ANA,
    "Guest column by Ana Lind": ANA,
    "Story and photos by Ana Lind": ANA,
    "Text by Ana Lind, photos by Dóra Niel": ANA,
    "From Ana Lind in Vigo": ANA,
    "Ana Lind in Vigo and Dóra Niel in Harmon": BOTH,
    # Without "by", beside an outlet.
    "Ana Lind, USA TODAY": ANA,
    "Ana Lind, CNN Business": ANA,
    "Ana Lind | Harbour Courier": ANA,
    "ANA LIND | THE COURIER": ANA,
    "Ana Lind | Special to the Courier": ANA,
    "Ana Lind Contributor": ANA,
    "Ana Lind Forbes Staff": ANA,
    # Beside a day.
    "Ana Lind, July 8, 2024": ANA,
    "Ana Lind - July 8, 2024": ANA,
    "Ana Lind 8 July 2024": ANA,
    "Jul 8, 2024 Ana Lind": ANA,
    "July 8, 2024 at 4:12 pm by Ana Lind": ANA,
    "July 8, 2024, 4:12 PM EDT by Ana Lind": ANA,
    "Story by Ana Lind, CNN • 3h • 4 min read": ANA,
    # Nobody is named.
    "Courier staff": None,
    "Courier Staff Report": None,
    "Our Special Correspondent": None,
    "From staff reports": None,
    # Capitals throughout stay names, and so does a single word first.
    "By ANA LIND and DÓRA NIEL": BOTH,
    "By Ardila and Ana Lind": ["Ardila", "Ana Lind"],
    "By Ana Lind, Dóra Niel and Omar Reyes": [*BOTH, "Omar Reyes"],
}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> dict[str, tuple[list[str], dict[str, Any]]]:
    """Read a page with each byline, all in one batch: the roles of its first two lines, and its article."""
    folder = tmp_path_factory.mktemp("shapes")
    for number, line in enumerate(SHAPES):
        (folder / f"{number:03d}.txt").write_text("\n".join([HEADLINE, line, *STORM]), encoding="utf-8")
    batch, tables = read_and_parse(folder, lexicon)
    lines = {
        document_id: text.split("\n")[1]
        for document_id, text in batch.documents.select("document_id", "page_text").iter_rows()
    }
    roles: dict[str, list[str]] = {line: [] for line in SHAPES}
    for document_id, role in tables["core.blocks"].select("document_id", "role").iter_rows():
        roles[lines[document_id]].append(role)
    articles = {lines[article["document_id"]]: article for article in tables["core.articles"].iter_rows(named=True)}
    return {line: (roles[line][:2], articles[line]) for line in SHAPES}


@pytest.mark.parametrize("line", SHAPES)
def test_a_byline_names_its_authors(read: dict[str, tuple[list[str], dict[str, Any]]], line: str) -> None:
    roles, article = read[line]
    assert roles == ["headline", "byline"]
    assert (article["headline"], article["byline"], article["authors"]) == (HEADLINE, line, SHAPES[line])


@pytest.mark.parametrize(
    "line",
    [
        "Port Callan, July 8, 2024",
        "Port Callan July 8, 2024",
        "Ana Lind, who runs the port",
        "Ana Lind, 85",
        "Ana Lind: the storm and the nets",
        "From Vigo in Spain",
        "Words: what divers say",
        "Cranes | Barges | Nets",
        "Ana Lind (Reuters)",
        "Ana Lind / Associated Press",
    ],
)
def test_other_lines_below_a_headline_name_no_author(tmp_path: Path, lexicon: Lexicon, line: str) -> None:
    tables = parse_lines(tmp_path, lexicon, HEADLINE, line, *STORM)
    assert tables["core.articles"]["authors"].to_list() == [None]


@pytest.mark.parametrize(
    "headline",
    ["Ana Lind, Deputy of Vigo", "Ana Lind, the fisherwoman who fed Vigo", "Ana Lind - A life for the harbour"],
)
def test_a_headline_may_begin_with_a_person(tmp_path: Path, lexicon: Lexicon, headline: str) -> None:
    tables = parse_lines(tmp_path, lexicon, headline, "By Dóra Niel", *STORM)
    assert tables["core.articles"].select("headline", "authors").rows() == [(headline, ["Dóra Niel"])]
