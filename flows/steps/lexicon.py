"""Hold the reviewed reference data of ``seeds/reference`` as frozen values for the steps.

The same CSV files are loaded as dbt seeds, so that a query sees what the parser used.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import polars as pl

from flows.steps.extract.figures_words import FigureWords, load_figure_words
from flows.steps.extract.quotes_words import SpeechWords, load_speech_words
from flows.text.columns import met
from flows.text.patterns import CAPTION_LABEL_WORDS
from flows.text.regex import alternation, word_alternation
from flows.text.tables import read_table

_ENDS_IN_YEAR = (r"\d{4}\.?$", r"\d{4})\.?$")
_MOST_BYTES = 50_000
_SHORT_ALIAS = 6
"""Shorter words in capitals are more often something else ("BELGA", "EFE" have their own rows)."""


@dataclass(frozen=True)
class Lexicon:
    """The word lists the steps read.

    Attributes:
        folder: Where the tables were read from.
        agencies: Alias as spelled in credits -> canonical agency.
        wire_agencies: The same of those that sell text, not pictures alone.
        furniture_exact: Folded lines that are furniture wherever they stand -> of which kind.
        furniture_prefixes: Folded beginnings that make a short line furniture.
        furniture_suffixes: Folded endings that make a short line furniture.
        furniture_parts: Folded parts that make a short line furniture.
        headline_weights: Feature of a line -> how much it speaks for a headline.
        speech_verbs: Forms of verbs of speech, longest first.
        honorifics: Titles that stand before a name and say nothing else ("Mr", "Dr").
        person_titles: All titles that stand before a person's name.
        months: Folded month name -> number, 1 to 12.
        weekdays: Folded weekday name -> number, 1 for Monday.
        time_zones: Abbreviation of a time zone as it is printed -> its name in the IANA database.
        caption_patterns: Regular expressions of what only captions say, for folded lines.
        dated_caption_patterns: Those of them that a line matches only if it ends in a year.
        caption_keywords: Folded words of which one stands in every such line.
        contributor_patterns: Regular expressions of contributor lines (case-insensitive).
        contributor_keywords: Folded words of which one stands in every contributor line: the cheap test before.
        line_cues: Folded words of which one stands in every line that a pattern of captions without a year, a label of
            captions or a pattern of contributors matches: one search for all.
        non_person_words: Folded words that show a byline to be no person.
        no_first_names: Folded words of any text that are no given names: a line that begins with one names nobody.
        time_words: Folded English word of a time expression -> (kind, value), month and weekday names included.
        holidays: Folded English name of a holiday -> the rule that gives its day in a year.
        figures: The words of numbers, units, money and what they count.
        speech: The words that tell who said a quotation.
    """

    folder: Path
    agencies: dict[str, str]
    wire_agencies: dict[str, str]
    furniture_exact: dict[str, str]
    furniture_prefixes: tuple[str, ...]
    furniture_suffixes: tuple[str, ...]
    furniture_parts: tuple[str, ...]
    headline_weights: dict[str, float]
    speech_verbs: tuple[str, ...]
    honorifics: tuple[str, ...]
    person_titles: tuple[str, ...]
    months: dict[str, int]
    weekdays: dict[str, int]
    time_zones: dict[str, str]
    caption_patterns: tuple[str, ...]
    dated_caption_patterns: tuple[str, ...]
    caption_keywords: tuple[str, ...]
    contributor_patterns: tuple[str, ...]
    contributor_keywords: tuple[str, ...]
    line_cues: tuple[str, ...]
    non_person_words: tuple[str, ...]
    no_first_names: tuple[str, ...]
    time_words: dict[str, tuple[str, str]]
    holidays: dict[str, str]
    figures: FigureWords
    speech: SpeechWords

    def __hash__(self) -> int:
        """Tell lexicons apart by their folder, cheaply, so that what is made of one can be cached."""
        return hash(self.folder)

    def meeting(self, *texts: pl.Series) -> "Lexicon":
        """Keep of the agencies those that some texts name, so that their pattern is quick to compile.

        Args:
            texts: All that the patterns of agencies will be looked for in.

        Returns:
            The lexicon with these ``agencies`` and ``wire_agencies`` alone.
        """
        named = met(tuple(self.agencies), *texts)
        return replace(
            self,
            agencies={alias: agency for alias, agency in self.agencies.items() if alias in named},
            wire_agencies={alias: agency for alias, agency in self.wire_agencies.items() if alias in named},
        )

    def dating(self, *texts: pl.Series) -> "Lexicon":
        """Keep of the months and weekdays those that some texts name in any case.

        A pattern of the names of all months takes 3 to 4 ms to compile, a line of a day has two of them, and Polars
        compiles each for every batch.

        Args:
            texts: All that the patterns of days will be looked for in.

        Returns:
            The lexicon with these ``months`` and ``weekdays`` alone; the same lexicon where the texts are so long that
            looking for the names takes longer than compiling them.
        """
        if sum(text.str.len_bytes().sum() for text in texts) > _MOST_BYTES:
            return self
        # Letters that patterns take for the same in any case are folded to the same.
        folded = pl.concat([text.rename("text") for text in texts]).str.join("\n").fill_null("").item().casefold()
        # In a day a month is a word of its own; a weekday may touch the word before it.
        words = set(re.findall(_runs_of("".join(self.months)), folded))
        return replace(
            self,
            months={name: month for name, month in self.months.items() if name.casefold() in words},
            weekdays={name: day for name, day in self.weekdays.items() if name.casefold() in folded},
        )

    @property
    def agency_pattern(self) -> str:
        """Return an alternation of all aliases, longest first, letters as they are spelled."""
        return alternation(self.agencies)

    @property
    def agency_words(self) -> str:
        """Return a group that finds an alias as whole words: "PA" not in "PATRICIA"."""
        return word_alternation(self.agencies)

    @property
    def month_pattern(self) -> str:
        """Return an alternation of all month names with an optional full stop, case-insensitive."""
        return rf"(?i:{alternation(self.months)})\.?"

    @property
    def non_person_pattern(self) -> str:
        """Return a pattern that finds a folded word no person's name holds."""
        return rf"\b{alternation(self.non_person_words)}\b"

    @property
    def contributor_pattern(self) -> str:
        """Return one case-insensitive pattern for all contributor lines."""
        return "(?i)" + "|".join(f"(?:{pattern})" for pattern in self.contributor_patterns)


@lru_cache(maxsize=4)
def _runs_of(letters: str) -> str:
    return "[" + re.escape("".join(sorted(set(letters.casefold())))) + "]+"


def _keywords(rows: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(sorted({word for row in rows for word in row["keyword"].split("|")}))


def _shortest(words: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the words in which another one stands: whoever looks for any of them finds the same texts."""
    return tuple(word for word in words if not any(other != word and other in word for other in words))


def _english(rows: list[dict[str, str]], name: str) -> dict[str, tuple[str, str]]:
    # An abbreviation is a kind of its own: it needs its full stop, or a figure beside it.
    return {
        row["form"].lower(): (f"{name}_short" if row["is_abbreviation"] == "true" else name, row[name])
        for row in rows
        if row["language"] == "en"
    }


def _with_capitals(agencies: dict[str, str]) -> dict[str, str]:
    """Add the spelling in capitals that some sites set credits in: "GETTY IMAGES/Ana Lind"."""
    capitals = {
        alias.upper(): agency for alias, agency in agencies.items() if " " in alias or len(alias) > _SHORT_ALIAS
    }
    return capitals | agencies


def load_lexicon(folder: Path) -> Lexicon:
    """Read the reference CSVs.

    Args:
        folder: ``seeds/reference`` or a folder of the same shape.

    Returns:
        The lexicon, equal for equal files.

    Raises:
        FileNotFoundError: A CSV is missing.
        KeyError: A CSV lacks a column.
    """
    furniture = read_table(folder / "furniture_phrases.csv")

    def phrases(match: str) -> tuple[str, ...]:
        return tuple(sorted({row["phrase"] for row in furniture if row["match"] == match}))

    captions = read_table(folder / "caption_patterns.csv")
    dated = [row for row in captions if row["pattern"].endswith(_ENDS_IN_YEAR)]
    undated = [row for row in captions if row not in dated]
    contributors = read_table(folder / "contributor_patterns.csv")
    titles = read_table(folder / "titles.csv")
    months = read_table(folder / "months.csv")
    weekdays = read_table(folder / "weekdays.csv")
    agencies = read_table(folder / "agencies.csv")
    verbs = {row["form"] for row in read_table(folder / "speech_verbs.csv")}
    speech = load_speech_words(folder, (row["title"] for row in titles))
    return Lexicon(
        folder=folder,
        agencies=_with_capitals({row["alias"]: row["agency"] for row in agencies}),
        wire_agencies=_with_capitals({row["alias"]: row["agency"] for row in agencies if row["kind"] != "photo"}),
        furniture_exact={row["phrase"]: row["kind"] for row in furniture if row["match"] == "exact"},
        furniture_prefixes=phrases("prefix"),
        furniture_suffixes=phrases("suffix"),
        furniture_parts=phrases("contains"),
        headline_weights={row["feature"]: float(row["weight"]) for row in read_table(folder / "headline_weights.csv")},
        speech_verbs=tuple(sorted(verbs, key=lambda verb: (-len(verb), verb))),
        honorifics=tuple(sorted({row["title"] for row in titles if row["kind"] == "honorific"})),
        person_titles=tuple(sorted({row["title"] for row in titles})),
        months={row["form"].lower(): int(row["month"]) for row in months},
        weekdays={row["form"].lower(): int(row["weekday"]) for row in weekdays},
        time_zones={row["abbreviation"]: row["zone"] for row in read_table(folder / "time_zones.csv")},
        caption_patterns=tuple(row["pattern"] for row in undated),
        dated_caption_patterns=tuple(row["pattern"] for row in dated),
        caption_keywords=_keywords(captions),
        contributor_patterns=tuple(row["pattern"] for row in contributors),
        contributor_keywords=_keywords(contributors),
        line_cues=_shortest((*_keywords(undated + contributors), *CAPTION_LABEL_WORDS)),
        non_person_words=tuple(sorted({row["word"].lower() for row in read_table(folder / "non_person_words.csv")})),
        no_first_names=tuple(sorted(speech.common - {name.lower() for name in speech.given_names})),
        time_words={row["form"]: (row["kind"], row["value"]) for row in read_table(folder / "time_words.csv")}
        | _english(months, "month")
        | _english(weekdays, "weekday"),
        holidays={row["name"].lower(): row["rule"] for row in read_table(folder / "holidays.csv")},
        figures=load_figure_words(folder),
        speech=speech,
    )
