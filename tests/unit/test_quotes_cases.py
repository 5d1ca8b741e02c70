"""Quotations, case by case: what is said, how it is quoted, who says it and whom the words mean."""

from pathlib import Path

import pytest

from flows.resources import reference_dir
from flows.steps.extract import quotes
from flows.steps.lexicon import Lexicon, load_lexicon
from tests.made_pages import of_blocks, of_paragraphs

LEXICON: Lexicon = load_lexicon(Path(str(reference_dir())))


def read(text: str) -> list[dict[str, object]]:
    """Read the quotations of an article, a paragraph a line."""
    return quotes.extract(of_paragraphs([text.split("\n")]), LEXICON).to_dicts()


DIRECT = {
    "cue behind": ("“We sail at dawn,” Mara Ost said.", "We sail at dawn,", "Mara Ost"),
    "inverted": ("“We sail at dawn,” said Mara Ost, the mate.", "We sail at dawn,", "Mara Ost"),
    "straight marks": ('"We sail at dawn," said Mara Ost.', "We sail at dawn,", "Mara Ost"),
    "TeX marks": ("``We sail at dawn,'' Mara Ost said.", "We sail at dawn,", "Mara Ost"),
    "doubled apostrophes": ("''We sail at dawn,'' Mara Ost said.", "We sail at dawn,", "Mara Ost"),
    "three apostrophes": ("''He cried 'Land ho,''' said Mara Ost.", "He cried 'Land ho,'", "Mara Ost"),
    "guillemets": ("« Nous partons à l’aube », a déclaré Maëlle Ost.", "Nous partons à l’aube", "Maëlle Ost"),
    "inverse guillemets": ("»Wir fahren früh«, sagte Mara Ost.", "Wir fahren früh", "Mara Ost"),
    "low marks": ("„Wir fahren früh“, sagte Mara Ost.", "Wir fahren früh", "Mara Ost"),
    "single curly marks": ("‘We’re off at dawn,’ Mara Ost said.", "We’re off at dawn,", "Mara Ost"),
    "single straight marks": ("'It's the crews' ship,' Mara Ost said.", "It's the crews' ship,", "Mara Ost"),
    "curly opens, straight closes": ('“We sail at dawn," Mara Ost said.', "We sail at dawn,", "Mara Ost"),
    "straight opens, curly closes": ('"We sail at dawn,” Mara Ost said.', "We sail at dawn,", "Mara Ost"),
    "closed by an opening mark": ("“We sail at dawn.“ Mara Ost said.", "We sail at dawn.", "Mara Ost"),
    "unclosed": ("Mara Ost said: “We sail at dawn, all of us.", "We sail at dawn, all of us.", "Mara Ost"),
    "nested of one kind": (
        "“He called it “a raft” and left,” Mara Ost said.",
        "He called it “a raft” and left,",
        "Mara Ost",
    ),
    "opened twice": ('Mara Ost wrote: "“We sail at dawn, all of us.”', "We sail at dawn, all of us.", "Mara Ost"),
    "opened twice alike": ("Mara Ost wrote: ““We sail at dawn, all of us.”", "We sail at dawn, all of us.", "Mara Ost"),
    "nested at once": ('"“A raft” is what he called it," Mara Ost said.', "“A raft” is what he called it,", "Mara Ost"),
    "no space before the mark": (
        'The crew met Mara Ost."We sail at dawn," Mara Ost said.',
        "We sail at dawn,",
        "Mara Ost",
    ),
    "in the manner of headlines": (
        "Mate Mara Ost Said The Old Hull “Could Have Been Saved By Anyone.” Nobody asked her.",
        "Could Have Been Saved By Anyone.",
        "Mate Mara Ost",
    ),
    "nested of two kinds": (
        '"He called it “a raft” twice," Mara Ost said.',
        "He called it “a raft” twice,",
        "Mara Ost",
    ),
    "nested single": ("“He cried ‘Land ho!’ and left,” Mara Ost said.", "He cried ‘Land ho!’ and left,", "Mara Ost"),
    "cue before": ("Mara Ost said: “We sail at dawn.”", "We sail at dawn.", "Mara Ost"),
    "cue before, comma": ("Mara Ost said, “We sail at dawn.”", "We sail at dawn.", "Mara Ost"),
    "weekday between": ("“We sail at dawn,” Mara Ost said on Monday.", "We sail at dawn,", "Mara Ost"),
    "weekday before the cue": ("Mara Ost on Monday said: “We sail at dawn.”", "We sail at dawn.", "Mara Ost"),
    "question": ("“Who sails with us?” asked Mara Ost.", "Who sails with us?", "Mara Ost"),
    "question, cue behind": ("“Who sails with us?” Mara Ost asked.", "Who sails with us?", "Mara Ost"),
    "apposition": ("“We sail,” Mara Ost, who owns two of the boats, said.", "We sail,", "Mara Ost"),
    "bracketed party": ("“We sail at dawn,” Sen. Mara Ost (R-Ohio) said.", "We sail at dawn,", "Sen. Mara Ost"),
    "age between commas": ("Mara Ost, 35, the mate, said: “We sail at dawn.”", "We sail at dawn.", "Mara Ost"),
    "according to": ("“We sail at dawn,” according to Mara Ost.", "We sail at dawn,", "Mara Ost"),
    "as put by": ("“We sail at dawn,” as Mara Ost put it.", "We sail at dawn,", "Mara Ost"),
    "participle": ("Mara Ost mocked the plan, saying: “We sail at dawn.”", "We sail at dawn.", "Mara Ost"),
    "participle after a fronted phrase": (
        "During a long speech in Port Ellery, Mara Ost scolded the crew, adding, “We sail at dawn.”",
        "We sail at dawn.",
        "Mara Ost",
    ),
    "another's participle": (
        "The yard declined to comment, with spokeswoman Mara Ost saying, “We sail at dawn.”",
        "We sail at dawn.",
        "spokeswoman Mara Ost",
    ),
    "label": ("Mara Ost, The Port Gazette: “We sail at dawn, all of us.”", "We sail at dawn, all of us.", "Mara Ost"),
    "label behind a dash": ("Storms ahead - Mara Ost: “We sail at dawn.”", "We sail at dawn.", "Mara Ost"),
    "noun like a verb": (
        "Mara Ost says a flurry of late tweets was wrong: “We sail at dawn.”",
        "We sail at dawn.",
        "Mara Ost",
    ),
    "unknown verb": ("“We sail at dawn,” Mara Ost deadpanned.", "We sail at dawn,", "Mara Ost"),
    "two-word verb": ("“We sail at dawn!” Mara Ost shot back.", "We sail at dawn!", "Mara Ost"),
    "organisation": ("“We sail at dawn,” the Harbour Board said.", "We sail at dawn,", "the Harbour Board"),
    "description": (
        "“We sail at dawn,” said a spokesman for the yard.",
        "We sail at dawn,",
        "a spokesman for the yard",
    ),
    "plural": ("“We sail at dawn,” officials said.", "We sail at dawn,", "officials"),
    "handle": ("“We sail at dawn,” tweeted @maraost.", "We sail at dawn,", "@maraost"),
    "particle in the name": ("“We sail,” said Joris van der Ost.", "We sail,", "Joris van der Ost"),
    "no-break space in the name": ("“We sail,” said Mara\xa0Ost.", "We sail,", "Mara\xa0Ost"),
    "combining marks": ("“We sail,” said Zoe\u0308 O\u0302st.", "We sail,", "Zoe\u0308 O\u0302st"),
    "letters of the second plane": ("𝒲𝒲 “We 🚢 sail,” said Mara Ost.", "We 🚢 sail,", "Mara Ost"),
    "dash before the cue": ("“We sail at dawn —” Mara Ost said.", "We sail at dawn —", "Mara Ost"),
    "brackets first": ("“[The crew] sails at dawn,” Mara Ost said.", "[The crew] sails at dawn,", "Mara Ost"),
    "inches are no marks": (
        "The mast is 6'2\" thick. Mara Ost said: “We sail at dawn.”",
        "We sail at dawn.",
        "Mara Ost",
    ),
}


@pytest.mark.parametrize("name", DIRECT)
def test_a_quotation_finds_its_words_and_its_speaker(name):
    text, quote, speaker = DIRECT[name]
    rows = [row for row in read(text) if row["kind"] != "indirect"]
    assert [(row["quote_text"], row["speaker_text"]) for row in rows] == [(quote, speaker)]


PARTIAL = {
    "in the middle": ("Mara Ost says the tide “would be one hell of a wave” by noon.", "Mara Ost"),
    "judging verb": ("Mara Ost called the voyage “a reckless gamble with lives” on Monday.", "Mara Ost"),
    "judging verb after a pronoun": (
        "Mara Ost says she left the yard over what she calls a “war of some unpleasant words.”",
        "Mara Ost",
    ),
    "relative clause": ("Mara Ost said anyone who complains about wind “is not fit for the sea.”", "Mara Ost"),
    "no verb of speech": ("Mara Ost took “full and final responsibility” for the wreck.", "Mara Ost"),
    "closing attribution": (
        "The hull was “rotten to the very keel” and the mast “no better,” Mara Ost said.",
        "Mara Ost",
    ),
    "attribution opens": ("According to Mara Ost, the hull was “rotten to the very keel” by June.", "Mara Ost"),
    "owner of a noun is no cue": ("Mara Ost said the board’s claims of rot were “a tale for children.”", "Mara Ost"),
    "passive is no cue": ("Mara Ost said the crew was told that rot “is a thing of beauty.”", "Mara Ost"),
    "inversion that is none": ("Mara Ost, citing “the plain magic of wind,” said the crew could win.", "Mara Ost"),
}


@pytest.mark.parametrize("name", PARTIAL)
def test_part_of_a_sentence_is_partial_and_has_a_speaker(name):
    text, speaker = PARTIAL[name]
    rows = [row for row in read(text) if row["kind"] != "indirect"]
    assert rows
    assert {(row["kind"], row["speaker_text"]) for row in rows} <= {("partial", speaker), ("direct", speaker)}
    assert rows[0]["kind"] == "partial"


INDIRECT = {
    "behind a dateline": (
        "PORT VIGO, March 3, 2025 (Reuters) - The crew sails at dawn, officials said.",
        "officials",
        "The crew sails at dawn",
    ),
    "behind a place and a colon": (
        "VIGO: The crew sails at dawn, Mara Ost said.",
        "Mara Ost",
        "The crew sails at dawn",
    ),
    "according to, for what follows": (
        "His mother sang in the choir and, according to legend, once threw a bucket at a bishop.",
        "legend",
        "once threw a bucket at a bishop",
    ),
    "that": ("Mara Ost said that the crew would sail at dawn.", "Mara Ost", "the crew would sail at dawn"),
    "no that": ("Mara Ost said the crew would sail at dawn.", "Mara Ost", "the crew would sail at dawn"),
    "day between": ("Mara Ost said on Monday that the crew would sail.", "Mara Ost", "the crew would sail"),
    "told": ("Mara Ost told the Port Gazette that the crew would sail.", "Mara Ost", "the crew would sail"),
    "warned somebody": ("Mara Ost warned sailors that the mast would break.", "Mara Ost", "the mast would break"),
    "closing": ("The crew would sail at dawn, Mara Ost said.", "Mara Ost", "The crew would sail at dawn"),
    "according to, behind": ("The crew sails at dawn, according to Mara Ost.", "Mara Ost", "The crew sails at dawn"),
    "according to, before": ("According to Mara Ost, the crew sails at dawn.", "Mara Ost", "the crew sails at dawn"),
    "according to, with an aside": (
        "According to Ostwind Ltd., a firm in Riga, the crew sails at dawn.",
        "Ostwind Ltd",
        "the crew sails at dawn",
    ),
    "according to, before a sentence that follows the firm's stop": (
        "The crew sails at dawn, according to Ostwind Ltd. Two yards stay shut.",
        "Ostwind Ltd",
        "The crew sails at dawn",
    ),
    "a verb's word within a name": (
        "Mara Ost of the Karelian Met Office said that the crew would sail.",
        "Mara Ost of the Karelian Met Office",
        "the crew would sail",
    ),
    "adding": (
        "Mara Ost said that the hull was rotten, adding that the mast was worse.",
        "Mara Ost",
        "the hull was rotten",
    ),
}


@pytest.mark.parametrize("name", INDIRECT)
def test_a_clause_that_reports_speech_is_indirect(name):
    text, speaker, clause = INDIRECT[name]
    row = read(text)[0]
    assert (row["kind"], row["speaker_text"].rstrip("."), row["quote_text"]) == ("indirect", speaker, clause)


def test_a_heading_that_leaves_a_quotation_open_is_a_line_of_what_is_quoted():
    blocks = [
        ("d-0", 0, "paragraph", "Mara Ost asked three questions, she said:"),
        ("d-0", 50, "subheading", '"Is the hull sound enough to sail?'),
        ("d-0", 100, "subheading", '"All hands on deck"'),
        ("d-0", 150, "paragraph", "They sailed."),
    ]
    found = quotes.extract(of_blocks(blocks), LEXICON)
    assert found["quote_text"].to_list() == ["Is the hull sound enough to sail?"]


NO_QUOTES = {
    "scare quote": "The “expert” arrived late and left early.",
    "title of a work": "She played the lead in “The Last Harbour of Autumn” for a year.",
    "long title of a work": "She starred in “The Last Harbour of Autumn: How Nine Sailors Got Home”.",
    "inches": 'The 12"gun and the 9"gun were sold.',
    "titled": "He wrote a book titled “how we came to sail at dawn” last year.",
    "nickname": "Robert “Salty” Ost came home.",
    "rock 'n' roll": "They play rock 'n' roll on deck.",
    "apostrophes": "The crews' ship and the sailors' rights are the owners' affair.",
    "marks around nothing": "He typed “ ” and “…” twice.",
    "goodbye": "The crew said goodbye to the harbour.",
    "no comment": "The yard said nothing.",
}


@pytest.mark.parametrize("name", NO_QUOTES)
def test_what_is_not_speech_is_no_quotation(name):
    assert read(NO_QUOTES[name]) == []


NAMES = {
    "last name": ("Mara Ost came home.\n“We sail,” Ost said.", "Mara Ost", "fuller"),
    "title and last name": ("Mara Ost came home.\n“We sail,” Ms. Ost said.", "Mara Ost", "fuller"),
    "full name": ("“We sail,” said Captain Mara Ost.", "Mara Ost", "own"),
    "family name first": ("Zhang Guoqing came home.\n“We sail,” Zhang said.", "Zhang Guoqing", "fuller"),
    "another family": ("Vera Ostova came home.\n“We sail,” Ost said.", "Ost", "own"),
    "pronoun": ("“We sail,” said Clara Ost. She was glad.\n“At dawn,” she said.", "Clara Ost", "pronoun"),
    "pronoun behind an initial": (
        "“We sail,” said R. Nicholas Ost.\n“At dawn,” he said.",
        "R. Nicholas Ost",
        "pronoun",
    ),
    "pronoun behind a pronoun": (
        "Clara Ost said that the hull was rotten. He left.\n“We sail,” she said. “At dawn,” she added.",
        "Clara Ost",
        "pronoun",
    ),
    "pronoun, subject whose role tells a person": (
        "Prime minister Yvko Toppila came home.\n“We sail at dawn,” he said.",
        "Yvko Toppila",
        "pronoun",
    ),
    "pronoun, no person before": ("The Karelian Bank of Trade was shut.\n“We sail at dawn,” he said.", None, None),
    "pronoun, subject before": ("Clara Ost came home.\n“We sail at dawn,” she said.", "Clara Ost", "pronoun"),
    "description": (
        "Ruritanian President Clara Ost came home.\n“We sail at dawn,” said the Ruritanian leader.",
        "Clara Ost",
        "description",
    ),
    "role met before": (
        "“We sail,” said spokesman Peter Lind.\n“At dawn we sail,” the spokesman said.",
        "Peter Lind",
        "description",
    ),
    "a noun at the head of its sentence": ("Auditors said that the auditors had left.", None, None),
    "a spokesman is not whom he speaks for": ("“We sail,” said a spokesman for Clara Ost.", None, None),
    "work before an unlisted name": ("Broadcaster Zylis Ostmark said: “We sail.”", "Zylis Ostmark", "own"),
    "she, where a man spoke last": (
        "Mara Ost left her ship at dawn.\n“We sail,” Daniel Roth said.\nShe calls it “a raft with a roof on it”.",
        None,
        None,
    ),
    "she, whom her own paragraph introduces": (
        "“We sail,” said Captain Sarah Lund.\nMr Ost’s mother, Donna, wept. She said: “He was a good boy.”",
        "Donna",
        "pronoun",
    ),
    "he, whose kin was told": (
        "Her mate, Zylis Ostmark, told Radio Vigo he was “tired”.\n“We sail,” he added.",
        "Zylis Ostmark",
        "pronoun",
    ),
    "he, the only one named so far": (
        "It is seven o’clock, and Emil Ostmark is at his bench. “Old men do not sleep,” he says.",
        "Emil Ostmark",
        "pronoun",
    ),
    "he, of two named so far": (
        "It is seven, and Emil Ostmark sits beside Karl Lund. “Old men do not sleep,” he says.",
        None,
        None,
    ),
    "whose party is told": ("Labour's Zadie Ostmark said “we sail”.", "Zadie Ostmark", "own"),
    "a body that begins with a title's word": (
        "The hull is rotten, the State Election Commission said.",
        "State Election Commission",
        "own",
    ),
    "a body with a title's word": (
        "Nobody fell ill, the Tarrow County Department of Health said. Health Commissioner Luis Ost left.",
        "Tarrow County Department of Health",
        "own",
    ),
    "she, whose age is told": (
        "Zylla Gharti, 42, said that she had lost three ships. “I heard a roar,” she said.",
        "Zylla Gharti",
        "pronoun",
    ),
    "a tag of a party": (
        "Sen. Mara Ost, D-Pa., the bill's sponsor, called the vote “a victory for every town”.",
        "Mara Ost",
        "own",
    ),
    "an aside that says from where": (
        "Prof. Hugh Ost, of the University of Vigo, who was not there, said: “It is too early.”",
        "Hugh Ost",
        "own",
    ),
    "nobody before": ("“We sail at dawn,” she said.", None, None),
    "a title that contradicts": ("“We sail,” said Mr. Ost.\n“At dawn we sail,” she said.", None, None),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_speaker_has_the_fullest_name_and_its_rule(name):
    text, expected, basis = NAMES[name]
    row = read(text)[-1]
    assert (row["speaker_name"], row["name_basis"]) == (expected, basis)
    if expected is not None:
        assert text[row["name_start"] : row["name_end"]] == expected


def test_a_quotation_split_by_its_attribution_has_one_speaker():
    rows = read("“The hull,” Mara Ost said, “is rotten.” “Nobody sails.”")
    assert [(row["quote_text"], row["speaker_text"]) for row in rows] == [
        ("The hull,", "Mara Ost"),
        ("is rotten.", "Mara Ost"),
        ("Nobody sails.", "Mara Ost"),
    ]
    assert rows[2]["attribution_basis"] == "continued"


def test_a_quotation_over_paragraphs_belongs_to_whom_its_last_one_names():
    rows = read("“The hull is rotten.\n“The mast is worse.\n“Nobody sails,” Mara Ost said.")
    assert [(row["quote_text"], row["speaker_text"]) for row in rows] == [
        ("The hull is rotten.", "Mara Ost"),
        ("The mast is worse.", "Mara Ost"),
        ("Nobody sails,", "Mara Ost"),
    ]


def test_a_quotation_alone_in_its_paragraph_continues_the_one_above():
    rows = read("“The hull is rotten,” Mara Ost said.\n“Nobody sails.”")
    assert rows[1]["speaker_text"] == "Mara Ost"
    assert rows[1]["confidence"] < rows[0]["confidence"]


def test_the_sentence_before_introduces_a_quotation():
    assert read("Mara Ost went on:\n“The hull is rotten.”")[-1]["speaker_text"] == "Mara Ost"
    assert read("Mara Ost was angry. “The hull is rotten.”")[-1]["speaker_text"] == "Mara Ost"


def test_the_name_below_signs_a_quotation():
    assert read("“The hull is rotten and nobody sails.”\n— Mara Ost, mate")[-1]["speaker_text"] == "Mara Ost"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Spokeswoman Mara Ost on Thursday evening said “the hull is rotten to the keel”.", "Spokeswoman Mara Ost"),
        ("Mara Ost has long maintained “the hull was never rotten”.", "Mara Ost"),
        ("A court document filed Thursday says “the hull was rotten to the keel”.", "A court document"),
        ("“The hull was rotten,” according to a document filed by the port.", "a document"),
        ("“The hull was rotten,” the experts surveyed on Monday said.", "the experts"),
        ("Mara Ost is tired. Of Clara Lund: “I don't believe a word.”", "Mara Ost"),
    ],
)
def test_a_speaker_is_a_noun_and_no_word_beside_it(text, speaker):
    assert read(text)[-1]["speaker_text"] == speaker


def test_a_runner_who_added_yards_said_nothing():
    assert read("Mara Ost added 102 yards on 19 carries before she left.") == []


def test_a_book_that_is_called_something_is_not_quoted():
    assert read("Mara Ost wrote a book called “The Day of the Great Storm” about it.") == []
    assert read("Mara Ost called him “a man of the great storm”.")[0]["quote_text"] == "a man of the great storm"


@pytest.mark.parametrize(
    ("text", "told_to"),
    [
        ("“We sail at dawn,” Mara Ost told Harbour Radio on Monday.", "Harbour Radio"),
        ("“We sail at dawn,” Mara Ost told reporters.", "reporters"),
        ("“We sail at dawn,” Mara Ost said in an interview with the Port Gazette.", "the Port Gazette"),
        ("“We sail at dawn,” Mara Ost said.", None),
        ("Mara Ost told Radio Vigo she was “tired of the sea”.", "Radio Vigo"),
    ],
)
def test_whom_a_speaker_told_is_kept(text, told_to):
    assert read(text)[0]["told_to"] == told_to


def test_both_quotations_of_a_sentence_share_its_closing_attribution():
    rows = read(
        "“The hull is a wreck from end to end” and talks on it will be “intensified,” Mara Ost, the mate, told Harbour "
        "Radio."
    )
    assert [(row["kind"], row["speaker_text"], row["told_to"]) for row in rows] == [
        ("partial", "Mara Ost", "Harbour Radio"),
        ("partial", "Mara Ost", "Harbour Radio"),
    ]
