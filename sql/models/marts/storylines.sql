-- Purpose: Developing events: which articles tell one, in which outlets, from when to when, about whom and where.
-- Grain:   one storyline of at least two articles that stand for themselves (storyline_id)
-- Inputs:  stg_storylines, stg_duplicates, stg_articles, stg_mentions, int_pages_seen
-- Checks:  unit tests storylines_*; suite marts.storylines after the models (articles add up)

with edges as (
    select * from {{ ref('stg_storylines') }}
),

duplicates as (
    select * from {{ ref('stg_duplicates') }}
),

articles as (
    select * from {{ ref('stg_articles') }}
),

all_mentions as (
    select * from {{ ref('stg_mentions') }}
),

pages_seen as (
    select * from {{ ref('int_pages_seen') }}
),

mentions as (
    select * from all_mentions
    where mention_form = 'name'
),

members as (
    select *
    from edges
    qualify count(*) over (partition by storyline_id) > 1
),

counted as (
    select
        storyline_id,
        count(*) as article_count,
        array_agg(article_id order by order_at asc nulls last, article_id asc) as article_ids,
        min(day_on) as first_on,
        max(day_on) as last_on,
        count(distinct day_on) as day_count,
        min(similarity) as least_similarity
    from members
    group by storyline_id
),

-- Copies tell the story, too, for the outlets that ran them.
carriers as (
    select
        storyline_id,
        article_id,
        false as is_copy
    from members
    union all
    select
        members.storyline_id,
        duplicates.article_id,
        true as is_copy
    from duplicates
    inner join members on duplicates.representative_id = members.article_id
),

-- One spelling an outlet.
spelled as (
    select
        carriers.storyline_id,
        {{ fold_name('pages_seen.outlet') }} as outlet_key,
        min(pages_seen.outlet) as outlet
    from carriers
    inner join articles on carriers.article_id = articles.article_id
    inner join pages_seen on articles.document_id = pages_seen.document_id
    where pages_seen.outlet is not null
    group by carriers.storyline_id, outlet_key
),

outlets as (
    select
        storyline_id,
        count(*) as outlet_count,
        array_agg(outlet order by outlet_key asc) as outlets
    from spelled
    group by storyline_id
),

copies as (
    select
        storyline_id,
        count(*) filter (where is_copy) as copy_count
    from carriers
    group by storyline_id
),

-- Names count once an article; those that two articles share come first.
named as (
    select
        members.storyline_id,
        mentions.mention_kind,
        {{ fold_name('mentions.name') }} as name_key,
        min(mentions.name) as name,
        count(distinct mentions.article_id) as article_count
    from members
    inner join mentions on members.article_id = mentions.article_id
    where mentions.mention_kind in ('person', 'place')
    group by members.storyline_id, mentions.mention_kind, name_key
),

ranked as (
    select *
    from named
    qualify row_number() over (
        partition by storyline_id, mention_kind order by article_count desc, name_key asc
    ) <= 5
),

names as (
    select
        storyline_id,
        array_agg(name order by article_count desc, name_key asc) filter (where mention_kind = 'person') as people,
        array_agg(name order by article_count desc, name_key asc) filter (where mention_kind = 'place') as places
    from ranked
    group by storyline_id
),

final as (
    select
        cast(counted.storyline_id as varchar) as storyline_id,
        cast(articles.headline as varchar) as headline,
        cast(counted.article_count as integer) as article_count,
        cast(copies.copy_count as integer) as copy_count,
        cast(counted.article_ids as varchar[]) as article_ids,
        cast(coalesce(outlets.outlet_count, 0) as integer) as outlet_count,
        cast(coalesce(outlets.outlets, []) as varchar[]) as outlets,
        cast(counted.first_on as date) as first_on,
        cast(counted.last_on as date) as last_on,
        cast(counted.day_count as integer) as day_count,
        cast(names.people as varchar[]) as people,
        cast(names.places as varchar[]) as places,
        cast(counted.least_similarity as double) as least_similarity
    from counted
    left join articles on counted.storyline_id = articles.article_id
    left join copies on counted.storyline_id = copies.storyline_id
    left join outlets on counted.storyline_id = outlets.storyline_id
    left join names on counted.storyline_id = names.storyline_id
)

select * from final
