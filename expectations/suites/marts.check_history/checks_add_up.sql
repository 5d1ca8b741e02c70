-- expects: Every expectation that was ever checked has one row, whose counts are those of ops.checks.
-- failing means: A join of the model multiplies or drops what was checked.
-- severity: error
with checks as (
    select
        suite,
        expectation,
        count(*) as run_count,
        count(*) filter (not is_success) as failed_run_count,
        max(checked_at) as last_checked_at
    from ops.checks
    group by suite, expectation
),

shown as (
    select *, count(*) over (partition by suite, expectation) as copies
    from marts.check_history
)

select
    coalesce(m.suite, c.suite) as suite,
    coalesce(m.expectation, c.expectation) as expectation,
    m.copies,
    m.run_count,
    c.run_count as expected_run_count,
    m.failed_run_count,
    c.failed_run_count as expected_failed_run_count
from shown as m
full join checks as c on c.suite = m.suite and c.expectation = m.expectation
where m.suite is null
    or c.suite is null
    or m.copies > 1
    or m.run_count <> c.run_count
    or m.failed_run_count <> c.failed_run_count
    or m.last_checked_at <> c.last_checked_at
