-- expects: No source is without new documents for many times its usual interval.
-- failing means: The scraper of the source stands still, its folder or address moved, or the source closed.
-- The usual interval is the longest but one of the last two hundred: a source read by the hour sleeps at night and over
-- the weekend, and its median interval would call every morning silent.
with own as (
    select source from ops.sources where run_id = getvariable('run_id')
),

deliveries as (
    select
        s.source,
        r.started_at as delivered_at,
        epoch(r.started_at - lag(r.started_at) over (partition by s.source order by r.started_at, s.run_id)) / 3600
            as interval_hours
    from ops.sources as s
    inner join ops.runs as r on r.run_id = s.run_id
    semi join own on own.source = s.source
    where s.new_document_count > 0
        and r.started_at <= getvariable('checked_at')
        and (r.status = 'published' or r.run_id = getvariable('run_id'))
),

recent as (
    select *
    from deliveries
    qualify row_number() over (partition by source order by delivered_at desc) <= 200
),

usual as (
    select
        source,
        max(delivered_at) as last_delivered_at,
        quantile_cont(interval_hours, 0.995) as usual_hours,
        count(interval_hours) as interval_count
    from recent
    group by source
)

select
    source,
    last_delivered_at,
    round(usual_hours, 2) as usual_hours,
    round(epoch(getvariable('checked_at') - last_delivered_at) / 3600 / usual_hours, 2) as times,
    interval_count as judged_count
from usual
where usual_hours > 0
