"""Name the articles of a large batch: hand their texts to machine code, and make a table of what it finds.

Articles with a character that changes its length or its neighbours with its case (a Turkish "İ", a final sigma), and
reports of sports with tables of teams, are left to the reference: it gives the same, in its own time.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.steps.extract.mentions_compiled import name_articles
from flows.steps.extract.mentions_compiled_typing import (
    NAME_BLOCK,
    NAME_END,
    NAME_FORM,
    NAME_KIND,
    NAME_MAY_HAVE_ROLE,
    NAME_ROLE,
    NAME_START,
)
from flows.steps.extract.mentions_described import read_descriptions
from flows.steps.extract.mentions_gazetteer import Gazetteer
from flows.steps.extract.mentions_names import canonical_names
from flows.steps.extract.mentions_opening import SPORT_MARKS, dateline_end, is_sport_report
from flows.steps.extract.mentions_roles import own_role, role_beside, role_of
from flows.steps.extract.mentions_runs import Reader, find_stretches, reader_of
from flows.steps.extract.mentions_typing import (
    KINDS,
    PERSON,
    Block,
    name_article,
)

__all__ = ["name_table", "read_descriptions"]

_CHARS_AT_ONCE: Final = 2_000_000
"""Characters read at a time: 8 MB of code points, and room for what is found in them."""
_NBSP: Final = "\u00a0"


def name_table(blocks: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Find the names of a batch.

    Args:
        blocks: The blocks whose names count, in page order: ``article_id``, ``block_start``, ``role``, ``text``.
        gazetteer: The lists of names.

    Returns:
        Rows of ``core.mentions`` without their key, in page order.
    """
    marked = blocks.select(
        "article_id",
        "block_start",
        "role",
        "text",
        # NumPy's comparisons below need numbers.
        rank=pl.when(pl.col("role") == "headline").then(2).when(pl.col("role") == "subheading").then(1).otherwise(0),
        size=pl.col("text").str.len_chars().cast(pl.Int64) + 1,
        is_marked=pl.col("text").str.contains_any(list(SPORT_MARKS)),
        is_first=pl.col("article_id").ne_missing(pl.col("article_id").shift()),
    )
    reader = reader_of(gazetteer)
    parts = [_name_part(part, reader) for part in _parts(marked)]
    kinds = pl.Series(KINDS)
    frame = pl.concat(parts)
    return frame.with_columns(
        article_id=blocks["article_id"].gather(frame["row"]), kind=kinds.gather(frame["kind"])
    ).drop("row")


def _parts(marked: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Cut the blocks between articles, so that no part is much longer than it may be."""
    marked = marked.with_row_index("row")
    begins = marked.filter("is_first")["row"].to_list()
    ends = marked["size"].cum_sum().gather([begin - 1 for begin in begins[1:]] + [marked.height - 1]).to_list()
    first, done = 0, 0
    for number, end in enumerate(ends):
        if end - done >= _CHARS_AT_ONCE or number == len(ends) - 1:
            last = begins[number + 1] if number + 1 < len(begins) else marked.height
            yield marked.slice(first, last - first)
            first, done = last, end


def _name_part(part: pl.DataFrame, reader: Reader) -> pl.DataFrame:
    texts = part["text"].to_list()
    whole = "\n".join(texts)
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(part["size"].to_numpy(), out=starts[1:])
    articles = np.append(part["is_first"].arg_true().to_numpy().astype(np.int64), len(texts))
    datelines = np.array([dateline_end(text) if text[:3].isupper() else 0 for text in texts], dtype=np.int64)
    are_marked = np.logical_or.reduceat(part["is_marked"].to_numpy(), articles[:-1]).tolist()
    bounds = starts[articles].tolist()
    are_sport = [
        is_marked and is_sport_report(whole[low : high - 1])
        for is_marked, low, high in zip(are_marked, bounds[:-1], bounds[1:], strict=True)
    ]
    # A copy: Polars lends some arrays for reading alone, and machine code is compiled for each kind, ten seconds each.
    ranks = np.array(part["rank"], dtype=np.int64)
    found = name_articles(whole, starts, ranks, datelines, articles, are_sport, reader.gazetteer)
    columns = _columns(found.named, whole, texts, starts, part, reader.gazetteer)
    rows = part["row"].to_numpy()[articles[:-1]].astype(np.int64)
    columns["row"] = np.repeat(rows, np.diff(found.firsts))
    frame = pl.DataFrame(columns, schema=_SCHEMA)
    if not found.left.any():
        return frame
    pieces: list[pl.DataFrame] = []
    done = 0
    for article in found.left.nonzero()[0].tolist():
        first = int(found.firsts[article])
        pieces += [frame.slice(done, first - done), _by_reference(part, articles, article, reader)]
        done = first
    return pl.concat([*pieces, frame.slice(done)])


_SCHEMA: Final = {
    "row": pl.Int64,
    "mention_start": pl.Int32,
    "mention_end": pl.Int32,
    "mention_text": pl.String,
    "kind": pl.Int64,
    "name": pl.String,
    "role_text": pl.String,
}


def _columns(
    named: NDArray[np.int64],
    whole: str,
    texts: Sequence[str],
    starts: NDArray[np.int64],
    part: pl.DataFrame,
    gazetteer: Gazetteer,
) -> dict[str, Any]:
    """Write what was found as columns, with places counted in the page."""
    blocks = named[:, NAME_BLOCK]
    moved = part["block_start"].to_numpy().astype(np.int64)[blocks] - starts[blocks]
    begins, ends = named[:, NAME_START].tolist(), named[:, NAME_END].tolist()
    mentions = [whole[begin:end] for begin, end in zip(begins, ends, strict=True)]
    spelled = pl.Series(mentions, dtype=pl.String)
    plain = spelled.str.replace_all(_NBSP, " ", literal=True) if _NBSP in whole else spelled
    roles: list[str | None] = [None] * len(mentions)
    own = named[:, NAME_ROLE]
    titled = ((own >= 0) & (named[:, NAME_KIND] == PERSON)).nonzero()[0]
    for index, start in zip(titled.tolist(), own[titled].tolist(), strict=True):
        roles[index] = own_role(whole[start : begins[index]], gazetteer)
    open_to = named[:, NAME_MAY_HAVE_ROLE].nonzero()[0]
    places = zip(open_to.tolist(), blocks[open_to].tolist(), starts[blocks[open_to]].tolist(), strict=True)
    for index, block, low in places:
        roles[index] = role_beside(texts[block], begins[index] - low, ends[index] - low, gazetteer)
    return {
        "mention_start": named[:, NAME_START] + moved,
        "mention_end": named[:, NAME_END] + moved,
        "mention_text": spelled,
        "kind": named[:, NAME_KIND],
        "name": plain.gather(named[:, NAME_FORM]),
        "role_text": roles,
    }


def _by_reference(part: pl.DataFrame, articles: NDArray[np.int64], article: int, reader: Reader) -> pl.DataFrame:
    first, last = int(articles[article]), int(articles[article + 1])
    standing = part.slice(first, last - first)
    blocks = [Block(*row) for row in standing.select("block_start", "role", "text").iter_rows()]
    is_marked = bool(standing["is_marked"].any())
    found = name_article(blocks, find_stretches(standing["text"]), reader, may_be_sport=is_marked)
    columns = {
        "row": [standing["row"][0]] * len(found),
        "mention_start": [name.start for name in found],
        "mention_end": [name.end for name in found],
        "mention_text": [name.text for name in found],
        "kind": [name.kind for name in found],
        "name": canonical_names(found),
        "role_text": [role_of(name, blocks, reader.gazetteer) for name in found],
    }
    return pl.DataFrame(columns, schema=_SCHEMA)
