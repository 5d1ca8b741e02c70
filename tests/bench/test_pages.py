"""The generated pages are what the measurements take them for: repeatable, news-like, and true to their own truth."""

import itertools
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
import zstandard

from tests.bench.pages import Page, page, pages, stretch_to, write_jsonl, write_text_files

SAMPLE = 1_500


@pytest.fixture(scope="module")
def sample() -> list[Page]:
    return list(pages(SAMPLE, seed=7))


def test_a_page_depends_on_seed_and_index_alone(sample: list[Page]) -> None:
    assert [page(7, index) for index in (911, 3, 400, 3)] == [sample[index] for index in (911, 3, 400, 3)]
    assert list(pages(20, seed=7, start=100)) == sample[100:120]
    assert page(8, 3).text != sample[3].text


def test_pages_have_the_size_and_the_density_of_news(sample: list[Page]) -> None:
    raw = "\n".join(made.text for made in sample).encode()
    assert 2_200 <= len(raw) / SAMPLE <= 2_800
    # 250 kB of wire stories give 2.5-2.8 by zstd -3; a 2.4 kB story alone about 2.
    chunks = [raw[at : at + 250_000] for at in range(0, len(raw) - 250_000, 250_000)]
    assert 2.4 <= sum(map(len, chunks)) / sum(len(zstandard.compress(chunk, 3)) for chunk in chunks) <= 2.9
    tokens = {token.strip("“”\"',.;:()").lower() for token in raw.decode().split()}
    assert len(tokens) > 5_000


def test_articles_can_be_stretched_to_a_size() -> None:
    for kilobytes in (1.2, 2.4, 3.1):
        made = [article for page in pages(400, seed=7, stretch=stretch_to(kilobytes)) for article in page.articles]
        heads = [text for article in made for text in (article.headline, article.byline) if text]
        captions = [f"{caption.text} {caption.credit or ''}" for article in made for caption in article.captions]
        texts = heads + captions + [text for article in made for _, text in article.body]
        assert len("\n".join(texts).encode()) / len(made) == pytest.approx(1_000 * kilobytes, rel=0.05)
    for kilobytes in (0.5, 5):
        with pytest.raises(ValueError, match="KB"):
            stretch_to(kilobytes)


def test_lines_and_truth_stand_in_the_text(sample: list[Page]) -> None:
    for made in sample:
        at = 0
        for line in made.lines:
            at = made.text.index(line.text, at) + len(line.text)
        assert not made.text[at:].strip()
        for article in made.articles:
            surfaces = [
                article.headline,
                article.byline,
                article.contributor,
                *(quote.text for quote in article.quotes),
            ]
            surfaces += [text for _, text in article.body] + [caption.text for caption in article.captions]
            assert all(surface in made.text for surface in surfaces if surface)
            for quote in article.quotes:
                assert quote.speaker_name in made.text


def test_every_shape_occurs_and_copies_are_a_few_percent(sample: list[Page]) -> None:
    layouts = Counter(made.layout for made in sample)
    assert set(layouts) == {"glued", "plain", "naive", "bare", "front"}
    assert {len(made.articles) for made in sample} == {0, 1, 2, 3}
    copies = [made for made in sample if made.copy_of is not None]
    assert 0.005 <= len(copies) / SAMPLE <= 0.03
    assert all(made.text == sample[made.copy_of or 0].text for made in copies)
    bodies = Counter(article.body_key for made in sample if made.copy_of is None for article in made.articles)
    assert 0.01 <= sum(count - 1 for count in bodies.values()) / bodies.total() <= 0.06
    captions = [caption for made in sample if made.layout == "glued" for a in made.articles for caption in a.captions]
    assert {caption.repeat_count for caption in captions} == {4}


def test_equal_body_keys_mean_equal_bodies(sample: list[Page]) -> None:
    articles = sorted((a for made in sample for a in made.articles), key=lambda article: article.body_key)
    for _, group in itertools.groupby(articles, key=lambda article: article.body_key):
        assert len({article.body for article in group}) == 1


def test_written_files_hold_the_pages(tmp_path: Path, sample: list[Page]) -> None:
    raw_bytes = write_jsonl(tmp_path / "pages.jsonl", 50, seed=7)
    records = pl.read_ndjson(tmp_path / "pages.jsonl")
    assert records["text"].to_list() == [made.text for made in sample[:50]]
    assert write_text_files(tmp_path / "txt", 50, seed=7) == raw_bytes
    assert [path.read_bytes().decode() for path in sorted((tmp_path / "txt").iterdir())] == records["text"].to_list()
