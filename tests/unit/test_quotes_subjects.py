"""Who speaks, case by case: subjects with clauses of their own, whom a sentence tells of, speech without marks."""

import pytest

from flows.resources import reference_dir
from flows.steps.extract import quotes
from flows.steps.lexicon import load_lexicon
from tests.made_pages import of_paragraphs

LEXICON = load_lexicon(reference_dir())


def read(text: str) -> list[dict[str, object]]:
    """Read the quotations of an article, a paragraph a line."""
    return quotes.extract(of_paragraphs([text.split("\n")]), LEXICON).to_dicts()


SUBJECTS = {
    "those who": ("Those who have been in the yards say “no way, never again”.", "Those who have been in the yards"),
    "a clause with who": ("A man who saw the wreck said “it was like a bomb going off”.", "A man"),
    "place and clause": ("People in Vigo who saw the wreck said “it was like a bomb”.", "People in Vigo"),
    "passive clause": ("The mother of the boy who was hurt said: “He is a fighter.”", "The mother of the boy"),
    "whom somebody speaks of": ("She met the mate who Lind said was “a very good sailor”.", "Lind"),
    "clause, then another": ("He met the mate who sank it and Ana Lind said “it was bad”.", "Ana Lind"),
    "participle behind": ("Neighbours living near the quay said “it was like a bomb”.", "Neighbours"),
    "place behind a noun": ("Police in Port Vigo said “it was like a bomb”.", "Police in Port Vigo"),
    "day behind a noun": ("Several donors of Lind on Monday said “it was too late”.", "Several donors of Lind"),
    "place before": ("In a letter to Hugh Ost, Ana Lind said “it was too late”.", "Ana Lind"),
    "body behind a title": (
        "Shadow Minister for Regional Health Ana Lind said it was “rotten to the keel”.",
        "Shadow Minister for Regional Health Ana Lind",
    ),
    "participle before the noun": ("The retired mate said “the hull was rotten”.", "The retired mate"),
    "adverb and participle": ("The newly elected mayor said “the hull was rotten”.", "The newly elected mayor"),
    "participle like a cue": ("Lind's alleged killer told police he had “never met her”.", "Lind's alleged killer"),
    "part of a number": ("One of the two students said “the hull was rotten”.", "One of the two students"),
    "aside in -ing": ("Hugh Ost, prosecuting, in his closing speech, said she had “lied twice”.", "Hugh Ost"),
    "judge": (
        "The judge, His Honour Judge Guy Ost QC, told the jury to use “great and lasting care”.",
        "The judge, His Honour Judge Guy Ost QC",
    ),
    "passive inside": ("Ana Lind stated that the counts announced by Hugh Ost were “null and void”.", "Ana Lind"),
    "states are no verb": ("Those states “sank and sank again”, Ana Lind said.", "Ana Lind"),
    "moved to ask": ("It sank at three, prompting Karna to ask, “Which bar was open at that hour?”", "Karna"),
    "led to say": ("The news led Ana Lind to say: “Which bar was open at that hour?”", "Ana Lind"),
    "a way to say": ("Ana Lind took to the radio to say: “No bar was open at that hour.”", "Ana Lind"),
    "year of a date": (
        "On August 31, 2012, the Harbour News wrote on its front:\n“The men sailed.”",
        "the Harbour News",
    ),
}


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_subject_speaks_and_no_noun_inside_it(name):
    text, speaker = SUBJECTS[name]
    assert [row["speaker_text"] for row in read(text) if row["kind"] != "indirect"] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "Hugh Ost, 40, had “acute bronchial intoxication” when he died.",
        "They were identified as “Ana Lind, 25, and a man who worked for the yard”.",
        "The man accused of the theft “told lie after lie” when he was asked, the court heard today.",
    ],
)
def test_whom_a_sentence_tells_of_did_not_say_it(text):
    assert [row["speaker_text"] for row in read(text)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "They were not allowed to talk until they “begged” the officers to let them go.",
        "A year later she sang her way through “Seafire,” and left the band.",
    ],
)
def test_a_word_in_marks_is_no_speech_where_nobody_says_it(text):
    assert read(text) == []


NAMES = {
    "letters behind a name": ("Stuart Ost KC, defending, said: “He is a good man.”", "Stuart Ost"),
    "first name no list knows": ("Vigo Police Commissioner Zylmant Kumar Ost said: “Go.”", "Zylmant Kumar Ost"),
    "kin is not who it belongs to": ("Ana Lind's mother said: “He is a good man.”", None),
    "kin with a name": ("Ana Lind's mother, Clara, said: “He is a good man.”", "Clara"),
    "whose lawyer": ("Lind's lawyer Hugh Ost said: “He is a good man.”", "Hugh Ost"),
    "body for something": ("The Club for Growth said: “He is a good man.”", "Club for Growth"),
    "whom somebody speaks for": ("Attorneys for Ostoil said: “He is a good man.”", None),
    "body of two things": (
        "The Centre for Women and Politics said: “He is a good man.”",
        "Centre for Women and Politics",
    ),
    "office, nobody named": ("The President of the Harbour Board said: “He is a good man.”", None),
    "surname of two words": ("Erik Le Ost praised his side.\n“It was good,” Le Ost said.", "Erik Le Ost"),
    "he, who spoke without marks": (
        "“We sail,” said Bengt Ostmark, the mate.\nZylo Harrand said the hull was old. “It is rotten,” he said.",
        "Zylo Harrand",
    ),
    "he, on whose thing the sentence is": ("Hugh Lind's plan to sail sank. “It was late,” he said.", "Hugh Lind"),
    "he, two paragraphs of him above": (
        "“Yes,” Karl Lund said.\nBrendan Ost was calm.\nHe saw a kick by Scott Lund.\nHe left.\n“We won,” he said.",
        "Brendan Ost",
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_that_of_who_speaks(name):
    text, expected = NAMES[name]
    assert read(text)[-1]["speaker_name"] == expected


INDIRECT = {
    "said somebody": ("The hull was rotten, said Ana Lind, the mate of the boat.", "The hull was rotten", "Ana Lind"),
    "said police": ("The hull was rotten, said police.", "The hull was rotten", "police"),
    "goes on in -ing": ("The boat sank at dawn, officials said, killing three.", "The boat sank at dawn", "officials"),
    "goes on with": (
        "The trouble was the lack of staff, Mr Ost said, with proof of it at the hearing.",
        "The trouble was the lack of staff",
        "Mr Ost",
    ),
    "whole of a sentence": (
        "He had not said that he came back after the storm, said Mr Ost.",
        "He had not said that he came back after the storm",
        "Mr Ost",
    ),
    "who told whom, Ost said": (
        "She told police she was asleep, Mr Ost said.",
        "She told police she was asleep",
        "Mr Ost",
    ),
    "passed on": (
        "Lind said she had no faith in the count, reports Vigo news agency.",
        "she had no faith in the count",
        "Lind",
    ),
    "said at a time": ("Lind said last week that she had lost her boat.", "she had lost her boat", "Lind"),
    "told at a time": ("Lind told reporters late on Monday she had lost it.", "she had lost it", "Lind"),
    "a man who": (
        "The nurse must stay for 21 days, a man who called himself her father said Monday.",
        "The nurse must stay for 21 days",
        "a man",
    ),
    "before a colon": ("The police claimed that the men were in Vigo:", "the men were in Vigo", "The police"),
    "the jury is told": (
        "Mr Ost told the jurors Lind had a passion for boats and nets.",
        "Lind had a passion for boats and nets",
        "Mr Ost",
    ),
}


@pytest.mark.parametrize("name", INDIRECT)
def test_a_clause_without_marks_finds_its_words_and_its_speaker(name):
    text, clause, speaker = INDIRECT[name]
    assert [(row["quote_text"], row["speaker_text"]) for row in read(text)] == [(clause, speaker)]


@pytest.mark.parametrize(
    "text",
    [
        "One old hull of the yard, says Lind, is rotten.",
        "If the old hull still holds, Lind said, and nobody sails.",
        "He smiled, said goodbye and left.",
        "Officials, who asked for nothing, said the crew.",
    ],
)
def test_a_piece_of_a_sentence_is_no_speech(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "told_to"),
    [
        ("“We are tired,” Ost told a press conference in the early hours of the morning.", "a press conference"),
        ("Mr Ost told the jury Mr Lind had been “tired of the sea”.", "the jury"),
        ("Mr Ost told reporters he’d be “tired of the sea”.", "reporters"),
    ],
)
def test_whom_a_speaker_told_ends_before_what_was_said(text, told_to):
    assert read(text)[-1]["told_to"] == told_to


def test_single_marks_quote_beside_double_ones_where_somebody_says_it():
    rows = read(
        "Ost said: \"I was asleep.\"\nMr Lind said all three 'knew perfectly well' who sank the boat.\nShe sang in "
        "'Harbour Songs' and was the 'big voice' of Vigo, Ost said."
    )
    assert [(row["quote_text"], row["speaker_text"]) for row in rows if row["kind"] != "indirect"] == [
        ("I was asleep.", "Ost"),
        ("knew perfectly well", "Mr Lind"),
        ("big voice", "Ost"),
    ]
    rows = read("Ost said: \"I was asleep.\"\nShe sang in 'Harbour Songs' on the 'big stage' of Vigo.")
    assert [row["quote_text"] for row in rows] == ["I was asleep."]
