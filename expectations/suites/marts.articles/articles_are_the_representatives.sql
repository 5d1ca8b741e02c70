-- expects: The mart holds every article that stands for itself, once, and no other.
-- failing means: A join of the model multiplies or drops stories.
-- severity: error
select
    coalesce(m.article_id, a.article_id) as article_id,
    m.copies,
    a.article_id is not null as is_representative
from (select article_id, count(*) as copies from marts.articles group by article_id) as m
full join (select article_id from core.articles where is_representative) as a on a.article_id = m.article_id
where m.article_id is null or a.article_id is null or m.copies > 1
