-- A source is held against its own last ten published runs, three at least; a usual share under 1 % counts as 1 %, so
-- that the second odd page of a good source is no jump.
with own as (
    select s.*, r.started_at
    from ops.sources as s
    inner join ops.runs as r on r.run_id = s.run_id
    where s.run_id = getvariable('run_id')
),

earlier as (
    select s.*
    from ops.sources as s
    inner join ops.runs as r on r.run_id = s.run_id and r.status = 'published'
    inner join own on own.source = s.source and r.started_at < own.started_at
    where s.$total > 0
    qualify row_number() over (partition by s.source order by r.started_at desc, s.run_id desc) <= 10
),

usual as (
    select source, sum($counted) / sum($total) as usual_share
    from earlier
    group by source
    having count(*) >= 3
)

select
    own.source,
    own.$counted,
    own.$total,
    round(usual.usual_share, 4) as usual_share,
    round(own.$counted / own.$total / greatest(usual.usual_share, 0.01), 2) as times,
    own.$total as judged_count
from own
inner join usual on usual.source = own.source
where own.$total > 0 and usual.usual_share is not null
