"""Laws 2 and 4, reversal and balance: whatever bytes come in, they come back, or are a reject with a reason.

Hypothesis makes arbitrary bytes, texts in many encodings and damaged ones, as files and as records; a real run puts
them into a real DuckDB file.
"""

import csv
import io
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from expectations.contracts import REJECT_REASONS
from flows.steps.read.batches import read_batches
from flows.steps.read.settings import ReadSettings
from tests.laws_pages import texts
from tests.laws_warehouse import ask, settle
from warehouse.restore import restore

SEEDED: Final = settings(
    derandomize=True,
    deadline=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # a breach names its bytes; each run takes a second
)
CODECS: Final = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp1252", "cp1251", "cp1254"),
    *("cp1253", "koi8-r", "latin-1", "mac-roman", "cp437", "shift_jis", "euc_jp", "iso2022_jp", "gb18030", "big5"),
)
MARKS: Final = (
    b"",
    b"",
    b"",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf\xef\xbb\xbf",
    b"\x1f\x8b",
    b"BZh",
)
TONGUES: Final = (
    "Harbour – “bridge” Ünï\r\n\x85 ça\u2028 €, said the mayor of the town on Monday.",
    "Привет, мир. Это новости дня из города, где мост открыт снова.\n\nМэр сказал: «Да».",
    "日本語のニュースです。今日は晴れ。橋が開通しました。",
    "Ağ İstanbul ışık şehir, ğüşiöç dedi vali pazartesi günü.",
    "Ελληνικά νέα της ημέρας: ΌΔΟΣ και όδος.",
)


def _damage(content: bytes, at: int, into: bytes) -> bytes:
    place = at % (len(content) + 1)
    return content[:place] + into + content[place + len(into) :]


def _declared(charset: str, content: bytes) -> bytes:
    return b'<html><meta charset="%b"><p>%b</p>&#0; &#xD800; &#128; &NotIt; &lt;' % (charset.encode(), content)


written = st.one_of(texts, st.sampled_from(TONGUES), st.lists(st.sampled_from(TONGUES), max_size=4).map("\n".join))
encoded = st.builds(
    lambda mark, text, codec: mark + text.encode(codec, "ignore"),
    st.sampled_from(MARKS),
    written,
    st.sampled_from(CODECS),
)
blobs = st.one_of(
    st.binary(max_size=120),
    st.lists(st.sampled_from(b'ab \n\r\t\0<>&"\x80\x93\x94\xa4\xc3\xa9\xe9\xff\x1b$B(J'), max_size=80).map(bytes),
    encoded,
    encoded,
    st.builds(_damage, encoded, st.integers(0, 5000), st.binary(min_size=1, max_size=3)),
    st.builds(lambda content, cut: content[: cut % (len(content) + 1)], encoded, st.integers(0, 5000)),
    st.builds(_declared, st.sampled_from((*CODECS, "utf8", "x-user-defined", "'; --", "")), encoded),
)
files = st.lists(st.tuples(blobs, st.sampled_from((".txt", ".html"))), min_size=10, max_size=50)
bodies = st.one_of(written, st.text(max_size=40), st.just("\ufeffA mark first."), st.just("\ufeff"), st.just("nul \0"))
records = st.lists(st.tuples(bodies, st.sampled_from(("text", "html"))), max_size=20)


def json_lines(rows: Sequence[tuple[str, str]]) -> bytes:
    lines = [json.dumps({"id": f"r{number}", field: text}) for number, (text, field) in enumerate(rows)]
    return "\n".join([*lines, "{broken", "[]", ""]).encode()


def csv_rows(rows: Sequence[tuple[str, str]]) -> bytes:
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, ("id", "text", "html"))
    writer.writeheader()
    writer.writerows({"id": f"c{number}", field: text.replace("\0", "")} for number, (text, field) in enumerate(rows))
    return table.getvalue().encode()


def hold(folder: Path, pages: Sequence[tuple[bytes, str]], rows: Sequence[tuple[str, str]]) -> None:
    inputs = folder / "in"
    inputs.mkdir()
    originals: dict[tuple[str, str | None], bytes] = {}
    for number, (content, suffix) in enumerate(pages):
        path = inputs / f"{number}{suffix}"
        path.write_bytes(content)
        originals[str(path), None] = content
    (inputs / "feed.jsonl").write_bytes(json_lines(rows))
    originals |= {(str(inputs / "feed.jsonl"), f"r{n}"): text.encode() for n, (text, _) in enumerate(rows)}
    if rows:
        (inputs / "feed.csv").write_bytes(csv_rows(rows))
        originals |= {
            (str(inputs / "feed.csv"), f"c{n}"): text.replace("\0", "").encode() for n, (text, _) in enumerate(rows)
        }
    broken_lines = {(str(inputs / "feed.jsonl"), str(len(rows) + extra)) for extra in (1, 2)}
    balance_of_batches(inputs, len(originals) + len(broken_lines))
    warehouse = folder / "news.duckdb"
    summary = settle(warehouse, [inputs])
    seen = ask(warehouse, "SELECT source_uri, record_key, document_id FROM raw.sightings")
    rejects = ask(warehouse, "SELECT source_uri, record_key, reason, detail FROM raw.rejects")
    # A row that is no text is known by its number alone.
    by_number = {(str(inputs / "feed.csv"), str(number + 1)): f"c{number}" for number in range(len(rows))}
    rejects = [(uri, by_number.get((uri, key), key), *rest) for uri, key, *rest in rejects]
    # Every input is there once: as a sighting whose bytes come back, or as a reject with a reason.
    keys = Counter([(uri, key) for uri, key, _ in seen] + [(uri, key) for uri, key, _, _ in rejects])
    assert keys == Counter({*originals, *broken_lines})
    restored = {document_id: restore(warehouse, document_id) for document_id in {row[2] for row in seen}}
    wrong = [(uri, key) for uri, key, document_id in seen if restored[document_id] != originals[uri, key]]
    assert wrong == []
    assert {reason for _, _, reason, _ in rejects} <= set(REJECT_REASONS)
    # Law 4, in the record of the run and in the tables.
    [run] = ask(
        warehouse,
        "SELECT record_count, new_document_count, known_document_count, reject_count, article_count, duplicate_count "
        "FROM ops.runs",
    )
    assert run[0] == run[1] + run[2] + run[3] == len(keys)
    assert (run[1], run[3]) == (len(restored), len(rejects))
    counts = "count(*), count(*) FILTER (is_representative), count(*) FILTER (NOT is_representative)"
    [(articles, representatives, copies)] = ask(warehouse, f"SELECT {counts} FROM core.articles")
    assert (articles, articles - representatives) == (run[4], run[5])
    assert copies == len(ask(warehouse, "FROM core.duplicates"))
    assert summary["record_count"] == len(keys)


def balance_of_batches(inputs: Path, count: int) -> None:
    """Every batch balances by itself: its records are its sightings and its rejects, each of them once."""
    total = 0
    for batch in read_batches([inputs], ReadSettings(batch_size=7)):
        assert batch.record_count <= 7
        assert batch.record_count == batch.sightings.height + batch.reject_count
        assert batch.reject_count == batch.rejects.height
        assert set(batch.documents["document_id"]) == set(batch.sightings["document_id"])
        assert not batch.documents["document_id"].is_duplicated().any()
        total += batch.record_count
    assert total == count


@settings(SEEDED, max_examples=3)
@given(pages=files, rows=records)
def test_bytes_come_back_or_are_rejected(pages: list[tuple[bytes, str]], rows: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hold(Path(folder), pages, rows)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@settings(SEEDED, max_examples=40)
@given(pages=files, rows=records)
def test_very_many_bytes_come_back_or_are_rejected(pages: list[tuple[bytes, str]], rows: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hold(Path(folder), pages, rows)


def test_a_changed_byte_is_seen(tmp_path: Path) -> None:
    """A stored text that no longer gives the bytes is refused, not handed out."""
    from duckdb import connect

    from warehouse.errors import DocumentDamaged

    (tmp_path / "page.txt").write_bytes(b"The bridge is open.\r\n")
    settle(tmp_path / "news.duckdb", [tmp_path / "page.txt"])
    [(document_id,)] = ask(tmp_path / "news.duckdb", "SELECT document_id FROM raw.documents")
    assert restore(tmp_path / "news.duckdb", document_id) == b"The bridge is open.\r\n"
    with connect(str(tmp_path / "news.duckdb")) as connection:
        connection.execute("UPDATE raw.documents SET page_text = replace(page_text, chr(13), '')")
    with pytest.raises(DocumentDamaged):
        restore(tmp_path / "news.duckdb", document_id)


def test_a_warehouse_among_its_sources_is_not_read(tmp_path: Path) -> None:
    """The folder that holds the pages may hold the warehouse: its own files are no input, or no run repeats another."""
    folder, beside = tmp_path / "pages", tmp_path / "beside"
    folder.mkdir()
    (folder / "page.txt").write_text("The bridge is open.\n")
    beside.symlink_to(folder, target_is_directory=True)
    for source in (folder, beside, f"{folder}/**"):
        summary: dict[str, Any] = settle(folder / "news.duckdb", [source])
        assert (summary["record_count"], summary["reject_count"]) == (1, 0)
