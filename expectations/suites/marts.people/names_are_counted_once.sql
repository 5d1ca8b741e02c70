-- expects: Every person has one row, whose counts add up to the names of this kind in articles that stand for themselves.
-- failing means: Spellings of one name were counted apart or twice, or a join lost or multiplied them.
-- severity: error
with counted as (
    select sum(mention_count) as mention_count from marts.people
),

standing as (
    select count(*) as mention_count
    from core.mentions as m
    inner join core.articles as a on a.article_id = m.article_id
    where a.is_representative and m.kind = 'person'
)

select left(person_key, 120) as person_key, mention_count, article_count, 'its row is not in order' as fault
from marts.people
qualify count(*) over (partition by person_key) > 1
    or person_key is null
    or article_count < 1
    or mention_count < article_count
    or first_published_on > last_published_on
    or example_mention_id not in (select mention_id from core.mentions)
union all by name
select c.mention_count, s.mention_count as article_count, 'not all names are counted' as fault
from counted as c cross join standing as s
where coalesce(c.mention_count, 0) <> s.mention_count
