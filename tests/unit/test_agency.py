"""Which agency an article comes from, from which evidence, and where the page says so."""

import polars as pl
import pytest

from flows import resources
from flows.steps.extract import agency, byline, contributor, dateline
from flows.steps.lexicon import Lexicon, load_lexicon
from flows.steps.pages import Pages
from tests.made_pages import Block, of_blocks


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(resources.reference_dir())


PLAIN = "Four tugs pulled at the ship until dusk."
CASES: dict[str, tuple[list[tuple[str, str]], tuple[str, str, str] | None]] = {
    "dateline": (
        [("paragraph", "SULINA, Romania, April 7 (Reuters) - A ship ran aground.")],
        ("Reuters", "dateline", "Reuters"),
    ),
    "dateline in capitals": (
        [("paragraph", "SULINA (AP) — A ship ran aground.")],
        ("Associated Press", "dateline", "AP"),
    ),
    "byline": ([("byline", "By Ana Lind, Reuters"), ("paragraph", PLAIN)], ("Reuters", "byline", "Reuters")),
    "dateline before byline": (
        [("byline", "By Ana Lind, AFP"), ("paragraph", "SULINA (Reuters) - A ship ran aground.")],
        ("Reuters", "dateline", "Reuters"),
    ),
    "credit that opens": ([("paragraph", "(Reuters) - A ship ran aground.")], ("Reuters", "credit", "Reuters")),
    "credit that closes, behind marks": (
        [("paragraph", PLAIN), ("paragraph", "„Wir ziehen“, sagte sie 😀 am Montag. (dpa)")],
        ("Deutsche Presse-Agentur", "credit", "dpa"),
    ),
    "credit behind a long paragraph": (
        [("paragraph", "“It is mud.” " * 40 + "The channel is shut. – AFP")],
        ("Agence France-Presse", "credit", "AFP"),
    ),
    "credit alone on the last line": (
        [("paragraph", PLAIN), ("paragraph", "Reuters")],
        ("Reuters", "credit", "Reuters"),
    ),
    "contributor line": (
        [("paragraph", PLAIN), ("contributor", "The Associated Press contributed to this report.")],
        ("Associated Press", "contributor", "The Associated Press"),
    ),
    "told": ([("paragraph", "“It is mud,” Dr Iva Crnić told Reuters on Monday.")], ("Reuters", "told", "Reuters")),
    "told the": (
        [("paragraph", "She told the Associated Press that it was mud.")],
        ("Associated Press", "told", "Associated Press"),
    ),
    "told in German": (
        [("paragraph", "Das sagte sie der Nachrichtenagentur dpa am Montag.")],
        ("Deutsche Presse-Agentur", "told", "dpa"),
    ),
    "told two agencies": ([("paragraph", "He told Reuters so."), ("paragraph", "She told AFP the same.")], None),
    "told a friend": ([("paragraph", "She told Reutersward that it was mud.")], None),
    "an agency that is the subject": ([("paragraph", "Reuters: the company will cut 40 jobs.")], None),
    "pictures alone": ([("paragraph", PLAIN), ("paragraph", "He told Getty Images so. (Getty Images)")], None),
    "nothing": ([("paragraph", PLAIN)], None),
    "ends in brackets of its own": ([("paragraph", "The channel is shut (see the map).")], None),
}


def found_in(pages: Pages, lexicon: Lexicon) -> list[dict[str, object]]:
    return agency.extract(
        pages,
        lexicon,
        dateline.extract(pages, lexicon),
        byline.extract(pages, lexicon),
        contributor.extract(pages, lexicon),
    ).to_dicts()


def laid_out(parts: list[tuple[str, str]], publisher: str | None = None) -> tuple[Pages, str]:
    blocks: list[Block] = []
    text = "😀 e\u0301\n"
    for role, part in parts:
        blocks.append(("d-0", len(text), role, part))
        text += part + "\n"
    made = of_blocks(blocks, {"d": text})
    row = {"document_id": "d", "author": None, "publisher": publisher}
    metadata = pl.DataFrame([row], schema={"document_id": pl.String, "author": pl.String, "publisher": pl.String})
    marks = made.blocks.with_columns(
        pl.lit(value=True).alias("is_byline_line"),
        pl.lit(value=False).alias("is_loose_byline_line"),
        pl.lit(value=False).alias("is_place_line"),
    )
    order = [pl.lit(0).alias("doc"), pl.lit(0).alias("article_index"), pl.int_range(pl.len()).alias("block_index")]
    articles = made.articles.with_columns(pl.lit(0).alias("article_index"))
    return Pages(made.documents, marks.with_columns(order), articles, metadata), text


@pytest.mark.parametrize("name", CASES)
def test_an_agency_is_named_by_its_surest_evidence(name: str, lexicon: Lexicon) -> None:
    parts, expected = CASES[name]
    pages, text = laid_out(parts)
    rows = found_in(pages, lexicon)
    said = [
        (row["agency"], row["agency_basis"], text[row["agency_start"] : row["agency_end"]])  # type: ignore[misc]
        for row in rows
    ]
    assert said == ([] if expected is None else [expected])


def test_a_publisher_may_be_the_agency_and_has_no_span(lexicon: Lexicon) -> None:
    pages, _ = laid_out([("paragraph", "She told AFP that it was mud.")], publisher=" reuters")
    (row,) = found_in(pages, lexicon)
    assert (row["agency"], row["agency_basis"], row["agency_start"]) == ("Reuters", "publisher", None)


def test_all_evidence_is_one_of_the_documented_kinds() -> None:
    from expectations.contracts import AGENCY_BASES

    assert {expected[1] for _, expected in CASES.values() if expected} | {"publisher"} == set(AGENCY_BASES)
