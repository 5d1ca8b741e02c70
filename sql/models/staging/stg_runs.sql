-- Purpose: Runs, for the time at which something was seen first and for their own history.
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
        cast(status as varchar) as status,
        cast(kind as varchar) as run_kind,
        cast(flow_run_id as varchar) as flow_run_id,
        cast(code_version as varchar) as code_version,
        cast(parser_version as varchar) as parser_version,
        cast(record_count as bigint) as record_count,
        cast(new_document_count as bigint) as new_document_count,
        cast(known_document_count as bigint) as known_document_count,
        cast(reject_count as bigint) as reject_count,
        cast(parsed_document_count as bigint) as parsed_document_count,
        cast(article_count as bigint) as article_count,
        cast(duplicate_count as bigint) as duplicate_count,
        cast(error as varchar) as run_error
    from source
)

select * from final
