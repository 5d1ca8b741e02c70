"""Quotations: what stands between the marks, and who said it."""

from typing import Final

import polars as pl

from flows.steps.extract.speakers import attribute, full_names
from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, number_within_article
from flows.text.columns import replace_where

# The doubled marks of TeX and of older news archives stand in as one private character, so that a token is a mark or
# not; a second private character after it keeps the offsets.
_TWO_OPEN: Final = "\ue000"
_TWO_CLOSE: Final = "\ue001"
_PAD: Final = "\ue002"
_DOUBLED: Final = {"``": _TWO_OPEN + _PAD, "''": _TWO_CLOSE + _PAD}
_MARKS: Final = f'"“”„«»{_TWO_OPEN}{_TWO_CLOSE}'
_TOKEN: Final = rf"[{_MARKS}]{_PAD}?|[^{_MARKS}]+"
_SMALL_WORDS: Final = r"(?:(?:of|the|and|a|an|in|on|for|to|with|at|by|&)\s){0,3}"
_TITLE_OF_WORK: Final = (
    rf"^\p{{Lu}}[\p{{L}}\p{{N}}’'\-]*(?:\s{_SMALL_WORDS}[\p{{Lu}}\p{{N}}][\p{{L}}\p{{N}}’'\-]*){{1,7}}[,.!]?$"
)
_PARTIAL_MIN_WORDS: Final = 2


def extract(pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Read the quotations of each article.

    A quotation is direct where it reads as a sentence of its own: a capital first, a comma or sentence end last. What
    is shorter is partial, and counts where it is attributed or has two words; the rest are scare quotes and titles.

    Args:
        pages: Segmented pages.
        lexicon: Gives verbs of speech and titles.

    Returns:
        Rows of ``core.quotes``, in page order.
    """
    found = attribute(between_marks(pages.kept("paragraph", "standfirst")), lexicon)
    names = full_names(pages, found, lexicon)
    named = found.join(names, on=["article_id", "speaker_last"], how="left", maintain_order="left")
    kept = named.filter(
        (pl.col("kind") == "direct")
        | pl.col("cue").is_not_null()
        | (pl.col("quote_text").str.count_matches(" ", literal=True) + 1 > _PARTIAL_MIN_WORDS)
    ).filter(
        # "Meet the Press," "Carlos Danger": titles of works and nicknames, not speech, unless somebody says them.
        pl.col("cue").is_not_null() | ~pl.col("quote_text").str.contains(_TITLE_OF_WORK)
    )
    rows = kept.with_columns(
        pl.coalesce("full_name", "speaker_short").alias("speaker_name"),
        pl.col("told_to"),
    )
    return number_within_article(rows, "q", "quote_id").select(
        "quote_id",
        "article_id",
        "quote_start",
        "quote_end",
        "quote_text",
        "kind",
        "speaker_text",
        "speaker_start",
        "speaker_end",
        "speaker_name",
        "cue",
        "told_to",
        "confidence",
    )


def between_marks(blocks: pl.DataFrame) -> pl.DataFrame:
    """Find the text between quotation marks.

    Straight marks open and close in turn; curly ones by their shape; a quotation that is not closed runs to the end of
    its paragraph where the next paragraph opens with a mark (the convention for long quotations).

    Args:
        blocks: Paragraphs in page order, with ``article_id``, ``text`` and ``block_start``.

    Returns:
        One row a quotation: ``article_id``, ``block``, ``quote_start``, ``quote_end``, ``quote_text``, ``kind``, and
        the unquoted text ``before`` and ``after`` it in the paragraph with ``before_start`` and ``after_start``.
    """
    texts = _single_marks(blocks["text"])
    opens = texts.str.contains(rf"^[{_MARKS}]")
    same_article = blocks["article_id"] == blocks["article_id"].shift(-1)
    with_marks = (
        blocks.lazy()
        .select(
            "article_id",
            "block_start",
            texts.alias("text"),
            (opens.shift(-1) & same_article).fill_null(value=False).alias("next_opens"),
        )
        .with_row_index("block")
        .filter(texts.str.contains(f"[{_MARKS}]"))
        .select(
            "block",
            "article_id",
            "block_start",
            "next_opens",
            pl.col("text").str.contains("„", literal=True).alias("low_opens"),
            pl.col("text").str.contains(_TWO_OPEN, literal=True).alias("tex_opens"),
            pl.col("text").str.extract_all(_TOKEN).alias("token"),
        )
        .explode("token")
        .with_columns(
            pl.col("token").str.len_chars().cast(pl.Int32).alias("chars"),
            pl.col("token").str.head(1).is_in(list(_MARKS)).alias("is_mark"),
            # Marks that open and close in turn.
            ((pl.col("token") == '"') | ((pl.col("token") == _TWO_CLOSE + _PAD) & ~pl.col("tex_opens")))
            .cast(pl.Int32)
            .alias("is_straight"),
            (pl.col("block") != pl.col("block").shift()).fill_null(value=True).alias("is_first"),
        )
        .with_columns(
            (pl.col("chars").cum_sum() - pl.col("chars")).alias("chars_before"),
            (pl.col("is_straight").cum_sum() - pl.col("is_straight")).alias("straight_before"),
        )
        .with_columns(
            # Counted from the top of the block: shifts over the whole frame cost a fifth of windows over each block.
            (pl.col("chars_before") - _at_first("chars_before") + pl.col("block_start")).alias("start"),
            (pl.col("straight_before") + pl.col("is_straight") - _at_first("straight_before")).alias("straight_so_far"),
        )
        .with_columns(
            _beside("token", 1).alias("mark"),
            (_beside("is_straight", 1) == 1).alias("mark_is_straight"),
            _beside("token", -1).alias("closing"),
            pl.when(~_beside("is_mark", 2)).then(_beside("token", 2)).alias("before"),
            pl.when(~_beside("is_mark", -2)).then(_beside("token", -2)).alias("after"),
            _beside("start", 2).alias("before_start"),
            _beside("start", -2).alias("after_start"),
        )
        .collect()
    )
    opened = (
        (pl.col("mark_is_straight") & (pl.col("straight_so_far") % 2 == 1))
        | (pl.col("mark") == "“") & ~pl.col("low_opens")
        | (pl.col("mark") == "„")
        | (pl.col("mark") == _TWO_OPEN + _PAD)
        | (pl.col("mark") == "«")
    )
    ended = pl.col("closing").is_not_null() | pl.col("next_opens")
    text = pl.col("token").str.strip_chars_start()
    lead = pl.col("chars") - text.str.len_chars().cast(pl.Int32)
    body = pl.col("token").str.strip_chars()
    complete = body.str.contains(r"^[\p{Lu}\p{N}…‘'\[(]") & body.str.contains(r"[,.!?…—–-][’'\])]*$")
    return (
        with_marks.filter(~pl.col("is_mark") & opened & ended & body.str.contains(r"[\p{L}\p{N}]"))
        .with_columns(
            body.alias("quote_text"),
            (pl.col("start") + lead).alias("quote_start"),
            pl.when(complete | pl.col("closing").is_null())
            .then(pl.lit("direct"))
            .otherwise(pl.lit("partial"))
            .alias("kind"),
        )
        .with_columns((pl.col("quote_start") + pl.col("quote_text").str.len_chars().cast(pl.Int32)).alias("quote_end"))
        .select(
            "article_id",
            "block",
            "quote_start",
            "quote_end",
            "quote_text",
            "kind",
            "before",
            "before_start",
            "after",
            "after_start",
        )
    )


def _single_marks(texts: pl.Series) -> pl.Series:
    return replace_where(texts, texts.str.contains("``|''"), _DOUBLED)


def _at_first(column: str) -> pl.Expr:
    return pl.when("is_first").then(pl.col(column)).forward_fill()


def _beside(column: str, distance: int) -> pl.Expr:
    return pl.when(pl.col("block") == pl.col("block").shift(distance)).then(pl.col(column).shift(distance))
