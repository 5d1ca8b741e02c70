-- expects: Every edge has its similarity and leads from a duplicate to the representative core.articles names for it.
-- failing means: A copy is filed under an article that does not stand for itself, or was never compared with it.
-- severity: error
with judged as (
    select
        d.article_id,
        d.representative_id,
        d.similarity,
        case
            when r.article_id is null then 'its representative does not exist'
            when not r.is_representative then 'its representative is itself a duplicate'
            when d.article_id = d.representative_id then 'it points to itself'
            when a.representative_id is distinct from d.representative_id then 'core.articles names another'
            when d.similarity is null then 'no similarity was measured'
        end as fault
    from core.duplicates as d
    left join core.articles as a on a.article_id = d.article_id
    left join core.articles as r on r.article_id = d.representative_id
)

select * from judged where fault is not null
