"""An article's fields in colour and in a list: only our own colours reach the terminal."""

import datetime
import io
import re
from typing import Any

import pytest

from flows.commands.show_fields import facts, is_coloured, legend, text_lines

OURS = re.compile(r"\x1b\[[0-9;]*m")
TEXT = "😀 \x1b[2JAna Torv paid $5 on Monday.\r\u202e"
DAY = datetime.date(2026, 3, 2)


def shown(text: str = TEXT, **tables: list[dict[str, Any]]) -> dict[str, Any]:
    blocks = [{"role": "paragraph", "block_start": 100, "text": text}]
    return {"quotes": [], "dates": [], "figures": [], "mentions": [], "damage": [], "blocks": blocks} | tables


def mention(start: int, end: int, kind: str = "person", role: str | None = None) -> dict[str, Any]:
    return {
        "mention_start": start,
        "mention_end": end,
        "mention_text": "x",
        "kind": kind,
        "name": "X",
        "role_text": role,
    }


def at(surface: str) -> tuple[int, int]:
    start = 100 + TEXT.index(surface)
    return start, start + len(surface)


def test_a_field_is_coloured_and_what_the_page_holds_is_spelled_out() -> None:
    page = shown(mentions=[mention(*at("Ana Torv"))])
    assert text_lines(page, colours=True) == ["", "😀 \\x1b[2J\x1b[1;35mAna Torv\x1b[0m paid $5 on Monday.\\r\\u202e"]


def test_without_colours_no_escape_is_written() -> None:
    page = shown(mentions=[mention(*at("Ana Torv"))])
    assert text_lines(page, colours=False) == ["", "😀 \\x1b[2JAna Torv paid $5 on Monday.\\r\\u202e"]


def test_the_shorter_of_two_marks_shows_inside_the_longer() -> None:
    quote = {"quote_start": 100, "quote_end": 100 + len(TEXT)}
    [_, line] = text_lines(shown(quotes=[quote], mentions=[mention(*at("Torv"), "place")]), colours=True)
    assert "\x1b[32mAna \x1b[0m" not in line
    assert "Ana \x1b[0m\x1b[1;36mTorv\x1b[0m\x1b[32m paid" in line


@pytest.mark.parametrize("start", [0, 90, 99, 130, 500])
def test_a_mark_that_begins_or_ends_elsewhere_colours_its_part_alone(start: int) -> None:
    [_, line] = text_lines(shown(mentions=[mention(start, start + 20)]), colours=True)
    assert OURS.sub("", line) == text_lines(shown(), colours=False)[1]
    assert bool(OURS.search(line)) == (start in (90, 99, 130))


def test_a_colour_ends_with_its_line() -> None:
    lines = text_lines(shown("one\ntwo", mentions=[mention(100, 107)]), colours=True)
    assert lines == ["", "\x1b[1;35mone\x1b[0m", "\x1b[1;35mtwo\x1b[0m"]


def test_each_field_is_listed_with_its_evidence() -> None:
    date = {"date_start": 1, "date_end": 7, "date_text": "Monday", "kind": "date", "timex_value": "2026-03-02"}
    date |= {"resolved_start_on": DAY, "resolved_end_on": DAY, "anchor_on": DAY, "anchor_basis": "metadata"}
    week = date | {"resolved_end_on": datetime.date(2026, 3, 8), "anchor_on": None, "timex_value": None}
    lost = date | {"resolved_start_on": None, "anchor_on": None}
    figure = {
        "figure_start": 1,
        "figure_end": 3,
        "figure_text": "$5",
        "value": 5.0,
        "value_high": 6.5,
        "currency": "USD",
    }
    figure |= {"unit": None, "per": "day", "modality": "at_least", "object_text": "tax", "object_start": 5}
    figure |= {"object_end": 8, "as_of_start_on": DAY, "as_of_end_on": DAY, "source_text": "Ana"}
    figure |= {"source_start": 9, "source_end": 12}
    bare = dict.fromkeys(figure) | {"figure_start": 1, "figure_end": 3, "figure_text": "hundreds", "modality": "exact"}
    start, end = at("$5")
    damage = {"damage_start": start, "damage_end": end, "kind": "split_name", "detail": "Ken"}
    listed = facts(
        shown(
            dates=[date, week, lost],
            figures=[figure, bare],
            mentions=[
                mention(1, 2, role="mayor"),
                mention(3, 4, "place"),
                mention(5, 6) | {"name": None, "form": "description"},
            ],
            damage=[damage, damage | {"detail": None}],
        )
    )
    assert [(kind, text, detail) for kind, _, _, text, detail in listed] == [
        ("date", "Monday", "date 2026-03-02, is 2026-03-02, counted from 2026-03-02 (metadata)"),
        ("date", "Monday", "date without a value, is 2026-03-02 to 2026-03-08"),
        ("date", "Monday", "date 2026-03-02, unresolved"),
        ("figure", "$5", "5 to 6.5 USD per day, at least, of tax [5:8], as of 2026-03-02, says Ana [9:12]"),
        ("figure", "hundreds", "no value"),
        ("person", "x", "X: mayor"),
        ("place", "x", "X"),
        ("person", "x", "a description"),
        ("damage", "$5", "split_name: Ken"),
        ("damage", "$5", "split_name"),
    ]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "expected"),
    [
        (_Terminal(), {"TERM": "xterm"}, True),
        (_Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (_Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(stream: io.StringIO, environ: dict[str, str], expected: bool) -> None:
    assert is_coloured(stream, environ) is expected


def test_the_legend_names_each_colour_once() -> None:
    named = OURS.sub("", legend()).split()
    assert named == ["quote", "figure", "date", "person", "organisation", "place", "other", "damage"]
