-- Purpose: Who is quoted, how often and from when to when, with one quotation to begin reading at.
-- Grain:   one speaker (speaker_key)
-- Inputs:  stg_quotes, stg_articles
-- Checks:  unit tests quotes_by_speaker_*; suite marts.quotes_by_speaker after the models

with quotes as (
    select * from {{ ref('stg_quotes') }}
),

articles as (
    select * from {{ ref('stg_articles') }}
),

-- Copies of a story would multiply its quotations, so only articles that stand for themselves count.
attributed as (
    select
        {{ fold_name('quotes.speaker_name') }} as speaker_key,
        quotes.speaker_name,
        quotes.quote_id,
        quotes.quote_text,
        quotes.quote_kind,
        quotes.quote_start,
        quotes.quote_end,
        quotes.confidence,
        articles.article_id,
        articles.document_id,
        articles.published_on
    from quotes
    inner join articles on quotes.article_id = articles.article_id
    where articles.is_representative
        and quotes.speaker_name is not null
),

counts as (
    select
        speaker_key,
        count(*) as quote_count,
        count(*) filter (where quote_kind = 'direct') as direct_count,
        count(*) filter (where quote_kind = 'partial') as partial_count,
        count(*) filter (where quote_kind = 'indirect') as indirect_count,
        count(distinct article_id) as article_count,
        min(published_on) as first_published_on,
        max(published_on) as last_published_on
    from attributed
    group by speaker_key
),

-- People see the spelling used most; of equally frequent ones the first by code point.
spellings as (
    select
        speaker_key,
        speaker_name
    from attributed
    group by speaker_key, speaker_name
    qualify row_number() over (partition by speaker_key order by count(*) desc, speaker_name asc) = 1
),

-- The example: direct before partial before indirect, then the surest, then the first by id.
examples as (
    select *
    from attributed
    qualify row_number() over (
        partition by speaker_key
        order by
            case quote_kind when 'direct' then 0 when 'partial' then 1 else 2 end asc,
            confidence desc nulls last,
            quote_id asc
    ) = 1
),

final as (
    select
        cast(counts.speaker_key as varchar) as speaker_key,
        cast(spellings.speaker_name as varchar) as speaker_name,
        cast(counts.quote_count as integer) as quote_count,
        cast(counts.direct_count as integer) as direct_count,
        cast(counts.partial_count as integer) as partial_count,
        cast(counts.indirect_count as integer) as indirect_count,
        cast(counts.article_count as integer) as article_count,
        cast(counts.first_published_on as date) as first_published_on,
        cast(counts.last_published_on as date) as last_published_on,
        cast(examples.quote_text as varchar) as example_quote_text,
        cast(examples.quote_id as varchar) as example_quote_id,
        cast(examples.article_id as varchar) as example_article_id,
        cast(examples.document_id as varchar) as example_document_id,
        cast(examples.quote_start as integer) as example_quote_start,
        cast(examples.quote_end as integer) as example_quote_end
    from counts
    inner join spellings on counts.speaker_key = spellings.speaker_key
    inner join examples on counts.speaker_key = examples.speaker_key
)

select * from final
