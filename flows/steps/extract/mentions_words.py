"""What the words of an unlisted name say of its kind."""

import re
from collections.abc import Sequence
from typing import Final

from flows.steps.extract.mentions_gazetteer import NOTHING, Evidence, Gazetteer
from flows.steps.extract.mentions_pattern import FUNCTION_WORDS

_ACRONYM: Final = re.compile(r"(?:[A-Z]\.){2,}|[A-Z][A-Z&]{1,5}s?")
_INITIALS: Final = re.compile(r"(?:[A-Z]\.)+|[A-Z]")
PARTICLES: Final = frozenset({"bin", "ibn", "bint", "van", "von", "der", "den", "de", "da", "di", "du", "del"})
PERSON_ENDINGS: Final = (
    "ov", "ova", "ev", "eva", "sky", "ski", "skaya", "enko", "vich", "vic", "ić", "ić", "sson", "ssen", "nsen",
    "shvili", "dze", "yan", "ian", "opoulos", "akis", "idis", "escu", "oğlu", "oglu", "ez", "berg", "stein", "mann",
    "elli", "etti", "ucci", "nen",
)  # fmt: skip
PLACE_ENDINGS: Final = (
    "stan", "ville", "burg", "burgh", "grad", "abad", "pur", "polis", "shire", "land", "ford", "mouth", "chester",
    "ivka", "moor", "minster", "borough",
)  # fmt: skip
ORG_ENDINGS: Final = ("bank", "corp", "soft", "tel", "com", "net", "gaz", "neft", "prom", "air", "tech")
GENERATIONS: Final = frozenset(
    {
        "Jr",
        "Jr.",
        "Sr",
        "Sr.",
        "II",
        "III",
        "IV",
        "V",
        "VI",
        "VII",
        "VIII",
        "I",
        "XIV",
        "XVI",
        "KC",
        "QC",
        "MP",
        "MEP",
        "MSP",
        "OBE",
        "MBE",
        "CBE",
        "DBE",
        "KBE",
    }
)
LARGE_PLACE: Final = 3.5
ROADS: Final = frozenset({"Street", "Road", "Avenue", "Boulevard", "Highway", "Township", "County"})
"""Last words of places that are hardly ever a family name: "Greta Street", "Harrison Township"."""


def is_particle(word: str) -> bool:
    """Tell whether a word in lower case begins an Arabic name: "al-Assad".

    Args:
        word: A word of a run.

    Returns:
        True for words with the article and a capital.
    """
    return word[2:3] in ("-", "'", "’") and word[3:4].isupper()


def is_acronym(word: str) -> bool:
    """Tell whether a word is made of initials.

    Args:
        word: A word of a run.

    Returns:
        True for "NATO", "U.N.", "AT&T"; false for a single letter.
    """
    return not word[1:2].islower() and _ACRONYM.fullmatch(word) is not None


def _is_initials(word: str) -> bool:
    return (len(word) == 1 or word[-1] == ".") and _INITIALS.fullmatch(word) is not None


def without_generation(words: Sequence[str]) -> Sequence[str]:
    """Take "Jr." and "III" off the end of a person's name.

    Args:
        words: The words of the name.

    Returns:
        The words before it; all where they would be fewer than two.
    """
    return words[:-1] if len(words) > 2 and words[-1] in GENERATIONS else words


def hangs_on_first(text: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a run may be cut in another way where it begins a sentence.

    Args:
        text: The run.
        gazetteer: The lists of names.

    Returns:
        False where cutting it surely gives the same in both places: for most runs.
    """
    words = text.replace("\u00a0", " ").split(" ", 2)
    lower = words[0].lower()
    if lower in FUNCTION_WORDS:
        return True
    return len(words) > 1 and (lower in gazetteer.common or words[1] in gazetteer.peoples or lower in gazetteer.jobs)


OPENS_EVENT: Final = 7.0
"""Points of words that open the name of an event; words that only end one or stand before "of" have fewer."""


def head_evidence(words: Sequence[str], gazetteer: Gazetteer) -> Evidence:
    """Say what the word a name turns on tells: "Bank" in "Bank of Valletta", "Corp" in "Ormand Corp".

    Args:
        words: At least two words.
        gazetteer: The lists of names.

    Returns:
        Evidence; NOTHING where no such word is in the name.
    """
    for index in range(1, len(words) - 1):
        if words[index] in ("of", "for") and words[index - 1] in gazetteer.heads:
            return gazetteer.heads[words[index - 1]]
    first, last = words[0], words[-1]
    if last in gazetteer.suffixes and (last in ROADS or first not in gazetteer.given or len(words) > 2):
        return gazetteer.suffixes[last]
    if first in gazetteer.heads and gazetteer.heads[first].place > 0:
        return Evidence(place=2.5)
    if first in gazetteer.heads and gazetteer.heads[first].other > OPENS_EVENT:
        return Evidence(other=4.0)  # "Hurricane Katrina"
    if first in gazetteer.heads and gazetteer.heads[first].organisation > OPENS_EVENT:
        return Evidence(organisation=4.0)  # "Radio Ostervik"
    return NOTHING


def words_evidence(words: Sequence[str], gazetteer: Gazetteer) -> Evidence:
    """Weigh the words of an unlisted name of several words; such names are persons where nothing speaks against it.

    Args:
        words: At least two words.
        gazetteer: The lists of names.

    Returns:
        Evidence.
    """
    first, last = words[0], words[-1]
    person, organisation, place = 1.2, 0.6, 0.2
    if first in gazetteer.given:
        person += 3.0
    elif _is_initials(first):
        person += 2.5
    if len(words) > 2 and any(_is_initials(word) for word in words[1:-1]):
        person += 2.0
    if last in GENERATIONS:
        person += 3.0
    if last.endswith(PERSON_ENDINGS):
        person += 1.0
    if "&" in " ".join(words):
        organisation += 4.0
    for word in words:
        if word in PARTICLES or is_particle(word) or word.startswith(("Al-", "El-")):
            person += 1.0
        elif word in gazetteer.org_words or word in gazetteer.suffixes:
            organisation += 2.0
        elif is_acronym(word) and not _is_initials(word):
            organisation += 1.5
    if len(words) > 3:
        person -= 1.0
        organisation += 0.5
    known = gazetteer.names.get(first, NOTHING)
    if known.place >= LARGE_PLACE and first not in gazetteer.given:
        organisation += 1.2
        person -= 0.5
    known = gazetteer.names.get(last, NOTHING)
    if known.place >= 3.0 and first not in gazetteer.given:
        organisation += 0.8
        place += 0.8
        person -= 0.4
    return Evidence(person=person, organisation=organisation, place=place)


def word_evidence(word: str, gazetteer: Gazetteer) -> Evidence:
    """Weigh an unlisted name of one word.

    Args:
        word: The name.
        gazetteer: The lists of names.

    Returns:
        Evidence.
    """
    if is_acronym(word):
        return Evidence(organisation=2.5)
    if len(word.rstrip(".")) == 1 or word[-1].isdigit():
        return NOTHING
    if "-" in word and word.partition("-")[0] in gazetteer.names:
        return Evidence(other=3.0)
    if word[-1].isupper() and "-" in word and all(map(is_acronym, word.split("-"))):
        return Evidence(organisation=2.5)  # "CVTF-NOR"
    if word in gazetteer.suffixes and gazetteer.suffixes[word].organisation:
        return Evidence(organisation=2.5)  # "the 4th Battalion"
    person, organisation, place = 0.7, 0.5, 0.4
    if word in gazetteer.given:
        person += 1.5
    lower = word.lower()
    if lower.endswith(PERSON_ENDINGS):
        person += 0.8
    if lower.endswith(PLACE_ENDINGS):
        place += 1.2
    if lower.endswith(ORG_ENDINGS):
        organisation += 1.0
    if word.startswith(("Al-", "El-", "al-", "el-")):
        person += 0.4
    return Evidence(person=person, organisation=organisation, place=place)
