-- Purpose: Every duplicate beside the article that stands for it, so that a person can judge the pair.
-- Grain:   one duplicate article (article_id); each row is a direct, measured edge
-- Inputs:  stg_duplicates, stg_articles, int_pages_seen
-- Checks:  unit tests duplicates_*; suite marts.duplicates after the models (is_chained is never true)

with duplicates as (
    select * from {{ ref('stg_duplicates') }}
),

articles as (
    select * from {{ ref('stg_articles') }}
),

pages_seen as (
    select * from {{ ref('int_pages_seen') }}
),

articles_seen as (
    select
        articles.article_id,
        articles.document_id,
        articles.headline,
        articles.published_on,
        pages_seen.publisher,
        pages_seen.url
    from articles
    left join pages_seen on articles.document_id = pages_seen.document_id
),

-- An edge that points at another duplicate was not measured against the story's article: a fault, never followed.
chained as (
    select edge.article_id
    from duplicates as edge
    inner join duplicates as next_edge on edge.representative_id = next_edge.article_id
),

final as (
    select
        cast(duplicates.article_id as varchar) as article_id,
        cast(duplicates.representative_id as varchar) as representative_id,
        cast(duplicates.method as varchar) as method,
        cast(duplicates.similarity as double) as similarity,
        cast(copy.headline as varchar) as headline,
        cast(original.headline as varchar) as representative_headline,
        cast(copy.publisher as varchar) as publisher,
        cast(original.publisher as varchar) as representative_publisher,
        cast(copy.url as varchar) as url,
        cast(original.url as varchar) as representative_url,
        cast(copy.published_on as date) as published_on,
        cast(original.published_on as date) as representative_published_on,
        cast(date_diff('day', original.published_on, copy.published_on) as integer) as days_later,
        cast(copy.document_id as varchar) as document_id,
        cast(original.document_id as varchar) as representative_document_id,
        cast(copy.document_id = original.document_id as boolean) as is_same_page,
        cast(chained.article_id is not null as boolean) as is_chained
    from duplicates
    left join articles_seen as copy on duplicates.article_id = copy.article_id
    left join articles_seen as original on duplicates.representative_id = original.article_id
    left join chained on duplicates.article_id = chained.article_id
)

select * from final
