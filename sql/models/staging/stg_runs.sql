-- Purpose: Runs, for the time at which something was seen first.
-- Only when it ran and how it ended; the rest of a run is read from ops itself.
-- Grain:   one run
-- Inputs:  ops.runs
-- Checks:  suite ops.runs, before the models; here only names and types change

with source as (
    select * from {{ source('ops', 'runs') }}
),

final as (
    select
        cast(run_id as varchar) as run_id,
        cast(started_at as timestamp) as started_at,
        cast(finished_at as timestamp) as finished_at,
        cast(status as varchar) as status
    from source
)

select * from final
