-- Purpose: How every expectation has fared: how often it was checked and failed, when last, and what it saw then.
-- Grain:   one expectation of one table (suite, expectation)
-- Inputs:  stg_checks
-- Checks:  unit tests check_history_*; suite marts.check_history after the models (the counts are those of ops.checks)

with checks as (
    select * from {{ ref('stg_checks') }}
),

-- A run checks an expectation once; of one instant, the greater run is the later.
last_checks as (
    select *
    from checks
    qualify row_number() over (partition by suite, expectation order by checked_at desc, run_id desc) = 1
),

last_failures as (
    select *
    from checks
    where not is_success
    qualify row_number() over (partition by suite, expectation order by checked_at desc, run_id desc) = 1
),

counts as (
    select
        suite,
        expectation,
        count(*) as run_count,
        count(*) filter (where not is_success) as failed_run_count,
        min(checked_at) as first_checked_at,
        min(checked_at) filter (where not is_success) as first_failed_at
    from checks
    group by suite, expectation
),

final as (
    select
        cast(last_checks.suite as varchar) as suite,
        cast(last_checks.expectation as varchar) as expectation,
        cast(last_checks.description as varchar) as description,
        cast(last_checks.severity as varchar) as severity,
        cast(last_checks.is_success as boolean) as is_success,
        cast(last_checks.observed_value as varchar) as observed_value,
        cast(last_checks.run_id as varchar) as last_run_id,
        cast(last_checks.checked_at as timestamp) as last_checked_at,
        cast(counts.first_checked_at as timestamp) as first_checked_at,
        cast(counts.run_count as integer) as run_count,
        cast(counts.failed_run_count as integer) as failed_run_count,
        cast(counts.first_failed_at as timestamp) as first_failed_at,
        cast(last_failures.checked_at as timestamp) as last_failed_at,
        cast(last_failures.run_id as varchar) as last_failed_run_id,
        cast(last_failures.observed_value as varchar) as last_failed_observed_value,
        cast(last_failures.unexpected_count as bigint) as last_failed_row_count
    from last_checks
    inner join counts on last_checks.suite = counts.suite and last_checks.expectation = counts.expectation
    left join last_failures
        on last_checks.suite = last_failures.suite and last_checks.expectation = last_failures.expectation
)

select * from final
