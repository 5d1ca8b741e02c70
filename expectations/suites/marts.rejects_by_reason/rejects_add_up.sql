-- expects: The reasons' counts are those of raw.rejects.
-- failing means: A join of the model multiplies or drops rejects.
-- severity: error
select coalesce(m.reason, r.reason) as reason, m.reject_count, r.reject_count as expected_count
from marts.rejects_by_reason as m
full join (select reason, count(*) as reject_count from raw.rejects group by reason) as r on r.reason = m.reason
where m.reject_count is distinct from r.reject_count
