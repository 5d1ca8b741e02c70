-- Purpose: Which companies, authorities and other bodies are named, under which spellings, how often and from when to when.
-- Grain:   one organisation (organisation_key)
-- Inputs:  int_names
-- Checks:  unit test organisations_*; suite marts.organisations after the models (every name once, counts that add up)

with names as (
    select * from {{ ref('int_names') }}
),

final as (
    select
        cast(name_key as varchar) as organisation_key,
        cast(name as varchar) as organisation_name,
        cast(variants as varchar[]) as variants,
        cast(suspected_spellings as varchar[]) as suspected_spellings,
        cast(mention_count as integer) as mention_count,
        cast(article_count as integer) as article_count,
        cast(quote_count as integer) as quote_count,
        cast(first_published_on as date) as first_published_on,
        cast(last_published_on as date) as last_published_on,
        cast(example_mention_id as varchar) as example_mention_id,
        cast(example_article_id as varchar) as example_article_id,
        cast(example_document_id as varchar) as example_document_id,
        cast(example_mention_start as integer) as example_mention_start,
        cast(example_mention_end as integer) as example_mention_end
    from names
    where name_kind = 'organisation'
)

select * from final
