"""The three deployments: what prefect.yaml says, and what the form of the UI is given to show."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]


def deployments() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    return found


def test_there_are_three_and_each_names_its_flow() -> None:
    from prefect.flows import load_flow_from_entrypoint

    assert [deployment["name"] for deployment in deployments()] == ["ingest", "nightly", "backfill"]
    for deployment in deployments():
        path, name = deployment["entrypoint"].split(":")
        assert load_flow_from_entrypoint(f"{ROOT / path}:{name}").name == deployment["name"] == name
        assert "concurrency_limit" not in deployment


def test_ingest_is_hourly_and_nightly_is_daily() -> None:
    crons = {one["name"]: [schedule["cron"].split() for schedule in one["schedules"]] for one in deployments()}
    [[_, *hourly]], [[_, hour, *daily]] = crons["ingest"], crons["nightly"]
    assert hourly == ["*"] * 4
    assert hour.isdecimal()
    assert daily == ["*"] * 3
    assert crons["backfill"] == []


@pytest.mark.parametrize("name", ["ingest", "nightly", "backfill"])
def test_every_parameter_is_typed_and_explained(name: str) -> None:
    from prefect.utilities.callables import parameter_schema

    from flows import deployments as module

    flow: Any = getattr(module, name)
    schema = parameter_schema(flow).model_dump()
    assert schema["properties"]
    for parameter, field in schema["properties"].items():
        assert len(field.get("description", "")) > 20, parameter
        assert "default" in field, parameter
        assert {"type", "anyOf", "enum", "$ref"} & field.keys(), parameter
    assert flow.description.splitlines()[0].endswith(".")


def test_the_form_knows_choices_limits_days_and_the_parts_of_a_source() -> None:
    from prefect.utilities.callables import parameter_schema

    from flows.deployments import backfill, ingest

    schema = parameter_schema(ingest).model_dump()
    assert schema["properties"]["when_busy"]["enum"] == ["skip", "wait", "cancel"]
    assert schema["properties"]["wait_seconds"]["maximum"] == 86_400
    source = schema["definitions"]["SourceTable"]["properties"]
    assert source.keys() == {"path", "pattern", "publisher"}
    assert all(field["description"] for field in source.values())
    day = parameter_schema(backfill).model_dump()["properties"]["fetched_from"]
    assert {"type": "string", "format": "date"} in day["anyOf"]
