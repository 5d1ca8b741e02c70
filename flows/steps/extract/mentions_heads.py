"""What the head of an article and its credits say of names: an author and a photographer are persons.

A byline in capitals or a photographer's credit gives a name without a sentence around it, so the rules that look at
neighbours took one in three of them for an organisation; but who stands there is known.
"""

import polars as pl

from flows.steps.extract.mentions_gazetteer import Gazetteer
from flows.steps.pages import Pages

_WRITERS = [" Reporter", " Correspondent", " Editor", " Writer", " Journalist", " Columnist", " Photographer"]
_BEHIND_CLOCK = r"(?i)[0-9][^\p{L}]*(?:[ap]\.?m\.?)?\s?\(?$"
_BEHIND_WORK = r"(?:reporter|correspondent|editor|writer|journalist|columnist|photographer), $"
_WORDS = r"[\p{L}’'-]+"


def heed_heads(found: pl.DataFrame, pages: Pages, persons: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Make persons of the names that bylines and credits give, and drop the jobs that stand beside them.

    Args:
        found: Names in page order: ``article_id``, ``mention_start``, ``mention_end``, ``mention_text``, ``kind``,
            ``name``.
        pages: Segmented pages.
        persons: ``article_id``, ``person``: authors and photographers, as ``persons_of`` lists them.
        gazetteer: Gives the words for work.

    Returns:
        The names: those of ``persons`` are of kind "person" wherever the article says them; "Staff Writers" and "Senior
        Reporter", which a byline says of its persons, are no names, nor is the zone of a clock ("9:14 p.m. CT").
    """
    known = persons.select("article_id", folded=_folded("person"), is_known=pl.lit(value=True)).unique()
    marked = found.with_columns(folded=_folded("name")).join(
        known, on=["article_id", "folded"], how="left", maintain_order="left"
    )
    bylines = pages.kept("byline").select(
        "article_id", pl.col("block_start").alias("byline_start"), pl.col("block_end").alias("byline_end"), "text"
    )
    beside = (
        marked.filter(pl.col("is_known").is_null())
        .join(bylines, on="article_id")
        .filter(pl.col("mention_start").is_between("byline_start", "byline_end", closed="left"))
    )
    is_job = _is_job(pl.col("mention_text"), gazetteer) | _writes(pl.col("mention_text"))
    jobs = beside.filter(is_job).select("article_id", "mention_start", "name")
    towns = beside.filter(_is_town()).select("article_id", "mention_start", is_town=pl.lit(value=True))
    marked = marked.join(towns, on=["article_id", "mention_start"], how="left", maintain_order="left")
    jobs = pl.concat([jobs, _zones(marked, pages)])
    # Most batches have none, and the join costs 2 ms a thousand articles.
    if jobs.is_empty():
        left = marked
    else:
        left = marked.join(jobs, on=["article_id", "mention_start"], how="anti", maintain_order="left")
    return (
        _name_anew(left, jobs.select("article_id", "name").unique())
        .with_columns(
            kind=pl.when("is_known").then(pl.lit("person")).when("is_town").then(pl.lit("place")).otherwise("kind")
        )
        .drop("folded", "is_known", "is_town")
    )


def _is_town() -> pl.Expr:
    """Tell the town behind an author's work from a person of one name: "Europe correspondent, Vyborsk"."""
    before = pl.col("text").str.head(pl.col("mention_start") - pl.col("byline_start"))
    ends_line = pl.col("mention_end") == pl.col("byline_end")
    is_unlisted = (pl.col("kind") == "person") & ~pl.col("mention_text").str.contains(" ", literal=True)
    return is_unlisted & ends_line & before.str.to_lowercase().str.contains(_BEHIND_WORK)


def _zones(marked: pl.DataFrame, pages: Pages) -> pl.DataFrame:
    """Find the time zones behind the clocks of publication lines."""
    lines = pages.kept("dateline").select("article_id", "block_start", "block_end", "text")
    return (
        marked.filter(pl.col("mention_text").str.contains("^[A-Z]{2,5}$"))
        .join(lines, on="article_id")
        .filter(pl.col("mention_start").is_between("block_start", "block_end", closed="left"))
        .filter(pl.col("text").str.head(pl.col("mention_start") - pl.col("block_start")).str.contains(_BEHIND_CLOCK))
        .select("article_id", "mention_start", "name")
    )


def _name_anew(left: pl.DataFrame, dropped: pl.DataFrame) -> pl.DataFrame:
    """Give the names that a dropped job lent its own the longest of their forms: "AP" was short for "Ap Sports Writer".

    The check that a name stands in its article refused every page of a run for five such rows.
    """
    if dropped.is_empty():
        return left
    bereft = left.join(dropped, on=["article_id", "name"], how="semi", maintain_order="left")
    # A row that bears the name itself keeps it for all.
    stands = bereft.filter(pl.col("mention_text").str.to_lowercase() == _folded("name"))
    named = (
        bereft.join(stands, on=["article_id", "name"], how="anti", maintain_order="left")
        .sort(pl.col("mention_text").str.len_chars(), "mention_start", descending=[True, False], maintain_order=True)
        .unique(["article_id", "name"], keep="first", maintain_order=True)
        .select("article_id", "name", pl.col("mention_text").alias("longest"))
    )
    return (
        left.join(named, on=["article_id", "name"], how="left", maintain_order="left")
        .with_columns(pl.coalesce("longest", "name").alias("name"))
        .drop("longest")
    )


def persons_of(bylines: pl.DataFrame, captions: pl.DataFrame) -> pl.DataFrame:
    """List whom bylines and credits of pictures name.

    Args:
        bylines: ``article_id``, ``authors`` (list; NULL for none).
        captions: ``article_id``, ``photographer`` (NULL for none).

    Returns:
        ``article_id``, ``person``: names of two words and more; one word alone may be anything.
    """
    return (
        pl.concat(
            [
                bylines.select("article_id", pl.col("authors").alias("person")).explode("person"),
                captions.select("article_id", pl.col("photographer").alias("person")),
            ]
        )
        .filter(pl.col("person").str.contains(" ", literal=True))
        .unique(maintain_order=True)
    )


def _folded(name: str) -> pl.Expr:
    return pl.col(name).str.replace_all("\u00a0", " ", literal=True).str.to_lowercase()


def _writes(text: pl.Expr) -> pl.Expr:
    """Tell "Local Democracy Reporter", whatever stands before the word for the work."""
    return text.str.contains_any(_WRITERS)


def _is_job(text: pl.Expr, gazetteer: Gazetteer) -> pl.Expr:
    words = text.str.to_lowercase().str.extract_all(_WORDS)
    singular = words.list.last().str.strip_suffix("s")
    known = [*gazetteer.jobs, *(word.lower() for word in gazetteer.title_modifiers), "staff", "freelance"]
    return (
        singular.is_in(list(gazetteer.jobs))
        & words.list.slice(0, words.list.len() - 1).list.eval(pl.element().is_in(known)).list.all()
    )
