"""Tell lines by those beside them: whose age is told, for whom an author works, where a report is from, who signs."""

from typing import Final

import polars as pl

from flows.steps.dating import AGO, DATE_LABEL
from flows.steps.lexicon import Lexicon
from flows.text.columns import has_any
from flows.text.patterns import NAME_WORD

_PLACE_MAX_CHARS: Final = 40
_PLACE_LINE: Final = (
    r"^\p{Lu}[\p{Lu}.’']+(?:[ -]\p{Lu}[\p{Lu}.’']+){0,2}"
    rf"(?:, {NAME_WORD}(?: {NAME_WORD})?\.?)?$"
)
_NO_PLACE: Final = (
    r"\b(?:analysis|breaking|comment|exclusive|explainer|live|news|opinion|review|sports?|updated?|video|watch)\b"
)
_WROTE_FROM: Final = r"^report(?:ing|ed) from \S"
_AFFILIATION_MAX_WORDS: Final = 7
_LINE_MIN_WORDS: Final = 4
_STAFF_MAX_WORDS: Final = 9
_STAFFS: Final = (
    *("Staff", "Desk", "Newsroom", "Bureau", "Team", "News Service", "Editorial Board", "Agencies", "Staff Report"),
    *("Staff Reports", "Staff Reporter", "Staff Writer", "Special Correspondent", "Our Correspondent", "staff"),
    *("staff report", "staff reports", "staff writer"),
)
_STAFF: Final = r"^(?:\p{Lu}[^\s.!?]*|[0-9]+)(?: (?:\p{Lu}[^\s.!?]*|[0-9]+|of|and|the|&|staff|reports?|writer))*$"
_STAFF_ENDS: Final = rf"(?:{'|'.join(_STAFFS)})(?: (?:and|&) (?:The )?{NAME_WORD}(?: {NAME_WORD})?)?$"
_SIGNED_MIN_WORDS: Final = 15
_SIGNATURE_AROUND: Final = "()[]-–—. \u00a0"
_SIGNED: Final = r"[.!?…][\"”’»]*$"
_AUTHOR: Final = r"((?:\p{Lu}[^\s,.|/•·()@]*\.? )+\p{Lu}[^\s,.|/•·()@]*)"
_BIO_MAX_WORDS: Final = 60
_HEAD_BLOCKS: Final = 12
_LINK_WORDS: Final = (4, 24)
_LINK: Final = r"[\p{L}\p{N}?!'’\"”]:\p{Lu}\p{L}"
_BIO: Final = (
    r"^(?:(?:follow|contact|reach|call|e-?mail)(?: reporter| staff writer| columnist| writer)? (\S+ (?:\S\.? )?\S+) "
    r"(?:at|on)\b|(\S+ (?:\S\.? )?\S+) "
    r"(?:is|was|covers|writes|reports|can be|has been|joined|worked|works|lives|teaches|edits|serves)\b)"
)


def names_author_or_day() -> pl.Expr:
    """Tell the lines that a headline stands above: a byline of any kind, a date, a person's name alone."""
    return pl.any_horizontal("is_byline_line", "is_loose_byline_line", "is_date_line", "is_person_line")


def find_ages_of_others(described: pl.DataFrame) -> pl.Series:
    """Find the lines "3 hours ago" that no label, in the line or above it, makes the article's: teasers tell theirs."""
    ages = described.filter(pl.col("is_date_line") & pl.col("key").str.ends_with(" ago")).filter(
        pl.col("key").str.contains(f"^{AGO}$")
    )
    above = described.select((pl.col("row") + 1).alias("row"), "doc", pl.col("key").alias("above"))
    labelled = ages.join(above, on=["row", "doc"]).filter(pl.col("above").str.contains(f"^{DATE_LABEL}:?$"))
    return ages.join(labelled, on="row", how="anti")["row"]


def find_affiliations(described: pl.DataFrame, lexicon: Lexicon) -> pl.Series:
    """Find the lines right below a byline that say for whom its author works, or as what: "Senior Reporter".

    Where nobody is named they stand below the headline: "Harbour 6 News Staff and The Associated Press", "Web Desk".
    """
    is_below = (pl.col("doc") == pl.col("doc").shift(1)) & (
        pl.col("is_byline_line") | pl.col("is_loose_byline_line") | pl.col("is_person_line")
    ).shift(1)
    may_be = is_below & (pl.col("words") <= _AFFILIATION_MAX_WORDS) & ~pl.col("is_sentence") & ~pl.col("is_byline_line")
    tells = pl.col("key").str.contains(lexicon.non_person_pattern) | pl.col("key").str.contains(_WROTE_FROM)
    below_line = (pl.col("doc") == pl.col("doc").shift(1)) & (pl.col("words").shift(1) >= _LINE_MIN_WORDS)
    may_be_staff = below_line & (pl.col("words") <= _STAFF_MAX_WORDS) & ~pl.col("is_sentence")
    staff = described.filter(may_be_staff & has_any(pl.col("text"), _STAFFS)).filter(
        pl.col("text").str.contains(_STAFF_ENDS) & pl.col("text").str.contains(_STAFF)
    )
    return pl.concat([described.filter(may_be).filter(tells)["row"], staff["row"]])


def find_place_lines(described: pl.DataFrame) -> pl.Series:
    """Find the datelines on lines of their own between byline and text: "HARMON, Ill.", "LYNDHAM"."""
    tells = names_author_or_day() | pl.col("is_agency_line")
    of_page = {side: pl.col("doc") == pl.col("doc").shift(side) for side in (1, -1)}
    may_be = described.filter(
        (pl.col("chars") <= _PLACE_MAX_CHARS)
        & tells.shift(1)
        & of_page[1]
        & pl.col("is_strong").shift(-1)
        & of_page[-1]
        & ~pl.any_horizontal("is_furniture_phrase", "is_agency_line", "is_byline_line", "is_date_line")
    )
    return may_be.filter(pl.col("text").str.contains(_PLACE_LINE) & ~pl.col("key").str.contains(_NO_PLACE))["row"]


def find_bios(described: pl.DataFrame) -> pl.Series:
    """Find what a page tells of its author: "Ana Lind covers the harbour for the Courier. Reach her at …".

    Told by the name in the byline, since of anybody else such a sentence is text.

    Args:
        described: Lines in page order, with ``row``, ``doc``, ``text``, ``key``, ``words``, ``is_terminal`` and what
            tells bylines.

    Returns:
        The ``row`` of each such line.
    """
    key = pl.col("key")
    lines = described.select("row", "doc", "key", "words").filter(pl.col("words").is_between(4, _BIO_MAX_WORDS))
    # Few lines match, and to tell which takes a third of the time of taking the names from all.
    may_be = lines.filter(key.str.contains(_BIO)).select(
        "row", "doc", pl.coalesce(key.str.extract(_BIO, 1), key.str.extract(_BIO, 2)).alias("name")
    )
    # A name alone is a byline at the top of its page.
    is_name = pl.col("is_person_line") & (pl.col("block_index") <= _HEAD_BLOCKS)
    bylines = described.select(
        "doc", "text", "block_index", "is_byline_line", "is_loose_byline_line", "is_person_line"
    ).filter(pl.any_horizontal("is_byline_line", "is_loose_byline_line") | is_name)
    bylines = bylines.filter(pl.col("doc").is_in(may_be["doc"].unique().implode()))
    named = bylines.select(
        "doc",
        pl.col("text").str.replace(r"^(?i:by|author|reporter)\s?:?\s", "").str.extract_all(_AUTHOR).alias("name"),
    ).explode("name")
    name = pl.col("name").str.to_lowercase()
    # "By Ana Lind Staff Writer"
    names = pl.concat([named.with_columns(name), named.with_columns(name.str.extract(r"^(\S+ \S+)", 1))])
    return may_be.join(names.unique(), on=["doc", "name"], how="semi")["row"]


def find_inset_links(described: pl.DataFrame) -> pl.Series:
    """Find the links to other stories between two paragraphs: "Barge raised:What we know about the rescue".

    A paper's system prints the first words in bold, and no space behind their colon; the line was a section heading.

    Args:
        described: Lines in page order, with ``row``, ``doc``, ``text``, ``words``, ``is_terminal``, ``is_strong``.

    Returns:
        The ``row`` of each such line.
    """
    doc, is_strong = pl.col("doc"), pl.col("is_strong")
    between = is_strong.shift() & (doc == doc.shift()) & is_strong.shift(-1) & (doc == doc.shift(-1))
    lines = described.filter(between & ~pl.col("is_terminal") & pl.col("words").is_between(*_LINK_WORDS))
    return lines.filter(pl.col("text").str.contains(_LINK))["row"]


def mark_signed(described: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Mark as text the paragraphs that end an agency's story with its name: "… from the town. PTI", "… the town. (AP)".

    So captions end as well, and the last paragraph of such a story was one. A caption stands above the text, between
    its paragraphs or beside other captions; a signature ends two paragraphs or the page's text, and stands once.

    Args:
        described: Lines in page order, with what is told of their words (see ``features``), ``copy_count`` and, of
            HTML, ``tag``.
        lexicon: Gives the agencies that sell text.

    Returns:
        The lines with ``is_signed``; such ones have no ``credit`` and are ``is_strong``.
    """
    text, credit, doc = pl.col("text"), pl.col("credit"), pl.col("doc")
    numbered = described.with_row_index("row")
    may_be = numbered.filter(
        credit.is_not_null()
        & (pl.col("words") >= _SIGNED_MIN_WORDS)
        & (pl.col("copy_count") == 1)
        & pl.col("tag").ne_missing("figcaption"),
    ).filter(
        credit.str.strip_chars(_SIGNATURE_AROUND).is_in(list(lexicon.wire_agencies)),
        text.str.strip_suffix(credit).str.strip_chars_end().str.contains(_SIGNED),
    )
    if may_be.is_empty():
        return described.with_columns(pl.lit(value=False).alias("is_signed"))
    is_text = pl.col("is_strong") & ~pl.col("has_credit")
    lines = numbered.filter(doc.is_in(may_be["doc"].unique().implode()) & ~pl.col("is_furniture_phrase"))
    above = {side: is_text.shift(side) & (doc == doc.shift(side)) for side in (1, 2)}
    follows = (pl.col("is_strong") | pl.col("has_credit")).shift(-1) & (doc == doc.shift(-1))
    is_last = pl.col("row").filter(is_text).max().over("doc") < pl.col("row")
    signed = lines.filter((above[1] & (above[2] | is_last)).fill_null(value=False) & ~follows.fill_null(value=False))
    is_signed = pl.col("row").is_in(signed.join(may_be, on="row", how="semi")["row"].implode())
    return numbered.with_columns(
        is_signed.alias("is_signed"),
        pl.when(~is_signed).then("credit"),
        pl.col("has_credit") & ~is_signed,
        *[pl.col(name) | is_signed for name in ("is_terminal", "is_sentence", "is_prose", "is_strong")],
    ).drop("row")
