"""Turn bytes into text and name the codec, so that the text encoded again gives the bytes wherever that is possible.

In order: a byte order mark; ISO-2022 escapes; strict UTF-8 (text that is valid UTF-8 with letters beyond ASCII is
UTF-8 whatever a one-byte declaration says); the declared charset (HTTP header, ``<meta charset>``, XML declaration),
read as browsers read it; mostly valid UTF-8 with a few broken bytes; charset-normalizer with the evidence it lacks for
short news texts; the fallbacks of the settings. A NUL makes bytes binary, a lone surrogate makes them undecodable.
"""

import codecs
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from charset_normalizer import from_bytes

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WEB: Final = {  # what browsers take a declared charset for (https://encoding.spec.whatwg.org/#names-and-labels)
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
}
_LABELS: Final = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ks_c_5601-1987": "cp949",
    "windows-949": "cp949",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "windows-874": "cp874",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
}
_SINGLE_BYTE: Final = re.compile(r"cp125\d|cp874|cp866|iso8859-\d+|koi8-[rtu]|mac-(?:roman|cyrillic)")
_MULTI_BYTE: Final = re.compile(
    r"cp932|cp949|gb18030|big5hkscs|euc_jp|iso2022_jp|iso2022_kr|johab|utf-8|utf-16(?:-[lb]e)?"
)
_LEGACY_MULTI_BYTE: Final = frozenset({"cp932", "cp949", "gb18030", "big5hkscs", "euc_jp", "johab"})
_ASCII: Final = frozenset(range(128))
_META_CHARSET: Final = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML_ENCODING: Final = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})")
_DECLARATION_BYTES: Final = 4096
_SAMPLE_BYTES: Final = 1 << 16
_CONTROLS: Final = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b\b") + b"\x7f"
_CONTROL_SHARE: Final = 0.05
_CANDIDATES: Final = (  # the order decides between equally good readings
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1254",
    "cp1253",
    "cp1257",
    "cp1255",
    "cp1256",
    "koi8_r",
    "gb18030",
    "big5",
    "cp949",
    "cp932",
    "euc_jp",
)
_TIE: Final = 0.02
_CAPITALS_WEIGHT: Final = 0.2
_KANA: Final = re.compile("[\u3041-\u30fe]")
_HALF_KANA: Final = re.compile("[\uff61-\uff9f]")
_NOT_ASCII: Final = re.compile("[^\x00-\x7f]")
_TURKISH: Final = re.compile("[ğışĞİŞ]")
_ICELANDIC: Final = re.compile("[áíúæ]")
_PRINTERS_MARKS: Final = frozenset(b"\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa7\xa9\xae\xb0\xb7\xbd")


class Decoded(NamedTuple):
    """Text and the Python codec that read it; ``is_exact`` tells whether encoding gives the bytes back."""

    text: str
    encoding: str
    is_exact: bool


class NotTextError(ValueError):
    """Bytes that cannot be read as text.

    Attributes:
        reason: ``binary`` or ``undecodable``.
        detail: What a person needs to understand it, in one line.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def decode(content: bytes, declared: str | None = None, fallbacks: Sequence[str] = ("cp1252",)) -> Decoded:
    """Read bytes as text.

    Args:
        content: The bytes of a page.
        declared: The charset something says they have, under any of its names; NULL (None) or unknown names count
            as no declaration.
        fallbacks: Codecs tried at last, in order.

    Returns:
        The text without its byte order mark, and the codec.

    Raises:
        NotTextError: If the bytes are not text (``binary``) or no codec reads them (``undecodable``).
    """
    if b"\0" not in content and not content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if b"\x1b" not in content:
            plain = _strict(content, "utf-8")
            if plain is not None and (plain.isascii() or _codec(declared) not in _LEGACY_MULTI_BYTE):
                _refuse_controls(content)
                return Decoded(plain, "utf-8", is_exact=True)
        return _decode_carefully(content, _codec(declared), fallbacks)
    return _decode_wide(content, _codec(declared))


def declared_in_markup(content: bytes) -> str | None:
    """Find the charset an HTML page declares about itself.

    Args:
        content: The page's bytes.

    Returns:
        The name as declared in the first 4 KB (XML declaration first, then ``<meta>``), or None.
    """
    head = content[:_DECLARATION_BYTES]
    match = _XML_ENCODING.search(head) or _META_CHARSET.search(head)
    if match is None:
        return None
    name = match.group(1).decode("ascii")
    return None if name.lower().startswith(("utf-16", "utf-32")) else name  # it was read as ASCII, so it is neither


def _codec(label: str | None) -> str | None:
    """Give the Python codec for a declared name; None for unknown names and for codecs that are not charsets."""
    if not label:
        return None
    plain = label.strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(plain, plain)).name
    except (LookupError, ValueError):
        return None
    name = _WEB.get(name, name)
    return name if _SINGLE_BYTE.fullmatch(name) or _MULTI_BYTE.fullmatch(name) else None


def _strict(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _refuse_controls(content: bytes) -> None:
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if controls and controls > len(content) * _CONTROL_SHARE:
        raise NotTextError("binary", f"{controls} of {len(content)} bytes are control characters")


def _decode_wide(content: bytes, declared: str | None) -> Decoded:
    """Read bytes that hold a NUL or begin with a byte order mark."""
    for bom, codec in _BOMS:
        if content.startswith(bom):
            text = _strict(content if codec in {"utf-8-sig", "utf-16", "utf-32"} else content[len(bom) :], codec)
            if text is None:
                if codec == "utf-8-sig":
                    return _decode_damaged_bom(content)
                break
            if "\0" in text:
                raise NotTextError("binary", "a NUL character stands in the text")
            return Decoded(text, codec, is_exact=_is_exact(content, text, codec))
    zeros = content.count(b"\0")
    for codec, high in (("utf-16-le", content[1::2]), ("utf-16-be", content[0::2])):
        if declared in {codec, "utf-16"} or (len(content) >= 8 and high.count(b"\0") == zeros > 0.4 * len(high)):
            text = _strict(content, codec)
            if text is not None and "\0" not in text:
                return Decoded(text, codec, is_exact=True)
    if zeros:
        raise NotTextError("binary", f"{zeros} of {len(content)} bytes are NUL")
    raise NotTextError("undecodable", "it begins with a byte order mark that the rest does not keep to")


def _decode_damaged_bom(content: bytes) -> Decoded:
    if b"\0" in content:
        raise NotTextError("binary", f"{content.count(0)} of {len(content)} bytes are NUL")
    damaged = _mostly(content, "utf-8-sig")
    if damaged is None:
        raise NotTextError("undecodable", "it begins with a UTF-8 mark and is not UTF-8")
    return damaged


def _decode_carefully(content: bytes, declared: str | None, fallbacks: Sequence[str]) -> Decoded:
    """Read bytes that are not plainly UTF-8: every reading is tried, none is trusted before it fits."""
    _refuse_controls(content)
    if b"\x1b$" in content:
        for codec in ("iso2022_jp", "iso2022_jp_2", "iso2022_kr"):
            text = _strict(content, codec)
            if text is not None:
                return Decoded(text, codec, is_exact=_is_exact(content, text, codec))
    if declared in _LEGACY_MULTI_BYTE:
        text = _strict(content, declared)
        if text is not None:
            return Decoded(text, declared, is_exact=_is_exact(content, text, declared))
    text = _strict(content, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8", is_exact=True)
    if _has_only_surrogate_faults(content):
        raise NotTextError("undecodable", "UTF-16 surrogates stand in UTF-8")
    if declared is not None and declared != "utf-8":
        text = _strict(content, declared)
        if text is not None and "\0" not in text:
            return Decoded(text, declared, is_exact=_is_exact(content, text, declared))
    return _guess(content, declared, fallbacks)


def _guess(content: bytes, declared: str | None, fallbacks: Sequence[str]) -> Decoded:
    if _is_cut_utf8(content):
        return Decoded(content.decode("utf-8", "replace"), "utf-8", is_exact=False)
    for codec in ("utf-8", declared):
        damaged = _mostly(content, codec) if codec else None
        if damaged is not None:
            return damaged
    for codec in (*_detected(content), *fallbacks):
        text = _strict(content, codec)
        if text is not None and "\0" not in text:
            return Decoded(text, codec, is_exact=_is_exact(content, text, codec))
    raise NotTextError("undecodable", "no character encoding fits its bytes")


def _mostly(content: bytes, codec: str) -> Decoded | None:
    """Read with U+FFFD for broken bytes where at least ten good characters beyond ASCII stand against each."""
    text = content.decode(codec, "replace")
    broken = text.count("\ufffd")
    good = len(_NOT_ASCII.findall(text)) - broken
    return Decoded(text, codec, is_exact=False) if good >= 10 * broken else None


def _is_cut_utf8(content: bytes) -> bool:
    """Tell UTF-8 that ends inside a character (a fetch with a size limit) from a last letter of another codec."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end == len(content) and error.start <= len(content) - 2 and "end of data" in error.reason
    return False


def _has_only_surrogate_faults(content: bytes) -> bool:
    try:
        content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _is_exact(content: bytes, text: str, codec: str) -> bool:
    try:
        return text.encode(codec) == content
    except (UnicodeError, ValueError):
        return False


def _detected(content: bytes) -> list[str]:
    """List the codecs that fit, the likeliest first; the sample is cut at a line end, so no character is cut."""
    sample = content
    if len(content) > _SAMPLE_BYTES:
        cut = content.rfind(b"\n", 0, _SAMPLE_BYTES)
        sample = content[: cut if cut > 0 else _SAMPLE_BYTES]
    if set(sample) - _ASCII <= _PRINTERS_MARKS:
        return ["cp1252"]  # ASCII with typographic quotes and dashes: every Windows code page has them there
    kana = _japanese(sample)
    if kana is not None:
        return [kana]
    matches = list(from_bytes(sample, cp_isolation=list(_CANDIDATES)))
    if not matches:
        return []
    scores: dict[str, float] = {}
    for match in matches:
        score = match.coherence - match.chaos - _CAPITALS_WEIGHT * _capital_share(sample, match.encoding)
        for codec in (match.encoding, *match.could_be_from_charset):
            scores[codec] = max(score, scores.get(codec, score))
    best = max(scores.values())
    fitting = [codec for codec in _CANDIDATES if scores.get(codec, best - 1) >= best - _TIE]
    if "cp1252" in fitting and _is_turkish(sample):
        return ["cp1254", *fitting]
    return fitting


def _capital_share(sample: bytes, codec: str) -> float:
    """Measure how much of the letters beyond ASCII are capitals: one Cyrillic code reads another's small letters so."""
    letters = [letter for letter in sample[:4096].decode(codec, "ignore") if letter > "\x7f" and letter.isalpha()]
    return sum(letter.isupper() for letter in letters) / len(letters) if letters else 0.0


def _japanese(sample: bytes) -> str | None:
    """Tell Japanese by its kana, which wrong readings of other scripts do not give."""
    for codec in ("cp932", "euc_jp"):
        text = sample.decode(codec, "ignore")
        foreign = len(_NOT_ASCII.findall(text))
        is_whole = len(text.encode(codec, "ignore")) >= len(sample) - 2
        if is_whole and len(_KANA.findall(text)) > 0.25 * foreign and len(_HALF_KANA.findall(text)) < 0.05 * foreign:
            return codec
    return None


def _is_turkish(sample: bytes) -> bool:
    text = sample.decode("cp1254", "ignore")
    return bool(_TURKISH.search(text)) and not _ICELANDIC.search(text)
