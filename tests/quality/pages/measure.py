"""Measure the steps on the labelled pages, and raise the floors.

python -m tests.quality.pages.measure              # the figures: all pages, by kind, by shape, by fold of sites
python -m tests.quality.pages.measure --errors F   # every error that lowers figure F, the most frequent shape first
python -m tests.quality.pages.measure --roles      # which role the lines of each labelled role were given
python -m tests.quality.pages.measure --show PAGE  # the page as given, each block with its role
python -m tests.quality.pages.measure --raise      # lift each floor to what was measured; never lowers one
python -m tests.quality.pages.measure --seal       # accept changed pages or labels: rewrite the digest
"""

import argparse
import json
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from math import floor as round_down
from pathlib import Path
from statistics import mean, pstdev
from typing import Any, Final

import polars as pl

from flows.pipeline import Parsed, parse
from flows.resources import reference_dir
from flows.steps.lexicon import load_lexicon
from flows.steps.read.batches import ReadBatch, read_batches
from tests.quality.pages.compose import Page, all_pages, digest
from tests.quality.pages.parts import FOLDS, HERE
from tests.quality.pages.score import (
    FIGURES,
    Error,
    FoundArticle,
    FoundBlock,
    FoundCaption,
    FoundPage,
    confusion,
    figures,
    score_page,
)

FLOORS: Final = HERE / "floors.toml"
DIGEST: Final = HERE / "digest.txt"
TOLERANCE: Final = 0.0005
Measured = dict[str, dict[str, float]]
"""Figures by group: ``all`` and the kinds of pages."""

_SHORT: Final = (
    "page_exact",
    "count_exact",
    "boundary_f1",
    "title_exact",
    "body_f1",
    "furniture_out",
    "caption_f1",
    "byline_f1",
    "date_f1",
    "subheading_f1",
)


def read_and_parse(pages: tuple[Page, ...]) -> tuple[ReadBatch, Parsed]:
    """Send pages through the reader and the steps, as one batch."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.jsonl"
        path.write_text("".join(json.dumps(page.record) + "\n" for page in pages), encoding="utf-8")
        (batch,) = read_batches([path])
    lexicon = load_lexicon(reference_dir())
    return batch, parse(batch.documents, batch.sightings, batch.hints, batch.page_metadata, lexicon)


def found_pages(batch: ReadBatch, parsed: Parsed) -> dict[str, FoundPage]:
    """Gather what the tables say of each page, by the record's id."""
    tables = parsed.tables
    texts = dict(batch.documents.select("document_id", "page_text").iter_rows())
    names = dict(batch.sightings.select("document_id", "record_key").iter_rows())
    found = {names[name]: FoundPage(text, []) for name, text in texts.items()}
    by_id: dict[str, FoundArticle] = {}
    for row in tables["core.articles"].sort("document_id", "article_index").iter_rows(named=True):
        article = FoundArticle(
            start=row["article_start"],
            headline=row["headline"],
            standfirst=row["standfirst"],
            persons=row["authors"] or [],
            agency=row["agency"],
            dateline_place=row["dateline_place"],
            published_on=row["published_on"],
            contributor=row["contributor"],
            paragraphs=(row["body_text"] or "").split("\n\n") if row["body_text"] else [],
        )
        by_id[row["article_id"]] = article
        found[names[row["document_id"]]].articles.append(article)
    for row in tables["core.captions"].sort("caption_start").iter_rows(named=True):
        caption = FoundCaption(row["caption_text"], row["photographer"], row["agency"], row["repeat_count"])
        by_id[row["article_id"]].captions.append(caption)
    for row in tables["core.blocks"].sort("document_id", "block_index").iter_rows(named=True):
        text = texts[row["document_id"]][row["block_start"] : row["block_end"]]
        found[names[row["document_id"]]].blocks.append(FoundBlock(text, row["role"]))
        if row["is_kept"] and row["role"] == "subheading" and row["article_id"] is not None:
            by_id[row["article_id"]].subheadings.append(text)
    return found


def kind_of(page: Page) -> str:
    """Name the kind of page whose floors are kept apart."""
    if page.language != "en":
        return "languages"
    if page.shape.startswith("html"):
        return "html"
    if page.shape.startswith(("glued", "digest", "toggle")):
        return "glued"
    return "single"


class Measurement:
    """The figures of all pages, and of any group of them."""

    def __init__(self, pages: tuple[Page, ...]) -> None:
        self.pages = pages
        self.batch, self.parsed = read_and_parse(pages)
        found = found_pages(self.batch, self.parsed)
        scored = [score_page(page, found[page.page_id]) for page in pages]
        self.counts = [counts for counts, _ in scored]
        self.errors: list[Error] = [error for _, errors in scored for error in errors]

    def of(self, belongs: Callable[[Page], bool]) -> dict[str, float | None]:
        """Return the figures of the pages that belong to a group."""
        return figures(counts for page, counts in zip(self.pages, self.counts, strict=True) if belongs(page))

    def by_kind(self) -> Measured:
        """Return the figures that have floors: of all pages, and the main ones of each kind."""
        found: Measured = {"all": _known(self.of(lambda _: True))}
        for kind in sorted({kind_of(page) for page in self.pages}):
            group = self.of(lambda page, kind=kind: kind_of(page) == kind)  # type: ignore[misc]
            found[kind] = {name: group[name] for name in MAIN if group[name] is not None}  # type: ignore[misc]
        return found


MAIN: Final = ("count_exact", "title_exact", "body_f1")
"""What is held for each kind of page; elsewhere a page more here may cost one there."""


def _known(found: Mapping[str, float | None]) -> dict[str, float]:
    return {name: value for name, value in found.items() if value is not None}


def fallen(measured: Measured, floors: Measured) -> list[str]:
    """List the figures that are below their floor, or gone.

    Args:
        measured: What was measured now.
        floors: What was measured once.

    Returns:
        A sentence each; none where nothing fell by more than the tolerance.
    """
    found = []
    for group, names in floors.items():
        for name, least in names.items():
            value = measured.get(group, {}).get(name)
            if value is None:
                found.append(f"{group}.{name} is no longer measured; its floor is {least:.4f}")
            elif value < least - TOLERANCE:
                found.append(f"{group}.{name} fell to {value:.4f}; its floor is {least:.4f}")
    return found


def raised(measured: Measured, floors: Measured) -> Measured:
    """Lift floors to what was measured, and add figures that have none; no floor is lowered or dropped."""
    lifted = {group: dict(names) for group, names in floors.items()}
    for group, names in measured.items():
        for name, value in names.items():
            # Rounded down, so that the figure itself stands on its floor.
            known = lifted.setdefault(group, {}).get(name, 0.0)
            lifted[group][name] = max(known, round_down(value * 10_000) / 10_000)
    return lifted


def read_floors(path: Path = FLOORS) -> Measured:
    """Read the floors; none where the file is not there yet."""
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write_floors(floors: Measured, path: Path = FLOORS) -> None:
    """Write the floors, sorted, one a line."""
    lines = [
        "# Least figures on the labelled pages; only `python -m tests.quality.pages.measure --raise` writes them.\n"
    ]
    for group in sorted(floors):
        lines.append(f"\n[{group}]\n")
        lines += [f"{name} = {floors[group][name]:.4f}\n" for name in sorted(floors[group])]
    path.write_text("".join(lines), encoding="utf-8")


def _cell(value: float | None) -> str:
    return "      -" if value is None else f"{value:7.3f}"


def _table(rows: list[tuple[str, int, dict[str, float | None]]], names: tuple[str, ...]) -> str:
    head = f"{'':14} {'pages':>5} " + " ".join(
        f"{name.removesuffix('_f1').removesuffix('_exact')[:7]:>7}" for name in names
    )
    lines = [f"{label:14} {count:5} " + " ".join(_cell(found[name]) for name in names) for label, count, found in rows]
    return "\n".join([head, *lines])


def report(measurement: Measurement, floors: Measured) -> str:
    """Write the tables: each figure with its floor and its spread over folds, then groups by the main figures."""
    everything = measurement.of(lambda _: True)
    folds = [measurement.of(lambda page, fold=fold: page.fold == fold) for fold in FOLDS]  # type: ignore[misc]
    lines = [f"{'figure':16} {'all':>7} {'floor':>7}   mean and spread over five folds of sites"]
    for name in FIGURES:
        spread = [value for value in (fold[name] for fold in folds) if value is not None]
        least = floors.get("all", {}).get(name)
        lines.append(
            f"{name:16} {_cell(everything[name])} {_cell(least)}   {mean(spread):.3f} ± {pstdev(spread):.3f}  "
            + " ".join(_cell(fold[name]) for fold in folds)
        )
    for grouping in (kind_of, lambda page: page.shape, lambda page: f"fold {page.fold}"):
        labels = Counter(grouping(page) for page in measurement.pages)
        rows = [
            (label, labels[label], measurement.of(lambda page, label=label, by=grouping: by(page) == label))  # type: ignore[misc]
            for label in sorted(labels)
        ]
        lines += ["", _table(rows, _SHORT)]
    return "\n".join(lines)


def roles_table(measurement: Measurement) -> str:
    """Write how many lines of each labelled role were given which role."""
    rows = confusion(measurement.counts)
    columns = sorted({role for row in rows.values() for role in row})
    lines = [f"{'labelled':12} " + " ".join(f"{role[:9]:>9}" for role in columns)]
    lines += [f"{role:12} " + " ".join(f"{row[name]:9}" for name in columns) for role, row in rows.items()]
    return "\n".join(lines)


def show(measurement: Measurement, page_id: str) -> str:
    """Write a page block by block, with article, role and rule."""
    names = dict(measurement.batch.sightings.select("record_key", "document_id").iter_rows())
    texts = dict(measurement.batch.documents.select("document_id", "page_text").iter_rows())
    name = names[page_id]
    blocks = measurement.parsed.tables["core.blocks"].filter(pl.col("document_id") == name).sort("block_index")
    lines = []
    for row in blocks.iter_rows(named=True):
        article = "-" if row["article_id"] is None else row["article_id"].rsplit("-", 1)[1]
        kept = "+" if row["is_kept"] else " "
        text = " ".join(texts[name][row["block_start"] : row["block_end"]].split())[:100]
        lines.append(f"{article:>2}{kept} {row['role']:11} {row['rule']:28} {text}")
    lines += [f"! {error.figure}: {error.detail}" for error in measurement.errors if error.page_id == page_id]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """Print the figures, or do what the flags say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", action="store_true", dest="is_raising", help="lift the floors to what is measured")
    parser.add_argument("--seal", action="store_true", help="rewrite the digest of pages and labels")
    parser.add_argument("--errors", metavar="FIGURE", choices=FIGURES)
    parser.add_argument("--roles", action="store_true", help="print which roles were taken for which")
    parser.add_argument("--show", metavar="PAGE")
    chosen: Any = parser.parse_args(arguments)
    pages = all_pages()
    if chosen.seal:
        DIGEST.write_text(digest(pages) + "\n", encoding="utf-8")
    measurement = Measurement(pages)
    out = sys.stdout.write
    if chosen.errors:
        shapes = {page.page_id: page.shape for page in pages}
        wrong = [error for error in measurement.errors if error.figure == chosen.errors]
        often = Counter(shapes[error.page_id] for error in wrong)
        wrong.sort(key=lambda error: (-often[shapes[error.page_id]], shapes[error.page_id], error.page_id))
        out("".join(f"{shapes[e.page_id]:13} {e.page_id:18} {e.detail}\n" for e in wrong))
    elif chosen.roles:
        out(roles_table(measurement) + "\n")
    elif chosen.show:
        out(show(measurement, chosen.show) + "\n")
    else:
        out(report(measurement, read_floors()) + "\n")
    if chosen.is_raising:
        write_floors(raised(measurement.by_kind(), read_floors()))


if __name__ == "__main__":
    main()
