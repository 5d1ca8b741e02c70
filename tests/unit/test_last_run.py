"""Whether a run has anything left to do is seen from the published file, exactly and without heavy imports."""

import subprocess
import sys
from datetime import UTC, timedelta
from pathlib import Path

import duckdb
import pendulum
import pytest

from tests.unit.test_warehouse_frames import NOW, document, run_and_publish
from warehouse.errors import WarehouseError
from warehouse.last_run import ingested_since, is_published
from warehouse.layout import Layout

MINUTE = timedelta(minutes=1)
SHORT = timedelta(microseconds=1)


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    layout = Layout.of(tmp_path_factory.mktemp("last") / "news.duckdb")
    for number in range(3):
        run_and_publish(layout, f"run-{number}", [document(f"{number}")], minute=number)
    return layout


@pytest.mark.parametrize(
    ("sources", "version", "since", "expected"),
    [
        (["pages"], "0.1.0", NOW, "run-2"),
        (["pages"], "0.1.0", NOW + 2 * MINUTE, "run-2"),
        (["pages"], "0.1.0", NOW + 2 * MINUTE + SHORT, None),
        (["pages", "more"], "0.1.0", NOW, None),
        (["pages'; DROP TABLE ops.runs; --"], "0.1.0", NOW, None),
        (["pages"], "0.2.0", NOW, None),
    ],
)
def test_a_later_run_over_the_same_sources_has_done_the_work(
    layout: Layout, sources: list[str], version: str, since: object, expected: str | None
) -> None:
    assert ingested_since(layout, sources, version, since) == expected


def test_the_instants_of_prefect_count_as_others_do(layout: Layout) -> None:
    # They are pendulum's; what these give for a difference cannot be divided.
    for since, expected in ((NOW + 2 * MINUTE, "run-2"), (NOW + 2 * MINUTE + SHORT, None)):
        instant = pendulum.instance(since.replace(tzinfo=UTC)).astimezone(UTC).replace(tzinfo=None)
        assert ingested_since(layout, ["pages"], "0.1.0", instant) == expected


def test_runs_are_known_by_name(layout: Layout) -> None:
    assert is_published(layout, "run-1")
    assert not is_published(layout, "run-9")
    assert not is_published(layout, "x' OR '1' = '1")
    assert not is_published(layout, "")


def test_where_nothing_is_or_nothing_of_ours_no_run_is_known(tmp_path: Path) -> None:
    nowhere = Layout.of(tmp_path / "none.duckdb")
    assert ingested_since(nowhere, ["pages"], "0.1.0", NOW) is None
    assert not is_published(nowhere, "run-1")
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute("CREATE TABLE t (n INTEGER)")
    other = Layout.of(tmp_path / "other.duckdb")
    assert ingested_since(other, ["pages"], "0.1.0", NOW) is None
    assert not is_published(other, "run-1")
    (tmp_path / "text.duckdb").write_text("no database")
    with pytest.raises(WarehouseError):
        ingested_since(Layout.of(tmp_path / "text.duckdb"), ["pages"], "0.1.0", NOW)


def test_the_question_costs_no_import_of_what_nobody_asked_for(layout: Layout) -> None:
    code = (
        "import sys; from datetime import datetime;"
        "from warehouse.last_run import ingested_since, is_published; from warehouse.layout import Layout;"
        f"layout = Layout.of({str(layout.published)!r});"
        "assert ingested_since(layout, ['pages'], '0.1.0', datetime(2000, 1, 1)) == 'run-2';"
        "assert is_published(layout, 'run-2');"
        "print(*sorted({'pandas', 'pyarrow', 'polars', 'great_expectations', 'dbt'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
