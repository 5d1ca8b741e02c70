"""Tile each page with blocks: a line, or a paragraph put together from hard-wrapped lines."""

from typing import Final

import polars as pl

from flows.text.columns import replace_where

# A page with none of these as "\n" may still be cut in lines by one of the others (old Macs, word processors).
_OTHER_BREAKS: Final = ("\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c")
_WRAP_MIN_CHARS: Final = 40
_WRAP_MAX_CHARS: Final = 110
_WRAPPED_SHARE: Final = 0.35
_FULL_LINE_SHARE: Final = 0.7


def split_lines(documents: pl.DataFrame) -> pl.DataFrame:
    """Cut each page into its lines that are not blank.

    Args:
        documents: ``raw.documents`` with at least ``document_id`` and ``page_text``.

    Returns:
        One row a line, in page order: ``doc`` (row number of the document), ``line_start``, ``line_end`` (code points,
        white space around left out), ``line`` (verbatim, white space included), ``text`` (trimmed), ``gap`` (blank
        lines before it) and ``indent`` (white space before it, code points).
    """
    lines = (
        pl.LazyFrame({"page": _unify_breaks(documents["page_text"])})
        .select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("doc"), pl.col("page").str.split("\n").alias("line"))
        .explode("line")
        .with_columns(pl.col("line").str.len_chars().cast(pl.Int64).alias("chars"))
        .with_columns((pl.col("chars") + 1).cum_sum().alias("running"))
        .with_columns(pl.col("line").str.strip_chars_end().alias("cut"))
        .with_columns(pl.col("cut").str.strip_chars_start().alias("text"))
        .with_columns(
            # Code points from the top of the page: the running total less that of the pages before.
            (pl.col("running") - pl.col("chars") - 1).alias("from_top"),
            pl.col("cut").str.len_chars().cast(pl.Int64).alias("cut_chars"),
            pl.col("text").str.len_chars().cast(pl.Int64).alias("text_chars"),
        )
        .with_columns(pl.col("doc").ne_missing(pl.col("doc").shift()).alias("is_top"))
        .with_columns((pl.col("from_top") - pl.when("is_top").then("from_top").forward_fill()).alias("offset"))
        .with_columns((pl.col("cut_chars") - pl.col("text_chars")).alias("indent"))
        .with_row_index("line_number")
        .filter(pl.col("text_chars") > 0)
        .with_columns(
            (pl.col("offset") + pl.col("indent")).cast(pl.Int32).alias("line_start"),
            (pl.col("offset") + pl.col("cut_chars")).cast(pl.Int32).alias("line_end"),
            (pl.col("line_number").cast(pl.Int64).diff() - 1).alias("gap"),
            pl.col("doc").ne_missing(pl.col("doc").shift()).alias("is_first"),
        )
        .select(
            "doc",
            "line_start",
            "line_end",
            "line",
            "text",
            pl.when("is_first").then(0).otherwise(pl.col("gap")).cast(pl.Int32).alias("gap"),
            pl.col("indent").cast(pl.Int32),
        )
    )
    return lines.collect()


def _unify_breaks(pages: pl.Series) -> pl.Series:
    """Let every page break its lines by line feeds: nearly all do, so the others are looked at apart."""
    return replace_where(pages, ~pages.str.contains("\n", literal=True), dict.fromkeys(_OTHER_BREAKS, "\n"))


def join_wrapped(lines: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """Put hard-wrapped lines together to paragraphs, on pages that are wrapped.

    Newswire and e-mail break lines at a fixed width; every field that crosses a line end would be lost there. A page
    counts as wrapped where over a third of its lines run on in lower case after a line that does not end a sentence,
    and no line is wider than 110 characters.

    Args:
        lines: What :func:`split_lines` returns.
        documents: The pages it was given.

    Returns:
        One row a block: ``doc``, ``block_index``, ``block_start``, ``block_end``, ``text`` (what the page holds there),
        ``gap``.
    """
    chars = pl.col("line_end") - pl.col("line_start")
    continues = (
        (pl.col("doc") == pl.col("doc").shift())
        & (pl.col("gap") == 0)
        & pl.col("text").str.contains(r"^[\p{Ll}\d(\"“$]")
        & ~pl.col("text").shift().str.contains(r"[.!?:]$")
    )
    pages = (
        lines.lazy()
        .with_columns(continues.fill_null(value=False).alias("continues"), chars.alias("chars"))
        .group_by("doc", maintain_order=True)
        .agg(pl.col("continues").mean().alias("share"), pl.col("chars").max().alias("width"), pl.len().alias("n"))
        .filter(
            (pl.col("share") > _WRAPPED_SHARE)
            & pl.col("width").is_between(_WRAP_MIN_CHARS, _WRAP_MAX_CHARS)
            & (pl.col("n") >= 3)
        )
        .select("doc", "width")
        .collect()
    )
    if pages.is_empty():
        starts = lines.with_columns(pl.lit(value=True).alias("starts"))
    else:
        previous_is_full = chars.shift() >= _FULL_LINE_SHARE * pl.col("width")
        runs_on = (
            pl.col("width").is_not_null()
            & (pl.col("doc") == pl.col("doc").shift())
            & (pl.col("gap") == 0)
            & (pl.col("indent") <= pl.col("indent").shift())
            & previous_is_full
            # Two full lines of capitals and titles may be a headline over a byline: only prose runs on in capitals.
            & (pl.col("text").str.contains(r"^[\p{Ll}\d(\"“$&]") | pl.col("text").shift().str.contains(r"[\p{Ll},]$"))
        )
        starts = lines.join(pages, on="doc", how="left", maintain_order="left").with_columns(
            ~runs_on.fill_null(value=False).alias("starts")
        )
    if starts["starts"].all():
        blocks = starts.select(
            "doc", pl.col("line_start").alias("block_start"), pl.col("line_end").alias("block_end"), "text", "gap"
        )
    else:
        blocks = (
            starts.lazy()
            .with_columns(pl.col("starts").cum_sum().alias("block"))
            .group_by("block", maintain_order=True)
            .agg(
                pl.col("doc").first(),
                pl.col("line_start").first().alias("block_start"),
                pl.col("line_end").last().alias("block_end"),
                # Lines verbatim, so that an offset in the text is an offset in the page.
                pl.col("line").str.join("\n").str.strip_chars().alias("text"),
                pl.col("gap").first(),
            )
            .drop("block")
            .collect()
        )
        blocks = _with_other_breaks(blocks, documents)
    return blocks.with_columns(pl.int_range(pl.len(), dtype=pl.Int32).over("doc").alias("block_index"))


def _with_other_breaks(blocks: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """Put back what parts the lines of a joined block on the few pages that hold no line feed."""
    odd = (
        documents.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("doc"), "page_text")
        .join(blocks.filter(pl.col("text").str.contains("\n", literal=True)), on="doc", how="semi")
        .filter(~pl.col("page_text").str.contains("\n", literal=True))
    )
    if odd.is_empty():
        return blocks
    verbatim = pl.col("page_text").str.slice(pl.col("block_start"), pl.col("block_end") - pl.col("block_start"))
    return (
        blocks.join(odd, on="doc", how="left", maintain_order="left")
        .with_columns(pl.coalesce(verbatim, "text").alias("text"))
        .drop("page_text")
    )
