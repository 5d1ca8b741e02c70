"""The contract of a table is held in one quick look, and whatever breaks it is still reported row by row."""

import polars as pl
import pytest
from dataframely.exc import ValidationError

from expectations.contracts import CORE, Blocks
from flows.pipeline import conform

ROWS = pl.DataFrame(
    {
        "document_id": ["a", "a", "b"],
        "block_index": [0, 1, 0],
        "block_start": [0, 10, 0],
        "block_end": [9, 20, 5],
        "article_id": ["a-0", "a-0", None],
        "role": ["headline", "paragraph", "furniture"],
        "is_kept": [True, True, False],
        "repeats_block_index": [None, None, None],
        "rule": ["leading_headline", "paragraph", "page_without_article"],
    },
    schema=Blocks.frame_schema(),
)


def test_rows_that_keep_the_contract_pass_unchanged_and_lose_other_columns() -> None:
    assert conform(ROWS.with_columns(pl.lit("x").alias("more")), Blocks).equals(ROWS)


def test_types_are_brought_into_shape() -> None:
    wider = ROWS.with_columns(pl.col("block_start", "block_end").cast(pl.Int64))
    assert conform(wider, Blocks).equals(ROWS)


@pytest.mark.parametrize("name", CORE)
def test_an_empty_table_has_the_columns_of_its_contract(name: str) -> None:
    empty = CORE[name].create_empty()
    assert conform(empty, CORE[name]).schema == CORE[name].frame_schema() == empty.schema


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("nullability", pl.lit(None, dtype=pl.String).alias("rule")),
        ("regex", pl.lit("heading").alias("role")),
        ("min", pl.lit(-1, dtype=pl.Int32).alias("block_start")),
        ("primary_key", pl.lit("a").alias("document_id")),
        ("is_not_empty", pl.col("block_start").alias("block_end")),
    ],
)
def test_a_row_that_breaks_a_rule_is_named_with_it(rule: str, broken: pl.Expr) -> None:
    with pytest.raises(ValidationError, match=rule):
        conform(ROWS.with_columns(broken), Blocks)


def test_a_value_that_no_cast_can_read_is_a_breach() -> None:
    with pytest.raises(ValidationError, match="dtype"):
        conform(ROWS.with_columns(pl.lit("third").alias("block_index")), Blocks)
