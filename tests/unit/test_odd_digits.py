"""Days in digits of another script are no days, and stop no batch."""

from pathlib import Path

from flows import resources
from flows.pipeline import parse
from flows.steps.lexicon import load_lexicon
from flows.steps.read.batches import read_batches

PAGE = """Harbour of Vigo opens again

Published May 3, 20\u0662\u0664, \u0661\u0662:30 GMT

Cranes at the old quay of Vigo at dawn on May 3, 20\u0662\u0664. (AP)

VIGO, Spain, 3 May 20\u0662\u0664 (Reuters) - The harbour opened again on Monday, after a storm of nine days.

The mayor said that the first ships had left before noon, and that the fishing fleet would follow within the week.
"""


def test_a_year_in_digits_of_two_scripts_stops_no_batch(tmp_path: Path) -> None:
    source = tmp_path / "page.txt"
    source.write_text(PAGE, encoding="utf-8")
    lexicon = load_lexicon(resources.reference_dir())
    for batch in read_batches([source]):
        tables = parse(batch.documents, batch.sightings, batch.hints, batch.page_metadata, lexicon, ()).tables
    assert tables["core.articles"].height == 1
    assert tables["core.articles"]["published_on"].to_list() == [None]
