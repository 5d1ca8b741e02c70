-- Purpose: How every source does: when it delivered last, how often it usually does, its last run against ten before.
-- Grain:   one source (source)
-- Inputs:  stg_sources, stg_runs
-- Checks:  unit tests source_health_*; suite marts.source_health after the models (every source once, counts add up)

with sources as (
    select * from {{ ref('stg_sources') }}
),

runs as (
    select * from {{ ref('stg_runs') }}
),

readings as (
    select
        sources.*,
        runs.started_at,
        row_number() over (
            partition by sources.source order by runs.started_at desc, sources.run_id desc
        ) as nth_last
    from sources
    inner join runs on sources.run_id = runs.run_id
    where runs.status = 'published'
),

deliveries as (
    select
        source,
        started_at,
        epoch(
            started_at - lag(started_at) over (partition by source order by started_at asc, run_id asc)
        ) / 3600 as interval_hours
    from readings
    where new_document_count > 0
),

recent_deliveries as (
    select *
    from deliveries
    qualify row_number() over (partition by source order by started_at desc, interval_hours asc nulls last) <= 200
),

-- As the check on silence has it: the longest interval but one of the last two hundred.
usual_intervals as (
    select
        source,
        max(started_at) as last_delivered_at,
        quantile_cont(interval_hours, 0.995) as usual_interval_hours
    from recent_deliveries
    group by source
),

totals as (
    select
        source,
        count(*) as run_count,
        count(*) filter (where new_document_count > 0) as delivery_count,
        min(started_at) as first_read_at,
        max(started_at) as last_read_at,
        sum(new_document_count) as new_document_count,
        sum(article_count) as article_count
    from readings
    group by source
),

last_runs as (
    select
        source,
        run_id,
        reject_count / nullif(record_count, 0) as reject_share,
        article_count / nullif(new_document_count, 0) as articles_per_document,
        duplicate_count / nullif(article_count, 0) as duplicate_share,
        damage_article_count / nullif(article_count, 0) as damage_share,
        furniture_char_count / nullif(char_count, 0) as furniture_share
    from readings
    where nth_last = 1
),

usual_runs as (
    select
        source,
        sum(reject_count) / nullif(sum(record_count), 0) as reject_share,
        sum(article_count) / nullif(sum(new_document_count), 0) as articles_per_document,
        sum(duplicate_count) / nullif(sum(article_count), 0) as duplicate_share,
        sum(damage_article_count) / nullif(sum(article_count), 0) as damage_share,
        sum(furniture_char_count) / nullif(sum(char_count), 0) as furniture_share
    from readings
    where nth_last between 2 and 11
    group by source
),

final as (
    select
        cast(totals.source as varchar) as source,
        cast(last_runs.run_id as varchar) as last_run_id,
        cast(totals.first_read_at as timestamp) as first_read_at,
        cast(totals.last_read_at as timestamp) as last_read_at,
        cast(usual_intervals.last_delivered_at as timestamp) as last_delivered_at,
        cast(epoch(totals.last_read_at - usual_intervals.last_delivered_at) / 3600 as double) as silent_hours,
        cast(usual_intervals.usual_interval_hours as double) as usual_interval_hours,
        cast(totals.run_count as integer) as run_count,
        cast(totals.delivery_count as integer) as delivery_count,
        cast(totals.new_document_count as bigint) as new_document_count,
        cast(totals.article_count as bigint) as article_count,
        cast(last_runs.reject_share as double) as reject_share,
        cast(usual_runs.reject_share as double) as usual_reject_share,
        cast(last_runs.articles_per_document as double) as articles_per_document,
        cast(usual_runs.articles_per_document as double) as usual_articles_per_document,
        cast(last_runs.duplicate_share as double) as duplicate_share,
        cast(usual_runs.duplicate_share as double) as usual_duplicate_share,
        cast(last_runs.damage_share as double) as damage_share,
        cast(usual_runs.damage_share as double) as usual_damage_share,
        cast(last_runs.furniture_share as double) as furniture_share,
        cast(usual_runs.furniture_share as double) as usual_furniture_share
    from totals
    inner join last_runs on totals.source = last_runs.source
    left join usual_runs on totals.source = usual_runs.source
    left join usual_intervals on totals.source = usual_intervals.source
)

select * from final
