"""Measure how often value and unit are right on labelled quantity expressions, beside quantulum3 in the same run.

python -m tests.quality.quantities.measure --data DIR     # DIR holds quantities*.jsonl.gz

Records: ``text``, ``spec``, ``entities`` with ``start``, ``end``, ``value``, ``unit``, ``iso``; the labels are the
expectations of Recognizers-Text (one model a record: money alone, ages alone, …) and of quantulum3. A prediction is
right where it overlaps a label and says its value and unit. A model's records count predictions of that model's type
only; labels without a value are left out. Names of units are brought to one spelling (metre = meter, C = degree
Celsius); pence given as pounds count, and so does the middle of a range where the label gives one number. Of
NumberModel the value alone is asked for. quantulum3 is no dependency: where it is not installed its lines are left out.
"""

import argparse
import gzip
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from flows.resources import reference_dir
from flows.steps.extract.figures import marked, read_text, starts_of
from flows.steps.extract.figures_names import Setting
from flows.steps.extract.figures_reader import Figure
from flows.steps.lexicon import Lexicon, load_lexicon


class Said(NamedTuple):
    """A quantity as a label or a system gives it, its unit folded."""

    start: int
    end: int
    values: tuple[float, ...]
    unit: str
    code: str | None
    type: str


SPELLINGS = {
    "meter": "metre",
    "liter": "litre",
    "gramme": "gram",
    "metric ton": "tonne",
    "c": "degree celsius",
    "f": "degree fahrenheit",
    "%": "percent",
    "percentage": "percent",
    "pence": "pound",
    "penny": "pound",
    "dime": "dollar",
    "ruble": "rouble",
    "pound-mass": "pound",
    "dimensionless": "",
    "count": "time",
}
TYPES = {
    "currency": {"money"},
    "percentage": {"share"},
    "age": {"age"},
    "dimension": {"measure", "temperature"},
    "temperature": {"temperature"},
}


def fold(unit: str | None) -> str:
    """Bring the name of a unit to one spelling."""
    text = (unit or "").lower().replace("gramme", "gram").replace("meter", "metre").replace("liter", "litre")
    parts = [SPELLINGS.get(part.strip(), part.strip()) for part in text.split(" per ")]
    return " per ".join(parts)


def labels_of(record: dict[str, Any]) -> Iterator[Said]:
    """Give the labels of a record that have a value."""
    for label in record["entities"]:
        value = str(label["value"]).rstrip("%")
        if label["value"] is None or value == "null":
            continue
        kind = label["type"]
        unit = "percent" if kind == "percentage" else fold(label["unit"])
        yield Said(label["start"], label["end"], (float(value),), unit, label.get("iso"), kind)


def ours(lexicon: Lexicon) -> Callable[[str], list[Said]]:
    """Make a reader of our own figures; numbers with no unit count, because the labels hold them too."""
    setting = Setting(lexicon.figures, lexicon.months, is_headline=False, keeps_bare=True)
    names = {money.currency: money.unit for money in lexicon.figures.codes.values()}

    def read(text: str) -> list[Said]:
        found: list[Said] = []
        frame = marked(pl.DataFrame({"text": [text]}), lexicon.figures)
        for _, plain, marks in frame.select("text", "plain", "marks").iter_rows():
            found.extend(_said(figure, names) for figure in read_text(plain, starts_of(marks), [], setting))
        return found

    return read


def _said(figure: Figure, names: dict[str | None, str]) -> Said:
    values = [figure.value] if figure.value is not None else []
    if figure.value is not None and figure.value_high is not None:
        values = [figure.value, figure.value_high, (figure.value + figure.value_high) / 2]
    is_temperature = (figure.unit or "").startswith(("degree", "kelvin"))
    kind = "temperature" if is_temperature else figure.kind
    unit = names.get(figure.currency, figure.unit) if figure.currency else figure.unit
    if figure.kind == "money" and figure.value is not None:
        values += [figure.value * 100, figure.value * 10] if figure.currency in ("GBP", "USD") else []
    if figure.kind == "count" and figure.unit != "time":
        unit = None
    full = fold(unit) + (f" per {fold(figure.per)}" if figure.per else "")
    return Said(figure.start, figure.end, tuple(values), full, figure.currency, kind)


def theirs() -> Callable[[str], list[Said]] | None:
    """Make a reader of quantulum3's quantities; None where it is not installed."""
    try:
        from quantulum3 import parser
    except ImportError:
        return None

    def read(text: str) -> list[Said]:
        found = []
        for quantity in parser.parse(text):
            entity, name = quantity.unit.entity.name, quantity.unit.name
            kind = {"currency": "money", "temperature": "temperature", "angle": "temperature"}.get(entity, "measure")
            kind = "share" if name == "percentage" else "age" if entity == "time" else kind
            kind = "number" if name == "dimensionless" else kind
            start, end = quantity.span
            money = quantity.unit.currency_code if entity == "currency" else None
            found.append(Said(start, end, (float(quantity.value),), fold(name), money, kind))
        return found

    return read


def is_right(label: Said, said: Said) -> bool:
    """Tell whether a prediction says what a label says."""
    if not (said.start < label.end and label.start < said.end):
        return False
    wanted = label.values[0]
    if not any(math.isclose(abs(value), abs(wanted), rel_tol=1e-6) and value * wanted >= 0 for value in said.values):
        return False
    if label.type == "number":
        return True
    if label.type == "currency":
        same_name = label.unit.split(" ")[-1].rstrip("s") == said.unit.split(" per ")[0].split(" ")[-1].rstrip("s")
        return same_name and (label.code is None or said.code in (None, label.code))
    if " per " not in label.unit:
        return label.unit == said.unit.split(" per ")[0] or (label.unit == "degree" and said.unit.startswith("degree"))
    return label.unit == said.unit


def records_of(folder: Path) -> Iterator[dict[str, Any]]:
    """Read the labelled records of a folder."""
    for path in sorted(folder.glob("quantities*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def score(records: Iterable[dict[str, Any]], read: Callable[[str], Sequence[Said]]) -> dict[str, tuple[int, int, int]]:
    """Count, by model: labels, predictions, right ones."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for record in records:
        labels = list(labels_of(record))
        model = record["spec"]
        types = TYPES.get(model.removesuffix("Model").lower().replace("percent", "percentage"))
        said = [one for one in read(record["text"]) if types is None or one.type in types]
        right = sum(any(is_right(label, one) for one in said) for label in labels)
        for key in (model, "all"):
            counts[key][0] += len(labels)
            counts[key][1] += len(said)
            counts[key][2] += right
    return {key: (count[0], count[1], count[2]) for key, count in counts.items()}


def f1(labelled: int, said: int, right: int) -> float:
    """Give the harmonic mean of precision and recall."""
    return 2 * right / max(1, labelled + said)


def main() -> None:
    """Print a line for each model and system."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--misses", action="store_true", help="print what is not right")
    given = arguments.parse_args()
    records = list(records_of(given.data))
    readers: dict[str, Callable[[str], list[Said]] | None] = {"copydesk": ours(load_lexicon(reference_dir()))}
    readers["quantulum3"] = theirs()
    for system, read in readers.items():
        if read is None:
            sys.stderr.write("quantulum3 is not installed: its lines are left out\n")
            continue
        for model, (labelled, said, right) in sorted(score(records, read).items()):
            recall, precision = right / max(1, labelled), right / max(1, said)
            print(
                f"{system:<11} {model:<17} labels {labelled:>4} right {recall:.3f} precision {precision:.3f} "
                f"f1 {f1(labelled, said, right):.3f}"
            )
        if given.misses and system == "copydesk":
            _misses(records, read)


def _misses(records: Sequence[dict[str, Any]], read: Callable[[str], list[Said]]) -> None:
    for record in records:
        said = read(record["text"])
        for label in labels_of(record):
            if not any(is_right(label, one) for one in said):
                print("  ", record["spec"], repr(record["text"][:90]), label, "|", [tuple(one) for one in said])


if __name__ == "__main__":
    main()
