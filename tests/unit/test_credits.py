"""Photo credits: every usual shape, and sentences that only look like one."""

import polars as pl
import pytest

from flows import resources
from flows.steps.credits import credit_expression, credit_parts, find_credits
from flows.steps.lexicon import Lexicon, load_lexicon


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(resources.reference_dir())


CREDITS = {
    "agency in brackets": ("A quay at dawn. (AP)", "(AP)", "AP", None),
    "brackets without a stop before": ("A quay at dawn (Reuters)", "(Reuters)", "Reuters", None),
    "agency and name": ("Boats burn off Vigo. REUTERS/Ana Lind", "REUTERS/Ana Lind", "REUTERS", "Ana Lind"),
    "no stop before the credit": ("Boats off Vigo, March 3, 2025. AFP/Ana Lind", "AFP/Ana Lind", "AFP", "Ana Lind"),
    "name and agency in brackets": ("Boats. (Ana Lind/AFP)", "(Ana Lind/AFP)", "AFP", "Ana Lind"),
    "carrier named by via": (
        "Boats. [Ana Lind/NurPhoto via AP]",
        "[Ana Lind/NurPhoto via AP]",
        "NurPhoto via AP",
        "Ana Lind",
    ),
    "label": ("Boats. Photo: Ana Lind/Getty Images", "Photo: Ana Lind/Getty Images", "Getty Images", "Ana Lind"),
    "label in brackets": ("Boats. (Photo by Ana Lind)", "(Photo by Ana Lind)", None, "Ana Lind"),
    "credit label": ("The minister. Credit: Olaf Niel/RegionalHUB", "Credit: Olaf Niel/RegionalHUB", None, "Olaf Niel"),
    "bar between name and agency": (
        "A bank in Accra. Kwame Asare | Reuters",
        "Kwame Asare | Reuters",
        "Reuters",
        "Kwame Asare",
    ),
    "name before agency": ("Boats. Ana Lind/AFP via Getty Images", "Ana Lind/AFP via Getty Images", None, "Ana Lind"),
    "agency alone after the sentence": ("Boats leave Vigo. Getty Images", "Getty Images", "Getty Images", None),
    "AP Photo": ("Boats. (AP Photo/Ana Lind)", "(AP Photo/Ana Lind)", None, "Ana Lind"),
    "umlauts, hyphens, apostrophes": (
        "Boote. (Zoë O’Brien-Łukasz/AFP)",
        "(Zoë O’Brien-Łukasz/AFP)",
        "AFP",
        "Zoë O’Brien-Łukasz",
    ),
    "glued to the last word": ("Ana Lind at the quayCredit: AFP", "Credit: AFP", "AFP", None),
    "brackets glued to the last word": (
        "Ana Lind at the quay(Image: Dora Niel)",
        "(Image: Dora Niel)",
        None,
        "Dora Niel",
    ),
    "no stop before name and agency": (
        "Boats at the old quay of Vigo DC Ana P. Lind/via Reuters",
        "Ana P. Lind/via Reuters",
        "Reuters",
        "Ana P. Lind",
    ),
    "a name behind a bar": ("Boats leave Vigo. | Ana Lind", "| Ana Lind", None, "Ana Lind"),
    "an abbreviation behind the stop": ("The satellite over the sea. (ESA)", "(ESA)", None, None),
    "supplied": ("The harbour was rebuilt with care. Supplied", "Supplied", None, None),
    "copyright and name": ("An officer - Copyright Ana Lind/AP", "Copyright Ana Lind/AP", "AP", "Ana Lind"),
    "particles": ("Boats. REUTERS/Ana de la Cruz", "REUTERS/Ana de la Cruz", "REUTERS", "Ana de la Cruz"),
}


@pytest.mark.parametrize("name", CREDITS)
def test_credit_is_found_and_read(name: str, lexicon: Lexicon) -> None:
    caption, credit, agency, photographer = CREDITS[name]
    frame = pl.DataFrame({"text": [caption]})
    found = frame.select(credit_expression(pl.col("text"), lexicon).alias("credit"))
    assert found["credit"].to_list() == [credit]
    named, person = credit_parts(pl.col("credit"), lexicon)
    row = found.select(named.alias("agency"), person.alias("person")).row(0)
    assert row[1] == photographer
    if agency is not None:
        assert row[0] == agency


CREDITS |= {
    "source on a line of its own": ("Image source, Getty Images", "Image source, Getty Images", "Getty Images", None),
    "source that is a person": ("Picture source, Ana Lind", "Picture source, Ana Lind", None, "Ana Lind"),
    "source in Spanish": ("Fuente de la imagen, Ana Lind", "Fuente de la imagen, Ana Lind", None, "Ana Lind"),
    "source in French": ("Crédit photo, AFP", "Crédit photo, AFP", "AFP", None),
    "a label before the caption and a credit behind it": (
        "FILE PHOTO: Boats lie on the quay of Vigo after the storm July 8, 2024. REUTERS/Ana Lind",
        "REUTERS/Ana Lind",
        "REUTERS",
        "Ana Lind",
    ),
    "the outlet first": ("Boats on the quay. (Harbour News: Ana Lind)", "(Harbour News: Ana Lind)", None, "Ana Lind"),
    "supplied by": ("Boats on the quay. (Supplied: Ana Lind)", "(Supplied: Ana Lind)", None, "Ana Lind"),
    "nameless in brackets": ("Boats on the quay. (Supplied)", "(Supplied)", None, None),
    "a file picture in brackets": ("Boats on the quay. (Courier file photo)", "(Courier file photo)", None, None),
    "a file picture": ("Boats on the quay. Courier file photo", "Courier file photo", None, None),
    "a reader's": ("Boats on the quay. Contributed photo", "Contributed photo", None, None),
    "the paper before the label": (
        "Boats on the quay. Courier photo by Ana Lind",
        "Courier photo by Ana Lind",
        None,
        "Ana Lind",
    ),
    "the paper before the label, capitals": ("Boats. VC PHOTO: ANA LIND", "VC PHOTO: ANA LIND", None, "ANA LIND"),
    "square brackets without a stop": (
        "Boats on the quay after the storm [Ana Lind/Harbour News]",
        "[Ana Lind/Harbour News]",
        None,
        "Ana Lind",
    ),
    "a name before two agencies": ("Boats. Ana Lind/AFP/Getty Images", "Ana Lind/AFP/Getty Images", None, "Ana Lind"),
    "a dash before the name": (
        "Boats on the quay. - Ana Lind/AFP/Getty Images",
        "- Ana Lind/AFP/Getty Images",
        None,
        "Ana Lind",
    ),
    "courtesy": ("Boats on the quay. Courtesy Ana Lind", "Courtesy Ana Lind", None, "Ana Lind"),
    "courtesy of a house": ("Boats. Courtesy of the port of Vigo", "Courtesy of the port of Vigo", None, None),
    "courtesy on a line of its own": ("Courtesy of Ana Lind", "Courtesy of Ana Lind", None, "Ana Lind"),
    "a dash before the agency": ("Boats on the quay. — Reuters", "— Reuters", "Reuters", None),
    "a dash before the agency's picture": ("Boats on the quay. –Bernama photo", "–Bernama photo", "Bernama", None),
    "a given name before the outlet": ("Ana Lind / Courier", "Ana Lind / Courier", None, "Ana Lind"),
    "a given name in capitals": ("Boats on the quay. ANA LIND/COURIER", "ANA LIND/COURIER", None, "ANA LIND"),
}
NO_CREDITS = {
    "a source within a sentence": "Ana Lind was the best image source, Dora Niel wrote",
    "abbreviation introduced in a sentence": "The hearing was led by the Press Trust of India (PTI).",
    "brackets of another kind": "The ship left Vigo at noon (local time).",
    "and/or": "They may pay by card and/or cash",
    "agency inside the sentence": "Two officials told Reuters that the talks had failed",
    "a name that holds an alias": "The prize went to Patricia Apfel",
    "empty brackets": "Nothing here ()",
    "a colon in a quote": "He said: “Not today.”",
    "a bar within a title": "Vigo wakes early | Boats of the north",
    "the owner of a site": "© 2024 Vigo Daily. Alle Rechte",
    "a slash between places": "They drove the long road Porto/Vigo",
    "the caption once more behind the name": "Boats.Photograph by Ana Lind Boats leave the harbour, seen from above.",
    "a label before a caption": "Image: Boats lie on the quay of Vigo after the storm of the night",
    "an editor in brackets": "The talks have failed. (Editing: Ana Lind)",
    "a verse": "In the beginning was the word. (John 1:1)",
    "courtesy as a word": "He bowed. Courtesy was his strength in every storm.",
    "a slash between sections": "Harbour News / Vigo",
    "a dash before a name": "The storm will come again. — The harbour master",
    "an address": "Read it at example.org/news/AFP2025",
}


@pytest.mark.parametrize("name", NO_CREDITS)
def test_sentences_are_no_credits(name: str, lexicon: Lexicon) -> None:
    frame = pl.DataFrame({"text": [NO_CREDITS[name]]})
    assert frame.select(credit_expression(pl.col("text"), lexicon)).item() is None


@pytest.mark.parametrize("name", {**CREDITS, **NO_CREDITS})
def test_looking_where_it_can_match_finds_the_same(name: str, lexicon: Lexicon) -> None:
    text = CREDITS[name][0] if name in CREDITS else NO_CREDITS[name]
    frame = pl.DataFrame({"row": [7], "text": [text]})
    everywhere = frame.select("row", credit_expression(pl.col("text"), lexicon).alias("credit")).drop_nulls()
    assert find_credits(frame, lexicon).rows() == everywhere.rows()
