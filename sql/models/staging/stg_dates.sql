-- Purpose: Time expressions of all articles.
-- Grain:   one time expression
-- Inputs:  core.dates
-- Checks:  suite core.dates, before the models; here only names and types change

with source as (
    select * from {{ source('core', 'dates') }}
),

final as (
    select
        cast(date_id as varchar) as date_id,
        cast(article_id as varchar) as article_id,
        cast(date_start as integer) as date_start,
        cast(date_end as integer) as date_end,
        cast(date_text as varchar) as date_text,
        cast(kind as varchar) as date_kind,
        cast(timex_value as varchar) as timex_value,
        cast(modifier as varchar) as modifier,
        cast(resolved_start_on as date) as resolved_start_on,
        cast(resolved_end_on as date) as resolved_end_on,
        cast(anchor_on as date) as anchor_on,
        cast(anchor_basis as varchar) as anchor_basis
    from source
)

select * from final
