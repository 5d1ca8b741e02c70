"""The scorer of quantities counts what it says, and our own invented labels stay right."""

import gzip
import json
from pathlib import Path
from typing import Any

from flows.resources import reference_dir
from flows.steps.lexicon import load_lexicon
from tests.quality.quantities.measure import Said, f1, is_right, labels_of, ours, records_of, score


def record(spec: str, text: str, *labels: tuple[str, str, str, str | None, str | None]) -> dict[str, Any]:
    entities = []
    for surface, kind, value, unit, iso in labels:
        start = text.index(surface)
        entities.append(
            {"start": start, "end": start + len(surface), "type": kind, "value": value, "unit": unit, "iso": iso}
        )
    return {"spec": spec, "text": text, "entities": entities}


RECORDS = [
    record(
        "CurrencyModel", "The bridge cost 210 pence, or $ 4 million.", ("210 pence", "currency", "210", "Pence", None)
    ),
    record("CurrencyModel", "He paid 20 Canadian dollars.", ("20 C", "currency", "20", "Canadian dollar", "CAD")),
    record("DimensionModel", "a wall of 12 1/2 meters", ("12 1/2 meters", "dimension", "12.5", "Meter", None)),
    record("TemperatureModel", "it was 31 degrees celsius", ("31 d", "temperature", "31", "C", None)),
    record("AgeModel", "She is seven years old.", ("seven years old", "age", "7", "Year", None)),
    record("PercentModel", "thirty percent", ("thirty percent", "percentage", "30%", None, None)),
    record("NumberModel", "three and a half", ("three and a half", "number", "3.5", None, None)),
    record("quantities", "between 4 and 6 kg", ("between 4 and 6 kg", "quantity", "5", "kilogram", None)),
    record("quantities", "a rise of %", ("%", "quantity", "null", None, None)),
]


def test_our_labels_are_read_right_and_the_extra_money_costs_precision() -> None:
    counts = score(RECORDS, ours(load_lexicon(reference_dir())))
    assert counts["all"] == (8, 9, 8)
    assert counts["CurrencyModel"] == (2, 3, 2)
    assert 0.94 < f1(*counts["all"]) < 0.95


def test_a_wrong_value_unit_place_or_currency_is_not_right() -> None:
    label = Said(0, 5, (20.0,), "canadian dollar", "CAD", "currency")
    right = Said(2, 9, (20.0,), "dollar", "CAD", "money")
    assert is_right(label, right)
    wrongs = (
        right._replace(start=5),
        right._replace(values=(21.0,)),
        right._replace(unit="yen"),
        right._replace(code="USD"),
    )
    assert not any(is_right(label, wrong) for wrong in wrongs)
    assert not is_right(label, right._replace(values=(-20.0,)))


def test_labels_without_a_value_are_left_out() -> None:
    assert list(labels_of(RECORDS[-1])) == []


def test_records_are_read_from_a_folder(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "quantities.own.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(one) + "\n" for one in RECORDS)
    assert list(records_of(tmp_path)) == RECORDS
