"""Names of persons, organisations, places and other things, with one form of each name for the whole article."""

from typing import Final

import polars as pl

from flows.steps.extract.mentions_gazetteer import Gazetteer
from flows.steps.extract.mentions_model import NameModel, name_by_model
from flows.steps.extract.mentions_names import canonical_names
from flows.steps.extract.mentions_roles import role_of
from flows.steps.extract.mentions_typing import KINDS, PERSON, Block, Named, Reader, name_article
from flows.steps.pages import Pages, number_within_article

ROLES: Final = ("headline", "standfirst", "caption", "byline", "dateline", "subheading", "paragraph", "contributor")
"""Blocks whose names count: all that an article says of the world, credits and furniture left out."""

_SCHEMA: Final = {
    "article_id": pl.String,
    "mention_start": pl.Int32,
    "mention_end": pl.Int32,
    "mention_text": pl.String,
    "kind": pl.String,
    "name": pl.String,
    "role_text": pl.String,
}


def extract(pages: Pages, gazetteer: Gazetteer, model: NameModel | None = None) -> pl.DataFrame:
    """Read the names of each article.

    Python per name on purpose: what a name is hangs on its words, its neighbours and its other standings at once.
    A run of words is read once a batch. On the labelled news a name costs 25 to 45 µs, so an article of 2.4 KB with 36
    names 1 to 1.7 ms (two busy cores); the time grows with the length alone.

    Args:
        pages: Segmented pages.
        gazetteer: The lists of names.
        model: Finds the names instead of the rules; full names and roles are found the same way. None for the rules.

    Returns:
        Rows of ``core.mentions``, in page order.
    """
    reader = Reader(gazetteer, {})
    blocks = pages.kept(*ROLES)
    keys = blocks["article_id"].to_list()
    held = [
        Block(start, role, text)
        for start, role, text in zip(
            blocks["block_start"].to_list(), blocks["role"].to_list(), blocks["text"].to_list(), strict=True
        )
    ]
    articles: list[str] = []
    named: list[Named] = []
    forms: list[str] = []
    roles: list[str | None] = []
    first = 0
    for last in range(1, len(keys) + 1):
        if last == len(keys) or keys[last] != keys[first]:
            article = held[first:last]
            found = name_article(article, reader) if model is None else name_by_model(article, model)
            articles += [keys[first]] * len(found)
            named += found
            forms += canonical_names(found)
            roles += [role_of(name, article, gazetteer) if name.kind == PERSON else None for name in found]
            first = last
    frame = pl.DataFrame(
        {
            "article_id": articles,
            "mention_start": [name.start for name in named],
            "mention_end": [name.end for name in named],
            "mention_text": [name.text for name in named],
            "kind": [KINDS[name.kind] for name in named],
            "name": forms,
            "role_text": roles,
        },
        schema=_SCHEMA,
    )
    return number_within_article(frame, "m", "mention_id").select("mention_id", *_SCHEMA)
