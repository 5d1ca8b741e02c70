-- Purpose: Damaged spots of all articles.
-- Grain:   one mark
-- Inputs:  core.damage
-- Checks:  suite core.damage, before the models; here only names and types change

with source as (
    select * from {{ source('core', 'damage') }}
),

final as (
    select
        cast(damage_id as varchar) as damage_id,
        cast(article_id as varchar) as article_id,
        cast(damage_start as integer) as damage_start,
        cast(damage_end as integer) as damage_end,
        cast(kind as varchar) as damage_kind,
        cast(detail as varchar) as detail
    from source
)

select * from final
