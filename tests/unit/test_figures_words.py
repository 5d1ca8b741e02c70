"""The reference data of figures: codes are ISO 4217, forms lead to one meaning, words do not contradict each other."""

import csv
from pathlib import Path

import pytest

from flows.resources import reference_dir
from flows.steps.extract.figures_words import NO_CURRENCY, load_figure_words

FOLDER = Path(reference_dir())
WORDS = load_figure_words(FOLDER)
# Withdrawn from ISO 4217, and still in old news.
WITHDRAWN = {"ATS", "BEF", "BGN", "DEM", "ESP", "FIM", "FRF", "GRD", "IEP", "ITL", "LUF", "NLG", "PTE", "SUR", "ZWL"}


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_currencies_are_iso_codes() -> None:
    pycountry = pytest.importorskip("pycountry")
    known = {currency.alpha_3 for currency in pycountry.currencies} | WITHDRAWN
    codes = {row["currency"] for row in rows("currency_notations")}
    assert codes - known == set()
    assert NO_CURRENCY in codes


def test_the_loaded_words_are_equal_for_equal_files() -> None:
    assert load_figure_words(FOLDER) == WORDS


def test_every_unit_is_a_form_of_itself_and_its_rate_is_one_too() -> None:
    units = rows("units")
    forms = {row["form"] for row in units}
    for row in units:
        assert row["per"] == "none" or row["per"] in forms, row
        if row["match"] == "word":
            assert row["form"] == row["form"].lower()


def test_no_plural_is_said_to_be_none() -> None:
    assert set(WORDS.plurals) & WORDS.not_plurals == set()
    assert set(WORDS.plurals) & WORDS.stops == set()


def test_every_cue_is_known_by_its_last_word_and_has_a_modality_of_the_contract() -> None:
    from expectations.contracts import MODALITIES

    for cue, modality in (WORDS.cues_before | WORDS.cues_after).items():
        assert modality in MODALITIES, cue
    assert {cue.split()[-1] for cue in WORDS.cues_before} == WORDS.cue_ends


def test_numbers_in_words_say_what_they_say() -> None:
    assert (WORDS.ones["seventeen"], WORDS.tens["ninety"], WORDS.multipliers["crore"]) == (17, 90, 10_000_000)
    assert (WORDS.fractions["thirds"], WORDS.money_letters["bn" if "bn" in WORDS.money_letters else "b"]) == (3, 10**9)
