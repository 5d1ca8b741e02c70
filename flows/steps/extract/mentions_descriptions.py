"""Descriptions: persons, groups and places an article speaks of without a name ("the spokesman", "Vandrian troops").

A description is a noun of a reviewed list with what introduces it: an article, a possessive, a number in words, or a
name right before it. What only says something of somebody who stands there already ("Ana Torv, a teacher", "he was a
teacher") is none, nor is a noun that hangs on the one behind it ("the school year").
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from flows.text.tables import read_table

NAME: Final = "name"
DESCRIPTION: Final = "description"

_ROLES: Final = ("paragraph", "standfirst", "caption")
"""Blocks that are prose: headlines leave out what introduces a noun."""

_INTRODUCING_WORDS: Final = """
    the a an this these those his her its their our my your some several many few most other another both all each every
    one two three four five six seven eight nine ten eleven twelve dozens hundreds thousands
"""
_PREDICATING_WORDS: Final = "is was were are be been being become became becomes as remains remained like"
_STOPPING_WORDS: Final = """
    of in on at by to from with for and or but as that which who whom whose what is are was were be been being has have
    had do does did will would can could may might must shall should said says say told not no nor into onto over after
    before near between against about than when where while if because since until though although it he she they we i
    you him them us me there here so then also only just even still yet up down out off through during under above below
    across along around behind beyond without within upon toward towards per via how why killed wounded injured
"""
_IRREGULAR_WORDS: Final = """
    ate became began bled blew bore bought broke brought built came chose cut did drank drew drove fell felt fled flew
    forgot fought found gave got grew had heard held hid hit kept knew laid lay led left lent let lost made meant met
    overcame paid put ran rang read rode rose sang sat saw sent shook shot showed shut slept sold spent spoke stole
    stood struck swore swam swept taught thought threw took understood wept went withdrew woke won wore wrote says tells
    wants
"""
INTRODUCING: Final = frozenset(_INTRODUCING_WORDS.split())
PREDICATING: Final = frozenset(_PREDICATING_WORDS.split())
STOPPING: Final = frozenset(_STOPPING_WORDS.split())
"""Words no noun group holds."""
ARTICLES: Final = frozenset(("a", "an"))
_ADVERBS: Final = frozenset(("never", "always", "often", "now", "again", "today", "yesterday", "later"))
FOLLOWING: Final = STOPPING | INTRODUCING | _ADVERBS | frozenset(_IRREGULAR_WORDS.split())
"""Words in lower case that may follow a noun group; another noun would make its head hang on that."""
_FOLLOWING_ENDS: Final = ("ed", "ing", "ly")
_ENDS: Final = ".,;:!?…)]}”\"’'"
_OPENS: Final = "“\"(‘'"
_MARKS: Final = _ENDS + _OPENS
_POSSESSIVES: Final = ("’s", "'s", "’", "'")
_TAILS: Final = (*_POSSESSIVES, "", *_ENDS, ".”", ",”", '."', ',"', "),", ").", "...")
MOST_MODIFIERS: Final = 4
BEFORE_CHARS: Final = 90
"""Room for a noun group and what stands before it."""
TOKEN_CHARS: Final = 60
"""Room for a noun, its marks and the word behind it."""


class Described(NamedTuple):
    """Descriptions of some texts, a list a column.

    Tuples, held for a whole batch, would cost the garbage collector a third of the time.

    Attributes:
        rows: The number of the text.
        begins: Where it begins in the text, in code points.
        ends: Where it ends, exclusive.
        kinds: "person", "organisation" or "place".
        are_introduced: Whether a word that introduces opens it.
    """

    rows: list[int]
    begins: list[int]
    ends: list[int]
    kinds: list[str]
    are_introduced: list[bool]


class Heads(NamedTuple):
    """The nouns that persons, groups and places are described by.

    Attributes:
        spelled: The noun with each mark that may end it -> the noun and its kind.
        nouns: The nouns.
        patterns: A blank and each noun, the longest first.
    """

    spelled: Mapping[str, tuple[str, str]]
    nouns: frozenset[str]
    patterns: tuple[str, ...]


Reader = Callable[[Sequence[str], Heads], Described]
"""Finds the descriptions of texts: this module's way or the one in machine code, which gives the same."""


def load_heads(folder: Path) -> Heads:
    """Read the nouns.

    Args:
        folder: Holds ``description_heads.csv``.

    Returns:
        The nouns, equal for equal files.

    Raises:
        FileNotFoundError: The CSV is missing.
        KeyError: It lacks a column.
    """
    rows = [(row["head"], row["kind"]) for row in read_table(folder / "description_heads.csv")]
    nouns = frozenset(head for head, _ in rows)
    return Heads(
        {head + tail: (head, kind) for head, kind in rows for tail in _TAILS},
        nouns,
        tuple(f" {head}" for head in sorted(nouns, key=lambda head: (-len(head), head))),
    )


def add_descriptions(names: pl.DataFrame, blocks: pl.DataFrame, heads: Heads, reader: Reader) -> pl.DataFrame:
    """Add the descriptions of a batch to its names.

    A description that holds a name of its own kind is left out: "Huize county" is that place. One that only a capital
    introduces counts where the capital is a name's: "Vandrian troops", not "Local troops".

    A loop over words on purpose: what introduces a noun may stand four words before it. Finding them takes 75 µs an
    article of 2.4 KB, in machine code 30; putting them among the names takes 20.

    Args:
        names: Rows of ``core.mentions`` without key and form, in page order.
        blocks: The blocks they were read from, in page order: ``article_id``, ``block_start``, ``role``, ``text``.
        heads: The nouns.
        reader: Finds them: ``read_descriptions``, here or in machine code.

    Returns:
        Names and descriptions with their form, in page order; a description has neither name nor role.
    """
    named = names.with_columns(form=pl.lit(NAME))
    prose = blocks.with_row_index("block").filter(pl.any_horizontal(*[pl.col("role") == role for role in _ROLES]))
    described = _described(prose, heads, reader)
    if described.is_empty():
        return named
    # One number an article and place, so that the page order of both tables is that of integers.
    numbers = blocks["article_id"].rle_id()
    described = _placed(described, numbers.gather(described["block"])).sort("ends").drop("block")
    order = blocks.select("article_id", number=numbers).unique("article_id", keep="first", maintain_order=True)
    articles = named.select(pl.col("article_id").rle().struct.field("value")).join(
        order, left_on="value", right_on="article_id", how="left", maintain_order="left"
    )
    named = _placed(named, articles["number"].gather(named["article_id"].rle_id()))
    own = named.select("kind", "begins", name_ends="ends")
    holds_name = (pl.col("name_ends") > pl.col("begins")).fill_null(value=False)
    described = (
        described.join_asof(own.drop("kind"), left_on="ends", right_on="begins", allow_exact_matches=False)
        .filter(pl.col("is_introduced") | holds_name)
        .drop("name_ends", "begins_right", strict=False)
        .join_asof(own, left_on="ends", right_on="begins", by="kind", allow_exact_matches=False, check_sortedness=False)
        .filter(~holds_name)
        .with_columns(form=pl.lit(DESCRIPTION))
    )
    together = pl.concat([named, described.select("begins", "ends", "form", *_PLACED)], how="diagonal")
    return together.sort("begins", "ends", "form", maintain_order=True).select(*names.columns, "form")


def _described(prose: pl.DataFrame, heads: Heads, reader: Reader) -> pl.DataFrame:
    """Find the descriptions of blocks: ``_PLACED``, ``block``, ``is_introduced``."""
    texts = prose["text"].to_list()
    found = reader(texts, heads)
    starts = prose["block_start"].gather(found.rows).cast(pl.Int32)
    spans = zip(found.rows, found.begins, found.ends, strict=True)
    return pl.DataFrame(
        {
            "article_id": prose["article_id"].gather(found.rows),
            "mention_start": starts + pl.Series(found.begins, dtype=pl.Int32),
            "mention_end": starts + pl.Series(found.ends, dtype=pl.Int32),
            "mention_text": pl.Series([texts[row][begin:end] for row, begin, end in spans], dtype=pl.String),
            "kind": pl.Series(found.kinds, dtype=pl.String),
            "is_introduced": pl.Series(found.are_introduced, dtype=pl.Boolean),
            "block": prose["block"].gather(found.rows),
        }
    )


def read_descriptions(texts: Sequence[str], heads: Heads) -> Described:
    """Find the descriptions of texts.

    Args:
        texts: The texts of blocks.
        heads: The nouns.

    Returns:
        What is found, in the order of the texts.
    """
    # With one byte a character, bytes are counted as code points are.
    plain = pl.Series(texts, dtype=pl.String).str.replace_all("[\n\t\u00a0]", " ").str.replace_all(r"[^\x00-\x7F]", "?")
    # Of nouns that begin alike the longest is found: they stand in that order.
    spots = plain.str.find_many(list(heads.patterns), leftmost=True)
    described = Described([], [], [], [], [])
    rows, begins, ends, kinds, are_introduced = described
    for row, (text, found) in enumerate(zip(texts, spots.to_list(), strict=True)):
        if not found:
            continue
        for begin, end, kind, is_introduced in read(text, found, heads):
            rows.append(row)
            begins.append(begin)
            ends.append(end)
            kinds.append(kind)
            are_introduced.append(is_introduced)
    return described


def _placed(frame: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    room = numbers.cast(pl.Int64) * _ARTICLE_ROOM
    return frame.with_columns(begins=room + frame["mention_start"], ends=room + frame["mention_end"])


_PLACED: Final = ("article_id", "mention_start", "mention_end", "mention_text", "kind")
_ARTICLE_ROOM: Final = 2**32
"""More code points than a page may have."""


def read(text: str, spots: Iterable[int], heads: Heads) -> Iterator[tuple[int, int, str, bool]]:
    """Find the descriptions of a block.

    Args:
        text: The block.
        spots: Where a blank and a noun stand, in code points, ascending; the noun may be the front of a longer word.
        heads: The nouns.

    Yields:
        Start, end, kind, and whether a word that introduces opens it.
    """
    for blank in "\n\t\u00a0":
        if blank in text:
            text = text.replace(blank, " ")
    spelled = heads.spelled
    for at in spots:
        # Only the words beside the noun are cut: cutting a whole block costs twice all the rest.
        token, _, behind = text[at + 1 : at + TOKEN_CHARS].partition(" ")
        known = spelled.get(token)
        if known is None:
            continue
        head, kind = known
        if token == head and behind:
            after = behind.partition(" ")[0]
            if after not in FOLLOWING and not _may_follow(after, heads.nouns):
                continue
        left = text.rfind(" ", 0, at) + 1
        before = text[left:at]
        if before in STOPPING:
            continue
        if before in INTRODUCING:
            # Half of all: the word right before it introduces it.
            if left and _says_of_another(text[text.rfind(" ", 0, left - 1) + 1 : left - 1], before):
                continue
            yield left, at + 1 + len(head), kind, True
            continue
        if not before or _ends_group(before):
            continue
        words = text[max(0, at - BEFORE_CHARS) : at].rsplit(" ", MOST_MODIFIERS + 2)
        first, is_introduced = _opening(words, heads.nouns)
        if first == len(words) or (is_introduced and first and _says_of_another(words[first - 1], words[first])):
            continue
        start = at - sum(map(len, words[first:])) - len(words) + first + 1
        lead = len(words[first]) - len(words[first].lstrip(_OPENS))
        yield start + lead, at + 1 + len(head), kind, is_introduced


def _may_follow(after: str, nouns: frozenset[str]) -> bool:
    """Whether a word leaves the noun before it alone: neither another noun nor the name whose title it is."""
    plain = after.strip(_MARKS)
    if plain[:1].isupper() or plain in nouns:
        return False
    if not plain[:1].isalpha() or after[0] in '“"(—–-':
        return True
    return plain.lower() in FOLLOWING or plain.endswith(_FOLLOWING_ENDS)


def _opening(words: list[str], nouns: frozenset[str]) -> tuple[int, bool]:
    """Find the first word of the group whose noun follows, and whether it introduces; the end where nothing does."""
    count = first = len(words)
    fewest = max(0, count - MOST_MODIFIERS)
    while first > fewest:
        before = words[first - 1]
        lower = before.lower()
        if lower in INTRODUCING or (lower and lower[0] in _OPENS and lower.lstrip(_OPENS) in INTRODUCING):
            return (first - 1, True) if not _holds_verb(words, first) else (count, False)
        if not before or lower in STOPPING or (first < count and before in nouns):
            break
        if before[0].isdigit() and (first == 1 or words[first - 2].lower() not in INTRODUCING):
            break
        if _ends_group(before):
            break
        first -= 1
    first = count
    while first > 0 and words[first - 1][:1].isupper():
        first -= 1
        if first > 0 and words[first - 1][-1:] in _ENDS and not words[first - 1].isupper():
            break
    return first, False


def _ends_group(word: str) -> bool:
    """Whether the mark at the end of a word parts it from the noun behind it: "Milan,", not "army's" or "U.S."."""
    if word[-1] not in _ENDS or word.endswith(("’s", "'s", "s’", "s'")):
        return False
    return word.count(".") < 2 or not word.isupper()


def _holds_verb(words: list[str], first: int) -> bool:
    """Whether the word before a noun is its verb: "the storm frightened people", not "the recently damaged church"."""
    before = words[-1]
    return len(words) - first > 1 and before.endswith("ed") and "-" not in before and not words[-2].endswith("ly")


def _says_of_another(before: str, opening: str) -> bool:
    """Whether a group says what somebody is who stands before it: "was a teacher", "Ana Torv, a teacher"."""
    return before.lower() in PREDICATING or (before[-1:] == "," and opening.lower() in ARTICLES)
