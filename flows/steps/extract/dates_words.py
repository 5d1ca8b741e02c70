"""The words of English time expressions: the pattern that finds runs of them, and the tokens a run is made of."""

import re
from dataclasses import dataclass
from typing import Final

from flows.steps.lexicon import Lexicon
from flows.text.regex import alternation

# One letter a kind, so that the shape of an expression is a regular expression over letters.
LETTERS: Final = {
    "ago": "A", "and_half": "b", "approximate": "~", "article": "a", "border": "<", "bound": "m", "day": "R",
    "decade": "D", "each": "k", "edge": "B", "era": "Z", "extra": "+", "fiscal": "F", "following": "g", "half": "h",
    "hence": "G", "history": "Z", "last": "l", "latest": "r", "long": "L", "moment": "w", "month": "M",
    "month_short": "M", "next": "x", "night": "T", "number": "N", "of": "f", "old": "X", "ordinal": "O", "other": "y",
    "part": "P", "parts": "j", "period": "I", "previous": "p", "quarter": "Q", "reference": "V", "season": "S",
    "set": "K", "shift": "J", "so_far": "o", "that": "e", "the": "t", "then": "H", "this": "d", "unit": "U",
    "units": "u", "vague": "v", "weekday": "W", "weekday_short": "W", "weekend": "E", "zone": "z",
}  # fmt: skip
_TRIGGERS: Final = (
    "unit", "quarter", "units", "weekend", "part", "parts", "moment", "season", "day", "night", "reference", "era",
    "history", "set", "decade", "then",
)  # fmt: skip
# What an expression can end in though it is no trigger; "the" and "of" at the end of a run only make it rarer.
_TAILS: Final = (
    "ago", "shift", "hence", "border", "number", "period", "old", "long", "extra", "and_half", "zone", "season",
)  # fmt: skip
_NAMES: Final = ("month", "month_short", "weekday", "weekday_short")
_NO_MONTH: Final = ("may", "march", "mar", "jan")
"""Words that are months only beside a figure or behind a preposition: modal, verb and given name."""

_SPACE: Final = r"[\s\u00a0\u2009\u202f]"
_HYPHEN: Final = r"[-\u2010\u2011\u2013]"
_GAP: Final = rf"(?:{_SPACE}{{1,2}}|{_HYPHEN}|,{_SPACE}?|['’]s{_SPACE})"
_YEAR: Final = r"(?:1[5-9]|20)[0-9]{2}"
_HALF_DAY: Final = r"[ap](?:\.m\b\.?|m\b)"
"""The stop behind "a.m." is its own, the one behind "am." ends the sentence."""
_CLOCK: Final = (
    rf"[0-9]{{1,2}}(?:[:.][0-5][0-9]){{1,2}}\s?{_HALF_DAY}|[0-9]{{1,2}}\s?{_HALF_DAY}|[0-9]{{1,2}}:[0-5][0-9]"
    r"|[0-2][0-9][0-5][0-9]\s(?:GMT|UTC)\b"
)
_ISO: Final = rf"{_YEAR}-[01][0-9]-[0-3][0-9]|[0-9]{{1,2}}/[0-9]{{1,2}}/(?:{_YEAR}|[0-9]{{2}})"
_DECADE: Final = r"(?:(?:1[5-9]|20)[0-9]|['’][0-9])0['’]?s"
_NUMBER: Final = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?:st|nd|rd|th)?"
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES: Final = "one|two|three|four|five|six|seven|eight|nine"
_TEENS: Final = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_SPOKEN: Final = (
    rf"(?:eighteen|nineteen|twenty)[ -](?:(?:{_TENS})(?:[ -](?:{_ONES}))?|{_TEENS}|hundred|oh[ -](?:{_ONES}))"
    rf"|two thousand(?: (?:and )?(?:{_TENS}|{_TEENS}|{_ONES}))?"
)


_UNKNOWN: Final = (".", "")
_MARKS: Final = {"hyphen": ("-", ""), "comma": (",", ""), "owner": ("'", "")}
_MOST_FIGURES: Final = 12
_TOKEN: Final = re.compile(
    rf"(?P<word>[^\W\d_]+)|(?P<figure>[0-9]|['’](?=[0-9]))|(?P<hyphen>{_HYPHEN})|(?P<comma>,)|['’](?P<owner>s)\b"
)
_YEARS: Final = re.compile(rf"({_YEAR})(?:(?:{_HYPHEN}|/)([0-9]{{2}})|/((?:19|20)[0-9]{{2}}))(?![0-9]|[-/][0-9])")
_MOST_YEARS: Final = 10
_SHORT_MONTHS: Final = 12
_FIGURES: Final = re.compile(rf"(?P<q>{_ISO})|(?P<c>(?i:{_CLOCK}))|(?P<D>{_DECADE})|(?P<number>{_NUMBER})")


@dataclass(slots=True)
class Token:
    """A word, number or mark of a run.

    Attributes:
        kind: One letter (see ``LETTERS``); besides: ``n`` a number that can be a day, ``s`` such an ordinal, ``Y`` a
            year, ``c`` a clock time, ``q`` a date in figures, ``C`` a holiday, ``W``/``i`` a weekday once or often.
        value: What the reference data says it stands for, or the figures.
        start: Where it begins in the run.
        end: Where it ends.
    """

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Words:
    """What reading needs of the lexicon, put into shape once a batch.

    Attributes:
        run_pattern: Pattern (Rust syntax) of a run of time words with at least one that makes it worth reading.
        phrase: Pattern (Python syntax) of what is more than one word: holidays, spoken years, "more than".
        heads: Folded words such a phrase begins with.
        forms: Folded word -> (letter, value).
        short: Folded abbreviations of months and weekdays, which keep their full stop.
        doubtful: These and the folded words that are months only in company.
        holidays: Folded holiday -> rule.
    """

    run_pattern: str
    phrase: re.Pattern[str]
    heads: frozenset[str]
    forms: dict[str, tuple[str, str]]
    short: frozenset[str]
    doubtful: frozenset[str]
    holidays: dict[str, str]


def words_of(lexicon: Lexicon) -> Words:
    """Put the time words of the lexicon into shape.

    Args:
        lexicon: Gives ``time_words`` and ``holidays``.

    Returns:
        The patterns and tables; equal for equal lexicons.
    """
    by_kind: dict[str, list[str]] = {}
    for form, (kind, _) in lexicon.time_words.items():
        by_kind.setdefault(kind, []).append(form)
    names = [form for kind in _NAMES for form in by_kind[kind]]
    named = [spelled for form in names if "short" not in form for spelled in (form.title(), form.upper())]
    triggers = (
        rf"{_cased(named)}(?:\.|(?:s)?\b)|{_cased(lexicon.holidays)}"
        rf"|(?i:{alternation(form for kind in _TRIGGERS for form in by_kind[kind])}|{_SPOKEN})\b"
        rf"|(?:{_ISO}|{_DECADE}|{_YEAR}/(?:19|20)?[0-9]{{2}}|{_YEAR})\b|(?i:{_CLOCK})"
    )
    heads: list[str] = []
    tails: list[str] = []
    for kind, forms in by_kind.items():
        if kind not in _TRIGGERS and kind not in _NAMES:
            (tails if kind in _TAILS else heads).extend(forms)
    other = rf"(?:(?i:{alternation(heads + tails)})|{_NUMBER})"
    # A clock comes before the number it begins with: "2024, 7:32 AM".
    tail = rf"(?:(?i:{_CLOCK})|(?:(?i:{alternation(tails)})|{_NUMBER})\b|{triggers})"
    # ASCII word boundaries: Unicode ones would turn the fast automaton off at every curly mark.
    run = rf"\b(?:{other}{_GAP})*(?:{triggers})(?:(?:{_GAP}{other})*{_GAP}{tail})*".replace(r"\b", r"(?-u:\b)")
    phrases = [form for form in lexicon.time_words if " " in form or "-" in form]
    phrase = (
        rf"(?P<spoken>(?i:{_SPOKEN}))\b|(?P<C>(?i:{alternation(lexicon.holidays)}))\b"
        rf"|(?P<history>(?i:the past))\b(?!{_GAP}\w)|(?!(?i:the past)\b)(?P<phrase>(?i:{alternation(phrases)}))\b"
    )
    first_words = {re.split(r"\W", form.lower(), maxsplit=1)[0] for form in [*phrases, *lexicon.holidays]}
    known = {form: (LETTERS[kind], value) for form, (kind, value) in lexicon.time_words.items()}
    known |= {form + "s": ("i", value) for form, (kind, value) in lexicon.time_words.items() if kind == "weekday"}
    short = frozenset(form for kind in ("month_short", "weekday_short") for form in by_kind[kind])
    return Words(
        run_pattern=run,
        phrase=re.compile(phrase),
        heads=frozenset(first_words | {"eighteen", "nineteen", "twenty", "two"}),
        forms=known,
        short=short,
        doubtful=short | frozenset(_NO_MONTH),
        holidays=lexicon.holidays,
    )


def _cased(words: list[str] | dict[str, str]) -> str:
    return alternation(words) if isinstance(words, list) else rf"(?i:{alternation(words)})\b"


def tokens_of(run: str, words: Words) -> list[Token]:
    """Cut a run into tokens.

    Args:
        run: What the run pattern matched.
        words: The tables.

    Returns:
        Its tokens in order; white space is left out.
    """
    found = []
    forms = words.forms
    at = 0
    for match in _TOKEN.finditer(run):
        start, end = match.span()
        if start < at:  # inside a phrase or number read already
            continue
        at = end
        group = match.lastgroup
        if group == "word":
            low = match[0].lower()
            kind, value = forms.get(low, _UNKNOWN)
            phrase = words.phrase.match(run, start) if low in words.heads else None
            if phrase:
                at = phrase.end()
                kind, value = _phrase(phrase, words)
            elif kind in "MWi" and match[0][0].islower():  # months and weekdays are written with a capital
                kind = "."
            elif low in words.short and run.startswith(".", at):
                at += 1
        elif group == "figure":
            figures = _FIGURES.match(run, start)
            kind, value = _figures(figures) if figures else _UNKNOWN
            at = figures.end() if figures else at
            if kind == "Y" and (years := _YEARS.match(run, start)) and (last := _last_year(years)):
                kind, value, at = "q", f"{value}~{last}", years.end()
        else:
            kind, value = _MARKS[group or "comma"]
        found.append(Token(kind, value, start, at))
    return found


def _phrase(match: re.Match[str], words: Words) -> tuple[str, str]:
    low = " ".join(match[0].lower().split())
    if match.lastgroup == "spoken":
        return "Y", str(_spoken_year(low))
    return ("C", words.holidays[low]) if match.lastgroup == "C" else words.forms[low]


def _figures(match: re.Match[str]) -> tuple[str, str]:
    group, text = match.lastgroup or "", match[0]
    if group == "number":
        return _number(text)
    if group == "D":
        figures = re.sub(r"\D", "", text)
        return "D", figures[:3] if len(figures) == 4 else "19" + figures[0] if figures[0] > "2" else "20" + figures[0]
    return group, text


def _number(text: str) -> tuple[str, str]:
    plain = text.replace(",", "")
    if len(plain) > _MOST_FIGURES:
        return ".", ""
    if plain[-1].isalpha():
        return ("s" if 1 <= int(plain[:-2].split(".")[0]) <= 31 else "O"), plain[:-2]
    if plain.isdecimal() and len(plain) <= 2 and 1 <= int(plain) <= 31:
        return "n", plain
    return ("Y" if re.fullmatch(_YEAR, text) else "N"), plain


def _last_year(match: re.Match[str]) -> int:
    """Give the last year of "2024-25" or "1914-18"; 0 for "2010-05", which may be a month, and for "1999-12"."""
    first = int(match[1])
    if match[3]:  # "2022/2023"
        last = int(match[3])
        return last if first < last <= first + _MOST_YEARS else 0
    short = int(match[2])
    last = first - first % 100 + short
    last += 100 if last < first and first % 100 == 99 else 0  # "1999-00"
    is_span = last == first + 1 or (first < last and short > _SHORT_MONTHS)
    return last if is_span else 0


def _spoken_year(text: str) -> int:
    tens = {word: 10 * at for at, word in enumerate(_TENS.split("|"), 2)}
    small = {word: at for at, word in enumerate(f"{_ONES}|{_TEENS}".split("|"), 1)} | {"oh": 0, "and": 0} | tens
    first, second, *rest = re.split(r"[ -]", text)
    head = 2000 if second == "thousand" else 100 * small[first]
    return head + sum(small[word] for word in (rest if second in ("thousand", "hundred") else [second, *rest]))
