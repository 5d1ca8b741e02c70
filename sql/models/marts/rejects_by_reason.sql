-- Purpose: What could not be read and why, with one case to look at.
-- Grain:   one reason (reason)
-- Inputs:  stg_rejects
-- Checks:  unit test rejects_by_reason; suite marts.rejects_by_reason after the models

with rejects as (
    select * from {{ ref('stg_rejects') }}
),

counts as (
    select
        reason,
        count(*) as reject_count,
        count(distinct source_uri) as source_count,
        min(rejected_at) as first_rejected_at,
        max(rejected_at) as last_rejected_at
    from rejects
    group by reason
),

-- The example is the first by source and record, not by time: the same inputs give the same example in any order.
examples as (
    select *
    from rejects
    qualify row_number() over (
        partition by reason
        order by source_uri asc, record_key asc nulls first, reject_id asc
    ) = 1
),

final as (
    select
        cast(counts.reason as varchar) as reason,
        cast(counts.reject_count as integer) as reject_count,
        cast(counts.source_count as integer) as source_count,
        cast(counts.first_rejected_at as timestamp) as first_rejected_at,
        cast(counts.last_rejected_at as timestamp) as last_rejected_at,
        cast(examples.source_uri as varchar) as example_source_uri,
        cast(examples.record_key as varchar) as example_record_key,
        cast(examples.detail as varchar) as example_detail
    from counts
    inner join examples on counts.reason = examples.reason
)

select * from final
