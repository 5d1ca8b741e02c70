-- Purpose: Where the characters of each page went: kept, cut as repeats, cut as furniture, white space.
-- Grain:   one page (document_id)
-- Inputs:  stg_documents, stg_blocks, stg_articles, int_pages_seen
-- Checks:  unit tests page_audit_*; suite marts.page_audit after the models (no count is negative, the parts add up)

with documents as (
    select * from {{ ref('stg_documents') }}
),

blocks as (
    select * from {{ ref('stg_blocks') }}
),

articles as (
    select * from {{ ref('stg_articles') }}
),

pages_seen as (
    select * from {{ ref('int_pages_seen') }}
),

page_lengths as (
    select
        document_id,
        cast(length(page_text) as bigint) as page_char_count
    from documents
),

-- Every block has one fate; a block that is kept is kept, even where it repeats another.
block_fates as (
    select
        document_id,
        block_end - block_start as char_count,
        case
            when is_kept then 'kept'
            when repeats_block_index is not null then 'repeated'
            when block_role = 'furniture' then 'furniture'
            else 'other'
        end as fate
    from blocks
),

fates_by_page as (
    select
        document_id,
        count(*) as block_count,
        sum(char_count) as block_char_count,
        coalesce(sum(char_count) filter (where fate = 'kept'), 0) as kept_char_count,
        coalesce(sum(char_count) filter (where fate = 'repeated'), 0) as repeated_char_count,
        coalesce(sum(char_count) filter (where fate = 'furniture'), 0) as furniture_char_count,
        coalesce(sum(char_count) filter (where fate = 'other'), 0) as other_char_count
    from block_fates
    group by document_id
),

articles_by_page as (
    select
        document_id,
        count(*) as article_count,
        count(*) filter (where is_representative) as representative_count
    from articles
    group by document_id
),

-- A page without blocks is white space from end to end. Blocks tile the page, so what they leave is white space too.
characters as (
    select
        page_lengths.document_id,
        page_lengths.page_char_count,
        coalesce(fates_by_page.block_count, 0) as block_count,
        coalesce(fates_by_page.kept_char_count, 0) as kept_char_count,
        coalesce(fates_by_page.repeated_char_count, 0) as repeated_char_count,
        coalesce(fates_by_page.furniture_char_count, 0) as furniture_char_count,
        coalesce(fates_by_page.other_char_count, 0) as other_char_count,
        page_lengths.page_char_count - coalesce(fates_by_page.block_char_count, 0) as white_space_char_count
    from page_lengths
    left join fates_by_page on page_lengths.document_id = fates_by_page.document_id
),

final as (
    select
        cast(characters.document_id as varchar) as document_id,
        cast(pages_seen.url as varchar) as url,
        cast(pages_seen.publisher as varchar) as publisher,
        cast(pages_seen.source_uri as varchar) as source_uri,
        cast(coalesce(articles_by_page.article_count, 0) as integer) as article_count,
        cast(coalesce(articles_by_page.representative_count, 0) as integer) as representative_count,
        cast(characters.block_count as integer) as block_count,
        cast(characters.page_char_count as bigint) as page_char_count,
        cast(characters.kept_char_count as bigint) as kept_char_count,
        cast(characters.repeated_char_count as bigint) as repeated_char_count,
        cast(characters.furniture_char_count as bigint) as furniture_char_count,
        cast(characters.other_char_count as bigint) as other_char_count,
        cast(characters.white_space_char_count as bigint) as white_space_char_count,
        cast(characters.kept_char_count / nullif(characters.page_char_count, 0) as double) as kept_share,
        cast(characters.repeated_char_count / nullif(characters.page_char_count, 0) as double) as repeated_share,
        cast(characters.furniture_char_count / nullif(characters.page_char_count, 0) as double) as furniture_share,
        cast(characters.other_char_count / nullif(characters.page_char_count, 0) as double) as other_share,
        cast(characters.white_space_char_count / nullif(characters.page_char_count, 0) as double) as white_space_share
    from characters
    left join articles_by_page on characters.document_id = articles_by_page.document_id
    left join pages_seen on characters.document_id = pages_seen.document_id
)

select * from final
