-- expects: Every storyline of two or more articles has one row with all of its articles.
-- failing means: A join of the model multiplies or drops articles.
-- severity: error
with edges as (
    select storyline_id, count(*) as article_count
    from core.storylines
    group by storyline_id
    having count(*) > 1
),

shown as (
    select *, count(*) over (partition by storyline_id) as copies
    from marts.storylines
)

select
    coalesce(s.storyline_id, e.storyline_id) as storyline_id,
    s.copies,
    s.article_count,
    e.article_count as expected_count,
    s.outlet_count,
    s.first_on,
    s.last_on
from shown as s
full join edges as e on e.storyline_id = s.storyline_id
where s.storyline_id is null
    or e.storyline_id is null
    or s.copies > 1
    or s.article_count <> e.article_count
    or len(list_distinct(s.article_ids)) <> s.article_count
    or s.outlet_count <> len(s.outlets)
    or s.first_on > s.last_on
