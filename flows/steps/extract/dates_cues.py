"""Whether a sentence speaks of what was or of what will be, near a date that could be either."""

import re
from typing import Final

_NEAR_CHARS: Final = 90
_MOST_WORDS: Final = 14
_WORD: Final = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_STOP: Final = re.compile(r"[;!?…]|(?<=[a-z0-9)\"”'’])\.[\"”'’)]*\s|\n")
_FUTURE_WORDS: Final = """
    will won't shall would may might can could should must due until till ahead upcoming expire expires begin begins
    start starts open opens end ends close closes mature matures take takes become becomes payable effective deadline
    expected scheduled planned slated projected supposed plan plans intends intend hopes hope expects expect likely
    forthcoming tentatively starting redeemable maturing expiring unless
"""
_PAST_WORDS: Final = """
    was were had has have did said says told been began fell rose came went took made gave got met left held won lost
    sold bought broke brought built shot sent spoke spent led kept hit saw found felt drove drew flew grew knew ran sat
    stood struck swore taught threw understood withdrew wrote died since became fought paid put cut shut beat earlier
    previously already last
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
_CLOSE: Final = {"ended": -2, "since": -2, "dated": -2, "until": 2, "till": 2, "due": 2, "ending": 2}
_FAINT: Final = 0.5  # an infinitive that nothing governs
_BEFORE_OWNER: Final = frozenset(("before", "until", "till", "ahead"))


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
    left = text[max(0, start - _NEAR_CHARS) : start]
    from_here = max((stop.end() for stop in _STOP.finditer(left)), default=0)
    words = [word.replace("’", "'") for word in _WORD.findall(left, from_here)[-_MOST_WORDS:]]
    last = words[-1].lower() if words else ""
    if last in _CLOSE and not (last in ("until", "till") and len(words) == 1):  # "Until Thursday, they had not"
        return _CLOSE[last]
    if text[end : end + 2] in ("'s", "’s") and words:  # "Wednesday's ruling": the verb before says when it is spoken of
        return 1 if not _BEFORE_OWNER.isdisjoint(words[-2:]) else -1
    cue = _nearest(words[::-1], words, backwards=True)
    if abs(cue) == 1:
        return int(cue)
    right = text[end : end + _NEAR_CHARS]
    stop = _STOP.search(right)
    words = [word.replace("’", "'") for word in _WORD.findall(right, 0, stop.start() if stop else len(right))]
    words = words[:_MOST_WORDS]
    behind = _nearest(words, words, backwards=False)
    return int(behind) if abs(behind) == 1 else (1 if cue or behind else 0)


def _nearest(ordered: list[str], words: list[str], *, backwards: bool) -> float:
    faint = 0.0
    for number, word in enumerate(ordered):
        at = len(words) - 1 - number if backwards else number
        low = word.lower()
        following = words[at + 1] if at + 1 < len(words) else ""
        if low == "to":
            if following.islower() and following not in _NO_VERB:
                if at and words[at - 1].lower() in _GOVERNING:
                    return 1
                faint = _FAINT
        elif (low == "set" and following in ("for", "to")) or low in _FUTURE or low.endswith("'ll"):
            return 1
        elif low in _PAST or (_is_participle(low) and word.islower()):
            if at and words[at - 1].lower() == "be":  # "would be paid": what stands before tells
                continue
            return -1
    return faint


def _is_participle(word: str) -> bool:
    if not word.endswith("ed") or word in _NOT_PAST:
        return False
    return not word.endswith("eed") or word in _EED  # "succeed", "proceed"
