"""The words that tell who said a quotation: cues, and what stands between a cue and its subject."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flows.text.tables import read_table

FINITE: Final = "finite"
"""A cue with a subject of its own: "said", "says"."""
PARTICIPLE: Final = "participle"
"""A cue whose subject is that of the sentence: "adding"."""
BASE: Final = "base"
"""A cue that needs a plural or "to" before it: "they say"."""
JUDGING: Final = "judging"
"""A verb that brings in part of a quotation but seldom follows one: "called it “a farce”"."""
JUDGING_PARTICIPLE: Final = "judging_participle"
"""The same without a subject of its own: "calling it “a farce”"."""
ACCORDING: Final = "according"
"""The cue whose speaker follows: "according to"."""
MAN: Final = "man"
WOMAN: Final = "woman"

_ROLES: Final = (
    "auxiliary",
    "adverb",
    "time",
    "determiner",
    "owner",
    "preposition",
    "conjunction",
    "opener",
    "subordinator",
    "pronoun",
    "relative",
    "stop",
    "addressed",
    "work",
    "role_head",
    "man",
    "woman",
)

_CAPITALISED: Final = ("according", "said", "says", "told", "adds", "added", "argues", "warned", "warns")
"""Cues that headlines write with a capital; "States" and "Posts" are names."""

_NOT_PERSONS: Final = frozenset(("org_suffix", "org_word", "org_head", "org_noun", "org_context_after", "place_suffix"))


@dataclass(frozen=True)
class SpeechWords:
    """What the reader of speakers looks words up in; all in lower case but titles and given names.

    Attributes:
        cues: First word of a cue, also with a full stop or a capital -> its kind; of several kinds the most telling;
            an empty string where only further words make it a cue.
        longer: First word of a cue of several words -> the words behind it and its kind.
        roles: Role of ``quote_words.csv`` -> its words.
        titles: Words of titles that stand before a name, as spelled.
        given_names: First names.
        genders: Those of them that nearly always tell a man or a woman -> which.
        told_genders: Titles, words of kin and pronouns that tell a man or a woman -> which.
        not_first_names: Words, also with a capital, that a run of capitalised words may begin with and no name does.
        common: Common English words.
        org_words: Words in lower case that make the name before them an organisation's or a place's ("Tower").
        jobs: Words in lower case for work and kin that stand before a person's name.
    """

    cues: dict[str, str]
    longer: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    roles: dict[str, frozenset[str]]
    titles: frozenset[str]
    given_names: frozenset[str]
    genders: dict[str, str]
    told_genders: dict[str, str]
    not_first_names: frozenset[str]
    common: frozenset[str]
    org_words: frozenset[str]
    jobs: frozenset[str]


def load_speech_words(folder: Path, titles: Iterable[str]) -> SpeechWords:
    """Read the words of speech.

    Args:
        folder: Holds ``speech_verbs.csv``, ``quote_words.csv``, ``given_names.csv``, ``common_words.csv`` and
            ``name_words.csv``.
        titles: Titles that stand before a person's name.

    Returns:
        The words, equal for equal files.

    Raises:
        FileNotFoundError: A CSV is missing.
        KeyError: A CSV lacks a column.
    """
    by_role: dict[str, set[str]] = {}
    for row in read_table(folder / "quote_words.csv"):
        by_role.setdefault(row["role"], set()).add(row["word"])
    cues: dict[str, str] = {}
    for role in (JUDGING, JUDGING_PARTICIPLE, FINITE):
        cues |= {word: role for word in by_role.get(role, ()) if " " not in word}
    longer: dict[str, list[tuple[tuple[str, ...], str]]] = {"according": [(("to",), ACCORDING)]}
    for phrase in sorted(by_role.get(FINITE, ())):
        if " " in phrase:
            longer.setdefault(phrase.split()[0], []).append((tuple(phrase.split()[1:]), FINITE))
    for row in read_table(folder / "speech_verbs.csv"):
        words = row["form"].split()
        kind = _kind(row["form"], row["lemma"], row["language"])
        if len(words) > 1:
            longer.setdefault(words[0], []).append((tuple(words[1:]), kind))
        else:
            cues[row["form"]] = kind
    cues = dict.fromkeys(longer, "") | cues
    names = {row["name"]: row["gender"] for row in read_table(folder / "given_names.csv")}
    name_words = read_table(folder / "name_words.csv")
    known_titles = list(titles)
    cues |= {word.capitalize(): kind for word, kind in cues.items() if word.endswith(_CAPITALISED)}
    cues |= {word + stop: kind for word, kind in cues.items() for stop in ".?!"}
    return SpeechWords(
        cues=cues,
        longer={first: tuple(sorted(rest, key=lambda item: (-len(item[0]), item))) for first, rest in longer.items()},
        roles={role: frozenset(by_role.get(role, ())) for role in _ROLES},
        titles=frozenset(
            word for title in known_titles if title[:1].isupper() for word in title.split() if word[0].isupper()
        ),
        given_names=frozenset(names),
        told_genders=dict.fromkeys([*by_role.get("woman", ()), "she"], WOMAN)
        | dict.fromkeys([*by_role.get("man", ()), "he"], MAN),
        genders={name: gender for name, gender in names.items() if gender != "either"},
        not_first_names=frozenset(
            spelled
            for role in ("opener", "conjunction", "preposition", "determiner")
            for word in by_role.get(role, ())
            for spelled in (word, word.capitalize())
        ),
        common=frozenset(row["word"] for row in read_table(folder / "common_words.csv")),
        org_words=frozenset(row["word"].lower() for row in name_words if row["role"] in _NOT_PERSONS),
        jobs=frozenset(row["word"] for row in name_words if row["role"] == "person_word")
        | frozenset(title for title in known_titles if title[:1].islower() and " " not in title),
    )


def _kind(form: str, lemma: str, language: str) -> str:
    if language != "en":
        return FINITE
    if form.split()[0].endswith("ing"):
        return PARTICIPLE
    return BASE if form == lemma and " " not in form else FINITE
