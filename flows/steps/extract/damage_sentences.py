"""Judge the sentences of a paragraph: fragments, lost subjects, dates cut in two, punctuation that stands alone."""

import re
from typing import Final

from flows.steps.extract.damage_marks import Article, Mark, in_quotes
from flows.steps.extract.damage_words import (
    ADVERBS,
    ANSWERS,
    AUXILIARIES,
    CANNOT_END,
    CLAUSE_OPENERS,
    DETERMINERS,
    FINITE,
    FOREIGN_ENDINGS,
    IDIOMS,
    LINKS,
    NAME_STARTERS,
    NAME_TAILS,
    NARRATED,
    OBJECTS,
    OPEN_ENDS,
    SHORT_WORDS,
    STARTERS,
    TIME_STARTERS,
    TIME_WORDS,
)
from flows.text.sentences import Sentence, is_abbreviation, sentences

_FRAGMENT_WORDS: Final = 8
_FIRST_PERSON_WORDS: Final = 6
_ARTICLE_WORDS: Final = 40
_NEIGHBOUR_WORDS: Final = 6
_WHOLE_WORDS: Final = 5

_MONTH: Final = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_WEEKDAY: Final = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_DAY: Final = r"(?:[12]\d|3[01]|0?[1-9])(?!\d)"
_YEAR: Final = r"(?:19|20)\d\d(?!\d)"
_ENDS: Final = (
    r"(?=[.,;:)–-]|[’']s|\s*$|\s+(?:\(|(?:19|20)\d\d\b)|"
    r"[.,]?\s+(?:that|when|after|before|as|in|at|and|to|by|with|for|from)\b)"
)
_DATES: Final = (
    # "in December. 17.", "on August. 23. that": a month in full has no stop of its own.
    re.compile(rf"\b{_MONTH}\.\s+{_DAY}(?:st|nd|rd|th)?(?:,\s+{_YEAR}(?=[^\d]|$)|{_ENDS}[.,]?)"),
    re.compile(
        rf"\b(?:on|since|until|by|before|after|the|a|this|its|their|his|mid|{_WEEKDAY},?)[\s-]+({_MONTH}\.\s+{_DAY}(?:st|nd|rd|th)?)"
    ),
    re.compile(rf"\b{_MONTH}(?:\s+{_DAY})?\.\s+{_YEAR}(?=[.,;:)]|\s*$)\.?"),
    re.compile(rf"\b(?:on|since|until|before|after|of)\s+({_DAY}\.\s+{_MONTH})\b(?!\s+(?:was|is|will|has)\b)"),
    re.compile(rf"\b{_WEEKDAY}\.\s+{_MONTH}\s+{_DAY}(?=[.,;]?\s*$|\.\s)\.?"),
)
_LONE: Final = re.compile(r"(?<=[^\s.…])\s+[.,;](?=\s+\S|\s*$)|^[.,;](?=\s)|(?<=[.!?,;])\s+[.,;](?=\s|$)")
_DOTS_APART: Final = re.compile(r"\.(?:\s+\.){2,}|(?<![.…])[.…]{2,}+(?:\s+\.)+|\.(?:\s+\.)*\s+\.{2,}")
_DOUBLED: Final = re.compile(
    r"\s(the|a|an|of|to|and|with|from|for|its|their|by|at|was|were) (?:\1|of the of|the of)(?=\s)"
)
_LOWER_WORD: Final = re.compile(r"[^\W\d_]+$")
_PERSON_FRAGMENT: Final = re.compile(r"^(?:I|We)\s[^,;:\"“”‘]+\.$")
_PLAIN_WORD: Final = re.compile(r"[a-z]+(?:['’-][a-z]+)*[,;:.]?")
_ELLIPTIC: Final = re.compile(r"^(?:It|This|That) (?:is|was|has|had|will|would)\.$")
_PARTICLE: Final = re.compile(r"(?:de|del|della|den|der|di|da|dos|du|van|von|bin|ibn|al|el|la|le|ter|ten)\b")


def lone_punctuation(paragraph: str) -> list[Mark]:
    """Mark stops and commas that belong to no word; the one rule that holds in every language.

    Args:
        paragraph: A kept paragraph.

    Returns:
        Marks over the punctuation and the punctuation before it ("shipments. . Oil": ". ."); dots set apart are an
        ellipsis where there are three.
    """
    ellipses = [(found.start(), found.end()) for found in _DOTS_APART.finditer(paragraph)]
    marks = []
    for found in _LONE.finditer(paragraph):
        if any(start <= found.end() - 1 < end for start, end in ellipses):
            continue
        before = paragraph[: found.start()]
        after_stop = before[-1:] in tuple(".!?,;")
        is_comma = found.group().strip() in ",;"
        # A comma set off from its word is a slip of the keyboard; after another mark, or opening a text, it is debris.
        if is_comma and not after_stop and before:
            continue
        start = found.start() - 1 if after_stop else found.start() + (len(found.group()) - len(found.group().lstrip()))
        marks.append(Mark(start, found.end(), "lone_punctuation", None, is_strong=True))
    return marks


def broken_dates(paragraph: str) -> list[Mark]:
    """Mark English dates that a full stop cuts in two.

    Args:
        paragraph: A kept paragraph of an English article.

    Returns:
        Marks over the whole date.
    """
    marks: dict[int, Mark] = {}
    for pattern in _DATES:
        for found in pattern.finditer(paragraph):
            group = found.lastindex or 0
            start, end = found.span(group)
            if not any(mark.start < end and start < mark.end for mark in marks.values()):
                marks[start] = Mark(start, end, "broken_date", "a full stop stands inside the date", is_strong=True)
    return list(marks.values())


def doubled_words(paragraph: str) -> list[Mark]:
    """Mark a small word that stands twice in a row, as where two texts were joined.

    Args:
        paragraph: A kept paragraph of an English article.

    Returns:
        Marks over both words.
    """
    return [
        Mark(found.start() + 1, found.end(), "stray_fragment", "a word stands twice", is_strong=False)
        for found in _DOUBLED.finditer(paragraph)
        if not in_quotes(paragraph, found.start())
    ]


def broken_sentences(paragraph: str, article: Article) -> list[Mark]:
    """Mark what is no sentence of English: fragments, and sentences that have lost their subject.

    Args:
        paragraph: A kept paragraph of an English article.
        article: The article it stands in.

    Returns:
        Marks over whole sentences; none inside quotation marks, where people speak as they like.
    """
    every = sentences(paragraph)
    marks = []
    for index, sentence in enumerate(every):
        before = every[index - 1] if index else None
        after = every[index + 1] if index + 1 < len(every) else None
        judged = _judge(sentence, before, after, article)
        # Counting the marks before each sentence would cost a third of judging it, and few are broken.
        if judged and not in_quotes(paragraph, sentence.start):
            kind, detail, is_strong = judged
            marks.append(Mark(sentence.start, sentence.end, kind, detail, is_strong))
    return marks


_Verdict = tuple[str, str, bool] | None


def _judge(sentence: Sentence, before: Sentence | None, after: Sentence | None, article: Article) -> _Verdict:
    text = sentence.text
    words = text.replace(",", " ").replace(";", " ").replace(":", " ").split()
    if not words:
        return None
    if before is not None and text[0].islower():
        return _lower_start(text.split(maxsplit=1)[0], words, before, article)
    if text[-1] != ".":
        return None
    last = words[-1].rstrip(".")
    if (
        last in CANNOT_END
        and len(words) > 1
        and after is not None
        and " " in after.text
        and not _is_letter_name(words, last)
    ):
        return "stray_fragment", f"a sentence does not end in “{last}”", True
    if before is None or not before.text.endswith((".", ".”", '."')):
        return None
    if len(words) == 1:
        return _one_word(text, before, after, article)
    if text.endswith(".."):
        return None
    if lost := _lost_subject(words, is_simple="," not in text):
        return lost
    if "," in text or ";" in text or ":" in text:
        return None
    if len(words) <= _FRAGMENT_WORDS and _is_phrase(words) and before.text.endswith("."):
        is_long_before = before.text.count(" ") + 1 >= _NEIGHBOUR_WORDS - 2
        return "stray_fragment", "a phrase of time or place without a sentence", is_long_before
    return _person_fragment(text, words, article)


def _is_letter_name(words: list[str], last: str) -> bool:
    # "vitamin a.", "option an": only "a" and "an" name things.
    return last in ("a", "an") and len(words) <= 2


def _lower_start(token: str, words: list[str], before: Sentence, article: Article) -> _Verdict:
    if not before.text.endswith(".") or before.text.endswith("..") or not _ends_plainly(before.text, article):
        return None
    if len(words) == 1 and (" " not in before.text or before.text.rstrip(".").rsplit(" ", 1)[-1] in CANNOT_END):
        return None  # "is the. worst. winter. ever."
    first = words[0].rstrip(".")
    if not _PLAIN_WORD.fullmatch(token):
        return None  # an address, a handle, a brand
    name = next((word for word in words if not _PARTICLE.fullmatch(word)), "")
    if _PARTICLE.match(first) and name[:1].isupper():
        return None  # "von Hagen", "de la Cruz", "al-Masri"
    lead = [word.rstrip(".") for word in words[:3]]
    verb = next((word for word in lead if word not in ADVERBS), "")
    if _is_finite(verb) and _is_whole(before.text):
        return "missing_subject", "the sentence begins with its verb", True
    return "stray_fragment", "the sentence begins in the middle", True


def _ends_plainly(text: str, article: Article) -> bool:
    """Tell whether a text ends in a stop that cannot be an abbreviation's."""
    found = _LOWER_WORD.search(text[:-1][-30:])
    if found is None:
        return text[-2:-1] in tuple('0123456789%)”’"') and text[-2:-1] != ")"
    word = found.group()
    if is_abbreviation(word):
        return False
    if word.islower():
        return True
    # "Univ. of", "Bros. and": short words with a capital may be abbreviations nobody has listed.
    return len(word) > 5 or article.words[word] > len(re.findall(rf"\b{word}\.\s+[a-z]", article.text))


def _is_finite(word: str) -> bool:
    low = word.lower().replace("’", "'")
    return low in FINITE or (len(low) > 4 and low.endswith("ed"))


def _is_whole(text: str) -> bool:
    """Tell whether a sentence has a verb in its last clause, and does not end where more must follow."""
    words = [word.strip('.,:()"“”‘') for word in text.split()]
    if words[-1].lower() in OPEN_ENDS:
        return False
    opens = [position for position, word in enumerate(words) if word.lower() in CLAUSE_OPENERS or word.endswith(";")]
    if not opens and len(words) >= _WHOLE_WORDS:
        return True
    clause = words[opens[-1] + 1 :] if opens else words
    # A long clause is whole where a word in -s may be its verb.
    return any(
        _is_finite(word) or (len(clause) >= _WHOLE_WORDS and word.islower() and word.endswith("s")) for word in clause
    )


def _lost_subject(words: list[str], *, is_simple: bool) -> _Verdict:
    first, second = words[0].lower(), words[1].rstrip(".").lower()
    verdict = ("missing_subject", "the sentence begins with its verb", True)
    if words[0][0].islower():
        return None
    if first in AUXILIARIES:
        rest = [word.rstrip(".").lower() for word in words[1:]]
        return (
            verdict
            if not words[1][0].isupper() and second not in ("there", "it", "he", "she", "they")
            else (verdict if first in ("was", "were", "has") and rest[0] in ADVERBS else None)
        )
    is_past = first in NARRATED or (len(first) > 4 and first.endswith("ed"))
    if is_simple and is_past and second in OBJECTS and not any(_is_finite(word.rstrip(".")) for word in words[1:]):
        return verdict
    return None


def _one_word(text: str, before: Sentence, after: Sentence | None, article: Article) -> _Verdict:
    word = text[:-1]
    low = word.lower()
    if not word.isalpha() or not word[0].isupper() or low in ANSWERS:
        return None
    stray = ("stray_fragment", "a word that is no sentence")
    if low in FOREIGN_ENDINGS:
        return *stray, True
    if len(word) <= 3:
        return (*stray, low not in SHORT_WORDS) if word[1:].islower() and article.words[word] == 1 else None
    last = before.text.rstrip(".").rsplit(" ", 1)[-1]
    is_cut = last[:1].isupper() and last.isalpha() and last.lower() not in NAME_STARTERS and " " in before.text
    if is_cut and (word in NAME_TAILS or not article.words[low] or f"{last} {word}" in article.text):
        return "split_name", f"perhaps one name: {last} {word}", True
    if low.endswith("ly") or not before.text.endswith(".") or before.text.count(" ") < 2:
        return None
    is_between = (
        after is not None and before.text.count(" ") >= _NEIGHBOUR_WORDS and after.text.count(" ") >= _NEIGHBOUR_WORDS
    )
    return *stray, is_between


def _is_phrase(words: list[str]) -> bool:
    """Tell whether words are a phrase of time or place and nothing more: "Until the weekend.", "Early next week."."""
    low = [word.rstrip(".").lower() for word in words]
    if low[0] not in STARTERS or low[-1] in IDIOMS or len(low) < 2:
        return False
    if any(_is_finite(word) for word in low) or (low[0] in TIME_STARTERS and low[-1] not in TIME_WORDS):
        return False
    room = 0
    for position, word in enumerate(low):
        if word in STARTERS or word in LINKS:
            room = 2  # two bare nouns may follow, or an adjective and its noun
        elif word in DETERMINERS or word.isdigit():
            room = 2
        elif word in TIME_WORDS:
            room = max(0, room - 1)
        elif words[position][0].isupper() and position:
            room = max(room - 1, 1 if words[position - 1][0].isupper() or room else -1)
        else:
            room -= 1
        if room < 0:
            return False
    return low[-1] not in STARTERS | LINKS | DETERMINERS


def _person_fragment(text: str, words: list[str], article: Article) -> _Verdict:
    if _ELLIPTIC.match(text):
        return "stray_fragment", "a sentence that says nothing", True
    if len(words) > _FIRST_PERSON_WORDS or not _PERSON_FRAGMENT.match(text):
        return None
    if article.words.total() < _ARTICLE_WORDS or article.first_person_count > 1:
        return None
    return "stray_fragment", "the only words in the first person outside quotation marks", True
