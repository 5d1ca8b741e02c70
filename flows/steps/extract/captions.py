"""Photo captions: their text once, their credit, the day of the picture."""

import polars as pl

from flows.steps.credits import credit_parts
from flows.steps.dating import full_date_pattern, read_date
from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, number_within_article
from flows.steps.segment.echoes import said_once
from flows.text.patterns import CAPTION_LABEL, CAPTION_OPENING


def extract(pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Read the captions of each article.

    Args:
        pages: Segmented pages.
        lexicon: Gives agencies and months.

    Returns:
        Rows of ``core.captions``, and ``credit`` as it stands (NULL for none). ``repeat_count`` counts the copies in
        the article, up to four in the usual page.
    """
    # A credit on a line of its own belongs to the caption above it; below a paragraph, to the one under it.
    same, role = pl.col("article_id").shift(-1) == pl.col("article_id"), pl.col("role")
    below = (role.shift(-1) == "credit") & same
    above = (role.shift(1) == "credit") & same.shift(1) & (role.shift(2) != "caption").fill_null(value=True)
    above = (above & ~pl.col("is_house_line").shift(1)) | (pl.col("credits_next").shift(1) & same.shift(1))
    # The photographer on one line, the picture house on the next.
    both = below & (role.shift(-2) == "credit") & (pl.col("article_id").shift(-2) == pl.col("article_id"))
    both = both & pl.col("is_house_line").shift(-1) & pl.col("is_house_line").shift(-2)
    two_lines = pl.concat_str(pl.col("text").shift(-1), pl.col("text").shift(-2), separator=" / ")
    every = pages.blocks.filter(role != "furniture").with_columns(
        *[
            pl.when(above)
            .then(pl.col(name).shift(1))
            .when(both)
            .then(two)
            .when(below)
            .then(pl.col(name).shift(-1))
            .alias(alias)
            for name, two, alias in (
                ("text", two_lines, "credit_beside"),
                ("block_start", pl.col("block_start").shift(-1), "beside_start"),
                ("block_end", pl.col("block_end").shift(-2), "beside_end"),
            )
        ]
    )
    every = every.filter((pl.col("role") == "caption") & pl.col("article_id").is_not_null())
    copies = every.group_by("article_id", "key", maintain_order=True).agg(pl.len().cast(pl.Int32).alias("repeat_count"))
    first = every.filter("is_kept").join(copies, on=["article_id", "key"], how="left", maintain_order="left")
    lexicon = lexicon.dating(first["text"].filter(first["text"].str.contains("19|20")))
    found = first.with_columns(
        pl.col("credit").alias("credit_within"),
        pl.col("text").str.extract(f"({full_date_pattern(lexicon)})", 1).alias("taken_text"),
    )
    found = found.with_columns(pl.coalesce("credit_within", "credit_beside").alias("credit"))
    agency, photographer = credit_parts(pl.col("credit"), lexicon.meeting(found["credit"]))
    text_chars = pl.col("text").str.len_chars().cast(pl.Int32)
    # The credit is the last thing in the caption but for a full stop or white space.
    tail_chars = (
        pl.when(pl.col("text").str.ends_with(pl.col("credit_within")))
        .then(0)
        .otherwise(pl.col("text").str.extract(r"(\s*\.?\s*)$", 1).str.len_chars())
    ).cast(pl.Int32)
    placed = (
        found.lazy()
        .with_columns(
            agency.alias("agency"),
            photographer.alias("photographer"),
            (pl.col("block_start") + text_chars - tail_chars).alias("credit_end"),
            read_date(pl.col("taken_text"), lexicon).alias("taken_on"),
        )
        .with_columns(
            pl.when(pl.col("credit_within").is_not_null())
            .then("credit_end")
            .otherwise("beside_end")
            .alias("credit_end"),
            _first_position("taken_text").alias("taken_start"),
        )
        .with_columns(
            pl.when(pl.col("credit_within").is_not_null())
            .then(pl.col("credit_end") - pl.col("credit").str.len_chars().cast(pl.Int32))
            .otherwise("beside_start")
            .alias("credit_start")
        )
        .with_columns(
            # Without its credit, and without the white space and bar that set the credit off.
            pl.when(pl.col("credit_within").is_null())
            .then("text")
            .otherwise(
                pl.col("text")
                .str.slice(0, (pl.col("credit_start") - pl.col("block_start")))
                .str.strip_chars_end(" \t\u00a0|·•–—-")
            )
            # "Image caption, …" is no part of what the caption says.
            .str.replace(f"(?i){CAPTION_LABEL}", "")
            .str.replace(CAPTION_OPENING, "")
            # The bracket of a credit that stands on the lines below.
            .str.strip_suffix(" (")
            .alias("said"),
            (pl.col("block_start") + pl.col("taken_start")).alias("taken_start"),
        )
        .with_columns(said_once(pl.col("said")).alias("caption_text"))
        .filter(pl.col("caption_text").str.len_chars() > 0)
        .collect()
    )
    rows = placed.with_columns(
        pl.when(pl.col("taken_on").is_not_null()).then("taken_start").alias("taken_start"),
        pl.when(pl.col("taken_on").is_not_null())
        .then(pl.col("taken_start") + pl.col("taken_text").str.len_chars().cast(pl.Int32))
        .alias("taken_end"),
    )
    return number_within_article(rows, "c", "caption_id").select(
        "caption_id",
        "article_id",
        pl.col("block_start").alias("caption_start"),
        pl.col("block_end").alias("caption_end"),
        "caption_text",
        "photographer",
        "agency",
        "credit_start",
        "credit_end",
        "credit",
        "taken_on",
        "taken_start",
        "taken_end",
        "repeat_count",
    )


def _first_position(found: str) -> pl.Expr:
    # Code points before the first occurrence; str.find counts bytes.
    before = pl.col("text").str.splitn(pl.col(found), 2).struct.field("field_0")
    return before.str.len_chars().cast(pl.Int32)
