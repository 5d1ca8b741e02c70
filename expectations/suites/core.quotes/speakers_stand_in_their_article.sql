-- expects: A speaker's text and span come together, lie in the quotation's article, and agree with the page (law 3).
-- failing means: A quotation is given to someone whom the article does not name at that place.
-- severity: error
with judged as (
    select
        q.quote_id,
        q.article_id,
        q.speaker_start,
        q.speaker_end,
        left(q.speaker_text, 120) as speaker_text,
        left(substr(d.page_text, q.speaker_start + 1, q.speaker_end - q.speaker_start), 120) as text_at_span,
        case
            when q.speaker_text is null or q.speaker_start is null or q.speaker_end is null
                then 'text and span do not come together'
            when d.document_id is null then 'its article or page does not exist'
            when not (
                a.article_start <= q.speaker_start
                and q.speaker_start < q.speaker_end
                and q.speaker_end <= a.article_end
            ) then 'its span is empty or outside its article'
            when substr(d.page_text, q.speaker_start + 1, q.speaker_end - q.speaker_start)
                is distinct from q.speaker_text then 'its page holds other text there'
        end as fault
    from core.quotes as q
    left join core.articles as a on a.article_id = q.article_id
    left join raw.documents as d on d.document_id = a.document_id
    where q.speaker_text is not null or q.speaker_start is not null or q.speaker_end is not null
)

select * from judged where fault is not null
