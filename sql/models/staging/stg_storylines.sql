-- Purpose: Which developing event each article that stands for itself tells.
-- Grain:   one article
-- Inputs:  core.storylines
-- Checks:  suite core.storylines, before the models; here only names and types change

with source as (
    select * from {{ source('core', 'storylines') }}
),

final as (
    select
        cast(article_id as varchar) as article_id,
        cast(storyline_id as varchar) as storyline_id,
        cast(similarity as double) as similarity,
        cast(rule as varchar) as rule,
        cast(day_on as date) as day_on,
        cast(day_basis as varchar) as day_basis,
        cast(order_at as timestamp) as order_at
    from source
)

select * from final
