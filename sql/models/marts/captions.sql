-- Purpose: Photo captions with the article they stand in and the agency by its canonical name.
-- Grain:   one caption of an article (caption_id), copies of articles included
-- Inputs:  stg_captions, stg_articles, seed agencies
-- Checks:  unit tests captions_*; suite marts.captions after the models (as many rows as core.captions)

with captions as (
    select * from {{ ref('stg_captions') }}
),

articles as (
    select * from {{ ref('stg_articles') }}
),

agencies as (
    select * from {{ ref('agencies') }}
),

-- One row per folded alias, whatever the seed holds: an alias given twice must not double a caption.
known_aliases as (
    select
        {{ fold_name('alias') }} as alias_key,
        agency
    from agencies
    qualify row_number() over (partition by alias_key order by agency asc, alias asc) = 1
),

final as (
    select
        cast(captions.caption_id as varchar) as caption_id,
        cast(captions.article_id as varchar) as article_id,
        cast(articles.document_id as varchar) as document_id,
        cast(articles.is_representative as boolean) as is_of_representative,
        cast(articles.headline as varchar) as headline,
        cast(articles.published_on as date) as published_on,
        cast(captions.caption_text as varchar) as caption_text,
        cast(captions.caption_start as integer) as caption_start,
        cast(captions.caption_end as integer) as caption_end,
        cast(captions.photographer as varchar) as photographer,
        cast(coalesce(known_aliases.agency, captions.credited_agency) as varchar) as agency,
        cast(captions.credited_agency as varchar) as credited_agency,
        cast(
            case when captions.credited_agency is not null then known_aliases.agency is not null end as boolean
        ) as is_agency_known,
        cast(captions.credit_start as integer) as credit_start,
        cast(captions.credit_end as integer) as credit_end,
        cast(captions.taken_on as date) as taken_on,
        cast(captions.repeat_count as integer) as repeat_count
    from captions
    left join articles on captions.article_id = articles.article_id
    left join known_aliases on {{ fold_name('captions.credited_agency') }} = known_aliases.alias_key
)

select * from final
