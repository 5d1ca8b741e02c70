"""The day of publication: which source gives it, and when a dateline without a year is one."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.steps.lexicon import Lexicon, load_lexicon
from tests.made_pages import read_and_parse

REFERENCE = Path(__file__).parents[2] / "seeds" / "reference"
PROSE = "Ferries along the coast stayed in port as a gale blew for a second day, the coast guard of the town said."


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(REFERENCE)


def published(folder: Path, lexicon: Lexicon, *records: dict[str, Any]) -> list[tuple[date | None, str, str | None]]:
    path = folder / "pages.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    batch, tables = read_and_parse(path, lexicon)
    texts = dict(batch.documents.select("document_id", "page_text").iter_rows())
    return [
        (
            row["published_on"],
            row["published_basis"],
            None
            if row["published_start"] is None
            else texts[row["document_id"]][row["published_start"] : row["published_end"]],
        )
        for row in tables["core.articles"].iter_rows(named=True)
    ]


def page(dateline: str, caption: str | None = None) -> str:
    lines = ["Ferries Stay in Port as Gale Batters Coast", *([caption] if caption else []), f"{dateline}{PROSE}", PROSE]
    return "\n\n".join(lines)


TAKEN = "A ferry rides at anchor off Bodo, Norway, on November 11, 2024. (Ivar Solheim/NTB)"
CASES: dict[str, tuple[str, str | None, tuple[date | None, str, str | None]]] = {
    "a dateline with its year": (
        page("BODO, Norway, Nov. 12, 2024 (Reuters) - "),
        None,
        (date(2024, 11, 12), "dateline", "Nov. 12, 2024"),
    ),
    "no year, and nothing else": (page("BODO, Norway, Nov 12 (Reuters) - "), None, (None, "none", None)),
    "the year of the picture": (
        page("BODO, Norway, Nov 12 (Reuters) - ", TAKEN),
        None,
        (date(2024, 11, 12), "dateline", "Nov 12"),
    ),
    "the day itself of the picture": (
        page("BODO, Norway, Nov 11 (Reuters) - ", TAKEN),
        None,
        (date(2024, 11, 11), "dateline", "Nov 11"),
    ),
    "over the turn of the year": (
        page("BODO, Norway, Jan. 3 (Reuters) - ", TAKEN),
        None,
        (date(2025, 1, 3), "dateline", "Jan. 3"),
    ),
    "day before month": (
        page("BODØ, 12 November (NTB) – ", TAKEN),
        None,
        (date(2024, 11, 12), "dateline", "12 November"),
    ),
    "a dateline before the picture is no day of it": (
        page("BODO, Norway, Nov 9 (Reuters) - ", TAKEN),
        None,
        (date(2024, 11, 11), "caption", "November 11, 2024"),
    ),
    "a picture of the archive gives no year": (
        page(
            "BODO, Norway, Nov 12 (Reuters) - ", TAKEN.replace("(Ivar Solheim/NTB)", "REUTERS/Ivar Solheim/File Photo")
        ),
        None,
        (None, "none", None),
    ),
    "the week before the fetch": (
        page("BODO, Norway, Nov 12 (Reuters) - "),
        "2024-11-14T08:00:00Z",
        (date(2024, 11, 12), "dateline", "Nov 12"),
    ),
    "the fetch in January": (
        page("BODO, Norway, Dec 31 (Reuters) - "),
        "2025-01-02T08:00:00Z",
        (date(2024, 12, 31), "dateline", "Dec 31"),
    ),
    "long before the fetch, any year": (
        page("BODO, Norway, Nov 12 (Reuters) - "),
        "2024-12-24T08:00:00Z",
        (None, "none", None),
    ),
    "29 February of a year that has none": (
        page("BODO, Norway, Feb 29 (Reuters) - "),
        "2023-03-02T08:00:00Z",
        (None, "none", None),
    ),
    "29 February": (
        page("BODO, Norway, Feb 29 (Reuters) - "),
        "2024-03-02T08:00:00Z",
        (date(2024, 2, 29), "dateline", "Feb 29"),
    ),
    "no day of any month": (
        page("BODO, Norway, Nov 31 (Reuters) - ", TAKEN),
        None,
        (date(2024, 11, 11), "caption", "November 11, 2024"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_day_of_publication(name: str, tmp_path: Path, lexicon: Lexicon) -> None:
    text, fetched_at, expected = CASES[name]
    record = {"id": "p", "text": text} | ({"fetched_at": fetched_at} if fetched_at else {})
    assert published(tmp_path, lexicon, record) == [expected]


def test_a_batch_gives_what_its_pages_give_alone(tmp_path: Path, lexicon: Lexicon) -> None:
    """A dateline must not borrow the picture or the fetch of a neighbour."""
    records: list[dict[str, Any]] = [
        {"id": str(number), "text": f"{text}\n\n{number} boats lay there.", **({"fetched_at": at} if at else {})}
        for number, (text, at, _) in enumerate(CASES.values())
    ]
    assert sorted(map(str, published(tmp_path, lexicon, *records))) == sorted(
        str(found) for record in records for found in published(tmp_path, lexicon, record)
    )
