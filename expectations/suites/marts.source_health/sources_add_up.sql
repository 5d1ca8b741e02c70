-- expects: Every source a published run read has one row, whose counts are those of ops.sources.
-- failing means: A join of the model multiplies or drops sources or runs.
-- severity: error
with sources as (
    select s.source, count(*) as run_count, sum(s.new_document_count) as new_document_count
    from ops.sources as s
    inner join ops.runs as r on r.run_id = s.run_id and r.status = 'published'
    group by s.source
),

shown as (
    select *, count(*) over (partition by source) as copies
    from marts.source_health
)

select
    coalesce(m.source, s.source) as source,
    m.copies,
    m.run_count,
    s.run_count as expected_run_count,
    m.new_document_count,
    s.new_document_count as expected_new_document_count
from shown as m
full join sources as s on s.source = m.source
where m.source is null
    or s.source is null
    or m.copies > 1
    or m.run_count <> s.run_count
    or m.new_document_count <> s.new_document_count
