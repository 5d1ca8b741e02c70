-- Purpose: What every run did, how long it took and at what it spent its time, beside the published run before it.
-- Grain:   one run (run_id)
-- Inputs:  stg_runs, stg_steps, stg_checks
-- Checks:  unit tests run_history_*; suite marts.run_history after the models (every run once, its checks add up)

with runs as (
    select * from {{ ref('stg_runs') }}
),

steps as (
    select * from {{ ref('stg_steps') }}
),

checks as (
    select * from {{ ref('stg_checks') }}
),

-- Batches of a step run beside each other, so that their seconds together may exceed those of the run.
steps_of_runs as (
    select
        run_id,
        step,
        sum(step_seconds) as step_seconds
    from steps
    group by run_id, step
),

slowest_steps as (
    select *
    from steps_of_runs
    qualify row_number() over (partition by run_id order by step_seconds desc, step asc) = 1
),

checks_of_runs as (
    select
        run_id,
        count(*) as check_count,
        count(*) filter (where not is_success and severity = 'error') as error_count,
        count(*) filter (where not is_success and severity = 'warn') as warning_count
    from checks
    group by run_id
),

-- The published run before a run, whatever either was for: the file it built on.
published_before as (
    select
        runs.run_id,
        earlier.run_id as previous_run_id,
        earlier.article_count as previous_article_count
    from runs
    inner join runs as earlier on earlier.status = 'published' and earlier.run_id < runs.run_id
    qualify row_number() over (partition by runs.run_id order by earlier.run_id desc) = 1
),

final as (
    select
        cast(runs.run_id as varchar) as run_id,
        cast(coalesce(runs.run_kind, 'ingest') as varchar) as run_kind,
        cast(runs.status as varchar) as status,
        cast(runs.started_at as timestamp) as started_at,
        cast(runs.finished_at as timestamp) as finished_at,
        cast(epoch(runs.finished_at - runs.started_at) as double) as run_seconds,
        cast(slowest_steps.step as varchar) as slowest_step,
        cast(slowest_steps.step_seconds as double) as slowest_step_seconds,
        cast(runs.record_count as bigint) as record_count,
        cast(runs.new_document_count as bigint) as new_document_count,
        cast(runs.known_document_count as bigint) as known_document_count,
        cast(runs.reject_count as bigint) as reject_count,
        cast(runs.parsed_document_count as bigint) as parsed_document_count,
        cast(runs.article_count as bigint) as article_count,
        cast(runs.duplicate_count as bigint) as duplicate_count,
        cast(runs.article_count - published_before.previous_article_count as bigint) as article_count_change,
        cast(checks_of_runs.check_count as integer) as check_count,
        cast(checks_of_runs.error_count as integer) as error_count,
        cast(checks_of_runs.warning_count as integer) as warning_count,
        cast(runs.code_version as varchar) as code_version,
        cast(runs.parser_version as varchar) as parser_version,
        cast(published_before.previous_run_id as varchar) as previous_run_id,
        cast(runs.flow_run_id as varchar) as flow_run_id,
        cast(runs.run_error as varchar) as run_error
    from runs
    left join slowest_steps on runs.run_id = slowest_steps.run_id
    left join checks_of_runs on runs.run_id = checks_of_runs.run_id
    left join published_before on runs.run_id = published_before.run_id
)

select * from final
