-- expects: Every figure lies in its article and stands in its page at its span (law 3).
-- failing means: A number is reported that the page does not hold there.
-- severity: error
with judged as (
    select
        t.figure_id,
        t.article_id,
        t.figure_start,
        t.figure_end,
        left(t.figure_text, 120) as figure_text,
        left(substr(d.page_text, t.figure_start + 1, t.figure_end - t.figure_start), 120) as text_at_span,
        case
            when d.document_id is null then 'its article or page does not exist'
            when not (
                a.article_start <= t.figure_start
                and t.figure_start < t.figure_end
                and t.figure_end <= a.article_end
            ) then 'its span is empty or outside its article'
            when substr(d.page_text, t.figure_start + 1, t.figure_end - t.figure_start)
                is distinct from t.figure_text then 'its page holds other text there'
        end as fault
    from core.figures as t
    left join core.articles as a on a.article_id = t.article_id
    left join raw.documents as d on d.document_id = a.document_id
)

select * from judged where fault is not null
