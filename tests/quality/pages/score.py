"""Score what the steps found on the labelled pages; every figure is better the higher it is, and 1 at best.

The figures follow those the project is measured by elsewhere: word 4-grams for the body, 80 characters of tolerance
for a start, equality after case and punctuation are folded for names and headlines.

whole_single: single-article pages that are one article. count_exact: pages with the right number of articles.
boundary_f1: starts, the first of a page left out; first_start: pages whose first article begins where it should.
title_exact: a missing headline must be missing. body_f1: mean over articles, 0 where none was found. paragraphs_kept:
paragraphs that stand in the body of their article. furniture_out: lines of furniture that stand in no body, where there
is one. standfirst_f1, byline_f1 (persons), agency_f1, dateline_f1 (places), date_f1 (days), contributor_f1,
subheading_f1, caption_f1: right against predicted and labelled. credit_exact, repeats_exact: of all labelled captions,
those found with the right photographer and agency, and counted right. page_exact: pages with every count, headline and
caption right and each body at 0.98 or better. roles_mean: share of lines that are a block of the right role, the mean
over roles.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from rapidfuzz import fuzz

from expectations.contracts import ROLES
from tests.quality.pages.compose import Article, Page

TOLERANCE_CHARS: Final = 80
_SHINGLE_WORDS: Final = 4
_SAME_CAPTION: Final = 90
_SAME_BODY: Final = 0.98
_CONTAINED_WORDS: Final = 5
# A Chinese sentence has no spaces: each character counts as a word.
_WORD: Final = re.compile(r"[\u3400-\u9fff]|\w+")


class FoundCaption(NamedTuple):
    """A row of ``core.captions``."""

    text: str
    photographer: str | None
    agency: str | None
    repeat_count: int


@dataclass
class FoundArticle:
    """What the steps made of one article."""

    start: int
    headline: str | None
    standfirst: str | None
    persons: list[str]
    agency: str | None
    dateline_place: str | None
    published_on: date | None
    contributor: str | None
    paragraphs: list[str]
    subheadings: list[str] = field(default_factory=list)
    captions: list[FoundCaption] = field(default_factory=list)


class FoundBlock(NamedTuple):
    """A row of ``core.blocks``."""

    text: str
    role: str


@dataclass
class FoundPage:
    """What the steps made of one page."""

    page_text: str
    articles: list[FoundArticle]
    blocks: list[FoundBlock] = field(default_factory=list)


class Error(NamedTuple):
    """One thing that is wrong: the figure it lowers, the page, and what was wanted and found."""

    figure: str
    page_id: str
    detail: str


def words(text: str | None) -> list[str]:
    """Return the words of a text, case and punctuation folded."""
    return _WORD.findall((text or "").casefold())


def norm(text: str | None) -> str:
    """Return a text with case and punctuation folded."""
    return " ".join(words(text))


def shingles(texts: Iterable[str]) -> Counter[tuple[str, ...]]:
    """Count the word 4-grams of paragraphs read one after the other."""
    found = [word for text in texts for word in words(text)]
    size = min(_SHINGLE_WORDS, len(found))
    return Counter(tuple(found[at : at + size]) for at in range(len(found) - size + 1)) if found else Counter()


def f1(right: float, predicted: float, labelled: float) -> float:
    """Return the harmonic mean of precision and recall; 1 where nothing was there to find and nothing was found."""
    return 2 * right / (predicted + labelled) if predicted + labelled else 1.0


def start_of(article: Article, page: Page, page_text: str) -> int:
    """Return where a labelled article begins; HTML pages are searched for the line, its copies counted."""
    if "text" in page.record:
        return article.start
    at, seen = 0, 0
    for line in page_text.split("\n"):
        if " ".join(line.split()) == article.start_text:
            if seen == article.start_copy:
                return at
            seen += 1
        at += len(line) + 1
    at = page_text.find(article.start_text)
    if at < 0:
        raise ValueError(f"{page.page_id}: {article.start_text!r} is not in the page as rendered")
    return at


class _PageScore:
    """Counts for one page."""

    def __init__(self, page: Page, found: FoundPage) -> None:
        self.page, self.found = page, found
        self.n: Counter[str] = Counter()
        self.errors: list[Error] = []
        self.is_exact = True
        # What the label calls neutral counts neither way.
        neutral = {norm(line.text) for article in page.articles for line in article.body if line.kind == "neutral"}
        self.bodies = [[t for t in article.paragraphs if norm(t) not in neutral] for article in found.articles]

    def wrong(self, figure: str, detail: str) -> None:
        self.errors.append(Error(figure, self.page.page_id, detail))

    def score(self) -> None:
        self._score_starts()
        for article, position in self._matches():
            self.n["articles"] += 1
            if position is None:
                self._score_missing(article)
            else:
                self._score_body(article, self.bodies[position])
                self._score_head(article, self.found.articles[position])
                self._score_captions(article, self.found.articles[position])
        self._score_furniture()
        self._score_roles()
        self.n["page_exact"] += self.is_exact

    def _score_starts(self) -> None:
        page, n = self.page, self.n
        wanted = [start_of(article, page, self.found.page_text) for article in page.articles]
        got = sorted(article.start for article in self.found.articles)
        n["pages"] += 1
        n["count_exact"] += len(got) == len(wanted)
        self.is_exact &= len(got) == len(wanted)
        if len(got) != len(wanted):
            self.wrong("count_exact", f"{len(wanted)} articles, {len(got)} found")
        if len(wanted) == 1:
            n["single"] += 1
            n["whole_single"] += len(got) == 1
        if not wanted:
            if got:
                self.wrong("furniture_out", f"an article on a page without: {self.found.page_text[got[0] :][:70]!r}")
            return
        n["holding"] += 1
        first = bool(got) and abs(got[0] - wanted[0]) <= TOLERANCE_CHARS
        n["first_start"] += first
        if not first:
            self.wrong("first_start", f"at {wanted[0]}, found at {got[:1]}")
        free = [start for start in got if start - wanted[0] > TOLERANCE_CHARS]
        n["inner_gold"] += len(wanted) - 1
        n["inner_pred"] += len(free)
        for article, start in zip(page.articles[1:], wanted[1:], strict=True):
            near = next((at for at in free if abs(at - start) <= TOLERANCE_CHARS), None)
            if near is None:
                self.wrong("boundary_f1", f"missed: {article.start_text[:70]}")
            else:
                free.remove(near)
                n["inner_right"] += 1
        for at in free:
            self.wrong("boundary_f1", f"invented: {self.found.page_text[at : at + 70]!r}")

    def _matches(self) -> list[tuple[Article, int | None]]:
        """Pair labelled with predicted articles, those that share most text first."""
        wanted = [shingles(line.text for line in article.body) for article in self.page.articles]
        got = [shingles(body) for body in self.bodies]
        shared = sorted(
            ((-sum((w & g).values()), i, j) for i, w in enumerate(wanted) for j, g in enumerate(got)),
        )
        pairs: dict[int, int] = {}
        for overlap, i, j in shared:
            if overlap and i not in pairs and j not in pairs.values():
                pairs[i] = j
        return [(article, pairs.get(i)) for i, article in enumerate(self.page.articles)]

    def _score_missing(self, article: Article) -> None:
        n = self.n
        self.is_exact = False
        self.wrong("body_f1", f"{article.key}: no article")
        n["paragraphs"] += sum(line.kind in {"paragraph", "question"} for line in article.body)
        n["subheading_gold"] += sum(line.kind == "subheading" for line in article.body)
        n["byline_gold"] += len(article.persons)
        self._count_captions(article)
        for name in ("standfirst", "agency", "dateline_place", "published_on", "contributor"):
            n[f"{name}_gold"] += getattr(article, name) is not None

    def _score_body(self, article: Article, body: list[str]) -> None:
        wanted = shingles(line.text for line in article.body if line.kind != "neutral")
        got = shingles(body)
        score = f1(sum((wanted & got).values()), sum(got.values()), sum(wanted.values()))
        self.n["body_f1"] += score  # type: ignore[assignment]
        self.is_exact &= score >= _SAME_BODY
        kept = {norm(text) for text in body}
        whole = f" {norm(' '.join(body))} "
        for line in article.body:
            if line.kind in {"paragraph", "question"}:
                is_kept = norm(line.text) in kept or f" {norm(line.text)} " in whole
                self.n["paragraphs"] += 1
                self.n["paragraphs_kept"] += is_kept
                if not is_kept:
                    self.wrong("paragraphs_kept", line.text[:90])

    def _one(self, figure: str, name: str, wanted: object, got: object) -> None:
        n = self.n
        n[f"{name}_gold"] += wanted is not None
        n[f"{name}_pred"] += got is not None
        is_right = (norm(str(wanted)) == norm(str(got))) if wanted is not None and got is not None else wanted is got
        n[f"{name}_right"] += is_right and wanted is not None
        if not is_right:
            self.wrong(figure, f"{wanted!s:.80} / {got!s:.80}")

    def _some(self, figure: str, name: str, wanted: Sequence[str], got: Sequence[str]) -> None:
        a, b = Counter(map(norm, wanted)), Counter(map(norm, got))
        self.n[f"{name}_gold"] += a.total()
        self.n[f"{name}_pred"] += b.total()
        self.n[f"{name}_right"] += (a & b).total()
        if a != b:
            self.wrong(figure, f"missed {sorted(a - b)}, invented {sorted(b - a)}"[:200])

    def _score_head(self, article: Article, found: FoundArticle) -> None:
        is_right = norm(article.headline) == norm(found.headline)
        self.n["title_exact"] += is_right
        self.is_exact &= is_right
        if not is_right:
            self.wrong("title_exact", f"{article.headline!s:.80} / {found.headline!s:.80}")
        for name in ("standfirst", "agency", "dateline_place", "published_on", "contributor"):
            self._one(_FIGURE_OF[name], name, getattr(article, name), getattr(found, name))
        self._some("byline_f1", "byline", article.persons, found.persons)
        headings = [line.text for line in article.body if line.kind == "subheading"]
        # A question of an interview may stand as a heading or as a paragraph.
        either = {norm(line.text) for line in article.body if line.kind == "question"}
        self._some("subheading_f1", "subheading", headings, [t for t in found.subheadings if norm(t) not in either])

    def _count_captions(self, article: Article) -> None:
        """Count what is to be found, so that finding a caption more never lowers a figure."""
        self.n["caption_gold"] += len(article.captions)
        self.n["credits"] += sum(caption.is_credit_scored for caption in article.captions)

    def _score_captions(self, article: Article, found: FoundArticle) -> None:
        n = self.n
        free = list(found.captions)
        self._count_captions(article)
        n["caption_pred"] += len(free)
        for wanted in article.captions:
            got = next((c for c in free if fuzz.ratio(norm(c.text), norm(wanted.text)) >= _SAME_CAPTION), None)
            if got is None:
                self.is_exact = False
                self.wrong("caption_f1", f"missed: {wanted.text[:90]}")
                continue
            free.remove(got)
            n["caption_right"] += 1
            n["repeats_exact"] += got.repeat_count == wanted.repeat_count
            if wanted.is_credit_scored:
                is_right = norm(got.agency) == norm(wanted.agency) and norm(got.photographer) == norm(
                    wanted.photographer
                )
                n["credit_exact"] += is_right
                if not is_right:
                    self.wrong(
                        "credit_exact",
                        f"{wanted.photographer}, {wanted.agency} / {got.photographer}, {got.agency}",
                    )
            if got.repeat_count != wanted.repeat_count:
                self.wrong("repeats_exact", f"{wanted.repeat_count} / {got.repeat_count}: {wanted.text[:60]}")
        for caption in free:
            self.is_exact = False
            self.wrong("caption_f1", f"invented: {caption.text[:90]}")

    def _score_furniture(self) -> None:
        for article, body in zip(self.found.articles, self.bodies, strict=True):
            if not any(set(map(norm, body)) & {norm(line.text) for line in a.body} for a in self.page.articles):
                self.wrong("count_exact", f"an article of nothing but furniture: {' / '.join(article.paragraphs)[:90]}")
        wanted = {norm(line.text) for article in self.page.articles for line in article.body}
        lines = [norm(text) for body in self.bodies for text in body]
        for line in self.page.furniture:
            text = norm(line)
            if not text or text in wanted:
                continue
            is_long = len(words(line)) >= _CONTAINED_WORDS and not any(text in own for own in wanted)
            is_in = text in lines or (is_long and any(text in other for other in lines))
            self.n["furniture"] += 1
            # Who finds no article at all keeps nothing out of it.
            self.n["furniture_out"] += not is_in and (bool(lines) or not self.page.articles)
            if is_in:
                self.wrong("furniture_out", line[:90])

    def _score_roles(self) -> None:
        """Look each labelled line up among the blocks, in order; one that is no block of its own is passed over."""
        blocks = [(norm(block.text), block) for block in self.found.blocks]
        at = 0
        for role, text in self.page.lines:
            wanted = norm(text)
            near = range(at, min(at + _NEAR_BLOCKS, len(blocks)))
            found = next((i for i in near if wanted and blocks[i][0] == wanted), None)
            if found is None:
                continue
            at = found + 1
            if role == "neutral":
                continue
            got = blocks[found][1].role
            self.n[f"role {role} {got if got != 'subheading' or role != 'question' else 'paragraph'}"] += 1
            if got not in _SAME_ROLE.get(role, {role}):
                self.wrong("roles_mean", f"{role} / {got}: {text[:80]}")


_NEAR_BLOCKS: Final = 12
_SAME_ROLE: Final = {"question": {"paragraph", "subheading"}}
LABELLED_ROLES: Final = tuple(role for role in ROLES if role != "credit")
"""``dateline`` is the line that tells when the article appeared."""

_FIGURE_OF: Final = {
    "standfirst": "standfirst_f1",
    "agency": "agency_f1",
    "dateline_place": "dateline_f1",
    "published_on": "date_f1",
    "contributor": "contributor_f1",
}
_SHARES: Final = {
    "count_exact": "pages",
    "whole_single": "single",
    "first_start": "holding",
    "title_exact": "articles",
    "body_f1": "articles",
    "paragraphs_kept": "paragraphs",
    "furniture_out": "furniture",
    "credit_exact": "credits",
    "repeats_exact": "caption_gold",
    "page_exact": "pages",
}
_F1S: Final = {
    "boundary_f1": "inner",
    "caption_f1": "caption",
    "byline_f1": "byline",
    "subheading_f1": "subheading",
} | {figure: name for name, figure in _FIGURE_OF.items()}
FIGURES: Final = (
    "page_exact",
    "count_exact",
    "whole_single",
    "boundary_f1",
    "first_start",
    "title_exact",
    "body_f1",
    "paragraphs_kept",
    "furniture_out",
    "caption_f1",
    "credit_exact",
    "repeats_exact",
    "byline_f1",
    "date_f1",
    "standfirst_f1",
    "agency_f1",
    "dateline_f1",
    "contributor_f1",
    "subheading_f1",
    "roles_mean",
)


def score_page(page: Page, found: FoundPage) -> tuple[Counter[str], list[Error]]:
    """Count what is right on one page.

    Args:
        page: The labels.
        found: What the steps made of it.

    Returns:
        Counts to be added up over pages, and the errors.
    """
    scorer = _PageScore(page, found)
    scorer.score()
    return scorer.n, scorer.errors


def confusion(counts: Iterable[Mapping[str, int]]) -> dict[str, Counter[str]]:
    """Count which role lines of each labelled role were given.

    Args:
        counts: What :func:`score_page` counted on each page of a group.

    Returns:
        Counts of found roles by labelled role.
    """
    found: dict[str, Counter[str]] = {role: Counter() for role in LABELLED_ROLES}
    for one in counts:
        for name, number in one.items():
            if name.startswith("role "):
                _, role, got = name.split()
                found["paragraph" if role == "question" else role][got] += number
    return found


def _roles_mean(counts: Mapping[str, int]) -> float | None:
    shares = [row[role] / row.total() for role, row in confusion([counts]).items() if row.total()]
    return sum(shares) / len(shares) if shares else None


def figures(counts: Iterable[Mapping[str, int]]) -> dict[str, float | None]:
    """Turn counts of pages into figures.

    Args:
        counts: What :func:`score_page` counted on each page of a group.

    Returns:
        Each of ``FIGURES``, from 0 to 1; NULL (None) where the group has nothing to measure it by.
    """
    n: Counter[str] = Counter()
    for one in counts:
        n.update(one)
    found: dict[str, float | None] = {}
    for figure in FIGURES:
        if figure == "roles_mean":
            found[figure] = _roles_mean(n)
        elif figure in _SHARES:
            found[figure] = n[figure] / n[_SHARES[figure]] if n[_SHARES[figure]] else None
        else:
            name = _F1S[figure]
            labelled, predicted = n[f"{name}_gold"], n[f"{name}_pred"]
            found[figure] = f1(n[f"{name}_right"], predicted, labelled) if labelled + predicted else None
    return found
