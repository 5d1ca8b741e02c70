"""The two kinds of expectation every suite is made of: no row may fail, or a share may not exceed its tolerance.

Both are Great Expectations' ``UnexpectedRowsExpectation`` with one metric in place of two: the library runs the query
once for the rows and once for their count; here one statement gives both, in an order that does not depend on threads.
"""

from typing import Any, ClassVar, Final

from great_expectations.compatibility import pydantic
from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.metrics.metric_provider import MetricProvider, metric_value

NAMED_ROWS: Final = 5
"""How many failing rows are named."""

_COUNT_COLUMN: Final = "copydesk_failing_row_count"


class FailingRowsMetric(MetricProvider):
    """Count the rows a query returns and fetch the first of them."""

    metric_name = "copydesk.failing_rows"
    domain_keys = ("batch_id", "row_condition", "condition_parser")
    value_keys = ("unexpected_rows_query",)

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls,  # noqa: N805 - the decorator makes it a class method
        execution_engine: SqlAlchemyExecutionEngine,
        metric_domain_kwargs: dict[str, Any],  # noqa: ARG002 - named by the caller
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],  # noqa: ARG002
        runtime_configuration: dict[str, Any],  # noqa: ARG002
    ) -> dict[str, Any]:
        """Return ``row_count`` and ``rows``, the first failing rows by all their columns."""
        statement = (
            f"with failing as materialized (\n{metric_value_kwargs['unexpected_rows_query']}\n)\n"  # noqa: S608 - ours
            f"select (select count(*) from failing) as {_COUNT_COLUMN}, * from failing\n"
            f"order by all limit {NAMED_ROWS}"
        )
        with execution_engine.get_connection() as connection:
            try:
                # As the driver takes it: SQLAlchemy's text() would read a colon as the beginning of a parameter.
                cursor = connection.exec_driver_sql(statement)
                found = [dict(row._mapping) for row in cursor.fetchall()]
            except Exception:
                # DuckDB refuses every further statement of a transaction in which one has failed.
                connection.rollback()
                raise
        row_count = found[0][_COUNT_COLUMN] if found else 0
        rows = [{name: value for name, value in row.items() if name != _COUNT_COLUMN} for row in found]
        return {"row_count": row_count, "rows": rows}


class ExpectNoFailingRows(UnexpectedRowsExpectation):
    """Expect a query that looks for broken rows to return none."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("copydesk.failing_rows",)

    @pydantic.validator("unexpected_rows_query")
    def _validate_query(cls, query: str) -> str:  # noqa: N805 - pydantic 1 passes the class
        """Take the query as it stands: it names its tables itself, and its braces are SQL."""
        return query

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002 - named by the caller
        execution_engine: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        """Succeed where no row was found."""
        found = metrics["copydesk.failing_rows"]
        return {
            "success": found["row_count"] == 0,
            "result": {"observed_value": found["row_count"], "details": {"unexpected_rows": found["rows"]}},
        }


class ExpectShareToBeTolerated(ExpectNoFailingRows):
    """Expect the share a query measures not to exceed its tolerance."""

    max_share: float
    judged_from: int

    success_keys: ClassVar[tuple[str, ...]] = ("unexpected_rows_query", "max_share", "judged_from")

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002 - named by the caller
        execution_engine: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        """Succeed where the share is small enough, or measured on too few rows to say anything."""
        (row,) = metrics["copydesk.failing_rows"]["rows"]
        share, judged = row["share"], row["judged_count"]
        is_success = share is None or judged < self.judged_from or share <= self.max_share
        return {"success": is_success, "result": {"observed_value": share, "details": {"measured": row}}}
