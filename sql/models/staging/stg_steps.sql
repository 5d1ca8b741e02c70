-- Purpose: Steps of runs.
-- Grain:   one step of a run, and batch where it works in batches
-- Inputs:  ops.steps
-- Checks:  suite ops.steps, before the models; here only names and types change

with source as (
    select * from {{ source('ops', 'steps') }}
),

final as (
    select
        cast(step_id as varchar) as step_id,
        cast(run_id as varchar) as run_id,
        cast(step as varchar) as step,
        cast(batch_index as integer) as batch_index,
        cast(seconds as double) as step_seconds
    from source
)

select * from final
