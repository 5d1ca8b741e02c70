-- expects: Every name lies in its article and stands in its page at its span (law 3).
-- failing means: Someone is said to be mentioned where the page does not name them.
-- severity: error
with judged as (
    select
        t.mention_id,
        t.article_id,
        t.mention_start,
        t.mention_end,
        left(t.mention_text, 120) as mention_text,
        left(substr(d.page_text, t.mention_start + 1, t.mention_end - t.mention_start), 120) as text_at_span,
        case
            when d.document_id is null then 'its article or page does not exist'
            when not (
                a.article_start <= t.mention_start
                and t.mention_start < t.mention_end
                and t.mention_end <= a.article_end
            ) then 'its span is empty or outside its article'
            when substr(d.page_text, t.mention_start + 1, t.mention_end - t.mention_start)
                is distinct from t.mention_text then 'its page holds other text there'
        end as fault
    from core.mentions as t
    left join core.articles as a on a.article_id = t.article_id
    left join raw.documents as d on d.document_id = a.document_id
)

select * from judged where fault is not null
