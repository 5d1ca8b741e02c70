"""Tell captions by lines that echo: the caption again with its credit behind it, or beside it name and picture house.

Stations and papers of whole groups print their pictures in these layouts. Read as text, the caption was the headline of
a second article, or paragraphs among which the article itself was lost as navigation.
"""

from typing import Final

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.text.regex import alternation

_CAPTION_MIN_WORDS: Final = 5
_CAPTION_MAX_CHARS: Final = 700
_TWICE_MIN_WORDS: Final = 4
_HOUSE_MAX_WORDS: Final = 8
_NAME_MAX_WORDS: Final = 4
_OPEN_MAX_CHARS: Final = 300
_GALLERY: Final = 3
_MOST_TWICE: Final = 2

_CREDIT_BEHIND: Final = r"^\s?[(\[|][^()\[\]|]{2,80}[)\]]?$"
"""What may stand behind the caption where it stands again: "(Harbour News)", "| Ana Lind"."""
_SIZE_BEHIND: Final = r"^ [0-9]{2,4} [0-9]{2,4} \S+$"
"""Width, height and author of a picture that has the headline for its alternative text: "150 150 admin"."""
_HOUSE_ENDS: Final = r"(?:Photos?|Fotos?|Images?|Pictures)$"


def mark_echoes(described: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Mark captions and credits that the lines around them tell.

    Args:
        described: Lines in page order, with ``doc``, ``text``, ``chars``, ``words``, what is told of their words (see
            ``features``), and of HTML ``region`` and ``tag``.
        lexicon: Gives the picture houses.

    Returns:
        The lines with these flags and ``credit`` set where an echo tells it: ``has_credit`` of a caption, also of one
        that says itself twice in one line; ``is_credit_line`` of the lines that name its photographer and house;
        ``is_furniture_phrase`` of the headline with a picture's size behind it; ``is_house_line`` of the lines that
        are credits for no other reason; and ``credits_next`` of those whose caption stands below them.
    """
    return _mark_credit_lines(_mark_said_again(described), lexicon)


def said_once(text: pl.Expr) -> pl.Expr:
    """Take the first half of a text that says itself twice in one line, as a picture's two texts glued do.

    Args:
        text: Captions without credit and label.

    Returns:
        The half, or the text where it says itself once.
    """
    twice = _is_said_twice(text) & text.str.contains(" ", literal=True)
    return pl.when(twice).then(text.str.head(_half(text))).otherwise(text)


def _is_said_twice(text: pl.Expr) -> pl.Expr:
    return text.str.head(_half(text)) == text.str.tail(_half(text))


def _half(text: pl.Expr) -> pl.Expr:
    return (text.str.len_chars() - 1) // 2


def _mark_said_again(described: pl.DataFrame) -> pl.DataFrame:
    """Mark the lines that begin as the line above ends, and those whose first half is their second."""
    above = pl.col("text").shift()
    begins = (
        (pl.col("doc") == pl.col("doc").shift())
        & (pl.col("chars") > pl.col("chars").shift())
        & (pl.col("chars") <= _CAPTION_MAX_CHARS)
        & (pl.col("words").shift() >= _CAPTION_MIN_WORDS)
        & pl.col("text").str.starts_with(above)
    ).fill_null(value=False)
    row = pl.int_range(pl.len())
    lines = described.select(
        row.alias("row"),
        "doc",
        "text",
        "words",
        begins.alias("begins"),
        pl.when(begins).then(pl.col("text").str.strip_prefix(above)).alias("behind"),
    )
    again = lines.filter("begins")
    credited = again.filter(pl.col("behind").str.contains(_CREDIT_BEHIND))
    sized = again.filter(pl.col("behind").str.contains(_SIZE_BEHIND))["row"]
    twice = lines.filter(
        (pl.col("words") >= _TWICE_MIN_WORDS) & (pl.col("words") % 2 == 0), _is_said_twice(pl.col("text"))
    ).filter(pl.len().over("doc") <= _MOST_TWICE)["row"]
    pictured = pl.concat([credited["row"], credited["row"].cast(pl.Int64) - 1, twice])
    rows = described.select(row.alias("row"))
    found = rows.join(credited.select("row", pl.col("behind").str.strip_chars()), on="row", how="left")["behind"]
    return described.with_columns(
        pl.coalesce("credit", found.alias("credit")).alias("credit"),
        (pl.col("has_credit") | row.is_in(pictured.implode())).alias("has_credit"),
        (pl.col("is_furniture_phrase") | row.is_in(sized.implode())).alias("is_furniture_phrase"),
    )


def _mark_credit_lines(described: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Mark the lines "Ana Lind" and "AP Photo" below a caption, in either order.

    The house must be one of pictures alone, or carry a picture for another: "Reuters" below a name is a byline.
    """
    texts = described.select("text", "words", "is_sentence").filter(
        (pl.col("words") <= _HOUSE_MAX_WORDS) & ~pl.col("is_sentence")
    )
    houses = [alias for alias in lexicon.agencies if alias not in lexicon.wire_agencies]
    carried = rf"^\S.* via (?:the )?{alternation(lexicon.meeting(texts['text']).agencies)}$"
    text = texts.select(pl.col("text").unique())
    named = text.filter(
        pl.col("text").is_in(houses)
        | (pl.col("text").is_in(list(lexicon.agencies)) & pl.col("text").str.contains(_HOUSE_ENDS))
    )["text"]
    may_be = text.filter(pl.col("text").str.contains(" via ", literal=True))
    via = may_be.filter(pl.col("text").str.contains(carried))["text"] if may_be.height else may_be["text"]
    is_house = pl.col("text").is_in(pl.concat([named, via]).implode()) & (pl.col("words") <= _HOUSE_MAX_WORDS)
    row = pl.int_range(pl.len()).alias("row")
    near = described.with_columns(row, is_house.alias("is_picture_house"))
    is_agency = pl.col("is_picture_house") | pl.col("is_agency_line")
    if not near.select(is_agency.any()).item():
        return described.with_columns(*[pl.lit(value=False).alias(name) for name in ("is_house_line", "credits_next")])
    doc = pl.col("doc")
    # In a gallery any agency stands below its picture, and captions end without a full stop.
    beside = [is_agency.shift(side) & (doc == doc.shift(side)) for side in (-3, -2, 2, 3)]
    near = near.with_columns(
        (pl.col("is_person_line") & ~pl.col("is_agency_line") & (pl.col("words") <= _NAME_MAX_WORDS)).alias("is_name"),
        (
            (pl.col("words") >= _CAPTION_MIN_WORDS)
            & (pl.col("chars") <= _CAPTION_MAX_CHARS)
            & ~pl.any_horizontal("is_date_line", "is_byline_line", "is_furniture_phrase", "is_picture_house")
            # Where the markup tells text from pictures, a credit below a sentence is that of the next picture.
            & ~((pl.col("region") == "body") & (pl.col("tag") == "p")).fill_null(value=False)
        ).alias("is_caption"),
        (pl.any_horizontal(*beside).fill_null(value=False) & (is_agency.sum().over("doc") >= _GALLERY)).alias(
            "in_gallery"
        ),
    ).with_columns((is_agency & (pl.col("is_picture_house") | pl.col("in_gallery"))).alias("is_house"))
    # The house first, then its caption: an open line with text below it. Any agency stands so within the text.
    is_open = pl.col("is_caption") & ~pl.col("is_terminal") & (pl.col("chars") <= _OPEN_MAX_CHARS)
    between = (pl.col("is_strong").shift() & (doc == doc.shift())) | pl.col("is_picture_house")
    house_first = (
        is_agency
        & between
        & (is_open & ~pl.col("is_person_line") & ~pl.col("is_loose_byline_line")).shift(-1)
        & (doc == doc.shift(-1))
        & pl.col("is_strong").shift(-2)
        & (doc == doc.shift(-2))
        & ~pl.col("in_gallery")
    )
    above = {
        side: pl.col("is_caption").shift(side)
        & (doc == doc.shift(side))
        & (pl.col("is_sentence").shift(side) | pl.col("in_gallery"))
        for side in (1, 2)
    }
    house = pl.col("is_house")
    told = near.select(
        "row",
        *[
            told.fill_null(value=False).alias(name)
            for name, told in (
                ("name_first", house & pl.col("is_name").shift() & above[2]),
                ("house_first", house_first),
                ("house_alone", house & above[1] & ~house_first.fill_null(value=False)),
                (
                    "name_last",
                    house & above[1] & pl.col("in_gallery") & pl.col("is_name").shift(-1) & (doc == doc.shift(-1)),
                ),
            )
        ],
    )
    first, alone, last, above_caption = (
        told.filter(name)["row"] for name in ("name_first", "house_alone", "name_last", "house_first")
    )
    credits_ = pl.concat([first, first - 1, alone, last + 1, above_caption])
    captions = pl.concat([first - 2, alone - 1, above_caption + 1])
    return described.with_columns(
        row.is_in(credits_.implode()).alias("is_house_line"),
        row.is_in(above_caption.implode()).alias("credits_next"),
        (pl.col("is_credit_line") | row.is_in(credits_.implode())).alias("is_credit_line"),
        (pl.col("has_credit") | row.is_in(pl.concat([captions, credits_]).implode())).alias("has_credit"),
        *[(pl.col(name) & ~row.is_in(credits_.implode())).alias(name) for name in ("is_person_line", "is_agency_line")],
        # "Nation & World" below the photographer's name says nothing of an author.
        (pl.col("is_affiliation_line") & ~row.is_in((credits_ + 1).implode())).alias("is_affiliation_line"),
    )
