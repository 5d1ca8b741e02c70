-- Purpose: Photo captions of all articles; the agency as the credit spells it.
-- Grain:   one caption of an article, however often the page repeats it
-- Inputs:  core.captions
-- Checks:  suite core.captions, before the models; here only names and types change

with source as (
    select * from {{ source('core', 'captions') }}
),

final as (
    select
        cast(caption_id as varchar) as caption_id,
        cast(article_id as varchar) as article_id,
        cast(caption_start as integer) as caption_start,
        cast(caption_end as integer) as caption_end,
        cast(caption_text as varchar) as caption_text,
        cast(photographer as varchar) as photographer,
        cast(agency as varchar) as credited_agency,
        cast(credit_start as integer) as credit_start,
        cast(credit_end as integer) as credit_end,
        cast(taken_on as date) as taken_on,
        cast(taken_start as integer) as taken_start,
        cast(taken_end as integer) as taken_end,
        cast(repeat_count as integer) as repeat_count
    from source
)

select * from final
