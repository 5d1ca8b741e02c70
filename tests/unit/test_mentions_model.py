"""A trained model names things where a setting asks for it: the loading, the kinds, the errors."""

from pathlib import Path

import polars as pl
import pytest

from flows import pipeline as spine
from flows.settings import Settings, SettingsError, load
from flows.steps.extract import mentions
from flows.steps.extract.mentions_gazetteer import Gazetteer, load_gazetteer
from flows.steps.extract.mentions_model import load_model, model_version
from flows.steps.lexicon import load_lexicon
from flows.steps.pages import Pages
from flows.steps.read.batches import read_batches
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


def test_the_setting_makes_the_spine_name_by_the_model(pipeline: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(f"Mayor meets firm\n\n{TEXT}\n\nNobody else came to the square that day.\n", encoding="utf-8")
    [batch] = read_batches([page])
    seen = batch.sightings.with_columns(first_run_id=pl.lit(""))
    lexicon = load_lexicon(REFERENCE)

    def names(model: str | None) -> list[str]:
        parsed = spine.parse(
            batch.documents, seen, batch.hints, batch.page_metadata, lexicon, ("mentions",), names_model=model
        )
        return parsed.tables["core.mentions"]["name"].to_list()

    assert "qorvex" in names(f"spacy:{pipeline}")
    assert "qorvex" not in names(None)
    assert "Ana Torv" in names(None)


def test_the_model_is_part_of_the_parser_version(pipeline: Path) -> None:
    name = f"spacy:{pipeline}"
    rules, model = spine.parser_version(REFERENCE), spine.parser_version(REFERENCE, names_model=name)
    assert model == spine.parser_version(REFERENCE, names_model=name) != rules
    meta = pipeline / "meta.json"
    meta.write_text(meta.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert spine.parser_version(REFERENCE, names_model=name) not in (model, rules)


def test_a_pipeline_that_is_nowhere_has_no_version(pipeline: Path) -> None:
    with pytest.raises(ValueError, match="no installed pipeline and no folder 'no_such_pipeline'"):
        model_version("spacy:no_such_pipeline")


def test_a_folder_has_the_version_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    (tmp_path / "weights").write_bytes(b"1")
    first = model_version(f"gliner:{tmp_path}")
    (tmp_path / "weights").write_bytes(b"2")
    assert model_version(f"gliner:{tmp_path}") != first


def test_the_setting_takes_a_library_and_a_model_and_nothing_else() -> None:
    assert Settings(names_model="spacy:en_core_web_lg").names_model == "spacy:en_core_web_lg"
    for wrong in ("en_core_web_lg", "spacy:", "gliner:a\x00b"):
        with pytest.raises(SettingsError, match=r"names.model"):
            load(flags={"names_model": wrong}, environ={})
