"""Descriptions beside names: what is one, of which kind, where it stands, and what is none."""

import polars as pl
import pytest

from flows.resources import reference_dir
from flows.steps.extract import mentions
from flows.steps.extract.mentions_gazetteer import Gazetteer, load_gazetteer
from flows.steps.lexicon import load_lexicon
from tests import made_pages


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    folder = reference_dir()
    return load_gazetteer(folder, load_lexicon(folder))


def described(text: str, gazetteer: Gazetteer, role: str = "paragraph") -> list[tuple[str, str]]:
    """Read the descriptions of a text, a paragraph a line."""
    found = mentions.extract(made_pages.of_paragraphs([text.split("\n")], role), gazetteer)
    page_text = text
    for row in found.iter_rows(named=True):
        assert page_text[row["mention_start"] : row["mention_end"]] == row["mention_text"]
        assert (row["name"] is None) == (row["form"] == "description")
    return found.filter(form="description").select("kind", "mention_text").rows()


DESCRIPTIONS = {
    "definite person": ("Later the spokesman left.", [("person", "the spokesman")]),
    "indefinite person": ("They shot a soldier at dawn.", [("person", "a soldier")]),
    "first in its sentence": ("It rained. A former teacher wept.", [("person", "A former teacher")]),
    "group": ("Shells fell on the rebel fighters.", [("organisation", "the rebel fighters")]),
    "number in words": ("It was seen by two young sailors.", [("organisation", "two young sailors")]),
    "place": ("Smoke rose over the besieged town.", [("place", "the besieged town")]),
    "possessive": ("He fled with his family.", [("organisation", "his family")]),
    "a people before it": ("It was shelled by Syrian troops.", [("organisation", "Syrian troops")]),
    "a name in the genitive": ("They ran from Ivo Sand's forces.", [("organisation", "Ivo Sand's forces")]),
    "a name in s in the genitive": ("They ran from Mara Brooks’ voters.", [("organisation", "Mara Brooks’ voters")]),
    "a country with stops": ("It was shelled by U.S. forces.", [("organisation", "U.S. forces")]),
    "colon before the name": ("To sum up: Syrian troops left.", [("organisation", "Syrian troops")]),
    "in the genitive": ("He praised the army’s calm.", [("organisation", "the army")]),
    "before a mark": ("“They shot the mayor,” he said.", [("person", "the mayor")]),
    "in brackets": ("It burned (the hospital).", [("place", "the hospital")]),
    "definite behind a comma": ("On Monday, the militia left.", [("organisation", "the militia")]),
    "compound of two listed nouns": ("They met a police officer.", [("person", "a police officer")]),
    "over a line break": ("They met the\nofficer.", []),
    "no-break space": ("They met the\u00a0officer.", [("person", "the\u00a0officer")]),
    "astral characters": ("😀 They met the officer 😀.", [("person", "the officer")]),
    "accents as marks of their own": ("E\u0301tienne met the officer.", [("person", "the officer")]),
    "two blanks inside": ("They met the  officer.", []),
    "two in a row": (
        "The villagers hid in the church.",
        [("organisation", "The villagers"), ("place", "the church")],
    ),
    "about so many": ("They met some 300 sailors.", [("organisation", "some 300 sailors")]),
    "a number in digits": ("Late in the evening 300 sailors left.", []),
    "title of a name": ("They met the mayor Ivo Sand.", []),
    "part of a compound": ("The school year began.", []),
    "predicate": ("Ivo Sand was a teacher.", []),
    "apposition": ("Ivo Sand, a teacher, wept.", []),
    "as somebody": ("He worked as a teacher.", []),
    "no introduction": ("Sailors wept and teachers sang.", []),
    "a capital that names nobody": ("Local troops left.", []),
    "already a name of its kind": ("They fled to the city of Milan, then to Milan city.", [("place", "the city")]),
    "an unlisted noun": ("They saw the kettle.", []),
    "inside a longer word": ("They saw the mankind.", []),
    "a capital of its own": ("They met the Officer.", []),
    "verb between": ("The storm frightened people.", []),
    "a comma behind the name": ("In Milan, sailors wept.", []),
    "a stop behind the name": ("He left Milan. sailors wept.", []),
    "preposition between": ("The smell of people.", []),
    "nothing": ("", []),
    "blanks": ("   ", []),
}


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_descriptions_of(name: str, gazetteer: Gazetteer) -> None:
    text, wanted = DESCRIPTIONS[name]
    assert described(text, gazetteer) == wanted


@pytest.mark.parametrize("role", ["headline", "subheading", "byline", "contributor"])
def test_what_is_no_prose_describes_nobody(role: str, gazetteer: Gazetteer) -> None:
    assert described("The spokesman left.", gazetteer, role) == []


def test_names_and_descriptions_stand_in_page_order_with_one_numbering(gazetteer: Gazetteer) -> None:
    articles = [
        ["The mayor met Ivo Sand in the church.", "Syrian troops left Milan."],
        ["It rained."],
        ["A sailor left."],
    ]
    found = mentions.extract(made_pages.of_paragraphs(articles), gazetteer)
    assert found.select("mention_text", "form").rows() == [
        ("The mayor", "description"),
        ("Ivo Sand", "name"),
        ("the church", "description"),
        ("Syrian", "name"),
        ("Syrian troops", "description"),
        ("Milan", "name"),
        ("A sailor", "description"),
    ]
    numbers = found["mention_id"].str.split("-m").list.last().cast(pl.Int64)
    assert numbers.to_list() == [0, 1, 2, 3, 4, 5, 0]


def test_a_batch_describes_as_its_articles_do(gazetteer: Gazetteer) -> None:
    articles = [[text for text, _ in DESCRIPTIONS.values() if text] for _ in range(3)]
    whole = mentions.extract(made_pages.of_paragraphs(articles), gazetteer)
    apart = [mentions.extract(made_pages.of_paragraphs([article]), gazetteer) for article in articles]
    columns = ["mention_start", "mention_text", "kind", "form"]
    assert whole.select(columns).rows() == [row for part in apart for row in part.select(columns).rows()]
