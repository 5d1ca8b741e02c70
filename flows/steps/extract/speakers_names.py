"""The name in a speaker's words: where it stands among them, bare of titles, and whether it tells a man or a woman."""

import re
from dataclasses import dataclass
from typing import Final

from flows.steps.extract.quotes_tokens import Words
from flows.steps.extract.quotes_words import SpeechWords
from flows.steps.extract.speakers_walks import PARTICLES, Phrase

_ATTACHING: Final = frozenset(["of", "for", "at", "from", "with", "in", "on", "to"])
_BETWEEN: Final = PARTICLES | {"&", "of", "for"}
_ARTICLES: Final = frozenset(("The", "A", "An"))
_NOT_BEFORE_NAMES: Final = frozenset(["of", "for", "at", "from", "with", "in", "on", "to", "by", "and"])
_MOST_FIRST_NAMES: Final = 4
_MOST_SHORT: Final = 2
_LINKED: Final = frozenset(("of", "for"))
_MOST_UNKNOWN: Final = 3
_POST_NOMINALS: Final = frozenset(
    ["QC", "KC", "SC", "MP", "MSP", "MEP", "MLA", "TD", "JP", "MBE", "OBE", "CBE", "PhD", "MD", "Esq"]
)
"""What stands behind a name and is none of it."""
_APOSTROPHES: Final = frozenset("'’")
_POSSESSIVE_ENDS: Final = frozenset("'’s")
_POSSESSIVE: Final = re.compile(r"['’]s?$")


@dataclass(slots=True)
class Name:
    """A name as it stands in the page.

    Attributes:
        text: Its characters.
        start: Where it begins in the page, in code points.
        end: Where it ends.
    """

    text: str
    start: int
    end: int


def name_in(tokens: list[str], phrase: Phrase, speech: SpeechWords) -> Phrase | None:
    """Find the words that are the name in a noun phrase, titles off.

    "Foreign Ministry spokesman Lin Jian" -> Lin Jian; "a spokesman for the Lind campaign" -> none: it names another.

    Args:
        tokens: The words of the paragraph.
        phrase: The noun phrase.
        speech: The reference words.

    Returns:
        The name's words, or NULL (None) where the phrase describes.
    """
    first, end = phrase
    if tokens[first].lower() in speech.roles["pronoun"]:
        return None
    if end - first == 1:
        return phrase if tokens[first][0].isupper() and tokens[first] not in _ARTICLES else None
    is_short = end - first == _MOST_SHORT and tokens[end - 1][0].isupper()
    if is_short and tokens[first] in speech.given_names and tokens[first] not in speech.titles:
        return phrase  # most are a first and a last name
    for at in range(end - 1, first, -1):
        if tokens[at] == ",":
            first = at + 1
            break
    for at in range(first, end - 1):
        # "Secretary of State John Kerry of Ohio": the given name says where the person's name begins.
        if tokens[at] in speech.given_names and tokens[at + 1][0].isupper() and tokens[at] not in speech.titles:
            if at > first and tokens[at - 1].lower() in _NOT_BEFORE_NAMES:
                return None
            last = at + 1
            while last < end and (tokens[last][0].isupper() or (tokens[last] in PARTICLES and last + 1 < end)):
                last += 1
            if last < end and _is_owned(tokens, at, end):
                return None
            while at > first and len(tokens[at - 1]) == 2 and tokens[at - 1][1] == ".":
                at -= 1
            if at > first and tokens[at - 1][0].isupper() and tokens[at - 1] not in speech.titles:
                at = _behind_title(tokens, first, at, speech)
            return at, last if last - at <= _MOST_SHORT else _before_letters(tokens, at, last)
    if not tokens[end - 1][0].isupper() and _is_owned(tokens, first, end):
        return None
    if end - first > _MOST_SHORT:
        end = _before_letters(tokens, first, end)
    for at in range(first + 1, end):
        # "the Bank of England" is a name, "a spokesman for the bank" and "the head of the bank" describe.
        if tokens[at].lower() in _ATTACHING and not (
            tokens[at] in _LINKED
            and at + 1 < end
            and tokens[at - 1][0].isupper()
            and tokens[at + 1][0].isupper()
            and tokens[at - 1] not in _POST_NOMINALS
            and tokens[at - 1].lower() not in speech.roles["role_head"]
            and (tokens[at] == "of" or tokens[at - 1].lower() in speech.org_words)
        ):
            if tokens[at - 1].lower() in speech.roles["role_head"]:
                return None  # "the President of the Board"
            end = at
            break
    begin = end
    while begin > first and (
        tokens[begin - 1][0].isupper()
        or tokens[begin - 1] in _BETWEEN
        or (tokens[begin - 1] == "and" and begin < end and _is_listed(tokens, first, begin - 1))
    ):
        begin -= 1
    while begin < end and not tokens[begin][0].isupper():
        begin += 1
    for at in range(end - 2, begin - 1, -1):
        # "the State Election Commission" is no secretary of state.
        is_title = tokens[at] in speech.titles and speech.org_words.isdisjoint(map(str.lower, tokens[at + 1 : end]))
        # "Broadcaster Dilys Marlow": whoever has a first and a last name behind it.
        is_job = at == begin and end - at > _MOST_SHORT and tokens[at].lower() in speech.jobs
        # "the Council of Vigo" is no council called Vigo.
        if (
            (is_title or is_job)
            and tokens[at + 1] not in _LINKED
            and not (tokens[at] in speech.given_names and end - at == 2 and at == begin)
        ):
            begin = at + 1
            break
    if end - begin > _MOST_SHORT and tokens[begin].endswith(("'s", "’s")):
        begin += 1  # "Labour's Meg Hollis"
    while begin < end and (tokens[begin] in _ARTICLES or not tokens[begin][0].isupper()):
        begin += 1
    # "the MP for Vigo" names nobody.
    return (begin, end) if begin < end and tokens[begin] not in _POST_NOMINALS else None


def _is_listed(tokens: list[str], first: int, at: int) -> bool:
    """Whether "and" belongs to a body's name: "the Centre for Women and Politics"."""
    for place in range(at - 1, first, -1):
        if tokens[place] in _LINKED:
            return tokens[place - 1][0].isupper()
        if not tokens[place][0].isupper():
            break
    return False


def _before_letters(tokens: list[str], first: int, end: int) -> int:
    """Step over the letters behind a name: "Hugh Ost QC"."""
    while end - first > _MOST_SHORT and tokens[end - 1].rstrip(".") in _POST_NOMINALS:
        end -= 1
    return end


def _is_owned(tokens: list[str], first: int, end: int) -> bool:
    """Whether a phrase means what belongs to a name: "Lind's alleged killer"."""
    for at in range(end - 2, first - 1, -1):
        if tokens[at].endswith(("'s", "’s")):
            return not any(token[0].isupper() for token in tokens[at + 1 : end])
    return False


def _behind_title(tokens: list[str], first: int, at: int, speech: SpeechWords) -> int:
    """Step back from a first name we know to one we do not: "Police Commissioner Zylo Kumar Singh"."""
    for place in range(at - 1, max(first, at - _MOST_UNKNOWN) - 1, -1):
        token = tokens[place]
        if token in speech.titles:
            return place + 1
        lower = token.lower()
        if not token[0].isupper() or token.endswith(("'s", "’s")) or lower in speech.common:
            break
        if lower in speech.jobs or lower in speech.roles["role_head"] or lower in speech.org_words:
            break
    return at


def gender_of(tokens: list[str], phrase: Phrase, speech: SpeechWords) -> str | None:
    """Tell whether a phrase says that it means a man or a woman; NULL (None) where it does not say."""
    told = speech.told_genders
    first, end = phrase
    if told.keys().isdisjoint(map(str.lower, tokens[first:end])):
        return None  # nearly all
    gender: str | None = None
    for at in range(first, end):
        word = tokens[at]
        if word[-1] == "s" and word[-2:-1] in _APOSTROPHES and at + 1 < end:
            gender = None  # "Mr Lind's mother" is no man
        elif gender is None:
            gender = told.get(word.lower())
    return gender


def bare_name(words: Words, phrase: Phrase, text: str, start: int) -> Name:
    """Cut the name at a phrase out of its paragraph: no "'s", no full stop that is not an initial's.

    Args:
        words: The paragraph.
        phrase: The name's words.
        text: The paragraph's text.
        start: Where the paragraph begins in the page.

    Returns:
        The name as it stands in the page.
    """
    begin, end = words.span(*phrase)
    name = bare(text[begin:end])
    return Name(name, start + begin, start + begin + len(name))


def bare(name: str) -> str:
    """Cut "'s" off a name, and a full stop that is not an initial's.

    Args:
        name: A name as it stands in a sentence.

    Returns:
        What is left.
    """
    if name[-1].isalpha() and name[-1] != "s":
        return name
    cut = name.rstrip('!?…”"')
    if cut[-1:] in _POSSESSIVE_ENDS:
        cut = _POSSESSIVE.sub("", cut)
    if cut.endswith(".") and not re.search(r"(?:\b\w|Jr|Sr|Inc|Ltd|Corp|Co)\.$", cut):
        cut = cut[:-1]
    return cut


def first_word(name: str) -> str:
    """Return the first word of a name.

    Args:
        name: The name.

    Returns:
        What stands before its first space.
    """
    return name.replace("\xa0", " ").partition(" ")[0]


def apposed(words: Words, phrase: Phrase) -> Phrase | None:
    """Find the name set off by commas behind somebody's kin: "Mr Lind's mother, Ana, wept".

    Args:
        words: The paragraph.
        phrase: The noun phrase before the comma.

    Returns:
        The name's words; NULL (None) where the phrase names nobody's kin, or no name follows.
    """
    tokens = words.words
    first, end = phrase
    if end + 2 >= len(tokens) or tokens[end] != "," or tokens[end - 1][0].isupper():
        return None
    if not any(token.endswith(("'s", "’s")) for token in tokens[first : end - 1]):
        return None
    last = end + 1
    while last < len(tokens) and last - end <= _MOST_FIRST_NAMES and tokens[last][0].isupper():
        last += 1
    return (end + 1, last) if last > end + 1 and last < len(tokens) and tokens[last] == "," else None
