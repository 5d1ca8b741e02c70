"""Compare two texts word by word: paragraphs first, then the words between those that are alike.

Paragraphs and words that stand once in either text anchor the comparison (patience diff); what lies between two
anchors is compared exactly where it is short, and is one change where it is not. So a comparison takes time in
proportion to the length of the texts, whatever they hold: 40 ms for two bodies of 10,000 words.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

Kind = Literal["same", "cut", "added"]
Block = tuple[int, int, int, int]
"""A stretch of either sequence: start and end in the one, start and end in the other."""

_TOKEN: Final = re.compile(r"\n\s*\n|\S+")
_PARAGRAPH: Final = re.compile(r"\n\s*\n")
_ALIKE: Final = str.maketrans(
    {**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("‐‑–—−", "-")}
)
_MOST_COMPARED: Final = 1_000_000
"""Product of the lengths up to which stretches are compared exactly: 16,000 steps of 64 each, under a millisecond."""
_DEEPEST: Final = 8
"""How often stretches between anchors are searched for anchors of their own."""


class Piece(NamedTuple):
    """A stretch of text that both have, or one alone; places in code points, NULL (None) in the one without it."""

    kind: Kind
    text: str
    original_start: int | None
    original_end: int | None
    copy_start: int | None
    copy_end: int | None


class _Tokens(NamedTuple):
    keys: list[str]
    spans: list[tuple[int, int]]


def compare(original: str, copy: str) -> list[Piece]:
    """Say what a copy has of its original, what it lacks and what it adds.

    Quotes and dashes of any style are alike; case is not. White space counts only as the end of a paragraph.

    Args:
        original: The text it is held against.
        copy: The text.

    Returns:
        The pieces in the order of reading, what was cut before what stands in its place. Every word of either text is
        in one of them; a piece's text is what stands at its place, in the copy where both have it.
    """
    old, new = _cut(original), _cut(copy)
    pieces: list[Piece] = []
    for is_same, (old_start, old_end, new_start, new_end) in _stretches(old, new):
        one, other = _span(old, old_start, old_end), _span(new, new_start, new_end)
        if is_same:
            pieces.append(Piece("same", copy[other[0] : other[1]], *one, *other))
            continue
        if old_end > old_start:
            pieces.append(Piece("cut", original[one[0] : one[1]], *one, None, None))
        if new_end > new_start:
            pieces.append(Piece("added", copy[other[0] : other[1]], None, None, *other))
    return pieces


def _cut(text: str) -> _Tokens:
    found = list(_TOKEN.finditer(text))
    keys = ["\n\n" if match[0].isspace() else match[0].translate(_ALIKE) for match in found]
    return _Tokens(keys, [match.span() for match in found])


def _span(tokens: _Tokens, start: int, end: int) -> tuple[int, int]:
    if start == end:
        return 0, 0
    return tokens.spans[start][0], tokens.spans[end - 1][1]


def _stretches(old: _Tokens, new: _Tokens) -> Iterator[tuple[bool, Block]]:
    """Give the stretches that are the same and those that are not, neighbours of one sort joined."""
    at_old = at_new = 0
    open_old = open_new = 0
    # Same stretches in order; what lies between two of them differs.
    for old_start, old_end, new_start, new_end in [
        *_same(old, new),
        (len(old.keys), len(old.keys), len(new.keys), len(new.keys)),
    ]:
        if (old_start, new_start) != (at_old, at_new):
            if (open_old, open_new) != (at_old, at_new):
                yield True, (open_old, at_old, open_new, at_new)
            yield False, (at_old, old_start, at_new, new_start)
            open_old, open_new = old_start, new_start
        at_old, at_new = old_end, new_end
    if (open_old, open_new) != (at_old, at_new):
        yield True, (open_old, at_old, open_new, at_new)


def _same(old: _Tokens, new: _Tokens) -> Iterator[Block]:
    """Align whole paragraphs, then the words between those that are alike."""
    old_parts, new_parts = _paragraphs(old.keys), _paragraphs(new.keys)
    before_old = before_new = 0
    old_keys = [tuple(old.keys[start:end]) for start, end in old_parts]
    new_keys = [tuple(new.keys[start:end]) for start, end in new_parts]
    for one, other in [*_anchors(old_keys, new_keys), (len(old_parts), len(new_parts))]:
        end_old = old_parts[one][0] if one < len(old_parts) else len(old.keys)
        end_new = new_parts[other][0] if other < len(new_parts) else len(new.keys)
        yield from _align(old.keys, new.keys, (before_old, end_old, before_new, end_new), 0)
        if one < len(old_parts):
            before_old, before_new = old_parts[one][1], new_parts[other][1]
            yield end_old, before_old, end_new, before_new


def _paragraphs(keys: Sequence[str]) -> list[tuple[int, int]]:
    ends = [place for place, key in enumerate(keys) if key == "\n\n"]
    return [
        (start, end)
        for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(keys)], strict=True)
        if start < end
    ]


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pair what stands once in either sequence, in the longest run that rises in both."""
    places = {key: place for place, key in enumerate(new)}
    once_old, once_new = Counter(old), Counter(new)
    pairs = [(place, places[key]) for place, key in enumerate(old) if once_old[key] == 1 and once_new.get(key, 0) == 1]
    # The longest rising run: tails hold the least end of a run of each length (Fredman 1975).
    tails: list[int] = []
    holders: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(tails, place)
        before.append(holders[length - 1] if length else -1)
        if length == len(tails):
            tails.append(place)
            holders.append(number)
        else:
            tails[length], holders[length] = place, number
    run = []
    number = holders[-1] if holders else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def _align(old: Sequence[str], new: Sequence[str], block: Block, depth: int) -> Iterator[Block]:
    """Find what two stretches share: their common ends, then what lies between, by anchors or exactly."""
    old_start, old_end, new_start, new_end = block
    head = 0
    while old_start + head < old_end and new_start + head < new_end and old[old_start + head] == new[new_start + head]:
        head += 1
    tail = 0
    while (
        old_end - tail > old_start + head
        and new_end - tail > new_start + head
        and old[old_end - tail - 1] == new[new_end - tail - 1]
    ):
        tail += 1
    if head:
        yield old_start, old_start + head, new_start, new_start + head
    inner = (old_start + head, old_end - tail, new_start + head, new_end - tail)
    if inner[0] < inner[1] and inner[2] < inner[3]:
        yield from _align_inner(old, new, inner, depth)
    if tail:
        yield old_end - tail, old_end, new_end - tail, new_end


def _align_inner(old: Sequence[str], new: Sequence[str], block: Block, depth: int) -> Iterator[Block]:
    old_start, old_end, new_start, new_end = block
    one, other = old[old_start:old_end], new[new_start:new_end]
    if len(one) * len(other) <= _MOST_COMPARED:
        yield from _exactly(one, other, old_start, new_start)
        return
    anchors = _anchors(one, other) if depth < _DEEPEST else []
    if not anchors:
        return
    before_old, before_new = old_start, new_start
    for left, right in [*anchors, (len(one), len(other))]:
        end_old, end_new = old_start + left, new_start + right
        yield from _align(old, new, (before_old, end_old, before_new, end_new), depth + 1)
        if left < len(one):
            yield end_old, end_old + 1, end_new, end_new + 1
        before_old, before_new = end_old + 1, end_new + 1


def _exactly(old: Sequence[str], new: Sequence[str], old_start: int, new_start: int) -> Iterator[Block]:
    from rapidfuzz.distance import LCSseq  # 20 ms, for those who compare

    for code in LCSseq.opcodes(old, new):
        if code.tag == "equal":
            yield (
                old_start + code.src_start,
                old_start + code.src_end,
                new_start + code.dest_start,
                new_start + code.dest_end,
            )
