"""Cutting paragraphs into sentences."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.text.sentences import sentences

CASES = {
    "plain": ("One came. Two left! Who stayed?", ["One came.", "Two left!", "Who stayed?"]),
    "titles": ("Mr. Oduya met Dr. Lind. They spoke.", ["Mr. Oduya met Dr. Lind.", "They spoke."]),
    "initials": ("J. K. Osman came. E.M. Tarrow left.", ["J. K. Osman came.", "E.M. Tarrow left."]),
    "countries": ("The U.S. consul left. So did the U.N. envoy.", ["The U.S. consul left.", "So did the U.N. envoy."]),
    "a firm that ends a sentence": (
        "It is owned by Boreal Ltd. The yard stays shut. Boreal Ltd. Holdings sank.",
        ["It is owned by Boreal Ltd.", "The yard stays shut.", "Boreal Ltd. Holdings sank."],
    ),
    "an hour that ends a sentence": (
        "It left at 5 p.m. Two stayed. At 6 p.m. Monday it came.",
        ["It left at 5 p.m.", "Two stayed.", "At 6 p.m. Monday it came."],
    ),
    "a title ends none": ("So said Mr. The of Riga.", ["So said Mr. The of Riga."]),
    "numbers": ("It rose 1.5 meters. No. 5 sank.", ["It rose 1.5 meters.", "No. 5 sank."]),
    "closing marks": (
        "“It sank.” He left. (So we hear.) She stayed.",
        ["“It sank.”", "He left.", "(So we hear.)", "She stayed."],
    ),
    "broken": ("They agreed to pay. was never paid.", ["They agreed to pay.", "was never paid."]),
    "article cut off": ("They bought a. boat and left.", ["They bought a.", "boat and left."]),
    "ellipsis goes on": ("He waited... and left. Then … silence.", ["He waited... and left.", "Then … silence."]),
    "ellipsis ends": ("He waited... She left.", ["He waited...", "She left."]),
    "no stop": ("A line without an end", ["A line without an end"]),
    "other spaces": ("Uno.\u00a0Dos.\nTres.\u2003", ["Uno.", "Dos.", "Tres."]),
    "accents": ("Čeněk přišel. Élan left. ß.", ["Čeněk přišel.", "Élan left.", "ß."]),
    "nothing": ("", []),
    "blank": (" \u3000\n", []),
}


@pytest.mark.parametrize("case", CASES)
def test_sentences(case: str) -> None:
    text, expected = CASES[case]
    assert [sentence.text for sentence in sentences(text)] == expected


@settings(derandomize=True)
@given(st.text(alphabet="ab AB.!?…”\"' \n\u00a0", max_size=80))
def test_sentences_tile_the_paragraph(text: str) -> None:
    cut = sentences(text)
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in cut)
    between = [0, *(edge for sentence in cut for edge in (sentence.start, sentence.end)), len(text)]
    assert all(not text[start:end].strip() for start, end in zip(between[::2], between[1::2], strict=True))
