"""Plain paragraphs: the short way finds them, and gives the rows that the walk over their words gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.resources import reference_dir
from flows.steps.extract.quotes_article import ArticleReader
from flows.steps.extract.quotes_plain import PlainReader
from flows.steps.lexicon import load_lexicon

SPEECH = load_lexicon(reference_dir()).speech
PLAIN = {
    "verb first": "“We sail at dawn,” said Mara Ost.",
    "name first": '"We sail at dawn," Mara Ost said.',
    "a question": "“Do we sail?” asked Ost.",
    "who she is": "“We sail at dawn,” said Mara Ost, the mate, who was told so.",
    "a title": "“We sail,” said Mr. Piet J. Ost. “Wind or no wind.”",
    "an office": "“We sail,” Harbour Board President Mara Ost said on Monday in the port of Ryde.",
    "a pronoun": '"We sail," he said in a statement. "All of us."',
    "a line cut in two": "“We sail\nat dawn,” said\nMara Ost, the mate of\nthe Aurora. “We do.”",
    "a name before": "Mara Ost said: “We sail at dawn.”",
    "who she is, before": 'Mara Ost, the mate of the Aurora, added: "We sail at dawn."',
    "a word that may be a noun": "Auditors said: “We sail at dawn.”",
    "a scare quote behind": "“We sail at dawn,” said Ost. “dawn”",
    "a title behind": "“We sail at dawn,” said Ost. “The Last Boat to Ryde”",
    "a letter of two": "“We sail at dawn,” said Élodie Øst-Þór.",
}
CLOSER = {
    "a listener": "“We sail at dawn,” Mara Ost told Radio Ryde.",
    "an interview": "“We sail at dawn,” Mara Ost said in an interview with Radio Ryde.",
    "a day for a name": "“We sail at dawn,” said Monday.",
    "a second sentence": "“We sail at dawn,” said Ost. The wind rose, officials said.",
    "the stop of a firm": "“We sail at dawn,” said Ost Inc. “We do.”",
    "an initial last": "“We sail at dawn,” said Ost, of Pier B. “We do.”",
    "a nested mark": "“We sail at “dawn”,” said Ost.",
    "two kinds of marks": '“We sail at "dawn",” said Ost.',
    "no comma": "“We sail at dawn.” Ost said.",
    "left open": "“We sail at dawn,” said Ost. “We do.",
    "what she called it": "“The Last Boat,” Ost called it.",
    "a number glued on": "“We sail at dawn,” said Ost,500 men strong.",
    "a name in the aside": "Mara Ost, von der Ryde, said: “We sail.”",
    "a space inside": "“We sail,” said Ost. “We do. ”",
    "a mark of the reader": "“We sail,” said Ost, the \ue000 mate.",
    "nothing": "",
}
PIECES = st.sampled_from(
    [
        "“", "”", '"', "“We sail,” ", '"We sail," ', "“Do we?” ", "We sail at dawn. ", "dawn", "The Last Boat",
        " ", "\n", "said ", "said", "added ", "told ", "told", "says", "called ", "according to ", "chimed in ",
        "Ost", "Mara Ost", "Ahmed", "Mr. Ost", "J. Ost", "Auditors", "Mayor Ost", "Will", "May", "Bank", "Ost’s ",
        "he ", "she ", "they ", "I ", "It ", ", the mate", ", who said so", ", the mate, ", " on Monday",
        " in an interview with Ryde", ". ", ".", ", ", ":", ": ", " Inc", " B", ",5", "—", "(", ")", "\xa0",
        "“We do.”", '"We do."', "''", "\ue000", "é", "of ",
    ]
)  # fmt: skip
BESIDE = ["said ", "Ost said", "said Mara Ost", "he said", "Mr. Ost added", "noted Mayor Ost", "Ost, a mate, said"]
SHAPES = st.tuples(
    st.sampled_from(["“We sail,” ", '"We sail," ', "“Do we?” ", "“dawn,” ", "“So It Is,” ", ""]),
    st.lists(PIECES, max_size=4).map("".join),
    st.sampled_from(BESIDE),
    st.lists(PIECES, max_size=3).map("".join),
    st.sampled_from([".", ". “We do.”", '. "We do."', ". “dawn”", ": “We do.”", ': "The Last Boat"', ""]),
).map("".join)
ARTICLES = st.lists(SHAPES | st.sampled_from(sorted(PLAIN.values())), min_size=1, max_size=4)


def read(paragraphs: list[str], *, is_short: bool) -> list[tuple[object, ...]]:
    """Read an article with or without the short way."""
    blocks = []
    start = 0
    for text in paragraphs:
        blocks.append((start, text, False, True, True))
        start += len(text) + 1
    return ArticleReader(SPEECH, is_short=is_short).read(blocks)


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_paragraph_is_read_the_short_way_and_the_same(name):
    assert PlainReader(SPEECH).read(PLAIN[name]) is not None
    above = ["Mara Ost, 52, is the mate of the Aurora.", "“Ahoy,” said Mara Ost."]
    for paragraphs in ([PLAIN[name]], [*above, PLAIN[name]], [above[0], PLAIN[name]]):
        rows = read(paragraphs, is_short=True)
        assert rows == read(paragraphs, is_short=False)
        assert rows


@pytest.mark.parametrize("name", CLOSER)
def test_anything_else_is_left_to_the_walk(name):
    assert PlainReader(SPEECH).read(CLOSER[name]) is None


@settings(derandomize=True, max_examples=400, deadline=None)
@given(ARTICLES)
def test_both_ways_give_the_same_rows(paragraphs):
    assert read(paragraphs, is_short=True) == read(paragraphs, is_short=False)
