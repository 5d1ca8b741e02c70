"""Short closed lists of words that the walk over words asks for, with the bits of ``quotes_classes`` they set."""

from typing import Final

from flows.steps.extract import quotes_classes as bits

Lists = tuple[tuple[int, int, frozenset[str]], ...]
"""Bits of the second number, bits of the third, and the words."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES: Final = _words("de del della der den di da dos du van von bin bint ibn al el la le ter ten zu y e")
STANDING: Final = _words("one another others some many several")
"""Determiners that speak for themselves: "many said"."""
SHORT_TITLES: Final = {
    "sen.": "senator",
    "rep.": "representative",
    "gov.": "governor",
    "gen.": "general",
    "col.": "colonel",
    "sgt.": "sergeant",
    "prof.": "professor",
}
NOUN_LIKE: Final = _words(
    "tweets remarks comments emails texts posts reports claims states notes answers pledges vows promises jokes "
    "questions hints charges recounts counters urges boasts"
)
"""Forms that are plurals of nouns more often than verbs."""
HELPERS: Final = _words("a ha hat ont haben hanno")
"""Auxiliaries of other languages that stand between a quotation and its cue."""
PLAIN: Final = _words(
    "said says say told tells tell added adds claimed claims argued argues insisted insists warned warns acknowledged "
    "admitted conceded estimated predicted promised recalled stressed suggested believes stated states noted announced "
    "announces confirmed denied denies explained explains reported"
)
"""Verbs behind which a clause needs no "that"."""
_TELLING: Final = _words("told tells telling tell")
_BASE_SUBJECTS: Final = _words(
    "i we you they who people critics officials would will could should may might must can did to also all both others "
    "some many n't don't don’t"
)
_PASSIVE: Final = _words("was were been be being is are when if as wasn't wasn’t weren't weren’t")

RAW_WORDS: Final[Lists] = (
    (bits.HELPER_RAW, 0, HELPERS),
    (bits.TELLING_RAW, 0, _TELLING),
    (0, bits.TOLD, _words("warned warns told tells assured reminded informed promised advised")),
    (0, bits.THAT, _words("that dass")),
    (0, bits.WHEN, _words("on in at during after to by from of")),
    (0, bits.WHICH, _words("a an which who whose")),
    (0, bits.ASIDE, _words("— – - -- , ( [ of who whose in at on from with for")),
    (0, bits.LINK, _words("that in a on as it him her them the an to be being")),
    (0, bits.INTERVIEW, _words("interview")),
    (0, bits.WITH, _words("with")),
    (0, bits.WITH_LEADING, _words("with leading")),
    (0, bits.FROM, _words("from")),
    (0, bits.TO, _words("to")),
    (0, bits.AS, _words("as")),
    (0, bits.ON, _words("on")),
    (0, bits.OF_RAW, _words("of")),
    (0, bits.ENDS_CLAUSE, _words("in on during at")),
)
"""Looked up as they are spelled."""

LOWER_WORDS: Final[Lists] = (
    (bits.IT_YOU, 0, _words("it you")),
    (bits.OF_THE, 0, _words("of the")),
    (bits.ATTACHED, 0, _words("of for at from with in all to")),
    (bits.DAY_WORD, 0, _words("last this next early late earlier later")),
    (bits.ON_IN, 0, _words("on in")),
    (bits.OF, 0, _words("of")),
    (bits.ATTACHING, 0, _words("for at from with in")),
    (bits.AND, 0, _words("and &")),
    (bits.HELPER, 0, HELPERS),
    (bits.PASSIVE, 0, _PASSIVE),
    (bits.BASE_SUBJECT, 0, _BASE_SUBJECTS),
    (bits.THE_A_THAT, 0, _words("the a this that")),
    (bits.CLOSED_BY, 0, _words("that the a an :")),
    (0, bits.THE_HIS, _words("the his her their")),
    (0, bits.ATTACHES_NAME, _words("of for at from with in on to")),
    (0, bits.BEFORE_NAME, _words("of for at from with in on to by and")),
)
"""Looked up in lower case."""

BARE_WORDS: Final[Lists] = (
    (bits.TELLING, 0, _TELLING),
    (bits.LINK_BARE, 0, _words("of for at from with in and & on to")),
    (bits.LINK_PLACE, 0, _words("on to in with from at")),
    (bits.OF_BARE, 0, _words("of")),
    (bits.ON_BARE, 0, _words("on")),
    (bits.AND_BARE, 0, _words("and")),
    (bits.IN_AT_ON, 0, _words("in at on")),
)
"""Looked up in lower case without full stops behind."""

ABBREVIATIONS: Final = _words(
    "Mr. Mrs. Ms. Dr. St. Gen. Col. Sen. Rep. Gov. Lt. Capt. Sgt. Prof. Rev. Sens. Reps. Govs. Maj. Adm. Cmdr. Brig. "
    "Hon. Jr. Sr. No. vs. Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec. Inc. Ltd. Corp. Co. Atty. Supt. "
    "Calif. Fla. Mass. Conn. Wash. Ariz. Ill. Mich. Minn. Pa. Va. Ga. Tenn. Wis. Ore. Colo. Ala. La. Md. Del. Cpl."
)
OFFICE_FRONTS: Final = _words("Prime prime Vice vice Foreign foreign")
"""First words of offices of two words."""
