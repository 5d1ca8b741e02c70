"""The names of one article: the name in a speaker's words, and its fullest form.

A last name is looked up among the words of the article by a chain from each word to the next of the same core, laid
once an article: searching the text anew for every speaker took a third of the time of attribution.
The functions walk over flat lists (``quotes_layout``); large batches run them compiled (``quotes_engine``).
"""

from typing import Final

from flows.steps.extract import quotes_classes as bits
from flows.steps.extract.quotes_layout import (
    LISTS,
    MORE,
    N_BEHIND,
    N_CORE,
    N_CUT,
    N_END,
    N_GAP,
    N_LOWER,
    N_NEXT,
    N_OFFICE,
    N_SHAPE,
    N_WORD,
    NAME,
    NO_PHRASE,
    SPEAKER,
    WORD,
    Numbers,
    Phrase,
)

M_ARTICLE: Final = 0
M_TOKEN: Final = 1
M_TOKEN_END: Final = 2
M_IS_CHAINED: Final = 3
M_PEOPLE: Final = 4
M_RUNS_ON: Final = 5
M_LAST_BODY: Final = 6
"""The number of the paragraph in which somebody spoke last."""
LAST_AT: Final = 8
"""Who did."""
PEOPLE_AT: Final = LAST_AT + SPEAKER
PEOPLE: Final = 2048
"""Persons of an article whose gender is remembered, three numbers each: article, key of the name, gender."""
OFFICES_AT: Final = PEOPLE_AT + 3 * PEOPLE
OFFICES: Final = 256
"""Offices, four numbers each: article, first and last token and kind of the name of who holds it."""
MEMO_AT: Final = OFFICES_AT + 4 * OFFICES
MEMO: Final = 512
"""Names already looked up, five numbers each: article, key, and the fullest form."""
FORMS_AT: Final = MEMO_AT + 5 * MEMO
_MOST_FOUND: Final = 200
"""Occurrences of a last name that are looked at: the fullest form stands near the top."""
HEADS_AT: Final = FORMS_AT + 3 * _MOST_FOUND
"""Where of each core the article and its first token stand; what comes before is of fixed size."""

PLAIN: Final = 0
GIVEN_BEHIND: Final = 1
"""Kinds of names: the last word of the second kind is a given name behind a family name."""
Name = tuple[int, int, int]
"""First token, last token, kind."""
NO_NAME: Final = (-1, -1, 0)

_MOST_FIRST_NAMES: Final = 4
_KEY_FACTOR: Final = 8191
_KEY_RANGE: Final = 1 << 48


def name_in(w: Numbers, first: int, end: int) -> Phrase:
    """Find the words that are the name in a noun phrase, titles off.

    "Foreign Ministry spokesman Lin Jian" -> Lin Jian; "a spokesman for the Lind campaign" -> none: it names another.

    Args:
        w: Words.
        first: First word of the phrase.
        end: The word behind its last.

    Returns:
        The name's words, or ``NO_PHRASE`` where the phrase describes.
    """
    if w[first * WORD + LISTS] & bits.PRONOUN:
        return NO_PHRASE
    if end - first == 1:
        shape = w[first * WORD]
        return (first, end) if shape & bits.UPPER and not shape & bits.ARTICLE else NO_PHRASE
    for at in range(end - 1, first, -1):
        if w[at * WORD] & bits.COMMA:
            first = at + 1
            break
    for at in range(first, end - 1):
        # "Secretary of State John Kerry of Ohio": the given name says where the person's name begins.
        shape = w[at * WORD]
        if shape & bits.GIVEN and not shape & bits.TITLE and w[(at + 1) * WORD] & bits.UPPER:
            if at > first and w[(at - 1) * WORD + MORE] & bits.BEFORE_NAME:
                return NO_PHRASE
            last = at + 1
            while last < end and (w[last * WORD] & bits.UPPER or (w[last * WORD] & bits.PARTICLE and last + 1 < end)):
                last += 1
            begin = at
            while begin > first and w[(begin - 1) * WORD] & bits.INITIAL:
                begin -= 1
            return begin, last
    for at in range(first + 1, end):
        # "the Bank of England" is a name, "a spokesman for the bank" and "the head of the bank" describe.
        if w[at * WORD + MORE] & bits.ATTACHES_NAME:
            is_of = w[at * WORD + MORE] & bits.OF_RAW and at + 1 < end
            if not is_of or not w[(at - 1) * WORD] & w[(at + 1) * WORD] & bits.UPPER:
                end = at
                break
    begin = end
    while begin > first and w[(begin - 1) * WORD] & (bits.UPPER | bits.BETWEEN):
        begin -= 1
    while begin < end and not w[begin * WORD] & bits.UPPER:
        begin += 1
    for at in range(end - 2, begin - 1, -1):
        shape = w[at * WORD]
        if shape & bits.TITLE and not (shape & bits.GIVEN and end - at == 2 and at == begin):
            begin = at + 1
            break
    while begin < end and (w[begin * WORD] & bits.ARTICLE or not w[begin * WORD] & bits.UPPER):
        begin += 1
    return (begin, end) if begin < end else NO_PHRASE


def name_end(n: Numbers, name: Name) -> int:
    """Return where a name ends, in code points of the batch."""
    last = name[1] * NAME
    return n[last + N_END] - (n[last + N_BEHIND] if name[2] == GIVEN_BEHIND else n[last + N_CUT])


def name_key(n: Numbers, name: Name) -> int:
    """Return a number that is equal for equal names."""
    key = 0
    for token in range(name[0], name[1]):
        key = (key * _KEY_FACTOR + n[token * NAME + N_WORD] + 1) % _KEY_RANGE
    return (key * _KEY_FACTOR + n[name[1] * NAME + N_CORE] + 1) % _KEY_RANGE


def is_person(n: Numbers, name: Name) -> bool:
    """Whether a name holds a given name; it may stand behind an initial: "R. Nicholas Burns"."""
    for token in range(name[0], min(name[1], name[0] + 1) + 1):
        if n[token * NAME + N_SHAPE] & (bits.GIVEN_CORE if token == name[1] else bits.GIVEN):
            return True
    return False


def stands_in_small(n: Numbers, memory: Numbers, token: int) -> bool:
    """Whether the article holds a token's word in small letters."""
    return _first_of(n, memory, n[token * NAME + N_LOWER]) >= 0


def fullest(n: Numbers, memory: Numbers, name: Name) -> Name:
    """Return the fullest form of a name in the article; of equally full ones the first.

    Where two persons share a last name, the form begins with the first name given, or else belongs to the person
    whose full name stands most often.

    Args:
        n: Tokens.
        memory: What is known of the article.
        name: A name without titles.

    Returns:
        The fullest form, or the name itself.
    """
    key = name_key(n, name)
    slot = MEMO_AT + 5 * (key % MEMO)
    if memory[slot] == memory[M_ARTICLE] and memory[slot + 1] == key:
        best = (memory[slot + 2], memory[slot + 3], memory[slot + 4])
    else:
        best = _fullest_form(n, memory, name)
        memory[slot], memory[slot + 1] = memory[M_ARTICLE], key
        memory[slot + 2], memory[slot + 3], memory[slot + 4] = best
    return name if best[0] < 0 or best[1] - best[0] <= name[1] - name[0] else best


def holder(n: Numbers, memory: Numbers, adjective: int, head: int, leader: int) -> Name:
    """Find whom the article introduces by an adjective and an office: "Azerbaijani President Ilham Aliyev".

    Args:
        n: Tokens.
        memory: What is known of the article.
        adjective: The token of a capitalised word of a description ("the Azerbaijani leader").
        head: The number of the noun it describes.
        leader: The number of "leader", which stands for every office.

    Returns:
        The fullest form of the first name so introduced, or ``NO_NAME``.
    """
    at = _first_of(n, memory, n[adjective * NAME + N_CORE])
    for _ in range(_MOST_FOUND):
        if at < 0:
            break
        if n[at * NAME + N_WORD] == n[adjective * NAME + N_WORD]:
            name = _named_office(n, memory, at + 1, head, leader)
            if name[0] >= 0:
                return fullest(n, memory, name)
        at = n[at * NAME + N_NEXT]
    return NO_NAME


def _named_office(n: Numbers, memory: Numbers, at: int, head: int, leader: int) -> Name:
    end = memory[M_TOKEN_END]
    if at + 1 < end and n[at * NAME + N_SHAPE] & bits.OFFICE_FRONT and n[(at + 1) * NAME + N_SHAPE] & bits.OFFICE:
        if not n[at * NAME + N_GAP] or not n[at * NAME + N_SHAPE] & bits.TITLE:
            return NO_NAME
        at += 1
    if at >= end or not n[at * NAME + N_SHAPE] & bits.OFFICE or not n[at * NAME + N_GAP]:
        return NO_NAME
    if head != leader and n[at * NAME + N_OFFICE] != head:
        return NO_NAME
    at += 1
    if at < end and n[at * NAME + N_SHAPE] & bits.COMMA:
        at += 1
    first = last = at
    while last < end and n[last * NAME + N_GAP] and n[last * NAME + N_SHAPE] & (bits.NAME_WORD | bits.INITIAL):
        last += 1
        if n[(last - 1) * NAME + N_CUT] and not n[(last - 1) * NAME + N_SHAPE] & bits.INITIAL:
            break
    while last > first and n[(last - 1) * NAME + N_SHAPE] & bits.INITIAL:
        last -= 1
    if last - first < 2 or not n[first * NAME + N_SHAPE] & bits.NAME_WORD:
        return NO_NAME
    return first, last - 1, PLAIN


def _first_of(n: Numbers, memory: Numbers, core: int) -> int:
    """Return the article's first token of a core, or -1; the first question lays the chains."""
    article = memory[M_ARTICLE]
    if not memory[M_IS_CHAINED]:
        memory[M_IS_CHAINED] = 1
        for token in range(memory[M_TOKEN_END] - 1, memory[M_TOKEN] - 1, -1):
            head = HEADS_AT + 2 * n[token * NAME + N_CORE]
            n[token * NAME + N_NEXT] = memory[head + 1] if memory[head] == article else -1
            memory[head], memory[head + 1] = article, token
    head = HEADS_AT + 2 * core
    return memory[head + 1] if memory[head] == article else -1


def _fullest_form(n: Numbers, memory: Numbers, name: Name) -> Name:
    last = n[name[1] * NAME + N_CORE]
    found = 0
    is_leading = False
    at = _first_of(n, memory, last)
    for _ in range(_MOST_FOUND):
        if at < 0:
            break
        kind = PLAIN
        form = _with_first_names(n, memory, at)
        if form[0] < 0 and not is_leading:
            form, kind = _with_given_name_behind(n, memory, at), GIVEN_BEHIND
        if form[0] >= 0:
            if kind == PLAIN and not is_leading:
                is_leading, found = True, 0
            place = FORMS_AT + 3 * found
            memory[place], memory[place + 1], memory[place + 2] = form[0], form[1], kind
            found += 1
        at = n[at * NAME + N_NEXT]
    is_full = name[1] > name[0]
    first = n[name[0] * NAME + N_WORD] if is_full else _most_frequent_first(n, memory, found)
    best = NO_NAME
    for number in range(found):
        place = FORMS_AT + 3 * number
        form = (memory[place], memory[place + 1])
        if n[form[0] * NAME + N_WORD] == first and (best[0] < 0 or form[1] - form[0] > best[1] - best[0]):
            best = (form[0], form[1], memory[place + 2])
    return best


def _most_frequent_first(n: Numbers, memory: Numbers, found: int) -> int:
    """Return the first word that most forms begin with; of equally frequent ones the first."""
    chosen = -1
    most = 0
    for number in range(found):
        first = n[memory[FORMS_AT + 3 * number] * NAME + N_WORD]
        count = 0
        for other in range(number, found):
            if n[memory[FORMS_AT + 3 * other] * NAME + N_WORD] == first:
                count += 1
        if count > most:
            chosen, most = first, count
    return chosen


def _with_first_names(n: Numbers, memory: Numbers, last: int) -> Phrase:
    first = last
    at = last
    low = max(memory[M_TOKEN], last - _MOST_FIRST_NAMES)
    while at > low and n[at * NAME + N_GAP]:
        shape = n[(at - 1) * NAME + N_SHAPE]
        if not shape & bits.NAME_STEP or (shape & bits.TITLE and not (shape & bits.GIVEN and at == last)):
            break
        at -= 1
        if shape & bits.UPPER:
            first = at
    if first == last:
        return NO_PHRASE
    given = first
    while given < last and not n[given * NAME + N_SHAPE] & bits.GIVEN:
        given += 1
    if given < last:
        # "Republican Ana Lind", "R. Ana Lind": only initials stand before a given name.
        while given > first and n[(given - 1) * NAME + N_SHAPE] & bits.INITIAL:
            given -= 1
        return given, last
    if last - first > 2 or n[first * NAME + N_SHAPE] & bits.POSSESSIVE:
        return NO_PHRASE
    return first, last


def _with_given_name_behind(n: Numbers, memory: Numbers, at: int) -> Phrase:
    """Read "Zhang Guoqing" for Zhang: in East Asia family names stand first; elsewhere first names stand alone."""
    behind = at + 1
    if behind >= memory[M_TOKEN_END] or n[at * NAME + N_CUT] or not n[behind * NAME + N_GAP]:
        return NO_PHRASE
    return (at, behind) if n[behind * NAME + N_SHAPE] & bits.GIVEN_BEHIND else NO_PHRASE
