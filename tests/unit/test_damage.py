"""Marks of damage: what is marked, with its kind and place, and what is left alone."""

import itertools
import time
import tomllib
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.contracts import CORE, DAMAGE_KINDS
from flows.resources import reference_dir, sample_pages_dir
from flows.steps.clean import find_articles
from flows.steps.extract.damage import extract, scores
from flows.steps.extract.damage_names import distance
from flows.steps.lexicon import load_lexicon
from flows.steps.pages import Pages
from flows.steps.segment.articles import segment
from tests import made_pages

LEXICON = load_lexicon(reference_dir())
GOLDEN = Path(__file__).parents[1] / "golden" / "pages.toml"
META = {
    "document_id": pl.String,
    "title": pl.String,
    "author": pl.String,
    "published_at": pl.Datetime("us"),
    "is_published_day_only": pl.Boolean,
}

# What stands around a case, so that it is an English article with names, a date and nobody's first person.
AROUND = (
    "The harbor council of Velmora voted on Tuesday to close the northern quay, and the fishermen were not asked.",
    "Sanna Okkonen, who has chaired the council for nine years, said the timber of the quay was rotten.",
    "The insurers, she said, had refused to renew the policy after they inspected it in August for the second time.",
)


def pages_of(*articles: tuple[str, ...]) -> Pages:
    """Lay out articles of known paragraphs, one a page, one paragraph a line."""
    return made_pages.of_paragraphs(articles)


def marks(pages: Pages) -> list[tuple[str, str]]:
    """Return kind and surface of all marks, in page order."""
    texts = dict(pages.documents.select("document_id", "page_text").iter_rows())
    columns = ("article_id", "damage_start", "damage_end", "kind")
    return [
        (kind, texts[article_id.rpartition("-")[0]][start:end])
        for article_id, start, end, kind in extract(pages, LEXICON).select(columns).iter_rows()
    ]


def segmented(texts: list[str]) -> Pages:
    """Cut pages as the pipeline cuts them."""
    ids = [f"{number:032x}" for number in range(len(texts))]
    documents = pl.DataFrame({"document_id": ids, "page_text": texts})
    metadata = pl.DataFrame(schema=META)
    blocks, articles = find_articles(segment(documents, pl.DataFrame(), metadata, LEXICON))
    return Pages(documents, blocks, articles, metadata)


BROKEN = [
    ("first person", "The ferry leaves at dawn. I am doing it. The crew has been told.", "I am doing it."),
    (
        "time phrase",
        "The divers found two cracks in the piles. Early next week. The quay stays shut.",
        "Early next week.",
    ),
    ("place phrase", "The divers found two cracks in the piles. Near the customs house. They will be back.", None),
    ("nothing said", "The silt would return by autumn at the latest. It is. The council will wait.", "It is."),
    ("debris", "The mayor promised new lamps along the harbor wall. Mashita. Nobody believed it.", "Mashita."),
    ("two letters", "The ban covers all boats longer than nine meters. Ta. Smaller ones may land.", "Ta."),
    ("cut before a phrase", "The crew repaired the lamps of the mole. during the night of the storm.", None),
    ("cut after an article", "The council voted to close the. Northern quay will stay shut.", None),
]


@pytest.mark.parametrize(("case", "text", "surface"), BROKEN, ids=[case[0] for case in BROKEN])
def test_fragments_are_marked(case: str, text: str, surface: str | None) -> None:
    found = marks(pages_of((*AROUND, text)))
    assert [kind for kind, _ in found] == ["stray_fragment"], case
    assert surface is None or found[0][1] == surface


OTHER_KINDS = [
    ("split_name", "Tan said. Wei said", "“Nobody asked,” harbor pilot Tan said. Wei said in a letter to the council."),
    ("split_name", "Robert. Malvik", "The plan was drawn up by Robert. Malvik, an engineer from the capital."),
    ("split_name", "Sanna. Okkonen", "Asked again, council leader Sanna. Okkonen said the decision stands."),
    ("broken_date", "December. 17.", "The divers will come back in December. 17. Nobody knows at what hour."),
    ("broken_date", "August. 23.", "The policy lapsed in August. 23. that was a surprise to the council."),
    ("broken_date", "3. March", "The quay was to open on 3. March with a brass band and speeches."),
    ("lone_punctuation", ". .", "The piles were driven in 1931. . The stone came later."),
    ("lone_punctuation", ", .", "The piles were driven in 1931, . The stone came later."),
    ("missing_subject", "was never ratified.", "The towns agreed to share the cost of the wall. was never ratified."),
    (
        "missing_subject",
        "Was later denied by all three towns.",
        "A deal was close. Was later denied by all three towns.",
    ),
    (
        "name_variant",
        "Okonen",
        "The council meets again in March. Okonen will be there, a spokesman for Okkonen said.",
    ),
]


@pytest.mark.parametrize(
    ("kind", "surface", "text"), OTHER_KINDS, ids=[f"{case[0]}: {case[1]}" for case in OTHER_KINDS]
)
def test_other_damage_is_marked(kind: str, surface: str, text: str) -> None:
    assert marks(pages_of((*AROUND, text))) == [(kind, surface)]


CLEAN = {
    "answer to a question": "Did it go perfectly? No. But we'll take what the quay gives us, the pilots’ union wrote.",
    "answers": "Could it have come sooner? Perhaps. Would it have helped? Yes. The wall was weak.",
    "abbreviations": "Mr. and Mrs. Oduya of No. 5 Quay St. met the U.S. consul, Dr. J. R. Lindqvist Jr., on Jan. 4.",
    "abbreviation before lower case": "Velmora Fish Inc. and the Smith Bros. of Port Anders, Calif. said no.",
    "party and state": "Rep. Ilse Marran (D-Mass.) said the bill was dead. Sen. Bo Hult (R-Va.) agreed with her.",
    "initials": "The novelist E. M. Tarrow lived on the quay. J. K. Osman rented the room above.",
    "times and scores": "The match began at 7 p.m. and ended 3-1. Kickoff was late. Attendance: 12,836.",
    "decimals and versions": "The level rose 1.5 meters. Sensors run version 2.0.1 of the program, the engineer said.",
    "month ends a sentence": "The quay was rebuilt in December. 17 people lost their berths, and four sold up.",
    "date": "The council met on December 17. The vote was on Jan. 4, 2025. It was close.",
    "ellipsis": "The clerk read the list... and stopped. The rest . . . was in the annex. Then … silence fell.",
    "ellipsis of four": "“It was never safe. . . . We told them so,” the letter to the council said of the wall.",
    "question in quotes": "“Who pays?” he asked. “We do!” she said. “Again?” asked the clerk of the court.",
    "speech is free": "“I hear you. Early next week. Maybe. I am doing it,” the captain told the fishermen.",
    "straight quotes": 'The captain said: "It is. Was never asked. Ta. Until the weekend." Nobody laughed at that.',
    "pronoun sentences": "The pilots stayed away. She did. He later changed his mind. That was that.",
    "short sentences": "No one called. Things soon changed. The strategy worked. They want safe homes.",
    "emphasis": "The wall was the first thing to go. Hard. The council had other worries that autumn.",
    "phrase with a comma": "In Velmora, few cared. Last year, the catch fell. On Tuesday night, the pilots left.",
    "phrase with a verb": "In Europe prices rise. On the ground little changed. Under the law women vote.",
    "idiom": "The wall will hold. At least for now. In theory. The council hopes so.",
    "inversion": "Had she known of the cracks, the quay would have closed. Were he to resign, others would follow.",
    "participle": "Raised in Port Anders, she went to sea. Asked about the piles, he shrugged. Based there, it grew.",
    "said first": "Said Ilmo Brandt, who owns two boats, “We were all so tired of the noise by then.”",
    "two speakers": "“It was rotten,” Okkonen said. Brandt said the pilots knew. He said they had written twice.",
    "name ends a sentence": "The council wrote to Brandt. Okkonen signed the letter. It went to Paris. France replied.",
    "surname of a full name": "The letter went to Ilmo Brandt. Okkonen, the chair, kept a copy of it in her desk.",
    "two names alike": "Ilmo Hansen and Petra Hanson share a berth. Hansen sails. Hanson keeps the books of the firm.",
    "two given names": "Mohamed Salim and Mohammed Darwish fish together. Mohamed Salim owns the boat.",
    "countries alike": "Ireland paid for Ireland’s divers. Iceland sent a ship. Ireland thanked the crew of it.",
    "women alike": "Ivanka came to see the quay. Ivanka said little. Ivana stayed in town, the harbor master said.",
    "word by word": "It was, the pilots wrote, the. worst. winter. ever. The council did not answer the letter.",
    "plural and singular": "The Okkonens came. Sanna Okkonen spoke. Russians and a Russian stood by the wall.",
    "place and people": "Austria and Australia sent divers. Austrian crews came first; Australia paid for the fuel.",
    "address": "The plans are online. https://harbor.example/quay.pdf shows the wall. www.harbor.example has more.",
    "brand": "The pilots use a new app. iPhone owners can load it now. eBay sells the older chart plotters.",
    "particle": "The plan is old. von Hagen drew it. de la Cruz paid. al-Masri built the northern part of it.",
    "section sign and list": "The rules: 1. No nets. 2. No fires. 3. No dogs. They hang at the harbor office door.",
    "French spacing of marks": "The sign reads « Défense d'entrer » ! It is new : the old one said nothing ; so what.",
    "numbers with points": "He finished No. 17. December was cold. The time was 9.15. Bus No. 3 leaves there.",
    "hepatitis": "The cook had hepatitis A. The crew was tested. Plan B. was never needed, the mate wrote.",
}


@pytest.mark.parametrize("case", CLEAN)
def test_clean_text_is_left_alone(case: str) -> None:
    assert marks(pages_of((*AROUND, CLEAN[case]))) == []


@pytest.mark.parametrize("case", CLEAN)
def test_clean_text_stays_clean_beside_damage(case: str) -> None:
    broken = "The piles were driven in 1931. . The stone came later."
    found = marks(pages_of((*AROUND, CLEAN[case], broken)))
    # "Hard." is style in a whole article, and may be debris in a broken one: it alone may differ.
    assert [mark for mark in found if mark[1] != "Hard."] == [("lone_punctuation", ". .")]


def test_whole_blocks_are_clean() -> None:
    """Hold that headings, lists, poems and live blogs, a line each, are not fragments."""
    lines = (
        "BURIALS",
        "Early next week.",
        "I am doing it.",
        "Was never asked",
        "No.",
        "14:02 Ta.",
        "- the wall,",
        "and the sea.",
    )
    assert marks(pages_of((*AROUND, *lines))) == []


def test_writer_in_the_first_person_may_be_brief() -> None:
    column = "I came to Velmora by the night boat, and my bag was lost. I like it. We all did. I said so. I hear you."
    assert marks(pages_of((*AROUND, column))) == []


FOREIGN = {
    "de": "Der Hafenrat hat am Dienstag beschlossen, den Kai zu schließen. am Ende kam es anders. Ta. Die Fischer, die "
    "ihn nutzen, wurden nicht gefragt. Okkonen und Okonnen und Okkonen saßen im Rat. Im Dezember. 17.",
    "es": "El consejo del puerto votó el martes cerrar el muelle. para el invierno. Ta. Los pescadores que lo usan "
    "dijeron que nadie les había preguntado. Okkonen y Okonnen y Okkonen estaban allí.",
    "fr": "Le conseil du port a voté mardi la fermeture du quai. pour l’hiver. Ta. Les pêcheurs qui l’utilisent disent "
    "que personne ne leur a rien demandé. Okkonen et Okonnen et Okkonen étaient là.",
}


@pytest.mark.parametrize("language", FOREIGN)
def test_rules_of_english_stand_aside(language: str) -> None:
    assert marks(pages_of((FOREIGN[language],))) == []
    assert marks(pages_of((FOREIGN[language] + " 9 Uhr. . Ende",))) == [("lone_punctuation", ". .")]


def test_spans_count_code_points() -> None:
    ahead = "🛶 Žluťoučký kůň \U0001f469‍\U0001f467 said nothing of the quay."
    text = "The piles were driven in 1931. . The stone came later."
    assert marks(pages_of((*AROUND, ahead, text))) == [("lone_punctuation", ". .")]


def test_an_article_does_not_depend_on_its_neighbours() -> None:
    articles = [(*AROUND, text) for _, text, _ in BROKEN] + [(*AROUND, text) for _, _, text in OTHER_KINDS]
    together = marks(pages_of(*articles))
    assert sorted(marks(pages_of(*reversed(articles)))) == sorted(together)
    assert [mark for article in articles for mark in marks(pages_of(article))] == together


def test_rows_satisfy_the_contract() -> None:
    pages = pages_of((*AROUND, "The piles were driven in 1931. . Ta. was never ratified."), AROUND)
    found = extract(pages, LEXICON)
    CORE["core.damage"].validate(found, cast=True)
    assert found["damage_id"].to_list()[0] == f"{0:032x}-0-x0"
    CORE["core.damage"].validate(extract(pages_of(AROUND), LEXICON), cast=True)


def test_sample_pages_hold_the_damage_a_reader_finds() -> None:
    entries = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))["page"]
    plain = [entry for entry in entries if entry["file"].endswith(".txt") and "reject" not in entry]
    texts = [(sample_pages_dir() / entry["file"]).read_bytes().decode("utf-8-sig", "replace") for entry in plain]
    for entry, text in zip(plain, texts, strict=True):
        expected = [(mark["kind"], mark["surface"]) for mark in entry.get("damage", [])]
        assert sorted(marks(segmented([text]))) == sorted(expected), entry["file"]


def test_scores_tell_a_slip_from_a_machine() -> None:
    slip = "The piles were driven in 1931. . The stone came later."
    wreck = "The ban is on. Ta. was never ratified. The piles were driven in 1931. . It came in December. 17."
    pages = pages_of(AROUND, (*AROUND, slip), (*AROUND, wreck))
    found = scores(pages, extract(pages, LEXICON))
    assert found["damage_score"].to_list()[0] == 0.0
    assert 0.0 < found["damage_score"].to_list()[1] < found["damage_score"].to_list()[2] <= 1.0
    assert found["is_machine_translated_suspected"].to_list() == [False, False, True]


def test_no_articles_no_rows() -> None:
    pages = pages_of()
    assert extract(pages, LEXICON).is_empty()
    assert scores(pages, extract(pages, LEXICON)).is_empty()


def test_an_article_without_paragraphs_has_no_score() -> None:
    pages = pages_of(AROUND)
    bare = Pages(
        pages.documents, pages.blocks.with_columns(pl.lit("caption").alias("role")), pages.articles, pages.metadata
    )
    assert scores(bare, extract(bare, LEXICON)).is_empty()


HOSTILE = {
    "dots": "." * 15_000,
    "dots apart": ". " * 9_000,
    "dots before a letter": "." * 15_000 + "x",
    "capitals": "A" * 15_000 + ". B" + "b" * 4_000,
    "names": " ".join(f"Nam{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}ls." for n in range(2_500)),
    "one word sentences": "Ta. " * 4_500,
    "white space": "a" + " " * 18_000 + ".",
    "opening quotes": "“ “ ‘ " * 3_000 + "Ta. was it.",
    "controls": "\x00\x1b[31m Ta. \u202e was never ratified. \ud7ff . .",
    "format strings": "{0} %s {name!r} \\1 $1. was {}. . %d",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_is_judged_in_time(case: str) -> None:
    text = HOSTILE[case]
    found = extract(pages_of((*AROUND, text)), LEXICON)
    CORE["core.damage"].validate(found, cast=True)


def test_the_page_is_searched_once_for_a_name_that_a_full_stop_may_cut() -> None:
    def seconds(count: int) -> float:
        text = (
            "Mara Ost met Ilda Brandt of Weber Co. Mara Ost met Ilda Brandt of Weber Co. " * 6 + "and left. "
        ) * count
        pages = pages_of((*AROUND, text))
        begun = time.process_time()
        extract(pages, LEXICON)
        return time.process_time() - begun

    seconds(2)
    small, large = seconds(250), seconds(2_000)
    # Eight times the text; a search for each spot took 29 times as long.
    assert large < 20 * max(small, 0.02)


@settings(derandomize=True, max_examples=150)
@given(st.lists(st.text(alphabet='Ta. ,Bwas December17\n“”"é', max_size=60), max_size=4))
def test_marks_lie_in_their_page_and_never_overlap(texts: list[str]) -> None:
    paragraphs = tuple(text.replace("\n", " ") for text in texts if text.strip())
    pages = pages_of((*AROUND, *paragraphs))
    found = extract(pages, LEXICON)
    page = pages.documents["page_text"][0]
    spans = found.select("damage_start", "damage_end").rows()
    assert all(0 <= start < end <= len(page) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
    assert set(found["kind"]) <= set(DAMAGE_KINDS)


DISTANCES = [
    ("Kupler", "Kpler", 1),
    ("Hydrolens", "Hidrolens", 1),
    ("Okonen", "Okkonnen", 2),
    ("Brandt", "Barndt", 1),
    ("Weber", "Weber", 0),
    ("Weber", "Huber", 2),
    ("Velmora", "Brandt", 3),
    ("Łukasz", "Lukasz", 1),
]


@pytest.mark.parametrize(("one", "other", "expected"), DISTANCES)
def test_distance(one: str, other: str, expected: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == expected
