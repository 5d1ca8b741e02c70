"""Who said a quotation: cue and speaker beside it, and the speaker's fullest name in the article."""

from typing import Final

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.steps.pages import Pages
from flows.text.patterns import FULL_NAME, LETTER, NAME
from flows.text.regex import alternation, groups_of

_NEAR_CHARS: Final = 220
_MOST_SPEAKER_WORDS: Final = 9
_PRONOUN: Final = r"(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|I|[Ww]e)"
_NOT_A_SPEAKER: Final = (
    r"^(?i:and|but|in|on|at|as|that|which|to|of|for|with|from|by|because|when|while|if|so|or|after|before|where|who|"
    r"what|there|this|these|those|is|was|are|were|be|been|has|have|had|will|would|not|than|over|under|into)\b"
)
_ABBREVIATION: Final = "Mr|Mrs|Ms|Dr|St|Gen|Col|Sen|Rep|Gov|Lt|Capt|Sgt|Prof|Rev"
# "the Azerbaijani leader", "the foreign minister, Ana Lind": a noun in lower case ends the description.
_DESCRIBED_BY_NOUN: Final = (
    r"(?:[Tt]he|[Aa]n?)\s(?:\p{Lu}[^\s,.;:]*\s){0,3}\p{Ll}"
    rf"{LETTER}+"
    rf"(?:\s{NAME}|(?:\s(?:minister|leader|chief|spokesman|spokeswoman|spokesperson|official|president|secretary|"
    r"officer|director|judge|police))*)"
)
_TRAILING: Final = r"\s(?:in|on|at|of|to|for|with|who|which|that|during|after|before|from|as|and|while|when|by|about)$"
_DESCRIBED: Final = rf"(?:[Tt]he|[Aa]n?|[Oo]ne|[Aa]nother|[Hh]is|[Hh]er|[Tt]heir)\s{LETTER}+(?:\s{LETTER}+){{0,3}}"


def attribute(quotes: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Find cue and speaker of each quotation in the words around it.

    Tried in turn: the words after the quotation ("… ," Name said; "… ," said Name), the words before it (Name said:
    "…"), and the quotation before it in the same paragraph, which it continues.

    Args:
        quotes: What ``quotes.between_marks`` returns.
        lexicon: Gives verbs of speech and titles.

    Returns:
        The quotes with ``speaker_text``, ``speaker_start``, ``speaker_end``, ``speaker_short`` (the name in it, titles
        off; NULL for pronouns and descriptions), ``speaker_last`` (its last word), ``cue``, ``told_to`` and
        ``confidence``.
    """
    after_description, after_verb, after_spoken, before = _patterns(lexicon)
    quotes = quotes.with_columns(pl.col("after").str.head(_NEAR_CHARS))
    tail = pl.col("before").str.extract(r"([^!?;\n]{0,220})$", 1)
    tail_start = pl.col("before_start") + (pl.col("before").str.len_chars() - tail.str.len_chars()).cast(pl.Int32)
    tried = quotes.with_columns(
        groups_of("after", after_description).alias("g0"),
        groups_of("after", after_verb).alias("g1"),
        groups_of("after", after_spoken).alias("g2"),
        tail_start.alias("tail_start"),
        pl.when(pl.col("after").str.contains_any(["told", "tells"]))
        .then("after")
        .str.extract(
            rf"^[^.!?]{{0,160}}\b(?:told|tells)\s((?:the\s)?{NAME}(?:\s[\p{{Ll}}]+){{0,1}}|reporters|journalists)", 1
        )
        .str.replace(r"\s(?:on|in|at|that|during|this|last|after|before)$", "")
        .alias("told_to"),
    )
    # What stands before is looked at only where nothing behind the quotation attributes it: the costlier search.
    is_open = pl.all_horizontal(*[pl.col(f"g{number}").struct.field("who").is_null() for number in range(3)])
    tried = (
        tried.with_columns(pl.when(is_open).then(tail).alias("tail"))
        .with_columns(groups_of("tail", before).alias("g3"))
        .with_row_index("row")
    )
    own = tried.select("row").join(_first_usable(tried, lexicon), on="row", how="left", maintain_order="left")
    return _name_speakers(_continue(tried.hstack(own.drop("row"))), lexicon).drop(
        "row", "g0", "g1", "g2", "g3", "tail", "tail_start"
    )


def _first_usable(tried: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Choose for each quotation the first pattern whose speaker can be one.

    One frame of all that the patterns found is looked at once: a third of the time of looking at each pattern's column.
    """
    starts = ("after_start", "after_start", "after_start", "tail_start")
    found = pl.concat(
        [
            tried.select("row", pl.lit(number).alias("pattern"), pl.col(start).alias("from"), f"g{number}")
            .unnest(f"g{number}")
            .select("row", "pattern", "from", "pre", "who", "cue")
            .drop_nulls("who")
            for number, start in enumerate(starts)
        ]
    ).with_columns(pl.col("who").str.replace(_TRAILING, ""))
    who = pl.col("who")
    usable = found.filter(
        ~who.str.contains(_NOT_A_SPEAKER)
        & ~who.str.to_lowercase().is_in(list(lexicon.weekdays))
        & (who.str.count_matches(" ", literal=True) < _MOST_SPEAKER_WORDS)
        & who.str.contains(rf"{NAME}$|^{_PRONOUN}$|^{_DESCRIBED}$")
    )
    begin = pl.col("from") + pl.col("pre").str.len_chars().cast(pl.Int32)
    return (
        usable.sort("row", "pattern")
        .filter(pl.col("row").ne_missing(pl.col("row").shift()))
        .select(
            "row",
            who.alias("speaker_text"),
            begin.alias("speaker_start"),
            (begin + who.str.len_chars().cast(pl.Int32)).alias("speaker_end"),
            "cue",
            pl.when(pl.col("pattern") < len(starts) - 1).then(0.9).otherwise(0.8).alias("confidence"),
        )
    )


def _patterns(lexicon: Lexicon) -> tuple[str, str, str, str]:
    """Build the patterns in which a speaker stands, each with the groups ``pre``, ``who`` and ``cue``."""
    verb = alternation([*lexicon.speech_verbs, "according to"])
    weekday = rf"(?:\s(?:on\s)?(?i:{alternation(lexicon.weekdays)})(?:\s(?:morning|evening|night|afternoon))?)?"
    adverb = r"(?:(?:also|then|later|has|had|have|once|further|however|reportedly|repeatedly)\s)?"
    aside = rf"(?:,[^,.;:!?]+,)?{weekday}"
    # The name's own full stops: "Sgt. Ana Lind", "J. Lind".
    anyone = rf"(?:(?:{_ABBREVIATION})\.\s)?[\p{{L}}](?:[^,.;:!?]|\b(?:\p{{Lu}}|{_ABBREVIATION})\.)*?"
    person = rf"(?:an?\s)?(?:{LETTER}+\s){{0,5}}?{NAME}"
    someone = rf"(?:{_DESCRIBED_BY_NOUN}|{person}|{_DESCRIBED}|{_PRONOUN}\b)"
    return (
        rf"^(?P<pre>[\s,]*(?P<cue>{verb})\s[^,.;:!?]+,\s)(?P<who>{FULL_NAME})",
        rf"^(?P<pre>[\s,]*(?:(?:a|ha|hat)\s)?(?P<cue>{verb})\s)(?P<who>{someone})",
        rf"^(?P<pre>[\s,]*(?:(?i:and|but)\s)?)(?P<who>{anyone}){aside}\s{adverb}(?P<cue>{verb})\b",
        (
            rf"^(?P<pre>(?s:.*?))(?P<who>(?:{NAME}|{_DESCRIBED}|\b{_PRONOUN})){aside}\s{adverb}(?P<cue>{verb})"
            rf"(?:\s(?:that|on|in|at|to|for|during|reporters|{LETTER}+day|{NAME})\b[^.!?;]*)?[\s,:]*$"
        ),
    )


def _continue(quotes: pl.DataFrame) -> pl.DataFrame:
    # A quotation with no cue of its own continues the one before it in its paragraph.
    fields = ("speaker_text", "speaker_start", "speaker_end", "cue", "told_to")
    last = [pl.col(field).forward_fill().over("article_id", "block").alias(f"last_{field}") for field in fields]
    lacks = pl.col("cue").is_null() & pl.col("last_cue").is_not_null()
    return (
        quotes.with_columns(*last)
        .with_columns(
            pl.when(lacks).then(0.7).otherwise("confidence").alias("confidence"),
            *[pl.when(lacks).then(f"last_{field}").otherwise(field).alias(field) for field in fields],
        )
        .drop(*[f"last_{field}" for field in fields])
    )


def _name_speakers(quotes: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    # The same speakers come again and again, and "he" and "she" make up a third: each text is looked at once.
    name = strip_titles(pl.col("speaker_text").str.extract(rf"({NAME})$", 1), lexicon)
    speakers = (
        quotes.select("speaker_text")
        .drop_nulls()
        .unique()
        .filter(~pl.col("speaker_text").str.contains(rf"^{_PRONOUN}$"))
        .select("speaker_text", name.alias("speaker_short"))
        .filter(pl.col("speaker_short").str.len_chars() > 1)
        .with_columns(pl.col("speaker_short").str.extract(r"([^\s]+)$", 1).alias("speaker_last"))
    )
    return quotes.join(speakers, on="speaker_text", how="left", maintain_order="left")


def strip_titles(name: pl.Expr, lexicon: Lexicon) -> pl.Expr:
    """Take titles and honorifics off the front of a name.

    Args:
        name: A run of capitalised words; NULL stays NULL.
        lexicon: Gives the titles.

    Returns:
        The name without them, and without an "'s" at its end.
    """
    titles = sorted({title for title in lexicon.person_titles if title[:1].isupper()})
    # Most names carry no title, and a NULL costs the pattern next to nothing.
    titled = pl.when(name.str.contains_any(titles)).then(name)
    bare = titled.str.replace(rf"^(?:.*\s)?{alternation(titles)}\.?\s+(\p{{Lu}})", "$1")
    return pl.coalesce(bare, name).str.replace(r"[’']s$", "").str.strip_chars(" ,")


def full_names(pages: Pages, quotes: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Find the fullest form of each speaker's name in the article.

    Args:
        pages: Segmented pages.
        quotes: With ``article_id`` and ``speaker_last``.
        lexicon: Gives the titles.

    Returns:
        One row for an article and a last name: ``article_id``, ``speaker_last``, ``full_name``; of several forms the
        longest, of equally long ones the first in the article.
    """
    wanted = quotes.filter(pl.col("speaker_last").is_not_null()).select("article_id", "speaker_last").unique()
    named = (
        pages.kept("paragraph", "caption", "standfirst")
        .select("article_id", "text")
        .join(wanted.select("article_id").unique(), on="article_id", how="semi", maintain_order="left")
        .select("article_id", pl.col("text").str.extract_all(FULL_NAME).alias("name"))
        .explode("name")
        .drop_nulls("name")
        # The last word stays when titles go, so it tells first which names are asked for: one in ten.
        .with_columns(pl.col("name").str.extract(r"([^\s]+)$", 1).str.replace(r"[’']s$", "").alias("speaker_last"))
        .join(wanted, on=["article_id", "speaker_last"], how="semi", maintain_order="left")
        .with_columns(strip_titles(pl.col("name"), lexicon).alias("full_name"))
        .filter(pl.col("full_name").str.contains(r"\s"))
    )
    return (
        named.with_row_index("seen")
        .with_columns(pl.col("full_name").str.count_matches(" ", literal=True).alias("length"))
        .sort("article_id", "speaker_last", "length", "seen", descending=[False, False, True, False])
        .unique(["article_id", "speaker_last"], keep="first", maintain_order=True)
        .select("article_id", "speaker_last", "full_name")
    )
