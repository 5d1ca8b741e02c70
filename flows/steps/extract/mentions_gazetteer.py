"""What is known of names before an article is read: lists of names and of the words names are made of."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from flows.steps.extract.mentions_descriptions import Heads, load_heads
from flows.steps.extract.mentions_pattern import FIRM_STOPS
from flows.steps.lexicon import Lexicon


class Evidence(NamedTuple):
    """How much speaks for each kind of name, in points; 4 points are as good as certain.

    Attributes:
        person: Points for a person.
        organisation: Points for an organisation.
        place: Points for a place.
        other: Points for anything else that has a name.
    """

    person: float = 0.0
    organisation: float = 0.0
    place: float = 0.0
    other: float = 0.0


NOTHING: Final = Evidence()
# Points by kind and sort of a listed name. Towns give way to people and clubs; countries do not.
_POINTS: Final = {
    "country": Evidence(place=4.5),
    "region": Evidence(place=4.0),
    "state": Evidence(place=3.5),
    "large_city": Evidence(place=3.5),
    "city": Evidence(place=2.0),
    "media": Evidence(organisation=4.0),
    "company": Evidence(organisation=4.0),
    "body": Evidence(organisation=4.0),
    "club": Evidence(organisation=3.0),
    "building": Evidence(organisation=3.0, place=2.6),
    "people": Evidence(other=5.0),
    "belief": Evidence(other=4.0),
    "thing": Evidence(other=5.0),
    "person": Evidence(person=4.0),
}
_NAMESAKE_POINTS: Final = 1.2
_ZONE_CHARS: Final = 2
"""Time zones of two letters are states, too."""


def add(left: Evidence, right: Evidence) -> Evidence:
    """Add two pieces of evidence.

    Args:
        left: Points.
        right: Points.

    Returns:
        The sums.
    """
    return Evidence(left[0] + right[0], left[1] + right[1], left[2] + right[2], left[3] + right[3])


@dataclass(frozen=True)
class Gazetteer:
    """The lists the name rules read, as sets and dictionaries.

    Attributes:
        names: Listed name, as spelled -> evidence.
        peoples: Adjectives and nouns of nationality and belief.
        clubs: Sports clubs.
        upper: Listed name in capitals -> the name as spelled.
        openers: First words of listed names and titles of more than one word.
        given: Given names.
        titles: Titles that stand before a name, with a capital first or in capitals.
        title_modifiers: Words that stand before a title and belong to it.
        honorifics: Those of them that say nothing of a person's work.
        jobs: Words in lower case that stand before a person's name.
        speech: Verbs of speech.
        common: English words that may begin a sentence or a headline, in lower case.
        calendar: Months and weekdays, with a capital first.
        suffixes: Last word of a name -> evidence.
        heads: Word that begins a name before "of" or "for" -> evidence.
        org_words: Words inside a name that show an organisation.
        org_after: Words in lower case that follow the name of an organisation.
        place_after: Words in lower case that follow the name of a place.
        place_before: Words in lower case that stand before the name of a place.
        org_nouns: Nouns that name a body after an adjective of nationality.
        never: Capitalised words that are no names.
        description_heads: Nouns that persons, groups and places are described by.
        marks: All words by which a run of capitalised words may be cut, but the listed names of one word.
    """

    names: dict[str, Evidence]
    peoples: frozenset[str]
    clubs: frozenset[str]
    upper: dict[str, str]
    openers: frozenset[str]
    given: frozenset[str]
    titles: frozenset[str]
    title_modifiers: frozenset[str]
    honorifics: frozenset[str]
    jobs: frozenset[str]
    speech: frozenset[str]
    common: frozenset[str]
    calendar: frozenset[str]
    suffixes: dict[str, Evidence]
    heads: dict[str, Evidence]
    org_words: frozenset[str]
    org_after: frozenset[str]
    place_after: frozenset[str]
    place_before: frozenset[str]
    org_nouns: frozenset[str]
    never: frozenset[str]
    description_heads: Heads
    marks: frozenset[str]

    def __hash__(self) -> int:
        """Tell gazetteers apart cheaply, so that what is made of one can be cached."""
        return hash((len(self.names), len(self.given), len(self.common)))


_NAMES_TOO: Final = {"Mai", "Sun"}
"""A German month and a short weekday that stand in names more often: "Ha Thi Mai", "Ro Sun-hee"."""


def _rows(path: Path) -> Iterable[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        yield from reader


def load_gazetteer(folder: Path, lexicon: Lexicon) -> Gazetteer:
    """Read the lists of names.

    Args:
        folder: ``seeds/reference`` or a folder of the same shape.
        lexicon: Gives titles, verbs of speech, given names and common words.

    Returns:
        The gazetteer, equal for equal files; reading takes about 30 ms.

    Raises:
        FileNotFoundError: A CSV is missing.
        ValueError: A row has another number of columns.
    """
    given, common = lexicon.speech.given_names, lexicon.speech.common
    words: dict[str, set[str]] = {}
    for word, role in _rows(folder / "name_words.csv"):
        words.setdefault(role, set()).add(word)
    names: dict[str, Evidence] = {}
    for name, kind in _rows(folder / "places.csv"):
        if kind in ("city", "large_city") and " " not in name:
            if name.lower() in common:
                continue
            if name in given:
                names[name] = Evidence(place=_NAMESAKE_POINTS, person=_NAMESAKE_POINTS)
                continue
        names[name] = _POINTS[kind]
    listed: dict[str, set[str]] = {}
    for name, _kind, sort in _rows(folder / "names.csv"):
        listed.setdefault(sort, set()).add(name)
        if sort in ("country", "region", "building"):
            names[name] = add(names.get(name, NOTHING)._replace(place=0.0), _POINTS[sort])
        else:
            names[name] = add(names.get(name, NOTHING), _POINTS[sort])
    for zone, *_ in _rows(folder / "time_zones.csv"):
        if len(zone) > _ZONE_CHARS and zone.lower() not in common:
            names.setdefault(zone, _POINTS["thing"])
    # "Rs 1,200 crore", "USD 40": money is no name.
    money = {row[0] for row in _rows(folder / "currency_notations.csv") if row[4] == "code" and row[0] not in names}
    titles = {title for title in lexicon.person_titles if title[:1].isupper()} | words["title"]
    titles |= {title.upper() for title in titles if " " not in title}
    jobs = {title for title in lexicon.person_titles if title[:1].islower()} | words["person_word"]
    calendar = {
        row[1].capitalize()
        for row in (*_rows(folder / "months.csv"), *_rows(folder / "weekdays.csv"))
        if row[0] == "en" or (row[0] == "de" and row[3] == "false")
    } - _NAMES_TOO
    suffixes = dict.fromkeys(words["event"], Evidence(other=6.0))
    suffixes |= dict.fromkeys(words["place_suffix"], Evidence(place=6.0))
    suffixes |= dict.fromkeys(words["org_suffix"], Evidence(organisation=6.0))
    heads = dict.fromkeys(words["place_head"], Evidence(place=6.0))
    heads |= dict.fromkeys(words["org_head"], Evidence(organisation=6.0))
    heads |= dict.fromkeys(words["org_opener"], Evidence(organisation=8.0))
    heads |= dict.fromkeys(words["event"], Evidence(other=6.0))
    heads |= dict.fromkeys(words["event_head"], Evidence(other=8.0))
    openers = {name.split(" ", 1)[0] for name in (*names, *titles) if " " in name}
    return Gazetteer(
        names=names,
        peoples=frozenset(listed["people"] | listed["belief"]),
        clubs=frozenset(listed["club"]),
        upper={name.upper(): name for name in sorted(names, reverse=True)},
        openers=frozenset(openers),
        given=given,
        titles=frozenset(titles),
        title_modifiers=frozenset(words["title_modifier"]),
        honorifics=frozenset(lexicon.honorifics),
        jobs=frozenset(jobs),
        speech=frozenset(lexicon.speech_verbs),
        common=common,
        calendar=frozenset(calendar),
        suffixes=suffixes,
        heads=heads,
        org_words=frozenset(words["org_word"]),
        org_after=frozenset(words["org_context_after"]),
        place_after=frozenset(words["place_context_after"]),
        place_before=frozenset(words["place_context_before"]),
        org_nouns=frozenset(words["org_noun"]),
        never=frozenset(words["never"] | {code for code in money if code.lower() not in common}),
        description_heads=load_heads(folder),
        marks=frozenset(openers | titles | words["title_modifier"] | calendar | FIRM_STOPS),
    )
