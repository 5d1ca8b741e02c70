-- expects: The articles of a page lie inside it, one after the other, and are numbered in that order.
-- failing means: Two stories claim the same characters: glued pages were cut in the wrong place.
-- severity: error
with ordered as (
    select
        article_id,
        document_id,
        article_index,
        article_start,
        article_end,
        lag(article_end) over page as previous_end,
        row_number() over page - 1 as position
    from core.articles
    window page as (partition by document_id order by article_start, article_index)
),

judged as (
    select
        o.article_id,
        o.article_start,
        o.article_end,
        o.previous_end,
        case
            when d.document_id is null then 'its page does not exist'
            when o.article_start >= o.article_end then 'it is empty'
            when o.article_end > length(d.page_text) then 'it ends after its page'
            when o.article_start < o.previous_end then 'it overlaps the article before it'
            when o.article_index <> o.position then 'its index is not its position'
            when o.article_id <> o.document_id || '-' || o.article_index then 'its id does not name its page and index'
        end as fault
    from ordered as o
    left join raw.documents as d on d.document_id = o.document_id
)

select * from judged where fault is not null
