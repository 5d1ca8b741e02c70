"""The tools of the field, each behind the same call: a page in, what it found out.

None of them is a dependency: `uv run --with NAME` brings one in for a measurement.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple


class Found(NamedTuple):
    """What a tool found in a page; None where it found nothing or does not look."""

    body: str | None = None
    title: str | None = None
    byline: list[str] | str | None = None
    date: str | None = None
    captions: list[str] | None = None


Extract = Callable[[str, str | None], Found]


def _trafilatura(**options: Any) -> Extract:
    from trafilatura import bare_extraction

    def extract(html: str, url: str | None) -> Found:
        document = bare_extraction(html, url=url, with_metadata=True, include_comments=False, **options)
        if document is None:
            return Found()
        return Found(document.text, document.title, document.author, document.date)

    return extract


def _readability() -> Extract:
    from lxml.html import document_fromstring
    from readability import Document

    blocks = ["p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "td", "tr", "br", "section"]

    def extract(html: str, url: str | None) -> Found:
        document = Document(html)
        tree = document_fromstring(document.summary())
        for node in tree.iter(*blocks):
            node.tail = "\n" + (node.tail or "")
        return Found(tree.text_content(), document.short_title())

    return extract


def _newspaper() -> Extract:
    import newspaper

    def extract(html: str, url: str | None) -> Found:
        article = newspaper.Article(url or "https://example.org/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        date = article.publish_date
        return Found(article.text, article.title, list(article.authors), str(date)[:10] if date else None)

    return extract


def _goose() -> Extract:
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False})

    def extract(html: str, url: str | None) -> Found:
        article = goose.extract(raw_html=html)
        date = article.publish_datetime_utc
        return Found(article.cleaned_text, article.title, list(article.authors), str(date)[:10] if date else None)

    return extract


def _resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def extract(html: str, url: str | None) -> Found:
        tree = HTMLTree.parse(html)
        return Found(extract_plain_text(tree, main_content=True, alt_texts=False), tree.title)

    return extract


_LOADERS: Final[dict[str, Callable[[], Extract]]] = {
    "trafilatura": _trafilatura,
    "trafilatura_recall": lambda: _trafilatura(favor_recall=True),
    "readability": _readability,
    "newspaper4k": _newspaper,
    "goose3": _goose,
    "resiliparse": _resiliparse,
}
PEERS: Final = tuple(_LOADERS)


def load_peer(name: str) -> Extract | None:
    """Load a peer; None where it is not installed."""
    try:
        return _LOADERS[name]()
    except ImportError:
        return None
