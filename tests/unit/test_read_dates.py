"""Dates that machines write are read in any fashion; what is ambiguous or no date is NULL, never a crash."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from flows.steps.read.dates import UNKNOWN, parse_instant


def at(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp()) * 1_000_000  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-12-29T10:11:12Z", at(2024, 12, 29, 10, 11, 12)),
        ("2024-12-29T10:11:12+02:00", at(2024, 12, 29, 8, 11, 12)),
        ("2024-12-29T10:11:12+0530", at(2024, 12, 29, 4, 41, 12)),
        ("2024-12-29 10:11:12", at(2024, 12, 29, 10, 11, 12)),
        ("2024-12-29 10:11:12 UTC", at(2024, 12, 29, 10, 11, 12)),
        ("2024-12-29 10:11:12 +01:00", at(2024, 12, 29, 9, 11, 12)),
        ("2024-12-29T10:11:12.123456789Z", at(2024, 12, 29, 10, 11, 12) + 123456),
        ("2024/12/29 10:11", at(2024, 12, 29, 10, 11)),
        ("20241229101112", at(2024, 12, 29, 10, 11, 12)),
        ("Sun, 29 Dec 2024 10:11:12 GMT", at(2024, 12, 29, 10, 11, 12)),
        ("Sun, 29 Dec 2024 10:11:12 -0500", at(2024, 12, 29, 15, 11, 12)),
        ("Sun Dec 29 2024 10:11:12 GMT+0100 (Central European Standard Time)", at(2024, 12, 29, 9, 11, 12)),
        (1735467072, at(2024, 12, 29, 10, 11, 12)),
        (1735467072.5, at(2024, 12, 29, 10, 11, 12) + 500_000),
        (1735467072000, at(2024, 12, 29, 10, 11, 12)),
        (1735467072000000, at(2024, 12, 29, 10, 11, 12)),
        (1735467072000000000, at(2024, 12, 29, 10, 11, 12)),
        ("1735467072", at(2024, 12, 29, 10, 11, 12)),
        (datetime(2024, 12, 29, 10, tzinfo=timezone(timedelta(hours=2))), at(2024, 12, 29, 8)),
        (datetime(2024, 12, 29, 10), at(2024, 12, 29, 10)),
    ],
)
def test_instants(value: object, expected: int) -> None:
    assert parse_instant(value) == (expected, False)


@pytest.mark.parametrize(
    "value",
    [
        "2024-12-29",
        " 2024-12-29 ",
        "20241229",
        "2024/12/29",
        "2024.12.29",
        "29 December 2024",
        "29. December 2024",
        "29th Dec 2024",
        "29-Dec-2024",
        "Sunday, December 29, 2024",
        "Sun 29 Dec 2024",
        "Dec. 29, 2024",
        "12/29/2024",
        "29.12.2024",
        "29.12.2024, 10:11 Uhr",
        "Sun, 12/29/2024 - 10:11",
        "29 Dec 2024 at 10:11",
        "December 29, 2024, 11:11 p.m. ET",
        "29 Dec, 2024 03:44 PM",
        "2024-12-29EST10:11",
        "2024-12-29T10:11:12.123+01:00[Europe/Berlin]",
        date(2024, 12, 29),
    ],
)
def test_plain_days(value: object) -> None:
    assert parse_instant(value) == (at(2024, 12, 29), True)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "   ",
        "yesterday",
        "03/04/2024",
        "03/04/2024 - 10:11",
        "99.99.2024 10:11",
        "read it at 10:11",
        "2024-02-30",
        "2024-13-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "0000-00-00 00:00:00",
        "2024",
        2024,
        0,
        -1,
        True,
        float("nan"),
        float("inf"),
        10**40,
        "9" * 40,
        "٢٠٢٤-١٢-٢٩",
        "2024-12-29T10:11:12Z" + " " * 100 + "x",
        [],
        {},
        ["2024-12-29"],
        b"2024-12-29",
        "\ud800",
        "(((((((((((((((((((((:",
        "Sun, 99 Dec 2024 99:99:99 GMT",
        "12:",
    ],
)
def test_what_cannot_be_read_is_null(value: object) -> None:
    assert parse_instant(value) == UNKNOWN


def test_a_day_that_is_the_same_either_way_is_read() -> None:
    assert parse_instant("04/04/2024") == (at(2024, 4, 4), True)


def test_between_full_stops_the_day_stands_first() -> None:
    assert parse_instant("03.04.2024") == parse_instant("03.04.2024 10:11") == (at(2024, 4, 3), True)
