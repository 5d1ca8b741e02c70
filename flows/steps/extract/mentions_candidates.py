"""Cut each run of capitalised words into the names it is made of.

A run is read once however often it stands in a batch: "U.S. President Bill Clinton" is a place, a title and a person
wherever it stands, so its parts are kept by its text.
"""

import re
from typing import Final, NamedTuple

from flows.steps.extract.mentions_borders import (
    COMPOUND,
    LOOSE,
    Run,
    is_adjective,
    is_date,
    joins,
    opens_sentence,
)
from flows.steps.extract.mentions_gazetteer import NOTHING, Evidence, Gazetteer, add
from flows.steps.extract.mentions_pattern import FIRM_STOPS, FUNCTION_WORDS
from flows.steps.extract.mentions_words import hangs_on_first, head_evidence, is_particle, word_evidence, words_evidence

LONGEST_NAME_WORDS: Final = 6
_LOWER_WORD: Final = re.compile(" [a-z]")
# "Ana Torv (D-Calif.)": a party and a state.
_PARTY: Final = re.compile(r"[DRI]-(?!Day\b)[A-Z][A-Za-z.]*")
PLACE_SURE: Final = 4.0
JOB_AND_NAME_WORDS: Final = 3
"""A word for work, and a full name: "Farmer Hanna Torv"."""
SYLLABLE_CHARS: Final = 3
"""A town of so few letters is a family name where a given name follows: "Ho Van Anh"."""
_PLACE: Final = 2
_OTHER: Final = 3

KNOWN: Final = 1
"""The name is listed."""
TITLED: Final = 2
"""A title stands before it."""
SURE: Final = 4
"""Its own words decide its kind."""
SINGLE: Final = 8
"""It is one word."""
ORDINARY: Final = 16
"""It is a word that may begin a sentence, or a title."""
GIVEN: Final = 32
"""It begins with a given name."""

CERTAIN: Final = 3.4


class Piece(NamedTuple):
    """A name inside a run.

    Attributes:
        start: Where it begins in the run.
        end: Where it ends in the run, exclusive.
        text: The name.
        base: What its own words say.
        flags: Sum of KNOWN, TITLED, SURE, SINGLE, ORDINARY, GIVEN.
        role_start: Where the role before it begins in the run; -1 where there is none.
        kind: Index of its kind where nothing beside it can change it; -1 where it is to be weighed.
    """

    start: int
    end: int
    text: str
    base: Evidence
    flags: int
    role_start: int
    kind: int


def cut_run(text: str, gazetteer: Gazetteer, *, is_first: bool) -> tuple[Piece, ...]:
    """Cut a run into names.

    Args:
        text: What ``RUN`` matched.
        gazetteer: The lists of names.
        is_first: Whether it begins a sentence, so that its first word has its capital from there.

    Returns:
        The names in their order; empty where the run is no name.
    """
    text = text.replace("\u00a0", " ")
    words = text.split(" ")
    if len(words) == 1:
        return _cut_word(text, gazetteer, is_first=is_first)
    if _is_plain(text, words, gazetteer) and not (is_first and hangs_on_first(text, gazetteer)):
        return _plain(text, words, gazetteer)
    starts = [0]
    for word in words[:-1]:
        starts.append(starts[-1] + len(word) + 1)
    run = Run(text, words, starts, gazetteer)
    pieces: list[Piece] = []
    begin = 0
    opened = 0 if is_first else -1
    for index, word in enumerate(words):
        if word == "Flight" and begin < index < len(words) - 1 and words[index + 1][-1:].isdigit():
            pieces += _cut_part(run, begin, index, is_first=begin == opened)  # the airline flies it
            begin = index + 2
        if begin < index and words[index - 1] in FIRM_STOPS and opens_sentence(word, gazetteer):
            pieces += _cut_part(run, begin, index, is_first=begin == opened)
            begin = opened = index
        is_made = "-" in word and is_adjective(run, begin, index)
        if is_made or is_date(run, index) or (word in LOOSE and not joins(run, begin, index)):
            if begin < index and not is_made:
                pieces += _cut_part(run, begin, index, is_first=begin == opened)
            begin = max(begin, index + 1)
    if begin < len(words):
        pieces += _cut_part(run, begin, len(words), is_first=begin == opened)
    return tuple(pieces)


def _is_plain(text: str, words: list[str], gazetteer: Gazetteer) -> bool:
    """Tell whether a run is one name of unlisted words, as two in five of those of several words are."""
    return (
        gazetteer.marks.isdisjoint(words)
        and gazetteer.names.keys().isdisjoint(words)
        and "-" not in text
        and words[0].lower() not in FUNCTION_WORDS
        and _LOWER_WORD.search(text) is None
    )


def _plain(text: str, words: list[str], gazetteer: Gazetteer) -> tuple[Piece, ...]:
    """Read a run of several unlisted words: what the rules for all runs come to where no word is marked."""
    flags = GIVEN if words[0] in gazetteer.given else 0
    if len(words[-1]) == 1 and not flags:
        return ()
    base = head_evidence(words, gazetteer)
    if base is NOTHING:
        base = words_evidence(words, gazetteer)
    else:
        flags |= SURE
    return (Piece(0, len(text), text, base, flags, -1, _certain_kind(base, flags)),)


def _cut_word(word: str, gazetteer: Gazetteer, *, is_first: bool) -> tuple[Piece, ...]:
    """Read a run of one word: half of all runs."""
    lower = word.lower()
    if (
        word in gazetteer.calendar
        or word in gazetteer.never
        or (lower in FUNCTION_WORDS and not _is_acronym(word, is_first))
    ):
        return ()
    flags = SINGLE
    base = gazetteer.names.get(word)
    if base is not None:
        flags |= KNOWN
    elif "-" in word and (COMPOUND.search(word) or _PARTY.fullmatch(word)):
        return ()
    else:
        base = word_evidence(word, gazetteer)
    if word in gazetteer.given:
        flags |= GIVEN
    if lower in gazetteer.common or word in gazetteer.titles:
        flags |= ORDINARY
    return (Piece(0, len(word), word, base, flags, -1, _certain_kind(base, flags)),)


def _is_acronym(word: str, is_first: bool) -> bool:
    return len(word) > 1 and word.isupper() and not is_first


def _cut_part(run: Run, begin: int, end: int, *, is_first: bool) -> list[Piece]:
    begin, end = _strip(run, begin, end, is_first=is_first)
    words, gazetteer = run.words, run.gazetteer
    pieces: list[Piece] = []
    role_start = -1
    is_titled = False
    held = index = begin
    while index < end:
        name_end, title_end = _longest(run, index, end)
        if title_end > index and title_end >= name_end and not _is_in_name(run, held, index, title_end, end):
            pieces += _settle(run, held, index, is_titled=is_titled, role_start=role_start)
            if title_end == end and index == begin and end - begin == 1:
                start = run.starts[index]
                base = Evidence(person=0.7)
                return [Piece(start, start + len(words[index]), words[index], base, SINGLE | ORDINARY, -1, -1)]
            if not is_titled:
                role_start = _role_start(run, pieces, index)
            if role_start == run.starts[index] and run.phrase(index, title_end) in gazetteer.honorifics:
                role_start = run.starts[title_end] if title_end < end else -1
            is_titled = True
            held = index = title_end
            continue
        if name_end > index and not is_titled and _stands_alone(run, held, index, name_end, begin, end):
            pieces += _settle(run, held, index, is_titled=False, role_start=-1)
            pieces += _settle(run, index, name_end, is_titled=False, role_start=-1)
            held = index = name_end
            continue
        index = max(name_end, index + 1)
    return pieces + _settle(run, held, end, is_titled=is_titled, role_start=role_start)


def _role_start(run: Run, pieces: list[Piece], index: int) -> int:
    """Take what stands directly before a title into the role: "US Secretary of State"."""
    start = run.starts[index]
    for piece in reversed(pieces):
        if piece.end + 1 != start or piece.flags & TITLED:
            break
        start = piece.start
    return start


def _strip(run: Run, begin: int, end: int, *, is_first: bool) -> tuple[int, int]:
    """Take off words that are capitalised for another reason: the first of a sentence, articles, small words."""
    words, gazetteer = run.words, run.gazetteer
    while begin < end:
        word = words[begin]
        lower = word.lower()
        is_small = word[0].islower() and not is_particle(word)
        is_function = lower in FUNCTION_WORDS and not _is_acronym(word, is_first)
        has_place_of_opener = is_first and end - begin > 1
        if is_small or is_function or (has_place_of_opener and _is_no_opener(run, begin, end, lower)):
            begin += 1
            is_first = False
        else:
            break
    while end > begin and words[end - 1][0].islower() and not is_particle(words[end - 1]):
        end -= 1
    if end - begin == 1 and words[begin] in gazetteer.never:
        return end, end
    return begin, end


def _is_no_opener(run: Run, begin: int, end: int, lower: str) -> bool:
    """Tell whether a word has its capital from the sentence alone: "Police Chief", but "Foreign Minister"."""
    words, gazetteer = run.words, run.gazetteer
    word, after = words[begin], words[begin + 1]
    if word in gazetteer.openers:
        name_end, title_end = _longest(run, begin, end)
        if max(name_end, title_end) > begin + 1:
            return False
    if word in gazetteer.titles or (
        word in gazetteer.title_modifiers and (after in gazetteer.org_words or _longest(run, begin, end)[1] > begin)
    ):
        return False
    if lower in gazetteer.common:
        is_named = word in gazetteer.org_words or word in gazetteer.names or word in gazetteer.heads
        return not (is_named and (words[end - 1] in gazetteer.suffixes or after in ("of", "for")))
    if lower in gazetteer.jobs and word not in gazetteer.given and words[end - 1] not in gazetteer.suffixes:
        # "Farmer Ana Lind", not "Porter Square"
        return after in gazetteer.given or (end - begin == JOB_AND_NAME_WORDS and after[0].isupper())
    # "Controversial Australian Anthony Hill"
    return after in gazetteer.peoples and word not in gazetteer.names and word not in gazetteer.given


def _longest(run: Run, index: int, end: int) -> tuple[int, int]:
    """Find where the longest listed name and the longest title that begin at a word end."""
    words, gazetteer = run.words, run.gazetteer
    word = words[index]
    name_end = index + 1 if word in gazetteer.names else index
    title_end = index + 1 if word in gazetteer.titles else index
    if word in gazetteer.openers:
        for last in range(min(end, index + LONGEST_NAME_WORDS), index + 1, -1):
            phrase = run.phrase(index, last)
            if phrase in gazetteer.names:
                name_end = max(name_end, last)
            if phrase in gazetteer.titles:
                title_end = max(title_end, last)
            if name_end > index + 1 or title_end > index + 1:
                break
    if title_end == index and word in gazetteer.title_modifiers and name_end <= index + 1:
        after = index + 1
        while after < end and words[after] in gazetteer.title_modifiers and words[after] not in gazetteer.titles:
            after += 1
        if after < end:
            title_end = _longest(run, after, end)[1]
            title_end = title_end if title_end > after else index
    return name_end, title_end


def _is_in_name(run: Run, held: int, index: int, title_end: int, end: int) -> bool:
    """Tell a title from a word of a name: "Julie Bishop", "General Motors Corp", "Prince George's County"."""
    words, gazetteer = run.words, run.gazetteer
    if title_end == end:
        return index > held and (words[held] in gazetteer.given or words[held].endswith("."))
    last = words[end - 1]
    return last in gazetteer.suffixes and gazetteer.suffixes[last].organisation > 0 and title_end - index == 1


def _stands_alone(run: Run, held: int, index: int, name_end: int, begin: int, end: int) -> bool:
    """Tell whether a listed name in a longer run is a name of its own: "Russian" in "Russian Boris Yeltsin"."""
    words, gazetteer = run.words, run.gazetteer
    if index == begin and name_end == end:
        return True
    name = run.phrase(index, name_end)
    is_people = name in gazetteer.peoples
    is_long = name_end - index > 1
    points = gazetteer.names[name]
    last = words[end - 1]
    if name_end < end and last in gazetteer.suffixes:
        if run.phrase(name_end, end) in gazetteer.names:
            return points.place > 0 or is_people
        if is_people:
            # "Irish Republican Army" is one name, "Russian Foreign Ministry" an adjective and a name.
            return last == "Ministry"
        return points.place >= PLACE_SURE and gazetteer.suffixes[last].other > 0 and name.isupper()
    after = words[name_end] if name_end < end else ""
    if after == "&" or (index > held and (words[index - 1] == "&" or words[index - 1] in gazetteer.given)):
        return False  # "Norfolk & Western"
    if not is_long and after and name in gazetteer.given and after not in gazetteer.titles:
        return after in gazetteer.names and after not in gazetteer.given and is_people
    if is_people:
        return True
    if is_long:
        # "Umbel Labour Party" is a longer name than the listed one.
        return index == held or name_end < end or last not in gazetteer.suffixes
    if index > held:
        return False
    if after in gazetteer.given:
        return len(name) > SYLLABLE_CHARS or max(points) >= PLACE_SURE
    return max(points) >= PLACE_SURE


def _settle(run: Run, begin: int, end: int, *, is_titled: bool, role_start: int) -> list[Piece]:
    """Make a name of words and say what its own words tell of its kind."""
    words, gazetteer = run.words, run.gazetteer
    while begin < end and words[end - 1][0].islower() and not is_particle(words[end - 1]):
        end -= 1
    while begin < end and words[begin] in LOOSE:
        begin += 1
    if begin >= end:
        return []
    if end - begin > 1 and len(words[end - 1]) == 1 and words[begin] not in gazetteer.given:
        return []  # "Group B"
    text = run.phrase(begin, end)
    base = gazetteer.names.get(text)
    flags = GIVEN if words[begin] in gazetteer.given else 0
    if end - begin == 1:
        flags |= SINGLE
        if text.lower() in gazetteer.common or text in gazetteer.titles:
            flags |= ORDINARY
        if base is None:
            base = word_evidence(text, gazetteer)
        else:
            flags |= KNOWN
    elif base is not None:
        flags |= KNOWN
    else:
        base = head_evidence(words[begin:end], gazetteer)
        if base is NOTHING:
            base = words_evidence(words[begin:end], gazetteer)
        else:
            flags |= SURE
    if is_titled:
        flags |= TITLED
        base = add(base, Evidence(person=6.0))
    start = run.starts[begin]
    role = role_start if is_titled and role_start < start else -1
    return [Piece(start, start + len(text), text, base, flags, role, _certain_kind(base, flags))]


def _certain_kind(base: Evidence, flags: int) -> int:
    """Name the kind that no context overturns; towns and clubs, and words that may be no names, are never certain."""
    if base.other >= PLACE_SURE and flags & KNOWN:
        return _OTHER
    if flags & ORDINARY:
        return -1
    ordered = sorted(base)
    if ordered[3] - ordered[2] < CERTAIN:
        return -1
    kind = base.index(ordered[3])
    return kind if kind != _PLACE or ordered[3] >= PLACE_SURE else -1
