"""Put records into frames, a batch at a time: the one door through which pages come in.

Memory is bounded by a batch, whatever the size of the files. Every record becomes a sighting of a document or a
reject. Bytes met twice in a batch are one document; where the two were declared differently, HTML stands before text
and UTF-8 before other encodings, so the order does not matter.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import PathLike
from typing import Any, Final

import polars as pl

from flows.steps.read.decode import Decoded, NotTextError, declared_in_markup, decode
from flows.steps.read.files import read_source
from flows.steps.read.html import Rendered, render, render_text
from flows.steps.read.html_lines import Hint
from flows.steps.read.markup import TooMuchMarkupError
from flows.steps.read.page_metadata import PageMetadata
from flows.steps.read.records import Fault, Record
from flows.steps.read.settings import ReadSettings
from flows.steps.read.sources import Source, Wanted, expand_sources
from flows.text.hashing import digest_columns, document_id

_INSTANT: Final = pl.Datetime("us")
_PACKED: Final = 4
"""How much larger text is than its compressed file: news gives 3 to 5."""
_MOST_READ: Final = 0.99
DOCUMENTS_SCHEMA: Final[dict[str, Any]] = {
    "document_id": pl.String,
    "media_type": pl.String,
    "encoding": pl.String,
    "byte_count": pl.Int64,
    "page_text": pl.String,
    "content": pl.Binary,
}
SIGHTINGS_SCHEMA: Final[dict[str, Any]] = {
    "sighting_id": pl.String,
    "source_uri": pl.String,
    "record_key": pl.String,
    "document_id": pl.String,
    "url": pl.String,
    "publisher": pl.String,
    "fetched_at": _INSTANT,
    "title": pl.String,
    "author": pl.String,
    "published_at": _INSTANT,
    "is_published_day_only": pl.Boolean,
}
REJECTS_SCHEMA: Final[dict[str, Any]] = {
    "reject_id": pl.String,
    "source_uri": pl.String,
    "record_key": pl.String,
    "reason": pl.String,
    "detail": pl.String,
}
HINTS_SCHEMA: Final[dict[str, Any]] = {
    "document_id": pl.String,
    "hint_start": pl.Int32,
    "hint_end": pl.Int32,
    "tag": pl.String,
    "container": pl.String,
    "link_char_count": pl.Int32,
    "class_text": pl.String,
    "region": pl.String,
    "starts_story": pl.Boolean,
}
PAGE_METADATA_SCHEMA: Final[dict[str, Any]] = {
    "document_id": pl.String,
    "title": pl.String,
    "author": pl.String,
    "published_at": _INSTANT,
    "is_published_day_only": pl.Boolean,
    "published_on": pl.Date,
    "modified_at": _INSTANT,
    "site_name": pl.String,
    "language": pl.String,
}


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """What was read of the sources up to a limit of records and bytes.

    Attributes:
        documents: Columns of ``raw.documents``; each document once.
        sightings: Columns of ``raw.sightings`` without ``first_run_id``; each sighting once.
        rejects: Columns of ``raw.rejects`` without ``run_id`` and ``rejected_at``; each reject once.
        hints: One row per line of ``page_text`` of HTML documents (see ``flows.steps.read.html_lines.Hint``).
        page_metadata: One row per HTML document (see ``flows.steps.read.page_metadata.PageMetadata``).
        record_count: Records read: those that became sightings and those that became rejects.
        reject_count: Of these, records that became rejects.
        done_share: How much of the sources is read after this batch, 0 to 1, by their number: an estimate to show.
    """

    documents: pl.DataFrame
    sightings: pl.DataFrame
    rejects: pl.DataFrame
    hints: pl.DataFrame
    page_metadata: pl.DataFrame
    record_count: int
    reject_count: int
    done_share: float = 1.0


def read_batches(
    sources: Iterable[str | PathLike[str] | Wanted], settings: ReadSettings | None = None
) -> Iterator[ReadBatch]:
    """Read sources in batches.

    The rows of all batches together depend on the sources alone, not on the order they are named in nor on the limits.

    Args:
        sources: Files, folders, globs and fsspec URLs (see ``flows.steps.read.sources``).
        settings: The limits; NULL (None) means the defaults.

    Yields:
        Batches that hold at least one record, in the order of the sorted sources.

    Raises:
        SourceError: If a source does not exist or cannot be listed.
        OSError: If a remote source breaks off.
    """
    settings = settings or ReadSettings()
    batch = _BatchBuilder(settings)
    listed = expand_sources(sources, settings.own_paths)
    for position, source in enumerate(listed):
        read_bytes = 0
        for item in read_source(source, settings):
            batch.add(source.uri, item, source.publisher)
            if batch.is_full:
                read_bytes += batch.byte_count
                yield batch.finish((position + _read_share(source, read_bytes)) / len(listed))
                batch = _BatchBuilder(settings)
    if batch.record_count:
        yield batch.finish()


def _read_share(source: Source, read_bytes: int) -> float:
    """Estimate how much of a file is read; of URLs, whose size nobody asked for, nothing until they are done."""
    if not source.is_local:
        return 0.0
    factor = _PACKED if source.name.endswith((".gz", ".bz2", ".xz", ".zst")) else 1
    try:
        return min(read_bytes / max(factor * os.stat(source.location).st_size, 1), _MOST_READ)  # noqa: PTH116
    except OSError:  # it went away meanwhile
        return 0.0


def rerender(documents: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Render stored HTML documents again, for a re-parse without their sources.

    Args:
        documents: Rows of ``raw.documents``; text documents pass through as they are.

    Returns:
        The documents with the ``page_text`` that this version renders, in the same order; their hints; their page
        metadata.
    """
    rendered: dict[str, Rendered] = {}
    is_html = pl.col("media_type") == "text/html"
    for name, encoding, content in documents.filter(is_html).select("document_id", "encoding", "content").iter_rows():
        rendered[name] = render(content, encoding)
    texts = pl.DataFrame(
        {"document_id": list(rendered), "rendered_text": [page.page_text for page in rendered.values()]},
        schema={"document_id": pl.String, "rendered_text": pl.String},
    )
    renewed = (
        documents.join(texts, on="document_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("rendered_text", "page_text").alias("page_text"))
        .drop("rendered_text")
    )
    return renewed, _hints_frame(rendered), _page_metadata_frame(rendered)


@dataclass(frozen=True, slots=True)
class _Page:
    """A document of the batch."""

    media_type: str
    encoding: str
    byte_count: int
    page_text: str
    content: bytes | None


class _BatchBuilder:
    """Gathers rows column by column until a limit is reached."""

    def __init__(self, settings: ReadSettings) -> None:
        self.record_count = 0
        self.byte_count = 0
        self._settings = settings
        self._pages: dict[str, _Page] = {}
        self._rendered: dict[str, Rendered] = {}
        self._sightings: list[tuple[Any, ...]] = []
        self._rejects: list[tuple[Any, ...]] = []

    @property
    def is_full(self) -> bool:
        return self.record_count >= self._settings.batch_size or self.byte_count >= self._settings.batch_bytes

    def add(self, source_uri: str, item: Record | Fault, publisher: str | None) -> None:
        """Take up a record: a sighting, and a document where its bytes are new, or a reject."""
        self.record_count += 1
        if publisher is not None and type(item) is Record and item.publisher is None:
            item = item._replace(publisher=publisher)
        fault = item if type(item) is Fault else self._add_record(source_uri, item)  # type: ignore[arg-type]
        if fault is not None:
            self._rejects.append((source_uri, *fault))

    def _add_record(self, source_uri: str, record: Record) -> Fault | None:
        try:
            content, decoded = self._decode(record)
        except NotTextError as error:
            return Fault(record.record_key, error.reason, error.detail)
        if len(content) > self._settings.max_document_bytes:
            limit = self._settings.max_document_bytes
            return Fault(record.record_key, "too_large", f"the page has more than {limit} bytes")
        if not decoded.text or decoded.text.isspace():
            return Fault(record.record_key, "empty", "the page is blank")
        name = document_id(content)
        known = self._pages.get(name)
        is_html = record.media_type == "text/html"
        if known is None or _rank(record.media_type, decoded.encoding) < _rank(known.media_type, known.encoding):
            if is_html:
                try:
                    rendered = render_text(decoded.text)
                except TooMuchMarkupError as error:
                    return Fault(record.record_key, "too_large", str(error))
                if not rendered.page_text:
                    return Fault(record.record_key, "no_text", "nothing in the page is visible text")
                self._rendered[name] = rendered
                page = _Page(record.media_type, decoded.encoding, len(content), rendered.page_text, content)
            else:
                kept = None if decoded.is_exact else content
                page = _Page(record.media_type, decoded.encoding, len(content), decoded.text, kept)
            self._pages[name] = page
            self.byte_count += len(content) + (len(page.page_text) if page.content is not None else 0)
        self._sightings.append((source_uri, record.record_key, name, *record[4:]))
        return None

    def _decode(self, record: Record) -> tuple[bytes, Decoded]:
        body = record.body
        if isinstance(body, bytes):
            charset = record.charset
            if charset is None and record.media_type == "text/html":
                charset = declared_in_markup(body)
            return body, decode(body, charset, self._settings.encoding_fallbacks)
        try:
            content = body.encode()
        except UnicodeEncodeError as error:
            raise NotTextError("undecodable", "a lone surrogate stands in the text") from error
        if "\0" in body:
            raise NotTextError("binary", "a NUL character stands in the text")
        if body.startswith("\ufeff"):
            return content, Decoded(body[1:], "utf-8-sig", is_exact=True)
        return content, Decoded(body, "utf-8", is_exact=True)

    def finish(self, done_share: float = 1.0) -> ReadBatch:
        """Make the frames."""
        return ReadBatch(
            documents=self._documents(),
            sightings=_keyed(self._sightings, SIGHTINGS_SCHEMA, "sighting_id"),
            rejects=_keyed(self._rejects, REJECTS_SCHEMA, "reject_id"),
            hints=_hints_frame(self._rendered),
            page_metadata=_page_metadata_frame(self._rendered),
            record_count=self.record_count,
            reject_count=len(self._rejects),
            done_share=done_share,
        )

    def _documents(self) -> pl.DataFrame:
        pages = self._pages.values()
        return pl.DataFrame(
            {
                "document_id": list(self._pages),
                "media_type": [page.media_type for page in pages],
                "encoding": [page.encoding for page in pages],
                "byte_count": [page.byte_count for page in pages],
                "page_text": [page.page_text for page in pages],
                "content": [page.content for page in pages],
            },
            schema=DOCUMENTS_SCHEMA,
        )


def _rank(media_type: str, encoding: str) -> tuple[str, bool, str]:
    """Rank readings of the same bytes, best first; the warehouse ranks alike when it meets a stored document."""
    return media_type, not encoding.startswith("utf-8"), encoding


def _keyed(rows: list[tuple[Any, ...]], schema: dict[str, Any], key: str) -> pl.DataFrame:
    """Make a frame whose key is the digest of all its other columns; equal rows become one."""
    columns = {name: dtype for name, dtype in schema.items() if name != key}
    physical = {name: pl.Int64 if dtype == _INSTANT else dtype for name, dtype in columns.items()}
    frame = pl.DataFrame(rows, schema=physical, orient="row").cast(pl.Schema(columns))
    return (
        frame.with_columns(digest_columns(frame, list(columns), key))
        .select(list(schema))
        .unique(key, keep="first", maintain_order=True)
    )


def _hints_frame(rendered: dict[str, Rendered]) -> pl.DataFrame:
    columns: dict[str, list[Any]] = {name: [] for name in HINTS_SCHEMA}
    for name, page in rendered.items():
        columns["document_id"].extend([name] * len(page.hints))
        for field, values in zip(Hint._fields, zip(*page.hints, strict=True), strict=False):
            columns[field].extend(values)
    return pl.DataFrame(columns, schema=HINTS_SCHEMA)


def _page_metadata_frame(rendered: dict[str, Rendered]) -> pl.DataFrame:
    columns: dict[str, list[Any]] = {"document_id": list(rendered)}
    for position, field in enumerate(PageMetadata._fields):
        columns[field] = [page.metadata[position] for page in rendered.values()]
    physical = {name: pl.Int64 if dtype == _INSTANT else dtype for name, dtype in PAGE_METADATA_SCHEMA.items()}
    return (
        pl.DataFrame(columns, schema=physical).cast(pl.Schema(PAGE_METADATA_SCHEMA)).select(list(PAGE_METADATA_SCHEMA))
    )
