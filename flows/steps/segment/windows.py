"""Find the part of a piece that is the article: what stands around it on a scraped page is furniture.

A naive scrape surrounds one article with dozens of one-word lines (navigation, sections, related headlines). The
article is where the paragraphs are dense: the run of strong paragraphs with the most characters.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from flows.steps.segment.tails import find_tails
from flows.steps.segment.titles import mark_titles
from flows.steps.segment.tops import place_tops
from flows.steps.segment.worth import weigh_lines
from flows.text.columns import running_sum

_LEAD_BLOCKS: Final = 30
_BELOW_BLOCKS: Final = 3
_MIN_STUBS: Final = 10
_STUB_SHARE: Final = 0.4
_BRIEF_MIN_WORDS: Final = 4
_HEADING_WORDS: Final = 3
_QUESTION_MAX_WORDS: Final = 22
_ONE_QUESTION: Final = r"^[^.!?]+\?[\"”’']?$"
_TEXT_MIN_WORDS: Final = 6
_PROSE_TAGS: Final = ("p", "div", "blockquote", "section", "article")
_SAID_WORDS: Final = 20
_TEXT_TAGS: Final = ("p", "li", "pre", "dd", "blockquote")
_LIST_LINE_WORDS: Final = 4
_MIN_LIST_LINES: Final = 2
_MOST_SITE: Final = 0.1
_MOST_SHORT: Final = 0.5
_MIN_FIGURES: Final = 0.3


def mark_windows(blocks: pl.DataFrame, headline_weights: Mapping[str, float]) -> pl.DataFrame:
    """Mark which blocks of each piece can belong to its article, and which line is its headline.

    Args:
        blocks: With ``unit`` and the columns of ``boundaries``, in page order.
        headline_weights: How much each feature of a line speaks for a headline (see ``titles``).

    Returns:
        The blocks with ``part`` (``lead`` before the first paragraph, ``body``, ``tail`` after the last, ``outside``),
        ``is_scrape`` (the piece is surrounded by navigation), ``is_aside`` (what no text of the article is, see
        ``worth``) and ``is_title`` (the headline found without repetition).
    """
    stub = (pl.col("words") <= 6) & ~pl.col("is_sentence") & ~pl.col("is_time_line") & pl.col("head").is_null()
    # Where the markup gives the text, a long line of it need not end in a full stop.
    is_said = (pl.col("region") == "body") & pl.col("tag").is_in(list(_PROSE_TAGS)) & (pl.col("words") >= _SAID_WORDS)
    paragraph = (
        pl.col("is_strong") | (pl.col("is_prose") & (pl.col("chars") >= 60)) | is_said.fill_null(value=False)
    ) & pl.col("head").is_null()
    plain = (
        paragraph
        & ~_asks_above_text()
        & ~pl.col("is_furniture_phrase")
        & ~pl.col("is_contributor_line")
        & ~(pl.col("has_credit") & (pl.col("chars") < 400))
        & ~pl.col("is_boilerplate")
        & (pl.col("region") == "body").fill_null(value=True)
        & (pl.col("tag").is_null() | ~pl.col("tag").is_in(["figcaption", "h1", "h2", "h3"]))
        & ~_is_said_with_credit()
    )
    # A short sentence belongs to the paragraph it stands beside: "He was right."
    brief = (
        pl.col("is_sentence")
        & ~_asks_above_text()
        & (pl.col("words") >= _BRIEF_MIN_WORDS)
        & pl.col("head").is_null()
        & ~pl.col("is_furniture_phrase")
        & ~pl.col("is_contributor_line")
        & ~pl.col("has_credit")
        & ~pl.col("is_boilerplate")
        & (pl.col("region") == "body").fill_null(value=True)
        & pl.col("tag").is_null().or_(pl.col("tag") != "figcaption")
    )
    beside = pl.any_horizontal(
        *[(pl.col("doc") == pl.col("doc").shift(side)) & pl.col("is_paragraph").shift(side) for side in (1, -1)]
    ).fill_null(value=False)
    marked = blocks.with_columns(plain.fill_null(value=False).alias("is_paragraph"), stub.alias("stub")).with_columns(
        (pl.col("is_paragraph") | (brief & beside)).alias("is_paragraph")
    )
    marked = _admit_lists(marked)
    units = marked.group_by("unit", maintain_order=True).agg(
        (
            (pl.col("stub").sum() >= _MIN_STUBS) & (pl.col("stub").mean() >= _STUB_SHARE) & ~pl.col("is_list").any()
        ).alias("is_scrape"),
        (pl.col("stub").sum() * (~pl.col("is_list").any())).alias("unit_stubs"),
        pl.col("region").is_not_null().any().alias("is_placed"),
        pl.col("head").is_not_null().any().alias("has_head"),
        pl.col("block_index").first().alias("unit_first"),
    )
    pages = marked.group_by("doc").agg((pl.col("stub").mean() >= _STUB_SHARE).alias("is_scraped_page"))
    marked = (
        marked.join(units, on="unit", how="left", maintain_order="left")
        .join(pages, on="doc", how="left", maintain_order="left")
        .with_columns(
            is_scrape=pl.col("is_scrape") | (pl.col("is_scraped_page") & (pl.col("unit_stubs") >= _MIN_STUBS))
        )
        .drop("is_scraped_page", "unit_stubs")
    )
    marked = _admit_answers(marked.with_columns((brief & ~pl.col("is_scrape")).alias("is_brief"))).drop("is_brief")
    marked = marked.with_row_index("line")
    weighed = weigh_lines(marked.filter(pl.col("is_scrape") & ~pl.col("is_placed")))
    marked = marked.with_columns(
        pl.col("line").is_in(weighed.filter("is_aside")["line"].implode()).alias("is_aside")
    ).drop("line")
    marked = marked.join(find_tails(marked), on="unit", how="left", maintain_order="left")
    of_text = place_tops(pl.concat([_densest(weighed), _whole(marked)]), marked)
    windows = pl.concat([of_text, _marked_up(marked)], how="diagonal")
    below = pl.col("block_index") - pl.col("window_last") <= _BELOW_BLOCKS
    placed = marked.join(windows, on="unit", how="left", maintain_order="left").with_columns(
        pl.when(
            pl.col("window_first").is_null() | (pl.col("block_index") >= pl.col("tail_first")).fill_null(value=False)
        )
        .then(pl.lit("outside"))
        .when(pl.col("block_index") < pl.col("lead_first"))
        .then(pl.lit("outside"))
        .when(pl.col("block_index") < pl.col("window_first"))
        .then(pl.lit("lead"))
        .when(pl.col("block_index") <= pl.col("window_last"))
        .then(pl.lit("body"))
        # The line that names contributors or the day ends the article, not the page around it.
        .when(
            pl.col("is_placed")
            | (pl.col("is_scrape") & ~((pl.col("is_contributor_line") | pl.col("is_date_line")) & below))
        )
        .then(pl.lit("outside"))
        .otherwise(pl.lit("tail"))
        .alias("part"),
        pl.col("is_aside") | pl.col("block_index").is_between("box_first", "box_last").fill_null(value=False),
    )
    return mark_titles(placed, headline_weights).drop(
        *("stub", "window_first", "window_last", "lead_first", "box_first", "box_last", "has_head", "unit_first"),
        *("is_list", "is_placed", "tail_first"),
    )


def _asks_above_text() -> pl.Expr:
    """Tell the headline that is a question, at the top of a page and right above its text."""
    asks = (pl.col("block_index") == 0) & (pl.col("words") <= _QUESTION_MAX_WORDS)
    above_text = (pl.col("doc") == pl.col("doc").shift(-1)) & pl.col("is_strong").shift(-1)
    return (asks & above_text & pl.col("text").str.contains(_ONE_QUESTION)).fill_null(value=False)


def _is_said_with_credit() -> pl.Expr:
    """Tell the line that the next one repeats with a credit behind it: a caption, however long."""
    is_next = (pl.col("doc") == pl.col("doc").shift(-1)) & pl.col("has_credit").shift(-1)
    return (is_next & pl.col("key").shift(-1).str.starts_with(pl.col("key"))).fill_null(value=False)


def _admit_answers(marked: pl.DataFrame) -> pl.DataFrame:
    """Let short sentences that follow each other below a paragraph of a plain page go on with the text.

    Questions and answers of an interview may all be shorter than a paragraph is: half of them were lost.
    """
    is_new = pl.col("unit").ne_missing(pl.col("unit").shift())
    below = pl.when(pl.col("is_paragraph") | ~pl.col("is_brief") | is_new).then("is_paragraph").forward_fill()
    return marked.with_columns((pl.col("is_paragraph") | below).alias("is_paragraph"))


def _admit_lists(marked: pl.DataFrame) -> pl.DataFrame:
    """Take the lines of a page without prose for its text: results, prices and fixtures are news too.

    Navigation is told from them by its phrases and by lines of a word or two, and figures stand in few of its lines:
    where these signs are there, the page holds no article.
    """
    is_site = pl.col("is_furniture_phrase") | pl.col("is_boilerplate")
    is_told = pl.col("doc").is_in(marked.filter("is_paragraph")["doc"].unique().implode())
    pages = (
        marked.lazy()
        .filter(~is_told)
        .group_by("doc")
        .agg(
            is_site.mean().alias("site"),
            (pl.col("words") <= 2).mean().alias("short"),
            (pl.col("words") >= _LIST_LINE_WORDS).sum().alias("lines"),
            pl.col("tag").is_not_null().any().alias("is_html"),
            pl.col("text").str.contains("[0-9]").mean().alias("figures"),
        )
        .filter(
            ~pl.col("is_html")
            & (pl.col("site") <= _MOST_SITE)
            & (pl.col("short") <= _MOST_SHORT)
            & (pl.col("lines") >= _MIN_LIST_LINES)
            & (pl.col("figures") >= _MIN_FIGURES)
        )
        .select("doc")
        .collect()
    )
    is_list = pl.col("doc").is_in(pages["doc"].implode())
    heads_list = (pl.col("block_index") == 0) & (pl.col("words") >= _HEADING_WORDS)
    is_text = is_list & ~heads_list & ~is_site & ~pl.col("is_date_line") & ~pl.col("is_byline_line")
    return marked.with_columns(is_list.alias("is_list"), (pl.col("is_paragraph") | is_text).alias("is_paragraph"))


def _whole(marked: pl.DataFrame) -> pl.DataFrame:
    return (
        marked.lazy()
        .filter(pl.col("is_paragraph") & ~pl.col("is_scrape") & ~pl.col("is_placed"))
        .filter((pl.col("block_index") < pl.col("tail_first")).fill_null(value=True))
        .group_by("unit", maintain_order=True)
        .agg(
            pl.col("block_index").min().alias("window_first"),
            pl.col("block_index").max().alias("window_last"),
            pl.lit(0, dtype=pl.Int32).alias("lead_first"),
        )
        .collect()
    )


def _marked_up(marked: pl.DataFrame) -> pl.DataFrame:
    """Take what the markup gives as the article: from its first paragraph to its last line.

    Short lines of text that run on into the first paragraph begin it: a question, an entry of a list. What a byline, a
    date or a picture parts from it is a summary.
    """
    runs_on = (
        (pl.col("region") == "body")
        & pl.col("tag").is_in(list(_TEXT_TAGS))
        & (pl.col("is_sentence") | (pl.col("words") >= _TEXT_MIN_WORDS))
        & ~pl.any_horizontal(
            "is_boilerplate",
            "is_byline_line",
            "is_loose_byline_line",
            "is_person_line",
            "is_date_line",
            "is_furniture_phrase",
            "has_credit",
        )
    )
    body = marked.filter(pl.col("region").is_not_null()).with_columns(
        (runs_on | pl.col("is_paragraph")).alias("runs_on")
    )
    runs = body.with_columns(pl.struct("unit", "runs_on").rle_id().alias("run")).with_columns(
        pl.col("block_index").first().over("run").alias("run_first")
    )
    return (
        runs.filter((pl.col("region") == "body") & ~pl.col("is_boilerplate"))
        .group_by("unit", maintain_order=True)
        .agg(
            pl.col("run_first").filter("is_paragraph").min().alias("window_first"),
            pl.col("block_index").max().alias("window_last"),
        )
        .filter(pl.col("window_first").is_not_null())
        .with_columns((pl.col("window_first") - _LEAD_BLOCKS).clip(0).alias("lead_first"))
    )


def _densest(weighed: pl.DataFrame) -> pl.DataFrame:
    """Find the run of blocks with the greatest sum of worth: paragraphs add their length, navigation takes some away.

    Advertisements, share buttons and pictures between the paragraphs cost less than the paragraphs behind them bring,
    so one long article is not cut at them, while forty lines of navigation outweigh the sentence beyond. Dialogs
    of consent, comments and teasers are as long as articles and bring nothing (see ``worth``).

    Source: Pasternack and Roth, "Extracting article text from the web with maximum subsequence segmentation", WWW 2009.
    """
    summed = (
        weighed.select("unit", "block_index", "is_paragraph", "worth")
        .with_columns(running_sum(pl.col("worth"), pl.col("unit")).alias("sum"))
        .with_columns((pl.col("sum") - pl.col("worth")).alias("before"))
        .with_columns(pl.col("before").cum_min().over("unit").alias("least_before"))
        .with_columns((pl.col("sum") - pl.col("least_before")).alias("gain"))
    )
    last = (
        summed.sort("unit", "gain", "block_index", descending=[False, True, False])
        .unique("unit", keep="first", maintain_order=True)
        .filter(pl.col("gain") > 0)
        .select("unit", pl.col("block_index").alias("last"), pl.col("least_before").alias("least"))
    )
    windows = (
        summed.join(last, on="unit", maintain_order="left")
        .filter((pl.col("block_index") <= pl.col("last")) & (pl.col("before") == pl.col("least")))
        .group_by("unit", maintain_order=True)
        .agg(pl.col("block_index").max().alias("first"), pl.col("last").first())
        .join(
            summed.filter("is_paragraph").select("unit", "block_index"),
            on="unit",
            maintain_order="left",
        )
        .filter(pl.col("block_index").is_between(pl.col("first"), pl.col("last")))
        .group_by("unit", maintain_order=True)
        .agg(pl.col("block_index").min().alias("window_first"), pl.col("block_index").max().alias("window_last"))
    )
    # Share buttons between the headline and the text may be more than the lines that count.
    lines = weighed.filter(~pl.col("is_furniture_phrase")).select("unit", "block_index")
    leads = (
        lines.join(windows, on="unit", maintain_order="left")
        .filter(pl.col("block_index") < pl.col("window_first"))
        .group_by("unit", maintain_order=True)
        .agg(pl.col("block_index").top_k(_LEAD_BLOCKS).min().alias("lead_first"))
    )
    return windows.join(leads, on="unit", how="left", maintain_order="left").with_columns(
        pl.coalesce("lead_first", "window_first").alias("lead_first")
    )
