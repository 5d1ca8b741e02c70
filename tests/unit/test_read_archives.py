"""WARC and WET give their pages, keyed by record id, with every encoding undone."""

import gzip
import io
import zlib

import brotli
import pytest
import zstandard

from flows.steps.read.archives import read_web_archive
from flows.steps.read.records import Fault, Record

HTML = b"<!doctype html><p>Der Pegel fiel auf 3 Meter.</p>"
TYPE = "Content-Type: text/html; charset=windows-1252\r\n"


def record(kind: str, number: int, block: bytes, headers: str = "") -> bytes:
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2024-05-06T07:08:09Z\r\n"
        f"WARC-Target-URI: https://example.org/{number}\r\n{headers}Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def response(number: int, body: bytes, headers: str = TYPE, status: str = "200 OK") -> bytes:
    block = f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + body
    return record("response", number, block, "Content-Type: application/http;msgtype=response\r\n")


def chunked(body: bytes, size: int = 7) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%X;note=1\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\nTrailer: x\r\n\r\n"


def pages(archive: bytes, limit: int = 100_000) -> list[Record | Fault]:
    return list(read_web_archive(io.BufferedReader(io.BytesIO(archive)), limit, lambda: None))


def reasons(items: list[Record | Fault]) -> list[str]:
    return [f"{i.record_key}:{i.reason}" if isinstance(i, Fault) else str(i.record_key) for i in items]


def test_a_response_gives_its_payload_and_where_it_is_from() -> None:
    assert pages(response(1, HTML)) == [
        Record(
            "<urn:uuid:1>",
            "text/html",
            HTML,
            "windows-1252",
            url="https://example.org/1",
            fetched_at=1714979289_000000,
        )
    ]


def test_conversions_and_resources_are_pages() -> None:
    wet = record("conversion", 1, b"Der Pegel fiel.\n", "Content-Type: text/plain\r\n")
    resource = record("resource", 2, HTML, "Content-Type: text/html; charset=utf-8\r\n")
    items = pages(wet + resource)
    assert [(i.media_type, i.body, i.charset) for i in items if isinstance(i, Record)] == [
        ("text/plain", b"Der Pegel fiel.\n", None),
        ("text/html", HTML, "utf-8"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        record("warcinfo", 9, b"software: x\r\n"),
        record("request", 9, b"GET / HTTP/1.1\r\n\r\n", "Content-Type: application/http;msgtype=request\r\n"),
        record("metadata", 9, b"fetchTimeMs: 5\r\n"),
        record("revisit", 9, b""),
        response(9, b"\x89PNG", "Content-Type: image/png\r\n"),
        response(9, b"{}", "Content-Type: application/json\r\n"),
        response(9, HTML, status="404 Not Found"),
        response(9, HTML, TYPE + "Location: /x\r\n", status="301 Moved Permanently"),
        response(9, b"\0\x01\x02", ""),
        record("resource", 9, b"\xff\xd8\xff", "Content-Type: image/jpeg\r\n"),
    ],
)
def test_what_is_no_page_is_no_record(other: bytes) -> None:
    assert reasons(pages(other + response(1, HTML) + other)) == ["<urn:uuid:1>"]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Transfer-Encoding: chunked\r\n", chunked(HTML)),
        ("Transfer-Encoding: chunked\r\n", HTML),
        ("Content-Encoding: gzip\r\n", gzip.compress(HTML, mtime=0)),
        ("Content-Encoding: gzip\r\n", HTML),
        ("Content-Encoding: x-gzip\r\nTransfer-Encoding: chunked\r\n", chunked(gzip.compress(HTML, mtime=0))),
        ("Content-Encoding: deflate\r\n", zlib.compress(HTML)),
        ("Content-Encoding: deflate\r\n", zlib.compress(HTML)[2:-4]),
        ("Content-Encoding: deflate\r\n", HTML),
        ("Content-Encoding: br\r\n", brotli.compress(HTML)),
        ("Content-Encoding: br\r\n", HTML),
        ("Content-Encoding: zstd\r\n", zstandard.ZstdCompressor().compress(HTML)),
        ("Content-Encoding: gzip, br\r\n", brotli.compress(gzip.compress(HTML, mtime=0))),
        ("Content-Encoding: identity\r\n", HTML),
    ],
)
def test_encodings_of_the_payload_are_undone(headers: str, body: bytes) -> None:
    (page,) = pages(response(1, body, TYPE + headers))
    assert isinstance(page, Record)
    assert page.body == HTML


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        ("Content-Encoding: gzip\r\n", gzip.compress(HTML, mtime=0)[:-6], "truncated_archive"),
        ("Content-Encoding: gzip\r\n", gzip.compress(HTML, mtime=0)[:-8] + bytes(8), "bad_archive"),
        ("Content-Encoding: deflate\r\n", zlib.compress(HTML)[:-9], "truncated_archive"),
        ("Content-Encoding: br\r\n", b"\xff\xff not brotli", "bad_archive"),
        ("Content-Encoding: compress\r\n", HTML, "unsupported"),
        ("Transfer-Encoding: chunked\r\n", chunked(HTML)[:20], "truncated_archive"),
        ("Transfer-Encoding: chunked\r\n", chunked(HTML)[:19] + b"nonsense\r\n", "bad_archive"),
        ("Content-Encoding: gzip\r\n", gzip.compress(b"x" * 200_000, mtime=0), "too_large"),
        ("Content-Encoding: deflate\r\n", zlib.compress(b"x" * 200_000), "too_large"),
        ("Content-Encoding: br\r\n", brotli.compress(b"x" * 200_000), "too_large"),
        ("", b"x" * 100_001, "too_large"),
        ("", b"x" * 400_000, "too_large"),
        ("", b"", "empty"),
        ("", b" \r\n", "empty"),
    ],
)
def test_a_payload_that_cannot_be_had_is_one_reject(headers: str, body: bytes, reason: str) -> None:
    items = pages(response(1, body, TYPE + headers) + response(2, HTML))
    assert reasons(items) == [f"<urn:uuid:1>:{reason}", "<urn:uuid:2>"]


def test_a_payload_without_a_type_is_told_by_its_content() -> None:
    items = pages(response(1, HTML, "") + response(2, b"The gauge fell.", ""))
    assert [i.media_type for i in items if isinstance(i, Record)] == ["text/html", "text/plain"]


def test_an_archive_cut_anywhere_gives_the_pages_before_the_cut_and_at_most_one_fault() -> None:
    one, two = response(1, HTML), response(2, HTML)
    archive = one + two
    for cut in range(1, len(archive)):
        items = pages(archive[:cut])
        whole = [item for item in items if isinstance(item, Record)]
        faults = [item for item in items if isinstance(item, Fault)]
        expected = (cut >= len(one) - 4) + (cut >= len(archive) - 4)
        assert len(whole) == expected, cut
        assert all(page.body == HTML for page in whole)
        at_border = cut in range(len(one) - 4, len(one) + 1) or cut >= len(archive) - 4
        assert len(faults) == (not at_border), (cut, items)
        assert all(fault.reason in {"truncated_archive", "bad_archive"} for fault in faults)


@pytest.mark.parametrize(
    ("archive", "expected"),
    [
        (b"", ["None:empty"]),
        (b"no archive\n" * 50, ["None:bad_archive"]),
        (bytes(1000), ["None:bad_archive"]),
        (response(1, HTML) + b"garbage " * 50, ["<urn:uuid:1>", "None:bad_archive"]),
    ],
)
def test_what_is_no_archive_says_so(archive: bytes, expected: list[str]) -> None:
    assert reasons(pages(archive)) == expected
