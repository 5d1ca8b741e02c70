"""Bring to each block what was known beside the text: the markup of HTML, and the title given as metadata."""

from typing import Final

import polars as pl

from flows.text.normalise import letters_only

_BOILERPLATE: Final = ("nav", "footer", "aside", "form", "dialog")
_BOILERPLATE_CLASS: Final = (
    r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|share|sharing|social|related|recommend(?:ed|ations)?|newsletter|promo|"
    r"cookie|consent|comments?|disqus|sidebar|footer|advert(?:isement)?s?|sponsored|outbrain|taboola|subscribe|paywall|"
    r"signup|login|most-?read|trending|tags?|widget|toolbar|author-bio|read-?more|more-?stories)(?:$|[\s_-])"
)
_CAPTION_CLASS: Final = (
    r"(?:^|[\s_-])(?:caption|captiontext|photocaption|imagecaption|cutline|figcaption|bildunterschrift|pie-de-foto|legende)"
    r"(?:$|[\s_-])"
)
_CAPTION_CHARS: Final = 700
_LINKED_SHARE: Final = 0.6
_TITLE_PART: Final = 0.5
_TRUSTED_SHARE: Final = 0.3


def add_hints(blocks: pl.DataFrame, hints: pl.DataFrame, metadata: pl.DataFrame) -> pl.DataFrame:
    """Join markup and given titles to the blocks.

    Args:
        blocks: With ``doc``, ``document_id``, ``block_start``, ``chars``, ``words``, ``key``, in page order.
        hints: One row a rendered line of HTML; may be empty.
        metadata: One row a page with ``document_id`` and ``title`` (NULL for not known).

    Returns:
        The blocks with ``tag`` and ``container`` (NULL for plain text), ``is_boilerplate`` (navigation, sidebars,
        footers, lines that are mostly links) and ``is_given_title`` (the line says what the title given says).
    """
    marked = _with_markup(blocks, hints)
    titles = metadata.filter(pl.col("title").is_not_null()).select(
        "document_id", letters_only(pl.col("title")).alias("title_letters")
    )
    if titles.is_empty():
        return marked.with_columns(pl.lit(value=False).alias("is_given_title"))
    letters = pl.when(pl.col("title_letters").is_not_null() & (pl.col("chars") <= 300)).then(
        pl.col("key").str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars(" ")
    )
    # The title of a page often carries the site's name behind the headline.
    long_enough = letters.str.len_chars() >= _TITLE_PART * pl.col("title_letters").str.len_chars()
    same = (letters == pl.col("title_letters")) | (
        pl.col("title_letters").str.starts_with(letters) & long_enough & (pl.col("words") >= 3)
    )
    return (
        marked.join(titles, on="document_id", how="left", maintain_order="left")
        .with_columns(same.fill_null(value=False).alias("is_given_title"))
        .drop("title_letters")
    )


def _with_markup(blocks: pl.DataFrame, hints: pl.DataFrame) -> pl.DataFrame:
    if hints.is_empty():
        return blocks.with_columns(
            pl.lit(None, dtype=pl.String).alias("tag"),
            pl.lit(None, dtype=pl.String).alias("container"),
            pl.lit(value=False).alias("is_boilerplate"),
        )
    joined = blocks.join(
        hints.select(
            "document_id",
            pl.col("hint_start").alias("block_start"),
            "tag",
            "container",
            "link_char_count",
            "class_text",
        ),
        on=["document_id", "block_start"],
        how="left",
        maintain_order="left",
    )
    captioned = pl.col("class_text").str.contains(_CAPTION_CLASS) & ~pl.col("tag").str.contains(r"^h[1-6]$")
    joined = joined.with_columns(
        pl.when((captioned & (pl.col("chars") <= _CAPTION_CHARS)).fill_null(value=False))
        .then(pl.lit("figcaption"))
        .otherwise("tag")
        .alias("tag")
    )
    # Names in bylines are linked to the page of their author.
    mostly_links = (pl.col("link_char_count") >= _LINKED_SHARE * pl.col("chars")) & ~pl.col("is_byline_line")
    prose_chars = pl.when(pl.col("is_prose") | pl.col("is_strong")).then("chars").otherwise(0)
    judged = joined.with_columns(
        pl.col("container").is_in(list(_BOILERPLATE)).fill_null(value=False).alias("by_container"),
        pl.col("class_text").str.contains(_BOILERPLATE_CLASS).fill_null(value=False).alias("by_class"),
    )
    # A page whose text stands mostly in a form or in a "widget" is built that way: there the name says nothing.
    trusted = [
        (pl.when(reason).then(prose_chars).sum().over("doc") <= _TRUSTED_SHARE * prose_chars.sum().over("doc")).alias(
            f"{reason}_trusted"
        )
        for reason in ("by_container", "by_class")
    ]
    boilerplate = (
        (pl.col("by_container") & pl.col("by_container_trusted"))
        | (pl.col("by_class") & pl.col("by_class_trusted"))
        | (mostly_links & (pl.col("tag") != "h1"))
        | (pl.col("tag") == "button")
    )
    return (
        judged.with_columns(*trusted)
        .with_columns((boilerplate & (pl.col("tag") != "figcaption")).fill_null(value=False).alias("is_boilerplate"))
        .drop("link_char_count", "class_text", "by_container", "by_class", "by_container_trusted", "by_class_trusted")
    )
