"""The parts of a time expression and what it says: what the readers of all shapes share."""

import re
from dataclasses import dataclass
from typing import Final

from flows.steps.extract.dates_words import Token

WAYS: Final = {"d": "this", "e": "same", "l": "last", "r": "latest", "p": "previous", "x": "next", "g": "following"}
"""What tells which one of several is meant."""


@dataclass(slots=True)
class Meaning:
    """What an expression says, whatever day it is said on.

    Attributes:
        op: How it is resolved (the functions of ``dates_resolve``).
        kind: date, time, duration or set.
        unit: D, W, WE, M, Q, H, S, Y, E (decade), C (century), F (fortnight), or TH, TM, TS below the day.
        amount: Units to move by, or how many.
        year: The year named, or None.
        number: Month, weekday, quarter or half; of a day the month.
        day: Day of the month.
        code: Season, part of the day, clock time or holiday rule.
        way: last, next, this, previous, following or same: which one of several.
        mod: TIMEX3 MOD.
        value: TIMEX3 value where it is known already.
        needs: What the words around it must allow (``dates_context.belongs``): ``year``, ``month``, ``weekday``,
            ``rate``, ``plural``, ``decade``, ``soon``, ``future``, ``fall``, ``fraction``, ``set``; empty: nothing.
    """

    op: str
    kind: str = "date"
    unit: str = ""
    amount: float = 0
    year: int | None = None
    number: int = 0
    day: int = 0
    code: str = ""
    way: str = ""
    mod: str = ""
    value: str = ""
    needs: str = ""


class Part:
    """The tokens of one expression, looked up by kind."""

    def __init__(self, tokens: list[Token], kinds: str) -> None:
        """Hold the tokens.

        Args:
            tokens: The tokens of the expression.
            kinds: Their kinds, one letter each.
        """
        self.tokens = tokens
        self.kinds = kinds

    def value(self, kinds: str) -> str:
        """Return the value of the first token of some kinds.

        Args:
            kinds: Letters of kinds.

        Returns:
            Its value; empty where there is none.
        """
        for token in self.tokens:
            if token.kind in kinds:
                return token.value
        return ""

    def number(self, kinds: str) -> int:
        """Return the value of the first token of some kinds as a number.

        Args:
            kinds: Letters of kinds whose values are figures.

        Returns:
            The number; 0 where there is none.
        """
        return int(self.value(kinds) or 0)

    def way(self) -> str:
        """Tell which one of several is meant.

        Returns:
            last, next, this, previous, following, same or latest; empty where nothing says it.
        """
        ways = [WAYS[kind] for kind in self.kinds if kind in WAYS]
        if ways == ["next"] and self.kinds.startswith("t") and self.value("x") == "1":
            return "following"  # "the next day" of what was told; "the coming days" are the reader's
        return ways[-1 if ways[0] == "this" else 0] if ways else ""  # "this past spring"

    def year(self) -> int | None:
        """Return the year named.

        Returns:
            The year; None where there is none.
        """
        return self.number("Y") if "Y" in self.kinds else None

    def mod(self) -> str:
        """Return what narrows or loosens it.

        Returns:
            A TIMEX3 MOD; empty for none.
        """
        return self.value("mB<~") or {"-1": "START", "1": "END"}.get(self.value("J"), "")

    def year_way(self) -> str:
        """Tell which year a month, quarter or season is of: "March of last year".

        Returns:
            As :meth:`way`.
        """
        return WAYS[self.kinds[-2]] if re.search(r"[dlx]U$", self.kinds) and self.value("uU") == "Y" else ""

    def count(self) -> float | None:
        """Read the number.

        Returns:
            How many; 1 where no number is named, None for a vague one ("several").
        """
        total, last = 0.0, 0.0
        seen = False
        for token in self.tokens:
            if token.kind == "v":
                return 2.0 if token.value == "2" else None
            if token.kind in "nN":
                size = float(token.value)
                if size >= 100 and seen and last < size:
                    total = (total or 1.0) * size
                elif last >= 100 or (last >= 20 and size < 10):
                    total += size
                elif seen:
                    return size  # "18-24 months": the later number
                else:
                    total = size
                last, seen = size, True
            elif token.kind in "bh":
                total, seen = total + 0.5, True
        return total if seen else 1.0
