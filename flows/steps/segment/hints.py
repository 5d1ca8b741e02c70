"""Bring to each block what was known beside the text: the markup of HTML, and the title given as metadata."""

from typing import Final

import polars as pl

from flows.text.columns import where_both
from flows.text.normalise import letters_only

_CAPTION_CLASS: Final = (
    r"(?:^|[\s_-])(?:[a-z]*caption(?:text)?|cutline|legende?|bildunterschrift|pie-de-foto|(?:image|photo)-?credits?)"
    r"(?:$|[\s_-])"
)
_AUTHOR_CLASS: Final = (
    r"(?:^|[\s_-])(?:author|byline|autor|auteur|verfasser|autore)(?:s|en)?"
    r"(?:$|[\s_]|-{1,2}(?:name|link|by|mark)\b)"
)
_CAPTION_CLASS_PARTS: Final = "caption|cutline|legend|bildunterschrift|pie-de-foto|credit"
_AUTHOR_CLASS_PARTS: Final = "author|byline|autor|auteur|verfasser"
"""One of these stands in every class that the patterns above match; few lines have one."""

_NEAREST_CLASS_CHARS: Final = 60
_AUTHOR_WORDS: Final = 9
_BARE_AUTHOR: Final = r"^(?:(?i:by)[: ]\s*)?\p{Lu}[\p{L}'’.-]*(?:\s\p{Lu}[\p{L}'’.-]*){1,3}$"
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_ENTRIES: Final = ("li", "dd", "dt")
_CELLS: Final = ("td", "th")
_CELL_WORDS: Final = 8
_CAPTION_CHARS: Final = 700
_LINKED_SHARE: Final = 0.6
_LINKED_SENTENCE_WORDS: Final = 8
_LINKED_SENTENCE: Final = r"\p{Ll}.*\p{Ll}[.。।]$"
_TITLE_PART: Final = 0.4
_TITLE_SPREAD: Final = 3
_TITLE_SIGNS: Final = 20
_TITLE_MOST_CHARS: Final = 300


def add_hints(blocks: pl.DataFrame, hints: pl.DataFrame, metadata: pl.DataFrame) -> pl.DataFrame:
    """Join markup and given titles to the blocks.

    Args:
        blocks: With ``doc``, ``document_id``, ``block_start``, ``chars``, ``words``, ``key``, in page order.
        hints: One row a rendered line of HTML; may be empty.
        metadata: One row a page with ``document_id`` and ``title`` (NULL for not known).

    Returns:
        The blocks with ``tag`` and ``container`` (NULL for plain text), ``region`` (``above``, ``head``, ``body`` or
        ``other`` to the article of an HTML page; NULL where that is not known), ``starts_story``, ``is_boilerplate``
        (navigation, sidebars, footers, lines that are mostly links), ``is_author_line`` (marked as the author, and
        names one) and ``is_given_title`` (the line says what the title given says).
    """
    marked = _with_markup(blocks, hints)
    titles = metadata.filter(pl.col("title").is_not_null()).select(
        "document_id", letters_only(pl.col("title")).alias("title_letters")
    )
    if titles.is_empty():
        return marked.with_columns(pl.lit(value=False).alias("is_given_title"))
    titled = marked.join(titles, on="document_id", how="left", maintain_order="left").with_row_index("line")
    # Only lines about as long as the title can say it: on a page of HTML one in five.
    title_chars = pl.col("title_letters").str.len_chars()
    may_be = pl.col("chars").is_between(_TITLE_PART * title_chars, _TITLE_SPREAD * title_chars + _TITLE_SIGNS)
    letters = pl.col("key").str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars(" ").alias("letters")
    # The title of a page often carries the site's name behind the headline, or before it.
    whole = pl.col("letters") == pl.col("title_letters")
    is_part = pl.col("title_letters").str.starts_with(pl.col("letters")) | pl.col("title_letters").str.ends_with(
        pl.col("letters")
    )
    long_enough = pl.col("letters").str.len_chars() >= _TITLE_PART * title_chars
    same = whole | (is_part & long_enough & (pl.col("words") >= 3))
    # Blogs link the headline of a story to the story itself, and some sites show it among the breadcrumbs.
    beside_text = pl.col("tag").is_in(list(_HEADINGS)) & pl.col("region").is_in(["above", "head"])
    is_shown = (beside_text & pl.col("is_given_title")) | ((pl.col("tag") == "h1") & whole)
    found = (
        titled.filter((pl.col("chars") <= _TITLE_MOST_CHARS) & may_be)
        .with_columns(letters)
        .with_columns(same.fill_null(value=False).alias("is_given_title"))
        .filter("is_given_title")
        .select("line", "is_given_title", is_shown.fill_null(value=False).alias("is_shown"))
    )
    return (
        titled.join(found, on="line", how="left", maintain_order="left")
        .with_columns(
            pl.col("is_given_title").fill_null(value=False),
            (pl.col("is_boilerplate") & ~pl.col("is_shown").fill_null(value=False)).alias("is_boilerplate"),
        )
        .drop("title_letters", "is_shown", "line")
    )


def _with_markup(blocks: pl.DataFrame, hints: pl.DataFrame) -> pl.DataFrame:
    if hints.is_empty():
        return blocks.with_columns(
            pl.lit(None, dtype=pl.String).alias("tag"),
            pl.lit(None, dtype=pl.String).alias("container"),
            pl.lit(None, dtype=pl.String).alias("region"),
            pl.lit(value=False).alias("starts_story"),
            pl.lit(value=False).alias("is_boilerplate"),
            pl.lit(value=False).alias("is_author_line"),
        )
    joined = blocks.join(
        hints.select(
            "document_id",
            pl.col("hint_start").alias("block_start"),
            "tag",
            "container",
            "link_char_count",
            "class_text",
            "region",
            "starts_story",
        ),
        on=["document_id", "block_start"],
        how="left",
        maintain_order="left",
    )
    classes = pl.col("class_text")
    may_caption = (pl.col("chars") <= _CAPTION_CHARS) & ~pl.col("tag").is_in(list(_HEADINGS))
    captioned = where_both(
        joined,
        (may_caption & classes.str.contains(_CAPTION_CLASS_PARTS)).fill_null(value=False),
        classes.str.contains(_CAPTION_CLASS),
    )
    joined = joined.with_columns(pl.when(pl.lit(captioned)).then(pl.lit("figcaption")).otherwise("tag").alias("tag"))
    # What the markup calls the author, written as persons write their names, or behind "By".
    says_by = pl.col("is_byline_line") | pl.col("is_loose_byline_line")
    beside_title = pl.col("region").is_in(["above", "head"])
    nearest = classes.str.head(_NEAREST_CLASS_CHARS)
    may_name = (pl.col("words") <= _AUTHOR_WORDS) & (says_by | beside_title) & nearest.str.contains(_AUTHOR_CLASS_PARTS)
    named = where_both(
        joined,
        may_name.fill_null(value=False),
        nearest.str.contains(_AUTHOR_CLASS)
        & (says_by | pl.col("is_person_line") | pl.col("text").str.contains(_BARE_AUTHOR)),
    )
    # Names in bylines are linked to the page of their author; a heading or an entry of the text's own lists, too.
    mostly_links = (pl.col("link_char_count") >= _LINKED_SHARE * pl.col("chars")) & ~pl.col("is_byline_line")
    is_heading = pl.col("tag").is_in(list(_HEADINGS)) & (
        pl.col("region").is_in(["head", "body"]) | (pl.col("tag") == "h1")
    )
    is_cell = pl.col("tag").is_in(list(_CELLS)) & (pl.col("words") <= _CELL_WORDS)
    is_entry = (pl.col("tag").is_in(list(_ENTRIES)) | is_cell) & (pl.col("region") == "body")
    # A sentence of the text may be a link from end to end; linked headlines of other stories end without a full stop.
    in_text = (pl.col("tag") == "p") & (pl.col("region") == "body") & (pl.col("words") >= _LINKED_SENTENCE_WORDS)
    is_said = where_both(
        joined, (mostly_links & in_text).fill_null(value=False), pl.col("text").str.contains(_LINKED_SENTENCE)
    )
    linked = mostly_links & ~is_heading & ~is_entry & ~pl.lit(is_said)
    boilerplate = (pl.col("region") == "other") | linked | (pl.col("tag") == "button")
    return joined.with_columns(
        # A picture that stands outside the article and links somewhere belongs to another story.
        (boilerplate & ((pl.col("tag") != "figcaption") | (mostly_links & (pl.col("region") == "other"))))
        .and_(pl.lit(~named))
        .fill_null(value=False)
        .alias("is_boilerplate"),
        pl.lit(named).alias("is_author_line"),
        pl.col("starts_story").fill_null(value=False),
    ).drop("link_char_count", "class_text")
