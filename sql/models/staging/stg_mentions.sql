-- Purpose: Names in all articles, and descriptions of who and what is not named.
-- Grain:   one name or description in an article
-- Inputs:  core.mentions
-- Checks:  suite core.mentions, before the models; here only names and types change

with source as (
    select * from {{ source('core', 'mentions') }}
),

final as (
    select
        cast(mention_id as varchar) as mention_id,
        cast(article_id as varchar) as article_id,
        cast(mention_start as integer) as mention_start,
        cast(mention_end as integer) as mention_end,
        cast(mention_text as varchar) as mention_text,
        cast(kind as varchar) as mention_kind,
        cast(name as varchar) as name,
        cast(role_text as varchar) as role_text,
        cast(form as varchar) as mention_form
    from source
)

select * from final
