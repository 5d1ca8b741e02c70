"""Read the number that stands at a place: digits in any usual grouping, words, fractions, and their multipliers.

Numbers in digits: 1,234.5 and 1 234 (English and SI grouping), 12,34,567 (Indian), 1.234.567 and 3,5 (continental),
1½, 10 1/2, 2.5e6, 2.48×10−5. Numbers in words are English: "two hundred and two thousand", "one and a half million".
"""

import math
import re
import unicodedata
from typing import Final, NamedTuple

from flows.steps.extract.figures_words import FigureWords

VULGAR: Final = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_DIGITS: Final = re.compile(
    r"(?:(?P<indian>[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?![0-9]))"
    "|(?P<grouped>[0-9]{1,3}(?:(?P<sep>[, '’])[0-9]{3})(?:(?P=sep)[0-9]{3})*(?![0-9]))"
    r"|(?P<dotted>[0-9]{1,3}(?:\.[0-9]{3}){2,}(?![0-9.]))"
    r"|(?P<comma>[0-9]{1,15},[0-9]{1,2}(?![0-9,]))"
    r"|(?P<plain>[0-9]+))(?P<decimals>\.[0-9]+)?"
)
_EXPONENT: Final = re.compile(r"[eE]([+-]?[0-9]{1,3})(?![\w])|\s?[×x]\s?10(?:\^|(?=[−-]))([−-]?[0-9]{1,3})(?![\w])")
_SLASHED: Final = re.compile(r"(?:([0-9]{1,5})[ -])?([0-9]{1,3})/([0-9]{1,4})(?![0-9/])")
_CODE: Final = re.compile(r"[.:/][0-9]|,[0-9]{4}")
"""What follows shows digits to be part of an address, a clock time, a date or a version."""
_EXPONENT_SIGNS: Final = ("e", "E", "×", "x", " ")
_CODE_SIGNS: Final = (".", ":", "/", ",")
_GROUP_SIGNS: Final = str.maketrans("", "", ", '’")
_WORD: Final = re.compile(r"[A-Za-z]+")
_LINK: Final = re.compile(r"(?:[ ]{1,3}|[ ]?-[ ]?)(?:(and|&)\s{1,3})?|,\s(?:(and|&)\s)?")
_PART: Final = re.compile(r"(?:[ ]{1,2}|[ ]?-[ ]?)([A-Za-z]+)")
_AND_PART: Final = re.compile(r"[ ]{1,2}(?:and|&)[ ]{1,2}([A-Za-z]+)[ -]{1,3}([A-Za-z]+)")
_HALF: Final = re.compile(r"(?i)(half|quarter)(?:[ -](?:of[ ])?(?:an?[ ]+)?([a-z]+))?")
_ONE_PART: Final = re.compile(r"(?i)(?:an?|one)[ -]{1,2}([a-z]+)\b")
_OF_A: Final = re.compile(r"[ ](?:of[ ]an?[ ])?([A-Za-z]+)")
_ARTICLE: Final = re.compile(r"(?i)an?[ ]{1,2}")
_RATIO: Final = re.compile(r"[ ](?:(?P<of>out of)|in)[ ](?:every[ ])?(?P<n>[0-9]{1,6}(?![0-9,.:/%])|[A-Za-z]+)")
_POINT: Final = re.compile(
    r"[ ]point((?:[ ](?:nought|naught|zero|oh|one|two|three|four|five|six|seven|eight|nine)\b)+)"
)
_VAGUE_OF: Final = re.compile(r"[ ]of[ ](?:an?[ ])?([A-Za-z]+)")
_MULTIPLIED: Final = re.compile(r"(?:[ ]-[ ]|[ -])?([A-Za-z]+)")
_SLASH_CHARS: Final = 12
_ENDS: Final = frozenset(["", ",", ".", ";", ")", "%", "”", '"', "'", "’", "?", "!", ":"])
"""What stands behind a number that nothing multiplies."""
_AFTER_LETTER: Final = frozenset(["", " ", ",", ")"])
_FEW: Final = re.compile(r"(?i)\b(?:an?[ ](?:few|couple[ ]of|couple)|several|many|some[ ]few)[ ]$")
"""What makes the hundred after it a vague one."""
_MOST_WORDS: Final = 16
_COMMON_DENOMINATORS: Final = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32, 64, 100})


class Number(NamedTuple):
    """A number as it stands.

    Attributes:
        start: Where it begins.
        end: Where it ends, exclusive, multipliers included.
        value: What it says; None for "hundreds".
        form: "integer" (digits alone), "digits" (grouped, with decimals or a multiplier), "fraction", "word", "vague".
        factor: The multipliers in it ("1.5 million": 1e6), for ranges that say it once ("5 to 10 million").
    """

    start: int
    end: int
    value: float | None
    form: str
    factor: float


def read_number(text: str, at: int, words: FigureWords, *, is_money: bool) -> Number | None:
    """Read the number that begins at a place.

    Args:
        text: The text, any.
        at: A digit, or the first letter of a word.
        words: The reference data.
        is_money: Whether a currency sign stands before it, so that "5m" means a multiplier and no length.

    Returns:
        The longest number that begins there; None where there is none or the digits are part of something else.
    """
    first = text[at]
    if first.isalpha():
        found = _in_words(text, at, words)
    else:
        found = _slashed(text, at) if "/" in text[at : at + _SLASH_CHARS] else None
        found = found or _in_digits(text, at)
        if found is None or text[found.end : found.end + 1] in _ENDS:
            return found if found is None or found.value != math.inf else None
        if found.form != "fraction" and not text[found.end : found.end + 2].isascii():
            found = _with_vulgar(text, found)
    if found is None or found.value is None:
        return found
    if found.form != "word" or found.factor == 1.0:
        found = _multiplied(text, found, words, is_money=is_money)
    if found.form == "integer" and found.value == 1:
        found = _with_part(text, found, words)
    if found.value is not None and not math.isfinite(found.value):
        return None
    return found


def _in_digits(text: str, at: int) -> Number | None:
    if text[at] in VULGAR:
        return Number(at, at + 1, unicodedata.numeric(text[at]), "fraction", 1.0)
    match = _DIGITS.match(text, at)
    if match is None:
        return None
    end, kind, decimals = match.end(), match.lastgroup, match["decimals"] or ""
    if kind == "decimals":
        kind = "plain" if match["plain"] else "digits"
    plain = match["plain"]
    if plain is not None:
        if not decimals and at > 0 and text[at - 1] == "." and (at == 1 or text[at - 2] in " ("):
            return Number(at - 1, end, float("0." + plain), "digits", 1.0)
        value = float(plain + decimals)
        form = "digits" if decimals else "integer"
    elif match["comma"] is not None:
        value, form = float(match["comma"].replace(",", ".")), "digits"
        if decimals:
            return None
    elif match["dotted"] is not None:
        value, form = float(match["dotted"].replace(".", "")), "digits"
    else:
        grouped = match["grouped"] or match["indian"]
        value, form = float(grouped.translate(_GROUP_SIGNS) + decimals), "digits"
    after = text[end : end + 1]
    exponent = _EXPONENT.match(text, end) if after in _EXPONENT_SIGNS else None
    if exponent is not None:
        power = int((exponent[1] or exponent[2]).replace("−", "-"))
        return Number(at, exponent.end(), value * 10.0**power, "digits", 1.0) if abs(power) < 300 else None
    return None if after in _CODE_SIGNS and _CODE.match(text, end) else Number(at, end, value, form, 1.0)


def _slashed(text: str, at: int) -> Number | None:
    """Read "3/4" and "10 1/2"; "9/11" and "24/7" are names, and no other fraction has such a denominator."""
    match = _SLASHED.match(text, at)
    if match is None:
        return None
    above, below = int(match[2]), int(match[3])
    if not 0 < above < below or below not in _COMMON_DENOMINATORS or (match[1] is None and text[at - 1 : at] == "/"):
        return None
    return Number(at, match.end(), float(match[1] or 0) + above / below, "fraction", 1.0)


def _with_vulgar(text: str, number: Number) -> Number:
    after = text[number.end : number.end + 2]
    for skip in (0, 1):
        if len(after) > skip and after[skip] in VULGAR and (skip == 0 or after[0] == " ") and number.value is not None:
            value = number.value + unicodedata.numeric(after[skip])
            return Number(number.start, number.end + skip + 1, value, "digits", 1.0)
    return number


def _multiplied(text: str, number: Number, words: FigureWords, *, is_money: bool) -> Number:
    """Take in the multipliers after a number: "1.5 million", "$5m", "6 crore and two hundred"."""
    value, end, factor = number.value or 0.0, number.end, number.factor
    is_word = number.form == "word"
    while True:
        match = _MULTIPLIED.match(text, end)
        if match is None:
            break
        word, touches = match[1], match.start(1) == end
        times = words.multipliers.get(word.lower()) if not is_word or word.lower() not in words.ones else None
        # "2.5 M users": behind a space only where the digits are no bare integer, which may stand before an initial.
        is_apart = number.form == "digits" and text[match.end() : match.end() + 1] in _AFTER_LETTER
        if times is None and (touches or is_money or is_apart):
            letters = words.money_letters if is_money else words.letters
            times = letters.get(word)
        if times is None or (touches and not text[end - 1].isdigit()):
            break
        value, factor, end = value * times, factor * times, match.end(1)
    if factor > 1:
        value, end = _and_more(text, value, end, factor, words)
    if end == number.end:
        return number
    return Number(number.start, end, exact(value), number.form if is_word else "digits", factor)


def exact(value: float) -> float:
    """Take off what binary fractions add: 4.1 times a million is 4100000, not 4099999.9999999995.

    Args:
        value: A product of a decimal number.

    Returns:
        The nearest number of 15 digits, which is what a double keeps of a decimal.
    """
    return float(f"{value:.15g}")


def _and_more(text: str, value: float, end: int, factor: float, words: FigureWords) -> tuple[float, int]:
    part = _part(text, end, words)
    if part is not None and part[2]:
        return value + factor * part[0], part[1]
    if text.startswith(" and ", end):
        more = _in_words(text, end + 5, words) if text[end + 5 : end + 6].isalpha() else None
        if (
            more is not None
            and more.value is not None
            and (factor == 100 or more.value > 1)
            and more.value < factor
            and more.form == "word"
        ):
            return value + more.value, more.end
    return value, end


def _in_words(text: str, at: int, words: FigureWords) -> Number | None:
    initial = text[at].lower()
    half = _HALF.match(text, at) if initial in ("h", "q") else None
    if half is not None:
        return _half(half, words)
    one = _ONE_PART.match(text, at) if initial in ("a", "o") else None
    if one is not None and one[1].lower() in words.fractions and not one[1].endswith("s"):
        below = words.fractions[one[1].lower()]
        end = one.end()
        more = _OF_A.match(text, end)
        if more is not None and more[1].lower() in words.multipliers:
            factor = words.multipliers[more[1].lower()]
            return Number(at, more.end(), factor / below, "word", float(factor))
        return Number(at, end, 1 / below, "fraction", 1.0)
    match = _WORD.match(text, at)
    if match is not None and match[0].lower() in words.vague:
        return _vague(text, match, words)
    article = _ARTICLE.match(text, at) if initial == "a" else None
    if match is not None and match[0].lower() in words.multipliers:
        few = _FEW.search(text[max(0, at - 16) : at])
        if few is not None:
            return Number(at - (few.end() - few.start()), match.end(), None, "vague", 1.0)
    found = _sequence(text, article.end() if article else at, words)
    if found is None or found.value is None:
        return None
    return _with_part(text, found._replace(start=at), words)


def _half(match: re.Match[str], words: FigureWords) -> Number | None:
    """Read "half", "half a million", "half a dozen", "a quarter million"; a lone "quarter" is a time."""
    below = 2 if match[1].lower() == "half" else 4
    times = words.multipliers.get((match[2] or "").lower())
    if times is not None:
        return Number(match.start(), match.end(), times / below, "word", float(times))
    return Number(match.start(), match.end(1), 0.5, "fraction", 1.0) if below == 2 else None


def _vague(text: str, match: re.Match[str], words: FigureWords) -> Number:
    """Read "hundreds", "tens of thousands", "hundreds of millions": how many of them is not said."""
    end = match.end()
    more = _VAGUE_OF.match(text, end)
    if more is not None and (more[1].lower() in words.vague or more[1].lower() in words.multipliers):
        end = more.end()
    return Number(match.start(), end, None, "vague", 1.0)


def _sequence(text: str, at: int, words: FigureWords) -> Number | None:
    """Add up number words from the left, and stop where the next word cannot belong to the same number."""
    total, current, last = 0.0, None, math.inf
    begin, end, unit = at, at, 1.0
    for _ in range(_MOST_WORDS):
        match = _WORD.match(text, at)
        if match is None:
            break
        word = match[0].lower()
        value = words.ones.get(word)
        if value is None:
            value = words.tens.get(word)
        if value is not None:
            if current is not None and not (
                current % 100 == 0 < current or (current % 10 == 0 < current and value < 10)
            ):
                break
            current = value if current is None else current + value
            unit = 1.0
        elif word == "hundred":
            if current is not None and current >= 100:
                break
            current, unit = (1 if current is None else current) * 100, 100.0
        else:
            times = words.multipliers.get(word)
            if times is None or times >= last or not word.isascii():
                break
            total += (1 if current is None else current) * times
            current, unit = None, float(times)
            last = times
        end = match.end()
        link = _LINK.match(text, end)
        if link is None or (unit == 1.0 and (link[1] or link[2])) or (link[0][0] == "," and unit < 1000):
            break
        if (link[1] or link[2]) and _part(text, end, words) is not None:
            break
        at = link.end()
    if end == begin:
        return None
    value_read = total + (current or 0)
    spoken = _POINT.match(text, end) if unit == 1.0 and text.startswith(" point ", end) else None
    if spoken is not None:
        digits = "".join(str(words.ones.get(word, 0)) for word in spoken[1].split())
        return Number(begin, spoken.end(), value_read + float("0." + digits), "word", 1.0)
    return Number(begin, end, value_read, "word", unit if unit >= 1000 else 1.0)


def _part(text: str, at: int, words: FigureWords) -> tuple[float, int, bool] | None:
    """Read "and a half", "and two thirds" or "thirds" behind a number: the value, its end, and whether it is added."""
    if text[at : at + 1] not in (" ", "-"):
        return None
    match = _PART.match(text, at)
    below = words.fractions.get(match[1].lower()) if match is not None else None
    if match is not None and below is not None:
        return 1 / below, match.end(), False
    match = _AND_PART.match(text, at) if text[at + 1 : at + 2] in (" ", "a", "&") else None
    below = words.fractions.get(match[2].lower()) if match is not None else None
    if match is None or below is None:
        return None
    above = 1 if match[1].lower() in ("a", "an") else words.ones.get(match[1].lower())
    return None if above is None else (above / below, match.end(), True)


def _with_part(text: str, number: Number, words: FigureWords) -> Number:
    """Take in a fraction ("two thirds", "five and a quarter") or a ratio ("one in three", "nine out of ten")."""
    value = number.value or 0.0
    part = _part(text, number.end, words)
    if part is not None:
        share, end, is_added = part
        if is_added and number.factor > 1:
            match = _OF_A.match(text, end)
            times = words.multipliers.get(match[1].lower(), 0) if match is not None else 0
            if match is not None and 1 < times < number.factor:
                return Number(number.start, match.end(), value + times * share, "word", number.factor)
        if is_added:
            return Number(number.start, end, value + number.factor * share, "word", number.factor)
        if (value == 1) != text[end - 1 : end].lower().endswith("s") and number.factor == 1.0:
            return Number(number.start, end, value * share, "fraction", 1.0)
        return number
    may_be_ratio = value <= 9 and number.factor == 1.0 and text.startswith((" in ", " out of "), number.end)
    ratio = _RATIO.match(text, number.end) if may_be_ratio else None
    if ratio is None:
        return number
    if ratio["n"].isdigit():
        below, end = float(ratio["n"]), ratio.end()
    else:
        second = _sequence(text, ratio.start("n"), words)
        if second is None or second.value is None:
            return number
        below, end = second.value, second.end
    if not value < below or (ratio["of"] is None and value != 1 and below not in (10, 100, 1000)):
        return number
    return Number(number.start, end, value / below, "fraction", 1.0)
