-- Purpose: Measured edges from duplicates to the articles that stand for them.
-- Grain:   one duplicate article
-- Inputs:  core.duplicates
-- Checks:  suite core.duplicates, before the models; here only names and types change

with source as (
    select * from {{ source('core', 'duplicates') }}
),

final as (
    select
        cast(article_id as varchar) as article_id,
        cast(representative_id as varchar) as representative_id,
        cast(method as varchar) as method,
        cast(similarity as double) as similarity
    from source
)

select * from final
