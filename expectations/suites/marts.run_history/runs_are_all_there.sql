-- expects: Every run of ops.runs has one row, whose checks add up to those of ops.checks.
-- failing means: A join of the model multiplies or drops runs or checks.
-- severity: error
with checks as (
    select run_id, count(*) as check_count, count(*) filter (not is_success) as failed_count
    from ops.checks
    group by run_id
),

shown as (
    select *, count(*) over (partition by run_id) as copies
    from marts.run_history
)

select
    coalesce(m.run_id, r.run_id) as run_id,
    m.copies,
    m.check_count,
    c.check_count as expected_check_count,
    m.error_count + m.warning_count as failed_count,
    c.failed_count as expected_failed_count
from shown as m
full join ops.runs as r on r.run_id = m.run_id
left join checks as c on c.run_id = r.run_id
where m.run_id is null
    or r.run_id is null
    or m.copies > 1
    or m.check_count is distinct from c.check_count
    or m.error_count + m.warning_count is distinct from c.failed_count
