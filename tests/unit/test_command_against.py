"""``copydesk show A --against B``: marked words, colours on a terminal alone, and nothing of a page acts."""

import io
import json
from typing import Any

from flows.commands.against import measure, show_against

BODY = " ".join(f"word{n}" for n in range(90))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def article(article_id: str, body: str | None, headline: str = "Ship waits", **more: object) -> dict[str, Any]:
    names = ("byline", "agency", "published_on", "published_at", "published_basis", "word_count")
    values = dict.fromkeys(names) | {"article_id": article_id, "headline": headline, "body_text": body} | more
    return {"article": values, "sightings": [{"publisher": None, "url": "https://herald.example/1"}]}


ORIGINAL = article("a-0", f"{BODY} The tide \x1b[2Jcame. It rose.")
COPY = article("b-0", f"{BODY} The tide came late.\n\nIt \u202erose.", headline="Ship moves")


def written(layout: str, stream: io.StringIO) -> str:
    show_against(COPY, ORIGINAL, layout, stream)
    return stream.getvalue()


def test_a_pipe_gets_plain_marks_and_a_long_shared_stretch_is_cut_short() -> None:
    shown = written("table", io.StringIO())
    assert "headline    Ship [-waits-] {+moves+}" in shown
    assert "words the same" in shown
    assert "word40" not in shown
    assert "The tide [-\\x1b[2Jcame.-] {+came late.+}\n\nIt [-rose.-] {+\\u202erose.+}" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_a_terminal_gets_our_colours_and_none_of_the_pages(monkeypatch: Any) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    shown = written("table", Terminal())
    assert "\x1b[31;9mwaits\x1b[0m \x1b[32mmoves\x1b[0m" in shown
    assert "\x1b[2J" not in shown
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in written("table", Terminal())


def test_json_and_csv_give_every_piece_with_its_place() -> None:
    shown = json.loads(written("json", io.StringIO()))
    assert shown["headline"][1]["kind"] == "cut"
    assert shown["original"]["article_id"] == "a-0"
    assert 0.8 < shown["similarity"] < 1
    for piece in shown["body"]:
        side, place = (ORIGINAL, "original") if piece["kind"] == "cut" else (COPY, "copy")
        assert side["article"]["body_text"][piece[f"{place}_start"] : piece[f"{place}_end"]] == piece["text"]
    assert written("csv", io.StringIO()).startswith("part,kind,original_start,original_end,copy_start,copy_end,text\n")


def test_shares_have_a_direction() -> None:
    measured = measure(BODY, BODY + " " + " ".join(f"more{n}" for n in range(90)))
    assert measured["original_share"] == 1
    assert 0.45 < measured["copy_share"] < 0.5
    assert measure(None, BODY) == {"similarity": 0, "original_share": 0, "copy_share": 0}
