"""The gate over the labelled pages: no figure falls, no label changes unseen, and floors only move up."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.quality.pages.compose import Page, all_pages, digest
from tests.quality.pages.measure import (
    DIGEST,
    TOLERANCE,
    Measured,
    Measurement,
    fallen,
    raised,
    read_floors,
    write_floors,
)
from tests.quality.pages.parts import FOLDS, sites, stories
from tests.quality.pages.score import (
    FoundArticle,
    FoundBlock,
    FoundCaption,
    FoundPage,
    figures,
    norm,
    score_page,
    start_of,
)

LEAST_PAGES = 120
LEAST_SITES = 25
LEAST_STORIES = 60
LEAST_LANGUAGES = 8


@pytest.fixture(scope="module")
def pages() -> tuple[Page, ...]:
    return all_pages()


@pytest.fixture(scope="module")
def measurement(pages: tuple[Page, ...]) -> Measurement:
    return Measurement(pages)


def perfect(page: Page, page_text: str) -> FoundPage:
    """Return what steps that make no mistake would find."""
    articles = []
    for label in page.articles:
        body = [line for line in label.body if line.kind != "neutral"]
        articles.append(
            FoundArticle(
                start=start_of(label, page, page_text),
                headline=label.headline,
                standfirst=label.standfirst,
                persons=label.persons,
                agency=label.agency,
                dateline_place=label.dateline_place,
                published_on=label.published_on,
                contributor=label.contributor,
                paragraphs=[line.text for line in body],
                subheadings=[line.text for line in body if line.kind == "subheading"],
                captions=[FoundCaption(c.text, c.photographer, c.agency, c.repeat_count) for c in label.captions],
            )
        )
    roles = {"question": "paragraph", "neutral": "furniture"}
    blocks = [FoundBlock(line.text, roles.get(line.role, line.role)) for line in page.lines]
    return FoundPage(page_text, articles, blocks)


def test_no_figure_falls(measurement: Measurement) -> None:
    floors = read_floors()
    assert floors["all"], "there are no floors"
    assert fallen(measurement.by_kind(), floors) == []


def test_pages_and_labels_are_those_that_were_sealed(pages: tuple[Page, ...]) -> None:
    assert digest(pages) == DIGEST.read_text(encoding="utf-8").strip(), (
        "pages or labels changed: review them, then run python -m tests.quality.pages.measure --seal"
    )


def test_the_digest_notices_a_changed_letter_and_a_changed_label(pages: tuple[Page, ...]) -> None:
    first, *rest = pages
    kind = next(name for name in ("text", "html") if name in first.record)
    letter = replace(first, record=first.record | {kind: first.record[kind].replace("e", "a", 1)})
    label = replace(first, articles=[replace(first.articles[0], headline="Another"), *first.articles[1:]])
    assert len({digest(pages), digest((letter, *rest)), digest((label, *rest))}) == 3


def test_the_set_is_large_and_varied(pages: tuple[Page, ...]) -> None:
    assert len(pages) >= LEAST_PAGES
    assert len({page.site for page in pages}) >= LEAST_SITES
    assert len({article.key for page in pages for article in page.articles}) >= LEAST_STORIES
    assert len({page.language for page in pages}) >= LEAST_LANGUAGES
    assert {len(page.articles) for page in pages} == {0, 1, 2, 3, 4, 5}
    texts = Counter(page.record.get("text") or page.record["html"] for page in pages)
    assert texts.most_common(1)[0][1] == 1
    assert {article.key for page in pages for article in page.articles} == set(stories())
    assert {page.site for page in pages} == set(sites())


def test_no_story_and_no_site_is_in_two_folds(pages: tuple[Page, ...]) -> None:
    folds: dict[str, set[int]] = {}
    for page in pages:
        for name in (f"site {page.site}", *(f"story {article.key}" for article in page.articles)):
            folds.setdefault(name, set()).add(page.fold)
    assert [name for name, found in folds.items() if len(found) > 1] == []
    assert {page.fold for page in pages} == set(FOLDS)


def test_labels_stand_in_their_page(pages: tuple[Page, ...], measurement: Measurement) -> None:
    names = dict(measurement.batch.sightings.select("record_key", "document_id").iter_rows())
    texts = dict(measurement.batch.documents.select("document_id", "page_text").iter_rows())
    for page in pages:
        text = texts[names[page.page_id]]
        folded = norm(text)
        at = -1
        for article in page.articles:
            start = start_of(article, page, text)
            assert start > at, page.page_id
            at = start
            surfaces = [*[line.text for line in article.body], *[caption.text for caption in article.captions]]
            surfaces += article.persons if "html" not in page.record else []
            surfaces += filter(None, (article.standfirst, article.contributor))
            surfaces += [article.headline] if article.headline and "title" not in page.record else []
            for surface in surfaces:
                assert norm(surface) in folded, (page.page_id, surface)


def test_steps_without_a_mistake_score_one(pages: tuple[Page, ...], measurement: Measurement) -> None:
    names = dict(measurement.batch.sightings.select("record_key", "document_id").iter_rows())
    texts = dict(measurement.batch.documents.select("document_id", "page_text").iter_rows())
    scored = [score_page(page, perfect(page, texts[names[page.page_id]])) for page in pages]
    assert [error for _, errors in scored for error in errors] == []
    assert set(figures(counts for counts, _ in scored).values()) == {1.0}


def mistaken(page: Page) -> dict[str, FoundPage]:
    """Spoil a perfect answer in one way for each figure that must notice."""
    text = page.record["text"]
    spoilt = {name: perfect(page, text) for name in ("title", "body", "byline", "date", "caption", "split", "merged")}
    spoilt["title"].articles[0].headline = None
    spoilt["body"].articles[0].paragraphs.pop()
    spoilt["byline"].articles[0].persons = ["Staff Reporter"]
    spoilt["date"].articles[0].published_on = None
    spoilt["caption"].articles[0].captions[0] = FoundCaption("Another picture altogether.", None, None, 1)
    whole = spoilt["split"].articles[0]
    half = len(whole.paragraphs) // 2
    spoilt["split"].articles.append(replace(whole, start=whole.start + 900, paragraphs=whole.paragraphs[half:]))
    spoilt["merged"].articles.clear()
    return spoilt


@pytest.mark.parametrize(
    ("mistake", "figure"),
    [
        ("title", "title_exact"),
        ("body", "body_f1"),
        ("body", "paragraphs_kept"),
        ("byline", "byline_f1"),
        ("date", "date_f1"),
        ("caption", "caption_f1"),
        ("split", "whole_single"),
        ("split", "count_exact"),
        ("split", "boundary_f1"),
        ("merged", "count_exact"),
        ("merged", "body_f1"),
        ("merged", "page_exact"),
    ],
)
def test_a_mistake_lowers_its_figure(mistake: str, figure: str, pages: tuple[Page, ...]) -> None:
    page = next(page for page in pages if page.page_id == "tidewater/01")
    value = figures([score_page(page, mistaken(page)[mistake])[0]])[figure]
    assert value is not None
    assert value < 1


def test_furniture_in_a_body_is_noticed(pages: tuple[Page, ...]) -> None:
    page = next(page for page in pages if page.page_id == "tidewater/01")
    found = perfect(page, page.record["text"])
    found.articles[0].paragraphs.insert(2, page.furniture[0])
    value = figures([score_page(page, found)[0]])["furniture_out"]
    assert value is not None
    assert value < 1


FLOORS: Measured = {"all": {"body_f1": 0.8, "title_exact": 0.5}, "html": {"body_f1": 0.9}}


@pytest.mark.parametrize(
    ("name", "measured", "expected"),
    [
        ("higher is written", {"all": {"body_f1": 0.91239}}, 0.9123),
        ("lower is not", {"all": {"body_f1": 0.7}}, 0.8),
        ("equal stays", {"all": {"body_f1": 0.8}}, 0.8),
        ("missing stays", {}, 0.8),
    ],
)
def test_raising_never_lowers(name: str, measured: Measured, expected: float, tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    write_floors(raised(measured, FLOORS), path)
    after = read_floors(path)
    assert after["all"]["body_f1"] == expected
    assert after["all"]["title_exact"] == 0.5
    assert after["html"] == {"body_f1": 0.9}


def test_a_new_figure_gets_a_floor(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    write_floors(raised({"single": {"date_f1": 0.4}}, read_floors(path)), path)
    assert read_floors(path) == {"single": {"date_f1": 0.4}}


def test_a_fall_is_named_and_a_rounding_is_none() -> None:
    just = 0.8 - TOLERANCE / 2
    assert fallen({"all": {"body_f1": just, "title_exact": 0.6}, "html": {"body_f1": 0.9}}, FLOORS) == []
    assert fallen({"all": {"body_f1": 0.79, "title_exact": 0.6}}, FLOORS) == [
        "all.body_f1 fell to 0.7900; its floor is 0.8000",
        "html.body_f1 is no longer measured; its floor is 0.9000",
    ]


def test_raised_floors_hold_what_was_measured(measurement: Measurement) -> None:
    assert fallen(measurement.by_kind(), raised(measurement.by_kind(), {})) == []
