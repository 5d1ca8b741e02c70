-- expects: Few of the records this run read for the first time could not be used.
-- failing means: A source changed its format, or the wrong folder was read; rejects_by_reason says which.
with records as (
    select true as is_reject from raw.rejects where run_id = getvariable('run_id')
    union all
    select false as is_reject from raw.sightings where first_run_id = getvariable('run_id')
)

select count(*) filter (is_reject) / nullif(count(*), 0) as share, count(*) as judged_count
from records
