"""How words, blocks, quotations and what is found lie in flat lists of numbers, for walks that can be compiled.

A list holds records of a fixed size, one after the other: word 7's bits of shape are ``w[7 * WORD + SHAPE]``.
Interpreted, the lists are Python's; compiled, they are arrays of 64-bit integers: the same functions walk both.
"""

from collections.abc import MutableSequence
from typing import Final

Numbers = MutableSequence[int]
"""A list of Python's, or an array of 64-bit integers."""

WORD: Final = 9
"""A word of the walk; a quotation is one word; one of no bits but ``EDGE`` stands before and behind each paragraph."""
SHAPE: Final = 0
LISTS: Final = 1
MORE: Final = 2
START: Final = 3
END: Final = 4
CODES: Final = 5
"""Fields of ``quotes_features``; of a quotation the code of what ends it."""
TOKEN: Final = 6
"""Which token it is; of a quotation the first token inside."""
LOW: Final = 7
HIGH: Final = 8
"""First word of its sentence, and the word behind its last."""

NAME: Final = 11
"""A token, inside quotations too: what the search for names reads."""
N_SHAPE: Final = 0
N_START: Final = 1
N_END: Final = 2
N_CORE: Final = 3
"""Number of its core: of the word without marks, possessive and full stop."""
N_LOWER: Final = 4
"""Number of its core in small letters."""
N_CUT: Final = 5
"""Characters that a name loses at its end."""
N_BEHIND: Final = 6
"""Characters that a given name behind a family name loses at its end."""
N_OFFICE: Final = 7
"""Number of the office it is a word for, or 0."""
N_WORD: Final = 8
"""Number of the word as it is spelled."""
N_GAP: Final = 9
"""1 where one space stands between it and the token before."""
N_NEXT: Final = 10
"""The next token of the article with the same core, or -1."""

TOKENS: Final = 4
"""A token as it is cut: start, end, number of the word, and whether one space stands before it."""
T_START: Final = 0
T_END: Final = 1
T_WORD: Final = 2
T_GAP: Final = 3

FEATURE: Final = 9
"""What is known of a word: the three numbers of bits, the codes, then as in a token from ``N_CORE`` to ``N_OFFICE``."""
F_CODES: Final = 3

BLOCK: Final = 9
"""A paragraph, standfirst or caption."""
B_TOKEN: Final = 0
B_TOKEN_END: Final = 1
B_QUOTE: Final = 2
B_QUOTE_END: Final = 3
B_KIND: Final = 4
"""Bits: ``CAPTION``, ``WITH_CUES``, ``RUNS_ON`` (the paragraph before left a quotation open)."""
B_WORD: Final = 5
B_WORD_END: Final = 6
B_START: Final = 7
B_END: Final = 8
CAPTION: Final = 1
WITH_CUES: Final = 2
RUNS_ON: Final = 4

QUOTED: Final = 8
"""A quotation between marks."""
Q_START: Final = 0
Q_END: Final = 1
Q_OUTER_START: Final = 2
Q_OUTER_END: Final = 3
Q_CLOSED: Final = 4
Q_SHAPE: Final = 5
"""Bits: ``IS_DIRECT``, ``IS_TITLE``, and its words, at most ten, times ``Q_WORDS``."""
Q_WORD: Final = 6
"""Which word stands for it."""
Q_ENDER: Final = 7
IS_DIRECT: Final = 1
IS_TITLE: Final = 2
Q_WORDS: Final = 4

CUE: Final = 3
"""A cue: first word, word behind the last, kind."""

FOUND: Final = 8
"""Who said it: speaker, cue, told to (first word and word behind the last, -1 where there is none), basis, is close."""
F_BASIS: Final = 6
F_CLOSE: Final = 7
NOT_FOUND: Final = (-1, -1, -1, -1, -1, -1, 0, 0)
NO_PHRASE: Final = (-1, -1)

SPEAKER: Final = 14
"""A speaker: see the places below; -1 where a position is not known."""
S_START: Final = 0
S_END: Final = 1
S_NAME_START: Final = 2
S_NAME_END: Final = 3
S_KEY: Final = 4
"""A number for the name: equal for equal names."""
S_PERSON: Final = 5
S_NAME_BASIS: Final = 6
S_CUE: Final = 7
S_CUE_END: Final = 8
S_TOLD: Final = 9
S_TOLD_END: Final = 10
S_BASIS: Final = 11
S_SURE: Final = 12
S_WORDS: Final = 13
"""How many words the name has."""
NOBODY: Final = (-1, -1, -1, -1, -1, 0, 0, -1, -1, -1, -1, 0, 0, 0)

DRAFT: Final = SPEAKER + 4
"""A quotation found: start, end, kind, whether it runs on, and its speaker."""
D_KIND: Final = 2
D_RUNS_ON: Final = 3
D_SPEAKER: Final = 4

DIRECT: Final = 0
PARTIAL: Final = 1
INDIRECT: Final = 2
KINDS: Final = ("direct", "partial", "indirect")

BEHIND: Final = 1
BEFORE: Final = 2
SENTENCE: Final = 3
SUBJECT: Final = 4
CONTINUED: Final = 5
PREVIOUS: Final = 6
BASES: Final = (None, "behind", "before", "sentence", "subject", "continued", "previous")

OWN: Final = 1
FULLER: Final = 2
PRONOUN_BASIS: Final = 3
DESCRIPTION: Final = 4
NAME_BASES: Final = (None, "own", "fuller", "pronoun", "description")

Phrase = tuple[int, int]
"""First word and the word behind the last; ``NO_PHRASE`` where there is none."""
Found = tuple[int, int, int, int, int, int, int, int]
Speaker = tuple[int, int, int, int, int, int, int, int, int, int, int, int, int, int]
