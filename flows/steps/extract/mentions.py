"""Names of persons, organisations, places and other things, and descriptions of those that are not named."""

import sys
from types import ModuleType
from typing import Final

import polars as pl

from flows.steps.extract.mentions_descriptions import add_descriptions, read_descriptions
from flows.steps.extract.mentions_gazetteer import Gazetteer
from flows.steps.extract.mentions_heads import heed_heads
from flows.steps.extract.mentions_model import NameModel, name_by_model
from flows.steps.extract.mentions_names import canonical_names
from flows.steps.extract.mentions_opening import SPORT_MARKS
from flows.steps.extract.mentions_roles import role_of
from flows.steps.extract.mentions_runs import find_stretches, reader_of
from flows.steps.extract.mentions_typing import KINDS, PERSON, Block, name_article
from flows.steps.pages import Pages, number_within_article

ROLES: Final = ("headline", "standfirst", "caption", "byline", "dateline", "subheading", "paragraph", "contributor")
"""Blocks whose names count: all that an article says of the world, credits and furniture left out."""

COMPILED_FROM: Final = 4_000
"""Articles from which on machine code is used: it saves a millisecond an article; loading it costs one second, and the
first time on a machine it is compiled, which takes a minute."""

_TABLE: Final = "flows.steps.extract.mentions_table"
_LOADED_SHARE: Final = 40
"""Into how many parts ``compiled_from`` is cut where the code is loaded: from 100 articles on it is worth its 20 ms."""

_SCHEMA: Final = {
    "article_id": pl.String,
    "mention_start": pl.Int32,
    "mention_end": pl.Int32,
    "mention_text": pl.String,
    "kind": pl.String,
    "name": pl.String,
    "role_text": pl.String,
}


def extract(
    pages: Pages,
    gazetteer: Gazetteer,
    model: NameModel | None = None,
    compiled_from: int = COMPILED_FROM,
    persons: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Read the names of each article, and the descriptions of persons, groups and places.

    A loop over names on purpose: what a name is hangs on its words, its neighbours and its other standings at once. In
    machine code, for large batches, a name costs 6 to 10 µs; in Python 30 to 50, so an article of 2.4 KB with 36 names
    1 to 1.7 ms (two busy cores). Both give the same; the time grows with the length alone.

    Args:
        pages: Segmented pages.
        gazetteer: The lists of names.
        model: Finds the names instead of the rules; full names and roles are found the same way. None for the rules.
        compiled_from: Articles from which on machine code is used; a fortieth where an earlier batch has loaded it.
        persons: Whom bylines and credits name (``mentions_heads.persons_of``); NULL (None) where nobody looked.

    Returns:
        Rows of ``core.mentions``, in page order.
    """
    blocks = pages.kept(*ROLES)
    machine = _machine(blocks, compiled_from)
    if model is None and machine is not None:
        found = machine.name_table(blocks, gazetteer)
    else:
        found = _found(blocks, gazetteer, model)
    if persons is not None:
        found = heed_heads(found, pages, persons, gazetteer)
    reader = read_descriptions if machine is None else machine.read_descriptions
    found = add_descriptions(found, blocks, gazetteer.description_heads, reader)
    return number_within_article(found, "m", "mention_id").select("mention_id", *_SCHEMA, "form")


def _machine(blocks: pl.DataFrame, compiled_from: int) -> ModuleType | None:
    """Import the machine code, where the batch is worth it; NULL (None) for the reference."""
    # The last batch of a run is seldom a large one; the rows are the same either way.
    fewest = compiled_from // _LOADED_SHARE if _TABLE in sys.modules else compiled_from
    if blocks["article_id"].n_unique() < max(fewest, 1):
        return None
    try:
        from flows.steps.extract import mentions_table
    except (ModuleNotFoundError, RuntimeError):  # numba: not for this Python, or no folder it may write to
        return None
    return mentions_table


def _found(blocks: pl.DataFrame, gazetteer: Gazetteer, model: NameModel | None) -> pl.DataFrame:
    keys = blocks["article_id"].to_list()
    rows = list(zip(blocks["block_start"].to_list(), blocks["role"].to_list(), blocks["text"].to_list(), strict=True))
    reader = reader_of(gazetteer)
    stretches = find_stretches(blocks["text"]) if model is None else []
    are_marked = blocks["text"].str.contains_any(list(SPORT_MARKS)).to_list()
    columns: dict[str, list[int | str | None]] = {name: [] for name in _SCHEMA}
    first = 0
    for last in range(1, len(keys) + 1):
        if last == len(keys) or keys[last] != keys[first]:
            article = [Block(*row) for row in rows[first:last]]
            if model is None:
                is_marked = True in are_marked[first:last]
                found = name_article(article, stretches[first:last], reader, may_be_sport=is_marked)
            else:
                found = name_by_model(article, model)
            columns["article_id"] += [keys[first]] * len(found)
            columns["mention_start"] += [name[0] for name in found]
            columns["mention_end"] += [name[1] for name in found]
            columns["mention_text"] += [name[2] for name in found]
            columns["kind"] += [KINDS[name[3]] for name in found]
            columns["name"] += canonical_names(found)
            columns["role_text"] += [role_of(name, article, gazetteer) if name[3] == PERSON else None for name in found]
            first = last
    return pl.DataFrame(columns, schema=_SCHEMA)
