-- Purpose: The articles to read: each story once, with what was found in it and how far it spread.
-- Grain:   one article that stands for itself (article_id)
-- Inputs:  stg_articles, stg_captions, stg_quotes, stg_figures, stg_duplicates, stg_sightings, stg_runs, int_pages_seen
-- Checks:  unit tests articles_*; suite marts.articles after the models (as many rows as representatives)

with all_articles as (
    select * from {{ ref('stg_articles') }}
),

captions as (
    select * from {{ ref('stg_captions') }}
),

quotes as (
    select * from {{ ref('stg_quotes') }}
),

figures as (
    select * from {{ ref('stg_figures') }}
),

duplicates as (
    select * from {{ ref('stg_duplicates') }}
),

sightings as (
    select * from {{ ref('stg_sightings') }}
),

runs as (
    select * from {{ ref('stg_runs') }}
),

pages_seen as (
    select * from {{ ref('int_pages_seen') }}
),

representatives as (
    select * from all_articles
    where is_representative
),

caption_counts as (
    select
        article_id,
        count(*) as caption_count
    from captions
    group by article_id
),

quote_counts as (
    select
        article_id,
        count(*) as quote_count
    from quotes
    group by article_id
),

figure_counts as (
    select
        article_id,
        count(*) as figure_count
    from figures
    group by article_id
),

-- Direct edges only: an edge to an article that is itself a duplicate counts for that article, not for its own.
duplicate_counts as (
    select
        representative_id as article_id,
        count(*) as duplicate_count
    from duplicates
    group by representative_id
),

-- The pages that carry a story; `union` makes a page that holds it twice count once.
carriers as (
    select
        article_id,
        document_id
    from representatives
    union
    select
        duplicates.representative_id as article_id,
        all_articles.document_id
    from duplicates
    inner join all_articles on duplicates.article_id = all_articles.article_id
),

reach as (
    select
        carriers.article_id,
        count(*) as sighting_count,
        count(distinct {{ fold_name('sightings.publisher') }}) as outlet_count,
        min(sightings.fetched_at) as first_fetched_at,
        max(sightings.fetched_at) as last_fetched_at,
        min(runs.started_at) as first_seen_at
    from carriers
    inner join sightings on carriers.document_id = sightings.document_id
    left join runs on sightings.first_run_id = runs.run_id
    group by carriers.article_id
),

final as (
    select
        cast(representatives.article_id as varchar) as article_id,
        cast(representatives.document_id as varchar) as document_id,
        cast(representatives.article_index as integer) as article_index,
        cast(representatives.headline as varchar) as headline,
        cast(representatives.standfirst as varchar) as standfirst,
        cast(representatives.byline as varchar) as byline,
        cast(representatives.authors as varchar[]) as authors,
        cast(representatives.agency as varchar) as agency,
        cast(representatives.agency_basis as varchar) as agency_basis,
        cast(representatives.dateline_place as varchar) as dateline_place,
        cast(representatives.contributor as varchar) as contributor,
        cast(representatives.published_on as date) as published_on,
        cast(representatives.published_at as timestamp) as published_at,
        cast(representatives.published_basis as varchar) as published_basis,
        cast(representatives.updated_on as date) as updated_on,
        cast(representatives.updated_at as timestamp) as updated_at,
        cast(representatives.language as varchar) as language,
        cast(representatives.body_text as varchar) as body_text,
        cast(representatives.word_count as integer) as word_count,
        cast(representatives.damage_score as double) as damage_score,
        cast(representatives.is_machine_translated_suspected as boolean) as is_machine_translated_suspected,
        cast(coalesce(caption_counts.caption_count, 0) as integer) as caption_count,
        cast(coalesce(quote_counts.quote_count, 0) as integer) as quote_count,
        cast(coalesce(figure_counts.figure_count, 0) as integer) as figure_count,
        cast(coalesce(duplicate_counts.duplicate_count, 0) as integer) as duplicate_count,
        cast(coalesce(reach.sighting_count, 0) as integer) as sighting_count,
        cast(coalesce(reach.outlet_count, 0) as integer) as outlet_count,
        cast(pages_seen.url as varchar) as url,
        cast(pages_seen.publisher as varchar) as publisher,
        cast(pages_seen.source_uri as varchar) as source_uri,
        cast(reach.first_fetched_at as timestamp) as first_fetched_at,
        cast(reach.last_fetched_at as timestamp) as last_fetched_at,
        cast(reach.first_seen_at as timestamp) as first_seen_at
    from representatives
    left join caption_counts on representatives.article_id = caption_counts.article_id
    left join quote_counts on representatives.article_id = quote_counts.article_id
    left join figure_counts on representatives.article_id = figure_counts.article_id
    left join duplicate_counts on representatives.article_id = duplicate_counts.article_id
    left join reach on representatives.article_id = reach.article_id
    left join pages_seen on representatives.document_id = pages_seen.document_id
)

select * from final
