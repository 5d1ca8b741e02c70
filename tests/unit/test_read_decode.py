"""Bytes become text by declaration, mark, UTF-8 and detection, and give their bytes back wherever possible."""

import pytest

from flows.steps.read.decode import NotTextError, declared_in_markup, decode

SENTENCES = {
    "french": "Le maire a répété que le vieux pont serait fermé dès l’été – « c’est déjà décidé », a-t-il ajouté.",
    "german": "Die Ministerin sagte, die Brücke über die Förde müsse früher überprüft werden als geplant.",
    "czech": "Žlutý vůz přijel příliš pozdě, řekl starosta; říční most zůstane zavřený ještě týden.",
    "russian": "Мэр сообщил, что старый мост закроют до конца месяца, а жители поедут в объезд.",
    "greek": "Ο δήμαρχος δήλωσε ότι η παλιά γέφυρα θα μείνει κλειστή μέχρι το τέλος του μήνα.",
    "turkish": "Belediye başkanı eski köprünün ay sonuna kadar kapalı kalacağını söyledi, işçiler bekliyor.",
    "hebrew": "ראש העיר אמר כי הגשר הישן יישאר סגור עד סוף החודש.",
    "arabic": "قال رئيس البلدية إن الجسر القديم سيبقى مغلقا حتى نهاية الشهر.",
    "korean": "시장은 낡은 다리를 이달 말까지 닫겠다고 밝혔다. 주민들은 우회로를 이용해야 한다.",
    "japanese": "市長は古い橋を今月末まで閉鎖すると述べた。住民は迂回路を使うことになる。",
    "chinese": "市长表示,旧桥将关闭到本月底,居民需要绕行。这一决定已经公布。",
    "taiwanese": "市長表示,舊橋將關閉到本月底,居民需要繞行。這一決定已經公布。",
    "english": "“We don’t know yet,” she said – the bridge will cost £5m…",
}
UNDECLARED = [
    ("french", "cp1252"),
    ("german", "cp1252"),
    ("english", "cp1252"),
    ("czech", "cp1250"),
    ("russian", "cp1251"),
    ("russian", "koi8_r"),
    ("greek", "cp1253"),
    ("turkish", "cp1254"),
    ("hebrew", "cp1255"),
    ("arabic", "cp1256"),
    ("korean", "cp949"),
    ("japanese", "shift_jis"),
    ("japanese", "euc_jp"),
    ("japanese", "iso2022_jp"),
    ("chinese", "gb18030"),
    ("taiwanese", "big5"),
]


@pytest.mark.parametrize(("language", "codec"), UNDECLARED)
@pytest.mark.parametrize("copies", [1, 8])
def test_undeclared_encodings_of_short_texts_are_found(language: str, codec: str, copies: int) -> None:
    text = "\n".join([SENTENCES[language]] * copies)
    decoded = decode(text.encode(codec))
    assert decoded.text == text
    assert decoded.text.encode(decoded.encoding) == text.encode(codec)
    assert decoded.is_exact


@pytest.mark.parametrize("language", sorted(SENTENCES))
@pytest.mark.parametrize(
    "declared", [None, "utf-8", "iso-8859-1", "windows-1252", "koi8-r", "no such charset", "hex", "utf-7"]
)
def test_utf8_with_letters_beyond_ascii_is_utf8_whatever_a_one_byte_declaration_says(
    language: str, declared: str | None
) -> None:
    text = SENTENCES[language]
    assert decode(text.encode(), declared) == (text, "utf-8", True)


@pytest.mark.parametrize(
    ("content", "declared", "text", "encoding"),
    [
        ("café".encode("cp1252"), "ISO-8859-1", "café", "cp1252"),
        ("“q”".encode("cp1252"), "latin1", "“q”", "cp1252"),
        ("мост".encode("koi8_r"), "KOI8-R", "мост", "koi8-r"),
        ("橋".encode("cp932"), "Shift_JIS", "橋", "cp932"),
        ("다리".encode("cp949"), "EUC-KR", "다리", "cp949"),
        ("谢谢".encode("gb18030"), "gb2312", "谢谢", "gb18030"),
        (b"plain", "utf-16", "plain", "utf-8"),
        ("wide".encode("utf-16-le"), "utf-16le", "wide", "utf-16-le"),
    ],
)
def test_declarations_are_read_as_browsers_read_them(content: bytes, declared: str, text: str, encoding: str) -> None:
    assert decode(content, declared)[:2] == (text, encoding)


@pytest.mark.parametrize(
    ("content", "text", "encoding", "is_exact"),
    [
        (b"\xef\xbb\xbfmark", "mark", "utf-8-sig", True),
        (b"\xef\xbb\xbf\xef\xbb\xbfmark", "\ufeffmark", "utf-8-sig", True),
        ("mark ü\r\n".encode("utf-16"), "mark ü\r\n", "utf-16", True),
        (b"\xfe\xff" + "mark".encode("utf-16-be"), "mark", "utf-16-be", False),
        ("no mark, only width".encode("utf-16-le"), "no mark, only width", "utf-16-le", True),
        ("no mark, only width".encode("utf-16-be"), "no mark, only width", "utf-16-be", True),
        ("bridge 橋".encode("utf-32"), "bridge 橋", "utf-32", True),
    ],
)
def test_marks_and_wide_texts(content: bytes, text: str, encoding: str, is_exact: bool) -> None:
    assert decode(content) == (text, encoding, is_exact)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a\0b", "binary"),
        (b"\0", "binary"),
        (bytes(range(256)), "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (b"\x01\x02\x03\x04", "binary"),
        ("NUL \0 in wide text".encode("utf-16"), "binary"),
        (b"\xef\xbb\xbfa\0", "binary"),
        ("lone \ud800 surrogate".encode("utf-8", "surrogatepass"), "undecodable"),
        (b"\xff\xfeabc", "undecodable"),
        (b"\xef\xbb\xbf\xff\xff\xff", "undecodable"),
        (bytes(range(128, 256)), "undecodable"),
    ],
)
def test_what_is_not_text_is_told_apart(content: bytes, reason: str) -> None:
    with pytest.raises(NotTextError) as caught:
        decode(content, fallbacks=())
    assert caught.value.reason == reason
    assert "\n" not in caught.value.detail


def test_mostly_valid_utf8_keeps_its_letters_and_marks_the_broken_ones() -> None:
    decoded = decode(("überall Brücken für Fußgänger, Häfen, Märkte " * 3).encode() + b"\xff end")
    assert decoded.text.endswith("\ufffd end")
    assert decoded.encoding == "utf-8"
    assert not decoded.is_exact


def test_utf8_cut_inside_its_last_character_is_utf8() -> None:
    assert decode(b"It closed\xe2\x80") == ("It closed\ufffd", "utf-8", False)
    assert decode("It is a café".encode("cp1252"))[:2] == ("It is a café", "cp1252")


def test_terminal_escapes_and_bidi_controls_stay_text() -> None:
    text = "red \x1b[31m alert \u202egnp.exe {0} %s <script> '; drop table"
    assert decode(text.encode()) == (text, "utf-8", True)


def test_a_long_legacy_text_is_detected_from_its_beginning() -> None:
    text = (SENTENCES["russian"] + "\n") * 3000
    assert decode(text.encode("cp1251"))[:2] == (text, "cp1251")


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b'<html><head><meta charset="windows-1251">', "windows-1251"),
        (b"<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=Shift_JIS'>", "Shift_JIS"),
        (b'<?xml version="1.0" encoding="iso-8859-2"?><html>', "iso-8859-2"),
        (b"<meta charset=utf-16>", None),
        (b"<p>charset=cp1251</p>", None),
        (b" " * 5000 + b"<meta charset=cp1251>", None),
    ],
)
def test_markup_declares_its_charset(head: bytes, charset: str | None) -> None:
    assert declared_in_markup(head) == charset
