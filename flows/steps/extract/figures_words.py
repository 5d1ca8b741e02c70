"""The word lists that figures are read with: numbers, multipliers, units, currencies, cues and counted nouns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flows.text.tables import read_table

NO_CURRENCY: Final = "XXX"
"""ISO 4217's code for "no currency": a notation of money that names no one currency ("francs", "pesos", "cents")."""
_NONE: Final = "none"
_AFTER_ONE: Final = ("in", "out", "and", "or", "to", "point", "common", "more", "other", "additional", "new", "young")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a word or sign after (or before) a number makes of it.

    Attributes:
        unit: Singular name of the unit; of a currency's notation the name of the money ("dollar").
        kind: "money", or what the unit measures ("length", "share", …).
        per: What the unit is taken over by itself ("mph": hour); None for most.
        currency: ISO 4217 code; None where it is no money or no one currency.
        divisor: What the number is divided by to give ``currency`` (100 for pence).
        is_abbreviation: Whether it counts only as it is spelled and may touch the number ("km").
    """

    unit: str
    kind: str
    per: str | None
    currency: str | None
    divisor: int
    is_abbreviation: bool


@dataclass(frozen=True)
class FigureWords:
    """The reference data of figures.

    Attributes:
        ones: "seven" -> 7, "twelve" -> 12.
        tens: "forty" -> 40.
        multipliers: Folded "million" -> 1e6, "mln" -> 1e6, "crore" -> 1e7: they count after any number.
        letters: "K", "M", "B" -> factor, as spelled: they count where they touch a number.
        money_letters: "m", "b", "t", "cr" -> factor, as spelled: they count after a currency sign.
        fractions: "third", "thirds" -> 3.
        vague: "hundreds" -> 100: an unsaid number of them.
        after: Folded words and spelled abbreviations that may stand after a number -> what they mean.
        after_words: How many words the longest entry of ``after`` has that begins with a word.
        symbols: "$", "US$", "€" -> money.
        codes: "USD", "Rs" -> money, as spelled.
        prefixes: "N", "R" -> money: letters that name it where they touch a large number ("N20 million").
        money_ends: The last characters of symbols and codes: the cheap test before.
        cues_before: Folded "more than" -> modality.
        cues_after: Folded "or more" -> modality.
        cue_ends: The last words of ``cues_before``: the cheap test before.
        plurals: "people" -> "person", "tankers" -> "tanker": frequent and irregular plurals.
        persons: The plurals that are people: a number before them counts wherever it stands.
        singulars: Nouns that make a count of "one" and of numbers like 21.
        states: "injured" -> "person": what stands for a noun.
        rates: Nouns that "a" makes a rate of ("a share") -> canonical.
        adverbs: "daily" -> "day".
        not_plurals: Words in -s that are no plural.
        stops: Words that end a noun phrase.
        designators: Words that make the number after them a name ("Flight 370").
        streets: Words that make the number before them an address.
        after_one: The words behind "one" that may make a number of it; behind all others it is a pronoun.
        tolls: Verbs that make a lone number after them a count of people ("killing 38").
    """

    ones: Mapping[str, int]
    tens: Mapping[str, int]
    multipliers: Mapping[str, int]
    letters: Mapping[str, int]
    money_letters: Mapping[str, int]
    fractions: Mapping[str, int]
    vague: Mapping[str, int]
    after: Mapping[str, Measure]
    after_words: Mapping[str, int]
    symbols: Mapping[str, Measure]
    codes: Mapping[str, Measure]
    prefixes: Mapping[str, Measure]
    money_ends: frozenset[str]
    cues_before: Mapping[str, str]
    cues_after: Mapping[str, str]
    cue_ends: frozenset[str]
    plurals: Mapping[str, str]
    persons: frozenset[str]
    singulars: Mapping[str, str]
    states: Mapping[str, str]
    rates: Mapping[str, str]
    adverbs: Mapping[str, str]
    not_plurals: frozenset[str]
    stops: frozenset[str]
    designators: frozenset[str]
    streets: frozenset[str]
    tolls: frozenset[str]
    after_one: frozenset[str]


def load_figure_words(folder: Path) -> FigureWords:
    """Read the reference CSVs of figures.

    Args:
        folder: ``seeds/reference`` or a folder of the same shape.

    Returns:
        The word lists, equal for equal files. About 1,900 rows in 4 ms.

    Raises:
        FileNotFoundError: A CSV is missing.
        KeyError: A CSV lacks a column.
        ValueError: A number in a CSV is none.
    """
    numbers = read_table(folder / "number_words.csv")
    factors = read_table(folder / "multipliers.csv")
    cues = read_table(folder / "modality_cues.csv")
    nouns = read_table(folder / "counted_nouns.csv")
    context = read_table(folder / "figure_context_words.csv")
    money = read_table(folder / "currency_notations.csv")
    after = _after(read_table(folder / "units.csv"), money)
    before = {row["cue"]: row["modality"] for row in cues if row["position"] == "before"}
    longest: dict[str, int] = {}
    for form in after:
        words = form.split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))

    def values(*kinds: str) -> dict[str, int]:
        return {row["form"]: int(row["value"]) for row in numbers if row["kind"] in kinds}

    def factor(*kinds: str) -> dict[str, int]:
        return {row["form"]: int(row["factor"]) for row in factors if row["kind"] in kinds}

    def noun(*roles: str) -> dict[str, str]:
        return {row["form"]: row["noun"] for row in nouns if row["role"] in roles}

    def words_of(role: str) -> frozenset[str]:
        return frozenset(row["word"] for row in context if row["role"] == role)

    return FigureWords(
        ones=values("ones"),
        tens=values("tens"),
        multipliers=factor("word", "abbreviation"),
        letters=factor("letter"),
        money_letters=factor("letter", "money"),
        fractions=values("fraction"),
        vague=values("vague", "plural"),
        after=after,
        after_words=longest,
        symbols={row["notation"]: _money(row) for row in money if row["kind"] == "symbol"},
        codes={row["notation"]: _money(row) for row in money if row["kind"] == "code"},
        prefixes={row["notation"]: _money(row) for row in money if row["kind"] == "prefix"},
        money_ends=frozenset(row["notation"][-1] for row in money if row["kind"] in ("symbol", "code")),
        cues_before=before,
        cues_after={row["cue"]: row["modality"] for row in cues if row["position"] == "after"},
        cue_ends=frozenset(cue.split()[-1] for cue in before),
        plurals=noun("plural", "person"),
        persons=frozenset(noun("person")),
        singulars=noun("singular"),
        states=noun("state"),
        rates=noun("rate"),
        adverbs=noun("adverb"),
        not_plurals=frozenset(noun("not_plural")),
        stops=words_of("stop"),
        designators=words_of("designator"),
        streets=words_of("street"),
        tolls=words_of("toll"),
        after_one=frozenset(
            [form.split()[0].lower() for form in after]
            + [*factor("word", "abbreviation"), *values("fraction"), *noun("singular"), *_AFTER_ONE]
        ),
    )


def _after(units: Iterable[Mapping[str, str]], money: Iterable[Mapping[str, str]]) -> dict[str, Measure]:
    """Put together what may stand after a number; a notation of money yields to a unit of the same spelling."""
    found: dict[str, Measure] = {}
    for row in money:
        if row["kind"] not in ("attached", "prefix"):
            found[row["notation"]] = _money(row)
    found.update({row["notation"]: _money(row) for row in money if row["kind"] == "attached"})
    for row in units:
        per = None if row["per"] == _NONE else row["per"]
        found[row["form"]] = Measure(row["unit"], row["kind"], per, None, 1, row["match"] == "abbreviation")
    # "pounds" are weight as a unit and money as a currency; the reader decides, so the money has to be there too.
    return found


def _money(row: Mapping[str, str]) -> Measure:
    code = None if row["currency"] == NO_CURRENCY else row["currency"]
    return Measure(row["unit"], "money", None, code, int(row["divisor"]), row["kind"] != "name")
