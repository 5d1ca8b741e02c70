-- expects: A caption lies in its article, its text stands there with the credit taken out, and the credit lies in it
--   or on a line of the article beside it.
-- failing means: A caption shows words the page does not hold there, or belongs to another story (law 3).
-- severity: error
with read_again as (
    select
        c.*,
        a.article_start,
        a.article_end,
        substr(d.page_text, c.caption_start + 1, c.caption_end - c.caption_start) as text_at_span,
        -- A credit may stand between two sentences of the caption; taken out, they close up.
        case when c.credit_start >= c.caption_start and c.credit_end <= c.caption_end then regexp_replace(
            substr(d.page_text, c.caption_start + 1, c.credit_start - c.caption_start) || ' '
            || substr(d.page_text, c.credit_end + 1, c.caption_end - c.credit_end),
            '[\s\x{85}\p{Z}]+', ' ', 'g'
        ) end as text_without_credit
    from core.captions as c
    left join core.articles as a on a.article_id = c.article_id
    left join raw.documents as d on d.document_id = a.document_id
),

judged as (
    select
        caption_id,
        article_id,
        caption_start,
        caption_end,
        left(caption_text, 120) as caption_text,
        left(text_at_span, 120) as text_at_span,
        case
            when article_start is null then 'its article or page does not exist'
            when not (article_start <= caption_start and caption_start < caption_end and caption_end <= article_end)
                then 'its span is empty or outside its article'
            when (credit_start is null) <> (credit_end is null)
                or not (article_start <= credit_start and credit_start < credit_end and credit_end <= article_end)
                or (credit_start < caption_end and credit_end > caption_end)
                or (credit_start < caption_start and credit_end > caption_start)
                then 'its credit is empty, across its border or outside its article'
            when not coalesce(
                contains(text_at_span, caption_text)
                or contains(text_without_credit, regexp_replace(caption_text, '[\s\x{85}\p{Z}]+', ' ', 'g')),
                false
            ) then 'its page holds other text there'
        end as fault
    from read_again
)

select * from judged where fault is not null
