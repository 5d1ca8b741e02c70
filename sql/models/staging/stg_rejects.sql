-- Purpose: Inputs that could not be read.
-- Grain:   one input and fault
-- Inputs:  raw.rejects
-- Checks:  suite raw.rejects, before the models; here only names and types change

with source as (
    select * from {{ source('raw', 'rejects') }}
),

final as (
    select
        cast(reject_id as varchar) as reject_id,
        cast(source_uri as varchar) as source_uri,
        cast(record_key as varchar) as record_key,
        cast(reason as varchar) as reason,
        cast(detail as varchar) as detail,
        cast(run_id as varchar) as run_id,
        cast(rejected_at as timestamp) as rejected_at
    from source
)

select * from final
