"""What stands right below a byline and says who its author is, and lines that only stand there."""

import pytest

from flows import resources
from flows.steps.lexicon import Lexicon, load_lexicon
from tests.made_pages import STORM as TEXT
from tests.made_pages import roles_of


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
