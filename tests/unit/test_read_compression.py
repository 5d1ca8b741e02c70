"""Archives give everything up to their fault, and name the fault."""

import bz2
import gzip
import io
import lzma
import tracemalloc

import pytest
import zstandard

from flows.steps.read.compression import compression_of, unpack

TEXT = b"".join(b"line %d of a story\n" % number for number in range(50_000))
PACKED = {
    "gzip": gzip.compress(TEXT, mtime=0),
    "bzip2": bz2.compress(TEXT),
    "xz": lzma.compress(TEXT),
    "zstd": zstandard.ZstdCompressor(write_checksum=True).compress(TEXT),
}
NAMES = sorted(PACKED)


def read(packed: bytes, name: str) -> tuple[bytes, str | None]:
    stream = unpack(io.BytesIO(packed), name)
    data = stream.read()
    return data, stream.fault.reason if stream.fault else None


@pytest.mark.parametrize("name", NAMES)
def test_the_first_bytes_tell_the_compression(name: str) -> None:
    assert compression_of(PACKED[name][:10]) == name


@pytest.mark.parametrize(
    "head", [b"", b"B", b"BZh", b"BZhello there", b"BZh9 is a chess opening", b"PK\x03\x04", b"P", b"(\xb5", b"text"]
)
def test_other_bytes_are_not_compressed(head: bytes) -> None:
    assert compression_of(head) is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("change", "expected", "fault"),
    [
        (lambda packed: packed, 1, None),
        (lambda packed: packed + packed, 2, None),
        (lambda packed: packed + bytes(64), 1, None),
        (lambda packed: packed + bytes(8) + packed, 2, None),
        (lambda packed: packed + b"other bytes", 1, "bad_archive"),
        (lambda packed: packed + packed[:2], 1, "truncated_archive"),
    ],
    ids=["whole", "two members", "padded", "padded between", "trailing bytes", "cut in a second mark"],
)
def test_members_follow_each_other(name: str, change, expected: int, fault: str | None) -> None:  # type: ignore[no-untyped-def]
    assert read(change(PACKED[name]), name) == (TEXT * expected, fault)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("share", [0.01, 0.3, 0.5, 0.9, 0.999])
def test_a_cut_archive_gives_what_stands_before_the_cut(name: str, share: float) -> None:
    packed = PACKED[name]
    data, fault = read(packed[: max(12, int(len(packed) * share))], name)
    assert fault == "truncated_archive"
    assert TEXT.startswith(data)


def test_a_cut_stream_of_many_blocks_keeps_the_blocks_before() -> None:
    for name in ("gzip", "zstd"):
        data, _ = read(PACKED[name][: len(PACKED[name]) // 2], name)
        assert len(data) > len(TEXT) // 5


@pytest.mark.parametrize("name", NAMES)
def test_a_flipped_byte_is_a_bad_archive(name: str) -> None:
    packed = bytearray(PACKED[name])
    packed[len(packed) // 2] ^= 0xFF
    assert read(bytes(packed), name)[1] == "bad_archive"


def test_skippable_zstd_frames_are_skipped() -> None:
    skippable = b"\x50\x2a\x4d\x18\x04\0\0\0abcd"
    assert compression_of(skippable) == "zstd"
    assert read(skippable + PACKED["zstd"] + skippable, "zstd") == (TEXT, None)


@pytest.mark.parametrize("name", NAMES)
def test_a_bomb_is_unpacked_in_bounded_pieces(name: str) -> None:
    packed = {
        "gzip": lambda zeros: gzip.compress(zeros, 1),
        "bzip2": lambda zeros: bz2.compress(zeros, 1),
        "xz": lambda zeros: lzma.compress(zeros, preset=0),
        "zstd": lambda zeros: zstandard.ZstdCompressor().compress(zeros),
    }[name](bytes(100_000_000))
    stream = unpack(io.BytesIO(packed), name)
    tracemalloc.start()
    try:
        for _ in range(20):
            assert stream.read(1 << 16) == bytes(1 << 16)
        assert tracemalloc.get_traced_memory()[1] < 80_000_000
    finally:
        tracemalloc.stop()


def test_trouble_of_the_disk_is_not_taken_for_a_bad_archive() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 1000:
                raise OSError(5, "Input/output error")
            return super().read(1001)

    with pytest.raises(OSError, match="Input/output error"):
        unpack(Failing(PACKED["gzip"]), "gzip").read()
