"""The person a speaker's words mean: a name, "he", "the Azerbaijani leader".

The functions walk over flat lists (``quotes_layout``); large batches run them compiled (``quotes_engine``).
"""

from typing import Final

from flows.steps.extract import quotes_classes as bits
from flows.steps.extract.quotes_features import FIELD_MASK, HEAD_SHIFT, ROLE_SHIFT
from flows.steps.extract.quotes_layout import (
    B_WORD,
    B_WORD_END,
    BLOCK,
    CODES,
    DESCRIPTION,
    FULLER,
    LISTS,
    LOW,
    MORE,
    N_START,
    NAME,
    OWN,
    PRONOUN_BASIS,
    S_KEY,
    S_NAME_END,
    S_NAME_START,
    S_PERSON,
    S_WORDS,
    TOKEN,
    WORD,
    Numbers,
    Phrase,
    Speaker,
)
from flows.steps.extract.speakers_names import (
    M_ARTICLE,
    M_PEOPLE,
    NO_NAME,
    OFFICES_AT,
    PEOPLE,
    PEOPLE_AT,
    PLAIN,
    Name,
    fullest,
    holder,
    is_person,
    name_end,
    name_in,
    name_key,
    stands_in_small,
)
from flows.steps.extract.speakers_phrases import sentence_subject

MAN: Final = 1
WOMAN: Final = 2
_MOST_SENTENCES: Final = 4
"""Sentences before a pronoun in which the person it means is looked for."""

Meant = tuple[int, int, int, int, int, int]
"""Start and end of the name, its key, whether it holds a given name, its words, the rule; all -1 or 0 for nobody."""
NOT_KNOWN: Final = (-1, -1, -1, 0, 0, 0)


def meant_by(
    w: Numbers,
    n: Numbers,
    blocks: Numbers,
    memory: Numbers,
    first_block: int,
    block: int,
    phrase: Phrase,
    near: Speaker,
    leader: int,
) -> Meant:
    """Find the fullest name of whom a phrase means, and by which rule.

    A pronoun means who spoke last in this paragraph or the two before, else the subject of a sentence before it;
    a title that says man or woman ("Mr", "spokeswoman") must not contradict the pronoun. A description means the
    person whom the article introduces with the same role, or with the same adjective and an office.

    Args:
        w: Words.
        n: Tokens.
        blocks: Paragraphs.
        memory: What is known of the article.
        first_block: First paragraph of the article.
        block: The phrase's paragraph.
        phrase: Its words.
        near: Who spoke last nearby, or ``NOBODY``.
        leader: The number of "leader" among the offices.

    Returns:
        The name as it stands in the page, and the rule; ``NOT_KNOWN`` where it is not known.
    """
    named = name_in(w, phrase[0], phrase[1])
    if named[0] >= 0:
        own = (w[named[0] * WORD + TOKEN], w[(named[1] - 1) * WORD + TOKEN], PLAIN)
        full = fullest(n, memory, own)
        if full == own and _is_noun(w, n, memory, named, own):
            return NOT_KNOWN
        gender = gender_of(w, phrase)
        if gender:
            _set_gender(memory, name_key(n, full), gender)
        for at in range(phrase[0], named[0]):
            _hold_office(memory, (w[at * WORD + CODES] >> ROLE_SHIFT) & FIELD_MASK, full)
        return _known(n, full, OWN if full == own else FULLER)
    lists = w[phrase[0] * WORD + LISTS]
    if lists & (bits.HE | bits.SHE):
        gender = MAN if lists & bits.HE else WOMAN
        if near[S_NAME_START] >= 0:
            said = _gender_of_key(memory, near[S_KEY])
            if said == gender or (not said and near[S_PERSON]):
                if not said:
                    _set_gender(memory, near[S_KEY], gender)
                return (
                    near[S_NAME_START],
                    near[S_NAME_END],
                    near[S_KEY],
                    near[S_PERSON],
                    near[S_WORDS],
                    PRONOUN_BASIS,
                )
        name = _subject_before(w, n, blocks, memory, first_block, block, phrase[0], gender)
        if name[0] < 0:
            return NOT_KNOWN
        key = name_key(n, name)
        if not _gender_of_key(memory, key):
            _set_gender(memory, key, gender)
        return _known(n, name, PRONOUN_BASIS)
    if lists & bits.PRONOUN_MEANT:
        return NOT_KNOWN
    name = _described(w, n, memory, phrase, leader)
    return _known(n, name, DESCRIPTION) if name[0] >= 0 else NOT_KNOWN


def gender_of(w: Numbers, phrase: Phrase) -> int:
    """Tell whether a phrase says that it means a man or a woman; 0 where it does not say."""
    for at in range(phrase[0], phrase[1]):
        lists = w[at * WORD + LISTS]
        if lists & bits.MAN:
            return MAN
        if lists & bits.WOMAN:
            return WOMAN
    return 0


def _known(n: Numbers, name: Name, basis: int) -> Meant:
    person = 1 if is_person(n, name) else 0
    return n[name[0] * NAME + N_START], name_end(n, name), name_key(n, name), person, name[1] - name[0] + 1, basis


def _is_noun(w: Numbers, n: Numbers, memory: Numbers, named: Phrase, own: Name) -> bool:
    """Whether a word has its capital from its sentence alone: "Auditors said"."""
    if named[1] - named[0] > 1 or w[named[0] * WORD + LOW] != named[0]:
        return False
    shape = w[named[0] * WORD]
    if shape & bits.GIVEN_CORE:
        return False
    return shape & bits.COMMON != 0 or stands_in_small(n, memory, own[0])


def _person_slot(memory: Numbers, key: int) -> int:
    """Return where the gender of a name is kept, or where it may be put."""
    place = key % PEOPLE
    for _ in range(PEOPLE):
        slot = PEOPLE_AT + 3 * place
        if memory[slot] != memory[M_ARTICLE] or memory[slot + 1] == key:
            return slot
        place = (place + 1) % PEOPLE
    return PEOPLE_AT


def _gender_of_key(memory: Numbers, key: int) -> int:
    slot = _person_slot(memory, key)
    return memory[slot + 2] if memory[slot] == memory[M_ARTICLE] and memory[slot + 1] == key else 0


def _set_gender(memory: Numbers, key: int, gender: int) -> None:
    slot = _person_slot(memory, key)
    if memory[slot] != memory[M_ARTICLE]:
        if memory[M_PEOPLE] > PEOPLE // 2:  # a book: who comes so late is not remembered
            return
        memory[M_PEOPLE] += 1
    memory[slot], memory[slot + 1], memory[slot + 2] = memory[M_ARTICLE], key, gender


def _hold_office(memory: Numbers, office: int, name: Name) -> None:
    if office:
        slot = OFFICES_AT + 4 * office
        memory[slot] = memory[M_ARTICLE]
        memory[slot + 1], memory[slot + 2], memory[slot + 3] = name


def _subject_before(
    w: Numbers,
    n: Numbers,
    blocks: Numbers,
    memory: Numbers,
    first_block: int,
    block: int,
    pronoun: int,
    gender: int,
) -> Name:
    """Look through the subjects of the sentences before, nearest first, in this paragraph and the one above."""
    last = pronoun
    for _ in range(2):
        first = blocks[block * BLOCK + B_WORD]
        for _ in range(_MOST_SENTENCES):
            if last <= first:
                break
            last = w[(last - 1) * WORD + LOW]
            name = _subject_of(w, n, memory, last, pronoun, gender)
            if name[0] >= 0:
                return name
        block = _body_before(blocks, first_block, block)
        if block < 0:
            break
        last = blocks[block * BLOCK + B_WORD_END]
    return NO_NAME


def _subject_of(w: Numbers, n: Numbers, memory: Numbers, low: int, pronoun: int, gender: int) -> Name:
    subject = sentence_subject(w, low)
    if subject[0] < 0 or subject[0] == pronoun:
        return NO_NAME
    named = name_in(w, subject[0], subject[1])
    if named[0] < 0:
        return NO_NAME
    said = gender_of(w, subject)
    if said and said != gender:
        return NO_NAME
    name = fullest(n, memory, (w[named[0] * WORD + TOKEN], w[(named[1] - 1) * WORD + TOKEN], PLAIN))
    known = _gender_of_key(memory, name_key(n, name))
    if known and known != gender:
        return NO_NAME
    return name if said or known or is_person(n, name) else NO_NAME


def _body_before(blocks: Numbers, first_block: int, block: int) -> int:
    """Return the paragraph before one, captions passed over; -1 where there is none."""
    block -= 1
    while block >= first_block and blocks[block * BLOCK + B_WORD] < 0:
        block -= 1
    return block if block >= first_block else -1


def _described(w: Numbers, n: Numbers, memory: Numbers, phrase: Phrase, leader: int) -> Name:
    if not w[phrase[0] * WORD + MORE] & bits.THE_HIS:
        return NO_NAME
    head = 0
    for at in range(phrase[1] - 1, phrase[0] - 1, -1):
        head = (w[at * WORD + CODES] >> HEAD_SHIFT) & FIELD_MASK
        if head:
            break
    if not head:
        return NO_NAME
    for at in range(phrase[0] + 1, phrase[1]):
        if w[at * WORD] & bits.UPPER and not w[at * WORD + MORE] & bits.ROLE_WORD:
            return holder(n, memory, w[at * WORD + TOKEN], head, leader)
    slot = OFFICES_AT + 4 * head
    if memory[slot] != memory[M_ARTICLE]:
        return NO_NAME
    return memory[slot + 1], memory[slot + 2], memory[slot + 3]
