-- expects: A speaker's name and its span come together, lie in the quotation's article, and agree with the page (law 3).
-- failing means: A quotation is given to a name that the article does not hold: a person was made up or taken from a neighbour.
-- severity: error
with judged as (
    select
        q.quote_id,
        q.article_id,
        q.name_start,
        q.name_end,
        left(q.speaker_name, 120) as speaker_name,
        left(substr(d.page_text, q.name_start + 1, q.name_end - q.name_start), 120) as text_at_span,
        case
            when q.speaker_name is null or q.name_start is null or q.name_end is null or q.name_basis is null
                then 'name, span and basis do not come together'
            when q.speaker_text is null then 'nobody speaks who could have the name'
            when d.document_id is null then 'its article or page does not exist'
            when not (
                a.article_start <= q.name_start
                and q.name_start < q.name_end
                and q.name_end <= a.article_end
            ) then 'its span is empty or outside its article'
            when substr(d.page_text, q.name_start + 1, q.name_end - q.name_start)
                is distinct from q.speaker_name then 'its page holds other text there'
        end as fault
    from core.quotes as q
    left join core.articles as a on a.article_id = q.article_id
    left join raw.documents as d on d.document_id = a.document_id
    where q.speaker_name is not null or q.name_start is not null or q.name_end is not null
)

select * from judged where fault is not null
