-- Purpose: What is said to have happened, or to be coming, on each day, in the words of the articles.
-- Grain:   one time expression that means a day or days (date_id)
-- Inputs:  stg_dates, stg_articles, stg_documents, stg_blocks
-- Checks:  unit test timeline_*; suite marts.timeline after the models (sentences stand in their page)

with dates as (
    select * from {{ ref('stg_dates') }}
),

articles as (
    select * from {{ ref('stg_articles') }}
),

documents as (
    select * from {{ ref('stg_documents') }}
),

blocks as (
    select * from {{ ref('stg_blocks') }}
),

-- Datelines and bylines say when something was written, not when it was; durations and sets mean no day.
placed as (
    select
        dates.*,
        articles.document_id,
        articles.headline,
        articles.published_on,
        blocks.block_role,
        blocks.block_start,
        substr(
            documents.page_text, blocks.block_start + 1, dates.date_start - blocks.block_start
        ) as words_before,
        substr(documents.page_text, dates.date_end + 1, blocks.block_end - dates.date_end) as words_behind
    from dates
    inner join articles on dates.article_id = articles.article_id
    inner join blocks
        on dates.article_id = blocks.article_id
            and blocks.block_start <= dates.date_start
            and dates.date_end <= blocks.block_end
    inner join documents on articles.document_id = documents.document_id
    where articles.is_representative
        and dates.date_kind in ('date', 'time')
        and dates.resolved_start_on is not null
        and blocks.is_kept
        and blocks.block_role in ('headline', 'standfirst', 'caption', 'subheading', 'paragraph')
),

-- A full stop ends a sentence behind a word of three small letters or more and before a capital: "Mr." and "U.S." do not.
cut as (
    select
        *,
        length(
            regexp_extract(words_before, '(?s)^(.*(?:[a-z]{3}|[0-9)%])[.!?]["”’)]*\s+)?', 1)
        ) as lead_char_count,
        length(
            regexp_extract(words_behind, '(?s)^((?:.*?(?:[a-z]{3}|[0-9)%]))??[.!?]["”’)]*)(?:\s+["“‘(A-Z]|\s*$)', 1)
        ) as stop_char_count
    from placed
),

said as (
    select
        *,
        block_start + lead_char_count as sentence_start,
        date_end + case when stop_char_count = 0 then length(words_behind) else stop_char_count end as sentence_end
    from cut
),

final as (
    select
        cast(said.resolved_start_on as date) as happened_on,
        cast(said.resolved_end_on as date) as until_on,
        cast(said.resolved_end_on - said.resolved_start_on + 1 as integer) as day_count,
        cast(said.resolved_start_on > said.published_on as boolean) as is_to_come,
        cast(
            substr(
                documents.page_text, said.sentence_start + 1, said.sentence_end - said.sentence_start
            ) as varchar
        ) as sentence,
        cast(said.date_text as varchar) as date_text,
        cast(said.block_role as varchar) as role,
        cast(said.headline as varchar) as headline,
        cast(said.published_on as date) as published_on,
        cast(said.date_id as varchar) as date_id,
        cast(said.article_id as varchar) as article_id,
        cast(said.document_id as varchar) as document_id,
        cast(said.sentence_start as integer) as sentence_start,
        cast(said.sentence_end as integer) as sentence_end
    from said
    inner join documents on said.document_id = documents.document_id
)

select * from final
