"""Describe each block by features that carry across sites: length, punctuation, case, position, credits, phrases."""

from typing import Final

import numpy as np
import polars as pl

from flows.steps.credits import find_credits
from flows.steps.dating import date_line_pattern
from flows.steps.lexicon import Lexicon
from flows.steps.segment.bylines import (
    YEAR_BEGINS,
    is_agency_and_day,
    is_byline_line,
    is_loose_byline_line,
    is_outlet_byline,
    is_person_line,
)
from flows.steps.segment.neighbours import (
    find_affiliations,
    find_ages_of_others,
    find_bios,
    find_inset_links,
    find_place_lines,
)
from flows.steps.segment.phrases import PHRASE_MAX_WORDS, bare_lines, furniture_phrases
from flows.text.byte_view import ByteView
from flows.text.columns import has_any, starts_with_any, where_both
from flows.text.normalise import fold_column
from flows.text.patterns import CAPTION_LABEL, CAPTION_LABEL_WORDS, SENTENCE_END, TERMINAL
from flows.text.regex import any_of

SHORT_LINE_CHARS: Final = 120
_PROSE_WORDS: Final = 8
_CONTRIBUTOR_MAX_CHARS: Final = 300
_CREDITED_MAX_CHARS: Final = 800
_CAPTION_MIN_CHARS: Final = 20
_CAPTION_MAX_CHARS: Final = 320
_OPENING_SPACES: Final = 4
_BOX_MAX_WORDS: Final = 60
_OWNERS: Final = ("copyright", "©", "(c)", "privacy notice")
_OPEN_LINE: Final = r"[^.!,;:…\"”’'»)。！？，；：」』।۔،]$"
_QUESTION_LINE: Final = r"^(?:Q|A|Question|Answer)\s?[.:]\s"
_TIME_MAX_CHARS: Final = 12
_TIME_LINE: Final = r"^\d{1,2}[.:h]\d{2}(?:\s?[ap]\.?m\.?)?$"
_COUNTS: Final = (
    r"^(?i:[0-9][0-9.,]*\s?[km]?\s(?:views?|shares?|likes?|reads?|retweets|followers|reactions?|votes?|hits))$"
)
_PAGER: Final = r"^(?:[0-9]{1,3} (?:of|von|sur|de|di|van) [0-9]{1,3}|[0-9]{1,2}:[0-9]{2} - Source: .*)$"
"""Where a gallery stands, "1 of 7", and how long a film is: "01:32 - Source: CNN"."""
_STRONG_WORDS: Final = 15
_STORY_WORDS: Final = 60
_SENTENCES_INSIDE: Final = r"[a-z][.!?][\"”’)]* [A-Z“\"].*[a-z][.!?][\"”’)]* [A-Z“\"(]"
_CHARS_A_WORD: Final = 2

_REPORTING: Final = (" show that ", " shows that ", " showed that ", " show how ", " suggest", " reveal", " indicate")
"""What the writer concludes from a picture: "Satellite images show that the ice has gone" stands below none."""


def add_features(blocks: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Add the columns the rules decide on.

    Args:
        blocks: In page order, with ``doc``, ``block_index``, ``text`` and ``gap``; optionally the hints of HTML.
        lexicon: The reference data.

    Returns:
        The blocks with ``chars``, ``words``, ``key`` (folded text), and flags: ``is_terminal`` (ends as a sentence or
        clause ends), ``is_sentence`` (ends as a sentence ends), ``is_prose`` (a sentence of at least 8 words),
        ``is_strong`` (prose of at least 15 words), ``is_furniture_phrase``, ``has_credit``, ``is_credit_line``,
        ``is_byline_line``, ``is_loose_byline_line``, ``is_person_line``, ``is_agency_line``, ``is_time_line``,
        ``is_contributor_line``, ``is_caption_line`` (says what only captions say), ``is_labelled_caption`` ("Image
        caption, …"; it has ``has_credit``, too), ``is_date_line``, ``is_capitals``, ``is_open_line`` (no punctuation
        ends it), ``is_question_line`` ("Q: …"), ``is_affiliation_line`` ("Senior Reporter" below a byline),
        ``is_place_line`` ("LYNDHAM" between byline and text); and ``credit`` (the photo credit it ends in; NULL for
        none).
    """
    text, tail = pl.col("text"), pl.col("text").str.tail(24)
    folded = fold_column(blocks, "text", "key").with_row_index("row")
    described = folded.with_columns(
        (pl.col("block_end") - pl.col("block_start")).alias("chars"),
        _count_words(folded["key"]).alias("words"),
        tail.str.contains(TERMINAL).alias("is_terminal"),
        tail.str.contains(SENTENCE_END).alias("is_sentence"),
    )
    stories = _stories(described)
    if not stories.is_empty():
        is_story = pl.col("row").is_in(stories.implode())
        described = described.with_columns(pl.col("is_terminal") | is_story, pl.col("is_sentence") | is_story)
    # Patterns cost most on lines they can never match, so each looks only where a cheap test lets it: a quarter of the
    # time of looking everywhere.
    parts = (
        _short_lines(described, lexicon),
        *_told_by_words(described, lexicon),
        find_credits(described.filter(pl.col("chars") <= _CREDITED_MAX_CHARS), lexicon),
    )
    rows = described.select("row")
    for part in parts:
        described = described.hstack(rows.join(part, on="row", how="left", maintain_order="left").drop("row"))
    flags = [name for part in parts for name in part.columns if name.startswith(("is_", "has_"))]
    described = described.with_columns(pl.col(flags).fill_null(value=False))
    described = described.with_columns(pl.col("is_contributor_line") | pl.col("is_sign_off")).drop("is_sign_off")
    is_outlet = pl.col("is_outlet_byline") & (pl.col("block_index") > 0)
    described = described.with_columns(pl.col("is_loose_byline_line") | is_outlet).drop("is_outlet_byline")
    boxes = _paragraphs_of_boxes(described, lexicon)
    # "Jun 05, 2026 • 3 minute read", "2026-06-05 16:12", "Story by Ana Lind • 4 min read"
    is_read = pl.col("key").str.ends_with("read")
    is_printed = pl.col("key").str.starts_with("published in ")  # "Published in the Courier, July 8th, 2024"
    tells = (pl.col("is_date_line") & (is_read | is_printed | pl.col("is_figure_line"))) | (
        pl.col("is_byline_line") & is_read
    )
    described = described.with_columns((pl.col("is_furniture_phrase") & ~tells) | pl.col("row").is_in(boxes.implode()))
    # "Nov. 17, 2024 at 5:41 p.m." ends in no full stop of a sentence.
    described = described.with_columns(pl.col("is_sentence", "is_terminal") & ~pl.col("is_date_line"))
    # "(With inputs from PTI)" credits no picture, and made a caption of the paragraph above it.
    is_other = pl.any_horizontal("is_contributor_line", "is_date_line", "is_agency_and_day")
    described = described.with_columns(pl.when(~is_other).then("credit")).drop("is_agency_and_day")
    teased = find_ages_of_others(described)
    described = described.with_columns(
        (pl.col("is_date_line") & ~pl.col("row").is_in(teased.implode())).alias("is_date_line"),
        # A label before it tells a caption as surely as a credit behind it.
        (pl.col("credit").is_not_null() | pl.col("is_labelled_caption")).alias("has_credit"),
        # The whole line is a credit: "REUTERS/Ana Lind", "(Ana Lind/AP)", "Photo: Ana Lind".
        (pl.col("credit") == text.str.strip_chars_end(". ")).fill_null(value=False).alias("is_credit_line"),
        (pl.col("is_sentence") & (pl.col("words") >= _PROSE_WORDS)).alias("is_prose"),
        (pl.col("is_terminal") & (pl.col("words") >= _STRONG_WORDS)).alias("is_strong"),
    )
    asides = pl.concat([find_bios(described), find_inset_links(described)])
    affiliations, places = find_affiliations(described, lexicon), find_place_lines(described)
    return described.with_columns(
        pl.col("is_furniture_phrase") | pl.col("row").is_in(asides.implode()),
        pl.col("row").is_in(affiliations.implode()).alias("is_affiliation_line"),
        pl.col("row").is_in(places.implode()).alias("is_place_line"),
        (pl.col("is_person_line") & ~pl.col("row").is_in(places.implode())).alias("is_person_line"),
    ).drop("row")


def _paragraphs_of_boxes(described: pl.DataFrame, lexicon: Lexicon) -> pl.Series:
    """Find the paragraphs in which a box of the site asks for money, an address or consent, told by how they begin.

    Of phrases of five words and more a paragraph may be the rest: "By submitting your information you agree to …".
    """
    openings = tuple(
        prefix
        for prefix in lexicon.furniture_prefixes
        if prefix.count(" ") >= _OPENING_SPACES or prefix.startswith(_OWNERS)
    )
    paragraphs = described.select("row", "key", "words").filter(
        pl.col("words").is_between(PHRASE_MAX_WORDS + 1, _BOX_MAX_WORDS)
    )
    return paragraphs.filter(starts_with_any(paragraphs["key"], openings))["row"]


def _stories(described: pl.DataFrame) -> pl.Series:
    """Find the lines that are the whole text of their page and end in its desk's initials: "… next year. (pfg-xx)".

    Without a full stop at its end the line was no text, and the page held no article.
    """
    is_text = (pl.col("words") >= _STORY_WORDS) & ~pl.col("is_sentence")
    lines = described.filter(is_text).filter(pl.col("text").str.contains(_SENTENCES_INSIDE)).select("row", "doc")
    if lines.is_empty():
        return lines["row"]
    prose = described.filter(pl.col("is_sentence") & (pl.col("words") >= _PROSE_WORDS)).select("doc").unique()
    return lines.join(prose, on="doc", how="anti")["row"]


def _count_words(keys: pl.Series) -> pl.Series:
    """Count words: runs between spaces, or, in Chinese and Japanese, which set none, two characters each."""
    view = ByteView.of(keys)
    spaced = view.count(" ") + 1
    # The first bytes of U+3000 to U+9FFF in UTF-8.
    unspaced = (view.values - np.uint8(0xE3)) <= np.uint8(0x06)
    if not unspaced.any():
        return spaced
    return spaced + view.count_hits(unspaced) // _CHARS_A_WORD


def _short_lines(described: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    text = pl.col("text")
    # Captions, headlines and navigation stand again and again: half of the short lines of a batch are copies.
    short = described.filter(pl.col("chars") <= SHORT_LINE_CHARS).select(
        "row", "text", "key", "chars", "words", "is_sentence"
    )
    lines = short.unique("text", maintain_order=True)
    lines = lines.with_columns(
        bare_lines(lines["key"]).alias("line"),
        ((pl.col("chars") <= _TIME_MAX_CHARS) & text.str.contains(_TIME_LINE)).alias("is_time_line"),
        (~text.str.contains(r"\p{L}")).alias("is_figure_line"),
    ).with_columns(
        pl.col("line")
        .replace_strict(lexicon.furniture_exact, default=None, return_dtype=pl.String)
        .alias("furniture_kind")
    )
    is_phrase = pl.lit(furniture_phrases(lines, lexicon))
    names_year = text.str.contains(YEAR_BEGINS)
    tells_age = pl.col("key").str.ends_with(" ago")
    by_agency = is_agency_and_day(lines, lexicon)
    distinct = lines.select(
        "text",
        # A line of nothing but symbols and digits says nothing on its own, unless it tells the time.
        (
            (is_phrase | pl.col("is_figure_line") | text.str.contains(_PAGER) | text.str.contains(_COUNTS))
            & ~pl.col("is_time_line")
        ).alias("is_furniture_phrase"),
        "furniture_kind",
        "is_figure_line",
        is_byline_line().alias("is_byline_line"),
        is_person_line(lines, lexicon).alias("is_person_line"),
        (is_loose_byline_line(lines, lexicon) | by_agency).alias("is_loose_byline_line"),
        by_agency.alias("is_agency_and_day"),
        is_outlet_byline(lines, lexicon).alias("is_outlet_byline"),
        _is_agency(text, lexicon).alias("is_agency_line"),
        # "— Associated Press" ends each brief of a column.
        where_both(lines, text.str.contains(r"^[-–—]"), _is_agency(text.str.strip_chars("-–—. "), lexicon)).alias(
            "is_sign_off"
        ),
        "is_time_line",
        text.str.tail(1).str.contains(_OPEN_LINE).alias("is_open_line"),
        text.str.contains(_QUESTION_LINE).alias("is_question_line"),
        (_tells_day(lines, names_year | tells_age, lexicon) & ~by_agency).alias("is_date_line"),
        where_both(lines, ~text.str.contains(r"\p{Ll}"), text.str.contains(r"\p{Lu}\p{Lu}")).alias("is_capitals"),
    )
    return short.select("row", "text").join(distinct, on="text", how="left", maintain_order="left").drop("text")


def _tells_day(lines: pl.DataFrame, may_tell: pl.Expr, lexicon: Lexicon) -> pl.Series:
    """Tell the lines of a day among those that may tell one."""
    rows = lines.select(may_tell.alias("may_tell"))["may_tell"]
    texts = lines["text"].filter(rows)
    tells = texts.str.contains(date_line_pattern(lexicon.dating(texts)))
    return rows.scatter(rows.arg_true(), tells)


def _is_agency(text: pl.Expr, lexicon: Lexicon) -> pl.Expr:
    """Tell a line that is an agency's name; looked up, since the names as a pattern take 5 ms a batch to compile."""
    return text.is_in(list(lexicon.agencies)) | text.str.replace(r"^The\s", "").is_in(list(lexicon.agencies))


def _told_by_words(described: pl.DataFrame, lexicon: Lexicon) -> tuple[pl.DataFrame, ...]:
    """Tell contributor lines and captions by their words: "An aerial view of …", "…, left, and … on May 3, 2021".

    All text is searched once for the words of both. Patterns that end in a year look at lines that end in a digit, and
    stand apart: one pattern of all took five times as long as the two.
    """
    key = pl.col("key")
    lines = described.select("row", "text", "key", "chars").filter(pl.col("chars") <= _CAPTION_MAX_CHARS)
    cued = lines.filter(has_any(key, lexicon.line_cues))
    contributors = cued.filter(
        (pl.col("chars") <= _CONTRIBUTOR_MAX_CHARS) & has_any(key, lexicon.contributor_keywords)
    ).select("row", pl.col("text").str.contains(lexicon.contributor_pattern).alias("is_contributor_line"))
    may_be = (
        (pl.col("chars") >= _CAPTION_MIN_CHARS)
        & has_any(key, (*lexicon.caption_keywords, *CAPTION_LABEL_WORDS))
        & ~key.str.starts_with('"')
        & ~has_any(key, _REPORTING)
    )
    worded = cued.filter(may_be)
    dated = lines.filter(ByteView.of(lines["key"]).ends_in_digit()).filter(may_be)
    captions = pl.concat(
        [
            worded.filter(key.str.contains(any_of(lexicon.caption_patterns))).select("row"),
            dated.filter(key.str.contains(any_of(lexicon.dated_caption_patterns))).select("row"),
        ]
    ).unique()
    labelled = worded.filter(key.str.contains(rf"{CAPTION_LABEL}\S")).select("row")
    return (
        contributors,
        captions.with_columns(pl.lit(value=True).alias("is_caption_line")),
        labelled.with_columns(pl.lit(value=True).alias("is_labelled_caption")),
    )
