"""Generate pages in the shape of scraped news, with the truth about each of them.

Real pages may not be shipped, and repeated filler would flatter every measurement: it compresses ten times as well as
news and never stands twice for a reason. These pages draw about two words in three from a vocabulary of some thousand
words, keep to a topic, a few persons and places within an article, and carry what scrapers leave: glued articles,
headlines and captions said again, toggles, datelines, bylines, section headings, navigation and footers.

A page is a function of (seed, index) alone: any slice of a run can be made again, in any process, in any order.

    from tests.bench.pages import page, pages, write_jsonl, write_text_files
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from tests.bench.vocabulary import Draws, vocabulary_of_news

PAGE_COPY_SHARE: Final = 0.015
"""Share of pages that are byte for byte an earlier page (a second sighting of one document)."""
ARTICLE_COPY_SHARE: Final = 0.03
"""Share of articles whose body stands on an earlier page too, under the same or another headline."""

_FIRST_DAY: Final = date(2024, 1, 1)
_HEAD_KILOBYTES: Final = 0.315
_PLAIN_KILOBYTES: Final = 1.74
"""Text of the mean article above its paragraphs, and with as many paragraphs as a page has unstretched."""
_STRETCHES: Final = (0.3, 2.0)
"""Longer articles would take more words of a kind than are drawn for one (``vocabulary.SLICE``)."""


class TrueCaption(NamedTuple):
    """A caption as a careful reader would record it."""

    text: str
    credit: str | None
    photographer: str | None
    agency: str | None
    taken_on: date | None
    repeat_count: int


class TrueQuote(NamedTuple):
    """A quotation: the text inside the marks, and who said it."""

    text: str
    speaker_text: str
    speaker_name: str


class TrueArticle(NamedTuple):
    """An article as its page shows it: what the page does not show is None or empty.

    Equal ``body_key`` means the same body, on whichever page it stands. ``day`` is when it was written, shown or not.
    """

    body_key: int
    headline: str | None
    byline: str | None
    authors: tuple[str, ...]
    dateline_place: str | None
    agency: str | None
    day: date
    published_on: date | None
    published_basis: str
    captions: tuple[TrueCaption, ...]
    body: tuple[tuple[str, str], ...]  # (role, text): paragraph or subheading, as they stand
    quotes: tuple[TrueQuote, ...]
    contributor: str | None


class TrueLine(NamedTuple):
    """A line of the page: what it is, whose it is (None: page furniture), and whether it repeats an earlier one."""

    role: str
    article_index: int | None
    text: str
    is_repeat: bool


class Page(NamedTuple):
    """A generated page and the truth about it; ``copy_of`` is the index of the page it copies byte for byte."""

    index: int
    layout: str
    text: str
    lines: tuple[TrueLine, ...]
    articles: tuple[TrueArticle, ...]
    copy_of: int | None

    @property
    def furniture(self) -> tuple[str, ...]:
        """The furniture lines, in their order."""
        return tuple(line.text for line in self.lines if line.role == "furniture")


def _rng(seed: int, index: int, purpose: int) -> random.Random:
    return random.Random((seed << 48) | (index << 8) | purpose)


def _month_day(day: date) -> str:
    return f"{vocabulary_of_news().months[day.month - 1]} {day.day}"


def _headline(draws: Draws) -> str:
    return " ".join([word[0].upper() + word[1:] for word in draws.fill(vocabulary_of_news().headlines).split()])


def _caption(draws: Draws, taken_on: date | None) -> TrueCaption:
    vocabulary = vocabulary_of_news()
    text = draws.fill(vocabulary.captions)
    if taken_on:  # a full date closes the caption, as agencies do
        text = f"{text[:-1]}, {_month_day(taken_on)}, {taken_on.year}."
    chosen = draws.rng.random()
    agency = draws.pick(vocabulary.agencies)
    photographer = draws.people[2].full if chosen < 0.55 else None
    if chosen < 0.35:
        credit = f"{agency}/{photographer}"
    elif chosen < 0.55:
        credit = f"({photographer}/{agency})"
    elif chosen < 0.9:
        credit = f"({agency})"
    else:
        return TrueCaption(text, None, None, None, taken_on, 1)
    return TrueCaption(text, credit, photographer, agency, taken_on, 1)


def _quote_paragraph(draws: Draws, marks: tuple[str, str], quotes: list[TrueQuote], introduced: set[str]) -> str:
    """Write a quotation; the first time somebody speaks their full name stands there, as house styles ask."""
    vocabulary = vocabulary_of_news()
    left, right = marks
    full, short = draws.pick(draws.people)
    says = draws.pick(vocabulary.says)
    text = draws.fill(vocabulary.quoted)
    chosen = draws.rng.random()
    if chosen < 0.2:
        introduced.add(full)
        quotes.append(TrueQuote(text + ".", full, full))
        return f"{full}, {draws.word('J')} {draws.word('F')}, {says}: {left}{text}.{right}"
    if full in introduced:
        quotes.append(TrueQuote(text + ",", short, full))
        opening = f"{left}{text},{right} {short} {says}."
    else:
        introduced.add(full)
        quotes.append(TrueQuote(text + ",", full, full))
        opening = f"{left}{text},{right} {says} {full}, {draws.word('J')} {draws.word('F')}."
    if chosen < 0.6:
        return opening
    more = draws.fill(vocabulary.quoted)
    quotes.append(TrueQuote(more + ".", quotes[-1].speaker_text, full))
    return f"{opening} {left}{more}.{right}"


def _body(draws: Draws, quotes: list[TrueQuote], stretch: float) -> tuple[tuple[str, str], ...]:
    vocabulary = vocabulary_of_news()
    at = draws.rng.random
    marks = ("“", "”") if at() < 0.5 else ('"', '"')
    introduced = {draws.people[0].full}
    who = f"{draws.pick(vocabulary.titles)} {draws.people[0].full}"
    lead = f"{who} {draws.word('V')} the {draws.word('N')} on {draws.word('D')}. {draws.fill(vocabulary.sentences)}"
    body = [("paragraph", lead)]
    count = round(stretch * (6 + int(at() * 8)))
    heading = 2 + int(at() * 3 * count)  # in about one article of three within its paragraphs
    for position in range(count):
        if position == heading and position < count - 1:
            body.append(("subheading", draws.pick(vocabulary.sections)))
        if at() < 0.3:
            body.append(("paragraph", _quote_paragraph(draws, marks, quotes, introduced)))
        else:
            text = " ".join([draws.fill(vocabulary.sentences) for _ in range(1 + int(at() * 2.4))])
            body.append(("paragraph", text))
    return tuple(body)


def _article(seed: int, index: int, slot: int, stretch: float) -> TrueArticle:
    draws = Draws(_rng(seed, index, slot + 1))
    at = draws.rng.random
    day = _FIRST_DAY + timedelta(days=int(at() * 700))
    taken_on = day if at() < 0.4 else None
    quotes: list[TrueQuote] = []
    author = draws.pick(draws.people).full
    return TrueArticle(
        body_key=(index << 8) | slot,
        headline=_headline(draws),
        byline=f"By {author}",
        authors=(author,),
        dateline_place=draws.places[0],
        agency=draws.pick(vocabulary_of_news().agencies),
        day=day,
        published_on=taken_on,
        published_basis="caption" if taken_on else "none",
        captions=tuple([_caption(draws, taken_on) for _ in range(1 if at() < 0.85 else 2)]),
        body=_body(draws, quotes, stretch),
        quotes=tuple(quotes),
        contributor=f"{draws.people[2].full} contributed to this report." if at() < 0.15 else None,
    )


class _Sheet:
    """A page being written: its lines, and what stands between them."""

    def __init__(self, rng: random.Random) -> None:
        self.at = rng.random
        self.rng = rng
        self.lines: list[TrueLine] = []
        self.parts: list[str] = []
        self.gap = ""  # what separates the next line from the last

    def put(self, role: str, article: int | None, text: str, gap: str = "\n", *, is_repeat: bool = False) -> None:
        self.lines.append(TrueLine(role, article, text, is_repeat))
        self.parts += (self.gap, text)
        self.gap = gap

    def put_captions(self, index: int, article: TrueArticle, copies: int, *, seen: bool = False) -> None:
        for caption in article.captions:
            line = f"{caption.text} {caption.credit}" if caption.credit else caption.text
            for copy in range(copies):
                self.put("caption", index, line, is_repeat=seen or copy > 0)

    def put_body(self, index: int, article: TrueArticle, *, opening: str = "", interruption: str = "") -> None:
        gap = "\n\n" if self.at() < 0.5 else "\n"
        middle = len(article.body) // 2 if interruption else -1
        for position, (role, text) in enumerate(article.body):
            if position == middle:
                self.put("furniture", index, interruption, gap)
            self.put(role, index, text if position else opening + text, gap)
        if article.contributor:
            self.put("contributor", index, article.contributor, gap)

    def put_footer(self) -> None:
        draws, footers = Draws(self.rng), vocabulary_of_news().footers
        self.put("furniture", None, "Related articles")
        for _ in range(2 + int(self.at() * 3)):
            self.put("furniture", None, _headline(draws))
        for text in self.rng.sample(footers, 3 + int(self.at() * 3)):
            self.put("furniture", None, text)


def _glued(sheet: _Sheet, articles: list[TrueArticle]) -> list[TrueArticle]:
    """Lay out each article as some outlets' pages come: headline and captions, a toggle, all of it again, the body."""
    shown = []
    for index, article in enumerate(articles):
        if index:
            sheet.gap = "\n\n\n\n"
        headline = article.headline or ""
        sheet.put("headline", index, headline, "\n\n")
        sheet.put_captions(index, article, 2)
        sheet.put("furniture", index, "TT", "\n\n")
        sheet.put("headline", index, headline, "\n\n", is_repeat=True)
        sheet.put_captions(index, article, 2, seen=True)
        sheet.gap = "\n\n"
        sheet.put_body(index, article)
        captions = tuple([caption._replace(repeat_count=4) for caption in article.captions])
        shown.append(article._replace(captions=captions, byline=None, authors=(), dateline_place=None, agency=None))
    return shown


def _plain(sheet: _Sheet, articles: list[TrueArticle]) -> list[TrueArticle]:
    """Lay out one article as a tidy page has it: headline, byline, a caption now and then, dateline, the body."""
    article = articles[0]
    sheet.put("headline", 0, article.headline or "", "\n\n")
    sheet.put("byline", 0, article.byline or "", "\n\n")
    day = _month_day(article.day)
    if sheet.at() < 0.5:
        day = f"{day}, {article.day.year}"
        article = article._replace(published_on=article.day, published_basis="dateline")
    if sheet.at() < 0.6:
        sheet.put_captions(0, article, 1)
    else:
        is_lost = article.published_basis == "caption"
        article = article._replace(captions=())
        if is_lost:
            article = article._replace(published_on=None, published_basis="none")
    agency = vocabulary_of_news().agency_names[article.agency or ""]
    sheet.gap = "\n\n"
    sheet.put_body(0, article, opening=f"{(article.dateline_place or '').upper()}, {day} ({agency}) - ")
    return [article]


def _naive(sheet: _Sheet, articles: list[TrueArticle]) -> list[TrueArticle]:
    """Lay out one article as a naive scraper leaves it: inside the site's navigation, buttons, links and footer."""
    article, vocabulary = articles[0], vocabulary_of_news()
    for text in sheet.rng.sample(vocabulary.navigation, 4 + int(sheet.at() * 5)):
        sheet.put("furniture", None, text)
    sheet.put("headline", 0, article.headline or "")
    sheet.put("byline", 0, article.byline or "")
    sheet.put("furniture", 0, vocabulary.toggles[int(sheet.at() * len(vocabulary.toggles))])
    sheet.put_captions(0, article, 1)
    sheet.put_body(0, article, interruption="Advertisement")
    sheet.gap = "\n\n"
    sheet.put_footer()
    return [article._replace(dateline_place=None, agency=None)]


def _bare(sheet: _Sheet, articles: list[TrueArticle]) -> list[TrueArticle]:
    """Lay out a body and nothing else."""
    bare = articles[0]._replace(headline=None, byline=None, authors=(), dateline_place=None, agency=None, captions=())
    sheet.put_body(0, bare)
    return [bare._replace(published_on=None, published_basis="none")]


def _front(sheet: _Sheet, articles: list[TrueArticle]) -> list[TrueArticle]:
    """Lay out a page that is furniture throughout, as a section's front."""
    for text in sheet.rng.sample(vocabulary_of_news().navigation, 8):
        sheet.put("furniture", None, text)
    sheet.put_footer()
    return []


_LAYOUTS: Final = (  # share of pages, layout, articles on it at most
    (0.24, _glued, 3),
    (0.40, _plain, 1),
    (0.26, _naive, 1),
    (0.09, _bare, 1),
    (0.01, _front, 0),
)


def page(seed: int, index: int, stretch: float = 1.0) -> Page:
    """Make one page.

    Args:
        seed: Any non-negative number; another seed is another web.
        index: Position of the page, from 0.
        stretch: How many times as many paragraphs an article has, of the same mix (``stretch_to``).

    Returns:
        The page and the truth about it, the same for the same arguments in any process.
    """
    rng = _rng(seed, index, 0)
    if index and rng.random() < PAGE_COPY_SHARE:
        original = page(seed, int(rng.random() * index), stretch)
        return original._replace(index=index, copy_of=original.index if original.copy_of is None else original.copy_of)
    _, layout, most = rng.choices(_LAYOUTS, weights=[share for share, _, _ in _LAYOUTS])[0]
    articles = []
    for slot in range(min(most, 1 + int(rng.random() * most))):
        if index and rng.random() < ARTICLE_COPY_SHARE:
            copied = _article(seed, int(rng.random() * index), 0, stretch)
            is_renamed = rng.random() < 0.5
            articles.append(copied._replace(headline=_headline(Draws(rng))) if is_renamed else copied)
        else:
            articles.append(_article(seed, index, slot, stretch))
    sheet = _Sheet(rng)
    shown = layout(sheet, articles)
    if rng.random() < 0.8:
        sheet.parts.append("\n")
    return Page(index, layout.__name__[1:], "".join(sheet.parts), tuple(sheet.lines), tuple(shown), None)


def stretch_to(kilobytes: float) -> float:
    """Tell by how much articles have to be stretched to be of a size.

    Args:
        kilobytes: Bytes of text of the mean article (headline, byline, captions and body, each once) by 1,000.

    Returns:
        What ``page`` takes; 1 at 1.74 KB.

    Raises:
        ValueError: Articles would have no paragraph, or one of them more words than are drawn for it.
    """
    stretch = (kilobytes - _HEAD_KILOBYTES) / (_PLAIN_KILOBYTES - _HEAD_KILOBYTES)
    if not _STRETCHES[0] <= stretch <= _STRETCHES[1]:
        raise ValueError(f"articles of {kilobytes} KB: not between 0.8 and 3.1")
    return stretch


def pages(count: int, *, seed: int = 0, start: int = 0, stretch: float = 1.0) -> Iterator[Page]:
    """Yield ``count`` pages from ``start`` on, one at a time."""
    return (page(seed, index, stretch) for index in range(start, start + count))


def write_jsonl(path: Path, count: int, *, seed: int = 0, stretch: float = 1.0) -> int:
    """Write pages as JSON Lines with the keys a scraper gives (id, url, fetched_at, text).

    Returns:
        Bytes of the pages' text in UTF-8, keys and escapes not counted: the raw bytes that sizes are compared with.
    """
    encode = json.JSONEncoder(ensure_ascii=False).encode
    first = datetime(2026, 1, 1, tzinfo=UTC)
    raw_bytes = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for made in pages(count, seed=seed, stretch=stretch):
            raw_bytes += len(made.text.encode())
            record = {
                "id": f"p{made.index:07}",
                "url": f"https://news.example/{seed}/{made.index:07}",
                "fetched_at": (first + timedelta(seconds=made.index)).isoformat(),
                "text": made.text,
            }
            out.write(encode(record) + "\n")
    return raw_bytes


def write_text_files(folder: Path, count: int, *, seed: int = 0, stretch: float = 1.0) -> int:
    """Write pages as one ``.txt`` file each.

    Returns:
        The bytes written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    raw_bytes = 0
    for made in pages(count, seed=seed, stretch=stretch):
        raw_bytes += (folder / f"{made.index:07}.txt").write_bytes(made.text.encode())
    return raw_bytes
