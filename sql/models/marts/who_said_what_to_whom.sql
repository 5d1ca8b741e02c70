-- Purpose: Who said what, to whom, and in which role.
-- Grain:   one quotation with a named or described speaker (quote_id)
-- Inputs:  stg_quotes, stg_articles, stg_mentions
-- Checks:  unit test who_said_what_*; suite marts.who_said_what_to_whom after the models (as many rows as such quotations)

with quotes as (
    select * from {{ ref('stg_quotes') }}
),

articles as (
    select * from {{ ref('stg_articles') }}
),

all_mentions as (
    select * from {{ ref('stg_mentions') }}
),

mentions as (
    select * from all_mentions
    where mention_form = 'name'
),

-- The role an article gives with a name: the one that says most, of equally long ones the first that stands in it.
roles as (
    select
        article_id,
        {{ fold_name('name') }} as name_key,
        role_text
    from mentions
    where role_text is not null
    qualify row_number() over (
        partition by article_id, {{ fold_name('name') }}
        order by length(role_text) desc, mention_start asc
    ) = 1
),

final as (
    select
        cast(coalesce(quotes.speaker_name, quotes.speaker_text) as varchar) as speaker,
        cast(quotes.speaker_name is not null as boolean) as is_named,
        cast(roles.role_text as varchar) as speaker_role,
        cast(quotes.cue as varchar) as cue,
        cast(quotes.told_to as varchar) as told_to,
        cast(quotes.quote_kind as varchar) as quote_kind,
        cast(quotes.quote_text as varchar) as quote_text,
        cast(quotes.confidence as double) as confidence,
        cast(articles.headline as varchar) as headline,
        cast(articles.published_on as date) as published_on,
        cast(quotes.quote_id as varchar) as quote_id,
        cast(articles.article_id as varchar) as article_id,
        cast(articles.document_id as varchar) as document_id,
        cast(quotes.quote_start as integer) as quote_start,
        cast(quotes.quote_end as integer) as quote_end
    from quotes
    inner join articles on quotes.article_id = articles.article_id
    left join roles
        on quotes.article_id = roles.article_id
            and {{ fold_name('quotes.speaker_name') }} = roles.name_key
    where articles.is_representative
        and coalesce(quotes.speaker_name, quotes.speaker_text) is not null
)

select * from final
