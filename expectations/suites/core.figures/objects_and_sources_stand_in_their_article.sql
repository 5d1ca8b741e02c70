-- expects: What a figure is of, and who states it, lie in its article and stand in its page at their spans (law 3).
-- failing means: A number is said to be of something, or stated by someone, that the page does not name there.
-- severity: error
with parts as (
    select figure_id, article_id, 'object' as part, object_text as surface, object_start as begins, object_end as ends
    from core.figures
    union all
    select figure_id, article_id, 'source', source_text, source_start, source_end
    from core.figures
),

judged as (
    select
        p.figure_id,
        p.article_id,
        p.part,
        p.begins,
        p.ends,
        left(p.surface, 120) as surface,
        left(substr(d.page_text, p.begins + 1, p.ends - p.begins), 120) as text_at_span,
        case
            when p.surface is null or p.begins is null or p.ends is null then 'text and span do not come together'
            when d.document_id is null then 'its article or page does not exist'
            when not (a.article_start <= p.begins and p.begins < p.ends and p.ends <= a.article_end)
                then 'its span is empty or outside its article'
            when substr(d.page_text, p.begins + 1, p.ends - p.begins) is distinct from p.surface
                then 'its page holds other text there'
        end as fault
    from parts as p
    left join core.articles as a on a.article_id = p.article_id
    left join raw.documents as d on d.document_id = a.document_id
    where p.surface is not null or p.begins is not null or p.ends is not null
)

select * from judged where fault is not null
