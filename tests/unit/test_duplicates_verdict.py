"""Which pairs are copies: invented stories, one case for each question the verdict asks."""

import random
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from flows.steps.deduplicate import measure as m
from flows.steps.deduplicate.settings import COPY_SETTINGS
from flows.steps.deduplicate.verdict import are_copies, jaccard_of, shares_of
from flows.steps.deduplicate.words import cut_words, shingle
from tests.corpus_of_copies import edit, story, vocabulary

RNG = random.Random(5)
WORDS = vocabulary(RNG, 600)


def text(length: int) -> list[str]:
    return story(RNG, WORDS, length)


STORY, OTHER, GALLERY, LEAD = text(300), text(300), text(900), text(40)
REPORT = (
    "The harbour office of Lindmark said the price of dried kelp was {0} crowns a barrel in the week to May {1}, after "
    "{2} crowns a week earlier and {3} crowns a year ago. The office takes the mean of what buyers pay at the eleven "
    "quays of the inner bay, weighed by the barrels landed there, and leaves out sales between relatives. It is used "
    "to settle contracts that name no price of their own, and for the levy that pays for the lights at the entrance."
)
PRICE = (
    "The mussel price of the Lindmark exchange is used to settle its mussel contract in cash. It is a mean of 7 days "
    "and 27 quays, of lots that weigh between 600 and 800 pounds and are graded between 60 and 80 by the weighers of "
    "the exchange, and it counts auctions and what is sold at the quays alike. It is told on every day of trade. "
)
ONE_DAY, OTHER_DAY = "April 5 69.35, before 69.25, on April 3 69.32", "April 9 70.03, before 69.87, on April 8 69.91"
RELEASE = (
    "Shareholders of {0} who bought before the spring may join the claim that Odde and Varga have brought. The claim "
    "says that {0} kept from them what it knew of its losses. Whoever holds shares of {0} can write to the firm at no "
    "cost, and need do nothing to share in what is won. Odde and Varga have spoken for holders of shares in many "
    "countries for many years. Further news of {0} and of the {1} will be told on the pages of the firm. The {1} fell "
    "on the day, and the {1} of others with them."
)


def judge(left: str, right: str, settings=COPY_SETTINGS):  # type: ignore[no-untyped-def]
    words = cut_words(pl.Series([left, right]))
    measured = m.measure(words, shingle(words, settings.shingle_words), np.array([[0, 1]]), settings)
    return bool(are_copies(measured, settings)[0]), measured


def joined(*parts: list[str]) -> str:
    return " ".join(word for part in parts for word in part)


COPIES = {
    "the same": (joined(STORY), joined(STORY)),
    "a word in forty changed": (joined(STORY), joined(edit(random.Random(1), STORY, WORDS, 0.025))),
    "cut to a third": (joined(STORY[:100]), joined(STORY)),
    "paragraphs added": (joined(STORY), joined(STORY, OTHER, GALLERY)),
    "paragraphs put between": (joined(STORY), joined(STORY[:80], OTHER, STORY[80:])),
    "a lead of its own above it": (joined(LEAD, STORY), joined(STORY)),
    "one figure corrected": (REPORT.format(52, 5, 50, 48), REPORT.format(53, 5, 50, 48)),
    "two figures corrected": (PRICE + ONE_DAY, PRICE + ONE_DAY.replace("69.35", "69.53").replace("69.32", "69.23")),
    "figures added to a story": (PRICE, PRICE + ONE_DAY),
    "one name respelled": (RELEASE.format("Kupler", "mills"), RELEASE.format("Kpler", "mills")),
}
APART = {
    "other stories": (joined(STORY), joined(OTHER)),
    "one gallery under both": (joined(STORY, GALLERY), joined(OTHER, GALLERY)),
    "a gallery with little above it": (joined(LEAD, GALLERY), joined(OTHER, GALLERY)),
    "one boilerplate under both": (joined(STORY, GALLERY[:60]), joined(OTHER, GALLERY[:60])),
    "a report of another week": (REPORT.format(52, 5, 50, 48), REPORT.format(57, 12, 52, 49)),
    "a price of another day among the numbers of its template": (PRICE + ONE_DAY, PRICE + OTHER_DAY),
    "a release about another firm": (RELEASE.format("Hallström", "mills"), RELEASE.format("Brandt", "yards")),
}


@pytest.mark.parametrize(("left", "right"), COPIES.values(), ids=COPIES.keys())
def test_copies_are_told(left: str, right: str) -> None:
    assert judge(left, right)[0]
    assert judge(right, left)[0]


@pytest.mark.parametrize(("left", "right"), APART.values(), ids=APART.keys())
def test_others_stay_apart(left: str, right: str) -> None:
    assert not judge(left, right)[0]
    assert not judge(right, left)[0]


@pytest.mark.parametrize(
    ("case", "without"),
    [
        ("a gallery with little above it", {"min_lead": 0.0, "sure_min_lead": 0.0, "min_missing_lead_numbers": 99}),
        ("a report of another week", {"min_missing_numbers": 99, "min_missing_lead_numbers": 99}),
        ("a price of another day among the numbers of its template", {"both_missing_share": 9.0}),
        ("a release about another firm", {"max_missing_subjects": 99}),
    ],
)
def test_each_question_is_needed(case: str, without: dict[str, float]) -> None:
    """Without its question, the case would be taken for a copy: containment alone does not tell."""
    assert judge(*APART[case], replace(COPY_SETTINGS, **without))[0]


def test_containment_has_a_direction() -> None:
    _, measured = judge(joined(STORY[:100]), joined(STORY))
    of_brief, of_story = shares_of(measured)
    assert of_brief[0] == 1.0
    assert of_story[0] == pytest.approx(96 / 296, abs=0.01)
    assert jaccard_of(measured)[0] == of_story[0]


def test_the_probability_is_that_of_its_formula() -> None:
    rng = np.random.default_rng(0)
    for jaccard in (0.2, 0.43, 0.7):
        drawn = (rng.random((200_000, COPY_SETTINGS.slots)) < jaccard).sum(axis=1) >= COPY_SETTINGS.agreements
        assert COPY_SETTINGS.inclusion_probability(jaccard) == pytest.approx(drawn.mean(), abs=0.004)
    assert COPY_SETTINGS.inclusion_probability(0.7) > 1 - 1e-8
    assert COPY_SETTINGS.inclusion_probability(0.1, lead_jaccard=1.0) > 0.999999
