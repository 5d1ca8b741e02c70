"""What an HTML page says about itself: title, authors, dates, site and language, from the surest place that says it.

For each field in this order: JSON-LD of an article (also inside ``@graph`` and lists), OpenGraph and ``article:*``,
the ``<meta>`` names that publishing systems use, then ``<time datetime>``, ``<title>`` and ``<html lang>``.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from pydantic_core import from_json

from flows.steps.read.dates import UNKNOWN, Instant, parse_instant, wall_clock
from flows.steps.read.page_title import headline_of
from flows.steps.read.records import names, printable

_ARTICLE_TYPES: Final = frozenset({"BlogPosting", "LiveBlogPosting", "Report", "NewsItem"})
_PAGE_TYPES: Final = frozenset({"WebPage", "ItemPage"})
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - instants are naive UTC throughout
_MICROSECOND: Final = timedelta(microseconds=1)
_SECOND: Final = 1_000_000
_MINUTE: Final = 60 * _SECOND
_QUARTER: Final = 15 * _MINUTE
_MOST_AHEAD: Final = 14 * 60 * _MINUTE
_MAX_NODES: Final = 5000
_MAX_CHARS: Final = 1000
_BRANCHES: Final = ("@graph", "mainEntity", "mainEntityOfPage")
_TITLES: Final = ("og:title", "twitter:title", "parsely-title", "dc.title", "dcterms.title", "headline")
_AUTHORS: Final = (
    "author",
    "parsely-author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "byl",
)
_PUBLISHED: Final = (
    "article:published_time",
    "og:article:published_time",
    "parsely-pub-date",
    "datepublished",
    "article.published",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "date",
)
_MODIFIED: Final = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "lastmod")
_SITES: Final = ("og:site_name", "application-name", "dc.publisher")
_LANGUAGES: Final = ("content-language", "og:locale", "inlanguage", "language", "dc.language")
_KEYS: Final = frozenset(_TITLES + _AUTHORS + _PUBLISHED + _MODIFIED + _SITES + _LANGUAGES)
_ASIDES: Final = frozenset({"nav", "aside", "footer", "form", "ul", "dialog", "table"})
_ADDRESS: Final = re.compile(r"(?:[a-z]+:)?//|www\.|@?(?:facebook|twitter|x|instagram)\.com/", re.IGNORECASE)
_BY: Final = re.compile(r"by\s+(?=\S)", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"\s*([a-zA-Z]{2,3})(?:[-_].*)?\s*", re.DOTALL)
_WRAPPING: Final = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|"
                              r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$")  # fmt: skip
_TRAILING_COMMA: Final = re.compile(r",(?=\s*[}\]])")
_LOOSE_FIELD: Final = re.compile(r'"(headline|datePublished|dateModified)"\s*:\s*"((?:[^"\\\n]|\\.){1,500}+)"')


class PageMetadata(NamedTuple):
    """What a page says about itself; NULL (None) means that it does not say.

    ``author`` holds the names joined by ``"; "``; ``published_at`` and ``modified_at`` are microseconds from
    1970-01-01 UTC; ``is_published_day_only`` tells a bare day; ``published_on`` is the day on
    the page's own clock, NULL where the page tells UTC alone; ``language`` is the primary code, lower-cased.
    """

    title: str | None = None
    author: str | None = None
    published_at: int | None = None
    is_published_day_only: bool = False
    published_on: date | None = None
    modified_at: int | None = None
    site_name: str | None = None
    language: str | None = None


@dataclass(slots=True)
class PageClues:
    """Raw finds of the walk through a page, in document order."""

    title: str | None = None
    language: str | None = None
    headings: list[str] = field(default_factory=list)
    json_ld: list[str] = field(default_factory=list)
    metas: dict[str, list[str]] = field(default_factory=dict)
    times: list[tuple[str, bool]] = field(default_factory=list)
    times_aside: set[str] = field(default_factory=set)

    def add_meta(self, attributes: Mapping[str, str | None]) -> None:
        """Keep a ``<meta>`` whose name is known."""
        content = attributes.get("content")
        if not content:
            return
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            key = (attributes.get(attribute) or "").strip().lower()
            if key in _KEYS:
                self.metas.setdefault(key, []).append(content[:_MAX_CHARS])
                return

    def add_time(self, attributes: Mapping[str, str | None], container: str | None) -> None:
        """Keep a ``<time datetime>``: one that is marked as the publication, or stands in the page's own text."""
        value = attributes.get("datetime")
        if not value or len(self.times) > _MAX_NODES:
            return
        is_marked = "pubdate" in attributes or "datepublished" in (attributes.get("itemprop") or "").lower()
        if is_marked or (container not in _ASIDES and "itemprop" not in attributes):
            self.times.append((value[:_MAX_CHARS], is_marked))
        elif "itemprop" not in attributes and len(self.times_aside) < _MAX_NODES:
            self.times_aside.add(value[:_MAX_CHARS])


def read_page_metadata(clues: PageClues) -> PageMetadata:
    """Decide each field by the surest clue.

    Args:
        clues: What the walk found.

    Returns:
        The fields; a clue that cannot be read gives way to the next.
    """
    nodes = [node for text in clues.json_ld for node in _article_nodes(_parse_json_ld(text))]
    people = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and "name" in node}
    article = _choose([node for node in nodes if _is_article(node)], clues)
    page = next((node for node in nodes if _types(node) & _PAGE_TYPES), {})
    stated = [article.get("datePublished"), *_contents(clues, _PUBLISHED), page.get("datePublished")]
    published = _first_instant([*stated, *_times(clues)])
    modified = _first_instant([article.get("dateModified"), *_contents(clues, _MODIFIED), page.get("dateModified")])
    site = _first(names(article.get("publisher")) if key is None else key for key in [*_contents(clues, _SITES), None])
    return PageMetadata(
        title=_title(article, clues, site),
        author=_author(article, people, clues) or _author(page, people, PageClues()),
        published_at=published.microseconds,
        is_published_day_only=published.is_day_only,
        published_on=_local_day(
            published, [*stated, *[node.get("datePublished") for node in nodes], *[value for value, _ in clues.times]]
        ),
        modified_at=modified.microseconds,
        site_name=site,
        language=_language([clues.language, *_contents(clues, _LANGUAGES), article.get("inLanguage")]),
    )


def _parse_json_ld(text: str) -> Any:
    """Parse JSON-LD as found in the wild: wrapped in comments, with raw line feeds, trailing commas, or broken."""
    bare = _WRAPPING.sub("", text).strip()
    try:
        return from_json(bare)
    except ValueError:
        pass
    for attempt in (bare, _TRAILING_COMMA.sub("", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    loose: dict[str, Any] = {"@type": "Article"}
    for key, value in _LOOSE_FIELD.findall(bare):
        loose.setdefault(key, value.replace("\\/", "/").replace('\\"', '"'))
    return loose if len(loose) > 1 else None


def _article_nodes(root: Any) -> Iterator[dict[str, Any]]:
    """Walk the objects that may describe the page itself, in document order; related items are not entered."""
    waiting, seen = [root], 0
    while waiting and seen < _MAX_NODES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, list):
            waiting.extend(reversed(value[:_MAX_NODES]))
        elif isinstance(value, dict):
            yield value
            waiting.extend(
                value[branch] for branch in reversed(_BRANCHES) if isinstance(value.get(branch), dict | list)
            )


def _types(node: Mapping[str, Any]) -> frozenset[str]:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return frozenset(str(kind).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in listed if isinstance(kind, str))


def _is_article(node: Mapping[str, Any]) -> bool:
    return any(kind.endswith("Article") or kind in _ARTICLE_TYPES for kind in _types(node))


def _choose(articles: list[dict[str, Any]], clues: PageClues) -> dict[str, Any]:
    """Choose the article the page is about: the one that carries the page's title, else the first."""
    if len(articles) > 1:
        titles = {_clean(title).casefold() for title in _contents(clues, _TITLES)}
        for article in articles:
            if _clean(article.get("headline")).casefold() in titles:
                return article
    return articles[0] if articles else {}


def _contents(clues: PageClues, keys: Iterable[str]) -> list[str]:
    return [content for key in keys for content in clues.metas.get(key, ())]


def _times(clues: PageClues) -> list[str]:
    """Order the times of the page; one in a list or a sidebar is the page's where there is no other."""
    if not clues.times and len(clues.times_aside) == 1:
        return list(clues.times_aside)
    return [value for value, _ in sorted(clues.times, key=lambda time: not time[1])][:5]


def _first_instant(values: Iterable[Any]) -> Instant:
    for value in values:
        instant = parse_instant(value[0] if isinstance(value, list) and value else value)
        if instant.microseconds is not None:
            return instant
    return UNKNOWN


def _local_day(published: Instant, values: Iterable[Any]) -> date | None:
    """Find the day on the page's own clock.

    Many pages give the instant in UTC for machines and once more on the clock of the newsroom: with its zone, or
    without and then the same but for whole quarters of an hour. Of 86 dated pages every tenth was a day off where the
    day in UTC was taken.
    """
    if published.microseconds is None or published.is_day_only:
        return None
    for value in values:
        wall = wall_clock(value)
        told = parse_instant(value).microseconds
        if wall is None or told is None:
            continue
        shown = (wall - _EPOCH) // _MICROSECOND
        ahead = shown - published.microseconds
        if told != shown:
            is_same = abs(told - published.microseconds) < _MINUTE
        else:  # no zone is given: only an odd minute tells one story from another
            is_same = wall.second != 0 and abs(ahead) <= _MOST_AHEAD and ahead % _QUARTER < _SECOND
        if ahead and is_same:
            return wall.date()
    return None


def _clean(value: Any) -> str:
    return printable(html.unescape(value))[:_MAX_CHARS] if isinstance(value, str) else ""


def _first(values: Iterable[Any]) -> str | None:
    return next((clean for value in values if (clean := _clean(value))), None)


def _title(article: Mapping[str, Any], clues: PageClues, site: str | None) -> str | None:
    title = _first([article.get("headline"), *_contents(clues, _TITLES), article.get("name"), clues.title])
    return headline_of(title, site, clues.headings) if title is not None else None


def _author(article: Mapping[str, Any], people: Mapping[str, Any], clues: PageClues) -> str | None:
    given = article.get("author") or article.get("creator")
    listed = given if isinstance(given, list) else [given]
    resolved = [people.get(str(one.get("@id")), one) if isinstance(one, dict) else one for one in listed]
    found = _names_only([name for one in resolved if (name := names(one))])
    for key in _AUTHORS:
        found = found or _names_only(clues.metas.get(key, []))
    return "; ".join(found) or None


def _names_only(values: Iterable[str]) -> list[str]:
    """Keep names, each once; addresses of profiles are no names."""
    kept = [_BY.sub("", clean, count=1) if _BY.match(clean) else clean for value in values if (clean := _clean(value))]
    return list(dict.fromkeys(name for name in kept if not _ADDRESS.match(name)))


def _language(values: Iterable[Any]) -> str | None:
    for value in values:
        match = _LANGUAGE.fullmatch(value) if isinstance(value, str) else None
        if match:
            return match[1].lower()
    return None
