-- expects: Every edge of core.duplicates whose articles name an agency has one row, which keeps its two ends, its shares
--   measured and no lag below zero where time tells which came first.
-- failing means: A join of the model multiplies or drops copies, or shows the copy as the original.
-- severity: error
with edges as (
    select d.article_id, d.representative_id
    from core.duplicates as d
    inner join core.articles as a on a.article_id = d.article_id
    inner join core.articles as r on r.article_id = d.representative_id
    where a.agency is not null or r.agency is not null
),

shown as (
    select *, count(*) over (partition by duplicate_id) as copies
    from marts.wire_copies
)

select
    coalesce(s.duplicate_id, e.article_id) as duplicate_id,
    s.original_id,
    s.copy_id,
    s.copies,
    s.direction_basis,
    s.lag_days,
    s.original_share,
    s.copy_share
from shown as s
full join edges as e on e.article_id = s.duplicate_id
where s.duplicate_id is null
    or e.article_id is null
    or s.copies > 1
    or least(s.original_id, s.copy_id) is distinct from least(e.article_id, e.representative_id)
    or greatest(s.original_id, s.copy_id) is distinct from greatest(e.article_id, e.representative_id)
    or s.agency is null
    or (s.original_share between 0 and 1 and s.copy_share between 0 and 1) is not true
    or (s.direction_basis = 'time' and (coalesce(s.lag_hours, s.lag_days) < 0))
