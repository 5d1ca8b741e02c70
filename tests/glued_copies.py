"""Pages that glue articles together, and the same articles alone: what a search for copies of pages cannot find.

The articles are the benchmark's (``tests.bench.pages``), every one seeded by its number. Alone, one stands bare, under
headline, byline and dateline, or inside a site's furniture; glued, it stands among strangers in one of the ways in
which scraped pages come: after toggles and doubled captions, under headlines and bylines, under captions, amid
furniture, or with nothing but empty lines between.
"""

import random
from collections.abc import Callable
from typing import Final, NamedTuple

from tests.bench import pages as made
from tests.bench.pages import TrueArticle

_Lay = Callable[["made._Sheet", list[TrueArticle]], list[TrueArticle]]


class Copies(NamedTuple):
    """Pages by name, and for each glued page the names of the pages on which its articles stand alone, in order."""

    pages: dict[str, str]
    glued: dict[str, list[str]]


def _under_heads(sheet: "made._Sheet", articles: list[TrueArticle]) -> list[TrueArticle]:
    """One below the other, each under its headline, byline and dateline, as a digest of full stories comes."""
    for article in articles:
        made._plain(sheet, [article])
        sheet.gap = "\n\n\n"
    return articles


def _bodies(sheet: "made._Sheet", articles: list[TrueArticle]) -> list[TrueArticle]:
    """Nothing but bodies, parted by empty lines."""
    for index, article in enumerate(articles):
        sheet.put_body(index, article)
        sheet.gap = "\n\n\n\n"
    return articles


def _under_captions(sheet: "made._Sheet", articles: list[TrueArticle]) -> list[TrueArticle]:
    """Each under its headline and caption alone."""
    for index, article in enumerate(articles):
        sheet.put("headline", index, article.headline or "", "\n\n")
        sheet.put_captions(index, article, 1)
        sheet.gap = "\n\n"
        sheet.put_body(index, article)
        sheet.gap = "\n\n\n\n"
    return articles


def _inside_furniture(sheet: "made._Sheet", articles: list[TrueArticle]) -> list[TrueArticle]:
    """A site's page, its links and footer, and the next page of the site below it, as an endless scroll is saved."""
    for article in articles:
        made._naive(sheet, [article])
        sheet.gap = "\n\n"
    return articles


ALONE: Final[tuple[_Lay, ...]] = (made._bare, made._plain, made._naive)
GLUED: Final[dict[str, _Lay]] = {
    "toggles": made._glued,
    "heads": _under_heads,
    "captions": _under_captions,
    "furniture": _inside_furniture,
    "bodies": _bodies,
}


def glued_copies(pages_a_way: int, seed: int = 0) -> Copies:
    """Make glued pages of two to four articles in each way, and every one of their articles alone.

    Args:
        pages_a_way: Glued pages of each way in ``GLUED``.
        seed: Another seed is another web.

    Returns:
        The pages; all articles are different ones.
    """
    rng = random.Random(seed)
    copies = Copies({}, {})
    number = 0
    for way, lay in GLUED.items():
        for page in range(pages_a_way):
            articles = [made._article(seed, number + place, 0, 1.0) for place in range(rng.randint(2, 4))]
            number += len(articles)
            name = f"{way} {page}"
            copies.pages[name] = _lay(lay, articles, rng)
            copies.glued[name] = []
            for place, article in enumerate(articles):
                alone = f"{name} alone {place}"
                copies.pages[alone] = _lay(ALONE[(page + place) % len(ALONE)], [article], rng)
                copies.glued[name].append(alone)
    return copies


def _lay(lay: _Lay, articles: list[TrueArticle], rng: random.Random) -> str:
    sheet = made._Sheet(random.Random(rng.getrandbits(64)))
    lay(sheet, articles)
    return "".join(sheet.parts) + "\n"
