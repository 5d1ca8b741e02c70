"""Whatever the bytes, reading neither fails nor loses anything, and the size of batches changes nothing."""

import gzip
import json
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from expectations.contracts import REJECT_REASONS
from flows.steps.metadata import merge_sightings
from flows.steps.read.batches import SIGHTINGS_SCHEMA, ReadBatch, read_batches
from flows.steps.read.compression import compression_of, unpack
from flows.steps.read.dates import parse_instant
from flows.steps.read.decode import NotTextError, decode
from flows.steps.read.html import render_text
from flows.steps.read.settings import ReadSettings
from flows.text.hashing import document_id

PATIENT = settings(
    derandomize=True,
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ODD = st.text(alphabet=st.sampled_from(list(string.printable + "é“”橋\u202e\ufeff\u2028\x85\0\x1b😀")), max_size=60)
ENCODED = st.builds(
    lambda text, codec: text.encode(codec, "replace"),
    st.text(max_size=80),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "cp1251", "cp949", "shift_jis"]),
)
ANY_BYTES = st.one_of(st.binary(max_size=200), ENCODED)


def read(path: Path, **options: Any) -> list[ReadBatch]:
    return list(read_batches([path], ReadSettings(**options)))


def rows(batches: list[ReadBatch], name: str, key: str) -> list[tuple[Any, ...]]:
    return pl.concat([getattr(batch, name) for batch in batches]).unique(key).sort(key).rows()


@PATIENT
@given(content=ANY_BYTES)
@example(content=b"")
@example(content=b"\xef\xbb\xbf")
@example(content=b"\xff\xfe")
@example(content=b"BZh91AY&SY")
@example(content=b"\x1f\x8b\x08")
@example(content=b"caf\xe9")
@example(content="\ud800".encode("utf-8", "surrogatepass"))
@pytest.mark.parametrize("name", ["page.txt", "page.html", "page"])
def test_any_bytes_are_one_document_that_gives_them_back_or_one_reject(
    name: str, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (batch,) = read(path)
    assert batch.record_count == 1
    if batch.rejects.height:
        assert batch.documents.is_empty()
        assert batch.sightings.is_empty()
        assert batch.rejects["reason"][0] in REJECT_REASONS
        return
    (document,) = batch.documents.iter_rows(named=True)
    assert batch.sightings["document_id"].to_list() == [document["document_id"]]
    if compression_of(content) is None and name != "page":
        restored = document["content"]
        if restored is None:
            restored = document["page_text"].encode(document["encoding"])
        assert restored == content
        assert document_id(content) == document["document_id"]
    assert document["page_text"].strip()


@PATIENT
@given(content=st.one_of(ANY_BYTES, ODD.map(lambda text: text.encode("utf-8", "replace"))))
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet", "a.warc", "a.txt.gz", "a.jsonl.zst"])
def test_any_bytes_under_any_name_are_read_without_an_error(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for batch in read(path):
        assert batch.record_count == batch.sightings.height + batch.reject_count
        assert set(batch.rejects["reason"]) <= set(REJECT_REASONS)


LINE = st.one_of(
    st.builds(
        lambda record: json.dumps(record).encode(),
        st.fixed_dictionaries(
            {},
            optional={
                "id": st.one_of(st.integers(0, 3), ODD, st.none(), st.floats(allow_nan=False)),
                "text": st.one_of(ODD, st.none(), st.integers()),
                "html": st.one_of(ODD.map(lambda text: f"<p>{text}</p>"), st.none()),
                "title": ODD,
                "author": st.one_of(ODD, st.lists(ODD, max_size=3)),
                "published_at": st.one_of(ODD, st.integers(), st.just("2024-05-06"), st.none()),
            },
        ),
    ),
    st.binary(max_size=30).map(lambda data: data.replace(b"\n", b"")),
)


@PATIENT
@given(lines=st.lists(LINE, max_size=12), batch_size=st.integers(1, 5), batch_bytes=st.integers(1, 200))
def test_the_size_of_batches_and_the_compression_change_nothing(
    lines: list[bytes], batch_size: int, batch_bytes: int, tmp_path: Path
) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_bytes(b"\n".join(lines))
    whole = read(path)
    pieces = read(path, batch_size=batch_size, batch_bytes=batch_bytes)
    for name, key in (
        ("documents", "document_id"),
        ("sightings", "sighting_id"),
        ("rejects", "reject_id"),
        ("page_metadata", "document_id"),
    ):
        assert rows(whole, name, key) == rows(pieces, name, key)
    assert sum(batch.record_count for batch in whole) == sum(batch.record_count for batch in pieces)
    assert all(batch.record_count <= batch_size for batch in pieces)
    path.write_bytes(gzip.compress(b"\n".join(lines)))
    assert rows(read(path), "documents", "document_id") == rows(whole, "documents", "document_id")


@PATIENT
@given(lines=st.lists(LINE, min_size=1, max_size=6), place=st.integers(0, 5))
def test_a_broken_line_changes_nothing_about_its_neighbours(lines: list[bytes], place: int, tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    place = min(place, len(lines))
    path.write_bytes(b"\n".join([*lines[:place], b"", *lines[place:]]))
    alone = rows(read(path), "sightings", "sighting_id")
    path.write_bytes(b"\n".join([*lines[:place], b"{broken", *lines[place:]]))
    batches = read(path)
    assert rows(batches, "sightings", "sighting_id") == alone
    assert (str(place + 1), "bad_json") in pl.concat([b.rejects for b in batches]).select("record_key", "reason").rows()


@PATIENT
@given(
    content=ANY_BYTES,
    declared=st.one_of(st.none(), st.sampled_from(["utf-8", "latin-1", "shift_jis", "utf-16", "big5", "?"])),
)
def test_an_exact_decoding_gives_the_bytes_back(content: bytes, declared: str | None) -> None:
    try:
        decoded = decode(content, declared)
    except NotTextError:
        return
    assert "\0" not in decoded.text
    decoded.text.encode("utf-8")  # no lone surrogates: it can be stored
    if decoded.is_exact:
        assert decoded.text.encode(decoded.encoding) == content


TAGS = st.sampled_from(
    ["p", "div", "span", "b", "a", "h1", "li", "ul", "table", "tr", "td", "pre", "script", "style", "svg", "br", "hr"]
) | st.sampled_from(["figure", "figcaption", "template", "noscript", "q", "time", "x-y"])
MARKUP = st.lists(
    st.one_of(
        ODD,
        TAGS.map(lambda tag: f"<{tag}>"),
        TAGS.map(lambda tag: f"</{tag}>"),
        st.builds(lambda tag, value: f'<{tag} class="{value}" {value}>', TAGS, ODD),
        st.sampled_from(["<!--", "-->", "<!", "&", "&#x0;", "&nbsp;", "<![CDATA[", "]]>", "<p hidden>", "<dialog>"]),
    ),
    max_size=40,
).map("".join)


@PATIENT
@given(markup=MARKUP)
def test_any_markup_renders_into_lines_that_its_hints_cover(markup: str) -> None:
    page = render_text(markup)
    assert page == render_text(markup)
    assert page.page_text == "" or page.page_text.strip()
    assert [page.page_text[hint.hint_start : hint.hint_end] for hint in page.hints] == [
        line for line in page.page_text.split("\n") if line
    ]
    assert "\n\n\n" not in page.page_text
    for hint in page.hints:
        assert 0 <= hint.link_char_count <= hint.hint_end - hint.hint_start
        assert len(hint.class_text) <= 200
        assert hint.class_text == hint.class_text.lower()


@PATIENT
@given(
    value=st.one_of(
        ODD, st.text(alphabet="0123456789-/:TZ+. ", max_size=30), st.integers(), st.floats(), st.dates(), st.datetimes()
    )
)
def test_no_date_is_a_crash(value: object) -> None:
    instant = parse_instant(value)
    if instant.microseconds is None:
        assert not instant.is_day_only
    elif instant.is_day_only:
        assert instant.microseconds % 86_400_000_000 == 0


@PATIENT
@given(content=st.binary(max_size=2000), cut=st.integers(0, 2000), packer=st.sampled_from([gzip.compress]))
def test_a_cut_archive_never_gives_other_bytes(
    content: bytes, cut: int, packer: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    packed = packer(content)
    path = tmp_path / "packed"
    path.write_bytes(packed[: max(3, min(cut, len(packed)))])
    with path.open("rb") as raw:
        stream = unpack(raw, "gzip")
        data = stream.read()
        assert content.startswith(data)
        assert (stream.fault is None) == (cut >= len(packed))


SIGHTING = st.fixed_dictionaries(
    {
        "document_id": st.sampled_from(["a", "b"]),
        "title": st.one_of(st.none(), st.sampled_from(["x", "y", "ü"])),
        "author": st.one_of(st.none(), st.sampled_from(["x", "y"])),
        "published_at": st.one_of(st.none(), st.sampled_from([0, 5, 86_400_000_000, 90_000_000_000])),
        "is_published_day_only": st.booleans(),
        "fetched_at": st.one_of(st.none(), st.integers(0, 3)),
    }
)


@PATIENT
@given(given_rows=st.lists(SIGHTING, min_size=1, max_size=6), seed=st.randoms(use_true_random=False))
def test_merging_sightings_does_not_see_their_order(given_rows: list[dict[str, Any]], seed: Any) -> None:
    def merged(some: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        full = [dict.fromkeys(SIGHTINGS_SCHEMA) | row for row in some]
        physical = {name: pl.Int64 if dtype == pl.Datetime("us") else dtype for name, dtype in SIGHTINGS_SCHEMA.items()}
        return merge_sightings(pl.DataFrame(full, schema=physical).cast(pl.Schema(SIGHTINGS_SCHEMA))).rows()

    shuffled = list(given_rows)
    seed.shuffle(shuffled)
    assert merged(shuffled) == merged(given_rows)
    assert merged(given_rows + given_rows) == merged(given_rows)
