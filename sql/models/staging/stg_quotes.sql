-- Purpose: Quotations of all articles.
-- Grain:   one quotation
-- Inputs:  core.quotes
-- Checks:  suite core.quotes, before the models; here only names and types change

with source as (
    select * from {{ source('core', 'quotes') }}
),

final as (
    select
        cast(quote_id as varchar) as quote_id,
        cast(article_id as varchar) as article_id,
        cast(quote_start as integer) as quote_start,
        cast(quote_end as integer) as quote_end,
        cast(quote_text as varchar) as quote_text,
        cast(kind as varchar) as quote_kind,
        cast(speaker_text as varchar) as speaker_text,
        cast(speaker_start as integer) as speaker_start,
        cast(speaker_end as integer) as speaker_end,
        cast(speaker_name as varchar) as speaker_name,
        cast(name_start as integer) as name_start,
        cast(name_end as integer) as name_end,
        cast(name_basis as varchar) as name_basis,
        cast(cue as varchar) as cue,
        cast(told_to as varchar) as told_to,
        cast(attribution_basis as varchar) as attribution_basis,
        cast(confidence as double) as confidence
    from source
)

select * from final
