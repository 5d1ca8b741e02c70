"""Unpack gzip, bzip2, xz and Zstandard as a stream, recognised by their first bytes, never by their name.

An archive that ends too early or is damaged gives everything up to the fault, then ends; ``fault`` tells the reader
afterwards. So the records before the fault are kept and the fault becomes one reject. Output is bounded per step:
a bomb of a few bytes cannot fill the memory.
"""

import bz2
import io
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Final, Protocol

import zstandard

from flows.steps.read.records import Fault

_INPUT_BYTES: Final = 1 << 16
_OUTPUT_BYTES: Final = 1 << 18
_ZSTD_INPUT_BYTES: Final = 1 << 11  # a Zstandard block of 4 bytes may hold 128 KB: 2 KB in are at most 64 MB out
_XZ_MEMORY_BYTES: Final = 1 << 28
_BUFFER_BYTES: Final = 1 << 18
HEAD_BYTES: Final = 1 << 12
"""How much of a file is looked at to tell what it is."""

SUFFIXES: Final = {".gz": "gzip", ".gzip": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd", ".zstd": "zstd"}
"""Name suffix -> compression it promises."""

_MAGIC: Final = {"gzip": b"\x1f\x8b\x08", "bzip2": b"BZh", "xz": b"\xfd7zXZ\x00", "zstd": b"\x28\xb5\x2f\xfd"}
_FIRST_BYTES: Final = frozenset(magic[:1] for magic in _MAGIC.values()) | {bytes([c]) for c in range(0x50, 0x60)}
_BZIP2_BLOCKS: Final = (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")


class _Member(Protocol):
    """One compressed member (gzip member, Zstandard frame, ...) being unpacked."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


def compression_of(head: bytes) -> str | None:
    """Tell the compression of a file from its first bytes.

    Args:
        head: The first bytes, 10 or more where the file has them.

    Returns:
        ``gzip``, ``bzip2``, ``xz``, ``zstd``, or None where it is not compressed.
    """
    if head[:1] not in _FIRST_BYTES:
        return None
    if head.startswith(_MAGIC["bzip2"]):
        return "bzip2" if head[3:4] in b"123456789" and head[4:10] in _BZIP2_BLOCKS else None
    for name, magic in _MAGIC.items():
        if head.startswith(magic):
            return name
    if len(head) >= 4 and 0x50 <= head[0] <= 0x5F and head[1:4] == b"\x2a\x4d\x18":  # a skippable Zstandard frame
        return "zstd"
    return None


def is_cut_magic(head: bytes, compression: str) -> bool:
    """Tell whether a file ends inside the first bytes that would name its compression.

    Args:
        head: All bytes of the file, fewer than the compression's own mark.
        compression: What the name promises.

    Returns:
        Whether ``head`` is a beginning of that mark.
    """
    return 0 < len(head) < 10 and (_MAGIC[compression].startswith(head) or head.startswith(_MAGIC[compression]))


def unpack(raw: BinaryIO, compression: str) -> "Unpacked":
    """Open a compressed stream for buffered reading.

    Args:
        raw: The compressed bytes, at their beginning.
        compression: A name that ``compression_of`` returns.

    Returns:
        The stream; after its end ``fault`` tells whether the archive was whole.
    """
    return Unpacked(_Unpacker(raw, compression))


class Unpacked(io.BufferedReader):
    """A buffered reader over unpacked bytes that knows, once it has ended, what was wrong with the archive."""

    def __init__(self, unpacker: "_Unpacker") -> None:
        super().__init__(unpacker, _BUFFER_BYTES)
        self._unpacker = unpacker

    @property
    def fault(self) -> Fault | None:
        """What is wrong with the archive; None while reading goes well."""
        return self._unpacker.fault


class _Unpacker(io.RawIOBase):
    """The unpacked bytes; errors of the archive end the stream and are kept in ``fault``."""

    def __init__(self, raw: BinaryIO, compression: str) -> None:
        self.fault: Fault | None = None
        self._raw = raw
        self._compression = compression
        self._new_member = _MEMBERS[compression]
        self._member: _Member | None = None
        self._member_count = 0
        self._packed = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()

    def readinto(self, buffer: "bytearray | memoryview", /) -> int:  # type: ignore[override]
        filled = 0
        target = memoryview(buffer)
        while filled < len(target):
            if not self._ready and not self._advance():
                break
            count = min(len(self._ready), len(target) - filled)
            target[filled : filled + count] = self._ready[:count]
            self._ready = self._ready[count:]
            filled += count
        return filled

    def _advance(self) -> bool:
        """Unpack until there are bytes to hand out; False at the end or at a fault."""
        while self.fault is None:
            try:
                data = self._step()
            except (OSError, EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError, ValueError) as error:
                if isinstance(error, OSError) and error.errno is not None:
                    raise  # the disk or the network, not the archive
                self._fail("bad_archive", "is damaged")
                return False
            if data is None:
                return False
            if data:
                self._ready = memoryview(data)
                return True
        return False

    def _step(self) -> bytes | None:
        member = self._member
        if member is None:
            return self._begin_member()
        if member.eof:
            self._packed = member.unused_data
            self._member = None
            self._member_count += 1
            return b""
        hungry = member.needs_input
        chunk = self._take() if hungry else b""
        data = member.decompress(chunk)
        if hungry and not chunk and not data and not member.eof:
            self._fail("truncated_archive", "ends too early")
            return None
        return data

    def _begin_member(self) -> bytes | None:
        if self._member_count:
            self._packed = self._packed.lstrip(b"\0")  # padding between members is no fault
        while not self._packed:
            self._packed = self._raw.read(_INPUT_BYTES)
            if not self._packed:
                return None
            if self._member_count:
                self._packed = self._packed.lstrip(b"\0")
        if len(self._packed) < 18:
            self._packed += self._raw.read(_INPUT_BYTES)
        if compression_of(self._packed) != self._compression and self._member_count:
            if is_cut_magic(self._packed, self._compression):
                self._fail("truncated_archive", "ends too early")
            else:
                self._fail("bad_archive", "has other bytes after its end")
            return None
        self._member = self._new_member()
        return b""

    def _take(self) -> bytes:
        if self._packed:
            chunk, self._packed = self._packed, b""
            return chunk
        return self._raw.read(_INPUT_BYTES)

    def _fail(self, reason: str, what: str) -> None:
        self.fault = Fault(None, reason, f"the {self._compression} archive {what}")


class _Gzip:
    """One gzip member, unpacked in bounded pieces."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, /) -> bytes:
        return self._inner.decompress(data or self._inner.unconsumed_tail, _OUTPUT_BYTES)


class _Blocks:
    """One bzip2 or xz stream, unpacked in bounded pieces."""

    def __init__(self, inner: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._inner = inner

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return self._inner.needs_input

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, /) -> bytes:
        return self._inner.decompress(data, _OUTPUT_BYTES)


class _Zstd:
    """One Zstandard frame; its decompressor gives all output at once, so it is fed in small pieces."""

    def __init__(self) -> None:
        self._inner = zstandard.ZstdDecompressor().decompressobj()
        self._waiting = memoryview(b"")

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._waiting

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data + bytes(self._waiting)

    def decompress(self, data: bytes, /) -> bytes:
        if data:
            self._waiting = memoryview(data)
        piece, self._waiting = self._waiting[:_ZSTD_INPUT_BYTES], self._waiting[_ZSTD_INPUT_BYTES:]
        return self._inner.decompress(piece) if piece else b""


_MEMBERS: Final[dict[str, Callable[[], _Member]]] = {
    "gzip": _Gzip,
    "bzip2": lambda: _Blocks(bz2.BZ2Decompressor()),
    "xz": lambda: _Blocks(lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES)),
    "zstd": _Zstd,
}
