"""Weigh the lines of a scraped page: how much each says for the article being there, in characters of text.

Below the text of a scraped page stand comments, teasers of other stories, boxes of newsletters and the author's life,
all of them sentences. What tells them from the text are the lines between: who commented when, "Read more", "Sign up".
"""

from typing import Final

import polars as pl

from flows.text.patterns import NAME_WORD

_PARAGRAPH_WORTH: Final = 500
_OWN_AFFAIRS_COST: Final = 50
_TURN_COST: Final = 200
"""Two of these outweigh a comment or a teaser, none of them a text."""

_SIGN_UP_COST: Final = 100
_COMMENT_LINES: Final = 10
_MARKED_BOX_LINES: Final = 15
_FURNITURE_COST: Final = 60
_STUB_COST: Final = 40
_LINE_COST: Final = 8
_ENTRY_COST: Final = 2

_CUE_MAX_WORDS: Final = 14
_FIGURES_MAX_WORDS: Final = 3
_SIGN_UP_KINDS: Final = ("newsletter", "subscription")

_MIN_OWN_AFFAIRS: Final = 2
_OWN_AFFAIRS_CHARS: Final = 300
_MANY_AFFAIRS_CHARS: Final = 700
_OWN_AFFAIRS: Final = (
    "ad block",
    "advertising",
    "affiliate",
    "affiliate commission",
    "all rights reserved",
    "associates program",
    "at no cost to you",
    "at no extra cost",
    "before commenting",
    "by email",
    "comment policy",
    "commenting community",
    "conversation in the comments",
    "cookie",
    "data protection",
    "display name",
    "earn a commission",
    "email address",
    "epaper",
    "google news",
    "home delivery",
    "in the comments",
    "junk folder",
    "log in",
    "never miss",
    "newsletter",
    "one account",
    "online access",
    "opt out",
    "opt-out",
    "our commenters",
    "our readers",
    "our site",
    "partners or sponsors",
    "personal information",
    "preferences",
    "preferred source",
    "privacy",
    "reading experience",
    "receive new posts",
    "sign in to",
    "sign up",
    "signing up",
    "subscribe",
    "support my work",
    "terms and conditions",
    "terms of service",
    "terms of use",
    "thanks for reading",
    "third part",
    "this site",
    "your account",
    "your browser",
    "your device",
    "your email",
    "your favourite authors",
    "your inbox",
    "your personal data",
    "your subscription",
)
"""What dialogs of consent, newsletters and rules of the house speak of, in English; two of these in one paragraph.
Elsewhere nothing comes of it."""
_TO_THE_READER: Final = r"\b(?:you|your|our|us|i|my)\b|all rights reserved|this site|terms of|associates program"
"""The site speaks to its reader, a story of cookies and privacy does not; what it quotes stands in quotation marks."""

_AUTHORS: Final = (
    " covering ",
    " covers ",
    "author of",
    "co-founder",
    "columnist",
    "contributing",
    "contributor",
    "correspondent",
    "editor",
    "freelance",
    "journalist",
    "reporter",
    "writer",
    "writes about",
)
_LIFE: Final = (
    rf"^(?:[A-Z]\w+ )?{NAME_WORD}(?:\s{NAME_WORD})+,? (?:is|was|has|covers|writes|reports|joined|works|makes|serves)\s"
)
"""The life of the author: a name, what it does, a word for authors. None of 13 such paragraphs on labelled pages was
text."""

_AGO: Final = r"[0-9]+ (?:minute|hour|day|week|month|year)s? ago"
_COUNTED: Final = (
    r"(?:comments?|responses?|repl(?:y|ies)|thoughts|kommentare?|commentaires?|coment[aá]rios?|comment[io]|reacties)"
)
_COMMENT_HEADS: Final = (
    # They begin: "34 responses to “Rivers”", "[ 167 comments ]", "Leave a Reply Cancel reply".
    rf"^[\[(]? ?[0-9][0-9,.]* {_COUNTED}(?: (?:to|on|so far)\b.*|[^\p{{L}}]*)$|^comments? ?\([0-9]+\)"
    r"|^(?:leave|post|write|add) (?:a|your) (?:reply|comment)|^(?:reader|top(?: rated)?) comments|^discussion$"
    r"|^(?:view|show|see|read|load|hide|join|sort) (?:all |the )?(?:[0-9]+ )?(?:comments|conversation|discussion)"
)
_COMMENT_STAMPS: Final = (
    # One of them: "Ana Lind says:", "July 11, 2011 at 12:25 pm", "2 days ago at 07:52 am", "3 hours ago".
    r"^\S+(?: \S+){0,4} (?:says|writes|said|wrote|schrieb|dice):$"
    rf"|^(?:on )?(?:\S+ [0-9]{{1,2}},? [0-9]{{4}}|[0-9]{{1,2}} \S+ [0-9]{{4}}|{_AGO}),?(?: at| -| @)? ?"
    rf"[0-9]{{1,2}}:[0-9]{{2}}(?: ?[ap]\.?m\.?)?$|^{_AGO}$"
)
"""Where the text ends and comments begin, and one of them; folded lines."""

_OTHERS: Final = (
    r"^(?:more|top|latest|other|related|similar|popular|trending|recommended|recent|next|up next|featured|most)"
    r"(?: \S+){0,3} (?:from|in|on|by|for|now|news|stor(?:y|ies)|articles?|posts?|videos?|headlines|coverage|reads?)\b"
    r"|^(?:more|related|next|recommended|featured) \S+$|^more[:.]?$|^you (?:may|might) (?:also )?(?:like|enjoy)\b"
)
"""The heading of a list of other stories: "More in News", "Latest from the capital"; folded lines."""

_COMMENT_WORDS: Final = (
    *(":", " ago", "comment", "coment", "conversation", "discussion", "komment", "reacties", "repl", "response"),
    "thoughts",
)
_OTHER_WORDS: Final = (
    *("featured", "latest", "more", "most", "next", "other", "popular", "recent", "recommended", "related", "similar"),
    *("top", "trending", "you may", "you might"),
)
"""One of these stands in every line the patterns above match: Aho and Corasick find them in a tenth of the time."""

_MOST_OTHERS: Final = 10
_HEADLINE_WORDS: Final = 4
_SECTION_WORDS: Final = 6

_NUMBERED: Final = r"^[0-9]{1,2}[.)] \S"


def weigh_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Weigh the lines of pieces that navigation surrounds, and mark what is no text of theirs.

    Figures beside figures are a chart or a table within the text, and entries that are numbered a list of it: they cost
    next to nothing, while one figure above each headline numbers a list of other stories. Lists and headed sections
    are told from teasers by what stands between their parts: no "Read more", no time of day. The costs lie on a
    plateau: any of them halved, or raised by half, moves the text of no set of labelled pages by more than .02.

    Args:
        lines: In page order, with ``line`` (a number), ``unit`` and the columns of ``features`` and ``windows``.

    Returns:
        The lines with ``worth``, above 0 for text and below for what parts it, and ``is_aside``: the headline of
        another story below a heading that announces them, or a sentence in which the site speaks of itself.
    """
    key, words, kind = pl.col("key"), pl.col("words"), pl.col("furniture_kind")
    same = {side: (pl.col("unit") == pl.col("unit").shift(side)).fill_null(value=False) for side in (1, -1)}

    def beside(flag: pl.Expr) -> pl.Expr:
        return (flag.shift(1) & same[1]) | (flag.shift(-1) & same[-1])

    may_be = (words <= _CUE_MAX_WORDS) & ~pl.col("is_sentence")
    # Navigation stands again on every page of a site: each of its lines is tried once, a third of the time.
    distinct = lines.filter(may_be).select("key").unique().lazy()

    def matching(pattern: str, words: tuple[str, ...] = ()) -> pl.Series:
        may_match = distinct.filter(key.str.contains_any(list(words))) if words else distinct
        return may_match.filter(key.str.contains(pattern)).collect()["key"]

    heads, stamps = matching(_COMMENT_HEADS, _COMMENT_WORDS), matching(_COMMENT_STAMPS, _COMMENT_WORDS)
    others = matching(_OTHERS, _OTHER_WORDS)
    told = lines.with_columns(
        ((kind == "comments").fill_null(value=False) | (may_be & key.is_in(heads.implode()))).alias("heads_comments"),
        (may_be & key.is_in(stamps.implode())).alias("is_stamp"),
        ((kind == "related").fill_null(value=False) | (may_be & key.is_in(others.implode()))).alias("others"),
        (pl.col("stub") & key.is_in(matching(_NUMBERED).implode())).alias("numbered"),
        (pl.col("is_figure_line") & (words <= _FIGURES_MAX_WORDS)).alias("figures"),
    )
    told = told.with_columns(
        (pl.col("heads_comments") | pl.col("is_stamp")).alias("comments"),
        _in_thread(told),
        _in_marked_box().alias("in_marked_box"),
    )
    tiny = pl.col("figures") | (pl.col("stub") & (words <= _FIGURES_MAX_WORDS))
    charted = pl.col("figures") & beside(tiny)
    told = _tell_paragraphs(told).with_columns(charted.alias("charted"))
    in_table = pl.col("charted") | (pl.col("stub") & beside(pl.col("charted")))
    worth = (
        pl.when("in_marked_box")
        .then(0)
        .when(pl.col("comments") | pl.col("others"))
        .then(-_TURN_COST)
        .when(pl.col("own_affairs") | pl.col("life") | pl.col("in_thread"))
        .then(-_OWN_AFFAIRS_COST)
        .when("is_paragraph")
        .then(pl.col("chars").clip(0, _PARAGRAPH_WORTH))
        .when(kind.is_in(list(_SIGN_UP_KINDS)).fill_null(value=False))
        .then(-_SIGN_UP_COST)
        .when(in_table | pl.col("numbered"))
        .then(-_ENTRY_COST)
        .when(pl.col("is_furniture_phrase") | pl.col("is_boilerplate"))
        .then(-_FURNITURE_COST)
        .when("stub")
        .then(-_STUB_COST)
        .otherwise(-_LINE_COST)
    )
    return _mark_asides(told.with_columns(worth.cast(pl.Int64).alias("worth"))).drop(
        *(
            "comments",
            "heads_comments",
            "is_stamp",
            "in_thread",
            "in_marked_box",
            "others",
            "numbered",
            "figures",
            "charted",
        ),
        *("own_affairs", "many_affairs", "life"),
    )


def _in_marked_box() -> pl.Expr:
    """Tell the lines between the marks that readers of the screen jump along: "skip past newsletter promotion"."""
    key, line, unit = pl.col("key"), pl.col("line"), pl.col("unit")
    begins, ends = key.str.starts_with("skip past newsletter"), key.str.starts_with("after newsletter")
    begun = pl.when(begins | ends).then(pl.struct(line, unit, begins.alias("begins"))).forward_fill()
    ended = pl.when(begins | ends).then(pl.struct(line, unit, ends.alias("ends"))).backward_fill()
    return (
        begun.struct.field("begins")
        & ended.struct.field("ends")
        & (begun.struct.field("unit") == unit)
        & (ended.struct.field("unit") == unit)
        & (ended.struct.field("line") - begun.struct.field("line") <= _MARKED_BOX_LINES)
    ).fill_null(value=False)


def _in_thread(told: pl.DataFrame) -> pl.Series:
    """Mark what readers wrote below a piece: a heading of comments, and close below it three comments in a row.

    The comments on one page were 1,100 words, its text 250: no cost of single lines parts them. A live blog has the
    times, but no such heading; below a count of comments at the top stands one day, that of the article.
    """
    stamps = told.filter("is_stamp").select("line", "unit")
    line = pl.col("line")
    dense = stamps.filter(
        (line.shift(-1) - line <= _COMMENT_LINES)
        & (line.shift(-2) - line.shift(-1) <= _COMMENT_LINES)
        & (pl.col("unit") == pl.col("unit").shift(-2))
    )
    threads = (
        told.filter("heads_comments")
        .select("line", "unit", line.alias("thread"))
        .join_asof(
            dense.select("line", "unit", line.alias("first")),
            on="line",
            by="unit",
            strategy="forward",
            tolerance=_COMMENT_LINES,
            check_sortedness=False,
        )
        .filter(pl.col("first").is_not_null())
        .group_by("unit")
        .agg(pl.col("thread").min())
    )
    begun = told.select("line", "unit").join(threads, on="unit", how="left", maintain_order="left")
    return begun.select((line >= pl.col("thread")).fill_null(value=False).alias("in_thread")).to_series()


def _tell_paragraphs(told: pl.DataFrame) -> pl.DataFrame:
    """Mark the paragraphs that speak of the site (``own_affairs``), and of their author (``life``)."""
    paragraphs = told.filter("is_paragraph").select("line", "text", "key")
    key = pl.col("key")
    cues = key.str.extract_many(list(_OWN_AFFAIRS)).list.n_unique()
    told_of = paragraphs.with_columns(cues.alias("cues")).filter(pl.col("cues") >= _MIN_OWN_AFFAIRS)
    speaks = told_of.filter(key.str.contains(_TO_THE_READER) & ~key.str.contains('"', literal=True))
    of_author = paragraphs.filter(pl.col("key").str.contains_any(list(_AUTHORS)))
    found = {
        "own_affairs": speaks["line"],
        "many_affairs": speaks.filter(pl.col("cues") > _MIN_OWN_AFFAIRS)["line"],
        "life": of_author.filter(pl.col("text").str.contains(_LIFE))["line"],
    }
    return told.with_columns(pl.col("line").is_in(lines.implode()).alias(name) for name, lines in found.items())


def _mark_asides(told: pl.DataFrame) -> pl.DataFrame:
    """Mark headlines of other stories below their heading, and sentences in which the site speaks of itself.

    A short line right above a paragraph is the heading of a section, whatever stands above it.
    """
    opens = pl.col("is_paragraph") | pl.col("others") | pl.col("unit").ne_missing(pl.col("unit").shift())
    row = pl.int_range(pl.len())
    # Groups lie one behind the other: filling forward takes a third of the time of windows.
    grouped = told.with_columns(opens.alias("opens")).with_columns(
        (row - pl.when("opens").then(row).forward_fill()).alias("number"),
        pl.col("opens").shift(-1, fill_value=True).alias("is_last"),
        pl.when("opens").then("others").forward_fill().alias("is_announced"),
    )
    heads_section = (pl.col("words") <= _SECTION_WORDS) & pl.col("is_last")
    other = (
        pl.col("is_announced")
        & (pl.col("number") <= _MOST_OTHERS)
        & (pl.col("words") >= _HEADLINE_WORDS)
        & ~pl.col("is_paragraph")
        & ~heads_section
    )
    site = (
        (pl.col("own_affairs") & (pl.col("chars") <= _OWN_AFFAIRS_CHARS))
        | (pl.col("many_affairs") & (pl.col("chars") <= _MANY_AFFAIRS_CHARS))
        | pl.col("in_thread")
        | pl.col("in_marked_box")
    )
    return grouped.with_columns((other | site).alias("is_aside")).drop("opens", "number", "is_last", "is_announced")
