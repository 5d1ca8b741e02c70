"""What the walk over words asks of a word, as bits of two numbers: looked up once a word, not once a question.

Of the 500 µs a page that attribution once took, most went into asking the same questions (is it capitalised, is it an
adverb, does it end a sentence) of the same words again and again.
"""

from typing import Final

# Marks, shapes and ends of a word as it is spelled: the first number.
QUOTE: Final = 1 << 0
COMMA: Final = 1 << 1
COLON: Final = 1 << 2
DASH: Final = 1 << 3
BREAK: Final = 1 << 4
"""A mark that parts phrases."""
OPEN_ROUND: Final = 1 << 5
OPEN: Final = 1 << 6
CLOSE_ROUND: Final = 1 << 7
CLOSE: Final = 1 << 8
ANY_COMMA: Final = 1 << 9
"""A comma, or a quotation that ends in one."""
SPOKEN_END: Final = 1 << 10
"""A comma, or a quotation that ends in one, in a question or an exclamation mark."""
UPPER: Final = 1 << 11
LOWER: Final = 1 << 12
"""Begins with a small letter."""
DIGIT: Final = 1 << 13
ALNUM: Final = 1 << 14
ALPHA: Final = 1 << 15
HANDLE: Final = 1 << 16
"""Begins with @ or #."""
OPENS_PHRASE: Final = 1 << 17
ALL_DIGITS: Final = 1 << 18
DOT_OR_BANG: Final = 1 << 19
"""Ends in . ! or ?"""
STOPPED: Final = 1 << 20
"""Ends in . ! ? or …"""
BANG: Final = 1 << 21
TRAILING_COMMA_DASH: Final = 1 << 22
ONLY_MARKS: Final = 1 << 23
LONG: Final = 1 << 24
"""More than five characters: its full stop is no abbreviation's."""
INITIAL: Final = 1 << 25
DOTTED: Final = 1 << 26
ENDS: Final = 1 << 27
"""Ends a sentence before what opens one."""
ENDS_BEFORE_QUOTE: Final = 1 << 28
ENDS_AS_QUOTE: Final = 1 << 29
OPENS_SENTENCE: Final = 1 << 30
EDGE: Final = 1 << 31
"""No word: the edge of a paragraph."""
ING_LOWER: Final = 1 << 32
ING_UPPER: Final = 1 << 33
ED_UPPER: Final = 1 << 34
ED_LOWER: Final = 1 << 35
SEMICOLON: Final = 1 << 36
OPENS_CLAUSE: Final = 1 << 37
CLAUSE_MARK: Final = 1 << 38
"""One of , ; and :"""
GIVEN: Final = 1 << 39
TITLE: Final = 1 << 40
PARTICLE: Final = 1 << 41
BETWEEN: Final = 1 << 42
ARTICLE: Final = 1 << 43
NAME_STEP: Final = 1 << 44
"""May stand among the first names before a last name."""
GIVEN_BEHIND: Final = 1 << 45
"""May be a given name behind a family name."""
OFFICE: Final = 1 << 46
OFFICE_FRONT: Final = 1 << 47
NAME_WORD: Final = 1 << 48
POSSESSIVE: Final = 1 << 49
COMMON: Final = 1 << 50
CUE: Final = 1 << 51
GIVEN_CORE: Final = 1 << 54

# Membership of the word lists: the second number.
PRONOUN: Final = 1 << 0
PRONOUN_OPENS: Final = 1 << 1
PRONOUN_COLLECTED: Final = 1 << 2
PRONOUN_MEANT: Final = 1 << 3
HE: Final = 1 << 4
SHE: Final = 1 << 5
IT_YOU: Final = 1 << 6
IT_YO: Final = 1 << 7
MAN: Final = 1 << 8
WOMAN: Final = 1 << 9
AUXILIARY: Final = 1 << 10
AUXILIARY_RAW: Final = 1 << 11
ADVERB: Final = 1 << 12
ADVERB_RAW: Final = 1 << 13
PASSED: Final = 1 << 14
"""An adverb or auxiliary that is passed on the way from a cue to its subject."""
TIME: Final = 1 << 15
DETERMINER: Final = 1 << 16
DETERMINER_BARE: Final = 1 << 17
STANDING: Final = 1 << 18
LEFT_BORDER: Final = 1 << 19
NO_START: Final = 1 << 20
PREPOSITION_RAW: Final = 1 << 21
OPENER: Final = 1 << 22
SUBORDINATOR: Final = 1 << 23
RELATIVE: Final = 1 << 24
RELATIVE_RAW: Final = 1 << 25
BREAKS_BARE: Final = 1 << 26
"""Ends a noun phrase wherever it stands."""
BREAKS_LATER: Final = 1 << 27
"""Ends a noun phrase behind its first word."""
LY: Final = 1 << 28
CONTINUES: Final = 1 << 29
PARTICLE_BARE: Final = 1 << 30
PARTICLE_LOWER: Final = 1 << 31
LINK_BARE: Final = 1 << 32
LINK_PLACE: Final = 1 << 33
OF_BARE: Final = 1 << 34
ON_BARE: Final = 1 << 35
AND_BARE: Final = 1 << 36
IN_AT_ON: Final = 1 << 37
OF_THE: Final = 1 << 38
ATTACHED: Final = 1 << 39
DAY_WORD: Final = 1 << 40
ON_IN: Final = 1 << 41
NOT_COLLECTED: Final = 1 << 42
STOPS_COLLECTING: Final = 1 << 43
STOPS_LOWER: Final = 1 << 44
STOPS_UPPER: Final = 1 << 45
OF: Final = 1 << 46
ATTACHING: Final = 1 << 47
AND: Final = 1 << 48
NOUN: Final = 1 << 49
OWNER: Final = 1 << 50
HELPER: Final = 1 << 51
HELPER_RAW: Final = 1 << 52
PASSIVE: Final = 1 << 53
ADDRESSED: Final = 1 << 54
BASE_SUBJECT: Final = 1 << 55
NOUN_LIKE: Final = 1 << 56
THE_A_THAT: Final = 1 << 57
TELLING: Final = 1 << 58
TELLING_RAW: Final = 1 << 59
CLOSED_BY: Final = 1 << 60
"""Behind a cue, shows that the quotation is not over."""

# The third number.
TOLD: Final = 1 << 0
PLAIN: Final = 1 << 1
THAT: Final = 1 << 2
WHEN: Final = 1 << 3
WHICH: Final = 1 << 4
ASIDE: Final = 1 << 5
LINK: Final = 1 << 6
INTERVIEW: Final = 1 << 7
WITH: Final = 1 << 8
WITH_LEADING: Final = 1 << 9
FROM: Final = 1 << 10
TO: Final = 1 << 11
AS: Final = 1 << 12
ON: Final = 1 << 13
ENDS_CLAUSE: Final = 1 << 14
WORK: Final = 1 << 15
THE_HIS: Final = 1 << 16
ATTACHES_NAME: Final = 1 << 17
BEFORE_NAME: Final = 1 << 18
OF_RAW: Final = 1 << 19
ROLE_WORD: Final = 1 << 20
"""A word for an office or a calling."""
THE: Final = 1 << 21
OPENS_CLAUSE_TOO: Final = 1 << 22
