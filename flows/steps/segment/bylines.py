"""Tell the lines that name who wrote an article: "By Ana Lind", "Ana Lind, Harbour News", "July 8, 2024 Ana Lind"."""

from typing import Final

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.text.columns import has_any, where_both
from flows.text.patterns import BY, CLOCK, COMMENT_COUNT, JOB_PHRASE, JOBS, LETTER, NAME, NAME_WORD, WROTE

YEAR_BEGINS: Final = "19|20"
"""What every line has that names a year."""

_POST_MAX_WORDS: Final = 7
_BESIDE_DAY_MAX_WORDS: Final = 7
_OUTLET_MAX_WORDS: Final = 9

_BYLINE: Final = (
    rf"^(?:(?:{BY}[: ]\s*|[Bb]y){NAME}(?:(?:,| and| &| und| et| y| e| en)\s+(?:(?i:by)\s+)?{NAME})*"
    r"\s*(?:[,|/·•–—-].{0,80})?)$"
)
_LOOSE_BYLINE: Final = rf"^(?i:{WROTE})\s+{NAME_WORD}\s.{{1,90}}$"
_PERSON: Final = rf"{NAME_WORD}(?:\s(?:de|der|van|von|bin|al|el|la)){{0,2}}(?:\s{NAME_WORD}){{1,3}}"
_PERSON_WITH_JOB: Final = rf"^{_PERSON}(?:,| [|–—-]) [^.!?]{{3,50}}$"
_FIRST_PART: Final = r"^([^,|–—]+)"
# Two words and an initial: of three "Ana Lind Named Political Editor" would be one.
_TWO_NAMES: Final = rf"\p{{Lu}}{LETTER}+ (?:\p{{Lu}}\. )?\p{{Lu}}{LETTER}+"
_PERSON_THEN_JOB: Final = rf"^{_TWO_NAMES} {JOB_PHRASE}$"
# "Ana Lind / Courier / Sep 2, 2024, 17:07", "Ana Lind|Published 4 months ago": the name, then the day.
_PERSON_THEN_DAY: Final = (
    rf"^{_PERSON}\s?[|/•·]\s?(?:[^|/•·]{{2,40}}\s?[|/•·]\s?)?[^|/•·]*(?:(?:19|20)[0-9]{{2}}| ago)\b[^|/•·]*$"
)
# "September 14, 2019 by Ana Lind 12 Comments", as blogs print it.
_DAY_THEN_PERSON: Final = (
    rf"\b(?:19|20)[0-9]{{2}}(?:,? (?:at )?(?i:{CLOCK})(?: [A-Z]{{2,4}})?)?,? [Bb]y {_PERSON}(?: {COMMENT_COUNT})?$"
)
_DAY_THEN_BY: Final = r"(?:19|20)[0-9]{2}\b.* ?[Bb]y [^\sa-z0-9][^0-9]*\s[^\sa-z0-9]"
"""What every such line holds; few others do."""

_MONTH: Final = r"(?:\p{Lu}\p{Ll}+\.?,?\s)"
_PERSON_BESIDE_DAY: Final = (
    rf"^(?:({_PERSON})(?:,|\s[–—-])?\s{_MONTH}{{0,2}}[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s{_MONTH}?(?:19|20)[0-9]{{2}}"
    rf"|{_MONTH}?[0-9]{{1,2}},?\s{_MONTH}?(?:19|20)[0-9]{{2}}\s({_PERSON}))$"
)
"""Without a mark between: "Ana Lind, July 8, 2024", "Jul 8, 2024 Ana Lind"."""

_FROM_PLACE: Final = rf"^From {_PERSON} in {NAME}$"
_PERSON_WITH_ADDRESS: Final = rf"^{_PERSON}[,|\s]+\S+@\S+\.\S+$"
_PERSON_OF_OUTLET: Final = rf"^{_PERSON}(?:\s?\|\s?|,\s|\s[–—-]\s|\s?\()([^.!?:;()|]*\b[\p{{Lu}}0-9][^\s.!?:;()|]*)\)?$"
_OUTLET: Final = r"^[A-Z][A-Z. ]+$|(?i:^(?:special|exclusive(?:ly)?) (?:to|for) )"
_CONTRIBUTES: Final = rf"^{_TWO_NAMES} (?:\p{{Lu}}\S* ){{0,3}}(?i:contributor|staff)$"
_AGENCY_FIRST: Final = r"^([A-Z][A-Za-z ]*?)\s?[|/]\s?(?i:(?:last )?updated|(?:first )?published|posted)\b"
_BEFORE_MARK: Final = r"^([^|/•·]+)"
_FIRST_WORD: Final = r"^(\S+)"
# "Ana Lind Scotland correspondent": the job in small letters, behind what it is about.
_PERSON_THEN_POST: Final = rf"^{_TWO_NAMES} (?:in )?(?:\p{{Lu}}{LETTER}*,? (?:and )?){{1,3}}(?:{'|'.join(JOBS)})$"
_FIRST_WORDS: Final = r"^(\S+ (?:\S\. )?\S+)"
# A line ends in no white space, so what parts two persons always stands between two; written once, a person takes half
# the time to compile.
_PERSON_LINE: Final = rf"^(?:{_PERSON}(?:\s(?:in|at)\s(?:the\s)?{NAME})?(?:(?:,| and| &)\s+|$))+$"


def is_byline_line() -> pl.Expr:
    """Tell the lines that are a byline and nothing else: "By Ana Lind", "By Ana Lind and Dóra Niel, Courier staff".

    Returns:
        A Boolean expression over ``text``.
    """
    return pl.col("text").str.contains(_BYLINE)


def is_person_line(lines: pl.DataFrame, lexicon: Lexicon) -> pl.Series:
    """Tell the lines that are the names of persons, with their jobs or places: they may be bylines without "By".

    Args:
        lines: Distinct lines with ``text``, ``key``, ``words``.
        lexicon: Gives the words no person's name holds.

    Returns:
        A Boolean for each line.
    """
    text, key = pl.col("text"), pl.col("key")
    named = where_both(
        lines,
        text.str.contains(_PERSON_LINE),
        ~key.str.contains(lexicon.non_person_pattern)
        # "Recent Posts", "About Ostmere"
        & ~key.str.extract(_FIRST_WORD).is_in(lexicon.no_first_names),
    )
    # "Ana Lind, Local Democracy Reporter"
    with_job = where_both(
        lines,
        has_any(key, JOBS),
        text.str.contains(_PERSON_WITH_JOB) & ~key.str.extract(_FIRST_PART).str.contains(lexicon.non_person_pattern),
    )
    return named | with_job


def is_agency_and_day(lines: pl.DataFrame, lexicon: Lexicon) -> pl.Series:
    """Tell the lines in which an agency stands before the day: "PTI | Updated: Jul 8, 2024, 16:12 IST".

    Args:
        lines: Distinct lines with ``text``.
        lexicon: Gives the agencies.

    Returns:
        A Boolean for each line: bylines that tell the day, too.
    """
    text = pl.col("text")
    return where_both(
        lines,
        text.str.contains(YEAR_BEGINS) & text.str.contains("[|/]"),
        text.str.extract(_AGENCY_FIRST, 1).is_in(list(lexicon.wire_agencies)).fill_null(value=False),
    )


def is_loose_byline_line(lines: pl.DataFrame, lexicon: Lexicon) -> pl.Series:
    """Tell the lines that name an author beside something else: a job, a day, an address, the outlet.

    What stands beside a day or before an outlet is a place or a box of the site as often as a person, so that there the
    first word must be a known given name. Of 90 shapes of bylines as papers print them a fifth were section headings
    or credits before.

    Args:
        lines: Distinct lines with ``text``, ``key``, ``words``, ``is_sentence``.
        lexicon: Gives the words no person's name holds, the given names and the agencies.

    Returns:
        A Boolean for each line.
    """
    text, key, words = pl.col("text"), pl.col("key"), pl.col("words")
    names_year = text.str.contains(YEAR_BEGINS)
    tells_age = key.str.ends_with(" ago")
    given_names = list(lexicon.speech.given_names)

    def names_nobody(part: str) -> pl.Expr:
        return key.str.extract(part).str.contains(lexicon.non_person_pattern)

    flags = (
        lines.select(text.str.contains(_LOOSE_BYLINE) & ~pl.col("is_sentence")).to_series(),
        # "Ana Lind Political Correspondent"
        where_both(
            lines,
            has_any(key, JOBS) & (words <= _POST_MAX_WORDS),
            (text.str.contains(_PERSON_THEN_JOB) | text.str.contains(_PERSON_THEN_POST)) & ~names_nobody(_FIRST_WORDS),
        ),
        where_both(
            lines,
            names_year & ~pl.col("is_sentence") & text.str.contains(_DAY_THEN_BY),
            text.str.contains(_DAY_THEN_PERSON),
        ),
        where_both(
            lines,
            names_year & (words <= _BESIDE_DAY_MAX_WORDS) & ~pl.col("is_sentence"),
            pl.coalesce(text.str.extract(_PERSON_BESIDE_DAY, 1), text.str.extract(_PERSON_BESIDE_DAY, 2))
            .str.extract(_FIRST_WORD)
            .is_in(given_names)
            .fill_null(value=False),
        ),
        where_both(
            lines,
            (names_year | tells_age) & has_any(text, ["|", "/", "•", "·"]) & ~pl.col("is_sentence"),
            text.str.contains(_PERSON_THEN_DAY) & ~names_nobody(_BEFORE_MARK),
        ),
        where_both(lines, text.str.starts_with("From ") & (words <= _POST_MAX_WORDS), text.str.contains(_FROM_PLACE)),
        where_both(lines, text.str.contains("@", literal=True), text.str.contains(_PERSON_WITH_ADDRESS)),
    )
    found = flags[0]
    for flag in flags[1:]:
        found |= flag
    return found


def is_outlet_byline(lines: pl.DataFrame, lexicon: Lexicon) -> pl.Series:
    """Tell the lines that name author and outlet: "Ana Lind, CNN", "ANA LIND | THE COURIER", "Ana Lind Contributor".

    A headline may begin so, too, so that the first line of a page is none.

    Args:
        lines: Distinct lines with ``text``, ``key``, ``words``, ``is_sentence``.
        lexicon: Gives the words no person's name holds, the given names and the agencies.

    Returns:
        A Boolean for each line.
    """
    text, words = pl.col("text"), pl.col("words")
    outlet = text.str.extract(_PERSON_OF_OUTLET)
    return where_both(
        lines,
        words.is_between(3, _OUTLET_MAX_WORDS)
        & ~pl.col("is_sentence")
        & text.str.extract(_FIRST_WORD)
        .str.to_titlecase()
        .is_in(list(lexicon.speech.given_names))
        .fill_null(value=False),
        text.str.contains(_CONTRIBUTES)
        | (
            ~pl.col("key").str.extract(_FIRST_WORDS).str.contains(lexicon.non_person_pattern)
            & ~outlet.is_in(list(lexicon.agencies))  # a photographer's credit
            & (outlet.str.contains(_OUTLET) | outlet.str.to_lowercase().str.contains(lexicon.non_person_pattern))
        ).fill_null(value=False),
    )
