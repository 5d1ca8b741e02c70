"""Names of persons, organisations, places and other things, with one form of each name for the whole article."""

from typing import Final

import polars as pl

from flows.steps.extract.mentions_gazetteer import Gazetteer
from flows.steps.extract.mentions_model import NameModel, name_by_model
from flows.steps.extract.mentions_names import canonical_names
from flows.steps.extract.mentions_roles import role_of
from flows.steps.extract.mentions_typing import KINDS, Block, Reader, name_article
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

    Args:
        pages: Segmented pages.
        gazetteer: The lists of names.
        model: Finds the names instead of the rules; full names and roles are found the same way. None for the rules.

    Returns:
        Rows of ``core.mentions``, in page order.
    """
    reader = Reader(gazetteer, {})
    rows: list[tuple[str, int, int, str, str, str, str | None]] = []
    blocks = pages.kept(*ROLES).select("article_id", "block_start", "role", "text")
    article: str | None = None
    held: list[Block] = []
    for article_id, start, role, text in blocks.iter_rows():
        if article_id != article:
            if article is not None:
                rows += _rows(article, held, reader, model)
            article, held = article_id, []
        held.append(Block(start, role, text))
    if article is not None:
        rows += _rows(article, held, reader, model)
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    return number_within_article(frame, "m", "mention_id").select("mention_id", *_SCHEMA)


def _rows(
    article_id: str, blocks: list[Block], reader: Reader, model: NameModel | None
) -> list[tuple[str, int, int, str, str, str, str | None]]:
    named = name_article(blocks, reader) if model is None else name_by_model(blocks, model)
    names = canonical_names(named)
    return [
        (article_id, name.start, name.end, name.text, KINDS[name.kind], form, role_of(name, blocks, reader.gazetteer))
        for name, form in zip(named, names, strict=True)
    ]
