"""Read persons from bylines: "By ANA LIND and Dóra Niel, Courier Staff | Updated July 8" names two."""

from typing import Final

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.text.patterns import BY, CLOCK, COMMENT_COUNT, JOB_PHRASE, JOBS, NAME, WROTE
from flows.text.regex import alternation

_WROTE: Final = rf"^(?i:{WROTE})\s+"
_JOB_BEHIND: Final = rf"^(\S+\s\S.*?)\s{JOB_PHRASE}$"
"""Without a comma it hid the author: "DENISE APPLEWHITE Staff Writer"."""
_DAY_BY: Final = rf"^.{{6,40}}\b(?:19|20)[0-9]{{2}}(?:,? (?:at )?(?i:{CLOCK})(?: [A-Z]{{2,4}})?)?,? (?i:by) "
_DAY_FIRST: Final = r"^(?:\p{Lu}\p{Ll}+\.?\s)?[0-9]{1,2},?\s(?:\p{Lu}\p{Ll}+\.?\s)?(?:19|20)[0-9]{2}\s"
_COUNTED: Final = rf"\s{COMMENT_COUNT}$"
_GLUED_BY: Final = r"^[Bb]y(\p{Lu}\p{Ll})"
_GLUED_JOB: Final = rf"^(\S+\s.*\p{{Ll}}){JOB_PHRASE}$"
_GLUED_BEHIND: Final = r"(\p{Ll})(?:The\s\p{Lu}.*)$"
_HANDLE: Final = r"\s?@\w.*$"
"""Where a scrape drops the white space between elements: "ByAna Lind", "Ana LindNews Reporter", "Ana LindThe Courier",
"Ana Lind@analind"."""
_POST_BEHIND: Final = rf"^(\p{{Lu}}\S+ (?:\p{{Lu}}\. )?\p{{Lu}}\S+) (?:\p{{Lu}}\S* (?:and )?)+(?:{'|'.join(JOBS)})$"
_BUTTON: Final = r"\s(?i:avatar|follow|view profile|contributor)$"
"""What a picture of the author says beside the name, or a button behind it."""
_ADDRESS: Final = r"[\s,|]\s?[a-z0-9._-]+@\S+\.\S.*$"
_OUTLET: Final = r"(?:[\s,|–—-]+(?i:special|exclusive(?:ly)?)\s(?i:to|for)\s|\sof\s(?i:the\s)?\p{Lu}|\s?\().*$"
"""For whom: "Ana Lind Special to the Courier", "Ana Lind of the Courier", "Ana Lind (Northwire)"."""
_STATION: Final = r"^[^,;|]*\s[0-9]+\s[^,;|]*\b(?:Staff|Newsroom|Desk|Team)\b"
"""A station whose name has a number: "Harbour 6 News Staff"."""
_PLACE_BEHIND: Final = r"\s(?:in|at)\s(?:the\s)?\p{Lu}.*$"
"""Where the writer was is no person: "Ana Lind in Vigo"."""
_STAFF_BEHIND: Final = r"^(\S+ (?:\S\. )?\S+) (?:\p{Lu}\S* ){1,3}(?i:staff(?: writer| reporter| photographer)?)$"
"""The paper between name and job: "Ana Lind Harbour Courier Staff Writer"."""
_AROUND_NAME: Final = " .:–—-"
_BY: Final = rf"^{BY}[: ]\s*"


def read_authors(texts: pl.Series, lexicon: Lexicon) -> pl.DataFrame:
    """Read the persons that some bylines name.

    What stands beside them is peeled off first: jobs, outlets, addresses, places, days, and what a scrape glued on.

    Args:
        texts: Bylines, named ``people_text``, of lines or metadata.
        lexicon: Gives the words that no person's name holds, the months and the agencies.

    Returns:
        One row a distinct byline that names a person: ``people_text``, ``authors`` (list, in the byline's order).
    """
    # "By Ana Lind published 19 May", "by Ana Lind Jul. 19": what follows the name tells when, not who.
    trailing = rf"(?i)\s(?:{alternation(lexicon.months)}\.?\s[0-9]|published|updated|posted|on\s|[0-9]).*$"
    separators = r"\s*(?:[;,|•·/\n]|\s&\s|\s(?i:and|und|et|y|con|with|for)\s|\s[–—-]\s)\s*"
    # str.split takes no pattern, so separators become one first.
    parts = (
        pl.col("people_text")
        .str.replace(_WROTE, "")
        .str.replace(_BUTTON, "")
        .str.replace(_STATION, "")
        .str.replace(_DAY_BY, "")
        .str.replace(_DAY_FIRST, "")
        .str.replace(_COUNTED, "")
        .str.replace(_BY, "")
        .str.replace(_GLUED_BY, "$1")
        .str.replace(_ADDRESS, "")
        .str.replace(_HANDLE, "")
        .str.replace(_OUTLET, "")
        .str.replace(_GLUED_BEHIND, "$1")
        .str.replace(rf"^(\S+\s\S.*?)\s(?:The\s)?{lexicon.agency_pattern}$", "$1")
        .str.replace(trailing, "")
        .str.replace_all(separators, "\n")
        .str.split("\n")
    )
    part, name = pl.col("part"), pl.col("name")
    # One row a part: as lists, whatever two tests look at is made for each of them anew.
    named = (
        texts.drop_nulls()
        .unique(maintain_order=True)
        .to_frame()
        .with_columns(parts.alias("part"))
        .explode("part")
        .with_columns(
            part.str.replace(_PLACE_BEHIND, "")
            .str.replace(_STAFF_BEHIND, "$1")
            .str.replace(_GLUED_JOB, "$1")
            .str.replace(_POST_BEHIND, "$1")
            .str.replace(_JOB_BEHIND, "$1")
        )
        .with_columns(part.str.replace(r"^(?i:by)\s+", "").str.strip_chars(_AROUND_NAME).alias("name"))
        .filter(name.str.contains(rf"^{NAME}$"))
        .filter(
            part.str.contains(r"\s|\p{Lu}\p{Ll}+\p{Lu}|^\p{L}{3,}$")
            & ~part.str.contains(f"(?i){lexicon.non_person_pattern}")
            & ~part.str.contains(rf"^\s*{lexicon.agency_pattern}\s*$")
        )
    )
    # A single word behind a full name is where its author was: "Ana Lind, Vigo", "Ana Lind | Vigo | Updated: …".
    is_full = name.str.contains(r"\s")
    named = named.filter(is_full | ~is_full.cum_max().shift(1, fill_value=False).over("people_text"))
    # Names in capitals throughout are read in title case; beside mixed ones capitals are an outlet: "Ana Lind, CNN".
    is_mixed = name.str.contains(r"\p{Ll}")
    named = named.filter(is_mixed | ~is_mixed.any().over("people_text"))
    cased = pl.when(is_mixed).then(name).otherwise(name.str.to_titlecase())
    return named.group_by("people_text", maintain_order=True).agg(cased.unique(maintain_order=True).alias("authors"))
