"""Load a batch's frames into the stage: one transaction a batch, nothing twice.

After ``kill -9`` the finished batches stand and the unfinished one is as if it had never begun, so a batch
may always be loaded again. What the tables hold in the end does not depend on the order of the batches.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import duckdb
import polars as pl

from expectations.contracts import COMPARED, CORE
from expectations.ddl import quote_table
from warehouse import frames as door
from warehouse.duplicates import duplicate_candidates, store_duplicates
from warehouse.known import SUPERSEDED, parsed_state, sightings_of, stale_batches, stale_documents, unsettled_documents
from warehouse.stage import Stage

__all__ = [
    "SUPERSEDED",
    "LoadCounts",
    "duplicate_candidates",
    "forget_stale",
    "load_raw",
    "parsed_state",
    "replace_parsed",
    "settle",
    "sightings_of",
    "stale_batches",
    "stale_documents",
    "store_duplicates",
    "unsettled_documents",
]

PARSED_TABLES: Final = tuple(table for table in CORE if table not in COMPARED)
"""The tables a parse fills, in the order they are written."""

_BY_ARTICLE: Final = tuple(table for table in PARSED_TABLES if table not in ("core.blocks", "core.articles"))
_RUN_COLUMNS: Final = {
    "raw.sightings": frozenset({"first_run_id"}),
    "raw.rejects": frozenset({"run_id", "rejected_at"}),
}


@dataclass(frozen=True)
class LoadCounts:
    """What became of a batch's records: ``new_documents + known_documents + rejects`` is the number read."""

    new_documents: int
    """Documents inserted."""
    known_documents: int
    """Records that showed a document which stood in the stage, or earlier in the same batch, already."""
    rejects: int
    """Records that could not be used, those rejected by an earlier run included."""
    read_otherwise: tuple[str, ...] = ()
    """Sorted ids of documents whose stored text was read otherwise (as another media type or encoding) and is
    kept: their rows in this batch's frame must not be parsed, spans would not fit the stored text."""


@dataclass(frozen=True)
class _Incoming:
    """How a batch's documents stand to the stored ones."""

    new: pl.DataFrame
    replacing: pl.DataFrame
    outdated: pl.DataFrame
    """Ids and row numbers of the stored rows that ``replacing`` replaces."""
    known_ids: pl.DataFrame
    read_otherwise: tuple[str, ...]


def _reading(media_type: str, encoding: str) -> pl.Expr:
    """Rank readings of the same bytes, best first: HTML before plain text, UTF-8 before other encodings."""
    is_other = pl.when(pl.col(encoding).str.starts_with("utf-8")).then(pl.lit("0")).otherwise(pl.lit("1"))
    return pl.concat_str(pl.col(media_type), is_other, pl.col(encoding), separator="\0")


def _stored_rows(cursor: duckdb.DuckDBPyConnection, documents: pl.DataFrame) -> pl.DataFrame:
    """Number the rows of documents that are stored already."""
    with door.registered(cursor, asked=documents.select("document_id")):
        return cursor.execute(
            """
            SELECT d.document_id, d.rowid AS stored_row, d.media_type AS stored_type, d.encoding AS stored_encoding
            FROM raw.documents AS d JOIN asked ON asked.document_id = d.document_id
            """
        ).pl()


def _rendered_otherwise(
    cursor: duckdb.DuckDBPyConnection, stored: pl.DataFrame, documents: pl.DataFrame
) -> pl.DataFrame:
    """Keep of some stored rows those whose text is not the one that was rendered now.

    Text is fetched by row number: a join on the id would decompress every page of the warehouse.
    """
    if stored.is_empty():
        return stored
    with door.registered(cursor, asked=stored.select("stored_row")):
        texts = cursor.execute(
            """
            SELECT d.document_id, d.page_text AS stored_text
            FROM raw.documents AS d JOIN asked ON d.rowid = asked.stored_row
            """
        ).pl()
    differing = (
        documents.select("document_id", "page_text")
        .join(texts, on="document_id")
        .filter(pl.col("page_text") != pl.col("stored_text"))
    )
    return stored.join(differing, on="document_id", how="semi")


def _parsed_otherwise(
    cursor: duckdb.DuckDBPyConnection, stored: pl.DataFrame, parser_version: str | None
) -> pl.DataFrame:
    """Keep of some stored rows the HTML pages that this parser, and so this renderer, has not read yet."""
    html = stored.filter(pl.col("stored_type") == "text/html")
    if parser_version is None or html.is_empty():
        return html
    with door.registered(cursor, asked=html.select("document_id")):
        current = cursor.execute(
            "SELECT document_id FROM ops.parses SEMI JOIN asked USING (document_id) WHERE parser_version = $version",
            {"version": parser_version},
        ).pl()
    return html.join(current, on="document_id", how="anti")


def _compare(cursor: duckdb.DuckDBPyConnection, documents: pl.DataFrame, parser_version: str | None) -> _Incoming:
    """Say how a batch's documents stand to the stored ones."""
    stored = _stored_rows(cursor, documents)
    both = documents.select("document_id", "media_type", "encoding").join(stored, on="document_id")
    read, kept = _reading("media_type", "encoding"), _reading("stored_type", "stored_encoding")
    alike = _parsed_otherwise(cursor, both.filter(read == kept), parser_version)
    outdated = pl.concat([both.filter(read < kept), _rendered_otherwise(cursor, alike, documents)])
    return _Incoming(
        new=documents.join(stored, on="document_id", how="anti"),
        replacing=documents.join(outdated, on="document_id", how="semi"),
        outdated=outdated.select("document_id", "stored_row"),
        known_ids=stored.select("document_id"),
        read_otherwise=tuple(both.filter(read > kept)["document_id"].sort()),
    )


def _replace_documents(cursor: duckdb.DuckDBPyConnection, outdated: pl.DataFrame, replacing: pl.DataFrame) -> None:
    if replacing.is_empty():
        return
    with door.registered(cursor, outdated=outdated):
        cursor.execute("DELETE FROM raw.documents WHERE rowid IN (SELECT stored_row FROM outdated)")
    door.insert(cursor, "raw.documents", replacing)


def _mark_unparsed(cursor: duckdb.DuckDBPyConnection, documents: pl.DataFrame) -> None:
    """Make documents count as parsed by no parser; their rows in ``core`` stand until they are parsed again."""
    if documents.is_empty():
        return
    with door.registered(cursor, asked=documents.select("document_id")):
        cursor.execute(
            "UPDATE ops.parses SET parser_version = $version WHERE document_id IN (SELECT document_id FROM asked)",
            {"version": SUPERSEDED},
        )


def _store_rendered(cursor: duckdb.DuckDBPyConnection, rendered: pl.DataFrame) -> None:
    """Store the text of re-rendered documents where it is not the stored one."""
    if rendered.is_empty():
        return
    outdated = _rendered_otherwise(cursor, _stored_rows(cursor, rendered), rendered)
    _replace_documents(cursor, outdated, rendered.join(outdated, on="document_id", how="semi"))


def _insert_new(cursor: duckdb.DuckDBPyConnection, table: str, key: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Insert the rows whose key the table does not hold, and return them."""
    frame = frame.unique(key, keep="first", maintain_order=True)
    with door.registered(cursor, incoming=frame.select(key)):
        found = cursor.execute(
            f"SELECT t.{key} FROM {quote_table(table)} AS t JOIN incoming ON incoming.{key} = t.{key}"  # noqa: S608
        ).pl()
    new = frame.join(found, on=key, how="anti")
    door.insert(cursor, table, new)
    return new


def load_raw(
    stage: Stage,
    run_id: str,
    frames: Mapping[str, pl.DataFrame],
    now: datetime,
    *,
    record_count: int | None = None,
    reject_count: int | None = None,
    parser_version: str | None = None,
) -> LoadCounts:
    """Load what a batch read: documents, sightings and rejects that are not in the stage yet.

    A document is its bytes. Where the same bytes were read as another media type or encoding elsewhere, the
    preferred reading is kept (HTML before plain text, UTF-8 before other encodings), whichever came first; a
    document whose reading was replaced, or whose HTML renders otherwise than stored, counts as unparsed again.

    Args:
        stage: The run's stage.
        run_id: The run, for first_run_id and the rejects.
        frames: ``raw.documents``, ``raw.sightings`` without first_run_id, and ``raw.rejects`` without run_id
            and rejected_at.
        now: The instant rejects are stamped with; UTC.
        record_count: Records read from the sources in this batch; one a sighting and one a reject unless told.
        reject_count: How many of them were rejected; one a row of ``raw.rejects`` unless told.
        parser_version: This run's parser: documents it parsed before need no comparison of their text.

    Returns:
        The batch's records by what became of them.

    Raises:
        ValueError: A frame does not fit its contract, or fewer records are claimed than the frames hold.
        StageFailed: DuckDB refused the rows; nothing of the batch is loaded.
    """
    door.names(frames, ("raw.documents", "raw.sightings", "raw.rejects"))
    documents = door.check("raw.documents", frames["raw.documents"])
    sightings = door.check("raw.sightings", frames["raw.sightings"], _RUN_COLUMNS["raw.sightings"])
    rejects = door.check("raw.rejects", frames["raw.rejects"], _RUN_COLUMNS["raw.rejects"])
    documents = documents.sort("document_id", _reading("media_type", "encoding"))
    documents = documents.unique("document_id", keep="first", maintain_order=True)
    reject_records = rejects.height if reject_count is None else reject_count
    records = sightings.height + reject_records if record_count is None else record_count
    with stage.transaction() as cursor:
        incoming = _compare(cursor, documents, parser_version)
        known = records - incoming.new.height - reject_records
        if known < 0:
            raise ValueError(
                f"{records} records cannot give {incoming.new.height} new documents and {reject_records} rejects"
            )
        door.insert(cursor, "raw.documents", incoming.new)
        _replace_documents(cursor, incoming.outdated, incoming.replacing)
        _mark_unparsed(cursor, incoming.outdated)
        seen = _insert_new(cursor, "raw.sightings", "sighting_id", sightings.with_columns(first_run_id=pl.lit(run_id)))
        stamped = rejects.with_columns(
            run_id=pl.lit(run_id), rejected_at=pl.lit(door.naive_utc(now), pl.Datetime("us"))
        )
        _insert_new(cursor, "raw.rejects", "reject_id", stamped)
        unsettled = seen.select("document_id").unique().join(incoming.known_ids, on="document_id", how="semi")
        door.insert(cursor, "ops.unsettled", unsettled.with_columns(run_id=pl.lit(run_id)))
    return LoadCounts(incoming.new.height, known, reject_records, incoming.read_otherwise)


def _check_parsed(frames: Mapping[str, pl.DataFrame], digests: pl.DataFrame) -> dict[str, pl.DataFrame]:
    door.names(frames, PARSED_TABLES, ("raw.documents",))
    checked = {table: door.check(table, frame) for table, frame in frames.items()}
    if digests.columns != ["document_id", "metadata_digest"] or digests["document_id"].is_duplicated().any():
        raise ValueError("digests must have the columns document_id and metadata_digest, each document once")
    articles = checked["core.articles"].select("article_id")
    for table, frame in checked.items():
        key, known = ("article_id", articles) if table in _BY_ARTICLE else ("document_id", digests)
        if not frame.join(known, on=key, how="anti").is_empty():
            raise ValueError(f"frame for {table} has rows of a {key} that is not part of the parse")
    return checked


def _delete_parsed(cursor: duckdb.DuckDBPyConnection, documents: pl.DataFrame) -> None:
    """Delete the parsed rows of documents that have a parse; the others have none, and a scan is saved."""
    with door.registered(cursor, asked=documents):
        old = cursor.execute("SELECT p.document_id FROM ops.parses AS p JOIN asked USING (document_id)").pl()
    if old.is_empty():
        return
    with door.registered(cursor, old_documents=old):
        old_articles = cursor.execute(
            "SELECT a.article_id FROM core.articles AS a JOIN old_documents USING (document_id)"
        ).pl()
        for table in ("core.blocks", "core.articles", "ops.parses"):
            cursor.execute(
                f"DELETE FROM {quote_table(table)} WHERE document_id IN (SELECT document_id FROM old_documents)"  # noqa: S608
            )
    with door.registered(cursor, old_articles=old_articles):
        cursor.execute(
            "UPDATE core.storylines SET version = $version WHERE article_id IN (SELECT article_id FROM old_articles)",
            {"version": SUPERSEDED},
        )
        for table in _BY_ARTICLE:
            cursor.execute(
                f"DELETE FROM {quote_table(table)} WHERE article_id IN (SELECT article_id FROM old_articles)"  # noqa: S608
            )


def replace_parsed(
    stage: Stage,
    run_id: str,
    parser_version: str,
    frames: Mapping[str, pl.DataFrame],
    digests: pl.DataFrame,
    now: datetime,
) -> None:
    """Store the parse of documents in place of any earlier one.

    Args:
        stage: The run's stage.
        run_id: The run that parsed them.
        parser_version: Digest of the parser that did.
        frames: Every table of ``core`` that a parse fills; also ``raw.documents`` rows, where a re-parse
            rendered their text anew.
        digests: document_id and metadata_digest of every document parsed, also of those without an article.
        now: When they were parsed; UTC.

    Raises:
        ValueError: A frame does not fit its contract, or holds rows of a document that was not parsed.
        StageFailed: DuckDB refused the rows; the earlier parse still stands.
    """
    checked = _check_parsed(frames, digests)
    rendered = checked.pop("raw.documents", None)
    parses = digests.with_columns(
        parser_version=pl.lit(parser_version),
        run_id=pl.lit(run_id),
        parsed_at=pl.lit(door.naive_utc(now), pl.Datetime("us")),
    )
    with stage.transaction() as cursor:
        _delete_parsed(cursor, digests.select("document_id"))
        with door.registered(cursor, settled=digests.select("document_id")):
            # What this run itself saw again may have come after the parse had begun: ``settle`` decides about that.
            cursor.execute(
                """
                DELETE FROM ops.unsettled
                WHERE run_id <> $run_id AND document_id IN (SELECT document_id FROM settled)
                """,
                {"run_id": run_id},
            )
        if rendered is not None:
            _store_rendered(cursor, rendered)
        for table in PARSED_TABLES:
            door.insert(cursor, table, checked[table])
        door.insert(cursor, "ops.parses", door.check("ops.parses", parses))


def settle(stage: Stage, digests: pl.DataFrame) -> int:
    """Compare what documents that were seen again were parsed with and what all their sightings say now.

    A sighting may come while the parse of its document is under way, or show bytes that are stored in a better reading;
    neither may decide what the document's rows are. Those whose metadata differs count as stale from now on.

    Args:
        stage: The run's stage, every batch of the sources stored.
        digests: document_id and metadata_digest of documents that are unsettled, from all their sightings.

    Returns:
        How many of them are to be parsed again.

    Raises:
        StageFailed: DuckDB refused the work; nothing is changed.
    """
    with stage.transaction() as cursor, door.registered(cursor, asked=digests):
        cursor.execute(
            """
            DELETE FROM ops.unsettled WHERE document_id IN (
                SELECT p.document_id FROM ops.parses AS p
                JOIN asked ON asked.document_id = p.document_id AND asked.metadata_digest = p.metadata_digest
            )
            """
        )
        # Nobody is at work on the others any more.
        cursor.execute("UPDATE ops.unsettled SET run_id = '' WHERE document_id IN (SELECT document_id FROM asked)")
        left = cursor.execute(
            "SELECT count(DISTINCT document_id) FROM ops.unsettled SEMI JOIN asked USING (document_id)"
        ).fetchone()
    return int(left[0]) if left else 0


def forget_stale(stage: Stage, parser_version: str) -> int:
    """Delete the parsed rows of every document that another parser version parsed, in one pass over each table.

    Called once before a full re-parse, it spares each batch of it a scan of all tables.

    Args:
        stage: The run's stage.
        parser_version: Digest of this run's parser.

    Returns:
        How many documents are now unparsed that had a parse.

    Raises:
        StageFailed: DuckDB refused the work; nothing is deleted.
    """
    with stage.transaction() as cursor:
        stale = cursor.execute(
            "SELECT document_id FROM ops.parses WHERE parser_version <> $version", {"version": parser_version}
        ).pl()
        _delete_parsed(cursor, stale)
    return stale.height
