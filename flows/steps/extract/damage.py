"""Mark, sentence by sentence, what machine translation there and back or bad splicing broke.

Nearly all paragraphs are whole, so the work is to leave them alone cheaply: literal tests and patterns that begin with
a full stop find the few that may be broken, and only those are cut into sentences and judged. Text is marked, never
rewritten.
"""

from bisect import bisect
from typing import Final

import polars as pl

from flows.steps.extract.damage_marks import Article, Mark
from flows.steps.extract.damage_names import name_words, said_twice, spelled_two_ways, split_names
from flows.steps.extract.damage_sentences import broken_dates, broken_sentences, doubled_words, lone_punctuation
from flows.steps.extract.damage_words import CANNOT_END, GIVEN_NAMES, NAME_STARTERS, NARRATED, OBJECTS, STARTERS
from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages, number_within_article
from flows.text.columns import number_within
from flows.text.regex import alternation, groups_of
from flows.text.sentences import sentences

_MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_SPOKEN: Final = "[A-Z][a-z]+ (?:said|says|added|told) (?:in|on|at|last|this|earlier|during|to|late) "
_OBJECTS: Final = alternation(sorted(OBJECTS))
_VERBS: Final = (
    rf"(?:(?:Was|Were|Has|Have|Is|Are) [a-z]|"
    rf"(?:[A-Z][a-z]+ed|{alternation(word.capitalize() for word in NARRATED)}) {_OBJECTS}\b)"
)
_SHORT: Final = (
    r"[A-Z][A-Za-z]*\.|(?:I|We) |(?:It|This|That) (?:is|was|has|had|will|would)\.|"
    rf"{alternation(word.capitalize() for word in STARTERS)}(?: [A-Za-z\d]+){{1,7}}\."
)
_BROKEN: Final = rf"\. (?:[a-z]|\d{{1,4}}(?:[^\d,.]|[,.](?:\D|$)|$)|{_SPOKEN}|{_VERBS}|{_SHORT})"
"""A full stop, and after it what may be no sentence: a small letter, a digit, a verb, another stop soon after."""

_SUSPECT: Final = rf"{_BROKEN[:-1]}|{_MONTHS})"
"""The same, or a month after a full stop: one pass over all paragraphs; those that pass are looked at again."""

# The longer of the words no sentence ends with need no space before them to be rare; literals are fast.
_CUT_OFF: Final = "|".join(rf"{word if len(word) > 2 else ' ' + word}\. " for word in sorted(CANNOT_END))
_CUT_OFF_EXACT: Final = rf"\b{alternation(CANNOT_END)}\. "
_DATE: Final = rf"(?:{_MONTHS})(?: \d{{1,2}})?\.\s+\d|(?:\d|day)\.\s+(?:{_MONTHS})"
_SAID: Final = r"\. [A-Z]\w+ \w+ (?:in|on|at|last|this|earlier|during|to|late)\b"
_LONE: Final = r" [.,;]"
_NAME_CUT: Final = r"\p{Lu}\p{Ll}+\. \p{Lu}"
_NAME_CUT_PARTS: Final = r"^(?:(?<lead>[\w’'-]+) )?(?<first>\p{Lu}\p{L}+)\. (?<last>\p{Lu}\p{L}+)"
_NAME: Final = r"\p{Lu}\w{4,}"
_LIST_NAMES: Final = 30
"""So many names with the same first and last letter are a list of names, not an article that misspells one."""

_LONGEST_NAME: Final = 40
_MOST_PAIRS: Final = 200
_LONGEST_PARAGRAPH: Final = 20_000
_LONGEST_ARTICLE: Final = 2_000
"""Code points of a paragraph, paragraphs of an article: what is longer is no article, and costs too much to judge."""

_SUSPECT_MARKS: Final = 3
_SUSPECT_KINDS: Final = 2


def extract(pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Mark the damaged spots of each article.

    Only lone punctuation is marked in every language; the other rules are of English and stand aside where the stop
    words are not.

    Args:
        pages: Segmented pages.
        lexicon: Gives titles and verbs of speech.

    Returns:
        Rows of ``core.damage``, in page order.
    """
    paragraphs = _paragraphs(pages)
    suspects = _suspects(paragraphs, pages, lexicon)
    articles: dict[int, Article] = {}
    first = [*_first_rows(paragraphs), len(paragraphs)]
    marks: dict[int, list[Mark]] = {}

    def article_of(number: int) -> Article:
        if number not in articles:
            articles[number] = Article(paragraphs, first[number], first[number + 1] - first[number])
        return articles[number]

    words = name_words(lexicon)
    for number, start, text, page_text, hints in suspects.iter_rows():
        found = lone_punctuation(text) if hints["may_stand_alone"] else []
        if len(text) <= _LONGEST_PARAGRAPH and first[number + 1] - first[number] <= _LONGEST_ARTICLE:
            article = article_of(number)
            english = broken_dates(text) if hints["may_be_date"] else []
            english += broken_sentences(text, article) if hints["may_break"] else []
            english += said_twice(text, article, words) if hints["may_be_said"] else []
            english += split_names(text, page_text, article, words) if page_text is not None else []
            if english and article.is_english:
                found += english
        if found:
            marks.setdefault(number, []).extend(mark.moved(start) for mark in found)
    for number, one, two in _similar_names(paragraphs).iter_rows():
        article = article_of(number)
        if (found := spelled_two_ways((one, two), article, words)) and article.is_english:
            marks.setdefault(number, []).extend(found)
    for number, found in marks.items():
        article = article_of(number)
        if any(mark.is_strong for mark in found) and article.is_english:
            for start, text in zip(article.starts, article.paragraphs, strict=True):
                found += [mark.moved(start) for mark in doubled_words(text)]
    return _rows(marks, paragraphs)


def scores(pages: Pages, damage: pl.DataFrame) -> pl.DataFrame:
    """Say how damaged each article is.

    Machine translation is suspected where at least three marks of at least two kinds stand in an article: one slip is
    an editor's, a slip of every kind is a machine's.

    Args:
        pages: Segmented pages.
        damage: What :func:`extract` returns.

    Returns:
        One row an article with kept paragraphs: ``article_id``, ``damage_score`` (share of sentences with a mark) and
        ``is_machine_translated_suspected``. Articles without paragraphs have no row: nothing was looked at.
    """
    paragraphs = _paragraphs(pages)
    every = paragraphs.select(pl.col("article_id").rle().struct.field("value").alias("article_id"))
    kinds = damage.group_by("article_id", maintain_order=True).agg(
        pl.len().alias("marks"), pl.col("kind").n_unique().alias("kinds")
    )
    # Articles are numbered in their order, here and in the paragraphs.
    numbers = every.with_row_index("article").join(kinds, on="article_id", how="semi")["article"]
    damaged = paragraphs.filter(pl.col("article").is_in(numbers.implode()))
    spots: dict[str, list[int]] = {}
    for article_id, start in damage.select("article_id", "damage_start").iter_rows():
        spots.setdefault(article_id, []).append(start)
    whole: dict[str, int] = dict.fromkeys(spots, 0)
    broken: dict[str, int] = dict.fromkeys(spots, 0)
    for article_id, start, text in damaged.select("article_id", "block_start", "text").iter_rows():
        inside = [spot - start for spot in spots[article_id] if start <= spot < start + len(text)]
        cut = sentences(text)
        whole[article_id] += len(cut)
        broken[article_id] += len({max((s.start for s in cut if s.start <= spot), default=0) for spot in inside})
    shares = pl.DataFrame(
        {
            "article_id": list(spots),
            "damage_score": [min(1.0, broken[key] / max(1, whole[key])) for key in spots],
        },
        schema={"article_id": pl.String, "damage_score": pl.Float64},
    )
    return (
        every.join(shares, on="article_id", how="left", maintain_order="left")
        .join(kinds, on="article_id", how="left", maintain_order="left")
        .select(
            "article_id",
            pl.col("damage_score").fill_null(0.0),
            ((pl.col("marks") >= _SUSPECT_MARKS) & (pl.col("kinds") >= _SUSPECT_KINDS))
            .fill_null(value=False)
            .alias("is_machine_translated_suspected"),
        )
    )


def _paragraphs(pages: Pages) -> pl.DataFrame:
    return (
        pages.blocks.lazy()
        .filter(pl.col("is_kept") & (pl.col("role") == "paragraph"))
        .select("article_id", "document_id", "block_start", "text")
        .with_columns(pl.col("article_id").rle_id().alias("article"))
        .collect()
    )


def _first_rows(paragraphs: pl.DataFrame) -> list[int]:
    begins = paragraphs["article"] != paragraphs["article"].shift()
    return begins.fill_null(value=True).arg_true().to_list()


def _suspects(paragraphs: pl.DataFrame, pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Find the paragraphs worth a look.

    Returns:
        ``article``, ``block_start``, ``text``, ``page_text`` (NULL where no name may be cut) and ``hints`` (what may
        be broken), in page order.
    """
    text = pl.col("text").str
    flagged = (
        paragraphs.lazy()
        .with_row_index("row")
        .with_columns(
            (text.contains(_SUSPECT) | text.contains(_CUT_OFF)).alias("may_break"),
            (text.contains(_LONE) | text.starts_with(".") | text.starts_with(",")).alias("may_stand_alone"),
            text.contains(_NAME_CUT).alias("may_be_cut"),
        )
        .filter(pl.any_horizontal("may_break", "may_stand_alone", "may_be_cut"))
        .collect()
    )
    cut = _cut_names(flagged.filter("may_be_cut"), pages, lexicon)
    return (
        flagged.lazy()
        .join(cut.lazy(), on="row", how="left", maintain_order="left")
        .with_columns(
            (text.contains(_BROKEN) | text.contains(_CUT_OFF_EXACT)).alias("may_break"),
            text.contains(_DATE).alias("may_be_date"),
            text.contains(_SAID).alias("may_be_said"),
        )
        .filter(
            pl.any_horizontal("may_break", "may_stand_alone", "may_be_date", "may_be_said")
            | pl.col("page_text").is_not_null()
        )
        .select(
            "article",
            "block_start",
            "text",
            "page_text",
            pl.struct("may_break", "may_stand_alone", "may_be_date", "may_be_said").alias("hints"),
        )
        .collect()
    )


def _cut_names(flagged: pl.DataFrame, pages: Pages, lexicon: Lexicon) -> pl.DataFrame:
    """Keep the paragraphs where two capitalised words around a full stop may be one name.

    Returns:
        ``row`` and ``page_text``.
    """
    starters = [word.capitalize() for word in sorted(NAME_STARTERS)]
    titles = sorted(name_words(lexicon).titles)
    near = (
        flagged.lazy()
        .select(
            "row", "document_id", pl.col("text").str.extract_all(rf"(?:[\w’'-]+ )?{_NAME_CUT}\p{{L}}+,?").alias("spot")
        )
        .explode("spot")
        .with_columns(groups_of("spot", _NAME_CUT_PARTS).alias("parts"))
        .unnest("parts")
        .filter(~pl.col("last").is_in(starters) & ~pl.col("first").is_in(starters))
        .collect()
    )
    in_name = pl.col("lead").str.contains(r"^\p{Lu}") & ~pl.col("lead").is_in([*titles, *starters])
    alone = pl.col("lead").is_null() | pl.col("first").is_in(sorted(GIVEN_NAMES)) | pl.col("spot").str.ends_with(",")
    introduced = pl.col("lead").is_in([*titles, *lexicon.speech_verbs, "by"])
    whole = pl.concat_str("first", pl.lit(" "), "last")
    near = near.with_columns(
        whole.alias("whole"), ((alone | introduced) & ~in_name.fill_null(value=False)).alias("is_likely")
    )
    texts = pages.documents.lazy().select("document_id", "page_text")
    # A page is searched once for each name: once for each spot took 3.4 s on a page of 1.6 MB that repeats one name.
    elsewhere = (
        near.lazy()
        .filter(~pl.col("is_likely"))
        .unique(["document_id", "whole"])
        .join(texts, on="document_id")
        .filter(pl.col("page_text").str.contains(pl.col("whole"), literal=True))
        .select("document_id", "whole", pl.lit(value=True).alias("is_elsewhere"))
    )
    return (
        near.lazy()
        .join(elsewhere, on=["document_id", "whole"], how="left", maintain_order="left")
        .filter(pl.col("is_likely") | pl.col("is_elsewhere"))
        .unique("row", keep="first", maintain_order=True)
        .join(texts, on="document_id", maintain_order="left")
        .select("row", "page_text")
        .collect()
    )


def _similar_names(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Pair the names of an article that may be one name in two spellings.

    Returns:
        ``article``, ``name``, ``other`` with ``name`` < ``other``: the same first and last letter, lengths at most two
        apart, the same beginning or the same end.
    """
    ends = pl.concat_str("first", "last")
    names = (
        paragraphs.lazy()
        .select("article", pl.col("text").str.extract_all(_NAME).alias("name"))
        .explode("name")
        .filter(pl.col("name").str.len_bytes() <= _LONGEST_NAME)
        .filter(number_within(pl.col("name"), pl.col("article")).is_first_distinct())
        .with_columns(pl.col("name").str.head(1).alias("first"), pl.col("name").str.tail(1).alias("last"))
        .filter(number_within(ends, pl.col("article")).is_duplicated())
        .filter(pl.len().over("article", "first", "last") <= _LIST_NAMES)
        .collect()
    )
    return (
        names.lazy()
        .join(names.lazy().rename({"name": "other"}), on=["article", "first", "last"], maintain_order="left_right")
        .filter(pl.col("name") < pl.col("other"))
        .filter(
            (pl.col("name").str.len_chars().cast(pl.Int32) - pl.col("other").str.len_chars().cast(pl.Int32)).abs() <= 2
        )
        .filter(
            (pl.col("name").str.head(2) == pl.col("other").str.head(2))
            | (pl.col("name").str.tail(3) == pl.col("other").str.tail(3))
        )
        .select("article", "name", "other")
        .filter(pl.len().over("article") <= _MOST_PAIRS)
        .collect()
    )


def _rows(marks: dict[int, list[Mark]], paragraphs: pl.DataFrame) -> pl.DataFrame:
    damaged = paragraphs.select("article", "article_id").filter(pl.col("article").is_in(sorted(marks)))
    ids = dict(damaged.iter_rows())
    kept = [
        (ids[number], mark.start, mark.end, mark.kind, mark.detail)
        for number, found in sorted(marks.items())
        for mark in _without_overlaps(found)
    ]
    rows = pl.DataFrame(
        kept,
        schema={
            "article_id": pl.String,
            "damage_start": pl.Int32,
            "damage_end": pl.Int32,
            "kind": pl.String,
            "detail": pl.String,
        },
        orient="row",
    )
    return number_within_article(rows, "x", "damage_id").select(
        "damage_id", "article_id", "damage_start", "damage_end", "kind", "detail"
    )


# What says most about a spot stands first: "December. 17." is a date before it is two fragments.
_ORDER: Final = ("broken_date", "split_name", "lone_punctuation", "missing_subject", "stray_fragment", "name_variant")


_AFTER_SPOT: Final = 2
_OPENS: Final = ("broken_date", "lone_punctuation")


def _without_overlaps(found: list[Mark]) -> list[Mark]:
    if not any(mark.is_strong for mark in found):
        return []
    taken: list[tuple[int, int]] = []
    chosen = []
    for mark in sorted(found, key=lambda mark: (_ORDER.index(mark.kind), mark.start, mark.end)):
        # What is taken never overlaps, so only the neighbours can be in the way.
        place = bisect(taken, (mark.start, mark.end))
        if (place and mark.start < taken[place - 1][1]) or (place < len(taken) and taken[place][0] < mark.end):
            continue
        # What follows a broken date or a lone stop begins in the middle because of it: one spot, one mark.
        taken.insert(place, (mark.start, mark.end + (_AFTER_SPOT if mark.kind in _OPENS else 0)))
        chosen.append(mark)
    return sorted(chosen)
