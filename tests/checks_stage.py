"""A small stage on which every check holds, for the tests that plant faults into it one by one.

Three pages: one of two glued stories with a caption that stands twice, one that is a copy of the second story, one of
white space. Between the blocks lies every kind of white space ``str.strip`` knows, and the texts hold what breaks a
naive span: letters outside the basic plane, combining marks, quotes of both styles, markup and a terminal escape.
"""

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from expectations.contracts import TABLES
from expectations.ddl import statements

NOW = datetime.fromisoformat("2026-03-04T12:00:00")
FETCHED_AT = datetime.fromisoformat("2026-03-03T08:30:00")
RUN_ID = "20260304T115500-ab12"
ALL_WHITE_SPACE = "".join(chr(code) for code in range(0x110000) if chr(code).isspace())

HEADLINE = "Ferry strike ends – 🛳 crews sail at dawn"
CAPTION = "Passengers wait beside the quay in Port Ellery on March 2, 2026."
CREDIT = "Ana Štěpánek/REUTERS"
BODY_ONE = (
    "“We leave at five,” said Captain Zoë Ōkubo, <b>smiling</b>. "
    "\x1b[31mSome\u202e 1,200 people had waited since Monday."
)
SECOND_HEADLINE = "Cafe\u0301 chain pays €3.5m to 200–250 staff"
SECOND_BODY = 'PORT ELLERY, March 3 (AP) - "Nobody asked us"; the ferry strike cost us too.'

Piece = tuple[str, str, int | None, bool, int | None]
"""Role, text, article index, is_kept, repeats_block_index."""

PAGES: dict[str, list[Piece]] = {
    "glued": [
        ("furniture", "Skip to content", None, False, None),
        ("headline", HEADLINE, 0, True, None),
        ("caption", f"{CAPTION} {CREDIT}", 0, True, None),
        ("caption", f"{CAPTION} {CREDIT}".upper().replace(".", " ."), 0, False, 2),
        ("paragraph", BODY_ONE, 0, True, None),
        ("headline", SECOND_HEADLINE, 1, True, None),
        ("paragraph", SECOND_BODY, 1, True, None),
        ("furniture", "ΌΔΟΣ – share", None, False, None),
        ("furniture", "όδος—Share", None, False, 7),
    ],
    "copy": [
        ("headline", SECOND_HEADLINE, 0, True, None),
        ("paragraph", SECOND_BODY, 0, True, None),
    ],
    "bare": [],
}
GAPS = {
    "glued": [ALL_WHITE_SPACE, "\r\n", "\n\n", "\x85", "\n", "\u2028", "\n\u3000", "\x1c\n", "\n"],
    "copy": ["", "\n"],
    "bare": [],
}
TAILS = {"glued": "\u2003\n", "copy": "", "bare": " \n\t"}


def build_stage(path: Path) -> Path:
    """Create the file, closed and without a write-ahead log."""
    with duckdb.connect(str(path)) as connection:
        for statement in statements():
            connection.execute(statement)
        for table, rows in good_rows().items():
            schema = {name: column.dtype for name, column in TABLES[table].columns().items()}
            frame = pl.DataFrame([dict.fromkeys(schema) | row for row in rows], schema=schema)
            TABLES[table].validate(frame)
            connection.register("incoming", frame)
            connection.execute(f"insert into {table} by name select * from incoming")
            connection.unregister("incoming")
        connection.execute(MARTS)
    return path


def change(path: Path, sql: str) -> None:
    """Run statements that plant a fault."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)


def good_rows() -> dict[str, list[dict[str, Any]]]:
    """Return rows on which every check holds."""
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    for name, pieces in PAGES.items():
        _add_page(rows, name, pieces)
    glued, copy = (row["document_id"] for row in rows["raw.documents"][:2])
    text = rows["raw.documents"][0]["page_text"]
    _add_fields(rows, glued, text)
    rows["core.articles"][2] |= {"representative_id": f"{glued}-1", "is_representative": False}
    edge = {"article_id": f"{copy}-0", "representative_id": f"{glued}-1", "method": "exact", "similarity": 1.0}
    rows["core.duplicates"].append(edge)
    for place, article_id in enumerate((f"{glued}-0", f"{glued}-1")):
        told = {"article_id": article_id, "storyline_id": f"{glued}-0", "similarity": 0.25 if place else None}
        told |= {"rule": "published_days" if place else "first", "day_on": date(2026, 3, 3), "day_basis": "published"}
        rows["core.storylines"].append(told | {"order_at": NOW, "terms": b"", "version": "v"})
    reject = {"reject_id": "r1", "source_uri": "file:///in/broken.jsonl", "record_key": "7", "reason": "bad_json"}
    rows["raw.rejects"].append(reject | {"detail": "'; drop table x; --", "run_id": RUN_ID, "rejected_at": NOW})
    counts = {"record_count": 4, "new_document_count": 3, "known_document_count": 0, "reject_count": 1}
    run = {"run_id": RUN_ID, "started_at": NOW, "status": "running", "code_version": "0", "parser_version": "p1"}
    rows["ops.runs"].append(run | counts | {"settings": "{}", "sources": "[]"})
    rows["ops.steps"].append({"step_id": "s1", "run_id": RUN_ID, "step": "read", "started_at": NOW, "seconds": 0.25})
    return rows


def _add_page(rows: dict[str, list[dict[str, Any]]], name: str, pieces: list[Piece]) -> None:
    text = ""
    spans = []
    for (_, piece, _, _, _), gap in zip(pieces, GAPS[name], strict=True):
        text += gap
        spans.append((len(text), len(text) + len(piece)))
        text += piece
    text += TAILS[name]
    content = text.encode("utf-16") if name == "copy" else None
    encoding = {"glued": "utf-8-sig", "copy": "utf-16", "bare": "utf-8"}[name]
    data = text.encode(encoding)
    document_id = hashlib.sha256(data).hexdigest()[:32]
    rows["raw.documents"].append(
        {"document_id": document_id, "media_type": "text/plain", "encoding": encoding, "byte_count": len(data)}
        | {"page_text": text, "content": content}
    )
    sighting = {"sighting_id": f"s-{name}", "source_uri": f"file:///in/{name}.txt", "document_id": document_id}
    seen = {"fetched_at": FETCHED_AT, "is_published_day_only": False, "first_run_id": RUN_ID}
    rows["raw.sightings"].append(sighting | seen)
    parse = {"document_id": document_id, "parser_version": "p1", "metadata_digest": "m", "run_id": RUN_ID}
    rows["ops.parses"].append(parse | {"parsed_at": NOW})
    for index, ((role, _, article, is_kept, repeats), (start, end)) in enumerate(zip(pieces, spans, strict=True)):
        rows["core.blocks"].append(
            {"document_id": document_id, "block_index": index, "block_start": start, "block_end": end, "role": role}
            | {"article_id": None if article is None else f"{document_id}-{article}", "is_kept": is_kept}
            | {"repeats_block_index": repeats, "rule": "test"}
        )
    for article in sorted({piece[2] for piece in pieces if piece[2] is not None}):
        own = [(piece, span) for piece, span in zip(pieces, spans, strict=True) if piece[2] == article]
        headline, headline_span = next((piece[1], span) for piece, span in own if piece[0] == "headline")
        body = "\n\n".join(piece[1] for piece, _ in own if piece[0] == "paragraph" and piece[3])
        article_id = f"{document_id}-{article}"
        rows["core.articles"].append(
            {"article_id": article_id, "document_id": document_id, "article_index": article}
            | {"article_start": own[0][1][0], "article_end": own[-1][1][1], "headline": headline}
            | {"headline_start": headline_span[0], "headline_end": headline_span[1], "published_on": date(2026, 3, 3)}
            | {"published_basis": "metadata", "body_text": body, "word_count": len(body.split())}
            | {"representative_id": article_id, "is_representative": True}
        )


def _add_fields(rows: dict[str, list[dict[str, Any]]], document_id: str, text: str) -> None:
    first, second = f"{document_id}-0", f"{document_id}-1"

    def span(thing: str, surface: str, after: int = 0) -> dict[str, int]:
        start = text.index(surface, after)
        return {f"{thing}_start": start, f"{thing}_end": start + len(surface)}

    second_body = text.index(SECOND_BODY)
    rows["core.articles"][1] |= span("dateline", "PORT ELLERY", second_body) | span("published", "March 3", second_body)
    rows["core.articles"][1] |= {"dateline_place": "Port Ellery", "published_basis": "dateline"}
    rows["core.articles"][1] |= {"agency": "Associated Press", "agency_basis": "dateline"} | span(
        "agency", "AP", second_body
    )
    rows["core.captions"].append(
        {"caption_id": f"{first}-c0", "article_id": first, "caption_text": CAPTION, "agency": "REUTERS"}
        | span("caption", f"{CAPTION} {CREDIT}")
        | span("credit", CREDIT)
        | {"photographer": "Ana Štěpánek", "taken_on": date(2026, 3, 2), "repeat_count": 2}
    )
    speaker = {"speaker_text": "Captain Zoë Ōkubo"} | span("speaker", "Captain Zoë Ōkubo")
    rows["core.quotes"].append(
        {"quote_id": f"{first}-q0", "article_id": first, "quote_text": "We leave at five,", "kind": "direct"}
        | span("quote", "We leave at five,")
        | speaker
        | {"speaker_name": "Zoë Ōkubo", "name_basis": "own", "cue": "said"}
        | span("name", "Zoë Ōkubo")
        | {"attribution_basis": "behind", "confidence": 0.9}
    )
    rows["core.quotes"].append(
        {"quote_id": f"{second}-q0", "article_id": second, "quote_text": "Nobody asked us", "kind": "direct"}
        | span("quote", "Nobody asked us")
    )
    rows["core.figures"].append(
        {"figure_id": f"{second}-f0", "article_id": second, "figure_text": "€3.5m", "value": 3.5e6, "currency": "EUR"}
        | span("figure", "€3.5m")
        | span("object", "staff")
        | {"modality": "exact", "kind": "money", "object_text": "staff", "is_read_back": True}
        | {"as_of_start_on": date(2026, 3, 3), "as_of_end_on": date(2026, 3, 3), "as_of_date_id": f"{second}-d0"}
    )
    rows["core.figures"].append(
        {"figure_id": f"{second}-f1", "article_id": second, "figure_text": "200–250", "value": 200.0}
        | span("figure", "200–250")
        | {"value_high": 250.0, "unit": "employee", "modality": "exact", "kind": "count", "is_read_back": True}
        | span("source", "chain")
        | {"source_text": "chain"}
    )
    rows["core.dates"].append(
        {"date_id": f"{first}-d0", "article_id": first, "date_text": "Monday", "kind": "date"}
        | span("date", "Monday")
        | {"timex_value": "2026-03-02", "resolved_start_on": date(2026, 3, 2), "resolved_end_on": date(2026, 3, 2)}
    )
    rows["core.dates"].append(
        {"date_id": f"{second}-d0", "article_id": second, "date_text": "March 3", "kind": "date"}
        | span("date", "March 3")
        | {"timex_value": "2026-03-03", "resolved_start_on": date(2026, 3, 3), "resolved_end_on": date(2026, 3, 3)}
    )
    rows["core.mentions"].append(
        {"mention_id": f"{first}-m0", "article_id": first, "mention_text": "Zoë Ōkubo", "kind": "person"}
        | span("mention", "Zoë Ōkubo")
        | {"name": "Zoë Ōkubo", "role_text": "Captain", "form": "name"}
    )
    rows["core.mentions"].append(
        {"mention_id": f"{first}-m1", "article_id": first, "mention_text": "Port Ellery", "kind": "place"}
        | span("mention", "Port Ellery")
        | {"name": "Port Ellery", "form": "name"}
    )
    rows["core.mentions"].append(
        {"mention_id": f"{first}-m2", "article_id": first, "mention_text": "REUTERS", "kind": "organisation"}
        | span("mention", "REUTERS")
        | {"name": "REUTERS", "form": "name"}
    )
    rows["core.damage"].append(
        {"damage_id": f"{second}-x0", "article_id": second, "kind": "lone_punctuation"} | span("damage", '";')
    )


MARTS = """
create schema marts;
create table marts.articles as select *, 1 as a_column_more from core.articles where is_representative;
create table marts.captions as select * from core.captions;
create table marts.duplicates as select *, false as is_chained from core.duplicates;
create table marts.duplicate_groups as
    select
        representative_id,
        1 + count(*) as article_count,
        [representative_id] || array_agg(article_id) as article_ids,
        count(*) as exact_count,
        0 as near_count,
        0 as contained_count,
        1 as outlet_count,
        ['Ellery Post'] as outlets,
        date '2026-03-03' as first_published_on,
        date '2026-03-04' as last_published_on
    from core.duplicates group by representative_id;
create table marts.storylines as
    select
        storyline_id,
        count(*) as article_count,
        array_agg(article_id) as article_ids,
        0 as outlet_count,
        []::varchar[] as outlets,
        min(day_on) as first_on,
        max(day_on) as last_on
    from core.storylines group by storyline_id;
create table marts.wire_copies as
    select
        d.article_id as duplicate_id,
        r.article_id as original_id,
        d.article_id as copy_id,
        r.agency,
        'time' as direction_basis,
        0 as lag_days,
        0.5 as lag_hours,
        1.0 as original_share,
        1.0 as copy_share
    from core.duplicates as d join core.articles as r on r.article_id = d.representative_id where r.agency is not null;
create table marts.page_audit as
    with fates as (
        select
            document_id,
            sum(block_end - block_start) as all_chars,
            coalesce(sum(block_end - block_start) filter (is_kept), 0) as kept,
            coalesce(
                sum(block_end - block_start) filter (not is_kept and repeats_block_index is not null), 0
            ) as repeated
        from core.blocks group by document_id
    )
    select
        d.document_id,
        length(d.page_text) as page_char_count,
        coalesce(kept, 0) as kept_char_count,
        coalesce(repeated, 0) as repeated_char_count,
        coalesce(all_chars - kept - repeated, 0) as furniture_char_count,
        0 as other_char_count,
        length(d.page_text) - coalesce(all_chars, 0) as white_space_char_count
    from raw.documents as d left join fates as f on f.document_id = d.document_id;
create table marts.quotes_by_speaker as
    select lower(speaker_name) as speaker_key, count(*) as quote_count, count(*) as direct_count, 0 as partial_count,
        0 as indirect_count, date '2026-03-03' as first_published_on, date '2026-03-03' as last_published_on
    from core.quotes where speaker_name is not null group by all;
create table marts.people as
    select name as person_key, name as person_name, [name] as variants, count(*) as mention_count,
        count(distinct m.article_id) as article_count, min(published_on) as first_published_on,
        max(published_on) as last_published_on, min(mention_id) as example_mention_id
    from core.mentions as m inner join core.articles as a on a.article_id = m.article_id
    where kind = 'person' and is_representative group by name;
create table marts.organisations as
    select name as organisation_key, name as organisation_name, [name] as variants, count(*) as mention_count,
        count(distinct m.article_id) as article_count, min(published_on) as first_published_on,
        max(published_on) as last_published_on, min(mention_id) as example_mention_id
    from core.mentions as m inner join core.articles as a on a.article_id = m.article_id
    where kind = 'organisation' and is_representative group by name;
create table marts.places as
    select name as place_key, name as place_name, [name] as variants, count(*) as mention_count,
        count(distinct m.article_id) as article_count, min(published_on) as first_published_on,
        max(published_on) as last_published_on, min(mention_id) as example_mention_id
    from core.mentions as m inner join core.articles as a on a.article_id = m.article_id
    where kind = 'place' and is_representative group by name;
create table marts.figures_over_time as
    select coalesce(unit, currency) as object, 1 as figure_count, [value] as figure_values, [as_of_end_on] as days,
        [figure_text] as figure_texts, [source_text] as sources, [figure_id] as figure_ids
    from core.figures;
create table marts.timeline as
    select resolved_start_on as happened_on, resolved_end_on as until_on, 1 as day_count, date_text as sentence,
        date_text, date_id, document_id, date_start as sentence_start, date_end as sentence_end
    from core.dates as t inner join core.articles as a on a.article_id = t.article_id;
create table marts.who_said_what_to_whom as
    select quote_id, quote_text, coalesce(speaker_name, speaker_text) as speaker
    from core.quotes as q inner join core.articles as a on a.article_id = q.article_id
    where is_representative and coalesce(speaker_name, speaker_text) is not null;
create table marts.rejects_by_reason as select reason, count(*) as reject_count from raw.rejects group by reason;
create table marts.run_history as
    select run_id, null::bigint as check_count, null::bigint as error_count, null::bigint as warning_count
    from ops.runs;
create table marts.check_history as
    select suite, expectation, count(*) as run_count, 0 as failed_run_count, max(checked_at) as last_checked_at
    from ops.checks group by suite, expectation;
create table marts.source_health as
    select source, count(*) as run_count, sum(new_document_count) as new_document_count
    from ops.sources group by source;
"""
