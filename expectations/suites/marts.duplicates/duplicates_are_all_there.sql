-- expects: The mart holds every edge of core.duplicates once, and none that leads to another duplicate.
-- failing means: A join of the model multiplies or drops edges, or deduplication chained them.
-- severity: error
select coalesce(m.article_id, d.article_id) as article_id, m.copies, m.is_chained
from (
    select article_id, count(*) as copies, bool_or(is_chained) as is_chained from marts.duplicates group by article_id
) as m
full join core.duplicates as d on d.article_id = m.article_id
where m.article_id is null or d.article_id is null or m.copies > 1 or m.is_chained
