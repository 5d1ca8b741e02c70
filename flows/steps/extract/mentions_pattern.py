"""The pattern of a run of capitalised words, and the small words that begin runs without being part of a name."""

import re
from typing import Final

_RANGES: Final = ((0xC0, 0x590), (0x1E00, 0x1F00))
_CAPITALS: Final = "".join(chr(code) for low, high in _RANGES for code in range(low, high) if chr(code).isupper())
_UPPER: Final = f"A-Z{_CAPITALS}"
UPPER: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ" + _CAPITALS)
"""The capitals that begin a run."""

# Python's \w leaves combining accents out; decomposed names have them.
_INNER: Final = r"[\w\u0300-\u036f]"
_STOPPING: Final = """
    Dr Jr Mr Sr Mrs Ms Mt Maj Mo Md Mass Mich Minn Miss Mont Messrs St Spc Sen Sens Sgt Sgts Sta Supt Gen Gov Ga Col
    Colo Capt Cmdr Cpl Co Cos Corp Calif Conn Rep Reps Rev Lt Ltd La Prof Pvt Pa Penn Brig Bros Adm Ala Ariz Ark Hon
    Inc Ill Ind Ft Fla Tenn Tex Okla Ore Ont Wis Wyo Wash Kan Ky Va Vt Neb Nev Del Que
"""
STOPPED: Final = frozenset(_STOPPING.split())
"""Words that take their full stop along: "Mr.", "Inc.", "Calif."."""

FIRM_STOPS: Final = frozenset({"Bros.", "Co.", "Corp.", "Cos.", "Inc.", "Ltd."})
"""Words that end a firm's name with a full stop, which may end its sentence, too."""

# A look behind for the capital costs nothing where no such word begins with it.
_STOPPED: Final = "|".join(
    f"(?<={first})(?:{'|'.join(sorted(word[1:] for word in STOPPED if word[0] == first))})"
    for first in sorted({word[0] for word in STOPPED})
)
_REST: Final = (
    rf"(?:(?:\.[{_UPPER}])*\.(?:-?{_INNER}+)*|(?:{_STOPPED})\.(?=[ ,)])|"
    rf"(?:{_INNER}|&(?=\w))*(?:['’](?!s\b){_INNER}+|-{_INNER}+)*)"
)
_LINKING: Final = """
    of the and & for de del della delle der den des di da do dos du van von bin bint ibn la le les ter ten y e zu und et
    on in
"""
LINKS: Final = tuple(_LINKING.split())
"""Small words inside names."""

LINK: Final = f"(?:{'|'.join(LINKS)})"
"""The pattern of one of them."""

_LOWER_STARTING: Final = ("al", "el", "as", "ash", "an", "ad", "ar", "at", "az", "ul", "d", "l")
LOWER_STARTS: Final = tuple(start + mark for start in _LOWER_STARTING for mark in "-'’")
"""What may stand before the capital of a further word: "al-Assad"."""

_SPACE: Final = r"[ \u00a0]"
_LOWER_START: Final = rf"(?:{'|'.join(_LOWER_STARTING)})[-'’]"
# The capital stands first and the look behind after it: the engine leaps from capital to capital.
RUN: Final = re.compile(
    rf"[{_UPPER}](?<!\w.){_REST}(?:{_SPACE}(?:{LINK}{_SPACE}){{0,2}}(?:{_LOWER_START})?[{_UPPER}]{_REST}){{0,24}}",
    re.DOTALL,
)
"""A run of capitalised words, with the small words inside it; bounded, so that a page of capitals stays linear."""

_SMALL_WORDS: Final = """
    the a an this that these those he she it we they i you his her its our their my your who whom which what when
    where why how there here and or but nor so if as at by for from in into of off on onto out over to up with is are
    was were be been has have had do does did can could might must will would shall should not no yes all any
    both each every some such then than after before while since until because although though about against
    i'm i've it's that's there's let's don't near under beyond outside inside across throughout despite without within
    amid among during upon per like unlike around along behind below beneath beside besides between following including
"""
_CONTRACTED: Final = """
    i'm i've i'd i'll you're you've you'd you'll he'd he'll she'd she'll it'd it'll we're we've we'd we'll they're
    they've they'd they'll
    that'd that'll there'd there'll who'd who'll who've what're don't doesn't didn't isn't aren't wasn't
    weren't can't cannot couldn't won't wouldn't shouldn't haven't hasn't hadn't ain't let's y'all
"""
_SMALL: Final = frozenset((_SMALL_WORDS + _CONTRACTED).split())
FUNCTION_WORDS: Final = _SMALL | frozenset([word.replace("'", "’") for word in _SMALL if "'" in word])
"""Words that are no part of a name where they begin a run, in lower case."""
