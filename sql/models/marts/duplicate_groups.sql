-- Purpose: How far each story that was copied spread: who ran it, from when to when, and how its copies were found.
-- Grain:   one article that stands for at least one other (representative_id)
-- Inputs:  stg_duplicates, stg_articles, int_pages_seen
-- Checks:  unit tests duplicate_groups_*; suite marts.duplicate_groups after the models (members add up)

with duplicates as (
    select * from {{ ref('stg_duplicates') }}
),

articles as (
    select * from {{ ref('stg_articles') }}
),

pages_seen as (
    select * from {{ ref('int_pages_seen') }}
),

-- The representative belongs to its group, under no method.
edges as (
    select
        article_id,
        representative_id,
        method,
        similarity
    from duplicates
    union all
    select distinct
        representative_id as article_id,
        representative_id,
        null as method,
        null as similarity
    from duplicates
),

members as (
    select
        edges.representative_id,
        edges.article_id,
        edges.method,
        edges.similarity,
        articles.headline,
        articles.agency,
        articles.agency_basis,
        case articles.agency_basis
            when 'dateline' then 1
            when 'byline' then 2
            when 'credit' then 3
            when 'publisher' then 4
            when 'contributor' then 5
            when 'told' then 6
        end as agency_rank,
        articles.published_on,
        pages_seen.outlet,
        {{ fold_name('pages_seen.outlet') }} as outlet_key
    from edges
    left join articles on edges.article_id = articles.article_id
    left join pages_seen on articles.document_id = pages_seen.document_id
),

counted as (
    select
        representative_id,
        count(*) as article_count,
        array_agg(article_id order by published_on asc nulls last, article_id asc) as article_ids,
        count(*) filter (where method = 'exact') as exact_count,
        count(*) filter (where method = 'near') as near_count,
        count(*) filter (where method = 'contained') as contained_count,
        min(similarity) as least_similarity,
        count(distinct {{ fold_name('headline') }}) as headline_count,
        min(published_on) as first_published_on,
        max(published_on) as last_published_on
    from members
    group by representative_id
),

-- One spelling an outlet.
spelled as (
    select
        representative_id,
        outlet_key,
        min(outlet) as outlet
    from members
    where outlet_key is not null
    group by representative_id, outlet_key
),

outlets as (
    select
        representative_id,
        count(*) as outlet_count,
        array_agg(outlet order by outlet_key asc) as outlets
    from spelled
    group by representative_id
),

agencies as (
    select
        representative_id,
        agency,
        agency_basis
    from members
    where agency is not null
    qualify row_number() over (partition by representative_id order by agency_rank asc, agency asc, article_id asc) = 1
),

final as (
    select
        cast(counted.representative_id as varchar) as representative_id,
        cast(articles.headline as varchar) as headline,
        cast(agencies.agency as varchar) as agency,
        cast(agencies.agency_basis as varchar) as agency_basis,
        cast(counted.article_count as integer) as article_count,
        cast(counted.article_ids as varchar[]) as article_ids,
        cast(coalesce(outlets.outlet_count, 0) as integer) as outlet_count,
        cast(coalesce(outlets.outlets, []) as varchar[]) as outlets,
        cast(counted.headline_count as integer) as headline_count,
        cast(counted.first_published_on as date) as first_published_on,
        cast(counted.last_published_on as date) as last_published_on,
        cast(counted.exact_count as integer) as exact_count,
        cast(counted.near_count as integer) as near_count,
        cast(counted.contained_count as integer) as contained_count,
        cast(counted.least_similarity as double) as least_similarity
    from counted
    left join articles on counted.representative_id = articles.article_id
    left join outlets on counted.representative_id = outlets.representative_id
    left join agencies on counted.representative_id = agencies.representative_id
)

select * from final
