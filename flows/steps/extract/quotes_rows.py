"""What the walk found, as rows of ``core.quotes``."""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.steps.extract.quotes_engine import Batch, Found
from flows.steps.extract.quotes_layout import (
    B_START,
    BASES,
    BLOCK,
    D_KIND,
    D_SPEAKER,
    DRAFT,
    INDIRECT,
    KINDS,
    NAME_BASES,
    S_BASIS,
    S_CUE,
    S_CUE_END,
    S_END,
    S_NAME_BASIS,
    S_NAME_END,
    S_NAME_START,
    S_START,
    S_SURE,
    S_TOLD,
    S_TOLD_END,
)

COLUMNS: Final = {
    "quote_start": pl.Int32,
    "quote_end": pl.Int32,
    "quote_text": pl.String,
    "kind": pl.String,
    "speaker_text": pl.String,
    "speaker_start": pl.Int32,
    "speaker_end": pl.Int32,
    "speaker_name": pl.String,
    "name_start": pl.Int32,
    "name_end": pl.Int32,
    "name_basis": pl.String,
    "cue": pl.String,
    "told_to": pl.String,
    "attribution_basis": pl.String,
    "confidence": pl.Float64,
}
_STOPS: Final = ".!?…"
_KEPT_STOPS: Final = frozenset(("Jr.", "Sr.", "Inc.", "Ltd.", "Corp.", "Co."))


def rows_of(drafts: Found, batch: Batch, blocks: pl.DataFrame) -> pl.DataFrame:
    """Cut the texts out and turn places in the batch into places in the page.

    Args:
        drafts: Records of ``DRAFT`` numbers.
        batch: The articles they were read from.
        blocks: Their blocks: ``article_id``, ``block_start``.

    Returns:
        ``article_id`` and the columns of ``COLUMNS``.
    """
    found = np.asarray(drafts, dtype=np.int64).reshape(-1, DRAFT)
    text = batch.text
    starts = np.asarray(batch.blocks[B_START::BLOCK], dtype=np.int64)
    shifts = blocks["block_start"].to_numpy() - starts

    def field(number: int) -> NDArray[np.int64]:
        return found[:, D_SPEAKER + number]

    def in_page(places: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.where(places < 0, -1, places + shifts[np.searchsorted(starts, places, side="right") - 1])

    def cut(begin: NDArray[np.int64], end: NDArray[np.int64]) -> list[str | None]:
        return [text[a:b] if a >= 0 else None for a, b in zip(begin.tolist(), end.tolist(), strict=True)]

    kinds = found[:, D_KIND].tolist()
    quotes = [
        body if kind != INDIRECT or body is None else body.rstrip(".")
        for body, kind in zip(cut(found[:, 0], found[:, 1]), kinds, strict=True)
    ]
    speakers = [body and _without_stop(body) for body in cut(field(S_START), field(S_END))]
    known: dict[str, list[str | None]] = {
        "quote_text": quotes,
        "kind": [KINDS[kind] for kind in kinds],
        "speaker_text": speakers,
        "speaker_name": cut(field(S_NAME_START), field(S_NAME_END)),
        "name_basis": [NAME_BASES[basis] for basis in field(S_NAME_BASIS).tolist()],
        "cue": [_bare(cue) for cue in cut(field(S_CUE), field(S_CUE_END))],
        "told_to": [_bare(told) for told in cut(field(S_TOLD), field(S_TOLD_END))],
        "attribution_basis": [BASES[basis] for basis in field(S_BASIS).tolist()],
    }
    placed = {
        "quote_start": in_page(found[:, 0]),
        "speaker_start": in_page(field(S_START)),
        "name_start": in_page(field(S_NAME_START)),
        "name_end": field(S_NAME_END) - field(S_NAME_START),
        "confidence": field(S_SURE) / 100,
    }
    ids = blocks["article_id"].gather(np.searchsorted(starts, found[:, 0], side="right") - 1)
    frame = pl.DataFrame(
        {"article_id": ids}
        | {name: pl.Series(name, values, dtype=pl.String) for name, values in known.items()}
        | placed
    )
    is_said = pl.col("speaker_text").is_not_null()
    start = pl.when(is_said).then("speaker_start")
    name_start = pl.when(pl.col("speaker_name").is_not_null()).then("name_start")
    return frame.with_columns(
        (pl.col("quote_start") + pl.col("quote_text").str.len_chars()).alias("quote_end"),
        start.alias("speaker_start"),
        (start + pl.col("speaker_text").str.len_chars()).alias("speaker_end"),
        name_start.alias("name_start"),
        (name_start + pl.col("name_end")).alias("name_end"),
        pl.when(is_said).then("confidence").alias("confidence"),
    ).select("article_id", *[pl.col(name).cast(kind) for name, kind in COLUMNS.items()])


def _bare(surface: str | None) -> str | None:
    return surface.rstrip(_STOPS) or None if surface else None


def _without_stop(surface: str) -> str:
    if surface[-1] not in _STOPS:
        return surface
    # The full stop of an initial, a party or a firm stays: "Ana L.", "Lind Corp."
    last = surface.rpartition(" ")[2]
    if surface[-1] == "." and (last[:-1].count(".") or last in _KEPT_STOPS or len(last) == 2):
        return surface
    return surface.rstrip(_STOPS)
