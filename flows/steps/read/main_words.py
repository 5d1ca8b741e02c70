"""What the words of ``class`` and ``id`` say about an element: that it is no article, or that it is one.

Class names are English nearly everywhere; the beginnings in other languages are those of comments, advertisements,
related stories and sharing in German, French, Spanish, Portuguese, Italian, Dutch and South Slavic.
"""

import re
from typing import Final

_WORDS_OF: Final = re.compile("[a-z]+(?=[0-9]*(?:[^a-z0-9]|$))|[a-z][a-z0-9]*")
"""Words without the number behind them: ``ad-300`` and ``ad300`` name an advertisement, ``org8ad3`` names nothing."""

_SURE: Final = frozenset(
    [
        "cookie",
        "cookies",
        "consent",
        "onetrust",
        "gdpr",
        "ccpa",
        "comment",
        "comments",
        "dialog",
        "commentlist",
        "disqus",
        "livefyre",
        "spotim",
    ]
)
_UNSEEN: Final = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-?reader(?:-text)?)(?:$|[\s_-])|"
    r"(?:^|\s)(?:hidden|d-none|is-hidden)(?:$|\s)"
)
_SEEN_AGAIN: Final = re.compile(
    r"(?:^|\s)(?:[a-z0-9]+:(?:block|flex|grid|inline)|d-[a-z0-9]+-(?:block|flex|grid|inline))"
)
"""What shows an element on wide screens that is hidden on small ones: ``hidden md:block``, ``d-none d-lg-flex``."""
_WORDS: Final = frozenset(
    [
        "nav",
        "navbar",
        "navigation",
        "menu",
        "menus",
        "share",
        "shares",
        "social",
        "socials",
        "ad",
        "ads",
        "adslot",
        "adverts",
        "respond",
        "reply",
        "replies",
        "footer",
        "footnav",
        "sponsor",
        "popular",
        "tags",
        "taglist",
        "widget",
        "widgets",
        "toolbar",
        "readmore",
        "morestories",
        "modal",
        "popup",
        "overlay",
        "login",
        "signin",
        "register",
        "upnext",
        "bio",
        "biography",
        "cta",
        "cli",
        "disclaimer",
        "promotion",
        "inlinesignup",
        "jp",
        "disclosure",
        "affiliate",
        "rightbox",
        "rightrail",
        "leftrail",
        "rightcol",
        "leftcol",
        "rightcolumn",
        "leftcolumn",
        "nextstory",
        "nextpost",
        "flyout",
    ]
)
_BEGINNINGS: Final = (
    "promo",
    "related",
    "newsletter",
    "advert",
    "signup",
    "subscri",
    "sharing",
    "sharebar",
    "sharedaddy",
    "recommend",
    "teaser",
    "sponsored",
    "outbrain",
    "taboola",
    "sidebar",
    "breadcrumb",
    "comment",
    "trending",
    "mostread",
    "kommentar",
    "komentar",
    "commentaire",
    "comentario",
    "commenti",
    "reactie",
    "werbung",
    "anzeige",
    "publicit",
    "publicidad",
    "pubblicit",
    "oglas",
    "verwandt",
    "relacionad",
    "correlat",
    "gerelateerd",
    "sorodn",
    "empfehl",
    "compart",
    "partage",
    "condivid",
    "aehnlich",
)
_BEGINNING_CHARS: Final = 4
_FIRST_CHARS: Final = frozenset(beginning[:_BEGINNING_CHARS] for beginning in _BEGINNINGS)
"""Looked up first: 40 beginnings tried on every word took a fifth of the time in which an article is found."""

_SUMMARY: Final = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|de[ck]k?|sub-?(?:title|headline|head|deck)|summary|excerpt|synopsis|strapline|chap(?:o|eau)|"
    r"vorspann|entradilla|bajada|sottotitolo|podnaslov)(?:$|[\s_-])"
)
_FOR: Final = re.compile("article|body|content|entry|main|page|post|text|blog|story")
_AGAINST: Final = re.compile(
    "comment|com-|contact|foot|masthead|media|meta|outbrain|promo|related|scroll|shoutbox|sidebar|sponsor|shopping|tags|"
    "tool|widget|hidden|banner|share|skyscraper"
)
_WEIGHT: Final = 25


def set_aside_by(classes: str) -> tuple[bool, frozenset[str]]:
    """Say why an element is no article.

    Args:
        classes: Its class and id, lower-cased.

    Returns:
        Whether it surely is none (consent layers, threads of comments, text for screen readers alone), and the words
        that speak against it.
    """
    if not classes:
        return False, frozenset()
    words = _WORDS_OF.findall(classes)
    found = _WORDS.intersection(words)
    begun = [word for word in words if word[:_BEGINNING_CHARS] in _FIRST_CHARS and word.startswith(_BEGINNINGS)]
    if begun:
        found = found.union(begun)
    is_unseen = (
        ("hidden" in classes or "sr-only" in classes or "screen" in classes or "d-none" in classes)
        and _UNSEEN.search(classes) is not None
        and _SEEN_AGAIN.search(classes) is None
    )
    return is_unseen or not _SURE.isdisjoint(words), found


def names_summary(classes: str) -> bool:
    """Tell whether an element is called the summary that stands below a headline.

    Args:
        classes: Its class and id, lower-cased.

    Returns:
        Whether it is; "introduction" and "lead" are left out, for they often name the first paragraph.
    """
    return bool(classes) and _SUMMARY.search(classes) is not None


def weight_of(classes: str, itemprop: str) -> int:
    """Weigh what an element is called.

    Args:
        classes: Its class and id, lower-cased.
        itemprop: Its ``itemprop``.

    Returns:
        A score in the units of ``main_content``: 25 for each of the two that speaks for an article, less 25 for a
        class that speaks against one.

    Source:
        Readability's weights of class names.
    """
    weight = _WEIGHT if "articlebody" in itemprop.lower() else 0
    if classes:
        weight += _WEIGHT * (_FOR.search(classes) is not None) - _WEIGHT * (_AGAINST.search(classes) is not None)
    return weight
