-- Purpose: What runs got from their sources.
-- Grain:   one run and source
-- Inputs:  ops.sources
-- Checks:  suite ops.sources, before the models; here only names and types change

with source as (
    select * from {{ source('ops', 'sources') }}
),

final as (
    select
        cast(source_run_id as varchar) as source_run_id,
        cast(run_id as varchar) as run_id,
        cast(source as varchar) as source,
        cast(record_count as bigint) as record_count,
        cast(reject_count as bigint) as reject_count,
        cast(new_document_count as bigint) as new_document_count,
        cast(article_count as bigint) as article_count,
        cast(duplicate_count as bigint) as duplicate_count,
        cast(damage_article_count as bigint) as damage_article_count,
        cast(char_count as bigint) as char_count,
        cast(furniture_char_count as bigint) as furniture_char_count
    from source
)

select * from final
