-- expects: Every time expression lies in its article and stands in its page at its span (law 3).
-- failing means: A date is reported that the page does not hold there.
-- severity: error
with judged as (
    select
        t.date_id,
        t.article_id,
        t.date_start,
        t.date_end,
        left(t.date_text, 120) as date_text,
        left(substr(d.page_text, t.date_start + 1, t.date_end - t.date_start), 120) as text_at_span,
        case
            when d.document_id is null then 'its article or page does not exist'
            when not (
                a.article_start <= t.date_start
                and t.date_start < t.date_end
                and t.date_end <= a.article_end
            ) then 'its span is empty or outside its article'
            when substr(d.page_text, t.date_start + 1, t.date_end - t.date_start)
                is distinct from t.date_text then 'its page holds other text there'
        end as fault
    from core.dates as t
    left join core.articles as a on a.article_id = t.article_id
    left join raw.documents as d on d.document_id = a.document_id
)

select * from judged where fault is not null
