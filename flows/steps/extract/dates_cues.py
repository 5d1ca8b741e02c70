"""Whether a sentence speaks of what was or of what will be, near a date that could be either."""

from functools import lru_cache
from typing import Final

_NEAR_CHARS: Final = 90
_PUNCTUATION: Final = ",.:()[]-–—_“”\"'‘’`«»"
_ENDS: Final = frozenset(".;!?…\"”’')")
_CLOSING: Final = "\"”’')"
_CAPITALS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_FUTURE_WORDS: Final = """
    will won't shall would may might can could should must due ahead upcoming expire expires begin begins
    start starts open opens end ends close closes mature matures take takes become becomes payable effective deadline
    expected scheduled planned slated projected supposed plan plans intends intend hopes hope expects expect likely
    forthcoming tentatively starting redeemable maturing expiring unless
"""
_PAST_WORDS: Final = """
    was were had has have did said says told been began fell rose came went took made gave got met left held won lost
    sold bought broke brought built shot sent spoke spent led kept hit saw found felt drove drew flew grew knew ran sat
    stood struck swore taught threw understood withdrew wrote died since became fought paid put cut set shut beat
    earlier previously already last
"""
# What makes "to close" a thing to come; behind another verb the infinitive tells nothing ("came to mark").
_GOVERNING_WORDS: Final = """
    expected scheduled planned slated projected supposed plan plans intends intend hopes hope expects expect likely
    due set going about ready agreed agrees promised vowed asked ordered urged allowed decided wants want is are be
    hoping planning preparing poised prepared try trying able deadline chance free obliged
"""
_NO_VERB_WORDS: Final = "the a an this that his her its their our my your these those us him them it"
_FUTURE: Final = frozenset(_FUTURE_WORDS.split())
_PAST: Final = frozenset(_PAST_WORDS.split())
_GOVERNING: Final = frozenset(_GOVERNING_WORDS.split())
_NOT_PAST: Final = frozenset(("united", "hundred", "red", "embed", "sacred", "naked", "bed", "wed", "unprecedented"))
_EED: Final = frozenset(("agreed", "freed", "decreed", "guaranteed", "disagreed"))
_NO_VERB: Final = frozenset(_NO_VERB_WORDS.split())
_MODALS: Final = frozenset(("will", "would", "may", "might", "could", "should", "must"))
_CLOSE: Final = {"ended": -2, "since": -2, "dated": -2, "until": 2, "till": 2, "due": 2, "ending": 2}
_FAINT: Final = 9  # an infinitive that nothing governs
_AWAITED: Final = frozenset(("braced", "forecast", "booked", "tipped"))  # with "for" or "to": a thing to come
_BEFORE_ADJECTIVE: Final = frozenset(("the", "a", "an", "worst", "most", "hardest", "its", "his", "her", "their"))
_BEFORE_OWNER: Final = frozenset(("before", "until", "till", "ahead"))


_MOST_WORDS: Final = 8192
"""Words whose answer is kept: looking one up costs half of telling it."""
_PAST_CUE: Final = -1
_FUTURE_CUE: Final = 1
_CUES: Final = dict.fromkeys(_PAST, _PAST_CUE) | dict.fromkeys(_FUTURE, _FUTURE_CUE) | {"to": _FAINT}

# What a word says by itself, as bits; 0 for nearly all words.
_ENDS_SENTENCE: Final = 1
_SAYS_PAST: Final = 2
_SAYS_FUTURE: Final = 4
_IS_TO: Final = 8
_IS_SET: Final = 32
_IS_UNTIL: Final = 64
_MAY_BE_ADJECTIVE: Final = 128


def direction(text: str, start: int, end: int) -> int:
    """Tell from the words around a date whether it lies before or behind its anchor.

    The nearest verb before it in its sentence decides ("said Friday it will close Monday"), else the nearest behind it.
    Looks at 90 characters on either side, whatever the length of the text.

    Args:
        text: The block.
        start: Where the date begins in it.
        end: Where the date ends.

    Returns:
        -1 for past, 1 for future, 0 where nothing tells; -2 or 2 where the word right before it does ("ended Jan. 31").
    """
    words = text[max(0, start - _NEAR_CHARS) : start].split()
    if start > _NEAR_CHARS and words:
        del words[0]  # perhaps cut in two
    if words:
        last = _bare(words[-1])
        if last in _CLOSE and (last not in ("until", "till") or not _opens(words)):  # "Until Thursday, they had not"
            return _CLOSE[last]
        if text[end : end + 2] in ("'s", "’s") and not _stops(words[-1]):
            # "Wednesday's ruling": the verb before says when it is spoken of, not when it was.
            return 1 if last in _BEFORE_OWNER or (len(words) > 1 and words[-2] == "ahead") else -1
    faint = False
    for at in range(len(words) - 1, -1, -1):
        said = _said_by(words[at])
        if said:
            if said & _ENDS_SENTENCE:
                break
            cue = _cue(words, at, said)
            if cue == _FAINT or said & _IS_UNTIL:
                faint = True  # "in force until 3 am on Tuesday"
            elif cue:
                return cue
    words = text[end : end + _NEAR_CHARS].split()
    for at, word in enumerate(words):
        said = _said_by(word)
        if said:
            cue = _cue(words, at, said)
            if cue == _FAINT:
                faint = True
            elif cue:
                return cue
            if said & _ENDS_SENTENCE:
                break
    return _FUTURE_CUE if faint else 0


def _opens(words: list[str]) -> bool:
    return len(words) == 1 or _stops(words[-2])


def _stops(word: str) -> bool:
    """Tell whether a sentence ends with a word; the stop of "Corp." ends one too, that of "U.S." does not."""
    if word[-1] not in _ENDS:
        return False
    bare = word.rstrip(_CLOSING)
    return bool(bare) and (bare[-1] in ";!?…" or (bare[-1] == "." and bare[-2:-1] not in _CAPITALS))


@lru_cache(_MOST_WORDS)
def _said_by(word: str) -> int:
    """Tell what a word says by itself: whether it ends a sentence, and which cue it is."""
    said = _ENDS_SENTENCE if _stops(word) else 0
    bare = word
    cue = _CUES.get(word)
    if cue is None:
        bare = _bare(word)
        cue = _CUES.get(bare)
    if bare in _AWAITED:
        return said | _IS_SET | (_SAYS_PAST if bare[-2:] == "ed" else 0)
    if bare in ("until", "till"):
        return said | _IS_UNTIL
    if cue is None:
        if bare.endswith("'ll"):
            return said | _SAYS_FUTURE
        is_past = bare.endswith("ed") and word[0].islower() and bare not in _NOT_PAST
        # "succeed", "proceed"
        is_past = is_past and (not bare.endswith("eed") or bare in _EED)
        return said | (_SAYS_PAST | _MAY_BE_ADJECTIVE if is_past else 0)
    if cue == _FAINT:
        return said | _IS_TO
    if cue == _FUTURE_CUE:
        return said | _SAYS_FUTURE
    return said | _SAYS_PAST | (_IS_SET if bare == "set" else 0)


def _cue(words: list[str], at: int, said: int) -> int:
    """Weigh what a word says by the words beside it."""
    if said & _IS_SET and at + 1 < len(words) and words[at + 1] in ("for", "to"):
        return _FUTURE_CUE
    if said & _SAYS_PAST:
        before = words[at - 1] if at else ""
        if said & _MAY_BE_ADJECTIVE and before in _BEFORE_ADJECTIVE:  # "in the worst affected areas"
            return 0
        if before == "be":  # "would be paid": what stands before tells
            return 0
        if before in _MODALS:  # "would have an operation on Monday", "will hit the isle", "may cut jobs"
            return 0
        return _PAST_CUE
    if said & _IS_TO:
        following = words[at + 1] if at + 1 < len(words) else ""
        if not following.islower() or following in _NO_VERB:
            return 0
        return _FUTURE_CUE if at and _bare(words[at - 1]) in _GOVERNING else _FAINT
    return _FUTURE_CUE if said & _SAYS_FUTURE else 0


@lru_cache(_MOST_WORDS)
def _bare(word: str) -> str:
    return word.strip(_PUNCTUATION).lower().replace("’", "'")
