"""The thresholds a reader of the README sees are those in use, and all of them; their formula is that of agreement."""

import dataclasses
import math
import re
from pathlib import Path

import pytest

from flows.steps.deduplicate.settings import COPY_SETTINGS, CopySettings

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def shown() -> dict[str, float]:
    section = README.split("### What counts as a copy")[1].split("\n#")[0]
    rows = re.findall(r"^\| (`.+?`) \| ([0-9., ]+) \|", section, flags=re.MULTILINE)
    pairs = [(re.findall(r"`(\w+)`", names), values.split(", ")) for names, values in rows]
    return {name: float(value) for names, values in pairs for name, value in zip(names, values, strict=True)}


def test_the_readme_shows_every_threshold_in_use() -> None:
    assert shown() == dataclasses.asdict(COPY_SETTINGS)


@pytest.mark.parametrize(("jaccard", "missed"), [(0.8, 2e-12), (0.7, 8e-9), (0.5, 1 / 7000), (0.43, 0.0014)])
def test_pairs_are_compared_as_often_as_the_readme_says(jaccard: float, missed: float) -> None:
    slots, needed = 24, 4
    binomial = sum(math.comb(slots, i) * jaccard**i * (1 - jaccard) ** (slots - i) for i in range(needed))
    assert binomial == pytest.approx(missed, rel=0.2)
    assert 1 - COPY_SETTINGS.inclusion_probability(jaccard) == pytest.approx(binomial, rel=1e-3)


def test_more_agreements_compare_fewer_pairs() -> None:
    strict = CopySettings(agreements=6)
    assert strict.inclusion_probability(0.5) < COPY_SETTINGS.inclusion_probability(0.5)
