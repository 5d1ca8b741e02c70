"""What commands print: exact for scripts, harmless on a terminal."""

import csv
import datetime
import decimal
import io
import json
import re
import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.commands.output import dump, write_object, write_rows
from flows.text.markdown import escape_markdown, markdown_table
from flows.text.terminal import escape_json, neutralise

HOSTILE = {
    "clear screen": ("\x1b[2J", "\\x1b[2J"),
    "title": ("\x1b]0;pwned\x07", "\\x1b]0;pwned\\x07"),
    "eight-bit escape": ("\x9b31m", "\\x9b31m"),
    "override": ("user\u202e\u2066", "user\\u202e\\u2066"),
    "line ends": ("a\r\nb\u2028c\x85", "a\\r\\nb\\u2028c\\x85"),
    "tags": ("x\U000e0041", "x\\U000e0041"),
    "surrogate": ("\ud800", "\\ud800"),
    "bom and zero width": ("\ufeff\u200b", "\\ufeff\\u200b"),
    "nul": ("\0", "\\x00"),
}
ACTS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_what_acts_on_a_terminal_is_spelled_out(text: str, shown: str) -> None:
    assert neutralise(text) == shown


@pytest.mark.parametrize("text", ["“Straße” – 中文 नमस्ते", "👩‍👩‍👧 e\u0301", "می‌خواهم", "50 % [bold]x[/bold] {0} %s"])
def test_what_only_prints_stays(text: str) -> None:
    assert neutralise(text) == text


def test_lines_may_be_kept() -> None:
    assert neutralise("a\n\tb\r\x1b", keep_lines=True) == "a\n\tb\\r\\x1b"


@settings(max_examples=300)
@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_nothing_that_acts_is_left(text: str) -> None:
    assert not ACTS.search(neutralise(text))


@settings(max_examples=60)
@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_json_is_exact_and_harmless(value: Any) -> None:
    document = dump(value)
    assert json.loads(document) == value
    assert not ACTS.search(document)


def test_json_escapes_beyond_the_basic_plane_are_pairs() -> None:
    assert json.loads(escape_json('"\U000e0041"')) == "\U000e0041"


VALUES = {
    "null": (None, None, ""),
    "empty": ("", "", '""'),
    "true": (True, True, "true"),
    "blob": (b"\x00\xff", "AP8=", "AP8="),
    "decimal": (decimal.Decimal("1.10"), "1.10", "1.10"),
    "nan": (float("nan"), "nan", "nan"),
    "instant": (datetime.datetime.fromisoformat("2025-01-02T03:04:05"), "2025-01-02T03:04:05", "2025-01-02T03:04:05"),
    "day": (datetime.date(2025, 1, 2), "2025-01-02", "2025-01-02"),
    "uuid": (uuid.UUID(int=1), str(uuid.UUID(int=1)), str(uuid.UUID(int=1))),
    "list": (["a", None], ["a", None], '"[""a"", null]"'),
    "struct": ({"a": datetime.date(2025, 1, 2)}, {"a": "2025-01-02"}, '"{""a"": ""2025-01-02""}"'),
    "quotes and lines": ('a"b\r\nc,d', 'a"b\r\nc,d', '"a""b\r\nc,d"'),
    "blanks": (" a ", " a ", '" a "'),
    "escape": ("\x1b[1m", "\x1b[1m", "\x1b[1m"),
}


@pytest.mark.parametrize(("value", "as_json", "as_csv"), VALUES.values(), ids=VALUES)
def test_values_in_json_and_csv(value: Any, as_json: Any, as_csv: str) -> None:
    stream = io.StringIO(newline="")
    write_rows(["x"], [[value]], "json", stream)
    assert json.loads(stream.getvalue()) == [{"x": as_json}]
    stream = io.StringIO(newline="")
    write_rows(["x"], [[value]], "csv", stream)
    assert stream.getvalue() == f"x\n{as_csv}\n"


@settings(max_examples=200)
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")), min_size=2, max_size=2)
    )
)
def test_csv_is_exact(rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    write_rows(["a", "b"], rows, "csv", stream)
    assert list(csv.reader(io.StringIO(stream.getvalue(), newline="")))[1:] == rows


def test_repeated_column_names_lose_no_value() -> None:
    stream = io.StringIO()
    write_rows(["a", "a", "a_2"], [[1, 2, 3]], "json", stream)
    assert json.loads(stream.getvalue()) == [{"a": 1, "a_2": 2, "a_2_2": 3}]


def test_no_rows() -> None:
    for layout, expected in (("json", "[]\n"), ("csv", "a\n"), ("table", "a\n-\n")):
        stream = io.StringIO()
        write_rows(["a"], [], layout, stream)
        assert stream.getvalue() == expected


def test_table_is_aligned_by_what_is_seen() -> None:
    stream = io.StringIO()
    write_rows(["name", "n"], [["中文", 5], ["e\u0301", 1234], [None, None]], "table", stream)
    assert stream.getvalue() == "name     n\n----  ----\n中文     5\ne\u0301     1234\nNULL  NULL\n"


def test_table_in_a_pipe_cuts_nothing_and_neutralises() -> None:
    stream = io.StringIO()
    write_rows(["t"], [["x" * 500 + "\x1b[2J\n"]], "table", stream)
    assert "x" * 500 + "\\x1b[2J\\n" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_table_on_a_terminal_is_cut_to_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    stream = _Terminal()
    write_rows(["id", "text"], [[1, "word " * 100], [2, "中" * 100]], "table", stream)
    lines = stream.getvalue().split("\n")
    assert all(len(line) <= 40 for line in lines)
    assert lines[2].endswith("…")


def test_one_object_is_one_line() -> None:
    stream = io.StringIO()
    write_object({"a": "x\ny", "b": 1}, stream)
    assert stream.getvalue() == '{"a": "x\\ny", "b": 1}\n'


def test_markdown_is_literal() -> None:
    hostile = "<script>alert(1)</script> [x](javascript:y) `c` | d\n# e https://evil.example www.evil.example ![](z)"
    escaped = escape_markdown(hostile)
    assert "\n" not in escaped
    assert re.sub(r"\\(.)", r"\1", escaped) == hostile.replace("\n", " ")
    assert not re.search(r"(?<!\\)[<>\[\]`|:!#.]", escaped)


def test_markdown_table_keeps_its_shape() -> None:
    table = markdown_table(("a", "b"), [("x|y\n| z", None)])
    assert table.split("\n")[2] == "| x\\|y \\| z |  |"
