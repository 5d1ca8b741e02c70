"""Everything together: files of every kind in, frames that keep the contracts out, nothing lost on the way."""

import bz2
import gzip
import json
import lzma
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fsspec
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from polars.testing import assert_frame_equal

from expectations.contracts import REJECT_REASONS, Documents, Rejects, Sightings
from flows.steps.read.batches import ReadBatch, read_batches, rerender
from flows.steps.read.html import render
from flows.steps.read.settings import ReadSettings
from flows.text.hashing import document_id

TEXT = "The ferry stayed in port.\r\n\r\n“Nobody asked us,” said Ann Lee.\n"
HTML = '<html lang="en"><title>Ferry</title><p>The ferry stayed in port.</p><p>“No,” she said.</p></html>'
RECORDS: list[dict[str, Any]] = [{"id": "a", "text": TEXT}, {"id": "b", "html": HTML, "url": "https://example.org/b"}]
JSON_LINES = "\n".join(json.dumps(record) for record in RECORDS).encode()
CSV = (
    b'id,text,html,url\na,"'
    + TEXT.replace('"', '""').encode()
    + b'",,\nb,,"'
    + HTML.replace('"', '""').encode()
    + b'",https://example.org/b\n'
)
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}


def parquet() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(
        pa.Table.from_pylist(RECORDS, pa.schema([(n, pa.string()) for n in ("id", "text", "html", "url")])), sink
    )
    return sink.getvalue().to_pybytes()


def warc() -> bytes:
    def record(kind: str, key: str, block: bytes, headers: str) -> bytes:
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{key}>\r\n{headers}Content-Length: {len(block)}\r\n\r\n"
        )
        return head.encode() + block + b"\r\n\r\n"

    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + HTML.encode()
    return record("conversion", "a", TEXT.encode(), "Content-Type: text/plain\r\n") + record(
        "response",
        "b",
        page,
        "WARC-Target-URI: https://example.org/b\r\nContent-Type: application/http; msgtype=response\r\n",
    )


FILES: dict[str, bytes] = {
    "page.txt": TEXT.encode(),
    "page.html": HTML.encode(),
    "page.htm": HTML.encode(),
    "pages.jsonl": JSON_LINES,
    "pages.ndjson": JSON_LINES,
    "pages.csv": CSV,
    "pages.parquet": parquet(),
    "pages.warc": warc(),
    "pages.wet": warc(),
    "text without extension": TEXT.encode(),
    "html.unknown": b"\n<!-- saved --><!DOCTYPE html>" + HTML.encode(),
    "lines.log": JSON_LINES,
    "one.json": JSON_LINES.splitlines()[0],
    "table.bin": parquet(),
    "archive.dat": warc(),
}


def read_all(*sources: object, **settings: Any) -> ReadBatch:
    batches = list(read_batches([str(source) for source in sources], ReadSettings(**settings)))
    for batch in batches:
        keep_contracts(batch)
    if not batches:
        pytest.fail("nothing was read")
    return merge(batches)


def merge(batches: list[ReadBatch]) -> ReadBatch:
    def joined(name: str, key: str) -> pl.DataFrame:
        return pl.concat([getattr(batch, name) for batch in batches]).unique(key, maintain_order=True).sort(key)

    documents = joined("documents", "document_id")
    hints = pl.concat([batch.hints for batch in batches]).unique().sort("document_id", "hint_start")
    return ReadBatch(
        documents,
        joined("sightings", "sighting_id"),
        joined("rejects", "reject_id"),
        hints,
        joined("page_metadata", "document_id"),
        sum(batch.record_count for batch in batches),
        sum(batch.reject_count for batch in batches),
    )


def keep_contracts(batch: ReadBatch) -> None:
    Documents.validate(batch.documents, cast=False)
    Sightings.validate(batch.sightings.with_columns(first_run_id=pl.lit("run")), cast=False)
    stamped = batch.rejects.with_columns(run_id=pl.lit("run"), rejected_at=pl.lit(0).cast(pl.Datetime("us")))
    Rejects.validate(stamped, cast=False)
    assert batch.sightings["document_id"].is_in(batch.documents["document_id"].to_list()).all()
    for document in batch.documents.iter_rows(named=True):
        content = document["content"] or document["page_text"].encode(document["encoding"])
        assert document_id(content) == document["document_id"]
        assert len(content) == document["byte_count"]


def texts(batch: ReadBatch) -> set[str]:
    return set(batch.documents["page_text"])


def reject_rows(batch: ReadBatch) -> list[tuple[str | None, str]]:
    return sorted(batch.rejects.select("record_key", "reason").rows(), key=str)


@pytest.mark.parametrize("suffix", sorted(PACKERS))
@pytest.mark.parametrize("name", sorted(FILES))
def test_every_format_in_every_compression(name: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / (name + suffix)
    path.write_bytes(PACKERS[suffix](FILES[name]))
    batch = read_all(path)
    plain = {TEXT}
    rendered = {"The ferry stayed in port.\n\n“No,” she said."}
    expected = (
        plain if "text" in name or name in {"page.txt", "one.json"} else rendered if "htm" in name else plain | rendered
    )
    assert texts(batch) == expected
    assert batch.rejects.is_empty()
    assert batch.record_count == len(expected)
    assert batch.sightings["source_uri"].unique().to_list() == [str(path)]
    whole_file = name in {"page.txt", "page.html", "page.htm", "text without extension", "html.unknown"}
    assert (batch.sightings["record_key"].null_count() > 0) == whole_file
    assert read_all(path, batch_size=1).documents.equals(batch.documents)


@pytest.mark.parametrize("suffix", sorted(PACKERS))
def test_compression_is_told_by_the_bytes_not_the_name(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(PACKERS[suffix](TEXT.encode()))
    (tmp_path / "more.txt.gz").write_bytes(TEXT.encode() + b"more")
    assert texts(read_all(tmp_path)) == {TEXT, TEXT + "more"}


def test_memory_urls_are_read_like_files() -> None:
    memory = fsspec.filesystem("memory")
    for name, content in FILES.items():
        memory.pipe_file(f"/reading/{name}.gz", gzip.compress(content, mtime=0))
        memory.pipe_file(f"/reading/{name}", content)
    batch = read_all("memory://reading")
    assert texts(batch) == {TEXT, "The ferry stayed in port.\n\n“No,” she said."}
    assert batch.rejects.is_empty()
    assert batch.sightings["source_uri"].str.starts_with("memory:///reading/").all()


def test_text_is_kept_verbatim_and_html_with_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    (tmp_path / "b.html").write_bytes(HTML.encode())
    (tmp_path / "c.txt").write_bytes(b"\xfe\xff" + TEXT.encode("utf-16-be"))
    rows = {row["encoding"]: row for row in read_all(tmp_path).documents.iter_rows(named=True)}
    assert rows["utf-8-sig"]["page_text"] == TEXT
    assert rows["utf-8-sig"]["content"] is None
    assert rows["utf-8"]["content"] == HTML.encode()
    assert rows["utf-16-be"]["page_text"] == TEXT
    assert rows["utf-16-be"]["content"] == b"\xfe\xff" + TEXT.encode("utf-16-be")


@pytest.mark.parametrize(
    ("name", "content", "rejects"),
    [
        ("a.txt", b"", [(None, "empty")]),
        ("a.txt", b" \r\n\t\xc2\xa0", [(None, "empty")]),
        ("a.txt", b"\xef\xbb\xbf", [(None, "empty")]),
        ("a.html", b"", [(None, "empty")]),
        ("a.jsonl", b"", [(None, "empty")]),
        ("a.csv", b"", [(None, "empty")]),
        ("a.parquet", b"", [(None, "empty")]),
        ("a.warc", b"", [(None, "empty")]),
        ("a", b"", [(None, "empty")]),
        ("a.txt.gz", b"", [(None, "empty")]),
        ("a.txt.gz", gzip.compress(b"", mtime=0), [(None, "empty")]),
        ("a.txt", b"a\0b", [(None, "binary")]),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", [(None, "binary")]),
        ("a.jsonl", b'{"text": "a\\u0000b"}', [("1", "binary")]),
        ("a", bytes(range(256)), [(None, "binary")]),
        ("a.txt", bytes(range(128, 256)), [(None, "undecodable")]),
        ("a.jsonl", b'{"text": "a\\ud800b"}', [("1", "undecodable")]),
        ("a.jsonl", b'{"html": "<p>a\\udfff"}', [("1", "undecodable")]),
        ("a.jsonl", b'{"text": "\xff"}', [("1", "undecodable")]),
        ("a.jsonl", b"{broken", [("1", "bad_json")]),
        ("a.jsonl", b"[1]", [("1", "bad_record")]),
        ("a.jsonl", b'{"title": "t"}', [("1", "no_text")]),
        ("a.html", b"<script>x</script><p hidden>y</p>", [(None, "no_text")]),
        ("a.html", b"<!-- nothing -->", [(None, "no_text")]),
        ("a.txt", b"x" * 2001, [(None, "too_large")]),
        ("a.html", b"x" * 2001, [(None, "too_large")]),
        ("a.txt.gz", gzip.compress(b"x" * 2001, mtime=0), [(None, "too_large")]),
        ("a.jsonl", b'{"text": "' + b"x" * 2001 + b'"}', [("1", "too_large")]),
        ("a.parquet", None, [("1", "too_large")]),
        ("a.txt.gz", gzip.compress(b"x" * 100, mtime=0)[:-5], [(None, "truncated_archive")]),
        ("a.txt.gz", b"\x1f", [(None, "truncated_archive")]),
        ("a.parquet", b"PAR1 cut", [(None, "truncated_archive")]),
        ("a.txt.gz", b"\0\1\2\3" * 20, [(None, "bad_archive")]),
        ("a.parquet", b"no table", [(None, "bad_archive")]),
        ("a.warc", b"no archive\n" * 20, [(None, "bad_archive")]),
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", [(None, "unsupported")]),
        ("a.docx", b"PK\x03\x04\x14\0", [(None, "unsupported")]),
        ("a.json", b'{\n  "text": "pretty"\n}', [(None, "unsupported")]),
        ("a.json", b'[{"text": "a"}]', [(None, "unsupported")]),
        ("a.xml", b"<?xml version='1.0'?><rss/>", [(None, "unsupported")]),
    ],
)
def test_every_reason_to_reject(
    name: str, content: bytes | None, rejects: list[tuple[str | None, str]], tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is None:
        pq.write_table(pa.table({"text": ["x" * 2001]}), path)
    else:
        path.write_bytes(content)
    batch = read_all(path, max_document_bytes=2000)
    assert reject_rows(batch) == rejects
    assert batch.documents.is_empty()
    assert batch.record_count == batch.reject_count == 1
    (detail,) = batch.rejects["detail"]
    assert detail
    assert "\n" not in detail
    assert str(tmp_path) not in detail


def test_what_cannot_be_opened_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "b.txt").write_text(TEXT)
    batch = read_all(tmp_path)
    assert reject_rows(batch) == [(None, "unreadable")]
    assert texts(batch) == {TEXT}


def test_every_code_of_the_contract_is_tried_above() -> None:
    source = Path(__file__).read_text()
    assert all(f'"{reason}")' in source for reason in REJECT_REASONS)


def test_good_and_bad_records_stand_side_by_side(tmp_path: Path) -> None:
    lines = [
        '{"id": "good-1", "text": "The first page."}',
        "{broken",
        '{"id": "good-2", "text": "The second page."}',
        '{"id": "blank", "text": "  "}',
        '{"id": "nothing", "title": "t"}',
        '{"id": "torn", "text": "\\ud83d"}',
        '{"id": "good-3", "html": "<p>The third page."}',
        '{"id": "unseen", "html": "<script>1</script>"}',
        '{"id": "good-1-again", "text": "The first page."}',
    ]
    path = tmp_path / "mixed.jsonl"
    path.write_text("\n".join(lines))
    batch = read_all(path)
    assert texts(batch) == {"The first page.", "The second page.", "The third page."}
    assert sorted(batch.sightings["record_key"]) == ["good-1", "good-1-again", "good-2", "good-3"]
    assert reject_rows(batch) == [
        ("2", "bad_json"),
        ("blank", "empty"),
        ("nothing", "no_text"),
        ("torn", "undecodable"),
        ("unseen", "no_text"),
    ]
    assert (batch.record_count, batch.reject_count) == (9, 5)


@pytest.mark.parametrize("suffix", [".gz", ".zst", ".bz2", ".xz"])
@pytest.mark.parametrize("kind", ["pages.jsonl", "pages.csv", "pages.warc"])
def test_a_truncated_archive_is_a_reject_after_its_records(kind: str, suffix: str, tmp_path: Path) -> None:
    pack = PACKERS[suffix]
    first, second = {
        "pages.jsonl": (
            b'{"id": "a", "text": "Page one."}\n{"id": "b", "text": "Page two."}\n',
            b'{"id": "c", "text": "Page three."}\n' * 50,
        ),
        "pages.csv": (b"id,text\na,Page one.\nb,Page two.\n", b"c,Page three.\n" * 50),
        "pages.warc": (warc(), warc()),
    }[kind]
    path = tmp_path / (kind + suffix)
    path.write_bytes(pack(first) + pack(second)[:-7])
    batch = read_all(path)
    assert reject_rows(batch) == [(None, "truncated_archive")]
    assert {"a", "b"} <= {key.strip("<>") for key in batch.sightings["record_key"]}


def test_the_half_record_before_a_cut_is_not_taken_for_a_record(tmp_path: Path) -> None:
    packed = zstandard.ZstdCompressor().compress(b'{"text": "Page one."}\n')
    half = gzip.compress(b'{"text": "Page one."}\n{"text": "Page tw', mtime=0)[:-4]
    (tmp_path / "a.jsonl.gz").write_bytes(half)
    (tmp_path / "b.jsonl.zst").write_bytes(packed + packed[:9])
    batch = read_all(tmp_path)
    assert reject_rows(batch) == [(None, "truncated_archive")] * 2
    assert texts(batch) == {"Page one."}


def test_the_same_bytes_declared_differently_are_read_alike_in_any_order(tmp_path: Path) -> None:
    for order in ("ab", "ba"):
        folder = tmp_path / order
        folder.mkdir()
        (folder / f"{order[0]}.txt").write_text("<p>One &amp; two")
        (folder / f"{order[1]}.html").write_text("<p>One &amp; two")
        batch = read_all(folder)
        assert batch.documents.select("media_type", "page_text").rows() == [("text/html", "One & two")]
        assert batch.sightings.height == 2
        assert batch.hints.height == 1


def test_hints_and_metadata_belong_to_their_document(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(HTML)
    (tmp_path / "b.txt").write_text(TEXT)
    batch = read_all(tmp_path)
    name = document_id(HTML.encode())
    assert batch.hints["document_id"].to_list() == [name, name]
    assert batch.page_metadata.select("document_id", "title", "language").rows() == [(name, "Ferry", "en")]
    page = batch.documents.row(by_predicate=pl.col("document_id") == name, named=True)["page_text"]
    lines = [page[start:end] for start, end in batch.hints.select("hint_start", "hint_end").iter_rows()]
    assert lines == ["The ferry stayed in port.", "“No,” she said."]


def test_stored_html_renders_again_as_it_was_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"\xfe\xff" + HTML.encode("utf-16-be"))
    (tmp_path / "b.html").write_bytes(b"<meta charset=cp1252><p>caf\xe9")
    (tmp_path / "c.txt").write_text(TEXT)
    batch = read_all(tmp_path)
    documents, hints, metadata = rerender(batch.documents)
    assert_frame_equal(documents, batch.documents)
    assert_frame_equal(hints.sort("document_id", "hint_start"), batch.hints)
    assert_frame_equal(metadata.sort("document_id"), batch.page_metadata)
    for row in batch.documents.filter(pl.col("content").is_not_null()).iter_rows(named=True):
        assert render(row["content"], row["encoding"]).page_text == row["page_text"]


def test_batches_are_closed_by_records_and_by_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps({"text": f"{n} " + "x" * 1000}) for n in range(100)))
    assert [b.record_count for b in read_batches([path], ReadSettings(batch_size=30))] == [30, 30, 30, 10]
    assert [b.record_count for b in read_batches([path], ReadSettings(batch_bytes=25_000))] == [25, 25, 25, 25]
    assert [b.record_count for b in read_batches([path])] == [100]


def test_an_empty_folder_gives_no_batch(tmp_path: Path) -> None:
    assert list(read_batches([tmp_path])) == []


def test_unknown_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="extra"):
        ReadSettings(batchsize=5)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="not a text encoding"):
        ReadSettings(encoding_fallbacks=("hex",))


def test_ids_do_not_depend_on_the_process(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(JSON_LINES + b"\n{broken")
    script = (
        "import sys; from flows.steps.read.batches import read_batches\n"
        "for b in read_batches(sys.argv[1:]): "
        "print(*b.sightings['sighting_id'], *b.rejects['reject_id'])"
    )
    root = Path(__file__).parents[2]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script, str(path)],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "PYTHONPATH": str(root)},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(outputs) == 1
    assert outputs.pop().strip()


def _peak_megabytes(path: Path, *arguments: str) -> tuple[float, int]:
    """Read in another process and give its peak memory beyond a read of nothing, and the records."""
    script = (
        "import resource, sys; from flows.steps.read.batches import read_batches\n"
        "warm = sum(b.record_count for b in read_batches([sys.argv[2]]))\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "count = sum(b.record_count for b in read_batches([sys.argv[1]]))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, count)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, str(path), *arguments], cwd=root, capture_output=True, text=True, check=True
    )
    kilobytes, count = done.stdout.split()
    return int(kilobytes) / 1024, int(count)


def test_a_line_of_30_megabytes_is_rejected_without_being_held_many_times(tmp_path: Path) -> None:
    small, large = tmp_path / "small.jsonl", tmp_path / "large.jsonl"
    small.write_bytes(b'{"text": "one"}\n')
    large.write_bytes(b'{"text": "one"}\n{"text": "' + b"x" * 30_000_000 + b'"}\n{"text": "three"}\n')
    grown, count = _peak_megabytes(large, str(small))
    assert count == 3
    assert grown < 90
    assert reject_rows(read_all(large)) == [("2", "too_large")]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_memory_does_not_grow_with_the_file(suffix: str, tmp_path: Path) -> None:
    random_words = random.Random(5)
    words = ["".join(random_words.choices("abcdefghijklmnop", k=6)) for _ in range(2000)]

    def write(count: int) -> Path:
        path = tmp_path / f"{count}.jsonl{suffix}"
        with gzip.open(path, "wt", compresslevel=1) if suffix else path.open("w") as file:
            for number in range(count):
                text = " ".join(random_words.choices(words, k=150))
                file.write(json.dumps({"id": number, "text": f"{number} {text}"}) + "\n")
        return path

    warm = str(write(10_000))
    grown, count = _peak_megabytes(write(200_000), warm)
    assert count == 200_000
    assert grown < 60
