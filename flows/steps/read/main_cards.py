"""Tell the cards of other stories inside an article: boxes of one kind, each a linked heading and a line or two.

Pages end in rows of them, within the same element as the text and often longer than it: of 251 pages 4 lost up to half
of their precision to one. Headings inside a text are seldom links, and what stands below them is longer.
"""

from collections import defaultdict
from typing import Final

from flows.steps.read.main_page import HEADINGS, Page
from flows.steps.read.main_words import set_aside_by

_HEADING_CHARS: Final = 15
_LEAST_CARDS: Final = 3
_MOST_CHARS: Final = 400
"""Prose of a card: an entry of a live blog is as short now and then, but not each of them."""

_MOST_SHARE: Final = 0.5
_MOST_NAMED_SHARE: Final = 0.9


def find_cards(page: Page, best: int, is_in: list[bool]) -> list[int]:
    """Find the cards.

    Args:
        page: The page.
        best: The element that is the article.
        is_in: For each element whether it stands in the article and was not set aside.

    Returns:
        The numbers of the elements that are cards: three or more siblings of one tag and class, each with one linked
        heading and at most 400 characters of prose, which together hold no more than half of the article's prose, or
        nine tenths where their class says that they are other stories.
    """
    nodes, lines = page.nodes, page.lines
    heads = [
        line.node
        for n, line in enumerate(lines)
        if page.is_linked[n]
        and nodes[line.node].tag in HEADINGS
        and page.chars[n] >= _HEADING_CHARS
        and is_in[line.node]
    ]
    if len(heads) < _LEAST_CARDS:
        return []
    held = [0] * len(nodes)
    for head in heads:
        held[head] += 1
    page.total(held)
    rows: defaultdict[tuple[int, tuple[str, str]], list[int]] = defaultdict(list)
    for head in heads:
        card = head
        while page.parents[card] > best and held[page.parents[card]] == 1:
            card = page.parents[card]
        if card != head:
            rows[page.parents[card], page.kinds[card]].append(card)
    prose = page.prose
    found: list[int] = []
    for cards in rows.values():
        chars = [prose[card] for card in cards]
        if len(cards) < _LEAST_CARDS or max(chars) > _MOST_CHARS:
            continue
        is_named = bool(set_aside_by(nodes[cards[0]].classes)[1])
        if sum(chars) <= (_MOST_NAMED_SHARE if is_named else _MOST_SHARE) * prose[best]:
            found += cards
    return found
