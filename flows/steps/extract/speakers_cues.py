"""Cues among the words of a paragraph, without the nouns and passives that look like them."""

from dataclasses import dataclass
from itertools import compress
from typing import Final

from flows.steps.extract.quotes_tokens import QUOTE, Words
from flows.steps.extract.quotes_words import BASE, SpeechWords

_STOPS: Final = ".!?…"
_BEFORE_BASE: Final = frozenset(
    [
        "i",
        "we",
        "you",
        "they",
        "who",
        "people",
        "critics",
        "officials",
        "would",
        "will",
        "could",
        "should",
        "may",
        "might",
        "must",
        "can",
        "did",
        "to",
        "also",
        "all",
        "both",
        "others",
        "some",
        "many",
        "n't",
        "don't",
        "don’t",
    ]
)
HELPERS: Final = frozenset(("a", "ha", "hat", "ont", "haben", "hanno"))
"""Auxiliaries of other languages that stand between a quotation and its cue."""
_BEHIND_PASSIVE: Final = frozenset(("by", "of"))
_PASSIVE: Final = frozenset(
    ["was", "were", "been", "be", "being", "is", "are", "when", "if", "as", "wasn't", "wasn’t", "weren't", "weren’t"]
)


NOUN_LIKE: Final = frozenset(
    f"{word}s"
    for word in (
        *(
            "tweet",
            "remark",
            "comment",
            "email",
            "text",
            "post",
            "report",
            "claim",
            "state",
            "note",
            "answer",
        ),
        *(
            "pledge",
            "vow",
            "promise",
            "joke",
            "question",
            "hint",
            "charge",
            "recount",
            "counter",
            "stress",
            "urge",
            "boast",
        ),
    )
)
"""Forms that are plurals of nouns more often than verbs."""


@dataclass(slots=True)
class Cue:
    """A verb or phrase that attributes speech: its first word, the word behind it, and its kind."""

    first: int
    end: int
    kind: str


def find_cues(words: Words, speech: SpeechWords) -> list[Cue]:
    """Find the cues of a paragraph, outside its quotations.

    "His claims", "the report" are nouns, "he was told" names who listened: neither is a cue.

    Args:
        words: The paragraph.
        speech: The reference words.

    Returns:
        The cues in order.
    """
    tokens = words.words
    kinds = speech.cues
    longer = speech.longer
    owner, adverb = speech.roles["owner"], speech.roles["adverb"]
    found: list[Cue] = []
    for index in compress(range(len(tokens)), map(kinds.__contains__, tokens)):
        word = tokens[index]
        kind: str | None = kinds[word]
        end = index + 1
        lower = word.lower()
        if lower in longer:
            for rest, rest_kind in longer[lower]:
                behind = index + 1 + len(rest)
                if tuple([follows.rstrip(_STOPS) for follows in tokens[index + 1 : behind]]) == rest:
                    end, kind = behind, rest_kind
                    break
            else:
                kind = kind or None
        if not kind:
            continue
        spelled = tokens[index - 1] if index else ""
        before = spelled.lower()
        is_helped = before in HELPERS and index > 1 and (tokens[index - 2][0] == QUOTE or tokens[index - 2] == ",")
        if not is_helped and (before in owner or before.endswith(("'s", "’s")) or spelled[:1].isdigit()):
            continue
        if before in _PASSIVE and lower.rstrip(_STOPS) in speech.roles["addressed"]:
            continue
        if (
            word[-2:] == "ed"
            and (before in adverb or before == "not" or (end < len(tokens) and tokens[end] in _BEHIND_PASSIVE))
            and _is_passive(tokens, index, speech)
        ):
            continue
        if kind == BASE and not (before in _BEFORE_BASE or (before[-1:] == "s" and before[:1].isalpha())):
            continue
        if lower in NOUN_LIKE and not _has_subject(tokens, index, before, speech):
            continue
        found.append(Cue(index, end, kind))
    return found


def _is_passive(tokens: list[str], index: int, speech: SpeechWords) -> bool:
    """Whether a participle tells what was done: "figures announced by Lind", "a man accused of theft"."""
    after, agent = [*tokens[index + 1 : index + 3], "", ""][:2]
    if after == "of":
        return tokens[index] == "accused"
    if after == "by" and agent:
        return agent[0].isupper() or agent.lower() in speech.roles["determiner"]
    return index > 1 and tokens[index - 2].lower() in _PASSIVE


def _has_subject(tokens: list[str], index: int, before: str, speech: SpeechWords) -> bool:
    if index == 0:
        return False
    roles = speech.roles
    if before in roles["determiner"]:
        return False  # "Those states"
    if tokens[index - 1][0].isupper() or before in roles["pronoun"] or before in roles["relative"] or before == ",":
        return True
    # "The report claims": a singular behind its article.
    return before in roles["adverb"] or (index > 1 and tokens[index - 2].lower() in ("the", "a", "this", "that"))
