-- Purpose: What every expectation saw in every run.
-- Grain:   one expectation and run
-- Inputs:  ops.checks
-- Checks:  suite ops.checks, before the models; here only names and types change

with source as (
    select * from {{ source('ops', 'checks') }}
),

final as (
    select
        cast(check_id as varchar) as check_id,
        cast(run_id as varchar) as run_id,
        cast(phase as varchar) as phase,
        cast(suite as varchar) as suite,
        cast(expectation as varchar) as expectation,
        cast(description as varchar) as description,
        cast(severity as varchar) as severity,
        cast(is_success as boolean) as is_success,
        cast(observed_value as varchar) as observed_value,
        cast(unexpected_count as bigint) as unexpected_count,
        cast(checked_at as timestamp) as checked_at
    from source
)

select * from final
