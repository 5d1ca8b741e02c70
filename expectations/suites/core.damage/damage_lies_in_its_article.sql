-- expects: Every damage mark covers text of its article.
-- failing means: A mark points beside the text it calls broken; damage_score is wrong with it.
-- severity: error
with judged as (
    select
        t.damage_id,
        t.article_id,
        t.damage_start,
        t.damage_end,
        left(substr(d.page_text, t.damage_start + 1, t.damage_end - t.damage_start), 120) as text_at_span,
        case
            when d.document_id is null then 'its article or page does not exist'
            when not (
                a.article_start <= t.damage_start
                and t.damage_start < t.damage_end
                and t.damage_end <= a.article_end
            ) then 'its span is empty or outside its article'
        end as fault
    from core.damage as t
    left join core.articles as a on a.article_id = t.article_id
    left join raw.documents as d on d.document_id = a.document_id
)

select * from judged where fault is not null
