"""Name the role of each block by rules, and say which rule decided.

The rules stand in one ordered list: the first that fits decides. A rule sees only the columns of the steps before,
so that a better rule, or a model, can take its place without touching the others.
"""

from functools import lru_cache
from typing import Final

import polars as pl

from flows.steps.dating import DATE_LABEL
from flows.steps.segment.echoes import said_once
from flows.steps.segment.pictures import mark_pictures
from flows.text.normalise import fold_column
from flows.text.patterns import CAPTION_LABEL, CAPTION_OPENING
from flows.text.regex import alternation

# "Yes." may be said twice; a sentence of eight words that stands twice in an article is a pull quote or a slip.
_REPEATED_BODY_WORDS: Final = 8
_SUBHEADING_MAX_CHARS: Final = 90
_SUBHEADING_MAX_WORDS: Final = 14
_CAPTION_MAX_CHARS: Final = 700
_BEFORE_CREDIT: Final = " \t\u00a0|·•–—-"
_TEXT_MIN_WORDS: Final = 6

_TEASER_WORDS: Final = 7
_SITE_HEADINGS: Final = ("newsletter", "sign up", "as seen in", "you may have missed", "follow us", "join our free")
"""What a heading within a text says that is none of it: "GET THE LANTERN NEWSLETTER"."""
_NO_BYLINE_TAGS: Final = ("h1", "h2", "h3", "h4", "li", "button", "th")
_OWN_COLUMNS: Final = (
    "row",
    "is_doubled",
    "is_above_credit",
    "is_below_label",
    "is_unfinished",
    "is_figure_cell",
    "is_headed",
    "is_overruled",
    "title_key",
    "repeats_title",
    "after_title",
    "is_first_after_title",
)

Rule = tuple[str, str, pl.Expr]


def rules() -> list[Rule]:
    """Return the rules in the order in which they are tried.

    Returns:
        Triples of rule name, role, and the condition under which the rule decides.
    """
    in_head = pl.col("head").is_not_null()
    is_text = (pl.col("region") == "body").fill_null(value=False)
    # Where the markup tells text from pictures, a credit below a sentence is that of the next picture.
    is_column_line = is_text & pl.col("tag").is_in(["p", "li"]) & (pl.col("container") != "figure")
    # A line of code or a cell of a table may be a sign or a word that elsewhere labels a button.
    is_verbatim = is_text & pl.col("tag").is_in(["pre", "td", "th"])
    titled = pl.col("key") == pl.col("head_title")
    outside = pl.col("part") == "outside"
    lead = pl.col("part") == "lead"
    tail = pl.col("part") == "tail"
    # Above the headline of a scraped page stand navigation and other stories, not its byline.
    byline_place = in_head | (lead & (~pl.col("is_scrape") | pl.col("after_title")))
    short = (pl.col("chars") <= _SUBHEADING_MAX_CHARS) & (pl.col("words") <= _SUBHEADING_MAX_WORDS)
    open_line = pl.col("is_open_line")
    loose_line = pl.col("is_scrape") & (pl.col("part") == "body") & ~pl.col("is_sentence")
    near_prose = pl.col("is_paragraph").shift(-1) & (pl.col("doc") == pl.col("doc").shift(-1))
    below_time = pl.col("is_time_line").shift(1) & (pl.col("unit") == pl.col("unit").shift(1))
    # A summary is parted from the text by the byline, the date or a picture; what runs on into it is text.
    near_text = near_prose | ((pl.col("tag").shift(-1) == "p") & is_text.shift(-1))
    return [
        ("page_without_article", "furniture", pl.col("article_index").is_null()),
        (
            "headline_before_captions",
            "headline",
            (pl.col("starts_by") == "headline_before_captions") & ~pl.col("is_overruled"),
        ),
        (
            "credit_below_caption",
            "credit",
            pl.col("is_credit_line") & pl.col("is_above_credit").shift(1) & ~pl.col("is_title"),
        ),
        ("figures_in_table", "paragraph", pl.col("is_figure_cell")),
        ("furniture_phrase", "furniture", pl.col("is_furniture_phrase") & ~is_verbatim),
        ("repeats_often", "furniture", (pl.col("copy_count") >= 4) & (pl.col("words") <= 6) & pl.col("is_scrape")),
        ("time_line", "dateline", pl.col("is_time_line") & ~outside),
        ("repeated_headline", "headline", titled & (in_head | pl.col("repeats_in_article").is_not_null())),
        (
            "figure_caption",
            "caption",
            (pl.col("tag") == "figcaption") & (pl.col("words") >= 3) & ~pl.col("is_boilerplate"),
        ),
        (
            "stands_twice_in_text",
            "caption",
            pl.col("is_doubled") & ~in_head & ~pl.col("is_title") & ~pl.col("repeats_title"),
        ),
        ("below_picture_label", "caption", pl.col("is_below_label") & ~pl.col("is_title") & ~outside),
        ("outside_the_article", "furniture", outside & ~in_head & ~pl.col("is_title")),
        ("markup_of_boilerplate", "furniture", pl.col("is_boilerplate") & ~pl.col("is_title")),
        ("leading_headline", "headline", pl.col("is_title")),
        ("headline_again", "headline", pl.col("repeats_title")),
        ("contributor_line", "contributor", pl.col("is_contributor_line")),
        ("date_line", "dateline", pl.col("is_date_line") & (lead | in_head | tail)),
        # A picture or a summary stood above it, and the text was taken to begin there.
        ("labelled_date_line", "dateline", pl.col("is_date_line") & pl.col("key").str.contains(f"^{DATE_LABEL}")),
        ("day_in_figures", "furniture", pl.col("is_date_line") & pl.col("is_figure_line") & ~is_verbatim),
        ("place_line", "dateline", pl.col("is_place_line")),
        ("byline_phrase", "byline", pl.col("is_byline_line") & (byline_place | tail | (pl.col("place") <= 6))),
        ("byline_with_more", "byline", pl.col("is_loose_byline_line") & byline_place),
        ("question_and_answer", "paragraph", pl.col("is_question_line") & ~lead),
        ("marked_as_author", "byline", pl.col("is_author_line") & byline_place & pl.col("after_title")),
        (
            "person_line_in_head",
            "byline",
            pl.col("is_person_line")
            & byline_place
            & (pl.col("place") > 0)
            & ~pl.col("is_linked")
            & ~pl.col("tag").is_in(_NO_BYLINE_TAGS).fill_null(value=False),
        ),
        ("agency_below_byline", "byline", pl.col("is_agency_line") & byline_place & (pl.col("place") > 0)),
        # Below the byline and above the text it was taken for a section heading, and stood in the body.
        (
            "affiliation_below_byline",
            "byline",
            pl.col("is_affiliation_line") & byline_place & (pl.col("place") > 0) & ~pl.col("is_linked"),
        ),
        ("credit_alone", "credit", pl.col("is_credit_line")),
        ("caption_with_credit", "caption", pl.col("has_credit") & (pl.col("chars") <= _CAPTION_MAX_CHARS)),
        (
            "above_credit",
            "caption",
            pl.col("is_above_credit") & ~outside & ~pl.col("is_question_line") & ~is_column_line,
        ),
        (
            "worded_as_caption",
            "caption",
            pl.col("is_caption_line") & (pl.col("part") == "body") & ~in_head & ~pl.col("is_boilerplate"),
        ),
        ("repeated_in_head", "caption", in_head & pl.col("is_linked") & (pl.col("words") >= 3)),
        ("stub_in_head", "furniture", in_head & (pl.col("words") < 3)),
        ("standfirst_in_head", "standfirst", in_head & (pl.col("words") >= 6)),
        ("line_in_head", "furniture", in_head),
        (
            "heading_of_the_site",
            "furniture",
            loose_line
            & (pl.col("words") <= _SUBHEADING_MAX_WORDS)
            & pl.col("key").str.contains(alternation(_SITE_HEADINGS)),
        ),
        # "VIDEO SHOWS SUSPECT BEFORE THE ROBBERY AT THE BANK": a link to another story, however long.
        ("capitals_teaser", "furniture", loose_line & pl.col("is_capitals") & (pl.col("words") >= _TEASER_WORDS)),
        ("list_or_table", "paragraph", is_text & pl.col("tag").is_in(["li", "dd", "pre"]) & (pl.col("part") == "body")),
        (
            "text_before_paragraphs",
            "paragraph",
            is_text
            & lead
            & (
                ((pl.col("tag") == "p") & near_text & (pl.col("is_sentence") | (pl.col("words") >= _TEXT_MIN_WORDS)))
                | pl.col("tag").is_in(["li", "dd", "pre"])
                | ((pl.col("tag") == "td") & pl.col("is_sentence"))
            ),
        ),
        (
            "standfirst_before_paragraphs",
            "standfirst",
            lead
            & (pl.col("words") >= 8)
            & pl.col("after_title")
            & pl.col("is_first_after_title")
            & (~pl.col("is_headed") | pl.col("is_paragraph")),
        ),
        ("line_before_paragraphs", "furniture", lead & (pl.col("is_scrape") | ~pl.col("after_title"))),
        ("stub_before_paragraphs", "furniture", lead & ~near_prose & short & open_line & (pl.col("words") <= 5)),
        ("aside_of_the_site", "furniture", pl.col("is_aside") & (pl.col("part") == "body")),
        ("unfinished_line_between_paragraphs", "caption", pl.col("is_unfinished")),
        (
            "capitals_line",
            "subheading",
            pl.col("is_capitals") & short & ((pl.col("part") == "body") | (lead & pl.col("after_title") & near_prose)),
        ),
        ("short_line_in_body", "subheading", short & open_line & near_prose & ((pl.col("part") == "body") | lead)),
        ("heading_tag", "subheading", pl.col("tag").str.contains("^h[2-6]$") & (pl.col("part") == "body")),
        (
            "stub_in_scrape",
            "furniture",
            pl.col("is_scrape") & ~is_text & short & ~pl.col("is_sentence") & (pl.col("words") <= 6),
        ),
        # The last entry of a live blog may be too short to be known as a paragraph; its heading is one all the same.
        ("heading_below_time", "subheading", tail & short & open_line & below_time & pl.col("is_sentence").shift(-1)),
        ("short_last_line", "furniture", tail & short & open_line),
        ("prose", "paragraph", pl.lit(value=True)),
    ]


def assign_roles(blocks: pl.DataFrame) -> pl.DataFrame:
    """Decide the role of each block.

    Args:
        blocks: With ``article_index`` and the columns of the steps before, in page order.

    Returns:
        The blocks with ``role``, ``rule`` and ``is_kept``: of each text an article keeps the first copy, and no
        furniture.
    """
    placed = _mark_figures(mark_pictures(_place(blocks.with_row_index("row"))))
    names, roles, decided = _decision()
    numbers = placed.select(decided).to_series()
    named = placed.with_columns(names.gather(numbers), roles.gather(numbers))
    return _keep(_release_edges(_claim_for_captions(named))).drop(*_OWN_COLUMNS)


@lru_cache(maxsize=1)
def _decision() -> tuple[pl.Series, pl.Series, pl.Expr]:
    """Return the names and roles of the rules, and the number of the one that decides: made once a process."""
    names, roles, conditions = zip(*rules(), strict=True)
    decided = pl.coalesce(*[pl.when(condition).then(pl.lit(index)) for index, condition in enumerate(conditions)])
    return pl.Series("rule", names), pl.Series("role", roles), decided.alias("decided")


def _mark_figures(placed: pl.DataFrame) -> pl.DataFrame:
    """Mark the cells of the text's own tables that hold figures and no word."""
    cells = placed.select("row", "text", "tag", "region", "part").filter(
        pl.col("tag").is_in(["td", "th"]) & (pl.col("region") == "body") & (pl.col("part") == "body")
    )
    figures = cells.filter(pl.col("text").str.contains("[0-9]") & ~pl.col("text").str.contains(r"\p{L}"))["row"]
    return placed.with_columns(pl.col("row").is_in(figures.implode()).alias("is_figure_cell"))


def _place(blocks: pl.DataFrame) -> pl.DataFrame:
    """Add what the rules ask about a block's place in its article."""
    inside = blocks.select(
        "row", "unit", "block_index", "key", "copies", "copy_count", "head", "is_title", "is_scrape", "article_index"
    ).filter(pl.col("article_index").is_not_null())
    is_head = pl.col("head").is_not_null()
    articles = inside.group_by("unit", maintain_order=True).agg(
        pl.col("block_index").first().alias("first_index"),
        is_head.any().alias("is_headed"),
        pl.col("key").filter("is_title").first().alias("title_key"),
        pl.col("block_index").filter(is_head | pl.col("is_title")).first().alias("title_index"),
        # Among navigation the line that says what the text says is surer than the one above a doubled line.
        (pl.col("is_scrape") & pl.col("is_title")).any().alias("is_overruled"),
    )
    # Copies are told apart within the article: the same story twice in a page keeps both.
    copies = inside.filter(pl.col("copy_count") > 1).select("row", "unit", "copies", "block_index")
    firsts = copies.group_by("unit", "copies", maintain_order=True).agg(
        pl.col("block_index").first().alias("first_copy")
    )
    repeats = (
        copies.join(firsts, on=["unit", "copies"], how="left", maintain_order="left")
        .filter(pl.col("block_index") > pl.col("first_copy"))
        .select("row", pl.col("first_copy").alias("repeats_in_article"))
    )
    is_inside = pl.col("article_index").is_not_null()
    placed = (
        blocks.join(articles, on="unit", how="left", maintain_order="left")
        .join(repeats, on="row", how="left", maintain_order="left")
        .with_columns(
            (pl.col("block_index") - pl.col("first_index")).alias("place"),
            (is_inside & (pl.col("key") == pl.col("title_key")) & ~pl.col("is_title"))
            .fill_null(value=False)
            .alias("repeats_title"),
            (is_inside & (pl.col("block_index") >= pl.col("title_index")) & ~pl.col("is_title"))
            .fill_null(value=False)
            .alias("after_title"),
        )
    )
    # Bylines and dates may stand between the headline and its summary, other lines of prose may not.
    summaries = (
        placed.select("row", "unit", "after_title", "words", "is_byline_line", "has_credit")
        .filter(pl.col("after_title") & (pl.col("words") >= 8) & ~pl.col("is_byline_line") & ~pl.col("has_credit"))
        .unique("unit", keep="first", maintain_order=True)
        .select("row")["row"]
    )
    return placed.with_columns(pl.col("row").is_in(summaries.implode()).alias("is_first_after_title")).drop(
        "first_index", "title_index"
    )


def _claim_for_captions(named: pl.DataFrame) -> pl.DataFrame:
    """Let no caption stand in the body: a line that says what a caption of its article says is that caption again."""
    lines = named.select(
        *("row", "unit", "text", "key", "role", "rule", "chars", "credit", "article_index", "is_labelled_caption")
    )
    captions = lines.filter((pl.col("role") == "caption") & pl.col("article_index").is_not_null())
    label = rf"(?i){CAPTION_LABEL}"
    said = (
        pl.when("is_labelled_caption")
        .then(pl.col("text").str.replace(label, ""))
        .otherwise("text")
        .str.replace(CAPTION_OPENING, "")
    )
    uncredited = said.str.strip_suffix(pl.col("credit")).str.strip_chars_end(_BEFORE_CREDIT)
    # As the table of captions has them: without label and credit, and once.
    shortened = captions.select("unit", "text", said_once(pl.coalesce(uncredited, said)).alias("bare")).filter(
        pl.col("bare") != pl.col("text")
    )
    bare = fold_column(shortened, "bare", "key")
    again = (
        lines.filter(
            (
                pl.col("role").is_in(["paragraph", "subheading", "standfirst"])
                | (pl.col("rule") == "line_before_paragraphs")
                # Without its credit the caption stands above itself.
                | ((pl.col("role") == "caption") & pl.col("credit").is_null())
            )
            & (pl.col("chars") <= _CAPTION_MAX_CHARS)
        )
        .join(
            captions.select("unit", "key", pl.lit(value=True).alias("is_said")).unique(), on=["unit", "key"], how="left"
        )
        .join(bare.select("unit", "key", pl.lit(value=True).alias("is_bare")).unique(), on=["unit", "key"], how="left")
        .filter(
            pl.col("is_bare").fill_null(value=False)
            | (pl.col("is_said").fill_null(value=False) & (pl.col("role") != "caption"))
        )
        .select("row")["row"]
    )
    is_again = pl.col("row").is_in(again.implode())
    return named.with_columns(is_again.alias("is_caption_again")).with_columns(
        pl.when("is_caption_again").then(pl.lit("caption")).otherwise("role").alias("role"),
        pl.when("is_caption_again").then(pl.lit("repeats_caption")).otherwise("rule").alias("rule"),
    )


def _release_edges(named: pl.DataFrame) -> pl.DataFrame:
    """Give the furniture above an article's first line and below its last back to the page."""
    holds = pl.col("role") != "furniture"
    edges = (
        named.lazy()
        .filter(pl.col("article_index").is_not_null())
        .group_by("unit")
        .agg(
            # What a rule took for the beginning of an article is one, whatever role it was given.
            pl.col("block_index").filter(holds | pl.col("starts_by").is_not_null()).min().alias("first_held"),
            pl.col("block_index").filter(holds).max().alias("last_held"),
        )
        .collect()
    )
    held = pl.col("block_index").is_between(pl.col("first_held"), pl.col("last_held"))
    joined = named.select("unit", "block_index").join(edges, on="unit", how="left", maintain_order="left")
    return named.with_columns(pl.when(joined.select(held).to_series()).then("article_index").alias("article_index"))


def _keep(named: pl.DataFrame) -> pl.DataFrame:
    """Mark what the cleaned article keeps: of each text the first copy, one headline, no furniture.

    A paragraph that furniture or a summary said before is kept where it stands in the text, and the summary is not: of
    30 pages that show their summary again as the first paragraph the body lost it.
    """
    is_body = pl.col("role").is_in(["paragraph", "subheading"])
    copies = named.filter(pl.col("article_index").is_not_null() & (pl.col("copy_count") > 1))
    number = pl.int_range(pl.len()).over("unit", "copies").alias("number")
    texts = copies.filter(is_body).select("row", "unit", "copies", number)
    later = texts.filter(pl.col("number") > 0)["row"]
    told_below = copies.filter(pl.col("role") == "standfirst").join(texts, on=["unit", "copies"], how="semi")["row"]
    is_later = pl.col("row").is_in(later.implode()) & (pl.col("words") >= _REPEATED_BODY_WORDS)
    is_again = pl.col("repeats_in_article").is_not_null() | pl.col("row").is_in(told_below.implode())
    repeated = pl.when(is_body).then(is_later).otherwise(is_again)
    headlines = named.filter((pl.col("role") == "headline") & pl.col("article_index").is_not_null())
    first_headlines = headlines.unique("unit", keep="first", maintain_order=True)["row"]
    extra_headline = (pl.col("role") == "headline") & ~pl.col("row").is_in(first_headlines.implode())
    kept = (
        pl.col("article_index").is_not_null()
        & (pl.col("role") != "furniture")
        & ~repeated
        & ~extra_headline
        & ~pl.col("is_caption_again")
    )
    return named.with_columns(kept.alias("is_kept")).drop("is_caption_again")
