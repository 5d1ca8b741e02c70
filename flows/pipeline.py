"""The spine: the pure steps composed, frame in, frames out; no Prefect, no DuckDB.

``read`` has its own way in (``flows.steps.read``), because it streams; from a batch of documents on, everything is
here.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import polars as pl

from expectations.contracts import CORE, Contract
from flows.steps.clean import body_texts, find_articles
from flows.steps.deduplicate import find_edges
from flows.steps.deduplicate.compounds import without_compounds
from flows.steps.deduplicate.copies import Engine, choose_engine, copies_version, find_copies, find_near, fingerprint
from flows.steps.extract import (
    agency,
    byline,
    captions,
    contributor,
    damage,
    dateline,
    dates,
    figures,
    headline,
    language,
    mentions,
    published,
    quotes,
)
from flows.steps.extract.doubt import lower_confidence
from flows.steps.extract.figures_check import read_back
from flows.steps.extract.mentions_gazetteer import Gazetteer, load_gazetteer
from flows.steps.extract.mentions_heads import persons_of
from flows.steps.extract.mentions_model import NameModel, load_model, model_version
from flows.steps.lexicon import Lexicon, load_lexicon
from flows.steps.metadata import merge_sightings
from flows.steps.page_claims import with_page_metadata
from flows.steps.pages import Pages
from flows.steps.read.batches import rerender
from flows.steps.segment.articles import segment
from flows.steps.storylines.stretches import follow_changes, storylines_version
from flows.steps.storylines.terms import TABLE as STORYLINE_WORDS
from flows.steps.storylines.terms import Rarity, draw_terms, load_rarity

__all__ = [
    "FIELDS",
    "Engine",
    "Parsed",
    "choose_engine",
    "copies_version",
    "draw_story_terms",
    "find_copies",
    "find_duplicates",
    "find_near",
    "fingerprint",
    "follow_changes",
    "load_lexicon",
    "parse",
    "parser_version",
    "rerender",
    "storylines_version",
]

FIELDS: Final = ("damage", "dates", "figures", "mentions")
"""The fields a run may leave out; together they cost as much as all else in batches of 4,000 articles and
more, where names are found in machine code, and twice as much in smaller ones."""

_SHOWN_ONLY: Final = ("differ.py", "markdown.py", "terminal.py")
"""Modules of ``flows.text`` that serve the display alone: no result depends on them."""

_OTHER_VERSIONS: Final = ("deduplicate", "storylines")
"""Steps that look at parsed articles and have a version of their own."""


@dataclass(frozen=True)
class Parsed:
    """What parsing a batch of documents gives.

    Attributes:
        tables: The rows of each table of ``core`` that a parse fills, by full table name.
        digests: One row a document: ``document_id``, ``metadata_digest`` (what the parse depended on besides its text).
    """

    tables: dict[str, pl.DataFrame]
    digests: pl.DataFrame


def parse(
    documents: pl.DataFrame,
    sightings: pl.DataFrame,
    hints: pl.DataFrame,
    page_metadata: pl.DataFrame,
    lexicon: Lexicon,
    fields: Collection[str] = FIELDS,
    names_model: str | None = None,
) -> Parsed:
    """Segment, clean and extract a batch of documents.

    The result of a document depends on its bytes and the set of its sightings alone, never on its neighbours (law 6).

    Args:
        documents: Rows of ``raw.documents``, each document once.
        sightings: All sightings of these documents, of this run and of earlier ones.
        hints: What rendering HTML knew of each line (see ``flows.steps.read.html``); may be empty.
        page_metadata: What HTML says of itself; may be empty.
        lexicon: The reference data.
        fields: Which of ``FIELDS`` to extract; the tables of the others stay empty.
        names_model: The trained model that finds names (``mentions_model.load_model``); None for the rules.

    Returns:
        Rows of the core tables that satisfy their contracts, and the metadata digests.

    Raises:
        ValueError: The model is not installed.
        dataframely.exc.ValidationError: A step broke the contract of its table: a bug, not bad data.
    """
    documents = documents.sort("document_id")
    given = merge_sightings(sightings)
    metadata = with_page_metadata(given, page_metadata)
    blocks, articles = find_articles(segment(documents, hints, metadata, lexicon))
    pages = Pages(documents, blocks, articles, metadata)
    tables = {"core.blocks": blocks} | extract(pages, lexicon, fields, names_model)
    return Parsed(
        {name: conform(tables[name], CORE[name]) for name in tables},
        documents.select("document_id").join(
            given.select("document_id", "metadata_digest"), on="document_id", maintain_order="left"
        ),
    )


def extract(
    pages: Pages, lexicon: Lexicon, fields: Collection[str] = FIELDS, names_model: str | None = None
) -> dict[str, pl.DataFrame]:
    """Run every extractor and put the articles together.

    Args:
        pages: Segmented pages.
        lexicon: The reference data.
        fields: Which of ``FIELDS`` to extract.
        names_model: The trained model that finds names; None for the rules.

    Returns:
        The rows of ``core.articles`` and of the tables of fields.

    Raises:
        ValueError: The model is not installed.
    """
    bodies = body_texts(pages)
    found_captions = captions.extract(pages, lexicon)
    found_datelines = dateline.extract(pages, lexicon)
    found_bylines = byline.extract(pages, lexicon)
    found_contributors = contributor.extract(pages, lexicon)
    parts = [
        headline.extract(pages, lexicon),
        found_bylines,
        found_datelines,
        agency.extract(pages, lexicon, found_datelines, found_bylines, found_contributors),
        published.extract(pages, lexicon, found_captions, found_datelines),
        found_contributors,
        bodies,
        language.extract(bodies),
    ]
    found_damage: pl.DataFrame = CORE["core.damage"].create_empty()
    if "damage" in fields:
        found_damage = damage.extract(pages, lexicon)
        parts.append(damage.scores(pages, found_damage))
    articles = pages.articles
    for part in parts:
        articles = articles.join(part, on="article_id", how="left", maintain_order="left")
    articles = articles.with_columns(
        pl.col("word_count").fill_null(0),
        pl.col("article_id").alias("representative_id"),
        pl.lit(value=True).alias("is_representative"),
    )
    if "damage" not in fields:
        articles = articles.with_columns(
            pl.lit(None, dtype=pl.Float64).alias("damage_score"),
            pl.lit(None, dtype=pl.Boolean).alias("is_machine_translated_suspected"),
        )
    found: dict[str, pl.DataFrame] = {f"core.{name}": CORE[f"core.{name}"].create_empty() for name in FIELDS}
    if "damage" in fields:
        found["core.damage"] = found_damage
    if {"dates", "figures"}.intersection(fields):
        found_dates = dates.extract(pages, lexicon, articles, found_captions)
        if "dates" in fields:
            found["core.dates"] = found_dates
        if "figures" in fields:
            found_figures = figures.extract(pages, lexicon, found_dates)
            if "dates" not in fields:  # the expression they point at is not kept
                found_figures = found_figures.with_columns(pl.lit(None, dtype=pl.String).alias("as_of_date_id"))
            # One value in 100,000 that its text does not give again would stop the publication of all pages.
            found["core.figures"] = found_figures.with_columns(read_back(found_figures, lexicon)).filter("is_read_back")
    if "mentions" in fields:
        found["core.mentions"] = mentions.extract(
            pages, _gazetteer(lexicon), _model(names_model), persons=persons_of(found_bylines, found_captions)
        )
    return found | {
        "core.articles": articles,
        "core.captions": found_captions,
        "core.quotes": lower_confidence(
            quotes.extract(pages, lexicon),
            found_damage,
            "quote_id",
            (("quote_start", "quote_end"), ("speaker_start", "speaker_end")),
        ),
    }


@lru_cache(maxsize=2)
def _gazetteer(lexicon: Lexicon) -> Gazetteer:
    # 20,000 names: read once a process, and only where names are asked for.
    return load_gazetteer(lexicon.folder, lexicon)


@lru_cache(maxsize=2)
def _model(name: str | None) -> NameModel | None:
    # Loading takes seconds: once a process.
    return None if name is None else load_model(name)


def conform(frame: pl.DataFrame, contract: type[Contract]) -> pl.DataFrame:
    """Bring a frame into the shape of its table, and hold it against the contract.

    Args:
        frame: Has at least the columns of the contract.
        contract: The table's schema.

    Returns:
        The contract's columns in its order, cast to its types.

    Raises:
        dataframely.exc.ValidationError: A row breaks the contract.
    """
    rows = frame.select(contract.column_names())
    if rows.schema != contract.frame_schema():
        # Of a table without rows there is nothing to check but its columns.
        return contract.cast(rows) if rows.is_empty() else contract.validate(rows, cast=True)
    # What a report of the broken rows needs takes eight times as long: it is asked for where there are any.
    return rows if rows.is_empty() or rows.select(contract.holds()).item() else contract.validate(rows)


def find_duplicates(candidates: pl.DataFrame, copies: pl.DataFrame | None = None) -> pl.DataFrame:
    """Choose which articles stand for which.

    Args:
        candidates: Articles with ``article_id``, ``body_digest``, ``published_on``, ``published_at``, ``agency`` and
            ``word_count``: at least all whose body stands more than once or in ``copies``.
        copies: Verified pairs of bodies, rows of ``core.copies``; NULL (None) for exact copies alone.

    Returns:
        Rows of ``core.duplicates``.
    """
    pairs = CORE["core.copies"].create_empty() if copies is None else copies
    return conform(find_edges(candidates, without_compounds(pairs)), CORE["core.duplicates"])


def draw_story_terms(articles: pl.DataFrame, reference_dir: Path, engine: Engine) -> pl.DataFrame:
    """Keep of articles what they are about, to be compared with others.

    Args:
        articles: ``headline`` and ``body_text``, and whatever else is to be kept.
        reference_dir: The reference CSVs.
        engine: Who cuts the words.

    Returns:
        The other columns, and ``terms``.
    """
    drawn = draw_terms(articles, _rarity(reference_dir), engine.cut_words)
    return articles.drop("headline", "body_text").with_columns(drawn)


@lru_cache(maxsize=2)
def _rarity(folder: Path) -> Rarity:
    return load_rarity(folder)


def parser_version(reference_dir: Path, fields: Collection[str] = FIELDS, names_model: str | None = None) -> str:
    """Name the parser by what its results depend on: the code of the steps and the reference data.

    A digest cannot be forgotten the way a version number can: a changed rule re-parses every document once. The
    searches for copies and for storylines are no part of it: they have versions of their own (``copies_version``,
    ``storylines_version``), so that a changed threshold compares anew, which takes 1 part in 20 of the time, and
    parses nothing.

    Args:
        reference_dir: The reference CSVs.
        fields: The fields that are extracted.
        names_model: The trained model that finds names, which counts with its own version; None for the rules.

    Returns:
        16 hex digits.

    Raises:
        ValueError: The model is not installed.
    """
    package = Path(__file__).parent
    text = [path for path in package.glob("text/*.py") if path.name not in _SHOWN_ONLY]
    steps = [path for path in package.glob("steps/**/*.py") if path.parent.name not in _OTHER_VERSIONS]
    files = sorted(
        [*steps, *text, package / "pipeline.py"],
        key=lambda path: path.relative_to(package).as_posix(),
    )
    digest = hashlib.sha256()
    tables = [path for path in reference_dir.glob("*.csv") if path.name != STORYLINE_WORDS]
    for path in [*files, *sorted(tables, key=lambda path: path.name)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(",".join(sorted(fields)).encode())
    if names_model is not None:
        digest.update(f"\0{names_model}\0{model_version(names_model)}".encode())
    return digest.hexdigest()[:16]
