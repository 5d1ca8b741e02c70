"""A text that holds strangers stands for none of them."""

import polars as pl
import pytest

from flows.steps.deduplicate.compounds import without_compounds

_COLUMNS = ["body_digest", "other_digest", "jaccard", "body_share", "other_share"]


def pairs(*rows: tuple[str, str, float, float, float]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=_COLUMNS, orient="row")


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ([], []),
        ([("a", "g", 0.4, 1.0, 0.4)], [("a", "g")]),  # a brief in a longer story
        ([("a", "g", 0.4, 1.0, 0.4), ("b", "g", 0.5, 1.0, 0.5)], []),  # two strangers in a glued page
        ([("g", "x", 0.4, 0.4, 1.0), ("b", "g", 0.5, 1.0, 0.5)], []),  # whichever stands first in its pair
        # Two cuts of one story are copies of each other: the longest may stand for both.
        (
            [("a", "b", 0.7, 1.0, 0.7), ("a", "g", 0.4, 1.0, 0.4), ("b", "g", 0.6, 1.0, 0.6)],
            [("a", "b"), ("a", "g"), ("b", "g")],
        ),
        # The page is nearly all one story: that stays its copy, the short stranger does not.
        ([("a", "g", 0.95, 1.0, 0.95), ("b", "g", 0.05, 1.0, 0.05)], [("a", "g")]),
        # Another page is not touched.
        ([("a", "g", 0.4, 1.0, 0.4), ("b", "g", 0.5, 1.0, 0.5), ("a", "h", 0.6, 1.0, 0.6)], [("a", "h")]),
    ],
)
def test_what_holds_strangers_stands_for_none(found, kept) -> None:
    frame = pairs(*found) if found else pairs(("a", "b", 1.0, 1.0, 1.0)).clear()
    for ordered in (frame, frame.reverse()):
        left = without_compounds(ordered).select("body_digest", "other_digest").rows()
        assert sorted(left) == sorted(kept)
