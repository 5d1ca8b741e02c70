"""Learn how much each feature of a line speaks for a headline, from the labelled pages alone.

    python -m tests.quality.pages.fit_headline           # accuracy on held-back sites, and the weights
    python -m tests.quality.pages.fit_headline --write   # also rewrite seeds/reference/headline_weights.csv

A conditional logit: on each page the lines that could be the headline compete, and the weights make the labelled one as
likely as they can, held back by a quadratic penalty. It is convex, so that the same pages give the same weights.

Source: McFadden, "Conditional logit analysis of qualitative choice behavior", in Frontiers in Econometrics (1974).
"""

import argparse
import csv
from dataclasses import dataclass
from typing import Any, Final
from unittest.mock import patch

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.resources import reference_dir
from flows.steps.segment import titles
from flows.text.normalise import letters_only
from tests.quality.pages.compose import Page, all_pages
from tests.quality.pages.measure import read_and_parse
from tests.quality.pages.parts import FOLDS

PENALTY: Final = 1.0
STEPS: Final = 400
Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """The candidates of one page: ``features`` a row each, ``is_right`` which of them says the labelled headline."""

    fold: int
    features: NDArray[np.float64]
    is_right: NDArray[np.bool_]


def choices(pages: tuple[Page, ...]) -> list[Choice]:
    """Gather the candidates of all labelled pages with one article whose headline is among them."""
    single = tuple(page for page in pages if len(page.articles) == 1 and "title" not in page.record)
    seen: list[pl.DataFrame] = []
    original = titles.headline_features

    def kept(blocks: pl.DataFrame) -> pl.DataFrame:
        found = original(blocks)
        seen.append(found.join(blocks.select("row", "document_id"), on="row", how="left", maintain_order="left"))
        return found

    with patch.object(titles, "headline_features", kept):
        batch, _ = read_and_parse(single)
    by_key = {page.page_id: page for page in single}
    pages_of = {
        document: by_key[key]
        for document, key in batch.sightings.select("document_id", "record_key").iter_rows()
        if key in by_key
    }
    gathered: list[Choice] = []
    for (document,), lines in pl.concat(seen).group_by("document_id", maintain_order=True):
        page = pages_of[str(document)]
        wanted = pl.Series([page.articles[0].headline]).to_frame("h").select(letters_only(pl.col("h"))).item()
        is_right = lines.select(letters_only(pl.col("text")) == wanted).to_series().to_numpy()
        if is_right.any():
            matrix = lines.select(pl.col(name).cast(pl.Float64) for name in titles.HEADLINE_FEATURES).to_numpy()
            gathered.append(Choice(page.fold, matrix, is_right))
    return gathered


def fit(pages: list[Choice]) -> Weights:
    """Find the weights by Newton's method; the penalty counts as one page."""
    weights = np.zeros(len(titles.HEADLINE_FEATURES))
    for _ in range(STEPS):
        slope = -PENALTY * weights
        bend = PENALTY * np.eye(weights.size)
        for page in pages:
            likely = _likely(page.features @ weights)
            mean = likely @ page.features
            slope += page.is_right @ page.features / page.is_right.sum() - mean
            bend += page.features.T @ (page.features * likely[:, None]) - np.outer(mean, mean)
        step = np.linalg.solve(bend, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-10:
            break
    return weights


def _likely(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    shifted = np.exp(scores - scores.max())
    return np.asarray(shifted / shifted.sum())


def accuracy(pages: list[Choice], weights: Weights) -> float:
    """Return the share of pages whose best line is the headline; of equal lines the last counts, as in the steps."""
    right = 0
    for page in pages:
        scores = np.round(page.features @ weights, 9)
        right += bool(page.is_right[np.flatnonzero(scores == scores.max())[-1]])
    return right / max(1, len(pages))


def cross_validated(pages: list[Choice]) -> list[tuple[int, float]]:
    """Return pages and accuracy of each fold, judged by weights of the other four."""
    return [
        (len(held), accuracy(held, fit([page for page in pages if page.fold != fold])))
        for fold in FOLDS
        if (held := [page for page in pages if page.fold == fold])
    ]


def _write(weights: Weights) -> None:
    path = reference_dir() / "headline_weights.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows: list[dict[str, Any]] = list(csv.DictReader(lines))
    learned = dict(zip(titles.HEADLINE_FEATURES, weights, strict=True))
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, ["feature", "weight", "meaning"], lineterminator="\n")
        table.writeheader()
        table.writerows(
            row | {"weight": str(round(float(learned[row["feature"]]), 2) + 0.0)}
            for row in sorted(rows, key=lambda row: row["feature"])
        )


def main() -> None:
    """Print what was learned; write it where asked to."""
    parser = argparse.ArgumentParser(description="Learn the weights of headlines from the labelled pages.")
    parser.add_argument("--write", action="store_true", help="rewrite seeds/reference/headline_weights.csv")
    arguments = parser.parse_args()
    pages = choices(all_pages())
    folds = cross_validated(pages)
    weights = fit(pages)
    total = sum(count for count, _ in folds)
    print(f"{len(pages)} pages; right on their own {accuracy(pages, weights):.3f}")
    print(f"right on held-back sites {sum(count * share for count, share in folds) / total:.3f}: ", end="")
    print(" ".join(f"{share:.3f}" for _, share in folds))
    for name, weight in zip(titles.HEADLINE_FEATURES, weights, strict=True):
        print(f"{name:18} {weight:6.2f}")
    if arguments.write:
        _write(weights)


if __name__ == "__main__":
    main()
