"""What stands around a number and gives it a unit: signs and codes of money, units, rates."""

import re
from typing import Final, NamedTuple

from flows.steps.extract.figures_nouns import plural
from flows.steps.extract.figures_numbers import Number, read_number
from flows.steps.extract.figures_words import FigureWords, Measure

_SIGNS: Final = "$＄£€¥￥₹₽₩₺₴₦₱₪₫฿₸₡₲₵₭₾₼₤₿₨"
_MONEY_BEFORE: Final = re.compile(rf"([A-Za-z.]{{0,5}})[ ]?([{_SIGNS}])[ ]?[-−]?$")
_MONEY_BEFORE_CHARS: Final = 14
LOWER_PREFIXES: Final = frozenset({"us", "u.s", "u.s.", "c", "usd", "aud", "cad", "hk", "nz"})
_NAME: Final = r"(?:(?:[A-Za-z]\.){2,}|[A-Za-zµμ]+(?:[./][A-Za-zµμ]+)*(?:[²³]|[23](?![0-9A-Za-z]))?)"
_JOIN: Final = "(?:[ ]{1,2}|-)"
_AFTER: Final = re.compile(
    "(?P<gap>[ ]{0,2}|[ ]?-[ ]?)(?:(?P<sign>[%％٪‰℃℉€£$¥¢″₹₽元円원]|[°º][ ]?(?:[CF](?![A-Za-z]))?)"
    f"|(?P<w1>{_NAME})(?:{_JOIN}(?P<w2>{_NAME})(?:{_JOIN}(?P<w3>{_NAME})(?:{_JOIN}(?P<w4>{_NAME}))?)?)?)"
)
_FIRST_AFTER: Final = re.compile(rf"[ ]{{0,2}}-?[ ]?(?:({_NAME})|[%％٪‰℃℉€£$¥¢″₹₽元円원°º])")
_ALONE: Final = re.compile(
    r"(?:([0-9]{1,3}(?:,[0-9]{3})+)|([0-9]{1,15}))(\.[0-9]+)?"
    r"(?:(?=[,.;)](?:[ ]|\Z))|(?=[ ]([A-WYZa-wyz][A-Za-z]*+)(?![./²³23µμ]\w|[²³23µμ])))"
)
"""Digits, and the word behind them: not one in x, which may be an exponent, nor one that a unit's name goes on from."""
_LARGE: Final = re.compile(
    r"[0-9]{1,3}(?:[, ][0-9]{3})+(?![0-9])|[0-9]+\.[0-9]{2}(?![0-9])|"
    r"[0-9]+(?:\.[0-9]+)?(?:[ -](?:thousand|million|billion|trillion|mln|bn)|(?:m|bn|tn|b|k))\b"
)
"""What one letter before a number has to be followed by to be money: "N20 million", not "N95" or "R2"."""
_APART: Final = frozenset(["", *" (“\"‘'—–-/~"])
_OPENING: Final = frozenset('(“"')
_MINUS: Final = frozenset("-−")
_NO_UNIT: Final = frozenset(["", *",.;)”\"'’?!:(–—"])
_MINUS_CHARS: Final = len("minus ")
_TOUCHING_ONLY: Final = frozenset({"s", "h", "V", "W", "J", "p", "in", "MP", "ct", "T", "C", "F"})
_DEGREES: Final = frozenset({"C", "F"})
_READ_OFF: Final = re.compile(
    r"[^\w ]|\Z| (?:\(|in|on|at|and|or|to|by|for|this|over|the|after|before|while|but|across|today|degrees)"
)
_COUNTED: Final = re.compile(r"[ ](?:more[ ])?([a-z]+)\b")
_RATE: Final = re.compile(
    "(?:" + "[ ]" + "|-)(?P<by>an?|per|each|every)(?:" + "[ ]" + "|-)"
    "(?:(?P<many>[0-9][0-9,]{0,9}[ ][a-z]+)|(?P<what>[A-Za-z²³]+)(?:[ -](?P<more>[a-z]+))?)"
    "|[ ]?/[ ]?(?P<slash>[A-Za-z]+)|" + "[ ]" + "(?P<adverb>[a-z]+ly|apiece)\\b"
)
RATE_SIGNS: Final = frozenset("apedhwmqynof/")
"""First letters of what leads in a rate, so that most figures are done with one look."""
_AGO: Final = re.compile(r"[ ](?:ago|earlier|later|before|after|old|or (?:so|two|more)|and a half)\b|[’']s\b|-")
"""What shows "a year" to be no rate."""
_OF: Final = re.compile("[ ]" + "of((?:" + "[ ]" + r"[a-z-]+){1,3}?)(?=" + "[ ]" + r"(?:an?|per)" + "[ ]" + ")")
_STERLING: Final = re.compile(
    r"£|[Ss]terling|\b(?:Britain|British|UK|London|Scotland|Scottish|Wales|England|BBC|NHS)\b"
)
_WEIGHED: Final = re.compile("[ ]" + r"of\b")
_SHORT: Final = {
    "kg": "kilogram", "km": "kilometre", "l": "litre", "h": "hour", "hr": "hour", "s": "second", "lb": "pound",
    "oz": "ounce", "bbl": "barrel", "b": "barrel", "d": "day", "t": "tonne", "gal": "gallon", "m": "metre",
    "yr": "year", "wk": "week", "min": "minute", "mt": "tonne", "MWh": "megawatt hour", "kWh": "kilowatt hour",
}  # fmt: skip


_AND_SMALLER: Final = re.compile(r"[ ](?:and[ ])?(?P<at>[0-9]|(?P<word>[a-z]+))")
SMALLER: Final = {
    "foot": {"inch": 12},
    "stone": {"pound": 14},
    "pound": {"ounce": 16, "penny": 100},
    "dollar": {"cent": 100, "penny": 100},
    "euro": {"cent": 100, "penny": 100},
}
"""Pairs of units that are said together, and how many of the second make one of the first."""


class Quantity(NamedTuple):
    """A number with what its neighbours make of it.

    Attributes:
        start: Where it begins, signs included.
        end: Where it ends, exclusive, unit and rate included.
        number: The number.
        is_negative: Whether a minus stands before it.
        measure: The unit or money; None where it has none.
    """

    start: int
    end: int
    number: Number
    is_negative: bool
    measure: Measure | None


def read_quantity(text: str, at: int, words: FigureWords) -> Quantity | None:
    """Read the number that begins at a place with its currency or unit.

    Args:
        text: The paragraph.
        at: Where the number begins: a digit, or the first letter of a number word.
        words: The reference data.

    Returns:
        The quantity; None where no number stands there, or the digits belong to a word ("G20", "5G", "COVID-19").
    """
    before = money_before(text, at, words)
    alone = _read_alone(text, at, words) if before is None else None
    if alone is not None:
        return alone
    begin = at if before is None else before[0]
    number = read_number(text, at, words, is_money=before is not None)
    if number is None:
        return None
    begin = min(begin, number.start)
    is_negative = text[begin - 1 : begin] in ("-", "−") and begin > 0 and text[begin - 2 : begin - 1] in ("", " ", "(")
    if before is not None and text[at - 1] in ("-", "−"):
        is_negative = True
    elif is_negative:
        begin -= 1
    elif (
        text[begin - 2 : begin] == "s "
        and begin >= _MINUS_CHARS
        and text[begin - _MINUS_CHARS : begin].lower() == "minus "
    ):
        is_negative, begin = True, begin - _MINUS_CHARS
    if before is None and text.startswith("m ", number.end) and _counts_millions(text, number.end + 1, words):
        number = number._replace(value=(number.value or 0.0) * 1e6, end=number.end + 1, form="digits", factor=1e6)
    if number.form == "vague" and text.startswith(" of ", number.end):
        number = number._replace(end=number.end + len(" of"))
    following = text[number.end : number.end + 1]
    found = None if following in _NO_UNIT else unit_after(text, number, words, is_money=before is not None)
    measure, end = (None, number.end) if found is None else found
    if before is not None:
        if measure is not None and measure.kind == "money" and not text[end + 1 : end + 2].isdigit():
            measure = measure if before[1].currency == "USD" and measure.currency is not None else before[1]
        else:
            measure, end = before[1], number.end
    elif measure is not None and measure.kind == "money":
        end, number = _factor_after_code(text, end, number, words)
    if end == number.end and not _may_end(text, end) and measure is None:
        return None
    if before is None and at > 0 and number.start == at and not _may_begin(text, begin if is_negative else at):
        return None
    if measure is not None and measure.unit in SMALLER and text[end : end + 1] == " " and number.value is not None:
        end, number = _with_smaller(text, end, number, measure, words)
    return Quantity(begin, end, number, is_negative, measure)


def _read_alone(text: str, at: int, words: FigureWords) -> Quantity | None:
    """Read digits with nothing but a blank and a word beside them, as most are, without trying all else they may be."""
    match = _ALONE.match(text, at)
    if match is None:
        return None
    if at and text[at - 1] == " ":
        if text[at - 2 : at - 1] in _MINUS or text[max(0, at - _MINUS_CHARS) : at].lower() == "minus ":
            return None
    elif at and text[at - 1] not in _OPENING:
        return None
    grouped, plain, decimals, word = match.groups()
    end = match.end()
    if plain is None:
        number = Number(at, end, float(grouped.replace(",", "") + (decimals or "")), "digits", 1.0)
    elif decimals is not None:
        number = Number(at, end, float(plain + decimals), "digits", 1.0)
    else:
        number = Number(at, end, float(plain), "integer", 1.0)
        if number.value == 1.0:
            return None  # "1 in 3", "1 1/2"
    if word is not None:
        low = word.lower()
        if low in words.multipliers or word in words.letters:
            return None
        if word in words.after_words or low in words.after_words:
            found = unit_after(text, number, words, is_money=False)
            if found is not None:
                measure, end = found
                is_more = measure.kind == "money" or measure.unit in SMALLER
                return None if is_more else Quantity(at, end, number, is_negative=False, measure=measure)
    return Quantity(at, end, number, is_negative=False, measure=None)


def _with_smaller(text: str, end: int, number: Number, measure: Measure, words: FigureWords) -> tuple[int, Number]:
    """Take in the smaller unit of a pair: "6 feet 2 inches", "thirteen dollars and forty-five cents"."""
    match = _AND_SMALLER.match(text, end)
    word = None if match is None else match["word"]
    if match is None or (word is not None and word.lower() not in words.ones and word.lower() not in words.tens):
        return end, number
    second = read_number(text, match.start("at"), words, is_money=False)
    after = None if second is None else unit_after(text, second, words, is_money=False)
    if second is None or after is None or second.value is None or number.value is None:
        return end, number
    smaller = "penny" if after[0].divisor == 100 else after[0].unit
    ratio = SMALLER[measure.unit].get(smaller)
    if ratio is None or second.value >= ratio:
        return end, number
    return after[1], number._replace(value=number.value + second.value / ratio)


def _counts_millions(text: str, end: int, words: FigureWords) -> bool:
    """Tell a million from a metre: "5m people", "5m deep"."""
    match = _COUNTED.match(text, end)
    return match is not None and match[1] not in words.stops and plural(match[1], match[1], words) is not None


def _may_begin(text: str, at: int) -> bool:
    """Tell whether a number may begin here: not inside a word, a code, an address or another number."""
    before = text[at - 1] if at else " "
    if before.isalnum() or before in "_/#@=&\\:.,+*^’'|":
        return before == "+" and not text[at - 2 : at - 1].isalnum()
    return before not in "-‐‑–—" or not text[at - 2 : at - 1].isalnum()


def _may_end(text: str, end: int) -> bool:
    after = text[end : end + 2]
    return not (after[:1].isalnum() or after[:1] in ("_", "@")) and not (
        len(after) == 2 and after[0] in "/:\\=&" and after[1].isalnum()
    )


def money_before(text: str, at: int, words: FigureWords) -> tuple[int, Measure] | None:
    """Read the sign or code of money that stands before a number.

    Args:
        text: The paragraph.
        at: Where the number begins.
        words: The reference data.

    Returns:
        Where the notation begins, and the money; None where there is none.
    """
    last = text[at - 1 : at]
    if last in words.prefixes:
        is_apart = text[at - 2 : at - 1] in _APART and _LARGE.match(text, at) is not None
        return (at - 1, words.prefixes[last]) if is_apart else None
    if last == " ":
        last = text[at - 2 : at - 1]
    if last in ("-", "−"):
        last = text[at - 2 : at - 1]
    if last not in words.money_ends:
        return None
    left = text[max(0, at - _MONEY_BEFORE_CHARS) : at]
    base = at - len(left)
    if last not in _SIGNS:
        word = left.rstrip(" -−")
        word = word[max(word.rfind(" "), word.rfind("("), word.rfind("-"), word.rfind("/")) + 1 :]
        money = words.codes.get(word)
        return None if money is None else (base + left.rfind(word), money)
    match = _MONEY_BEFORE.search(left)
    if match is None:
        return None
    letters, sign = match[1], match[2]
    if letters and (letters[:1].isupper() or letters in LOWER_PREFIXES):
        money = words.symbols.get(letters + sign) or words.symbols.get(letters.upper() + sign)
        if money is not None:
            return base + match.start(1), money
    if letters and sign == "$" and left[match.end(1) : match.end(1) + 1] != " " and letters[-1] != ".":
        return None
    return (base + match.start(2), words.symbols[sign]) if sign in words.symbols else None


def unit_after(text: str, number: Number, words: FigureWords, *, is_money: bool) -> tuple[Measure, int] | None:
    """Read the unit or currency that stands after a number: "1.4 million barrels", "50p", "5 km/h", "20 °C".

    Args:
        text: The paragraph.
        number: The number before it.
        words: The reference data.
        is_money: Whether a currency sign stands before the number.

    Returns:
        What it means and where it ends, exclusive; None where no unit follows.
    """
    peek = _FIRST_AFTER.match(text, number.end)
    if peek is None or (
        peek[1] is not None and peek[1] not in words.after_words and peek[1].lower() not in words.after_words
    ):
        return None
    match = _AFTER.match(text, number.end)
    if match is None:
        return None
    sign = match["sign"]
    if sign is not None:
        measure = words.after.get(sign) or words.after.get(sign.replace(" ", "")) or words.symbols.get(sign)
        if measure is None or (measure.kind == "money" and match["gap"].startswith(("-", " -"))):
            return None
        # "5 $10 bills": the sign belongs to the next number.
        return (
            None
            if measure.kind == "money" and text[match.end() : match.end() + 1].isdigit()
            else (measure, match.end())
        )
    tokens = [match[name] for name in ("w1", "w2", "w3", "w4") if match[name] is not None]
    first = tokens[0]
    longest = max(words.after_words.get(first, 0), words.after_words.get(first.lower(), 0))
    for count in range(min(longest, len(tokens)), 0, -1):
        spelled = " ".join(tokens[:count])
        measure = words.after.get(spelled)
        if measure is None or not measure.is_abbreviation:
            measure = words.after.get(spelled.lower())
            if measure is not None and measure.is_abbreviation and spelled != spelled.lower():
                measure = None
        if measure is not None and _fits(text, number, match, spelled, measure, is_money=is_money):
            following = match.end(f"w{count}")
            if measure.kind == "money" and measure.is_abbreviation and text[following : following + 1].isdigit():
                return None  # "3 USD50 cards": the code belongs to the next number
            if spelled.lower() in ("pound", "pounds") and _is_sterling(text, number, match.end(f"w{count}")):
                measure = words.after["pounds sterling"]
            return measure, match.end(f"w{count}")
    return None


def _fits(text: str, number: Number, match: re.Match[str], spelled: str, measure: Measure, *, is_money: bool) -> bool:
    touches, after = match["gap"] == "", text[match.end("w1") : match.end("w1") + 12]
    if touches and (number.form in ("word", "vague") or not measure.is_abbreviation) and text[number.end - 1].isalpha():
        return False
    if match["gap"].startswith(("-", " -")) and spelled[:1].isupper() and not measure.is_abbreviation:
        return False
    if not touches and (spelled in _TOUCHING_ONLY or (is_money and measure.is_abbreviation and len(spelled) == 1)):
        return False
    if spelled == "s" and "." not in text[number.start : number.end]:
        return False  # "the 1990s", "in his 30s"
    if spelled == "m" and is_money:
        return False
    if spelled in _DEGREES:  # "43C in Vigo", not "a 3C rating", "a Boeing 777F", "the 13F filing"
        word = text[max(0, number.start - _MONEY_BEFORE_CHARS) : number.start].rpartition(" ")[0].rpartition(" ")[2]
        return number.end - number.start > 1 and not word[:1].isupper() and _READ_OFF.match(after) is not None
    if spelled == "second":
        return number.value == 1 or match["gap"].startswith("-")
    if spelled.lower() == "won":
        return (number.value or 0) >= 100 and not after.startswith(
            (" the", " a ", " an ", " by", " in ", " his", " her", " their")
        )
    return not (spelled == "in" and not touches)


def _is_sterling(text: str, number: Number, end: int) -> bool:
    # Pounds are money where the paragraph speaks of Britain or the sum is in millions, and weight elsewhere.
    if _WEIGHED.match(text, end):
        return False
    return number.factor >= 1e6 or _STERLING.search(text[max(0, end - 300) : end + 300]) is not None


def _factor_after_code(text: str, end: int, number: Number, words: FigureWords) -> tuple[int, Number]:
    """Read "75 USD million": the multiplier behind the code."""
    word = re.compile("[ ]" + "([a-z]+)").match(text, end)
    times = words.multipliers.get(word[1]) if word is not None else None
    if word is None or times is None or number.value is None or number.factor > 1:
        return end, number
    return word.end(), number._replace(value=number.value * times, factor=float(times))


def rate_after(text: str, end: int, words: FigureWords, *, has_unit: bool) -> tuple[str, int] | None:
    """Read what a rate is taken over: "a day", "per 100,000 people", "/week", "daily", "of oil a day".

    Args:
        text: The paragraph.
        end: Where the number and its unit end.
        words: The reference data.
        has_unit: Whether there is a unit, so that what it is made of may stand between ("barrels of oil a day").

    Returns:
        The thing in the singular and where the rate ends, exclusive; None where no rate follows.
    """
    following = text[end : end + 2]
    if following[:1] != "/" and (following[:1] not in (" ", "-") or following[1:] not in RATE_SIGNS):
        return None
    match = _RATE.match(text, end)
    if match is None and has_unit and text.startswith(" of ", end):
        of = _OF.match(text, end)
        match = _RATE.match(text, of.end()) if of is not None else None
    if match is None or _AGO.match(text, match.end("what") if match["what"] is not None else match.end()):
        return None
    if match["adverb"] is not None:
        over = words.adverbs.get(match["adverb"])
        return None if over is None else (over, match.end("adverb"))
    if match["slash"] is not None:
        over = words.rates.get(match["slash"]) or _SHORT.get(match["slash"])
        return None if over is None else (over, match.end("slash"))
    if match["many"] is not None:
        return (match["many"], match.end("many")) if match["by"] == "per" else None
    what, more = match["what"], match["more"]
    both = f"{what} {more}"
    if more is not None and both in words.rates:
        return words.rates[both], match.end("more")
    over = words.rates.get(what.lower())
    if over is None and match["by"] == "per":
        over = _SHORT.get(what, what.lower())
    return (
        None
        if over is None or (match["by"] in ("each", "every") and what not in words.rates)
        else (over, match.end("what"))
    )
