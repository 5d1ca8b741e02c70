"""Where quotations begin and end in a paragraph: pairing the marks of every usual notation."""

import re
from dataclasses import dataclass
from typing import Final

_SINGLE_GATE: Final = ("‘", " '", "\n'", "('", "‚", "‹")
"""What a text must hold (or begin with an apostrophe) before single marks are worth looking for."""

_DOUBLE: Final = re.compile(r"[\"“”„«»]|``|''(?!')")
_BEFORE_STRAIGHT: Final = frozenset(" (—\n")
_SINGLE: Final = re.compile(r"[‘’'‚‹›]")
_BEFORE_OPENING: Final = frozenset(" \t\n\r\f\v\xa0\u2002\u2003\u2009\u202f\u3000([{—–-/:;,…>“„«”»\"‘'`")
_OPENERS: Final = frozenset(("“", "„", "«", "``"))
_ENDS_SPEECH: Final = frozenset(",.!?…—–")
_TRIM: Final = " \t\n\r\f\v\xa0\u2002\u2003\u2009\u202f\u3000"


@dataclass(slots=True)
class Quoted:
    """A quotation in a paragraph, in code points of its text.

    Attributes:
        start: Where its words begin, inside the mark.
        end: Where its words end, inside the mark.
        outer_start: Where its opening mark begins.
        outer_end: Where its closing mark ends; the paragraph's end where it is not closed.
        is_closed: Whether a mark closes it in this paragraph.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    is_closed: bool


def has_double(text: str) -> bool:
    """Whether a text holds a mark that says "quotation" on its own."""
    return '"' in text or "“" in text or "”" in text or has_rare(text)


def has_rare(text: str) -> bool:
    """Whether a text holds a double mark other than straight and curly ones."""
    # A chain of "in" costs a third of a generator.
    return "„" in text or "«" in text or "»" in text or "``" in text or "''" in text


def find_quoted(text: str, *, is_open: bool = False) -> list[Quoted]:
    """Pair the quotation marks of a paragraph; of nested quotations the outermost is one.

    A mark opens or closes by its shape where its shape says so, and by the characters beside it where it does not
    (straight marks) or where the shape is plainly wrong (a “ behind a full stop): of the quotations in
    the development half of PolNeAR 3 % mix shapes. A quotation that nothing closes runs to the paragraph's end.

    Args:
        text: A paragraph.
        is_open: Whether the paragraph before it left a quotation open, so that a closing mark may come first.

    Returns:
        The quotations in order; they do not overlap, and each holds a letter or a digit.
    """
    plain = _plain_pairs(text)
    if plain is not None:
        return plain
    marks = [(m.start(), m.end(), m.group()) for m in _DOUBLE.finditer(text)]
    if not marks:
        marks = _single_marks(text)
        if not marks:
            return []
    marks = _without_doubled(text, marks)
    found: list[Quoted] = []
    opened: tuple[int, int, str] | None = None
    depth = 0
    closers_left = sum(1 for start, end, mark in marks if not _can_open(text, start, end))
    is_inverse = next((mark == "»" for _, _, mark in marks if mark in "«»"), False)
    for number, (start, end, mark) in enumerate(marks):
        may_open = _can_open(text, start, end)
        may_close = _can_close(text, start, end)
        closers_left -= not may_open
        shape = _shape(mark, is_inverse=is_inverse)
        if opened is None:
            if may_open and (shape >= 0 or not may_close):
                opened, depth = (start, end, mark), 1
            elif number == 0 and is_open and may_close and not may_open:
                _keep(found, text, 0, start, 0, end, is_closed=True)
            elif _is_glued_opener(text, marks, number):
                opened, depth = (start, end, mark), 1
            continue
        is_inner = may_open and shape > 0 and start == opened[1]
        if is_inner or (may_open and not may_close and (shape > 0 or mark != opened[2])):
            # Nested where a closing mark is left for each; otherwise the one before was never closed.
            if closers_left > depth or (closers_left == depth and mark != opened[2]):
                depth += 1
            else:
                _keep(found, text, opened[1], start, opened[0], start, is_closed=False)
                opened, depth = (start, end, mark), 1
        elif may_close or shape < 0 or mark == opened[2]:
            depth -= 1
            # The outer kind of mark closes all that is inside it.
            if depth <= 0 or (depth == 1 and shape == 0 and mark == opened[2]):
                _keep(found, text, opened[1], start, opened[0], end, is_closed=True)
                opened = None
    if opened is not None:
        _keep(found, text, opened[1], len(text), opened[0], len(text), is_closed=False)
    return found


def _is_glued_opener(text: str, marks: list[tuple[int, int, str]], number: int) -> bool:
    """Whether a straight mark opens although no space stands before it (`she said."We stay."`): the next one closes."""
    start, end, mark = marks[number]
    if mark != '"' or number + 1 == len(marks) or not text[end : end + 1].isalnum():
        return False
    after, behind, _ = marks[number + 1]
    return (text[start - 1] in _ENDS_SPEECH or text[start - 1].islower()) and (
        _can_close(text, after, behind) and not _can_open(text, after, behind)
    )


def _without_doubled(text: str, marks: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Leave out a mark set twice (`"“Yes,” she said`), where too few close for it to hold a quotation of its own."""
    doubled = [
        number
        for number in range(len(marks) - 1)
        if marks[number][1] == marks[number + 1][0] and _can_open(text, *marks[number + 1][:2])
    ]
    if not doubled:
        return marks
    spare = sum(1 if _can_open(text, start, end) else -1 for start, end, _ in marks)
    left_out = set(doubled[: max(0, spare)])
    return [mark for number, mark in enumerate(marks) if number not in left_out]


def _plain_pairs(text: str) -> list[Quoted] | None:
    """Pair marks of one kind that stand as they should: nine paragraphs in ten, at a tenth of the cost.

    NULL (None) where a mark of another kind, a nested or an unpaired one asks for a closer look.
    """
    count = text.count('"')
    opening, closing = ('"', '"') if count else ("“", "”")
    if not count:
        count = text.count("“") + text.count("”")
    elif "“" in text or "”" in text:
        return None
    if not count or count % 2 or has_rare(text):
        return None
    found: list[Quoted] = []
    size = len(text)
    at = text.find(opening)
    while at >= 0:
        end = text.find(closing, at + 1)
        if end < at + 2 or text[at + 1].isspace() or text[end - 1].isspace():
            return None
        if at:
            before = text[at - 1]
            if before not in _BEFORE_STRAIGHT and (opening == '"' or before in "_”" or before.isalnum()):
                return None
        if end + 1 < size:
            after = text[end + 1]
            if after.isalnum() or after == "_" or (after == '"' and opening == '"'):
                return None
        found.append(Quoted(at + 1, end, at, end + 1, is_closed=True))
        at = text.find(opening, end + 1)
    # A mark inside a pair or beside the pairs is left over.
    return found if 2 * len(found) == count else None


def _shape(mark: str, *, is_inverse: bool) -> int:
    """Say what a mark's shape says: 1 opens, -1 closes, 0 either. “ closes „ in German, so it is told by its place."""
    if mark in "«»":
        return 1 if (mark == "»") == is_inverse else -1
    if mark in _OPENERS or mark in ("‘", "‚", "‹"):
        return 1
    return -1 if mark in ("”", "’", "›") else 0


def _can_open(text: str, start: int, end: int) -> bool:
    if end >= len(text) or text[end] in _TRIM:
        # French sets a space inside its marks, « oui », and some archives set one around every mark.
        return text[start] in "«»“„" and end < len(text) and (start == 0 or text[start - 1] in _TRIM)
    return start == 0 or text[start - 1] in _BEFORE_OPENING


def _can_close(text: str, start: int, end: int) -> bool:
    if start == 0:
        return False
    if text[start - 1] in _TRIM:
        return text[start:end] in ("«", "»") or end >= len(text) or text[end] in ".,;:!?)"
    return end >= len(text) or not (text[end].isalnum() and text[start - 1] in "([{—–/")


def _keep(
    found: list[Quoted], text: str, start: int, end: int, outer_start: int, outer_end: int, *, is_closed: bool
) -> None:
    inside = text[start:end]
    lead = len(inside) - len(inside.lstrip(_TRIM))
    body = inside.strip(_TRIM)
    if any(map(str.isalnum, body)):
        found.append(Quoted(start + lead, start + lead + len(body), outer_start, outer_end, is_closed))


def _single_marks(text: str) -> list[tuple[int, int, str]]:
    """Find single marks that quote, among the apostrophes.

    One opens behind white space or a bracket and before a letter; the one that closes it stands behind a comma or a
    sentence end, or is the first before white space or punctuation that is no plural's apostrophe ("workers' rights").
    """
    if not (text[:1] in "'‘‚‹" or any(gate in text for gate in _SINGLE_GATE)):
        return []
    pairs: list[tuple[int, int, str]] = []
    opened = closing = -1
    spots = [m.start() for m in _SINGLE.finditer(text)]
    for at in spots:
        after = text[at + 1 : at + 2]
        before = text[at - 1 : at] if at else " "
        if before in _BEFORE_OPENING and (after.isalnum() or after in "…[("):
            if opened >= 0 and closing >= 0:
                # 'Harbour Songs' and 'Rain': what could be a plural's apostrophe closes where another one opens.
                pairs += [(opened, opened + 1, text[opened]), (closing, closing + 1, text[closing])]
                opened = -1
            if opened < 0:
                opened, closing = at, -1
        elif opened >= 0 and not after.isalnum():
            if before in _ENDS_SPEECH or (before not in "sz" and not before.isspace()):
                pairs += [(opened, opened + 1, text[opened]), (at, at + 1, text[at])]
                opened = closing = -1
            elif closing < 0:
                closing = at
    if opened >= 0 and closing >= 0:
        pairs += [(opened, opened + 1, text[opened]), (closing, closing + 1, text[closing])]
    return pairs
