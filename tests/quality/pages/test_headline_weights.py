"""The weights of headlines in the reference data are those that the labelled pages teach."""

import csv

from flows.resources import reference_dir
from flows.steps.segment import titles
from tests.quality.pages import fit_headline
from tests.quality.pages.compose import all_pages

ROUNDING = 0.0151
LEAST_RIGHT = 0.93


def test_the_weights_are_what_the_command_learns_and_choose_well_on_held_back_sites() -> None:
    pages = fit_headline.choices(all_pages())
    learned = dict(zip(titles.HEADLINE_FEATURES, fit_headline.fit(pages), strict=True))
    with (reference_dir() / "headline_weights.csv").open(encoding="utf-8", newline="") as lines:
        kept = {row["feature"]: float(row["weight"]) for row in csv.DictReader(lines)}
    assert kept.keys() == learned.keys()
    assert {name: (kept[name], learned[name]) for name in kept if abs(kept[name] - learned[name]) > ROUNDING} == {}
    folds = fit_headline.cross_validated(pages)
    assert sum(count * share for count, share in folds) / sum(count for count, _ in folds) >= LEAST_RIGHT
