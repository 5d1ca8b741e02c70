"""JSON Lines, CSV and Parquet are cut into records; a broken record is one reject among good neighbours."""

import io
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.steps.read.jsonlines import parse_line, read_json_lines
from flows.steps.read.records import Fault, Record, from_mapping, names
from flows.steps.read.tables import read_csv, read_parquet

Item = Record | Fault


def reasons(items: Iterable[Item]) -> list[str]:
    """Give each record's key, each fault's key and reason."""
    return [f"{item.record_key}:{item.reason}" if isinstance(item, Fault) else str(item.record_key) for item in items]


def bodies(items: Iterable[Item]) -> list[Any]:
    return [item.body for item in items if isinstance(item, Record)]


def json_lines(data: bytes, limit: int = 1000) -> list[Item]:
    return list(read_json_lines(io.BufferedReader(io.BytesIO(data)), limit, lambda: None))


def csv_rows(data: bytes | str, limit: int = 1000) -> list[Item]:
    content = data.encode() if isinstance(data, str) else data
    return list(read_csv(io.BufferedReader(io.BytesIO(content)), limit, ("cp1252",), lambda: None))


def parquet_rows(columns: dict[str, Any], tmp_path: Path, **options: Any) -> list[Item]:
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table(columns), path, **options)
    return list(parquet_items(path.read_bytes()))


def parquet_items(data: bytes) -> Iterable[Item]:
    return read_parquet(io.BytesIO(data), len(data), data[:4], data[-4:])


# JSON Lines


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"text": "a"}', "7"),
        (b'{"text": "a"}\r\n', "7"),
        (b'{"text": "a", "id": "x-1"}', "x-1"),
        (b'{"text": "a", "id": 12}', "12"),
        (b'{"text": "a", "id": 123456789012345678901234567890}', "123456789012345678901234567890"),
        (b'{"text": "a", "id": 1.50}', "1.50"),
        (b'{"text": "a", "id": ""}', "7"),
        (b'{"text": "a", "id": null}', "7"),
        (b'{"text": "a", "id": ["x"]}', "7"),
        (b'{"text": "a", "id": "two\\nlines"}', "two lines"),
        (b'{"text": "a", "unknown": {"deep": [1]}}', "7"),
        (b'{"text": "raw\ttab"}', "7"),
        (b'{"text": "a", "score": NaN}', "7"),
        (b'{"text": "a", "title": "\\ud800"}', "7"),
        (b'{"text": null, "html": "<p>a"}', "7"),
        (b"", "7:bad_json"),
        (b"{", "7:bad_json"),
        (b'{"text": "a"} {"text": "b"}', "7:bad_json"),
        (b"{'text': 'a'}", "7:bad_json"),
        (b'{"text": "a" "b"}', "7:bad_json"),
        (b"[" * 100_000, "7:bad_json"),
        (b'{"text": "a", "n": ' + b"9" * 10_000 + b"}", "7:bad_json"),
        (b'{"text": "\xff"}', "7:undecodable"),
        (b"[1, 2]", "7:bad_record"),
        (b'"text"', "7:bad_record"),
        (b"null", "7:bad_record"),
        (b'{"text": 5}', "7:bad_record"),
        (b'{"text": ["a"]}', "7:bad_record"),
        (b'{"html": true}', "7:bad_record"),
        (b'{"title": "a"}', "7:no_text"),
        (b'{"text": null}', "7:no_text"),
        (b'{"id": "x-1"}', "x-1:no_text"),
        (b'{"text": ""}', "7:empty"),
        (b'{"text": " \\t\\u00a0\\u3000\\n"}', "7:empty"),
        (b'{"html": "  ", "text": ""}', "7:empty"),
    ],
)
def test_a_line_is_a_record_or_one_reject(line: bytes, expected: str) -> None:
    item = parse_line(line, 7)
    assert reasons([item]) == [expected]
    if isinstance(item, Fault):
        assert item.detail is not None
        assert "\n" not in item.detail


def test_broken_lines_stand_among_good_ones() -> None:
    data = (
        b'\xef\xbb\xbf{"text": "one"}\n\n{broken\n{"text": "four"}\r\n   \n{"text": "'
        + b"x" * 2000
        + b'"}\n{"text": "seven"}'
    )
    items = json_lines(data)
    assert reasons(items) == ["1", "3:bad_json", "4", "6:too_large", "7"]
    assert bodies(items) == ["one", "four", "seven"]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"  \r\n \n"])
def test_a_file_without_a_record_is_empty(data: bytes) -> None:
    assert reasons(json_lines(data)) == ["None:empty"]


def test_a_line_of_exactly_the_limit_is_read_with_and_without_its_end() -> None:
    line = b'{"text": "' + b"x" * 88 + b'"}'
    assert len(line) == 100
    assert reasons(json_lines(line + b"\n" + line, 100)) == ["1", "2"]
    assert reasons(json_lines(line + b" \n" + line, 100)) == ["1:too_large", "2"]


def test_html_is_preferred_to_text_and_blank_html_is_none() -> None:
    both = from_mapping({"text": "plain", "html": "<p>rich"}, 1, "line")
    blank = from_mapping({"text": "plain", "html": "  "}, 1, "line")
    assert isinstance(both, Record)
    assert (both.media_type, both.body) == ("text/html", "<p>rich")
    assert isinstance(blank, Record)
    assert (blank.media_type, blank.body) == ("text/plain", "plain")


def test_metadata_given_with_a_record_is_kept_on_one_line() -> None:
    record = {
        "text": "a",
        "url": " https://example.org/a?b=c ",
        "title": "Bridge\n closed\x00 ",
        "author": ["Ann Lee", {"name": "Bo Ek"}, {"url": "x"}, None, "Ann Lee"],
        "publisher": {"name": "The Harbour Post"},
        "published_at": "2024-05-06",
        "fetched_at": 1715000000,
    }
    item = parse_line(json.dumps(record).encode(), 1)
    assert item == Record(
        "1",
        "text/plain",
        "a",
        url="https://example.org/a?b=c",
        publisher="The Harbour Post",
        fetched_at=1715000000_000000,
        title="Bridge closed",
        author="Ann Lee; Bo Ek",
        published_at=int(datetime(2024, 5, 6, tzinfo=UTC).timestamp()) * 1_000_000,
        is_published_day_only=True,
    )


@pytest.mark.parametrize("value", [None, "", "  ", [], [None], {}, {"name": None}, [[["deep"]]], 5, True])
def test_what_names_nobody_is_null(value: object) -> None:
    assert names(value) is None


# CSV


@pytest.mark.parametrize(
    ("data", "expected", "texts"),
    [
        ("id,text\nx,a\ny,b\n", ["x", "y"], ["a", "b"]),
        ("\ufeffText;URL\r\na;u\r\nb;v\r\n", ["1", "2"], ["a", "b"]),
        ("text\tid\na, b\tx\n", ["x"], ["a, b"]),
        ('text,id\n"two\nlines, ""quoted""",x\nb,y', ["x", "y"], ['two\nlines, "quoted"', "b"]),
        ("text,id\na,x,extra\nb,y\n", ["1:bad_record", "y"], ["b"]),
        ("text,id\na\nb,y\n", ["1", "y"], ["a", "b"]),
        ("text,id\n,x\n  ,y\nc,z\n", ["x:empty", "y:empty", "z"], ["c"]),
        ("html,text\n,a\n<p>b,\n", ["1", "2"], ["a", "<p>b"]),
        ('text\n"never closed\nb\nc\n', ["1:bad_record", "2", "3"], ["b", "c"]),
        ('text\n"never closed\n"closed"\n', ["1:bad_record", "2"], ["closed"]),
        ("text\n\na\n\nb\n", ["1", "2"], ["a", "b"]),
        ("text,text\na,b\n", ["1"], ["a"]),
        ("text,id\na\rb,x\nc,y\n", ["1:bad_record", "y"], ["c"]),
        ("text,id\nÅ \x85 \u2028 and \x1c after it,x\n", ["x"], ["Å \x85 \u2028 and \x1c after it"]),
        ('text,id\n"a\r\nb\rc\x85",x\n', ["x"], ["a\r\nb\rc\x85"]),
        ('text\n"' + "x" * 3000 + '"\nb\n', ["1:too_large", "2"], ["b"]),
        ('text\n"' + "x\n" * 3000 + '"\nb\n', ["1:too_large", "2"], ["b"]),
        ("text", ["None:empty"], []),
        ("text\n", ["None:empty"], []),
        ("", ["None:empty"], []),
        ("id,title\nx,y\n", ["None:no_text"], []),
        ("{}\n", ["None:no_text"], []),
    ],
)
def test_csv_rows(data: str, expected: list[str], texts: list[str]) -> None:
    items = csv_rows(data)
    assert reasons(items) == expected
    assert bodies(items) == texts


def test_csv_of_other_encodings_is_read_row_by_row() -> None:
    assert bodies(csv_rows("text\n“Fermé”, dit-il à l’été.\n".replace(",", "").encode("cp1252"))) == [
        "“Fermé” dit-il à l’été."
    ]
    items = csv_rows(b"text\nBr\xc3\xbccke\n" + bytes(range(128, 256)) + b"\nc\n")
    assert reasons(items) == ["1", "2:undecodable", "3"]
    assert bodies(items)[0] == "Brücke"


def test_a_field_larger_than_the_standard_limit_of_python_is_read() -> None:
    text = "x" * 200_000
    assert bodies(csv_rows(f"text\n{text}\n", 1_000_000)) == [text]


# Parquet


def test_parquet_rows(tmp_path: Path) -> None:
    items = parquet_rows(
        {
            "text": ["a", None, "", "d"],
            "id": [1, 2, 3, 4],
            "published_at": pa.array([datetime(2024, 5, 6, 7, tzinfo=UTC)] * 4, pa.timestamp("ns", "UTC")),
            "fetched_at": [date(2024, 5, 7)] * 4,
            "ignored": [[1]] * 4,
        },
        tmp_path,
    )
    assert reasons(items) == ["1", "2:no_text", "3:empty", "4"]
    first = items[0]
    assert isinstance(first, Record)
    assert first.published_at == int(datetime(2024, 5, 6, 7, tzinfo=UTC).timestamp()) * 1_000_000
    assert first.fetched_at == int(datetime(2024, 5, 7, tzinfo=UTC).timestamp()) * 1_000_000


def test_parquet_reads_bytes_large_strings_dictionaries_and_lists(tmp_path: Path) -> None:
    html = pa.array([b"<p>caf\xe9", b"<p>b"])
    author = pa.array([["Ann Lee", "Bo Ek"], None])
    publisher = pa.array(["Post", "Post"]).dictionary_encode()
    title = pa.array(["T", "U"], pa.large_string())
    items = parquet_rows({"html": html, "author": author, "publisher": publisher, "title": title}, tmp_path)
    assert bodies(items) == [b"<p>caf\xe9", b"<p>b"]
    assert [(i.author, i.publisher, i.title) for i in items if isinstance(i, Record)] == [
        ("Ann Lee; Bo Ek", "Post", "T"),
        (None, "Post", "U"),
    ]


def test_many_row_groups_are_numbered_through(tmp_path: Path) -> None:
    items = parquet_rows({"text": [f"page {n}" for n in range(1000)]}, tmp_path, row_group_size=70)
    assert reasons(items) == [str(n) for n in range(1, 1001)]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [({"title": ["a"]}, ["None:no_text"]), ({"text": pa.array([], pa.string())}, ["None:empty"])],
)
def test_tables_without_a_text_or_row(columns: dict[str, Any], expected: list[str], tmp_path: Path) -> None:
    assert reasons(parquet_rows(columns, tmp_path)) == expected


def test_broken_parquet_files_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    pq.write_table(
        pa.table({"text": [f"page {n} " * 50 for n in range(2000)]}), path, row_group_size=500, use_dictionary=False
    )
    whole = path.read_bytes()
    assert reasons(parquet_items(whole[: len(whole) // 2])) == ["None:truncated_archive"]
    assert reasons(parquet_items(b"PAR1PAR1")) == ["None:bad_archive"]
    assert reasons(parquet_items(b"no table at all")) == ["None:bad_archive"]
    assert reasons(parquet_items(b"")) == ["None:empty"]
    broken = bytearray(whole)
    broken[len(whole) * 3 // 5 : len(whole) * 3 // 5 + 2000] = b"\xff" * 2000
    items = reasons(parquet_items(bytes(broken)))
    assert items[-1] == "None:bad_archive"
    assert items[:500] == [str(n) for n in range(1, 501)]
