"""Indirect speech: the clause that says what somebody said, without marks."""

from bisect import bisect_left
from typing import Final

from flows.steps.extract.quotes_tokens import Words
from flows.steps.extract.quotes_words import ACCORDING, FINITE, PARTICIPLE
from flows.steps.extract.speakers import BEFORE, BEHIND, Attributor, Found
from flows.steps.extract.speakers_cues import NOUN_LIKE, Cue
from flows.steps.extract.speakers_walks import Phrase

Indirect = tuple[Found, int, int, float]
"""Who said it, first word, word behind the last, confidence."""

_THAT: Final = frozenset(("that", "dass"))
_PLAIN: Final = frozenset(
    [
        "said",
        "says",
        "say",
        "told",
        "tells",
        "tell",
        "added",
        "adds",
        "claimed",
        "claims",
        "argued",
        "argues",
        "insisted",
        "insists",
        "warned",
        "warns",
        "acknowledged",
        "admitted",
        "conceded",
        "estimated",
        "predicted",
        "promised",
        "recalled",
        "stressed",
        "suggested",
        "believes",
        "stated",
        "states",
        "noted",
        "announced",
        "announces",
        "confirmed",
        "denied",
        "denies",
        "explained",
        "explains",
        "reported",
        "testified",
        "alleged",
        "revealed",
    ]
)
"""Verbs behind which a clause needs no "that"."""
_WHEN: Final = frozenset(("on", "in", "at", "during", "after", "to", "by", "from", "of"))
_LAST: Final = frozenset(("last", "early", "late", "this", "earlier", "later"))
"""What stands before a time: "told reporters last week"."""
_ASIDES: Final = frozenset(("a", "an", "which", "who", "whose"))
_TOLD: Final = frozenset(("warned", "warns", "told", "tells", "assured", "reminded", "informed", "promised", "advised"))
"""Verbs with a listener between them and their "that"."""
_REPORTED: Final = frozenset(("reports", "reported"))
"""Verbs of those who pass on what another said."""
_GOING_ON: Final = frozenset(
    ("with", "and", "but", "as", "after", "because", "while", "although", "though", "including")
)
_OWNERS: Final = frozenset(("his", "her", "its", "their", "my", "our", "your", "it", "nothing", "that", "this"))
"""What stands behind a verb of speech as what was said: "he smiled, said his thanks and left"."""
_JOINING: Final = frozenset(("and", "but", "or"))
_SET_OFF: Final = frozenset(("—", "–", "-", "--", ":"))
_CITY_CHARS: Final = 3
_MOST_DATELINE: Final = 14
_FEWEST_WORDS: Final = 3
_MOST_ASIDE: Final = 9
"""Words that may stand between a cue and its "that": "in an interview on Monday"."""
_MOST_SENTENCE: Final = 200
"""Words of a sentence that are searched for a quotation."""
_STOPS: Final = ".!?…"


def find_indirect(words: Words, cues: list[Cue], attributor: Attributor) -> list[Indirect]:
    """Find the clauses that report speech: "X said (that) …", "…, X said", "according to X, …".

    A sentence with a quotation is left to it: the words in marks are the evidence there.

    Args:
        words: A paragraph.
        cues: Its cues.
        attributor: Finds the subjects.

    Returns:
        The clauses in order; they do not overlap.
    """
    found: list[Indirect] = []
    quotes = words.quotes
    done = 0
    for number, cue in enumerate(cues):
        if cue.first < done or cue.kind not in (FINITE, PARTICIPLE, ACCORDING):
            continue
        low, high = words.sentence(cue.first)
        beside = bisect_left(quotes, low)
        if beside < len(quotes) and quotes[beside] < min(high, low + _MOST_SENTENCE):
            continue
        later = cues[number + 1 : number + 4]
        clause = _clause(words, cue, later, low, high, attributor, cues[max(0, number - 6) : number])
        if clause is not None and later and later[0].first < clause[2]:
            clause = _closed(words, clause, later, low, high, attributor)
        if clause is None or clause[2] - clause[1] < _FEWEST_WORDS:
            continue
        if found and clause[1] < found[-1][2]:
            continue
        found.append(clause)
        done = clause[2]
    return found


def _clause(
    words: Words, cue: Cue, later: list[Cue], low: int, high: int, attributor: Attributor, earlier: list[Cue]
) -> Indirect | None:
    tokens = words.words
    phrases = attributor.phrases
    if cue.kind == ACCORDING:
        speaker = phrases.after(words, cue.end, high)
        if speaker is None:
            return None
        if cue.first == low:
            commas = [at for at in range(speaker[1], min(high, speaker[1] + 25)) if tokens[at] == ","]
            if not commas:
                return None
            # According to Vortex, a firm in Riga, exports fell: what explains the source is not what it said.
            is_aside = len(commas) > 1 and commas[0] + 1 < high and tokens[commas[0] + 1] in _ASIDES
            comma = commas[1] if is_aside else commas[0]
            return Found(speaker, (cue.first, cue.end), None, BEFORE, is_close=True), comma + 1, high, 0.8
        end = cue.first - 1 if tokens[cue.first - 1] == "," else cue.first
        if end - 1 > low and tokens[end - 1] in _JOINING and speaker[1] < high and tokens[speaker[1]] == ",":
            # She sang in the choir and, according to legend, once threw a bucket: the source is that of what follows.
            return Found(speaker, (cue.first, cue.end), None, BEFORE, is_close=True), speaker[1] + 1, high, 0.7
        return Found(speaker, (cue.first, cue.end), None, BEHIND, is_close=True), behind_dateline(words, low), end, 0.8
    at = cue.end
    told = attributor.told_to(words, cue, high)
    if told is None and tokens[cue.first] in _TOLD and at < high and tokens[at] not in _THAT:
        listener = phrases.after(words, at, high)
        if listener is not None and listener[1] < high and tokens[listener[1]] in _THAT:
            told = listener
    if told is not None:
        at = told[1]
    is_plain = tokens[cue.first].rstrip(_STOPS) in _PLAIN
    first = _begins(words, at, high, is_plain=is_plain and (cue.kind == FINITE), attributor=attributor)
    if first is not None:
        speaker = attributor.subject_of(words, cue, low, earlier)
        if speaker is None:
            return None
        end = next(
            (
                other.first - 1
                for other in later
                if other.kind == PARTICIPLE and other.first < high and tokens[other.first - 1] == ","
            ),
            high,
        )
        sure = 0.8 if tokens[first - 1] in _THAT else 0.65
        return Found(speaker, (cue.first, cue.end), told, BEFORE, is_close=True), first, end, sure
    return _behind(words, cue, told, at, low, high, attributor) if is_plain else None


def _behind(
    words: Words, cue: Cue, told: tuple[int, int] | None, at: int, low: int, high: int, attributor: Attributor
) -> Indirect | None:
    """Read the attribution behind a clause: "…, Lind said", "…, said Ana Lind, the mate", "…, Lind said, with …"."""
    tokens = words.words
    if cue.kind != FINITE or cue.first <= low:
        return None
    tie = (cue.first, cue.end)
    speaker: Phrase | None
    if tokens[cue.first - 1] == "," and at < high and tokens[cue.first] not in _TOLD:
        first = behind_dateline(words, low)
        speaker = _inverted(words, cue.first, at, first, high, attributor)
        if speaker is not None:
            return Found(speaker, tie, told, BEHIND, is_close=True), first, cue.first - 1, 0.75
    is_last = _ends(words, at, high, attributor)
    if not is_last and not _goes_on(words, at, high):
        return None
    speaker = attributor.phrases.before(words, cue.first, low)
    if speaker is None or speaker[0] <= low or tokens[speaker[0] - 1] != ",":
        return None
    if tokens[cue.first] in NOUN_LIKE and tokens[speaker[1] - 1][0].islower():
        return None  # ", neighbouring states"
    first, end = behind_dateline(words, low), speaker[0] - 1
    if not is_last and attributor.phrases.opens_aside(tokens[first]) and "," not in tokens[first:end]:
        return None  # "If it holds, Lind said, and nobody sails, …"
    return Found(speaker, tie, told, BEHIND, is_close=True), first, end, 0.75


def _inverted(words: Words, cue: int, at: int, first: int, high: int, attributor: Attributor) -> Phrase | None:
    """Find who stands behind the verb of "…, said Ana Lind, the mate"; "Lind, the mate, said the hull …" is another."""
    tokens = words.words
    phrases = attributor.phrases
    begin = tokens[at]
    is_noun = begin.rstrip(_STOPS) == "police" or _opens_clause(begin, attributor)
    if begin.lower() in _OWNERS or not is_noun or attributor.is_time(begin):
        return None
    speaker = phrases.after(words, at, high)
    if speaker is None:
        return None
    behind = speaker[1]
    if behind < high and tokens[behind] != "," and not _ends(words, behind, high, attributor):
        return None
    if behind < high and phrases.opens_aside(tokens[first]) and "," not in tokens[first : cue - 1]:
        return None
    if any(tokens[place] == "," and tokens[place + 1] in phrases.auxiliary for place in range(behind, high - 1)):
        return None  # "One hull, says Lind, is rotten"
    subject = phrases.of_sentence(words, first, cue)
    is_apposed = subject is not None and subject[1] < cue - 1 and tokens[subject[1]] == ","
    return None if is_apposed else speaker


def _goes_on(words: Words, at: int, high: int) -> bool:
    """Whether what was said ended before its attribution: "…, Lind said, killing three"."""
    if at + 1 >= high or words.words[at] != ",":
        return False
    follows = words.words[at + 1]
    return follows in _GOING_ON or (follows.endswith("ing") and follows.islower())


def _closed(
    words: Words, clause: Indirect, later: list[Cue], low: int, high: int, attributor: Attributor
) -> Indirect | None:
    """Cut an attribution off that ends the sentence: it says the whole of it, or only that somebody reported it."""
    tokens = words.words
    for cue in later:
        verb = tokens[cue.first].rstrip(_STOPS)
        if not clause[1] + _FEWEST_WORDS <= cue.first < clause[2] or verb in _TOLD:
            continue
        if verb in _REPORTED and tokens[cue.first - 1] == ",":
            return clause[0], clause[1], cue.first - 1, clause[3]
        if verb not in _PLAIN or _begins(words, cue.end, high, is_plain=True, attributor=attributor) is not None:
            continue
        whole = _behind(words, cue, None, cue.end, low, high, attributor)
        if whole is None or whole[2] <= clause[1] + 1:
            continue
        return (clause[0], clause[1], whole[2], clause[3]) if verb in _REPORTED else whole
    return clause


def behind_dateline(words: Words, low: int) -> int:
    """Step over the dateline that opens a sentence: "PORT LUND, March 3 (AP) — Ferries sailed, officials said".

    Args:
        words: The paragraph.
        low: First word of the sentence.

    Returns:
        First word behind the dash or colon; the first word itself where no dateline stands there.
    """
    tokens = words.words
    if low or len(tokens[0]) < _CITY_CHARS or not tokens[0].isupper():
        return low
    for at in range(1, min(len(tokens) - 1, _MOST_DATELINE)):
        if tokens[at] in _SET_OFF:
            return at + 1
        if tokens[at][0].islower():
            break
    return low


def _begins(words: Words, at: int, high: int, *, is_plain: bool, attributor: Attributor) -> int | None:
    """Find the first word of the clause behind a cue; NULL (None) where none begins there."""
    tokens = words.words
    ahead = tokens[at : min(high, at + _MOST_ASIDE)]
    that = -1 if _THAT.isdisjoint(ahead) else next(place for place, word in enumerate(ahead) if word in _THAT)
    if that == 0:
        return at + 1
    if that > 0 and not any(word in ",;:" for word in ahead[:that]):
        word = ahead[0]
        if word in _WHEN or word in _LAST or attributor.is_time(word) or attributor.is_adverb(word):
            return at + that + 1
    while at < high and (
        attributor.is_time(tokens[at])
        or ((tokens[at] == "on" or tokens[at] in _LAST) and at + 1 < high and attributor.is_time(tokens[at + 1]))
    ):
        at += 1
    if not is_plain or at + 2 >= high:
        return None
    if not _opens_clause(tokens[at], attributor):
        return None
    subject = attributor.phrases.after(words, at, high)
    if tokens[at][0].isdigit() and subject is not None and subject[1] < high and tokens[subject[1]] in _WHEN:
        return None  # "Lind added 102 yards on 19 carries"
    if subject is None or subject[1] >= high or tokens[subject[1]] in ",;:" or tokens[subject[1] - 1][-1] in _STOPS:
        return None
    return at


def _opens_clause(word: str, attributor: Attributor) -> bool:
    """Whether a clause may begin with a word; "goodbye" and "nothing" are what was said, not who did."""
    lower = word.lower()
    return (
        word[0].isupper()
        or word[0].isdigit()
        or lower in attributor.phrases.determiner
        or lower in attributor.phrases.pronoun
        or (lower.endswith("s") and not lower.endswith("ss"))
    )


def _ends(words: Words, at: int, high: int, attributor: Attributor) -> bool:
    """Whether nothing but a time or a place stands behind a cue."""
    return at >= high or attributor.is_time(words.words[at]) or words.words[at] in ("in", "on", "during", "at")
