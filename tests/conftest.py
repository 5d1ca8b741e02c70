"""What every test shares: no environment of the developer's, no telemetry, seeded hypothesis."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("copydesk", derandomize=True, deadline=None, database=None, print_blob=True)
settings.load_profile("copydesk")

_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
}
# Settings of the person who runs the tests must not decide whether they pass.
_OURS = "COPYDESK_TEST_"  # what the tests themselves are told
_FOREIGN = (
    *("PREFECT_API_URL", "PREFECT_API_KEY"),
    *(name for name in os.environ if name.startswith("COPYDESK_") and not name.startswith(_OURS)),
)


@pytest.fixture(autouse=True, scope="session")
def clean_environment() -> Iterator[None]:
    """Take the developer's settings out of the environment, for this process and those it starts."""
    patch = pytest.MonkeyPatch()
    for name in _FOREIGN:
        patch.delenv(name, raising=False)
    for name, value in _QUIET.items():
        patch.setenv(name, value)
    yield
    patch.undo()
