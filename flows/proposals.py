"""Make proposals for the table of furniture out of lines that recur; a person accepts them, no run ever does.

What repeats across the pages of a site is its furniture, too, but a page's result must not depend on which other pages
arrived (law 6). So the knowledge goes by the reviewed table ``seeds/reference/furniture_phrases.csv``.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from flows.steps.segment.phrases import PHRASE_MAX_WORDS, bare
from flows.text.normalise import fold_column
from flows.text.terminal import neutralise
from warehouse.furniture import RecurringLine

TABLE_COLUMNS: Final = ("phrase", "kind", "match", "language", "reason")
"""The columns of ``furniture_phrases.csv``, in their order."""
_GENERAL_MIN_WORDS: Final = 3
"""One or two words ("Background", "The view") may stand anywhere in a story not read yet: they match whole lines."""
_FORMULA: Final = ("=", "@")
_UNKNOWN_KIND: Final = "navigation"
_UNKNOWN_LANGUAGE: Final = "und"


@dataclass(frozen=True)
class Proposal:
    """A row for the table, and the line it was made from."""

    kind: str
    match: str
    line: RecurringLine

    @property
    def row(self) -> tuple[str, str, str, str, str]:
        """The row in the shape of the table."""
        found = self.line
        reason = (
            f"{found.role} on {found.site_document_count} pages of one site ({found.site_share:.0%} of them), "
            f"in {found.story_count} stories"
        )
        return found.phrase, self.kind, self.match, found.language or _UNKNOWN_LANGUAGE, reason


def fold_lines(lines: pl.Series) -> pl.Series:
    """Give lines the form that phrases of the table are compared with.

    Args:
        lines: Lines as they stand in pages.

    Returns:
        The folded lines without decoration; empty where no letter is left.
    """
    key = fold_column(lines.to_frame("line"), "line", "key").select(bare(pl.col("key")).alias("key"))
    return key.select(pl.when(pl.col("key").str.contains(r"\p{L}")).then("key").otherwise(pl.lit(""))).to_series()


def accepts(phrase: str) -> bool:
    """Tell whether a folded line could be a row of the table: text that only prints, composed, no formula.

    Args:
        phrase: A folded line of a page, hostile or not.

    Returns:
        Whether it may be proposed.
    """
    return (
        neutralise(phrase) == phrase
        and unicodedata.is_normalized("NFC", phrase)
        and phrase == phrase.strip()
        and not phrase.startswith(_FORMULA)
    )


def propose(lines: Iterable[RecurringLine], table: Sequence[Mapping[str, str]]) -> list[Proposal]:
    """Give each line the most general match that hits nothing else, and the kind of the phrases it is worded like.

    Args:
        lines: What recurs.
        table: Rows of ``furniture_phrases.csv``.

    Returns:
        A proposal a line, in their order; phrases that the table has with this match are left out.
    """
    known = {(row["phrase"], row["match"]) for row in table}
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in table:
        for word in set(row["phrase"].split()):
            kinds[word][row["kind"]] += 1
    found = (Proposal(_kind(line.phrase, kinds), _match(line), line) for line in lines)
    return [one for one in found if (one.line.phrase, one.match) not in known]


def _match(line: RecurringLine) -> str:
    if _GENERAL_MIN_WORDS <= len(line.phrase.split()) <= PHRASE_MAX_WORDS:
        for match in ("contains", "prefix", "suffix"):
            if match not in line.hits:
                return match
    return "exact"


def _kind(phrase: str, kinds: Mapping[str, Counter[str]]) -> str:
    """Let each word vote for the kinds whose phrases have it; a word of many kinds says little of any."""
    votes: Counter[str] = Counter()
    for word in sorted(set(phrase.split()) & kinds.keys()):
        total = kinds[word].total()
        for kind, count in kinds[word].items():
            votes[kind] += round(1000 * count * count / (total * total))
    return min(votes, key=lambda kind: (-votes[kind], kind)) if votes else _UNKNOWN_KIND
