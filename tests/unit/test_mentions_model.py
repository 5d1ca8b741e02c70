"""A trained model names things where a setting asks for it: the loading, the kinds, the errors."""

from pathlib import Path

import pytest

from flows.steps.extract import mentions
from flows.steps.extract.mentions_gazetteer import Gazetteer, load_gazetteer
from flows.steps.extract.mentions_model import load_model
from flows.steps.lexicon import load_lexicon
from flows.steps.pages import Pages
from tests import made_pages

REFERENCE = Path(__file__).parents[2] / "seeds" / "reference"
TEXT = "😀 qorvex met mayor Ana Torv in Belm on Monday. Later Torv left."


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(REFERENCE, load_lexicon(REFERENCE))


@pytest.fixture
def pages() -> Pages:
    return made_pages.of_blocks([("d-0", 7, "paragraph", TEXT)])


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    spacy = pytest.importorskip("spacy", reason="the optional package spacy is not installed")
    made = spacy.blank("en")
    made.add_pipe("entity_ruler").add_patterns(
        [
            {"label": "ORG", "pattern": "qorvex"},
            {"label": "PERSON", "pattern": "Ana Torv"},
            {"label": "PERSON", "pattern": "Torv"},
            {"label": "GPE", "pattern": "Belm"},
            {"label": "DATE", "pattern": "Monday"},
        ]
    )
    made.to_disk(tmp_path / "model")
    return tmp_path / "model"


def test_model_names_instead_of_the_rules(pipeline: Path, pages: Pages, gazetteer: Gazetteer) -> None:
    frame = mentions.extract(pages, gazetteer, load_model(f"spacy:{pipeline}"))
    assert frame.select("mention_text", "kind", "name", "role_text").rows() == [
        ("qorvex", "organisation", "qorvex", None),
        ("Ana Torv", "person", "Ana Torv", "mayor"),
        ("Belm", "place", "Belm", None),
        ("Torv", "person", "Ana Torv", None),
    ]
    for row in frame.iter_rows(named=True):
        assert TEXT[row["mention_start"] - 7 : row["mention_end"] - 7] == row["mention_text"]


def test_rules_stand_alone_without_a_model(pages: Pages, gazetteer: Gazetteer) -> None:
    found = mentions.extract(pages, gazetteer)["mention_text"].to_list()
    assert "qorvex" not in found
    assert "Ana Torv" in found


def test_missing_pipeline_is_named(pipeline: Path) -> None:
    with pytest.raises(ValueError, match="no_such_pipeline"):
        load_model("spacy:no_such_pipeline")


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ValueError, match="package gliner is not installed"):
        load_model("gliner:somewhere")


def test_unknown_kind_of_model_is_refused() -> None:
    with pytest.raises(ValueError, match="begin it with spacy: or gliner:"):
        load_model("en_core_web_lg")
