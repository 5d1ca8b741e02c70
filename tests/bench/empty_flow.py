"""What a run cannot cost less than: the imports it needs, and a Prefect flow that does nothing.

Run as a script, so that nothing of copydesk is imported.
"""

import asyncio

import dbt.cli.main
import great_expectations
from prefect import flow


@flow
async def empty() -> None:
    """Do nothing."""


if __name__ == "__main__":
    assert dbt.cli.main.dbtRunner
    assert great_expectations.__version__
    asyncio.run(empty())
