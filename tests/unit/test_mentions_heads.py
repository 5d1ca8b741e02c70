"""What bylines and credits say of names: their persons are persons throughout the article, jobs are no names."""

from pathlib import Path

import polars as pl
import pytest

from flows.steps.extract import mentions
from flows.steps.extract.mentions_gazetteer import Gazetteer, load_gazetteer
from flows.steps.extract.mentions_heads import heed_heads, persons_of
from flows.steps.lexicon import Lexicon, load_lexicon
from flows.steps.pages import Pages
from tests import made_pages
from tests.made_pages import read_and_parse

REFERENCE = Path(__file__).parents[2] / "seeds" / "reference"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(REFERENCE)


@pytest.fixture(scope="module")
def gazetteer(lexicon: Lexicon) -> Gazetteer:
    return load_gazetteer(REFERENCE, lexicon)


def page(*lines: tuple[str, str]) -> Pages:
    """Make a page of one article of lines with their roles."""
    blocks: list[made_pages.Block] = []
    start = 0
    for role, text in lines:
        blocks.append(("d0-0", start, role, text))
        start += len(text) + 1
    return made_pages.of_blocks(blocks)


def named(pages: Pages, gazetteer: Gazetteer, *persons: str) -> list[tuple[str, str]]:
    frame = pl.DataFrame(
        {"article_id": ["d0-0"] * len(persons), "person": list(persons)},
        schema={"article_id": pl.String, "person": pl.String},
    )
    found = mentions.extract(pages, gazetteer, persons=frame)
    assert found["mention_id"].to_list() == [f"d0-0-m{number}" for number in range(found.height)]
    return list(found.select("mention_text", "kind").iter_rows())


CASES: dict[str, tuple[list[tuple[str, str]], list[str], set[tuple[str, str]], set[str]]] = {
    "an author in capitals": (
        [("byline", "By PRIYA ANAND-OKAFOR"), ("paragraph", "The lift of the port stood still on Monday.")],
        ["Priya Anand-Okafor"],
        {("PRIYA ANAND-OKAFOR", "person")},
        set(),
    ),
    "a photographer": (
        [("caption", "A lift stands still. (Ilse Vandermolen/AP)")],
        ["Ilse Vandermolen"],
        {("Ilse Vandermolen", "person"), ("AP", "organisation")},
        set(),
    ),
    "a no-break space and other capitals": (
        [("byline", "By ŽOFIE\u00a0ŠŤASTNÁ-ĎURIŠOVÁ"), ("paragraph", "The lift of the port stood still.")],
        ["Žofie Šťastná-Ďurišová"],
        {("ŽOFIE\u00a0ŠŤASTNÁ-ĎURIŠOVÁ", "person")},
        set(),
    ),
    "jobs are no names": (
        [("byline", "By Marta Quillon, Staff Writers"), ("paragraph", "The lift of the port stood still.")],
        ["Marta Quillon"],
        {("Marta Quillon", "person")},
        {"Staff Writers"},
    ),
    "a town behind the work": (
        [("byline", "Europe correspondent, Vyborsk"), ("paragraph", "The lift of the port stood still.")],
        ["Marta Quillon"],
        {("Vyborsk", "place")},
        set(),
    ),
    "a person of one name": (
        [("byline", "By Marta Quillon, Vyborsk"), ("paragraph", "The lift of the port stood still.")],
        ["Marta Quillon"],
        {("Vyborsk", "person")},
        set(),
    ),
    "a paper is no job": (
        [("byline", "By Marta Quillon, Lowland Herald"), ("paragraph", "The lift of the port stood still.")],
        ["Marta Quillon"],
        {("Lowland Herald", "organisation")},
        set(),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_heads_say_who_is_a_person(name: str, gazetteer: Gazetteer) -> None:
    lines, persons, wanted, absent = CASES[name]
    found = named(page(*lines), gazetteer, *persons)
    assert wanted <= set(found), found
    assert not absent & {text for text, _ in found}


def test_without_heads_the_rules_would_be_wrong(gazetteer: Gazetteer) -> None:
    """Else the cases above prove nothing."""
    lines = CASES["an author in capitals"][0]
    assert ("PRIYA ANAND-OKAFOR", "person") not in named(page(*lines), gazetteer)


def test_persons_of_leaves_single_words_and_nobody_out() -> None:
    bylines = pl.DataFrame({"article_id": ["a", "b", "c"], "authors": [["Ana Lind", "Ana Lind", "Reuters"], None, []]})
    captions = pl.DataFrame({"article_id": ["a", "b"], "photographer": ["Ivo Sand", None]})
    assert set(persons_of(bylines, captions).iter_rows()) == {("a", "Ana Lind"), ("a", "Ivo Sand")}


def test_another_article_s_author_is_nobody_here(gazetteer: Gazetteer) -> None:
    pages = page(("byline", "By PRIYA ANAND-OKAFOR"), ("paragraph", "The lift of the port stood still."))
    found = mentions.extract(pages, gazetteer)
    persons = pl.DataFrame({"article_id": ["d1-0"], "person": ["Priya Anand-Okafor"]})
    assert heed_heads(found, pages, persons, gazetteer).select(found.columns).equals(found)


def test_a_parse_heeds_them(lexicon: Lexicon, tmp_path: Path) -> None:
    prose = "The lift of the port stood still on Monday, and nobody could say for how long. " * 3
    (tmp_path / "page.txt").write_text(
        f"Lift of the Port Stands Still Again\n\nBy Marta Quillon\n\n{prose}\n\n{prose}\n", encoding="utf-8"
    )
    _, tables = read_and_parse(tmp_path, lexicon, ["mentions"])
    assert ("Marta Quillon", "person") in set(tables["core.mentions"].select("mention_text", "kind").iter_rows())


def test_a_job_that_is_dropped_lends_no_name(lexicon: Lexicon, tmp_path: Path) -> None:
    prose = (
        "The boats of the town won their third title in a row, and nobody could say for how long it would last. " * 2
    )
    (tmp_path / "page.txt").write_text(
        "Sailors win title in the fog\nAna Lind, Ap Sports Writer\nUpdated 1:33 am CST, Wednesday, November 20, 2019\n"
        f"MARROW (AP) — {prose}\n{prose}\n",
        encoding="utf-8",
    )
    _, tables = read_and_parse(tmp_path, lexicon, ["mentions"])
    names = dict(tables["core.mentions"].filter(form="name").select("mention_text", "name").iter_rows())
    assert names["AP"] == "AP"
    assert "Ap Sports Writer" not in names
    assert "CST" not in names
