"""What must hold for quotations whatever a page says."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.resources import reference_dir
from flows.steps.extract import quotes
from flows.steps.extract.quotes_marks import find_quoted
from flows.steps.lexicon import load_lexicon
from tests.made_pages import of_paragraphs

LEXICON = load_lexicon(reference_dir())
PIECES = st.sampled_from(
    [
        "“", "”", '"',
        "''", "``", "«", "»", "„", "‘", "’", "'", ",", ".", "?", "!", ":", "—", "(", ")", " ", "  ", "\xa0",
        "\r", "\0", "🚢", "e\u0301", "Mara", "Ost", "Mr.", "said", "told", "according to", "he", "who", "that", "the",
        "the leader", "Sen.", "Zhang", "on Monday", "we sail", "At dawn", "calling", "6'2\"", "王芳", "R.", "\ue000",
    ]
)  # fmt: skip
TEXTS = st.lists(st.lists(PIECES, max_size=30).map(" ".join) | st.lists(PIECES, max_size=30).map("".join), max_size=5)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(TEXTS)
def test_every_value_stands_where_it_says(paragraphs):
    paragraphs = [text.replace("\n", " ") for text in paragraphs]
    page = "\n".join(paragraphs)
    rows = quotes.extract(of_paragraphs([paragraphs]), LEXICON).to_dicts()
    end = 0
    for row in rows:
        assert row["quote_start"] >= end, "quotations overlap or stand out of order"
        end = row["quote_end"]
        assert page[row["quote_start"] : row["quote_end"]] == row["quote_text"]
        assert row["quote_text"].strip() == row["quote_text"] != ""
        if row["speaker_text"] is not None:
            assert page[row["speaker_start"] : row["speaker_end"]] == row["speaker_text"] != ""
            assert 0 < row["confidence"] <= 1
        if row["speaker_name"] is not None:
            assert page[row["name_start"] : row["name_end"]] == row["speaker_name"] != ""
            assert row["speaker_text"] is not None
        assert (row["speaker_name"] is None) == (row["name_basis"] is None)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_quotations_lie_inside_their_marks_and_apart(text):
    end = 0
    for quote in find_quoted(text):
        assert end <= quote.outer_start <= quote.start < quote.end <= quote.outer_end <= len(text)
        end = quote.outer_end


@settings(derandomize=True, max_examples=40, deadline=None)
@given(TEXTS, TEXTS)
def test_an_article_does_not_touch_its_neighbour(first, second):
    alone = [
        quotes.extract(of_paragraphs([article]), LEXICON).drop("quote_id", "article_id") for article in (first, second)
    ]
    together = quotes.extract(of_paragraphs([first, second]), LEXICON).drop("quote_id", "article_id")
    assert together.rows() == [*alone[0].rows(), *alone[1].rows()]


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "“ ",
        "”",
        "' ",
        '"We sail," Mara Ost said. ',
        "“a ",
        "said ",
        "Mara Ost, ",
        "“We”, “sail”, ",
        "Mara ",
        "(",
        "he said that ",
    ],
)
@pytest.mark.parametrize("between", ["", "\n"])
def test_the_time_grows_with_the_length(unit, between):
    def seconds(count: int) -> float:
        paragraphs = ((unit + between) * count).split("\n")
        begun = time.process_time()
        quotes.extract(of_paragraphs([paragraphs]), LEXICON)
        return time.process_time() - begun

    seconds(50)
    small, large = seconds(200), seconds(3_200)
    # Sixteen times the text; what is quadratic takes 256 times as long.
    assert large < 64 * max(small, 0.004)


def test_a_pronoun_looks_back_at_few_sentences_however_many_stand_before_it():
    def seconds(count: int) -> float:
        pages = of_paragraphs([["“It is,” he said. " * count]])
        begun = time.process_time()
        quotes.extract(pages, LEXICON)
        return time.process_time() - begun

    seconds(50)
    # The quicker of two: beside other work one run of a process may take twice the time of another.
    small, large = (min(seconds(count), seconds(count)) for count in (2_000, 16_000))
    # Eight times the text; listing all sentences before each pronoun took 33 times as long.
    assert large < 20 * small
