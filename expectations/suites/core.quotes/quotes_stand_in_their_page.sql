-- expects: Every quotation lies in its article and stands in its page, word for word, at its span (law 3).
-- failing means: Someone is quoted with words the page does not hold there.
-- severity: error
with judged as (
    select
        t.quote_id,
        t.article_id,
        t.quote_start,
        t.quote_end,
        left(t.quote_text, 120) as quote_text,
        left(substr(d.page_text, t.quote_start + 1, t.quote_end - t.quote_start), 120) as text_at_span,
        case
            when d.document_id is null then 'its article or page does not exist'
            when not (
                a.article_start <= t.quote_start
                and t.quote_start < t.quote_end
                and t.quote_end <= a.article_end
            ) then 'its span is empty or outside its article'
            when substr(d.page_text, t.quote_start + 1, t.quote_end - t.quote_start)
                is distinct from t.quote_text then 'its page holds other text there'
        end as fault
    from core.quotes as t
    left join core.articles as a on a.article_id = t.article_id
    left join raw.documents as d on d.document_id = a.document_id
)

select * from judged where fault is not null
