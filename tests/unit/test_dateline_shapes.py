"""Datelines as agencies print them: place, agency, and the characters they were read from."""

from pathlib import Path

import pytest

from flows.resources import reference_dir
from flows.steps.lexicon import Lexicon, load_lexicon
from tests.made_pages import STORM, parse_lines

HEADLINE = "Storm closes the harbour and sinks a barge"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(reference_dir())


SHAPES = {
    "VIGO, Spain (AP) — ": ("VIGO, Spain", "Associated Press"),
    "VIGO, July 8 (Xinhua) -- ": ("VIGO", "Xinhua"),
    "HARMON, Ill. (WXYZ) — ": ("HARMON, Ill.", None),
    "VIGO/HARMON (Reuters) - ": ("VIGO/HARMON", "Reuters"),
    "Vigo, 8 jul (EFE).- ": ("Vigo", "EFE"),
    # India's agencies set no dash, and the country in square brackets.
    "Vigo, July 8 (PTI) ": ("Vigo", "Press Trust of India"),
    "Vigo, July 8 (PTI): ": ("Vigo", "Press Trust of India"),
    "New Harmon, Jul. 8 (IANS) ": ("New Harmon", "Indo-Asian News Service"),
    "Vigo [Spain], July 8 (ANI): ": ("Vigo [Spain]", "Asian News International"),
    "Vigo, July 8: ": ("Vigo", None),
    "[VIGO] ": ("[VIGO]", None),
    "Vigo (CNN) — ": ("Vigo", None),
    "Vigo, Spain (CNN) -- ": ("Vigo, Spain", None),
    # A byline that a scrape glued on is no part of the place.
    "By Ana Lind VIGO (Reuters) - ": ("VIGO", "Reuters"),
    "By Ana Lind and Dóra Niel VIGO, Spain (AP) — ": ("VIGO, Spain", "Associated Press"),
}


@pytest.mark.parametrize("dateline", SHAPES)
def test_datelines(tmp_path: Path, lexicon: Lexicon, dateline: str) -> None:
    lines = [HEADLINE, dateline + STORM[0], *STORM[1:]]
    [article] = parse_lines(tmp_path, lexicon, *lines)["core.articles"].iter_rows(named=True)
    place, agency = SHAPES[dateline]
    assert (article["dateline_place"], article["agency"]) == (place.strip("[]") if place[0] == "[" else place, agency)
    shown = "\n".join(lines)[article["dateline_start"] : article["dateline_end"]]
    assert shown.startswith(place)
    assert shown == dateline[dateline.index(place) :].strip()


@pytest.mark.parametrize(
    "opening",
    [
        "Hamlet, Act 3: ",
        "Luke, Verse 8: ",
        "Vigo: ",
        "Ana Lind, 85, ",
        "In July 8 boats sank. ",
        "By Ana Lind, who runs the port: ",
        "By the Courier: ",
        "Ana Lind (D) — ",
        "Vigo (sunny) — ",
        "The Port Authority (VPA) said: ",
        "[WATCH NOW: boats sink] ",
    ],
)
def test_other_openings_are_no_datelines(tmp_path: Path, lexicon: Lexicon, opening: str) -> None:
    tables = parse_lines(tmp_path, lexicon, HEADLINE, opening + STORM[0], *STORM[1:])
    assert tables["core.articles"]["dateline_place"].to_list() == [None]
