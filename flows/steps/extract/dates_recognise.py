"""Recognise time expressions in a run of time words, and say what each means before any day is known."""

import re
from dataclasses import dataclass, replace
from typing import Final

from flows.steps.extract.dates_meanings import meaning_of
from flows.steps.extract.dates_parts import Meaning
from flows.steps.extract.dates_words import Token, Words, tokens_of

_NUM: Final = r"(?:t?a?v[fNn+]?|a?[nN](?:-?[nN]){0,6}b?(?:-?\+)?|h-?a|a?-?h|a)"
_UNIT: Final = r"[uUQ]"
_THE_YEAR: Final = r"(?:,?Y|fF?Y|f?[dlx]U|ftU)"
_ITS_YEAR: Final = r"(?:,?Y|,?f?[dl]U)?"


@dataclass(slots=True)
class Found:
    """An expression in a run.

    Attributes:
        start: Where it begins in the run, in code points.
        end: Where it ends.
        meaning: What it says.
    """

    start: int
    end: int
    meaning: Meaning


_ASIDE: Final = "aside"  # "the 50-year-old alliance", "the first Monday": an age and a rule, no time
_ADJECTIVE: Final = re.compile(r"[at][nN](?:-?[nN]){0,6}-?[UQ]")
_ROUND: Final = (12, 100, 1000, 1e6, 1e9)  # "a hundred years": the article counts

# Tried in this order at each token; the first that fits wins, so longer shapes stand above their beginnings.
_SHAPES: Final[tuple[tuple[str, str], ...]] = (
    (r"q", "figures"),
    (r"[~m]?cz?", "clock"),
    (rf"t?{_NUM}-?{_UNIT}-?X", _ASIDE),
    (r"[~m]?(?:a?Q|N-?u)faU", "part_of_unit"),
    (r"B?-?(?:W|R)-?[Pw]|B?-?P[RW]|w[RW]", "day_part"),
    (r"B?t?[dle]{1,2}P|t?[xgp]P|B?T|w", "day_part"),
    (r"t?[pgx]?kW|kW|i", "weekdays"),
    (r"k(?:y|[ON]|n)?(?:[uUPEWSQMj])", "each"),
    (rf"M(?:n|s){_ITS_YEAR}|t?(?:n|s)f?M{_ITS_YEAR}|t?OfM(?:,?Y)?", "month_day"),
    (r"t?UfM(?:n|s)(?:,?Y)?", "week_of"),
    (r"t?O[UE]fM(?:,?Y)?", "nth_of_month"),
    (r"[BJ]-?R|t?R", "today"),
    (r"t?[Os]-?W", _ASIDE),
    (r"B-?W|t?[dgpxel]{1,2}W|W", "weekday"),
    (rf"[BJ]?-?t?[dlxgp]{{1,2}}M|t?<f[dlx]?M{_THE_YEAR}?|t?B-?M{_THE_YEAR}?|M{_THE_YEAR}|M", "month"),
    (
        rf"t?[dlx]U'B?O-?[Qh]|t?U-?[AJ]O-?Q|t?F-?O-?Q|t?Y?B?-?(?:[JrpldB]-?)?O-?Q{_THE_YEAR}?|t?<fOQ{_THE_YEAR}?|t?Oh{_THE_YEAR}?",
        "quarter",
    ),
    (r"t?U-?[AJ](?:Q|I)|t?U-[AJ]|tYI", "year_ago_period"),
    (r"t?[dlxrpg]?FU(?:,?Y)?|F-?Y", "fiscal"),
    (rf"[dlx]U'B?S|B?-?[dlx]{{1,2}}S|t?B?-?f?t?S{_THE_YEAR}|t?<ftS|B-?S|tS", "season"),
    (r"t?(?:B-?|<f)?t?D|t?D", "decade"),
    (r"t?(?:B-?|<ft?)?[Os]-?U", "century"),
    (rf"[~m]?{_NUM}-?{_UNIT}A", "ago"),
    (rf"[~m]?{_NUM}-?{_UNIT}G", "hence"),
    (rf"m?{_NUM}-?{_UNIT}J(?![dlt])", "later"),
    (rf"(?:m|t)?[lxrd]{_NUM}-?{_UNIT}", "past_span"),
    (r"t?(?:<f)?[dlxrpge]{1,2}[UQE]|te[UE]", "of_unit"),
    (r"(?:t?<f|J|B-?)t?[dlxgpr]?[UQE]|U-?<|t[rdlp]?Q|t?[gp][UE]|B?t?E", "of_unit"),
    (r"t?[xglprd]u", "vague_plural"),
    (rf"t?[On](?!a){_NUM}{_UNIT}|(?:m|t)?{_NUM}-?{_UNIT}(?:-L)?", "duration"),
    (r"u-?[LAJ]|u", "vague_plural"),
    (r"tUY", "the_year"),
    (r"tU", "of_unit"),
    (r"t?[dlx]?C(?:,?Y)?", "holiday"),
    (r"B-?Y|t?<fY|Y", "year"),
    (r"H", "then"),
    (r"V|t?Z", "reference"),
    (r"K", "set"),
)
_SHAPE: Final = re.compile("|".join(f"(?P<s{number}>{shape})" for number, (shape, _) in enumerate(_SHAPES)))


Cuts = dict[str, list[tuple[int, int, str]]]
"""The shapes in each row of kinds met so far: there are far fewer rows of kinds than runs."""


def recognise(run: str, words: Words, cuts: Cuts) -> list[Found]:
    """Recognise the expressions in a run of time words.

    Args:
        run: What the run pattern matched.
        words: The tables.
        cuts: Is filled with the shapes of each row of kinds, and saves finding them again.

    Returns:
        The expressions in order; they do not overlap.
    """
    tokens = tokens_of(run, words)
    kinds = "".join([token.kind for token in tokens])
    shapes = cuts.get(kinds)
    if shapes is None:
        shapes = cuts[kinds] = _cut(kinds)
    found = []
    for first, last, shape in shapes:
        part, row = tokens[first:last], kinds[first:last]
        meaning = meaning_of(shape, part, row)
        if meaning is not None:
            found.append(_placed(part, row, meaning, run, words.doubtful))
    return found


def _cut(kinds: str) -> list[tuple[int, int, str]]:
    found = []
    at = 0
    while match := _SHAPE.search(kinds, at):
        first, at = match.span()
        shape = _SHAPES[int((match.lastgroup or "s0")[1:])][1]
        if shape != _ASIDE:
            found.append((first, at, shape))
    return found


def _placed(tokens: list[Token], kinds: str, meaning: Meaning, run: str, doubtful: frozenset[str]) -> Found:
    # "a two-year term", "a five year low", "the third-quarter loss": the article is the noun's.
    if kinds == "tO-Q" or (kinds[0] in "at" and _ADJECTIVE.fullmatch(kinds) and float(tokens[1].value) not in _ROUND):
        tokens = tokens[1:]
    start, end = tokens[0].start, tokens[-1].end
    if meaning.unit == "same":  # "until then": the word before is not part of it
        start = end - len(run[start:end].split()[-1])
    if meaning.needs == "month" or meaning.op == "weekday":
        is_doubtful = run[start:end].lower().rpartition(" ")[2].rstrip(".") in doubtful
        needs = (meaning.needs or "weekday") if is_doubtful else ""
        if needs != meaning.needs:
            meaning = replace(meaning, needs=needs)
    return Found(start, end, meaning)
