with counted as (
    select sum(mention_count) as mention_count from marts.$mart
),

standing as (
    select count(*) as mention_count
    from core.mentions as m
    inner join core.articles as a on a.article_id = m.article_id
    where a.is_representative and m.kind = '$kind' and m.form = 'name'
)

select left(${kind}_key, 120) as ${kind}_key, mention_count, article_count, 'its row is not in order' as fault
from marts.$mart
qualify count(*) over (partition by ${kind}_key) > 1
    or ${kind}_key is null
    or article_count < 1
    or mention_count < article_count
    or first_published_on > last_published_on
    or example_mention_id not in (select mention_id from core.mentions)
union all by name
select c.mention_count, s.mention_count as article_count, 'not all names are counted' as fault
from counted as c cross join standing as s
where coalesce(c.mention_count, 0) <> s.mention_count
