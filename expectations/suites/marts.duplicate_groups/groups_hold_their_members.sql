-- expects: Every article that stands for others has one row, its members are its edges and itself, and its days in order.
-- failing means: A join of the model multiplies or drops members, or a story's spread is counted wrongly.
-- severity: error
with edges as (
    select representative_id, count(*) as duplicate_count from core.duplicates group by representative_id
),

shown as (
    select *, count(*) over (partition by representative_id) as copies
    from marts.duplicate_groups
)

select
    coalesce(s.representative_id, e.representative_id) as representative_id,
    s.copies,
    s.article_count,
    e.duplicate_count,
    s.exact_count,
    s.near_count,
    s.contained_count,
    s.outlet_count
from shown as s
full join edges as e on e.representative_id = s.representative_id
where s.representative_id is null
    or e.representative_id is null
    or s.copies > 1
    or s.article_count <> e.duplicate_count + 1
    or len(list_distinct(s.article_ids)) <> s.article_count
    or s.exact_count + s.near_count + s.contained_count <> e.duplicate_count
    or s.outlet_count <> len(s.outlets)
    or s.outlet_count > s.article_count
    or s.first_published_on > s.last_published_on
