-- expects: The representative of every article exists and stands for itself.
-- failing means: Following representative_id leads nowhere or to another duplicate; the marts miss the story.
-- severity: error
with judged as (
    select
        a.article_id,
        a.representative_id,
        a.is_representative,
        case
            when r.article_id is null then 'its representative does not exist'
            when not r.is_representative then 'its representative is itself a duplicate'
            when a.is_representative <> (a.representative_id = a.article_id) then 'the flag and the pointer disagree'
        end as fault
    from core.articles as a
    left join core.articles as r on r.article_id = a.representative_id
)

select * from judged where fault is not null
