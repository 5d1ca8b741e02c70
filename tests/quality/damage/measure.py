"""Measure the marks of damage: false ones on clean articles, recall and precision by kind on broken ones.

python -m tests.quality.damage.measure TEXTS.jsonl     # records with "text": one article each, paragraphs by line
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from flows.resources import reference_dir
from flows.steps.extract import damage
from flows.steps.lexicon import load_lexicon
from flows.steps.pages import Pages
from tests import made_pages
from tests.quality.damage.breaker import BREAKERS, Break, break_article

Mark = tuple[int, int, int, str]
"""Article, start and end in its text (paragraphs joined by line feeds), kind."""


class Figures(NamedTuple):
    """What was counted for one kind."""

    planted: int
    found: int
    marked: int
    right: int

    @property
    def recall(self) -> float:
        """Share of the planted breaks that a mark of their kind overlaps."""
        return self.found / max(1, self.planted)

    @property
    def precision(self) -> float:
        """Share of the marks of the kind that overlap a planted break of it."""
        return self.right / max(1, self.marked)


def pages_of(articles: Sequence[Sequence[str]]) -> Pages:
    """Lay articles out as pages of their own, one paragraph a line."""
    return made_pages.of_paragraphs(articles)


def marks_of(articles: Sequence[Sequence[str]]) -> list[Mark]:
    """Mark the damage of articles."""
    found = damage.extract(pages_of(articles), load_lexicon(reference_dir()))
    return [
        (int(article_id.split("-")[0], 16), start, end, kind)
        for article_id, start, end, kind in found.select("article_id", "damage_start", "damage_end", "kind").iter_rows()
    ]


def broken(articles: Sequence[Sequence[str]], seed: int, per_article: int) -> tuple[list[list[str]], list[list[Break]]]:
    """Break every article ``per_article`` times, by kinds in turn."""
    kinds = list(BREAKERS)
    texts, truths = [], []
    for number, paragraphs in enumerate(articles):
        rng = random.Random(f"{seed} {number}")
        chosen = [kinds[(number + step) % len(kinds)] for step in range(per_article)]
        text, truth = break_article(paragraphs, rng, chosen)
        texts.append(text)
        truths.append(truth)
    return texts, truths


def figures(articles: Sequence[Sequence[str]], seed: int, per_article: int) -> dict[str, Figures]:
    """Break articles, mark them, and count by kind.

    Args:
        articles: Clean articles as lists of paragraphs.
        seed: Another seed, other breaks.
        per_article: Breaks an article is given, of different kinds.

    Returns:
        The counts of each kind. A mark of one kind over a break of another is wrong for both.
    """
    texts, truths = broken(articles, seed, per_article)
    planted: list[Mark] = []
    for number, (paragraphs, truth) in enumerate(zip(texts, truths, strict=True)):
        starts = [0]
        for text in paragraphs:
            starts.append(starts[-1] + len(text) + 1)
        planted += [(number, starts[at] + start, starts[at] + end, kind) for kind, at, start, end in truth]
    marks = marks_of(texts)

    def meet(one: Mark, other: Mark) -> bool:
        return one[0] == other[0] and one[3] == other[3] and one[1] < other[2] and other[1] < one[2]

    by_article: dict[int, list[Mark]] = {}
    for mark in marks:
        by_article.setdefault(mark[0], []).append(mark)
    truth_by_article: dict[int, list[Mark]] = {}
    for spot in planted:
        truth_by_article.setdefault(spot[0], []).append(spot)
    found = Counter(spot[3] for spot in planted if any(meet(spot, mark) for mark in by_article.get(spot[0], [])))
    right = Counter(mark[3] for mark in marks if any(meet(mark, spot) for spot in truth_by_article.get(mark[0], [])))
    all_planted, all_marked = Counter(spot[3] for spot in planted), Counter(mark[3] for mark in marks)
    return {kind: Figures(all_planted[kind], found[kind], all_marked[kind], right[kind]) for kind in BREAKERS}


def main() -> None:
    """Print the figures for a file of clean articles."""
    records = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    articles = [[line.strip() for line in record["text"].split("\n") if line.strip()] for record in records]
    clean = marks_of(articles)
    print(f"clean: {len(clean)} marks in {len(articles)} articles, {len(clean) / len(articles):.4f} an article")
    for per_article in (len(BREAKERS), 1):
        print(f"{per_article} breaks an article: kind, planted, recall, marks, precision")
        for kind, counted in figures(articles, 7, per_article).items():
            print(f"  {kind:17} {counted.planted:5} {counted.recall:.3f} {counted.marked:5} {counted.precision:.3f}")


if __name__ == "__main__":
    main()
