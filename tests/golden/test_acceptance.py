"""Each row of the acceptance list (acceptance.toml), on pages of our own: what it is, and every column it names."""

import tempfile
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl
import pytest

from flows import pipeline
from flows.resources import reference_dir
from flows.steps.read.batches import read_batches

PAGES: Final[list[dict[str, Any]]] = tomllib.loads((Path(__file__).parent / "acceptance.toml").read_text("utf-8"))[
    "page"
]
COMPLETE: Final = ("captions", "quotes")
"""Tables of which the list names every row; of the others it names some."""
TABLES: Final = ("captions", "quotes", "figures", "dates", "mentions", "damage")
HEADS: Final = ("headline", "published_on", "published_basis", "contributor", "is_machine_translated_suspected")
Row = dict[str, Any]


def rows_of_the_list() -> Iterator[Any]:
    for page_index, page in enumerate(PAGES):
        for number, article in enumerate(page["article"]):
            for table in TABLES:
                for row in article.get(table, []):
                    name = f"{page['name']} {number}, {table}: {row['is']}"
                    yield pytest.param(page_index, number, table, row, id=name)


ARTICLES: Final = [
    pytest.param(page_index, number, article, id=f"{page['name']} {number}: {article['is']}")
    for page_index, page in enumerate(PAGES)
    for number, article in enumerate(page["article"])
]


@cache
def parsed(page_index: int) -> tuple[str, dict[str, pl.DataFrame]]:
    """Read and parse a page alone: its text, and the tables by their name without the schema."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.txt"
        path.write_text(PAGES[page_index]["text"], "utf-8")
        [batch] = read_batches([path])
    seen = batch.sightings.with_columns(first_run_id=pl.lit("run"))
    lexicon = pipeline.load_lexicon(reference_dir())
    found = pipeline.parse(batch.documents, seen, batch.hints, batch.page_metadata, lexicon).tables
    return batch.documents["page_text"][0], {name.removeprefix("core."): table for name, table in found.items()}


def article_of(page_index: int, number: int) -> Row:
    """Give the row of one article of a page."""
    return parsed(page_index)[1]["articles"].sort("article_index").rows(named=True)[number]


def found_in(page_index: int, number: int, table: str) -> list[Row]:
    """Give the rows of a table that are of one article, with the surfaces the list names beside the columns."""
    text, tables = parsed(page_index)
    article_id = article_of(page_index, number)["article_id"]
    days = dict(tables["dates"].select("date_id", "date_text").iter_rows())
    rows = tables[table].filter(pl.col("article_id") == article_id).rows(named=True)
    if table == "quotes":
        rows = [row for row in rows if row["kind"] != "indirect"]
    if table == "figures":
        rows = [row | {"date_text": days.get(row["as_of_date_id"])} for row in rows]
    if table == "damage":
        rows = [row | {"surface": text[row["damage_start"] : row["damage_end"]]} for row in rows]
    return rows


def blocks_of(page_index: int, number: int, role: str) -> list[str]:
    """Give the distinct texts of the blocks of a role in one article."""
    text, tables = parsed(page_index)
    blocks = tables["blocks"].filter(
        (pl.col("article_id") == article_of(page_index, number)["article_id"]) & (pl.col("role") == role)
    )
    return sorted({text[start:end] for start, end in blocks.select("block_start", "block_end").iter_rows()})


@pytest.mark.parametrize("page_index", range(len(PAGES)))
def test_a_page_has_its_articles(page_index: int) -> None:
    assert parsed(page_index)[1]["articles"].height == len(PAGES[page_index]["article"])


@pytest.mark.parametrize(("page_index", "number", "expected"), ARTICLES)
def test_an_article_is_cut_and_dated(page_index: int, number: int, expected: Row) -> None:
    article = article_of(page_index, number)
    assert {name: str(article[name]) for name in HEADS if name in expected} == {
        name: expected[name] for name in HEADS if name in expected
    }
    assert article["body_text"].startswith(expected["body_first"])
    assert article["body_text"].endswith(expected.get("body_last", ""))
    for role, key in (("furniture", "furniture"), ("subheading", "subheadings")):
        assert blocks_of(page_index, number, role) == expected[key]
    for table in COMPLETE:
        assert len(found_in(page_index, number, table)) == len(expected.get(table, [])), table
    if expected.get("damage") == []:
        assert found_in(page_index, number, "damage") == []


@pytest.mark.parametrize(("page_index", "number", "table", "expected"), list(rows_of_the_list()))
def test_a_row_of_the_list_is_found(page_index: int, number: int, table: str, expected: Row) -> None:
    wanted = {name: value for name, value in expected.items() if name != "is"}
    found = [
        {name: str(row[name]) if isinstance(value, str) else row[name] for name, value in wanted.items()}
        for row in found_in(page_index, number, table)
    ]
    assert wanted in found


def test_the_number_of_a_flight_is_no_figure() -> None:
    assert not any("7719" in row["figure_text"] for row in found_in(0, 1, "figures"))
