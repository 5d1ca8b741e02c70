"""Read photo credits: the end of a caption that names photographer and agency."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.text.columns import has_any, where_both
from flows.text.regex import alternation

_Share = Callable[[pl.Expr], pl.Expr]
"""Takes what several tests look at, and gives what stands for it in them."""

_LABELS: Final = (
    r"(?i:photo(?:graph)?s?|pictures?|pics?|images?|credits?|(?:photo|image|picture) credits?|photo illustration|"
    r"file photo|fotos?|bild|crédits?|crédit photo|cr[eé]ditos?|fotograf[ií]a)"
)
# "Image source, Getty Images": with a comma a label is one only where the line begins with it.
_SOURCE_LABEL: Final = (
    r"(?i:(?:image|picture|photo|media|video) (?:source|credit)|fuente de la imagen|cr[eé]dit photo|"
    r"source de l['’]image|cr[eé]dito(?: da foto)?)\s*,\s*"
)
_SOURCE_LINE: Final = rf"^({_SOURCE_LABEL}\S[^.!?…]*)\.?\s*$"
_LABEL: Final = (
    rf"(?:{_LABELS}\s*[:：]|(?i:credits?)\s?(?:\.\.\.|…)|{_LABELS}\s(?i:by|courtesy of|von|par)\s|[©ⓒ]|Copyright\s)\s*"
)
_LABEL_PARTS: Final = r"oto|icture|[Pp]ic|mage|redit|rédit|ild[: ]|OTO|ICTURE|MAGE|REDIT|[©ⓒ]|opyright |edia s|ideo s"
_LABEL_ENDS: Final = [
    *[":", "：", "redit...", "redit…", "redit …", " by ", "courtesy of", " von ", " par ", "©", "ⓒ", "opyright "],
    *[" source,", " credit,", "imagen,", "photo,", "rédito,", "redito,", "foto,", "image,"],
]
# Small classes keep the compiled pattern small: the engine refuses programs of over 10 MB.
_WORD: Final = r"\p{Lu}(?:\.(?:\p{Lu}\.)*|[^\s/|()\[\],;:.!?…]*)"
_CREDIT_NAME: Final = rf"{_WORD}(?:\s(?:(?:de|del|der|den|di|da|van|von|bin|al|el|la)\s)*{_WORD})*"
_BRACKETED: Final = r"(?:^|\s)([(\[][^()\[\]]+[)\]])\s*$"
# Where a scrape drops the white space between elements, the credit is glued to the last word: "in the park(Image: PA)".
_BRACKETED_LABEL: Final = rf"([(\[]\s*{_LABEL}[^()\[\]]+[)\]])\s*$"
_GLUED_LABEL: Final = (
    r"\p{Ll}((?:Photos?|Images?|Pictures?|Credits?|Photograph|Foto|Bild|Crédits?)"
    r"(?:\s[Cc]redits?)?(?:\s*:|\sby\s|\scourtesy of\s)\s*[^\s.!?…][^.!?…]*)\.?\s*$"
)
# Behind the full stop of a caption a name alone is a credit: "… at low water. (Ana Lind)", "… in 1961. LIND FAMILY".
_BRACKETED_NAME: Final = (
    rf"(?:^|[.!?…\"”’]\s+)([(\[]{_WORD}(?:\s(?:{_WORD}|de|del|der|den|di|da|van|von|of|the|for|via|and|family|archives?|handout))+"
    rf"(?:\s?/\s?{_WORD}(?:\s(?:{_WORD}|via|of|the|for))*)?[)\]])\s*$"
)
_CAPITALS_CREDIT: Final = r"[.!?…\"”’]\s+([A-Z][A-Z'’&.-]+(?:\s[A-Z&][A-Z'’&.-]*)+(?:\s?/\s?[^/.!?…]+)?)\s*$"
_BRACKETED_STOPPED: Final = r"(?:^|[.!?…\"”’]\s*)([(\[][^()\[\]]+[)\]])\s*\.\s*$"
_LABELLED: Final = (
    rf"(?:^|[\s.!?…\"”’|])({_LABEL}(?:\p{{Lu}}\.\s?)*[^\s.!?…0-9][^.!?…]+(?:\.\s?\p{{Lu}}[^.!?…]+)?)\.?\s*$"
)
_PAPERS_LABEL: Final = (
    r"[.!?…\"”’]\s+((?:[A-Z][A-Za-z]*\s)+(?i:photos?|pictures?)(?:\s?:|\s(?i:by|courtesy of))\s*"
    r"[^\s.!?…][^.!?…]*)\.?\s*$"
)
"""The paper's name before the label belongs to it: "… after the storm. Courier photo by Ana Lind"."""
# "… over the ocean. (ESA)"
_NAME_IN_BRACKETS: Final = (
    r"(?:^|[.!?…\"”’]\s+)[(\[][^\sa-z0-9()\[\],;:!?…|][^()\[\],;!?…|]+[)\]]\s*$|"
    r"\[[^\sa-z0-9\[\]][^\[\]]*/[^\[\]]+\]\s*$"
)
_LABEL_IN_BRACKETS: Final = (
    r"(?i:photo|pic|image|credit|crédit|crédito|foto|bild)[^()\[\]]*[)\]]\s*$|(?:[©ⓒ]|Copyright\s)[^()\[\]]*[)\]]\s*$"
)
"""What a name in brackets begins with, and what a label holds: more than the patterns of either match."""

_SQUARE_SLASH: Final = rf"\s(\[{_WORD}(?:\s{_WORD})+\s?/\s?{_WORD}(?:\s{_WORD})*\])\s*$"
"""Square brackets hold a credit without a full stop before them, too: "… after the storm [Ana Lind/Harbour News]"."""
_OUTLET_FIRST: Final = rf"(?:^|[.!?…\"”’]\s+)(\({_WORD}(?:\s{_WORD})*: {_CREDIT_NAME}\))\s*$"
_NO_OUTLET: Final = r"^\((?i:report|edit|writ|compil|sourc|note|see|update)"
_NAMELESS_IN_BRACKETS: Final = (
    rf"(?:^|[.!?…\"”’]\s+)([(\[](?:{_WORD}\s)*(?i:supplied|handout|contributed|submitted|(?:file|stock|courtesy) "
    rf"(?:photo|image|picture)|(?:photo|picture) by {_CREDIT_NAME})[)\]])\s*$"
)
_BRACKETED_SHORT: Final = r"[.!?…\"”’]\s+(\([A-Z][A-Z.&-]{1,6}\))\s*$"
_BARRED_NAME: Final = rf"[.!?…\"”’]\s+(\|\s*{_CREDIT_NAME})\s*$"
# Without a full stop before it, the name is taken for two words and an initial.
_OPEN_NAME_SLASH: Final = rf"[\p{{L}}\p{{N}}]\s({_WORD}(?:\s\p{{Lu}}\.?)?\s{_WORD}(?:\s?/\s?[^/.!?…]+)+)\s*$"
_PICTURE_HOUSES: Final = "Images|Photos|Pictures|Press"
_PICTURE_HOUSE: Final = rf"(?:{_PICTURE_HOUSES})(?:\s\p{{Lu}}\p{{L}}+)?$"
_NAMELESS: Final = ("Supplied", "Handout", "Contributed", "Submitted", "File photo", "Courtesy photo", "Stock image")
_WITHOUT_NAME: Final = (
    rf"^(?:{alternation(_NAMELESS)}|(?:[A-Z]\S*\s)*(?i:file|stock|handout|courtesy|contributed|submitted|archive) "
    r"(?i:photos?|images?|pictures?)|Courtesy(?: of\s\S|\s[A-Z]).*)$"
)
_COURTESY_LINE: Final = r"^(Courtesy of \S[^.!?…]*)$"
_NAMELESS_PARTS: Final = (*_NAMELESS, " photo", " image", " picture", "Courtesy ")
"""One of these stands in every such credit."""
_PIPED: Final = rf"(?:^|[.!?…\"”’)]\s+)({_CREDIT_NAME}\s*\|\s*[^|]+?)\s*$"
_BARRED: Final = r"(\|\s*[^|]+?)\s*$"
_NAME_SLASH: Final = rf"(?:^|[.!?…\"”’)]\s+)((?:[–—-]\s)?{_CREDIT_NAME}(?:\s?/\s?[^/.!?…]+)+)\.?\s*$"
_AFTER_SENTENCE: Final = r"[.!?…\"”’)]\s+([^.!?…()\[\]]+)\.?\s*$"
# Bounds stand here and not as repetitions in the patterns, where each bound multiplies what must be compiled.
_TAIL_CHARS: Final = 160
_MOST_CHARS: Final = 92
_MOST_LABELLED_CHARS: Final = 110
# Behind the name stands the caption once more: who cut there would lose its last part.
_LOWER_WORD: Final = r"\s\p{Ll}{4}"
_MOST_LOWER: Final = 3
_SMALL_WORD: Final = r"\s\p{Ll}"
_MOST_SMALL: Final = 5
_STOP_CHARS: Final = 2
_FILLERS: Final = r"(?i)\b(?:via|pool|file photos?|file|handout|archive|photos?|images?|staff|by|courtesy|of|for|and)\b"


def find_credits(texts: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Find the credits of many texts, looking with each pattern only where it can match: a third of the time.

    Args:
        texts: ``row`` (a number), ``text`` (blocks or captions).
        lexicon: Gives the agencies.

    Returns:
        ``row`` and ``credit`` of the texts that end in one, as :func:`credit_expression` finds it.
    """
    ends = texts.select("row", pl.col("text").str.tail(_TAIL_CHARS).alias("end"))
    # Captions stand up to four times, so each ending is looked at once.
    looked_at = ends.select("end").unique(maintain_order=True).with_columns(pl.col("end").str.tail(4).alias("last"))
    in_brackets = pl.col("last").str.contains_any([")", "]"])
    bracketed = looked_at.filter(in_brackets)
    others = looked_at.filter(~in_brackets)
    has_label = where_both(
        others, pl.col("end").str.contains(_LABEL_PARTS), pl.col("end").str.contains_any(_LABEL_ENDS)
    )
    labelled = others.filter(has_label)
    # Without a full stop at the end anything may be the credit; behind one only a label or a slash tells it.
    unlabelled = others.filter(~has_label)
    is_closed = unlabelled["last"].str.contains(r"[.!?…][\"”’']*$")
    open_ended = unlabelled.filter(~is_closed)
    slashed = unlabelled.filter(is_closed & unlabelled["end"].str.contains("/", literal=True))
    # The few agencies that stand in the batch are looked for in a third of the time of all.
    lexicon = lexicon.meeting(bracketed["end"], labelled["end"], open_ended["end"], slashed["end"])
    tells = has_any(pl.col("end"), ["/", "|", *lexicon.agencies, *_NAMELESS_PARTS]) | pl.col("last").str.contains(
        r"^[A-Z ]+$"
    )
    named = pl.concat([open_ended.filter(tells), slashed])
    told = _read(labelled, lambda share: pl.coalesce(_source(pl.col("end")), _labelled(pl.col("end"), share)))
    is_told = told["credit"].is_not_null()
    found = pl.concat(
        [
            *_find_bracketed(bracketed.select("end"), lexicon),
            told.filter(is_told),
            *_find_unlabelled(pl.concat([told.filter(~is_told).select("end"), named.select("end")]), lexicon),
        ]
    ).filter(pl.col("credit").is_not_null())
    return ends.join(found, on="end", maintain_order="left").select("row", "credit")


def _read(ends: pl.DataFrame, credit: Callable[[_Share], pl.Expr]) -> pl.DataFrame:
    """Read a credit from each ending; what several tests look at is searched once, not for each of them."""
    parts: list[pl.Expr] = []

    def share(part: pl.Expr) -> pl.Expr:
        parts.append(part.alias(f"part_{len(parts)}"))
        return pl.col(f"part_{len(parts) - 1}")

    chosen = credit(share)
    return ends.with_columns(parts).select("end", chosen.alias("credit"))


def _inline(part: pl.Expr) -> pl.Expr:
    return part


def _find_bracketed(bracketed: pl.DataFrame, lexicon: Lexicon) -> Iterator[pl.DataFrame]:
    """Look for a name in brackets only where no agency stands in them: most hold one, "(AP)"."""
    told = _read(bracketed, lambda share: _agency_in_brackets(pl.col("end"), lexicon, share))
    is_told = told["credit"].is_not_null()
    # Most of the others are asides: what no label nor a capital first can make a credit is not read.
    may_name = pl.col("end").str.contains(_NAME_IN_BRACKETS) | pl.col("end").str.contains(_LABEL_IN_BRACKETS)
    rest = bracketed.filter(~is_told).filter(may_name)
    if not rest.is_empty():
        yield _read(rest, lambda share: _short_enough(share(_name_in_brackets(pl.col("end")))))
    yield told.filter(is_told).select("end", _short_enough(pl.col("credit")).alias("credit"))


def _find_unlabelled(texts: pl.DataFrame, lexicon: Lexicon) -> Iterator[pl.DataFrame]:
    """Look with each pattern only where its agency, slash or bar stands: most take a batch 1 to 2 ms to compile."""
    end = pl.col("end")
    marked = texts.with_columns(
        (
            has_any(end, tuple(lexicon.agencies))
            | (end.str.contains("/", literal=True) & end.str.contains(_PICTURE_HOUSES))
        ).alias("may_name"),
        *[end.str.contains(mark, literal=True).alias(mark) for mark in ("/", "|")],
    )
    for (may_name, slash, bar), rows in marked.group_by("may_name", "/", "|"):
        read = _unlabelled if may_name else _unnamed
        yield _read(rows, partial(read, end, lexicon, has_slash=bool(slash), has_bar=bool(bar)))


def _bracketed(text: pl.Expr, lexicon: Lexicon) -> pl.Expr:
    return _short_enough(pl.coalesce(_agency_in_brackets(text, lexicon, _inline), _name_in_brackets(text)))


def _short_enough(credit: pl.Expr) -> pl.Expr:
    return pl.when(credit.str.len_chars() <= _MOST_CHARS).then(credit)


def _agency_in_brackets(text: pl.Expr, lexicon: Lexicon, share: _Share) -> pl.Expr:
    inside = share(pl.coalesce(text.str.extract(_BRACKETED, 1), text.str.extract(_BRACKETED_STOPPED, 1)))
    is_credit = inside.str.contains(lexicon.agency_words) | inside.str.contains(rf"^[(\[]\s*{_LABEL}")
    return pl.when(is_credit).then(inside)


def _name_in_brackets(text: pl.Expr) -> pl.Expr:
    outlet_first = text.str.extract(_OUTLET_FIRST, 1)
    return pl.coalesce(
        text.str.extract(_BRACKETED_LABEL, 1),
        # Alone on its line, "[The Verge]" names whom the lines above quote.
        pl.when(~text.str.starts_with("[")).then(text.str.extract(_BRACKETED_NAME, 1)),
        text.str.extract(_BRACKETED_SHORT, 1),
        text.str.extract(_SQUARE_SLASH, 1),
        text.str.extract(_NAMELESS_IN_BRACKETS, 1),
        pl.when(~outlet_first.str.contains(_NO_OUTLET)).then(outlet_first),
    )


def credit_expression(text: pl.Expr, lexicon: Lexicon) -> pl.Expr:
    """Find the credit at the end of a caption.

    A bracket, a slash or a label alone is no credit: an agency, or a label such as "Photo:", must stand in it.

    Args:
        text: The caption, or its last 160 characters.
        lexicon: Gives the agencies.

    Returns:
        String expression: the credit as it stands, brackets included; NULL where the text ends in none.
    """
    return pl.coalesce(
        _bracketed(text, lexicon), _source(text), _labelled(text, _inline), _unlabelled(text, lexicon, _inline)
    )


def _source(text: pl.Expr) -> pl.Expr:
    return text.str.extract(_SOURCE_LINE, 1)


def _labelled(text: pl.Expr, share: _Share) -> pl.Expr:
    patterns = (_PAPERS_LABEL, _LABELLED, _GLUED_LABEL)
    labelled = share(pl.coalesce(*[text.str.extract(pattern, 1) for pattern in patterns]))
    # "FILE PHOTO: Cranes lie on the quay …" is a caption that begins so, and its credit stands behind it.
    is_said = (labelled.str.len_chars() + _STOP_CHARS >= text.str.len_chars()) & (
        labelled.str.count_matches(_SMALL_WORD) > _MOST_SMALL
    )
    return pl.when(
        labelled.str.len_chars() <= _MOST_LABELLED_CHARS,
        labelled.str.count_matches(_LOWER_WORD) <= _MOST_LOWER,
        ~is_said,
    ).then(labelled)


def _kept(candidate: pl.Expr, *tests: pl.Expr) -> pl.Expr:
    return pl.when(candidate.str.len_chars() <= _MOST_CHARS, *tests).then(candidate)


def _unlabelled(
    text: pl.Expr, lexicon: Lexicon, share: _Share, *, has_slash: bool = True, has_bar: bool = True
) -> pl.Expr:
    """Find a credit without a label; what needs a slash or a bar is left out where no text has one."""
    agency = lexicon.agency_pattern
    named = lexicon.agency_words
    # Looking for a slash that is not there cost 100 µs an ending: the engine tries every agency at every place.
    slashed = pl.when(text.str.contains("/", literal=True)).then(text)
    barred = pl.when(text.str.contains("|", literal=True)).then(text)
    candidates: list[pl.Expr] = []
    if has_bar:
        piped = share(pl.coalesce(barred.str.extract(_PIPED, 1), barred.str.extract(_BARRED, 1)))
        candidates.append(_kept(piped, piped.str.contains(named)))
    if has_slash:
        names = rf"{_CREDIT_NAME}(?:\s?[/,]\s?{_CREDIT_NAME})?"
        agency_first = rf"(?:^|[^\p{{L}}/])({agency}(?:\s(?i:photo|images|wire))?\s?/\s?{names})\.?\s*$"
        name_slash = share(slashed.str.extract(_NAME_SLASH, 1))
        open_slash = share(slashed.str.extract(_OPEN_NAME_SLASH, 1))
        is_open = open_slash.str.contains(named) | open_slash.str.contains(_PICTURE_HOUSE)
        candidates += [
            _kept(share(slashed.str.extract(agency_first, 1))),
            # "Ana P. Lind/AP": the full stop of an initial ends no sentence.
            _kept(open_slash, is_open & (open_slash.str.len_chars() > name_slash.str.len_chars())),
            _kept(name_slash, name_slash.str.contains(named) | _names_person(name_slash, lexicon)),
        ]
    only_agencies = rf"^(?:[–—-]{{1,2}}\s?)?{agency}(?:(?:\s*/\s*|\s(?i:via)\s){agency}|\s(?i:photos?|pics?))?$"
    after = share(text.str.extract(_AFTER_SENTENCE, 1))
    is_agency = after.str.contains(only_agencies) | after.str.contains(_WITHOUT_NAME)
    candidates += [
        _kept(after, is_agency),
        _kept(share(text.str.extract(_CAPITALS_CREDIT, 1))),
        _kept(text.str.extract(_COURTESY_LINE, 1)),
    ]
    if has_bar:
        candidates.append(_kept(share(barred.str.extract(_BARRED_NAME, 1))))
    if has_slash:
        candidates.append(_kept(open_slash, is_open))
    return pl.coalesce(candidates)


def _names_person(credit: pl.Expr, lexicon: Lexicon) -> pl.Expr:
    """Tell a credit that begins with a known given name: whoever stands behind its slash is the outlet."""
    given = credit.str.extract(r"^(\p{Lu}\S+) \p{Lu}", 1).str.to_titlecase()
    return given.is_in(list(lexicon.speech.given_names)).fill_null(value=False)


def _unnamed(text: pl.Expr, lexicon: Lexicon, share: _Share, *, has_slash: bool, has_bar: bool) -> pl.Expr:
    """Find the credits without a label that name no agency, nor end in a house of pictures behind a slash."""
    after = share(text.str.extract(_AFTER_SENTENCE, 1))
    candidates = [
        _kept(after, after.str.contains(_WITHOUT_NAME)),
        _kept(share(text.str.extract(_CAPITALS_CREDIT, 1))),
        _kept(text.str.extract(_COURTESY_LINE, 1)),
    ]
    if has_slash:
        name_slash = share(pl.when(text.str.contains("/", literal=True)).then(text).str.extract(_NAME_SLASH, 1))
        candidates.append(_kept(name_slash, _names_person(name_slash, lexicon)))
    return pl.coalesce(*candidates, *([_kept(share(text.str.extract(_BARRED_NAME, 1)))] if has_bar else []))


def credit_parts(credit: pl.Expr, lexicon: Lexicon) -> tuple[pl.Expr, pl.Expr]:
    """Read agency and photographer from a credit.

    Args:
        credit: What :func:`credit_expression` found; NULL gives NULL.
        lexicon: Gives the agencies.

    Returns:
        Two string expressions: the agency as the credit spells it, and the photographer's name; each NULL where the
        credit names none.
    """
    # The first agency named is the picture's own, "via" names the carrier.
    agency = lexicon.agency_words
    named = credit.str.extract(f"({agency})", 1)
    rest = (
        credit.str.replace_all(agency, " / ")
        # "(Harbour News: Ana Lind)", "Courier photo by Ana Lind"
        .str.replace(rf"^[(\[|\s]*(?:{_SOURCE_LABEL}|(?:[A-Z][A-Za-z]*\s)*{_LABEL}|[^():/]+:\s)?", "")
        .str.replace_all(_FILLERS, " / ")
        .str.strip_chars(" ()[]/|,:•·–—-")
    )
    person = rest.str.extract(rf"^({_CREDIT_NAME})", 1).str.strip_chars(" .")
    photographer = pl.when(person.str.contains(r"\s") & (person.str.len_chars() >= 4)).then(person)
    return named, photographer
