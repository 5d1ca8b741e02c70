"""Compose the labelled pages: a site's lines around stories, every label known because it was put there.

Nothing is drawn at random and nothing read from a page: what a line is was said by the slot it came from.
"""

import html
import json
import re
import textwrap
import tomllib
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import count
from typing import Any, Final, NamedTuple

from tests.quality.pages.parts import FOLDS, HERE, Line, Picture, Site, Story, pool, sites, stories
from tests.quality.pages.wording import join_names, shift, shown_agency, write_credit, write_date, write_dateline

_SLOT: Final = re.compile(r"\{([a-zA-Z]+)(\d?)(?:\+(\d+))?(?::([^{}]*))?(?:!([a-z]))?\}")
_OPTION: Final = re.compile(r"\[([^\[\]]*\{[^\[\]]*)\]")
_MARK: Final = re.compile(r"^([bpk])\| ?")
_INSERT: Final = re.compile(r"^@(%?)(\d+) (.*)$")
_FULL_DATE: Final = re.compile(r"\b([A-Z][a-z]{2})[a-z]*\.? (\d{1,2}), (\d{4})")
_MONTH_ABBREVIATIONS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MANY: Final = 20
_MARK_ROLES: Final = {"b": "byline", "p": "dateline", "k": "neutral"}
_ARTICLE_SLOTS: Final = {"headline", "standfirst", "caption", "captext", "body"}


@dataclass
class Caption:
    """A caption that the page shows: ``repeat_count`` counts its copies."""

    text: str
    photographer: str | None
    agency: str | None
    is_credit_scored: bool
    taken_on: date | None
    repeat_count: int = 1


@dataclass
class Article:
    """What a page shows of a story. NULL (None) means that the page does not show it."""

    key: str
    style: str
    start: int = -1
    start_text: str = ""
    start_copy: int = 0
    headline: str | None = None
    standfirst: str | None = None
    persons: list[str] = field(default_factory=list)
    agency: str | None = None
    dateline_place: str | None = None
    published_on: date | None = None
    captions: list[Caption] = field(default_factory=list)
    contributor: str | None = None
    body: list[Line] = field(default_factory=list)


class Shown(NamedTuple):
    """A line the page shows, and its role: one of ``core.blocks``, ``question`` or ``neutral``."""

    role: str
    text: str


@dataclass
class Page:
    """A labelled page; ``record`` is what the reader is given."""

    page_id: str
    site: str
    fold: int
    shape: str
    language: str
    record: dict[str, str]
    articles: list[Article] = field(default_factory=list)
    lines: list[Shown] = field(default_factory=list)

    @property
    def furniture(self) -> list[str]:
        """The lines that belong to no article."""
        return [line.text for line in self.lines if line.role == "furniture"]


def _role_of(own: set[str], slots: set[str]) -> str:
    """Name the role of a line by its slots: those that show the article, and all."""
    for role, names in (
        ("headline", {"headline"}),
        ("standfirst", {"standfirst"}),
        ("caption", {"caption", "captext"}),
    ):
        if own & names:
            return role
    return "contributor" if "contributor" in slots else "furniture"


def _taken_on(text: str) -> date | None:
    found = _FULL_DATE.search(text)
    return date(int(found[3]), 1 + _MONTH_ABBREVIATIONS.index(found[1]), int(found[2])) if found else None


class _Composer:
    """Writes one page line by line and notes what each line is."""

    def __init__(self, site: Site, number: int, chosen: list[Story]) -> None:
        self.site = site
        self.is_html = site.kind == "html"
        self.chosen = chosen
        self.lines: list[str] = []
        self.shown: list[str] = []  # the visible text of each line, for start_copy
        self.related = count(number * 5 + len(site.name))
        self.last_related = 0
        self.page = Page(f"{site.name}/{number:02}", site.name, site.fold, site.shape, site.language, {})
        self.story = chosen[0] if chosen else Story("", site.language, "", site.fold)
        self.article = Article("", "")

    def compose(self) -> Page:
        sections = self.site.sections
        self._add_section(sections["TOP"])
        for position, story in enumerate(self.chosen):
            if position:
                self._add_section(sections["BETWEEN"])
            self.story, self.article = story, Article(story.key, story.style)
            if position == 0:
                self._note_top(sections["TOP"])
            self.page.articles.append(self.article)
            self._add_section(sections["ARTICLE"], is_article=True)
        self._add_section(sections["BOTTOM"])
        text = "\n".join(self.lines) + "\n"
        self.page.record = {"id": self.page.page_id, self.site.kind: text} | self._record_extras()
        for article in self.page.articles:
            if article.published_on is None:
                article.published_on = next((c.taken_on for c in article.captions if c.taken_on), None)
        return self.page

    def _record_extras(self) -> dict[str, str]:
        options, extras = self.site.options, dict[str, str]()
        for name in ("url", "publisher", "published_at", "title"):
            if name in options:
                first = self.story = self.chosen[0]
                extras[name] = self._fill(options[name], is_raw=True) or ""
                if "{date" in options[name]:
                    self.page.articles[0].published_on = first.published_on
                if name == "title":
                    self.page.articles[0].headline = first.headline
        return extras

    def _note_top(self, lines: list[str]) -> None:
        """Credit the first article with what the top of the page (its metadata) tells of it."""
        for line in lines:
            self._note_mark(line)

    def _note_mark(self, line: str) -> None:
        mark = _MARK.match(line)
        if mark and mark[1] == "b":
            shown = self.story.persons if "{persons" in line.lower() else self.story.persons[:1]
            if "{person" in line.lower() and len(shown) > len(self.article.persons):
                self.article.persons = list(shown)
            if "{agency" in line and self.story.agency:
                self.article.agency = self.story.agency
        elif mark and mark[1] == "p":
            self.article.published_on = self.story.published_on

    def _add_section(self, lines: list[str], *, is_article: bool = False) -> None:
        inserts = [found for found in map(_INSERT.match, lines) if found]
        dropped = False
        for line in lines:
            if _INSERT.match(line):
                continue
            if dropped and not line and self.lines and not self.lines[-1]:
                continue  # the empty line after a line that was left out
            if "{body" in line:
                self._add_body(line, inserts)
                dropped = False
            else:
                dropped = not self._add_line(line, is_article=is_article)

    def _emit(self, line: str, visible: str | None = None) -> None:
        self.lines.append(line)
        self.shown.append(" ".join((line if visible is None else visible).split()))

    def _begin(self, visible: str) -> None:
        if self.article.start < 0:
            self.article.start = sum(len(line) + 1 for line in self.lines)
            self.article.start_text = " ".join(visible.split())
            self.article.start_copy = self.shown.count(self.article.start_text)

    def _visible(self, line: str) -> str:
        return html.unescape(re.sub(r"<[^>]*>", " ", line)).strip() if self.is_html else line.strip()

    def _add_line(self, line: str, *, is_article: bool) -> bool:
        """Add a line; return whether it was shown: a line whose slot the story cannot fill is left out."""
        mark = _MARK.match(line)
        bare = line[mark.end() :] if mark else line
        filled = self._fill(bare)
        if filled is None:
            return False
        slots = {found[1].lower() for found in _SLOT.finditer(bare)}
        visible = self._visible(filled)
        if is_article:
            self._note_mark(line)
        own = slots & _ARTICLE_SLOTS if is_article and not self._is_mention(bare) else set()
        if own:
            self._begin(visible)
            self._note_slots(bare, visible)
        if is_article and "contributor" in slots:
            self.article.contributor = self.story.contributor
        if visible and not self._is_head(bare):
            self._note_role(_MARK_ROLES[mark[1]] if mark else _role_of(own, slots), filled, visible)
        self._emit(filled, visible)
        return True

    def _note_role(self, role: str, filled: str, visible: str) -> None:
        pieces = re.split(r"<[^>]*>", filled) if self.is_html and role == "furniture" else [visible]
        shown = (" ".join(html.unescape(piece).split()) for piece in pieces)
        self.page.lines += [Shown(role, text) for text in shown if text]

    @staticmethod
    def _is_head(line: str) -> bool:
        return re.match(r"\s*<(?:!DOCTYPE|html|title|meta|link|script|style|/?head|body)", line) is not None

    @staticmethod
    def _is_mention(line: str) -> bool:
        """Say whether a line only names the headline (a breadcrumb, a share button) and is not it."""
        text = re.sub(r"<[^>]*>|\[[^\]]*\]|\d/\d|^[-•*\s]+", "", line)
        text = re.sub(r"\{cred[a-z]*\d?\}", "", text)
        return "{headline" in text and text.strip() != "{headline}"

    def _note_slots(self, line: str, visible: str) -> None:
        for found in _SLOT.finditer(line):
            name = found[1].lower()
            if name == "headline":
                self.article.headline = self.story.headline
            elif name == "standfirst":
                self.article.standfirst = self.story.standfirst
            elif name in {"caption", "captext"}:
                self._note_caption(
                    self.story.pictures[int(found[2]) - 1], with_credit=name == "caption" or "{credit" in line
                )

    def _note_caption(self, picture: Picture, *, with_credit: bool) -> None:
        known = next((c for c in self.article.captions if c.text == picture.text), None)
        if known:
            known.repeat_count += 1
            return
        style = self.site.options.get("credit", "none")
        separate = any("{credit" in line for line in self.site.sections["ARTICLE"])
        has_credit = (with_credit or separate) and write_credit(picture, style) is not None
        self.article.captions.append(
            Caption(
                picture.text,
                picture.photographer if has_credit else None,
                picture.agency if has_credit and not (style == "by" and picture.photographer) else None,
                picture.is_scored,
                _taken_on(picture.text),
            )
        )

    def _add_body(self, line: str, inserts: list[re.Match[str]]) -> None:
        forms = {"paragraph": "%", "subheading": "%"}
        found = _SLOT.search(line)
        if found and found[4]:
            forms = dict(zip(("paragraph", "subheading"), found[4].split(":"), strict=False)) | {}
            forms.setdefault("subheading", forms["paragraph"])
        gap = [""] * (int(self.site.options.get("para", "1")) - 1)
        dateline = write_dateline(self.story, self.site.options.get("dateline", "none"))
        if dateline:
            self.article.dateline_place = self.story.place
            if self.story.agency and "(" in dateline:
                self.article.agency = self.story.agency
            if self.site.options["dateline"] == "full_date":
                self.article.published_on = self.article.published_on or self.story.published_on
        last = len(self.story.body) - 1
        for number, (kind, text) in enumerate(self.story.body, 1):
            if number == 1 and kind == "paragraph":
                text = dateline + text
            self._begin(text)
            self.article.body.append(Line(kind, text))
            form = forms["subheading" if kind == "subheading" else "paragraph"]
            self.page.lines.append(Shown(kind, text))
            self._emit(form.replace("%", html.escape(text, quote=False)) if self.is_html else self._wrapped(text), text)
            for every, at, content in (match.groups() for match in inserts):
                if number <= last and (number % int(at) == 0 if every else number == int(at)):
                    at_line = len(self.lines)
                    if self._add_line(content, is_article=True):
                        self.lines[at_line:at_line] = gap
                        self.shown[at_line:at_line] = gap
            if number <= last:
                self.lines += gap
                self.shown += gap

    def _wrapped(self, text: str) -> str:
        width = int(self.site.options.get("wrap", "0"))
        return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False) if width else text

    def _fill(self, line: str, *, is_raw: bool = False) -> str | None:
        """Fill the slots of a line; NULL (None) where one outside of brackets has no filling."""

        def choose(found: re.Match[str]) -> str:
            return found[1] if all(self._value(slot) for slot in _SLOT.finditer(found[1])) else ""

        chosen = line if self.is_html else _OPTION.sub(choose, line)
        parts, at = [], 0
        for slot in _SLOT.finditer(chosen):
            value = self._value(slot)
            if not value:
                return None
            if slot[5] == "j":
                value = json.dumps(value, ensure_ascii=False)[1:-1]
            elif self.is_html and not is_raw:
                value = html.escape(value, quote=True)
            parts += [chosen[at : slot.start()], value]
            at = slot.end()
        return "".join([*parts, chosen[at:]])

    def _value(self, slot: re.Match[str]) -> str | None:
        name, number, later, form = slot[1], slot[2], slot[3], slot[4]
        story, language = self.story, self.site.language
        if name == "date":
            return write_date(shift(story.published_on, int(later or 0)), form or "long", language)
        if name.lower() == "persons":
            value = join_names(story.persons, language)
            return value.upper() if name.isupper() else value
        if name.lower() == "person":
            value = ([*story.persons, "", "", ""])[int(number or 1) - 1]
            return value.upper() if name.isupper() else value
        if name in {"caption", "captext", "credit"}:
            return self._picture(name, int(number))
        if name in {"related", "teaser"}:
            # A teaser belongs to the headline before it.
            self.last_related = self.last_related if name == "teaser" else next(self.related)
            entries = pool()[language]
            # A fold has headlines of its own too, where the language spans folds.
            own = entries[self.site.fold - 1 :: len(FOLDS)] if len(entries) > _MANY else entries
            return own[self.last_related % len(own)][name == "teaser"]
        if name == "pull":
            quotes = (re.search("“([^”]{25,120})”", line.text) for line in story.body)
            return next((found[1] for found in quotes if found), None)
        if name == "agency":
            return shown_agency(story.agency, language) if story.agency else None
        if name == "HEADLINE":
            return story.headline.upper()
        values = {"headline": story.headline, "standfirst": story.standfirst, "role": story.role, "key": story.key}
        return (values | {"contributor": story.contributor})[name]

    def _picture(self, name: str, number: int) -> str | None:
        if len(self.story.pictures) < number:
            return None
        picture = self.story.pictures[number - 1]
        credit = write_credit(picture, self.site.options.get("credit", "none"))
        if name == "credit":
            return credit
        return f"{picture.text} {credit}" if name == "caption" and credit else picture.text


@cache
def all_pages() -> tuple[Page, ...]:
    """Compose every page that ``pages.toml`` lists.

    Returns:
        The pages, in the order of the list.

    Raises:
        ValueError: A site shows a story of another fold, which would let a page of one fold tell of another's.
    """
    listed = tomllib.loads((HERE / "pages.toml").read_text(encoding="utf-8"))
    composed = []
    for fold in FOLDS:
        for name, entries in listed[f"fold{fold}"].items():
            for number, entry in enumerate(entries, 1):
                site, chosen = sites()[name], [stories()[key] for key in filter(None, entry.split("+"))]
                if {site.fold, *(story.fold for story in chosen)} != {fold}:
                    raise ValueError(f"{name}: {entry} mixes folds")
                composed.append(_Composer(site, number, chosen).compose())
    return tuple(composed)


def as_json(pages: tuple[Page, ...]) -> str:
    """Write pages and labels as JSON Lines, the same for the same parts on any machine."""

    def plain(value: Any) -> str:
        return value.isoformat()  # type: ignore[no-any-return]

    rows = (json.dumps(asdict(page), ensure_ascii=False, sort_keys=True, default=plain) for page in pages)
    return "\n".join(rows) + "\n"


def digest(pages: tuple[Page, ...]) -> str:
    """Return the SHA-256 of all pages and labels."""
    return sha256(as_json(pages).encode()).hexdigest()
