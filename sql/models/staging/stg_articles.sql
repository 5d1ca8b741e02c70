-- Purpose: All articles cut out of pages, duplicates included.
-- Grain:   one article
-- Inputs:  core.articles
-- Checks:  suite core.articles, before the models; here only names and types change

with source as (
    select * from {{ source('core', 'articles') }}
),

final as (
    select
        cast(article_id as varchar) as article_id,
        cast(document_id as varchar) as document_id,
        cast(article_index as integer) as article_index,
        cast(article_start as integer) as article_start,
        cast(article_end as integer) as article_end,
        cast(headline as varchar) as headline,
        cast(headline_start as integer) as headline_start,
        cast(headline_end as integer) as headline_end,
        cast(standfirst as varchar) as standfirst,
        cast(standfirst_start as integer) as standfirst_start,
        cast(standfirst_end as integer) as standfirst_end,
        cast(byline as varchar) as byline,
        cast(byline_start as integer) as byline_start,
        cast(byline_end as integer) as byline_end,
        cast(authors as varchar[]) as authors,
        cast(agency as varchar) as agency,
        cast(agency_basis as varchar) as agency_basis,
        cast(agency_start as integer) as agency_start,
        cast(agency_end as integer) as agency_end,
        cast(dateline_place as varchar) as dateline_place,
        cast(dateline_start as integer) as dateline_start,
        cast(dateline_end as integer) as dateline_end,
        cast(contributor as varchar) as contributor,
        cast(contributor_start as integer) as contributor_start,
        cast(contributor_end as integer) as contributor_end,
        cast(published_on as date) as published_on,
        cast(published_at as timestamp) as published_at,
        cast(published_basis as varchar) as published_basis,
        cast(published_start as integer) as published_start,
        cast(published_end as integer) as published_end,
        cast(updated_on as date) as updated_on,
        cast(updated_at as timestamp) as updated_at,
        cast(updated_start as integer) as updated_start,
        cast(updated_end as integer) as updated_end,
        cast(language as varchar) as language,
        cast(body_text as varchar) as body_text,
        cast(word_count as integer) as word_count,
        cast(damage_score as double) as damage_score,
        cast(is_machine_translated_suspected as boolean) as is_machine_translated_suspected,
        cast(body_digest as varchar) as body_digest,
        cast(representative_id as varchar) as representative_id,
        cast(is_representative as boolean) as is_representative
    from source
)

select * from final
