"""Find the headline of a piece that repeats nothing: the line above the text that says what the text says.

On a scraped page dozens of lines stand above the text. The headline is the one whose words come again in the first
paragraphs, that has the length of headlines, and that stands above a byline or a date. How much each of these counts
was learned from the project's labelled pages; the weights are numbers in ``seeds/reference/headline_weights.csv``.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from flows.steps.segment.neighbours import names_author_or_day
from flows.text.columns import number_within
from flows.text.patterns import CAPTION_LABEL

_MAX_WORDS: Final = 32
_MAX_STOPPED_WORDS: Final = 14
_MIN_CHARS: Final = 4
_MAX_CHARS: Final = 220
_OPENING_PARAGRAPHS: Final = 5
_BELOW_BLOCKS: Final = 5
_ABOVE_BLOCKS: Final = 2
_BETTER_BY: Final = 0.5
_HEADLINE_WORDS: Final = 4
_FULL_WORDS: Final = 7
_FULL_AGAIN: Final = 2
_FAR: Final = 10
_ADJOINING: Final = 2
_AGREED_WORTH: Final = 8.0
_FUNCTION_WORDS: Final = (
    *("about", "after", "again", "against", "also", "among", "because", "been", "before", "being", "between", "both"),
    *("come", "could", "does", "down", "during", "each", "even", "every", "find", "from", "have", "here", "into"),
    *("just", "know", "last", "like", "made", "make", "many", "more", "most", "much", "must", "need", "only"),
    *("other", "over", "said", "says", "should", "since", "some", "such", "take", "than", "that", "their", "them"),
    *("then", "there", "these", "they", "this", "those", "through", "under", "until", "very", "want", "were", "what"),
    *("when", "where", "which", "while", "will", "with", "without", "would", "year", "your"),
)
"""Words that come again in any text: "More for your TV" is no headline of a text that says "more" and "your"."""
_SEPARATED: Final = r"[|»›>•←→]|\s[/·]\s|\s[-–—]\s*$"
"""What parts the links of a breadcrumb or the facts of a byline, and hardly stands in a headline."""

_NO_HEADLINE: Final = r"[.:;,。；，：]$|^By\s\p{Lu}\S*\s\p{Lu}"
"""What a headline neither ends in nor begins with: a byline too long to be known as one is still none."""

_SIGNED: Final = r",\s(?:says|writes|argues|reports|asks|explains)\s\p{Lu}\S+\s\p{Lu}\S+$"
"""How the summary of a column names who wrote it."""

HEADLINE_FEATURES: Final = (
    "overlap",
    "is_named_again",
    "is_stub",
    "is_label",
    "is_usual_length",
    "is_long",
    "is_above_byline",
    "is_given_title",
    "is_h1",
    "is_copied_often",
    "opens_plain_page",
    "is_first",
    "is_last",
    "is_set_off",
    "is_summary",
    "has_summary",
    "is_separated",
    "begins_with_digit",
    "names_year",
    "is_far",
    "is_below_byline",
)
"""What a line is judged by, in the order of the table of weights."""


def mark_titles(placed: pl.DataFrame, weights: Mapping[str, float]) -> pl.DataFrame:
    """Choose the headline of each piece that has no repeated head.

    Chosen by weights, 96 headlines in 100 of labelled pages are right where they stand on the page at all, against 80
    by hand-set points, and the same holds for pages and sites the weights were not learned from.

    Args:
        placed: Blocks with ``unit``, ``part``, ``window_first``, ``has_head``, ``is_scrape``, ``is_paragraph``, in page
            order.
        weights: A weight for each of ``HEADLINE_FEATURES``.

    Returns:
        The blocks with ``is_title``; at most one line of a piece is one. Where it overrules a repeated head, ``head``
        and ``head_title`` are NULL from now on.
    """
    numbered = placed.with_row_index("row")
    # Among navigation anything may stand twice: there a repeated line is the headline only if it looks like one.
    candidates = headline_features(numbered.filter(~pl.col("has_head") | pl.col("is_scrape")))
    # Labelled pages are text for the most part: that markup and metadata agree says more than the sum of both there.
    agreed = (pl.col("is_h1") & pl.col("is_given_title")).cast(pl.Float64) * _AGREED_WORTH
    weighed = [pl.col(name).cast(pl.Float64) * weights[name] for name in HEADLINE_FEATURES]
    score = pl.sum_horizontal(*weighed, agreed)
    # Sums of few products, added in one order; rounding keeps lines apart that differ, and ties alike.
    is_head_title = pl.col("key") == pl.col("head_title")
    scored = candidates.with_columns(score.round(9).alias("score"), is_head_title.fill_null(value=False).alias("heads"))
    headed = scored.filter("heads").group_by("unit").agg(pl.col("score").max().alias("needed") + _BETTER_BY)
    # Of equal lines the last: what stands nearer to the text is less likely to be navigation.
    best = (
        scored.sort("unit", "score", "row", descending=[False, True, True])
        .unique("unit", keep="first", maintain_order=True)
        .join(headed, on="unit", how="left", maintain_order="left")
        .filter(pl.col("needed").is_null() | (pl.col("score") > pl.col("needed")))
    )
    is_overruled = pl.col("has_head") & pl.col("unit").is_in(best["unit"].implode())
    return numbered.with_columns(
        pl.col("row").is_in(best["row"].implode()).alias("is_title"),
        pl.when(~is_overruled).then("head").alias("head"),
        pl.when(~is_overruled).then("head_title").alias("head_title"),
    ).drop("row")


def headline_features(blocks: pl.DataFrame) -> pl.DataFrame:
    """Describe the lines of each piece that could be its headline.

    Args:
        blocks: The blocks of pieces without a repeated head, with ``row`` and the columns of :func:`mark_titles`.

    Returns:
        One row a candidate, in page order: ``row``, ``unit``, ``text``, ``key``, ``head_title`` and
        ``HEADLINE_FEATURES``.
    """
    candidates = (
        blocks.with_columns(
            _stands_beside_byline(-1, _BELOW_BLOCKS).alias("is_above_byline"),
            _stands_beside_byline(1, _ABOVE_BLOCKS).alias("is_below_byline"),
        )
        .filter(~_is_labelled_above())
        .filter(_stands_as_title())
        .filter(_reads_as_title())
        .filter(~_is_glued())
    )
    starts_unit = pl.col("unit").ne_missing(pl.col("unit").shift())
    ends_unit = pl.col("unit").ne_missing(pl.col("unit").shift(-1))
    words = pl.col("words")
    # The summary stands right below the headline, is longer, and says the same things.
    # "This article is more than 2 years old" may stand between them.
    adjoins = (pl.col("row") <= pl.col("row").shift() + _ADJOINING) & ~starts_unit
    like_headline = (words >= _HEADLINE_WORDS) & (pl.col("again") >= 1)
    # Two lines as long as headlines that both say what the text says: the second is the summary, however short.
    full = (words >= _FULL_WORDS) & (pl.col("again") >= _FULL_AGAIN)
    is_summary = adjoins & (
        (like_headline.shift() & (words > words.shift()) & (pl.col("again") >= 1))
        | (full & full.shift())
        | ((words.shift() >= _HEADLINE_WORDS) & pl.col("text").str.contains(_SIGNED))
    )
    has_summary = is_summary.shift(-1) & ~ends_unit
    below = pl.int_range(pl.len()).over("unit", order_by="row", descending=True)
    return (
        candidates.join(_overlaps(candidates, blocks), on="row", how="left", maintain_order="left")
        .with_columns(pl.col("overlap").fill_null(0.0), pl.col("again").fill_null(0))
        .select(
            "row",
            "unit",
            "text",
            "key",
            "head_title",
            "overlap",
            (pl.col("again") >= 3).alias("is_named_again"),
            (words <= 2).alias("is_stub"),
            (words == 3).alias("is_label"),
            words.is_between(5, 16).alias("is_usual_length"),
            (words > 18).alias("is_long"),
            "is_above_byline",
            "is_given_title",
            (pl.col("tag") == "h1").fill_null(value=False).alias("is_h1"),
            (pl.col("copy_count") >= 4).alias("is_copied_often"),
            (~pl.col("is_scrape") & (pl.col("block_index") == pl.col("unit_first"))).alias("opens_plain_page"),
            (starts_unit & pl.col("is_scrape")).alias("is_first"),
            ends_unit.alias("is_last"),
            ((pl.col("gap") >= 1) | (pl.col("block_index") == 0)).alias("is_set_off"),
            is_summary.fill_null(value=False).alias("is_summary"),
            has_summary.fill_null(value=False).alias("has_summary"),
            pl.col("text").str.contains(_SEPARATED).alias("is_separated"),
            pl.col("text").str.contains(r"^[0-9]").alias("begins_with_digit"),
            pl.col("text").str.contains(r"(?:19|20)[0-9]{2}").alias("names_year"),
            (below >= _FAR).alias("is_far"),
            "is_below_byline",
        )
    )


def _stands_as_title() -> pl.Expr:
    above = (pl.col("block_index") < pl.col("window_first")) & ~pl.col("is_boilerplate")
    in_place = above | ((pl.col("tag") == "h1") & (~pl.col("is_boilerplate") | above))
    no_other = ~pl.any_horizontal(
        "is_byline_line",
        "is_loose_byline_line",
        "is_date_line",
        "is_furniture_phrase",
        "has_credit",
        "is_contributor_line",
    )
    return (
        in_place.fill_null(value=False)
        & (pl.col("words") <= _MAX_WORDS)
        & pl.col("chars").is_between(_MIN_CHARS, _MAX_CHARS)
        & no_other
    )


def _reads_as_title() -> pl.Expr:
    # The archive of an agency ends its headlines with a full stop, right above the reporter or the place and day.
    is_stopped = (
        (pl.col("block_index") == 0)
        & pl.col("is_above_byline")
        & pl.col("is_sentence")
        & (pl.col("words") <= _MAX_STOPPED_WORDS)
        & ~pl.col("text").str.contains(r"^By\s\p{Lu}\S*\s\p{Lu}|[^.]\. ")
    )
    return ~pl.col("text").str.contains(_NO_HEADLINE) | is_stopped


def _is_labelled_above() -> pl.Expr:
    """Tell the caption below a line that is its label: "Image caption,"."""
    label = pl.col("key").shift().str.contains(rf"{CAPTION_LABEL}$")
    return (label & (pl.col("doc") == pl.col("doc").shift())).fill_null(value=False)


def _is_glued() -> pl.Expr:
    """Tell the line that is the next one with a breadcrumb glued before it: "HomeNewsHarbour opens again"."""
    below = pl.col("text").shift(-1)
    return (
        (pl.col("unit") == pl.col("unit").shift(-1))
        & (pl.col("words").shift(-1) >= _HEADLINE_WORDS)
        & (pl.col("text") != below)
        & pl.col("text").str.ends_with(below)
    ).fill_null(value=False)


def _stands_beside_byline(side: int, most: int) -> pl.Expr:
    """Tell whether a byline or a date stands within some lines above (1) or below (-1) in the same piece."""
    tells = names_author_or_day()
    return pl.any_horizontal(
        *[
            tells.shift(side * lines) & (pl.col("unit") == pl.col("unit").shift(side * lines))
            for lines in range(1, most + 1)
        ]
    ).fill_null(value=False)


def _overlaps(candidates: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Measure which share of a line's longer words the first paragraphs say again, and how many they are."""
    # A line that stands alone in its piece is its headline whatever it says: nothing is measured there.
    rivals = candidates.filter(
        (pl.col("unit") == pl.col("unit").shift()) | (pl.col("unit") == pl.col("unit").shift(-1))
    ).select("row", "unit", "key")
    pieces = rivals.select("unit").unique()
    words = pl.col("key").str.extract_all(r"[\p{L}\p{N}]{4,}").alias("word")
    token = number_within(pl.col("word"), pl.col("unit")).alias("token")
    opening = (
        blocks.filter((pl.col("part") == "body") & pl.col("is_paragraph"))
        .join(pieces, on="unit", how="semi", maintain_order="left")
        .filter(pl.int_range(pl.len()).over("unit") < _OPENING_PARAGRAPHS)
        .select("unit", words)
        .explode("word")
        .select(token)
        .to_series()
        .unique()
    )
    return (
        rivals.select("row", "unit", words)
        .explode("word")
        .filter(~pl.col("word").is_in(_FUNCTION_WORDS))
        .select("row", token)
        .unique()
        # Told before grouping: within a group the whole set would be copied for every line.
        .select("row", pl.col("token").is_in(opening.implode()).alias("comes_again"))
        .group_by("row")
        .agg(pl.col("comes_again").mean().alias("overlap"), pl.col("comes_again").sum().alias("again"))
    )
