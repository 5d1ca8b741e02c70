"""``copydesk show``: print an article of the warehouse, or the articles of a page file as the steps read it."""

import argparse
import itertools
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from flows.commands import show_fields
from flows.commands.failures import CommandError, refuse_missing_model
from flows.commands.output import dump, write_rows
from flows.settings import Settings
from flows.text.terminal import neutralise
from warehouse.errors import WarehouseError

_ARTICLE_ID: Final = re.compile(r"[0-9a-f]{32}-[0-9]+")
_CSV_COLUMNS: Final = ("article_id", "kind", "start", "end", "text", "detail")
_LABEL_WIDTH: Final = 11
_HEAD: Final = ("headline", "standfirst", "byline", "contributor", "dateline", "published")

Row = dict[str, Any]

_ONE: Final = "SELECT * FROM core.articles WHERE article_id = $id"
_MANY: Final = {
    "captions": "SELECT * FROM core.captions WHERE article_id = $id ORDER BY caption_start",
    "quotes": "SELECT * FROM core.quotes WHERE article_id = $id ORDER BY quote_start",
    "duplicates": "SELECT * FROM core.duplicates WHERE representative_id = $id ORDER BY article_id",
    "sightings": """
        SELECT s.source_uri, s.record_key, s.url, s.publisher, s.fetched_at
        FROM raw.sightings AS s JOIN core.articles AS a USING (document_id)
        WHERE a.article_id = $id ORDER BY ALL
    """,
} | show_fields.QUERIES
_THINGS: Final = {"captions": "caption", "quotes": "quote"} | show_fields.FIELDS
_BLOCKS: Final = "blocks"


def execute(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print one article, or all articles of a file.

    Args:
        arguments: ``target``, an article's id or a path, ``format`` and ``against``, another article's id, empty for
            the one that stands for it, NULL (None) to compare with nothing.
        settings: ``warehouse`` is read for an id, the limits of reading for a path.

    Returns:
        0.

    Raises:
        CommandError: There is no such article, file or warehouse.
    """
    try:
        if arguments.against is not None:
            return _against(arguments, settings)
        if _ARTICLE_ID.fullmatch(arguments.target):
            articles = [_from_warehouse(settings.warehouse, arguments.target)]
        else:
            articles = _from_page(arguments.target, settings)
    except WarehouseError as error:
        raise CommandError(str(error)) from error
    if arguments.format == "json":
        for article in articles:
            del article[_BLOCKS]  # its text stands in body_text
        sys.stdout.write("[" + ",\n".join(dump(article) for article in articles) + "]\n")
    elif arguments.format == "csv":
        write_rows(_CSV_COLUMNS, itertools.chain.from_iterable(map(_facts, articles)), "csv", sys.stdout)
    else:
        colours = show_fields.is_coloured(sys.stdout)
        sys.stdout.write("\n".join(_page(article, colours=colours) for article in articles))
    return 0


def _against(arguments: argparse.Namespace, settings: Settings) -> int:
    from flows.commands.against import show_against

    for article_id in filter(None, (arguments.target, arguments.against)):
        if not _ARTICLE_ID.fullmatch(article_id):
            raise CommandError(f"{article_id} is no article's id; --against compares two articles of the warehouse")
    copy = _from_warehouse(settings.warehouse, arguments.target)
    other = arguments.against or copy["article"]["representative_id"]
    if other == arguments.target:
        raise CommandError(f"{other} stands for itself; name the article to compare with: --against ARTICLE_ID")
    show_against(copy, _from_warehouse(settings.warehouse, other), arguments.format, sys.stdout)
    return 0


def _from_warehouse(warehouse: Path, article_id: str) -> Row:
    from warehouse.layout import Layout
    from warehouse.query import read_only

    path = Layout.of(warehouse).published
    with read_only(path) as connection:

        def rows(sql: str) -> list[Row]:
            # Binding a parameter makes DuckDB import pandas (a second); _ARTICLE_ID lets hex digits and a hyphen in.
            cursor = connection.execute(sql.replace("$id", f"'{article_id}'"))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        found = rows(_ONE)
        if not found:
            raise CommandError(f"no article {article_id} in {path}; the ids stand in core.articles.article_id")
        return {"article": found[0]} | {name: rows(sql) for name, sql in _MANY.items()}


def _from_page(target: str, settings: Settings) -> list[Row]:
    import polars as pl

    from flows import pipeline
    from flows.batch import read_settings
    from flows.resources import reference_dir
    from flows.steps.read.batches import read_batches
    from flows.steps.read.sources import SourceError

    refuse_missing_model(settings.names_model)
    lexicon = pipeline.load_lexicon(reference_dir())
    articles: list[Row] = []
    try:
        for batch in read_batches([target], read_settings(settings)):
            for reject in batch.rejects.iter_rows(named=True):
                detail = f" ({reject['detail']})" if reject["detail"] else ""
                sys.stderr.write(neutralise(f"copydesk: {reject['source_uri']}: {reject['reason']}{detail}") + "\n")
            unseen = batch.sightings.with_columns(first_run_id=pl.lit(""))
            parsed = pipeline.parse(
                batch.documents,
                unseen,
                batch.hints,
                batch.page_metadata,
                lexicon,
                settings.fields,
                settings.names_model,
            )
            articles += _of_batch(parsed.tables, batch.sightings, batch.documents)
    except SourceError as error:
        raise CommandError(f"{error}; or give an article's id") from error
    if not articles:
        sys.stderr.write("copydesk: no article was found there\n")
    return articles


def _of_batch(tables: Mapping[str, Any], sightings: Any, documents: Any) -> list[Row]:
    import polars as pl

    by_article = {
        name: _grouped(
            tables[f"core.{name}"].sort("article_id", f"{thing}_start", f"{thing}_end").to_dicts(), "article_id"
        )
        for name, thing in _THINGS.items()
    }
    kept = tables["core.blocks"].filter("is_kept").join(documents, on="document_id").sort("document_id", "block_index")
    length = pl.col("block_end") - pl.col("block_start")
    text = pl.col("page_text").str.slice("block_start", length).alias("text")
    by_article[_BLOCKS] = _grouped(kept.select("article_id", "role", "block_start", text).to_dicts(), "article_id")
    columns = ("source_uri", "record_key", "url", "publisher", "fetched_at")
    seen: dict[str, list[Row]] = {}
    for row in sightings.sort(columns).iter_rows(named=True):
        seen.setdefault(row["document_id"], []).append({name: row[name] for name in columns})
    return [
        {
            "article": article,
            **{name: rows.get(article["article_id"], []) for name, rows in by_article.items()},
            "duplicates": [],
            "sightings": seen.get(article["document_id"], []),
        }
        for article in tables["core.articles"].sort("document_id", "article_index").to_dicts()
    ]


def _grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def _facts(shown: Row) -> Iterator[tuple[Any, ...]]:
    article = shown["article"]
    article_id = article["article_id"]
    for kind in ("headline", "standfirst", "byline", "contributor"):
        if article[kind] is not None:
            yield article_id, kind, article[f"{kind}_start"], article[f"{kind}_end"], article[kind], None
    if article["dateline_place"] is not None:
        start, end = article["dateline_start"], article["dateline_end"]
        yield article_id, "dateline", start, end, article["dateline_place"], article["agency"]
    if article["published_on"] is not None:
        start, end = article["published_start"], article["published_end"]
        yield article_id, "published", start, end, _published(article), article["published_basis"]
    if article["updated_on"] is not None:
        start, end = article["updated_start"], article["updated_end"]
        basis = "metadata" if start is None else "text"
        yield article_id, "updated", start, end, str(article["updated_at"] or article["updated_on"]), basis
    for row in shown["captions"]:
        yield article_id, "caption", row["caption_start"], row["caption_end"], row["caption_text"], _credit(row)
    for row in shown["quotes"]:
        yield article_id, "quote", row["quote_start"], row["quote_end"], row["quote_text"], _speaker(row)
    for row in shown["duplicates"]:
        yield article_id, "duplicate", None, None, row["article_id"], row["method"]
    for fact in show_fields.facts(shown):
        yield article_id, *fact


def _page(shown: Row, *, colours: bool) -> str:
    article = shown["article"]
    start, end = article["article_start"], article["article_end"]
    lines = [_line("article", f"{article['article_id']} [{start}:{end}], {article['word_count']} words")]
    found = list(_facts(shown))
    lines += [_fact(*fact) for fact in found if fact[1] in _HEAD]
    if article["agency"] is not None:
        lines.append(_line("agency", article["agency"]))
    if not article["is_representative"]:
        lines.append(_line("copy of", article["representative_id"]))
    lines += [
        _line("copied by", f"{row['article_id']} ({row['method']}, {row['similarity']:.2f})")
        for row in shown["duplicates"]
    ]
    for row in shown["sightings"]:
        record = f" record {row['record_key']}" if row["record_key"] is not None else ""
        address = f", {row['url']}" if row["url"] is not None else ""
        lines.append(_line("seen at", f"{row['source_uri']}{record}{address}"))
    lines += show_fields.text_lines(shown, colours=colours)
    fields = [_fact(*fact) for fact in found if fact[1] not in _HEAD and fact[1] != "duplicate"]
    if fields:
        lines += ["", show_fields.legend()] if colours else [""]
    return "\n".join(lines + fields) + "\n"


def _fact(_: str, kind: str, start: int | None, end: int | None, text: str, detail: str | None) -> str:
    return _line(kind, f"{text}{_span(start, end)}{f' ({detail})' if detail else ''}")


def _line(label: str, text: str) -> str:
    return f"{label:<{_LABEL_WIDTH}} {neutralise(text)}"


def _span(start: int | None, end: int | None) -> str:
    return "" if start is None or end is None else f" [{start}:{end}]"


def _published(article: Row) -> str:
    return str(article["published_at"] or article["published_on"])


def _credit(row: Row) -> str | None:
    parts = [row["photographer"], row["agency"], None if row["taken_on"] is None else f"taken {row['taken_on']}"]
    return ", ".join(part for part in parts if part) or None


def _speaker(row: Row) -> str | None:
    name = row["speaker_name"] or row["speaker_text"]
    if name is None:
        return None
    return f"{name}{_span(row['speaker_start'], row['speaker_end'])}"
